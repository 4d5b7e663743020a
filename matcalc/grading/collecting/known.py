"""By what names the learning platform will know everybody's submission again.

They are kept beside the reports when submissions are collected, and believed for one thing alone:
to name the files of feedback that goes back (`matcalc.grading.reporting.returning`).
"""

from __future__ import annotations

import json
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically

__all__ = ["known_names", "remember"]

Names = dict[str, str]  # by the notebook


def remember(course: Course, assignment: str, platform: str, collected: dict[str, Names]) -> None:
    """Note how a platform calls the submissions of some students.

    Parameters
    ----------
    platform : str
    collected : dict
        For each student the names by which the platform takes feedback back, by the notebook;
        empty where it takes none.
    """
    new = {student: names for student, names in collected.items() if names}
    before = _read(_file(course, assignment))
    taken = {name for names in new.values() for name in names.values()}
    kept = {
        student: names
        for student, names in before.get(platform, {}).items()
        if not taken & {*names.values()}  # somebody else's, as we know by now
    }
    after = before | {platform: kept | new}
    if new and after != before:
        text = json.dumps(after, ensure_ascii=False, indent=1, sort_keys=True)
        write_atomically(_file(course, assignment), f"{text}\n".encode("utf-8", "replace"))


def known_names(course: Course, assignment: str, platform: str) -> dict[str, Names]:
    """How a platform calls the submissions that were collected from it, by student and notebook."""
    return _read(_file(course, assignment)).get(platform, {})


def _file(course: Course, assignment: str) -> Path:
    return course.root / "reports" / f"{assignment}-collected.json"


def _read(path: Path) -> dict[str, dict[str, Names]]:
    """What the file says; nothing where it is missing, or written by somebody else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(platform): {
                str(student): {str(notebook): str(name) for notebook, name in dict(names).items()}
                for student, names in dict(students).items()
            }
            for platform, students in dict(found).items()
        }
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
