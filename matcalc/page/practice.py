"""Practice without end: a question by topic, level and number, its verdicts and its derivation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from matcalc.derivations.derivation import check_derivation
from matcalc.derivations.lines import rows_of
from matcalc.display import rungs_of
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import Expression, read, understood
from matcalc.messages import say, title
from matcalc.numerics.layout import Layout
from matcalc.page.as_written import sizes_of
from matcalc.page.derivations import judged_lines
from matcalc.page.preview import drawn
from matcalc.practice import Question, draw

__all__ = ["practice_check", "practice_preview", "practice_question", "practice_solution"]

# What is no mistake in the mathematics: it does not count.
UNREADABLE = {"raised", "not-attempted", "not-finite"}
END = {Layout.DENOMINATOR: "D", Layout.NUMERATOR: "J"}


@lru_cache(64)
def _drawn(topic: str, level: str, seed: str) -> Question:
    """A question by the texts of which a link is made."""
    return draw(topic, int(level), int(seed) if seed.isdecimal() else seed)


def practice_question(topic: str, level: str, seed: str) -> str:
    """A question.

    Returns
    -------
    str
        JSON with ``topic``, ``level``, ``seed``, ``title`` and ``asked``, a sentence with TeX
        between dollar signs; null if there is no such question.

    Examples
    --------
    >>> practice_question("linear", "1", "0")[:45]
    '{"topic": "linear", "level": "1", "seed": "0"'
    """
    try:
        question = _drawn(topic, level, seed)
    except (MatcalcError, ValueError):
        return "null"
    return json.dumps(question.data(), ensure_ascii=False)


def practice_preview(topic: str, level: str, seed: str, answer: str) -> str:
    """An answer as TeX, and what was made of it, as `matcalc.page.preview.formula` gives it."""
    try:
        expression = read(answer, _drawn(topic, level, seed).shapes)
        tex = drawn(expression, answer)
    except MatcalcError:
        return "null"
    shown = {"tex": tex, "remarks": understood(answer, expression)} if tex else None
    return json.dumps(shown, ensure_ascii=False)


def practice_check(topic: str, level: str, seed: str, answer: str) -> str:
    """Judge an answer.

    Returns
    -------
    str
        JSON with ``verdict`` (correct, wrong, or error for what could not be read or decided),
        ``mistake`` and its ``title``, ``lines`` (what is said), and ``more``, further hints.

    Examples
    --------
    >>> json.loads(practice_check("linear", "1", "0", "2 +"))["verdict"]
    'error'
    """
    report = _drawn(topic, level, seed).check(answer)
    is_unread = report.mistake in UNREADABLE or report.verdict == "unsure"
    told = replace(report, further=(), mistake=None)  # the kind is said with a link
    result = {
        "verdict": "correct" if report.ok else "error" if is_unread else "wrong",
        "mistake": report.mistake,
        "title": title(report.mistake) if report.mistake else "",
        "lines": told.lines(),
        "more": rungs_of(report),
    }
    return json.dumps(result, ensure_ascii=False)


def practice_solution(topic: str, level: str, seed: str) -> str:
    """The worked derivation, checked as a learner's is, and the answer.

    Returns
    -------
    str
        JSON with ``lines``, each with ``rule`` (of the last the layout), ``tex``, ``text`` and
        ``verdict``, and with ``numpy``, the answer.
    """
    question = _drawn(topic, level, seed)
    shown = {"lines": list(_worked(question)), "numpy": str(question.solution)}
    return json.dumps(shown, ensure_ascii=False)


def _worked(question: Question) -> Iterator[dict[str, Any]]:
    """Each step of the derivation, or of both, with what a check found of it."""
    for function, steps in question.steps():
        is_last = function is question.function
        layout = question.layout if is_last else Layout.DENOMINATOR
        found = question.solution if is_last else question.function
        texts = [f"{step.left} = {step.right}" for step in steps]
        rules = [*(step.rule for step in steps), say(layout.name)]
        lines = _checked(question, function, [*texts, f"{END[layout]} = {found}"])
        for rule, line in zip(rules, lines, strict=True):
            yield {"rule": rule, **line}


def _checked(
    question: Question, function: Expression, texts: list[str]
) -> Iterator[dict[str, Any]]:
    """Lines of a derivation as they were read, each with its verdict."""
    text, variable = "\n".join(texts), question.variable
    report = check_derivation(str(function), variable, text, **question.shapes)
    names = {name: sizes_of(shape) for name, shape in question.shapes.items()}
    lines = judged_lines(report, rows_of(text, list(names)), names, variable)
    for one, line in zip(texts, lines, strict=True):
        yield {"text": one, "tex": line["tex"], "verdict": line["verdict"]}
