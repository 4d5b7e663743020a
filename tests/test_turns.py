"""Runs over the same course take turns, whatever ends the one before."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from select import select

import pytest
from course_fixtures import run

HOLD = """
import sys, time
from pathlib import Path
from matcalc.course.turns import taking_turns

with taking_turns(Path(sys.argv[1]), "build"):
    print("mine", flush=True)
    sys.stdin.readline()
print("given back", flush=True)
"""


def starts(folder):
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", ["line", "kill"])
def test_the_second_waits_until_the_first_has_ended(tmp_path, end):
    with starts(tmp_path) as first:
        assert first.stdout.readline() == "mine\n"
        with starts(tmp_path) as second:
            assert "waiting for another run" in second.stderr.readline()
            assert select([second.stdout], [], [], 0.5)[0] == []  # it has said nothing yet
            if end == "kill":
                first.send_signal(signal.SIGKILL)
            else:
                first.stdin.write("\n")
                first.stdin.flush()
                assert first.stdout.readline() == "given back\n"
            assert second.stdout.readline() == "mine\n"
            second.communicate("\n")
    assert [*tmp_path.iterdir()] == []


def test_other_courses_do_not_wait(tmp_path):
    with starts(tmp_path / "one") as one, starts(tmp_path / "other") as other:
        for running in (one, other):
            assert running.stdout.readline() == "mine\n"
        for running in (one, other):
            running.communicate("\n")


@pytest.mark.soak
def test_two_graders_at_once_make_one_gradebook(small_course, submit):
    """Of a course whose gradebook is not there yet, which both would make."""
    submit("ada", {})
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(run, "matcalc", "grade", "ch04", cwd=small_course) for _ in range(2)]
    for grading in both:
        assert grading.result().returncode == 0, grading.result().stderr
