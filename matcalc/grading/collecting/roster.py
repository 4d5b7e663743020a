"""Who is who: a table of learners, as `nbgrader db student import` reads it."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.grading.marking.gradebook import STUDENT_ID, Person, people

__all__ = ["class_list", "read_roster"]

COLUMNS = [column.name for column in fields(Person)]


def class_list(course: Course, path: Path | None) -> list[Person]:
    """Everybody in the class: as a roster says, else the gradebook, if it says who anybody is.

    Without a roster the gradebook fills with ids that collecting has made; these are no class.
    """
    if path is not None:
        return read_roster(path)
    known = people(course)
    return known if any(person != Person(person.id) for person in known) else []


def read_roster(path: Path) -> list[Person]:
    """Read a roster: a CSV file with a column `id`, and any of the others of `Person`.

    Raises
    ------
    MatcalcError
        If the file cannot be read, has no column `id`, or an id is empty, not allowed or there
        twice.

    Examples
    --------
    A roster that also says who is who in the learning platform::

        id,first_name,last_name,email,lms_user_id
        ada,Ada,Lovelace,ada@example.org,1207
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MatcalcError(f"{path} is not in UTF-8 ({error.reason}): save it as UTF-8") from None
    rows = csv.DictReader(text.splitlines(), strict=True)
    found: dict[str, Person] = {}
    try:
        for row in rows:
            values = {name: (row.get(name) or "").strip() for name in COLUMNS}
            where = f"{path}, line {rows.line_num}"
            if "id" not in row:
                raise MatcalcError(
                    f"{path} has the columns {', '.join(rows.fieldnames or [])}: expected `id` "
                    f"and any of {', '.join(COLUMNS[1:])}"
                )
            if not STUDENT_ID.fullmatch(values["id"]):
                raise MatcalcError(
                    f"{where}: {values['id']!r} is no id: use letters, digits and . _ @ + -"
                )
            if values["id"] in found:
                raise MatcalcError(f"{where}: {values['id']} is there twice")
            found[values["id"]] = Person(**values)
    except csv.Error as error:
        raise MatcalcError(f"{path}, line {rows.line_num}: {error}") from None
    if not found:
        raise MatcalcError(f"{path} lists nobody: expected a header with `id`, and a row a learner")
    return list(found.values())
