"""Judging an exercise in the page.

The verdicts are those of `matcalc check`: the test cell decides, and its report is the text.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from matcalc.course.outcome import outcome_of
from matcalc.diagnosis.trying import report_on  # noqa: F401 (read with the page, so that no check waits for it)
from matcalc.page.running import ANSWER, captured, execute, explain, fresh, html_of, shown
from matcalc.report import WrongAnswer

__all__ = ["check", "run"]


def check(setup: str, answer: str, test: str) -> str:
    """Judge an answer by an exercise's visible checks, in a namespace of its own.

    Parameters
    ----------
    setup : str
        The code cells before the exercise.
    answer, test : str
        The answer cell, and the test cell as released.

    Returns
    -------
    str
        JSON with ``verdict`` (passed, failed, not-attempted or error), ``mistake`` (an identifier
        or null), ``text``, ``html`` (the report as a notebook shows it, or null) and ``output``.

    Examples
    --------
    >>> json.loads(check("", "y = 1", "assert y == 1"))["verdict"]
    'passed'
    """
    raised: BaseException | None = None
    with captured() as output:
        try:
            if not _attempted(answer):
                raise NotImplementedError
            namespace = fresh()
            execute(setup, "<setup>", namespace)
            execute(answer, ANSWER, namespace)
            execute(test, "<check>", namespace)
        except BaseException as error:  # a learner's code may end the interpreter, too
            raised = error
        outcome = outcome_of(raised)
        result = {
            "verdict": outcome.verdict,
            "mistake": outcome.mistake,
            "text": explain(raised) if raised and outcome.raised else outcome.text,
            "html": html_of(raised.report) if isinstance(raised, WrongAnswer) else None,
            "spent": isinstance(raised, MemoryError),
        }
    return json.dumps(result | {"output": output.text()})


def run(setup: str, answer: str) -> str:
    """Run an answer without its check; the result is that of `run_cell`."""

    def steps(namespace: dict[str, Any]) -> object:
        execute(setup, "<setup>", namespace)
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
