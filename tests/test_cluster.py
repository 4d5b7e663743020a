"""Grading on the workers of a dask scheduler: the same marks, also when a worker is killed."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys

import pytest
from course_fixtures import run
from plain import scores
from processes import below, wait_for
from submissions import POINTS, RIGHT, WRONG, hand_in, write_course


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler, and what to call for one more worker's process."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    address = next(
        found[0] for line in scheduler.stderr if (found := re.search(r"tcp://[\d.]+:\d+", line))
    )
    options = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", tmp_path)
    yield address, lambda: start("worker", address, *map(str, options))
    for process in reversed(started):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.stderr.close()
        process.wait(30)


def test_a_cluster_gives_the_same_marks_though_a_worker_is_killed(tmp_path, cluster):
    address, worker = cluster
    course = write_course(tmp_path / "course")
    for number in range(6):
        hand_in(course, f"s{number}", WRONG if number % 2 else RIGHT)
    first = worker()
    command = [sys.executable, "-m", "matcalc", "grade", "hw", "--cluster", address]
    grading = subprocess.Popen(command, cwd=course.root, stderr=subprocess.PIPE)
    wait_for(lambda: list(below(first.pid)))  # it has begun with a submission
    worker()  # which knows nothing of what the first was told
    first.kill()
    said = grading.stderr.read().decode()
    grading.stderr.close()
    assert grading.wait() == 0, said
    nothing = dict.fromkeys(POINTS, 0)
    assert scores(course.root) == {f"s{n}": nothing if n % 2 else POINTS for n in range(6)}


def test_a_cluster_that_does_not_answer_is_one_clear_message(tmp_path):
    course = write_course(tmp_path / "course")
    hand_in(course, "ada", RIGHT)
    result = run("matcalc", "grade", "hw", "--cluster", "nowhere", cwd=course.root)
    assert result.returncode == 1
    assert "no dask worker" in result.stderr
    assert "Traceback" not in result.stderr
