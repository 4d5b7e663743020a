"""The exercises with their solutions, and typical answers to them; no test of its own.

`tests/answers/chNN.toml` lists, for each exercise, wrong answers with the mistake that must be
named (`unnamed` where no identifier fits) and right answers in another form.  An answer replaces
the whole answer cell.
"""

from __future__ import annotations

import io
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from matcalc import WrongAnswer
from matcalc.check import remember_truths
from matcalc.course.notebook import exercise_of, is_answer, is_test

remember_truths()  # the same questions are asked of hundreds of answers

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENTS = sorted(path.stem for path in (ROOT / "solutions").glob("*/*.ipynb"))


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise; `mistake` is None where it is right."""

    assignment: str
    exercise: str
    code: str = field(repr=False)
    mistake: str | None


def answers() -> list[Answer]:
    """Every answer of the corpus."""
    found = []
    for assignment in ASSIGNMENTS:
        table = tomllib.loads((ROOT / f"tests/answers/{assignment}.toml").read_text("utf-8"))
        for entry in table["exercise"]:
            listed = [(wrong["code"], wrong["mistake"]) for wrong in entry["wrong"]]
            listed += [(code, None) for code in entry["right"]]
            found += [Answer(assignment, entry["id"], *each) for each in listed]
    return found


def notebook(assignment: str, folder: str = "solutions") -> nbformat.NotebookNode:
    """An assignment's notebook: the instructor's, or the one in exercises/."""
    return nbformat.read(ROOT / folder / assignment / f"{assignment}.ipynb", as_version=4)


def solutions(assignment: str) -> dict[str, str]:
    """The instructor's answer to each automatically graded exercise."""
    checked = checked_exercises(assignment)
    cells = [cell for cell in notebook(assignment).cells if is_answer(cell)]
    return {exercise_of(cell): cell.source for cell in cells if exercise_of(cell) in checked}


def checked_exercises(assignment: str) -> dict[str, float]:
    """The automatically graded exercises of an assignment, with their points."""
    cells = notebook(assignment).cells
    return {
        exercise_of(cell): float(cell.metadata["nbgrader"]["points"])
        for cell in cells
        if is_test(cell)
    }


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
class Verdict:
    """What a test cell made of an answer."""

    passed: bool
    mistake: str | None
    text: str
    stderr: str


def judge(
    assignment: str,
    exercise: str,
    code: str | None = None,
    *,
    folder: str = "solutions",
    visible_only: bool = False,
) -> Verdict:
    """Run an assignment up to one exercise's test, with an answer in place of the solution."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    errors = io.StringIO()
    for cell in notebook(assignment, folder).cells:
        if cell.cell_type != "code":
            continue
        here = exercise_of(cell) == exercise
        if is_test(cell):
            if not here:
                continue
            source = visible_part(cell.source) if visible_only else cell.source
            with redirect_stderr(errors), redirect_stdout(io.StringIO()):
                try:
                    exec(compile(source, f"<{exercise}>", "exec"), namespace)
                except WrongAnswer as wrong:
                    return Verdict(False, wrong.report.mistake, str(wrong), errors.getvalue())
                except Exception as error:
                    text = f"{type(error).__name__}: {error}"
                    return Verdict(False, None, text, errors.getvalue())
            return Verdict(True, None, "", errors.getvalue())
        source = code if here and is_answer(cell) and code is not None else cell.source
        with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            exec(compile(source, f"<{exercise}>", "exec"), namespace)
    raise LookupError(f"{assignment} has no test for {exercise}")
