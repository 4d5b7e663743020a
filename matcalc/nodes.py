"""Matrix expressions as trees, kept in a normal form.

A node is an operation on scalars (1×1), columns (n×1), rows and matrices whose sizes are letters.
The functions that build nodes (`add`, `mul`, `matmul`, …) simplify as they build, so equal things
look alike: numbers are collected, transposes stand at the leaves, identities and inverses cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache, wraps
from itertools import pairwise
from math import inf, prod
from typing import Any, cast

from matcalc.errors import MatcalcError
from matcalc.functions import FUNCTIONS, named

__all__ = [
    "DIFFERENTIAL", "ELEMENTWISE", "ONE", "SCALAR", "Node", "Number", "Shape", "Size", "add",
    "apply", "coefficient", "commute", "constant", "diagonal", "entry", "eye", "inner", "inverse",
    "is_zero", "kron", "matmul", "mul", "number", "power", "rebuild", "remembered", "scalars_of",
    "shape_of", "size_text", "sizes_of", "symbol", "times", "transpose", "turns", "unvectorise",
    "vectorise",
]  # fmt: skip

Size = tuple[int, tuple[str, ...]]  # a number times letters: 2·m·n is (2, ("m", "n"))
Shape = tuple[Size, Size]
Number = int | float | Fraction

ONE: Size = (1, ())
SCALAR: Shape = (ONE, ONE)
LARGEST_NUMBER, LARGEST_POWER = 1e100, 1000
remembered = lru_cache(2**13)  # what was found of nodes
DIFFERENTIAL = "d()"  # the operation, and the mark of nodes that contain one


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
        return apply(name, self)

    def inner(self, other: Node) -> Node:
        """The sum of the products of corresponding entries."""
        return inner(self, other)

    @property
    def eye(self) -> Node:
        """The identity matrix with as many rows."""
        return eye(self.shape[0])

    # As in NumPy: * and ** go entry by entry, @ is the matrix product.

    @property
    def T(self) -> Node:
        """The transpose."""
        return transpose(self)

    def __neg__(self) -> Node:
        return mul(-1, self)

    def __add__(self, other: Node | Number) -> Node:
        return add(self, other)

    def __sub__(self, other: Node | Number) -> Node:
        return add(self, -other)

    def __rsub__(self, other: Number) -> Node:
        return add(other, -self)

    def __mul__(self, other: Node | Number) -> Node:
        return mul(self, other)

    def __rmul__(self, other: Number) -> Node:
        return mul(other, self)

    def __truediv__(self, other: Node) -> Node:
        return mul(self, other**-1)

    def __matmul__(self, other: Node) -> Node:
        return matmul(self, other)

    def __pow__(self, exponent: Number) -> Node:
        return power(self, exponent)


# --- leaves -------------------------------------------------------------------------------------


def times(*sizes: Size) -> Size:
    """The product of sizes."""
    return prod(s[0] for s in sizes), tuple(sorted(letter for s in sizes for letter in s[1]))


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


def commute(rows: Size, columns: Size) -> Node:
    """The commutation matrix for a rows×columns matrix."""
    size = times(rows, columns)
    if ONE in (rows, columns):
        return eye(size)
    return Node("commutation", (), (size, size), (rows, columns))


def is_zero(node: Node) -> bool:
    """Whether a node is known to be zero."""
    return node.op == "zeros" or (node.op == "number" and node.value == 0)


# --- sums and products --------------------------------------------------------------------------


def _joined(op: str, args: Sequence[Node], shape: Shape) -> Node:
    return args[0] if len(args) == 1 else Node(op, args, shape)


def _shape_of_all(nodes: Sequence[Node]) -> Shape:
    return next((node.shape for node in nodes if not node.is_scalar), SCALAR)


def coefficient(node: Node) -> tuple[Fraction, Node]:
    """Split a node into a number and the rest."""
    if node.op == "number":
        return node.value, number(1)
    if node.op == "mul" and node.args[0].op == "number":
        return node.args[0].value, _joined("mul", node.args[1:], node.shape)
    return Fraction(1), node


def scalars_of(node: Node) -> tuple[list[Node], Node]:
    """Split a node into its scalar factors and the matrix that they multiply."""
    factors = node.args if node.op == "mul" else (node,)
    matrices = [factor for factor in factors if not factor.is_scalar]
    rest = _joined("mul", matrices, node.shape) if matrices else number(1)
    return [factor for factor in factors if factor.is_scalar], rest


def entry(node: Node) -> Node | None:
    """The number that all entries of a matrix are, if it is a multiple of ones."""
    scalars, matrix = scalars_of(node)
    return mul(*scalars) if matrix.is_scalar or matrix.op == "ones" else None


@remembered
def _key(node: Node) -> Node:
    """The same for a scalar and its transpose, for collecting like terms."""
    if node.op == "matmul" and node.is_scalar:
        return min(node, Node("matmul", map(transpose, reversed(node.args)), SCALAR), key=_order)
    return Node("mul", map(_key, node.args), node.shape) if node.op == "mul" else node


@remembered
def _order(node: Node) -> str:
    return f"{node.op}{node.value}({','.join(map(_order, node.args))})"


def _summands(node: Node) -> list[Node]:
    """The terms of a sum, or of a multiple of a sum."""
    value, rest = coefficient(node)
    return [value * part for part in (rest.args if rest.op == "add" else (rest,))]


def _nodes(values: Iterable[Node | Number]) -> list[Node]:
    return [value if isinstance(value, Node) else number(value) for value in values]


def add(*terms: Node | Number) -> Node:
    """The sum; a number is added to every entry of a matrix."""
    nodes = _nodes(terms)
    shape = _shape_of_all(nodes)
    collected: dict[Node, tuple[Fraction, Node]] = {}
    for part in (part for node in nodes for part in _summands(node)):
        parts = [part]
        if shape != SCALAR and (same := entry(part)):
            parts = [one * constant("ones", shape) for one in _summands(same)]
        for value, rest in map(coefficient, parts):
            before, first = collected.get(_key(rest), (Fraction(0), rest))
            collected[_key(rest)] = before + value, first
    parts = [f * rest for f, rest in collected.values() if f and not is_zero(rest)]
    return _joined("add", parts, shape) if parts else constant("zeros", shape)


def mul(*factors: Node | Number) -> Node:
    """The elementwise product; scalars multiply every entry."""
    nodes = [node for node in _nodes(factors) if node != number(1)]
    if len(nodes) == 1:
        return nodes[0]
    shape = _shape_of_all(nodes)
    if any(map(is_zero, nodes)):
        return constant("zeros", shape)
    value = Fraction(1)
    powers: dict[Node, tuple[Node, int | Fraction]] = {}
    for part in (part for n in nodes for part in (n.args if n.op == "mul" else (n,))):
        if part.op == "number":
            value *= part.value
            continue
        base, exponent = (part.args[0], part.value) if part.op == "power" else (part, 1)
        first, before = powers.get(_key(base), (base, 0))
        powers[_key(base)] = first, before + exponent
    parts = [power(base, exponent) for base, exponent in powers.values() if exponent]
    bases = [base for base, exponent in powers.values() if exponent]
    if bases != [part.args[0] if part.op == "power" else part for part in parts]:
        return mul(value, *parts, *[constant("ones", shape)] * (shape != SCALAR))
    # In order: the number, scalars, those below the line, matrices, those below the line.
    parts.sort(key=lambda part: (not part.is_scalar, part.op == "power" and part.value < 0))
    if shape != SCALAR:
        parts = [part for part in parts if part.op != "ones"]
        if all(part.is_scalar for part in parts):
            parts.append(constant("ones", shape))
    if value != 1 or not parts:
        parts.insert(0, number(value))
    return _joined("mul", parts, shape)


def power(base: Node, exponent: Number) -> Node:
    """The elementwise power with a constant exponent."""
    if exponent == 0 or base in (number(1), constant("ones", base.shape)):
        return constant("ones", base.shape)
    if exponent == 1:
        return base
    exponent = Fraction(exponent)
    if abs(exponent) > LARGEST_POWER:
        raise MatcalcError(f"an exponent in the formula is beyond {LARGEST_POWER}")
    if is_zero(base):
        if exponent > 0:
            return base
        raise MatcalcError("the formula divides by zero")
    if exponent.denominator == 1:
        if base.op == "number":
            digits = max(map(int.bit_length, base.value.as_integer_ratio()))
            return number(base.value**exponent.numerator if digits * abs(exponent) < 1e4 else inf)
        if base.op == "power":
            return power(base.args[0], base.value * exponent)
        if base.op == "mul":
            return mul(*(arg**exponent for arg in base.args))
        if exponent < 0 and (inside := _logit(base)):
            return Node("sigmoid", (inside,), base.shape) ** -exponent
    elif base.op == "number" and base.value < 0:
        raise MatcalcError("the formula takes a root of a negative number")
    return Node("power", (base,), base.shape, exponent)


def _logit(node: Node) -> Node | None:
    """The a of 1 + exp(−a), whose reciprocal is the sigmoid of a."""
    one = constant("ones", node.shape)
    others = [arg for arg in node.args if arg != one] if node.op == "add" else []
    if len(others) == 1 and others[0].op == "exp":
        return -others[0].args[0]
    return None


def matmul(*factors: Node) -> Node:
    """The matrix product, with scalar factors and scalar sections of the chain taken out."""
    shape = factors[0].shape[0], factors[-1].shape[1]
    if any(map(is_zero, factors)):
        return constant("zeros", shape)
    split = [scalars_of(factor) for factor in factors]
    scalars = [scalar for outside, _ in split for scalar in outside]
    parts = [p for _, matrix in split for p in (matrix.args if matrix.op == "matmul" else [matrix])]
    chain = [part for part in parts if part.op != "eye" and not part.is_scalar]
    start = 0
    for end in range(1, len(chain) + 1):  # a section from a row to a column is a scalar
        if chain[start].shape[0] == ONE and chain[end - 1].shape[1] == ONE:
            if end - start < len(chain):
                section = matmul(*chain[start:end])
                return mul(*scalars, section, matmul(*chain[:start], *chain[end:]))
        elif end < len(chain) and chain[end].shape[0] == ONE:
            start = end
    for i, factor in enumerate(chain):
        if shorter := _without_inverse(chain, i, factor):
            return mul(*scalars, matmul(*shorter))
    for i, (a, b) in enumerate(pairwise(chain)):
        if one := _pair(a, b):
            return mul(*scalars, matmul(*chain[:i], one, *chain[i + 2 :]))
    return mul(*scalars, _joined("matmul", chain, shape) if chain else eye(shape[0]))


def _without_inverse(chain: list[Node], i: int, factor: Node) -> list[Node] | None:
    """A chain in which the inverse of a product meets that product, without both."""
    if (factor.args[0] if factor.op == "transpose" else factor).op != "inv":
        return None
    inside = inverse(factor)
    product = [*inside.args] if inside.op == "matmul" else [inside]
    one = [eye(factor.shape[0])]
    if chain[i + 1 : i + 1 + len(product)] == product:
        return chain[:i] + one + chain[i + 1 + len(product) :]
    start = max(i - len(product), 0)
    return chain[:start] + one + chain[i + 1 :] if chain[start:i] == product else None


def _pair(left: Node, right: Node) -> Node | None:
    """Two factors of a chain as one, if that is simpler."""
    kinds = left.op, right.op
    if kinds == ("diag", "diag") and left.shape == right.shape:
        return diagonal(left.args[0] * right.args[0])
    if kinds == ("ones", "ones") and left.shape[1] == ONE:
        return constant("ones", (left.shape[0], right.shape[1]))
    if kinds == ("commutation", "kron"):  # K (A ⊗ B) = B ⊗ A, if one has a single column
        a, b = right.args
        fits = left.value == (b.shape[0], a.shape[0]) and ONE in (a.shape[1], b.shape[1])
        return kron(b, a) if fits else None
    if kinds == ("kron", "commutation"):
        mirrored = _pair(right.T, left.T)
        return mirrored.T if mirrored else None
    if "kron" in kinds:  # (A ⊗ B)(C ⊗ D) = AC ⊗ BD, where D may stand for 1 ⊗ D
        one = number(1)
        for a, b in [left.args] if left.op == "kron" else [(one, left), (left, one)]:
            for c, d in [right.args] if right.op == "kron" else [(one, right), (right, one)]:
                if a.shape[1] == c.shape[0] and b.shape[1] == d.shape[0]:
                    return kron(a @ c, b @ d)
    return None


def inner(a: Node, b: Node) -> Node:
    """The sum of the products of corresponding entries."""
    if a.is_scalar or b.is_scalar:
        return a * b
    if "ones" in (a.op, b.op):
        return apply("sum", b if a.op == "ones" else a)
    product = a.T @ b
    return product if product.is_scalar else apply("trace", product)


def kron(left: Node, right: Node) -> Node:
    """The Kronecker product."""
    if left.is_scalar or right.is_scalar:
        return left * right
    shape = times(left.shape[0], right.shape[0]), times(left.shape[1], right.shape[1])
    if is_zero(left) or is_zero(right):
        return constant("zeros", shape)
    if left.op == right.op and left.op in {"eye", "ones"}:
        return constant(left.op, shape)
    (over, a), (over_too, b) = scalars_of(left), scalars_of(right)
    if over or over_too:
        return mul(*over, *over_too, kron(a, b))
    return Node("kron", (left, right), shape)


# --- functions of one matrix --------------------------------------------------------------------


def linear(build: Callable[..., Node]) -> Callable[..., Node]:
    """Let zeros become zeros, and scalar factors of a matrix stand outside."""

    @wraps(build)
    def built(node: Node, *more: Any) -> Node:
        scalars, matrix = scalars_of(node)
        if scalars and not node.is_scalar:
            return mul(*scalars, build(matrix, *more))
        found = build(node, *more)
        return constant("zeros", found.shape) if is_zero(node) else found

    return built


@remembered
def transpose(node: Node) -> Node:
    """The transpose, moved to the leaves."""
    if node.is_scalar or node.op == "eye" or (node.op == "symbol" and node.value[1]):
        return node
    shape = node.shape[1], node.shape[0]
    match node.op:
        case "transpose":
            return node.args[0]
        case "add" if {*map(transpose, node.args)} == {*node.args}:
            return node
        case "add" | "mul" | "kron" | "power":
            return rebuild(node, [*map(transpose, node.args)])
        case "matmul":
            return matmul(*map(transpose, reversed(node.args)))
        case "ones" | "zeros":
            return constant(node.op, shape)
        case "commutation":
            return commute(*reversed(node.value))
        case "diag" if shape[0] == shape[1]:
            return node
    if node.op in ELEMENTWISE | {"inv"} and transpose(node.args[0]) == node.args[0]:
        return node
    return Node("transpose", (node,), shape)


@remembered
def turns(node: Node) -> int:
    """How many transposes there are in it."""
    return (node.op == "transpose") + sum(map(turns, node.args))


def inverse(node: Node) -> Node:
    """The matrix inverse."""
    if node.is_scalar:
        return node**-1
    scalars, matrix = scalars_of(node)
    if scalars:
        return mul(*(scalar**-1 for scalar in scalars), inverse(matrix))
    match node.op:
        case "eye":
            return node
        case "inv":
            return node.args[0]
        case "diag":
            return diagonal(node.args[0] ** -1)
        case "transpose":
            return inverse(node.args[0]).T
        case "matmul" if all(arg.shape == node.shape for arg in node.args):
            return matmul(*map(inverse, reversed(node.args)))
    return Node("inv", (node,), node.shape)


def _pseudo_inverse(node: Node) -> Node:
    if node.op == "pinv":
        return node.args[0]
    return node**-1 if node.is_scalar else Node("pinv", (node,), node.shape[::-1])


@linear
def vectorise(node: Node) -> Node:
    """vec: the columns stacked."""
    if ONE in node.shape:
        return node if node.shape[1] == ONE else node.T
    shape = times(*node.shape), ONE
    return node.args[0] if node.op == "unvec" else Node("vec", (node,), shape)


@linear
def unvectorise(node: Node, shape: Shape) -> Node:
    """The matrix of a shape whose columns, stacked, are the node."""
    if ONE in shape:
        return node if shape == node.shape else node.T
    if node.op == "vec" and node.args[0].shape == shape:
        return node.args[0]
    return Node("unvec", (node,), shape)


@linear
def diagonal(node: Node) -> Node:
    """A column as a diagonal matrix, or the diagonal of a square matrix as a column."""
    if node.is_scalar:
        return node
    rows, columns = node.shape
    shape = (rows, rows) if columns == ONE else (rows, ONE)
    match node.op:
        case "ones":
            return constant("eye" if columns == ONE else "ones", shape)
        case "eye":
            return constant("ones", shape)
        case "diag" if columns != ONE:
            return node.args[0]
        case "transpose" if columns != ONE:
            return diagonal(node.args[0])
        case "matmul" if columns != ONE:  # of a bᵀ: the entries of a times those of b
            for i, arg in enumerate(node.args, 1):
                if arg.shape[1] == ONE:
                    return matmul(*node.args[:i]) * matmul(*node.args[i:]).T
    return Node("diag", (node,), shape)


@linear
def _total(node: Node) -> Node:
    return node if node.is_scalar else Node("sum", (node,), SCALAR)


@linear
def _trace(node: Node) -> Node:
    match node.op:
        case _ if node.is_scalar:
            return node
        case "transpose":
            return _trace(node.args[0])
        case "kron" if all(arg.shape[0] == arg.shape[1] for arg in node.args):
            return mul(*map(_trace, node.args))
        case "matmul" if ONE in (node.args[0].shape[0], node.args[-1].shape[1]):
            return matmul(node.args[-1], *node.args[:-1])
    return Node("trace", (node,), SCALAR)


def _logarithm(node: Node) -> Node:
    if node.op == "softmax":
        return node.args[0] - apply("logsumexp", node.args[0])
    return Node("log", (node,), node.shape)


SCALAR_VALUED, ELEMENTWISE = named(gives="scalar"), named(gives="entrywise")
# How functions that are more than a name simplify.
BUILDERS: dict[str, Callable[[Node], Node]] = {
    "diag": diagonal, "inv": inverse, "log": _logarithm, "pinv": _pseudo_inverse,
    "sqrt": lambda node: node ** Fraction(1, 2), "sum": _total, "trace": _trace,
    "transpose": transpose, "vec": vectorise,
}  # fmt: skip


def apply(name: str, node: Node) -> Node:
    """A named function of one argument."""
    if name in BUILDERS:
        return BUILDERS[name](node)
    row = FUNCTIONS[name]
    if row.of_scalar and node.is_scalar:
        return cast(Node, row.of_scalar(node))
    return Node(name, (node,), SCALAR if name in SCALAR_VALUED else node.shape)


def rebuild(node: Node, args: Sequence[Node]) -> Node:
    """A node with other arguments of the same shapes."""
    match node.op:
        case _ if not args:
            return node
        case "add" | "mul" | "matmul" | "kron":
            return SEVERAL[node.op](*args)
        case "power":
            return power(args[0], node.value)
        case "unvec":
            return unvectorise(args[0], node.shape)
    return apply(node.op, args[0])


SEVERAL: dict[str, Callable[..., Node]] = {"add": add, "mul": mul, "matmul": matmul, "kron": kron}


# --- what is written ----------------------------------------------------------------------------


def sizes_of(node: Node) -> tuple[Size, ...]:
    """The sizes with which a function of sizes is called."""
    if node.op == "commutation":
        return tuple(node.value)
    row = FUNCTIONS.get(node.op)
    return node.shape[-row.sizes :] if row and row.sizes else ()


def size_text(size: Size, sign: str = "·") -> str:
    """2·m·n, as a person writes it."""
    return sign.join([str(size[0])] * (size[0] != 1 or not size[1]) + [*size[1]])


def shape_of(node: Node) -> str:
    """The shape of a node for a message: n×p, or scalar."""
    return "scalar" if node.is_scalar else "×".join(map(size_text, node.shape))
