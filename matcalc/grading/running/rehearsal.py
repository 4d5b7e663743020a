"""The solutions, run once before anything is graded: what they import and ask is ready then.

They run in a process of their own.  What they define, change or patch ends with it, and so does one
that does not end; what comes back is which modules they imported, and what was asked of the checks.
"""

from __future__ import annotations

import importlib
import os
import pickle
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import chdir, suppress
from pathlib import Path
from typing import Any

import matcalc
from matcalc.check import Asked, checking, prepare
from matcalc.grading.running.cells import Shell, names_used
from matcalc.grading.running.derived import note_points
from matcalc.grading.running.task import Task

__all__ = ["SECONDS", "TRUTHS", "rehearse", "write_files"]

SECONDS = 30
"""What all solutions together may take; a longer one is graded all the same, only slower."""

TRUTHS: dict[Any, Any] = {}
"""Numerical derivatives of the questions: filled here, and found by the processes forked later."""


def rehearse(solutions: tuple[Task, ...], shell: Shell, seconds: float = SECONDS) -> None:
    """Import here what the solutions import, and remember the derivatives that they ask for."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        status = 1
        try:
            with open(writing, "wb") as pipe:  # noqa: PTH123, a descriptor
                pipe.write(pickle.dumps(_run(solutions, shell)))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, "rb", buffering=0) as pipe:  # noqa: PTH123, a descriptor
        said = b"".join(_until(pipe, time.monotonic() + seconds))
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    if not said:
        return
    modules, truths, asked = pickle.loads(said)  # written above, by instructors' code alone
    for name in modules:
        with suppress(Exception):  # a file beside the notebook
            importlib.import_module(name)
    TRUTHS.update(truths)
    for one in asked:
        with suppress(Exception), checking(truths=TRUTHS):
            _remember(*one)
    for task in solutions:
        for cell in task.cells:
            names_used(shell, cell.trusted)


def _remember(check: str, question: object, answer: object, options: dict[str, Any]) -> None:
    """Let this process know what a check works out about a question, and not about an answer."""
    if check == "check_gradient":
        note_points(question, options)
        prepare(str(question), options)
    elif isinstance(answer, str):
        getattr(matcalc, check)(question, answer, **options)


def _until(file: Any, end: float) -> Iterator[bytes]:
    """All that is written to a pipe, or nothing if that takes too long."""
    parts: list[bytes] = []
    while select.select([file], [], [], max(end - time.monotonic(), 0))[0]:
        if not (part := file.read(2**20)):
            yield from parts
            return
        parts.append(part)


def _run(solutions: tuple[Task, ...], shell: Shell) -> tuple[list[str], dict[Any, Any], list[Any]]:
    """Run the solutions: the modules that are imported then, the derivatives, what was asked."""
    asked: list[Asked] = []
    for task in solutions:
        with (
            tempfile.TemporaryDirectory() as folder,
            chdir(folder),
            checking(truths=TRUTHS, heard=asked.append),
        ):
            write_files(task.files)
            for number, cell in enumerate(task.cells, start=1):
                shell.run(cell.trusted, number)
        shell.clear()
    # Functions stay behind: they may be anything, and may ask for anything.
    texts = [
        (one.check, one.question, one.answer if isinstance(one.answer, str) else None, options)
        for one in asked
        if isinstance(one.question, str) and _can_be_written(options := dict(one.options))
    ]
    truths = dict(filter(_can_be_written, TRUTHS.items()))
    return sorted(sys.modules), truths, texts


def _can_be_written(thing: object) -> bool:
    try:
        pickle.dumps(thing)
    except Exception:  # a question may hold anything
        return False
    return True


def write_files(files: dict[str, bytes]) -> None:
    """Write files into this folder and those below."""
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
