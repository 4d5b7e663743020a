"""Marks by nbgrader's own rules, but no marks without proof that a test ran to its end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict

from matcalc.course.notebook import Marks, is_untouched, marks_of
from matcalc.grading.marking.credit import Credit, share_of
from matcalc.grading.running.task import Ran

__all__ = ["UNSANDBOXED", "Scored", "as_score", "last_value", "score"]

_NONE: Mapping[str, str] = MappingProxyType({})
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
    changed : dict
        For each test that was to compare, the names that the answers gave another value.
    """

    notebook: NotebookNode
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    changed: dict[str, list[str]] = field(default_factory=dict)


def score(
    notebook: NotebookNode,
    ran: list[Ran],
    *,
    sandboxed: bool,
    together: Collection[str] = (),
    endings: Mapping[str, str] | None = _NONE,
    credit: Credit | None = None,
) -> Scored:
    """Enter into a rebuilt notebook what its cells showed, and mark it.

    Parameters
    ----------
    notebook : NotebookNode
        As `matcalc.grading.marking.intake.rebuild` made it.
    ran : list of Ran
        How its code cells ran, in their order; those after the last one did not run.
    together : collection of str
        The tests that ran together with the answers.
    endings : dict, optional
        The tests of the solution that end in a value, and that value; None where this is the
        solution.
    credit : dict, optional
        What a test that ran apart gives to an answer that is wrong in a known way, see
        `matcalc.grading.marking.credit`.
    """
    graded = deepcopy(notebook)
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    changed: dict[str, list[str]] = {}
    earning = _earning(graded, credit or {}, together)
    for cell, result in _with_results(graded, ran):
        marks = marks_of(cell)
        if not marks.grade_id:
            continue
        if marks.is_graded:
            changed[marks.grade_id] = result.changed if result else []
            is_together = marks.grade_id in together
            expected = None if endings is None else endings.get(marks.grade_id, "")
            scores[marks.grade_id] = score = _score(cell, result, expected, is_together)
            share = share_of(result, earning.get(marks.grade_id, {})) if score == 0 else 0.0
            if share:
                scores[marks.grade_id] = share * marks.points
            if result is not None and (score == 0 or result.flag or is_together):
                cell.metadata["matcalc"] = _about(result, is_together, share)
        if marks.is_answer or marks.is_task:
            comments[marks.grade_id] = _comment(cell, marks)
    seconds = round(sum(result.seconds for result in ran), 3)
    graded.metadata["matcalc"] = {"sandboxed": sandboxed, "seconds": seconds}
    if not sandboxed:
        for name in list(comments)[:1]:
            comments[name] = " ".join(filter(None, [comments[name], UNSANDBOXED]))
    return Scored(graded, scores, comments, changed)


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


def _earning(notebook: NotebookNode, credit: Credit, together: Collection[str]) -> Credit:
    """The tests that may give a share: none within reach of the answers, none of a blank answer."""
    found: Credit = {}
    is_blank = is_checked = True
    for cell in notebook.cells if credit else []:
        marks = marks_of(cell)
        if marks.is_answer:
            is_blank = is_untouched(cell) and (is_blank or is_checked)
            is_checked = False
        elif marks.is_test:
            is_checked = True
            if marks.grade_id in credit and marks.grade_id not in together and not is_blank:
                found[marks.grade_id] = credit[marks.grade_id]
    return found


def _about(result: Ran, is_together: bool, share: float) -> dict[str, Any]:
    """What reports need to know of a graded cell."""
    about: dict[str, Any] = {"together": True} if is_together else {}
    about |= {"credit": share} if share else {}
    return about | {
        "mistake": result.mistake,
        "line": result.line,
        "seconds": result.seconds,
        "flag": result.flag,
    }


def _comment(cell: NotebookNode, marks: Marks) -> str | None:
    return NO_RESPONSE if is_untouched(cell) and not marks.is_task else None


# removed by tests/attacks/removed.py
def _score(
    cell: NotebookNode, result: Ran | None, ending: str | None, is_together: bool
) -> float | None:
    """nbgrader's score of a graded cell, and zero where it did not run to its end.

    Parameters
    ----------
    ending : str or None
        The value in which the solution's test ends, empty for none; None where this is the
        solution.
    """
    from nbgrader import utils  # takes most of a second

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
    if (value := last_value(cell)) is None or utils.has_failed(cell):
        return float(utils.determine_grade(cell)[0])
    number = as_score(value)
    # Within reach, a number that nobody asked for would be a message: the digits of a mark.
    is_asked = not is_together or ending is None or as_score(ending) is not None
    if number is not None and is_asked:
        if 0 <= number <= marks.points:
            return number
        text = f"this check ended in {value[:40]!r}, which is no number from 0 to {marks.points:g}"
    elif number is None and (ending is None or _ends_alike(value, ending)):
        return float(utils.determine_grade(cell)[0])
    else:
        text = f"this check ended in {value[:40]!r}, and that of the solution does not"
    cell.outputs.append(_refused(text))
    return 0.0


def last_value(cell: NotebookNode) -> str | None:
    """The text of the value that a cell ended in, if it ended in one."""
    shown = [output for output in cell.outputs if output.output_type == "execute_result"]
    return str(shown[0].data.get("text/plain", "")) if shown else None


def as_score(value: str) -> float | None:
    """The number that a value's text stands for, Python's or NumPy's; None where it is another.

    Examples
    --------
    >>> as_score("0.5"), as_score("np.float64(0.5)"), as_score("True")
    (0.5, 0.5, None)
    """
    number = re.fullmatch(r"np\.(?:float|u?int)\d+\((.*)\)", value)
    try:
        return float(number[1] if number else value)
    except ValueError:
        return None


def _ends_alike(value: str, solution: str) -> bool:
    """Whether a test that ends in a value, as the solution's does, ends in one that may earn.

    nbgrader gives full marks for any; but where the solution's is True, the test is a question.
    """
    is_value = bool(solution) and as_score(solution) is None
    return is_value and (solution != "True" or value == "True")


def _refused(text: str) -> Any:
    return from_dict(
        {"output_type": "error", "ename": "NotGraded", "evalue": text, "traceback": [text]}
    )
