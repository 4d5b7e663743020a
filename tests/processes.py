"""The processes of this machine as /proc has them, and waiting for something to happen to them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

__all__ = ["below", "children", "name_of", "wait_for"]

PATIENCE = 120  # seconds; what is waited for comes in a few, on a machine that is not overloaded
STEP = 0.01
Found = TypeVar("Found")


def children(process: int) -> list[int]:
    """The processes that one has started, in that order."""
    found: set[int] = set()
    with suppress(OSError):  # it has ended
        for thread in Path("/proc", str(process), "task").iterdir():
            found |= {*map(int, (thread / "children").read_text().split())}
    return sorted(found)


def below(process: int) -> Iterator[int]:
    """The processes that one has started, and those that these have, and so on."""
    for child in children(process):
        yield child
        yield from below(child)


def name_of(process: int) -> str:
    """The name of a process's program; empty where it has ended."""
    with suppress(OSError):
        return Path("/proc", str(process), "comm").read_text().strip()
    return ""


def wait_for(condition: Callable[[], Found]) -> Found:
    """What a condition gives, as soon as that is something."""
    until = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < until, f"{condition} did not come true"
        time.sleep(STEP)
    return found
