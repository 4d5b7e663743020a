"""Name the mistake in a wrong answer.

`attempt` calls the answer at one point and compares it with the truth there; `name_mistake`
looks at all the points together and says what kind of mistake fits every one of them.  Both see
the question and the answer alone, so a diagnosis depends neither on names nor on sizes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.expression import Expression
from matcalc.layout import Shape, is_scalar, shape_text
from matcalc.messages import say
from matcalc.report import Verdict, sentence
from matcalc.texts import MISTAKES
from matcalc.values import Array, as_numbers, quietly

__all__ = ["FATAL", "Question", "Trial", "Truth", "attempt", "name_mistake"]

FATAL = {"not-attempted", "raised"}  # there is no point in trying another point


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


def name_mistake(wrong: list[Trial], all_wrong: bool, question: Question) -> tuple[str | None, str]:
    """Name what is common to all the points at which an answer is wrong.

    Returns
    -------
    mistake : str or None
        A key of `MISTAKES`; None where no kind of mistake fits.
    hint : str
    """
    for trial in wrong:
        if trial.mistake is not None:
            return trial.mistake, trial.hint
    if not all_wrong:
        return None, say("sometimes")
    return next(_readings(wrong, question), (None, say("unnamed")))


def _readings(trials: list[Trial], question: Question) -> Iterator[tuple[str, str]]:
    """The mistakes that explain the answer at every point, with their hints, the surest first.

    Most are found by undoing them: what is left must be the truth.
    """
    first, variable = trials[0], question.variable or ""
    place = ", ".join(str(i + 1) for i in first.where[0]) if first.where else ""

    if all(t.changed and _is_truth(_on_copies(t, question), t.truth) for t in trials):
        yield "changed-argument", say("changed-argument", names=", ".join(first.changed))
    if all(_is_truth(t.given.T, t.truth) for t in trials):
        yield "transposed", say("transposed")
    if all(_is_truth(-t.given, t.truth) for t in trials):
        yield "sign", say("sign")

    ratios = [ratio for t in trials if (ratio := _ratio(t))]
    # A single number is a multiple of any other: that alone proves nothing.
    is_multiple = len(ratios) == len(trials) and sum(t.given.size for t in trials) > 1
    is_outer = is_multiple and len(trials) > 1 and all(t.given.size > 1 for t in trials)
    is_constant = is_multiple and np.allclose(ratios, ratios[0], rtol=1e-5)
    if is_constant or (is_outer and all(map(_is_size, ratios, trials))):
        yield "factor", say("factor", ratio=ratios[0])
    if all(any(_is_truth(given, t.truth) for given in _by_columns(t)) for t in trials):
        yield "vec-order", say("vec-order")

    ignored = [name for name in first.point if _is_ignored(name, first, question)]
    missing = (name for name in ignored if _matters(name, first, question))
    if len(ignored) == len(first.point) and any(missing):
        yield "hard-coded", say("hard-coded")

    for variants in question.variants():
        found = {
            mistake
            for mistake, variant in variants
            if all(_same(_value(variant, t), t.given) for t in trials)
        }
        for mistake in sorted(found, key=[*MISTAKES].index):
            yield mistake, say("term-factor" if mistake == "factor" else mistake, place=place)

    if variable and all(_is_product(t, t.point[variable]) for t in trials):
        yield "elementwise-product", say("elementwise-product")
    if is_outer:
        yield "missing-outer-factor", say("missing-outer-factor")
    for extra in question.extras():
        if all(_is_truth(t.given - _value(extra, t), t.truth) for t in trials):
            yield "extra-term", say("extra-term")
    number = (first.given - first.truth.value).flat[0]
    if len(trials) > 1 and all(_is_raised(t, number) for t in trials):
        yield "constant-offset", say("constant-offset", name=variable)

    square = [n for n, a in first.point.items() if a.ndim == 2 and a.shape[0] == a.shape[1] > 1]
    for names in [*([name] for name in square), square]:
        if names and all(_is_right_if_symmetric(t, question, names) for t in trials):
            yield "symmetric-only", say("symmetric-only", name=", ".join(names))
    for name in missing:
        yield "not-dependent", say("not-dependent", name=name)
    if variable and all(_offset_stays(t, question, variable) for t in trials):
        yield "constant-offset", say("constant-offset", name=variable)
    if all(_some_are_right(t) for t in trials):
        yield "entries", say("entries", place=place)


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
    """Whether a variant has the answer's values, to seven digits of the largest."""
    slack = 1e-7 * np.max(np.abs(given), initial=0.0)
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
