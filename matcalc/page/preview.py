"""A formula as mathematics, while it is typed."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.formulas.draw import OPTIONS
from matcalc.formulas.expression import Expression, parse, read, understood

__all__ = ["formula"]

CHECKS = {f"{verb}_{what}" for verb in ("assert", "check") for what in ("formula", "gradient")}


def formula(answer: str, test: str) -> str:
    """The formula that an answer gives, or returns, as TeX, and what was made of it.

    A formula in quotes is read as the check will read it, in textbook notation too; code is read
    as far as Python itself understands it.

    Parameters
    ----------
    answer : str
        Either ``answer = "a formula"`` or a function whose last line returns one.
    test : str
        The test cell, whose first check declares the symbols.

    Returns
    -------
    str
        JSON with ``tex`` and ``remarks`` (what was read and assumed); null if it is no formula.

    Examples
    --------
    >>> test = 'assert_formula("x.T @ A @ x", "x", answer, A="n n", x="n")'
    >>> shown = json.loads(formula('answer = "A x + Aᵀ x"', test))
    >>> shown["remarks"]
    ['A x + Aᵀ x was read as A @ x + A.T @ x']
    """
    try:
        written, is_code = _last_formula(ast.parse(answer)) or ("", False)
        symbols, structure = _declared(ast.parse(test))
        expression = read(written, symbols, structure)
    except (SyntaxError, MatcalcError):
        return "null"
    if is_code and not _is_numpy(written, expression):
        return "null"
    remarks = understood(written, expression) if not is_code else expression.remarks
    return json.dumps({"tex": expression.latex(), "remarks": remarks}, ensure_ascii=False)


def _is_numpy(code: str, expression: Expression) -> bool:
    """Whether a formula says in Python what was read; A^T does not."""
    plain = re.sub(r"\b(np|numpy)\.(linalg\.)?", "", code)
    return expression.read_as is None or read(plain, _shapes(expression)).read_as is None


def _shapes(expression: Expression) -> dict[str, Any]:
    return {one.name: " ".join(one.dimensions) for one in expression.symbols}


def _last_formula(tree: ast.Module) -> tuple[str, bool] | None:
    """The formula of an answer, and whether it is code, and no text."""
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.FunctionDef) and isinstance(last.body[-1], ast.Return):
        value = last.body[-1].value
        return (ast.unparse(value), True) if value else None
    if isinstance(last, ast.Assign) and isinstance(last.value, ast.Constant):
        text = last.value.value
        return (text, False) if isinstance(text, str) else None
    return None


def _declared(tree: ast.Module) -> tuple[dict[str, Any], dict[str, str] | None]:
    """The symbols of the first check whose question is a formula, and their structure."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id in CHECKS and isinstance(node.args[0], ast.Constant):
            given = {one.arg: one.value for one in node.keywords if one.arg}
            symbols = {
                name: ast.literal_eval(value)
                for name, value in given.items()
                if name not in OPTIONS and isinstance(value, ast.Constant)
            }
            structure = given.get("structure")
            kinds = ast.literal_eval(structure) if isinstance(structure, ast.Dict) else None
            question = parse(str(node.args[0].value), structure=kinds, **symbols)
            return symbols | question.assumed, kinds
    raise MatcalcError
