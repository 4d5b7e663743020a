"""What the gradebook holds: people, and an assignment's marks in a few questions for any class."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from matcalc.course.directory import Course
from matcalc.course.notebook import TEST

__all__ = ["STUDENT_ID", "CellMark", "Entry", "Marked", "Person", "entries", "people"]

# What a learner's id may be: it names a folder, and stands in addresses and tables.
STUDENT_ID = re.compile(r"\w[\w.@+-]{0,63}")


@dataclass(frozen=True)
class Person:
    """A learner as the gradebook or a roster names them; all but the id may be empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""
    group: str = ""  # with whom they hand in, where a roster says so

    @property
    def name(self) -> str:
        """The name, first name first; the id where there is none."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


class CellMark(NamedTuple):
    """What a learner has for a graded cell.

    Attributes
    ----------
    cell : str
        Its grade id.
    score, points : float
        What was earned, by hand where a person gave marks, and what can be.
    is_awaited : bool
        Whether marks by hand are still to be given.
    by_instructor : bool
        Whether they were given, or changed, by hand.
    notebook : str
        Its name, where a cell of another notebook has the same grade id.
    """

    cell: str
    score: float
    points: float
    is_awaited: bool
    by_instructor: bool
    notebook: str = ""

    @property
    def exercise(self) -> str:
        """What stands for it in a table of the assignment, and for nothing else."""
        name = self.cell.removesuffix(TEST)
        return f"{self.notebook}/{name}" if self.notebook else name


@dataclass(frozen=True)
class Marked:
    """A learner's notebook: its marks and what a person said of it, by grade id."""

    marks: dict[str, CellMark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A learner's submission, as it was entered.

    Attributes
    ----------
    timestamp, due : datetime or None
        When it was handed in and should have been, in UTC and without a zone.
    points : float
        What can be earned.
    penalty : float
        For lateness, of all notebooks.
    notebooks : dict
        By their names, in order.
    """

    person: Person
    timestamp: datetime | None
    due: datetime | None
    points: float
    penalty: float
    notebooks: dict[str, Marked]

    @property
    def marks(self) -> list[CellMark]:
        """Those of all notebooks."""
        return [mark for notebook in self.notebooks.values() for mark in notebook.marks.values()]

    @property
    def seconds_late(self) -> float:
        """After the deadline; 0 where one of the two is not known."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds())


def people(course: Course) -> list[Person]:
    """Everybody whom the gradebook knows; nobody where there is no gradebook yet."""
    if not course.has_gradebook():
        return []
    from nbgrader.api import Gradebook

    with Gradebook(course.database) as gradebook:
        return [_person(student, student.id) for student in gradebook.students]


def entries(course: Course, assignment: str) -> list[Entry]:
    """All submissions of an assignment, by the learners' ids; none where nothing was graded.

    Those too that were entered before anybody knew whether they can be graded.
    """
    if not course.has_gradebook():
        return []
    from nbgrader.api import Gradebook, MissingEntry, Student, SubmittedAssignment
    from sqlalchemy import select

    # Rows and not objects: of a large class these are the largest part of what is in memory.
    query = (
        select(SubmittedAssignment.id, SubmittedAssignment.timestamp,
               SubmittedAssignment.extension, Student.id.label("student"), Student.first_name,
               Student.last_name, Student.email, Student.lms_user_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
    )  # fmt: skip
    with Gradebook(course.database) as gradebook:
        try:
            known = gradebook.find_assignment(assignment)
        except MissingEntry:
            return []
        cells = [
            (notebook.name, cell)
            for notebook in known.notebooks
            for cell in [*notebook.grade_cells, *notebook.task_cells]
        ]
        count = Counter(cell.name for _, cell in cells)
        points = {
            cell.id: (str(cell.name), float(cell.max_score), name if count[cell.name] > 1 else "")
            for name, cell in cells
        }
        held = _held(gradebook.db, known, points)
        rows = gradebook.db.execute(query.where(SubmittedAssignment.assignment_id == known.id))
        return [
            Entry(
                _person(row, row.student),
                row.timestamp,
                known.duedate and known.duedate + (row.extension or timedelta()),
                sum(most for _, most, _ in points.values()),
                sum(penalty for penalty, _ in held.get(row.id, {}).values()),
                {name: marked for name, (_, marked) in held.get(row.id, {}).items()},
            )
            for row in sorted(rows, key=lambda row: str(row.student))
        ]


def _person(row: Any, name: str) -> Person:
    names = ("first_name", "last_name", "email", "lms_user_id")
    return Person(name, *(str(getattr(row, name) or "") for name in names))


def _held(
    database: Any, known: Any, points: dict[str, tuple[str, float, str]]
) -> dict[str, dict[str, tuple[float, Marked]]]:
    """The penalty and the marks of each notebook of each submission, by its id."""
    from nbgrader.api import BaseCell, Comment, Grade, Notebook, SubmittedNotebook
    from sqlalchemy import select

    penalty = SubmittedNotebook.late_submission_penalty
    handed_in = (
        select(SubmittedNotebook.id, SubmittedNotebook.assignment_id, Notebook.name, penalty)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(Notebook.assignment_id == known.id)
        .order_by(Notebook.name)
    )
    columns = Grade.notebook_id, Grade.cell_id, Grade.score, Grade.needs_manual_grade
    given = select(*columns, Grade.manual_score.is_not(None)).where(Grade.cell_id.in_(points))
    said = (
        select(Comment.notebook_id, BaseCell.name, Comment.manual_comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .where(Notebook.assignment_id == known.id, Comment.manual_comment.is_not(None))
    )
    found: dict[str, dict[str, tuple[float, Marked]]] = {}
    notebooks: dict[str, Marked] = {}
    for number, submission, name, taken in database.execute(handed_in):
        marked = notebooks[number] = Marked()
        found.setdefault(submission, {})[str(name)] = float(taken or 0), marked
    for number, cell, score, *rest in database.execute(given):
        name, most, notebook = points[cell]
        is_awaited, by_instructor = map(bool, rest)
        mark = CellMark(name, float(score), most, is_awaited, by_instructor, notebook)
        notebooks[number].marks[name] = mark
    for number, name, text in database.execute(said):
        notebooks[number].comments[name] = text
    return found
