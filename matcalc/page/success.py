"""What a right answer earns: how it is found, step by step, and a shorter form of it."""

from __future__ import annotations

import ast
import json
from typing import Any

from matcalc.calculus.derivative import Derivative, derivative
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import Expression
from matcalc.page.preview import Question, question_of, written_in

__all__ = ["reward"]

MOST_STEPS = 8
LONGER = 1.15  # how much longer an answer is, than the short form that is worth showing


def reward(answer: str, test: str) -> str:
    r"""The derivation of what a test asks for, where its question is a formula.

    Parameters
    ----------
    answer, test : str
        The answer cell, which is right, and the test cell.

    Returns
    -------
    str
        JSON with ``steps``, each with ``rule`` and ``tex``, ``result`` (TeX, in the layout that is
        asked for) and ``shorter`` (TeX of the answer, or null); null where there is none.

    Examples
    --------
    >>> test = 'assert_gradient("x.T @ x", f, x="n")'
    >>> found = json.loads(reward("def f(x):\n    return x + x + 0 * x", test))
    >>> found["steps"][0]["rule"], found["result"], found["shorter"]
    ('product rule', '2 \\, x', '2 \\, x')
    """
    try:
        question = question_of(test)
        if question is None or question.check.endswith("_derivation"):
            return "null"
        found = derivative(
            question.text,
            question.variable,
            structure=question.structure,
            explain=True,
            **question.symbols,
        )
    except (SyntaxError, MatcalcError):
        return "null"
    return json.dumps(_shown(found, answer, question), ensure_ascii=False)


def _shown(found: Derivative, answer: str, question: Question) -> dict[str, Any]:
    result = found.numerator if question.layout == "XY" else found.denominator
    steps = [
        {"rule": step.rule, "tex": f"{step.left.latex()} = {step.right.latex()}"}
        for step in found.steps
    ]
    return {
        "steps": steps if len(steps) <= MOST_STEPS else [],
        "result": result.latex(),
        "shorter": result.latex() if _is_longer(answer, question, result) else None,
    }


def _is_longer(answer: str, question: Question, result: Expression) -> bool:
    """Whether an answer says in more signs what the result says."""
    try:
        written = written_in(answer, question)
    except (SyntaxError, MatcalcError):
        return False
    if written is None:
        return False
    expression, text, _ = written
    own = expression.read_as or text
    own = ast.unparse(ast.parse(own.strip(), mode="eval"))
    for prefix in ("np.linalg.", "np."):
        own = own.replace(prefix, "")
    return len(own.replace(" ", "")) > LONGER * len(str(result).replace(" ", ""))
