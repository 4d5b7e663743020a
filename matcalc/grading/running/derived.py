"""Whether an answer was derived, or differentiates numerically: where differences lose digits.

Right values do not tell; badly scaled points do.  Where one entry of the variable is a hundred
million times the others, a function is so much larger than its change by a small step that every
difference loses its digits, and where the derivative is as small as numbers get, a complex step
underflows.  A derivation keeps them there, in whatever form and at whatever cost.  What it may
lose is measured: it is what the closed form loses when the arguments change in their last digits.

Some questions have no such point for a complex step, or for steps chosen with great care; there
the text of the answer tells, as far as a text does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from matcalc.calculus.derivative import derivative
from matcalc.check import Asked
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import declare, draw
from matcalc.numerics.layout import Layout
from matcalc.numerics.values import Array, as_numbers, quietly

__all__ = ["loses_digits", "may_differentiate", "note_points", "numerical_names"]

LARGE = 1.0, 1e4, 1e8  # by which one entry is multiplied
TINY = 1e-305  # the largest entry of a derivative whose product with a step is no number any more
ROUNDING = 1e-14  # relative; of the arguments, where the closed form's own loss is measured
TOLERANCE = 1e-13  # relative to the derivative's largest entry; beside that loss
DIFFERENTIATORS = {"partials", "gradient", "jacobian", "hessian"}  # of matcalc
COMPLEX = {"imag"}  # what a complex step takes


@dataclass(frozen=True)
class _Point:
    arguments: list[Array]
    truth: Array
    tolerance: float


def note_points(question: object, options: Mapping[str, Any]) -> None:
    """Work out, and remember, at which points answers to a question will be looked at.

    Parameters
    ----------
    question, options
        As `matcalc.check.Asked` has them.
    """
    _points_of(question, options)


def loses_digits(asked: Asked) -> bool:
    """Whether an answer loses more digits at some badly scaled point than a derivation can.

    Known of questions that are formulas whose symbols are drawn, and of answers that are functions.
    """
    return callable(asked.answer) and any(
        _loses(asked.answer, point) for point in _points_of(asked.question, asked.options)
    )


def _loses(answer: Callable[..., object], point: _Point) -> bool:
    try:
        with quietly():
            found = as_numbers(answer(*(array.copy() for array in point.arguments)), "the answer")
    except Exception:  # out of the answer's domain, though not of the closed form's
        return False
    if found.size != point.truth.size or not np.all(np.isfinite(found)):
        return False
    return bool(np.max(np.abs(found.reshape(point.truth.shape) - point.truth)) > point.tolerance)


def _points_of(question: object, given: Mapping[str, Any]) -> list[_Point]:
    options = {**given}
    structure = tuple(sorted((options.pop("structure") or {}).items()))
    if not isinstance(question, str) or not all(map(_is_plain, options.values())):
        return []
    return _points(question, structure, tuple(options.items()))


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | Layout)


@cache
def _points(
    question: str, structure: tuple[tuple[str, str], ...], options: tuple[tuple[str, Any], ...]
) -> list[_Point]:
    """Where to look; nowhere, if the question has no closed form."""
    symbols, kinds = dict(options), dict(structure)
    variable, layout, seed = (symbols.pop(name) for name in ("wrt", "layout", "seed"))
    try:
        with quietly():
            declared = declare(symbols, kinds)
            drawn = {
                symbol.name: array
                for symbol, array in zip(declared, next(draw(declared, seed)), strict=True)
            }
            closed = derivative(question, variable, structure=kinds, **symbols)
            is_numerator = layout is not None and Layout(layout) is Layout.NUMERATOR
            side = closed.numerator if is_numerator else closed.denominator
            # To enlarge an entry of a matrix that is inverted is to make it nearly singular.
            factors = LARGE[:1] if "inv(" in question else LARGE
            places = [*_large(drawn, variable, factors), *_tiny(drawn, variable, side)]
            found = [_point(place, side) for place in places]
    except (MatcalcError, ArithmeticError, ValueError):  # LinAlgError is one
        return []
    return [point for point in found if point is not None]


def _large(
    drawn: dict[str, Array], variable: str, factors: tuple[float, ...]
) -> Iterator[dict[str, Array]]:
    """The point with one entry of the variable enlarged: the first, which is on the diagonal."""
    for factor in factors:
        array = drawn[variable].copy()
        array.flat[0] *= factor
        yield {**drawn, variable: array}


def _tiny(
    drawn: dict[str, Array], variable: str, side: Callable[..., Array]
) -> Iterator[dict[str, Array]]:
    """The point with some symbols so small that the derivative is tiny, and no smaller."""

    def scaled(names: set[str], factor: float) -> dict[str, Array]:
        return {n: array * factor if n in names else array for n, array in drawn.items()}

    def size(place: dict[str, Array]) -> float:
        return float(np.max(np.abs(side(**place))))

    for names in (*({name} for name in drawn), set(drawn) - {variable}):
        degree = round(np.log2(size(drawn) / size(scaled(names, 0.5))))
        if degree > 0:
            place = scaled(names, (TINY / size(drawn)) ** (1 / degree))
            if TINY / 100 < size(place) < TINY * 100:
                yield place


def _point(place: dict[str, Array], side: Callable[..., Array]) -> _Point | None:
    truth = side(**place)
    rng = np.random.default_rng(0)
    loss = 0.0
    for _ in range(4):
        moved = {
            name: array * (1 + ROUNDING * rng.uniform(-1, 1, array.shape))
            for name, array in place.items()
        }
        loss = max(loss, float(np.max(np.abs(side(**moved) - truth))))
    tolerance = loss + TOLERANCE * float(np.max(np.abs(truth)))
    if not (np.isfinite(tolerance) and tolerance > 0):  # it overflowed, or is zero
        return None
    return _Point([*place.values()], truth, tolerance)


def may_differentiate(source: str, known: set[str]) -> bool:
    """Whether a cell may change which names stand for numerical differentiation; seen at once.

    Most mention none of the names that do, and beyond ASCII a name has several forms.
    """
    telling = known | DIFFERENTIATORS | COMPLEX
    return not source.isascii() or any(name in source for name in telling)


def numerical_names(source: str, known: set[str]) -> set[str]:
    """Those of a notebook's names that stand for numerical differentiation, after one more cell.

    A function does if it takes imaginary parts, as a complex step does, or uses matcalc's numerical
    derivatives, or another function that does.

    Parameters
    ----------
    source : str
        The cell, in plain Python.
    known : set of str
        The names before.

    Examples
    --------
    >>> numerical_names("def grad(x): return f(x + 1e-20j).imag / 1e-20", set())
    {'grad'}
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return known
    imports = [p for p in ast.walk(tree) if isinstance(p, ast.ImportFrom) and p.module == "matcalc"]
    taken = [n for line in imports for n in line.names if n.name in DIFFERENTIATORS]
    known = known | {name.asname or name.name for name in taken}
    for line in tree.body:
        parts = list(ast.walk(line))
        names = [part for part in parts if isinstance(part, ast.Name)]
        stored = {name.id for name in names if isinstance(name.ctx, ast.Store)}
        parameters = {part.arg for part in parts if isinstance(part, ast.arg)}
        used = {name.id for name in names} - stored - parameters
        used |= {part.attr for part in parts if isinstance(part, ast.Attribute)}
        if isinstance(line, ast.FunctionDef | ast.ClassDef):
            defined = {line.name}
        else:
            defined = stored if isinstance(line, ast.Assign) else set()
        known = known | defined if used & (known | COMPLEX | {"partials"}) else known - defined
    return known
