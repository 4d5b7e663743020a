"""Grading on the workers of a dask scheduler: the same marks, also when a worker is killed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from course_fixtures import run
from plain import rows
from submissions import POINTS, RIGHT, WRONG, small_key, submission, write_course


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler with two workers, and the workers' processes."""
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
    workers = [start("worker", address, *map(str, options)) for _ in range(2)]
    yield address, workers
    for process in reversed(started):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.stderr.close()
        process.wait(30)


def test_a_cluster_gives_the_same_marks_though_a_worker_is_killed(tmp_path, cluster):
    address, workers = cluster
    course = write_course(tmp_path / "course")
    for number in range(6):
        folder = course.folder("submitted") / f"s{number}" / "hw"
        folder.mkdir(parents=True)
        answers = WRONG if number % 2 else RIGHT
        (folder / "hw.ipynb").write_text(json.dumps(submission(small_key(), answers)))
    command = [sys.executable, "-m", "matcalc", "grade", "hw", "--cluster", address]
    grading = subprocess.Popen(command, cwd=course.root, stderr=subprocess.PIPE)
    assert b"Grading" in os.read(grading.stderr.fileno(), 1000)
    time.sleep(2)
    workers[0].kill()
    said = grading.stderr.read().decode()
    grading.stderr.close()
    assert grading.wait() == 0, said
    found = {(row[0], row[3]): row[4] for row in rows(course.root)["grades"]}
    assert len(found) == 6 * len(POINTS)
    for (student, cell), score in found.items():
        points = 0 if int(student[1]) % 2 else POINTS[cell.removesuffix("-test")]
        assert score == points


def test_a_cluster_that_does_not_answer_is_one_clear_message(tmp_path):
    course = write_course(tmp_path / "course")
    folder = course.folder("submitted") / "ada" / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_text(json.dumps(submission(small_key(), RIGHT)))
    result = run("matcalc", "grade", "hw", "--cluster", "nowhere", cwd=course.root)
    assert result.returncode == 1
    assert "no dask worker" in result.stderr
    assert "Traceback" not in result.stderr
