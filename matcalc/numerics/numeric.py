"""Numerical derivatives that know how far they can be trusted.

One derivative along one coordinate is the limit of central differences.  Three steps are tried
first, far apart: where what they are extrapolated to agrees, that is the derivative, and their
disagreement its error.  Elsewhere the steps are halved 26 times, the differences are extrapolated
to step zero (Ridders' form of Richardson's method), and the entry of the extrapolation table with
the smallest estimated error is taken.  The estimate adds the disagreement between neighbouring
entries to the rounding error, for which the noise of the function is measured, not assumed.

Steps are in proportion to the coordinate.  A coordinate that is small beside the others, or beside
1, may be so by nature or be what rounding has left of a zero: it is tried with steps of its own
size first, and with larger ones where these lose the digits; larger steps, which may overlook what
is near, are believed where the smaller ones do not contradict them.

Sources: C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", *Advances in
Engineering Software* 4 (1982) 75–76; J. J. Moré and S. M. Wild, "Estimating computational
noise", *SIAM Journal on Scientific Computing* 33 (2011) 1292–1314.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import comb, log2
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcalc.errors import MatcalcError, UncertainDerivative
from matcalc.messages import say
from matcalc.numerics.layout import Layout, arrange, is_scalar, shape_text
from matcalc.numerics.tolerances import CONFIRMED, CONFIRMING, KINK_CLEAR, SAFETY, VAGUE
from matcalc.numerics.values import Array, as_finite, as_function, as_numbers, quietly

__all__ = ["Partials", "gradient", "hessian", "jacobian", "partials"]

Function = Callable[[Any], object]

HALVINGS = 26  # from a quarter of the coordinate down to about 1e-8 of it
SCALE: Array = np.array([2.0**-k for k in range(HALVINGS)])
COLUMNS = 5  # of the extrapolation table: the error falls as step², step⁴, … step¹⁰
# The three steps, of the coordinate; no powers of two, by which what is rounded to few digits moves
# without rounding.
FEW: Array = 0.7391 * np.array([2.0**-7, 2.0**-10, 2.0**-13])
FEW_SECOND: Array = 0.7391 * np.array(
    [2.0**-3, 2.0**-5, 2.0**-7]
)  # the same for second derivatives
SMALL = 2.0**-10  # beside the largest coordinate, or 1: a smaller one may be rounding
SETTLED = 1e-7  # relative error with which no other steps are tried
SETTLED_SECOND = 1e-6
NEGLIGIBLE = 1e-8  # an error that small beside the largest value, or 1, is no reason to warn
SPACINGS = 2.0 ** -np.arange(30, 9, -4)  # of points where noise is measured, of the first step
# Where one-sided slopes are compared: at these steps, and at others that many halvings before.
KINK_STEPS, KINK_APART = (HALVINGS - 1, HALVINGS - 7, HALVINGS - 13), 6
UNIT_ROUNDOFF = 2.0**-53
SMALLEST = 2.0**-990  # a coordinate below this, whose steps would underflow, counts as zero


@dataclass(frozen=True, eq=False)
class Partials:
    """Every entry of y differentiated by every entry of x, without a layout.

    Attributes
    ----------
    value : array, shape y + x
        ``value[i, j, k, l]`` is the derivative of ``y[i, j]`` by ``x[k, l]``.
    error : array, shape y + x
        The estimated absolute error of each entry of ``value``.
    kink : array of bool, shape y + x
        Where the derivatives from the left and from the right differ.
    y : array
        The function's value at x.
    x : array
        The point.
    """

    value: Array
    error: Array
    kink: NDArray[np.bool_]
    y: Array
    x: Array

    def arrange(self, *, layout: Layout | str = Layout.DENOMINATOR) -> Array:
        """Return ``value`` as a layout arranges it (see `matcalc.numerics.layout.arrange`)."""
        return arrange(self.value, self.y.shape, self.x.shape, layout)

    def __repr__(self) -> str:
        where = f", {int(self.kink.sum())} at a kink" if self.kink.any() else ""
        with np.printoptions(precision=6, suppress=True):
            return (
                f"Partials of y, {shape_text(self.y.shape)}, by x, {shape_text(self.x.shape)}: "
                f"{self.value.size} derivatives, errors up to {self.error.max():.1e}{where}\n"
                f"{self.value}"
            )


class _Evaluator:
    """A function at points near x: flat float64 values, NaN where it has none."""

    def __init__(self, function: Function, point: ArrayLike) -> None:
        self.function = as_function(function)
        self.x = as_finite(point, "x")
        self.name = say("the-value")
        self.y = as_finite(function(self.x.copy()), self.name)

    def at(self, *moves: tuple[int, float]) -> Array:
        """The function after steps along some coordinates of x."""
        x = self.x.copy()
        for index, step in moves:
            x.flat[index] += step
        try:
            y = as_numbers(self.function(x), self.name)
        except Exception:  # outside the domain is a missing value, whatever was raised
            return np.full(self.y.size, np.nan)
        return y.reshape(-1) if y.shape == self.y.shape else np.full(self.y.size, np.nan)

    def along(self, index: int, steps: Array) -> Array:
        """The function after each of some steps along one coordinate, as rows of a table."""
        return _finite([self.at((index, step)) for step in steps])

    def sizes(self, index: int) -> list[float]:
        """What a coordinate may be measured by, a power of two each: itself first."""
        own, largest = abs(float(self.x.flat[index])), float(np.max(np.abs(self.x)))
        if own < SMALLEST:  # zero, by nature or as far as steps go
            return [1.0, *([_power_of_two(largest)] if SMALLEST < largest < SMALL else [])]
        others = [size for size in sorted((largest, 1.0)) if own < SMALL * size]
        return list(dict.fromkeys(map(_power_of_two, [own, *others])))

    def is_ordinary(self, index: int) -> bool:
        """Whether there is one size by which a coordinate can be measured."""
        return len(self.sizes(index)) == 1

    def around(self, steps: Array) -> tuple[Array, Array]:
        """The function after steps forth and back along every coordinate.

        A row of steps for each level, one for each coordinate; two arrays whose axes are level,
        coordinate, entry of y.
        """
        sides = [
            [[self.at((i, sign * step)) for i, step in enumerate(row)] for row in steps]
            for sign in (1.0, -1.0)
        ]
        ahead, behind = map(_finite, sides)
        return ahead, behind

    def noise(self, index: int, step: float, moved: NDArray[np.bool_]) -> Array:
        """The level of computational noise, from tables of seven differences (Moré and Wild).

        ``moved`` says which values have changed after the step.
        """

        def repeats(values: Array) -> NDArray[np.bool_]:
            return np.sum(np.diff(values, axis=0) == 0, axis=0) >= 4  # type: ignore[no-any-return]

        nearby = step * np.arange(-3, 4)
        values = self.along(index, SPACINGS[0] * nearby)
        level = _noise_level(values)
        # Values that repeat here, and again further off where the function has moved, are rounded
        # (to float32, say): look wider, and the noise is no smaller than half of their distance.
        coarse = repeats(values) & moved
        if np.any(coarse):
            coarse &= repeats(self.along(index, step + SPACINGS[0] * nearby))
        for spacing in SPACINGS[1:]:
            if np.any(coarse):
                values = self.along(index, spacing * nearby)
                gaps = np.abs(np.diff(values, axis=0))
                half = np.fmin.reduce(np.where(gaps > 0, gaps, np.nan)) / 2
                level = np.where(coarse, np.fmax(_noise_level(values), half), level)
                coarse &= repeats(values)
        return level


def _power_of_two(size: float) -> float:
    """A power of two near a size, so that few bits are lost in x ± h."""
    return float(2.0 ** min(round(log2(size)), 1022))


def _finite(values: ArrayLike) -> Array:
    """NaN for each value that is not finite."""
    return np.where(np.isfinite(values), values, np.nan)


def _noise_level(values: Array) -> Array:
    """The noise in seven values at equal distances, from their third to sixth differences."""
    levels = [
        np.sqrt(np.mean(np.diff(values, k, axis=0) ** 2, axis=0) / comb(2 * k, k))
        for k in range(3, 7)  # lower differences still see the slope and the curvature
    ]
    worst: Array = np.nan_to_num(np.max(levels, axis=0))
    return worst


def _extrapolate(estimates: Array, rounding: Array) -> tuple[Array, Array]:
    """The limit of estimates at steps h, h/2, h/4, … whose error is even in h, and its error.

    A row of estimates for each step, NaN where missing, and the rounding error in them; where
    nothing could be estimated, the limit is NaN and its error infinite.
    """
    table = np.full((COLUMNS, *estimates.shape), np.nan)  # axes: column, step, derivative
    table[0] = estimates
    for k in range(1, COLUMNS):
        table[k, 1:] = table[k - 1, 1:] + np.diff(table[k - 1], axis=0) / (4.0**k - 1)
    change = np.abs(np.diff(table, axis=1, prepend=np.nan))
    shrink = 4.0 ** np.arange(1, COLUMNS + 1)[:, None, None]
    error = change.copy()
    error[:, 1:] = np.fmax(change[:, 1:], change[:, :-1] / shrink)
    error[1:] = np.fmax(error[1:], np.abs(np.diff(table, axis=0)))
    # The first entry of a column has no neighbour to disagree with, and is not to be trusted.
    error = np.where(np.isnan(table + change + rounding), np.inf, error + rounding)

    # Large steps may agree among themselves and overlook what the function does nearby: an entry
    # that none of the smallest steps confirms is off by as much as the nearest of them says.
    allowed = (CONFIRMED * rounding + change[0])[-CONFIRMING:, None, None]
    gap = np.abs(estimates[-CONFIRMING:, None, None] - table)
    gap = np.where(gap > allowed, gap, 0 * gap)
    error += np.nan_to_num(np.fmin.reduce(gap, axis=0))

    flat_error, flat_table = error.reshape(-1, error.shape[2]), table.reshape(-1, table.shape[2])
    best, which = np.argmin(flat_error, axis=0), np.arange(error.shape[2])
    return flat_table[best, which], flat_error[best, which]


def _with_few(f: _Evaluator) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Derivatives from three steps, their errors, and whether these settle them.

    The axes are coordinate and entry of y.
    """
    sizes = np.array([f.sizes(index)[0] for index in range(f.x.size)])
    steps = FEW[:, None] * sizes
    ahead, behind = f.around(steps)
    centre, y = f.x.reshape(-1), f.y.reshape(-1)
    right, left = (centre + steps) - centre, centre - (centre - steps)  # the steps really taken
    estimates = (ahead - behind) / (right + left)[:, :, None]
    rounding = UNIT_ROUNDOFF * np.fmax(abs(ahead), abs(behind)) * 2 / steps[:, :, None]
    value, disagreement = _extrapolate_few(estimates, FEW)
    # The same noise, seen a second time: curvatures from the last two steps disagree by it.
    bend = ahead + behind - 2 * y
    noise = np.abs(bend[-1] - bend[-2] * (FEW[-1] / FEW[-2]) ** 2) / (right + left)[-1][:, None]
    error = np.fmax(disagreement, noise) + rounding[-1]
    settled = error <= SETTLED * np.abs(value)
    # At a kink, and at noise, the gap between one-sided slopes does not shrink with the step.
    gap = np.abs((ahead - y) / right[:, :, None] - (y - behind) / left[:, :, None])
    settled &= gap[-1] <= gap[0] / 4 + KINK_CLEAR * rounding[-1]
    # What stays exactly as it was does not depend on the coordinate, or was rounded.
    still = np.all((ahead == y) & (behind == y), axis=0)
    for index in np.flatnonzero(np.any(still, axis=1)):
        further = f.along(int(index), sizes[index] * np.array([0.25, -0.25]))
        unmoved = still[index] & np.all(further == y, axis=0)
        settled[index] = np.where(still[index], unmoved, settled[index])
    unseen = 2 * UNIT_ROUNDOFF * np.abs(y) / (sizes[:, None] / 4)  # what could move y by no digit
    return value, np.where(still, unseen, error), settled


def _extrapolate_few(estimates: Array, steps: Array) -> tuple[Array, Array]:
    """The limit of estimates at three steps of one ratio, and how far the last two disagree."""
    ratio = (steps[0] / steps[1]) ** 2
    early, late = (ratio * estimates[1:] - estimates[:-1]) / (ratio - 1)
    return (ratio**2 * late - early) / (ratio**2 - 1), np.abs(late - early)


def _with_care(f: _Evaluator, index: int) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Derivative by one coordinate, measured by whatever settles it best."""
    first, *others = f.sizes(index)
    value, error, kink = _along(f, index, first / 4)
    for size in others:
        if np.all(error <= SETTLED * np.abs(value)):
            break
        other, its_error, its_kink = _along(f, index, size / 4)
        better = (its_error < error) & ~(np.abs(other - value) > SAFETY * error)  # never at odds
        value, error = np.where(better, other, value), np.where(better, its_error, error)
        kink = np.where(better, its_kink, kink)
    return value, error, kink


def _along(f: _Evaluator, index: int, first: float) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Derivative by one coordinate of x: its value, error and kinks, each of y's size."""
    centre, y = float(f.x.flat[index]), f.y.reshape(-1)
    for _ in range(HALVINGS):  # until both sides are in the function's domain
        if np.all(np.isfinite([f.at((index, first)), f.at((index, -first))])):
            break
        first /= 2
    steps: Array = first * SCALE
    ahead, behind = f.along(index, steps), f.along(index, -steps)
    right, left = (centre + steps) - centre, centre - (centre - steps)  # the steps really taken

    noise = f.noise(index, first, ahead[0] != y)
    rounding = np.maximum(noise, UNIT_ROUNDOFF * np.fmax(abs(ahead), abs(behind)))
    rounding *= 2 / steps[:, None]
    value, error = _extrapolate((ahead - behind) / (right + left)[:, None], rounding)

    # At a kink the two one-sided slopes stay apart; elsewhere their gap halves with the step.
    # The smallest steps at which the gap would stand out from the noise decide.
    slope_right = (ahead - y) / right[:, None]
    slope_left = (y - behind) / left[:, None]
    gap, size = np.abs(slope_right - slope_left), np.fmax(np.abs(slope_right), np.abs(slope_left))
    kink, decided = np.zeros((2, y.size), dtype=bool)
    for fine in KINK_STEPS:
        before = gap[fine - KINK_APART] / 4
        clear = ~decided & (before > KINK_CLEAR * rounding[fine] + VAGUE * size[fine])
        kink |= clear & (gap[fine] > before)
        decided |= clear
    return value, error, kink


def partials(function: Function, x: ArrayLike, /) -> Partials:
    """Differentiate every entry of ``function(x)`` by every entry of x, without a layout.

    Parameters
    ----------
    function : callable
        Takes an array of x's shape; returns a number or an array of at most any shape.
    x : array
        Integers and lists count as float64 arrays.

    Returns
    -------
    Partials
        ``.value``, ``.error`` and ``.kink`` have the axes of y followed by those of x.
        An entry is NaN, with an infinite error, where no difference could be formed.

    Raises
    ------
    MatcalcError
        If x or the function's value at x is not made of finite numbers.

    Notes
    -----
    Near a point where the function is smooth, errors of 1e-10 relative to the derivative are
    typical; where they are larger, ``.error`` says so.  The module's first lines name the method
    and its sources.

    Examples
    --------
    >>> f = lambda x: np.array([[x, x**2], [x**3, x**4]])
    >>> np.round(partials(f, 2.0).value, 8)
    array([[ 1.,  4.],
           [12., 32.]])
    """
    with quietly():
        f = _Evaluator(function, x)
        value, error, settled = _with_few(f)
        kink = np.zeros(value.shape, dtype=bool)
        for index in range(f.x.size):
            if not (np.all(settled[index]) and f.is_ordinary(index)):
                value[index], error[index], kink[index] = _with_care(f, index)
    shape = f.y.shape + f.x.shape
    value, error, kink = value.T.reshape(shape), error.T.reshape(shape), kink.T.reshape(shape)
    return Partials(value, error, kink, f.y, f.x)


def jacobian(
    function: Function, x: ArrayLike, /, *, layout: Layout | str = Layout.DENOMINATOR
) -> Array:
    """Return the derivative of ``function`` at x as a matrix in the given layout.

    Parameters
    ----------
    function : callable
        From a scalar, column or matrix to a scalar, column or matrix.
    x : array
        The point, of at most two axes.
    layout : Layout
        `Layout.DENOMINATOR` unless given.

    Returns
    -------
    array, 2-D
        For an m-vector by a p-vector, p×m in denominator and m×p in numerator layout; for the
        other combinations see `matcalc.numerics.layout.arrange`.

    Raises
    ------
    MatcalcError
        For an unknown layout, more than two axes, or values that are not finite numbers.

    Examples
    --------
    >>> A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> x = np.array([[0.5], [-1.0], [2.0]])
    >>> np.round(jacobian(lambda x: A @ x, x), 8)
    array([[1., 4.],
           [2., 5.],
           [3., 6.]])
    >>> np.round(jacobian(lambda x: A @ x, x, layout="numerator"), 8)
    array([[1., 2., 3.],
           [4., 5., 6.]])
    """
    layout = Layout(layout)
    found = partials(function, x)
    _warn_of_noise("jacobian", found.value, found.error)
    return found.arrange(layout=layout)


def gradient(function: Function, x: ArrayLike, /) -> Array:
    """Return the gradient of a scalar function, in the shape of x.

    Parameters
    ----------
    function : callable
        Returns a number, or an array with one entry.
    x : array, any shape

    Returns
    -------
    array, shape of x
        For a column or a matrix x this is the denominator layout.

    Raises
    ------
    MatcalcError
        If the function's value has more than one entry.

    Examples
    --------
    >>> np.round(gradient(lambda x: x.T @ x, [[1.0], [-2.0]]), 8)
    array([[ 2.],
           [-4.]])
    """
    found = partials(function, x)
    _require_scalar(found.y, "gradient")
    _warn_of_noise("gradient", found.value, found.error)
    return found.value.reshape(found.x.shape)


def _warn_of_noise(name: str, value: Array, error: Array) -> None:
    """Say which entries are as good as unknown."""
    beside = NEGLIGIBLE * np.fmax(1.0, np.abs(value)).max()
    unknown = ~(error < np.abs(value)) & ~(error <= beside)
    if np.any(unknown):
        index = tuple(int(i) for i in np.argwhere(unknown)[0])
        warnings.warn(
            say(
                "derivative-uncertain",
                name=name,
                count=np.count_nonzero(unknown),
                size=value.size,
                first=value[index],
                error=error[index],
            ),
            UncertainDerivative,
            stacklevel=3,
        )


def _require_scalar(y: Array, name: str) -> None:
    if not is_scalar(y.shape):
        raise MatcalcError(say("gradient-of-scalars", name=name, shape=shape_text(y.shape)))


def hessian(function: Function, x: ArrayLike, /) -> Array:
    """Return the matrix of second derivatives of a scalar function.

    Parameters
    ----------
    function : callable
        Returns a number, or an array with one entry.
    x : array, at most 2-D, n entries
        The entries of a matrix are taken in column-stacking (vec) order.

    Returns
    -------
    array, shape (n, n)
        Symmetric, and therefore the same in both layouts.

    Raises
    ------
    MatcalcError
        If the function's value has more than one entry or is not a finite number.

    Notes
    -----
    Central second differences, extrapolated as in `partials`: three steps for each of the
    n(n+1)/2 pairs of coordinates, and 26 where these do not settle it.

    Examples
    --------
    >>> A = np.array([[1.0, 2.0], [0.0, 3.0]])
    >>> np.round(hessian(lambda x: x.T @ A @ x, [[0.7], [-0.4]]), 6)
    array([[2., 2.],
           [2., 6.]])
    """
    with quietly():
        f = _Evaluator(function, x)
        _require_scalar(f.y, "hessian")
        # In column-stacking order: the axes of the transpose in row-major order.
        order = np.arange(f.x.size).reshape(f.x.shape).T.ravel()
        second, error = np.empty((2, order.size, order.size))
        for row, i in enumerate(order):
            for column, j in enumerate(order[: row + 1]):
                found = _second(f, int(i), int(j))
                for table, number in zip((second, error), found, strict=True):
                    table[row, column] = table[column, row] = number
    _warn_of_noise("hessian", second, error)
    return second


def _second(f: _Evaluator, i: int, j: int) -> tuple[float, float]:
    """The second derivative of a scalar function by two coordinates, and its error."""
    sizes = f.sizes(i), f.sizes(j)
    if all(len(each) == 1 for each in sizes):
        steps = sizes[0][0] * FEW_SECOND, sizes[1][0] * FEW_SECOND
        area = (4 * steps[0] * steps[1])[:, None]
        value, error = _extrapolate_few(_mixed(f, (i, j), steps) / area, FEW_SECOND)
        error += 4 * UNIT_ROUNDOFF * np.max(np.abs(f.y)) / area[-1]
        if error[0] <= SETTLED_SECOND * abs(value[0]):
            return float(value[0]), float(error[0])
    most = max(map(len, sizes))
    pairs = zip(*([*each, *[each[-1]] * (most - len(each))] for each in sizes), strict=True)
    found, *others = (_second_with_care(f, (i, j), pair) for pair in pairs)
    for other in others:
        if other[1] < found[1] and not abs(other[0] - found[0]) > SAFETY * found[1]:
            found = other
    return found


def _second_with_care(
    f: _Evaluator, pair: tuple[int, int], sizes: tuple[float, float]
) -> tuple[float, float]:
    """The same, with many steps in proportion to two sizes."""
    h, k = sizes[0] / 4 * SCALE, sizes[1] / 4 * SCALE
    levels = [
        f.noise(index, steps[0], f.at((index, steps[0])) != f.y.reshape(-1))
        for index, steps in zip(pair, (h, k), strict=True)
    ]
    noise = max(*levels, UNIT_ROUNDOFF * np.max(np.abs(f.y)))
    area = (4 * h * k)[:, None]
    value, error = _extrapolate(_mixed(f, pair, (h, k)) / area, noise / area)
    return float(value[0]), float(error[0])


def _mixed(f: _Evaluator, pair: tuple[int, int], steps: tuple[Array, Array]) -> Array:
    """f(++) + f(−−) − f(+−) − f(−+) after each two steps along two coordinates."""
    (i, j), both = pair, list(zip(*steps, strict=True))
    same = _finite([f.at((i, s), (j, t)) + f.at((i, -s), (j, -t)) for s, t in both])
    opposite = _finite([f.at((i, s), (j, -t)) + f.at((i, -s), (j, t)) for s, t in both])
    return same - opposite
