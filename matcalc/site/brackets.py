"""Brackets in the LaTeX of a display: where they close, and what stands between marks outside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

__all__ = ["apart", "closing", "opening", "parts"]

OPENING, CLOSING = "([{⟨", ")]}⟩"


def closing(text: str, start: int) -> int:
    """The place of the bracket that closes the one at a place.

    Raises
    ------
    ValueError
        If nothing closes it.
    """
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] in OPENING) - (text[place] in CLOSING)
        if depth == 0:
            return place
    raise ValueError(f"what is opened at {start} of {text!r} is never closed")


def opening(text: str, end: int) -> int:
    """The place of the round bracket that the one at a place closes."""
    places = (place for place in range(end) if text[place] == "(")
    return next(one for one in places if closing(text, one) == end)


def apart(text: str, marks: str) -> Iterator[tuple[int, str]]:
    """The marks that stand in no brackets, each with its place."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth == 0 and sign in marks:
            yield place, sign


def parts(text: str, marks: str) -> list[str]:
    """What stands between marks that are in no brackets.

    >>> parts("f(a, b), c", ",")
    ['f(a, b)', ' c']
    """
    places = [-1, *(place for place, _ in apart(text, marks)), len(text)]
    return [text[a + 1 : b] for a, b in pairwise(places)]
