"""Exercises that ask for a derivation: what their check declares, for an editor that knows it."""

from __future__ import annotations

import ast
from typing import Any

from matcalc.course.exercise import Exercise

__all__ = ["asked_derivation"]


def asked_derivation(exercise: Exercise) -> dict[str, Any] | None:
    """What the first check of a derivation asks.

    Parameters
    ----------
    exercise : Exercise

    Returns
    -------
    dict or None
        ``answer``, the name of the text; ``question``, ``variable``, ``shapes``, ``must`` and
        ``structure``, as in `matcalc.check_derivation`.  None if no derivation is asked for, or
        what is asked cannot be told from the text of the check alone.
    """
    try:
        tree = ast.parse(exercise.check)
    except (SyntaxError, ValueError):  # another language
        return None
    named = {
        ast.unparse(line.targets[0]): line.value
        for line in tree.body
        if isinstance(line, ast.Assign)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "assert_derivation":
            return _declared(node, named)
    return None


def _declared(call: ast.Call, named: dict[str, ast.expr]) -> dict[str, Any] | None:
    """What a call of assert_derivation says, if it is literal, or literals named before."""

    def literal(part: ast.expr) -> Any:
        return ast.literal_eval(named.get(ast.unparse(part), part))

    try:
        *texts, answer = call.args
        question, *variable = map(literal, texts)
        options = {str(one.arg): literal(one.value) for one in call.keywords}
    except ValueError:
        return None
    if not isinstance(answer, ast.Name) or len(variable) > 1:
        return None
    options.pop("seed", None)
    return {
        "answer": answer.id,
        "question": question,
        "variable": (variable or [options.pop("wrt", None)])[0],
        "must": list(options.pop("must", ())),
        "structure": options.pop("structure", None),
        "shapes": options,
    }
