"""The marks that the gradebook holds, and a table of them."""

from __future__ import annotations

from typing import NamedTuple

from tabulate import tabulate

from matcalc.course.directory import Course
from matcalc.course.notebook import TEST, marks_of
from matcalc.grading.marking.gradebook import entries

__all__ = ["Mark", "marks", "marks_table"]


class Mark(NamedTuple):
    """What a learner has for an exercise, or for the whole assignment, where that is empty."""

    student: str
    exercise: str
    score: float
    points: float


def marks(course: Course, assignment: str) -> list[Mark]:
    """The recorded score of every exercise of every graded submission, then of the whole."""
    entered = entries(course, assignment)
    order = _order(course, assignment) if entered else {}
    graded = course.folder("autograded")
    found: list[Mark] = []
    for entry in entered:
        student = entry.person.id
        # nbgrader enters a submission before it knows whether it can grade it
        if not (graded / student / assignment).is_dir():
            continue
        in_order = sorted(entry.marks, key=lambda mark: order.get(mark.cell.removesuffix(TEST), 0))
        mine = [Mark(student, one.exercise, one.score, one.points) for one in in_order]
        total = sum(mark.score for mark in mine)
        found += [*mine, Mark(student, "", total, entry.points)]
    return found


def _order(course: Course, assignment: str) -> dict[str, int]:
    """The places of the exercises in the assignment's notebooks."""
    notebooks = course.assignment(assignment).solution.values()
    cells = [marks_of(cell) for notebook in notebooks for cell in notebook.cells]
    return {one.exercise: place for place, one in enumerate(cells) if one.is_graded}


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
