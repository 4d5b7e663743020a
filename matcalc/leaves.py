"""The leaves of a formula's tree: symbols, numbers, sizes and constant matrices."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from matcalc.errors import MatcalcError
from matcalc.operation import RULES, Node, Number
from matcalc.sizes import ONE, SCALAR, Shape, Size, times

__all__ = [
    "commute", "constant", "eye", "is_zero", "number", "size_number", "symbol", "unit",
]  # fmt: skip

LARGEST_NUMBER = 1e100


@lru_cache(2**13, typed=True)
def number(value: Number) -> Node:
    """A scalar constant, exact: 0.1 is one tenth."""
    if value and not 1 / LARGEST_NUMBER <= max(value, -value) <= LARGEST_NUMBER:
        raise MatcalcError(f"a number of the formula is beyond {LARGEST_NUMBER:.0e} or its inverse")
    return Node("number", (), SCALAR, Fraction(str(value) if isinstance(value, float) else value))


def symbol(name: str, shape: Shape, structure: str | None = None) -> Node:
    """A variable or parameter; with a structure (symmetric, diagonal) it is its own transpose."""
    return Node("symbol", (), shape, (name, structure))


def constant(op: str, shape: Shape) -> Node:
    """eye, ones, zeros or embed; where it has one entry, a number."""
    return number(op != "zeros") if shape == SCALAR else Node(op, (), shape)


def eye(size: Size) -> Node:
    """The identity matrix."""
    return constant("eye", (size, size))


def size_number(size: Size) -> Node:
    """A size as a number in a formula."""
    return RULES["mul"](size[0], *(Node("size", (), SCALAR, (1, (letter,))) for letter in size[1]))


def commute(rows: Size, columns: Size) -> Node:
    """The commutation matrix for a rows×columns matrix."""
    size = times(rows, columns)
    if ONE in (rows, columns):
        return eye(size)
    return Node("commutation", (), (size, size), (rows, columns))


def unit(size: Size, index: int) -> Node:
    """A column of the identity matrix; the index −1 is that of the last."""
    if not size[1]:
        index %= size[0]
    return number(1) if size == ONE else Node("unit", (), (size, ONE), index)


def is_zero(node: Node) -> bool:
    """Whether a node is known to be zero."""
    return node.op == "zeros" or (node.op == "number" and node.value == 0)
