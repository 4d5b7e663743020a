"""Compare an answer with the truth at generic points, and report what was found.

`check_gradient` differentiates the question numerically; `check_value` evaluates a reference.
Both end in the same comparison, whose verdict has three values: *agree*, *differ*, or *unsure*
where the truth itself is not known well enough, which is never held against an answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from itertools import islice
from typing import Any, ParamSpec

import numpy as np

from matcalc import diagnose
from matcalc.derivative import derivative, terms_of
from matcalc.diagnose import Question, Trial, Truth, Verdict
from matcalc.draw import Declaration, declare, draw
from matcalc.errors import MatcalcError, WrongAnswer
from matcalc.expression import Expression, parse
from matcalc.layout import Layout, arrange, shape_text
from matcalc.messages import say
from matcalc.mutants import edits, extras
from matcalc.nodes import Node, add
from matcalc.numeric import Partials, partials
from matcalc.values import Array, as_finite, as_function, quietly

__all__ = [
    "Report", "assert_formula", "assert_gradient", "assert_value", "check_formula",
    "check_gradient", "check_value",
]  # fmt: skip

POINTS = 3  # an answer must agree at this many
ATTEMPTS = 40  # points drawn before the question is given up


@dataclass(frozen=True, eq=False)
class Report:
    """What a check found; prints and displays as the text that a learner reads.

    Attributes
    ----------
    verdict : str
        ``"agree"``, ``"differ"`` or ``"unsure"``.
    mistake : str or None
        A stable identifier of the kind of mistake, one of `matcalc.messages.MISTAKES`.
    hint : str
        What to look at; empty where the answer agrees.
    max_error : float
        The largest absolute difference from the truth; NaN where nothing could be compared.
    where : tuple or None
        Index, expected and given value of the worst entry.
    points : list of dict
        The points at which the answer was compared, as ``{symbol: array}``.
    remarks : list of str
        What is worth knowing and cost nothing.
    about : str
        What was compared with what.
    """

    verdict: Verdict
    about: str
    mistake: str | None = None
    hint: str = ""
    max_error: float = float("nan")
    where: tuple[tuple[int, ...], float, float] | None = None
    points: list[dict[str, Array]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the answer agrees."""
        return self.verdict == "agree"

    def require(self) -> Report:
        """Return this report if the answer agrees, and raise `WrongAnswer` otherwise."""
        if not self.ok:
            raise WrongAnswer(self)
        return self

    def lines(self) -> list[str]:
        """The report as lines of text: the verdict first, the identifier of the mistake last."""
        heading = {"agree": "correct", "unsure": "undecided", "differ": "not-yet"}[self.verdict]
        if self.mistake == "not-attempted":
            heading = "not-attempted-yet"
        end = "."
        if self.ok:
            key = "passed-once" if len(self.points) == 1 else "passed"
            end = ", " + say(key, points=len(self.points), error=self.max_error)
        remarks = [say("remark", text=remark) for remark in self.remarks]
        mistake = f"(mistake: {self.mistake})" if self.mistake else ""
        first = f"{say(heading)}: {self.about}{end}"
        lines = [first, *self._evidence(), self.hint, *remarks, mistake]
        return [line for line in lines if line]

    def _evidence(self) -> Iterator[str]:
        if self.where is None:
            return
        index, expected, given = self.where
        place = ", ".join(str(i + 1) for i in index)
        yield say("entry" if index else "scalar", place=place, expected=expected, given=given)
        for name, array in self.points[-1].items():
            yield f"  {name} = {np.array2string(array, precision=6, prefix=f'  {name} = ')}"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape  # its table of entities takes time to load

        # Colours that read on a light and on a dark page; the words carry the verdict.
        colour = {"agree": "#2a9d4a", "differ": "#c2601c", "unsure": "#7a7a7a"}[self.verdict]
        code = '<code style="white-space: pre; color: inherit; background: none">'
        first, *rest = (escape(line) for line in self.lines())
        head, colon, tail = first.partition(":")
        more = (f"{code}{line}</code>" if line.startswith("  ") else line for line in rest)
        return (
            f'<div class="matcalc-report" data-verdict="{self.verdict}" '
            f'data-mistake="{self.mistake or ""}" '
            f'style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; margin: 0.4em 0">'
            f"{'<br>'.join([f'<strong>{head}</strong>{colon}{tail}', *more])}</div>"
        )


def check_gradient(
    question: str | Callable[..., object],
    answer: object,
    /,
    *,
    wrt: str | None = None,
    layout: Layout | str | None = None,
    seed: int = 0,
    structure: Mapping[str, str] | None = None,
    **symbols: object,
) -> Report:
    """Compare a derived derivative with the numerical one, at generic points.

    Parameters
    ----------
    question : str or callable
        The function to differentiate: a formula (see `matcalc.expression.parse`), whose closed
        form then feeds the hints, or a callable that takes the symbols by position, in the order
        written.
    answer : callable or array
        The derivative: a function that takes the same arguments, or, where every symbol is
        given as an array, its value.  Lists of numbers count as arrays.
    wrt : str
        The symbol to differentiate by; may be left out where there is only one.
    layout : Layout, optional
        Denominator layout unless given.  A 1-D answer is accepted for a column with a remark,
        unless the layout is given: then it is the mistake ``flattened``.
    seed : int
        Of the drawn points: the same seed, the same points.
    structure : dict, optional
        ``{"S": "symmetric"}`` or ``{"S": "diagonal"}`` for the derivative of a scalar function by
        the free parameters of such a matrix.
    **symbols : str or array
        For each argument an array, or a shape from which arrays are drawn, as in ``A="n n"``
        (see `matcalc.draw`).

    Returns
    -------
    Report
        The answer agrees if it has the shape of ``jacobian(question, x, layout)`` and its
        values, to within the error of the numerical derivative, at three points.

    Raises
    ------
    MatcalcError
        If the question cannot be read or evaluated, or a symbol, ``wrt`` or the layout cannot be
        read.  A wrong answer raises nothing, see `assert_gradient`.

    Examples
    --------
    >>> check_gradient("x.T @ A @ x", lambda A, x: (A + A.T) @ x, A="n n", x="n", wrt="x").verdict
    'agree'
    >>> check_gradient(lambda x: x.T @ x, lambda x: x, x="n").mistake
    'factor'
    """
    arrangement = Layout.DENOMINATOR if layout is None else Layout(layout)
    formula = parse(question, structure, **symbols) if isinstance(question, str) else None
    function = _by_position(formula) if formula else as_function(question)
    declarations = declare(symbols, structure)
    target = _wrt(declarations, wrt)
    name = declarations[target].name

    def truth(point: list[Array]) -> Truth:
        x = point[target]

        def of_variable(value: Array) -> object:
            return function(*(value if array is x else array.copy() for array in point))

        found = partials(of_variable, x)
        return _arranged(found, arrangement, (structure or {}).get(name))

    if formula and _known is not None:  # a callable may mean another function each time
        truth = _once(truth, (question, name, arrangement, *sorted((structure or {}).items())))
    about = say("about-gradient", name=name, layout=say(arrangement.name))
    closed = _closed(formula, name, arrangement) if formula else {}
    asked = Question(answer, truth, name, **closed)
    return _check(asked, declarations, seed, about, strict=layout is not None)


_known: dict[tuple[object, ...], Truth] | None = None


def remember_truths() -> None:
    """From now on keep what formulas' numerical derivatives are at each point.

    For a process that asks the same questions of many answers.
    """
    global _known
    _known = _known or {}


def _once(truth: Callable[[list[Array]], Truth], question: tuple[object, ...]) -> Any:
    def known(point: list[Array]) -> Truth:
        assert _known is not None
        key = (*question, *((array.shape, array.tobytes()) for array in point))
        if key not in _known:
            _known[key] = truth(point)
        return _known[key]

    return known


def check_formula(
    question: str,
    variable: str,
    answer: object,
    /,
    *,
    layout: Layout | str | None = None,
    seed: int = 0,
    structure: Mapping[str, str] | None = None,
    **symbols: object,
) -> Report:
    """Compare a derivative that was derived as a formula with the truth, by value.

    Parameters
    ----------
    question, answer : str
        Formulas in the same symbols; every form of the right answer agrees.  An answer of ``...``
        is the stub.
    variable : str
        The symbol to differentiate by.
    layout, seed, structure, **symbols
        As in `check_gradient`.

    Returns
    -------
    Report

    Raises
    ------
    MatcalcError
        If the question, a symbol or the layout cannot be read.  An answer that cannot be read is
        a wrong one.

    Examples
    --------
    >>> check_formula("x.T @ A @ x", "x", "2 * A @ x", A="n n", x="n").mistake
    'missing-transpose'
    """
    parse(question, structure, **symbols)  # the question's own errors come first
    if isinstance(answer, str):
        try:
            answer = _by_position(parse(answer, structure, **symbols))
        except MatcalcError as error:
            message = f"{str(error)[:1].upper()}{str(error)[1:]}."
            about = say("about-gradient", name=variable, layout=say(Layout(layout or "YX").name))
            mistake = "shape" if "cannot" in message and "×" in message else "raised"
            return Report("differ", about, mistake, message)
    elif answer is not Ellipsis:
        raise MatcalcError(f"the answer must be a formula as text, not {type(answer).__name__}")
    return check_gradient(
        question, answer, wrt=variable, layout=layout, seed=seed, structure=structure, **symbols
    )


def check_value(
    reference: Callable[..., object], answer: object, /, *, seed: int = 0, **symbols: object
) -> Report:
    """Compare a function, or its value, with a reference, at generic points.

    Parameters
    ----------
    reference : callable
        Takes the symbols by position, in the order written, and returns the right value.
    answer : callable or array
        A function of the same arguments, or, where every symbol is an array, its value.
    seed, **symbols
        As in `check_gradient`.

    Returns
    -------
    Report
        The answer agrees if it has the shape and, to 1e-9 of each entry and of the largest
        entry, the values of the reference.

    Raises
    ------
    MatcalcError
        If the reference cannot be evaluated or a symbol cannot be read.

    Examples
    --------
    >>> check_value(lambda X, w: X @ w, lambda X, w: w.T @ X.T, X="n p", w="p").mistake
    'transposed'
    """
    declarations = declare(symbols)
    function = as_function(reference)

    def truth(point: list[Array]) -> Truth:
        value = as_finite(function(*(array.copy() for array in point)), "the reference's value")
        # Rounding, relative to the value, or to the arguments where the value is zero.
        error = np.full(value.shape, 1e-13 * np.max(np.abs(value)))
        zero = np.where(value == 0, 1e-13 * max(np.max(np.abs(array)) for array in point), 0.0)
        return Truth(value, error, np.zeros(value.shape, bool), zero, relative=1e-9)

    about = say("about-value", names=", ".join(s.name for s in declarations))
    return _check(Question(answer, truth), declarations, seed, about)


Parameters = ParamSpec("Parameters")


def _asserting(check: Callable[Parameters, Report], example: str) -> Callable[Parameters, None]:
    """The check under the name ``assert_…``, which raises instead of reporting."""

    @wraps(check)
    def assertion(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        check(*args, **kwargs).require()

    assertion.__name__ = assertion.__qualname__ = check.__name__.replace("check", "assert")
    signature = inspect.signature(check).replace(return_annotation=None)
    assertion.__signature__ = signature  # type: ignore[attr-defined]
    assertion.__doc__ = f"""Raise `WrongAnswer` unless `{check.__name__}` agrees; return None.

    Parameters and errors are those of `{check.__name__}`.  The text of the exception is the
    report's, and an undecided check raises too: no marks without proof.

    Examples
    --------
    >>> {assertion.__name__}({example})
    """
    return assertion


assert_gradient = _asserting(check_gradient, '"x.T @ x", lambda x: 2 * x, x="n"')
assert_formula = _asserting(check_formula, '"log(det(X))", "X", "inv(X).T", X="n n"')
assert_value = _asserting(check_value, 'lambda x: x**2, lambda x: x * x, x="n"')


def _by_position(formula: Expression) -> Callable[..., object]:
    return lambda *point: formula.evaluate(list(point))


def _wrt(declarations: list[Declaration], wrt: str | None) -> int:
    names = [symbol.name for symbol in declarations]
    if wrt is None and len(names) == 1:
        return 0
    if wrt not in names:
        given = "wrt is missing" if wrt is None else f"wrt={wrt!r} is not one of the symbols"
        raise MatcalcError(f"{given}: name the symbol to differentiate by, one of {names}")
    return names.index(wrt)


def _arranged(found: Partials, layout: Layout, structure: str | None) -> Truth:
    """The numerical derivative and what is known of its error, in a layout."""
    # Below this, entry and answer count as zero: a constant question has rounding noise only.
    scale = max(1.0, float(np.max(np.abs(found.y))))
    zero = np.broadcast_to(1e-12 * scale / np.maximum(1.0, np.abs(found.x)), found.value.shape)
    shapes = found.y.shape, found.x.shape
    value, error, kink, zero = (
        arrange(table, *shapes, layout) for table in (found.value, found.error, found.kink, zero)
    )
    if structure == "symmetric":  # an entry off the diagonal stands in two places
        value = value + value.T - np.diag(np.diag(value))
        error = error + error.T
    elif structure == "diagonal":
        value = np.diag(np.diag(value))
    unknown = (kink != 0) | ~np.isfinite(value) | ~np.isfinite(error)
    return Truth(np.nan_to_num(value), np.nan_to_num(error), unknown, zero, shapes=shapes)


def _closed(formula: Expression, variable: str, layout: Layout) -> dict[str, Any]:
    """What the closed form contributes to a diagnosis; computed when a diagnosis asks."""

    def forms() -> list[Node]:
        """The closed form as printed, expanded, and as the rules leave it."""
        found = derivative(formula, variable)
        side, plain = found.denominator.node, found.plain
        if layout is Layout.NUMERATOR:
            side, plain = found.numerator.node, plain.T
        return list(dict.fromkeys([side, add(*terms_of(side)), plain]))

    def variants() -> Iterator[list[tuple[str, Expression]]]:
        for form in forms():
            changed = edits(form, formula.symbol(variable))
            yield [(mistake, formula.sibling(variant)) for mistake, variant in changed]
        undone = (formula.node, formula.node.T)
        yield [("wrong-inner-derivative", formula.sibling(node)) for node in undone]

    def more() -> Iterator[Expression]:
        closed = forms()
        parts = extras(closed[0], [closed[-1], formula.node])
        return (formula.sibling(part) for part in dict.fromkeys(parts))

    return {"variants": variants, "extras": more}


def _check(
    question: Question,
    declarations: list[Declaration],
    seed: int,
    about: str,
    strict: bool = False,
) -> Report:
    """Draw points, compare the answer with the truth at each, and report."""
    answer, names = question.answer, [symbol.name for symbol in declarations]
    given = all(symbol.array is not None for symbol in declarations)
    if not (callable(answer) or given or answer is Ellipsis or answer is NotImplemented):
        raise MatcalcError(
            f"the answer is the value {str(answer)[:40]!r}, but {', '.join(names)} would be "
            "drawn: give every symbol as an array, or the answer as a function"
        )
    decided: list[Trial] = []
    undecided: list[Trial] = []
    failure: Exception | None = None
    for point in islice(draw(declarations, seed), 1 if given else ATTEMPTS):
        try:
            with quietly():
                expected = question.truth(point)
        except Exception as error:  # outside the question's domain: draw again
            failure = error
            continue
        trial = diagnose.attempt(answer, dict(zip(names, point, strict=True)), expected, strict)
        (undecided if trial.verdict == "unsure" else decided).append(trial)
        if len(decided) == POINTS or trial.mistake in diagnose.FATAL:
            break
    if not decided and not undecided:
        sizes = (f"{n} ({shape_text(a.shape)})" for n, a in zip(names, point, strict=True))
        raise MatcalcError(
            f"the question could not be evaluated at {', '.join(sizes)}: {failure}; "
            "check that the shapes fit, and that points of the domain can be drawn"
        ) from failure

    remarks = list(dict.fromkeys(remark for trial in decided for remark in trial.remarks))
    wrong = [trial for trial in decided if trial.verdict == "differ"]
    if not wrong:
        points = [dict(trial.point) for trial in decided or undecided[-1:]]
        largest = max((trial.max_error for trial in decided), default=float("nan"))
        if len(decided) == (1 if given else POINTS):
            return Report("agree", about, max_error=largest, points=points, remarks=remarks)
        return Report("unsure", about, None, say("unsure"), largest, None, points, remarks)
    # The hint speaks of the point that is shown: one with a mistake of its own, or the smallest.
    wrong.sort(key=lambda t: (t.mistake is None, sum(array.size for array in t.point.values())))
    with quietly():
        mistake, hint = diagnose.name_mistake(wrong, len(wrong) == len(decided), question)
    shown = wrong[0]
    points = [dict(t.point) for t in decided if t is not shown] + [dict(shown.point)]
    return Report("differ", about, mistake, hint, shown.max_error, shown.where, points, remarks)
