"""What may have been done to a right line of a derivation, beside the edits of a closed form.

A power that was lowered too far, a sum taken too early, an inverse or a factor that was dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations

from matcalc.calculus.derivative import terms_of
from matcalc.derivations.workings import Workings
from matcalc.formulas.nodes import (
    ELEMENTWISE,
    ONE,
    SCALAR,
    Node,
    add,
    apply,
    constant,
    matmul,
    mul,
    rebuild,
    scalars_of,
    symbol,
)  # fmt: skip

__all__ = [
    "MOST_PLACES",
    "affordable",
    "edits_everywhere",
    "edits_of_line",
    "extent",
    "insertions",
    "replaced",
]

MOST_PLACES = 40  # of a name, in which another is tried

MOST_WORK, FEWEST = 30_000, 30  # operations of all variants together; variants of a large form


def extent(node: Node) -> int:
    """The number of operations in a node, each as often as it stands there."""
    known: dict[Node, int] = {}

    def count(part: Node) -> int:
        if part not in known:
            known[part] = 1 + sum(map(count, part.args))
        return known[part]

    return count(node)


def affordable(node: Node) -> int:
    """How many variants of a node are tried; of a very large one none."""
    size = extent(node)
    return max(FEWEST, MOST_WORK // size) if size < MOST_WORK / 8 else 0


def edits_of_line(node: Node, workings: Workings) -> Iterator[tuple[str, Node]]:
    """Edits of a node and of its parts that a derivation has beside those of a closed form."""
    yield from ((mistake, made) for mistake, made in _edits_here(node, workings) if made != node)
    for i, arg in enumerate(node.args):
        for mistake, variant in edits_of_line(arg, workings):
            if variant.shape == arg.shape:
                yield mistake, rebuild(node, [*node.args[:i], variant, *node.args[i + 1 :]])


def _edits_here(node: Node, workings: Workings) -> Iterator[tuple[str, Node]]:
    args, x = node.args, workings.x
    match node.op:
        case "inv":
            yield "missing-inverse", args[0]
        case "power" if node.value > 0:
            for exponent in (node.value + 1, node.value - 1, -node.value):
                yield "wrong-power", args[0] ** exponent
        case "trace":
            yield "wrong-function", apply("sum", args[0])
            yield from (("wrong-function", part) for part in _split_trace(args[0]))
        case "sum":
            yield from _split_sums(_entries_of(args[0]))
        case "add":
            yield from _edits_of_sum(node, x)
        case "mul":
            for i, arg in enumerate(args):
                rest = [*args[:i], *args[i + 1 :]]
                if arg == x:
                    yield "wrong-power", mul(*rest, constant("ones", node.shape))
                    yield "wrong-power", mul(*args, arg)
                if node.is_scalar and not arg.depends_on(workings.dx_name) and arg.op != "number":
                    yield "missing-outer-factor", mul(*rest)
            yield from _other_sums(node)
        case "matmul":
            yield from _edits_of_chain(node, x)
            yield from _other_sums(node)
    if node.op in ELEMENTWISE:
        yield "term-sign", apply(node.op, -args[0])
        for scalars, chain in [scalars_of(args[0])]:
            if chain.op == "matmul":
                inside = apply(node.op, mul(*scalars, chain.args[-1]))
                yield "product-order", matmul(*chain.args[:-1], inside)


def _edits_of_sum(node: Node, x: Node) -> Iterator[tuple[str, Node]]:
    """A one that stayed x, and the slope of another function."""
    args, one = node.args, constant("ones", node.shape)
    for i, arg in enumerate(args):
        if arg in (one, x) and x.shape == node.shape:
            yield "wrong-power", add(*args[:i], x if arg == one else one, *args[i + 1 :])
    squares = [-arg for arg in args if arg != one]
    if len(args) == 2 and len(squares) == 1 and squares[0].op == "power" and squares[0].value == 2:
        f = squares[0].args[0]
        yield "wrong-inner-derivative", f * (one - f)


def _other_sums(node: Node) -> Iterator[tuple[str, Node]]:
    """Sums along the other axis, or of all entries, in every place."""
    for place, arg in enumerate(node.args):
        rest = [*node.args[:place], *node.args[place + 1 :]]
        if node.op == "mul" and arg.op == "sum" and arg.args[0].shape == node.shape:
            m, n = arg.args[0].shape
            for sums in (
                matmul(arg.args[0], constant("ones", (n, n))),
                matmul(constant("ones", (m, m)), arg.args[0]),
            ):
                yield "wrong-axis", mul(*rest, sums)
        if node.op == "mul" and arg.op == "matmul" and arg.shape == node.shape:
            summed = [part for part in arg.args if part.op != "ones"]
            if len(summed) < len(arg.args):
                yield "wrong-axis", mul(*rest, apply("sum", matmul(*summed)))
        if node.op == "matmul" and arg.op == "ones" and arg.shape[0] == arg.shape[1]:
            inner = matmul(*rest)
            m, n = inner.shape
            if place == 0:
                yield "wrong-axis", matmul(inner, constant("ones", (n, n)))
            elif not rest[place:]:
                yield "wrong-axis", matmul(constant("ones", (m, m)), inner)


def _edits_of_chain(node: Node, x: Node) -> Iterator[tuple[str, Node]]:
    """A matrix product with a factor less, or elsewhere, or entry by entry."""
    args = node.args
    for i, (a, b) in enumerate(pairwise(args)):
        rest = [*args[:i], *args[i + 2 :]]
        if a == b and a in (x, x.T):
            yield "wrong-power", matmul(*args[:i], *args[i + 1 :])
        if a == b:
            yield "elementwise-product", matmul(*args[:i], a * b, *args[i + 2 :])
        if a.shape[0] == b.shape[1] and rest and {a, b} & {x, x.T}:
            yield "wrong-power", matmul(*rest)
    if node.is_scalar:
        yield from _split_sums([args[0].T, matmul(*args[1:])])
        yield "missing-factor", apply("sum", matmul(*args[1:]))
        yield "missing-factor", apply("sum", matmul(*args[:-1]))
        for i, j in permutations(range(len(args)), 2):
            rest = [*args[:i], *args[i + 1 :]]
            moved = [*rest[:j], args[i], *rest[j:]]
            if all(a.shape[1] == b.shape[0] for a, b in pairwise(moved)):
                yield "product-order", matmul(*moved)


def _split_trace(inside: Node) -> Iterator[Node]:
    """The product of traces for the trace of a product."""
    for i in range(1, len(inside.args) if inside.op == "matmul" else 0):
        parts = matmul(*inside.args[:i]), matmul(*inside.args[i:])
        if all(part.shape[0] == part.shape[1] for part in parts):
            yield mul(*(apply("trace", part) for part in parts))


def _entries_of(node: Node) -> list[Node]:
    """The factors of an entry-by-entry product, squares as two."""
    factors = node.args if node.op == "mul" else (node,)
    found = list[Node]()
    for factor in factors:
        is_square = factor.op == "power" and factor.value == 2
        found += [factor.args[0]] * 2 if is_square else [factor]
    return found


def _split_sums(factors: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """The product of sums for the sum of products."""
    for i, factor in enumerate(factors):
        rest = mul(*factors[:i], *factors[i + 1 :])
        if not (factor.is_scalar or rest.is_scalar):
            yield "elementwise-product", mul(apply("sum", factor), apply("sum", rest))


def edits_everywhere(form: Node, workings: Workings) -> Iterator[tuple[str, Node]]:
    """One edit in all the places of a part: turned, without inverses, two symbols exchanged."""
    parts = dict.fromkeys(_walk(form))
    for part in parts:
        if part.op in {"symbol", "inv"} and part.shape[0] == part.shape[1] and not part.is_scalar:
            yield "missing-transpose", _with(form, {part: part.T, part.T: part})
            yield "missing-transpose", _with(form, {part.T: part})
    for term in terms_of(form):
        inverses = {part: constant("eye", part.shape) for part in _walk(term) if part.op == "inv"}
        if inverses:
            others = add(form, -term)
            yield from (("missing-inverse", others + s * _with(term, inverses)) for s in (1, -1))
    symbols = [part for part in parts if part.op == "symbol"]
    for a, b in permutations(symbols, 2):
        if a.shape == b.shape and {name_of(a), name_of(b)} <= {*workings.constants}:
            yield "product-order", _with(form, {a: b, b: a})


def _with(node: Node, new: Mapping[Node, Node]) -> Node:
    """A node in which parts are replaced."""
    if node in new:
        return new[node]
    return rebuild(node, [_with(arg, new) for arg in node.args])


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for arg in node.args:
        yield from _walk(arg)


def insertions(form: Node, workings: Workings) -> Iterator[Node]:
    """A node with a constant, or one of the writer's names, as a factor more somewhere."""
    table = workings.table()
    symbols = [workings.question.symbol(name) for name in workings.constants]
    own = [symbol(n, m.true.shape) for n, m in workings.names.items() if n[0] != "d"]
    own = [one for one in own if one.value[0] in table]
    differentials = {workings.dx_name, *(f"d{name_of(one)}" for one in own)}
    factors = [one for one in (*symbols, *own) if not one.is_scalar]
    factors += [one.T for one in factors if one.shape[1] != ONE]

    def at(node: Node, parent: str = "") -> Iterator[Node]:
        varies = any(name[0] == "d" and name in differentials for name in node.names)
        for one in factors if node.shape != SCALAR else ():
            if one.shape[1] == node.shape[0]:
                yield one @ node
            if one.shape[0] == node.shape[1]:
                yield node @ one
            if one.shape == node.shape and varies:
                yield node * one
            if parent == "sum" and name_of(node) == f"d{name_of(one)}":
                yield node * one**-1
        for i, arg in enumerate(node.args):
            for new in at(arg, node.op):
                if new.shape == arg.shape or node.op == "sum" or _is_square(node.op, new):
                    yield rebuild(node, [*node.args[:i], new, *node.args[i + 1 :]])

    yield from at(form)


def _is_square(op: str, node: Node) -> bool:
    return op == "trace" and node.shape[0] == node.shape[1]


def name_of(node: Node) -> str:
    """The name of a symbol, or nothing."""
    return str(node.value[0]) if node.op == "symbol" else ""


def replaced(node: Node, name: str, new: Node) -> Iterator[Node]:
    """A node with another in each of the places of a symbol, one at a time."""
    if node.op == "symbol" and node.value[0] == name:
        yield new
    if node.op == "power" and node.args[0].depends_on(name) and node.value.denominator == 1:
        for inside in replaced(node.args[0], name, new):  # one of the factors of x²
            yield node.args[0] ** (node.value - 1) * inside
        return
    for i, arg in enumerate(node.args):
        for inside in replaced(arg, name, new):
            yield rebuild(node, [*node.args[:i], inside, *node.args[i + 1 :]])
