"""Who runs submissions: threads of this process, which share its warm processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from matcalc.grading.running.runner import Runner, Warm, started
from matcalc.grading.running.task import Results, Setting, Task

__all__ = ["Workers", "started_ahead", "workers_here"]


@dataclass(frozen=True)
class Workers:
    """A way to have the notebooks of submissions run.

    Attributes
    ----------
    submit : callable
        Has the notebooks of one submission run, and returns at once.
    most : int
        Submissions that keep all workers busy.
    """

    submit: Callable[[dict[str, Task]], Future[Results]]
    most: int


@contextmanager
def started_ahead(*, sandboxed: bool, cluster: str | None) -> Iterator[dict[str, Warm]]:
    """Processes that get ready while a course is read; those that nobody takes are ended."""
    ahead = started(sandboxed=sandboxed) if cluster is None else {}
    try:
        yield ahead
    finally:
        for warm in ahead.values():
            warm.close()


@contextmanager
def workers_here(
    setting: Setting, jobs: int | None, ahead: dict[str, Warm] | None = None
) -> Iterator[Workers]:
    """Threads of this process, as many as there are processors unless their number is given.

    Parameters
    ----------
    ahead : dict, optional
        As of `matcalc.grading.running.runner.Runner`.

    Raises
    ------
    MatcalcError
        If the warm processes cannot be started.
    """
    count = jobs or _processors()
    executor: Executor
    with Runner(setting, ahead) as runner, ThreadPoolExecutor(count) as executor:
        runner.start()
        try:
            yield Workers(lambda tasks: executor.submit(runner.run_all, tasks), 2 * count)
        except BaseException:
            runner.close()  # so that no thread waits for a cell to end
            executor.shutdown(cancel_futures=True)
            raise


def _processors() -> int:
    """The processors that this process may use, where the system says so."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
