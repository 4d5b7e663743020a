"""Matrix expressions: parsed from NumPy syntax, checked for shapes, kept in a normal form.

An expression is a tree of nodes over scalars (1×1), columns (n×1), rows and matrices whose sizes
are letters.  The functions that build nodes (`add`, `mul`, `matmul`, …) simplify as they build,
so equal things look alike.  Text is read with Python's `ast` from an allow-list and never run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
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
MOST_CHARACTERS, MOST_NODES, LARGEST_NUMBER, LARGEST_POWER = 5000, 1000, 1e12, 100


class Node:
    """An operation with its arguments, its shape, and a value where it is a leaf or a power."""

    __slots__ = ("args", "hash", "op", "shape", "value")

    def __init__(self, op: str, args: tuple[Node, ...], shape: Shape, value: Any = None) -> None:
        self.op, self.args, self.shape, self.value = op, args, shape, value
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
        if self.op == "symbol":
            return (
                name in (self.value, *self.value[:1])
                if isinstance(self.value, tuple)
                else self.value == name
            )
        return any(arg.depends_on(name) for arg in self.args)


# --- leaves -------------------------------------------------------------------------------------


def times(*sizes: Size) -> Size:
    """The product of sizes."""
    return prod(s[0] for s in sizes), tuple(sorted(letter for s in sizes for letter in s[1]))


def number(value: int | Fraction) -> Node:
    """A scalar constant, exact."""
    return Node("number", (), SCALAR, Fraction(value))


def symbol(name: str, shape: Shape, structure: str | None = None) -> Node:
    """A variable or parameter; with a structure (symmetric, diagonal) it is its own transpose."""
    return Node("symbol", (), shape, name if structure is None else (name, structure))


def constant(op: str, shape: Shape) -> Node:
    """eye, ones, zeros, commutation or embed; every shape of ones and eye that is 1×1 is 1."""
    if op == "zeros":
        return ZERO if shape == SCALAR else Node("zeros", (), shape)
    return number(1) if shape == SCALAR else Node(op, (), shape)


def eye(size: Size) -> Node:
    """The identity matrix."""
    return constant("eye", (size, size))


def commute(rows: Size, columns: Size) -> Node:
    """The commutation matrix for a rows×columns matrix."""
    if ONE in (rows, columns):
        return eye(times(rows, columns))
    size = times(rows, columns)
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
        return node.args[0].value, mul(*node.args[1:])
    return Fraction(1), node


def _key(node: Node) -> Node:
    """The same for a scalar and its transpose, for collecting like terms."""
    if node.op == "matmul" and node.is_scalar:
        mirrored = tuple(transpose(arg) for arg in reversed(node.args))
        return min(node, Node("matmul", mirrored, SCALAR), key=str_of)
    return Node("mul", tuple(_key(a) for a in node.args), node.shape) if node.op == "mul" else node


def add(*terms: Node) -> Node:
    """The sum; a number is added to every entry of a matrix."""
    shape = next((term.shape for term in terms if not term.is_scalar), SCALAR)
    collected: dict[Node, tuple[Fraction, Node]] = {}
    for term in terms:
        if term.is_scalar and shape != SCALAR:
            term = mul(term, constant("ones", shape))
        for part in term.args if term.op == "add" else (term,):
            factor, rest = coefficient(part)
            before = collected.get(_key(rest), (Fraction(0), rest))
            collected[_key(rest)] = before[0] + factor, before[1]
    parts = [mul(number(f), rest) for f, rest in collected.values() if f and not is_zero(rest)]
    if not parts:
        return constant("zeros", shape)
    return parts[0] if len(parts) == 1 else Node("add", tuple(parts), shape)


def negative(node: Node) -> Node:
    """The node with the other sign."""
    return mul(number(-1), node)


def mul(*factors: Node) -> Node:
    """The elementwise product; scalars multiply every entry."""
    shape = next((factor.shape for factor in factors if not factor.is_scalar), SCALAR)
    flat = [part for f in factors for part in (f.args if f.op == "mul" else (f,))]
    value = Fraction(1)
    powers: dict[Node, tuple[Node, Fraction]] = {}
    for part in flat:
        if is_zero(part):
            return constant("zeros", shape)
        if part.op == "number":
            value *= part.value
            continue
        base, exponent = (part.args[0], part.value) if part.op == "power" else (part, Fraction(1))
        before = powers.get(_key(base), (base, Fraction(0)))
        powers[_key(base)] = before[0], before[1] + exponent
    parts = [power(base, exponent) for base, exponent in powers.values() if exponent]
    value *= prod(p.value for p in parts if p.op == "number")
    parts = [p for p in parts if p.op != "number"]
    matrices = [p for p in parts if not p.is_scalar]
    if any(p.op != "ones" for p in matrices):
        matrices = [p for p in matrices if p.op != "ones"]
    elif shape != SCALAR:
        matrices = [constant("ones", shape)]
    scalars = [p for p in parts if p.is_scalar]
    below = [p for p in scalars if p.op == "power" and p.value < 0]
    parts = [p for p in scalars if p not in below] + below + matrices
    if value == 1 and len(parts) == 1:
        return parts[0]
    if value != 1 or not parts:
        parts = [number(value), *parts]
    return parts[0] if len(parts) == 1 else Node("mul", tuple(parts), shape)


def matmul(*factors: Node) -> Node:
    """The matrix product, with scalar factors and scalar sections of the chain taken out."""
    scalars: list[Node] = []
    chain: list[Node] = []
    for factor in factors:
        matrix = factor
        if factor.op == "mul" and not factor.is_scalar:
            scalars += [part for part in factor.args if part.is_scalar]
            matrix = mul(*(part for part in factor.args if not part.is_scalar))
        if matrix.is_scalar:
            scalars.append(matrix)
            continue
        for part in matrix.args if matrix.op == "matmul" else (matrix,):
            if part.op == "eye":
                continue
            if chain and _cancel(chain[-1], part):
                chain.pop()
            elif chain and (mixed := _mixed(chain[-1], part)):
                chain[-1] = mixed
            else:
                chain.append(part)
    shape = (factors[0].shape[0], factors[-1].shape[1])
    if any(is_zero(part) for part in chain):
        return constant("zeros", shape)
    start = 0
    for end in range(1, len(chain) + 1):  # a section from a row to a column is a scalar
        if chain[start].shape[0] == ONE and chain[end - 1].shape[1] == ONE:
            if end - start < len(chain):
                inner = Node("matmul", tuple(chain[start:end]), SCALAR)
                return mul(*scalars, inner, matmul(*chain[:start], *chain[end:]))
        elif end < len(chain) and chain[end].shape[0] == ONE:
            start = end
    if not chain:
        product = eye(shape[0])
    else:
        product = chain[0] if len(chain) == 1 else Node("matmul", tuple(chain), shape)
    return mul(*scalars, product)


def _mixed(left: Node, right: Node) -> Node | None:
    """(A ⊗ B)(C ⊗ D) = AC ⊗ BD, where identities make that shorter."""
    if left.op != "kron" or right.op != "kron":
        return None
    pairs = [*zip(left.args, right.args, strict=True)]
    if all(a.shape[1] == c.shape[0] and "eye" in (a.op, c.op) for a, c in pairs):
        return kron(*(matmul(a, c) for a, c in pairs))
    return None


def _cancel(left: Node, right: Node) -> bool:
    """Whether one is the inverse of the other."""
    return (left.op == "inv" and left.args[0] == right) or (
        right.op == "inv" and right.args[0] == left
    ) or (transpose(left).op == "inv" and transpose(left).args[0] == transpose(right)) or (
        transpose(right).op == "inv" and transpose(right).args[0] == transpose(left)
    )  # fmt: skip


def transpose(node: Node) -> Node:
    """The transpose, moved to the leaves."""
    if node.is_scalar or node.op == "eye":
        return node
    shape = (node.shape[1], node.shape[0])
    if node.op == "transpose":
        return node.args[0]
    if node.op == "symbol" and isinstance(node.value, tuple):
        return node
    if node.op in {"add", "mul"}:
        return {"add": add, "mul": mul}[node.op](*(transpose(arg) for arg in node.args))
    if node.op == "matmul":
        return matmul(*(transpose(arg) for arg in reversed(node.args)))
    if node.op in {"ones", "zeros"}:
        return constant(node.op, shape)
    if node.op == "commutation":
        return commute(*reversed(node.value))
    if node.op == "diag" and shape[0] == shape[1]:
        return node
    if node.op in ELEMENTWISE | {"inv"} and shape == node.shape:
        if transpose(node.args[0]) == node.args[0]:
            return node  # symmetric, as its argument is
    if node.op == "kron":
        return kron(*(transpose(arg) for arg in node.args))
    if node.op == "power":
        return power(transpose(node.args[0]), node.value)
    return Node("transpose", (node,), shape)


def power(base: Node, exponent: Fraction | int) -> Node:
    """The elementwise power with a constant exponent."""
    exponent = Fraction(exponent)
    if exponent == 0 or base.op == "ones":
        return constant("ones", base.shape)
    if exponent == 1:
        return base
    if base.op == "number" and exponent.denominator == 1 and (base.value or exponent > 0):
        return number(base.value**exponent.numerator)
    if base.op == "power" and exponent.denominator == 1:
        return power(base.args[0], base.value * exponent)
    if base.op == "mul" and exponent.denominator == 1:
        return mul(*(power(arg, exponent) for arg in base.args))
    return Node("power", (base,), base.shape, exponent)


def inverse(node: Node) -> Node:
    """The matrix inverse."""
    if node.op in {"inv", "eye"}:
        return node.args[0] if node.args else node
    if node.is_scalar:
        return power(node, -1)
    if node.op == "transpose":
        return transpose(inverse(node.args[0]))
    if node.op == "matmul" and all(arg.shape == node.shape for arg in node.args):
        return matmul(*(inverse(arg) for arg in reversed(node.args)))
    if node.op == "mul" and sum(not arg.is_scalar for arg in node.args) == 1:
        return mul(*(inverse(arg) for arg in node.args))
    return Node("inv", (node,), node.shape)


def kron(left: Node, right: Node) -> Node:
    """The Kronecker product."""
    if left.is_scalar or right.is_scalar:
        return mul(left, right)
    (m, n), (p, q) = left.shape, right.shape
    if left.op == right.op == "eye":
        return eye(times(m, p))
    shape = times(m, p), times(n, q)
    if is_zero(left) or is_zero(right):
        return constant("zeros", shape)
    for factor, other, order in ((left, right, 1), (right, left, -1)):
        value, rest = coefficient(factor)
        if value != 1:
            return mul(number(value), kron(*(rest, other)[::order]))
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
    return Node("vec", (node,), (times(rows, columns), ONE))


def unvectorise(node: Node, shape: Shape) -> Node:
    """The matrix of a shape whose columns, stacked, are the node."""
    if shape == node.shape:
        return node
    if shape[0] == ONE:
        return transpose(node)
    if node.op == "vec" and node.args[0].shape == shape:
        return node.args[0]
    if node.op == "matmul" and node.args[0].op == "commutation" and len(node.args) == 2:
        return transpose(unvectorise(node.args[1], (shape[1], shape[0])))
    return Node("unvec", (node,), shape)


def diagonal(node: Node) -> Node:
    """A column as a diagonal matrix, or the diagonal of a square matrix as a column."""
    rows, columns = node.shape
    if node.is_scalar:
        return node
    if columns == ONE:
        if node.op == "ones":
            return eye(rows)
        return (
            constant("zeros", (rows, rows))
            if is_zero(node)
            else Node("diag", (node,), (rows, rows))
        )
    if node.op == "diag":
        return node.args[0]
    if node.op == "eye":
        return constant("ones", (rows, ONE))
    if node.op in {"add", "mul"}:
        parts = (arg if arg.is_scalar else diagonal(arg) for arg in node.args)
        return {"add": add, "mul": mul}[node.op](*parts)
    if node.op == "transpose":
        return diagonal(node.args[0])
    return Node("diag", (node,), (rows, ONE))


def apply(name: str, node: Node) -> Node:
    """One of the functions of FUNCTIONS."""
    if name in BUILDERS:
        return BUILDERS[name](node)
    if name in {"trace", "det", "logdet"} and node.is_scalar:
        return node if name != "logdet" else Node("log", (Node("abs", (node,), SCALAR),), SCALAR)
    if name == "trace" and node.op in {"add", "mul"}:
        parts = [arg if arg.is_scalar else apply("trace", arg) for arg in node.args]
        if node.op == "add":
            return add(*parts)
        if sum(not arg.is_scalar for arg in node.args) == 1:
            return mul(*parts)
    if name == "trace" and node.op == "transpose":
        return apply("trace", node.args[0])
    if (
        name == "trace"
        and node.op == "matmul"
        and ONE in (node.args[0].shape[0], node.args[-1].shape[1])
    ):
        return matmul(node.args[-1], *node.args[:-1])
    if name == "sum" and node.is_scalar:
        return node
    if name == "softmax" and node.is_scalar:
        return number(1)
    if name == "logsumexp" and node.is_scalar:
        return node
    if name in {"sum", "trace"} and is_zero(node):
        return ZERO
    return Node(name, (node,), SCALAR if name in REDUCTIONS else node.shape)


def difference(left: Node, right: Node) -> Node:
    """left − right."""
    return add(left, negative(right))


REDUCTIONS = {"det", "logdet", "logsumexp", "norm", "sum", "trace"}  # to a scalar
ELEMENTWISE = {
    "abs", "cos", "exp", "log", "relu", "sigmoid", "sign", "sin", "softplus", "step", "tanh",
}  # fmt: skip
BUILDERS: dict[str, Callable[[Node], Node]] = {
    "diag": diagonal,
    "inv": inverse,
    "pinv": lambda a: Node("pinv", (a,), (a.shape[1], a.shape[0])),
    "sqrt": lambda a: power(a, Fraction(1, 2)),
    "vec": vectorise,
}
SQUARE = {"det", "inv", "logdet", "trace"}
COLUMN = {"logsumexp", "softmax"}
FUNCTIONS = ELEMENTWISE | REDUCTIONS | COLUMN | BUILDERS.keys()
SIZED = {"commutation": 2, "embed": 1, "eye": 1, "ones": 2, "unvec": 2, "zeros": 2}


# --- reading text -------------------------------------------------------------------------------


def size_text(size: Size) -> str:
    """2·m·n, as a person writes it."""
    factors = [str(size[0])] * (size[0] != 1 or not size[1]) + list(size[1])
    return "·".join(factors)


def shape_of(node: Node) -> str:
    """The shape of a node for a message: n×p, or scalar."""
    return "scalar" if node.is_scalar else "×".join(size_text(size) for size in node.shape)


class _Reader:
    """From Python's syntax tree to nodes, by an allow-list."""

    def __init__(self, symbols: Mapping[str, Node]) -> None:
        self.symbols, self.count = symbols, 0

    def read(self, tree: ast.expr) -> Node:
        self.count += 1
        if self.count > MOST_NODES:
            raise MatcalcError(f"the formula has more than {MOST_NODES} operations: split it")
        match tree:
            case ast.Constant(value=bool() | complex()):
                pass
            case ast.Constant(value=int() | float() as value):
                if not abs(value) <= LARGEST_NUMBER:
                    raise MatcalcError(f"a number in the formula is larger than {LARGEST_NUMBER:g}")
                return number(Fraction(str(value)))
            case ast.Name(id=name):
                if name in self.symbols:
                    return self.symbols[name]
                known = ", ".join(self.symbols)
                raise MatcalcError(f"unknown name {name!r}: the symbols are {known}; {ALLOWED}")
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return negative(self.read(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand)
            case ast.Attribute(value=inner, attr="T"):
                return transpose(self.read(inner))
            case ast.BinOp(left=left, op=operator, right=right):
                return self.binary(tree, self.read(left), operator, self.read(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, args)
        raise MatcalcError(f"{ast.unparse(tree)[:60]!r} is not allowed in a formula: {ALLOWED}")

    def binary(self, tree: ast.BinOp, a: Node, operator: ast.operator, b: Node) -> Node:
        texts = [
            f"{ast.unparse(side)[:60]} ({shape_of(n)})"
            for side, n in ((tree.left, a), (tree.right, b))
        ]
        if isinstance(operator, ast.MatMult):
            if a.shape[1] != b.shape[0] and not (a.is_scalar or b.is_scalar):
                raise MatcalcError(
                    f"cannot multiply {texts[0]} by {texts[1]}: the inner sizes differ"
                )
            return matmul(a, b)
        if isinstance(operator, ast.Pow):
            if b.op != "number" or abs(b.value) > LARGEST_POWER:
                raise MatcalcError(
                    f"the exponent of {texts[0]} must be a number up to {LARGEST_POWER}, not {texts[1]}"
                )
            return power(a, b.value)
        if a.shape != b.shape and not (a.is_scalar or b.is_scalar):
            words = {ast.Add: "add {} and {}", ast.Sub: "subtract {1} from {0}"}
            phrase = words.get(type(operator), "combine {} and {} entry by entry")
            raise MatcalcError(f"cannot {phrase.format(*texts)}: the shapes differ")
        match operator:
            case ast.Add():
                return add(a, b)
            case ast.Sub():
                return difference(a, b)
            case ast.Mult():
                return mul(a, b)
            case ast.Div():
                if is_zero(b):
                    raise MatcalcError(f"{ast.unparse(tree)[:60]!r} divides by zero")
                return mul(a, power(b, -1))
        raise MatcalcError(f"{ast.unparse(tree)[:60]!r} is not allowed in a formula: {ALLOWED}")

    def call(self, name: str, args: list[ast.expr]) -> Node:
        if name == "kron" and len(args) == 2:
            return kron(self.read(args[0]), self.read(args[1]))
        if name in SIZED:
            first = [self.read(args[0])] if name == "unvec" and args else []
            sizes = [self.size(arg) for arg in args[len(first) :]]
            if len(sizes) != SIZED[name]:
                raise MatcalcError(
                    f"{name} takes {SIZED[name]} size(s), as in {name}(A.shape[0], …)"
                )
            return _sized(name, first, sizes)
        if name not in FUNCTIONS or len(args) != 1:
            raise MatcalcError(f"unknown function {name} of {len(args)} argument(s): {ALLOWED}")
        node = self.read(args[0])
        text = f"{ast.unparse(args[0])[:60]} ({shape_of(node)})"
        if name in SQUARE and node.shape[0] != node.shape[1]:
            raise MatcalcError(f"{name} needs a square matrix, not {text}")
        if name in COLUMN and node.shape[1] != ONE:
            raise MatcalcError(f"{name} needs a column, not {text}")
        if name == "diag" and node.shape[1] != ONE and node.shape[0] != node.shape[1]:
            raise MatcalcError(f"diag needs a column or a square matrix, not {text}")
        return apply(name, node)

    def size(self, tree: ast.expr) -> Size:
        match tree:
            case ast.Constant(value=int() as value) if 0 < value <= LARGEST_NUMBER:
                return (value, ())
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return times(self.size(left), self.size(right))
            case ast.Subscript(
                value=ast.Attribute(value=inner, attr="shape"),
                slice=ast.Constant(value=0 | 1 as axis),
            ):
                return self.read(inner).shape[int(axis)]
        raise MatcalcError(
            f"{ast.unparse(tree)[:60]!r} is not a size: expected a number or A.shape[0]"
        )


def _sized(name: str, first: list[Node], sizes: list[Size]) -> Node:
    if name == "unvec":
        if first[0].shape != (times(*sizes), ONE):
            raise MatcalcError(f"unvec needs a column of {size_text(times(*sizes))} entries")
        return unvectorise(first[0], (sizes[0], sizes[1]))
    if name == "commutation":
        return commute(*sizes)
    if name == "embed":
        return constant("embed", (times(sizes[0], sizes[0]), sizes[0]))
    return constant(name, (sizes[0], sizes[-1]))


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
    if not text.isascii():
        odd = next(character for character in text if not character.isascii())
        raise MatcalcError(f"the formula holds the character {odd!r}: use plain ASCII letters")
    declarations = declare(symbols)
    nodes = {s.name: _declared(s, (structure or {}).get(s.name)) for s in declarations}
    taken = nodes.keys() & (FUNCTIONS | SIZED.keys() | {"kron"})
    if taken:
        raise MatcalcError(f"{min(taken)!r} is the name of a function: name the symbol otherwise")
    try:
        return Expression(
            _Reader(nodes).read(ast.parse(text.strip(), mode="eval").body), declarations
        )
    except SyntaxError as error:
        raise MatcalcError(f"cannot read {text[:60]!r}: {error.msg}") from None
    except (ValueError, MemoryError, RecursionError, ArithmeticError):
        raise MatcalcError(
            f"cannot read {text[:60]!r}: it is nested too deeply, or too large"
        ) from None


def _declared(declaration: Declaration, structure: str | None) -> Node:
    if structure not in {None, "symmetric", "diagonal"}:
        raise MatcalcError(f"unknown structure {structure!r}: expected 'symmetric' or 'diagonal'")
    sizes = declaration.dimensions
    if declaration.array is not None:
        sizes = tuple(str(size) for size in declaration.array.shape)
    rows, columns = [*((int(s), ()) if s.isdecimal() else (1, (s,)) for s in sizes), ONE, ONE][:2]
    return symbol(declaration.name, (rows, columns), structure)


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


def namespace(**arrays: object) -> dict[str, Any]:
    """The functions of formulas and some arrays, for running ``str(expression)`` with NumPy.

    >>> x = [[1.0], [2.0]]
    >>> eval(str(parse("2 * x.T @ x", x="n")), namespace(x=x))
    array([[10.]])
    """
    return NUMPY | {name: as_numbers(value, name) for name, value in arrays.items()}


class Expression:
    """A formula with its symbols; prints as NumPy, and computes when called with arrays.

    Attributes
    ----------
    node : Node
        The tree in normal form.
    symbols : list of Declaration
        All symbols of the question, also those that dropped out.
    """

    def __init__(self, node: Node, symbols: list[Declaration]) -> None:
        self.node, self.symbols = node, symbols

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
            If a symbol is missing or an array has another shape than declared.
        """
        missing = [s.name for s in self.symbols if s.name not in arrays and s.array is None]
        if missing:
            raise MatcalcError(f"no array for {', '.join(missing)}: call with {missing[0]}=…")
        values = {s.name: as_numbers(arrays.get(s.name, s.array), s.name) for s in self.symbols}
        return self.evaluate([values[s.name] for s in self.symbols])

    def evaluate(self, point: list[Array]) -> Array:
        """Evaluate with an array for each symbol, in their order."""
        sizes: dict[str, int] = {}
        values: dict[str, Array] = {}
        for declaration, array in zip(self.symbols, point, strict=True):
            array = array.reshape([*array.shape, 1, 1][:2])
            letters = [*declaration.dimensions, "1", "1"][:2]
            for letter, length in zip(letters, array.shape, strict=True):
                known = int(letter) if letter.isdecimal() else sizes.setdefault(letter, length)
                if declaration.array is None and known != length:
                    raise MatcalcError(
                        f"{declaration.name} has {length} where its shape says {letter} = {known}"
                    )
            values[declaration.name] = array
        with quietly():
            return np.array(_value(self.node, values, sizes), dtype=np.float64)


def _value(node: Node, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The 2-D value of a node."""
    args = [_value(arg, values, sizes) for arg in node.args]

    def length(size: Size) -> int:
        return size[0] * prod(sizes[letter] for letter in size[1])

    match node.op:
        case "number":
            return np.full((1, 1), float(node.value))
        case "symbol":
            return values[node.value if isinstance(node.value, str) else node.value[0]]
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
            return np.asarray(NUMPY[node.op](length(node.shape[1])))
        case "commutation":
            return commutation(*(length(size) for size in node.value))
        case "ones" | "zeros" | "unvec":
            return np.asarray(NUMPY[node.op](*args, *(length(size) for size in node.shape)))
    return np.asarray(NUMPY[node.op](*args)).reshape([length(size) for size in node.shape])


def str_of(node: Node) -> str:
    """A text that orders nodes."""
    return f"{node.op}{node.value}{[str_of(arg) for arg in node.args]}"
