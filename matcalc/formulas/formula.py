"""A formula with its symbols: it prints, it computes, and it is given to other programs as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import inf, prod
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.formulas.draw import Declaration, lengths
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.graph import length, shape_of
from matcalc.formulas.nodes import Node, Size, inside_out, sizes_of, symbol
from matcalc.messages import say
from matcalc.numerics.layout import shape_text, two_dimensional
from matcalc.numerics.values import Array, as_numbers, quietly, told

__all__ = ["Expression", "Valuation", "namespace"]

MOST_ENTRIES = 10**7
MOST_PRINTED = 20_000  # nodes of a formula in one line
SHORT = 40  # nodes of a formula that the documentation of a function repeats
NUMPY = {row.name: row.numpy for row in FUNCTIONS.values()}
OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *args: sum(args), "matmul": lambda *args: np.linalg.multi_dot(args),
    "mul": lambda *args: prod(args), "transpose": np.transpose,
}  # fmt: skip


def _matrix(value: object, name: str) -> Array:
    """A stranger's value as a 2-D array; a 1-D array is a column."""
    array = as_numbers(value, name)
    if array.ndim > 2 or array.size == 0:
        raise MatcalcError(say("value-no-matrix", name=name, shape=shape_text(array.shape)))
    return array.reshape(two_dimensional(array.shape))


def namespace(**arrays: object) -> dict[str, Any]:
    """The functions of formulas and some arrays, for running ``str(expression)`` with NumPy.

    Examples
    --------
    >>> x = [[1.0], [2.0]]
    >>> from matcalc.formulas.expression import parse
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
    remarks : list of str
        What was read entry by entry, and means something else in a textbook.

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
        self.remarks: list[str] = []
        for name, kind in self.structure.items():
            shape = self.symbol(name).shape
            if kind not in {"symmetric", "diagonal"} or shape[0] != shape[1]:
                raise MatcalcError(say("structure-square", name=repr(name), kind=repr(kind)))

    def symbol(self, name: str) -> Node:
        """A symbol as a node, also if it dropped out of the formula."""
        for declaration in self.symbols:
            if declaration.name == name:
                rows, columns = (
                    (int(d), ()) if d.isdecimal() else (1, (d,)) for d in lengths(declaration)
                )
                return symbol(name, (rows, columns), self.structure.get(name))
        names = ", ".join(s.name for s in self.symbols)
        raise MatcalcError(say("symbol-unknown", name=repr(name), known=names))

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

    def __str__(self) -> str:
        """The formula in one line, or by its named parts where it would fill a book."""
        from matcalc.formulas.printing import numpy_parts, numpy_text

        is_printable = length(self.node) <= MOST_PRINTED
        return (numpy_text if is_printable else numpy_parts)(self.node, self.symbols)

    def __repr__(self) -> str:
        """The formula, or by its named parts where it is long."""
        from matcalc.formulas.printing import is_long, numpy_parts

        return numpy_parts(self.node, self.symbols) if is_long(self.node) else str(self)

    def latex(self) -> str:
        """The formula in LaTeX."""
        from matcalc.formulas.printing import latex_text

        return latex_text(self.node, [declared.name for declared in self.symbols])

    def code(self, target: str, /, *others: Expression) -> str:
        """The formula as a function of NumPy, JAX or PyTorch, or as LaTeX.

        Parts that are used more than once are computed once and named, products are taken in the
        cheapest order, and an inverse that multiplies something is a system that is solved.

        Parameters
        ----------
        target : str
            ``"numpy"``, ``"jax"``, ``"torch"`` or ``"latex"``.
        *others : Expression
            Further formulas, which the same function computes after this one.

        Examples
        --------
        >>> from matcalc.formulas.expression import parse
        >>> print(parse("b.T @ inv(A) @ b", A="n n", b="n").code("numpy"))
        import numpy as np
        <BLANKLINE>
        <BLANKLINE>
        def formula(A, b):
            \"\"\"b.T @ inv(A) @ b
        <BLANKLINE>
            A: n×n, b: n×1
            Returns scalar. Scalars may be numbers.
            Where an inverse multiplies something, a linear system is solved instead.
            \"\"\"
            return b.T @ np.linalg.solve(A, b)
        <BLANKLINE>
        """
        text = str(self) if length(self.node) < SHORT and not others else "What formulas compute."
        return self.as_code(target, others, "formula", text)

    def as_code(self, target: str, others: Sequence[Expression], name: str, about: str) -> str:
        """The formula and others as code, with the name of the function and what it is."""
        from matcalc.formulas.code import code_text

        symbols = {s.name: s for one in (self, *others) for s in one.symbols}
        nodes = [one.node for one in (self, *others)]
        return code_text(nodes, [*symbols.values()], target, name, about)

    def _repr_latex_(self) -> str:
        from matcalc.formulas.printing import is_long

        if is_long(self.node):
            return f"$${self.code('latex')}$$"
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
            key = "call-unknown" if unknown else "call-many"
            known = ", ".join(names)
            raise MatcalcError(say(key, name=(unknown or [""])[0], known=known))
        arrays |= placed
        missing = [s.name for s in self.symbols if s.name not in arrays and s.array is None]
        if missing:
            known = ", ".join(missing)
            raise MatcalcError(say("call-missing", names=known, first=missing[0]))
        point = [_matrix(arrays.get(s.name, s.array), s.name) for s in self.symbols]
        try:
            with quietly():
                return self.evaluate(point)
        except np.linalg.LinAlgError as error:
            raise MatcalcError(say("call-no-value", message=told(error))) from None

    def evaluate(self, point: list[Array]) -> Array:
        """Evaluate with an array for each symbol, in their order; NumPy may warn."""
        at = self.at(point)
        return np.array(_value(self.node, at.values, at.sizes), dtype=np.float64)

    def at(self, point: list[Array]) -> Valuation:
        """What values nodes of these symbols have at a point: an array for each, in their order."""
        sizes: dict[str, int] = {}
        values: dict[str, Array] = {}
        for declaration, array in zip(self.symbols, point, strict=True):
            array = array.reshape(two_dimensional(array.shape))
            for size, extent in zip(lengths(declaration), array.shape, strict=True):
                known = int(size) if size.isdecimal() else sizes.setdefault(size, extent)
                if known != extent:
                    said = {"given": shape_text(array.shape), "size": size, "known": str(known)}
                    wanted = "×".join(lengths(declaration))
                    name = declaration.name
                    raise MatcalcError(say("call-shape", name=name, wanted=wanted, **said))
            values[declaration.name] = array
        return Valuation(values, sizes)


class Valuation:
    """The values of nodes at one point; what was computed for one is kept for others.

    Attributes
    ----------
    entries : int
        How many entries were computed so far: what it has cost.
    """

    def __init__(self, values: Mapping[str, Array], sizes: Mapping[str, int]) -> None:
        self.values, self.sizes = values, sizes
        self.entries = 0
        self._known: dict[Node, Array] = {}

    def length(self, size: Size) -> int:
        """A size as a number."""
        return size[0] * prod(self.sizes[letter] for letter in size[1])

    def __call__(self, node: Node) -> Array:
        """The 2-D value of a node."""
        if node not in self._known:
            args = [self(arg) for arg in node.args]
            self._known[node] = _value_here(node, args, self.values, self.sizes)
            self.entries += self._known[node].size
        return self._known[node]


def _value(node: Node, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The 2-D value of a node; each part is computed once, and kept as long as it is needed."""
    known: dict[Node, Array] = {}
    for part, finished in _plan(node):
        args = [known[arg] for arg in part.args]
        known[part] = _value_here(part, args, values, sizes)
        for arg in finished:
            del known[arg]
    return known[node]


@lru_cache(2**8)
def _plan(node: Node) -> list[tuple[Node, list[Node]]]:
    """The parts of a node in an order to compute them, each with those it is the last to use."""
    order = [*inside_out(node)]
    last = {arg: part for part in order for arg in part.args}
    return [(part, [arg for arg in {*part.args} if last[arg] is part]) for part in order]


def _value_here(
    node: Node, args: list[Array], values: Mapping[str, Array], sizes: Mapping[str, int]
) -> Array:
    """The value of a node from those of its arguments."""

    def extent(size: Size) -> int:
        return size[0] * prod(sizes[letter] for letter in size[1])

    shape = [*map(extent, node.shape)]
    if prod(shape) > MOST_ENTRIES:
        raise MatcalcError(say("call-too-large", shape="×".join(map(str, shape))))
    match node.op:
        case "symbol":
            return values[node.value[0]]
        case "number":
            return np.full((1, 1), float(node.value))
        case "size":
            return np.full((1, 1), float(extent(node.value)))
        case "power":
            return np.asarray(args[0] ** float(node.value))
        case "raised":
            return np.asarray(args[0] ** args[1])
    compute = OPERATIONS.get(node.op) or NUMPY[node.op]
    return np.asarray(compute(*args, *map(extent, sizes_of(node)))).reshape(shape)
