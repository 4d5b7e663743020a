"""Nothing unearned, nothing lost: hostile submissions, their twins and honest ones, as one class.

They are graded by `matcalc grade`; `make soak` takes all of them, `make test` a sample.  Chapter 4
has an exercise whose test goes together with the answers, so that each notebook runs on both ways:
what a test within reach gives away must earn nothing in those that are not.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import attacks
import honest
import pytest
from attacks import ASSIGNMENTS, Case, state, traces, write_course
from attacks.course import PLANTED
from corpus import checked_exercises
from course_fixtures import run
from honest import Honest
from plain import scores
from sample import sampled, soak
from tabulate import tabulate

from matcalc.course.directory import Course

CASES = sampled(attacks.cases(), every=45)
HONEST = sampled(honest.honest(), every=24)
EARNING = sampled([case for case in attacks.cases() if case.plain == "earns"], every=90)
BOUNDS = "\nc.GradingLimits.submission_seconds = 60\nc.GradingLimits.grace_seconds = 5\n"

pytestmark = pytest.mark.xdist_group("attacks")


@dataclass(frozen=True)
class Graded:
    """The class after it was graded: the score of every exercise, and the reasons of refusals."""

    course: Course
    before: dict[str, str]
    scores: dict[str, dict[str, float]]
    refused: dict[str, str]


def handed_in(course: Course) -> list[str]:
    """The assignments of which there are submissions."""
    return [name for name in ASSIGNMENTS if any(course.folder("submitted").glob(f"*/{name}"))]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    root = tmp_path_factory.mktemp("attacked")
    course = write_course(root, seconds=8, settings=BOUNDS, mixed=True)
    attacks.write_class(course.root, CASES)
    attacks.write_class(course.root, CASES, twins=True)
    honest.write_class(course.root, HONEST)
    before, found, refused = state(course), {}, {}
    for assignment in handed_in(course):
        result = run("matcalc", "grade", assignment, cwd=course.root)
        assert "Traceback" not in result.stderr, result.stderr[-3000:]
        assert result.stderr.count("is checked together") == (assignment == "ch04")
        refused |= dict(re.findall(r"^not graded: ([^:]+): (.+)$", result.stderr, re.MULTILINE))
        found |= scores(course.root, assignment, checked_exercises(assignment))
    return Graded(course, before, found, refused)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_submission_earns_nothing(graded: Graded, case: Case):
    if case.name in graded.refused:
        assert case.refused is not False, graded.refused[case.name]
        assert case.name not in graded.scores
        return
    assert not case.refused
    found = graded.scores[case.name]
    points = checked_exercises(case.assignment)
    assert {exercise: found[exercise] for exercise in case.lost if found[exercise]} == {}
    assert {exercise: found[exercise] for exercise in case.kept} == {
        exercise: points[exercise] for exercise in case.kept
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_its_honest_twin_earns_full_marks(graded: Graded, case: Case):
    name = f"{case.name}-twin"
    assert graded.scores.get(name, graded.refused.get(name)) == checked_exercises(case.assignment)


@pytest.mark.parametrize("case", HONEST, ids=str)
def test_an_honest_submission_earns_full_marks(graded: Graded, case: Honest):
    found = graded.scores.get(case.name, graded.refused.get(case.name))
    assert found == checked_exercises(case.assignment)


def test_no_hidden_number_reaches_who_handed_in(graded: Graded):
    for assignment in handed_in(graded.course):
        for command in (("feedback",), ("export", "--to", f"{assignment}.csv")):
            result = run("matcalc", command[0], assignment, *command[1:], cwd=graded.course.root)
            assert result.returncode == 0, result.stderr
    pages = [*(graded.course.root / "feedback").rglob("*.html")]
    assert len(pages) > len(CASES)
    for path in (*pages, *graded.course.root.glob("*.csv")):
        assert PLANTED.partition(".")[0] not in path.read_text("utf-8"), path


def test_no_file_is_changed_and_nothing_is_left_behind(graded: Graded):
    assert state(graded.course) == graded.before
    assert traces(graded.course) == []


def test_a_neighbour_loses_nothing(tmp_path: Path):
    """Who ends all processes within reach ends none of those that run at the same time."""
    course = write_course(tmp_path)
    killer = next(case for case in attacks.cases() if case.name == "parent-process-killed")
    slow = next(case for case in honest.honest() if case.name == "slow-but-right")
    paths = [tmp_path / name / "ch04" / "ch04.ipynb" for name in ("exercises", "solutions")]
    for number in range(4):
        for student, write in (("honest", slow.build), ("killer", killer.build)):
            write(tmp_path / "submitted" / f"{number}-{student}" / "ch04", *paths)
    result = run("matcalc", "grade", "ch04", "--jobs", "2", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    points = checked_exercises("ch04")
    found = scores(course.root, "ch04", points)
    assert len(found) == 8
    for student, marks in found.items():
        assert marks == (points if "honest" in student else dict.fromkeys(points, 0.0)), student


@pytest.fixture(scope="module")
def plain_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course for plain nbgrader, with the release in its gradebook."""
    course = write_course(tmp_path_factory.mktemp("plain"))
    for assignment in sorted({case.assignment for case in EARNING}):
        result = run("nbgrader", "generate_assignment", assignment, "--force", cwd=course.root)
        assert result.returncode == 0, result.stderr
    return course


@soak
@pytest.mark.parametrize("case", EARNING, ids=str)
def test_the_same_attempt_earns_with_plain_nbgrader(
    plain_course: Course, tmp_path: Path, case: Case
):
    """So what earns nothing above fails because it is stopped, not because it cannot work."""
    course = Course(shutil.copytree(plain_course.root, tmp_path / "course"))
    attacks.write_class(course.root, [case])
    attacks.write_class(course.root, [case], twins=True)  # a neighbour to copy from
    result = run("nbgrader", "autograde", case.assignment, "--create", cwd=course.root)
    assert result.returncode == 0, result.stderr
    found = scores(course.root, case.assignment)[case.name]
    assert any(found[exercise] for exercise in case.lost)


def test_the_table(graded: Graded, capsys: pytest.CaptureFixture[str]):
    """Which layer stops each case, beside what plain nbgrader makes of it."""
    rows = []
    for case in CASES:
        found = graded.scores.get(case.name, {})
        unearned = sum(found.get(exercise, 0) for exercise in case.lost)
        result = "refused" if case.name in graded.refused else f"{unearned:g} unearned"
        rows.append(
            [case.kind, case.name, ", ".join(case.layers), result, case.plain or "not tried"]
        )
    header = ["kind", "case", "stopped by", "here", "plain nbgrader"]
    assert rows
    with capsys.disabled():
        print("\n" + tabulate(rows, header))
