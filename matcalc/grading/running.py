"""Run a submission's cells in a warm process; nothing here executes them, or trusts the result.

`Runner.run` takes a task, which is plain data, and returns what each cell showed, plain data
again: it keeps no state between submissions, so any number of runners, on any number of
machines, do the same.
"""

from __future__ import annotations

import socket
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import zip_longest
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.grading.kernels import find_kernel, folders_of
from matcalc.grading.limits import Limits
from matcalc.grading.sandbox import command
from matcalc.grading.wire import BoundaryError, Channel, Closed

__all__ = ["Cell", "Ran", "Results", "Runner", "Setting", "Task"]

START_SECONDS, CLOSE_SECONDS = 60, 5
ATTEMPTS = 2  # at a submission whose process was lost: it may have been killed from outside


@dataclass(frozen=True)
class Cell:
    """A code cell to run.

    Attributes
    ----------
    learner, trusted : str
        What the learner's process runs, and the trusted one; empty for nothing.
    borrows : bool
        Whether the trusted process looks up the learner's names: the mark of a test cell.
    """

    learner: str = ""
    trusted: str = ""
    borrows: bool = False


@dataclass(frozen=True)
class Task:
    """A notebook to run, with the assignment's files and those that the learner handed in.

    Attributes
    ----------
    kernel : str
        The Jupyter kernel that runs all cells, with the text that is the trusted process's;
        empty for Python, which needs none.
    """

    cells: tuple[Cell, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    own_files: dict[str, bytes] = field(default_factory=dict)
    kernel: str = ""


@dataclass(frozen=True)
class Setting:
    """What all submissions of an assignment share.

    Attributes
    ----------
    limits : Limits
    sandboxed : bool
    rehearsals : tuple of Task
        The solutions: run once by the trusted process, so that its children need not import or
        differentiate again.  What they imported, the learner's process imports too.
    hidden : tuple of str
        Not to be found by the learner's process.
    """

    limits: Limits
    sandboxed: bool = True
    hidden: tuple[str, ...] = ()
    rehearsals: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Ran:
    """How a cell ran.

    Attributes
    ----------
    outputs : list of dict
        In nbformat's form.
    ended : bool
        Whether a test cell ran to its last line: the proof without which there are no marks.
    mistake : str or None
        The identifier that a failed check gave.
    line : int or None
        The line of the cell, from 1, at which it stopped.
    flag : str
        What an instructor should look at in the answer; it costs nothing.
    """

    outputs: list[dict[str, Any]]
    ended: bool
    seconds: float = 0.0
    mistake: str | None = None
    line: int | None = None
    flag: str = ""


_REPORTED = [field.name for field in fields(Ran) if field.name != "flag"]  # that comes last
Results = dict[str, list[Ran]]  # of each notebook of a submission


class Runner:
    """The warm processes; started when they are needed, and again when they are lost.

    One runner serves any number of threads.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.failed: list[str] = []  # test cells that the solution itself fails
        self._lock = threading.RLock()
        self._warm: dict[str, _Warm] = {}

    def start(self) -> None:
        """Start the warm processes, unless they run.

        Raises
        ------
        MatcalcError
            If one cannot be started, or ends before it is ready.
        """
        with self._lock:
            if self._warm and all(warm.runs() for warm in self._warm.values()):
                return
            self._close()
            try:
                self.failed = []
                others = [task for task in self.setting.rehearsals if task.kernel]
                if others:
                    self._start_kernels(others)
                if not others or len(others) < len(self.setting.rehearsals):
                    self._start_python()
            except BaseException:
                self._close()
                raise

    def _start_python(self) -> None:
        for role in ("trusted", "learner"):
            self._warm[role] = _Warm(role, self.setting)
        ready = self._warm["trusted"].receive()
        self.failed += [str(text) for text in ready["failed"]]
        hidden = self.setting.hidden
        modules = [m for m in ready["modules"] if m.partition(".")[0] not in hidden]
        self._warm["learner"].channel.send({"modules": modules})
        self._warm["learner"].receive()
        if not self._run(Task((Cell(trusted="None"),)))[0]:
            raise MatcalcError(
                "no process could be started in the sandbox: "
                + (self._warm["learner"].said() or self._warm["trusted"].said())
            )

    def _start_kernels(self, rehearsals: list[Task]) -> None:
        self._warm["kernel"] = warm = _Warm("kernel", self.setting)
        warm.receive()
        for task in rehearsals:
            found, _ = self._run(task)
            if not found:
                raise MatcalcError(
                    f"the kernel {task.kernel!r} could not be started: "
                    + (warm.said() or "it gave no answer")
                )
            for cell, ran in zip_longest(task.cells, found):
                if cell.borrows and not (ran and ran.ended):
                    self.failed.append(f"{cell.trusted.strip()[:60]}: it does not end")

    def run(self, task: Task) -> list[Ran]:
        """Run a notebook's cells; fewer results than cells, if the run had to be ended.

        Raises
        ------
        MatcalcError
            If the warm processes cannot be started.
        """
        found: list[Ran] = []
        is_whole = False
        for _ in range(ATTEMPTS):
            if not is_whole:
                self.start()
                found, is_whole = self._run(task)
        return found

    def run_all(self, tasks: dict[str, Task]) -> Results:
        """Run the notebooks of one submission.

        Raises
        ------
        MatcalcError
            If not even the first cell of one could be run, which no submission can bring about.
        """
        found = {name: self.run(task) for name, task in tasks.items()}
        for name, task in tasks.items():
            if task.cells and not found[name]:
                raise MatcalcError("its processes ended before the first cell")
        return found

    def close(self) -> None:
        """End the warm processes and whatever they started."""
        with self._lock:
            self._close()

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _close(self) -> None:
        for warm in self._warm.values():
            warm.close()
        self._warm = {}

    def _run(self, task: Task) -> tuple[list[Ran], bool]:
        """What the cells showed, and whether no process was lost on the way."""
        is_whole = False
        with ExitStack() as stack:
            ours, grader = _pair(stack)
            hold, lifeline = _pair(stack)
            asking, answering = _pair(stack)
            learner_hold, learner_lifeline = _pair(stack)
            channel = Channel(ours, 2**28)
            blobs: list[bytes] = []
            body = _plain(task, blobs)
            found: list[Ran] = []
            try:
                with self._lock:
                    if task.kernel:
                        self._warm["kernel"].fork(lifeline, grader)
                    else:
                        self._warm["learner"].fork(learner_lifeline, answering)
                        self._warm["trusted"].fork(lifeline, grader, asking, learner_hold)
                for theirs in (grader, lifeline, asking, answering, learner_hold, learner_lifeline):
                    theirs.close()
                # `hold` is closed at the end of this block, which ends the trusted process; that
                # held the learner's lifeline.
                limits = self.setting.limits
                patience = limits.submission_seconds + 2 * limits.grace_seconds + 5
                channel.until = time.monotonic() + patience
                channel.send(body, blobs)
                while not (report := channel.receive()[0]).get("finished"):
                    found.append(Ran(**{name: report[name] for name in _REPORTED}))
                is_whole = not report["is_lost"]
                for index, flag in report["flags"].items():
                    found[int(index)] = replace(found[int(index)], flag=flag)
            except (KeyError, OSError, Closed):  # TimeoutError is an OSError
                hold.close()
            return found, is_whole


class _Warm:
    """A warm process, as its owner sees it."""

    def __init__(self, role: str, setting: Setting) -> None:
        ours, theirs = socket.socketpair()
        self.channel = Channel(ours, 2**28)
        self.channel.until = time.monotonic() + START_SECONDS
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115, closed in `close`
        names = {task.kernel for task in setting.rehearsals if task.kernel}
        kernels = {name: find_kernel(name) for name in names} if role == "kernel" else {}
        folders = [folder for kernel in kernels.values() for folder in folders_of(kernel)]
        with theirs:
            self.process = subprocess.Popen(
                command(theirs.fileno(), sandboxed=setting.sandboxed, folders=folders),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
            )
        blobs: list[bytes] = []
        tasks = setting.rehearsals if role == "trusted" else ()
        settings = {
            "role": role,
            "limits": asdict(setting.limits),
            "rehearsals": [_plain(task, blobs) for task in tasks if not task.kernel],
            "hidden": setting.hidden if role == "learner" else (),
            "kernels": kernels,
            "folders": folders,
        }
        with suppress(BoundaryError):  # `receive` says what is wrong
            self.channel.send(settings, blobs)

    def receive(self) -> dict[str, Any]:
        """What the process says once it is ready."""
        try:
            return self.channel.receive()[0]
        except (TimeoutError, BoundaryError):
            self.process.kill()
            raise MatcalcError(
                "the process that runs submissions could not be started: "
                + (self.said() or f"no answer within {START_SECONDS} seconds")
            ) from None

    def said(self) -> str:
        """The last line that the process, or one it forked, wrote about an error."""
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def runs(self) -> bool:
        """Whether the process has not ended."""
        return self.process.poll() is None

    def fork(self, *sockets: socket.socket) -> None:
        """Let the process fork, and give its child these sockets."""
        socket.send_fds(self.channel.socket, [b"+"], [one.fileno() for one in sockets])

    def close(self) -> None:
        """End the process: it does so by itself when nobody is there to ask it."""
        self.channel.socket.close()
        try:
            self.process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()


def _plain(task: Task, blobs: list[bytes]) -> dict[str, Any]:
    """A task as a message, whose files stand among its blobs."""
    body: dict[str, Any] = {"cells": [asdict(cell) for cell in task.cells], "kernel": task.kernel}
    for kind, files in (("files", task.files), ("own_files", task.own_files)):
        body[kind] = {name: len(blobs) + place for place, name in enumerate(files)}
        blobs += files.values()
    return body


def _pair(stack: ExitStack) -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    stack.enter_context(ours)
    stack.enter_context(theirs)
    return ours, theirs
