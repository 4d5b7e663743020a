"""The trusted process: takes a notebook's cells one by one, and runs the test cells itself.

The learner's cells are run by the learner's process.  Before a test cell runs, each name in it
that this process does not define is looked up there; plain data is copied, for a function comes
a stand-in.  What the learner's process can forge is a value, never a verdict.
"""

from __future__ import annotations

import builtins
import random
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from matcalc.check import Asked, checking
from matcalc.grading.running.cells import Output, Room, Shell, as_json, cut_error, names_used
from matcalc.grading.running.derived import loses_digits, may_differentiate, numerical_names
from matcalc.grading.running.limits import Limits
from matcalc.grading.running.peers import Peer
from matcalc.grading.running.rehearsal import TRUTHS, write_files
from matcalc.grading.running.state import state_of
from matcalc.grading.running.task import Cell, Finished, Ran, Task
from matcalc.grading.running.wire import INTERRUPT, TRUSTED_MOST, BoundaryError, Channel, Closed
from matcalc.report import Report, WrongAnswer

__all__ = ["out_of_time", "run_notebook"]

PROGRAMS = (".py", ".pyc", ".so", ".pyd", ".pth", ".ipynb")
BEGIN_SECONDS = 60
LOOK_SECONDS = 2  # at how an answer was found; at all of them together, twice that


class _OutOfTime(BaseException):
    """The cell's time is over; no check may catch this."""


class _Learner(Peer):
    """The learner's process, seen from here."""

    def __init__(
        self, channel: Channel, lifeline: socket.socket, shell: Shell, limits: Limits
    ) -> None:
        super().__init__(channel, lends=callable)
        self.lifeline = lifeline
        self.shell = shell
        self.limits = limits
        self.gone = ""
        self.interruptions = 0
        self.is_lost = False  # it ended, and not by us

    # removed by tests/attacks/removed.py
    def ask(self, question: str, of: Any = None, argument: object = None) -> Any:
        if self.gone:
            raise BoundaryError(self.gone)
        try:
            return super().ask(question, of, argument)
        except _OutOfTime:
            self._interrupt()
            raise
        except (Closed, _Protocol) as error:
            self.is_lost = isinstance(error, Closed)
            self.end(str(error))
            raise BoundaryError(self.gone) from None

    def receive(self) -> tuple[dict[str, Any], list[memoryview]]:
        try:
            return self.channel.receive()
        except TimeoutError:
            raise _OutOfTime from None
        except Closed:
            raise
        except BoundaryError as error:
            raise _Protocol(str(error)) from None

    def shown(self, outputs: object) -> None:
        """Show here what an answer showed; its warnings cost nothing."""
        for output in _checked(outputs, self.limits.output):
            if output["output_type"] != "stream":
                self.shell.outputs.show(
                    "display_data", output.get("data", {}), output.get("metadata", {})
                )
            elif output["name"] == "stderr" and sys.stderr is not self.shell.stderr:
                sys.stderr.write(output["text"])  # a check that keeps quiet
            else:
                self.shell.stdout.write(output["text"])

    def _interrupt(self) -> None:
        """Let the learner's code stop; end its process if it does not.

        Where an answer was on its way already, the interruption would stop what is asked next: so
        this waits until it has come.
        """
        self.channel.until = time.monotonic() + self.limits.grace_seconds
        self.interruptions += 1
        try:
            self.lifeline.send(INTERRUPT)
            self.settle(self.interruptions)
        except (BoundaryError, TimeoutError, OSError):
            self.end(
                "the process that ran your cells did not stop within "
                f"{self.limits.grace_seconds:g} seconds when its time was over"
            )

    def end(self, reason: str) -> None:  # removed by tests/attacks/removed.py
        """End the learner's process and all that it started."""
        if not self.gone:
            self.gone = reason
            self.lifeline.close()


class _NotEnded(Exception):
    """A test that the learner's process ran did not run to its end."""


class _Protocol(BoundaryError):
    """The learner's process wrote what is no message."""


def run_notebook(sockets: list[socket.socket], shell: Shell, limits: Limits) -> None:
    """Run all cells of a notebook in their order, and report each as it ends.

    What the grader sends is a `Task`; it gets a `Ran` for each cell, and `Finished` at the end.

    Parameters
    ----------
    sockets : list
        To the grader, to the learner's process, and that process's lifeline.
    """
    grader_socket, learner_socket, lifeline = sockets
    grader = Channel(grader_socket, TRUSTED_MOST)
    learner = _Learner(Channel(learner_socket, limits.message), lifeline, shell, limits)
    task = Task.of(*grader.receive())
    warnings.simplefilter("ignore")  # of the tests' own arithmetic with a learner's values
    notebook = _Notebook(learner, shell, limits, task.reserved)
    _begin(learner, task)
    with checking(truths=TRUTHS, heard=notebook.tests.hear):
        for number, cell in enumerate(task.cells, start=1):
            grader.send(notebook.cell(number, cell).message())
            notebook.look_back(number, cell)
    is_lost = learner.is_lost  # whatever happens now costs nothing: all is graded
    flags = {number - 1: flag for number, flag in notebook.tests.flags()}
    grader.send(Finished(is_lost, flags).message())
    learner.end("finished")


class _Notebook:
    """The cells of one notebook, each within its time."""

    def __init__(
        self, learner: _Learner, shell: Shell, limits: Limits, reserved: tuple[str, ...]
    ) -> None:
        self.learner = learner
        self.shell = shell
        self.limits = limits
        self.tests = _Tests(learner, shell, reserved)
        self.finish = time.monotonic() + limits.submission_seconds
        self.room = Room(limits.output)
        self.late = False
        self.error: BaseException | None = None
        self.changed: list[str] = []
        signal.signal(signal.SIGALRM, self._expired)

    def _expired(self, *_: object) -> None:
        self.late = True
        if not self.learner.channel.busy:  # where it waits, it looks at the time itself
            raise _OutOfTime

    def cell(self, number: int, cell: Cell) -> Ran:
        """Run a cell in both processes, and say how it ran."""
        start = time.monotonic()
        self.learner.channel.until = min(start + self.limits.cell_seconds, self.finish)
        self.late, self.error, self.changed = False, None, []
        signal.setitimer(signal.ITIMER_REAL, max(self.learner.channel.until - start, 1e-3))
        try:
            outputs = self._run(number, cell)
        except _OutOfTime as expiry:
            outputs, self.error = self.shell.outputs.take(), expiry
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if self.late or isinstance(self.error, _OutOfTime):
            outputs = [output for output in outputs if output.get("ename") != _OutOfTime.__name__]
            outputs.append(out_of_time(self.limits))
        report = _report(self.error)
        return Ran(
            self.room.kept(outputs),
            ended=self.error is None and not self.late,
            seconds=round(time.monotonic() - start, 3),
            mistake=None if report is None or self.late else report.mistake,
            line=_failing_line(cell.trusted, self.shell, self.error),
            changed=self.changed,
        )

    def _run(self, number: int, cell: Cell) -> list[Output]:
        outputs: list[Output] = []
        if cell.together:
            return self._together(number, cell.learner)
        if cell.learner:
            outputs = _ran(self.learner, {"source": cell.learner, "number": number}, self.limits)
        if cell.trusted:
            if cell.compares:
                self.changed = self.tests.changed(cell.trusted)
            outputs, self.error = self.tests.run(cell.trusted, number, borrow=cell.borrows)
            if cell.borrows and self.error is not None:
                self.tests.define(cell.learner, number)
        return outputs

    def _together(self, number: int, source: str) -> list[Output]:
        """Let the learner's process run a test: it has its word that the test ran to its end."""
        try:
            told = self.learner.ask("test", argument={"source": source, "number": number})
            outputs, ended = told
        except Exception as error:  # it may answer anything
            outputs, ended = [], False
            self.error = error
        found = list(_checked(outputs, self.limits.output))
        if ended is not True:
            self.error = self.error or _NotEnded("the test did not run to its end")
        return found

    def look_back(self, number: int, cell: Cell) -> None:
        """Note what the cell that ran last says of how an answer was found.

        A text that cannot be read, or not in time, costs nothing: neither marks nor time.
        """
        is_late = self.late
        signal.setitimer(signal.ITIMER_REAL, LOOK_SECONDS)
        try:
            if not (cell.together or cell.borrows):
                self.tests.read(cell.learner)
            elif not (cell.together or is_late):
                self.tests.note(number, cell.trusted, self.error)
        except (_OutOfTime, Exception):  # a stranger's text may do anything to who reads it
            pass
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _report(error: BaseException | None) -> Report | None:
    """What a check reported, if it was one that stopped a cell."""
    return error.report if isinstance(error, WrongAnswer) else None


def _failing_line(source: str, shell: Shell, error: BaseException | None) -> int | None:
    """The line of a cell, from 1, at which an error stopped it."""
    if error is None:
        return None
    blank = source[: len(source) - len(source.lstrip())].count("\n")  # which IPython leaves out
    lines = [
        line + blank
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals is shell.names and frame.f_code.co_name == "<module>"
    ]
    return lines[0] if lines else None


class _Tests:
    """The trusted process's own notebook, in which the learner's names are borrowed."""

    def __init__(self, learner: _Learner, shell: Shell, reserved: tuple[str, ...]) -> None:
        self.learner = learner
        self.shell = shell
        self.asked: set[str] = set()
        self.borrowed: dict[str, object] = {}
        self.builtin = set(dir(builtins)) | set(shell.names)
        self.own = self.builtin | {*reserved}  # names that no answer gives a value
        self.given: set[str] = set()  # names that no test has defined
        self.answered: list[Asked] = []
        self.numerical: set[str] = set()
        self.suspected: list[tuple[int, str]] = []
        self.passed: list[tuple[int, list[Asked]]] = []

    # removed by tests/attacks/removed.py
    def run(self, source: str, number: int, *, borrow: bool) -> tuple[list[Output], Any]:
        self.answered.clear()
        before = {**self.shell.names}
        with self._borrowing(source if borrow else ""):
            result = self.shell.run(source, number)
        fresh = {n for n, v in self.shell.names.items() if before.get(n, before) is not v}
        self.given = self.given - fresh if borrow else self.given | (fresh - self.builtin)
        return result

    def define(self, source: str, number: int) -> None:
        """Define what a test was to define that failed: the tests after it may need that."""
        if source:
            self.shell.run(source, number)

    def changed(self, source: str) -> list[str]:
        """The given names in a test that have another value in the other process."""
        names = self.shell.names
        own = sorted(names_used(self.shell, source) & self.given & names.keys())
        found: object = self.learner.ask("states", argument=own) if own else {}
        states = found if isinstance(found, dict) else {}
        return [name for name, state in states.items() if state != state_of(names[name])]

    def hear(self, asked: Asked) -> None:
        """Keep what a check of functions was asked, if the answer agreed."""
        if asked.check == "check_gradient" and asked.report.ok:
            self.answered.append(asked)

    def read(self, source: str) -> None:
        """Note which names of the learner's stand for numerical differentiation."""
        if may_differentiate(source, self.numerical):
            plain = self.shell.ipython.transform_cell(source)
            self.numerical = numerical_names(plain, self.numerical)

    def note(self, number: int, source: str, error: BaseException | None) -> None:
        """Keep what to look at, once all is graded, in the answer that a test has just checked."""
        learners = names_used(self.shell, source) - self.shell.names.keys()
        report = _report(error)
        if report is not None and report.mistake == "imprecise":
            flag = "is right but for its last digits, as numerical differentiation is"
            self.suspected.append((number, flag))
        elif error is None and self.answered and learners & self.numerical:
            flag = "calls a numerical derivative, or takes imaginary parts as a complex step does"
            self.suspected.append((number, flag))
        elif error is None:
            self.passed.append((number, [*self.answered]))

    def flags(self) -> Iterator[tuple[int, str]]:
        """What an instructor should look at: the numbers of test cells, and why."""
        yield from self.suspected
        finish = time.monotonic() + 2 * LOOK_SECONDS
        for number, asked in self.passed:
            self.learner.channel.until = min(time.monotonic() + LOOK_SECONDS, finish)
            with suppress(_OutOfTime):
                if any(map(loses_digits, asked)):
                    yield number, "loses digits as numerical differentiation does"
            self.shell.outputs.take()

    @contextmanager
    def _borrowing(self, source: str) -> Iterator[None]:  # removed by tests/attacks/removed.py
        """Look the names up anew: an answer may have been defined again."""
        names = self.shell.names
        self.asked |= names_used(self.shell, source)
        wanted = sorted(self.asked - names.keys() - self.own) if source else []
        found: object = None
        with suppress(Exception):  # then the names are missing, and the tests say so
            found = self.learner.ask("look up", argument=wanted) if wanted else None
        if isinstance(found, dict):
            self.borrowed = {name: found[name] for name in wanted if name in found}
        names.update(self.borrowed)
        try:
            yield
        finally:
            for name, value in self.borrowed.items():
                if names.get(name) is value:  # else the tests defined it: it is theirs now
                    del names[name]
            self.borrowed = {}


def _begin(learner: _Learner, task: Task) -> None:
    """Let both processes draw the same numbers, and give both their files."""
    import numpy as np

    seed = random.SystemRandom().randrange(2**32)
    random.seed(seed)
    np.random.seed(seed)
    # A learner's program is for the learner's process alone: here it could be imported.
    data = {name: text for name, text in task.own_files.items() if not name.endswith(PROGRAMS)}
    write_files(task.files | data)
    files = task.files | task.own_files
    arrays = {name: np.frombuffer(content, np.uint8) for name, content in files.items()}
    learner.channel.until = time.monotonic() + BEGIN_SECONDS
    learner.ask("begin", argument={"seed": seed, "files": arrays})


def _ran(learner: _Learner, argument: dict[str, Any], limits: Limits) -> list[Output]:
    """What a cell showed in the learner's process."""
    try:
        return list(_checked(learner.ask("run", argument=argument), limits.output))
    except Exception as error:  # it may answer anything
        return [_error("DeadKernelError", str(error))]


def _checked(outputs: object, most: int) -> Iterator[Output]:
    """Outputs from the learner's process, in nbformat's form whatever was sent."""
    room = most + 100_000
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        kind = output.get("output_type")
        size = len(str(output)[: room + 1])
        if size > room:
            return
        room -= size
        if kind == "stream" and output.get("name") in ("stdout", "stderr"):
            yield {"output_type": kind, "name": output["name"], "text": str(output.get("text"))}
        elif kind == "error":
            lines = output.get("traceback")
            yield cut_error(
                str(output.get("ename")),
                str(output.get("evalue")),
                [str(line) for line in lines] if isinstance(lines, list) else [],
            )
        elif kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
            data = {str(name): as_json(value) for name, value in output["data"].items()}
            shown = {"output_type": kind, "data": data, "metadata": {}}
            if kind == "execute_result":
                number = output.get("execution_count")
                shown["execution_count"] = number if isinstance(number, int) else None
            yield shown


def _error(name: str, value: str, traceback: list[str] | None = None) -> Output:
    lines = traceback or [f"{name}: {value}"]
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": lines}


def out_of_time(limits: Limits) -> Output:
    """What a cell shows whose time was over."""
    return _error("CellTimeoutError", f"the cell took longer than {limits.cell_seconds:g} seconds")
