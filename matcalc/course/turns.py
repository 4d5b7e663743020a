"""Two runs over the same course take turns where both would write the same files."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcalc.messages import say

__all__ = ["taking_turns"]


@contextmanager
def taking_turns(root: Path, what: str) -> Iterator[None]:
    """Wait until no other process of the same user does this with a course.

    One that waits says so on standard error.  Nothing is left in the course, and a process that is
    killed gives its turn back.

    Parameters
    ----------
    root : Path
        The course's root.
    what : str
        What takes turns: ``"build"``, ``"key"`` or ``"deal"``.
    """
    from filelock import FileLock, Timeout

    user = os.getuid() if hasattr(os, "getuid") else ""  # on Windows each has a folder for this
    named = hashlib.sha256(f"{user}\0{root.resolve()}".encode()).hexdigest()[:16]
    lock = FileLock(Path(tempfile.gettempdir(), f"matcalc-{what}-{named}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        print(say("command-taking-turns", path=root.resolve()), file=sys.stderr, flush=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
