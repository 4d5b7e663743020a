"""The course with its solutions, and typical answers to its exercises; no test of its own.

`solutions/NAME/answers.toml` lists, for each exercise, wrong answers with the mistake that must be
named (`unnamed` where no identifier fits) and right answers in another form.  An answer replaces
the whole answer cell.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from matcalc.check import checking
from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of
from matcalc.course.outcome import Outcome, outcome_of

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
ASSIGNMENTS = COURSE.assignments()

_truths: dict[object, object] = {}  # the same questions are asked of hundreds of answers


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise, of one of its sets; `mistake` is None where it is right."""

    assignment: str
    exercise: str
    code: str = field(repr=False)
    mistake: str | None
    number: int = 1


def answers() -> list[Answer]:
    """Every answer of the corpus."""
    return [answer for assignment in ASSIGNMENTS for answer in _answers(assignment, 1)]


def answers_to_variants() -> list[Answer]:
    """The same to what other sets ask."""
    return [
        answer
        for assignment, exercise, number in variants()
        for answer in _answers(assignment, number)
        if answer.exercise == exercise
    ]


def _answers(assignment: str, number: int) -> list[Answer]:
    return [
        Answer(assignment, exercise, code, mistake, number)
        for exercise, typical in COURSE.assignment(assignment).variant(number).answers.items()
        for code, mistake in [*typical.wrong, *((code, None) for code in typical.right)]
    ]


def variants() -> list[tuple[str, str, int]]:
    """Each exercise that differs, with the numbers of the sets from the second on."""
    tables = {name: COURSE.assignment(name).variants for name in ASSIGNMENTS}
    return [
        (name, exercise, number)
        for name, table in tables.items()
        for exercise in table.rows
        for number in range(2, table.sets + 1)
    ]


def notebook(assignment: str, folder: str = "solutions", number: int = 1) -> nbformat.NotebookNode:
    """An assignment's notebook, the instructor's or the one in exercises/, to be changed."""
    read = COURSE.assignment(assignment).variant(number)
    return deepcopy((read.solution if folder == "solutions" else read.released)[assignment])


def solutions(assignment: str) -> dict[str, str]:
    """The instructor's answer to each automatically graded exercise."""
    checked = checked_exercises(assignment)
    cells = [(cell, marks_of(cell)) for cell in notebook(assignment).cells]
    return {m.exercise: cell.source for cell, m in cells if m.is_answer and m.exercise in checked}


def checked_exercises(assignment: str) -> dict[str, float]:
    """The automatically graded exercises of an assignment, with their points."""
    exercises = COURSE.assignment(assignment).exercises
    return {each.name: each.points for each in exercises if not each.written}


def visible_part(source: str) -> str:
    """A test cell as learners see it."""
    lines, hidden = [], False
    for line in source.splitlines():
        if "### BEGIN HIDDEN TESTS" in line:
            hidden = True
        elif "### END HIDDEN TESTS" in line:
            hidden = False
        elif not hidden:
            lines.append(line)
    return "\n".join(lines)


@dataclass(frozen=True)
class Judged:
    """What a test cell made of an answer, and what was written to stderr meanwhile."""

    outcome: Outcome
    stderr: str

    @property
    def passed(self) -> bool:
        """Whether the answer earns its points."""
        return self.outcome.verdict == "passed"


def judge(
    assignment: str,
    exercise: str,
    code: str | None = None,
    *,
    folder: str = "solutions",
    visible_only: bool = False,
    number: int = 1,
) -> Judged:
    """Run an assignment up to one exercise's test, with an answer in place of the solution."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    for cell in notebook(assignment, folder, number).cells:
        marks = marks_of(cell)
        here = marks.exercise == exercise
        if cell.cell_type != "code" or (marks.is_test and not here):
            continue
        if marks.is_test:
            return _run(visible_part(cell.source) if visible_only else cell.source, namespace)
        source = code if here and marks.is_answer and code is not None else cell.source
        with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            exec(compile(source, f"<{exercise}>", "exec"), namespace)
    raise LookupError(f"{assignment} has no test for {exercise}")


def _run(test: str, namespace: dict[str, object]) -> Judged:
    errors = io.StringIO()
    with redirect_stderr(errors), redirect_stdout(io.StringIO()), checking(truths=_truths):
        try:
            exec(compile(test, "<test>", "exec"), namespace)
            outcome = outcome_of(None)
        except Exception as error:  # an answer may raise anything
            outcome = outcome_of(error)
    return Judged(outcome, errors.getvalue())
