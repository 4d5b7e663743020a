"""The warm process: has imported what cells need, and forks one process for each submission.

For Python there are two of them.  The *learner's* runs no cell at all before it forks and knows
nothing worth reading: what it holds, every learner's process inherits.  The *trusted* one has run
the solution once, so that its children find every import done and every numerical derivative
known.  For other languages there is a third, whose children each start a kernel.  Each process is
forked by a *guard*, which interrupts it or ends it when the other side says so or goes away.
"""

from __future__ import annotations

import ctypes
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

from matcalc.grading.cells import Shell
from matcalc.grading.in_kernel import run_in_kernel
from matcalc.grading.learner import serve
from matcalc.grading.limits import Limits
from matcalc.grading.sandbox import become_nobody, confine, isolate
from matcalc.grading.trusted import INTERRUPT, rehearse, run_notebook
from matcalc.grading.wire import Channel, Closed

__all__ = ["main"]

_PR_SET_PDEATHSIG = 1


def main(fd: int, *, sandboxed: bool) -> NoReturn:
    """Get ready, say so, and fork for each submission that comes."""
    if sandboxed:
        become_nobody()
    control = socket.socket(fileno=fd)
    channel = Channel(control, 2**28)
    settings, blobs = channel.receive()
    limits = Limits(**settings["limits"])
    shell = Shell(limits.output)
    shell.run("1 +", 0)  # what renders errors is imported with the first of them
    shell.run("raise ValueError", 0)
    failed: list[str] = []
    if settings["role"] == "trusted":
        failed = rehearse(settings["rehearsals"], blobs, shell)
        channel.send({"modules": sorted(sys.modules), "failed": failed})
    elif settings["role"] == "kernel":
        import jupyter_client  # noqa: F401, here for its children

        channel.send({"ready": True})
    else:
        modules, _ = channel.receive()
        for name in modules["modules"]:
            with suppress(Exception):  # a cell that needs it will say what is wrong
                importlib.import_module(name)
        channel.send({"ready": True})
    shell.clear()
    gc.collect()
    gc.freeze()
    control.settimeout(None)
    works: dict[str, Callable[..., None]] = {
        "trusted": run_notebook,
        "learner": serve,
        "kernel": partial(run_in_kernel, kernels=settings["kernels"], sandboxed=sandboxed),
    }
    work = works[settings["role"]]
    while True:
        mark, descriptors, _, _ = socket.recv_fds(control, 1, 4)
        if not mark:
            os._exit(0)
        with suppress(ChildProcessError):  # guards that have ended
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if os.fork() == 0:
            control.close()
            lifeline, *own = descriptors
            _in_child(_guard, lifeline, own, work, settings, limits, shell, sandboxed)
        for descriptor in descriptors:
            os.close(descriptor)


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


def _guard(
    lifeline: int,
    own: list[int],
    work: Callable[..., None],
    settings: dict[str, Any],
    limits: Limits,
    shell: Shell,
    sandboxed: bool,
) -> None:
    """Start the process, and pass on to it what the lifeline says."""
    scratch = ""
    if sandboxed:
        alone = settings["role"] != "kernel"
        isolate(limits, settings["hidden"], alone=alone, folders=settings["folders"])
    else:
        scratch = tempfile.mkdtemp(prefix="grading-")
        os.chdir(scratch)
    process = os.fork()
    if process == 0:
        _in_child(_work, own, work, settings["role"], limits, shell, sandboxed)
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


def _work(
    own: list[int],
    work: Callable[..., None],
    role: str,
    limits: Limits,
    shell: Shell,
    sandboxed: bool,
) -> None:
    """Keep nothing but the sockets that this process needs, accept the limits, and begin."""
    # Signals to a group pass the borders of namespaces: here it ends with this process.
    os.setsid()
    if not sandboxed and sys.platform.startswith("linux"):  # else its namespace ends with it
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    null = os.open("/dev/null", os.O_RDWR)
    for target, descriptor in enumerate([null, null, null if role == "learner" else 2]):
        os.dup2(descriptor, target)
    first = 64  # above every descriptor that is open now
    for number, descriptor in enumerate(own):
        os.dup2(descriptor, first + number, inheritable=False)
    os.closerange(3, first)
    confine(limits, sandboxed=sandboxed, programs=role == "kernel")
    work([socket.socket(fileno=first + number) for number in range(len(own))], shell, limits)
