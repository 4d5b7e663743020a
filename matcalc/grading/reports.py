"""Feedback pages and exports, from what the gradebook and autograded/ hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from matcalc.course.directory import Course, calling_nbgrader, write_atomically
from matcalc.errors import MatcalcError
from matcalc.grading.grade import marks

__all__ = ["export_csv", "write_feedback"]


def write_feedback(course: Course, assignment: str) -> list[Path]:
    """Write nbgrader's HTML feedback for each graded submission; return the pages.

    Raises
    ------
    MatcalcError
        If nothing was graded, or nbgrader could not write a page.
    """
    graded = course.folder("autograded")
    if not any(graded.glob(f"*/{assignment}/*.ipynb")):
        raise MatcalcError(
            f"no graded submission of {assignment} under {graded}: run `matcalc grade {assignment}`"
        )
    with calling_nbgrader(course.root):
        result = course.api().generate_feedback(assignment, force=True)
    if not result["success"]:
        reason = (result.get("error") or result.get("log") or "").strip()
        raise MatcalcError(f"nbgrader could not write the feedback on {assignment}: {reason}")
    return sorted(course.folder("feedback").glob(f"*/{assignment}/*.html"))


def export_csv(course: Course, assignment: str, target: Path) -> int:
    """Write the marks of an assignment as CSV: a row for each student, a column per exercise.

    Returns
    -------
    int
        The number of students.

    Raises
    ------
    MatcalcError
        If nothing was graded.
    """
    found = marks(course, assignment)
    if not found:
        raise MatcalcError(
            f"the gradebook holds no marks for {assignment}: run `matcalc grade {assignment}` first"
        )
    exercises = list(dict.fromkeys(exercise for _, exercise, _, _ in found if exercise))
    scores = {(student, exercise): score for student, exercise, score, _ in found}
    most = {student: points for student, exercise, _, points in found if not exercise}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["student", "assignment", "score", "max_score", *exercises])
    for student in sorted(most):
        row = [scores.get((student, exercise), "") for exercise in exercises]
        writer.writerow([student, assignment, scores[student, ""], most[student], *row])
    # A byte-order mark lets spreadsheet programs read names in any script.
    write_atomically(target, buffer.getvalue().encode("utf-8-sig"))
    return len(most)
