"""Formulas: read from NumPy syntax, printed again, and computed.

Text is read with Python's `ast` from an allow-list, checked for shapes, and never run; what it says
is kept as a tree of `matcalc.nodes` in normal form.  Text that is no NumPy is read once more by
`matcalc.notation`, as a textbook means it.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from math import inf, prod
from typing import Any, NoReturn

import numpy as np

from matcalc.draw import Declaration, declare, lengths
from matcalc.errors import MatcalcError, ShapeError
from matcalc.functions import FUNCTIONS, Function
from matcalc.layout import two_dimensional
from matcalc.messages import say
from matcalc.nodes import (
    ONE,
    SCALAR,
    Node,
    Shape,
    Size,
    commute,
    constant,
    number,
    raised,
    shape_of,
    size_number,
    size_text,
    sizes_of,
    symbol,
    times,
    unit,
    unvectorise,
)
from matcalc.options import LARGEST_SIZE, NotNumPy, options_of, place_of, quoted
from matcalc.values import Array, as_numbers, quietly
from matcalc.written import called, misfit, repeated

__all__ = ["Expression", "namespace", "parse", "read", "understood"]

MOST_CHARACTERS, MOST_NODES, MOST_LEVELS, MOST_ENTRIES = 5000, 1000, 100, 10**7
# Whether a shape is what functions take.
TAKEN: dict[str, Callable[[Shape], bool]] = {
    "": bool,
    "column": lambda shape: shape[1] == ONE,
    "column or square": lambda shape: shape[1] in (ONE, shape[0]),
    "square": lambda shape: shape[0] == shape[1],
}

# --- reading ------------------------------------------------------------------------------------


ENTRY_BY_ENTRY: dict[type[ast.operator], tuple[Callable[[Node, Node], Node], str]] = {
    ast.Add: (operator.add, "read-add"),
    ast.Sub: (operator.sub, "read-subtract"),
    ast.Mult: (operator.mul, "read-combine"),
    ast.Div: (operator.truediv, "read-combine"),
}


class _Reader:
    """From Python's syntax tree to nodes, by an allow-list."""

    def __init__(self, symbols: Mapping[str, Node], letters: Collection[str]) -> None:
        self.symbols, self.letters = symbols, letters
        self.misfit: ast.expr | None = None  # where shapes do not fit
        self.has_repeated = False  # whether a row or column was repeated to fit a matrix

    def read(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return number(value)
            case ast.Name(id=name) if name in self.symbols:
                return self.symbols[name]
            case ast.Name(id=name) if name in self.letters:
                return size_number((1, (name,)))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return self.read(operand) * (-1 if isinstance(sign, ast.USub) else 1)
            case ast.Attribute(value=inner, attr="T"):
                return self.read(inner).T
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self.power(tree, left, right)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self.product(tree, left, right)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ENTRY_BY_ENTRY:
                return self.entry_by_entry(tree, left, op, right)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=more) if name in FUNCTIONS:
                row = FUNCTIONS[name]
                if row.sizes and not more:
                    return self.sized(tree, row, args)
                if row.arguments <= len(args):
                    return self.function(tree, row, args, more)
            case ast.Subscript(value=ast.Attribute(attr="shape")):
                return size_number(self.size(tree))
            case ast.Subscript(value=inner, slice=index):
                return self.part(tree, self.read(inner), index)
        raise NotNumPy(say("read-python", found=quoted(tree)))

    def refuse(self, tree: ast.expr, key: str, **values: str) -> NoReturn:
        self.misfit = tree
        raise ShapeError(say(key, **values, language=None))

    def power(self, tree: ast.expr, left: ast.expr, right: ast.expr) -> Node:
        base, exponent = self.read(left), self.read(right)
        if SCALAR not in (base.shape, exponent.shape) and base.shape != exponent.shape:
            self.refuse(tree, "read-raise", left=quoted(left, base), right=quoted(right, exponent))
        return raised(base, exponent)

    def product(self, tree: ast.expr, left: ast.expr, right: ast.expr) -> Node:
        a, b = self.read(left), self.read(right)
        if a.shape[1] == b.shape[0] and ast.Constant not in (type(left), type(right)):
            return a @ b
        key = "read-multiply-scalar" if a.is_scalar or b.is_scalar else "read-multiply"
        return self.refuse(tree, key, left=quoted(left, a), right=quoted(right, b))

    def entry_by_entry(
        self, tree: ast.expr, left: ast.expr, op: ast.operator, right: ast.expr
    ) -> Node:
        a, b = self.read(left), self.read(right)
        build, key = ENTRY_BY_ENTRY[type(op)]
        if a.shape == b.shape or a.is_scalar or b.is_scalar:
            return build(a, b)
        fits = build is operator.mul and a.shape[1] == b.shape[0]
        if not fits and (both := repeated(a, b)):
            self.has_repeated = True
            return build(*both)
        if key in {"read-add", "read-subtract"} and (repeated(a.T, b) or repeated(a, b.T)):
            key += "-row"
        key += "-product" * fits
        return self.refuse(tree, key, left=quoted(left, a), right=quoted(right, b))

    def function(
        self, tree: ast.expr, row: Function, args: list[ast.expr], more: list[ast.keyword]
    ) -> Node:
        """A function of one or more matrices, with options by position or by name."""
        nodes = [self.read(arg) for arg in args[: row.arguments]]
        options = options_of(row, args[row.arguments :], more, self.symbols)
        taken = "" if "axis" in options else row.takes
        if not TAKEN[taken](nodes[0].shape):
            key = f"read-needs-{taken.replace(' ', '-')}"
            self.refuse(tree, key, name=row.name, given=quoted(args[0], nodes[0]))
        if problem := misfit(row.name, [node.shape for node in nodes]):
            left, right = map(quoted, args[:2], nodes)
            self.refuse(tree, problem, left=left, right=right)
        return called(row.name, nodes, options)

    def part(self, tree: ast.expr, node: Node, index: ast.expr) -> Node:
        """An entry, a row or a column."""
        picks = index.elts if isinstance(index, ast.Tuple) else [index]
        if len(picks) > 2:
            raise NotNumPy(say("read-part", given=quoted(tree)))
        for axis, pick in enumerate(picks):
            if (place := place_of(tree, pick, node.shape[axis])) is not None:
                column = unit(node.shape[axis], place)
                node = node @ column if axis else column.T @ node
        return node

    def sized(self, tree: ast.expr, row: Function, args: list[ast.expr]) -> Node:
        name, sizes = row.name, args[row.arguments :]
        if len(sizes) != row.sizes:
            form = ", ".join(["c"] * row.arguments + ["A.shape[0]"] * row.sizes)
            raise NotNumPy(say("read-sized", name=name, given=len(args), form=f"{name}({form})"))
        if name == "unit":
            size = self.size(sizes[0])
            return unit(size, place_of(tree, sizes[1], size) or 0)
        shape = self.size(sizes[0]), self.size(sizes[-1])
        match name:
            case "commutation":
                return commute(*shape)
            case "embed":
                return constant("embed", (times(*shape), shape[0]))
            case "unvec":
                column = self.read(args[0])
                if column.shape != (times(*shape), ONE):
                    given, wanted = quoted(args[0], column), size_text(times(*shape))
                    self.refuse(tree, "read-needs-entries", wanted=wanted, given=given)
                return unvectorise(column, shape)
        return constant(name, shape)

    def size(self, tree: ast.expr) -> Size:
        match tree:
            case ast.Constant(value=int() as value) if 0 < value <= LARGEST_SIZE:
                return (int(value), ())
            case ast.Name(id=name) if name in self.letters:
                return (1, (name,))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return times(self.size(left), self.size(right))
            case ast.Subscript(
                value=ast.Attribute(value=inner, attr="shape"),
                slice=ast.Constant(value=0 | 1 as axis),
            ):
                return self.read(inner).shape[axis == 1]
        given, known = quoted(tree), ", ".join(self.letters)
        raise NotNumPy(say("read-size", name=given, most=LARGEST_SIZE, known=known))


def _check_extent(tree: ast.expr) -> None:
    """Refuse what would take long to read."""

    def levels(part: ast.AST) -> int:
        inside = (levels(inner) for inner in ast.iter_child_nodes(part))
        return isinstance(part, ast.expr) + max(inside, default=0)

    count = sum(isinstance(part, ast.expr) for part in ast.walk(tree))
    if count > MOST_NODES or levels(tree) > MOST_LEVELS:
        raise MatcalcError(say("read-too-large", nodes=MOST_NODES, levels=MOST_LEVELS))


def parse(
    text: str, /, *, structure: Mapping[str, str] | None = None, **symbols: object
) -> Expression:
    """Read a formula in NumPy syntax or in textbook notation; nothing is evaluated.

    Parameters
    ----------
    text : str
        Such as ``"x.T @ A @ x"`` or ``"x'Ax"``; at most 5000 characters.
    structure : dict, optional
        ``{"S": "symmetric"}`` or ``"diagonal"``: such a symbol equals its transpose.
    **symbols : str or array
        The shape of each symbol, as in `matcalc.check_gradient`.  What is left out is inferred,
        see `matcalc.notation.infer`, and is then what the expression has ``assumed``.

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
    >>> quadratic = parse("½ x'Ax")
    >>> quadratic, quadratic.read_as, quadratic.assumed
    (x.T @ A @ x / 2, '1 / 2 * x.T @ A @ x', {'x': 'n', 'A': 'n n'})
    """
    _check_text(text)
    problem: MatcalcError | None = None
    if symbols:
        try:
            return read(text, symbols, structure)
        except ShapeError:
            raise
        except MatcalcError as error:
            problem = error
    from matcalc.notation import infer

    try:
        assumed = infer(text, symbols)
        expression = read(text, {**assumed, **symbols}, structure)
    except MatcalcError as error:
        raise problem or error from None
    if problem and not (assumed and expression.node.names >= symbols.keys()):
        raise problem  # a name that was mistyped, rather than left out
    expression.assumed = assumed
    return expression


def read(
    text: str, symbols: Mapping[str, object], structure: Mapping[str, str] | None = None
) -> Expression:
    """Read a formula of these symbols, and of no others.

    >>> read("x'y", {"x": "n", "y": "n"}).read_as
    'x.T @ y'
    """
    _check_text(text)
    expression = Expression(number(0), declare(symbols, structure), structure)
    nodes = {s.name: expression.symbol(s.name) for s in expression.symbols}
    taken = nodes.keys() & FUNCTIONS.keys()
    if taken:
        raise MatcalcError(f"{min(taken)!r} is the name of a function: name the symbol otherwise")
    try:
        expression.node, has_repeated = _node(text, text, expression.symbols, nodes)
    except NotNumPy as error:
        from matcalc.notation import as_numpy, spoken

        numpy = as_numpy(text, expression.symbols)
        nodes = {spoken(name): node for name, node in nodes.items()}
        expression.read_as = numpy if numpy != text.strip() else None
        try:
            expression.node, has_repeated = _node(numpy, text, expression.symbols, nodes)
        except NotNumPy:
            raise error from None
    if has_repeated:
        expression.read_as = str(expression)
    return expression


def understood(text: str, expression: Expression) -> list[str]:
    """What was made of a text that was not NumPy, or whose shapes were left out.

    >>> understood("x'Ax", parse("x'Ax"))
    ["x'Ax was read as x.T @ A @ x", 'x: n, A: n×n, assumed']
    """
    shapes = (f"{n}: {s.replace(' ', '×') or 'scalar'}" for n, s in expression.assumed.items())
    numpy, assumed = expression.read_as, ", ".join(shapes)
    return [say("read-as", text=text.strip(), numpy=numpy)] * bool(numpy) + [
        say("read-assumed", shapes=assumed)
    ] * bool(assumed)


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise MatcalcError(say("read-no-text", kind=type(text).__name__))
    if len(text) > MOST_CHARACTERS:
        raise MatcalcError(say("read-characters", count=len(text), most=MOST_CHARACTERS))


def _node(
    text: str, whole: str, symbols: Sequence[Declaration], nodes: Mapping[str, Node]
) -> tuple[Node, bool]:
    """What a formula in NumPy syntax says, and whether a row or column of it was repeated.

    Messages quote the whole as it was written.
    """
    if text is whole and not (text.isascii() and text.replace("\n", "").isprintable()):
        raise NotNumPy(say("read-python", found=repr(text[:60])))
    reader = _Reader(nodes, dict.fromkeys(d for s in symbols for d in lengths(s) if d.isalpha()))
    tree: ast.expr | None = None
    try:
        with quietly():
            tree = ast.parse(text.strip(), mode="eval").body
        _check_extent(tree)
        return reader.read(tree), reader.has_repeated
    except ShapeError as error:
        if reader.misfit is tree:
            raise
        shapes = ", ".join(f"{name}: {shape_of(node)}" for name, node in nodes.items())
        whole = whole.strip() if len(whole) <= 200 else f"{whole.strip()[:200]}…"
        raise ShapeError(say("read-where", message=error, whole=whole, shapes=shapes)) from None
    except SyntaxError:
        raise NotNumPy(say("read-python", found=repr(text[:60]))) from None
    except MatcalcError:
        raise
    except (ValueError, MemoryError, RecursionError):
        raise MatcalcError(say("read-too-large", nodes=MOST_NODES, levels=MOST_LEVELS)) from None


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
    return NUMPY | {"inf": inf} | {name: _matrix(v, name) for name, v in arrays.items()}


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
    read_as : str, optional
        Of a formula in textbook notation: what was understood, in NumPy syntax.
    assumed : dict
        The shapes that were left out, and inferred.

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
        self.read_as: str | None = None
        self.assumed: dict[str, str] = {}
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
                    (int(d), ()) if d.isdecimal() else (1, (d,)) for d in lengths(declaration)
                )
                return symbol(name, (rows, columns), self.structure.get(name))
        names = ", ".join(s.name for s in self.symbols)
        raise MatcalcError(f"{name!r} is not a symbol of the formula: expected one of {names}")

    def sibling(self, node: Node) -> Expression:
        """Another formula of the same symbols."""
        expression = Expression(node, self.symbols, self.structure)
        expression.assumed = self.assumed
        return expression

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

        return latex_text(self.node, [declared.name for declared in self.symbols])

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
            for size, length in zip(lengths(declaration), array.shape, strict=True):
                known = int(size) if size.isdecimal() else sizes.setdefault(size, length)
                if known != length:
                    raise MatcalcError(
                        f"{declaration.name} is {'×'.join(map(str, array.shape))}: expected "
                        f"{'×'.join(lengths(declaration))}, where {size} is {known}"
                    )
            values[declaration.name] = array
        return np.array(_value(self.node, values, sizes), dtype=np.float64)


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
        case "size":
            return np.full((1, 1), float(length(node.value)))
        case "power":
            return np.asarray(args[0] ** float(node.value))
        case "raised":
            return np.asarray(args[0] ** args[1])
    compute = OPERATIONS.get(node.op) or NUMPY[node.op]
    return np.asarray(compute(*args, *map(length, sizes_of(node)))).reshape(shape)
