"""What plain nbgrader makes of a submission, for the table that stands beside ours."""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus import ROOT

from hostile.case import exercises
from matcalc.course.directory import Course
from matcalc.grading.grade import marks


def course(root: Path, assignments: tuple[str, ...] = ("ch01", "ch04")) -> Path:
    """A course of its own in a folder, whose cells have ten seconds."""
    for name in assignments:
        for folder in ("solutions", "exercises"):
            shutil.copytree(ROOT / folder / name, root / folder / name)
    config = (ROOT / "nbgrader_config.py").read_text("utf-8")
    (root / "nbgrader_config.py").write_text(config.replace("timeout = 60", "timeout = 10"))
    return root


def scores(root: Path, assignment: str) -> dict[str, dict[str, float]]:
    """Every learner's score for every checked exercise."""
    found: dict[str, dict[str, float]] = {}
    for student, exercise, score, _ in marks(Course(root), assignment):
        if exercise in exercises(assignment):
            found.setdefault(student, {})[exercise] = score
    return found
