"""What Python's syntax says beside the matrices of a formula: options of functions, and indices."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.formulas.functions import Function
from matcalc.formulas.graph import shape_of
from matcalc.formulas.nodes import Node, Size
from matcalc.messages import say

__all__ = ["LARGEST_SIZE", "NotNumPy", "options_of", "place_of", "quoted", "said_shape"]

LARGEST_SIZE = 100


class NotNumPy(MatcalcError):
    """Something that NumPy syntax does not have; textbook notation may."""


def quoted(tree: ast.expr, node: Node | None = None) -> str:
    """A part of the formula for a message, with its shape."""
    text = ast.unparse(tree)
    text = text if len(text) <= 60 else f"{text[:57]}…"
    return repr(text) if node is None else say("with-shape", name=text, shape=said_shape(node))


def said_shape(node: Node) -> str:
    """A node's shape for a message, where a number is a scalar."""
    return say("shape-scalar") if node.is_scalar else shape_of(node)


def options_of(
    row: Function,
    args: Sequence[ast.expr],
    more: Sequence[ast.keyword],
    symbols: Mapping[str, Node],
) -> dict[str, Any]:
    """The words and numbers after the matrices, by the names of the row's options."""
    names = row.options.split()
    found: dict[str | None, ast.expr] = {one.arg: one.value for one in more}
    found |= zip(names, args, strict=False)
    is_one_too_many = len(args) > len(names) or len(found) < len(args) + len(more)
    if is_one_too_many or not found.keys() <= {*names}:
        raise NotNumPy(say("read-options", name=row.name, options=", ".join(names) or "—"))
    return {str(name): _option(value, symbols) for name, value in found.items()}


def _option(tree: ast.expr, symbols: Mapping[str, Node]) -> Any:
    match tree:
        case ast.Constant(value=str() | int() | float() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Name(id="inf")):
            return -inf
        case ast.Name(id=name) if name in symbols:
            return symbols[name]
        case ast.Name(id="inf"):
            return inf
    raise NotNumPy(say("read-option", given=quoted(tree)))


def place_of(tree: ast.expr, pick: ast.expr, size: Size) -> int | None:
    """The place of a row or column that an index picks; nothing where it picks all."""
    most = LARGEST_SIZE if size[1] else size[0]
    match pick:
        case ast.Slice(lower=None, upper=None, step=None):
            return None
        case ast.List(elts=[only]):
            return place_of(tree, only, size)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return -1
        case ast.Constant(value=int() as value) if not isinstance(value, bool) and value < most:
            return int(value)
    raise NotNumPy(say("read-pick", given=quoted(tree)))
