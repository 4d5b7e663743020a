"""Formulas: read from NumPy syntax, printed again, and computed.

Text is read with Python's `ast` from an allow-list, checked for shapes, and never run; what it says
is kept as a tree of `matcalc.formulas.nodes` in normal form.  Text that is no NumPy is read once
more by `matcalc.formulas.notation`, as a textbook means it.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NoReturn

from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.draw import Declaration, declare, lengths
from matcalc.formulas.formula import Expression, namespace
from matcalc.formulas.functions import FUNCTIONS, Function
from matcalc.formulas.graph import size_text
from matcalc.formulas.nodes import (
    ONE,
    SCALAR,
    Node,
    Shape,
    Size,
    add,
    commute,
    constant,
    number,
    raised,
    size_number,
    substituted,
    times,
    unit,
    unvectorise,
)
from matcalc.formulas.options import (
    LARGEST_SIZE,
    NotNumPy,
    options_of,
    place_of,
    quoted,
    said_shape,
)
from matcalc.formulas.remarks import remarks_on
from matcalc.formulas.written import called, misfit, repeated
from matcalc.messages import say
from matcalc.numerics.values import described, quietly

__all__ = ["Expression", "namespace", "parse", "read", "statements", "understood"]

MOST_CHARACTERS, MOST_NODES, MOST_LEVELS = 5000, 1000, 100
NAMED_PART = re.compile(r"\s*([A-Za-z]\w*)\s*=(?!=)(.*)", re.ASCII)
# Whether a shape is what functions take.
TAKEN: dict[str, Callable[[Shape], bool]] = {
    "": bool,
    "column": lambda shape: shape[1] == ONE,
    "column or square": lambda shape: shape[1] in (ONE, shape[0]),
    "square": lambda shape: shape[0] == shape[1],
}

# --- reading ------------------------------------------------------------------------------------


ENTRY_BY_ENTRY: dict[type[ast.operator], Callable[[Node, Node], Node]] = {
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _is_turned(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Attribute) and tree.attr == "T"


class _Reader:
    """From Python's syntax tree to nodes, by an allow-list."""

    def __init__(self, symbols: Mapping[str, Node], letters: Collection[str]) -> None:
        self.symbols, self.letters = symbols, letters
        self.misfit: ast.expr | None = None  # where shapes do not fit
        self.shapes: dict[ast.expr, Shape] = {}  # of the parts that were read
        self.remarks: list[str] = []
        self.has_repeated = False  # whether a row or column was repeated to fit a matrix

    def read(self, tree: ast.expr) -> Node:
        node = self.node(tree)
        self.shapes[tree] = node.shape
        return node

    def node(self, tree: ast.expr) -> Node:
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
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self.sum(tree)
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
        key = "read-multiply"
        if a.is_scalar or b.is_scalar:
            key += "-scalar"
        elif a.shape == b.shape:
            key += "-columns" if a.shape[1] == ONE else "-alike"
        elif self.weighs_rows(left, b):
            key += "-rows"
        return self.refuse(tree, key, left=quoted(left, a), right=quoted(right, b))

    def weighs_rows(self, left: ast.expr, matrix: Node) -> bool:
        """Whether a product ends in a column with an entry for each row of what follows."""
        last = left
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.MatMult):
            last = left.right
        return any(
            node.shape == (matrix.shape[0], ONE) and not node.is_scalar
            for node in map(self.read, dict.fromkeys([left, last]))
        )

    def sum(self, tree: ast.BinOp) -> Node:
        """Terms side by side, which in Python's tree stand inside each other."""
        spine = [*_spine(tree)]
        terms = [self.read(spine[-1].left)]
        for part in reversed(spine):
            term = self.read(part.right)
            whole = next((one for one in terms if not one.is_scalar), terms[0])
            if term.shape != whole.shape and not (term.is_scalar or whole.is_scalar):
                before, term = self.side_by_side(part, add(*terms), term)
                terms = [before]
            terms.append(term if isinstance(part.op, ast.Add) else -term)
        return add(*terms)

    def side_by_side(self, tree: ast.BinOp, a: Node, b: Node) -> tuple[Node, Node]:
        """Two terms of other shapes, of which one is a row or column that is repeated."""
        if both := repeated(a, b):
            self.has_repeated = True
            return both
        key = "read-add" if isinstance(tree.op, ast.Add) else "read-subtract"
        key += "-row" * bool(repeated(a.T, b) or repeated(a, b.T))
        return self.refuse(tree, key, left=quoted(tree.left, a), right=quoted(tree.right, b))

    def entry_by_entry(
        self, tree: ast.expr, left: ast.expr, op: ast.operator, right: ast.expr
    ) -> Node:
        a, b = self.read(left), self.read(right)
        build = ENTRY_BY_ENTRY[type(op)]
        if a.shape == b.shape or a.is_scalar or b.is_scalar:
            return build(a, b)
        fits = build is operator.mul and a.shape[1] == b.shape[0]
        if not fits and (both := repeated(a, b)):
            self.has_repeated = True
            return build(*both)
        key = "read-combine" + "-product" * fits
        return self.refuse(tree, key, left=quoted(left, a), right=quoted(right, b))

    def function(
        self, tree: ast.expr, row: Function, args: list[ast.expr], more: list[ast.keyword]
    ) -> Node:
        """A function of one or more matrices, with options by position or by name."""
        nodes = [self.read(arg) for arg in args[: row.arguments]]
        options = options_of(row, args[row.arguments :], more, self.symbols)
        taken = "" if "axis" in options else row.takes
        if not TAKEN[taken](nodes[0].shape):
            self.refuse_shape(tree, row, args[0], nodes[0])
        if problem := misfit(row.name, [node.shape for node in nodes]):
            left, right = map(quoted, args[:2], nodes)
            self.refuse(tree, problem, left=left, right=right)
        return called(row.name, nodes, options)

    def part(self, tree: ast.expr, node: Node, index: ast.expr) -> Node:
        """An entry, a row or a column."""
        picks = index.elts if isinstance(index, ast.Tuple) else [index]
        if len(picks) > 2:
            raise NotNumPy(say("read-pick", given=quoted(tree)))
        for axis, pick in enumerate(picks):
            if (place := place_of(tree, pick, node.shape[axis])) is not None:
                column = unit(node.shape[axis], place)
                node = node @ column if axis else column.T @ node
        return node

    def refuse_shape(self, tree: ast.expr, row: Function, arg: ast.expr, node: Node) -> NoReturn:
        """Say which shape a function takes."""
        key = f"read-needs-{row.takes.replace(' ', '-')}"
        if row.takes == "column or square" and node.shape[0] == ONE:
            column = ast.unparse(arg).removesuffix(".T") + ("" if _is_turned(arg) else ".T")
            given = quoted(arg, node)
            self.refuse(tree, f"{key}-row", name=row.name, given=given, part=column)
        if "axis" in row.options:
            self.refuse(
                tree, f"{key}-rows", name=row.name, given=quoted(arg, node), part=ast.unparse(arg)
            )
        self.refuse(tree, key, name=row.name, given=quoted(arg, node))

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


def _spine(tree: ast.expr) -> Iterator[ast.BinOp]:
    """The sums that a sum begins with, from the whole inwards."""
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        yield tree
        tree = tree.left


def _check_extent(tree: ast.expr) -> None:
    """Refuse what would take long to read; the terms of a sum do not stand inside each other."""

    def levels(part: ast.AST) -> int:
        if isinstance(part, ast.expr) and (spine := [*_spine(part)]):
            return 1 + max(levels(one) for one in (spine[-1].left, *(s.right for s in spine)))
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
        Such as ``"x.T @ A @ x"`` or ``"x'Ax"``; at most 5000 characters.  Parts of it may be
        named in lines of their own before it, as in ``"r = A @ x - b; r.T @ r"``.
    structure : dict, optional
        ``{"S": "symmetric"}`` or ``"diagonal"``: such a symbol equals its transpose.
    **symbols : str, array or Expression
        The formula of a part that has a name here; its symbols are known, too.  Or the shape of
        a symbol, as in `matcalc.check_gradient`.  What is left out is inferred,
        see `matcalc.formulas.notation.infer`, and is then what the expression has ``assumed``.

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
    >>> h = parse("x", W="n n", x="n")
    >>> for layer in range(2):
    ...     h = parse("h + tanh(W @ h)", h=h)
    >>> h
    x + tanh(W @ x) + tanh(W @ (x + tanh(W @ x)))
    >>> quadratic = parse("½ x'Ax")
    >>> quadratic, quadratic.read_as, quadratic.assumed
    (x.T @ A @ x / 2, '1 / 2 * x.T @ A @ x', {'x': 'n', 'A': 'n n'})
    """
    _check_text(text)
    *parts, text = statements(text)
    for name, part in parts:
        symbols[name] = parse(part, structure=structure, **symbols)
    problem: MatcalcError | None = None
    if symbols:
        try:
            return read(text, symbols, structure)
        except ShapeError:
            raise
        except MatcalcError as error:
            problem = error
    from matcalc.formulas.notation import infer

    try:
        assumed = infer(text, _known_shapes(symbols))
        expression = read(text, {**assumed, **symbols}, structure)
    except MatcalcError as error:
        raise problem or error from None
    given = {name for name, value in symbols.items() if not isinstance(value, Expression)}
    if problem and not (assumed and expression.node.names >= given):
        raise problem  # a name that was mistyped, rather than left out
    expression.assumed |= assumed
    return expression


def statements(text: str) -> list[Any]:
    """The named parts of a text, as pairs, and its formula.

    >>> statements("r = A @ x - b; r.T @ r")
    [('r', ' A @ x - b'), ' r.T @ r']
    """
    lines = [line for line in re.split(r"[;\n]", text) if line.strip()]
    parts = [NAMED_PART.fullmatch(line) for line in lines[:-1]]
    if not parts or not all(parts):
        return [text]
    return [*(part.groups() for part in parts if part), lines[-1]]


def _known_shapes(symbols: Mapping[str, object]) -> dict[str, object]:
    """The shapes of symbols and named parts, as far as letters can say them."""
    found: dict[str, object] = {}
    for name, value in symbols.items():
        if not isinstance(value, Expression):
            found[name] = value
            continue
        sizes = [size_text(size, " ") for size in value.node.shape]
        if not any(" " in size for size in sizes):
            found[name] = " ".join(sizes[: 2 - (sizes[1] == "1") - (sizes == ["1", "1"])])
        for declared in value.symbols:
            shape = " ".join(declared.dimensions)
            found.setdefault(declared.name, shape if declared.array is None else declared.array)
    return found


def read(
    text: str, symbols: Mapping[str, object], structure: Mapping[str, str] | None = None
) -> Expression:
    """Read a formula of these symbols, and of no others.

    >>> read("x'y", {"x": "n", "y": "n"}).read_as
    'x.T @ y'
    >>> read("H = A + A.T; H @ x", {"A": "n n", "x": "n"})
    (A + A.T) @ x
    """
    _check_text(text)
    *named, text = statements(text)
    for name, part in named:
        symbols = {**symbols, name: read(part, symbols, structure)}
    parts = {name: value for name, value in symbols.items() if isinstance(value, Expression)}
    declared = _declared(symbols, parts, structure)
    for part in parts.values():
        structure = part.structure | dict(structure or {})
    expression = Expression(number(0), declared, structure)
    nodes = {s.name: expression.symbol(s.name) for s in expression.symbols}
    taken = (nodes.keys() | parts.keys()) & FUNCTIONS.keys()
    if taken:
        raise MatcalcError(say("symbol-is-function", name=repr(min(taken))))
    for name, part in parts.items():
        expression.assumed |= part.assumed
        instead = {part.symbol(one.name): nodes[one.name] for one in part.symbols}
        nodes[name] = substituted(part.node, instead)
    try:
        expression.node, reader = _node(text, text, expression.symbols, nodes)
    except NotNumPy as error:
        from matcalc.formulas.notation import as_numpy, spoken

        numpy = as_numpy(text, [*expression.symbols, *_as_symbols(parts)])
        nodes = {spoken(name): node for name, node in nodes.items()}
        expression.read_as = numpy if numpy != text.strip() else None
        try:
            expression.node, reader = _node(numpy, text, expression.symbols, nodes)
        except NotNumPy:
            raise error from None
    expression.remarks = reader.remarks
    if reader.has_repeated:
        expression.read_as = str(expression)
    return expression


def _declared(
    symbols: Mapping[str, object],
    parts: Mapping[str, Expression],
    structure: Mapping[str, str] | None,
) -> list[Declaration]:
    """All symbols, also those of the parts, each once."""
    plain = {name: value for name, value in symbols.items() if name not in parts}
    found: dict[str, Declaration] = {}
    own = {one.name: one for one in declare(plain, structure)} if plain or not parts else {}
    for name in symbols:
        for one in parts[name].symbols if name in parts else [own[name]]:
            if one.name in parts:
                raise MatcalcError(say("read-part-name", name=one.name))
            if _said(found.setdefault(one.name, one)) != _said(one):
                raise MatcalcError(say("read-part", symbol=one.name, name=name))
    return [*found.values()]


def _said(one: Declaration) -> tuple[object, ...]:
    """What a declaration says, for comparison."""
    return one.dimensions, one.property, None if one.array is None else one.array.tolist()


def _as_symbols(parts: Mapping[str, Expression]) -> Iterator[Declaration]:
    """Named parts as symbols of the same shapes, as far as letters can say these."""
    for name, part in parts.items():
        sizes = tuple(size_text(size, " ") for size in part.node.shape)
        if not any(" " in size for size in sizes):
            yield Declaration(name, sizes)


def understood(text: str, expression: Expression) -> list[str]:
    """What was made of a text that was not NumPy, whose shapes were left out, or that misleads.

    >>> understood("x'Ax", parse("x'Ax"))
    ["x'Ax was read as x.T @ A @ x", 'x: n, A: n×n, assumed']
    >>> understood("trace(A ** 2)", parse("trace(A ** 2)", A="n n"))
    ['A ** 2 was read entry by entry; the matrix product is written A @ A']
    """
    shapes = (
        f"{n}: {s.replace(' ', '×') or say('shape-scalar')}" for n, s in expression.assumed.items()
    )
    numpy, assumed = expression.read_as, ", ".join(shapes)
    return (
        [say("read-as", text=text.strip(), numpy=numpy)] * bool(numpy)
        + [say("read-assumed", shapes=assumed)] * bool(assumed)
        + expression.remarks
    )


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise MatcalcError(say("read-no-text", given=described(text)))
    if len(text) > MOST_CHARACTERS:
        raise MatcalcError(say("read-characters", count=len(text), most=MOST_CHARACTERS))


def _node(
    text: str, whole: str, symbols: Sequence[Declaration], nodes: Mapping[str, Node]
) -> tuple[Node, _Reader]:
    """What a formula in NumPy syntax says, and its reader, which knows what it met.

    Messages quote the whole as it was written.
    """
    if text is whole and not (text.isascii() and text.replace("\n", "").isprintable()):
        raise NotNumPy(say("read-python", found=repr(text[:60])))
    reader = _Reader(nodes, dict.fromkeys(d for s in symbols for d in lengths(s) if d.isalpha()))
    tree: ast.expr | None = None
    try:
        with quietly():
            tree = ast.parse(text.strip(), mode="eval").body
        if len(text) > MOST_LEVELS:  # each part takes a character
            _check_extent(tree)
        node = reader.read(tree)
        # The signs of a textbook say what they mean.
        reader.remarks = remarks_on(tree, reader.shapes, signs=text is whole or "**" in whole)
        return node, reader
    except ShapeError as error:
        if reader.misfit and text is whole:
            error.piece = ast.get_source_segment(text.strip(), reader.misfit)
        if reader.misfit is tree:
            raise
        shapes = ", ".join(f"{name}: {said_shape(node)}" for name, node in nodes.items())
        whole = whole.strip() if len(whole) <= 200 else f"{whole.strip()[:200]}…"
        told = ShapeError(say("read-where", message=error, whole=whole, shapes=shapes))
        told.piece = error.piece
        raise told from None
    except SyntaxError:
        raise NotNumPy(say("read-python", found=repr(text[:60]))) from None
    except MatcalcError:
        raise
    except (ValueError, MemoryError, RecursionError):
        raise MatcalcError(say("read-too-large", nodes=MOST_NODES, levels=MOST_LEVELS)) from None
