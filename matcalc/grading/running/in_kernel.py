"""A notebook for another language: one kernel, in a sandbox of its own, runs all of its cells.

Answers and tests share that kernel, as they do under plain nbgrader: what a submission can reach
is limited as for Python, but what judges it is within its reach.  There are no marks without the
kernel's word that a test ran to its end.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty
from typing import Any

from matcalc.grading.running.cells import Outputs, Room, Shell
from matcalc.grading.running.limits import Limits
from matcalc.grading.running.rehearsal import write_files
from matcalc.grading.running.sandbox import end_with_parent, own_sandbox
from matcalc.grading.running.task import Finished, Ran, Task
from matcalc.grading.running.trusted import out_of_time
from matcalc.grading.running.wire import TRUSTED_MOST, Channel

__all__ = ["run_in_kernel"]

READY_SECONDS = 60
STEP = 0.2  # between two looks at whether the kernel is alive
NO_MESSAGE = "the kernel sent what is no message"


class _Lost(Exception):
    """The kernel has ended, or does not answer."""


def run_in_kernel(
    sockets: list[socket.socket],
    shell: Shell,
    limits: Limits,
    *,
    kernels: dict[str, dict[str, Any]],
    sandboxed: bool,
) -> None:
    """Run all cells of a notebook in their order, and report each as it ends.

    What is received and sent is as for `matcalc.grading.running.trusted.run_notebook`.

    Parameters
    ----------
    sockets : list
        To the grader.
    kernels : dict
        What `matcalc.grading.running.kernels.find_kernel` said of each kernel.
    """
    [connection] = sockets
    grader = Channel(connection, TRUSTED_MOST)
    task = Task.of(*grader.receive())
    finish = time.monotonic() + limits.submission_seconds
    work = Path.cwd() / "work"
    work.mkdir()
    os.chdir(work)
    write_files(task.files | task.own_files)
    is_lost = False  # it ended, and not by us
    room = Room(limits.output)
    with _started(kernels[task.kernel], sandboxed) as kernel:
        for cell in task.cells:
            ran, is_over = _run(kernel, cell.trusted, shell.outputs, finish, limits)
            ran = replace(ran, outputs=room.kept(ran.outputs))
            is_lost = is_over and not kernel.manager.is_alive()
            grader.send(ran.message())
            if is_over:
                break
    grader.send(Finished(is_lost).message())


def _run(
    kernel: _Kernel, source: str, outputs: Outputs, finish: float, limits: Limits
) -> tuple[Ran, bool]:
    """Run a cell; say how it ran, and whether nothing can be run after it."""
    start = time.monotonic()
    is_over = False
    try:
        until = min(start + limits.cell_seconds, finish)
        ended, late = kernel.run(source, outputs, until, limits)
    except _Lost as error:
        ended, late, is_over = False, False, True
        outputs.error("DeadKernelError", str(error), [str(error)])
    shown = outputs.take()
    ran = Ran(
        [*shown, out_of_time(limits)] if late else shown,
        ended=ended and not late,
        seconds=round(time.monotonic() - start, 3),
    )
    return ran, is_over


class _Kernel:
    """A running kernel."""

    def __init__(self, manager: Any, client: Any) -> None:
        self.manager = manager
        self.client = client

    def run(self, source: str, outputs: Outputs, until: float, limits: Limits) -> tuple[bool, bool]:
        """Run a cell; return whether it ended well, and whether its time was over.

        Raises
        ------
        _Lost
            If the kernel ends, or does not stop when its time is over.
        """
        number = self.client.execute(source, allow_stdin=False)
        late = False
        while True:
            if time.monotonic() > until:
                if late:
                    raise _Lost("the kernel did not stop when the cell's time was over")
                late, until = True, time.monotonic() + limits.grace_seconds
                with suppress(RuntimeError):  # it has ended, which is seen below
                    self.manager.interrupt_kernel()
            kind, content = self._next(self.client.get_iopub_msg, number)
            if kind == "status" and content.get("execution_state") == "idle":
                break
            if not late:
                try:
                    _show(outputs, kind, content)
                except Exception:
                    raise _Lost(NO_MESSAGE) from None
        while time.monotonic() <= until + limits.grace_seconds:
            kind, content = self._next(self.client.get_shell_msg, number)
            if kind:
                return content.get("status") == "ok", late
        raise _Lost("the kernel did not say how the cell ended")

    def _next(self, receive: Any, number: str) -> tuple[str, dict[str, Any]]:
        """The kind and content of the next message about a cell; empty where there is none yet."""
        try:
            message = receive(timeout=STEP)
            about, kind, content = (message[k] for k in ("parent_header", "msg_type", "content"))
            return (str(kind), dict(content)) if about.get("msg_id") == number else ("", {})
        except Empty:
            if not self.manager.is_alive():
                raise _Lost("the kernel has ended") from None
            return "", {}
        except Exception:  # the learner's code may send anything
            raise _Lost(NO_MESSAGE) from None


@contextmanager
def _started(spec: dict[str, Any], sandboxed: bool) -> Iterator[_Kernel]:
    """Start a kernel; its sockets are files beside the folder that it works in."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import KernelManager

    before, filter_of_calls = own_sandbox() if sandboxed else ([], None)

    class Manager(KernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**spec)

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            return [*before, *super().format_kernel_cmd(extra_arguments)]

    place = Path.cwd().parent
    manager = Manager(
        transport="ipc", ip=str(place / "socket"), connection_file=str(place / "connection.json")
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption goes to the kernel's whole group
    # It is ended with this process, by the sandbox or by Linux.
    options: dict[str, Any] = (
        {"pass_fds": [filter_of_calls]} if sandboxed else {"preexec_fn": end_with_parent}
    )
    errors = place / "errors.txt"
    with errors.open("wb") as log:
        options |= {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": log}
        manager.start_kernel(independent=True, cwd=str(Path.cwd()), **options)
    client = manager.blocking_client()
    client.start_channels()
    try:
        try:
            client.wait_for_ready(READY_SECONDS)
        except RuntimeError as error:
            lines = errors.read_text("utf-8", "replace").strip().splitlines()
            raise _Lost(f"{error}: {' '.join(lines[-1:])}") from None
        yield _Kernel(manager, client)
    finally:
        client.stop_channels()
        with suppress(RuntimeError, OSError):  # it has ended
            manager.shutdown_kernel(now=True)


def _show(outputs: Outputs, kind: str, content: dict[str, Any]) -> None:
    """Keep what a message shows."""
    if kind == "stream":
        outputs.text(str(content["name"]), str(content["text"]))
    elif kind == "error":
        lines = [str(line) for line in content["traceback"]]
        outputs.error(str(content["ename"]), str(content["evalue"]), lines)
    elif kind == "display_data":
        outputs.show(kind, content["data"], content["metadata"])
    elif kind == "execute_result":
        number = content["execution_count"]
        outputs.show(kind, content["data"], content["metadata"], execution_count=number)
    elif kind == "clear_output":
        outputs.take()
