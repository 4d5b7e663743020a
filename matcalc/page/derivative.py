"""The derivative of anything: a function as it is typed, its derivative, and what proves it.

A request names the function, the symbol to differentiate by, and those shapes that the reader has
changed, as in ``A: n n, x: n``; whatever is left out is inferred.  Every answer is JSON, and what
cannot be read is one sentence under ``error``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from matcalc.calculus.derivative import Derivative, derivative
from matcalc.check import check_formula
from matcalc.derivations.proof import are_equal, proof_of
from matcalc.display import displayed
from matcalc.errors import MatcalcError
from matcalc.formulas.code import TARGETS
from matcalc.formulas.draw import Declaration, shapes_of
from matcalc.formulas.expression import Expression, parse
from matcalc.formulas.names import spellings
from matcalc.formulas.printing import is_long
from matcalc.formulas.tokens import tokens_of
from matcalc.identities.counterpart import counterpart
from matcalc.messages import say
from matcalc.report import sentence

__all__ = ["check_own", "derive", "more"]

# By which symbol a reader wants to differentiate most likely: not by data X that these multiply.
LIKELIEST = ("x", "X", "w", "W", "b", "beta", "theta", "B", "W1", "z", "Z", "u", "U")
WEIGHTS = ("w", "beta", "theta", "b")
# The argument of f(x) = …, lambda x: … and x ↦ …
ARGUMENT = re.compile(r"[^=()]*\(([^=()]*)\)\s*=|lambda\s+([^:]*):|(.*?)(?:↦|\\mapsto)")
# What may go wrong in a request: all of it is said in one sentence.
REFUSED = (ValueError, ArithmeticError, MemoryError, RecursionError)
VERDICTS = {"agree": "verified", "unsure": "unsure", "differ": "refuted"}


@dataclass(frozen=True)
class _Question:
    """What was asked, read: the function, the symbol, and how it was understood."""

    text: str
    expression: Expression
    variable: str
    assumed: frozenset[str]

    def found(self, *, explain: bool = False) -> Derivative:
        return derivative(self.expression, self.variable, explain=explain)


def derive(formula: str, by: str = "", shapes: str = "") -> str:
    """Differentiate a function in both layouts, and compare the result with the numerical one.

    Parameters
    ----------
    formula : str
        In NumPy syntax or textbook notation.
    by : str
        The symbol to differentiate by; a likely one is taken where the formula has no such symbol.
    shapes : str
        The shapes that are not inferred.

    Returns
    -------
    str
        JSON with ``tex`` and ``remarks`` of the function, its ``symbols`` (name, tex, shape,
        assumed), the ``variable``, the ``layouts`` (formula, tex and shape by name), where the
        derivative does not exist (``kinks``), the ``verdict`` (verified, unsure or refuted) and
        its ``text``; or an ``error``: text, the ``piece`` of the formula that is meant, and the
        ``symbol`` whose shape is.

    Examples
    --------
    >>> answer = json.loads(derive("x'Ax"))
    >>> answer["variable"], answer["layouts"]["denominator"]["formula"], answer["verdict"]
    ('x', '(A + A.T) @ x', 'verified')
    """
    try:
        question = _read(formula, by, shapes)
        found = question.found()
        return _json(_described(question) | _result(found) | _proof(question, found))
    except REFUSED as error:
        return _refusal(error, formula, shapes)


def _read(formula: str, by: str, shapes: str) -> _Question:
    """Read a request.

    A shape whose symbol the formula no longer has is left aside, and does no harm.
    """
    known: dict[str, Any] = _used(shapes_of(shapes), formula)
    expression = parse(formula, **known)
    names = [one.name for one in expression.symbols]
    spelled = next((one for one in spellings(by) if one in names), "") if by else ""
    variable = spelled or _argument(formula, names) or _likeliest(expression)
    return _Question(formula, expression, variable, frozenset(names) - known.keys())


def _used(shapes: dict[str, str], formula: str) -> dict[str, str]:
    """The shapes of symbols whose name, in any spelling, stands in a formula: x1 also as x_1."""
    tokens = "".join(token.text for token in tokens_of(formula))  # where \hat{y} is y_hat
    texts = formula, tokens, re.sub("[_{}]", "", tokens)
    return {
        name: shape
        for name, shape in shapes.items()
        if any(one in text for one in spellings(name) for text in texts)
    }


def _argument(formula: str, names: list[str]) -> str:
    """The first symbol that a function is said to be of, or an empty text."""
    found = ARGUMENT.match(formula.replace("\\left", "").replace("\\right", ""))
    said = "".join(filter(None, found.groups())) if found else ""
    words = [token.text for token in tokens_of(said)]
    return next((name for word in words for name in spellings(word) if name in names), "")


def _likeliest(expression: Expression) -> str:
    shapes = {one.name: one.dimensions for one in expression.symbols}
    if not shapes:
        raise MatcalcError(say("book-derivative-no-symbol"))
    rows, *columns = shapes.get("X", ()) or ("",)
    weights = [name for name in WEIGHTS if [*shapes.get(name, ())] == columns != [rows]]
    arrays = [name for name, dimensions in shapes.items() if dimensions]
    likeliest = [name for name in LIKELIEST if name in shapes]
    if likeliest[:1] == ["X"]:
        likeliest = [*weights, *likeliest]
    return [*likeliest, *arrays, *shapes][0]


def _described(question: _Question) -> dict[str, Any]:
    """What was understood; the symbols in the order of the text."""
    expression = question.expression

    def place(one: Declaration) -> int:
        found = (question.text.find(name) for name in spellings(one.name))
        return min((at for at in found if at >= 0), default=0)

    symbols = [
        {
            "name": one.name,
            "tex": expression.sibling(expression.symbol(one.name)).latex(),
            "shape": _shape(one),
            "assumed": one.name in question.assumed,
        }
        for one in sorted(expression.symbols, key=place)
    ]
    return {
        "tex": _tex(expression),
        "read": expression.read_as,
        "remarks": expression.remarks,
        "symbols": symbols,
        "variable": question.variable,
    }


def _shape(one: Declaration) -> str:
    """A shape as it is declared."""
    return " ".join([*one.dimensions, *([one.property] if one.property else [])])


def _result(found: Derivative) -> dict[str, Any]:
    sides = {"denominator": found.denominator, "numerator": found.numerator}
    layouts = {
        name: {"formula": str(side), "tex": _tex(side), "shape": side.shape}
        for name, side in sides.items()
    }
    return {"layouts": layouts, "kinks": found.kinks}


def _proof(question: _Question, found: Derivative) -> dict[str, str]:
    report = proof_of(question.expression, question.variable, found)
    verdict = VERDICTS[report.verdict]
    points, error = len(report.points), f"{report.max_error:.1e}"
    text = say(f"book-derivative-{verdict}", points=points, error=error)
    return {"verdict": verdict, "text": text}


def _tex(expression: Expression) -> str:
    """LaTeX in one piece; of a long formula, by its named parts."""
    return expression.code("latex") if is_long(expression.node) else expression.latex()


def _refusal(error: Exception, formula: str, shapes: str) -> str:
    """The sentence, where in the formula it points to, and whether a shape is to blame."""
    told: dict[str, Any] = {"text": _said(error), "piece": _piece(error, formula), "symbol": None}
    answer: dict[str, Any] = {"error": told}
    if shapes.strip():
        try:
            alone = _read(formula, "", "")
        except REFUSED:
            return _json(answer)
        answer |= _described(alone)
        told |= {"symbol": _blamed(formula, shapes), "piece": None}
        told["text"] = _said(_misfit(alone, shapes) or error)
    return _json(answer)


def _said(error: Exception) -> str:
    return sentence(error) if isinstance(error, MatcalcError) else say("book-derivative-failed")


def _piece(error: Exception, formula: str) -> str | None:
    """The part of the formula that an error names, or quotes; nothing if it is the whole."""
    if not isinstance(error, MatcalcError):
        return None
    parts = str(error).split("'")
    spans = ("'".join(parts[i:j]) for i in range(1, len(parts)) for j in range(i + 1, len(parts)))
    quoted = sorted((one for one in spans if one.strip() and one in formula), key=len)
    piece = error.piece or ["", *quoted][-1]
    return piece if piece and piece in formula and piece != formula.strip() else None


def _misfit(alone: _Question, shapes: str) -> MatcalcError | None:
    """How given shapes do not fit those that are inferred without them."""
    inferred: dict[str, Any] = {one.name: _shape(one) for one in alone.expression.symbols}
    try:
        parse(alone.text, **inferred | _used(shapes_of(shapes), alone.text))
    except MatcalcError as error:
        return error
    return None


def _blamed(formula: str, shapes: str) -> str | None:
    """The symbol whose shape alone does not fit; else the last one."""
    try:
        known = _used(shapes_of(shapes), formula)
    except MatcalcError:
        return None
    for name, shape in known.items():
        try:
            _read(formula, "", f"{name}: {shape}")
        except MatcalcError:
            return name
    return [None, *known][-1]


def more(formula: str, by: str = "", shapes: str = "") -> str:
    """What unfolds below a derivative: its steps, its code, and where the atlas has it.

    Returns
    -------
    str
        JSON with ``steps`` (rule, tex, and whether numbers confirm it: ``ok``), ``code`` by
        language, and the ``identity`` (name, title, and whether it is the ``same``), or null.

    Examples
    --------
    >>> answer = json.loads(more("x'Ax"))
    >>> [step["ok"] for step in answer["steps"]], answer["identity"]["name"]
    ([True, True], 'quadratic-form')
    """
    try:
        question = _read(formula, by, shapes)
        found = question.found(explain=True)
    except REFUSED as error:
        return _refusal(error, formula, shapes)
    confirmed = are_equal(question.expression, question.variable, found.steps)
    steps = [
        {"rule": step.rule, "tex": f"{_tex(step.left)} = {_tex(step.right)}", "ok": ok}
        for step, ok in zip(found.steps, confirmed, strict=True)
    ]
    near = counterpart(question.expression, question.variable)
    identity = near and {"name": near.entry.name, "title": near.entry.title, "same": near.is_same}
    return _json({"steps": steps, "code": _code(found), "identity": identity})


def _code(found: Derivative) -> dict[str, str]:
    """The derivative in each language; in one that lacks a function, the sentence that says so."""
    texts = {}
    for target in TARGETS:
        try:
            texts[target] = found.code(target)
        except MatcalcError as error:
            texts[target] = f"# {error}"
    return texts


def check_own(formula: str, by: str, shapes: str, answer: str, layout: str) -> str:
    """Judge a reader's own formula for the derivative, as an exercise would.

    Returns
    -------
    str
        JSON with ``verdict`` (passed, failed or error), ``mistake``, ``text`` and ``html``.

    Examples
    --------
    >>> json.loads(check_own("x'Ax", "x", "", "2Ax", "denominator"))["mistake"]
    'missing-transpose'
    """
    try:
        question = _read(formula, by, shapes)
        options: dict[str, Any] = {one.name: _shape(one) for one in question.expression.symbols}
        options["layout"] = layout
        report = check_formula(str(question.expression), question.variable, answer, **options)
    except REFUSED as error:
        return _json({"verdict": "error", "mistake": None, "text": _said(error), "html": None})
    verdict = "passed" if report.ok else "failed"
    told = {"verdict": verdict, "mistake": report.mistake, "text": str(report)}
    return _json(told | {"html": displayed(report)})


def _json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)
