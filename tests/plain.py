"""Plain nbgrader beside our own grading, and the rows that both leave; no test of its own."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection
from pathlib import Path

from course_fixtures import run

from matcalc.course.directory import Course
from matcalc.grading.marking.marks import marks

GRADES = """
    select sa.student_id, a.name, n.name, c.name,
           g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
    from grade g
    join submitted_notebook sn on sn.id = g.notebook_id
    join submitted_assignment sa on sa.id = sn.assignment_id
    join assignment a on a.id = sa.assignment_id
    join notebook n on n.id = sn.notebook_id
    join base_cell c on c.id = g.cell_id
"""
COMMENTS = """
    select sa.student_id, a.name, n.name, c.name, co.auto_comment, co.manual_comment
    from comment co
    join submitted_notebook sn on sn.id = co.notebook_id
    join submitted_assignment sa on sa.id = sn.assignment_id
    join assignment a on a.id = sa.assignment_id
    join notebook n on n.id = sn.notebook_id
    join base_cell c on c.id = co.cell_id
"""
NOTEBOOKS = """
    select sa.student_id, a.name, n.name, sa.timestamp, sa.extension, sn.flagged,
           sn.late_submission_penalty
    from submitted_notebook sn
    join submitted_assignment sa on sa.id = sn.assignment_id
    join assignment a on a.id = sa.assignment_id
    join notebook n on n.id = sn.notebook_id
"""


def rows(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every grade, comment and notebook row of a course's gradebook, without the random ids."""
    with sqlite3.connect(root / "gradebook.db") as database:
        tables = {"grades": GRADES, "comments": COMMENTS, "notebooks": NOTEBOOKS}
        return {name: sorted(database.execute(query), key=repr) for name, query in tables.items()}


def scores(
    root: Path, assignment: str = "hw", exercises: Collection[str] = ()
) -> dict[str, dict[str, float]]:
    """Every graded learner's scores, for some exercises or for all, whoever graded them."""
    found: dict[str, dict[str, float]] = {}
    for student, exercise, score, _ in marks(Course(root), assignment):
        if exercise and (exercise in exercises or not exercises):
            found.setdefault(student, {})[exercise] = score
    return found


def autograde_plainly(course: Path, copy: Path, assignments: list[str]) -> dict[str, list]:
    """Grade a copy of a course's submissions with plain nbgrader; return the rows."""
    for name in ("nbgrader_config.py", "solutions", "submitted"):
        source = course / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, copy / name)
    for assignment in assignments:
        for command in ("generate_assignment", "autograde"):
            result = run("nbgrader", command, assignment, cwd=copy)
            assert result.returncode == 0, result.stderr
    return rows(copy)
