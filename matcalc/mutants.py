"""Typical mistakes, made on purpose: one-edit variants of a derivative's closed form.

A wrong answer that has the values of such a variant at every point was probably made by that
edit.  The variants come from the question's own closed form, so no list of exercises is needed.
An edit may be made at any node: turn it, drop a part of it, swap two parts, write one product
for another or one function for another.  What does not fit its surroundings is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain, pairwise, permutations

from matcalc.derivative import ENTRYWISE
from matcalc.nodes import (
    ELEMENTWISE,
    ONE,
    SCALAR,
    Node,
    add,
    apply,
    coefficient,
    constant,
    difference,
    eye,
    matmul,
    mul,
    negative,
    number,
    power,
    rebuild,
    transpose,
)

__all__ = ["edits", "expanded", "extras"]

# What a part becomes when it is dropped.
NEUTRAL = {"add": "zeros", "mul": "ones", "matmul": "eye", "kron": "eye"}
# Functions of which one is taken for the other.
KIN = ("abs", "relu"), ("cos", "sin"), ("exp",), ("log",), ("sigmoid", "softplus", "tanh")
# Who makes one of these may lose a 2, or a sign, along with it.
LOOSE = {"missing-factor", "missing-outer-factor", "wrong-inner-derivative"}


def expanded(node: Node) -> Node:
    """The node with products distributed over sums."""
    args = [expanded(arg) for arg in node.args]
    if node.op in {"mul", "matmul"}:
        for i, arg in enumerate(args):
            if arg.op == "add":
                parts = (rebuild(node, [*args[:i], term, *args[i + 1 :]]) for term in arg.args)
                return add(*(expanded(part) for part in parts))
    return rebuild(node, args)


def edits(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    """Every variant of a node by one edit, of the same shape, with the mistake's identifier."""
    seen = set()
    for mistake, variant in (*_edits_of_all(node, variable), *_edits(node, variable)):
        is_loose = mistake in LOOSE and variant.op != "add"
        for scale in (1, 2, Fraction(1, 2), -1) if is_loose else (1,):
            edit = mistake, mul(number(scale), variant)
            if variant.shape == node.shape and edit not in seen and edit[1] != node:
                seen.add(edit)
                yield edit


def _edits_of_all(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    """Edits of the whole, or of a matrix wherever it stands."""
    for leaf in dict.fromkeys(_walk(node)):
        if leaf.op == "symbol" and leaf != variable and _is_square(leaf):
            yield "missing-factor", _substituted(node, leaf, eye(leaf.shape[0]))


def _substituted(node: Node, old: Node, new: Node) -> Node:
    return new if node == old else rebuild(node, [_substituted(a, old, new) for a in node.args])


def _edits(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    """Edits of a node and of all its parts."""
    for mistake, variant in _edits_here(node, variable):
        is_outer = mistake == "missing-factor" and node.is_scalar
        yield "missing-outer-factor" if is_outer else mistake, variant
    for i, arg in enumerate(node.args):
        is_outer = node.op == "mul" and arg.is_scalar and not node.is_scalar
        for mistake, variant in _edits(arg, variable):
            # Whatever goes wrong inside a scalar factor, it is that factor which is wrong.
            named = "missing-outer-factor" if is_outer and variant.is_scalar else mistake
            for whole in _built(node, [*node.args[:i], variant, *node.args[i + 1 :]]):
                yield named, whole


def _built(node: Node, args: Sequence[Node]) -> Iterator[Node]:
    """A node with other arguments, if their shapes fit."""
    shapes = [arg.shape for arg in args]
    columns = [arg for arg in args if arg.shape[1] == ONE and not arg.is_scalar]
    if node.op == "mul" and columns and "eye" in {arg.op for arg in args}:
        rest = [arg for arg in args if arg.op != "eye" and arg not in columns]
        yield mul(*rest, apply("diag", mul(*columns)))  # a scalar times I became a column
    elif (
        len({*shapes} - {SCALAR}) < 2
        if node.op in {"add", "mul"}
        else all(a[1] == b[0] for a, b in pairwise(shapes))
        if node.op == "matmul"
        else node.op in ELEMENTWISE | {"kron", "power"} or shapes == [a.shape for a in node.args]
    ):
        yield rebuild(node, args)


def _edits_here(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    """Edits of a node itself."""
    if _is_square(node):
        yield "missing-transpose", transpose(node)
        yield "missing-transpose", mul(number(Fraction(1, 2)), add(node, transpose(node)))
    is_part = False  # of a derivative: 1 − f², not a sum of terms
    for slope, others in _slopes(node):
        is_part |= node in slope
        if {*slope} <= {*_factors(node)}:
            rest = [factor for factor in _factors(node) if factor not in slope]
            one = constant("ones", node.shape)
            is_outer = slope[0].is_scalar
            yield "missing-outer-factor" if is_outer else "missing-factor", mul(*rest, one)
            yield from (("wrong-inner-derivative", mul(*rest, other, one)) for other in others)
    match node.op:
        case "add" if is_part:
            yield "term-sign", add(node.args[0], negative(add(*node.args[1:])))
        case "add" | "mul" | "matmul" | "kron":
            for mistake, args in (*_parts(node, variable), *_orders(node)):
                yield from ((mistake, whole) for whole in _built(node, args))
        case "power":
            mistake = "missing-outer-factor" if node.is_scalar else "wrong-inner-derivative"
            for exponent in (node.value + 1, node.value - 1):
                yield mistake, power(node.args[0], exponent)
        case "inv":
            yield "elementwise-product", power(node.args[0], -1)
        case "eye":
            yield "entries", constant("ones", node.shape)
        case "diag" if node.shape[1] != ONE:
            yield "wrong-inner-derivative", apply("diag", power(node.args[0], 2))
        case "softmax":
            total = apply("sum", apply("exp", node.args[0]))
            yield "missing-outer-factor", apply("exp", node.args[0])
            yield "wrong-inner-derivative", apply("sigmoid", node.args[0])
            yield "wrong-inner-derivative", mul(node.args[0], power(total, -1))


def _slopes(node: Node) -> Iterator[tuple[tuple[Node, ...], list[Node]]]:
    """The derivatives of elementwise functions of what a node's functions are taken of."""
    inside = {part.args[0]: None for part in _walk(node) if part.op in ELEMENTWISE | {"power"}}
    for part in inside:
        yield from _slopes_at(part)


@lru_cache(64)
def _slopes_at(inside: Node) -> list[tuple[tuple[Node, ...], list[Node]]]:
    """The factors of each elementwise function's derivative, and what is taken for it."""
    one, slopes = constant("ones", inside.shape), []
    for kin in KIN:
        fs = [apply(name, inside) for name in kin]
        pairs = [(f, coefficient(ENTRYWISE[f.op](f, inside))[1]) for f in fs]
        for f, slope in pairs:
            square = power(f, 2)
            parts = [
                difference(one, f),
                difference(one, square),
                square,
                inside,
                mul(inside, slope),
            ]
            slopes.append((_factors(slope), [*parts, *chain(*pairs)]))
    return slopes


def _parts(node: Node, variable: Node) -> Iterator[tuple[str, Sequence[Node]]]:
    """The arguments of a sum or product with one of them dropped or changed."""
    for i, arg in enumerate(node.args):
        before, after = node.args[:i], node.args[i + 1 :]
        changed = []
        if NEUTRAL[node.op] != "eye" or arg.shape[0] == arg.shape[1]:
            dropped = "missing-term" if node.op == "add" else "missing-factor"
            if node.op == "mul" and arg.is_scalar:
                dropped = "factor" if arg.op == "number" else "missing-outer-factor"
            changed.append((dropped, constant(NEUTRAL[node.op], arg.shape)))
        if node.op == "add":
            value, rest = coefficient(arg)
            changed.append(("term-sign", negative(arg)))
            others = (value / 2, value * 2)
            changed += [("factor", mul(number(other), rest)) for other in others]
            if len(node.args) == 2:  # A + Aᵀ written as 2A
                changed.append(("missing-transpose", node.args[1 - i]))
        name = transpose(arg) if arg.op == "transpose" else arg
        if node.op in {"mul", "matmul"} and name.op == "symbol" and name != variable:
            changed.append(("wrong-inner-derivative", variable))
            changed.append(("wrong-inner-derivative", transpose(variable)))
            if node.op == "matmul":
                is_alone = sum(part == name for part in _walk(node)) == 1
                mistake = "not-dependent" if is_alone else "missing-factor"
                changed.append((mistake, constant("ones", arg.shape)))
        for mistake, part in changed:
            yield mistake, (*before, part, *after)


def _orders(node: Node) -> Iterator[tuple[str, Sequence[Node]]]:
    """The arguments of a product in another order, or joined by another product."""
    args = node.args
    scalars = [arg for arg in args if arg.is_scalar]
    matrices = [arg for arg in args if not arg.is_scalar]
    if node.op in {"kron", "matmul"} and not node.is_scalar:
        yield "product-order", args[::-1]
    match node.op:
        case "kron":
            yield "missing-transpose", [*map(transpose, args)]
        case "mul":
            for a, b in permutations(matrices, 2) if len(matrices) == 2 else ():
                if a.shape[1] == b.shape[0]:
                    yield "elementwise-product", (*scalars, matmul(a, b))
                if a.op == "matmul" and a.args[-1].shape == b.shape:  # M u ∘ v written as M (u ∘ v)
                    for inside in _built(a, [*a.args[:-1], mul(a.args[-1], b)]):
                        yield "product-order", (*scalars, inside)
        case "matmul":
            for i, j in permutations(range(len(args)), 2) if not node.is_scalar else ():
                rest = args[:i] + args[i + 1 :]
                yield "product-order", (*rest[:j], args[i], *rest[j:])
            for i, (a, b) in enumerate(pairwise(args)):
                pairs = [(a, b), (a, transpose(b)), (transpose(a), b)]
                products = [mul(*pair) for pair in pairs if pair[0].shape == pair[1].shape]
                if a.shape[1] == ONE and a.shape == b.shape[::-1]:
                    products.append(apply("diag", mul(a, transpose(b))))
                for product in products:
                    yield "elementwise-product", (*args[:i], product, *args[i + 2 :])
            for u, v in permutations(_factors(args[-1]), 2):  # M (u ∘ v) written as u ∘ M v
                for moved in _built(node, [*args[:-1], v]):
                    if moved.shape == u.shape:
                        yield "product-order", [mul(u, moved)]


def _factors(node: Node) -> tuple[Node, ...]:
    return node.args if node.op == "mul" else (node,)


def _is_square(node: Node) -> bool:
    return node.shape[0] == node.shape[1] != ONE


def extras(node: Node, parts: list[Node]) -> Iterator[Node]:
    """What might have been added by mistake: parts of the question of the derivative's shape."""
    for part in dict.fromkeys(_walk(node, *parts)):
        for candidate in (part, transpose(part)):
            if candidate.shape == node.shape and candidate.op != "ones":
                yield from (mul(number(c), candidate) for c in (1, -1, 2, -2))


def _walk(*nodes: Node) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(*node.args)
