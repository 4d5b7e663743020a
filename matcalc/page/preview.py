"""A formula as mathematics, while it is typed: what the check will read, and nothing else."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.formulas.draw import OPTIONS
from matcalc.formulas.expression import Expression, parse, read, understood
from matcalc.page.as_written import sizes_of, typeset

__all__ = ["Question", "drawn", "formula", "question_of", "written_in"]

CHECKS = {
    f"{verb}_{what}"
    for verb in ("assert", "check")
    for what in ("formula", "gradient", "derivation")
}


@dataclass(frozen=True)
class Question:
    """What the first check of a test cell asks, where that is a formula.

    Attributes
    ----------
    check, text : str
        The check's name, and the formula.
    variable : str or None
    layout : str
        "YX" unless it says otherwise.
    symbols : dict
        The shapes, those that were left out too.
    structure : dict or None
    """

    check: str
    text: str
    variable: str | None
    layout: str
    symbols: dict[str, Any]
    structure: dict[str, str] | None


def formula(answer: str, test: str) -> str:
    """The formula that an answer gives, or returns, as TeX, and what was made of it.

    A formula in quotes is read as the check will read it, in textbook notation too; code is read
    as far as Python itself understands it, and where a function does nothing but return it.

    Parameters
    ----------
    answer : str
        Either ``answer = "a formula"`` or a function whose only line returns one.
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
        question = question_of(test)
        found = written_in(answer, question) if question else None
        if question is None or found is None:
            return "null"
        expression, text, is_code = found
        tex = drawn(expression, text, question.structure)
    except (SyntaxError, MatcalcError):
        return "null"
    if not tex:
        return "null"
    remarks = expression.remarks if is_code else understood(text, expression)
    return json.dumps({"tex": tex, "remarks": remarks}, ensure_ascii=False)


def drawn(
    expression: Expression, text: str, structure: Mapping[str, str] | None = None
) -> str | None:
    """What was written as TeX, part by part; None where it cannot be shown like that."""
    shapes = _shapes(expression)
    sizes = {name: sizes_of(shape) for name, shape in shapes.items()}
    found = typeset(
        expression.read_as or _bare(text), sizes, read=lambda part: read(part, shapes, structure)
    )
    return found[0] if found else None


def written_in(answer: str, question: Question) -> tuple[Expression, str, bool] | None:
    """The formula of an answer, its text, and whether that is code.

    Raises
    ------
    SyntaxError, MatcalcError
        For what cannot be read.
    """
    tree = ast.parse(answer)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.FunctionDef):
        value, symbols = _returned(last), _renamed(last, question.symbols)
        if value is None or symbols is None:
            return None
        text = ast.unparse(value)
        expression = read(text, symbols, question.structure)
        return (expression, text, True) if _is_numpy(text, expression) else None
    if isinstance(last, ast.Assign) and isinstance(last.value, ast.Constant):
        given = last.value.value
        if isinstance(given, str) and question.check.endswith("_formula"):
            return read(given, question.symbols, question.structure), given, False
    return None


def _returned(function: ast.FunctionDef) -> ast.expr | None:
    """What a function returns that does nothing else: a statement before may change it."""
    *before, last = function.body
    is_said = len(before) == 1 and isinstance(before[0], ast.Expr)
    if isinstance(last, ast.Return) and (not before or (is_said and ast.get_docstring(function))):
        return last.value
    return None


def _renamed(function: ast.FunctionDef, symbols: dict[str, Any]) -> dict[str, Any] | None:
    """The shapes by the names that the learner's function gives its arguments."""
    names = [argument.arg for argument in function.args.args]
    return dict(zip(names, symbols.values(), strict=True)) if len(names) == len(symbols) else None


def _bare(code: str) -> str:
    """Code without NumPy's prefixes."""
    return re.sub(r"\b(np|numpy)\.(linalg\.)?", "", code)


def _is_numpy(code: str, expression: Expression) -> bool:
    """Whether a formula says in Python what was read; A^T does not."""
    return expression.read_as is None or read(_bare(code), _shapes(expression)).read_as is None


def _shapes(expression: Expression) -> dict[str, Any]:
    return {one.name: " ".join(one.dimensions) for one in expression.symbols}


def question_of(test: str) -> Question | None:
    """The question of the first check of a test cell whose question is a formula."""
    for node in ast.walk(ast.parse(test)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        first = node.args[0]
        if node.func.id in CHECKS and isinstance(first, ast.Constant):
            return _asked(node.func.id, str(first.value), node)
    return None


def _asked(check: str, text: str, node: ast.Call) -> Question | None:
    given = {one.arg: one.value for one in node.keywords if one.arg}
    if len(given) < len(node.keywords):
        return None  # what stands in another variable is not known here
    symbols = {
        name: ast.literal_eval(value)
        for name, value in given.items()
        if name not in {*OPTIONS, "must"} and isinstance(value, ast.Constant)
    }
    options = {
        name: ast.literal_eval(value)
        for name, value in given.items()
        if name in {"wrt", "layout", "structure"}
    }
    second = node.args[1] if len(node.args) == 3 else None
    by_place = second.value if isinstance(second, ast.Constant) else None
    structure = options.get("structure")
    question = parse(text, structure=structure, **symbols)
    return Question(
        check,
        text,
        options.get("wrt") or (str(by_place) if by_place else None),
        options.get("layout", "YX"),
        symbols | question.assumed,
        structure,
    )
