"""Late, missing, partial and corrected submissions: the rows are those of plain nbgrader."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from course_fixtures import run
from nbformat import v4
from plain import rows
from sample import soak
from submissions import RIGHT, WRONG, marked, source

pytestmark = pytest.mark.xdist_group("parity")  # one course is graded by both, step by step

# One point for each hour: nbgrader lets a course write its own rule, here in the configuration.
CONFIG = """
from nbgrader.plugins import LateSubmissionPlugin


class ByTheHour(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return None if student_id == "excused" else total_seconds_late / 3600


c = get_config()
c.CourseDirectory.course_id = "small"
c.Execute.timeout = 20
c.AssignLatePenalties.plugin_class = ByTheHour
c.Autograde.exclude_overwriting = {"hw": ["mine.txt"]}
"""
DUE = "2026-03-01 12:00:00 UTC"
LATE = "2026-03-01 15:30:00 UTC"  # three and a half hours
EARLY = "2026-03-01 11:59:59 UTC"


def first() -> dict:
    """Four checked exercises, one that reads the assignment's file, a text, and a task."""
    notebook = source()
    notebook.cells += [
        marked(v4.new_code_cell("data = ...", id="data"), "data", solution=True, locked=False),
        marked(
            v4.new_code_cell(
                "assert data == open('data.txt').read().split(), data\n"
                "### BEGIN HIDDEN TESTS\nassert data[1] == '2'\n### END HIDDEN TESTS",
                id="data-test",
            ),
            "data-test",
            2,
        ),
        marked(v4.new_markdown_cell("Why?", id="why"), "why", 5, solution=True, locked=False),
        marked(v4.new_markdown_cell("Draw it.", id="task"), "task", 3, grade=False, task=True),
    ]
    return notebook


def second() -> dict:
    """A checked exercise, and a program that a person reads."""
    notebook = source()
    own = marked(v4.new_code_cell("# Show it.", id="show"), "show", 4, solution=True, locked=False)
    notebook.cells = [*notebook.cells[:3], own]
    return notebook


ANSWERS = {**RIGHT, "data": "data = open('data.txt').read().split()"}
MINE = {**ANSWERS, "data": "data = open('mine.txt').read().split()"}
PERSON = {"why": "Because.", "show": "print('shown')"}
PARTLY = {**ANSWERS, "grad": WRONG["grad"], "apply": WRONG["apply"]}

# What each learner hands in: answers by notebook, the time, and files beside them.
CLASS: dict[str, tuple[dict[str, dict[str, str]], str | None, dict[str, str]]] = {
    "punctual": ({"hw": ANSWERS | PERSON, "more": ANSWERS | PERSON}, EARLY, {}),
    "undated": ({"hw": PARTLY, "more": ANSWERS}, None, {}),
    "late": ({"hw": ANSWERS | PERSON, "more": PARTLY}, LATE, {}),
    "excused": ({"hw": ANSWERS, "more": ANSWERS}, LATE, {}),
    "one-notebook": ({"hw": ANSWERS | PERSON}, EARLY, {}),
    "late-with-one": ({"more": ANSWERS | PERSON}, LATE, {}),
    "own-files": ({"hw": MINE, "more": ANSWERS}, EARLY,
                  {"mine.txt": "1 2 3", "data.txt": "9 9", "other.txt": "1", "other.ipynb": "{}"}),
}  # fmt: skip
# What they hand in later: one corrects the answers, one takes a notebook away, one has no date.
LATER: dict[str, tuple[dict[str, dict[str, str]], str | None, dict[str, str]]] = {
    "undated": ({"hw": ANSWERS | PERSON, "more": ANSWERS | PERSON}, EARLY, {}),
    "punctual": ({"more": ANSWERS}, LATE, {}),
    "late": ({"hw": WRONG, "more": WRONG}, None, {}),
}


def succeed(root: Path, *command: str) -> None:
    """Run a command; nbgrader finds `alembic` on the path, as in an activated environment."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    result = run(*command, cwd=root, PATH=path)
    assert result.returncode == 0, result.stderr


def write_source(root: Path) -> None:
    folder = root / "source" / "hw"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    (folder / "data.txt").write_text("1 2 3\n")
    for name, notebook in (("hw", first()), ("more", second())):
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook))


def hand_in(root: Path, student: str, notebooks, time, files) -> None:
    """Write a submission from the released notebooks, in place of an earlier one."""
    folder = root / "submitted" / student / "hw"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, answers in notebooks.items():
        content = json.loads((root / "release" / "hw" / f"{name}.ipynb").read_text())
        for cell in content["cells"]:
            given = answers.get(cell["metadata"]["nbgrader"]["grade_id"])
            cell["source"] = cell["source"] if given is None else given
        (folder / f"{name}.ipynb").write_text(json.dumps(content))
    if time is not None:
        (folder / "timestamp.txt").write_text(time)
    for name, content in files.items():
        (folder / name).write_text(content)


def mark_by_hand(root: Path) -> None:
    """As a person does in formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for student, score in (("punctual", 4.0), ("late", 1.5), ("one-notebook", 0.0)):
            for name in ("why", "task", "grad-test"):
                grade = gradebook.find_grade(name, "hw", "hw", student)
                grade.manual_score, grade.extra_credit = score, 0.5
                grade.needs_manual_grade = False
            comment = gradebook.find_comment("why", "hw", "hw", student)
            comment.manual_comment = "Thought through."
        grade = gradebook.find_grade("show", "more", "hw", "punctual")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        gradebook.db.commit()


@pytest.fixture(scope="module")
def courses(tmp_path_factory) -> tuple[Path, Path]:
    """The same course twice: for us, and for plain nbgrader."""
    ours, plain = (tmp_path_factory.mktemp(name) for name in ("ours", "plain"))
    for root in (ours, plain):
        write_source(root)
    for command in (["generate_assignment", "hw"],
                    ["db", "assignment", "add", "hw", f"--duedate={DUE}"],
                    ["db", "student", "add", "absent"]):  # fmt: skip
        succeed(plain, "nbgrader", *command)
    for name in ("release", "gradebook.db"):
        whole = shutil.copytree if (plain / name).is_dir() else shutil.copyfile
        whole(plain / name, ours / name)
    for student, what in CLASS.items():
        for root in (ours, plain):
            hand_in(root, student, *what)
    return ours, plain


def grade_both(courses: tuple[Path, Path]) -> None:
    ours, plain = courses
    succeed(ours, "matcalc", "grade", "hw", "--again")
    succeed(plain, "nbgrader", "autograde", "hw", "--force")


def compare(courses: tuple[Path, Path]) -> dict[str, list]:
    found, expected = (rows(root) for root in courses)
    for table in expected:
        assert found[table] == expected[table], table
    return expected


def files(root: Path) -> set[str]:
    graded = root / "autograded"
    return {path.relative_to(graded).as_posix() for path in graded.rglob("*") if path.is_file()}


@soak
def test_every_row_is_the_same_at_first(courses):
    grade_both(courses)
    expected = compare(courses)
    penalties = {row[0]: row[-1] for row in expected["notebooks"] if row[2] == "more"}
    assert penalties["late"] == 2.0  # no more than was earned
    assert penalties["excused"] is penalties["punctual"] is None
    assert not {row[0] for row in expected["grades"]} & {"absent"}
    ours, plain = map(files, courses)
    assert ours == {name for name in plain if "other" not in Path(name).name}


@soak
def test_every_row_is_the_same_after_marks_by_hand_and_corrections(courses):
    for root in courses:
        mark_by_hand(root)
        for student, what in LATER.items():
            hand_in(root, student, *what)
    compare(courses)
    grade_both(courses)
    expected = compare(courses)
    # A person looks again at marks that a person gave.
    again = {row[0]: row[7] for row in expected["grades"] if row[3] == "grad-test"}
    assert again["one-notebook"] == again["late"] == 1
    assert again["undated"] == again["punctual"] == 0

    for root in courses:
        succeed(root, "nbgrader", "export")
    ours, plain = (sorted((root / "grades.csv").read_text().splitlines()) for root in courses)
    assert ours == plain
    root, _ = courses
    succeed(root, "nbgrader", "generate_feedback", "hw")
    graded = {path.relative_to(root / "autograded").with_suffix("")
              for path in root.glob("autograded/*/*/*.ipynb")}  # fmt: skip
    assert graded == {path.relative_to(root / "feedback").with_suffix("")
                      for path in root.glob("feedback/*/*/*.html")}  # fmt: skip
