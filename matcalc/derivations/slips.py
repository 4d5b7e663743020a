"""What went wrong from one line of a derivation to the next.

A wrong line is compared with what it should be, and with the line above: if one edit of that line,
or of what the rules give, has the wrong line's values, it was probably made by that edit.  The
kinds that only a derivation has, a differential that was left out or a trace that was permuted
otherwise than cyclically, are looked for first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from math import prod

import numpy as np

from matcalc.calculus.derivative import terms_of
from matcalc.derivations.line_edits import (
    MOST_PLACES,
    affordable,
    edits_everywhere,
    edits_of_line,
    extent,
    insertions,
    replaced,
)
from matcalc.derivations.links import link_left_out, other_name
from matcalc.derivations.misfits import is_of_entries
from matcalc.derivations.workings import expanded
from matcalc.derivations.wrong import Slip, Wrong
from matcalc.diagnosis.fitting import is_size, power_of
from matcalc.diagnosis.mutants import edits
from matcalc.formulas.graph import shape_of
from matcalc.formulas.nodes import Node, add, apply, coefficient, matmul, mul, scalars_of, symbol
from matcalc.messages import say
from matcalc.numerics.tolerances import AGREES

__all__ = ["MOST_OPERATIONS", "name_slip"]

MOST_OPERATIONS = 400  # of what is multiplied out
# Where several edits explain a line, the one that stands first here is the likeliest.
LIKELIEST = (
    "missing-transpose", "product-order", "wrong-axis", "term-sign", "missing-term", "equal-terms",
    "wrong-power", "missing-inverse", "wrong-inner-derivative", "missing-outer-factor",
    "elementwise-product", "missing-factor", "wrong-function", "entries", "factor", "extra-term",
)  # fmt: skip
# What is said of a line that one of these edits would mend.
MENDED = {"missing-term": "extra-term", "missing-factor": "extra-factor"}
NOT_MENDED = {"entries", "missing-inverse", "wrong-function"}


Reading = Callable[[Wrong], Slip | None]


def name_slip(wrong: Wrong) -> Slip:
    """The kind of mistake that a line is away from what it should be, and a sentence for it."""
    found = (slip for reading in READINGS if (slip := reading(wrong)))
    return next(found, (None, say("derivation-unnamed")))


# --- shape and sign -----------------------------------------------------------------------------


def _turned(wrong: Wrong) -> Slip | None:
    if wrong.given.is_scalar or not wrong.is_same(wrong.given.T, wrong.wanted):
        return None
    of_matrix = wrong.workings.question.node.is_scalar and wrong.workings.of_matrix
    is_layout = wrong.is_derivative and not of_matrix
    if is_layout:
        return "other-layout", say("derivation-turned-layout")
    return "transposed", say("derivation-turned")


def _shape(wrong: Wrong) -> Slip | None:
    if wrong.given.shape == wrong.wanted.shape:
        return None
    shapes = {"given": shape_of(wrong.given), "wanted": shape_of(wrong.wanted)}
    found = "product-order" if _is_reordered(wrong) else "shape"
    is_square = wrong.given.shape[0] == wrong.given.shape[1]
    of_matrix = wrong.workings.of_matrix and wrong.wanted.is_scalar and is_square
    if of_matrix and wrong.is_same(apply("trace", wrong.given), wrong.wanted):
        found = "missing-trace"
    if is_of_entries(wrong.side.text, wrong.wanted, wrong.workings, wrong.comparison):
        found = "elementwise-product"
    if found == "shape" and _inserted(wrong):
        found = "missing-factor"
    hint = say("derivation-shapes", **shapes)
    if found == "shape":
        return found, hint
    return found, say("derivation-joined", first=hint, second=say(found))


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


def _bare(bag: Counter[Node]) -> Counter[Node]:
    """The same factors without their transposes."""
    found = Counter[Node]()
    for factor, count in bag.items():
        found[factor.args[0] if factor.op == "transpose" else factor] += count
    return found


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
        places = min(affordable(wrong.side.form), MOST_PLACES)
        found = islice(replaced(wrong.side.form, name, new), places)
        yield from ((name, node) for node in found)


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
    """The terms of a sum, and of traces of sums; multiplied out, where that is not too much."""
    if extent(node) > MOST_OPERATIONS:
        return [*node.args] if node.op == "add" else [node]
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
    rest = coefficient(term)[1]
    scalars = [*(rest.args if rest.op == "mul" else [rest])]
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
        mended.append(mul(coefficient(term)[0], *_cycle(term)[1], whole))
    if not (is_changed and wrong.is_wanted(add(*mended))):
        return None
    has_trace = any(_has_trace(form) for form in (wrong.side.form, wrong.above))
    mistake = "not-cyclic" if has_trace else "product-order"
    return mistake, say(mistake)


def _has_trace(node: Node) -> bool:
    return node.op == "trace" or any(map(_has_trace, node.args))


def _is_permuted(chain: list[Node], other: list[Node]) -> bool:
    if len(chain) < 3 or chain in _rotations(other):
        return False
    return Counter(chain) in (Counter(other), Counter(one.T for one in other))


# --- numbers ------------------------------------------------------------------------------------


def _factor(wrong: Wrong) -> Slip | None:
    ratios = _ratios(wrong)
    if ratios and np.allclose(ratios, ratios[0], rtol=AGREES):
        return "factor", say("derivation-factor", ratio=ratios[0])
    if ratios and all(map(is_size, ratios, wrong.comparison.points())):
        return "factor", say("factor-size")
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
    """The line is right but for a scalar that depends on the point, and on no differential."""
    x, is_scalar = wrong.workings.x, wrong.given.is_scalar
    # Two numbers always are a multiple of each other, which says nothing but for a power.
    is_bare = is_scalar and (x.is_scalar or not wrong.wanted.depends_on(wrong.workings.dx_name))
    if is_bare and _has_power(wrong.workings.question.node, x):
        return None
    ratios = _ratios(wrong)
    if not ratios or (is_scalar and not is_bare and not _is_same_elsewhere(wrong)):
        return None
    names = [one.name for one in wrong.workings.question.symbols]
    points = [dict(zip(names, p, strict=False)) for p in islice(wrong.comparison.points(), 3)]
    name, exponent = power_of(ratios, points) if len(ratios) == len(points) == 3 else ("", 0.0)
    if not name:
        return None if is_bare else ("missing-outer-factor", say("derivation-outer"))
    mistake = "missing-factor" if exponent < 0 else "extra-factor"
    return mistake, say("derivation-power", name=name)


def _has_power(node: Node, x: Node) -> bool:
    """Whether a power of a number stands in a formula, whose exponent may be off."""
    return (node.op in {"power", "raised"} and node.args[0] == x) or any(
        _has_power(arg, x) for arg in node.args
    )


def _is_same_elsewhere(wrong: Wrong) -> bool:
    """Whether the ratio stays when the differential changes."""
    found = []
    for dx in (
        wrong.point[-1],
        np.cos(np.arange(wrong.point[-1].size)).reshape(wrong.point[-1].shape),
    ):
        point = [*wrong.point[:-1], dx]
        a, b = (wrong.comparison.value(node, point) for node in (wrong.given, wrong.wanted))
        if a is None or b is None or not np.all(b):
            return False
        found.append(float((a / b).flat[0]))
    return bool(np.isclose(found[0], found[1], rtol=AGREES))


def _missing_term(wrong: Wrong) -> Slip | None:
    """On a first line, a term that the rules give is not there."""
    terms = _summands(wrong.wanted) if wrong.above is None else []
    for i in range(len(terms)):
        if wrong.is_same(wrong.given, add(*terms[:i], *terms[i + 1 :])):
            return "missing-term", say("missing-term")
    return None


def _summands(node: Node) -> list[Node]:
    """The terms that the rules gave, also inside of a trace or sum."""
    if node.op in {"trace", "sum"}:
        return [apply(node.op, part) for part in _summands(node.args[0])]
    return [*node.args] if node.op == "add" else []


def _equal_terms(wrong: Wrong) -> Slip | None:
    """Twice one of two terms."""
    for form in wrong.forms:
        terms = _terms(expanded(form, wrong.table))
        if len(terms) != 2:
            continue
        for one, other in (terms, terms[::-1]):
            if wrong.is_same(wrong.given, 2 * one):
                mistake = _why_equal(wrong, one, other)
                return mistake, say(mistake)
    return None


def _why_equal(wrong: Wrong, one: Node, other: Node) -> str:
    """Whether two terms are equal for symmetric matrices, or have the same factors, or neither."""
    symmetric = {}
    for name in wrong.workings.constants:
        node = wrong.workings.question.symbol(name)
        if node.shape[0] == node.shape[1]:
            symmetric[name] = (node + node.T) * 0.5
    if wrong.is_same(expanded(one, symmetric), expanded(other, symmetric)):
        return "missing-transpose"
    bags = [_bag(coefficient(term)[1]) for term in (one, other)]
    if not one.is_scalar and bags[0] == bags[1]:
        return "product-order"
    if bags[0] != bags[1] and _bare(bags[0]) == _bare(bags[1]):
        return "missing-transpose"
    is_permuted = wrong.above is not None and _is_permuted(_cycle(one)[0], _cycle(other)[0])
    return "not-cyclic" if is_permuted else "equal-terms"


def _vec_order(wrong: Wrong) -> Slip | None:
    """The entries of a matrix were taken row by row."""
    given, wanted = wrong.value(wrong.given), wrong.value(wrong.wanted)
    y = wrong.value(wrong.workings.question.node)
    if not wrong.is_derivative or given is None or wanted is None or y is None:
        return None
    x = wrong.point[wrong.comparison.place]
    for shapes in ((y.shape, x.shape), (x.shape, y.shape)):
        orders = [np.arange(prod(s)).reshape(s).ravel(order="F") for s in shapes]
        if given.shape != wanted.shape or given.shape != tuple(map(len, orders)):
            continue
        rows, columns = orders
        for mixed in (given[rows], given[:, columns], given[rows][:, columns]):
            if np.allclose(mixed, wanted, rtol=AGREES) and not np.array_equal(mixed, given):
                return "vec-order", say("vec-order")
    return None


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


def _wrong_power(wrong: Wrong) -> Slip | None:
    """A positive power is off by one, which is also a scalar too many."""
    if wrong.workings.x.is_scalar and not _has_power(
        wrong.workings.question.node, wrong.workings.x
    ):
        return None
    target = wrong.value(wrong.given)
    for form in wrong.forms:
        for mistake, variant in islice(edits_of_line(form, wrong.workings), affordable(form)):
            if mistake != "wrong-power" or not wrong.is_near(variant, target):
                continue
            if _is_given(wrong, variant):
                return _said(mistake, wrong)
    target = wrong.value(wrong.wanted)
    for mistake, variant in islice(
        edits_of_line(wrong.side.form, wrong.workings), affordable(wrong.side.form)
    ):
        if mistake == "wrong-power" and wrong.is_near(variant, target) and wrong.is_wanted(variant):
            return _said(mistake, wrong)
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
    if mistake == "missing-outer-factor":  # of a term: that of the whole was looked for before
        return mistake, say("term-scalar")
    key = {"factor": "term-factor", "entries": "derivation-unnamed"}.get(mistake, mistake)
    return mistake, say(key, d=wrong.workings.dx_name)


def _variants(form: Node, wrong: Wrong) -> Iterator[tuple[str, Node]]:
    x = wrong.workings.x
    everywhere = edits_everywhere(form, wrong.workings)
    found = chain(edits_of_line(form, wrong.workings), everywhere, edits(form, x))
    for mistake, variant in islice(found, affordable(form)):
        yield mistake.partition("/")[0], variant


def _inserted(wrong: Wrong) -> Slip | None:
    """One factor more makes the line right."""
    target = wrong.value(wrong.wanted)
    for node in islice(insertions(wrong.side.form, wrong.workings), affordable(wrong.side.form)):
        if (
            node.shape == wrong.wanted.shape
            and wrong.is_near(node, target)
            and wrong.is_wanted(node)
        ):
            return "missing-factor", say("missing-factor")
    return None


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
    _missing_term,
    _factor,
    _equal_terms,
    _vec_order,
    _wrong_power,
    _outer_factor,
    _inserted,
    _edited,
    _mended,
    link_left_out,
    other_name,
    _constant_offset,
    _some_entries,
)
