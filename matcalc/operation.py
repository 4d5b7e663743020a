"""A node of a formula's tree: an operation with its arguments, a shape and a value.

Nodes combine with NumPy's signs.  What comes out is kept in a normal form, for which
`matcalc.nodes` has the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from matcalc.sizes import ONE, SCALAR, Shape, times

__all__ = ["DIFFERENTIAL", "RULES", "Node", "Number"]

Number = int | float | Fraction
DIFFERENTIAL = "d()"  # the operation, and the mark of nodes that contain one
RULES: dict[str, Callable[..., Node]] = {}  # how nodes are built, by `matcalc.nodes`


class Node:
    """An operation with its arguments, its shape, and a value where it is a leaf or a power."""

    __slots__ = ("args", "hash", "names", "op", "shape", "value")

    def __init__(self, op: str, args: Iterable[Node], shape: Shape, value: Any = None) -> None:
        self.op, self.args, self.shape, self.value = op, tuple(args), shape, value
        own = value[:1] if op == "symbol" else (op,) if op == DIFFERENTIAL else ()
        self.names: frozenset[str] = frozenset(own).union(*(arg.names for arg in self.args))
        self.hash = hash((op, self.args, shape, value))

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Node)
            and self.hash == other.hash
            and (self.op, self.value, self.shape) == (other.op, other.value, other.shape)
            and self.args == other.args
        )

    @property
    def is_scalar(self) -> bool:
        """Whether it has one entry."""
        return self.shape == SCALAR

    def depends_on(self, name: str) -> bool:
        """Whether a symbol occurs in it."""
        return name in self.names

    def apply(self, name: str) -> Node:
        """The named function of it."""
        return RULES["apply"](name, self)

    def inner(self, other: Node) -> Node:
        """The sum of the products of corresponding entries."""
        return RULES["inner"](self, other)

    @property
    def eye(self) -> Node:
        """The identity matrix with as many rows."""
        return RULES["eye"](self.shape[0])

    @property
    def count(self) -> Node:
        """The number of its entries."""
        return RULES["size_number"](times(*self.shape))

    @property
    def row_sums(self) -> Node:
        """The sum of each row, as a column."""
        if self.shape[0] == ONE:
            return self.apply("sum")
        return self @ RULES["constant"]("ones", (self.shape[1], ONE))

    def spread(self, other: Node) -> Node:
        """A column, once for each column of another matrix."""
        return self @ RULES["constant"]("ones", (ONE, other.shape[1]))

    def frechet(self, direction: Node) -> Node:
        """The derivative of its matrix exponential in a direction."""
        return RULES["expm_frechet"](self, direction, self)

    # As in NumPy: * and ** go entry by entry, @ is the matrix product.

    @property
    def T(self) -> Node:
        """The transpose."""
        return RULES["transpose"](self)

    def __neg__(self) -> Node:
        return RULES["mul"](-1, self)

    def __add__(self, other: Node | Number) -> Node:
        return RULES["add"](self, other)

    def __radd__(self, other: Number) -> Node:
        return RULES["add"](other, self)

    def __sub__(self, other: Node | Number) -> Node:
        return RULES["add"](self, -other)

    def __rsub__(self, other: Number) -> Node:
        return RULES["add"](other, -self)

    def __mul__(self, other: Node | Number) -> Node:
        return RULES["mul"](self, other)

    def __rmul__(self, other: Number) -> Node:
        return RULES["mul"](other, self)

    def __truediv__(self, other: Node) -> Node:
        return RULES["mul"](self, other**-1)

    def __matmul__(self, other: Node) -> Node:
        return RULES["matmul"](self, other)

    def __pow__(self, exponent: Number) -> Node:
        return RULES["power"](self, exponent)
