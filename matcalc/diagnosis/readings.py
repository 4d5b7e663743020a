"""Name the mistake in a wrong answer: one reading after another, the surest first.

A reading says what kind of mistake has just the values that the answer has, at every point.  It
sees the question and the answer alone, so a diagnosis depends neither on names nor on sizes.  What
it says is looked up at fresh points before it is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from matcalc.diagnosis.cases import Case, Finding, Question, same
from matcalc.diagnosis.diagnose import Trial, is_truth
from matcalc.diagnosis.fitting import (
    changed_reference,
    is_size,
    one_edit,
    other_function,
    outer_factor,
    repaired,
    some_terms,
    terms,
    two_slips,
)  # fmt: skip
from matcalc.numerics.tolerances import AGREES, ROUGH, SAFETY, VAGUE_SIZE
from matcalc.numerics.truth import compare
from matcalc.numerics.values import Array

__all__ = ["name_mistake"]

Reading = Callable[[Case], Finding | None]


def name_mistake(case: Case, all_wrong: bool) -> Finding:
    """Name what is common to all the points at which an answer is wrong.

    Parameters
    ----------
    case : Case
        The answer at the points at which it is wrong.
    all_wrong : bool
        Whether it is right at no other.

    Returns
    -------
    Finding
        Its mistake is None where no kind of mistake fits.
    """
    readings = READINGS if all_wrong else AT_SOME_POINTS
    found = (confirmed for read in readings if (confirmed := _confirmed(read, case)))
    unnamed = case.found(None, "unnamed" if case.variable else "value-unnamed")
    return next(found, unnamed if all_wrong else case.found("sometimes"))


def _confirmed(read: Reading, case: Case) -> Finding | None:
    """What a reading finds, if it finds the same kind with fresh points beside the check's."""
    found = read(case)
    if found is None:
        return None
    again = read(case.everywhere)
    return again if again is not None and again.mistake == found.mistake else None


# --- what may explain an answer -----------------------------------------------------------------
# Most mistakes are found by undoing them: what is left must be the truth.


def _changed_argument(case: Case) -> Finding | None:
    def is_right_on_copies(trial: Trial) -> bool:
        return bool(trial.changed) and is_truth(_on_copies(trial, case.question), trial.truth)

    names = ", ".join(case.first.changed)
    return case.found("changed-argument", names=names) if case.every(is_right_on_copies) else None


def _transposed(case: Case) -> Finding | None:
    is_turned = case.every(lambda trial: is_truth(trial.given.T, trial.truth))
    return case.found("transposed") if is_turned else None


def _sign(case: Case) -> Finding | None:
    is_negative = case.every(lambda trial: is_truth(-trial.given, trial.truth))
    return case.found("sign") if is_negative else None


def _factor(case: Case) -> Finding | None:
    ratios = case.ratios
    if ratios and np.allclose(ratios, ratios[0], rtol=AGREES):
        return case.found("factor", ratio=float(ratios[0]))
    points = [trial.point.values() for trial in case.trials]
    if len(points) > 1 and ratios and all(map(is_size, ratios, points)):
        return case.found("factor", "factor-size")
    return None


def _vec_order(case: Case) -> Finding | None:
    def is_reordered(trial: Trial) -> bool:
        return any(is_truth(given, trial.truth) for given in _by_columns(trial))

    return case.found("vec-order") if case.every(is_reordered) else None


def _hard_coded(case: Case) -> Finding | None:
    ignores_all = len(case.ignored) == len(case.first.point)
    return case.found("hard-coded") if ignores_all and case.missing else None


def _has_diagonal(given: Array) -> bool:
    """Whether it is a square matrix with entries off the diagonal."""
    return given.ndim == 2 and given.shape[0] == given.shape[1] > 1


def _diagonal_only(case: Case) -> Finding | None:
    """The diagonal alone is right, and the rest was taken for zero."""

    def holds(trial: Trial) -> bool:
        given, truth = trial.given, trial.truth.value
        if not _has_diagonal(given):
            return False
        off = ~np.eye(len(given), dtype=bool)
        wrong = compare(given, trial.truth)[1]
        return bool(
            not np.any(given[off]) and not np.any(np.diag(wrong)) and np.any(np.diag(truth))
        )

    return case.found("entries", "entries-diagonal") if case.every(holds) else None


def _diagonal_right(case: Case) -> Finding | None:
    """The diagonal alone is right."""

    def holds(trial: Trial) -> bool:
        given = trial.given
        if not _has_diagonal(given):
            return False
        wrong = compare(given, trial.truth)[1]
        off = ~np.eye(len(given), dtype=bool)
        return bool(np.all(wrong[off]) and not np.any(np.diag(wrong)))

    return case.found("entries", "entries-off-diagonal") if case.every(holds) else None


def _scaled(case: Case, on_diagonal: bool) -> Finding | None:
    """The diagonal alone is wrong, or all else alone, by one factor."""
    ratios = list[float]()

    def holds(trial: Trial) -> bool:
        given, truth = trial.given, trial.truth.value
        if not _has_diagonal(given):
            return False
        wrong, part = compare(given, trial.truth)[1], np.eye(len(given), dtype=bool) == on_diagonal
        there = part & (truth != 0)
        ratios.extend(given[there] / truth[there])
        return bool(
            np.any(there) and np.all(wrong[there]) and not np.any(given[part & ~there])
            and not np.any(wrong[~part]) and np.any(truth[~part])
        )  # fmt: skip

    if case.every(holds) and np.allclose(ratios, ratios[0], rtol=AGREES):
        key = "entries-on-diagonal" if on_diagonal else "entries-beside-diagonal"
        return case.found("entries", key, ratio=round(ratios[0], 6))
    return None


def _not_triangular(case: Case) -> Finding | None:
    """Zeros belong on one side of the diagonal, and all else is right."""

    def holds(trial: Trial, is_above: bool) -> bool:
        given, truth = trial.given, trial.truth.value
        if not _has_diagonal(given):
            return False
        i, j = np.indices(given.shape)
        wrong, there = compare(given, trial.truth)[1], i < j if is_above else i > j
        return not np.any(wrong[~there]) and not np.any(truth[there]) and bool(np.any(wrong))

    is_so = any(case.every(partial(holds, is_above=is_above)) for is_above in (True, False))
    return case.found("entries", "entries-triangle") if is_so else None


def _times_variable(case: Case) -> Finding | None:
    name = case.variable
    is_product = name and case.every(lambda trial: _is_product(trial, trial.point[name]))
    return case.found("elementwise-product", "times-variable", name=name) if is_product else None


def _extra_term(case: Case) -> Finding | None:
    for extra in case.closed.extras() if case.closed else ():
        if all(is_truth(t.given - case.value(extra, t), t.truth) for t in case.trials):
            fitted = terms(case)  # a term that is there already has another factor
            return fitted if fitted and fitted.mistake == "factor" else case.found("extra-term")
    return None


def _raised_by_a_number(case: Case) -> Finding | None:
    gap = case.first.given - case.first.truth.value
    number = gap.flat[int(np.argmax(np.abs(gap)))]
    is_raised = len(case.trials) > 1 and case.every(lambda trial: _is_raised(trial, number))
    is_raised = is_raised and (not case.variable or case.matters(case.variable))
    return case.found("constant-offset", name=case.variable) if is_raised else None


def _symmetric_only(case: Case) -> Finding | None:
    point = case.first.point.items()
    square = [n for n, a in point if a.ndim == 2 and a.shape[0] == a.shape[1] > 1]
    square = [name for name in square if not _is_symmetric(case, name)]
    for count in range(1, min(len(square), 3) + 1):
        for names in combinations(square, count):
            if all(_is_right_if_symmetric(trial, case, names) for trial in case.trials):
                key = "symmetric-only" if count == 1 else "symmetric-several"
                return case.found("symmetric-only", key, name=", ".join(names))
    return None


def _not_dependent(case: Case) -> Finding | None:
    if not case.missing:
        return None
    key = "not-dependent" if case.variable else "value-not-dependent"
    return case.found("not-dependent", key, name=case.missing[0])


def _constant_offset(case: Case) -> Finding | None:
    name = case.variable
    stays = name and case.every(lambda trial: _offset_stays(trial, case, name))
    return case.found("constant-offset", name=name) if stays else None


def _constant_term(case: Case) -> Finding | None:
    """A term too many that does not depend on the variable."""
    found = _constant_offset(case)
    other = repaired(case) if found else None
    return found if other is not None and other.mistake == "extra-term" else None


def _permuted(case: Case) -> Finding | None:
    """The right rows, or columns, in another order."""

    def holds(trial: Trial) -> bool:
        given, truth = trial.given, trial.truth.value
        return given.ndim == 2 and any(
            len(g) > 1 and np.allclose(_sorted_rows(g), _sorted_rows(t)) for g, t in
            ((given, truth), (given.T, truth.T))
        )  # fmt: skip

    return case.found("entries", "entries-order") if case.every(holds) else None


def _two_slips(case: Case) -> Finding | None:
    """Where some entries are right, two slips of one kind say less than which these are."""
    found = two_slips(case)
    is_alike = found is not None and found.key == "two-slips-alike"
    return None if is_alike and case.every(_some_are_right) else found


def _some_entries(case: Case) -> Finding | None:
    return case.found("entries") if case.every(_some_are_right) else None


def _rounded(case: Case) -> Finding | None:
    """All entries are near the right ones: they were rounded."""

    def is_near(trial: Trial) -> bool:
        gap = np.abs(trial.given - trial.truth.value)
        if not np.all(gap <= 0.05 * np.max(np.abs(trial.truth.value))):
            return False
        return any(
            np.array_equal(np.round(trial.given, d), trial.given) and np.all(gap <= 0.51 * 0.1**d)
            for d in range(7)
        )

    return case.found("entries", "entries-rounded") if case.every(is_near) else None


def _imprecise(case: Case) -> Finding | None:
    """Right but for the last digits, as a numerical derivative is."""

    def is_near(trial: Trial) -> bool:
        gap, size = np.abs(trial.given - trial.truth.value), np.abs(trial.truth.value)
        return bool(np.all(gap <= ROUGH * np.maximum(size, VAGUE_SIZE * np.max(size))))

    return case.found("imprecise") if case.every(is_near) else None


# The surest first: the first that explains an answer names it.
READINGS: tuple[Reading, ...] = (
    _changed_argument,
    _transposed,
    _sign,
    _factor,
    _vec_order,
    _rounded,
    _imprecise,
    _hard_coded,
    _diagonal_only,
    partial(_scaled, on_diagonal=True),
    partial(_scaled, on_diagonal=False),
    _not_triangular,
    some_terms,
    _raised_by_a_number,
    one_edit,
    _times_variable,
    outer_factor,
    _extra_term,
    _symmetric_only,
    terms,
    _not_dependent,
    _constant_term,
    repaired,
    _diagonal_right,
    changed_reference,
    other_function,
    _two_slips,
    _constant_offset,
    _permuted,
    _some_entries,
)
# What may be right at some of the points too.
AT_SOME_POINTS: tuple[Reading, ...] = (_imprecise, one_edit, other_function)


# --- what they look at --------------------------------------------------------------------------


class _Copying(np.ndarray[Any, np.dtype[np.float64]]):
    """An array in which arithmetic never writes: ``x += y`` makes a new array."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        result = getattr(ufunc, method)(*(np.asarray(i) for i in inputs), **options)
        return result.view(_Copying) if isinstance(result, np.ndarray) else result


def _on_copies(trial: Trial, question: Question) -> Array | None:
    return question.answer_at([a.view(_Copying) for a in trial.arguments()], trial.given)


def _by_columns(trial: Trial) -> Iterator[Array]:
    """The answer in vec order, if the entries of function or variable were taken row by row."""
    given = trial.given
    for shapes in (trial.truth.shapes, trial.truth.shapes[::-1]) if trial.truth.shapes else ():
        if given.shape == tuple(map(prod, shapes)):
            rows, columns = (np.arange(prod(s)).reshape(s).ravel(order="F") for s in shapes)
            for r, c in ((rows, columns), (np.argsort(rows), np.argsort(columns))):
                yield from (given[r], given[:, c], given[r][:, c])
    is_gradient = trial.truth.shapes and prod(trial.truth.shapes[0]) == 1
    if is_gradient and given.ndim == 2 and min(given.shape) > 1:
        yield given.ravel().reshape(given.shape, order="F")
        yield given.ravel(order="F").reshape(given.shape)


def _offset_stays(trial: Trial, case: Case, name: str) -> bool:
    """Whether answer and truth move by the same when the variable moves."""
    if not case.matters(name):
        return False
    for point in case.moved(trial, name):
        truth, value = case.truth_at(point), case.question.answer_at(point, trial.given)
        if truth is None or value is None:
            return False
        if not is_truth(trial.given - value + truth.value, trial.truth):
            return False
    return True


def _is_symmetric(case: Case, name: str) -> bool:
    return case.every(lambda trial: np.array_equal(trial.point[name], trial.point[name].T))


def _is_right_if_symmetric(trial: Trial, case: Case, names: Sequence[str]) -> bool:
    point = trial.arguments(lambda a: (a + a.T) / 2, *names)
    truth = case.truth_at(point)
    return truth is not None and is_truth(case.question.answer_at(point, trial.given), truth)


def _is_product(trial: Trial, x: Array) -> bool:
    """Whether the answer is the truth times the variable, entry by entry, as it broadcasts."""
    truth = trial.truth.value
    return x.ndim == truth.ndim and any(
        same(truth * turned, trial.given)
        for turned in (x, x.T)
        if x.size > 1 and all(n in (1, m) for n, m in zip(turned.shape, truth.shape, strict=True))
    )


def _is_raised(trial: Trial, number: float) -> bool:
    """Whether a number was added to every entry, or to those on or off the diagonal."""
    shape = trial.given.shape
    patterns: list[Array] = [np.ones(shape)]
    if len(shape) == 2:
        patterns += [np.eye(*shape), np.ones(shape) - np.eye(*shape)]
    return any(is_truth(trial.given - number * pattern, trial.truth) for pattern in patterns)


def _sorted_rows(array: Array) -> Array:
    return array[np.lexsort(np.round(array, 9).T[::-1])]


def _some_are_right(trial: Trial) -> bool:
    """Whether not all of the entries that differ from zero are wrong."""
    wrong = compare(trial.given, trial.truth)[1]
    present = (np.abs(trial.truth.value) > SAFETY * trial.truth.error) | wrong
    return bool(wrong.sum() <= 0.99 * present.sum())
