"""What went wrong from one line of a derivation to the next.

A wrong line is compared with what it should be, and with the line above: if one edit of that line,
or of what the rules give, has the wrong line's values, it was probably made by that edit.  The
kinds that only a derivation has, a differential that was left out or a trace that was permuted
otherwise than cyclically, are looked for first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcalc.comparing import Comparison
from matcalc.derivative import terms_of
from matcalc.messages import say
from matcalc.mutants import edits
from matcalc.nodes import (
    Node,
    add,
    apply,
    coefficient,
    matmul,
    mul,
    rebuild,
    scalars_of,
    shape_of,
    symbol,
)
from matcalc.tolerances import AGREES
from matcalc.values import Array
from matcalc.workings import Side, Workings, expanded

__all__ = ["Slip", "Wrong", "name_slip"]

Slip = tuple[str | None, str]  # the kind of mistake, and the sentence for it
MOST_VARIANTS, MOST_PLACES = 1500, 40
# Where several edits explain a line, the one that stands first here is the likeliest.
LIKELIEST = (
    "missing-transpose", "product-order", "term-sign", "missing-term", "equal-terms", "wrong-power",
    "missing-inverse", "wrong-inner-derivative", "missing-outer-factor", "elementwise-product",
    "missing-factor", "wrong-function", "entries", "factor", "extra-term",
)  # fmt: skip
# What is said of a line that one of these edits would mend.
MENDED = {"missing-term": "extra-term", "missing-factor": "extra-factor"}
NOT_MENDED = {"missing-outer-factor", "entries"}


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong line beside what it should be.

    Attributes
    ----------
    side : Side
        The line.
    given, wanted : Node
        What it is and what it should be, in the symbols of the question.
    above : Node or None
        The line above, in the names of the derivation, if it is right and about the same.
    forms : sequence of Node
        Right lines, as they may have been in the writer's mind.
    is_derivative : bool
        Whether it is the derivative, which has a layout.
    """

    comparison: Comparison
    side: Side
    given: Node
    wanted: Node
    above: Node | None
    forms: Sequence[Node]
    is_derivative: bool = False

    @property
    def workings(self) -> Workings:
        return self.comparison.workings

    @cached_property
    def table(self) -> dict[str, Node]:
        return self.workings.table()

    def is_wanted(self, node: Node) -> bool:
        """Whether a node, in whatever names, is what the line should be."""
        try:
            return self.is_same(expanded(node, self.table), self.wanted)
        except ValueError:  # it divides by zero, or is too large
            return False

    def is_same(self, a: Node, b: Node) -> bool:
        return self.comparison.verdict(a, b) == "agree"

    @cached_property
    def point(self) -> list[Array]:
        return next(self.comparison.points())

    def value(self, node: Node) -> Array | None:
        try:
            return self.comparison.value(expanded(node, self.table), self.point)
        except ValueError:
            return None

    def is_near(self, node: Node, other: Array | None) -> bool:
        """Whether a node has a value at the first point."""
        value = self.value(node)
        if value is None or other is None or value.shape != other.shape:
            return False
        return bool(np.all(np.abs(value - other) <= AGREES * np.max(np.abs(other))))


Reading = Callable[[Wrong], Slip | None]


def name_slip(wrong: Wrong) -> Slip:
    """The kind of mistake that a line is away from what it should be, and a sentence for it."""
    found = (slip for reading in READINGS if (slip := reading(wrong)))
    return next(found, (None, say("derivation-unnamed")))


# --- shape and sign -----------------------------------------------------------------------------


def _turned(wrong: Wrong) -> Slip | None:
    if wrong.given.is_scalar or not wrong.is_same(wrong.given.T, wrong.wanted):
        return None
    of_matrix = wrong.workings.question.node.is_scalar and wrong.workings.x.shape[1] != (1, ())
    is_layout = wrong.is_derivative and not of_matrix
    if is_layout:
        return "other-layout", say("derivation-turned-layout")
    return "transposed", say("derivation-turned")


def _shape(wrong: Wrong) -> Slip | None:
    if wrong.given.shape == wrong.wanted.shape:
        return None
    shapes = {"given": shape_of(wrong.given), "wanted": shape_of(wrong.wanted)}
    if _is_reordered(wrong):
        return "product-order", f"{say('derivation-shapes', **shapes)} {say('product-order')}"
    return "shape", say("derivation-shapes", **shapes)


def _is_reordered(wrong: Wrong) -> bool:
    """Whether a line has the factors of a right one, in another order."""
    mine = _bag(coefficient(wrong.given)[1])
    return any(
        mine == _bag(coefficient(expanded(form, wrong.table))[1])
        for form in (wrong.wanted, *wrong.forms)
    )


def _bag(node: Node) -> Counter[Node]:
    """The factors of a product, whatever their order."""
    if node.op in {"mul", "matmul"}:
        return sum((_bag(arg) for arg in node.args), Counter())
    return Counter([node])


def _sign(wrong: Wrong) -> Slip | None:
    return ("sign", say("derivation-sign")) if wrong.is_same(-wrong.given, wrong.wanted) else None


# --- differentials ------------------------------------------------------------------------------


def _of_a_constant(wrong: Wrong) -> Slip | None:
    names = wrong.side.constants
    if not names:
        return None
    return "constant-differentiated", say("constant-differentiated", name=names[0])


def _dropped(wrong: Wrong) -> Slip | None:
    """A name stands where its differential should, or a term has no differential."""
    dx = wrong.workings.dx_name
    if not wrong.wanted.depends_on(dx):
        return None
    for name, node in _differentiated(wrong):
        if wrong.is_wanted(node):
            return "dropped-differential", say("dropped-differential", name=name, d=f"d{name}")
    terms = _terms(wrong.given)
    without = [term for term in terms if not term.depends_on(dx)]
    if not without or len(without) == len(terms):
        return None
    if not wrong.is_wanted(add(*(term for term in terms if term not in without))):
        return None
    if any(term.depends_on(wrong.workings.variable) for term in without):
        return "dropped-differential", say("derivation-term-without", d=dx)
    return "constant-offset", say("derivation-constant-left", d=dx)


def _differentiated(wrong: Wrong) -> Iterator[tuple[str, Node]]:
    """The line with the differential of a name in one of the places where the name stands."""
    names = [name for name in wrong.workings.names if f"d{name}" in wrong.table]
    shapes = {name: wrong.table[name].shape for name in names}
    shapes[wrong.workings.variable] = wrong.workings.x.shape
    for name, shape in shapes.items():
        new = symbol(f"d{name}" if name in names else wrong.workings.dx_name, shape)
        yield from ((name, node) for node in _replaced(wrong.side.form, name, new))


def _replaced(node: Node, name: str, new: Node) -> Iterator[Node]:
    """A node with another in each of the places of a symbol, one at a time."""
    if node.op == "symbol" and node.value[0] == name:
        yield new
    if node.op == "power" and node.args[0].depends_on(name) and node.value.denominator == 1:
        for inside in _replaced(node.args[0], name, new):  # one of the factors of x²
            yield node.args[0] ** (node.value - 1) * inside
        return
    for i, arg in enumerate(node.args):
        for inside in _replaced(arg, name, new):
            yield rebuild(node, [*node.args[:i], inside, *node.args[i + 1 :]])


def _not_linear(wrong: Wrong) -> Slip | None:
    """A term with a product of differentials, or a function of one."""
    dx = wrong.workings.dx
    if not wrong.wanted.depends_on(wrong.workings.dx_name):
        return None
    for term in _terms(wrong.given):
        doubled = expanded(term, {wrong.workings.dx_name: 2 * dx})
        if term.depends_on(wrong.workings.dx_name) and not wrong.is_same(doubled, 2 * term):
            return "not-linear", say("not-linear", d=wrong.workings.dx_name)
    return None


def _without_differential(wrong: Wrong) -> Slip | None:
    dx = wrong.workings.dx_name
    if not wrong.wanted.depends_on(dx) or wrong.given.depends_on(dx):
        return None
    return "missing-factor", say("derivation-no-d", d=dx)


# --- traces -------------------------------------------------------------------------------------


def _terms(node: Node) -> list[Node]:
    """The terms of a sum, and of traces of sums."""
    found = []
    for term in terms_of(node):
        scalars, matrix = scalars_of(term)
        traces = [one for one in scalars if one.op == "trace"]
        inside = terms_of(traces[0].args[0]) if len(traces) == 1 and matrix.is_scalar else ()
        if len(inside) > 1:
            rest = [one for one in scalars if one is not traces[0]]
            found += [part for one in inside for part in _terms(mul(*rest, apply("trace", one)))]
        else:
            found.append(term)
    return found


def _cycle(term: Node) -> tuple[list[Node], list[Node]]:
    """The factors of a trace, or of a row times … times a column, and the other factors."""
    scalars = [*(coefficient(term)[1].args if term.op == "mul" else [term])]
    scalars = [one for one in scalars if one.op != "number"]
    for one in scalars:
        chain = one.args[0] if one.op == "trace" else one
        if chain.op == "matmul" and chain.shape[0] == chain.shape[1]:
            return [*chain.args], [other for other in scalars if other is not one]
    return [], scalars


def _rotations(chain: Sequence[Node]) -> list[list[Node]]:
    turned = [factor.T for factor in reversed(chain)]
    return [[*c[i:], *c[:i]] for c in (list(chain), turned) for i in range(len(c))]


def _not_cyclic(wrong: Wrong) -> Slip | None:
    """A trace whose factors are those of the line above, in an order that no rotation gives."""
    if wrong.above is None or not wrong.given.is_scalar:
        return None
    above = [_cycle(term) for term in _terms(expanded(wrong.above, wrong.table))]
    mended, is_changed = list[Node](), False
    for term in _terms(wrong.given):
        chain, _ = _cycle(term)
        right = next((one for one, _ in above if _is_permuted(chain, one)), None)
        if right is None:
            mended.append(term)
            continue
        is_changed = True
        product = matmul(*right)
        whole = product if product.is_scalar else apply("trace", product)
        others = [one for one in _cycle(term)[1]]
        mended.append(mul(coefficient(term)[0], *others, whole))
    if is_changed and wrong.is_wanted(add(*mended)):
        return "not-cyclic", say("not-cyclic")
    return None


def _is_permuted(chain: list[Node], other: list[Node]) -> bool:
    if len(chain) < 3 or chain in _rotations(other):
        return False
    return Counter(chain) in (Counter(other), Counter(one.T for one in other))


# --- numbers ------------------------------------------------------------------------------------


def _factor(wrong: Wrong) -> Slip | None:
    ratios = _ratios(wrong)
    if ratios and np.allclose(ratios, ratios[0], rtol=AGREES):
        return "factor", say("derivation-factor", ratio=ratios[0])
    return None


def _ratios(wrong: Wrong) -> list[float]:
    """By what the right value is multiplied, at some points; empty if there is no such number."""
    found = []
    for _, point in zip(range(3), wrong.comparison.points(), strict=False):
        a, b = (wrong.comparison.value(node, point) for node in (wrong.given, wrong.wanted))
        if a is None or b is None or a.shape != b.shape or not np.any(b):
            return []
        ratio = float(np.vdot(b, a)) / float(np.vdot(b, b))
        if abs(ratio) < AGREES or np.max(np.abs(a - ratio * b)) > AGREES * np.max(np.abs(a)):
            return []
        found.append(ratio)
    return found


def _outer_factor(wrong: Wrong) -> Slip | None:
    if wrong.given.is_scalar or not _ratios(wrong):
        return None
    return "missing-outer-factor", say("derivation-outer")


# --- edits --------------------------------------------------------------------------------------


def _edited(wrong: Wrong) -> Slip | None:
    """The likeliest of the edits of a right line that give this one."""
    target = wrong.value(wrong.given)
    for form in wrong.forms:
        found = {
            mistake
            for mistake, variant in _variants(form, wrong)
            if wrong.is_near(variant, target) and _is_given(wrong, variant)
        }
        if found:
            return _said(min(found, key=_rank), wrong)
    return None


def _is_given(wrong: Wrong, variant: Node) -> bool:
    return wrong.is_same(expanded(variant, wrong.table), wrong.given)


def _mended(wrong: Wrong) -> Slip | None:
    """The likeliest of the edits of this line that make it right."""
    target = wrong.value(wrong.wanted)
    found = {
        MENDED.get(mistake, mistake)
        for mistake, variant in _variants(wrong.side.form, wrong)
        if mistake not in NOT_MENDED and wrong.is_near(variant, target) and wrong.is_wanted(variant)
    }
    return _said(min(found, key=_rank), wrong) if found else None


def _rank(mistake: str) -> int:
    return LIKELIEST.index(mistake) if mistake in LIKELIEST else len(LIKELIEST)


def _said(mistake: str, wrong: Wrong) -> Slip:
    key = {"factor": "term-factor", "entries": "derivation-unnamed"}.get(mistake, mistake)
    return mistake, say(key, d=wrong.workings.dx_name)


def _variants(form: Node, wrong: Wrong) -> Iterator[tuple[str, Node]]:
    count = 0
    x = wrong.workings.x
    for mistake, variant in (*_more_edits(form, wrong), *edits(form, x)):
        count += 1
        if count > MOST_VARIANTS:
            return
        yield mistake.partition("/")[0], variant


def _more_edits(node: Node, wrong: Wrong) -> Iterator[tuple[str, Node]]:
    """Edits of a node and of its parts that a derivation has beside those of a closed form."""
    yield from ((mistake, made) for mistake, made in _edits_here(node, wrong) if made != node)
    for i, arg in enumerate(node.args):
        for mistake, variant in _more_edits(arg, wrong):
            if variant.shape == arg.shape:
                yield mistake, rebuild(node, [*node.args[:i], variant, *node.args[i + 1 :]])


def _edits_here(node: Node, wrong: Wrong) -> Iterator[tuple[str, Node]]:
    args = node.args
    match node.op:
        case "inv":
            yield "missing-inverse", args[0]
        case "power" if node.value.denominator == 1 or node.value in (-0.5, 0.5, 1.5, -1.5):
            for exponent in (node.value + 1, node.value - 1, -node.value):
                yield "wrong-power", args[0] ** exponent
        case "trace":
            yield "wrong-function", apply("sum", args[0])
            if args[0].op == "matmul":
                for i in range(1, len(args[0].args)):
                    parts = matmul(*args[0].args[:i]), matmul(*args[0].args[i:])
                    if all(part.shape[0] == part.shape[1] for part in parts):
                        yield "wrong-function", mul(*(apply("trace", part) for part in parts))
        case "add" if len(args) == 2:
            for one in args:
                yield _equal_terms(wrong, *args), 2 * one
        case "mul" if any(arg.op == "symbol" for arg in args):
            for i, arg in enumerate(args):
                if arg.op == "symbol" and not arg.is_scalar:
                    yield "wrong-power", mul(*args, arg)
        case "matmul":
            yield from _powers(args)


def _powers(args: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """A matrix product of equal factors with one of them less, or entry by entry."""
    for i, (a, b) in enumerate(zip(args, args[1:], strict=False)):
        if a == b:
            yield "wrong-power", matmul(*args[:i], *args[i + 1 :])
            yield "elementwise-product", matmul(*args[:i], a * b, *args[i + 2 :])
        if a.shape[0] == b.shape[1]:
            rest = [*args[:i], *args[i + 2 :]]
            if rest:
                yield "wrong-power", matmul(*rest)


def _equal_terms(wrong: Wrong, a: Node, b: Node) -> str:
    """Two terms that were taken as equal, which they are if matrices are symmetric, or are not."""
    first, second = (expanded(node, wrong.table) for node in (a, b))
    constants = {
        one.name for one in wrong.workings.question.symbols if one.name in wrong.workings.constants
    }
    symmetric = {
        name: (node + node.T) * 0.5
        for name in constants
        if (node := wrong.workings.question.symbol(name)).shape[0] == node.shape[1]
    }
    alike = wrong.is_same(expanded(first, symmetric), expanded(second, symmetric))
    return "missing-transpose" if alike else "equal-terms"


# --- what is left -------------------------------------------------------------------------------


def _constant_offset(wrong: Wrong) -> Slip | None:
    difference = add(*(_terms(wrong.given)), *(-term for term in _terms(wrong.wanted)))
    if difference.depends_on(wrong.workings.variable) or wrong.wanted.shape != wrong.given.shape:
        return None
    if wrong.wanted.depends_on(wrong.workings.dx_name):
        return None
    if not wrong.wanted.depends_on(wrong.workings.variable):
        return None
    return "constant-offset", say("derivation-offset", name=wrong.workings.variable)


def _some_entries(wrong: Wrong) -> Slip | None:
    a, b = wrong.value(wrong.given), wrong.value(wrong.wanted)
    if a is None or b is None or a.shape != b.shape or a.size == 1:
        return None
    is_wrong = np.abs(a - b) > AGREES * np.max(np.abs(b))
    if is_wrong.sum() >= a.size:
        return None
    place = ", ".join(str(int(i) + 1) for i in np.argwhere(is_wrong)[0])
    return "entries", say("derivation-entries", place=place)


# The surest first: the first that explains a line names its mistake.
READINGS: tuple[Reading, ...] = (
    _turned,
    _shape,
    _sign,
    _of_a_constant,
    _dropped,
    _without_differential,
    _not_linear,
    _not_cyclic,
    _factor,
    _edited,
    _mended,
    _outer_factor,
    _constant_offset,
    _some_entries,
)
