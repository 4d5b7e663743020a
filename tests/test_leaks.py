"""What goes together with the answers is within their reach: yet no hidden test leaves the run.

Every submission reads a planted number out of a hidden test, in a way of its own, and tries to get
it into what its author is given: the feedback, or the marks.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from attacks import state, traces, write_course
from attacks.case import answered, text, write, wrong_answers
from attacks.course import ANSWER, PLANTED, TOGETHER
from corpus import checked_exercises, solutions
from course_fixtures import run
from plain import scores
from sample import sampled

from matcalc.course.directory import Course

pytestmark = pytest.mark.xdist_group("leaks")

TABLE = Path(__file__).parent / "attacks" / "leaks.toml"
LEAKS = {
    case["name"]: case
    for case in sampled(tomllib.loads(TABLE.read_text("utf-8"))["case"], 5, key=lambda c: c["name"])
}
DIGITS = PLANTED.partition(".")[0]
FIRST = "        self.factor = factor\n"


def answers(case: dict[str, str]) -> dict[str, str]:
    """The answers of a submission; all but the first are wrong."""
    assert FIRST in ANSWER
    first = ANSWER.replace(FIRST, case.get("method", "") + FIRST)
    others = {name: f"{case['later']}\n{code}" for name, code in wrong_answers("ch04").items()}
    return {TOGETHER: f"{case['attack']}\n{first}", **others}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, graded; it holds an honest learner too."""
    course = write_course(tmp_path_factory.mktemp("leaks"), seconds=8, mixed=True)
    released = course.root / "exercises" / "ch04" / "ch04.ipynb"
    for name, case in LEAKS.items():
        notebook = answered(released, answers(case))
        write(course.root / "submitted" / name / "ch04", text(notebook))
    honest = {TOGETHER: ANSWER, **solutions("ch04")}
    write(course.root / "submitted" / "honest" / "ch04", text(answered(released, honest)))
    before = state(course)
    graded = run("matcalc", "grade", "ch04", cwd=course.root)
    assert graded.returncode == 0, graded.stderr
    assert f"{TOGETHER}-test is checked together with the answers" in graded.stderr
    assert graded.stderr.count("is checked together") == 1
    for command in (("feedback", "ch04"), ("export", "ch04", "--to", "marks.csv")):
        done = run("matcalc", *command, cwd=course.root)
        assert done.returncode == 0, done.stderr
    assert state(course) == before
    assert traces(course) == []
    return course


@pytest.mark.parametrize("name", LEAKS)
def test_the_number_reaches_no_page_and_earns_nothing_apart(course: Course, name: str):
    pages = [*(course.root / "feedback" / name).rglob("*"), course.root / "marks.csv"]
    files = [path for path in pages if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert DIGITS not in path.read_text("utf-8"), path
    found = scores(course.root, "ch04")[name]
    assert {found[exercise] for exercise in checked_exercises("ch04")} == {0.0}


def test_an_honest_neighbour_keeps_everything(course: Course):
    found = scores(course.root, "ch04")["honest"]
    points = checked_exercises("ch04")
    assert {exercise: found[exercise] for exercise in points} == points
    assert found[TOGETHER] == 1


def test_what_went_together_is_named_wherever_marks_are_shown(course: Course):
    assert (course.root / "marks.csv").read_text("utf-8-sig").splitlines()[1].count(TOGETHER) == 1
    page = (course.root / "reports" / "ch04.html").read_text("utf-8")
    assert "Checked together with the answers" in page
    assert f"<td>{TOGETHER}</td>" in page
