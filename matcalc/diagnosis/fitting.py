"""Readings that try what an answer may have come from.

One slip away from the closed form; its terms with other factors; one change away from being right;
or both, where two slips met: what the closed form becomes by one of them is what the answer
becomes by undoing the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from matcalc.diagnosis.cases import Case, Finding, same
from matcalc.diagnosis.diagnose import Trial, is_truth
from matcalc.diagnosis.programs import Program
from matcalc.diagnosis.repairs import LIKELIEST as LIKELIEST_REPAIRS
from matcalc.diagnosis.repairs import MISTAKE, Change, changes, edited
from matcalc.formulas.nodes import Node
from matcalc.messages import title
from matcalc.numerics.tolerances import AGREES
from matcalc.numerics.truth import compare
from matcalc.numerics.values import Array

__all__ = [
    "changed_reference",
    "is_size",
    "one_edit",
    "other_function",
    "outer_factor",
    "power_of",
    "repaired",
    "some_terms",
    "terms",
    "two_slips",
]

# Where several edits explain an answer, the one that stands first here is the likeliest.
LIKELIEST = (
    "product-order", "missing-transpose", "wrong-axis", "missing-outer-factor", "missing-term",
    "term-sign", "wrong-inner-derivative", "elementwise-product", "vec-order", "entries",
    "missing-factor", "factor",
)  # fmt: skip
# Of two slips, the one that stands first here is the graver one.
GRAVEST = (
    "elementwise-product", "wrong-inner-derivative", "wrong-function", "wrong-axis",
    "product-order", "missing-transpose", "missing-term", "missing-outer-factor", "missing-factor",
    "vec-order", "entries", "extra-term", "term-sign", "factor",
)  # fmt: skip
# With a factor too many, these are one factor in the place of another.
OTHER_FACTOR = {"missing-factor", "missing-outer-factor", "wrong-inner-derivative", "missing-term"}
# What a change of the right program means for the answer that has its values.
REVERSED = {
    "factor": "missing-factor", "left": "missing-factor", "term": "missing-term",
    "missing-factor": "factor", "missing-term": "term",
}  # fmt: skip
TWO = "two-slips", "two-slips-alike"
MOST_OF_TWO = 10  # steps of a function in which two slips are looked for
MOST_ENTRIES = 3 * 10**6  # of variants, computed at one point
CLOSE = 1e-7  # relative: a fit that leaves no more is exact
ONE = 1e-6  # by which a factor of a term may differ from 1
OF_SCALARS = {
    "divided",
    "factor",
    "missing-factor",
    "power",
}  # changes to a number that make another number


# --- one edit of the closed form ----------------------------------------------------------------


def one_edit(case: Case) -> Finding | None:
    """The likeliest of the edits of the closed form that give the answer's values everywhere."""
    if case.closed is None:
        return None
    for variants in case.closed.variants:
        found = {
            mistake
            for mistake, node in _affordable(case, variants, case.first)
            if case.is_answer(node)
        }
        if found:
            return _edit(case, min((_ranked(case, one) for one in found), key=_likelihood))
    return None


def _likelihood(edit: str) -> int:
    mistake, _, key = edit.partition("/")
    return len(LIKELIEST) if key == "inside" else LIKELIEST.index(mistake)


def _ranked(case: Case, edit: str) -> str:
    """An edit under the name that it has for this answer."""
    if edit.startswith("missing-outer-factor") and not case.is_outer:
        is_scalar = case.first.given.size == 1
        return "missing-outer-factor/outer-seems" if is_scalar else "missing-factor/term-scalar"
    return edit


def _affordable(
    case: Case, variants: list[tuple[str, Node]], trial: Trial
) -> Iterator[tuple[str, Node]]:
    """Variants, as long as their values do not cost too much."""
    at = case.at(trial)
    start = at.entries
    for variant in variants:
        if at.entries - start > MOST_ENTRIES:
            return
        yield variant


def _edit(case: Case, edit: str) -> Finding:
    """A finding for an edit, ``mistake`` or ``mistake/text``."""
    mistake, _, key = edit.partition("/")
    # In another order a factor may vanish, and its term with it; a power may be that of a size.
    fitted = terms(case) if mistake not in {"missing-transpose", "term-sign"} else None
    is_plainer = fitted and fitted.mistake == "factor" and key != "other-size"
    if fitted and (is_plainer or mistake == "product-order" or key == "term-scalar"):
        return fitted
    if key == "inside" and case.missing and case.variable:
        return case.found("not-dependent", name=case.missing[0])
    if mistake == "missing-outer-factor" and (outer := outer_factor(case)):
        return outer
    key = "" if key in {"inside", "eye"} else key
    if mistake == "factor" and not key:
        key = "term-factor"
    return case.found(mistake, key)


# --- the terms of the closed form ---------------------------------------------------------------


def some_terms(case: Case) -> Finding | None:
    """The closed form's terms without some of them, or with other signs."""
    found = terms(case, case.closed.sums) if case.closed and case.closed.sums else None
    return found if found and found.key.endswith(("terms-missing", "terms-sign")) else None


def terms(case: Case, chosen: Sequence[Sequence[Node]] = ()) -> Finding | None:
    """The closed form's terms, each with a factor of its own, and none besides."""
    for parts in chosen or (case.closed.terms if case.closed else ()):
        values = [[case.value(term, trial) for term in parts] for trial in case.trials]
        shapes = {
            v.shape == t.given.shape for vs, t in zip(values, case.trials, strict=True) for v in vs
        }
        if shapes != {True}:
            continue
        if factors := _fit([_table(v) for v in values], [t.given for t in case.trials]):
            return _of_factors(case, factors)
        each = [
            _fit([_table(v)], [t.given]) if t.given.size > len(parts) + 1 else None
            for v, t in zip(values, case.trials, strict=True)
        ]
        if all(each):
            return _of_varying(case, [factors for factors in each if factors])
    return None


def _table(values: Sequence[Array]) -> Array:
    return np.stack([value.ravel() for value in values], axis=1)


def _fit(tables: Sequence[Array], given: Sequence[Array]) -> list[float] | None:
    """The factors with which terms add up to what was given, if they do, and in one way only."""
    table, wanted = np.concatenate(tables), np.concatenate([one.ravel() for one in given])
    sizes = np.linalg.norm(table, axis=0)
    if not np.all(np.isfinite(table)) or not np.all(sizes) or len(table) <= table.shape[1]:
        return None
    factors, _, rank, singular = np.linalg.lstsq(table / sizes, wanted, rcond=None)
    if rank < table.shape[1] or singular[-1] < 1e-6 * singular[0]:
        return None
    rest = wanted - table / sizes @ factors
    if np.max(np.abs(rest)) > CLOSE * np.max(np.abs(wanted)):
        return None
    return [float(factor) for factor in factors / sizes]


def _of_factors(case: Case, factors: list[float]) -> Finding | None:
    wrong = [factor for factor in factors if abs(factor - 1) > ONE]
    if not wrong or (len(wrong) == len(factors) and len({round(f, 6) for f in wrong}) == 1):
        return None
    numbers = {"wrong": len(wrong), "count": len(factors)}
    zeros = [factor for factor in wrong if abs(factor) < ONE]
    if zeros and len(zeros) == len(wrong):
        return case.found("missing-term", "terms-missing", **numbers)
    if all(abs(factor + 1) < ONE for factor in wrong):
        return case.found("term-sign", "terms-sign", **numbers)
    if zeros:
        if case.every(lambda trial: not np.all(compare(trial.given, trial.truth)[1])):
            return None  # some entries are right: no accident of proportions
        return case.found("missing-term", "terms-other", **numbers)
    return case.found("factor", "terms-factor", **numbers)


def _of_varying(case: Case, each: list[list[float]]) -> Finding | None:
    """Factors of the terms that are other numbers at other points."""
    wrong = {i for factors in each for i, factor in enumerate(factors) if abs(factor - 1) > ONE}
    if len(wrong) != 1 or len(case.trials) < 2:
        return None
    [place] = wrong
    if all(is_size(f[place], t.point.values()) for f, t in zip(each, case.trials, strict=True)):
        return case.found("factor", "factor-size", which=place + 1, count=len(each[0]))
    return case.found("missing-factor", "term-scalar", which=place + 1, count=len(each[0]))


def outer_factor(case: Case) -> Finding | None:
    """The answer is right but for a scalar: a power of a symbol, or an outer derivative."""
    if not case.is_outer:
        return None
    points = [trial.point for trial in case.trials]
    name, exponent = power_of(case.ratios, points) if len(points) > 2 else ("", 0.0)
    if not name:
        return case.found("missing-outer-factor")
    return case.found("missing-factor" if exponent < 0 else "extra-term", "power-of", name=name)


# --- one change of the answer -------------------------------------------------------------------


def repaired(case: Case) -> Finding | None:
    """The likeliest change of one step of the answer's program that makes it right everywhere."""
    program = case.program(case.first)
    if program is None:
        return None
    found = [
        change
        for change, value in changes(program, case.surroundings(case.first))
        if _near(value, case.first.truth.value) and is_truth(value, case.first.truth)
    ]
    if program.values[program.result].dtype == bool:  # most changes give the same yes or no
        found = [change for change in found if change.kind in {"compared", "number"}]
    found.sort(key=lambda change: (LIKELIEST_REPAIRS.index(change.kind), change.everywhere))
    for change in found:
        if all(_is_mended(case, change, trial) for trial in case.trials[1:]):
            return _repair(case, change)
    return None


def _near(value: Array, truth: Array) -> bool:
    """Whether a first entry does not rule a value out already."""
    if value.size != truth.size:
        return False
    one, other = value.flat[0], truth.flat[0]
    return bool(abs(one - other) <= 1e-4 * (abs(other) + 1e-6 * np.max(np.abs(truth))))


def _is_mended(case: Case, change: Change, trial: Trial) -> bool:
    program = case.program(trial)
    return program is not None and is_truth(
        edited(program, change, case.surroundings(trial)), trial.truth
    )


def _repair(case: Case, change: Change) -> Finding:
    program = case.program(case.first)
    place = program.steps[change.step].place if program else None
    mistake = change.mistake
    is_result = program is not None and change.step == program.result
    if change.kind in OF_SCALARS and is_result and case.first.given.size == 1:
        mistake = "missing-outer-factor"
    found = case.found(mistake, f"repair-{change.kind}")
    if place is None:
        return found
    return Finding(found.mistake, found.key, found.values, place=place)


# --- two slips ----------------------------------------------------------------------------------


def two_slips(case: Case) -> Finding | None:
    """One edit of the closed form that has the values of one change of the answer."""
    program = case.program(case.first)
    if program is None or case.closed is None:
        return None
    like = case.first.given
    rng = np.random.default_rng(0)
    weights = rng.uniform(1, 2, like.size)

    def key(value: Array) -> float:
        return float(weights @ value.ravel())

    undone = [
        (key(value), change, value)
        for change, value in changes(program, case.surroundings(case.first))
        if value.size == like.size and _is_plain(value)
    ]
    undone.sort(key=lambda one: one[0])
    keys = np.array([one[0] for one in undone])
    best: tuple[tuple[int, int], str, Change] | None = None
    for variants in case.closed.variants:
        for mistake, node in _affordable(case, variants, case.first):
            value = case.value(node, case.first)
            if value.size != like.size or not _is_plain(value):
                continue
            here, slack = key(value), 1e-7 * float(weights @ np.abs(value).ravel())
            for i in range(*np.searchsorted(keys, [here - slack, here + slack])):
                _, change, other = undone[i]
                rank = (
                    LIKELIEST.index(mistake.partition("/")[0]),
                    LIKELIEST_REPAIRS.index(change.kind),
                )
                is_likelier = best is None or rank < best[0]
                if (
                    is_likelier
                    and same(value, other.reshape(value.shape))
                    and all(_meets(case, node, change, trial) for trial in case.trials[1:])
                ):
                    best = rank, mistake, change
    found = _both(case, best[1], best[2]) if best else None
    return None if found and found.key in TWO and _is_long(case, program) else found


def _is_long(case: Case, program: Program) -> bool:
    """Whether a function does so much that some two changes may explain what they did not cause."""
    own = [step for step in program.steps if step.uses and step.name != "transpose"]
    return case.question.written is None and len(own) > MOST_OF_TWO


def _is_plain(value: Array) -> bool:
    return bool(np.all(np.isfinite(value)) and np.any(value))


def _meets(case: Case, node: Node, change: Change, trial: Trial) -> bool:
    program, value = case.program(trial), case.value(node, trial)
    if program is None:
        return False
    other = edited(program, change, case.surroundings(trial))
    return (
        other is not None and other.size == value.size and same(value, other.reshape(value.shape))
    )


def _both(case: Case, edit: str, change: Change) -> Finding:
    first = _edit(case, edit)
    second = _repair(case, change)
    if change.kind in {"factor", "left"} and first.mistake in OTHER_FACTOR:
        return replace(case.found("wrong-inner-derivative", "other-factor"), place=second.place)
    mistakes = sorted({str(first.mistake), str(second.mistake)}, key=GRAVEST.index)
    if {*mistakes} == {"missing-term", "extra-term"}:
        return replace(case.found("missing-term", "other-term"), place=second.place)
    names = {"first": title(mistakes[0]), "second": title(mistakes[-1])}
    key = TWO[2 - len(mistakes)]
    return Finding(mistakes[0], key, names, place=second.place)


# --- the derivative of another function ---------------------------------------------------------


def other_function(case: Case) -> Finding | None:
    """The right derivative, of a function that was taken for the one in question."""
    for edit, node in case.closed.others() if case.closed else ():
        if case.is_answer(node):
            mistake, _, key = edit.partition("/")
            return case.found(mistake, key)
    return None


# --- one change of the reference ----------------------------------------------------------------


def changed_reference(case: Case) -> Finding | None:
    """What a value's reference becomes by one change."""
    programs = [case.reference(trial) for trial in case.trials]
    if programs[0] is None or programs[0].values[programs[0].result].dtype == bool:
        return None
    first = case.trials[0]
    for change, value in changes(programs[0], case.surroundings(first)):
        if value.size == first.given.size and same(value.reshape(first.given.shape), first.given):
            others = zip(programs[1:], case.trials[1:], strict=True)
            if all(_becomes(case, program, change, trial) for program, trial in others):
                if change.kind == "returned":  # and of the reference here, not of the answer
                    return case.found(MISTAKE[change.kind], "on-the-way")
                kind = REVERSED.get(change.kind, change.kind)
                is_number = change.kind in OF_SCALARS and first.given.size == 1
                mistake = "missing-outer-factor" if is_number else MISTAKE[kind]
                return case.found(mistake, f"repair-{kind}")
    return None


def _becomes(case: Case, program: Any, change: Change, trial: Trial) -> bool:
    value = edited(program, change, case.surroundings(trial)) if program else None
    return (
        value is not None
        and value.size == trial.given.size
        and same(value.reshape(trial.given.shape), trial.given)
    )


def power_of(ratios: Sequence[float], points: Sequence[Mapping[str, Array]]) -> tuple[str, float]:
    """The scalar symbol, and its exponent, of which ratios are a multiple; without it, none."""
    for name in points[0]:
        values = [point[name].item() for point in points if point[name].size == 1]
        if len(values) < len(points) or len({*values}) < len(values) or min(map(abs, values)) == 0:
            continue
        for exponent in (-1.0, 1.0, -2.0, 2.0, -0.5, 0.5, -3.0, 3.0):
            if exponent % 1 and min(values) < 0:
                continue
            left = [ratio / value**exponent for ratio, value in zip(ratios, values, strict=True)]
            if np.allclose(left, left[0], rtol=AGREES):
                return name, exponent
    return "", 0.0


def is_size(ratio: float, point: Iterable[Array]) -> bool:
    """Whether a ratio is a number of rows, columns or entries, or its inverse, or twice that."""
    sizes = {n for array in point for n in (*array.shape, array.size) if n > 1}
    sizes |= {m * n for m in sizes for n in sizes}
    numbers = [n * scale for n in sizes for scale in (1, 2, 0.5)]
    numbers += [n / (n - 1) for n in sizes]
    return bool(np.any(np.isclose(abs(ratio), [*numbers, *(1 / n for n in numbers)])))
