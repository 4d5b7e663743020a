"""Run a learner's notebook and say, for each exercise, how it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from matcalc.errors import MatcalcError

__all__ = [
    "TEST",
    "Outcome",
    "check_notebook",
    "exercise_of",
    "is_answer",
    "is_graded",
    "is_test",
    "judge",
    "read_notebook",
]

TEST = "-test"  # the ending of a test cell's grade id
_MISTAKE = re.compile(r"^\(mistake: ([a-z-]+)\)$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How one exercise stands, with the text that explains it."""

    exercise: str
    status: Literal["passed", "not attempted", "wrong", "error", "graded by hand"]
    points: float
    text: str = ""
    mistake: str | None = None
    raised: str | None = None  # the type of an exception that is no verdict


def read_notebook(path: Path) -> Any:
    """Read a notebook, of whichever format version, in today's form.

    Raises
    ------
    MatcalcError
        If the file is missing or is no notebook.
    """
    import nbformat

    if not path.is_file():
        raise MatcalcError(f"no notebook at {path}: give the path of an .ipynb file")
    try:
        return nbformat.reads(path.read_text(encoding="utf-8-sig"), as_version=4)
    except (UnicodeDecodeError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise MatcalcError(
            f"{path} is not a notebook: {str(error).splitlines()[0][:200]}; "
            "save it again from Jupyter"
        ) from None


def is_graded(cell: Any) -> bool:
    """Whether this cell carries points: a test cell, or a written answer."""
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def exercise_of(cell: Any) -> str:
    """The exercise that a cell belongs to: its grade id without the ending of test cells."""
    grade_id: str = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return grade_id.removesuffix(TEST)


def is_answer(cell: Any) -> bool:
    """Whether learners write their answer in this cell."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_test(cell: Any) -> bool:
    """Whether this cell checks an answer and gives points."""
    return cell.cell_type == "code" and is_graded(cell) and not is_answer(cell)


def check_notebook(path: Path, timeout: int, progress: Callable[[int, int], None]) -> list[Outcome]:
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
        If the file is no notebook, has no exercise, or Python could not be started.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    notebook = read_notebook(path)
    if not any(is_test(cell) for cell in notebook.cells):
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
    return [outcome for _, outcome in judge(notebook.cells)]


def judge(cells: list[Any]) -> Iterator[tuple[Any, Outcome]]:
    """Each graded cell of a notebook that was run, with how its exercise stands."""
    failed_answers = {}
    for cell in cells:
        marks = cell.metadata.get("nbgrader", {})
        points = float(marks.get("points") or 0)
        if is_answer(cell) and is_graded(cell):
            text = "A written answer: your instructor reads it."
            yield cell, Outcome(exercise_of(cell), "graded by hand", points, text)
        elif is_answer(cell) and (error := _error(cell)):
            failed_answers[exercise_of(cell)] = error
        elif is_test(cell):
            yield cell, _judge_test(cell, points, failed_answers.get(exercise_of(cell)))


def _judge_test(cell: Any, points: float, answer_error: Any) -> Outcome:
    exercise, error = exercise_of(cell), _error(cell)
    if error is None:
        if cell.get("execution_count") is None:
            return Outcome(exercise, "error", points, "The check of this exercise did not run.")
        return Outcome(exercise, "passed", points)
    if error.ename == "WrongAnswer":
        text = "\n".join(error.traceback)
        found = _MISTAKE.search(text)
        mistake = found[1] if found else None
        status: Any = "not attempted" if mistake == "not-attempted" else "wrong"
        return Outcome(exercise, status, points, text, mistake)
    if answer_error is not None:
        error = answer_error
    if error.ename == "NotImplementedError":
        text = "Replace the stub by your answer."
        return Outcome(exercise, "not attempted", points, text, "not-attempted")
    where = "Your answer's cell" if error is answer_error else "The check"
    text = f"{where} raised {error.ename}: {error.evalue}"
    return Outcome(exercise, "error", points, text, raised=str(error.ename))


def _error(cell: Any) -> Any:
    outputs = cell.get("outputs", [])
    return next((output for output in outputs if output.output_type == "error"), None)
