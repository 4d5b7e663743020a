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

__all__ = ["is_of_entries", "misfit"]

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
        return _mends(change, wanted, workings, comparison)

    if mends(_changed(tree, _turned)):
        return "missing-transpose"
    if workings.of_matrix and wanted.is_scalar and mends(_with_traces(tree)):
        return "missing-trace"
    if mends(_changed(tree, _on_diagonal)):
        return "elementwise-product"
    mine = _letters(tree, workings)
    dx = workings.dx_name
    for node in right:
        others = Counter(part for part in _symbols(node))
        if mine in (others, Counter({n: c for n, c in others.items() if n != dx})):
            return "elementwise-product" if any(map(_has_entries, right)) else "product-order"
    names = [one.name for one in workings.question.symbols if len(one.dimensions) == 2]
    if mends(_changed(tree, lambda node: _with_factor(node, names))):
        return "missing-factor"
    return "shape"


def is_of_entries(text: str, wanted: Node, workings: Workings, comparison: Comparison) -> bool:
    """Whether a line is right once a column that is multiplied by entries stands on a diagonal."""
    tree = _tree(text, workings)
    found = _changed(tree, _on_diagonal) if tree is not None else iter(())
    return _mends(found, wanted, workings, comparison)


def _mends(change: Iterator[str], wanted: Node, workings: Workings, comparison: Comparison) -> bool:
    """Whether one of some texts is what the line should be."""
    for _, candidate in zip(range(MOST_TRIED), change, strict=False):
        try:
            found = workings.read(candidate).true
        except MatcalcError:
            continue
        if comparison.verdict(found, wanted) == "agree":
            return True
    return False


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


def _on_diagonal(node: ast.expr) -> Iterator[ast.expr]:
    """A product with one of its sides as a diagonal matrix."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult | ast.Mult):
        left, right = (ast.Call(ast.Name("diag", ast.Load()), [side], [])
                       for side in (node.left, node.right))  # fmt: skip
        yield ast.BinOp(left, ast.MatMult(), node.right)
        yield ast.BinOp(node.left, ast.MatMult(), right)


def _with_traces(tree: ast.expr) -> Iterator[str]:
    """Each product of a matrix and a differential as their inner product, or as its trace."""
    for is_turned in (True, False):
        changed = _InTraces(is_turned).visit(ast.Expression(deepcopy(tree)))
        yield ast.unparse(changed)


class _InTraces(ast.NodeTransformer):
    """Puts products that end in a differential into traces."""

    def __init__(self, is_turned: bool) -> None:
        self.is_turned = is_turned

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        right = node.right
        if not (isinstance(right, ast.Name) and right.id[:1] == "d" and len(right.id) > 1):
            return self.generic_visit(node)
        left = ast.Attribute(node.left, "T", ast.Load()) if self.is_turned else node.left
        product = ast.BinOp(left, ast.MatMult(), right)
        return ast.Call(ast.Name("trace", ast.Load()), [product], [])


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


def _has_entries(node: Node) -> bool:
    """Whether entries are multiplied one by one somewhere: their order means nothing."""
    is_product = node.op == "mul" and sum(not arg.is_scalar for arg in node.args) > 1
    return is_product or node.op == "diag" or any(map(_has_entries, node.args))


def _symbols(node: Node) -> Iterator[str]:
    if node.op == "symbol":
        yield node.value[0]
    for arg in node.args:
        yield from _symbols(arg)
