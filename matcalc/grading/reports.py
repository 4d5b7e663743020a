"""Feedback pages for learners, and a page on the whole class for the instructor.

A learner's page explains every mark, and quotes nothing that could carry a hidden test out: not
its code, not the numbers of a check that may be hidden, and not what the learner's own code said
while it ran, since code that has met a hidden test can print it.  What remains are the marks, the
catalogue's hint for each mistake, the learner's own answer and the instructor's comments; all of
it is text, and escaped.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from string import Formatter
from typing import Any

from jinja2 import Environment, PackageLoader

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.grading.results import Exercise, Submission, ungraded
from matcalc.messages import MISTAKES, TEXTS, say

__all__ = ["write_feedback", "write_summary"]

NOT_RUN = "NotGraded"  # the name of the error by which grading says so
SLOWEST = 10  # submissions that the summary lists

_pages = Environment(
    loader=PackageLoader("matcalc.grading"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def write_feedback(
    course: Course, assignment: str, graded: list[Submission], show_hidden: bool = False
) -> Iterator[Path]:
    """Write an HTML page for each graded notebook, where nbgrader keeps its own feedback.

    Parameters
    ----------
    course : Course
    assignment : str
    graded : list of Submission
    show_hidden : bool
        Show the code of the checks, hidden parts included, all that they reported, and what the
        learner's cells printed.

    Yields
    ------
    Path
        Each page, once it is written.
    """
    page = _pages.get_template("feedback.html")
    for submission in graded:
        folder = course.folder("feedback") / submission.person.id / assignment
        for notebook, exercises in submission.notebooks.items():
            text = page.render(
                course=course.name,
                assignment=assignment,
                notebook=notebook,
                submission=submission,
                exercises=exercises,
                explanations=[explanation(exercise, show_hidden) for exercise in exercises],
                score=sum(exercise.score for exercise in exercises),
                points=sum(exercise.points for exercise in exercises),
                waiting=sum(exercise.status == "waiting" for exercise in exercises),
                show_hidden=show_hidden,
            )
            yield _write(folder / f"{notebook}.html", text)


def write_summary(course: Course, assignment: str, graded: list[Submission]) -> Path:
    """Write the page about the whole class to reports/ASSIGNMENT.html, and return its path.

    It stands apart from feedback/, whose folders are handed out.
    """
    scores = [submission.score for submission in graded]
    timed = [(entry.seconds, entry.person.name) for entry in graded if entry.seconds is not None]
    text = _pages.get_template("summary.html").render(
        course=course.name,
        assignment=assignment,
        graded=graded,
        points=max(submission.points for submission in graded),
        mean=statistics.mean(scores),
        median=statistics.median(scores),
        bins=_bins(graded),
        exercises=list(_by_exercise(graded)),
        meanings=MISTAKES,
        ungraded=ungraded(course, assignment).items(),
        flagged=[(s.person.name, f"{e.id}: {e.flag}") for s in graded for e in s.flagged],
        waiting=[(s.person.name, ", ".join(e.id for e in s.waiting)) for s in graded if s.waiting],
        unsandboxed=[(s.person.name, "") for s in graded if s.sandboxed is False],
        slowest=[(name, f"{time:.1f} s") for time, name in sorted(timed, reverse=True)[:SLOWEST]],
    )
    return _write(course.root / "reports" / f"{assignment}.html", text)


def _write(path: Path, text: str) -> Path:
    write_atomically(path, text.encode("utf-8", "replace"))
    return path


def explanation(exercise: Exercise, show_hidden: bool = False) -> list[str]:
    """What a learner is told about an exercise: lines, of which one with line breaks is a block.

    The check's own report is quoted only where it is known to come from a visible check, or the
    instructor asks for everything.
    """
    if exercise.status == "waiting":
        return ["Your instructor reads this answer."]
    if exercise.status == "right" or not exercise.test:
        return []
    if show_hidden:
        return [exercise.report]
    if exercise.raised == NOT_RUN:
        return [
            "This check did not run to its end: your notebook took too long, or used up more than "
            "it may."
        ]
    if exercise.raised:
        return [
            f"Checking your answer ended in {exercise.raised}. Restart your notebook and run it "
            "from the top to see where."
        ]
    # A raised exception has a text of the learner's making, so it is never quoted.
    if exercise.visible and exercise.mistake != "raised" and exercise.status == "wrong":
        return _paragraphs(exercise.report)
    if exercise.mistake == "not-attempted" or exercise.status == "not attempted":
        return [say("not-attempted")]
    hints = [] if exercise.mistake is None else [_hint(exercise.mistake)]
    return [*hints, "Run the check in your notebook for the details."]


def _paragraphs(report: str) -> list[str]:
    """A report's lines without the mistake's name; adjacent lines of arrays are one block."""
    lines = [line for line in report.splitlines() if not line.startswith("(mistake: ")]
    found: list[str] = []
    for indented, group in groupby(lines, key=lambda line: line.startswith(" ")):
        block = list(group)
        found += ["\n".join([*block, ""])] if indented else block
    return found


class _Unsaid:
    """What stands in a hint for a value that is kept back, whatever its format."""

    def __format__(self, _: str) -> str:
        return "…"


def _hint(mistake: str) -> str:
    """The catalogue's hint for a mistake, without the values of the check that found it."""
    if mistake not in TEXTS["en"] or mistake == "raised":  # which is all values
        return f"{MISTAKES[mistake].capitalize()}."
    fields = [name for _, name, _, _ in Formatter().parse(TEXTS["en"][mistake]) if name]
    return say(mistake, **dict.fromkeys(fields, _Unsaid()))


def _bins(graded: list[Submission]) -> list[tuple[str, int]]:
    """The histogram: ten equal shares of the points, full marks in the last."""
    shares = [submission.score / submission.points for submission in graded if submission.points]
    counts = Counter(min(9, int(10 * share)) for share in shares)
    labels = [*(f"{10 * i}–{10 * i + 9}" for i in range(9)), "90–100"]
    return [(label, counts[i]) for i, label in enumerate(labels)]


def _by_exercise(graded: list[Submission]) -> Iterator[dict[str, Any]]:
    """For each exercise, in the notebook's order, how it went and which mistakes were made."""
    answers: dict[str, list[Exercise]] = {}
    for submission in graded:
        for exercise in submission.exercises:
            answers.setdefault(exercise.id, []).append(exercise)
    for name, given in answers.items():
        wrong = [e for e in given if e.status in {"wrong", "partly right"} and not e.by_instructor]
        yield {
            "id": name,
            "title": max((exercise.title for exercise in given), key=len) or name,
            "graded": len(given),
            "right": sum(exercise.status == "right" for exercise in given),
            "blank": sum(exercise.status == "not attempted" for exercise in given),
            "errors": sum(exercise.status == "error" for exercise in given),
            "waiting": sum(exercise.status == "waiting" for exercise in given),
            "mistakes": Counter(exercise.mistake for exercise in wrong).most_common(),
        }
