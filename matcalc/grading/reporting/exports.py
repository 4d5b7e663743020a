"""Marks as tables: for a spreadsheet, and as Moodle and Canvas read them into their gradebooks.

Moodle's importer asks which column identifies the user (username, ID number or email address) and
which holds the grade; the columns here have the names that its own export gives them, which is the
format that it imports (docs.moodle.org, *Grade import*; `grade/import/csv/classes/load_data.php`
in moodle/moodle).

Canvas knows a learner by the column ID, failing that by SIS User ID, SIS Login ID or the name.  It
needs these columns first, in this order, and after the header a row with the points possible
(`lib/gradebook_importer.rb` in instructure/canvas-lms).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError
from matcalc.grading.marking.gradebook import Person
from matcalc.grading.reporting.results import GradedSubmission

__all__ = ["FORMATS", "export"]

Row = list[object]
Named = list[tuple[Person, GradedSubmission]]


def export(
    graded: list[GradedSubmission],
    assignment: str,
    form: str,
    target: Path,
    *,
    title: str | None = None,
    roster: dict[str, Person] | None = None,
) -> None:
    """Write the marks of an assignment to a file.

    Parameters
    ----------
    graded : list of GradedSubmission
    assignment : str
    form : str
        One of `FORMATS`.
    target : Path
    title : str, optional
        The assignment's name in the learning platform; the assignment's own unless given.
    roster : dict, optional
        Who the learners are, by id, where the gradebook does not say.

    Raises
    ------
    MatcalcError
        If the platform could not tell whose mark a row holds, or two rows are of one learner.
    """
    known = roster or {}
    named = [(known.get(entry.person.id, entry.person), entry) for entry in graded]
    if form != "csv":
        _require_distinct([person for person, _ in named])
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows(FORMATS[form](named, assignment, title or assignment))
    # A byte-order mark lets spreadsheet programs read names in any script.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    write_atomically(target, buffer.getvalue().encode(encoding))


def _csv(named: Named, assignment: str, _: str) -> Iterator[Row]:
    exercises = list(dict.fromkeys(e.id for _, entry in named for e in entry.exercises))
    more = _further(named)
    yield [
        "student", "first_name", "last_name", "email", "assignment", "timestamp", "score",
        "max_score", "late_penalty", "needs_manual_grade", "flagged", "sandboxed", "together",
        *more, *exercises,
    ]  # fmt: skip
    for person, entry in named:
        scores = {exercise.id: exercise.score for exercise in entry.exercises}
        yield [
            _text(person.id),
            _text(person.first_name),
            _text(person.last_name),
            _text(person.email),
            assignment,
            entry.timestamp.isoformat() if entry.timestamp else "",
            entry.score,
            entry.points,
            entry.penalty,
            "yes" if entry.waiting else "no",
            " ".join(exercise.id for exercise in entry.flagged),
            {True: "yes", False: "no", None: ""}[entry.sandboxed],
            " ".join(exercise.id for exercise in entry.exercises if exercise.together),
            *(of(entry) for of in more.values()),
            *(scores.get(exercise, "") for exercise in exercises),
        ]


def _further(named: Named) -> dict[str, Callable[[GradedSubmission], object]]:
    """The columns of what a course has only if its instructor asks for it."""
    found: dict[str, Callable[[GradedSubmission], object]] = {}
    if any(entry.number for _, entry in named):
        found["set"] = lambda entry: entry.number or ""
    if any(entry.due for _, entry in named):
        found |= {"due": lambda entry: entry.due.isoformat() if entry.due else "", "late": _late}
    if any(exercise.credit for _, entry in named for exercise in entry.exercises):
        found["partly_passed"] = _partly
    return found


def _late(entry: GradedSubmission) -> str:
    """Hours, minutes and seconds after the deadline, as spreadsheet programs read a duration."""
    if not entry.seconds_late:
        return ""
    minutes, seconds = divmod(entry.seconds_late, 60)
    return f"{int(minutes) // 60}:{int(minutes) % 60:02}:{int(seconds):02}"


def _partly(entry: GradedSubmission) -> str:
    partly = (exercise.id for exercise in entry.exercises if exercise.status == "partly-passed")
    return " ".join(partly)


def _moodle(named: Named, _: str, title: str) -> Iterator[Row]:
    yield ["First name", "Last name", "Username", "ID number", "Email address",
           f"Assignment: {title} (Real)"]  # fmt: skip
    for person, entry in named:
        names = (person.first_name, person.last_name, person.id, person.lms_user_id, person.email)
        yield [*map(_text, names), round(entry.score, 2)]


def _canvas(named: Named, _: str, title: str) -> Iterator[Row]:
    for person, _entry in named:
        if person.lms_user_id and not person.lms_user_id.isdecimal():
            raise MatcalcError(
                f"{person.id} has the lms_user_id {person.lms_user_id!r}: Canvas numbers its "
                "users; the column ID of its own gradebook export has the numbers"
            )
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    yield ["    Points Possible", "", "", "", "", max(entry.points for _, entry in named)]
    for person, entry in named:
        name = ", ".join(filter(None, [person.last_name, person.first_name])) or person.id
        yield [_text(name), person.lms_user_id, "", _text(person.id), "", round(entry.score, 2)]


FORMATS: dict[str, Callable[[Named, str, str], Iterator[Row]]] = {
    "csv": _csv,
    "moodle": _moodle,
    "canvas": _canvas,
}


def _require_distinct(learners: list[Person]) -> None:
    """Refuse two learners whom the platform would take for one."""
    for column in ("lms_user_id", "email"):
        seen: dict[str, Person] = {}
        for person in learners:
            value = getattr(person, column)
            if value and (other := seen.setdefault(value, person)) is not person:
                raise MatcalcError(
                    f"{other.id} and {person.id} have the same {column}, {value!r}: each mark must "
                    "reach one learner; correct it in the roster or the gradebook"
                )


def _text(value: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
