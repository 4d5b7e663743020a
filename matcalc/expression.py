"""Formulas: read from NumPy syntax, printed again, and computed.

Text is read with Python's `ast` from an allow-list, checked for shapes, and never run; what it says
is kept as a tree of `matcalc.nodes` in normal form.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np

from matcalc.draw import Declaration, declare
from matcalc.errors import MatcalcError, ShapeError
from matcalc.functions import FUNCTIONS, Function
from matcalc.layout import two_dimensional
from matcalc.nodes import (
    ONE,
    Node,
    Shape,
    Size,
    apply,
    commute,
    constant,
    kron,
    number,
    power,
    shape_of,
    size_text,
    sizes_of,
    symbol,
    times,
    unvectorise,
)
from matcalc.values import Array, as_numbers, quietly

__all__ = ["Expression", "namespace", "parse"]

MOST_CHARACTERS, MOST_NODES, MOST_LEVELS, MOST_ENTRIES = 5000, 1000, 100, 10**7
LARGEST_SIZE = 100
ALLOWED = (
    "a formula is made of the symbols, numbers, + - * / ** @ .T and the functions "
    + ", ".join(sorted(FUNCTIONS))
)
# What functions take, in words, and whether a shape is that.
TAKEN: dict[str, tuple[str, Callable[[Shape], bool]]] = {
    "": ("a matrix", bool),
    "column": ("a column", lambda shape: shape[1] == ONE),
    "column or square": (
        "a column or a square matrix", lambda shape: shape[1] in (ONE, shape[0])
    ),
    "square": ("a square matrix", lambda shape: shape[0] == shape[1]),
}  # fmt: skip

# --- reading ------------------------------------------------------------------------------------


ENTRY_BY_ENTRY: dict[type[ast.operator], tuple[Callable[[Node, Node], Node], str]] = {
    ast.Add: (operator.add, "add {} and {}"),
    ast.Sub: (operator.sub, "subtract {1} from {0}"),
    ast.Mult: (operator.mul, "combine {} and {} entry by entry"),
    ast.Div: (operator.truediv, "combine {} and {} entry by entry"),
}


def _quoted(tree: ast.expr, node: Node | None = None) -> str:
    """A part of the formula for a message, with its shape."""
    text = ast.unparse(tree)
    text = text if len(text) <= 60 else f"{text[:57]}…"
    return repr(text) if node is None else f"{text} ({shape_of(node)})"


class _Reader:
    """From Python's syntax tree to nodes, by an allow-list."""

    def __init__(self, symbols: Mapping[str, Node]) -> None:
        self.symbols = symbols

    def read(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return number(value)
            case ast.Name(id=name) if name in self.symbols:
                return self.symbols[name]
            case ast.Name(id=name):
                known = ", ".join(self.symbols)
                raise MatcalcError(f"unknown name {name!r}: the symbols are {known}; {ALLOWED}")
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return self.read(operand) * (-1 if isinstance(sign, ast.USub) else 1)
            case ast.Attribute(value=inner, attr="T"):
                return self.read(inner).T
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                exponent = self.read(right)
                if exponent.op != "number":
                    raise MatcalcError(
                        f"the exponent of {_quoted(left)} must be a number, not {_quoted(right)}; "
                        "the product of a matrix with itself is written X @ X"
                    )
                return power(self.read(left), exponent.value)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                a, b = self.read(left), self.read(right)
                if a.shape[1] == b.shape[0] and ast.Constant not in (type(left), type(right)):
                    return a @ b
                scalar = a.is_scalar or b.is_scalar
                why = "write * for a scalar" if scalar else "the inner sizes differ"
                given = f"{_quoted(left, a)} by {_quoted(right, b)}"
                raise ShapeError(f"cannot multiply {given}: {why}")
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ENTRY_BY_ENTRY:
                a, b = self.read(left), self.read(right)
                build, words = ENTRY_BY_ENTRY[type(op)]
                if a.shape == b.shape or a.is_scalar or b.is_scalar:
                    return build(a, b)
                given = words.format(_quoted(left, a), _quoted(right, b))
                fits = build is operator.mul and a.shape[1] == b.shape[0]
                hint = "; the matrix product is written @" if fits else ""
                raise ShapeError(f"cannot {given}: the shapes differ{hint}")
            case ast.Call(func=ast.Name(id="kron"), args=[left, right], keywords=[]):
                return kron(self.read(left), self.read(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                row = FUNCTIONS.get(name)
                if row and row.sizes:
                    return self.sized(row, args)
                if row and row.arguments == len(args):
                    return self.function(row, args[0])
                raise MatcalcError(f"unknown function {name} of {len(args)} argument(s): {ALLOWED}")
        raise MatcalcError(f"{_quoted(tree)} is not allowed in a formula: {ALLOWED}")

    def function(self, row: Function, arg: ast.expr) -> Node:
        node = self.read(arg)
        wanted, fits = TAKEN[row.takes]
        if fits(node.shape):
            return apply(row.name, node)
        raise ShapeError(f"{row.name} needs {wanted}, not {_quoted(arg, node)}")

    def sized(self, row: Function, args: list[ast.expr]) -> Node:
        name, sizes = row.name, args[row.arguments :]
        if len(sizes) != row.sizes:
            form = ", ".join(["c"] * row.arguments + ["A.shape[0]"] * row.sizes)
            raise MatcalcError(f"{name} of {len(args)} argument(s): expected {name}({form})")
        shape = self.size(sizes[0]), self.size(sizes[-1])
        match name:
            case "commutation":
                return commute(*shape)
            case "embed":
                return constant("embed", (times(*shape), shape[0]))
            case "unvec":
                column = self.read(args[0])
                if column.shape != (times(*shape), ONE):
                    given, wanted = _quoted(args[0], column), size_text(times(*shape))
                    raise ShapeError(f"unvec needs a column of {wanted} entries, not {given}")
                return unvectorise(column, shape)
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


def _check_extent(tree: ast.expr) -> None:
    """Refuse what would take long to read."""

    def levels(part: ast.AST) -> int:
        inside = (levels(inner) for inner in ast.iter_child_nodes(part))
        return isinstance(part, ast.expr) + max(inside, default=0)

    count = sum(isinstance(part, ast.expr) for part in ast.walk(tree))
    if count > MOST_NODES or levels(tree) > MOST_LEVELS:
        raise MatcalcError(
            f"the formula has more than {MOST_NODES} operations, or more than {MOST_LEVELS} "
            "inside each other: split it"
        )


def parse(
    text: str, /, *, structure: Mapping[str, str] | None = None, **symbols: object
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
    ShapeError
        For shapes that do not fit.
    MatcalcError
        For anything outside the allow-list, or an unknown name.

    Examples
    --------
    >>> parse("(A @ x).T @ y", A="m n", x="n", y="m")
    x.T @ A.T @ y
    >>> parse("A @ y", A="n n", y="m")
    Traceback (most recent call last):
    matcalc.errors.ShapeError: cannot multiply A (n×n) by y (m×1): the inner sizes differ
    """
    if not isinstance(text, str):
        raise MatcalcError(f"a formula is text, not {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise MatcalcError(f"the formula has {len(text)} characters: at most {MOST_CHARACTERS}")
    for character in text:
        if not (" " <= character <= "~" or character in "\t\n"):
            raise MatcalcError(f"the formula holds {character!r}: use plain ASCII letters")
    expression = Expression(number(0), declare(symbols, structure), structure)
    nodes = {s.name: expression.symbol(s.name) for s in expression.symbols}
    taken = nodes.keys() & FUNCTIONS.keys()
    if taken:
        raise MatcalcError(f"{min(taken)!r} is the name of a function: name the symbol otherwise")
    try:
        with quietly():
            tree = ast.parse(text.strip(), mode="eval").body
        _check_extent(tree)
        expression.node = _Reader(nodes).read(tree)
    except MatcalcError:
        raise
    except SyntaxError as error:
        raise MatcalcError(f"cannot read {text[:60]!r} as a formula: {error.msg}") from None
    except (ValueError, MemoryError, RecursionError):
        raise MatcalcError(f"cannot read {text[:60]!r}: it is nested too deeply") from None
    return expression


# --- values -------------------------------------------------------------------------------------

NUMPY = {row.name: row.numpy for row in FUNCTIONS.values()}
OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *args: sum(args), "matmul": lambda *args: np.linalg.multi_dot(args),
    "mul": lambda *args: prod(args), "transpose": np.transpose,
}  # fmt: skip


def _matrix(value: object, name: str) -> Array:
    """A stranger's value as a 2-D array; a 1-D array is a column."""
    array = as_numbers(value, name)
    if array.ndim > 2 or array.size == 0:
        raise MatcalcError(f"{name} has the shape {array.shape}: expected a matrix with entries")
    return array.reshape(two_dimensional(array.shape))


def namespace(**arrays: object) -> dict[str, Any]:
    """The functions of formulas and some arrays, for running ``str(expression)`` with NumPy.

    Examples
    --------
    >>> x = [[1.0], [2.0]]
    >>> eval(str(parse("2 * x.T @ x", x="n")), namespace(x=x))
    array([[10.]])
    """
    return NUMPY | {name: _matrix(value, name) for name, value in arrays.items()}


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

    def __call__(self, /, *positional: object, **arrays: object) -> Array:
        """Evaluate with an array for each symbol, by position or name; the result is 2-D.

        Parameters
        ----------
        *positional, **arrays : array
            In the order in which the symbols were declared; one that was declared as an array may
            be left out.

        Raises
        ------
        MatcalcError
            If a symbol is missing, unknown or given twice, an array has another shape than
            declared, or there is no value, as for the inverse of a singular matrix.
        """
        names = [s.name for s in self.symbols]
        placed = dict(zip(names, positional, strict=False))
        unknown = [name for name in arrays if name not in names or name in placed]
        if unknown or len(positional) > len(names):
            what = f"{unknown[0]} is unknown or given twice" if unknown else "there are too many"
            raise MatcalcError(f"{what}: the formula's arrays are {', '.join(names)}")
        arrays |= placed
        missing = [s.name for s in self.symbols if s.name not in arrays and s.array is None]
        if missing:
            raise MatcalcError(f"no array for {', '.join(missing)}: call with {missing[0]}=…")
        point = [_matrix(arrays.get(s.name, s.array), s.name) for s in self.symbols]
        try:
            with quietly():
                return self.evaluate(point)
        except np.linalg.LinAlgError as error:
            raise MatcalcError(f"the formula has no value there: {error}") from None

    def evaluate(self, point: list[Array]) -> Array:
        """Evaluate with an array for each symbol, in their order; NumPy may warn."""
        sizes: dict[str, int] = {}
        values: dict[str, Array] = {}
        for declaration, array in zip(self.symbols, point, strict=True):
            array = array.reshape(two_dimensional(array.shape))
            for size, length in zip(_lengths(declaration), array.shape, strict=True):
                known = int(size) if size.isdecimal() else sizes.setdefault(size, length)
                if known != length:
                    raise MatcalcError(
                        f"{declaration.name} is {'×'.join(map(str, array.shape))}: expected "
                        f"{'×'.join(_lengths(declaration))}, where {size} is {known}"
                    )
            values[declaration.name] = array
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

    shape = [*map(length, node.shape)]
    if prod(shape) > MOST_ENTRIES:
        raise MatcalcError(f"a matrix of {'×'.join(map(str, shape))} is too large to compute")
    args = [_value(arg, values, sizes) for arg in node.args]
    match node.op:
        case "symbol":
            return values[node.value[0]]
        case "number":
            return np.full((1, 1), float(node.value))
        case "power":
            return np.asarray(args[0] ** float(node.value))
    compute = OPERATIONS.get(node.op) or NUMPY[node.op]
    return np.asarray(compute(*args, *map(length, sizes_of(node)))).reshape(shape)
