"""What a call with options, or of several matrices, is: in terms of what formulas are made of.

``sum(X, 1)`` is a product with ones, ``norm(x, 3)`` a root of a sum of powers, and a row that is
added to a matrix is repeated first, as NumPy does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.formulas.graph import Exact
from matcalc.formulas.nodes import (
    ONE,
    Node,
    Shape,
    along,
    apply,
    constant,
    eye,
    frechet,
    kron,
    matmul,
    number,
    raised,
)
from matcalc.messages import say

__all__ = ["called", "misfit", "repeated"]

LARGEST_POWER = 20


def called(name: str, nodes: Sequence[Node], options: Mapping[str, Any]) -> Node:
    """A function of matrices, whose shapes fit, with options.

    Parameters
    ----------
    name : str
    nodes : sequence of Node
    options : mapping
        ``"axis"``, ``"keepdims"``, ``"ord"`` of a norm, ``"n"`` of a power: numbers or words; of
        a norm, a node too.

    Raises
    ------
    MatcalcError
        For an option that has no meaning, or none here.
    """
    axis = options.get("axis")
    if axis is not None and (isinstance(axis, bool) or axis not in (-2, -1, 0, 1)):
        raise MatcalcError(say("read-axis", name=name))
    if name == "norm":
        return _norm(nodes[0], options.get("ord"), axis)
    if name == "matrix_power":
        return _matrix_power(nodes[0], options.get("n"))
    if axis is not None:
        return along(name, nodes[0], axis % 2)
    if name == "logsumexp" and nodes[0].shape[1] != ONE:
        return apply(name, apply("vec", nodes[0]))
    match name:
        case "kron":
            return kron(*nodes)
        case "expm_frechet":
            return frechet(*nodes)
    return apply(name, *nodes)


def misfit(name: str, shapes: Sequence[Shape]) -> str:
    """The text that says how the shapes of a function's matrices do not fit; empty if they do."""
    first, *others = shapes
    is_square = first[0] == first[1]
    match name:
        case "maximum" | "minimum" if first != others[0] and (ONE, ONE) not in shapes:
            return "read-combine"
        case "solve" if first[1] != others[0][0]:
            return "read-multiply"
        case "expm_frechet" if not is_square or shapes[1] != (first[0], shapes[2][0]):
            return "read-multiply"
    return ""


def repeated(a: Node, b: Node) -> tuple[Node, Node] | None:
    """Two nodes, one a row or column that is repeated to the other's shape; nothing if none fits.

    >>> from matcalc.formulas.nodes import symbol
    >>> n, p = (1, ("n",)), (1, ("p",))
    >>> bias, _ = repeated(symbol("b", (ONE, p)), symbol("A", (n, p)))
    >>> bias.op, bias.shape == (n, p)
    ('matmul', True)
    """
    if ONE in b.shape:
        both = repeated(b, a) if ONE not in a.shape else None
        return both[::-1] if both else None
    rows, columns = b.shape
    if a.shape == (ONE, columns):
        return matmul(constant("ones", (rows, ONE)), a), b
    if a.shape == (rows, ONE):
        return matmul(a, constant("ones", (ONE, columns))), b
    return None


def _matrix_power(a: Node, exponent: Any) -> Node:
    if isinstance(exponent, bool) or not isinstance(exponent, int) or abs(exponent) > LARGEST_POWER:
        raise MatcalcError(say("read-matrix-power", most=LARGEST_POWER))
    if exponent == 0:
        return eye(a.shape[0])
    factor = apply("inv", a) if exponent < 0 else a
    return matmul(*[factor] * abs(exponent))


# --- norms --------------------------------------------------------------------------------------


def _norm(a: Node, order: Any, axis: int | None) -> Node:
    """NumPy's norms: of a column by its entries, of a matrix by its singular values."""
    if order in (None, "fro") or (order == 2 and (axis is not None or ONE in a.shape)):
        return apply("norm", a) if axis is None else along("norm", a, axis % 2)
    if order == "nuc" and axis is None:
        return apply("nuclear", a)
    if axis is None and ONE not in a.shape:
        return _of_matrix(a, order)
    if isinstance(order, Node) and order.is_scalar:
        return raised(_sum(raised(apply("abs", a), order), axis), order**-1)
    if order in (inf, "inf") and axis is None:
        return apply("max", apply("abs", a))
    if order == -inf and axis is None:
        return apply("min", apply("abs", a))
    if isinstance(order, bool) or not isinstance(order, int | float) or not 0 < order < inf:
        raise MatcalcError(say("read-norm-order"))
    return _of_powers(a, number(order).value, axis)


def _of_powers(a: Node, order: Exact, axis: int | None) -> Node:
    """(Σ |x|ᵖ)^(1/p), without bars where p is even."""
    is_even = order % 2 == 0
    powers = (a if is_even else apply("abs", a)) ** order
    return _sum(powers, axis) ** (Fraction(1) / order)


def _of_matrix(a: Node, order: Any) -> Node:
    if order == 2:
        return apply("spectral", a)
    if order in (1, inf, "inf"):
        return apply("max", along("sum", apply("abs", a), int(order != 1)))
    raise MatcalcError(say("read-norm-order"))


def _sum(a: Node, axis: int | None) -> Node:
    return apply("sum", a) if axis is None else along("sum", a, axis % 2)
