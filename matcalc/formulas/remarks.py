"""Where NumPy syntax means each entry and a textbook the matrix: what is said about it.

``A ** 2``, ``A ** -1``, ``A * B`` and ``exp(A)`` are read entry by entry.  For a square matrix a
textbook may mean something else, so a remark says how each of the two is written.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from matcalc.formulas.functions import FUNCTIONS
from matcalc.messages import say

__all__ = ["remarks_on"]

OF_MATRICES = {"exp": "expm", "log": "", "sqrt": ""}  # what is called so of a matrix, if it is read
LARGEST_POWER, LONGEST = 3, 40  # that is written as a product; characters that are quoted


def remarks_on(tree: ast.expr, shapes: Mapping[ast.expr, Any], *, signs: bool = True) -> list[str]:
    """The remarks on a formula in NumPy syntax, at most one of each kind.

    Parameters
    ----------
    tree : ast.expr
    shapes : dict
        The shape of each part of the tree that was read.
    signs : bool
        Whether powers, products and quotients are to be remarked on, beside functions.

    Examples
    --------
    >>> square = ("n", "n")
    >>> tree = ast.parse("A ** 2", mode="eval").body
    >>> remarks_on(tree, {tree.left: square})
    ['A ** 2 was read entry by entry; the matrix product is written A @ A']
    """

    def is_matrix(part: ast.expr) -> bool:
        rows, columns = shapes.get(part, (0, 1))
        return bool(rows == columns and rows != (1, ()))

    found: dict[str, str] = {}
    kinds = ast.BinOp | ast.Call if signs else ast.Call
    for part in reversed(list(ast.walk(tree))):  # from the inside out
        match part if isinstance(part, kinds) else None:
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent) if is_matrix(base):
                key, instead = _power(base, exponent)
            case ast.BinOp(left=a, op=ast.Mult(), right=b) if is_matrix(a) and is_matrix(b):
                key, instead = "remark-product", f"{_factor(a)} @ {_factor(b)}"
            case ast.BinOp(op=ast.Div(), right=below) if is_matrix(below):
                key, instead = "remark-inverse", f"inv({ast.unparse(below)})"
            case ast.Call(func=ast.Name(id=name), args=[inside]) if (
                name in OF_MATRICES and is_matrix(inside)
            ):
                key, instead = _function(name, inside)
            case _:
                continue
        given = ast.unparse(part).replace("** (-", "** -")
        given = given.removesuffix(")") if given.count(")") > given.count("(") else given
        if max(len(given), len(instead)) <= LONGEST:
            found.setdefault(key, say(key, given=given, instead=instead))
    return list(found.values())


def _factor(tree: ast.expr) -> str:
    """A part as it stands in a product or below a power."""
    text = ast.unparse(tree)
    return f"({text})" if isinstance(tree, ast.BinOp | ast.UnaryOp) else text


def _power(base: ast.expr, exponent: ast.expr) -> tuple[str, str]:
    try:
        value = ast.literal_eval(exponent)
    except ValueError:
        value = 0.5
    if value == -1:
        return "remark-inverse", f"inv({ast.unparse(base)})"
    if value in range(2, LARGEST_POWER + 1):
        return "remark-product", " @ ".join([_factor(base)] * int(value))
    if value in range(-10, 11):
        return "remark-power", f"{_factor(base)}^{int(value)}"
    return "remark-function", ""


def _function(name: str, inside: ast.expr) -> tuple[str, str]:
    other = OF_MATRICES[name]
    if other in FUNCTIONS:
        return "remark-function-of-matrix", f"{other}({ast.unparse(inside)})"
    return "remark-function", ""
