"""Whatever dies in the middle, the next run leaves each submission with one set of right marks."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from course_fixtures import run
from plain import rows
from submissions import (
    POINTS,
    RIGHT,
    WRONG,
    grader,
    small_key,
    submission,
    write_course,
)

SOAK = os.environ.get("MATCALC_SOAK") == "1"
STUDENTS = 6
KINDS = ("coordinator", "warm process", "sandbox", "guard")


@pytest.fixture
def course(tmp_path):
    course = write_course(tmp_path)
    for number in range(STUDENTS):
        answers = RIGHT | {name: WRONG[name] for name in list(WRONG)[: number % 4]}
        folder = course.folder("submitted") / f"s{number}" / "hw"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_text(json.dumps(submission(small_key(), answers)))
    return course


def expected() -> list[tuple[str, str, float]]:
    return sorted(
        (f"s{number}", f"{name}-test", 0.0 if name in list(WRONG)[: number % 4] else float(points))
        for number in range(STUDENTS)
        for name, points in POINTS.items()
    )


def marks(root: Path) -> list[tuple[object, ...]]:
    return sorted((row[0], row[3], row[4]) for row in rows(root)["grades"])


def below(process: int) -> dict[int, str]:
    """The processes below one, in the order in which they were started, with their names."""
    parents, names = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            text = (path / "stat").read_text()
            parents[int(path.name)] = int(text.rpartition(")")[2].split()[1])
            names[int(path.name)] = text.partition("(")[2].rpartition(")")[0]
    found = {process}
    while more := {p for p, parent in parents.items() if parent in found} - found:
        found |= more
    return {p: names[p] for p in sorted(found - {process})}


def kill(kind: str, process: int, draw: random.Random) -> None:
    pythons = [p for p, name in below(process).items() if name.startswith("python")]
    wanted = {
        "coordinator": [process],
        "sandbox": [p for p, name in below(process).items() if name == "bwrap"],
        "warm process": pythons[:2],
        "guard": pythons[2:],
    }[kind]
    if wanted:
        with contextlib.suppress(ProcessLookupError):
            os.kill(draw.choice(wanted), signal.SIGKILL)


@pytest.mark.parametrize("seed", range(50 if SOAK else 4))
def test_a_killed_process_costs_nothing(course, seed):
    draw = random.Random(seed)
    command = [sys.executable, "-m", "matcalc", "grade", "hw", "--jobs", "2"]
    running = subprocess.Popen(
        command, cwd=course.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert b"Grading" in os.read(running.stderr.fileno(), 1000)
    time.sleep(draw.uniform(0, 3))
    kill(KINDS[seed % len(KINDS)], running.pid, draw)
    running.stderr.read()
    running.wait()
    with sqlite3.connect(course.root / "gradebook.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    result = run("matcalc", "grade", "hw", cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert marks(course.root) == expected()


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
    path = course.folder("submitted") / "s3" / "hw" / "hw.ipynb"
    path.write_text(json.dumps(submission(small_key(), RIGHT)))
    with sqlite3.connect(course.root / "gradebook.db") as database:  # a person's marks
        database.execute("update grade set manual_score = 1.5 where auto_score = 4")
    assert grade() == [1, STUDENTS - 1]
    changed = [row for row in rows(course.root)["grades"] if row[0] == "s3"]
    assert sorted(row[4] for row in changed) == sorted(map(float, POINTS.values()))
    assert [row[7] for row in changed if row[5] is not None] == [1]  # to be looked at again


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
    assert marks(course.root) == expected()


def test_without_bubblewrap_grading_refuses_and_names_it(course):
    programs = str(Path(sys.executable).parent)
    result = run("matcalc", "grade", "hw", cwd=course.root, PATH=programs)
    assert result.returncode == 1
    assert "apt-get install bubblewrap" in result.stderr
    result = run("matcalc", "grade", "hw", "--no-sandbox", cwd=course.root, PATH=programs)
    assert result.returncode == 0, result.stderr
    assert "without a sandbox" in result.stderr
    assert marks(course.root) == expected()
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
    mine = grader(small_key(), cell_seconds=0.5)
    with mine.runner:
        found = [mine.points(answers) for _ in range(30 if SOAK else 10)]
    assert found == [POINTS | {exercise: 0}] * len(found)
