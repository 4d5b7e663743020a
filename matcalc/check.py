"""Compare an answer with the truth at generic points, and report what was found.

`check_gradient` differentiates the question numerically; `check_value` evaluates a reference.
Both end in the same comparison, whose verdict has three values: *agree*, *differ*, or *unsure*
where the truth itself is not known well enough, which is never held against an answer.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import Any, ParamSpec

import numpy as np

from matcalc import diagnose
from matcalc.derivative import derivative, terms_of, untidied
from matcalc.diagnose import Question, Trial, Truth
from matcalc.draw import Declaration, declare, draw, variable_of
from matcalc.errors import MatcalcError, ShapeError
from matcalc.expression import Expression, parse
from matcalc.layout import Layout, arrange, shape_text
from matcalc.messages import say
from matcalc.mutants import edits, extras
from matcalc.nodes import Node, add
from matcalc.numeric import Partials, partials
from matcalc.report import Report, sentence
from matcalc.tolerances import ROUNDING, VALUE_RELATIVE, ZERO
from matcalc.values import Array, as_finite, as_function, quietly

__all__ = [
    "Asked", "assert_formula", "assert_gradient", "assert_value", "check_formula",
    "check_gradient", "check_value", "checking",
]  # fmt: skip

POINTS = 3  # an answer must agree at this many
ATTEMPTS = 40  # points drawn before the question is given up


def check_gradient(
    question: str | Callable[..., object],
    /,
    *variable_and_answer: object,
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
    variable : str, optional
        The symbol to differentiate by, between the two, or by name as `wrt`; it may be left out
        where there is only one.
    answer : callable or array
        The derivative: a function that takes the same arguments, or, where every symbol is
        given as an array, its value.  Lists of numbers count as arrays.
    wrt : str, optional
        The variable.
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
        The answer agrees if it has the shape of ``jacobian(question, x, layout=layout)`` and its
        values, to within the error of the numerical derivative, at three points.

    Raises
    ------
    MatcalcError
        If the question cannot be read or evaluated, or a symbol, the variable or an option cannot
        be read.  A wrong answer raises nothing, see `assert_gradient`.

    See Also
    --------
    check_formula : where the answer is a formula.  check_value : where nothing is differentiated.

    Examples
    --------
    >>> check_gradient("x.T @ A @ x", lambda A, x: (A + A.T) @ x, A="n n", x="n", wrt="x").verdict
    'agree'
    >>> check_gradient(lambda x: x.T @ x, lambda x: x, x="n").mistake
    'factor'
    """
    variable, answer = _variable_and_answer("check_gradient", variable_and_answer, wrt)
    asked = _asked(question, variable, layout, structure, symbols)
    report = asked.judge(answer, seed)
    if heard := _around.get().heard:
        options = {"wrt": asked.name, "layout": layout, "seed": seed, "structure": structure}
        heard(Asked(question, answer, options | symbols, report))
    return report


def _variable_and_answer(
    check: str, given: tuple[object, ...], wrt: str | None
) -> tuple[str | None, object]:
    """The variable, which may be left out or given by name, and the answer."""
    match given:
        case (answer,):
            return wrt, answer
        case (str() as variable, answer) if wrt in (None, variable):
            return variable, answer
        case (str() as variable, _):
            raise MatcalcError(
                f"{check} was given the variable twice, {variable!r} and wrt={wrt!r}"
            )
        case (variable, _):
            kind = type(variable).__name__
            raise MatcalcError(f"the variable of {check} is the name of a symbol, not {kind}")
    raise MatcalcError(
        f"{check} takes the question, the variable where there are several symbols, and the "
        f"answer; {len(given)} things were given after the question"
    )


@dataclass(frozen=True)
class _Derivation:
    """A question about a derivative, read once."""

    function: Callable[..., object]
    formula: Expression | None
    declarations: list[Declaration]
    name: str
    layout: Layout
    strict: bool  # whether the layout was asked for
    structure: Mapping[str, str]

    def about(self) -> str:
        return say("about-gradient", name=self.name, layout=say(self.layout.name))

    def truth(self, point: list[Array]) -> Truth:
        x = point[[symbol.name for symbol in self.declarations].index(self.name)]

        def of_variable(value: Array) -> object:
            return self.function(*(value if array is x else array.copy() for array in point))

        return _arranged(partials(of_variable, x), self.layout, self.structure.get(self.name))

    def judge(self, answer: object, seed: int) -> Report:
        truth: Callable[[list[Array]], Truth] = self.truth
        closed: dict[str, Any] = {}
        if self.formula:  # a callable may mean another function each time
            key = (self.formula, self.name, self.layout, *sorted(self.structure.items()))
            truth = _remembering(self.truth, key)
            closed = _closed(self.formula, self.name, self.layout)
        question = Question(answer, truth, self.name, **closed)
        return _check(question, self.declarations, seed, self.about(), strict=self.strict)


def _asked(
    question: str | Callable[..., object],
    variable: str | None,
    layout: Layout | str | None,
    structure: Mapping[str, str] | None,
    symbols: Mapping[str, object],
) -> _Derivation:
    arrangement = Layout.DENOMINATOR if layout is None else Layout(layout)
    formula = parse(question, structure=structure, **symbols) if isinstance(question, str) else None
    declarations = formula.symbols if formula else declare(symbols, structure)
    function = _by_position(formula) if formula else as_function(question)
    name = variable_of(declarations, variable)
    return _Derivation(
        function, formula, declarations, name, arrangement, layout is not None, structure or {}
    )


@dataclass(frozen=True)
class Asked:
    """What `check_gradient` was asked, and what came of it."""

    question: object
    answer: object
    options: Mapping[str, Any]
    report: Report


@dataclass(frozen=True)
class _Around:
    """What the checks within a block of `checking` do beside checking."""

    truths: dict[Any, Truth] | None = None
    heard: Callable[[Asked], object] | None = None


_NOTHING = _Around()
_around: ContextVar[_Around] = ContextVar("around", default=_NOTHING)


@contextmanager
def checking(
    *,
    truths: dict[Any, Truth] | None = None,
    heard: Callable[[Asked], object] | None = None,
) -> Iterator[None]:
    """Within this block, let checks remember derivatives, and say what was asked of them.

    Parameters
    ----------
    truths : dict, optional
        Where the numerical derivatives of formulas are kept and looked up, for a process that asks
        the same questions of many answers.
    heard : callable, optional
        Called with each `Asked` of `check_gradient`, before an assertion raises.

    Examples
    --------
    >>> asked = []
    >>> with checking(heard=asked.append):
    ...     report = check_gradient("x.T @ x", lambda x: 2 * x, x="n")
    >>> asked[0].question, asked[0].report is report
    ('x.T @ x', True)
    """
    token = _around.set(_Around(truths, heard))
    try:
        yield
    finally:
        _around.reset(token)


def _remembering(
    truth: Callable[[list[Array]], Truth], question: tuple[object, ...]
) -> Callable[[list[Array]], Truth]:
    """The truth about a formula, which is looked up where this block has a place for it."""
    truths = _around.get().truths
    if truths is None:
        return truth

    def known(point: list[Array]) -> Truth:
        key = (*question, *((array.shape, array.tobytes()) for array in point))
        if key not in truths:
            truths[key] = truth(point)
        return truths[key]

    return known


def check_formula(
    question: str,
    /,
    *variable_and_answer: object,
    wrt: str | None = None,
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
    variable : str, optional
        The symbol to differentiate by, between the two, or by name as `wrt`; it may be left out
        where there is only one.
    wrt, layout, seed, structure, **symbols
        As in `check_gradient`.

    Returns
    -------
    Report

    Raises
    ------
    MatcalcError
        If the question, a symbol or an option cannot be read.  An answer that cannot be read is
        a wrong one.

    Examples
    --------
    >>> check_formula("x.T @ A @ x", "x", "2 * A @ x", A="n n", x="n").mistake
    'missing-transpose'
    """
    variable, answer = _variable_and_answer("check_formula", variable_and_answer, wrt)
    if not isinstance(question, str):
        raise MatcalcError("check_formula reads formulas as text: for a function, check_gradient")
    asked = _asked(question, variable, layout, structure, symbols)
    if isinstance(answer, str):
        try:
            answer = _by_position(parse(answer, structure=structure, **symbols))
        except MatcalcError as error:
            mistake = "shape" if isinstance(error, ShapeError) else "raised"
            return Report("differ", asked.about(), mistake, sentence(error))
    elif answer is not Ellipsis:
        raise MatcalcError(f"the answer must be a formula as text, not {type(answer).__name__}")
    return asked.judge(answer, seed)


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
        error = np.full(value.shape, ROUNDING * np.max(np.abs(value)))
        largest = max(np.max(np.abs(array)) for array in point)
        zero = np.where(value == 0, ROUNDING * largest, 0.0)
        unknown = np.zeros(value.shape, bool)
        return Truth(value, error, unknown, zero, relative=VALUE_RELATIVE)

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


def _arranged(found: Partials, layout: Layout, structure: str | None) -> Truth:
    """The numerical derivative and what is known of its error, in a layout."""
    # Below this, entry and answer count as zero: a constant question has rounding noise only.
    scale = max(1.0, float(np.max(np.abs(found.y))))
    zero = np.broadcast_to(ZERO * scale / np.maximum(1.0, np.abs(found.x)), found.value.shape)
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
        found, plain = derivative(formula, variable), untidied(formula, variable)
        if layout is Layout.NUMERATOR:
            side = found.numerator.node
        else:
            side, plain = found.denominator.node, plain.T
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
