"""Sizes of matrices: a number times letters, as 2·m·n is (2, ("m", "n")); and shapes, two sizes."""

from __future__ import annotations

from math import prod

__all__ = ["ONE", "SCALAR", "Shape", "Size", "size_text", "times"]

Size = tuple[int, tuple[str, ...]]
Shape = tuple[Size, Size]

ONE: Size = (1, ())
SCALAR: Shape = (ONE, ONE)


def times(*sizes: Size) -> Size:
    """The product of sizes.

    >>> times((2, ("n",)), (3, ("m",)))
    (6, ('m', 'n'))
    """
    return prod(s[0] for s in sizes), tuple(sorted(letter for s in sizes for letter in s[1]))


def size_text(size: Size, sign: str = "·") -> str:
    """2·m·n, as a person writes it."""
    return sign.join([str(size[0])] * (size[0] != 1 or not size[1]) + [*size[1]])
