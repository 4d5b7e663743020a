"""Run a learner's notebook and say, for each exercise, how it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matcalc.advice import Complaint
from matcalc.course.explaining import Cells, advice_in, outcome_in
from matcalc.course.names import sought_by
from matcalc.course.notebook import marks_of, read_notebook
from matcalc.course.outcome import Outcome, outcome_of_output
from matcalc.errors import MatcalcError
from matcalc.messages import say

__all__ = ["Judged", "check_notebook", "judge"]


@dataclass(frozen=True)
class Judged:
    """One exercise of a notebook that was run, its points, and how it stands."""

    exercise: str
    points: float
    outcome: Outcome


def check_notebook(path: Path, timeout: int, progress: Callable[[int, int], None]) -> list[Judged]:
    """Run all cells of a notebook, from the first to the last, and judge each exercise.

    Parameters
    ----------
    path : Path
        The notebook; the file is not changed.
    timeout : int
        Seconds for one cell, after which it is interrupted.
    progress : callable
        Called with the number of cells that were run and of all cells.

    Raises
    ------
    MatcalcError
        If the file is no notebook, has no exercise, its own first cells fail, or Python could not
        be started.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    notebook = read_notebook(path)
    if not any(marks_of(cell).is_test for cell in notebook.cells):
        raise MatcalcError(f"{path} holds no exercise: none of its cells gives points")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    done = 0

    def cell_executed(**_: Any) -> None:
        nonlocal done
        done += 1
        progress(done, len(notebook.cells))

    client = NotebookClient(
        notebook,
        timeout=timeout,
        allow_errors=True,
        interrupt_on_timeout=True,
        resources={"metadata": {"path": str(path.parent.resolve())}},
        on_cell_complete=cell_executed,
    )
    try:
        client.execute()
    except DeadKernelError:
        raise MatcalcError(
            f"Python ended while it ran cell {done + 1} of {path}: does a cell call exit, or use "
            "up the memory?"
        ) from None
    _require_prepared(notebook.cells, path)
    return [judged for _, judged in judge(notebook.cells)]


def _require_prepared(cells: list[Any], path: Path) -> None:
    """Where a cell fails that prepares the others, their failures say nothing."""
    for cell in cells:
        marks, error = marks_of(cell), _error(cell)
        if error and marks.is_locked and not (marks.is_test or marks.is_answer):
            raise MatcalcError(f"{path}: the cell {marks.grade_id} failed: {error.evalue}")


def judge(cells: list[Any]) -> Iterator[tuple[Any, Judged]]:
    """Each graded cell of a notebook that was run, with how its exercise stands."""
    answers: dict[str, Any] = {}
    unanswered: dict[str, str] = {}
    setup = "\n".join(cell.source for cell in cells if _prepares(cell))
    for cell in cells:
        marks = marks_of(cell)
        if marks.is_written:
            outcome = Outcome("by-hand", say("read-by-instructor"))
        elif marks.is_test:
            answer = answers.get(marks.exercise, {})
            around = Cells(setup, answer.get("source", ""), cell.source, unanswered)
            outcome = outcome_in(around, _of_test(cell, answer, around))
            if outcome.verdict in {"not-attempted", "error"}:
                names = sought_by(cell.source, setup)
                unanswered = unanswered | dict.fromkeys(names, marks.exercise)
        else:
            if marks.is_answer:
                answers[marks.exercise] = cell
            continue
        yield cell, Judged(marks.exercise, marks.points, outcome)


def _prepares(cell: Any) -> bool:
    marks = marks_of(cell)
    return cell.cell_type == "code" and not (marks.is_test or marks.is_answer)


def _of_test(cell: Any, answer: Any, around: Cells) -> Outcome:
    """What a test cell made of an answer; an answer's own error explains the test's."""
    error, own = _error(cell), _error(answer)
    if error is None and cell.get("execution_count") is None:
        return Outcome("error", say("check-did-not-run"))
    outcome, where = outcome_of_output(error), "check-raised"
    if outcome.verdict == "error" and own is not None:
        where, error, outcome = "cell-raised", own, outcome_of_output(own)
    if outcome.verdict != "error":
        return outcome
    advice = advice_in(around, _complaint(error, around.answer if error is own else ""))
    return replace(
        outcome, text="\n".join([say(where, error=outcome.text), *filter(None, [advice])])
    )


def _complaint(error: Any, source: str) -> Complaint:
    """An error among a cell's outputs, with the line of the cell that raised it."""
    message = re.sub(r" \(.*?, line (\d+)\)$", "", str(error["evalue"]))
    told = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(map(str, error["traceback"])))
    found = re.search(r"line (\d+)\)$", str(error["evalue"])) or re.search(r"-> *(\d+) ", told)
    lines, number = source.splitlines(), int(found[1]) if found else 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return Complaint(str(error["ename"]), message, line)


def _error(cell: Any) -> Any:
    outputs = cell.get("outputs", [])
    return next((output for output in outputs if output.output_type == "error"), None)
