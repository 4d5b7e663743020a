"""The marks that the gradebook holds, and a table of them."""

from __future__ import annotations

from typing import NamedTuple

from tabulate import tabulate

from matcalc.course.directory import Course
from matcalc.course.notebook import TEST, marks_of

__all__ = ["Mark", "marks", "marks_table"]


class Mark(NamedTuple):
    """What a learner has for an exercise, or for the whole assignment, where that is empty."""

    student: str
    exercise: str
    score: float
    points: float


def marks(course: Course, assignment: str) -> list[Mark]:
    """The recorded score of every exercise of every graded submission, then of the whole."""
    if not course.has_gradebook():
        return []
    order = _order(course, assignment)
    most, rows = _recorded(course, assignment)
    found: dict[str, list[Mark]] = {}
    for mark in sorted(rows, key=lambda mark: order.get(mark.exercise, 0)):
        found.setdefault(mark.student, []).append(mark)
    graded = course.folder("autograded")
    return [
        mark
        for student, mine in found.items()
        # nbgrader enters a submission before it knows whether it can grade it
        if (graded / student / assignment).is_dir()
        for mark in [*mine, Mark(student, "", sum(one.score for one in mine), most)]
    ]


def _order(course: Course, assignment: str) -> dict[str, int]:
    """The places of the exercises in the assignment's notebooks."""
    notebooks = course.assignment(assignment).solution.values()
    cells = [marks_of(cell) for notebook in notebooks for cell in notebook.cells]
    return {one.exercise: place for place, one in enumerate(cells) if one.is_graded}


def _recorded(course: Course, assignment: str) -> tuple[float, list[Mark]]:
    """The points of an assignment, and a mark for each learner and exercise."""
    from nbgrader.api import BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    # Rows and not objects: of a large class these are the largest part of what is in memory.
    query = (
        select(SubmittedAssignment.student_id, BaseCell.name, Grade.score, Grade.max_score)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )
    with Gradebook(course.database) as gradebook:
        known = gradebook.find_assignment(assignment)
        rows = gradebook.db.execute(query.where(SubmittedAssignment.assignment_id == known.id))
        found = [Mark(student, name.removesuffix(TEST), *rest) for student, name, *rest in rows]
        return known.max_score, found


def marks_table(course: Course, assignment: str) -> str:
    """The marks as a table, a row for each student; empty where nobody was graded."""
    found = marks(course, assignment)
    if not found:
        return ""
    exercises = list(dict.fromkeys(mark.exercise for mark in found if mark.exercise))
    points = {mark.exercise: mark.points for mark in found}
    rows: dict[str, dict[str, float]] = {}
    for mark in found:
        rows.setdefault(mark.student, {})[mark.exercise] = mark.score
    names = [f"{one.removeprefix(f'{assignment}-')} /{points[one]:g}" for one in exercises]
    table = tabulate(
        [
            [student, *(row.get(exercise, "") for exercise in exercises), row.get("", 0)]
            for student, row in sorted(rows.items())
        ],
        [assignment, *names, f"all /{points.get('', 0):g}"],
        maxheadercolwidths=10,
    )
    return str(table)
