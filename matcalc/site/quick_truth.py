"""Whether the marked answer of a quick check is right: an expression that its author gives tells.

The expression is Python, evaluated while the book is built, with NumPy as ``np``, the public names
of matcalc and the text of an answer as ``answer``.  Its value is the right answer (a number, a
shape, a word), or the report of a check of ``answer``.
"""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

from matcalc.derivations.derivation_report import DerivationReport
from matcalc.errors import MatcalcError
from matcalc.report import Report
from matcalc.site.quick_check import ANY_OTHER, QuickCheck, as_typed

__all__ = ["verify"]

NAMES = "import numpy as np\nfrom matcalc import *"  # as in the cells of a page


def verify(check: QuickCheck, expression: str) -> None:
    """Hold what is marked as right, and what is not, against the value of an expression.

    Raises
    ------
    MatcalcError
        If the expression cannot be evaluated, a right answer is not its value, or another one is.
    """
    if check.kind == "order":
        steps = "\n".join(_bare(item.text) for item in check.items)
        if not _says(expression, steps, [steps]):
            raise MatcalcError(f"the steps in this order are refused by {expression}")
        return
    for item in check.items:
        spellings = item.spellings if check.kind == "fill" else [item.text]
        if ANY_OTHER in spellings:
            continue
        if _says(expression, _bare(spellings[0]), spellings) != item.right:
            kind = "right" if item.right else "wrong"
            told = f"is marked as {kind}, which it is not by {expression}"
            raise MatcalcError(f"line {item.line}: {item.text!r} {told}")


def _says(expression: str, answer: str, spellings: list[str]) -> bool:
    """Whether the value of an expression approves of an answer."""
    names: dict[str, Any] = {"answer": answer}
    exec(NAMES, names)
    try:
        value = eval(expression, names)
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise MatcalcError(f"{expression} cannot be evaluated: {told}") from None
    if isinstance(value, Report | DerivationReport):
        return value.ok
    return _written(value, expression) in map(as_typed, spellings)


def _written(value: Any, expression: str) -> str:
    """A value as it is typed."""
    if isinstance(value, str):
        return as_typed(value)
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if isinstance(value, Real):
        return as_typed(f"{float(value):.12g}")
    if isinstance(value, tuple) and all(isinstance(size, int) for size in value):
        return as_typed(str(value))
    raise MatcalcError(f"{expression} is no number, shape, word or report, but {value!r}"[:200])


def _bare(text: str) -> str:
    """A formula, or a piece of code, without the signs around it."""
    return text.replace("$", "").strip().strip("`")
