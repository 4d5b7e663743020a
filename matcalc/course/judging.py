"""Run a learner's notebook and say, for each exercise, how it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

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
    failed_answers: dict[str, Any] = {}
    for cell in cells:
        marks = marks_of(cell)
        if marks.is_written:
            outcome = Outcome("by-hand", say("read-by-instructor"))
        elif marks.is_test:
            outcome = _of_test(cell, failed_answers.get(marks.exercise))
        else:
            if marks.is_answer and (error := _error(cell)):
                failed_answers[marks.exercise] = error
            continue
        yield cell, Judged(marks.exercise, marks.points, outcome)


def _of_test(cell: Any, answer_error: Any) -> Outcome:
    """What a test cell made of an answer; an answer's own error explains the test's."""
    error = _error(cell)
    if error is None and cell.get("execution_count") is None:
        return Outcome("error", say("check-did-not-run"))
    outcome = outcome_of_output(error)
    if outcome.verdict != "error" or answer_error is None:
        where = "check-raised"
    else:
        where, outcome = "cell-raised", outcome_of_output(answer_error)
    if outcome.verdict == "error":
        return replace(outcome, text=say(where, error=outcome.text))
    return outcome


def _error(cell: Any) -> Any:
    outputs = cell.get("outputs", [])
    return next((output for output in outputs if output.output_type == "error"), None)
