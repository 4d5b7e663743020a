"""The matrix exponential and its derivative, as nodes."""

from __future__ import annotations

from matcalc.formulas.graph import Node, eye, is_zero, number

__all__ = ["exponential", "frechet"]


def exponential(node: Node) -> Node:
    """The matrix exponential."""
    if node.is_scalar:
        return node.apply("exp")
    return eye(node.shape[0]) if is_zero(node) else Node("expm", (node,), node.shape)


def frechet(a: Node, direction: Node, b: Node) -> Node:
    """∫ exp(s a) direction exp((1 − s) b) ds from 0 to 1: how a matrix exponential changes."""
    if is_zero(direction):
        return direction
    scalar, matrix = _split(direction)
    if a == b and (matrix.is_scalar or matrix.op == "eye" or matrix == _split(a)[1]):
        return direction @ exponential(a)  # they commute
    if scalar != number(1):
        return scalar * frechet(a, matrix, b)
    return Node("expm_frechet", (a, direction, b), direction.shape)


def _split(node: Node) -> tuple[Node, Node]:
    """The product of its scalar factors, and the rest."""
    scalar, rest = number(1), number(1)
    for factor in node.args if node.op == "mul" else (node,):
        if factor.is_scalar:
            scalar = scalar * factor
        else:
            rest = rest * factor
    return scalar, rest
