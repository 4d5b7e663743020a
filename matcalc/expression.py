"""Matrix expressions: parsed from NumPy syntax, checked for shapes, kept in a normal form.

An expression is a tree of nodes over scalars (1×1), columns (n×1), rows and matrices whose sizes
are letters.  The functions that build nodes (`add`, `mul`, `matmul`, …) simplify as they build,
so equal things look alike.  Text is read with Python's `ast` from an allow-list and never run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import inf, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcalc.draw import Declaration, declare
from matcalc.errors import MatcalcError
from matcalc.layout import commutation, unvec, vec
from matcalc.values import as_numbers, quietly

__all__ = ["Expression", "Node", "namespace", "parse"]

Array = NDArray[np.float64]
Size = tuple[int, tuple[str, ...]]  # a number times letters: 2·m·n is (2, ("m", "n"))
Shape = tuple[Size, Size]

ONE: Size = (1, ())
SCALAR: Shape = (ONE, ONE)
MOST_CHARACTERS, MOST_NODES, MOST_LEVELS, MOST_ENTRIES = 5000, 1000, 100, 10**7
LARGEST_NUMBER, LARGEST_POWER, LARGEST_SIZE = 1e100, 1000, 100
MEMORY = 2**13  # nodes whose transposes are remembered
DIFFERENTIAL = "d()"  # the operation, and the mark of nodes that contain one


class Node:
    """An operation with its arguments, its shape, and a value where it is a leaf or a power."""

    __slots__ = ("args", "hash", "names", "op", "shape", "value")

    def __init__(self, op: str, args: tuple[Node, ...], shape: Shape, value: Any = None) -> None:
        self.op, self.args, self.shape, self.value = op, args, shape, value
        own = value[:1] if op == "symbol" else (op,) if op == DIFFERENTIAL else ()
        self.names: frozenset[str] = frozenset(own).union(*(arg.names for arg in args))
        self.hash = hash((op, args, shape, value))

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


# --- leaves -------------------------------------------------------------------------------------


def times(*sizes: Size) -> Size:
    """The product of sizes."""
    return prod(s[0] for s in sizes), tuple(sorted(letter for s in sizes for letter in s[1]))


def number(value: float | Fraction) -> Node:
    """A scalar constant, exact: 0.1 is one tenth."""
    smallest = 1 / LARGEST_NUMBER
    if value and not any(smallest <= size <= LARGEST_NUMBER for size in (value, -value)):
        raise MatcalcError(f"a number of the formula is beyond {LARGEST_NUMBER:.0e} or its inverse")
    return Node("number", (), SCALAR, Fraction(str(value) if isinstance(value, float) else value))


def symbol(name: str, shape: Shape, structure: str | None = None) -> Node:
    """A variable or parameter; with a structure (symmetric, diagonal) it is its own transpose."""
    return Node("symbol", (), shape, (name, structure))


def constant(op: str, shape: Shape) -> Node:
    """eye, ones, zeros or embed; where it has one entry, a number."""
    if shape == SCALAR:
        return number(op != "zeros")
    return Node(op, (), shape)


def eye(size: Size) -> Node:
    """The identity matrix."""
    return constant("eye", (size, size))


def commute(rows: Size, columns: Size) -> Node:
    """The commutation matrix for a rows×columns matrix."""
    size = times(rows, columns)
    if ONE in (rows, columns):
        return eye(size)
    return Node("commutation", (), (size, size), (rows, columns))


ZERO = number(0)


def is_zero(node: Node) -> bool:
    """Whether a node is known to be zero."""
    return node.op == "zeros" or (node.op == "number" and node.value == 0)


# --- operations, in normal form -----------------------------------------------------------------


def coefficient(node: Node) -> tuple[Fraction, Node]:
    """Split a node into a number and the rest."""
    if node.op == "number":
        return node.value, number(1)
    if node.op == "mul" and node.args[0].op == "number":
        rest = node.args[1:]
        return node.args[0].value, rest[0] if len(rest) == 1 else Node("mul", rest, node.shape)
    return Fraction(1), node


def scalars_of(node: Node) -> tuple[list[Node], Node]:
    """Split a node into its scalar factors and the matrix that they multiply."""
    if node.is_scalar:
        return [*node.args] if node.op == "mul" else [node], number(1)
    if node.op != "mul" or not node.args[0].is_scalar:
        return [], node
    matrices = tuple(arg for arg in node.args if not arg.is_scalar)
    rest = matrices[0] if len(matrices) == 1 else Node("mul", matrices, node.shape)
    return [arg for arg in node.args if arg.is_scalar], rest


@lru_cache(MEMORY)
def _key(node: Node) -> Node:
    """The same for a scalar and its transpose, for collecting like terms."""
    if node.op == "matmul" and node.is_scalar:
        mirrored = tuple(transpose(arg) for arg in reversed(node.args))
        return min(node, Node("matmul", mirrored, SCALAR), key=_order)
    return Node("mul", tuple(_key(a) for a in node.args), node.shape) if node.op == "mul" else node


@lru_cache(MEMORY)
def _order(node: Node) -> str:
    return f"{node.op}{node.value}({','.join(map(_order, node.args))})"


def _shape_of_all(nodes: tuple[Node, ...]) -> Shape:
    return next((node.shape for node in nodes if not node.is_scalar), SCALAR)


def entry(node: Node) -> Node | None:
    """The number that all entries of a matrix are, if it is a multiple of ones."""
    scalars, matrix = scalars_of(node)
    return mul(*scalars) if matrix.is_scalar or matrix.op == "ones" else None


def _summands(node: Node) -> list[Node]:
    """The terms of a sum, or of a multiple of a sum."""
    value, rest = coefficient(node)
    return [mul(number(value), part) for part in (rest.args if rest.op == "add" else (rest,))]


def add(*terms: Node) -> Node:
    """The sum; a number is added to every entry of a matrix."""
    shape = _shape_of_all(terms)
    terms = tuple(term for term in terms if not is_zero(term)) or (constant("zeros", shape),)
    if len(terms) == 1 and terms[0].shape == shape:
        return terms[0]
    parts = [part for term in terms for part in _summands(term)]
    entries = [entry(part) for part in parts]
    if shape != SCALAR and any(entries):
        same = _summands(add(*filter(None, entries)))
        first = next(i for i, found in enumerate(entries) if found)
        parts = [part for part, found in zip(parts, entries, strict=True) if not found]
        parts[first:first] = [mul(part, constant("ones", shape)) for part in same]
    collected: dict[Node, tuple[Fraction, Node]] = {}
    for part in parts:
        value, rest = coefficient(part)
        before = collected.get(_key(rest), (Fraction(0), rest))
        collected[_key(rest)] = before[0] + value, before[1]
    parts = [mul(number(f), rest) for f, rest in collected.values() if f and not is_zero(rest)]
    if not parts:
        return constant("zeros", shape)
    return parts[0] if len(parts) == 1 else Node("add", tuple(parts), shape)


def negative(node: Node) -> Node:
    """The node with the other sign."""
    return mul(number(-1), node)


def difference(left: Node, right: Node) -> Node:
    """left − right."""
    return add(left, negative(right))


def mul(*factors: Node) -> Node:
    """The elementwise product; scalars multiply every entry."""
    shape = _shape_of_all(factors)
    if any(is_zero(factor) for factor in factors):
        return constant("zeros", shape)
    value = Fraction(1)
    powers: dict[Node, tuple[Node, int | Fraction]] = {}
    for part in (part for f in factors for part in (f.args if f.op == "mul" else (f,))):
        if part.op == "number":
            value *= part.value
            continue
        base, exponent = (part.args[0], part.value) if part.op == "power" else (part, 1)
        before = powers.get(_key(base), (base, 0))
        powers[_key(base)] = before[0], before[1] + exponent
    bases = [(base, exponent) for base, exponent in powers.values() if exponent]
    parts = [power(base, exponent) for base, exponent in bases]
    if any(
        (p.args[0] if p.op == "power" else p) != b for p, (b, _) in zip(parts, bases, strict=True)
    ):
        return mul(number(value), *parts, *[constant("ones", shape)] * (shape != SCALAR))
    # In order: the number, scalars, those below the line, matrices, those below the line.
    parts.sort(key=lambda part: (not part.is_scalar, part.op == "power" and part.value < 0))
    if shape != SCALAR:
        parts = [part for part in parts if part.op != "ones"]
        if all(part.is_scalar for part in parts):
            parts.append(constant("ones", shape))
    if value != 1 or not parts:
        parts.insert(0, number(value))
    return parts[0] if len(parts) == 1 else Node("mul", tuple(parts), shape)


def matmul(*factors: Node) -> Node:
    """The matrix product, with scalar factors and scalar sections of the chain taken out."""
    shape = factors[0].shape[0], factors[-1].shape[1]
    if any(is_zero(factor) for factor in factors):
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
    for i, (a, b) in enumerate(pairwise(chain)):
        if joined := _joined(a, b):
            return mul(*scalars, matmul(*chain[:i], joined, *chain[i + 2 :]))
    if not chain:
        return mul(*scalars, eye(shape[0]))
    return mul(*scalars, chain[0] if len(chain) == 1 else Node("matmul", tuple(chain), shape))


def _joined(left: Node, right: Node) -> Node | None:
    """Two factors as one, if that is simpler."""
    kinds = left.op, right.op
    inverted = "inv" in {*kinds, *(arg.op for arg in left.args + right.args)}
    if inverted and left.shape == right.shape and inverse(left) == right:
        return eye(left.shape[0])
    if kinds == ("diag", "diag") and left.shape == right.shape:
        return diagonal(mul(left.args[0], right.args[0]))
    if kinds == ("ones", "ones") and left.shape[1] == ONE:
        return constant("ones", (left.shape[0], right.shape[1]))
    if kinds == ("commutation", "kron"):  # K (A ⊗ B) = B ⊗ A, if one has a single column
        a, b = right.args
        fits = left.value == (b.shape[0], a.shape[0]) and ONE in (a.shape[1], b.shape[1])
        return kron(b, a) if fits else None
    if kinds == ("kron", "commutation"):
        mirrored = _joined(transpose(right), transpose(left))
        return transpose(mirrored) if mirrored else None
    if "kron" in kinds:  # (A ⊗ B)(C ⊗ D) = AC ⊗ BD, where D may stand for 1 ⊗ D
        one = number(1)
        for a, b in [left.args] if left.op == "kron" else [(one, left), (left, one)]:
            for c, d in [right.args] if right.op == "kron" else [(one, right), (right, one)]:
                if a.shape[1] == c.shape[0] and b.shape[1] == d.shape[0]:
                    return kron(matmul(a, c), matmul(b, d))
    return None


@lru_cache(MEMORY)
def transpose(node: Node) -> Node:
    """The transpose, moved to the leaves."""
    if node.is_scalar or node.op == "eye" or (node.op == "symbol" and node.value[1]):
        return node
    shape = node.shape[1], node.shape[0]
    match node.op:
        case "transpose":
            return node.args[0]
        case "add" | "mul" | "kron":
            return rebuild(node, [*map(transpose, node.args)])
        case "matmul":
            return matmul(*map(transpose, reversed(node.args)))
        case "power":
            return power(transpose(node.args[0]), node.value)
        case "ones" | "zeros":
            return constant(node.op, shape)
        case "commutation":
            return commute(*reversed(node.value))
        case "diag" if shape[0] == shape[1]:
            return node
    if node.op in ELEMENTWISE | {"inv"} and transpose(node.args[0]) == node.args[0]:
        return node
    return Node("transpose", (node,), shape)


def power(base: Node, exponent: Fraction | int) -> Node:
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
    if base.op == "number" and base.value < 0 and exponent.denominator != 1:
        raise MatcalcError("the formula takes a root of a negative number")
    if exponent.denominator == 1:
        if base.op == "number":
            digits = max(map(int.bit_length, base.value.as_integer_ratio()))
            return number(base.value**exponent.numerator if digits * abs(exponent) < 1e4 else inf)
        if base.op == "power":
            return power(base.args[0], base.value * exponent)
        if base.op == "mul":
            return mul(*(power(arg, exponent) for arg in base.args))
        if exponent < 0 and (inside := _logit(base)) is not None:
            return power(Node("sigmoid", (inside,), base.shape), -exponent)
    return Node("power", (base,), base.shape, exponent)


def _logit(node: Node) -> Node | None:
    """The a of 1 + exp(−a), whose reciprocal is the sigmoid of a."""
    one = constant("ones", node.shape)
    if node.op == "add" and len(node.args) == 2 and one in node.args:
        other = node.args[1 - node.args.index(one)]
        if other.op == "exp":
            return negative(other.args[0])
    return None


def inverse(node: Node) -> Node:
    """The matrix inverse."""
    if node.is_scalar:
        return power(node, -1)
    scalars, matrix = scalars_of(node)
    if scalars:
        return mul(*(power(scalar, -1) for scalar in scalars), inverse(matrix))
    if node.op in {"inv", "eye"}:
        return node.args[0] if node.args else node
    if node.op == "diag":
        return diagonal(power(node.args[0], -1))
    if node.op == "transpose":
        return transpose(inverse(node.args[0]))
    if node.op == "matmul" and all(arg.shape == node.shape for arg in node.args):
        return matmul(*map(inverse, reversed(node.args)))
    return Node("inv", (node,), node.shape)


def kron(left: Node, right: Node) -> Node:
    """The Kronecker product."""
    if left.is_scalar or right.is_scalar:
        return mul(left, right)
    (m, n), (p, q) = left.shape, right.shape
    shape = times(m, p), times(n, q)
    if is_zero(left) or is_zero(right):
        return constant("zeros", shape)
    if left.op == right.op and left.op in {"eye", "ones"}:
        return constant(left.op, shape)
    (over, a), (over_too, b) = scalars_of(left), scalars_of(right)
    if over or over_too:
        return mul(*over, *over_too, kron(a, b))
    return Node("kron", (left, right), shape)


def vectorise(node: Node) -> Node:
    """vec: the columns stacked."""
    rows, columns = node.shape
    if columns == ONE:
        return node
    if rows == ONE:
        return transpose(node)
    if node.op in {"zeros", "ones"}:
        return constant(node.op, (times(rows, columns), ONE))
    if node.op == "unvec":
        return node.args[0]
    scalars, matrix = scalars_of(node)
    if scalars:
        return mul(*scalars, vectorise(matrix))
    return Node("vec", (node,), (times(rows, columns), ONE))


def unvectorise(node: Node, shape: Shape) -> Node:
    """The matrix of a shape whose columns, stacked, are the node."""
    if shape == node.shape:
        return node
    if shape[0] == ONE:
        return transpose(node)
    if node.op in {"zeros", "ones"}:
        return constant(node.op, shape)
    if node.op == "vec" and node.args[0].shape == shape:
        return node.args[0]
    turned = shape[1], shape[0]
    if node.op == "matmul" and node.args[0].value == turned:  # a commutation matrix
        return transpose(unvectorise(matmul(*node.args[1:]), turned))
    scalars, column = scalars_of(node)
    if scalars:
        return mul(*scalars, unvectorise(column, shape))
    return Node("unvec", (node,), shape)


def diagonal(node: Node) -> Node:
    """A column as a diagonal matrix, or the diagonal of a square matrix as a column."""
    if node.is_scalar:
        return node
    rows, columns = node.shape
    shape = (rows, rows) if columns == ONE else (rows, ONE)
    if node.op in {"zeros", "ones", "eye"}:
        kinds = {"eye": "ones", "zeros": "zeros", "ones": "eye" if columns == ONE else "ones"}
        return constant(kinds[node.op], shape)
    scalars, matrix = scalars_of(node)
    if scalars:
        return mul(*scalars, diagonal(matrix))
    if columns != ONE:
        match node.op:
            case "diag":
                return node.args[0]
            case "transpose":
                return diagonal(node.args[0])
            case "matmul":  # of a bᵀ: the entries of a times those of b
                for i, arg in enumerate(node.args, 1):
                    if arg.shape[1] == ONE:
                        return mul(matmul(*node.args[:i]), transpose(matmul(*node.args[i:])))
    return Node("diag", (node,), shape)


def apply(name: str, node: Node) -> Node:
    """One of the functions of FUNCTIONS."""
    if name in BUILDERS:
        return BUILDERS[name](node)
    if node.is_scalar and name in {"det", "logsumexp", "sum", "trace"}:
        return node
    if node.is_scalar and name in {"logdet", "softmax"}:
        return number(1) if name == "softmax" else apply("log", apply("abs", node))
    scalars, matrix = scalars_of(node)
    if name in {"sum", "trace"} and (scalars or is_zero(node)):
        return mul(*scalars, apply(name, matrix)) if scalars else ZERO
    if name == "trace":
        match node.op:
            case "transpose":
                return apply("trace", node.args[0])
            case "kron" if all(arg.shape[0] == arg.shape[1] for arg in node.args):
                return mul(*(apply("trace", arg) for arg in node.args))
            case "matmul" if ONE in (node.args[0].shape[0], node.args[-1].shape[1]):
                return matmul(node.args[-1], *node.args[:-1])
    return Node(name, (node,), SCALAR if name in REDUCTIONS else node.shape)


def _pseudo_inverse(node: Node) -> Node:
    if node.is_scalar:
        return power(node, -1)
    return Node("pinv", (node,), (node.shape[1], node.shape[0]))


REDUCTIONS = {"det", "logdet", "logsumexp", "norm", "sum", "trace"}  # to a scalar
ELEMENTWISE = {
    "abs", "cos", "exp", "log", "relu", "sigmoid", "sign", "sin", "softplus", "step", "tanh",
}  # fmt: skip
BUILDERS: dict[str, Callable[[Node], Node]] = {
    "diag": diagonal,
    "inv": inverse,
    "pinv": _pseudo_inverse,
    "sqrt": lambda node: power(node, Fraction(1, 2)),
    "vec": vectorise,
}
SQUARE = {"det", "inv", "logdet", "trace"}
COLUMN = {"logsumexp", "softmax"}
FUNCTIONS = ELEMENTWISE | REDUCTIONS | COLUMN | BUILDERS.keys()
SIZED = {"commutation": 2, "embed": 1, "eye": 1, "ones": 2, "unvec": 2, "zeros": 2}


def rebuild(node: Node, args: Sequence[Node]) -> Node:
    """A node with other arguments of the same shapes."""
    match node.op:
        case _ if not args:
            return node
        case "add" | "mul" | "matmul" | "kron":
            several: dict[str, Callable[..., Node]]
            several = {"add": add, "mul": mul, "matmul": matmul, "kron": kron}
            return several[node.op](*args)
        case "transpose":
            return transpose(args[0])
        case "power":
            return power(args[0], node.value)
        case "unvec":
            return unvectorise(args[0], node.shape)
    return apply(node.op, args[0])


# --- reading text -------------------------------------------------------------------------------


def size_text(size: Size) -> str:
    """2·m·n, as a person writes it."""
    factors = [str(size[0])] * (size[0] != 1 or not size[1]) + list(size[1])
    return "·".join(factors)


def shape_of(node: Node) -> str:
    """The shape of a node for a message: n×p, or scalar."""
    return "scalar" if node.is_scalar else "×".join(size_text(size) for size in node.shape)


def _quoted(tree: ast.expr, node: Node | None = None) -> str:
    """A part of the formula for a message, with its shape."""
    text = ast.unparse(tree)
    text = text if len(text) <= 60 else f"{text[:57]}…"
    return repr(text) if node is None else f"{text} ({shape_of(node)})"


class _Reader:
    """From Python's syntax tree to nodes, by an allow-list."""

    def __init__(self, symbols: Mapping[str, Node]) -> None:
        self.symbols, self.count, self.depth = symbols, 0, 0

    def read(self, tree: ast.expr) -> Node:
        self.count, self.depth = self.count + 1, self.depth + 1
        if self.count > MOST_NODES or self.depth > MOST_LEVELS:
            raise MatcalcError(
                f"the formula has more than {MOST_NODES} operations, or more than {MOST_LEVELS} "
                "inside each other: split it"
            )
        node = self.node(tree)
        self.depth -= 1
        return node

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float() as value):
                return number(value)
            case ast.Name(id=name) if name in self.symbols:
                return self.symbols[name]
            case ast.Name(id=name):
                known = ", ".join(self.symbols)
                raise MatcalcError(f"unknown name {name!r}: the symbols are {known}; {ALLOWED}")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return negative(self.read(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand)
            case ast.Attribute(value=inner, attr="T"):
                return transpose(self.read(inner))
            case ast.BinOp(op=ast.Pow(), left=left, right=right):
                exponent = self.read(right)
                if exponent.op != "number":
                    raise MatcalcError(
                        f"the exponent of {_quoted(left)} must be a number, not {_quoted(right)}; "
                        "the product of a matrix with itself is written X @ X"
                    )
                return power(self.read(left), exponent.value)
            case ast.BinOp(op=ast.MatMult(), left=left, right=right):
                a, b = self.read(left), self.read(right)
                if a.shape[1] != b.shape[0] or ast.Constant in (type(left), type(right)):
                    scalar = a.is_scalar or b.is_scalar
                    why = "write * for a scalar" if scalar else "the inner sizes differ"
                    raise MatcalcError(
                        f"cannot multiply {_quoted(left, a)} by {_quoted(right, b)}: {why}"
                    )
                return matmul(a, b)
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                return self.entrywise(tree)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args)
        raise MatcalcError(f"{_quoted(tree)} is not allowed in a formula: {ALLOWED}")

    def entrywise(self, tree: ast.BinOp) -> Node:
        a, b = self.read(tree.left), self.read(tree.right)
        if a.shape != b.shape and not (a.is_scalar or b.is_scalar):
            words = {ast.Add: "add {} and {}", ast.Sub: "subtract {1} from {0}"}
            phrase = words.get(type(tree.op), "combine {} and {} entry by entry").format(
                _quoted(tree.left, a), _quoted(tree.right, b)
            )
            fits = isinstance(tree.op, ast.Mult) and a.shape[1] == b.shape[0]
            hint = "; the matrix product is written @" if fits else ""
            raise MatcalcError(f"cannot {phrase}: the shapes differ{hint}")
        match tree.op:
            case ast.Add():
                return add(a, b)
            case ast.Sub():
                return difference(a, b)
            case ast.Mult():
                return mul(a, b)
        return mul(a, power(b, -1))

    def call(self, name: str, args: list[ast.expr]) -> Node:
        if name == "kron" and len(args) == 2:
            return kron(self.read(args[0]), self.read(args[1]))
        if name in SIZED:
            return self.sized(name, args)
        if name not in FUNCTIONS or len(args) != 1:
            raise MatcalcError(f"unknown function {name} of {len(args)} argument(s): {ALLOWED}")
        node = self.read(args[0])
        is_square, is_column = node.shape[0] == node.shape[1], node.shape[1] == ONE
        if name in SQUARE and not is_square:
            wanted = "a square matrix"
        elif name in COLUMN and not is_column:
            wanted = "a column"
        elif name == "diag" and not (is_square or is_column):
            wanted = "a column or a square matrix"
        else:
            return apply(name, node)
        raise MatcalcError(f"{name} needs {wanted}, not {_quoted(args[0], node)}")

    def sized(self, name: str, args: list[ast.expr]) -> Node:
        columns, sizes = (args[:1], args[1:]) if name == "unvec" else ([], args)
        if len(sizes) != SIZED[name]:
            form = ", ".join([*["c"] * (name == "unvec"), *["A.shape[0]"] * SIZED[name]])
            raise MatcalcError(f"{name} of {len(args)} argument(s): expected {name}({form})")
        shape = self.size(sizes[0]), self.size(sizes[-1])
        match name:
            case "unvec":
                column = self.read(columns[0])
                if column.shape != (times(*shape), ONE):
                    given, wanted = _quoted(columns[0], column), size_text(times(*shape))
                    raise MatcalcError(f"unvec needs a column of {wanted} entries, not {given}")
                return unvectorise(column, shape)
            case "commutation":
                return commute(*shape)
            case "embed":
                return constant("embed", (times(*shape), shape[0]))
        return constant(name, shape)

    def size(self, tree: ast.expr) -> Size:
        match tree:
            case ast.Constant(value=int() as value) if 0 < value <= LARGEST_SIZE:
                return (int(value), ())
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return times(self.size(left), self.size(right))
            case ast.Subscript(
                value=ast.Attribute(value=inner, attr="shape"),
                slice=ast.Constant(value=0 | 1 as axis),
            ):
                return self.read(inner).shape[axis == 1]
        raise MatcalcError(
            f"{_quoted(tree)} is not a size: expected A.shape[0] or a number up to {LARGEST_SIZE}"
        )


ALLOWED = (
    "a formula is made of the symbols, numbers, + - * / ** @ .T and the functions "
    + ", ".join(sorted(FUNCTIONS | SIZED.keys() | {"kron"}))
)


def parse(
    text: str, /, structure: Mapping[str, str] | None = None, **symbols: object
) -> Expression:
    """Read a formula in NumPy syntax; nothing is evaluated.

    Parameters
    ----------
    text : str
        Such as ``"x.T @ A @ x"``; at most 5000 characters of ASCII.
    structure : dict, optional
        ``{"S": "symmetric"}`` or ``"diagonal"``: such a symbol equals its transpose.
    **symbols : str or array
        The shape of each symbol, as in `matcalc.check_gradient`.

    Raises
    ------
    MatcalcError
        For anything outside the allow-list, an unknown name, or shapes that do not fit.

    Examples
    --------
    >>> parse("(A @ x).T @ y", A="m n", x="n", y="m")
    x.T @ A.T @ y
    >>> parse("A @ y", A="n n", y="m")
    Traceback (most recent call last):
    matcalc.errors.MatcalcError: cannot multiply A (n×n) by y (m×1): the inner sizes differ
    """
    if not isinstance(text, str):
        raise MatcalcError(f"a formula is text, not {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise MatcalcError(f"the formula has {len(text)} characters: at most {MOST_CHARACTERS}")
    for character in text:
        if not (" " <= character <= "~" or character in "\t\n"):
            raise MatcalcError(f"the formula holds {character!r}: use plain ASCII letters")
    expression = Expression(ZERO, declare(symbols), structure)
    nodes = {s.name: expression.symbol(s.name) for s in expression.symbols}
    taken = nodes.keys() & (FUNCTIONS | SIZED.keys() | {"kron"})
    if taken:
        raise MatcalcError(f"{min(taken)!r} is the name of a function: name the symbol otherwise")
    try:
        with quietly():
            tree = ast.parse(text.strip(), mode="eval").body
        expression.node = _Reader(nodes).read(tree)
    except SyntaxError as error:
        raise MatcalcError(f"cannot read {text[:60]!r} as a formula: {error.msg}") from None
    except (ValueError, MemoryError, RecursionError):
        raise MatcalcError(f"cannot read {text[:60]!r}: it is nested too deeply") from None
    return expression


# --- values -------------------------------------------------------------------------------------


def _sigmoid(x: Array) -> Array:
    return np.exp(-np.logaddexp(0, -x))


def _softmax(x: Array) -> Array:
    e = np.exp(x - np.max(x))
    return np.asarray(e / np.sum(e))


def _diag(x: Array) -> Array:
    x = np.asarray(x)
    return np.diagflat(x) if x.shape[1] == 1 else np.diag(x)[:, None]


NUMPY: dict[str, Callable[..., Any]] = {
    "abs": np.abs, "commutation": commutation, "cos": np.cos, "det": np.linalg.det, "diag": _diag,
    "embed": lambda n: np.eye(n * n)[:, :: n + 1], "exp": np.exp, "eye": np.eye,
    "inv": np.linalg.inv, "kron": np.kron, "log": np.log,
    "logdet": lambda a: np.linalg.slogdet(a)[1],
    "logsumexp": lambda x: np.max(x) + np.log(np.sum(np.exp(x - np.max(x)))),
    "norm": np.linalg.norm, "ones": lambda m, n: np.ones((m, n)), "pinv": np.linalg.pinv,
    "relu": lambda x: np.maximum(x, 0), "sigmoid": _sigmoid, "sign": np.sign, "sin": np.sin,
    "softmax": _softmax, "softplus": lambda x: np.logaddexp(0, x), "sqrt": np.sqrt,
    "step": lambda x: np.heaviside(x, 0), "sum": np.sum, "tanh": np.tanh, "trace": np.trace,
    "unvec": lambda c, m, n: unvec(c, (m, n)), "vec": vec,
    "zeros": lambda m, n: np.zeros((m, n)),
}  # fmt: skip


def _matrix(value: object, name: str) -> Array:
    """A stranger's value as a 2-D array; a 1-D array is a column."""
    array = as_numbers(value, name)
    if array.ndim > 2 or array.size == 0:
        raise MatcalcError(f"{name} has the shape {array.shape}: expected a matrix with entries")
    return array.reshape([*array.shape, 1, 1][:2])


def namespace(**arrays: object) -> dict[str, Any]:
    """The functions of formulas and some arrays, for running ``str(expression)`` with NumPy.

    Examples
    --------
    >>> x = [[1.0], [2.0]]
    >>> eval(str(parse("2 * x.T @ x", x="n")), namespace(x=x))
    array([[10.]])
    """

    def as_matrix(value: Any) -> Array:
        return np.array(value, dtype=np.float64, ndmin=2)

    def in_two_dimensions(name: str) -> Callable[..., Array]:
        return lambda *args: as_matrix(NUMPY[name](*map(as_matrix, args)))

    functions = {name: in_two_dimensions(name) for name in NUMPY.keys() - SIZED.keys()}
    return NUMPY | functions | {name: _matrix(value, name) for name, value in arrays.items()}


class Expression:
    """A formula with its symbols; prints as NumPy, and computes when called with arrays.

    Attributes
    ----------
    node : Node
        The tree in normal form.
    symbols : list of Declaration
        All symbols of the question, also those that dropped out.
    structure : dict
        The symbols that are symmetric or diagonal.

    Examples
    --------
    >>> from matcalc import derivative
    >>> hessian = derivative(derivative("x.T @ A @ x", "x", A="n n", x="n").denominator, "x")
    >>> hessian.denominator
    A + A.T
    >>> hessian.denominator(A=[[1, 2], [3, 4]], x=[1, 1])
    array([[2., 5.],
           [5., 8.]])
    """

    def __init__(
        self, node: Node, symbols: list[Declaration], structure: Mapping[str, str] | None = None
    ) -> None:
        self.node, self.symbols, self.structure = node, symbols, dict(structure or {})
        for name, kind in self.structure.items():
            shape = self.symbol(name).shape
            if kind not in {"symmetric", "diagonal"} or shape[0] != shape[1]:
                raise MatcalcError(
                    f"structure={{{name!r}: {kind!r}}}: expected 'symmetric' or 'diagonal', "
                    "for a square matrix"
                )

    def symbol(self, name: str) -> Node:
        """A symbol as a node, also if it dropped out of the formula."""
        for declaration in self.symbols:
            if declaration.name == name:
                rows, columns = (
                    (int(d), ()) if d.isdecimal() else (1, (d,)) for d in _lengths(declaration)
                )
                return symbol(name, (rows, columns), self.structure.get(name))
        names = ", ".join(s.name for s in self.symbols)
        raise MatcalcError(f"{name!r} is not a symbol of the formula: expected one of {names}")

    def sibling(self, node: Node) -> Expression:
        """Another formula of the same symbols."""
        return Expression(node, self.symbols, self.structure)

    @property
    def shape(self) -> str:
        """The shape in letters, as in ``n×p``."""
        return shape_of(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.node)

    def __repr__(self) -> str:
        from matcalc.printing import numpy_text

        return numpy_text(self.node, self.symbols)

    def latex(self) -> str:
        """The formula in LaTeX."""
        from matcalc.printing import latex_text

        return latex_text(self.node)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __call__(self, **arrays: object) -> Array:
        """Evaluate with an array for each symbol; the result is 2-D.

        Raises
        ------
        MatcalcError
            If a symbol is missing, an array has another shape than declared, or there is no
            value, as for the inverse of a singular matrix.
        """
        missing = [s.name for s in self.symbols if s.name not in arrays and s.array is None]
        if missing:
            raise MatcalcError(f"no array for {', '.join(missing)}: call with {missing[0]}=…")
        point = [_matrix(arrays.get(s.name, s.array), s.name) for s in self.symbols]
        try:
            return self.evaluate(point)
        except np.linalg.LinAlgError as error:
            raise MatcalcError(f"the formula has no value there: {error}") from None

    def evaluate(self, point: list[Array]) -> Array:
        """Evaluate with an array for each symbol, in their order."""
        sizes: dict[str, int] = {}
        values: dict[str, Array] = {}
        for declaration, array in zip(self.symbols, point, strict=True):
            array = array.reshape([*array.shape, 1, 1][:2])
            for size, length in zip(_lengths(declaration), array.shape, strict=True):
                known = int(size) if size.isdecimal() else sizes.setdefault(size, length)
                if known != length:
                    raise MatcalcError(
                        f"{declaration.name} is {'×'.join(map(str, array.shape))}: expected "
                        f"{'×'.join(_lengths(declaration))}, where {size} is {known}"
                    )
            values[declaration.name] = array
        with quietly():
            return np.array(_value(self.node, values, sizes), dtype=np.float64)


def _lengths(declaration: Declaration) -> list[str]:
    """The number of rows and of columns, as letters or digits."""
    array = declaration.array
    dimensions = declaration.dimensions if array is None else map(str, array.shape)
    return [*dimensions, "1", "1"][:2]


def _value(node: Node, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The 2-D value of a node."""

    def length(size: Size) -> int:
        return size[0] * prod(sizes[letter] for letter in size[1])

    shape = [length(size) for size in node.shape]
    if prod(shape) > MOST_ENTRIES:
        raise MatcalcError(f"a matrix of {'×'.join(map(str, shape))} is too large to compute")
    args = [_value(arg, values, sizes) for arg in node.args]
    match node.op:
        case "number":
            return np.full((1, 1), float(node.value))
        case "symbol":
            return values[node.value[0]]
        case "add":
            return np.asarray(sum(args[1:], args[0]))
        case "mul":
            return np.asarray(prod(args[1:], start=args[0]))
        case "matmul":
            return np.asarray(np.linalg.multi_dot(args))
        case "transpose":
            return args[0].T
        case "power":
            return np.asarray(args[0] ** float(node.value))
        case "eye" | "embed":
            return np.asarray(NUMPY[node.op](shape[1]))
        case "commutation":
            return commutation(*map(length, node.value))
        case "ones" | "zeros" | "unvec":
            return np.asarray(NUMPY[node.op](*args, *shape))
    return np.asarray(NUMPY[node.op](*args)).reshape(shape)
