"""The warm process: has imported what cells need, and forks one process for each submission.

For Python there are two of them.  The *learner's* runs no cell at all before it forks and knows
nothing worth reading: what it holds, every learner's process inherits.  The *trusted* one knows
what the solution imports and asks, so that its children find every import done and every numerical
derivative known.  For other languages there is a third, whose children each start a kernel.  Each
process is forked by a *guard*, which interrupts it or ends it when the other side says so or goes
away.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

from matcalc.grading.running.absent import put_in_place
from matcalc.grading.running.cells import Shell
from matcalc.grading.running.limits import Limits
from matcalc.grading.running.sandbox import become_nobody, confine, end_with_parent, isolate
from matcalc.grading.running.task import Prepared, Role
from matcalc.grading.running.wire import INTERRUPT, TRUSTED_MOST, Channel, Closed

__all__ = ["main"]

Work = Callable[[list[socket.socket], Shell, Limits], None]


def main(fd: int, *, sandboxed: bool) -> NoReturn:
    """Get ready, say so, and fork for each submission that comes."""
    if sandboxed:
        become_nobody()
    control = socket.socket(fileno=fd)
    channel = Channel(control, TRUSTED_MOST)
    role = Role.of(*channel.receive())
    shell = Shell(role.limits.output)
    _prepare(role, channel, shell)
    work = _work_of(role, sandboxed)
    gc.collect()
    gc.freeze()
    control.settimeout(None)
    while descriptors := _asked_to_fork(control):
        if os.fork() == 0:
            control.close()
            _in_child(_guard, descriptors, work, role, shell, sandboxed)
        for descriptor in descriptors:
            os.close(descriptor)
    os._exit(0)


def _work_of(role: Role, sandboxed: bool) -> Work:
    """What a child does.  Nothing of the others' is imported: a learner's could find it."""
    if role.name == "learner":
        from matcalc.grading.running.learner import serve

        return serve
    if role.name == "trusted":
        from matcalc.grading.running.trusted import run_notebook

        return run_notebook
    from matcalc.grading.running.in_kernel import run_in_kernel

    return partial(run_in_kernel, kernels=role.kernels, sandboxed=sandboxed)


def _asked_to_fork(control: socket.socket) -> list[int]:
    """Wait for a submission, and return its sockets; none where nobody is there to ask."""
    mark, descriptors, _, _ = socket.recv_fds(control, 1, 4)
    with suppress(ChildProcessError):  # guards that have ended
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return descriptors if mark else []


def _prepare(role: Role, channel: Channel, shell: Shell) -> None:
    """Import what cells need, and say so."""
    shell.run("1 +", 0)  # what renders errors is imported with the first of them
    shell.run("raise ValueError", 0)
    ready = Prepared()
    if role.name == "trusted":
        from matcalc.grading.running.rehearsal import rehearse

        rehearse(role.rehearsals, shell)
        ready = Prepared(sorted(sys.modules))
    elif role.name == "kernel":
        import jupyter_client  # noqa: F401, here for its children
    else:
        message, _ = channel.receive()
        for name in Prepared.of(message).modules:
            with suppress(Exception):  # a cell that needs it will say what is wrong
                importlib.import_module(name)
        put_in_place(role.hidden.names)
    channel.send(ready.message())
    shell.clear()


def _in_child(function: Callable[..., None], *arguments: Any) -> NoReturn:
    """Run a function as the whole life of a forked process."""
    try:
        function(*arguments)
    except Closed:
        pass
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _guard(descriptors: list[int], work: Work, role: Role, shell: Shell, sandboxed: bool) -> None:
    """Start the process, and pass on to it what the lifeline says, the first of its sockets."""
    lifeline, *own = descriptors
    scratch = ""
    if sandboxed:
        isolate(role.limits, role.hidden.modules, alone=not role.programs, folders=role.folders)
    else:
        scratch = tempfile.mkdtemp(prefix="grading-")
        os.chdir(scratch)
    process = os.fork()
    if process == 0:
        _in_child(_work, own, work, role, shell, sandboxed)
    for descriptor in own:
        os.close(descriptor)
    ended = os.pidfd_open(process)
    while True:
        ready, _, _ = select.select([lifeline, ended], [], [])
        if ended in ready:
            break
        if os.read(lifeline, 1) == INTERRUPT:
            os.kill(process, signal.SIGINT)
        else:
            os.kill(process, signal.SIGKILL)
            break
    os.waitpid(process, 0)
    if scratch:
        shutil.rmtree(scratch, ignore_errors=True)


def _work(own: list[int], work: Work, role: Role, shell: Shell, sandboxed: bool) -> None:
    """Keep nothing but the sockets that this process needs, accept the limits, and begin."""
    # Signals to a group pass the borders of namespaces: here it ends with this process.
    os.setsid()
    if not sandboxed:  # else its namespace ends with it
        end_with_parent()
    null = os.open("/dev/null", os.O_RDWR)
    for target, descriptor in enumerate([null, null, null if role.name == "learner" else 2]):
        os.dup2(descriptor, target)
    first = 64  # above every descriptor that is open now
    for number, descriptor in enumerate(own):
        os.dup2(descriptor, first + number, inheritable=False)
    os.closerange(3, first)
    confine(role.limits, sandboxed=sandboxed, programs=role.programs)
    sockets = [socket.socket(fileno=first + number) for number in range(len(own))]
    work(sockets, shell, role.limits)
