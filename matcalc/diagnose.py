"""Name the mistake in a wrong answer.

`attempt` calls the answer at one point and compares it with the truth there; `name_mistake`
looks at all the points together and says what kind of mistake fits every one of them.  Both see
the question's values and the answer alone, so a diagnosis does not depend on names or sizes.
A hint says where to look, never the missing expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.layout import is_scalar, shape_text
from matcalc.values import as_numbers, quietly

__all__ = ["FATAL", "MISTAKES", "Trial", "Truth", "attempt", "name_mistake"]

Array = NDArray[np.float64]

MISTAKES = {
    "not-attempted": "the answer is still the stub",
    "raised": "the answer raised an exception",
    "not-finite": "the answer has entries that are not finite numbers",
    "shape": "the answer has another shape, or is no array of numbers",
    "flattened": "the answer is 1-D where a column or row was asked for",
    "other-layout": "the answer is right in the other layout",
    "transposed": "the answer is the transpose of the right one",
    "sign": "the answer is the right one with the opposite sign",
    "factor": "the answer is the right one times a constant",
}
FATAL = {"not-attempted", "raised"}  # there is no point in trying another point


@dataclass(frozen=True, eq=False)
class Truth:
    """The right value at one point, and how well it is known; the arrays have one shape."""

    value: Array
    error: Array
    unknown: NDArray[np.bool_]  # at a kink, or where it has no value
    zero: Array  # entries below this are zero as far as can be known
    relative: float = 1e-6  # what an entry may differ by, relative to itself
    has_layout: bool = True  # a derivative, of which there are two layouts


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
        trial.hint = f"Called with {shapes}, your answer raised {_about_exception(error)}"
        return trial
    if value is Ellipsis or value is NotImplemented:
        trial.mistake = "not-attempted"
        trial.hint = "Replace the stub by your answer, then run this cell again."
        return trial
    changed = [name for name in point if not np.array_equal(arguments[name], point[name])]
    if changed:
        trial.remarks.append(
            f"your answer changed its argument {', '.join(changed)} in place; work on a copy"
        )
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
        message = f"a matrix product has inner sizes {inner[2]} and {inner[1]}, which must be equal"
    elif "broadcast" in message or "aligned" in message:
        message += "; do the shapes fit"
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
            trial.remarks.append("your 1-D array was read as a column; a column has two axes")
            given = given.reshape(wanted)
        else:
            trial.mistake, trial.hint = _about_shape(trial)
            return
        trial.given = given
    if not np.all(np.isfinite(given)):
        trial.mistake = "not-finite"
        trial.hint = (
            "Some entries of your answer are not finite numbers: is there a division by zero, or "
            "a logarithm or root of a negative number?"
        )
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
    that cannot be told from zero agree with zero.  Where the truth is unknown, or
    known to less than 2.5e-5 of itself, nothing is decided.
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


def name_mistake(wrong: list[Trial], all_wrong: bool) -> tuple[str | None, str]:
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
    trials = [trial for trial in wrong if trial.given is not None]
    if not all_wrong:
        return None, (
            "Your answer is right at some points and wrong at others: does it hold for every "
            "size and every argument?"
        )
    if all(_is(trial, trial.given.T) for trial in trials if trial.given is not None):
        return "transposed", (
            "Your answer is the transpose of the right one, or right in the other layout: which "
            "index runs down the rows?"
        )
    ratios = [_ratio(trial) for trial in trials]
    if all(ratio is not None for ratio in ratios):
        known = [ratio for ratio in ratios if ratio is not None]
        if np.allclose(known, -1.0, rtol=1e-5):
            return "sign", "Every entry of your answer has the opposite sign: where is it lost?"
        # A single number is a multiple of any other: that alone proves nothing.
        entries = sum(trial.truth.value.size for trial in trials)
        if entries > 1 and np.allclose(known, known[0], rtol=1e-5):
            return "factor", (
                f"Every entry of your answer is {known[0]:.6g} times the right one: "
                "where could a constant factor come from, or get lost?"
            )
    return None, "Compare the entry above with your derivation, component by component."


def _is(trial: Trial, candidate: Array) -> bool:
    """Whether another array is the truth at a trial's point."""
    return (
        candidate.shape == trial.truth.value.shape
        and compare(candidate, trial.truth)[0] != "differ"
    )


def _ratio(trial: Trial) -> float | None:
    """The one number by which the truth must be multiplied to give the answer, if there is."""
    truth, given = trial.truth.value, trial.given
    scale = float(np.sum(truth * truth))
    if given is None or scale == 0:
        return None
    ratio = float(np.sum(truth * given)) / scale
    return ratio if abs(ratio) > 1e-6 and _is(trial, given / ratio) else None


def _about_shape(trial: Trial) -> tuple[str, str]:
    given, wanted = trial.given, trial.truth.value.shape
    assert given is not None
    shapes = f"Your answer is {shape_text(given.shape)}, expected {shape_text(wanted)}."
    if given.ndim == 1 and given.size == trial.truth.value.size and 1 in wanted:
        return "flattened", (f"{shapes} A 1-D array is neither a column nor a row: keep both axes.")
    if given.ndim == 2 and _is(trial, given.T):
        if not trial.truth.has_layout:
            return "transposed", f"{shapes} Its values are right once transposed."
        return "other-layout", (
            f"{shapes} Its values are right in the other layout: which of the two, function or "
            "variable, runs down the rows here?"
        )
    if given.shape == wanted[::-1]:
        return "shape", f"{shapes} That is the shape of the other layout, but its values differ."
    if given.size == trial.truth.value.size:
        return "shape", f"{shapes} The number of entries is right, their arrangement is not."
    if given.size == 1:
        return "shape", f"{shapes} Was something summed up that should stay apart?"
    if not trial.truth.has_layout:
        return "shape", f"{shapes} Which shapes do the arguments have, and what becomes of them?"
    return "shape", f"{shapes} How many partial derivatives are there, and how are they arranged?"
