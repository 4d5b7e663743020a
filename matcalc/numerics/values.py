"""What counts as a number here, and how a stranger's function is called."""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, suppress
from numbers import Number

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.messages import say

__all__ = ["Array", "as_finite", "as_function", "as_numbers", "described", "quietly", "told"]

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
    if value is None:
        raise MatcalcError(say("value-none", name=name))
    if isinstance(value, (str, bytes)):
        raise MatcalcError(say("value-text", name=name, given=repr(value[:40])))
    if isinstance(value, np.ma.MaskedArray):
        raise MatcalcError(say("value-masked", name=name))
    try:
        with quietly():
            array = np.asarray(value)
    except Exception as error:  # a stranger's __array__ may raise anything
        key = "value-ragged" if "inhomogeneous" in str(error) else "value-unreadable"
        raise MatcalcError(say(key, name=name, given=described(value))) from None
    if array.dtype.kind == "O" and all(isinstance(entry, Number) for entry in array.flat):
        with suppress(TypeError, OverflowError):  # fractions, decimals, sympy's, long integers
            array = array.astype(np.float64)
    if array.dtype.kind == "c" and np.all(array.imag == 0):
        array = array.real
    if array.dtype.kind not in "biuf":
        key = {"U": "value-of-text", "c": "value-complex"}.get(array.dtype.kind, "value-of-others")
        raise MatcalcError(say(key, name=name, given=described(value)))
    return np.array(array, dtype=np.float64)


def as_finite(value: object, name: str) -> Array:
    """Return a value as `as_numbers` does, provided that it has entries, and all are finite."""
    array = as_numbers(value, name)
    if array.size == 0:
        raise MatcalcError(say("value-empty", name=name))
    if not np.all(np.isfinite(array)):
        raise MatcalcError(say("value-not-finite", name=name))
    return array


def as_function(value: object) -> Callable[..., object]:
    """Return a value that can be called as it is."""
    if callable(value):
        return value
    raise MatcalcError(say("value-no-function", given=described(value)))


def described(value: object) -> str:
    """What a value is, in words of the reader's language.

    >>> described(np.ones((3, 1))), described("x.T"), described(None)
    ('an array (3×1)', "the text 'x.T'", 'None')
    """
    match value:
        case None | bool():
            return str(value)
        case str() | bytes():
            return say("kind-text", given=repr(value[:40]))
        case np.ndarray():
            return say("kind-array", shape="×".join(map(str, value.shape)) or "1")
        case list() | tuple():
            return say("kind-list")
        case Mapping():
            return say("kind-dictionary")
        case Number():
            return say("kind-number", given=repr(value)[:40])
    return say("kind-function" if callable(value) else "kind-other", kind=type(value).__name__)


# What NumPy and Python say where shapes and arguments do not fit, and what is said instead.
TOLD = {
    r"\(size (?P<b>\d+) is different from (?P<a>\d+)\)": "inner-sizes",
    r"shapes \(\d+,(?P<a>\d+)\) and \((?P<b>\d+),\d+\) not aligned": "inner-sizes",
    r"broadcast together with shapes \((?P<a>[\d,]+)\) \((?P<b>[\d,]+)\)": "told-broadcast",
    r"no attribute '(?P<name>\w+)'": "told-attribute",
    r"name '(?P<name>\w+)' is not defined": "told-name",
    r"takes (from \d+ to )?(?P<wanted>\d+) positional arguments? but (?P<given>\d+)": "told-many",
    r"missing (?P<given>\d+) required positional": "told-few",
    r"must be square|square matri": "told-square",
    r"Singular matrix": "told-singular",
    r"division( or modulo)? by zero|divide by zero": "told-zero",
    r"does not have enough dimensions": "told-dimensions",
    r"unsupported operand type\(s\) for @": "told-dimensions",
    r"out of (range|bounds)": "told-index",
    r"too many indices|is not subscriptable|only integers, slices": "told-index",
}


def told(error: BaseException) -> str:
    """What went wrong in a stranger's function, without NumPy's words where ours are clearer.

    >>> told(ValueError("shapes (3,1) and (3,1) not aligned: 1 (dim 1) != 3 (dim 0)"))
    'a matrix product has inner sizes 1 and 3, which must be equal'
    """
    try:
        message = (str(error).strip().splitlines() or [""])[0][:300]
    except Exception:  # its own text may fail
        message = ""
    if isinstance(error, MatcalcError):
        return message
    for pattern, key in TOLD.items():
        if found := re.search(pattern, message):
            sizes = {
                name: text.strip(",").replace(",", "×") for name, text in found.groupdict().items()
            }
            return say(key, **sizes)
    return say("told-other", kind=type(error).__name__, message=message).rstrip(": ：")
