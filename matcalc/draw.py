"""Symbols declared by shape strings, and generic arrays drawn for them.

``A="n n", x="n"`` declares a square matrix and a column of the same size.  A drawn array is
generic: different letters get different sizes, and no entry is zero or one, so that a formula
which holds only for symmetric, square or identity matrices does not pass by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.values import Array, as_finite

__all__ = ["PROPERTIES", "Declaration", "declare", "draw"]

PROPERTIES = {
    "positive": "every entry is positive",
    "invertible": "square and well-conditioned",
    "symmetric": "square and equal to its transpose",
    "diagonal": "square, with zeros off the diagonal",
    "spd": "symmetric and positive definite",
}
DIMENSION = re.compile("[a-z]|[1-9][0-9]?|100")


@dataclass(frozen=True)
class Declaration:
    """One symbol: its dimensions (letters or numbers) and a property, or a given array."""

    name: str
    dimensions: tuple[str, ...] = ()
    property: str | None = None
    array: Array | None = None


def declare(
    symbols: Mapping[str, Any], structure: Mapping[str, str] | None = None
) -> list[Declaration]:
    """Read the symbols of a question: shape strings, or arrays.

    A structure, as in ``{"S": "symmetric"}``, is the property of a symbol that has no other.

    Raises
    ------
    MatcalcError
        For an unreadable shape string, an unknown property, or a value that is no array.

    Examples
    --------
    >>> declare({"A": "n n spd", "x": "n"})[0]
    Declaration(name='A', dimensions=('n', 'n'), property='spd', array=None)
    """
    if not symbols:
        raise MatcalcError(
            'no symbol was given: name each argument of the question with its shape, as in A="n n"'
        )
    return [_declare(name, value, (structure or {}).get(name)) for name, value in symbols.items()]


def _declare(name: str, value: object, structure: str | None) -> Declaration:
    if not isinstance(value, str):
        return Declaration(name, array=as_finite(value, name))
    words = value.split()
    dimensions = tuple(takewhile(DIMENSION.fullmatch, words))
    properties = words[len(dimensions) :] or ([structure] if structure else [])
    unknown = [word for word in properties if word not in PROPERTIES]
    if unknown or len(dimensions) > 2 or len(properties) > 1:
        problem = f"unknown word {unknown[0]!r} in" if unknown else "cannot read"
        raise MatcalcError(
            f"{problem} {name}={value!r}: expected up to two dimensions, each a lower-case letter "
            f'or a size up to 100, as in "n p", and then at most one of {", ".join(PROPERTIES)}'
        )
    for word in properties:
        if word != "positive" and (len(dimensions) != 2 or dimensions[0] != dimensions[1]):
            raise MatcalcError(
                f'{name}={value!r}: only a square matrix can be {word}, as in "n n {word}"'
            )
    return Declaration(name, dimensions, properties[0] if properties else None)


def draw(declarations: list[Declaration], seed: int) -> Iterator[list[Array]]:
    """Yield points without end: an array for each declaration, the same for the same seed.

    A letter is a size between 2 and 6 (more where there are more letters), another for each
    letter and for each point.  Entries have two decimals, so that they are pleasant to read.
    """
    if not isinstance(seed, (int, np.integer)) or seed < 0:
        raise MatcalcError(f"seed={seed!r}: a whole number from 0 on is expected")
    rng = np.random.default_rng(seed)
    letters = sorted({d for s in declarations for d in s.dimensions if d.isalpha()})
    sizes = range(2, 2 + max(4, len(letters)))
    while True:
        drawn = rng.choice(sizes, size=len(letters), replace=False)
        size = {letter: int(number) for letter, number in zip(letters, drawn, strict=True)}
        yield [_draw(symbol, size, rng) for symbol in declarations]


def _draw(symbol: Declaration, size: Mapping[str, int], rng: np.random.Generator) -> Array:
    if symbol.array is not None:
        return symbol.array.copy()
    shape = tuple(size[d] if d in size else int(d) for d in symbol.dimensions)
    if len(shape) == 1:
        shape = (shape[0], 1)
    magnitude: Array = np.round(rng.uniform(0.3, 1.9, shape), 2)
    if symbol.property == "positive":
        return magnitude
    array: Array = magnitude * rng.choice([-1.0, 1.0], shape)
    match symbol.property:
        case "symmetric":
            array = np.round(array + array.T, 2)
        case "diagonal":
            array = np.diag(np.diag(array))
        case "spd":
            array = np.round(array @ array.T / shape[0] + np.eye(shape[0]), 2)
        case "invertible" if np.linalg.cond(array) > 50:
            return _draw(symbol, size, rng)
    return array
