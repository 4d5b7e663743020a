"""Workers beyond this machine: every process of a dask cluster runs submissions as this one does.

A task may run twice, when a worker is lost; the gradebook's rows are found by assignment and
learner, so each submission still ends with one set of marks.
"""

from __future__ import annotations

import atexit
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from matcalc.errors import MatcalcError
from matcalc.grading.running.runner import Runner
from matcalc.grading.running.sandbox import require_sandbox
from matcalc.grading.running.task import Results, Setting, Task
from matcalc.grading.running.workers import Workers
from matcalc.version import DISTRIBUTION

__all__ = ["workers_of_cluster"]

CONNECT_SECONDS = 30
_runners: dict[str, Runner] = {}  # of this process; one, unless an older run has not ended


@contextmanager
def workers_of_cluster(address: str, setting: Setting) -> Iterator[Workers]:
    """The workers of a dask scheduler.

    Raises
    ------
    MatcalcError
        If dask is missing, or no scheduler or no worker answers.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise MatcalcError(
            f'a cluster needs dask.distributed: python -m pip install "{DISTRIBUTION}[cluster]"'
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise MatcalcError(f"no dask worker was found at {address}: {error}") from None
    with client:
        run = uuid.uuid4().hex
        executor = client.get_executor(pure=False, retries=2)
        threads = sum(client.nthreads().values())
        # Each task brings the setting: sent once, it would be lost with the worker that has it.
        yield Workers(lambda tasks: executor.submit(_run_here, run, setting, tasks), 2 * threads)


def _run_here(run: str, setting: Setting, tasks: dict[str, Task]) -> Results:
    """Run a submission in a worker's process, whose warm processes stay for the next."""
    if run not in _runners:
        if setting.sandboxed:
            require_sandbox()
        while _runners:
            _runners.popitem()[1].close()
        _runners[run] = Runner(setting)
    return _runners[run].run_all(tasks)


@atexit.register
def _close() -> None:
    while _runners:
        _runners.popitem()[1].close()
