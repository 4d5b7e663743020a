"""Grade submissions with nbgrader's own autograder, one learner at a time."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from tabulate import tabulate

from matcalc.course.directory import Course, calling_nbgrader
from matcalc.course.notebook import TEST, is_graded, read_notebook
from matcalc.course.release import generate

__all__ = ["Mark", "grade_assignment", "marks", "marks_table"]

Mark = tuple[str, str, float, float]  # student, exercise or "", score, points


def grade_assignment(course: Course, assignment: str, students: list[str]) -> dict[str, str]:
    """Autograde the submissions of some students and record their marks in the gradebook.

    The submissions run unsandboxed.  One that nbgrader cannot grade does not stop the others.

    Returns
    -------
    dict
        The reason for each student whose submission was not graded.
    """
    database = str(course.directories().db_url)
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        generate(course, [assignment], Path(scratch), database)
    failures = {}
    api = course.api()
    with click.progressbar(students, label=f"Grading {assignment}", file=sys.stderr) as bar:
        for student in bar:
            with calling_nbgrader(course.root):
                result = api.autograde(assignment, student, force=True, create=True)
            if not result["success"]:
                failures[student] = _reason(result)
    return failures


def _reason(result: dict[str, Any]) -> str:
    """What stopped nbgrader, from its log and traceback."""
    log = f"{result.get('log') or ''}\n{result.get('error') or ''}"
    if duplicate := re.search(r"Cell with id '([^']+)' exists multiple times", log):
        return f"the cell {duplicate[1]} stands in the notebook twice; one of the two must go"
    raised = re.findall(r"^ *([\w.]*(?:Error|Exception)): (.+)$", log, re.MULTILINE)
    own = [f"{name.rpartition('.')[2]}: {text}" for name, text in raised if "NbGrader" not in name]
    return own[-1] if own else f"nbgrader gave no reason ({log.strip()[-200:]})"


def marks(course: Course, assignment: str) -> list[Mark]:
    """The recorded score of every exercise of every graded submission, then of the whole."""
    from nbgrader.api import Gradebook
    from sqlalchemy.engine import make_url

    database = make_url(str(course.directories().db_url))
    if database.drivername == "sqlite" and not Path(database.database or "").is_file():
        return []  # to open it would create it
    sources = sorted((course.folder("source") / assignment).glob("*.ipynb"))
    cells = [cell for path in sources for cell in read_notebook(path).cells]
    order = {cell.metadata.nbgrader.grade_id: i for i, cell in enumerate(cells) if is_graded(cell)}
    graded = course.folder("autograded")
    found: list[Mark] = []
    with Gradebook(str(course.directories().db_url)) as gradebook:
        for submission in gradebook.assignment_submissions(assignment):
            student = submission.student.id
            if not (graded / student / assignment).is_dir():
                continue  # nbgrader enters a submission before it knows whether it can grade it
            for notebook in submission.notebooks:
                for grade in sorted(notebook.grades, key=lambda grade: order.get(grade.name, 0)):
                    exercise = grade.name.removesuffix(TEST)
                    found.append((student, exercise, grade.score, grade.max_score))
            found.append((student, "", submission.score, submission.max_score))
    return found


def marks_table(course: Course, assignment: str) -> str:
    """The marks as a table, a row for each student; empty where nobody was graded."""
    found = marks(course, assignment)
    if not found:
        return ""
    exercises = list(dict.fromkeys(exercise for _, exercise, _, _ in found if exercise))
    points = {exercise: most for _, exercise, _, most in found}
    rows: dict[str, dict[str, float]] = {}
    for student, exercise, score, _ in found:
        rows.setdefault(student, {})[exercise] = score
    header = [
        assignment,
        *(f"{e.removeprefix(assignment + '-')} /{points[e]:g}" for e in exercises),
    ]
    table = tabulate(
        [
            [student, *(row.get(exercise, "") for exercise in exercises), row.get("", 0)]
            for student, row in sorted(rows.items())
        ],
        [*header, f"all /{points.get('', 0):g}"],
        maxheadercolwidths=10,
    )
    return str(table)
