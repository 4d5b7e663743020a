"""Numerical derivatives that know how far they can be trusted.

One derivative along one coordinate is the limit of central differences.  Steps are halved 26
times, the differences are extrapolated to step zero (Ridders' form of Richardson's method), and
the entry of the extrapolation table with the smallest estimated error is taken.  The estimate
adds the disagreement between neighbouring entries to the rounding error, for which the noise of
the function is measured, not assumed.

Sources: C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", *Advances in
Engineering Software* 4 (1982) 75–76; J. J. Moré and S. M. Wild, "Estimating computational
noise", *SIAM Journal on Scientific Computing* 33 (2011) 1292–1314.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb, log2
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcalc.errors import MatcalcError
from matcalc.layout import Layout, arrange, is_scalar, shape_text
from matcalc.tolerances import CONFIRMED, CONFIRMING, KINK_CLEAR, VAGUE
from matcalc.values import Array, as_finite, as_function, as_numbers, quietly

__all__ = ["Partials", "gradient", "hessian", "jacobian", "partials"]

Function = Callable[[Any], object]

HALVINGS = 26  # from a quarter of the coordinate down to about 1e-8 of it
SCALE: Array = np.array([2.0**-k for k in range(HALVINGS)])
COLUMNS = 5  # of the extrapolation table: the error falls as step², step⁴, … step¹⁰
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
        """Return ``value`` as the matrix that a layout asks for (see `matcalc.layout.arrange`)."""
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
        self.y = as_finite(function(self.x.copy()), "the value of the function")

    def at(self, *moves: tuple[int, float]) -> Array:
        """The function after steps along some coordinates of x."""
        x = self.x.copy()
        for index, step in moves:
            x.flat[index] += step
        try:
            y = as_numbers(self.function(x), "the value of the function")
        except Exception:  # outside the domain is a missing value, whatever was raised
            return np.full(self.y.size, np.nan)
        return y.reshape(-1) if y.shape == self.y.shape else np.full(self.y.size, np.nan)

    def along(self, index: int, steps: Array) -> Array:
        """The function after each of some steps along one coordinate, as rows of a table."""
        return _finite([self.at((index, step)) for step in steps])

    def first_step(self, index: int) -> float:
        """A power of two near a quarter of the coordinate, so that few bits are lost in x ± h."""
        size = abs(float(self.x.flat[index]))
        return 0.25 if size < SMALLEST else float(2.0 ** round(log2(size / 4)))

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


def _along(f: _Evaluator, index: int) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Derivative by one coordinate of x: its value, error and kinks, each of y's size."""
    centre, y, first = float(f.x.flat[index]), f.y.reshape(-1), f.first_step(index)
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
        columns = [_along(f, index) for index in range(f.x.size)]
    tables = [np.stack(table, axis=-1) for table in zip(*columns, strict=True)]
    value, error, kink = (table.reshape(f.y.shape + f.x.shape) for table in tables)
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
        other combinations see `matcalc.layout.arrange`.

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
    return partials(function, x).arrange(layout=layout)


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
    return found.value.reshape(found.x.shape)


def _require_scalar(y: Array, name: str) -> None:
    if not is_scalar(y.shape):
        raise MatcalcError(
            f"{name} needs a scalar function, but this one returns {shape_text(y.shape)}: "
            "use jacobian, which takes a layout"
        )


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
    Central second differences, extrapolated as in `partials`; 26 steps for each of the
    n(n+1)/2 pairs of coordinates.

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
        second = np.empty((order.size, order.size))
        for row, i in enumerate(order):
            for column, j in enumerate(order[: row + 1]):
                second[row, column] = second[column, row] = _second(f, int(i), int(j))
    return second


def _second(f: _Evaluator, i: int, j: int) -> float:
    """The second derivative of a scalar function by two coordinates, which may be the same."""
    first = f.first_step(i), f.first_step(j)
    h, k = first[0] * SCALE, first[1] * SCALE
    pairs = list(zip(h, k, strict=True))
    same = _finite([f.at((i, s), (j, t)) + f.at((i, -s), (j, -t)) for s, t in pairs])
    opposite = _finite([f.at((i, s), (j, -t)) + f.at((i, -s), (j, t)) for s, t in pairs])
    levels = [
        f.noise(index, step, f.at((index, step)) != f.y.reshape(-1))
        for index, step in zip((i, j), first, strict=True)
    ]
    noise = max(*levels, UNIT_ROUNDOFF * np.max(np.abs(f.y)))
    area = (4 * h * k)[:, None]
    value, _ = _extrapolate((same - opposite) / area, noise / area)
    return float(value[0])
