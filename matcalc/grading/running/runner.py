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
from dataclasses import replace
from typing import Literal

from matcalc.errors import MatcalcError
from matcalc.grading.running.kernels import find_kernel, folders_of
from matcalc.grading.running.sandbox import command
from matcalc.grading.running.task import (
    Cell,
    Prepared,
    Ran,
    Results,
    Role,
    Setting,
    Task,
    report_of,
)
from matcalc.grading.running.wire import TRUSTED_MOST, BoundaryError, Channel, Closed

__all__ = ["Runner", "Warm", "started"]

START_SECONDS, CLOSE_SECONDS = 60, 5
Name = Literal["trusted", "learner", "kernel"]
ATTEMPTS = 2  # at a submission whose process was lost: it may have been killed from outside


class Runner:
    """The warm processes; started when they are needed, and again when they are lost.

    One runner serves any number of threads.

    Parameters
    ----------
    setting : Setting
    ahead : dict, optional
        What `started` gave, to be used first; what is used is taken out of it.
    """

    def __init__(self, setting: Setting, ahead: dict[str, Warm] | None = None) -> None:
        self.setting = setting
        self._ahead = {} if ahead is None else ahead
        self._lock = threading.RLock()
        self._warm: dict[str, Warm] = {}

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
                others = [task for task in self.setting.rehearsals if task.kernel]
                if others:
                    self._start_kernels(others)
                if not others or len(others) < len(self.setting.rehearsals):
                    self._start_python()
            except BaseException:
                self._close()
                raise

    def _start_python(self) -> None:
        trusted, learner = self._started("trusted"), self._started("learner")
        ready = trusted.prepared()
        hides = self.setting.hidden.hides
        # Of grading itself a learner's process has what it needs; other parts need the engine.
        seen = [n for n in ready.modules if not (hides(n) or n.startswith("matcalc.grading"))]
        learner.channel.send(Prepared(seen).message())
        learner.prepared()
        if not self._run(Task((Cell(trusted="None"),)))[0]:
            raise MatcalcError(
                f"no process could be started in the sandbox: {learner.said() or trusted.said()}"
            )

    def _start_kernels(self, rehearsals: list[Task]) -> None:
        warm = self._started("kernel")
        warm.prepared()
        for task in rehearsals:
            if not self._run(task)[0]:
                raise MatcalcError(
                    f"the kernel {task.kernel!r} could not be started: "
                    + (warm.said() or "it gave no answer")
                )

    def _started(self, name: Name) -> Warm:
        """A warm process that has been told its part."""
        role = _role(name, self.setting)
        warm = self._ahead.pop(name, None) or Warm(self.setting.sandboxed, role)
        self._warm[name] = warm
        warm.tell(role)
        return warm

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
        found: list[Ran] = []
        is_whole = False
        with ExitStack() as stack:
            try:
                channel = self._forked(task, stack)
                blobs: list[bytes] = []
                channel.send(task.message(blobs), blobs)
                while isinstance(report := report_of(channel.receive()[0]), Ran):
                    found.append(report)
                is_whole = not report.is_lost
                for place, flag in report.flags.items():
                    found[place] = replace(found[place], flag=flag)
            except TimeoutError:
                is_whole = True  # it has had its time, and gets it once
            except (KeyError, OSError, Closed):
                pass
        return found, is_whole

    def _forked(self, task: Task, stack: ExitStack) -> Channel:
        """Let the warm processes fork for a task; the end of the stack ends what they started."""
        ours, grader = _pair(stack)
        _, lifeline = _pair(stack)  # closing the other end ends the trusted process
        asking, answering = _pair(stack)
        learner_hold, learner_lifeline = _pair(stack)  # the first is the trusted process's, alone
        with self._lock:
            if task.kernel:
                self._warm["kernel"].fork(lifeline, grader)
            else:
                self._warm["learner"].fork(learner_lifeline, answering)
                self._warm["trusted"].fork(lifeline, grader, asking, learner_hold)
        for theirs in (grader, lifeline, asking, answering, learner_hold, learner_lifeline):
            theirs.close()
        channel = Channel(ours, TRUSTED_MOST)
        limits = self.setting.limits
        patience = limits.submission_seconds + 2 * limits.grace_seconds + 5
        channel.until = time.monotonic() + patience
        return channel


class Warm:  # removed by tests/attacks/removed.py
    """A warm process, as its owner sees it; one for Python until a role says something else."""

    def __init__(self, sandboxed: bool, role: Role | None = None) -> None:
        ours, theirs = socket.socketpair()
        self.channel = Channel(ours, TRUSTED_MOST)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115, closed in `close`
        start = command(
            theirs.fileno(),
            sandboxed=sandboxed,
            programs=role is not None and role.programs,
            folders=role.folders if role else (),
        )
        with theirs:
            self.process = subprocess.Popen(
                start,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self.errors,
            )

    def tell(self, role: Role) -> None:
        """Tell the process its part."""
        self.channel.until = time.monotonic() + START_SECONDS
        blobs: list[bytes] = []
        with suppress(BoundaryError):  # `prepared` says what is wrong
            self.channel.send(role.message(blobs), blobs)

    def prepared(self) -> Prepared:
        """What the process says once it is ready."""
        try:
            return Prepared.of(self.channel.receive()[0])
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


def started(*, sandboxed: bool) -> dict[str, Warm]:
    """The processes for notebooks in Python, which get ready before it is known what they run."""
    return {name: Warm(sandboxed) for name in ("trusted", "learner")}


def _role(name: Name, setting: Setting) -> Role:
    """What a warm process must know, and nothing more: a learner's learns no solution."""
    if name == "trusted":
        solutions = tuple(task for task in setting.rehearsals if not task.kernel)
        return Role(name, setting.limits, rehearsals=solutions)
    if name == "learner":
        return Role(name, setting.limits, hidden=setting.hidden)
    names = {task.kernel for task in setting.rehearsals if task.kernel}
    kernels = {kernel: find_kernel(kernel) for kernel in names}
    folders = [folder for kernel in kernels.values() for folder in folders_of(kernel)]
    return Role(name, setting.limits, kernels=kernels, folders=tuple(folders))


def _pair(stack: ExitStack) -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    stack.enter_context(ours)
    stack.enter_context(theirs)
    return ours, theirs
