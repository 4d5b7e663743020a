"""Why the shapes of a line do not fit: what would have to be turned, moved or put in."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

from matcalc.derivations.comparing import Comparison
from matcalc.derivations.workings import Workings
from matcalc.errors import MatcalcError
from matcalc.formulas.nodes import Node

__all__ = ["misfit"]

MOST_TRIED = 200


def misfit(
    text: str, wanted: Node, right: Sequence[Node], workings: Workings, comparison: Comparison
) -> str:
    """The kind of mistake in a line whose shapes do not fit: "shape", if no other is found.

    Parameters
    ----------
    text : str
        The line, as it was written.
    wanted : Node
        What it should be.
    right : sequence of Node
        Right lines; a line that has the factors of one of them has them in another order.
    workings : Workings
    comparison : Comparison
    """
    tree = _tree(text, workings)
    if tree is None:
        return "shape"

    def mends(change: Iterator[str]) -> bool:
        for _, candidate in zip(range(MOST_TRIED), change, strict=False):
            try:
                found = workings.read(candidate).true
            except MatcalcError:
                continue
            if comparison.verdict(found, wanted) == "agree":
                return True
        return False

    if mends(_changed(tree, _turned)):
        return "missing-transpose"
    mine = _letters(tree, workings)
    dx = workings.dx_name
    for node in right:
        others = Counter(part for part in _symbols(node))
        if mine in (others, Counter({n: c for n, c in others.items() if n != dx})):
            return "product-order"
    names = [one.name for one in workings.question.symbols if len(one.dimensions) == 2]
    if mends(_changed(tree, lambda node: _with_factor(node, names))):
        return "missing-factor"
    return "shape"


def _tree(text: str, workings: Workings) -> ast.expr | None:
    """The line in Python's syntax, whatever its shapes."""
    for in_numpy in (str.strip, workings.in_numpy):
        try:
            return ast.parse(in_numpy(text), mode="eval").body
        except (SyntaxError, MatcalcError, ValueError, RecursionError):
            continue
    return None


def _changed(tree: ast.expr, change: Callable[[ast.expr], Iterator[ast.expr]]) -> Iterator[str]:
    """The text of a tree after a change of one of its parts."""
    for place, node in enumerate(ast.walk(tree)):
        for new in change(node) if isinstance(node, ast.expr) else ():
            copy = ast.Expression(deepcopy(tree))
            old = [*ast.walk(copy.body)][place]
            yield ast.unparse(_Replacing(old, new).visit(copy))


class _Replacing(ast.NodeTransformer):
    """Puts one expression in the place of another."""

    def __init__(self, old: ast.AST, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return self.new
        found: ast.AST = super().generic_visit(node)
        return found


def _turned(node: ast.expr) -> Iterator[ast.expr]:
    """A name that is turned, or is not."""
    if isinstance(node, ast.Name):
        yield ast.Attribute(node, "T", ast.Load())
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value


def _with_factor(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """A product with a matrix more before its right side."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.MatMult | ast.Mult):
        return
    for name in names:
        symbol = ast.Name(name, ast.Load())
        for factor in (symbol, ast.Attribute(symbol, "T", ast.Load())):
            product = ast.BinOp(factor, ast.MatMult(), node.right)
            yield ast.BinOp(node.left, node.op, product)


def _letters(tree: ast.expr, workings: Workings) -> Counter[str]:
    """The symbols in a line, with those in the writer's names."""
    table, found = workings.table(), Counter[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            known = table.get(node.id)
            found.update(_symbols(known) if known is not None else [node.id])
    return found


def _symbols(node: Node) -> Iterator[str]:
    if node.op == "symbol":
        yield node.value[0]
    for arg in node.args:
        yield from _symbols(arg)
