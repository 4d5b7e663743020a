"""Name the mistake in a wrong answer.

`attempt` calls the answer at one point and compares it with the truth there; `name_mistake`
looks at all the points together and says what kind of mistake fits every one of them.  Both see
the question and the answer alone, so a diagnosis depends neither on names nor on sizes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.expression import Expression
from matcalc.layout import Shape, is_scalar, shape_text
from matcalc.messages import say
from matcalc.report import Verdict, sentence
from matcalc.tolerances import AGREES, EQUAL, OF_LARGEST, RELATIVE, SAFETY, VAGUE, VAGUE_SIZE
from matcalc.values import Array, as_numbers, quietly

__all__ = ["FATAL", "Question", "Trial", "Truth", "attempt", "compare", "name_mistake"]

FATAL = {"not-attempted", "raised"}  # there is no point in trying another point


@dataclass(frozen=True, eq=False)
class Truth:
    """The right value at one point, and how well it is known; the arrays have one shape."""

    value: Array
    error: Array
    unknown: NDArray[np.bool_]  # at a kink, or where it has no value
    zero: Array  # entries below this are zero as far as can be known
    relative: float = RELATIVE  # what an entry may differ by, relative to itself
    shapes: tuple[Shape, Shape] | None = None  # of function and variable, for a derivative


@dataclass(eq=False)
class Trial:
    """The answer at one point, beside the truth."""

    point: Mapping[str, Array]
    truth: Truth
    given: Array = field(default_factory=lambda: np.empty(0))
    verdict: Verdict = "differ"
    mistake: str | None = None
    hint: str = ""
    max_error: float = float("nan")
    where: tuple[tuple[int, ...], float, float] | None = None
    remarks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def arguments(self, move: Callable[[Array], Array] = np.copy, *names: str) -> list[Array]:
        """Copies of the point's arrays, those of some symbols moved."""
        return [move(a) if n in names else a.copy() for n, a in self.point.items()]


@dataclass(frozen=True, eq=False)
class Question:
    """What a diagnosis may ask: the answer, the truth anywhere, and variants of the closed form."""

    answer: object
    truth: Callable[[list[Array]], Truth]
    variable: str | None = None
    # For each way to write the closed form, its one-edit variants with the mistakes' identifiers.
    variants: Callable[[], Iterator[list[tuple[str, Expression]]]] = lambda: iter(())
    extras: Callable[[], Iterator[Expression]] = lambda: iter(())

    def answer_at(self, arguments: list[Array], like: Array) -> Array | None:
        """The answer at other arguments, shaped like an array; None where it has no value."""
        try:
            with quietly():
                value = self.answer(*arguments) if callable(self.answer) else None
                return as_numbers(value, "the answer").reshape(like.shape)
        except (Exception, SystemExit):  # a learner's code may raise anything
            return None

    def truth_at(self, arguments: list[Array]) -> Truth | None:
        """The truth at other arguments; None outside the question's domain."""
        try:
            return self.truth(arguments)
        except MatcalcError:
            return None


def attempt(answer: object, point: Mapping[str, Array], truth: Truth, strict: bool) -> Trial:
    """Evaluate an answer at a point and compare it with the truth there.

    Parameters
    ----------
    answer : callable or array
        Called with copies of the point's arrays, by position.
    strict : bool
        Whether a 1-D array in place of a column or row is a mistake, and no remark.
    """
    trial = Trial(point, truth)
    arguments = {name: array.copy() for name, array in point.items()}
    try:
        with quietly():
            value = answer(*arguments.values()) if callable(answer) else answer
    except NotImplementedError:
        value = NotImplemented
    except (Exception, SystemExit) as error:  # a learner's code may raise anything
        trial.mistake = "raised"
        shapes = ", ".join(f"{n} ({shape_text(a.shape)})" for n, a in point.items())
        trial.hint = say("raised", shapes=shapes, error=_about_exception(error))
        return trial
    if value is Ellipsis or value is NotImplemented:
        trial.mistake, trial.hint = "not-attempted", say("not-attempted")
        return trial
    trial.changed = [n for n in point if not np.array_equal(arguments[n], point[n])]
    if trial.changed:
        trial.remarks.append(say("remark-changed", names=", ".join(trial.changed)))
    try:
        trial.given = as_numbers(value, "your answer")
    except MatcalcError as error:
        trial.mistake, trial.hint = "shape", sentence(error)
        return trial
    _compare(trial, strict)
    return trial


def _about_exception(error: BaseException) -> str:
    try:
        message = (str(error).strip().splitlines() or [""])[0][:300]
    except Exception:  # its own text may fail
        message = ""
    inner = re.search(r"\(size (\d+) is different from (\d+)\)", message)
    if inner:  # NumPy's words for it are hard to read
        message = say("inner-sizes", a=inner[2], b=inner[1])
    elif "broadcast" in message or "aligned" in message:
        message = say("shapes-fit", message=message)
    return f"{type(error).__name__}: {message}." if message else f"{type(error).__name__}."


def _compare(trial: Trial, strict: bool) -> None:
    """Shape first, then finiteness, then values; sets the trial's verdict."""
    given, wanted = trial.given, trial.truth.value.shape
    if is_scalar(given.shape) and is_scalar(wanted):  # (), (1,) and (1, 1) are the same scalar
        given = trial.given = given.reshape(wanted)
    elif given.ndim == 1 and wanted == (given.size, 1) and not strict:
        trial.remarks.append(say("remark-column"))
        given = trial.given = given.reshape(wanted)
    if given.shape != wanted:
        trial.mistake, trial.hint = _about_shape(trial)
        return
    if not np.all(np.isfinite(given)):
        trial.mistake, trial.hint = "not-finite", say("not-finite")
        return
    gap = np.abs(given - trial.truth.value)
    trial.max_error = float(np.max(gap, initial=0.0))
    trial.verdict, wrong = compare(given, trial.truth)
    if trial.verdict == "differ":
        index = np.unravel_index(int(np.argmax(np.where(wrong, gap, -1.0))), gap.shape)
        where = tuple(int(i) for i in index)
        trial.where = where, float(trial.truth.value[where]), float(given[where])


def compare(given: Array, truth: Truth) -> tuple[Verdict, NDArray[np.bool_]]:
    """Judge an answer of the right shape: the verdict, and which entries differ.

    An entry differs where it is further from the truth than the truth's own error allows, with a
    share of the entry (`Truth.relative`) and of the largest entry.  Entries that cannot be told
    from zero agree with zero.  Where the truth is unknown, or vague, nothing is decided.  The
    numbers stand in `matcalc.tolerances`.
    """
    size, largest = np.abs(truth.value), np.max(np.abs(truth.value), initial=0.0)
    slack = SAFETY * truth.error
    none = (size < truth.zero) & (np.abs(given) < truth.zero) & (slack < truth.zero)
    wrong = np.abs(given - truth.value) > slack + truth.relative * size + OF_LARGEST * largest
    vague = truth.unknown | (slack > VAGUE * np.maximum(size, VAGUE_SIZE * largest))
    wrong &= ~none & ~truth.unknown
    if np.any(wrong):
        return "differ", wrong
    return ("unsure" if np.any(vague & ~none) else "agree"), wrong


def _about_shape(trial: Trial) -> tuple[str, str]:
    """The mistake, and the hint, of the first reason for another shape that applies."""
    given, wanted = trial.given, trial.truth.value.shape
    is_value, is_turned = trial.truth.shapes is None, _is_truth(given.T, trial.truth)
    reasons = (
        ("flattened", "flattened", given.shape == (prod(wanted),) and 1 in wanted),
        ("transposed", "value-transposed", is_turned and is_value),
        ("other-layout", "other-layout", is_turned),
        ("shape", "shape-other-layout", given.shape == wanted[::-1] and not is_value),
        ("shape", "shape-arrangement", given.size == prod(wanted)),
        ("shape", "shape-summed", given.size == 1),
        ("shape", "shape-value" if is_value else "shape", True),
    )
    mistake, key = next((mistake, key) for mistake, key, applies in reasons if applies)
    shapes = say("shapes", given=shape_text(given.shape), wanted=shape_text(wanted))
    return mistake, f"{shapes} {say(key)}"


# --- all points together ------------------------------------------------------------------------


Reading = tuple[str, str]  # the mistake that explains an answer at every point, and its hint


def name_mistake(wrong: list[Trial], all_wrong: bool, question: Question) -> tuple[str | None, str]:
    """Name what is common to all the points at which an answer is wrong.

    Returns
    -------
    mistake : str or None
        A key of `matcalc.texts.MISTAKES`; None where no kind of mistake fits.
    hint : str
    """
    for trial in wrong:
        if trial.mistake is not None:
            return trial.mistake, trial.hint
    if not all_wrong:
        return None, say("sometimes")
    case = _Case(wrong, question)
    readings = (reading for read in READINGS if (reading := read(case)))
    return next(readings, (None, say("unnamed")))


@dataclass(frozen=True)
class _Case:
    """A wrong answer at several points, none of which has a mistake of its own."""

    trials: list[Trial]
    question: Question

    @property
    def first(self) -> Trial:
        return self.trials[0]

    @property
    def variable(self) -> str:
        return self.question.variable or ""

    def every(self, holds: Callable[[Trial], bool]) -> bool:
        return all(map(holds, self.trials))

    def read(self, mistake: str, key: str = "", **values: Any) -> Reading:
        where = self.first.where
        place = ", ".join(str(i + 1) for i in where[0]) if where else ""
        return mistake, say(key or mistake, **values | {"place": place})

    @cached_property
    def ratios(self) -> list[float]:
        """The number by which the truth is multiplied at each point; empty if there is none."""
        found = [ratio for trial in self.trials if (ratio := _ratio(trial))]
        # A single number is a multiple of any other: that alone proves nothing.
        is_multiple = len(found) == len(self.trials) and sum(t.given.size for t in self.trials) > 1
        return found if is_multiple else []

    @property
    def is_outer(self) -> bool:
        """Whether the answer is a multiple of the truth, by a number that may vary."""
        several = len(self.trials) > 1 and self.every(lambda trial: trial.given.size > 1)
        return bool(self.ratios) and several

    @cached_property
    def ignored(self) -> list[str]:
        """The symbols on which the answer does not depend."""
        return [n for n in self.first.point if _is_ignored(n, self.first, self.question)]

    @cached_property
    def missing(self) -> list[str]:
        """Those of them on which the truth does."""
        return [name for name in self.ignored if _matters(name, self.first, self.question)]


# --- what may explain an answer -----------------------------------------------------------------
# Most mistakes are found by undoing them: what is left must be the truth.


def _changed_argument(case: _Case) -> Reading | None:
    def is_right_on_copies(trial: Trial) -> bool:
        return bool(trial.changed) and _is_truth(_on_copies(trial, case.question), trial.truth)

    names = ", ".join(case.first.changed)
    return case.read("changed-argument", names=names) if case.every(is_right_on_copies) else None


def _transposed(case: _Case) -> Reading | None:
    is_turned = case.every(lambda trial: _is_truth(trial.given.T, trial.truth))
    return case.read("transposed") if is_turned else None


def _sign(case: _Case) -> Reading | None:
    is_negative = case.every(lambda trial: _is_truth(-trial.given, trial.truth))
    return case.read("sign") if is_negative else None


def _factor(case: _Case) -> Reading | None:
    ratios = case.ratios
    is_constant = bool(ratios) and np.allclose(ratios, ratios[0], rtol=AGREES)
    if is_constant or (case.is_outer and all(map(_is_size, ratios, case.trials))):
        return case.read("factor", ratio=ratios[0])
    return None


def _vec_order(case: _Case) -> Reading | None:
    def is_reordered(trial: Trial) -> bool:
        return any(_is_truth(given, trial.truth) for given in _by_columns(trial))

    return case.read("vec-order") if case.every(is_reordered) else None


def _hard_coded(case: _Case) -> Reading | None:
    ignores_all = len(case.ignored) == len(case.first.point)
    return case.read("hard-coded") if ignores_all and case.missing else None


def _one_edit(case: _Case) -> Reading | None:
    """The likeliest of the edits of the closed form that give the answer's values everywhere."""
    for variants in case.question.variants():
        found = {
            mistake
            for mistake, variant in variants
            if case.every(lambda trial, v=variant: _same(_value(v, trial), trial.given))  # type: ignore[misc]
        }
        if found:
            mistake = min(found, key=LIKELIEST.index)
            return case.read(mistake, "term-factor" if mistake == "factor" else "")
    return None


# Where several edits explain an answer, the one that stands first here is the likeliest.
LIKELIEST = (
    "product-order", "missing-transpose", "missing-outer-factor", "missing-term", "term-sign",
    "wrong-inner-derivative", "elementwise-product", "entries", "missing-factor", "factor",
)  # fmt: skip


def _times_variable(case: _Case) -> Reading | None:
    name = case.variable
    is_product = name and case.every(lambda trial: _is_product(trial, trial.point[name]))
    return case.read("elementwise-product") if is_product else None


def _outer_factor(case: _Case) -> Reading | None:
    return case.read("missing-outer-factor") if case.is_outer else None


def _extra_term(case: _Case) -> Reading | None:
    for extra in case.question.extras():
        if all(_is_truth(t.given - _value(extra, t), t.truth) for t in case.trials):
            return case.read("extra-term")
    return None


def _raised_by_a_number(case: _Case) -> Reading | None:
    number = (case.first.given - case.first.truth.value).flat[0]
    is_raised = len(case.trials) > 1 and case.every(lambda trial: _is_raised(trial, number))
    return case.read("constant-offset", name=case.variable) if is_raised else None


def _symmetric_only(case: _Case) -> Reading | None:
    point = case.first.point.items()
    square = [n for n, a in point if a.ndim == 2 and a.shape[0] == a.shape[1] > 1]
    for names in [*([name] for name in square), square]:
        if names and all(_is_right_if_symmetric(t, case.question, names) for t in case.trials):
            return case.read("symmetric-only", name=", ".join(names))
    return None


def _not_dependent(case: _Case) -> Reading | None:
    return case.read("not-dependent", name=case.missing[0]) if case.missing else None


def _constant_offset(case: _Case) -> Reading | None:
    name = case.variable
    stays = name and case.every(lambda trial: _offset_stays(trial, case.question, name))
    return case.read("constant-offset", name=name) if stays else None


def _some_entries(case: _Case) -> Reading | None:
    return case.read("entries") if case.every(_some_are_right) else None


# The surest first: the first that explains an answer names it.
READINGS: tuple[Callable[[_Case], Reading | None], ...] = (
    _changed_argument,
    _transposed,
    _sign,
    _factor,
    _vec_order,
    _hard_coded,
    _one_edit,
    _times_variable,
    _outer_factor,
    _extra_term,
    _raised_by_a_number,
    _symmetric_only,
    _not_dependent,
    _constant_offset,
    _some_entries,
)


# --- what they look at --------------------------------------------------------------------------


def _is_truth(candidate: Array | None, truth: Truth) -> bool:
    return (
        candidate is not None
        and candidate.shape == truth.value.shape
        and bool(np.all(np.isfinite(candidate)))
        and compare(candidate, truth)[0] != "differ"
    )


def _value(variant: Expression, trial: Trial) -> Array:
    try:
        return variant.evaluate(trial.arguments())
    except np.linalg.LinAlgError:  # a variant may be singular
        return np.full((1, 1), np.nan)


def _same(candidate: Array, given: Array) -> bool:
    """Whether a variant has the answer's values."""
    slack = EQUAL * np.max(np.abs(given), initial=0.0)
    return candidate.shape == given.shape and np.allclose(candidate, given, rtol=0, atol=slack)


class _Copying(np.ndarray[Any, np.dtype[np.float64]]):
    """An array in which arithmetic never writes: ``x += y`` makes a new array."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        result = getattr(ufunc, method)(*(np.asarray(i) for i in inputs), **options)
        return result.view(_Copying) if isinstance(result, np.ndarray) else result


def _on_copies(trial: Trial, question: Question) -> Array | None:
    return question.answer_at([a.view(_Copying) for a in trial.arguments()], trial.given)


def _ratio(trial: Trial) -> float:
    """The number by which the truth is multiplied in the answer; 0 if it is no multiple."""
    truth, given = trial.truth.value, trial.given
    scale = float(np.vdot(truth, truth))
    ratio = float(np.vdot(truth, given)) / scale if scale else 0.0
    return ratio if abs(ratio) > 1e-6 and _is_truth(given / ratio, trial.truth) else 0.0


def _is_size(ratio: float, trial: Trial) -> bool:
    """Whether a ratio is a number of rows or columns, or its inverse."""
    sizes = np.array([n for array in trial.point.values() for n in array.shape])
    return bool(np.any(np.isclose(abs(ratio), [*sizes, *1 / sizes])))


def _by_columns(trial: Trial) -> Iterator[Array]:
    """The answer in vec order, if the entries of function or variable were taken row by row."""
    for shapes in (trial.truth.shapes, trial.truth.shapes[::-1]) if trial.truth.shapes else ():
        if trial.given.shape == tuple(map(prod, shapes)):
            rows, columns = (np.arange(prod(s)).reshape(s).ravel(order="F") for s in shapes)
            yield from (trial.given[rows], trial.given[:, columns], trial.given[rows][:, columns])


def _elsewhere(array: Array) -> Array:
    return array * 1.25 + 0.125


def _is_ignored(name: str, trial: Trial, question: Question) -> bool:
    """Whether the answer stays when a symbol moves."""
    value = question.answer_at(trial.arguments(_elsewhere, name), trial.given)
    return value is not None and np.array_equal(value, trial.given)


def _matters(name: str, trial: Trial, question: Question) -> bool:
    """Whether the truth moves when a symbol moves."""
    truth = question.truth_at(trial.arguments(_elsewhere, name))
    return truth is not None and not _is_truth(trial.truth.value, truth)


def _offset_stays(trial: Trial, question: Question, name: str) -> bool:
    """Whether answer and truth move by the same when the variable moves."""
    truth = question.truth_at(trial.arguments(_elsewhere, name))
    value = question.answer_at(trial.arguments(_elsewhere, name), trial.given)
    if truth is None or value is None or _is_truth(trial.truth.value, truth):
        return False
    return _is_truth(trial.given - value + truth.value, trial.truth)


def _is_right_if_symmetric(trial: Trial, question: Question, names: list[str]) -> bool:
    point = trial.arguments(lambda a: (a + a.T) / 2, *names)
    truth = question.truth_at(point)
    return truth is not None and _is_truth(question.answer_at(point, trial.given), truth)


def _is_product(trial: Trial, x: Array) -> bool:
    """Whether the answer is the truth times the variable, entry by entry, as it broadcasts."""
    truth = trial.truth.value
    return x.ndim == truth.ndim and any(
        _same(truth * turned, trial.given)
        for turned in (x, x.T)
        if x.size > 1 and all(n in (1, m) for n, m in zip(turned.shape, truth.shape, strict=True))
    )


def _is_raised(trial: Trial, number: float) -> bool:
    """Whether a number was added to every entry, or down the diagonal."""
    shape = trial.given.shape
    patterns = [np.ones(shape), *([np.eye(*shape)] if len(shape) == 2 else [])]
    return any(_is_truth(trial.given - number * pattern, trial.truth) for pattern in patterns)


def _some_are_right(trial: Trial) -> bool:
    """Whether not all of the entries that differ from zero are wrong."""
    wrong = compare(trial.given, trial.truth)[1]
    present = (np.abs(trial.truth.value) > trial.truth.zero) | wrong
    return bool(wrong.sum() <= 0.99 * present.sum())
