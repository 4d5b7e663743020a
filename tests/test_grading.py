"""Grading as instructors do it, beside the real nbgrader; a class whose marks are known."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import nbformat
import pytest
from corpus import ASSIGNMENTS, ROOT, checked_exercises, notebook, solutions
from course_fixtures import run
from nbformat import v4
from plain import autograde_plainly, rows, scores
from sample import SOAK, soak
from submissions import POINTS, RIGHT, hand_in, marked, write_course

from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of
from matcalc.grading.demo import CHARACTERS, write_demo
from matcalc.grading.grade import grade_assignment
from matcalc.grading.marking.marks import marks

LEARNERS = 11 if SOAK else 5
FULL = sum(checked_exercises("ch04").values())


def totals(root: Path) -> dict[str, float]:
    return {student: score for student, part, score, _ in marks(Course(root), "ch04") if not part}


@soak
def test_a_demonstration_class_gets_the_marks_known_in_advance(small_course):
    result = run("matcalc", "demo", "class", "--learners", "10", "--seed", "3", cwd=small_course)
    assert result.returncode == 0, result.stderr
    assert "Warning" not in result.stderr
    demo = small_course / "class"
    with (demo / "expected.csv").open(newline="") as file:
        expected = {(row["student"], row["exercise"]): row for row in csv.DictReader(file)}
    found = {(mark.student, mark.exercise): mark.score for mark in marks(Course(demo), "ch04")}
    assert len(expected) == 10 * len(checked_exercises("ch04"))
    for key, row in expected.items():
        assert found[key] == float(row["expected"]), key
    sums = totals(demo)
    assert [name.split("-", 2)[2] for name in sorted(sums)] == list(CHARACTERS)
    assert sums["learner-001-right"] == FULL
    assert 0 < sums["learner-002-partly-right"] < FULL
    assert sums["learner-003-wrong"] == sums["learner-004-blank"] == 0

    # Feedback shows the hint, and the export holds every mark.
    result = run("matcalc", "feedback", "ch04", cwd=demo)
    assert result.returncode == 0, result.stderr
    page = (demo / "feedback" / "learner-003-wrong" / "ch04" / "ch04.html").read_text("utf-8")
    assert "Not yet" in page
    assert "Kind of mistake: " in page
    assert "your answer gives" in page  # its numbers too: what failed is in the visible test
    result = run("matcalc", "export", "ch04", "--to", "marks.csv", cwd=demo)
    assert result.returncode == 0, result.stderr
    with (demo / "marks.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["student"]: float(row["score"]) for row in rows} == sums
    assert all(float(row[exercise]) == found[row["student"], exercise]
               for row in rows for exercise in checked_exercises("ch04"))  # fmt: skip

    # Grading again changes nothing, for one learner or for all.
    for options in ([], ["--student", "learner-002-partly-right"]):
        result = run("matcalc", "grade", "ch04", *options, cwd=demo)
        assert result.returncode == 0, result.stderr
        assert "0 graded" in result.stderr  # nothing had changed
        assert totals(demo) == sums


@soak
@pytest.mark.parametrize("assignments", [ASSIGNMENTS], ids=" ".join)
def test_every_row_is_the_one_that_plain_nbgrader_writes(tmp_path, assignments):
    demo, plain = tmp_path / "demo", tmp_path / "plain"
    plain.mkdir()
    chosen = [part for name in assignments for part in ("--assignment", name)]
    result = run("matcalc", "demo", demo, "--learners", str(LEARNERS), "--seed", "3", *chosen)
    assert result.returncode == 0, result.stderr
    expected, found = autograde_plainly(demo, plain, assignments), rows(demo)
    assert len(expected["notebooks"]) == LEARNERS * len(assignments)
    assert found == expected


def test_who_has_no_right_answer_to_a_part_leaves_blank_what_is_built_on_it(tmp_path):
    """Whose marks would otherwise be known to nobody in advance."""
    demo, expected = write_demo(Course(ROOT), ["ch07"], tmp_path / "class", 40, 1)
    blank = next(
        cell.source
        for cell in notebook("ch07", "exercises").cells
        if marks_of(cell).grade_id == "ch07-factors-c"
    )
    seen = set()
    for learner in (demo.root / "submitted").iterdir():
        content = nbformat.read(learner / "ch07" / "ch07.ipynb", as_version=4)
        [answer] = [
            cell.source for cell in content.cells if marks_of(cell).grade_id == "ch07-factors-c"
        ]
        before, after = (
            expected["ch07", learner.name, f"ch07-factors-{part}"] > 0 for part in "bc"
        )
        assert before or "best_left" not in answer or answer == blank, learner.name
        assert not (after and answer == blank)
        seen.add((before, after))
    assert {(True, True), (False, False)} <= seen


def test_a_demonstration_with_an_unexpected_mark_fails(small_course):
    """Here a right answer is listed as a wrong one, the only one that a learner can give."""
    (small_course / "solutions" / "ch04" / "answers.toml").write_text(
        '[ch04-norm]\nright = []\n'
        'wrong = [{ mistake = "sign", returns = "2 * x / (1 + np.exp(-x.T @ x))" }]\n'
    )  # fmt: skip
    result = run("matcalc", "demo", "class", "--learners", "3", cwd=small_course)
    assert result.returncode == 1
    assert "learner-003-wrong, ch04-norm: expected 0, graded 2.0" in result.stderr
    assert result.stderr.count("expected 0") == 1


def test_a_demonstration_needs_typical_answers_and_says_where(small_course):
    (small_course / "solutions" / "ch04" / "answers.toml").unlink()
    result = run("matcalc", "demo", "class", cwd=small_course)
    assert result.returncode == 1
    assert f"no list of answers at {small_course}/solutions/ch04/answers.toml" in result.stderr
    assert not (small_course / "class").exists()


# Waits until three learners' answers run at the same time.
MEETING = """
import os, pathlib, time

place = pathlib.Path(@place@)
(place / str(os.getpid())).touch()
while len(list(place.iterdir())) < 3:
    time.sleep(0.01)
"""


def test_as_many_run_at_a_time_as_are_asked_for(tmp_path, monkeypatch):
    """Also where the system does not say how many processors a process may use."""
    monkeypatch.delattr(os, "sched_getaffinity")
    course = write_course(tmp_path / "course")
    (tmp_path / "place").mkdir()
    meeting = MEETING.replace("@place@", repr(str(tmp_path / "place")))
    for student in ("ada", "emmy", "tom"):
        hand_in(course, student, RIGHT | {"double": meeting + RIGHT["double"]})
    students = course.submissions("hw")
    summary = grade_assignment(course, "hw", students, jobs=3, sandboxed=False)
    assert sorted(summary.graded) == students
    assert scores(course.root) == dict.fromkeys(students, POINTS)


def test_one_broken_submission_does_not_stop_the_others(small_course, submit):
    submit("ada", solutions("ch04"))
    submit("zoe", solutions("ch04"))
    submit("kim", {}).write_text("{ this is no notebook")
    path = submit("dan", {})
    content = nbformat.read(path, as_version=4)
    content.cells.append(nbformat.from_dict(content.cells[4] | {"id": "copied"}))
    nbformat.write(content, path)
    result = run("matcalc", "grade", "ch04", cwd=small_course)
    assert result.returncode == 1
    assert "not graded: kim: the file is no notebook" in result.stderr
    # Kim has no mark, not a zero; a copied cell that gives points stops nothing.
    assert totals(small_course) == {"ada": FULL, "zoe": FULL, "dan": 0}


def test_warnings_and_prints_cost_nothing_and_computer_algebra_is_not_found(small_course, submit):
    noise = (
        "    import sys, warnings\n"
        "    np.log(np.array([0.0, -1.0]))\n"
        '    warnings.warn("a warning")\n'
        '    print("to stderr", file=sys.stderr)\n'
        '    print("to stdout")\n'
        "    ### BEGIN SOLUTION"
    )
    noisy = {
        exercise: code.replace("    ### BEGIN SOLUTION", noise)
        for exercise, code in solutions("ch04").items()
    }
    submit("noisy", noisy)
    # By hand means by hand: the course's configuration hides what differentiates by itself.
    algebra = "from sympy import Symbol\n" + solutions("ch04")["ch04-norm"]
    submit("algebraic", solutions("ch04") | {"ch04-norm": algebra})
    result = run("matcalc", "grade", "ch04", cwd=small_course)
    assert result.returncode == 0, result.stderr
    lost = checked_exercises("ch04")["ch04-norm"]
    assert totals(small_course) == {"noisy": FULL, "algebraic": FULL - lost}


@soak
@pytest.mark.parametrize("activated", [True, False])
def test_nbgraders_own_commands_work_from_the_root(small_course, submit, activated):
    submit("ada", solutions("ch04"))
    programs = str(Path(os.sys.executable).parent)
    path = os.pathsep.join(["/usr/local/bin", "/usr/bin", "/bin"])
    environment = {"PATH": os.pathsep.join([programs, path]) if activated else path}
    for command in (
        ["generate_assignment", "ch04", "--force"],
        ["validate", "solutions/ch04/ch04.ipynb"],
        ["autograde", "ch04"],
        ["generate_feedback", "ch04"],
    ):
        result = run("nbgrader", *command, cwd=small_course, **environment)
        assert result.returncode == 0, result.stderr
    result = run("nbgrader", "validate", "--invert", "exercises/ch04/ch04.ipynb",
                 cwd=small_course, **environment)  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "Success" in result.stdout
    assert totals(small_course) == {"ada": FULL}


def test_two_notebooks_with_the_same_grade_ids_are_told_apart(tmp_path):
    """As nbgrader allows them: each notebook has an exercise `step`, worth 1 point and 4."""

    def paper(answer, points):
        cells = [
            marked(v4.new_code_cell(answer, id="step"), "step", solution=True, locked=False),
            marked(
                v4.new_code_cell("assert step == 2\nassert True", id="test"), "step-test", points
            ),
        ]
        return json.dumps(v4.new_notebook(cells=cells))

    solved = "### BEGIN SOLUTION\nstep = 2\n### END SOLUTION"
    for folder, answers in {
        "source": (solved, solved), "submitted/ada": ("step = 2", "step = 3"),
        "submitted/eve": ("step = 3", "step = 2"),
    }.items():  # fmt: skip
        (tmp_path / folder / "hw").mkdir(parents=True)
        for name, answer, points in zip(("first", "second"), answers, (1, 4), strict=True):
            (tmp_path / folder / "hw" / f"{name}.ipynb").write_text(paper(answer, points))
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    result = run("matcalc", "grade", "hw", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    table = {(mark.student, mark.exercise): mark.score for mark in marks(Course(tmp_path), "hw")}
    assert table == {
        ("ada", "first/step"): 1, ("ada", "second/step"): 0, ("ada", ""): 1,
        ("eve", "first/step"): 0, ("eve", "second/step"): 4, ("eve", ""): 4,
    }  # fmt: skip
    assert run("matcalc", "export", "hw", "--to", "marks.csv", cwd=tmp_path).returncode == 0
    with (tmp_path / "marks.csv").open(newline="", encoding="utf-8-sig") as file:
        found = {row["student"]: row for row in csv.DictReader(file)}
    assert {n: (r["first/step"], r["second/step"], r["score"]) for n, r in found.items()} == {
        "ada": ("1.0", "0.0", "1.0"),
        "eve": ("0.0", "4.0", "4.0"),
    }
    assert run("matcalc", "feedback", "hw", cwd=tmp_path).returncode == 0
