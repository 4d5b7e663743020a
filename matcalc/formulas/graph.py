"""The nodes of expressions: an operation, its arguments and a shape; equal ones are one object.

What the operations make of their arguments is the business of `matcalc.formulas.nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache, wraps
from math import prod
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from matcalc.errors import MatcalcError
from matcalc.messages import say

__all__ = [
    "BUILD", "DIFFERENTIAL", "LARGEST_NUMBER", "ONE", "SCALAR", "UNITY", "Exact", "Node", "Number",
    "Shape", "Size", "coefficient", "common_shape", "constant", "exact", "eye", "inside_out",
    "is_zero", "joined", "length", "number", "remembered", "scalars_of", "shape_of", "size_text",
    "symbol", "times",
]  # fmt: skip

Size = tuple[int, tuple[str, ...]]  # a number times letters: 2·m·n is (2, ("m", "n"))
Shape = tuple[Size, Size]
Number = int | float | Fraction
Exact = int | Fraction  # whole numbers are int, with which Python computes faster

ONE: Size = (1, ())
SCALAR: Shape = (ONE, ONE)
LARGEST_NUMBER = 1e100
MOST_ARGUMENTS, MOST_LEVELS = 2000, 600  # of one node, and inside each other
DIFFERENTIAL = "d()"  # the operation, and the mark of nodes that contain one
KNOWN: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()  # all that there are
LOCK = Lock()
BUILD: dict[str, Callable[..., Any]] = {}  # operations, of `matcalc.formulas.nodes`


class Node:
    """An operation with its arguments, its shape, and a value where it is a leaf or a power.

    Equal nodes are one object, so that what is shared is found, and is treated once.
    """

    __slots__ = (
        "__weakref__", "args", "height", "is_scalar", "memo", "names", "op", "shape", "value",
    )  # fmt: skip
    op: str
    args: tuple[Node, ...]
    shape: Shape
    value: Any
    is_scalar: bool  # whether it has one entry
    names: frozenset[str]  # the symbols in it, and the mark of a differential
    height: int  # how many nodes lie inside each other
    memo: dict[Callable[..., Any], Any]  # what was found of it

    def __new__(cls, op: str, args: Iterable[Node], shape: Shape, value: Any = None) -> Node:
        key = op, tuple(args), shape, value
        with LOCK:
            node = KNOWN.get(key)
            if node is None:
                node = super().__new__(cls)
                node.op, node.args, node.shape, node.value = key
                node.is_scalar = shape == SCALAR
                own = value[:1] if op == "symbol" else (op,) if op == DIFFERENTIAL else ()
                node.names = frozenset(own).union(*(arg.names for arg in node.args))
                node.height = 1 + max((arg.height for arg in node.args), default=0)
                node.memo = {}
                KNOWN[key] = node
        if len(node.args) > MOST_ARGUMENTS or node.height > MOST_LEVELS:
            raise MatcalcError(say("read-too-long"))
        return node

    def __reduce__(self) -> tuple[object, ...]:
        return Node, (self.op, self.args, self.shape, self.value)

    def depends_on(self, name: str) -> bool:
        """Whether a symbol occurs in it."""
        return name in self.names

    def apply(self, name: str) -> Node:
        """The named function of it."""
        return cast(Node, BUILD["apply"](name, self))

    def inner(self, other: Node) -> Node:
        """The sum of the products of corresponding entries."""
        return cast(Node, BUILD["inner"](self, other))

    def kron(self, other: Node) -> Node:
        """The Kronecker product."""
        return cast(Node, BUILD["kron"](self, other))

    @property
    def eye(self) -> Node:
        """The identity matrix with as many rows."""
        return eye(self.shape[0])

    @property
    def count(self) -> Node:
        """The number of its entries."""
        return cast(Node, BUILD["size_number"](times(*self.shape)))

    @property
    def row_sums(self) -> Node:
        """The sum of each row, as a column."""
        if self.shape[0] == ONE:
            return self.apply("sum")
        return self @ constant("ones", (self.shape[1], ONE))

    def spread(self, other: Node) -> Node:
        """A column, once for each column of another matrix."""
        return self @ constant("ones", (ONE, other.shape[1]))

    def frechet(self, direction: Node) -> Node:
        """The derivative of its matrix exponential in a direction."""
        return cast(Node, BUILD["expm_frechet"](self, direction, self))

    # As in NumPy: * and ** go entry by entry, @ is the matrix product.

    @property
    def T(self) -> Node:
        """The transpose."""
        return cast(Node, BUILD["transpose"](self))

    def __neg__(self) -> Node:
        return cast(Node, BUILD["mul"](-1, self))

    def __add__(self, other: Node | Number) -> Node:
        return cast(Node, BUILD["add"](self, other))

    def __radd__(self, other: Number) -> Node:
        return cast(Node, BUILD["add"](other, self))

    def __sub__(self, other: Node | Number) -> Node:
        return cast(Node, BUILD["add"](self, -other))

    def __rsub__(self, other: Number) -> Node:
        return cast(Node, BUILD["add"](other, -self))

    def __mul__(self, other: Node | Number) -> Node:
        return cast(Node, BUILD["mul"](self, other))

    def __rmul__(self, other: Number) -> Node:
        return cast(Node, BUILD["mul"](other, self))

    def __truediv__(self, other: Node) -> Node:
        return cast(Node, BUILD["mul"](self, other**-1))

    def __matmul__(self, other: Node) -> Node:
        return cast(Node, BUILD["matmul"](self, other))

    def __pow__(self, exponent: Number) -> Node:
        return cast(Node, BUILD["power"](self, exponent))


Found = TypeVar("Found")
DEEP = 30  # levels, from which on no function calls itself down to the leaves


def inside_out(*nodes: Node, but: Callable[[Node], object] | None = None) -> Iterator[Node]:
    """Each part of some nodes once, after its own parts; without those that are known."""
    done: set[Node] = set()
    stack = [node for node in reversed(nodes) if not (but and but(node))]
    while stack:
        node = stack[-1]
        waiting = [arg for arg in node.args if arg not in done and not (but and but(arg))]
        if waiting:
            stack += reversed(waiting)
            continue
        if stack.pop() not in done:
            done.add(node)
            yield node


def remembered(function: Callable[[Node], Found]) -> Callable[[Node], Found]:
    """Let a function that calls itself for the parts of a node be computed once for each part."""

    @wraps(function)
    def found(node: Node) -> Found:
        if function not in node.memo:
            if node.height <= DEEP:
                node.memo[function] = function(node)
                return cast(Found, node.memo[function])
            for part in inside_out(node, but=lambda part: function in part.memo):
                part.memo[function] = function(part)
        return cast(Found, node.memo[function])

    return found


@remembered
def length(node: Node) -> int:
    """How many nodes are written down for it."""
    return 1 + sum(map(length, node.args))


# --- leaves -------------------------------------------------------------------------------------


def times(*sizes: Size) -> Size:
    """The product of sizes."""
    size = prod(s[0] for s in sizes), tuple(sorted(letter for s in sizes for letter in s[1]))
    if size[0] > LARGEST_NUMBER or len(size[1]) > MOST_ARGUMENTS:
        raise MatcalcError(say("read-too-long"))
    return size


@lru_cache(2**13, typed=True)
def number(value: Number) -> Node:
    """A scalar constant, exact: 0.1 is one tenth."""
    if value and not 1 / LARGEST_NUMBER <= max(value, -value) <= LARGEST_NUMBER:
        raise MatcalcError(say("formula-number", most=LARGEST_NUMBER))
    return Node("number", (), SCALAR, exact(value))


def exact(value: Number) -> Exact:
    """A number as it was written: 0.1 is one tenth."""
    if type(value) is int:
        return value
    fraction = Fraction(str(value) if isinstance(value, float) else value)
    return fraction.numerator if fraction.denominator == 1 else fraction


UNITY = number(1)


def symbol(name: str, shape: Shape, structure: str | None = None) -> Node:
    """A variable or parameter; with a structure (symmetric, diagonal) it is its own transpose."""
    return Node("symbol", (), shape, (name, structure))


def constant(op: str, shape: Shape) -> Node:
    """eye, ones, zeros or embed; where it has one entry, a number."""
    return number(op != "zeros") if shape == SCALAR else Node(op, (), shape)


def eye(size: Size) -> Node:
    """The identity matrix."""
    return constant("eye", (size, size))


def is_zero(node: Node) -> bool:
    """Whether a node is known to be zero."""
    return node.op == "zeros" or (node.op == "number" and node.value == 0)


# --- sizes and shapes in words ------------------------------------------------------------------


def size_text(size: Size, sign: str = "·") -> str:
    """2·m·n, as a person writes it."""
    return sign.join([str(size[0])] * (size[0] != 1 or not size[1]) + [*size[1]])


def shape_of(node: Node) -> str:
    """The shape of a node for a message: n×p, or scalar."""
    return "scalar" if node.is_scalar else "×".join(map(size_text, node.shape))


def common_shape(nodes: Sequence[Node]) -> Shape:
    """The shape of a sum or an elementwise product, in which a scalar stands for all entries."""
    return next((node.shape for node in nodes if not node.is_scalar), SCALAR)


def joined(op: str, args: Sequence[Node], shape: Shape) -> Node:
    """An operation on several nodes; of one there is nothing to do."""
    return args[0] if len(args) == 1 else Node(op, args, shape)


@lru_cache(2**13)
def coefficient(node: Node) -> tuple[Exact, Node]:
    """Split a node into a number and the rest."""
    if node.op == "number":
        return node.value, UNITY
    if node.op == "mul" and node.args[0].op == "number":
        return node.args[0].value, joined("mul", node.args[1:], node.shape)
    return 1, node


def scalars_of(node: Node) -> tuple[list[Node], Node]:
    """Split a node into its scalar factors and the matrix that they multiply."""
    if node.op != "mul":
        return ([node], UNITY) if node.is_scalar else ([], node)
    matrices = [factor for factor in node.args if not factor.is_scalar]
    rest = joined("mul", matrices, node.shape) if matrices else UNITY
    return [factor for factor in node.args if factor.is_scalar], rest
