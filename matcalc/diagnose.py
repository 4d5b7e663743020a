"""Name the mistake in a wrong answer.

`attempt` calls the answer at one point and compares it with the truth there; `name_mistake`
looks at all the points together and says what kind of mistake fits every one of them.  Both see
the question and the answer alone, so a diagnosis depends neither on names nor on sizes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.layout import Shape, is_scalar, shape_text
from matcalc.messages import say
from matcalc.values import as_numbers, quietly

__all__ = ["FATAL", "MISTAKES", "Question", "Trial", "Truth", "attempt", "name_mistake"]

Array = NDArray[np.float64]

MISTAKES = {
    "not-attempted": "the answer is still the stub",
    "raised": "the answer raised an exception",
    "not-finite": "the answer has entries that are not finite numbers",
    "shape": "the answer has another shape, or is no array of numbers",
    "flattened": "the answer is 1-D where a column or row was asked for",
    "other-layout": "the answer is right in the other layout",
    "transposed": "the answer is the transpose of the right one",
    "vec-order": "the entries of a matrix were taken row by row",
    "changed-argument": "the answer changed an argument that it used again",
    "sign": "the answer is the right one with the opposite sign",
    "factor": "the answer, or one of its terms, is off by a constant factor",
    "missing-outer-factor": "a scalar outer derivative is missing or wrong",
    "missing-factor": "a factor of the chain rule is missing",
    "missing-term": "a term is missing",
    "extra-term": "there is a term too many",
    "term-sign": "one of the terms has the wrong sign",
    "missing-transpose": "a transpose is missing, or one too many",
    "symmetric-only": "the answer holds for symmetric matrices only",
    "product-order": "factors stand in the wrong order",
    "elementwise-product": "an elementwise product stands for a matrix product, or vice versa",
    "wrong-inner-derivative": "the derivative of an inner function is wrong",
    "constant-offset": "the answer is off by something that does not depend on the variable",
    "hard-coded": "the answer does not depend on its arguments",
    "not-dependent": "the answer does not depend on a symbol that matters",
    "entries": "only some of the entries are wrong",
}
FATAL = {"not-attempted", "raised"}  # there is no point in trying another point
# Where several edits explain an answer, the first of these is the likeliest.
LIKELIEST = (
    "product-order", "missing-transpose", "missing-outer-factor", "missing-term", "term-sign",
    "wrong-inner-derivative", "not-dependent", "elementwise-product", "entries", "missing-factor",
    "factor",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Truth:
    """The right value at one point, and how well it is known; the arrays have one shape."""

    value: Array
    error: Array
    unknown: NDArray[np.bool_]  # at a kink, or where it has no value
    zero: Array  # entries below this are zero as far as can be known
    relative: float = 1e-6  # what an entry may differ by, relative to itself
    shapes: tuple[Shape, Shape] | None = None  # of function and variable, for a derivative


@dataclass(eq=False)
class Trial:
    """The answer at one point, beside the truth."""

    point: Mapping[str, Array]
    truth: Truth
    given: Array | None = None
    verdict: Literal["agree", "differ", "unsure"] = "differ"
    mistake: str | None = None
    hint: str = ""
    max_error: float = float("nan")
    where: tuple[tuple[int, ...], float, float] | None = None
    remarks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Question:
    """What a diagnosis may ask: the answer, the truth anywhere, and variants of the closed form."""

    answer: object
    truth: Callable[[list[Array]], Truth]
    variable: str | None = None
    # For each way to write the closed form, the identifiers and values of its one-edit variants.
    variants: Callable[[], Iterator[list[tuple[str, Callable[[list[Array]], Array]]]]] = lambda: (
        iter(())
    )
    extras: Callable[[], Iterator[Callable[[list[Array]], Array]]] = lambda: iter(())

    def value(self, arguments: list[Array]) -> Array | None:
        """The answer at other arguments, or None where it has no value."""
        if not callable(self.answer):
            return None
        try:
            with quietly():
                return as_numbers(self.answer(*arguments), "the answer")
        except (Exception, SystemExit):  # a learner's code may raise anything
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
        trial.mistake, trial.hint = "shape", f"{str(error)[:1].upper()}{str(error)[1:]}."
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
    assert given is not None
    if given.shape != wanted:
        # 0-d, (1,) and (1, 1) are the same scalar in every layout rule.
        is_line = len(given.shape) == 1 and wanted == (given.size, 1)
        if is_scalar(given.shape) and is_scalar(wanted):
            given = given.reshape(wanted)
        elif is_line and not strict:
            trial.remarks.append(say("remark-column"))
            given = given.reshape(wanted)
        else:
            trial.mistake, trial.hint = _about_shape(trial)
            return
        trial.given = given
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


def compare(
    given: Array, truth: Truth
) -> tuple[Literal["agree", "differ", "unsure"], NDArray[np.bool_]]:
    """Judge an answer of the right shape: the verdict, and which entries differ.

    An entry differs where it is further from the truth than eight times the truth's own error
    allows, plus 1e-6 of the entry (or `Truth.relative`) and 1e-9 of the largest entry.  Entries
    that cannot be told from zero agree with zero.  Where the truth is unknown, or known to less
    than 2.5e-5 of itself, nothing is decided.
    """
    size, largest = np.abs(truth.value), np.max(np.abs(truth.value), initial=0.0)
    slack = 8 * truth.error
    none = (size < truth.zero) & (np.abs(given) < truth.zero) & (slack < truth.zero)
    wrong = np.abs(given - truth.value) > slack + truth.relative * size + 1e-9 * largest
    vague = truth.unknown | (slack > 2.5e-5 * np.maximum(size, 1e-3 * largest))
    wrong &= ~none & ~truth.unknown
    if np.any(wrong):
        return "differ", wrong
    return ("unsure" if np.any(vague & ~none) else "agree"), wrong


def _about_shape(trial: Trial) -> tuple[str, str]:
    given, wanted = trial.given, trial.truth.value.shape
    assert given is not None

    def tell(mistake: str, key: str) -> tuple[str, str]:
        shapes = say("shapes", given=shape_text(given.shape), wanted=shape_text(wanted))
        return mistake, f"{shapes} {say(key)}"

    is_derivative = trial.truth.shapes is not None
    if given.ndim == 1 and given.size == trial.truth.value.size and 1 in wanted:
        return tell("flattened", "flattened")
    if given.ndim == 2 and _is(trial, given.T):
        return tell(
            *(("other-layout",) * 2 if is_derivative else ("transposed", "value-transposed"))
        )
    if given.shape == wanted[::-1] and is_derivative:
        return tell("shape", "shape-other-layout")
    if given.size == trial.truth.value.size:
        return tell("shape", "shape-arrangement")
    if given.size == 1:
        return tell("shape", "shape-summed")
    return tell("shape", "shape" if is_derivative else "shape-value")


# --- all points together ------------------------------------------------------------------------


def name_mistake(wrong: list[Trial], all_wrong: bool, question: Question) -> tuple[str | None, str]:
    """Name what is common to all the points at which an answer is wrong.

    Returns
    -------
    mistake : str or None
        A key of `MISTAKES`; None where no kind of mistake fits.
    hint : str
    """
    named = [trial for trial in wrong if trial.mistake is not None]
    if named:
        return named[0].mistake, named[0].hint
    if not all_wrong:
        return None, say("sometimes")
    for detect in (
        _changed, _transposed, _proportional, _vec_order, _constant, _edited, _times_variable,
        _outer_factor,
        _symmetric_only, _extra_term, _same_number, _independent, _half_the_entries, _offset,
        _some_entries,
    ):  # fmt: skip
        if found := detect(wrong, question):
            return found
    return None, say("unnamed")


Found = tuple[str, str] | None


def _is(trial: Trial, candidate: Array) -> bool:
    """Whether another array is the truth at a trial's point."""
    return (
        candidate.shape == trial.truth.value.shape
        and compare(candidate, trial.truth)[0] != "differ"
    )


def _same(candidate: Array, given: Array | None) -> bool:
    """Whether an array is what the answer gave."""
    if given is None or candidate.shape != given.shape or not np.all(np.isfinite(candidate)):
        return False
    return bool(np.max(np.abs(candidate - given)) <= 1e-7 * (np.max(np.abs(given)) + 1e-12))


def _arguments(trial: Trial) -> list[Array]:
    return [array.copy() for array in trial.point.values()]


def _transposed(trials: list[Trial], _: Question) -> Found:
    if all(trial.given is not None and _is(trial, trial.given.T) for trial in trials):
        return "transposed", say("transposed")
    return None


def _ratio(trial: Trial) -> float | None:
    """The one number by which the truth must be multiplied to give the answer, if there is."""
    truth, given = trial.truth.value, trial.given
    scale = float(np.sum(truth * truth))
    if given is None or scale == 0:
        return None
    ratio = float(np.sum(truth * given)) / scale
    return ratio if abs(ratio) > 1e-6 and _is(trial, given / ratio) else None


def _proportional(trials: list[Trial], _: Question) -> Found:
    ratios = [ratio for trial in trials if (ratio := _ratio(trial)) is not None]
    if len(ratios) < len(trials):
        return None
    if np.allclose(ratios, -1.0, rtol=1e-5):
        return "sign", say("sign")
    # A single number is a multiple of any other: that alone proves nothing.
    entries = sum(trial.truth.value.size for trial in trials)
    if entries > 1 and np.allclose(ratios, ratios[0], rtol=1e-5):
        return "factor", say("factor", ratio=ratios[0])
    sizes = [{n for array in trial.point.values() for n in array.shape} for trial in trials]
    if min(t.truth.value.size for t in trials) > 1 < len(trials) and _by_size(ratios, sizes):
        return "factor", say("factor", ratio=ratios[0])
    return None


def _by_size(ratios: list[float], sizes: list[set[int]]) -> bool:
    """Whether the ratio is one of the sizes, or its inverse, at every point."""
    return all(
        any(np.isclose(abs(r), n) or np.isclose(abs(r), 1 / n) for n in s)
        for r, s in zip(ratios, sizes, strict=True)
    )


def _vec_order(trials: list[Trial], _: Question) -> Found:
    """Rows stacked in place of columns, on either side of a derivative in vec form."""

    def reordered(trial: Trial) -> Iterator[Array]:
        assert trial.truth.shapes is not None
        value = trial.truth.value
        orders = []
        for shape in trial.truth.shapes:
            rows = np.arange(int(np.prod(shape)))
            flat = shape if len(shape) == 2 else (rows.size, 1)
            orders.append((rows, rows.reshape(flat, order="F").reshape(-1)))
        for rows_of, columns_of in (orders, orders[::-1]):
            for first in rows_of:
                for second in columns_of:
                    if value.shape == (first.size, second.size):
                        yield value[np.ix_(first, second)]

    if any(t.truth.shapes is None or t.given is None for t in trials):
        return None
    if all(any(_same(v, t.given) for v in reordered(t)) for t in trials):
        return "vec-order", say("vec-order")
    return None


class _Copying(np.ndarray[Any, np.dtype[np.float64]]):
    """An array in which arithmetic never writes: ``x += y`` makes a new array."""

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        result = getattr(ufunc, method)(*(np.asarray(i) for i in inputs), **options)
        return result.view(_Copying) if isinstance(result, np.ndarray) else result


def _changed(trials: list[Trial], question: Question) -> Found:
    if not all(trial.changed for trial in trials):
        return None
    for trial in trials:
        value = question.value([array.view(_Copying) for array in _arguments(trial)])
        if value is None or not _is(trial, np.asarray(value).reshape(trial.truth.value.shape)):
            return None
    return "changed-argument", say("changed-argument", names=", ".join(trials[0].changed))


def _elsewhere(trial: Trial, name: str) -> list[Array]:
    """The trial's point with one symbol moved."""
    return [a * 1.25 + 0.125 if n == name else a.copy() for n, a in trial.point.items()]


def _ignored(trial: Trial, question: Question) -> list[str]:
    """The symbols on which the truth depends and the answer does not."""
    ignored = []
    for name in trial.point:
        value = question.value(_elsewhere(trial, name))
        if value is None or trial.given is None or value.size != trial.given.size:
            continue
        if np.array_equal(value.reshape(trial.given.shape), trial.given):
            try:
                truth = question.truth(_elsewhere(trial, name))
            except MatcalcError:
                continue
            if compare(trial.truth.value, truth)[0] == "differ":
                ignored.append(name)
    return ignored


def _constant(trials: list[Trial], question: Question) -> Found:
    names = [*trials[0].point]
    values = [question.value(_elsewhere(trials[0], name)) for name in names]
    fixed = all(v is not None and trials[0].given is not None and v.size == trials[0].given.size
                and np.array_equal(v.reshape(trials[0].given.shape), trials[0].given)
                for v in values)  # fmt: skip
    if fixed and _ignored(trials[0], question):
        return "hard-coded", say("hard-coded")
    return None


def _edited(trials: list[Trial], question: Question) -> Found:
    """One edit of the closed form."""
    for variants in question.variants():
        matching = {
            mistake
            for mistake, value in variants
            if all(_same(value(_arguments(trial)), trial.given) for trial in trials)
        }
        for mistake in LIKELIEST:
            if mistake in matching:
                return mistake, _hint(mistake, trials[0], question)
    return None


def _hint(mistake: str, trial: Trial, question: Question) -> str:
    if mistake == "factor":
        return say("term-factor")
    if mistake == "not-dependent":
        ignored = _ignored(trial, question)
        return say(mistake, name=ignored[0]) if ignored else say("missing-factor")
    place = ", ".join(str(i + 1) for i in trial.where[0]) if trial.where else ""
    return say(mistake, place=place)


def _times_variable(trials: list[Trial], question: Question) -> Found:
    """The truth multiplied by the variable entry by entry, as broadcasting allows."""
    name = question.variable
    if name is None:
        return None
    for trial in trials:
        x, truth = trial.point[name], trial.truth.value
        if x.ndim != 2:
            return None
        products = [
            truth * v
            for v in (x, x.T)
            if all(a in (1, b) for a, b in zip(v.shape, truth.shape, strict=True))
        ]
        if not any(_same(product, trial.given) for product in products):
            return None
    return "elementwise-product", say("elementwise-product")


def _outer_factor(trials: list[Trial], _: Question) -> Found:
    ratios = [_ratio(trial) for trial in trials]
    enough = len(trials) > 1 and all(trial.truth.value.size > 1 for trial in trials)
    if enough and all(ratio is not None for ratio in ratios):
        return "missing-outer-factor", say("missing-outer-factor")
    return None


def _symmetric_only(trials: list[Trial], question: Question) -> Found:
    square = [
        name
        for name, array in trials[0].point.items()
        if array.ndim == 2 and array.shape[0] == array.shape[1] > 1
    ]
    for names in [*([name] for name in square), square]:
        if names and all(_holds_symmetric(trial, question, names) for trial in trials):
            return "symmetric-only", say("symmetric-only", name=", ".join(names))
    return None


def _holds_symmetric(trial: Trial, question: Question, names: list[str]) -> bool:
    """Whether the answer is right once some of the matrices are made symmetric."""
    point = [(a + a.T) / 2 if name in names else a.copy() for name, a in trial.point.items()]
    value = question.value(point)
    try:
        truth = question.truth(point)
    except MatcalcError:
        return False
    if value is None or value.size != truth.value.size:
        return False
    return compare(value.reshape(truth.value.shape), truth)[0] != "differ"


def _extra_term(trials: list[Trial], question: Question) -> Found:
    for value in question.extras():
        if all(t.given is not None and _is(t, t.given - value(_arguments(t))) for t in trials):
            return "extra-term", say("extra-term")
    return None


def _same_number(trials: list[Trial], question: Question) -> Found:
    """The same number added to every entry, or down the diagonal, at every point."""
    numbers = []
    for trial in trials:
        assert trial.given is not None
        offset = trial.given - trial.truth.value
        patterns: list[Array] = [np.ones(offset.shape)]
        if offset.ndim == 2:
            patterns.append(np.eye(*offset.shape))
        for pattern in patterns:
            number = offset.flat[0]
            if np.allclose(offset, number * pattern, rtol=1e-6, atol=1e-9 * abs(number)):
                numbers.append(float(number))
                break
    if len(numbers) == len(trials) > 1 and np.allclose(numbers, numbers[0], rtol=1e-6):
        return "constant-offset", say("constant-offset", name=question.variable or "")
    return None


def _offset(trials: list[Trial], question: Question) -> Found:
    """The difference from the truth stays when the variable moves, and the truth does not."""
    name = question.variable
    if name is None:
        return None
    for trial in trials:
        point = _elsewhere(trial, name)
        value = question.value(point)
        try:
            truth = question.truth(point)
        except MatcalcError:
            return None
        if value is None or trial.given is None or value.size != truth.value.size:
            return None
        if compare(trial.truth.value, truth)[0] != "differ":
            return None
        offset = trial.given - trial.truth.value
        moved = value.reshape(truth.value.shape) - truth.value
        if np.max(np.abs(offset - moved)) > 1e-6 * np.max(np.abs(offset)):
            return None
    return "constant-offset", say("constant-offset", name=name)


def _independent(trials: list[Trial], question: Question) -> Found:
    common = _ignored(trials[0], question)
    if common:
        return "not-dependent", say("not-dependent", name=common[0])
    return None


def _half_the_entries(trials: list[Trial], question: Question) -> Found:
    return _some_entries(trials, question, 0.5)


def _some_entries(trials: list[Trial], _: Question, share: float = 0.99) -> Found:
    """At most a share of the entries that are not zero anyway is wrong."""
    for trial in trials:
        if trial.given is None:
            return None
        differing = compare(trial.given, trial.truth)[1]
        present = (np.abs(trial.truth.value) > trial.truth.zero) | differing
        if differing.sum() > share * present.sum():
            return None
    place = ", ".join(str(i + 1) for i in trials[0].where[0]) if trials[0].where else ""
    return "entries", say("entries", place=place)
