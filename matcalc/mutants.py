"""Typical mistakes, made on purpose: one-edit variants of a derivative's closed form.

A wrong answer that has the values of such a variant at every point was probably made by that
edit.  The variants come from the question's own closed form, in the form that a textbook prints
and as the rules of differentiation leave it, so no list of exercises is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from matcalc.nodes import (
    ELEMENTWISE,
    ONE,
    Node,
    add,
    apply,
    coefficient,
    constant,
    difference,
    eye,
    inverse,
    kron,
    matmul,
    mul,
    negative,
    number,
    power,
    transpose,
)

__all__ = ["edits", "expanded", "extras"]

# What is written where the derivative of a function was meant.
CONFUSED = {
    "cos": ("sin",), "sin": ("cos",), "sign": ("abs",), "step": ("relu", "sign"),
    "sigmoid": ("softplus", "tanh"),
}  # fmt: skip


def expanded(node: Node) -> Node:
    """The node with products distributed over sums."""
    args = [expanded(arg) for arg in node.args]
    if node.op in {"mul", "matmul"}:
        for i, arg in enumerate(args):
            if arg.op == "add":
                parts = (rebuild(node, [*args[:i], term, *args[i + 1 :]]) for term in arg.args)
                return add(*(expanded(part) for part in parts))
    return rebuild(node, args) if node.args else node


LOOSE = {"missing-factor", "missing-outer-factor", "wrong-inner-derivative"}


def edits(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    """Every variant of a node by one edit, of the same shape, with the mistake's identifier.

    Who loses a factor of a product may lose its 2, or its sign, along with it.
    """
    seen: set[tuple[str, Node]] = set()
    for mistake, variant in _all_edits(node, variable):
        scales = (1, 2, Fraction(1, 2), -1) if mistake in LOOSE and variant.op != "add" else (1,)
        for scale in scales:
            edit = mistake, mul(number(scale), variant)
            if edit not in seen and variant.shape == node.shape and edit[1] != node:
                seen.add(edit)
                yield edit


def _all_edits(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    yield from _edits(node, variable)
    if node.shape[0] == node.shape[1] != ONE:
        yield "entries", apply("diag", apply("diag", node))
    if variable.shape == node.shape:
        yield "elementwise-product", mul(node, variable)
    if variable.shape == node.shape[::-1]:
        yield "elementwise-product", mul(node, transpose(variable))
    for name in dict.fromkeys(leaf for leaf in _walk(node) if leaf.op == "symbol"):
        if name != variable and name.shape[0] == name.shape[1] != ONE:
            yield "missing-factor", _substituted(node, name, eye(name.shape[0]))


def _substituted(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    return rebuild(node, [_substituted(a, old, new) for a in node.args]) if node.args else node


def _edits(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    for mistake, variant in _edits_here(node, variable):
        if variant.shape == node.shape:
            yield mistake, variant
    for position, arg in enumerate(node.args):
        outer = node.op == "mul" and arg.is_scalar and not node.is_scalar
        for mistake, variant in _edits(arg, variable):
            args = [*node.args]
            args[position] = variant
            # Whatever goes wrong inside a scalar factor, it is that factor which is wrong.
            yield "missing-outer-factor" if outer else mistake, rebuild(node, args)


def rebuild(node: Node, args: list[Node]) -> Node:
    """A node with other arguments of the same shapes."""
    match node.op:
        case "add":
            return add(*args)
        case "mul":
            return mul(*args)
        case "matmul":
            return matmul(*args)
        case "transpose":
            return transpose(args[0])
        case "power":
            return power(args[0], node.value)
        case "inv":
            return inverse(args[0])
        case "kron":
            return kron(*args)
        case "unvec":
            return Node("unvec", tuple(args), node.shape)
    return apply(node.op, args[0])


def _edits_here(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    match node.op:
        case "add":
            yield from _edits_of_sum(node)
        case "mul":
            yield from _edits_of_product(node, variable)
        case "matmul":
            yield from _edits_of_chain(node, variable)
        case "kron":
            yield "product-order", kron(*reversed(node.args))
            for i, arg in enumerate(node.args):
                turned = [transpose(a) if i == j else a for j, a in enumerate(node.args)]
                yield "missing-transpose", kron(*turned)
                if arg.shape[0] == arg.shape[1]:
                    left = [eye(a.shape[0]) if i == j else a for j, a in enumerate(node.args)]
                    yield "missing-factor", kron(*left)
            yield "missing-transpose", kron(*map(transpose, node.args))
        case "power":
            base, exponent = node.args[0], node.value
            mistake = "missing-outer-factor" if node.is_scalar else "wrong-inner-derivative"
            for other in (exponent + 1, exponent - 1, -exponent):
                yield mistake, power(base, other)
            if exponent == -1:
                yield "wrong-inner-derivative", apply("log", base)
        case "inv":
            yield "missing-transpose", transpose(node)
            yield "missing-factor", node.args[0]
            yield "elementwise-product", power(node.args[0], -1)
        case "eye":
            yield "entries", constant("ones", node.shape)
        case "diag" if node.shape[1] != ONE:
            yield "wrong-inner-derivative", apply("diag", power(node.args[0], 2))
        case "softmax":
            yield "missing-outer-factor", apply("exp", node.args[0])
            yield "wrong-inner-derivative", apply("sigmoid", node.args[0])
            total = apply("sum", apply("exp", node.args[0]))
            yield "wrong-inner-derivative", mul(node.args[0], power(total, -1))
        case name if name in ELEMENTWISE:
            yield from _edits_of_function(node)


def _edits_of_function(node: Node) -> Iterator[tuple[str, Node]]:
    inside = node.args[0]
    yield (
        ("missing-outer-factor" if node.is_scalar else "missing-factor"),
        constant("ones", node.shape),
    )
    others = [apply(name, inside) for name in CONFUSED.get(node.op, ())]
    if node.op == "sigmoid":
        others.append(mul(node, difference(constant("ones", node.shape), node)))
    for other in (*others, *map(negative, others), inside, mul(inside, node)):
        yield "wrong-inner-derivative", other


def _edits_of_sum(node: Node) -> Iterator[tuple[str, Node]]:
    terms = node.args
    if _is_inner(node):
        yield from _edits_of_inner(node)
        return
    for i, term in enumerate(terms):
        others = terms[:i] + terms[i + 1 :]
        turned = transpose(term)
        if turned.shape == node.shape:
            yield "missing-transpose", add(*others, turned)
        if len(terms) == 2 and not node.is_scalar:  # A + Aᵀ written as 2A
            yield "missing-transpose", mul(number(2), term)
        yield "missing-term", add(*others)
        yield "term-sign", add(*others, negative(term))
        value, rest = coefficient(term)
        for other in (value / 2, value * 2, value / abs(value)):
            if other != value:
                yield "factor", add(*others, mul(number(other), rest))


def _is_inner(node: Node) -> bool:
    """Whether a sum is 1 − f or 1 − f², part of the derivative of a sigmoid function."""
    bodies = [coefficient(term)[1] for term in node.args]
    functions = [body.args[0] if body.op == "power" else body for body in bodies]
    return len(bodies) == 2 and {"ones", "number"} & {body.op for body in bodies} != set() and any(
        f.op in {"sigmoid", "tanh"} for f in functions
    )  # fmt: skip


def _edits_of_inner(node: Node) -> Iterator[tuple[str, Node]]:
    one = constant("ones", node.shape)
    body = next(b for t in node.args if (b := coefficient(t)[1]).op not in {"ones", "number"})
    f = body.args[0] if body.op == "power" else body
    yield "missing-factor", one
    for other in (f, difference(one, f), power(f, 2), mul(f, difference(one, f)), negative(node)):
        yield "wrong-inner-derivative", other
    yield "term-sign", add(one, body)


def _edits_of_product(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    one = constant("ones", node.shape)
    for i, factor in enumerate(node.args):
        others = node.args[:i] + node.args[i + 1 :]
        if factor.op == "number":
            yield "factor", mul(*others)
            if factor.value == 2 and node.shape[0] == node.shape[1] != ONE:
                yield "missing-transpose", add(mul(*others), transpose(mul(*others)))
            continue
        if factor.is_scalar and not node.is_scalar:
            yield "missing-outer-factor", mul(*others)
            yield "missing-outer-factor", mul(factor, *node.args)
            for chain in _walk(factor):
                if chain.op == "matmul" and len(chain.args) == 2:
                    columns = mul(transpose(chain.args[0]), chain.args[1])
                    if "eye" in {other.op for other in others}:
                        left = (other for other in others if other.op != "eye")
                        diagonal = apply("diag", _substituted(factor, chain, columns))
                        yield "elementwise-product", mul(diagonal, *left)
                    if columns.shape == node.shape:  # aᵀx written as a ∘ x
                        entry_by_entry = _substituted(factor, chain, columns)
                        yield "elementwise-product", mul(entry_by_entry, *others)
        else:
            partner = next((f for f in others if factor == difference(one, f)), None)
            if partner is not None:  # f(1 − f)
                rest = [f for f in others if f is not partner]
                yield "wrong-inner-derivative", mul(*others)
                yield "wrong-inner-derivative", mul(factor, *rest)
                yield "missing-factor", mul(*rest, one)
                yield "wrong-inner-derivative", mul(*rest, difference(one, power(partner, 2)))
                yield "wrong-inner-derivative", mul(*rest, difference(one, partner))
            yield (
                ("missing-outer-factor" if node.is_scalar else "missing-factor"),
                mul(*others, one),
            )
            if not factor.is_scalar and factor.shape[0] == factor.shape[1]:
                yield "missing-transpose", mul(*others, transpose(factor))
                yield "missing-factor", mul(*others, eye(factor.shape[0]))
        fits = variable.is_scalar or variable.shape == factor.shape
        if factor.op == "symbol" and factor != variable and fits:
            yield "wrong-inner-derivative", mul(*others, variable, one)
    matrices = [factor for factor in node.args if not factor.is_scalar]
    scalars = [factor for factor in node.args if factor.is_scalar]
    if len(matrices) == 2 and matrices[0].shape[1] == matrices[1].shape[0]:
        for order in (matrices, matrices[::-1]):
            yield "elementwise-product", mul(*scalars, matmul(*order))
    if len(matrices) > 1:
        for i, factor in enumerate(matrices):  # M(u ∘ v) against u ∘ Mv
            if factor.op == "matmul":
                outside = mul(*matrices[:i], *matrices[i + 1 :])
                inside = _chained(*factor.args[:-1], mul(outside, factor.args[-1]))
                if inside is not None and outside.shape == factor.args[-1].shape:
                    yield "product-order", mul(*scalars, inside)


def _edits_of_chain(node: Node, variable: Node) -> Iterator[tuple[str, Node]]:
    yield from _reorderings(node)
    chain = node.args
    for i, factor in enumerate(chain):
        before, after = chain[:i], chain[i + 1 :]
        if without := _chained(*before, *after):
            yield "missing-factor", without
            if factor.op == "add":  # A + Aᵀ counts as 2
                yield "missing-factor", mul(number(len(factor.args)), without)
        swapped = [("missing-transpose", transpose(factor))]
        if factor.op == "symbol" or (factor.op == "transpose" and factor.args[0].op == "symbol"):
            name = factor.args[0] if factor.args else factor
            alone = sum(leaf == name for leaf in _walk(node)) == 1
            kind = "not-dependent" if alone else "missing-factor"
            swapped.append((kind, constant("ones", factor.shape)))
            if factor not in (variable, transpose(variable)):
                swapped.append(("wrong-inner-derivative", variable))
                swapped.append(("wrong-inner-derivative", transpose(variable)))
        for mistake, part in swapped:
            if changed := _chained(*before, part, *after):
                yield mistake, changed
        if factor.op == "mul":
            matrices = [f for f in factor.args if not f.is_scalar]
            for j, u in enumerate(matrices[: len(matrices) if len(matrices) > 1 else 0]):
                rest = mul(*matrices[:j], *matrices[j + 1 :])
                moved = _chained(*before, rest, *after)
                if moved is not None and moved.shape == u.shape:
                    yield "product-order", mul(u, moved)
    for (i, a), (_, b) in pairwise(enumerate(chain)):
        if a.shape == b.shape and (c := _chained(*chain[:i], mul(a, b), *chain[i + 2 :])):
            yield "elementwise-product", c
        one_by_one = [_entry_inverse(part) for part in (a, b)]
        if a.shape == b.shape and None not in one_by_one:
            inverses = mul(*filter(None, one_by_one))
            yield "elementwise-product", matmul(*chain[:i], inverses, *chain[i + 2 :])
        if a.shape == b.shape[::-1]:
            for pair in ((a, transpose(b)), (transpose(a), b)):
                if c := _chained(*chain[:i], mul(*pair), *chain[i + 2 :]):
                    yield "elementwise-product", c
            if a.shape[1] == ONE:  # x xᵀ written as xᵀx, or as x ∘ x
                inner_product = mul(matmul(b, a), constant("ones", (a.shape[0], b.shape[1])))
                if c := _chained(*chain[:i], inner_product, *chain[i + 2 :]):
                    yield "product-order", c
                square = apply("diag", mul(a, transpose(b)))
                if c := _chained(*chain[:i], square, *chain[i + 2 :]):
                    yield "elementwise-product", c


def _entry_inverse(node: Node) -> Node | None:
    """An inverse taken entry by entry, as by ``**-1``."""
    if node.op == "transpose":
        inside = _entry_inverse(node.args[0])
        return transpose(inside) if inside is not None else None
    return power(node.args[0], -1) if node.op == "inv" else None


def _reorderings(node: Node) -> Iterator[tuple[str, Node]]:
    chain = node.args
    orders: list[tuple[Node, ...]] = [chain[::-1]]
    for i in range(len(chain)):
        for j in range(i + 1, len(chain)):
            swapped = [*chain]
            swapped[i], swapped[j] = swapped[j], swapped[i]
            orders.append(tuple(swapped))
        rest = chain[:i] + chain[i + 1 :]
        orders += [(chain[i], *rest), (*rest, chain[i])]
    for order in orders:
        if changed := _chained(*order):
            yield "product-order", changed
    for i in range(len(chain) - 1):
        a, b = chain[i], chain[i + 1]
        for parts in ((transpose(b), a), (b, transpose(a)), (transpose(a), transpose(b))):
            if changed := _chained(*chain[:i], *parts, *chain[i + 2 :]):
                yield "missing-transpose", changed


def _chained(*factors: Node) -> Node | None:
    """The product, if the shapes fit."""
    fits = all(a.shape[1] == b.shape[0] for a, b in pairwise(factors))
    return matmul(*factors) if factors and fits else None


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
