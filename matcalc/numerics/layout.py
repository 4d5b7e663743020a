"""The two layouts: how partial derivatives are arranged in a matrix.

With ``y`` of shape m×n and ``x`` of shape p×q there are mn·pq partial derivatives.
A layout is a rule for writing them down as one matrix.
The denominator layout (the YX stretching rule: the components of y run horizontally, those
of x vertically) is the transpose of the numerator layout (XY) in every case.
"""

from contextlib import suppress
from enum import Enum
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.numerics.values import Array, as_numbers

__all__ = [
    "Layout",
    "Shape",
    "arrange",
    "commutation",
    "is_scalar",
    "shape_text",
    "two_dimensional",
    "unvec",
    "vec",
]

Shape = tuple[int, ...]


class Layout(Enum):
    """The arrangement of the partial derivatives of y by x.

    ``Layout.DENOMINATOR`` ("YX", the default everywhere) puts the components of x down the
    rows and those of y across the columns; ``Layout.NUMERATOR`` ("XY") is its transpose, the
    Jacobian matrix of most analysis books.

    Examples
    --------
    >>> Layout("YX") is Layout.DENOMINATOR
    True
    >>> Layout("numerator")
    <Layout.NUMERATOR: 'XY'>
    """

    DENOMINATOR = "YX"
    NUMERATOR = "XY"

    @classmethod
    def _missing_(cls, value: object) -> "Layout":
        if isinstance(value, str):
            for member in cls:
                if value.lower() in (member.name.lower(), member.value.lower()):
                    return member
        raise MatcalcError(say("layout-unknown", given=repr(value)[:60]))

    def __str__(self) -> str:
        return f"{self.name.lower()} layout, {self.value}"


def is_scalar(shape: Shape) -> bool:
    """Whether an array of this shape counts as a scalar: one entry, as (), (1,) or (1, 1)."""
    return prod(shape) == 1


def shape_text(shape: Shape) -> str:
    """Write a shape as a person would: ``3×2``, ``a scalar``, ``(3,)`` for a 1-D array.

    >>> shape_text((3, 2)), shape_text(()), shape_text((3,))
    ('3×2', 'a scalar', '(3,)')
    """
    if len(shape) == 1:
        return f"({shape[0]},)"
    return "×".join(str(size) for size in shape) or say("a-scalar")


def two_dimensional(shape: Shape) -> tuple[int, int]:
    """The matrix shape of a scalar, column or matrix; a 1-D array is a column."""
    if len(shape) > 2:
        raise MatcalcError(say("layout-axes", axes=len(shape), shape=shape_text(shape)))
    rows, columns = (*shape, 1, 1)[:2]
    return rows, columns


def arrange(
    partials: ArrayLike, y: Shape, x: Shape, layout: Layout | str = Layout.DENOMINATOR
) -> Array:
    """Arrange raw partial derivatives as the matrix that a layout asks for.

    Parameters
    ----------
    partials : array, shape y + x
        The partial derivative of each entry of y by each entry of x, without a layout.
    y, x : tuple of int
        Shapes of y and x: ``()`` or one entry for a scalar, ``(n,)`` or ``(n, 1)`` for a
        column, ``(m, n)`` for a matrix.
    layout : Layout
        Denominator layout unless given.

    Returns
    -------
    array, 2-D
        In denominator layout: of the shape of x where y is a scalar, of the transposed shape of
        y where x is a scalar, and (size of x)×(size of y) otherwise, where the entries of a
        matrix are taken in column-stacking (vec) order.

    Raises
    ------
    MatcalcError
        If the number of partial derivatives is not (size of y)·(size of x).

    Notes
    -----
    The nine cases, and vec for the rest, follow J. R. Magnus and H. Neudecker, *Matrix
    Differential Calculus with Applications in Statistics and Econometrics*, in the chapter on
    Jacobian matrices of matrix functions; their derivative is the numerator layout.

    Examples
    --------
    >>> arrange([[1, 2], [3, 4], [5, 6]], (3,), (2,))
    array([[1., 3., 5.],
           [2., 4., 6.]])
    """
    table = np.asarray(partials, dtype=np.float64)
    if table.size != prod(y) * prod(x):
        shapes = {"y": shape_text(y), "x": shape_text(x)}
        wanted = str(prod(y) * prod(x))
        raise MatcalcError(say("layout-count", count=table.size, wanted=wanted, **shapes))
    y2, x2 = two_dimensional(y), two_dimensional(x)
    if is_scalar(y):
        denominator = table.reshape(x2)
    elif is_scalar(x):
        denominator = table.reshape(y2).T
    else:
        # Axes (q, p, n, m) in row-major order are vec(x) by vec(y) in column-stacking order.
        denominator = table.reshape(y2 + x2).T.reshape(prod(x2), prod(y2))
    result = denominator if Layout(layout) is Layout.DENOMINATOR else denominator.T
    return np.ascontiguousarray(result)


def vec(matrix: ArrayLike) -> Array:
    """Stack the columns of a matrix into one column.

    Parameters
    ----------
    matrix : array, shape (m, n)
        A 1-D array of length m counts as a column, a scalar as 1×1.

    Returns
    -------
    array, shape (m·n, 1)

    See Also
    --------
    unvec : the inverse.  commutation : from vec(A) to vec(Aᵀ).

    Notes
    -----
    NumPy's own ``ravel`` goes along the rows, which is vec of the transpose.

    Examples
    --------
    >>> vec([[1, 2], [3, 4]]).ravel()
    array([1., 3., 2., 4.])
    """
    array = as_numbers(matrix, say("the-matrix"))
    return array.reshape(two_dimensional(array.shape)).reshape(-1, 1, order="F")


def unvec(column: ArrayLike, shape: Shape) -> Array:
    """Undo `vec`: fill a matrix column by column.

    Parameters
    ----------
    column : array with m·n entries
    shape : (m, n)

    Returns
    -------
    array, shape (m, n)

    Raises
    ------
    MatcalcError
        If the number of entries is not m·n.

    Examples
    --------
    >>> unvec([1, 3, 2, 4], (2, 2))
    array([[1., 2.],
           [3., 4.]])
    """
    array = as_numbers(column, say("the-column"))
    with suppress(TypeError, ValueError):  # not two sizes, or not of as many entries
        rows, columns = shape
        if rows > 0 and columns > 0:
            return array.reshape(rows, columns, order="F")
    raise MatcalcError(say("unvec-sizes", shape=repr(shape)[:60], count=array.size))


def commutation(rows: int, columns: int) -> Array:
    """Return the commutation matrix K, for which K vec(A) = vec(Aᵀ) where A is rows×columns.

    Parameters
    ----------
    rows, columns : int
        Shape of the matrix A whose vec is reordered.

    Returns
    -------
    array, shape (rows·columns, rows·columns)
        A permutation matrix.

    Raises
    ------
    MatcalcError
        If a size is not a positive whole number.

    Notes
    -----
    J. R. Magnus and H. Neudecker, "The commutation matrix: some properties and applications",
    *The Annals of Statistics* 7 (1979) 381–394.

    Examples
    --------
    >>> A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> bool(np.all(commutation(2, 3) @ vec(A) == vec(A.T)))
    True
    """
    for size in (rows, columns):
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
            given = f"commutation({rows!r}, {columns!r})"
            raise MatcalcError(say("commutation-sizes", given=given[:80]))
    order = np.arange(rows * columns).reshape((rows, columns), order="F")
    return np.eye(rows * columns)[order.reshape(-1)]
