"""The one data set of the course: small images of handwritten digits."""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.messages import say

__all__ = ["digits"]

PARTS = {"train": (0, 1), "test": (2,)}  # the rest of a line's number, divided by three
MOST_INK = 9


def digits(part: str = "train") -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return images of handwritten digits, samples as rows, and which digit each shows.

    Every third of 900 images is kept for testing. Writers are in both parts: on writers whom a
    model has never seen its accuracy would be some points lower.

    Parameters
    ----------
    part : str
        ``"train"`` for 600 images, ``"test"`` for the other 300.

    Returns
    -------
    X : ndarray, shape (N, 64)
        The images, each of 8 by 8 row by row, from 0 (paper) to 1 (ink) in steps of a ninth.
    labels : ndarray of int, shape (N,)
        The digits, 0 to 9.

    Raises
    ------
    MatcalcError
        If there is no such part.

    References
    ----------
    E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits. UCI Machine Learning
    Repository, 1998, https://doi.org/10.24432/C50P49 (CC BY 4.0); rounded to ten shades.

    Examples
    --------
    >>> from matcalc import digits
    >>> X, labels = digits()
    >>> X.shape, labels[:5]
    ((600, 64), array([0, 1, 3, 4, 6]))
    >>> print((9 * X[4]).round().astype(int).reshape(8, 8))  # a six
    [[0 0 0 7 7 0 0 0]
     [0 0 3 9 4 0 0 0]
     [0 0 7 9 2 0 0 0]
     [0 0 8 7 0 0 0 0]
     [0 0 8 7 4 1 0 0]
     [0 0 7 9 7 9 2 0]
     [0 0 4 9 6 8 4 0]
     [0 0 1 5 8 6 2 0]]
    """
    if part not in list(PARTS):  # where also what cannot be hashed may be looked for
        raise MatcalcError(say("digits-part", part=part, parts=", ".join(map(repr, PARTS))))
    lines = (files("matcalc.data") / "digits.txt").read_text("ascii").splitlines()
    images = [line.split() for line in lines if not line.startswith("#")]
    kept = [image for number, image in enumerate(images) if number % 3 in PARTS[part]]
    ink = [[int(shade) for shade in shades] for shades, _ in kept]
    return np.array(ink) / MOST_INK, np.array([int(digit) for _, digit in kept])
