"""Why submissions were not graded, kept beside the reports: the page about the class says it."""

from __future__ import annotations

import json
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically

__all__ = ["keep_reasons", "reasons"]


def keep_reasons(
    course: Course, assignment: str, students: list[str], rejected: dict[str, str]
) -> None:
    """Note why submissions were rejected, in place of what was noted of the same students before.

    Parameters
    ----------
    students : list of str
        Everybody whose submission was looked at.
    rejected : dict
        The reason for each of them whose submission was not graded.
    """
    before = reasons(course, assignment)
    others = {student: why for student, why in before.items() if student not in students}
    if (after := others | rejected) != before:
        text = json.dumps(after, ensure_ascii=False, indent=1, sort_keys=True)
        write_atomically(_file(course, assignment), f"{text}\n".encode("utf-8", "replace"))


def reasons(course: Course, assignment: str) -> dict[str, str]:
    """The reason for each student whose submission was rejected when it was last graded."""
    try:
        found = dict(json.loads(_file(course, assignment).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):  # missing, or written by somebody else
        return {}
    return {str(student): str(why) for student, why in found.items()}


def _file(course: Course, assignment: str) -> Path:
    return course.root / "reports" / f"{assignment}-rejected.json"
