"""Feedback pages for learners, and a page on the whole class for the instructor.

A learner's page explains every mark, and quotes nothing that could carry a hidden test out: not
its code, not the numbers of a check that may be hidden, and not what the learner's own code said
while it ran, since code that has met a hidden test can print it, or choose what it fails with.
What remains are the marks, the catalogue's hint for each mistake, the learner's own answer and the
instructor's comments; all of it is text, and escaped.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.grading.reporting.results import (
    NOT_RUN,
    GradedExercise,
    GradedSubmission,
    Status,
    ungraded,
)
from matcalc.messages import beginnings, language, meaning, say, title, withheld

__all__ = ["write_feedback", "write_summary"]

SLOWEST = 10  # submissions that the summary lists

_pages = Environment(
    loader=PackageLoader("matcalc.grading.reporting"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals |= {
    "say": say,
    "title": title,
    "language": language,
    "number": lambda value: f"{round(value, 2):g}",
}


def write_feedback(
    course: Course, assignment: str, graded: list[GradedSubmission], show_hidden: bool = False
) -> Iterator[Path]:
    """Write an HTML page for each graded notebook, where nbgrader keeps its own feedback.

    Parameters
    ----------
    course : Course
    assignment : str
    graded : list of GradedSubmission
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
        for notebook, found in submission.notebooks.items():
            exercises = found if show_hidden else [*map(_within_reach, found)]
            text = page.render(
                course=course.name,
                assignment=assignment,
                notebook=notebook,
                submission=submission,
                exercises=exercises,
                explanations=[_explanation(exercise, show_hidden) for exercise in exercises],
                score=sum(exercise.score for exercise in exercises),
                points=sum(exercise.points for exercise in exercises),
                waiting=sum(exercise.status == "by-hand" for exercise in exercises),
                show_hidden=show_hidden,
            )
            yield _write(folder / f"{notebook}.html", text)


def write_summary(course: Course, assignment: str, graded: list[GradedSubmission]) -> Path:
    """Write the page about the whole class to reports/ASSIGNMENT.html, and return its path.

    It stands apart from feedback/, whose folders are handed out.
    """
    scores = [submission.score for submission in graded]
    lists = _listings(course, assignment, graded)
    counts = [("graded", len(graded)), ("not-graded", len(lists["ungraded"]))]
    text = _pages.get_template("summary.html").render(
        course=course.name,
        assignment=assignment,
        counts=_counted([*counts, ("to-be-read", len(lists["waiting"]))]),
        waiting=bool(lists["waiting"]),
        points=max(submission.points for submission in graded),
        mean=statistics.mean(scores),
        median=statistics.median(scores),
        bins=_bins(graded),
        exercises=list(_by_exercise(graded)),
        listings=lists,
    )
    return _write(course.root / "reports" / f"{assignment}.html", text)


def _listings(
    course: Course, assignment: str, graded: list[GradedSubmission]
) -> dict[str, list[tuple[str, str]]]:
    """Whom to look at, and why, by the key of the text that says what a list is."""
    timed = [(one.seconds, one.person.name) for one in graded if one.seconds is not None]
    slowest = sorted(timed, reverse=True)[:SLOWEST]
    return {
        "ungraded": list(ungraded(course, assignment).items()),
        "flagged": [(s.person.name, f"{e.id}: {e.flag}") for s in graded for e in s.flagged],
        "together": [(name, "") for name in dict.fromkeys(_together(graded))],
        "waiting": [
            (s.person.name, ", ".join(e.id for e in s.waiting)) for s in graded if s.waiting
        ],
        "unsandboxed": [(s.person.name, "") for s in graded if s.sandboxed is False],
        "slowest": [(name, f"{seconds:.1f} s") for seconds, name in slowest],
    }


def _together(graded: list[GradedSubmission]) -> Iterator[str]:
    """The exercises whose tests ran together with the answers."""
    yield from (e.id for submission in graded for e in submission.exercises if e.together)


def _counted(counts: list[tuple[str, int]]) -> str:
    """How many there are of what, those left out of which there are none."""
    return say("grade-comma").join(
        say(f"grade-{key}", count=count) for key, count in counts if count
    )


def _write(path: Path, text: str) -> Path:
    write_atomically(path, text.encode("utf-8", "replace"))
    return path


def _within_reach(exercise: GradedExercise) -> GradedExercise:
    """Of a test that could be made to say anything, what its author may know: whether it passed.

    How it failed, and in which of so many mistakes, can spell out a hidden test.
    """
    tells = exercise.status in {"passed", "partly-passed", "by-hand"}
    if not exercise.together or exercise.visible or tells:
        return exercise
    status: Status = "not-attempted" if exercise.blank else "failed"
    return replace(exercise, status=status, mistake=None, raised="", asserted="")


def _explanation(exercise: GradedExercise, show_hidden: bool = False) -> list[str]:
    """What a learner is told about an exercise: lines, of which one with line breaks is a block.

    The check's own report is quoted only where it is known to come from a visible check, or the
    instructor asks for everything.
    """
    if exercise.status == "by-hand":
        return [say("read-by-instructor")]
    if exercise.status == "passed" or not exercise.test:
        return []
    if show_hidden:
        return [exercise.report]
    if exercise.asserted:
        return [say("grade-asserted"), f"{exercise.asserted}\n"]
    if exercise.raised:
        is_beyond = exercise.is_beyond and exercise.raised != NOT_RUN
        return [say("grade-beyond") if is_beyond else _ended(exercise.raised)]
    # A raised exception has a text of the learner's making, so it is never quoted.
    credit = _credit(exercise)
    is_refused = exercise.status == "failed" or bool(credit)
    if exercise.visible and exercise.mistake != "raised" and is_refused:
        return [*credit, *_paragraphs(exercise.report)]
    if exercise.status == "not-attempted" or exercise.mistake == "not-attempted":
        return [say("not-attempted")]
    return [*credit, *_hint(exercise.mistake), say("grade-run-the-check")]


def _credit(exercise: GradedExercise) -> list[str]:
    """What a wrong answer earned, and for which kind of mistake."""
    if not exercise.credit or exercise.mistake is None or exercise.by_instructor:
        return []
    share = say("grade-half") if exercise.credit == 0.5 else f"{100 * exercise.credit:.3g} %"
    return [say("grade-partly", share=share, title=title(exercise.mistake))]


def _ended(error: str) -> str:
    """What it means that a check ended in an error that is no verdict."""
    return say("grade-not-run") if error == NOT_RUN else say("grade-ended-in", error=error)


LEFT_OUT = "kind", "further-hints"  # the kind of mistake stands below the report


def _paragraphs(report: str) -> list[str]:
    """A report's lines without those for a notebook; adjacent lines of arrays are one block."""
    lines = [line for line in report.splitlines() if not line.startswith(beginnings(*LEFT_OUT))]
    found: list[str] = []
    for indented, group in groupby(lines, key=lambda line: line.startswith(" ")):
        block = list(group)
        found += ["\n".join([*block, ""])] if indented else block
    return found


def _hint(mistake: str | None) -> list[str]:
    """The catalogue's hint for a mistake, without the values of the check that found it."""
    if mistake is None:
        return []
    # The hint to an exception is all values.
    return [say("grade-answer-raised") if mistake == "raised" else withheld(mistake)]


def _bins(graded: list[GradedSubmission]) -> list[tuple[str, int]]:
    """The histogram: ten equal shares of the points, full marks in the last."""
    shares = [submission.score / submission.points for submission in graded if submission.points]
    counts = Counter(min(9, int(10 * share)) for share in shares)
    labels = [*(f"{10 * i}–{10 * i + 9}" for i in range(9)), "90–100"]
    return [(label, counts[i]) for i, label in enumerate(labels)]


def _by_exercise(graded: list[GradedSubmission]) -> Iterator[dict[str, Any]]:
    """For each exercise, in the notebook's order, how it went and which mistakes were made."""
    answers: dict[str, list[GradedExercise]] = {}
    for submission in graded:
        for exercise in submission.exercises:
            answers.setdefault(exercise.id, []).append(exercise)
    for name, given in answers.items():
        stands = Counter(exercise.status for exercise in given)
        counts = [
            ("partly-count", stands["partly-passed"]),
            ("blank", stands["not-attempted"]),
            ("errors", stands["error"]),
        ]
        passed = say("grade-passed", count=stands["passed"], graded=len(given))
        rest = _counted([*counts, ("unread", stands["by-hand"])])
        wrong = [e for e in given if e.status in {"failed", "partly-passed"}]
        mistakes = Counter(e.mistake for e in wrong if not e.by_instructor)
        yield {
            "id": name,
            "title": max((exercise.title for exercise in given), key=len) or name,
            "counts": say("grade-comma").join(filter(None, [passed, rest])),
            "mistakes": [
                (meaning(mistake) if mistake else say("grade-unexplained"), mistake, count)
                for mistake, count in mistakes.most_common()
            ],
        }
