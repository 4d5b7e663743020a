"""An answer at one point: what it gives there, beside the truth.

`attempt` calls the answer and compares; what is the matter at this point alone (an exception, a
shape, entries that are no numbers) is said here.  What all points have in common is for
`matcalc.diagnosis.readings`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcalc.advice import Complaint, advice_on
from matcalc.diagnosis.called import called_with
from matcalc.diagnosis.programs import Place, arguments_of, place_of
from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.numerics.layout import Shape, is_scalar, shape_text
from matcalc.numerics.truth import Truth, compare, judge
from matcalc.numerics.values import Array, as_numbers, quietly
from matcalc.report import Verdict, sentence

__all__ = ["FATAL", "Trial", "attempt", "is_truth", "names_of"]

FATAL = {"not-attempted", "raised", "condition"}  # there is no point in trying another point


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
    wrong: NDArray[np.bool_] | None = None
    remarks: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    line: int | None = None  # of the answer, at which it failed
    is_singular: bool = False  # whether the answer inverts a singular matrix here

    def arguments(self, move: Callable[[Array], Array] = np.copy, *names: str) -> list[Array]:
        """Copies of the point's arrays, those of some symbols moved."""
        return [move(a) if n in names else a.copy() for n, a in self.point.items()]


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
        if isinstance(error, AssertionError) and str(error):  # of the check, which says what it is
            trial.mistake = "condition"
            trial.hint = say("condition", shapes=_with_shapes(answer, point), error=error)
            return trial
        trial.mistake, trial.is_singular = "raised", "Singular" in str(error)
        place = place_of(error)
        trial.line = place.line if place else None
        trial.hint = say(
            "raised", shapes=_with_shapes(answer, point), error=_about_exception(error, place)
        )
        return trial
    if value is Ellipsis or value is NotImplemented:
        trial.mistake, trial.hint = "not-attempted", say("not-attempted")
        return trial
    trial.changed = [n for n in point if not np.array_equal(arguments[n], point[n])]
    if trial.changed:
        trial.remarks.append(say("remark-changed", names=say("list-comma").join(trial.changed)))
    try:
        trial.given = as_numbers(value, say("your-answer"))
    except MatcalcError as error:
        trial.mistake, trial.hint = "shape", sentence(error)
        if isinstance(value, list) and any(
            np.ndim(entry) == 1 for entry in value if _is_array(entry)
        ):
            trial.hint += say("between-sentences") + say("advice-entries")
        return trial
    _compare(trial, answer, strict)
    return trial


def _is_array(value: object) -> bool:
    return isinstance(value, np.ndarray)


def _about_exception(error: BaseException, place: Place | None) -> str:
    try:
        message = (str(error).strip().splitlines() or [""])[0][:300]
    except Exception:  # its own text may fail
        message = ""
    inner = re.search(r"\(size (\d+) is different from (\d+)\)", message)
    key, values = "error-other", {"message": message}
    if inner:  # NumPy's words for it are hard to read
        key, values = "raised-sizes", {"a": inner[2], "b": inner[1]}
    elif "broadcast" in message or "aligned" in message:
        key = "raised-shapes"
    elif not message:
        key = "error-only"
    where = say("raised-at", line=place.line, text=place.text) if place and place.text else ""
    said = say(key, kind=type(error).__name__, where=where, **values)
    text = place.text if place else ""
    advice = advice_on(Complaint(type(error).__name__, message, text, arguments_of(error)))
    return f"{said}{say('between-sentences')}{advice}" if advice else said


def _with_shapes(answer: object, point: Mapping[str, Array]) -> str:
    """What the learner's function was called with, and the shapes."""
    names = names_of(answer, list(point))
    call = called_with(answer, list(point.values()))
    shown: Mapping[str, Any] = (
        call.arguments if call else dict(zip(names, point.values(), strict=True))
    )
    return say("list-comma").join(
        f"{name} = {value}"
        if isinstance(value, int | float)
        else f"{name} ({_shape(np.shape(value))})"
        for name, value in shown.items()
    )


def _shape(shape: Shape) -> str:
    return say("a-scalar") if shape == () else shape_text(shape)


def names_of(answer: object, symbols: Sequence[str]) -> list[str]:
    """What an answer calls its arguments, if it has a name for each; else the symbols."""
    try:
        parameters = inspect.signature(answer).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return list(symbols)
    kinds = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    names = [parameter.name for parameter in parameters if parameter.kind in kinds]
    return names if len(names) == len(symbols) == len(parameters) else list(symbols)


def _compare(trial: Trial, answer: object, strict: bool) -> None:
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
    trial.verdict, wrong = judge(answer, trial.point, given, trial.truth)
    trial.wrong = wrong
    if trial.verdict == "differ":
        index = np.unravel_index(int(np.argmax(np.where(wrong, gap, -1.0))), gap.shape)
        where = tuple(int(i) for i in index)
        trial.where = where, float(trial.truth.value[where]), float(given[where])


def is_truth(candidate: Array | None, truth: Truth) -> bool:
    """Whether a value is the right one, as far as it is known."""
    if candidate is None:
        return False
    if candidate.shape != truth.value.shape:
        if not (is_scalar(candidate.shape) and is_scalar(truth.value.shape)):
            return False
        candidate = candidate.reshape(truth.value.shape)
    return bool(np.all(np.isfinite(candidate))) and compare(candidate, truth)[0] != "differ"


def _about_shape(trial: Trial) -> tuple[str, str]:
    """The mistake, and the hint, of the first reason for another shape that applies."""
    given, wanted = trial.given, trial.truth.value.shape
    is_value, is_turned = trial.truth.shapes is None, is_truth(given.T, trial.truth)
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
    shapes = say("shapes", given=_shape(given.shape), wanted=_shape(wanted))
    return mistake, f"{shapes}{say('between-sentences')}{say(key)}"
