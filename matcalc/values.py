"""What counts as a number here, and how a stranger's function is called."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from numbers import Number

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError

__all__ = ["Array", "as_finite", "as_function", "as_numbers", "quietly"]

Array = NDArray[np.float64]


@contextmanager
def quietly() -> Iterator[None]:
    """Run a block so that neither a warning nor a line on stderr escapes from it.

    nbgrader gives no marks to a test cell that wrote to stderr, so a right answer that
    overflows somewhere on its way, or warns, must not be heard.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def as_numbers(value: object, name: str) -> Array:
    """Return a value as a new float64 array, or say why it is none.

    Parameters
    ----------
    value : number, nested list of numbers, or array
        Complex numbers without an imaginary part count as real.
    name : str
        How the error calls the value, as in ``"x"`` or ``"the answer"``.

    Raises
    ------
    MatcalcError
        For None, text, ragged lists, objects, and complex or masked numbers.

    Examples
    --------
    >>> as_numbers([[1, 2], [3, 4]], "A")
    array([[1., 2.],
           [3., 4.]])
    """
    if isinstance(value, float) or (type(value) is np.ndarray and value.dtype == np.float64):
        return np.array(value, np.float64)  # thousands of times in a check
    wanted = "a number, a (nested) list of numbers or a NumPy array is expected"
    if value is None:
        raise MatcalcError(f"{name} is None: {wanted} (does a function lack its `return`?)")
    if isinstance(value, (str, bytes)):
        raise MatcalcError(f"{name} is the text {value[:40]!r}: {wanted}")
    if isinstance(value, np.ma.MaskedArray):
        raise MatcalcError(f"{name} is a masked array: fill it first, {wanted}")
    try:
        with quietly():
            array = np.asarray(value)
    except Exception as error:  # a stranger's __array__ may raise anything
        ragged = "inhomogeneous" in str(error)
        what = "a ragged list (its rows differ in length)" if ragged else f"unreadable ({error})"
        raise MatcalcError(f"{name} is {what}: {wanted}") from None
    if array.dtype.kind == "O" and all(isinstance(entry, Number) for entry in array.flat):
        with suppress(TypeError, OverflowError):  # fractions, decimals, sympy's, long integers
            array = array.astype(np.float64)
    if array.dtype.kind == "c" and np.all(array.imag == 0):
        array = array.real
    if array.dtype.kind not in "biuf":
        kinds = {"O": f"of the type {type(value).__name__}", "U": "text", "c": "complex"}
        kind = kinds.get(array.dtype.kind, f"of dtype {array.dtype}")
        raise MatcalcError(f"{name} is {kind}, not made of real numbers: {wanted}")
    return np.array(array, dtype=np.float64)


def as_finite(value: object, name: str) -> Array:
    """Return a value as `as_numbers` does, provided that it has entries, and all are finite."""
    array = as_numbers(value, name)
    if array.size == 0:
        raise MatcalcError(f"{name} is empty (shape {array.shape}): at least one entry is expected")
    if not np.all(np.isfinite(array)):
        raise MatcalcError(f"{name} is not finite: choose a point inside the domain")
    return array


def as_function(value: object) -> Callable[..., object]:
    """Return a value that can be called as it is."""
    if callable(value):
        return value
    raise MatcalcError(
        f"a function is expected, not {type(value).__name__} ({str(value)[:40]!r}): "
        "pass a callable that takes and returns arrays"
    )
