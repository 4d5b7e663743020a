"""The largest rank that a matrix can have by the way it is built: x xᵀ has no more than one."""

from __future__ import annotations

from math import prod

from matcalc.formulas.nodes import Node, remembered

__all__ = ["has_low_rank"]


def has_low_rank(node: Node) -> bool:
    """Whether a square matrix is singular whatever its symbols are.

    >>> from matcalc.formulas.expression import parse
    >>> [has_low_rank(parse(text, x="n").node) for text in ("x @ x.T", "eye(n) + x @ x.T")]
    [True, False]
    """
    rank = most_rank(node)
    return rank is not None and (rank, ()) != node.shape[0]


@remembered
def most_rank(node: Node) -> int | None:
    """The largest rank that a matrix can have, if it is a number and not that of its shape."""
    inside = [most_rank(arg) for arg in node.args]
    numbers = [rank for rank in inside if rank is not None]
    whole = [size[0] for size in node.shape if not size[1]]
    match node.op:
        case "zeros":
            numbers = [0]
        case "ones":
            numbers = [1]
        case "matmul":  # no more than any of its factors
            numbers = [min(numbers)] if numbers else []
        case "transpose":
            pass
        case "add" | "mul" | "kron" if len(numbers) == len(inside):
            numbers = [sum(numbers) if node.op == "add" else prod(numbers)]
        case _:
            numbers = []
    return min([*numbers, *whole], default=None)
