"""How the functions of formulas are computed where NumPy has none that fits two axes.

Every array has two axes, a column one column.  Along an axis, two axes stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.numerics.values import Array

__all__ = [
    "adjugate", "along", "diag", "eigmax", "eigvec", "expm", "expm_frechet", "ismax", "leading",
    "logsumexp", "norm", "polar", "sigmoid", "softmax", "unit",
]  # fmt: skip


def along(reduce: Callable[..., Any]) -> Callable[..., Any]:
    """A reduction of NumPy's, of all entries, or along an axis that stays.

    >>> along(np.sum)(np.ones((2, 3)), 1)
    array([[3.],
           [3.]])
    """

    def reduced(x: Array, axis: int | None = None, keepdims: bool = True) -> Any:
        return reduce(x, axis=axis, keepdims=keepdims and axis is not None)

    return reduced


def diag(x: Array) -> Array:
    """A column as a diagonal matrix, or the diagonal of a square matrix as a column."""
    x = np.asarray(x)
    return np.diagflat(x) if x.shape[1] == 1 else np.diag(x)[:, None]


def sigmoid(x: Array) -> Array:
    """The logistic function, where its exponential overflows too."""
    return np.exp(-np.logaddexp(0, -x))


def softmax(x: Array, axis: int | None = None) -> Array:
    """The exponentials divided by their sum; see `along` for the axis."""
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return np.asarray(e / np.sum(e, axis=axis, keepdims=True))


def logsumexp(x: Array, axis: int | None = None, keepdims: bool = True) -> Any:
    """The logarithm of the sum of the exponentials; see `along` for the axis."""
    top = np.max(x, axis=axis, keepdims=True)
    found = top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))
    return found if keepdims and axis is not None else np.squeeze(found, axis)[()]


def norm(
    x: Array,
    ord: Any = None,  # noqa: A002 as NumPy calls it
    axis: int | None = None,
    keepdims: bool = True,
) -> Any:
    """NumPy's norm, of a column that of a vector; the order may have two axes too."""
    order = ord.item() if isinstance(ord, np.ndarray) else ord
    if axis is None and 1 in np.shape(x):
        return np.linalg.norm(np.ravel(x), None if order in {"fro", "nuc"} else order)
    return np.linalg.norm(x, order, axis, keepdims and axis is not None)


def ismax(x: Array) -> Array:
    """1 at the largest entry, 0 elsewhere."""
    return np.asarray(x == np.max(x), np.float64)


def unit(size: int, index: int) -> Array:
    """A column of the identity matrix, counted from zero, or from the end.

    >>> unit(3, -1)
    array([[0.],
           [0.],
           [1.]])
    """
    if not -size <= index < size:
        raise MatcalcError(say("no-entry", index=index, size=size))
    return np.eye(size)[:, [index]]


def adjugate(a: Array) -> Array:
    """The matrix of the cofactors, transposed, also of a singular matrix.

    By the singular value decomposition: adj(USVᵀ) = det(U) det(V) V adj(S) Uᵀ.  Source: G. W.
    Stewart, "On the adjugate matrix", Linear Algebra and its Applications 283 (1998).

    >>> adjugate(np.array([[1.0, 2.0], [2.0, 4.0]])).round(9)
    array([[ 4., -2.],
           [-2.,  1.]])
    """
    u, s, vt = np.linalg.svd(a)
    others = [np.prod(np.delete(s, i)) for i in range(len(s))]
    return np.asarray(np.linalg.det(u) * np.linalg.det(vt) * (vt.T * others) @ u.T)


def polar(a: Array) -> Array:
    """U Vᵀ of the singular value decomposition: the nearest matrix with orthonormal columns."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return np.asarray(u @ vt)


def leading(a: Array) -> Array:
    """u vᵀ of the largest singular value."""
    u, _, vt = np.linalg.svd(a, full_matrices=False)
    return np.asarray(u[:, :1] @ vt[:1])


def eigmax(a: Array) -> Any:
    """The largest eigenvalue of a symmetric matrix, or of the symmetric part of another."""
    return np.linalg.eigvalsh((a + a.T) / 2)[-1]


def eigvec(a: Array) -> Array:
    """Its eigenvector of length one, a column whose largest entry is positive."""
    v = np.linalg.eigh((a + a.T) / 2)[1][:, -1:]
    return np.asarray(v * np.sign(v[np.argmax(np.abs(v))]))


# The coefficients of the [13/13] Padé approximant to the exponential, over the last of them, and
# the 1-norm up to which it is as exact as rounding is.
PADE = [
    64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
    10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
]  # fmt: skip
LARGEST_NORM = 5.371920351148152


def expm(a: Array) -> Array:
    """The matrix exponential, by scaling and squaring.

    Source: N. J. Higham, "The scaling and squaring method for the matrix exponential revisited",
    SIAM Journal on Matrix Analysis and Applications 26 (2005), algorithm 2.3.

    >>> expm(np.array([[0.0, np.pi], [-np.pi, 0.0]])).round(9) + 0
    array([[-1.,  0.],
           [ 0., -1.]])
    """
    norm = max(float(np.linalg.norm(a, 1)), LARGEST_NORM)
    squarings = int(np.ceil(np.log2(norm / LARGEST_NORM))) if np.isfinite(norm) else 0
    a = np.asarray(a) / 2.0**squarings
    powers = [np.eye(len(a)), a @ a]
    for _ in range(5):
        powers.append(powers[-1] @ powers[1])
    odd = a @ sum(c * power for c, power in zip(PADE[1::2], powers, strict=True))
    even = sum(c * power for c, power in zip(PADE[::2], powers, strict=True))
    found = np.linalg.solve(even - odd, even + odd)
    for _ in range(squarings):
        found = found @ found
    return np.asarray(found)


def expm_frechet(a: Array, direction: Array, b: Array) -> Array:
    """∫ exp(s a) direction exp((1 − s) b) ds from 0 to 1; with b = a, the derivative of expm.

    It stands in the corner of the exponential of a block matrix.  Source: N. J. Higham, *Functions
    of Matrices* (2008), theorem 3.6 and equation (10.38).
    """
    below = np.zeros((len(b), len(a)))
    return expm(np.block([[a, direction], [below, b]]))[: len(a), len(a) :]
