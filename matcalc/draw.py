"""Symbols declared by shape strings, and generic arrays drawn for them.

``A="n n", x="n"`` declares a square matrix and a column of the same size.  A drawn array is
generic: different letters get different sizes, and no entry is zero or one, so that a formula
which holds only for symmetric, square or identity matrices does not pass by accident.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.values import Array, as_finite

__all__ = ["OPTIONS", "PROPERTIES", "Declaration", "declare", "draw", "variable_of"]

PROPERTIES = {
    "positive": "every entry is positive",
    "invertible": "square and well-conditioned",
    "symmetric": "square and equal to its transpose",
    "diagonal": "square, with zeros off the diagonal",
    "spd": "symmetric and positive definite",
}
STRUCTURES = "symmetric", "diagonal"
# Words that are no symbols, with the functions that have the option.
OPTIONS = {
    "wrt": "derivative, check_gradient and check_formula",
    "layout": "check_gradient, check_formula, jacobian and stretch",
    "seed": "the checks",
    "explain": "derivative",
    "structure": "derivative, check_gradient and check_formula",
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
        For an unreadable shape string, an unknown property, a value that is no array, an option
        in the place of a symbol, or an unreadable structure.

    Examples
    --------
    >>> declare({"A": "n n spd", "x": "n"})[0]
    Declaration(name='A', dimensions=('n', 'n'), property='spd', array=None)
    """
    if not symbols:
        raise MatcalcError(
            'no symbol was given: name each argument of the question with its shape, as in A="n n"'
        )
    for name in symbols:
        if name in OPTIONS:
            raise MatcalcError(
                f"{name} is an option of {OPTIONS[name]}, and cannot be a symbol: leave it out "
                "here, or name the symbol otherwise"
            )
    if structure is not None and not (
        isinstance(structure, Mapping)
        and all(name in symbols and kind in STRUCTURES for name, kind in structure.items())
    ):
        raise MatcalcError(
            f"structure={structure!r}: expected a dictionary of symbols, each 'symmetric' or "
            f"'diagonal', as in structure={{{next(iter(symbols))!r}: 'symmetric'}}"
        )
    return [_declare(name, value, (structure or {}).get(name)) for name, value in symbols.items()]


def variable_of(declarations: list[Declaration], name: str | None) -> str:
    """The variable's name; where there is one symbol only, it is that.

    Raises
    ------
    MatcalcError
        If it is no symbol, or there are several and none is named.
    """
    names = [symbol.name for symbol in declarations]
    if name is None and len(names) == 1:
        return names[0]
    if name not in names:
        given = "the variable is missing" if name is None else f"{name!r} is not a symbol"
        known = ", ".join(names)
        raise MatcalcError(f"{given}: name the symbol to differentiate by, one of {known}")
    return name


def _declare(name: str, value: object, structure: str | None) -> Declaration:
    if isinstance(value, tuple | int) and not isinstance(value, bool):
        sizes = value if isinstance(value, tuple) else (value,)
        shape = " ".join(str(size) for size in sizes if size != 1 or len(sizes) == 1)
        raise MatcalcError(
            f"{name}={value!r}: a shape is written as text, {name}={shape!r}; numbers are given "
            f"as an array, np.array({value!r}), or as {name}=3.0"
        )
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
