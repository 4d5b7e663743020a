"""The entry of the catalogue that asks the same as a question, but for its letters.

Two questions are the same if one becomes the other when its symbols are renamed, its shapes are the
other's, and the functions have the same values: ‖r‖² is rᵀr.  Where there is none, an entry is near
whose function is a multiple of the question's: its derivative is the same multiple.  Nothing else
is called near.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, permutations
from typing import Any, NamedTuple

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.formulas.draw import PROPERTIES, Declaration, draw, lengths
from matcalc.formulas.expression import Expression, parse
from matcalc.formulas.nodes import Node, substituted
from matcalc.identities import Identity, identities
from matcalc.numerics.tolerances import EQUAL, POINTS
from matcalc.numerics.values import Array, quietly

__all__ = ["Counterpart", "counterpart"]

MOST_SYMBOLS = 6  # of a question that is looked up
DOMAINS = (
    "positive",
    "invertible",
)  # they restrict arguments, and not the derivative


class Counterpart(NamedTuple):
    """An entry, and whether it is the question itself and no multiple of it."""

    entry: Identity
    is_same: bool


def counterpart(question: Expression, variable: str) -> Counterpart | None:
    """The entry that is a question, or a multiple of it.

    Parameters
    ----------
    question : Expression
    variable : str
        The symbol to differentiate by.

    Examples
    --------
    >>> counterpart(parse("w'Sw"), "w").entry.name
    'quadratic-form'
    >>> counterpart(parse("3 w'Sw"), "w").is_same
    False
    >>> counterpart(parse("w'Sw sin(t)"), "w")
    """
    if question.structure or len(question.symbols) > MOST_SYMBOLS:
        return None
    values = _Values(question)
    multiple: Identity | None = None
    for entry in sorted(identities(), key=lambda entry: not _has_property(entry)):
        for node in _renamed(entry, question, variable):
            factor = 1.0 if node == question.node else values.over(node)
            if factor == 1:
                return Counterpart(entry, is_same=True)
            if factor:
                multiple = multiple or entry
    return Counterpart(multiple, is_same=False) if multiple else None


class _Values:
    """The values of a question at some points, for comparison with those of others."""

    def __init__(self, question: Expression) -> None:
        self.question = question
        self.points = list(islice(draw(question.symbols, 0), 2 * POINTS))
        with quietly():
            self.own = [self.of(question.node, point) for point in self.points]

    def of(self, node: Node, point: list[Array]) -> Array | None:
        """A node's value at a point, or nothing outside its domain."""
        try:
            value = self.question.at(point)(node)
        except (MatcalcError, ArithmeticError, ValueError, np.linalg.LinAlgError):
            return None
        return value if np.all(np.isfinite(value)) else None

    def over(self, node: Node) -> float:
        """Which multiple of another node this is, at all points where both have a value; else 0."""
        if node.shape != self.question.node.shape:
            return 0.0
        ratios: list[float] = []
        with quietly():
            for point, own in zip(self.points, self.own, strict=True):
                other = self.of(node, point)
                if own is None or other is None or not np.any(other):
                    continue
                ratio = float(np.vdot(other, own) / np.vdot(other, other))
                if np.max(np.abs(own - ratio * other)) > EQUAL * np.max(np.abs(own)):
                    return 0.0
                ratios.append(ratio)
        if len(ratios) < 2 or max(ratios) - min(ratios) > EQUAL * abs(ratios[0]):
            return 0.0
        return 1.0 if abs(ratios[0] - 1) < EQUAL else ratios[0]


def _renamed(entry: Identity, question: Expression, variable: str) -> Iterator[Node]:
    """The function of an entry in the letters of a question, in each way that fits."""
    own, texts = question.symbols, entry.shapes.values()
    if entry.structure or sorted(map(_kind, own)) != sorted(map(_kind_of_text, texts)):
        return
    for order in permutations(own):
        pairs = dict(zip(entry.shapes, order, strict=True))
        if pairs[entry.variable].name != variable or not _fits(entry, pairs):
            continue
        shapes = tuple((name, " ".join(one.dimensions)) for name, one in pairs.items())
        try:
            function = _parsed(entry.expression, shapes)
        except MatcalcError:
            continue
        instead = {function.symbol(name): question.symbol(one.name) for name, one in pairs.items()}
        yield substituted(function.node, instead)


def _kind(one: Declaration) -> tuple[bool, ...]:
    """Whether a symbol has one row, and one column."""
    return tuple(size == "1" for size in lengths(one))


def _kind_of_text(shape: str) -> tuple[bool, ...]:
    return _kind(Declaration("", tuple(_sizes(shape))))


def _sizes(shape: str) -> list[str]:
    """The sizes of a shape, without the property that may follow."""
    return [word for word in shape.split() if word not in PROPERTIES]


def _has_property(entry: Identity) -> bool:
    return any(_sizes(shape) != shape.split() for shape in entry.shapes.values())


def _fits(entry: Identity, pairs: dict[str, Declaration]) -> bool:
    """Whether sizes are equal in the entry wherever they are in the question, and the reverse.

    An entry about positive definite matrices, say, is none about others.
    """
    sizes: set[tuple[str, str]] = set()
    for name, one in pairs.items():
        theirs, words = _sizes(entry.shapes[name]), entry.shapes[name].split()
        is_special = words[len(theirs) :] not in ([], [one.property], *([word] for word in DOMAINS))
        if is_special or len(theirs) != len(one.dimensions):
            return False
        if any(a != b for a, b in zip(theirs, one.dimensions, strict=True) if a.isdecimal()):
            return False
        sizes |= set(zip(theirs, one.dimensions, strict=True))
    return len({left for left, _ in sizes}) == len({right for _, right in sizes}) == len(sizes)


@lru_cache(2**9)
def _parsed(text: str, shapes: tuple[tuple[str, str], ...]) -> Expression:
    symbols: dict[str, Any] = dict(shapes)
    return parse(text, **symbols)
