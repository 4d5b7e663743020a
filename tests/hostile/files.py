"""Broken and odd files: bytes that are no notebook, links, more files than asked for, archives."""

from __future__ import annotations

from collections.abc import Iterator

from hostile.case import Case


def file_cases() -> Iterator[Case]:
    """All of them, as cases."""
    yield from ()
