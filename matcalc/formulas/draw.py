"""Symbols declared by shape strings, and generic arrays drawn for them.

``A="n n", x="n"`` declares a square matrix and a column of the same size.  A drawn array is
generic: different letters get different sizes, no entry is zero or one, none is another's size,
and a matrix has full rank, so that a formula which holds only for symmetric, singular or identity
matrices does not pass by accident.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count, islice, takewhile
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.numerics.tolerances import POINTS
from matcalc.numerics.values import Array, as_finite, described

__all__ = [
    "OPTIONS",
    "PROPERTIES",
    "Declaration",
    "declare",
    "draw",
    "lengths",
    "redraw",
    "shapes_of",
    "variable_of",
]

PROPERTIES = {
    "positive": "every entry is positive",
    "unrounded": "with entries of all digits, where one of two decimals could be guessed",
    "invertible": "square and well-conditioned",
    "symmetric": "square and equal to its transpose",
    "diagonal": "square, with zeros off the diagonal",
    "spd": "symmetric and positive definite",
}
ENTRYWISE = "positive", "unrounded"  # of arrays of any shape
STRUCTURES = "symmetric", "diagonal"
# Words that are no symbols, with the functions that have the option.
OPTIONS = {
    "wrt": "derivative, check_gradient, check_formula",
    "layout": "check_gradient, check_formula, jacobian, stretch",
    "seed": "check_gradient, check_formula, check_value",
    "explain": "derivative",
    "must": "check_derivation",
    "structure": "derivative, check_gradient, check_formula",
    "formula": "check_gradient, check_value",
    "wrong": "check_gradient, check_formula, check_value",
}
DIMENSION = re.compile("[a-z]|[1-9][0-9]?|100")
GENERIC = 12  # points before those in narrow domains
NARROW = 0, 1, 2  # by what positive entries are divided then; 0: the point stays as it is
KEPT = 256  # questions, with the first points of each
MOST_DISTINCT = 100  # entries of an array that are all of different size
NEARLY_SINGULAR = 1e3  # condition number from which a matrix is drawn again
WELL_CONDITIONED = 50  # the largest condition number of an "invertible" matrix


@dataclass(frozen=True)
class Declaration:
    """One symbol: its dimensions (letters or numbers) and a property, or a given array."""

    name: str
    dimensions: tuple[str, ...] = ()
    property: str | None = None
    array: Array | None = None


def lengths(declaration: Declaration) -> tuple[str, str]:
    """The number of rows and of columns of a symbol, as letters or digits."""
    array = declaration.array
    sizes = declaration.dimensions if array is None else tuple(map(str, array.shape))
    rows, columns, *_ = *sizes, "1", "1"
    return rows, columns


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
        raise MatcalcError(say("symbols-missing"))
    for name in symbols:
        if name in OPTIONS:
            raise MatcalcError(say("symbol-is-option", name=name, functions=OPTIONS[name]))
    if structure is not None and not (
        isinstance(structure, Mapping)
        and all(name in symbols and kind in STRUCTURES for name, kind in structure.items())
    ):
        first = next(iter(symbols))
        raise MatcalcError(say("symbol-structure", given=repr(structure)[:60], first=repr(first)))
    return [_declare(name, value, (structure or {}).get(name)) for name, value in symbols.items()]


def variable_of(declarations: list[Declaration], name: object) -> str:
    """The variable's name; where there is one symbol only, it is that.

    Raises
    ------
    MatcalcError
        If it is no symbol, or there are several and none is named.
    """
    names = [symbol.name for symbol in declarations]
    if name is None and len(names) == 1:
        return names[0]
    if name is not None and not isinstance(name, str):
        said = {"given": described(name), "known": ", ".join(names)}
        raise MatcalcError(say("variable-no-name", **said))
    if name and name not in names:
        from matcalc.formulas.names import spellings

        name = next((one for one in spellings(name) if one in names), name)
    if name is None or name not in names:
        key = "variable-missing" if name is None else "variable-unknown"
        raise MatcalcError(say(key, name=repr(name), known=", ".join(names)))
    return name


def _declare(name: str, value: object, structure: str | None) -> Declaration:
    if isinstance(value, tuple | int) and not isinstance(value, bool):
        sizes = value if isinstance(value, tuple) else (value,)
        shape = " ".join(str(size) for size in sizes if size != 1 or len(sizes) == 1)
        given = repr(value)[:60]
        raise MatcalcError(say("shape-as-number", name=name, given=given, shape=repr(shape)))
    if not isinstance(value, str):
        return Declaration(name, array=as_finite(value, name))
    words = value.split()
    dimensions = tuple(takewhile(DIMENSION.fullmatch, words))
    properties = words[len(dimensions) :] or ([structure] if structure else [])
    unknown = [word for word in properties if word not in PROPERTIES]
    if unknown or len(dimensions) > 2 or len(properties) > 1:
        key = "shape-unknown-word" if unknown else "shape-unreadable"
        said = {"name": name, "given": repr(value[:60]), "properties": ", ".join(PROPERTIES)}
        raise MatcalcError(say(key, word=repr((unknown or [""])[0][:40]), **said))
    for word in properties:
        if word not in ENTRYWISE and (len(dimensions) != 2 or dimensions[0] != dimensions[1]):
            raise MatcalcError(say("shape-not-square", name=name, given=repr(value), word=word))
    return Declaration(name, dimensions, properties[0] if properties else None)


def shapes_of(text: str) -> dict[str, str]:
    """The shapes in a text such as ``A: n n, x: n``.

    Raises
    ------
    MatcalcError
        For a part without a colon.

    Examples
    --------
    >>> shapes_of("A: n×n, x=n; t:")
    {'A': 'n n', 'x': 'n', 't': ''}
    """
    found = {}
    for part in filter(str.strip, re.split("[,;，；]", text)):
        name, sign, shape = re.split("([:=：])", part + ":", maxsplit=1)
        if sign not in part:
            raise MatcalcError(say("shapes-in-words", given=repr(part.strip())))
        found[name.strip()] = " ".join(shape.removesuffix(":").replace("×", " ").split())
    return found


def draw(declarations: list[Declaration], seed: int) -> Iterator[list[Array]]:
    """Yield points without end: an array for each declaration, the same for the same seed.

    A letter is a size between 2 and 6 (more where there are more letters), another for each
    letter and for each point.  Entries have two decimals, so that they are pleasant to read, unless
    they are to be ``unrounded``.  Of every two points, a scalar is once positive and once negative.
    Later points are also in narrow domains: all positive, as for the logarithm of each entry of a
    matrix, or between zero and one, as probabilities are.
    """
    if not isinstance(seed, (int, np.integer)) or seed < 0:
        raise MatcalcError(say("seed-unreadable", given=repr(seed)[:40]))
    if any(symbol.array is not None for symbol in declarations):
        yield from _points(declarations, seed)
        return
    first = _first(tuple(declarations), int(seed))
    for point in first:
        yield [array.copy() for array in point]
    yield from islice(_points(declarations, seed), len(first), None)


@lru_cache(KEPT)
def _first(declarations: tuple[Declaration, ...], seed: int) -> list[list[Array]]:
    """The points that one check needs: the next one asks for the same."""
    return list(islice(_points(declarations, seed), POINTS))


def _points(declarations: Sequence[Declaration], seed: int) -> Iterator[list[Array]]:
    """The points of a seed, without end."""
    rng = np.random.default_rng(seed)
    letters = sorted({d for s in declarations for d in s.dimensions if d.isalpha()})
    sizes = range(2, 2 + max(4, len(letters)))
    before: list[Array] | None = None
    for number in count():
        drawn = rng.choice(sizes, size=len(letters), replace=False)
        size = {letter: int(number) for letter, number in zip(letters, drawn, strict=True)}
        point = [_draw(symbol, size, rng) for symbol in declarations]
        if before:
            point = [*map(_on_the_other_side, declarations, point, before)]
        before = None if before else point
        divisor = NARROW[number % len(NARROW)] if number >= GENERIC else 0
        yield [*map(partial(_narrowed, divisor), declarations, point)]


def _narrowed(divisor: int, symbol: Declaration, array: Array) -> Array:
    """A drawn array that nothing was declared of, made positive, and divided."""
    is_free = symbol.array is None and symbol.property is None
    return np.round(np.abs(array) / divisor, 2) if divisor and is_free else array


def _on_the_other_side(symbol: Declaration, array: Array, before: Array) -> Array:
    """A drawn scalar with the other sign than the one before."""
    is_free = symbol.array is None and symbol.property is None and array.size == 1
    return -np.copysign(array, before) if is_free else array


def redraw(declarations: list[Declaration], point: list[Array], seed: int) -> list[Array]:
    """Other arrays of the same shapes; in the place of a given one, its entries moved.

    >>> symbols = declare({"x": "n", "y": np.ones((2, 1))})
    >>> other = redraw(symbols, next(draw(symbols, 0)), 1)
    >>> other[0].shape, other[1].ravel()
    ((5, 1), array([1.5625, 1.6875]))
    """
    rng = np.random.default_rng(seed)
    size = {
        letter: length
        for symbol, array in zip(declarations, point, strict=True)
        for letter, length in zip(symbol.dimensions, array.shape, strict=False)
    }
    return [
        _draw(symbol, size, rng) if symbol.array is None else _moved(array, seed)
        for symbol, array in zip(declarations, point, strict=True)
    ]


def _moved(array: Array, seed: int) -> Array:
    steps = 1 + np.arange(array.size).reshape(array.shape)
    number = 1 + seed % 7
    return np.asarray(array * 1.25**number + 0.25 * (steps - 1) / number)


def _draw(symbol: Declaration, size: Mapping[str, int], rng: np.random.Generator) -> Array:
    """An array that has what was declared, and nothing else that is special."""
    if symbol.array is not None:
        return symbol.array.copy()
    shape = tuple(size[d] if d in size else int(d) for d in symbol.dimensions)
    if len(shape) == 1:
        shape = (shape[0], 1)
    while True:
        array = _drawn(symbol, shape, rng)
        most = WELL_CONDITIONED if symbol.property == "invertible" else NEARLY_SINGULAR
        if array.ndim < 2 or min(shape) == 1 or np.linalg.cond(array) <= most:
            return array


def _drawn(symbol: Declaration, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    magnitude = _distinct(np.array(np.round(rng.uniform(0.3, 1.9, shape), 2)))
    if symbol.property == "positive":
        return magnitude
    array: Array = magnitude * rng.choice([-1.0, 1.0], shape)
    if symbol.property == "unrounded":  # and still of different size
        return np.asarray(array * (1 + 1e-3 * rng.uniform(size=shape)))
    match symbol.property:
        case "symmetric":
            array = np.round(array + array.T, 2)
        case "diagonal":
            array = np.diag(np.diag(array))
        case "spd":
            array = np.round(array @ array.T / shape[0] + np.eye(shape[0]), 2)
    return array


def _distinct(magnitude: Array) -> Array:
    """Move entries by some hundredths, so that none is one, and no two are equal.

    Two entries of one size could be mirror images in a matrix that is symmetric by chance.
    """
    if magnitude.size > MOST_DISTINCT:
        return magnitude
    taken = {100}
    hundredths: list[int] = np.rint(100 * magnitude).astype(int).ravel().tolist()
    for place, size in enumerate(hundredths):
        while size in taken:
            size += 1
        taken.add(size)
        hundredths[place] = size
    return np.array(hundredths, float).reshape(magnitude.shape) / 100
