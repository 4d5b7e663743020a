"""Typical mistakes, made on purpose: one-edit variants of a derivative's closed form.

A wrong answer that has the values of such a variant at every point was probably made by that
edit.  The variants come from the question's own closed form, so no list of exercises is needed.
An edit may be made at any node: turn it, drop a part of it, swap two parts, write one product
for another or one function for another.  What does not fit its surroundings is passed over.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise, permutations

from matcalc.functions import FUNCTIONS, Function
from matcalc.nodes import (
    ELEMENTWISE,
    ONE,
    Node,
    apply,
    coefficient,
    constant,
    mul,
    rebuild,
)

__all__ = ["edits", "extras"]

Edits = Iterator[tuple[str, Node]]  # the identifiers of mistakes, and what they make of a node

FAMILIES: dict[str, list[Function]] = {}  # functions that are taken for one another
for _row in FUNCTIONS.values():
    if _row.family:
        FAMILIES.setdefault(_row.family, []).append(_row)
# Who makes one of these may lose a 2, or a sign, along with it.
LOOSE = {"missing-factor", "missing-outer-factor", "wrong-inner-derivative"}


def edits(node: Node, variable: Node) -> Edits:
    """Every variant of a node by one edit, of the same shape, with the mistake's identifier."""
    seen = set()
    for mistake, variant in (*_without_symbol(node, variable), *_edits(node, variable)):
        is_loose = mistake in LOOSE and variant.op != "add"
        for scale in (1, 2, 0.5, -1) if is_loose else (1,):
            edit = mistake, scale * variant
            if variant.shape == node.shape and edit not in seen and edit[1] != node:
                seen.add(edit)
                yield edit


def _without_symbol(node: Node, variable: Node) -> Edits:
    """A square matrix left out wherever it stands."""

    def without(part: Node) -> Node:
        identity = constant("eye", part.shape)
        return identity if part == matrix else rebuild(part, [*map(without, part.args)])

    for matrix in dict.fromkeys(_walk(node)):
        if matrix.op == "symbol" and matrix != variable and _is_square(matrix):
            yield "missing-factor", without(node)


def _edits(node: Node, variable: Node) -> Edits:
    """Edits of a node and of all its parts."""
    yield from _edits_here(node)
    for i, arg in enumerate(node.args):
        is_outer = node.op == "mul" and arg.is_scalar and not (node.is_scalar or arg.op == "number")
        for mistake, variant in (*_instead(arg, node, variable), *_edits(arg, variable)):
            # Whatever goes wrong inside a scalar factor, it is that factor which is wrong.
            named = "missing-outer-factor" if is_outer and variant.is_scalar else mistake
            yield from _built(named, node, [*node.args[:i], variant, *node.args[i + 1 :]])


def _built(mistake: str, node: Node, args: Sequence[Node]) -> Edits:
    """A node with other arguments, if their shapes fit."""
    shapes = [arg.shape for arg in args]
    columns = [arg for arg in args if arg.shape[1] == ONE and not arg.is_scalar]
    if node.op == "mul" and columns and "eye" in {arg.op for arg in args}:
        rest = [arg for arg in args if arg.op != "eye" and arg not in columns]
        yield mistake, mul(*rest, apply("diag", mul(*columns)))  # s I, where s became a column
    elif (
        shapes == [arg.shape for arg in node.args]
        or node.op in ELEMENTWISE | {"kron", "power"}
        or (node.op in {"add", "mul"} and len({a.shape for a in args if not a.is_scalar}) < 2)
        or (node.op == "matmul" and all(a[1] == b[0] for a, b in pairwise(shapes)))
    ):
        yield mistake, rebuild(node, args)


def _instead(arg: Node, node: Node, variable: Node) -> Edits:
    """What may stand in place of an argument of a sum or product."""
    if node.op == "add":
        yield "term-sign", -arg
        if not any(node in slope for slope, _ in _slopes(node)):  # 1 − f² is no sum of terms
            yield "missing-term", constant("zeros", arg.shape)
            yield from (("factor", scale * arg) for scale in (2, 0.5))
            if len(node.args) == 2:  # A + Aᵀ written as 2A
                yield "missing-transpose", node.args[arg == node.args[0]]
    if node.op == "mul":
        yield "factor" if arg.op == "number" else "missing-factor", constant("ones", arg.shape)
    if node.op in {"matmul", "kron"} and arg.shape[0] == arg.shape[1]:
        yield "missing-factor", constant("eye", arg.shape)
    name = arg.T if arg.op == "transpose" else arg
    if node.op in {"mul", "matmul"} and name.op == "symbol" and name != variable:
        yield "wrong-inner-derivative", variable
        yield "wrong-inner-derivative", variable.T
        if sum(part == name for part in _walk(node)) > 1:
            yield "missing-factor", constant("ones", arg.shape)


def _edits_here(node: Node) -> Edits:
    """A node turned, or with its arguments in another order or under another operation."""
    args = node.args
    if _is_square(node):
        yield "missing-transpose", node.T
        yield "missing-transpose", 0.5 * (node + node.T)
    for slope, others in _slopes(node):
        if {*slope} <= {*_factors(node)}:
            rest = [factor for factor in _factors(node) if factor not in slope]
            rest.append(constant("ones", node.shape))
            is_outer = slope[0].is_scalar
            yield "missing-outer-factor" if is_outer else "missing-factor", mul(*rest)
            yield from (("wrong-inner-derivative", mul(other, *rest)) for other in others)
    if node.op in {"kron", "matmul"} and not node.is_scalar:
        yield from _built("product-order", node, args[::-1])
    match node.op:
        case "mul":
            yield from _edits_of_entrywise(node)
        case "matmul":
            yield from _edits_of_chain(node)
        case "power":
            for exponent in (node.value + 1, node.value - 1):
                yield "wrong-inner-derivative", args[0] ** exponent
        case "inv":
            yield "elementwise-product", args[0] ** -1
        case "eye":
            yield "entries", constant("ones", node.shape)
        case "softmax":
            exponentials = apply("exp", args[0])
            yield "missing-outer-factor", exponentials
            yield "wrong-inner-derivative", apply("sigmoid", args[0])
            yield "wrong-inner-derivative", args[0] / apply("sum", exponentials)


def _slopes(node: Node) -> Iterator[tuple[tuple[Node, ...], list[Node]]]:
    """Derivatives that a node's elementwise functions may be part of."""
    inside = (part.args[0] for part in _walk(node) if part.op in ELEMENTWISE | {"power"})
    for part in dict.fromkeys(inside):
        yield from _slopes_at(part)


@lru_cache(64)
def _slopes_at(inside: Node) -> list[tuple[tuple[Node, ...], list[Node]]]:
    """The factors of each elementwise function's derivative, and what is taken for it."""
    one, slopes = constant("ones", inside.shape), []
    for family in FAMILIES.values():
        pairs = [_with_slope(row, inside) for row in family]
        for f, slope in pairs:
            parts = [one - f, f**2, one - f**2, inside * slope]
            slopes.append((_factors(slope), [inside, *parts, *chain(*pairs)]))
    return slopes


def _with_slope(row: Function, inside: Node) -> tuple[Node, Node]:
    """A function, and its derivative without a number in front."""
    f = apply(row.name, inside)
    assert row.slope
    return f, coefficient(row.slope(f, inside))[1]


def _edits_of_entrywise(node: Node) -> Edits:
    """Another product for an entry-by-entry one."""
    scalars = [arg for arg in node.args if arg.is_scalar]
    matrices = [arg for arg in node.args if not arg.is_scalar]
    for a, b in permutations(matrices, 2) if len(matrices) == 2 else ():
        if a.shape[1] == b.shape[0]:
            yield "elementwise-product", mul(*scalars, a @ b)
        if a.op == "matmul" and a.args[-1].shape == b.shape:  # M u ∘ v written as M (u ∘ v)
            inside = [*a.args[:-1], a.args[-1] * b]
            for mistake, moved in _built("product-order", a, inside):
                yield mistake, mul(*scalars, moved)


def _edits_of_chain(node: Node) -> Edits:
    """Another order, or another product, for a matrix product."""
    args = node.args
    for i, j in permutations(range(len(args)), 2) if not node.is_scalar else ():
        rest = args[:i] + args[i + 1 :]
        yield from _built("product-order", node, (*rest[:j], args[i], *rest[j:]))
    for i, (a, b) in enumerate(pairwise(args)):
        pairs = [(a, b), (a, b.T), (a.T, b)]
        products = [mul(*pair) for pair in pairs if pair[0].shape == pair[1].shape]
        if a.shape[1] == ONE and a.shape == b.shape[::-1]:
            products.append(apply("diag", a * b.T))
        for product in products:
            yield from _built("elementwise-product", node, (*args[:i], product, *args[i + 2 :]))
    for u, v in permutations(_factors(args[-1]), 2):  # M (u ∘ v) written as u ∘ M v
        for mistake, moved in _built("product-order", node, [*args[:-1], v]):
            if moved.shape == u.shape:
                yield mistake, u * moved


def _factors(node: Node) -> tuple[Node, ...]:
    return node.args if node.op == "mul" else (node,)


def _is_square(node: Node) -> bool:
    return node.shape[0] == node.shape[1] != ONE


def extras(node: Node, parts: list[Node]) -> Iterator[Node]:
    """What might have been added by mistake: parts of the question of the derivative's shape."""
    for part in dict.fromkeys(_walk(node, *parts)):
        for candidate in (part, part.T):
            if candidate.shape == node.shape and candidate.op != "ones":
                yield from (c * candidate for c in (1, -1, 2, -2))


def _walk(*nodes: Node) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(*node.args)
