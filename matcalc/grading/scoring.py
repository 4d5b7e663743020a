"""Marks by nbgrader's own rules, but no marks without proof that a test ran to its end."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader import utils

from matcalc.course.notebook import Marks, marks_of
from matcalc.grading.task import Ran

__all__ = ["Scored", "score"]

NO_RESPONSE = "No response."
UNSANDBOXED = "Graded without a sandbox."


@dataclass(frozen=True)
class Scored:
    """A graded notebook.

    Attributes
    ----------
    scores : dict
        For each graded cell its score, or None where a person gives it; tasks are not among them.
    comments : dict
        For each answer cell what the gradebook remarks, or None.
    """

    notebook: NotebookNode
    scores: dict[str, float | None]
    comments: dict[str, str | None]


def score(notebook: NotebookNode, ran: list[Ran], *, sandboxed: bool) -> Scored:
    """Enter into a rebuilt notebook what its cells showed, and mark it.

    Parameters
    ----------
    notebook : NotebookNode
        As `matcalc.grading.intake.rebuild` made it.
    ran : list of Ran
        How its code cells ran, in their order; those after the last one did not run.
    """
    graded = deepcopy(notebook)
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell, result in _with_results(graded, ran):
        marks = marks_of(cell)
        if not marks.grade_id:
            continue
        if marks.is_graded:
            scores[marks.grade_id] = score = _score(cell, result)
            if result is not None and (score == 0 or result.flag):
                cell.metadata["matcalc"] = _about(result)
        if marks.is_answer or marks.is_task:
            comments[marks.grade_id] = _comment(cell, marks)
    seconds = round(sum(result.seconds for result in ran), 3)
    graded.metadata["matcalc"] = {"sandboxed": sandboxed, "seconds": seconds}
    if not sandboxed:
        for name in list(comments)[:1]:
            comments[name] = " ".join(filter(None, [comments[name], UNSANDBOXED]))
    return Scored(graded, scores, comments)


def _with_results(notebook: NotebookNode, ran: list[Ran]) -> Iterator[tuple[Any, Ran | None]]:
    """Each cell with how it ran, which is entered into it; None for one that did not."""
    results = iter(ran)
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("matcalc", None)
        runs = cell.cell_type == "code" and bool(cell.source.strip())
        result = next(results, None) if runs else None
        if result is not None:
            count += 1
            cell.outputs, cell.execution_count = from_dict(result.outputs), count
        yield cell, result


def _about(result: Ran) -> dict[str, Any]:
    """What reports need to know of a graded cell."""
    return {
        "mistake": result.mistake,
        "line": result.line,
        "seconds": result.seconds,
        "flag": result.flag,
    }


def _comment(cell: NotebookNode, marks: Marks) -> str | None:
    unchanged = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    return NO_RESPONSE if unchanged and not marks.is_task else None


# removed by tests/attacks/removed.py
def _score(cell: NotebookNode, result: Ran | None) -> float | None:
    """nbgrader's score of a graded cell, and zero where it did not run to its end."""
    marks = marks_of(cell)
    if not marks.is_test:  # a person reads it, unless nothing was written
        found = utils.determine_grade(cell)[0]
        return None if found is None else float(found)
    if result is None:
        cell.outputs = [_refused("this check did not run: the time, or the process, had ended")]
        return 0.0
    if not result.ended:
        if not utils.has_failed(cell):
            cell.outputs.append(_refused("this check did not run to its end"))
        return 0.0
    if (value := _last_value(cell)) is not None and not _is_score(value, marks.points):
        text = f"this check ended in {value[:40]!r}, which is no number from 0 to {marks.points:g}"
        cell.outputs.append(_refused(text))
        return 0.0
    return float(utils.determine_grade(cell)[0])


def _last_value(cell: NotebookNode) -> str | None:
    shown = [output for output in cell.outputs if output.output_type == "execute_result"]
    return str(shown[0].data.get("text/plain", "")) if shown else None


def _is_score(value: str, points: float) -> bool:
    try:
        return 0 <= float(value) <= points
    except ValueError:
        return False


def _refused(text: str) -> Any:
    return from_dict(
        {"output_type": "error", "ename": "NotGraded", "evalue": text, "traceback": [text]}
    )
