"""What grading found out about each submission: the gradebook joined with the graded notebooks.

Marks, comments and names come from the gradebook; what went wrong comes from the executed
notebooks under autograded/.  A graded notebook holds a stranger's text, so nothing in it is
believed but the outputs of test cells, and nothing of it is ever executed here.
"""

from __future__ import annotations

import ast
import builtins
import json
import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from matcalc.course.directory import Course
from matcalc.course.judging import judge
from matcalc.course.notebook import is_untouched, marks_of, read_notebook
from matcalc.course.outcome import Outcome, Verdict
from matcalc.errors import MatcalcError
from matcalc.grading.marking.deadlines import Deadlines, read_deadlines
from matcalc.grading.marking.gradebook import CellMark, Entry, Marked, Person, entries
from matcalc.grading.marking.rejections import reasons
from matcalc.messages import say
from matcalc.texts import MISTAKES

__all__ = [
    "NOT_RUN", "GradedExercise", "GradedSubmission", "Status", "submissions", "ungraded",
]  # fmt: skip

NOT_RUN = "NotGraded"  # the name of the error by which grading says so
KNOWN = {*dir(builtins)}  # exceptions whose name is not of a learner's making
Progress = Callable[[int, int], None]
Status = Verdict | Literal["partly-passed"]  # where some of the points were given


@dataclass(frozen=True)
class GradedExercise:
    """One graded exercise of one submission; ``"by-hand"`` as long as marks by hand are awaited."""

    id: str
    title: str
    score: float
    points: float
    status: Status
    mistake: str | None = None
    report: str = ""  # all that the check said; it may show a hidden test's data
    visible: bool = False  # known to come from the part of the test that learners have
    answer: str = ""  # the learner's own text
    blank: bool = False  # it is as it was handed out
    raised: str = ""  # the exception that ended the check, where its type gives nothing away
    asserted: str = ""  # the assertion that did not hold, as it stands in the visible part
    is_beyond: bool = False  # all that learners have of the test has passed
    test: str = ""  # the test's code, hidden part included
    output: str = ""  # what the answer's cell printed
    comment: str = ""
    by_instructor: bool = False  # the marks were given, or changed, by hand
    flag: str = ""
    credit: float = 0.0  # the share of the points that this mistake earned, as the table has it
    together: bool = False  # its test ran among the learner's own objects, within their reach

    @property
    def label(self) -> str:
        """How it stands, in words, in the chosen language."""
        return say(f"outcome-{self.status}")


@dataclass(frozen=True)
class GradedSubmission:
    """What grading found out about one learner's assignment."""

    person: Person
    notebooks: dict[str, list[GradedExercise]]
    score: float  # after the penalty for lateness, never negative
    points: float
    penalty: float = 0.0
    timestamp: datetime | None = None
    seconds: float | None = None  # how long its cells ran, where that is recorded
    sandboxed: bool | None = None  # None: not recorded
    due: datetime | None = None  # in its zone, where the course has a table of deadlines
    seconds_late: float = 0.0  # after it
    is_outdated: bool = False  # the table has another deadline now than the penalty was taken for
    number: int | None = None  # of the set, where learners had different ones

    @property
    def exercises(self) -> list[GradedExercise]:
        """The exercises of all notebooks."""
        return [exercise for notebook in self.notebooks.values() for exercise in notebook]

    @property
    def waiting(self) -> list[GradedExercise]:
        """The exercises that wait for marks by hand, and count as 0 until then."""
        return [exercise for exercise in self.exercises if exercise.status == "by-hand"]

    @property
    def flagged(self) -> list[GradedExercise]:
        """The exercises that somebody should look at."""
        return [exercise for exercise in self.exercises if exercise.flag]


def submissions(
    course: Course, assignment: str, progress: Progress | None = None, *, explained: bool = True
) -> list[GradedSubmission]:
    """The graded submissions of an assignment, ordered by the learner's id.

    Parameters
    ----------
    course : Course
    assignment : str
    progress : callable, optional
        Called with the number of submissions that were read and of all.
    explained : bool
        Whether to say what went wrong; of a large class the marks alone are read much faster.

    Raises
    ------
    MatcalcError
        If nothing was graded.
    """
    found = list(_graded(course, assignment, progress, explained=explained))
    if not found:
        raise MatcalcError(
            f"there are no marks, no graded submission of {assignment} in the gradebook and under "
            f"{course.folder('autograded')}: run `matcalc grade {assignment}` first"
        )
    return found


def ungraded(course: Course, assignment: str) -> dict[str, str]:
    """The learners who handed something in that has not been graded, and why, where it is known."""
    handed_in = {path.parent.name for path in course.folder("submitted").glob(f"*/{assignment}")}
    graded = {path.parent.name for path in course.folder("autograded").glob(f"*/{assignment}")}
    known = reasons(course, assignment)
    return {student: known.get(student, "") for student in sorted(handed_in - graded)}


def _graded(
    course: Course, assignment: str, progress: Progress | None, *, explained: bool
) -> Iterator[GradedSubmission]:
    deadlines = read_deadlines(course).get(assignment)
    entered = entries(course, assignment)
    for done, entry in enumerate(entered):
        folder = course.folder("autograded") / entry.person.id / assignment
        if folder.is_dir():  # else it was entered before anybody knew whether it can be graded
            found = _submission(course, entry, folder, explained=explained)
            yield _with_deadline(found, entry, deadlines)
        if progress:
            progress(done + 1, len(entered))


def _submission(course: Course, entry: Entry, folder: Path, *, explained: bool) -> GradedSubmission:
    notebooks, seconds, sandboxed, number = {}, list[float](), list[Any](), None
    for name, marked in entry.notebooks.items():
        content = (_read if explained else _read_fast)(folder / f"{name}.ipynb")
        explain = partial(_explained, course) if explained else _unexplained
        notebooks[name] = explain(marked, content)
        if content is not None:
            seconds += _seconds(content)
            sandboxed.append(_record(content, "matcalc").get("sandboxed"))
            number = _record(content, "matcalc").get("set")
    return GradedSubmission(
        entry.person,
        notebooks,
        score=max(0.0, sum(mark.score for mark in entry.marks) - entry.penalty),
        points=entry.points,
        penalty=entry.penalty,
        timestamp=entry.timestamp,
        seconds=sum(seconds) if seconds else None,
        sandboxed=False if False in sandboxed else True if True in sandboxed else None,
        number=number if isinstance(number, int) else None,
    )


def _with_deadline(
    found: GradedSubmission, entry: Entry, deadlines: Deadlines | None
) -> GradedSubmission:
    """The submission with the deadline that the gradebook holds, where a table names the zone."""
    if deadlines is None:
        return found
    own = deadlines.of(found.person.id)
    if entry.due is None:
        return replace(found, is_outdated=True)
    due = entry.due.replace(tzinfo=UTC).astimezone(own.tzinfo)
    is_outdated = due.astimezone(UTC) != own
    return replace(found, due=due, seconds_late=entry.seconds_late, is_outdated=is_outdated)


def _read(path: Path) -> Any:
    try:
        return read_notebook(path)
    except MatcalcError:
        return None  # the marks still stand; there is nothing to explain them with


def _read_fast(path: Path) -> Any:
    """A notebook as its file has it: what grading wrote is in today's form."""
    try:
        content = json.loads(path.read_bytes())
        return content if isinstance(content["cells"], list) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _explained(course: Course, marked: Marked, content: Any) -> list[GradedExercise]:
    """The graded cells of a notebook, in its order, each with the answers that lead up to it."""
    marks_left = dict(marked.marks)
    cells = content.cells if content is not None else []
    outcomes = {id(cell): judged.outcome for cell, judged in judge(cells)}
    hidden = _hidden_part(course)
    hides = any(marks_of(cell).is_test and hidden in cell.source for cell in cells)
    found, title, answers = [], "", list[Any]()
    has_met = False  # whether the process that runs the answers has met a hidden test before
    for cell in cells:
        marks = marks_of(cell)
        if cell.cell_type == "markdown" and marks.is_locked:
            title = _heading(cell.source) or title
        if marks.is_answer or marks.is_task:
            answers.append(cell)
        if mark := marks_left.pop(marks.grade_id, None):
            one = _exercise(mark, cell, outcomes.get(id(cell)), hidden)
            if one.together:  # it runs among all tests, and an answer may have made it say this
                one = replace(one, visible=not hides)
            raised = _named(one.raised, answers, one.visible and not has_met)
            # A check quotes what the answer gave, and that may be what a hidden test had shown it.
            visible = one.visible and (one.together or not has_met)
            has_met = has_met or (hidden in one.test and not (one.together or one.visible))
            one = replace(one, raised=raised, visible=visible)
            # An automatic comment says that there is no answer, which the status says too.
            found.append(replace(one, title=title, **_answered(answers, marked.comments)))
            answers = []
    # A graded notebook that is gone or damaged explains nothing, and its marks still count.
    return found + [_marked(mark, {}) for mark in marks_left.values()]


def _unexplained(marked: Marked, content: Any) -> list[GradedExercise]:
    """The same, with what grading recorded of each cell and nothing else."""
    marks_left = dict(marked.marks)
    cells = content["cells"] if content is not None else []
    found = [
        _marked(mark, cell)
        for cell in cells
        if (mark := marks_left.pop(marks_of(cell).grade_id, None))
    ]
    return found + [_marked(mark, {}) for mark in marks_left.values()]


def _answered(answers: list[Any], comments: dict[str, str]) -> dict[str, Any]:
    """What a learner wrote in some cells, what that printed, and what was said of it."""
    said = [comments.get(marks_of(answer).grade_id) for answer in answers]
    return {
        "answer": "\n\n".join(answer.source for answer in answers),
        "output": "".join(_printed(answer) for answer in answers),
        "blank": bool(answers) and all(map(is_untouched, answers)),
        "comment": "\n".join(filter(None, said)),
    }


def _named(raised: str, answers: list[Any], nothing_met: bool) -> str:
    """The type of an exception, where it is of nobody's choice, or of who knew no hidden test.

    There are so many built-in ones that a few of them spell out a hidden number.
    """
    if raised in ("", NOT_RUN) or (nothing_met and raised in KNOWN):
        return raised
    for answer in answers:
        try:
            ast.parse(answer.source)
        except SyntaxError as error:
            if raised == type(error).__name__:  # which its text says too
                return raised
        except (ValueError, RecursionError, MemoryError):
            pass
    return say("grade-an-exception")


def _exercise(mark: CellMark, cell: Any, outcome: Outcome | None, hidden: str) -> GradedExercise:
    own, is_answer = _record(cell, "matcalc"), marks_of(cell).is_answer
    mistake = own.get("mistake") or (outcome.mistake if outcome else None)
    test, line = "" if is_answer else str(cell.source), own.get("line")
    is_visible = _is_visible(test, line, hidden)
    raised = (outcome.raised if outcome else None) or ""
    asserted = _asserted(test, line) if is_visible and raised == AssertionError.__name__ else ""
    is_beyond = isinstance(line, int) and not is_visible
    status = _status(mark, outcome)
    if status == "error" and (asserted or (is_beyond and raised != NOT_RUN)):
        status = "failed"
    return replace(
        _marked(mark, cell),
        status=status,
        mistake=mistake if isinstance(mistake, str) and mistake in MISTAKES else None,
        report=outcome.text if outcome else "",
        visible=is_visible,
        raised=raised,
        asserted=asserted,
        is_beyond=is_beyond,
        test=test,
    )


def _marked(mark: CellMark, cell: Any) -> GradedExercise:
    """The marks of a cell, with what grading recorded of it."""
    own = _record(cell, "matcalc")
    return GradedExercise(
        id=mark.exercise,
        title="",
        score=mark.score,
        points=mark.points,
        status=_status(mark),
        by_instructor=mark.by_instructor,
        flag=str(own.get("flag") or ""),
        credit=_share(own.get("credit")),
        together=own.get("together") is True,
    )


def _share(recorded: object) -> float:
    return recorded if isinstance(recorded, float) and 0 < recorded < 1 else 0.0


def _status(mark: CellMark, outcome: Outcome | None = None) -> Status:
    """How an exercise stands by its marks, and where they say nothing, by its check."""
    if mark.is_awaited:
        return "by-hand"
    if mark.score >= mark.points:
        return "passed"
    if mark.score > 0:
        return "partly-passed"
    if outcome is None or outcome.verdict == "passed":
        return "failed"
    if outcome.verdict == "by-hand":  # no points: a person said so, or nothing was written
        return "failed" if mark.by_instructor else "not-attempted"
    return outcome.verdict


def _heading(text: str) -> str:
    """The first heading of a Markdown cell."""
    found = re.search(r"^#+ +(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def _hidden_part(course: Course) -> str:
    """What marks the beginning of hidden tests in this course."""
    return str(course.config.ClearHiddenTests.get("begin_test_delimeter", "BEGIN HIDDEN TESTS"))


def _is_visible(test: str, line: object, hidden: str) -> bool:
    """Whether a test is known to have failed in the part that learners have.

    Without a record of the failing line (from 1) that can be said only where nothing is hidden.
    """
    if hidden not in test:
        return True
    return isinstance(line, int) and line <= test[: test.index(hidden)].count("\n")


def _asserted(test: str, line: object) -> str:
    """The assertion at a line of a test, from 1, as it is written there."""
    try:
        statements = ast.parse(test).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # with a magic, say
        return ""
    found = (
        one
        for one in statements
        if isinstance(line, int)
        and isinstance(one, ast.Assert)
        and one.lineno <= line <= (one.end_lineno or 0)
    )
    return next((ast.get_source_segment(test, one) or "" for one in found), "")


def _printed(cell: Any) -> str:
    """What a cell printed or displayed, as text."""
    pieces = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            pieces.append(output.text)
        elif output.output_type == "error":
            pieces.append(f"{output.ename}: {output.evalue}\n")
        else:
            pieces.append(f"{output.get('data', {}).get('text/plain', '')}\n")
    return "".join(pieces)


def _seconds(content: Any) -> list[float]:
    """How long the cells ran: as recorded for the whole notebook, else for each cell."""
    recorded = _record(content, "matcalc").get("seconds")
    if isinstance(recorded, int | float) and math.isfinite(recorded):
        return [float(recorded)]
    seconds = []
    for cell in content["cells"]:
        times = _record(cell, "execution")
        with suppress(KeyError, TypeError, ValueError):  # not executed, or not recorded
            ended = datetime.fromisoformat(times["iopub.status.idle"])
            seconds.append(
                (ended - datetime.fromisoformat(times["iopub.status.busy"])).total_seconds()
            )
    return seconds


def _record(node: Any, name: str) -> dict[str, Any]:
    """A dictionary in the metadata of a notebook or a cell; empty where there is none."""
    metadata = node.get("metadata")
    found = metadata.get(name) if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}
