"""Typical mistakes, made on purpose: one-edit variants of a derivative's closed form.

A wrong answer that has the values of such a variant at every point was probably made by that
edit.  The variants come from the question's own closed form, so no list of exercises is needed.
An edit may be made at any node: turn it, drop a part of it, swap two parts, write one product
for another or one function for another.  What does not fit its surroundings is passed over.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import chain, pairwise, permutations, product

from matcalc.formulas.functions import FUNCTIONS, Function
from matcalc.formulas.graph import length
from matcalc.formulas.nodes import (
    ELEMENTWISE,
    ONE,
    Node,
    apply,
    coefficient,
    constant,
    matmul,
    mul,
    number,
    rebuild,
    size_number,
)

__all__ = ["edits", "extras", "functions_like", "is_slope"]

LONGEST = 400  # nodes of a closed form in which a person would look for one slip
# The identifiers of mistakes, some with the key of a text, and what they make of a node.
Edits = Iterator[tuple[str, Node]]

FAMILIES: dict[str, list[Function]] = {}  # functions that are taken for one another
for _row in FUNCTIONS.values():
    if _row.family:
        FAMILIES.setdefault(_row.family, []).append(_row)
LINEAR = {"add", "matmul", "mul", "transpose", "trace", "sum", "diag", "kron", "vec", "unvec"}
# Who makes one of these may lose a 2, or a sign, along with it.
LOOSE = {"missing-factor", "missing-outer-factor", "wrong-inner-derivative"}  # or a text of these


def edits(node: Node, variable: Node) -> Edits:
    """Every variant of a node by one edit, of the same shape, with the mistake's identifier."""
    if length(node) > LONGEST:
        return
    seen = set()
    everywhere = (
        _without_symbol(node, variable), _without_function(node), _as_numbers(node),
        _other_sizes(node),
    )  # fmt: skip
    for mistake, variant in (*chain(*everywhere), *_edits(node, variable)):
        is_loose = mistake.partition("/")[0] in LOOSE and variant.op != "add"
        for scale in (1, 2, 0.5, -1) if is_loose else (1,):
            edit = mistake, _scaled(scale, variant)
            if variant.shape == node.shape and edit not in seen and edit[1] != node:
                seen.add(edit)
                yield edit


def _put(node: Node, args: Sequence[Node]) -> Node:
    """A node with other arguments of the same shapes, as it stands: it is computed, never shown."""
    return Node(node.op, args, node.shape, node.value)


def _scaled(scale: float, node: Node) -> Node:
    return node if scale == 1 else Node("mul", (number(scale), node), node.shape)


def _without_symbol(node: Node, variable: Node) -> Edits:
    """A square matrix left out wherever it stands."""

    def without(part: Node) -> Node:
        identity = constant("eye", part.shape)
        if part == matrix:
            return identity
        return _put(part, [*map(without, part.args)]) if part.depends_on(name) else part

    for matrix in dict.fromkeys(_walk(node)):
        if matrix.op == "symbol" and matrix != variable and _is_square(matrix):
            name = matrix.value[0]
            yield "missing-factor", without(node)


def _without_function(node: Node) -> Edits:
    """A function left out, or taken for another one, wherever it stands."""
    names = {part.op for part in _walk(node)}
    for name in sorted(names & (FUNCTIONS.keys() & ELEMENTWISE)):
        yield "wrong-inner-derivative/function", _replaced(node, name, lambda part: part.args[0])
    if "softmax" in names:
        for make, mistake in (
            (lambda part: apply("exp", part.args[0]), "missing-outer-factor"),
            (_shares, "wrong-inner-derivative/function"),
        ):
            yield mistake, _replaced(node, "softmax", make)
    if "row_softmax" in names:
        yield "wrong-axis", _replaced(node, "row_softmax", _of_columns)


def _shares(part: Node) -> Node:
    return part.args[0] / apply("sum", part.args[0])


def _of_columns(part: Node) -> Node:
    return apply("row_softmax", part.args[0].T).T


def _replaced(node: Node, name: str, make: Callable[[Node], Node]) -> Node:
    """A node with another part in the place of each call of a function."""
    args = [_replaced(arg, name, make) for arg in node.args]
    put = _put(node, args) if args else node
    return make(put) if node.op == name else put


def _other_sizes(node: Node) -> Edits:
    """The number of rows for that of columns, say, wherever it stands."""
    parts = dict.fromkeys(_walk(node))
    lengths = dict.fromkeys(n for part in parts if part.op == "symbol" for n in part.shape)
    sizes = [size for n in lengths if (size := size_number(n)).op == "size"]
    for part, other in product([part for part in parts if part.op == "size"], sizes):
        if other != part:
            yield "factor/other-size", _exchanged(node, part, other)


def _exchanged(node: Node, old: Node, new: Node) -> Node:
    if node == old:
        return new
    return _put(node, [_exchanged(arg, old, new) for arg in node.args]) if node.args else node


def _as_numbers(node: Node) -> Edits:
    """Products, powers and inverses of square matrices taken entry by entry, as of numbers."""
    for keep in (True, False):
        variant = _entrywise(node, keep)
        if variant != node:
            is_transposed = variant == _untransposed(node)
            kind = "missing-transpose" if is_transposed else "elementwise-product/entrywise-power"
            yield kind, variant


def _untransposed(node: Node) -> Node:
    """A node with its square matrices as if they were symmetric."""
    args = [_untransposed(arg) for arg in node.args]
    if node.op == "transpose" and _is_square(node):
        return args[0]
    return _put(node, args) if args else node


def _entrywise(node: Node, keep: bool) -> Node:
    args = [_entrywise(arg, keep) for arg in node.args]
    match node.op:
        case "inv":
            return Node("power", args, node.shape, Fraction(-1))
        case "transpose" if not keep and _is_square(node):
            return args[0]
        case "matmul" if _is_square(node):
            sections: list[Node] = []
            for arg in args:  # a column and a row make a matrix first
                if sections and not _is_square(sections[-1]):
                    last = sections[-1]
                    sections[-1] = Node("matmul", (last, arg), (last.shape[0], arg.shape[1]))
                else:
                    sections.append(arg)
            if len(sections) > 1 and {part.shape for part in sections} == {node.shape}:
                return Node("mul", sections, node.shape)
            return _put(node, args)
    return _put(node, args) if args else node


def _edits(node: Node, variable: Node) -> Edits:
    """Edits of a node and of all its parts."""
    yield from _edits_here(node)
    for i, arg in enumerate(node.args):
        is_outer = node.op == "mul" and arg.is_scalar and not (node.is_scalar or arg.op == "number")
        for mistake, variant in (*_instead(arg, node, variable), *_edits(arg, variable)):
            # Whatever goes wrong inside a scalar factor, it is that factor which is wrong.
            named = "missing-outer-factor" if is_outer and variant.is_scalar else mistake
            if named.startswith("missing-term") and node.op not in LINEAR:
                named = "missing-term/inside"
            if named == "missing-factor" and node.op in ELEMENTWISE:
                named = "wrong-inner-derivative/place"
            if named == "entries/eye" and node.op == "add":
                named = "missing-factor/repair-number-on-diagonal"
            yield from _built(named, node, [*node.args[:i], variant, *node.args[i + 1 :]])


def _built(mistake: str, node: Node, args: Sequence[Node]) -> Edits:
    """A node with other arguments, if their shapes fit."""
    shapes = [arg.shape for arg in args]
    columns = [arg for arg in args if arg.shape[1] == ONE and not arg.is_scalar]
    if node.op == "mul" and columns and "eye" in {arg.op for arg in args}:
        rest = [arg for arg in args if arg.op != "eye" and arg not in columns]
        yield mistake, mul(*rest, apply("diag", mul(*columns)))  # s I, where s became a column
    elif shapes == [arg.shape for arg in node.args]:
        yield mistake, _put(node, args)
    elif (
        node.op in ELEMENTWISE | {"kron", "power"}
        or (node.op in {"add", "mul"} and len({a.shape for a in args if not a.is_scalar}) < 2)
        or (node.op == "matmul" and all(a[1] == b[0] for a, b in pairwise(shapes)))
    ):
        yield mistake, rebuild(node, args)


def _instead(arg: Node, node: Node, variable: Node) -> Edits:
    """What may stand in place of an argument of a sum or product."""
    if node.op == "add":
        yield "term-sign", _scaled(-1, arg)
        if not is_slope(node):
            yield "missing-term", constant("zeros", arg.shape)
            yield from (("factor", _scaled(scale, arg)) for scale in (2, 0.5))
            if len(node.args) == 2:  # A + Aᵀ written as 2A
                other = node.args[arg == node.args[0]]
                is_turned = _symbols(arg) == _symbols(other)
                yield "missing-transpose" if is_turned else "missing-term/term-twice", other
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
        case "power" if args[0].op == "size":  # a sum in the place of a mean
            yield "factor", constant("ones", node.shape)
        case "power":
            for exponent in (node.value + 1, node.value - 1):
                yield "wrong-inner-derivative/power", args[0] ** exponent
        case "inv":
            yield "elementwise-product/entrywise-power", args[0] ** -1
            yield "wrong-inner-derivative/inverse", args[0]
        case "transpose" if args[0].op == "inv":
            for inside in (args[0].args[0], args[0].args[0].T):
                yield "elementwise-product/entrywise-power", inside**-1
                yield "wrong-inner-derivative/inverse", inside
        case _ if node.op in FUNCTIONS and (row := FUNCTIONS[node.op]).family:
            yield "wrong-inner-derivative/function", args[0]
            yield from (
                ("wrong-inner-derivative/function", apply(other.name, args[0]))
                for other in FAMILIES[row.family]
                if other is not row
            )
            if row.slope:
                yield "wrong-inner-derivative", row.slope(node, args[0])
        case "eye":
            yield "entries/eye", constant("ones", node.shape)
        case "commutation":
            yield "vec-order", constant("eye", node.shape)
        case "diag" if args[0].shape[1] == ONE:
            yield "entries", args[0] @ args[0].T
            yield "entries", args[0] @ constant("ones", args[0].shape).T
        case "softmax":
            exponentials = apply("exp", args[0])
            yield "missing-outer-factor", exponentials
            yield "wrong-inner-derivative", apply("sigmoid", args[0])
            yield "wrong-inner-derivative", args[0] / apply("sum", exponentials)


def is_slope(node: Node) -> bool:
    """Whether a sum is the derivative of a function, as 1 − f² is, and no sum of terms."""
    return any(node in slope for slope, _ in _slopes(node))


def _slopes(node: Node) -> Iterator[tuple[tuple[Node, ...], list[Node]]]:
    """Derivatives that a node's elementwise functions may be part of."""
    inside = (part.args[0] for part in _walk(node) if part.op in ELEMENTWISE | {"power"})
    for part in dict.fromkeys(inside):
        if part.op not in {"number", "size"}:
            yield from _slopes_at(part)
            if node.shape == part.shape[::-1] != part.shape:
                for slope, others in _slopes_at(part):
                    yield tuple(one.T for one in slope), [one.T for one in others]


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
    if len({*args}) == 1 and _is_square(node):  # A A written as A ** 2
        for base in (args[0], args[0].T):
            yield "elementwise-product/entrywise-power", base ** len(args)
    for i, j in permutations(range(len(args)), 2) if not node.is_scalar else ():
        rest = args[:i] + args[i + 1 :]
        yield from _built("product-order", node, (*rest[:j], args[i], *rest[j:]))
    for i, (a, b) in enumerate(pairwise(args)):
        pairs = [(a, b), (a, b.T), (a.T, b)]
        products = [mul(*pair) for pair in pairs if pair[0].shape == pair[1].shape]
        if a.shape[1] == ONE and a.shape == b.shape[::-1]:
            products.append(apply("diag", a * b.T))
        for one in products:
            yield from _built("elementwise-product", node, (*args[:i], one, *args[i + 2 :]))
    if args[-1].op == "power" and args[-1].shape[1] == ONE and not node.is_scalar:
        base, exponent = args[-1].args[0], args[-1].value  # M u² written as (M u)²
        yield "wrong-inner-derivative/power", matmul(*args[:-1], base) ** exponent
    for u, v in permutations(_factors(args[-1]), 2):  # M (u ∘ v) written as u ∘ M v
        for mistake, moved in _built("product-order", node, [*args[:-1], v]):
            if moved.shape == u.shape:
                yield mistake, u * moved


def _symbols(node: Node) -> list[Node]:
    """The leaves of a node, turned or not, in an order of their own."""
    leaves = [part for part in _walk(node) if not part.args and part.op != "number"]
    return sorted(leaves, key=lambda leaf: (leaf.op, str(leaf.value)))


def _factors(node: Node) -> tuple[Node, ...]:
    return node.args if node.op == "mul" else (node,)


def _is_square(node: Node) -> bool:
    return node.shape[0] == node.shape[1] != ONE


def extras(node: Node, parts: list[Node]) -> Iterator[Node]:
    """What might have been added by mistake: parts of the question of the derivative's shape."""
    short = [one for one in (node, *parts) if length(one) <= LONGEST]
    for part in dict.fromkeys(_walk(*short)):
        for candidate in (part, part.T):
            if candidate.shape == node.shape and candidate.op != "ones":
                yield from (c * candidate for c in (1, -1, 2, -2))


def _walk(*nodes: Node) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(*node.args)


def functions_like(node: Node) -> Edits:
    """Functions that are taken for a node: another norm, a trace for a determinant, one dropped."""
    yield from (("wrong-inner-derivative", other) for other in _taken_for(node))
    yield from (("elementwise-product", other) for other in _entry_by_entry(node))
    for i, arg in enumerate(node.args):
        for mistake, other in functions_like(arg):
            if other.shape == arg.shape:
                yield mistake, rebuild(node, [*node.args[:i], other, *node.args[i + 1 :]])


def _entry_by_entry(node: Node) -> Iterator[Node]:
    args = node.args
    if node.op == "matmul" and len({arg.shape for arg in args}) == 1 and _is_square(node):
        yield mul(*args)
    if node.op in ELEMENTWISE and args[0].op == "norm":
        yield apply("sum", apply(node.op, args[0].args[0]))
    if node.op == "power" and args[0].op == "matmul":
        yield matmul(*(arg**node.value for arg in args[0].args))


def _taken_for(node: Node) -> Iterator[Node]:
    args = node.args
    match node.op:
        case "norm":
            yield apply("sum", apply("abs", args[0]))
            yield apply("sum", args[0] ** 2)
        case "sum" if args[0].op == "abs":
            yield apply("norm", args[0].args[0])
        case "sum" | "trace":
            yield from _of_each(node.op, args[0])
            if _is_square(args[0]):
                yield apply("det" if node.op == "trace" else "trace", args[0])
        case "det" | "logdet":
            yield apply("trace", args[0])
        case "inv" | "transpose" | "softmax":
            yield args[0]
        case "power":
            yield args[0]
            yield args[0] ** (2 * node.value)
    if node.op in ELEMENTWISE:
        yield args[0]
        family = FUNCTIONS[node.op].family
        others = FAMILIES.get(family, [])
        yield from (apply(row.name, args[0]) for row in others if row.name != node.op)


def _of_each(op: str, node: Node) -> Iterator[Node]:
    """A sum or trace of a power or product as that of its factors."""
    if node.op == "power":
        yield apply(op, node.args[0]) ** node.value
    elif node.op == "matmul" and all(arg.shape[0] == arg.shape[1] for arg in node.args):
        yield mul(*(apply(op, arg) for arg in node.args))
    elif node.op in ELEMENTWISE:
        yield apply(node.op, apply(op, node.args[0]))
