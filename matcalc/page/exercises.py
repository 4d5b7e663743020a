"""Judging an exercise in the page.

The verdicts are those of `matcalc check`: the test cell decides, and its report is the text.  As in
a notebook, the reader's answers to the exercises before it have run, and what they define is there.
"""

from __future__ import annotations

import ast
import json
from contextlib import suppress
from typing import Any

from matcalc.course.explaining import Cells, outcome_in
from matcalc.course.names import definitions, is_stub
from matcalc.course.outcome import Outcome, outcome_of
from matcalc.diagnosis.trying import report_on  # noqa: F401 (read with the page, so that no check waits for it)
from matcalc.display import displayed, rungs_of
from matcalc.messages import title
from matcalc.page.running import ANSWER, captured, execute, explain, fresh, line_of, shown
from matcalc.report import WrongAnswer

__all__ = ["check", "run"]

EARLIER = "<an earlier answer>"


def check(setup: str, answer: str, test: str, earlier: str = "[]") -> str:
    """Judge an answer by an exercise's visible checks.

    Parameters
    ----------
    setup : str
        The code cells before the exercise.
    answer, test : str
        The answer cell, and the test cell as released.
    earlier : str
        JSON: the exercises before it in the assignment, in order, each with ``title``, ``names``
        (what it is to define), ``answer`` and ``check``.

    Returns
    -------
    str
        JSON with ``verdict`` (passed, failed, not-attempted or error), ``mistake`` (an identifier
        or null), ``title`` (of that kind of mistake), ``text``, ``html`` (the report as a page
        shows it, or null), ``line`` (of the answer, at which it failed, or null), ``rungs``
        (further hints), ``needs`` (the title of an exercise that the answer stands on and that
        has no answer, or null) and ``output``.

    Examples
    --------
    >>> json.loads(check("", "y = 1", "assert y == 1"))["verdict"]
    'passed'
    """
    raised: BaseException | None = None
    before = json.loads(earlier)
    unanswered: dict[str, str] = {}
    with captured() as output:
        try:
            if not _attempted(answer):
                raise NotImplementedError
            namespace = fresh()
            execute(setup, "<setup>", namespace)
            unanswered = _run_earlier(before, namespace)
            output.forget()
            execute(answer, ANSWER, namespace)
            execute(test, "<check>", namespace)
        except BaseException as error:  # a learner's code may end the interpreter, too
            raised = error
        cells = Cells(setup, answer, test, unanswered)
        result = _told(raised, cells) | {"spent": isinstance(raised, MemoryError)}
    return json.dumps(result | {"output": output.text()})


def _told(raised: BaseException | None, cells: Cells) -> dict[str, Any]:
    """The verdict, and what is said of it."""
    found = outcome_of(raised)
    outcome = outcome_in(cells, found)
    is_told = outcome is found
    report = raised.report if isinstance(raised, WrongAnswer) and is_told else None
    is_failed = outcome.verdict == "failed"
    named = outcome.mistake not in {None, "not-attempted", "raised"}
    return {
        "verdict": outcome.verdict,
        "mistake": outcome.mistake,
        "title": title(str(outcome.mistake)) if named else None,
        "text": _text(raised, outcome, cells) if is_told else outcome.text,
        "html": displayed(report) if report is not None and is_failed else None,
        "line": _line(raised),
        "rungs": rungs_of(report) if report is not None else [],
        "needs": None if is_told else cells.unanswered[cells.lacking()],
    }


def _line(raised: BaseException | None) -> int | None:
    """Of the answer, at which it failed."""
    if isinstance(raised, WrongAnswer):
        return getattr(raised.report, "line", None)  # a derivation has verdicts of its lines
    return line_of(raised)


def _text(raised: BaseException | None, outcome: Outcome, cells: Cells) -> str:
    return explain(raised, cells) if raised and outcome.raised else outcome.text


def _run_earlier(before: list[dict[str, Any]], namespace: dict[str, Any]) -> dict[str, str]:
    """Run the answers before, and what their checks define; say which of them are not there."""
    unanswered: dict[str, str] = {}
    for one in before:
        code = str(one["answer"])
        with suppress(BaseException):  # its own check says what is the matter with it
            execute(code, EARLIER, namespace)
        if is_stub(code) or not set(one["names"]) <= namespace.keys():
            unanswered |= dict.fromkeys(one["names"], str(one["title"]))
        with suppress(Exception):
            execute(definitions(str(one["check"])), EARLIER, namespace)
    return unanswered


def run(setup: str, answer: str, earlier: str = "[]") -> str:
    """Run an answer without its check; the result is that of `run_cell`."""

    def steps(namespace: dict[str, Any]) -> object:
        execute(setup, "<setup>", namespace)
        with captured():
            _run_earlier(json.loads(earlier), namespace)
        return execute(answer, ANSWER, namespace)

    return json.dumps(shown(steps, fresh()))


def _attempted(answer: str) -> bool:
    """Whether an answer holds code, and no blank ``___`` that is still to be filled."""
    try:
        tree = ast.parse(answer)
    except SyntaxError:
        return True  # to be explained as such
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return bool(tree.body) and not any(name.strip("_") == "" for name in names if len(name) > 2)
