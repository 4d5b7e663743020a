"""Whatever dies in the middle, the next run leaves each submission with one set of right marks."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from course_fixtures import run
from plain import rows, scores
from processes import below, name_of, wait_for
from sample import SOAK, sampled, soak
from submissions import POINTS, RIGHT, WRONG, grader, hand_in, small_key, write_course

STUDENTS = 8


@pytest.fixture
def course(tmp_path):
    course = write_course(tmp_path)
    for number in range(STUDENTS):
        hand_in(course, f"s{number}", RIGHT | {name: WRONG[name] for name in wrong(number)})
    return course


def wrong(number: int) -> list[str]:
    """The exercises that a student answers wrongly."""
    return list(WRONG)[: number % 4]


def expected() -> dict[str, dict[str, float]]:
    return {f"s{number}": POINTS | dict.fromkeys(wrong(number), 0) for number in range(STUDENTS)}


def graders(process: int) -> list[int]:
    """The Python processes below one, in the order in which they were started."""
    return sorted(p for p in below(process) if name_of(p).startswith("python"))


# Where a process is killed: which ones, and how many there must be before one of them is chosen.
KILLED: dict[str, tuple[Callable[[int], list[int]], int]] = {
    "coordinator": (lambda process: [process] if graders(process) else [], 1),
    "warm process": (lambda process: graders(process)[:2], 2),
    "sandbox": (lambda process: [p for p in below(process) if name_of(p) == "bwrap"], 1),
    "guard": (lambda process: graders(process)[2:], 1),
}


@pytest.mark.parametrize("graded", range(5) if SOAK else [1])
@pytest.mark.parametrize("kind", sampled(KILLED, 5))
def test_a_killed_process_costs_nothing(course, kind, graded):
    """Whichever process ends, and however many submissions are graded by then."""
    command = [sys.executable, "-m", "matcalc", "grade", "hw", "--jobs", "2"]
    running = subprocess.Popen(
        command, cwd=course.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    processes, least = KILLED[kind]
    done = course.folder("autograded")

    def ready() -> list[int]:
        found = processes(running.pid) if len(list(done.glob("*/hw"))) >= graded else []
        assert running.poll() is None, "it ended before anything could be killed"
        return found if len(found) >= least else []

    with suppress(ProcessLookupError):
        os.kill(random.Random(graded).choice(wait_for(ready)), signal.SIGKILL)
    running.wait()
    with sqlite3.connect(course.root / "gradebook.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    result = run("matcalc", "grade", "hw", cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert scores(course.root) == expected()


def test_a_run_goes_on_where_it_stopped_and_grades_what_changed(course):
    def grade(*options):
        result = run("matcalc", "grade", "hw", *options, cwd=course.root)
        assert result.returncode == 0, result.stderr
        said = re.search(r"(\d+) graded, (\d+) graded before", result.stderr)
        return [int(number) for number in said.groups()]

    assert grade("--student", "s0", "--student", "s1") == [2, 0]
    assert grade() == [STUDENTS - 2, 2]
    before = rows(course.root)
    assert grade("--again") == [STUDENTS, 0]
    assert rows(course.root) == before
    hand_in(course, "s3", RIGHT)
    with sqlite3.connect(course.root / "gradebook.db") as database:  # a person's marks
        database.execute("update grade set manual_score = 1.5 where auto_score = 4")
    assert grade() == [1, STUDENTS - 1]
    changed = [row for row in rows(course.root)["grades"] if row[0] == "s3"]
    assert sorted(row[4] for row in changed) == sorted(map(float, POINTS.values()))
    assert [row[7] for row in changed if row[5] is not None] == [1]  # to be looked at again


@soak
def test_a_gradebook_that_cannot_be_written_is_one_clear_message(course):
    assert run("matcalc", "grade", "hw", "--student", "s0", cwd=course.root).returncode == 0
    before = rows(course.root)
    with sqlite3.connect(course.root / "gradebook.db") as database:
        full = "select raise(abort, 'database or disk is full')"
        database.execute(f"create trigger full before update on grade begin {full}; end")
    result = run("matcalc", "grade", "hw", cwd=course.root)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "disk is full" in result.stderr
    assert "the same command goes on" in result.stderr
    assert rows(course.root) == before
    with sqlite3.connect(course.root / "gradebook.db") as database:
        database.execute("drop trigger full")
    assert run("matcalc", "grade", "hw", cwd=course.root).returncode == 0
    assert scores(course.root) == expected()


def test_without_bubblewrap_grading_refuses_and_names_it(course):
    programs = str(Path(sys.executable).parent)
    result = run("matcalc", "grade", "hw", cwd=course.root, PATH=programs)
    assert result.returncode == 1
    assert "apt-get install bubblewrap" in result.stderr
    result = run("matcalc", "grade", "hw", "--no-sandbox", cwd=course.root, PATH=programs)
    assert result.returncode == 0, result.stderr
    assert "without a sandbox" in result.stderr
    assert scores(course.root) == expected()
    assert any("without a sandbox" in str(row[4]) for row in rows(course.root)["comments"])
    result = run("matcalc", "grade", "hw", cwd=course.root)  # what the sandbox confirms
    assert result.returncode == 0, result.stderr
    assert f"{STUDENTS} graded, 0" in result.stderr
    assert not any("sandbox" in str(row[4]) for row in rows(course.root)["comments"])


@pytest.mark.parametrize(
    ("exercise", "chatty"),
    [
        ("grad", "from unittest.mock import MagicMock\ngrad = MagicMock()"),  # asked without end
        ("apply", "def apply(f, x):\n    while True:\n        f(x)"),  # asks without end
    ],
    ids=["asked", "asking"],
)
def test_an_answer_interrupted_between_two_messages_costs_nothing_else(exercise, chatty):
    """The time may be over at any moment of a conversation; what comes after it still runs."""
    answers = RIGHT | {exercise: chatty}
    mine = grader(small_key(), cell_seconds=1, grace_seconds=10)
    with mine.runner:
        found = [mine.points(answers) for _ in range(30 if SOAK else 3)]
    assert found == [POINTS | {exercise: 0}] * len(found)
