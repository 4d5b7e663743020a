"""Write marks to nbgrader's gradebook: one writer, and one transaction for each submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.grading.marking.deadlines import Deadlines
from matcalc.grading.marking.scoring import Scored

__all__ = ["Change", "Moved", "Recorder"]


class Moved(NamedTuple):
    """Whose deadline is another one: what it was, and the penalty before and now."""

    before: dict[str, datetime | None]
    penalties: dict[str, tuple[float, float]]


class Change(NamedTuple):
    """What grading again made of the mark of a cell."""

    student: str
    cell: str
    before: float
    after: float


class Recorder:
    """The gradebook of a course, open for one assignment's marks.

    Rows are found by assignment and learner, and made where they are missing, so that to record
    a submission again changes nothing.  A person's marks and comments stay.

    Parameters
    ----------
    course : Course
    assignment : str
    deadlines : Deadlines, optional
        Those of the assignment; nbgrader's own stay unless given.

    Raises
    ------
    MatcalcError
        From every method, if the gradebook cannot be read or written; nothing is half-written.
    """

    def __init__(self, course: Course, assignment: str, deadlines: Deadlines | None = None) -> None:
        from nbgrader.api import Gradebook
        from nbgrader.preprocessors import AssignLatePenalties

        self.assignment = assignment
        directories = course.directories()
        self.database = str(directories.db_url)
        with self._speaking():
            self.gradebook = Gradebook(self.database, directories.course_id)
            known = self.gradebook.find_assignment(assignment)
            self.id = known.id
            self.graded = {
                notebook.name: {c.name: c.id for c in notebook.grade_cells + notebook.task_cells}
                for notebook in known.notebooks
            }
            self.commented = {
                notebook.name: {c.name: c.id for c in notebook.solution_cells + notebook.task_cells}
                for notebook in known.notebooks
            }
            self.notebooks = {notebook.name: notebook.id for notebook in known.notebooks}
        self.deadlines = deadlines
        self.late = AssignLatePenalties(config=course.config)
        self.late.init_plugin()

    def close(self) -> None:
        """Close the gradebook."""
        self.gradebook.close()

    def recorded(self) -> set[str]:
        """The students whose marks it holds."""
        from nbgrader.api import SubmittedAssignment

        with self._speaking():
            rows = self.gradebook.db.execute(
                select(SubmittedAssignment.student_id).where(
                    SubmittedAssignment.assignment_id == self.id
                )
            )
            return {row.student_id for row in rows}

    def everybody(self) -> set[str]:
        """All students whom it knows."""
        from nbgrader.api import Student

        with self._speaking():
            return set(self.gradebook.db.scalars(select(Student.id)))

    def record(
        self, student: str, timestamp: datetime | None, notebooks: dict[str, Scored | None]
    ) -> None:
        """Write one submission's marks and comments.

        Parameters
        ----------
        notebooks : dict
            Every notebook of the assignment; None for one that was not handed in.
        """
        from nbgrader.api import Student, SubmittedAssignment

        with self._transaction() as database:
            if database.get(Student, student) is None:
                database.execute(insert(Student).values(id=student))
            submission = self._submission(student)
            if timestamp is not None:
                self._set(SubmittedAssignment, submission, timestamp=timestamp)
            if self.deadlines is not None:
                extension = self.deadlines.extension(student)
                self._set(SubmittedAssignment, submission, extension=extension)
            for name, scored in notebooks.items():
                notebook = self._notebook(submission, name)
                if scored is None:
                    self._record_missing(notebook, name)
                else:
                    self._record_notebook(notebook, name, scored)
                    self._penalise(submission, student, notebook)

    def record_again(
        self, student: str, notebooks: dict[str, Scored], cells: set[str]
    ) -> list[Change]:
        """Write the marks of some cells anew, and leave all others as they are.

        Parameters
        ----------
        notebooks : dict
            Those with such a cell; their comments are all written.
        cells : set of str
            The grade ids.
        """
        found = []
        with self._transaction() as database:
            submission = self._submission(student)
            for name, scored in notebooks.items():
                notebook = self._notebook(submission, name)
                for cell in [cell for cell in scored.scores if cell in cells]:
                    mark = self._mark_of(notebook, name, cell)
                    before = database.scalar(mark)
                    self._mark(notebook, name, {cell: scored.scores[cell]})
                    found.append(Change(student, cell, before or 0.0, database.scalar(mark)))
                self._comment(notebook, name, scored)
                self._penalise(submission, student, notebook)
        return found

    def reschedule(self, handed_in: Callable[[str, str], bool]) -> Moved:
        """Enter the deadlines, and take anew the penalties that hang on one that has moved.

        Parameters
        ----------
        handed_in : callable
            Whether a student's notebook is among those that were graded.
        """
        from nbgrader.api import Assignment, SubmittedAssignment

        moved = Moved({}, {})
        if self.deadlines is None:
            return moved
        columns = SubmittedAssignment.id, SubmittedAssignment.student_id
        mine = SubmittedAssignment.assignment_id == self.id
        with self._transaction() as database:
            due = database.scalar(select(Assignment.duedate).where(Assignment.id == self.id))
            found = select(*columns, SubmittedAssignment.extension).where(mine)
            rows = [tuple(row) for row in database.execute(found)]
            self._set(Assignment, self.id, duedate=self.deadlines.duedate)
            for row, student, extension in rows:
                before = due and due + (extension or timedelta())
                own = self.deadlines.extension(student)
                self._set(SubmittedAssignment, row, extension=own)
                if before != self.deadlines.duedate + (own or timedelta()):
                    moved.before[student] = before
                    moved.penalties[student] = self._penalise_again(row, student, handed_in)
        return moved

    def reject(self, student: str) -> None:
        """Take back the marks of an earlier submission in whose place came one that is none."""
        from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook

        with self._transaction() as database:
            mine = (
                select(SubmittedNotebook.id)
                .join(
                    SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id
                )
                .where(
                    SubmittedAssignment.assignment_id == self.id,
                    SubmittedAssignment.student_id == student,
                )
            )
            database.execute(
                update(Grade)
                .where(Grade.notebook_id.in_(mine))
                .values(auto_score=None, needs_manual_grade=True)
                .execution_options(synchronize_session=False)
            )

    def _record_missing(self, notebook: str, name: str) -> None:
        """As nbgrader has it: no points, nothing to read, and what was said of it before stays."""
        from nbgrader.api import Comment, Grade

        nothing = {"auto_score": 0, "needs_manual_grade": False}
        self._write(Grade, notebook, dict.fromkeys(self.graded[name].values(), nothing))
        self._write(Comment, notebook, {}, {row: {} for row in self.commented[name].values()})

    def _record_notebook(self, notebook: str, name: str, scored: Scored) -> None:
        from nbgrader.api import Grade

        self._mark(notebook, name, scored.scores)
        # A task: nothing but its marks by hand.
        tasks = [row for cell, row in self.graded[name].items() if cell not in scored.scores]
        self._write(Grade, notebook, {}, {row: {"needs_manual_grade": True} for row in tasks})
        self._comment(notebook, name, scored)

    def _mark(self, notebook: str, name: str, scores: Mapping[str, float | None]) -> None:
        """Enter what cells earned; a person's marks stay."""
        from nbgrader.api import Grade

        by_hand = select(Grade.cell_id).where(
            Grade.notebook_id == notebook, Grade.manual_score.is_not(None)
        )
        given = set(self.gradebook.db.scalars(by_hand))
        rows = {self.graded[name][cell]: score for cell, score in scores.items()}
        # As nbgrader has it: a person looks again at marks that a person gave.
        marks = {
            row: {"auto_score": score, "needs_manual_grade": row in given or score is None}
            for row, score in rows.items()
        }
        self._write(Grade, notebook, marks)

    def _mark_of(self, notebook: str, name: str, cell: str) -> Any:
        """The question what a cell's mark is, a person's where one was given."""
        from nbgrader.api import Grade

        number = self.graded[name][cell]
        return select(Grade.score).where(Grade.notebook_id == notebook, Grade.cell_id == number)

    def _comment(self, notebook: str, name: str, scored: Scored) -> None:
        from nbgrader.api import Comment

        rows = self.commented[name]
        said = {rows[cell]: {"auto_comment": text} for cell, text in scored.comments.items()}
        self._write(Comment, notebook, said)

    def _penalise(self, submission: str, student: str, notebook: str) -> None:
        """What the course's own rule takes from a late submission."""
        from nbgrader.api import SubmittedAssignment, SubmittedNotebook

        database = self.gradebook.db
        self._set(SubmittedNotebook, notebook, late_submission_penalty=None)
        seconds = database.get(SubmittedAssignment, submission).total_seconds_late
        if seconds <= 0:
            return
        row = database.get(SubmittedNotebook, notebook, populate_existing=True)
        penalty = self.late.plugin_inst.late_submission_penalty(student, row.score, seconds)
        if penalty is not None:  # nothing is added, and no more taken than was earned
            row.late_submission_penalty = max(0, min(penalty, row.score))

    def _penalise_again(
        self, submission: str, student: str, handed_in: Callable[[str, str], bool]
    ) -> tuple[float, float]:
        """The penalty of a whole submission before, and as it is now."""
        penalty = self._penalty_of(submission)
        before = self.gradebook.db.scalar(penalty)
        for name in self.notebooks:
            if handed_in(student, name):
                self._penalise(submission, student, self._notebook(submission, name))
        return before or 0.0, self.gradebook.db.scalar(penalty) or 0.0

    def _penalty_of(self, submission: str) -> Any:
        from nbgrader.api import SubmittedNotebook

        total = func.sum(SubmittedNotebook.late_submission_penalty)
        return select(total).where(SubmittedNotebook.assignment_id == submission)

    def _submission(self, student: str) -> str:
        from nbgrader.api import SubmittedAssignment

        return self._row(SubmittedAssignment, {"assignment_id": self.id, "student_id": student})

    def _notebook(self, submission: str, name: str) -> str:
        from nbgrader.api import SubmittedNotebook

        key = {"assignment_id": submission, "notebook_id": self.notebooks[name]}
        return self._row(SubmittedNotebook, key)

    def _row(self, table: Any, key: dict[str, str]) -> str:
        """The id of the one row with a key, which is made if it is missing."""
        database = self.gradebook.db
        where = [getattr(table, name) == value for name, value in key.items()]
        found = database.execute(select(table.id).where(*where)).scalar()
        if found is None:
            found = database.execute(insert(table).values(**key)).inserted_primary_key[0]
        return str(found)

    def _write(
        self,
        table: Any,
        notebook: str,
        values: Mapping[str, Mapping[str, object]],
        fresh: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
    ) -> None:
        """Write the rows of a notebook's cells, by their ids: a few statements for all of them.

        Parameters
        ----------
        values, fresh : dict
            What rows are to hold, and what only those that are made now.
        """
        database = self.gradebook.db
        held = select(table.cell_id, table.id).where(table.notebook_id == notebook)
        known = {found.cell_id: found.id for found in database.execute(held)}
        changed = [{"id": known[cell], **to} for cell, to in values.items() if cell in known]
        missing = {cell: to for cell, to in {**fresh, **values}.items() if cell not in known}
        if changed:
            database.execute(update(table), changed)
        if missing:
            rows = [
                {"notebook_id": notebook, "cell_id": cell, **to} for cell, to in missing.items()
            ]
            database.execute(insert(table), rows)

    def _set(self, table: Any, row: str, **values: object) -> None:
        statement = update(table).where(table.id == row).values(**values)
        self.gradebook.db.execute(statement.execution_options(synchronize_session=False))

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        """All that a block writes, or nothing."""
        database = self.gradebook.db
        with self._speaking():
            try:
                yield database
                database.commit()
            except BaseException:
                database.rollback()
                raise
            finally:
                database.expunge_all()  # memory stays the same from the first to the last

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise MatcalcError(
                f"the gradebook {self.database} cannot be used ({reason}). Marks recorded until "
                "now are safe; when this is put right, the same command goes on"
            ) from None
