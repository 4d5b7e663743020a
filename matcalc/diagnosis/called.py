"""What a learner's function was called with, where a check calls it in a function of its own.

A check may ask for five numbers of a function of sizes: it hands `check_value` a function of
matrices that calls the learner's with their sizes.  A report then speaks of what the learner sees.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, FrameType, FunctionType
from typing import Any

import numpy as np

from matcalc.numerics.values import Array, quietly
from matcalc.report import Call

__all__ = ["called_with"]


def called_with(
    answer: object, point: Sequence[Array], index: int | None = None, size: int = 0
) -> Call | None:
    """The call that matters.

    Parameters
    ----------
    answer : callable
        What was handed to the check.
    point : sequence of array
        Its arguments.
    index, size : int, optional
        The entry of interest, as its number among all entries, and how many entries there are;
        where there were as many calls, the call of that number is the one that matters.

    Returns
    -------
    Call or None
        None where the answer is the learner's own function, or no call can be told to matter.
    """
    inner = _inner(answer)
    if inner is None or not isinstance(answer, FunctionType):
        return None
    calls = _calls(answer, inner, point)
    number = -1 if len(calls) == 1 or index is None else index
    if not calls or (number >= 0 and len(calls) != size):
        return None
    arguments, value = calls[number]
    if not all(isinstance(one, int | float | np.generic | np.ndarray) for one in arguments):
        return None
    names = inspect.signature(inner).parameters
    logical = isinstance(value, bool | np.bool_)
    return Call(dict(zip(names, arguments, strict=False)), number >= 0, logical)


def _inner(answer: object) -> FunctionType | None:
    """The one function of another cell that a function of the check's cell calls."""
    if not isinstance(answer, FunctionType) or answer.__code__.co_filename != _asking():
        return None
    names = [name for code in _codes(answer.__code__) for name in code.co_names]
    known = (answer.__globals__.get(name) for name in dict.fromkeys(names))
    found = [
        function
        for function in known
        if isinstance(function, FunctionType)
        and function.__module__ == answer.__module__
        and function.__code__.co_filename != answer.__code__.co_filename
    ]
    return found[0] if len(found) == 1 else None


def _asking() -> str:
    """The file, or cell, that asked for the check."""
    frame: FrameType | None = sys._getframe()
    while frame and str(frame.f_globals.get("__name__", "")).startswith("matcalc."):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _calls(
    answer: FunctionType, inner: FunctionType, point: Sequence[Array]
) -> list[tuple[tuple[object, ...], object]]:
    """The arguments and values of all calls of a function while another one runs."""
    calls: list[tuple[tuple[object, ...], object]] = []

    def noting(*arguments: Any, **named: Any) -> Any:
        calls.append((inspect.signature(inner).bind(*arguments, **named).args, None))
        value = inner(*arguments, **named)
        calls[-1] = calls[-1][0], value
        return value

    known = answer.__globals__
    name = next(name for name, value in known.items() if value is inner)
    known[name] = noting
    try:
        with quietly():
            answer(*(np.copy(array) for array in point))
    except (Exception, SystemExit):  # a learner's code may raise anything
        pass
    finally:
        known[name] = inner
    return calls
