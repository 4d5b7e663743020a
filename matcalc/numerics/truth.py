"""What is true of a question at one point, how well it is known, and whether an answer meets it.

A derivative is found numerically, with an estimate of its error.  Where the question is a formula,
its closed form is computed too: where the two confirm one another, the closed form's value, which
knows more digits, is the truth.  An entry is judged by the errors of the truth and of the answer,
each of which is measured; where they leave it open, nothing is decided.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcalc.messages import say
from matcalc.numerics.layout import Layout, Shape, arrange
from matcalc.numerics.numeric import Partials, partials
from matcalc.numerics.tolerances import (
    FAINT,
    FEW_DIGITS,
    HIDDEN,
    NUDGES,
    OF_LARGEST,
    RELATIVE,
    ROUNDED,
    ROUNDING,
    SAFETY,
    SHAKY,
    STILL,
    VAGUE,
    VAGUE_SIZE,
    VALUE_RELATIVE,
    ZERO,
)
from matcalc.numerics.values import Array, as_finite, as_numbers
from matcalc.report import Verdict

__all__ = ["Truth", "compare", "hides", "judge", "of_derivative", "of_value", "shakiness"]

Function = Callable[..., object]


@dataclass(frozen=True, eq=False)
class Truth:
    """The right value at one point, and how well it is known; the arrays have one shape."""

    value: Array
    error: Array
    unknown: NDArray[np.bool_]  # at a kink, or where it has no value
    shaky: float = 0.0  # how much of the question's value is made of rounding here
    relative: float = RELATIVE  # what an entry may differ by, relative to itself
    shapes: tuple[Shape, Shape] | None = None  # of function and variable, for a derivative


def of_derivative(
    function: Function,
    point: list[Array],
    position: int,
    layout: Layout,
    structure: str | None = None,
    closed: Function | None = None,
) -> Truth:
    """The derivative of a function by one of its arguments, in a layout.

    Parameters
    ----------
    function : callable
        Takes the point's arrays by position.
    position : int
        Of the argument to differentiate by.
    structure : str, optional
        ``"symmetric"`` or ``"diagonal"``: differentiate by the free parameters of that argument.
    closed : callable, optional
        The closed form in the same layout.
    """

    def of_variable(value: Array) -> object:
        copies = [array.copy() for array in point]
        copies[position] = value
        return function(*copies)

    x, y = point[position], as_finite(of_variable(point[position]), say("the-value"))
    shaky = shakiness(function, point, y)
    if shaky > FAINT and _is_sum_to_zero(function, point, shaky):
        shaky = 0.0
    if shaky > FAINT:
        nothing = np.zeros(arrange(np.zeros(y.shape + x.shape), y.shape, x.shape, layout).shape)
        return Truth(nothing, nothing, nothing == 0, shaky, shapes=(y.shape, x.shape))
    truth = replace(_arranged(partials(of_variable, x), layout, structure), shaky=shaky)
    return _confirmed(truth, closed, point) if closed else truth


def _arranged(found: Partials, layout: Layout, structure: str | None) -> Truth:
    """The numerical derivative and what is known of its error, in a layout."""
    shapes = found.y.shape, found.x.shape
    value, error, kink = (
        arrange(table, *shapes, layout) for table in (found.value, found.error, found.kink)
    )
    if structure == "symmetric":  # an entry off the diagonal stands in two places
        value = value + value.T - np.diag(np.diag(value))
        error = error + error.T
    elif structure == "diagonal":
        value, error = np.diag(np.diag(value)), np.diag(np.diag(error))
        kink = np.diag(np.diag(kink))
    unknown = (kink != 0) | ~np.isfinite(value) | ~np.isfinite(error)
    value, error = np.nan_to_num(value), np.nan_to_num(error, posinf=0.0)
    return Truth(value, error, unknown, shapes=shapes)


def _confirmed(truth: Truth, closed: Function, point: list[Array]) -> Truth:
    """The truth by the closed form, wherever the numerical derivative is near it."""
    try:
        value = as_numbers(closed(*(array.copy() for array in point)), "the closed form")
    except Exception:  # no value here, as the inverse of a singular matrix
        return truth
    if value.shape != truth.value.shape:
        return truth
    near = np.abs(value - truth.value) <= SAFETY * truth.error + RELATIVE * np.abs(value)
    near &= np.isfinite(value) & ~truth.unknown
    error = np.fmax(_rounding(closed, point, value), np.fmin(truth.error, ZERO))
    error = np.where(near, error, truth.error)
    value = np.where(near, value, truth.value)
    return replace(truth, value=value, error=error)


def of_value(function: Function, point: list[Array]) -> Truth:
    """The value of a reference, which nothing is known of beside what it rounds."""
    value = as_finite(function(*(array.copy() for array in point)), say("the-reference"))
    # Rounding, relative to the value, or to the arguments where the value is zero.
    largest = float(np.max(np.abs(value)))
    error = np.full(value.shape, ROUNDING * largest)
    error[value == 0] = ROUNDING * max(largest, *(np.max(np.abs(array)) for array in point))
    unknown = np.zeros(value.shape, bool)
    return Truth(value, error, unknown, relative=VALUE_RELATIVE)


def _nudged(point: list[Array], size: float, rng: np.random.Generator) -> list[Array]:
    """Copies of the arguments, each entry moved by at most so much of itself."""
    return [array * (1 + size * rng.uniform(-1, 1, array.shape)) for array in point]


def shakiness(function: Function, point: list[Array], value: Array) -> float:
    """How much of a value is made of rounding: how far it moves when the point hardly does.

    So does the inverse of a matrix that is singular but for rounding; 0 for an ordinary value.
    What rounding leaves is one of few numbers, and may stay the same by chance: the point is moved
    several times.
    """
    rng, largest = np.random.default_rng(0), float(np.max(np.abs(value), initial=0.0))
    most = 0.0
    for size in NUDGES:
        try:
            moved = as_numbers(function(*_nudged(point, size, rng)), "the value")
            change = float(np.max(np.abs(moved.reshape(value.shape) - value), initial=0.0))
        except Exception:  # outside the domain, which the point just touches
            return np.inf
        if not change <= SHAKY * size * largest:
            most = max(most, change) if change <= np.inf else np.inf
    return most


def _is_sum_to_zero(function: Function, point: list[Array], shaky: float) -> bool:
    """Whether terms cancel: the value moves by no more than its partial derivatives say."""
    most = 0.0
    for position, x in enumerate(point):

        def of_one(value: Array, position: int = position) -> object:
            return function(*(value if i == position else a.copy() for i, a in enumerate(point)))

        try:
            found = partials(of_one, x)
        except Exception:  # outside the domain, which the point just touches
            return False
        size = float(np.max(np.abs(found.value), initial=0.0))
        if not np.max(found.error, initial=0.0) <= VAGUE * size / SAFETY and size > 0:
            return False
        moved = np.abs(found.value).reshape(-1, x.size) @ np.abs(x).ravel()
        most += float(np.max(moved, initial=0.0))
    return shaky <= 2 * max(NUDGES) * most


def _rounding(function: Function, point: list[Array], value: Array) -> Array:
    """What a value may have lost to rounding: how far it moves when the last digits do.

    Measured at three points that float64 can hardly tell from this one; not finite where the
    function has no value there.
    """
    rng, spread = np.random.default_rng(0), np.zeros(value.shape)
    for _ in range(3):
        try:
            moved = as_numbers(function(*_nudged(point, ROUNDED, rng)), "the value")
            spread = np.fmax(spread, np.abs(moved.reshape(value.shape) - value))
        except Exception:  # a stranger's function may raise anything
            return np.full(value.shape, np.inf)
    return spread


def compare(
    given: Array, truth: Truth, noise: Array | None = None
) -> tuple[Verdict, NDArray[np.bool_]]:
    """Judge an answer of the right shape: the verdict, and which entries differ.

    An entry differs where it is further from the truth than the truth's own error allows, with a
    share of the entry (`Truth.relative`) and the answer's own noise: what rounding beside the
    largest entry may cost, unless it was measured.  Where the truth is unknown, or vague and not
    known to be zero, nothing is decided.  The numbers stand in `matcalc.numerics.tolerances`.
    """
    size, largest = np.abs(truth.value), np.max(np.abs(truth.value), initial=0.0)
    slack, gap = SAFETY * truth.error, np.abs(given - truth.value)
    most = OF_LARGEST * largest
    own = most if noise is None else np.fmin(SAFETY * noise, max(most, ZERO))
    wrong = ~truth.unknown & (gap > slack + truth.relative * size + own)
    # What no step moved does not depend on the variable, as far as any number can tell.
    still = (size == 0) & (slack <= STILL * max(1.0, largest)) & (np.abs(given) <= own)
    none = (np.maximum(size, np.abs(given)) <= slack + own) & (truth.error <= ZERO)
    vague = (slack > VAGUE * np.maximum(size, VAGUE_SIZE * largest)) | (slack > FEW_DIGITS * size)
    if np.any(wrong):
        return "differ", wrong
    is_open = truth.unknown | (vague & ~still & ~none)
    return ("unsure" if np.any(is_open) else "agree"), wrong


def judge(
    answer: object, point: Mapping[str, Array], given: Array, truth: Truth
) -> tuple[Verdict, NDArray[np.bool_]]:
    """Compare an answer's value with the truth, and measure the answer's noise where it matters.

    The noise of an array is not to be measured: an array that is off by what rounding may cost,
    and by more than rounding must, is left undecided.
    """
    verdict, wrong = compare(given, truth)
    if verdict == "differ" or compare(given, truth, np.zeros(given.shape))[0] != "differ":
        return verdict, wrong
    if callable(answer):
        return compare(given, truth, _rounding(answer, list(point.values()), given))
    least = np.full(given.shape, ROUNDED * np.max(np.abs(truth.value), initial=0.0))
    verdict, wrong = compare(given, truth, least)
    return ("unsure" if verdict == "differ" else verdict), wrong


def hides(sizes: Sequence[Sequence[float]]) -> bool:
    """Whether one of the terms of a sum is nothing beside the others, at every point.

    Parameters
    ----------
    sizes : sequence
        At each point, the largest entry of each term.

    Examples
    --------
    >>> hides([[2.0, 1e-14], [3.0, 1e-12]]), hides([[2.0, 1e-14], [3.0, 1.0]])
    (True, False)
    """
    return any(
        all(size <= HIDDEN * max(each) for size, each in zip(term, sizes, strict=True))
        for term in zip(*sizes, strict=True)
    )
