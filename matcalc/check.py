"""Compare an answer with the truth at generic points, and report what was found.

`check_gradient` differentiates the question numerically; `check_value` evaluates a reference.
Both end in the same comparison, whose verdict has three values: *agree*, *differ*, or *unsure*
where the truth itself is not known well enough, which is never held against an answer.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial, wraps
from itertools import islice
from typing import TYPE_CHECKING, Any, ParamSpec

import numpy as np

from matcalc.calculus.derivative import derivative
from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.draw import Declaration, declare, draw, variable_of
from matcalc.formulas.expression import Expression, parse, read, understood
from matcalc.messages import language, say
from matcalc.numerics.layout import Layout
from matcalc.numerics.tolerances import EXACT, POINTS, RELATIVE
from matcalc.numerics.truth import Truth, of_derivative, of_value
from matcalc.numerics.values import Array, as_function, as_numbers, described, quietly
from matcalc.report import Report, sentence

# What judges and explains an answer is imported when there is one: `import matcalc` is fast.
if TYPE_CHECKING:
    from matcalc.diagnosis.closed import ClosedForm

__all__ = [
    "Asked", "assert_formula", "assert_gradient", "assert_value", "check_formula",
    "check_gradient", "check_value", "checking", "prepare", "remembering", "tell",
]  # fmt: skip

KEPT = 64  # questions, each with the variants of its closed form
KNOWN = {"symmetric": "symmetric", "spd": "symmetric", "diagonal": "diagonal"}  # as structures


def check_gradient(
    question: str | Callable[..., object],
    /,
    *variable_and_answer: object,
    wrt: str | None = None,
    layout: Layout | str | None = None,
    seed: int = 0,
    structure: Mapping[str, str] | None = None,
    formula: str | None = None,
    wrong: Mapping[str, str] | None = None,
    **symbols: object,
) -> Report:
    """Compare a derived derivative with the numerical one, at generic points.

    Parameters
    ----------
    question : str or callable
        The function to differentiate: a formula (see `matcalc.formulas.expression.parse`), whose
        closed form then feeds the hints, or a callable that takes the symbols by position, in the
        order written.
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
    formula : str, optional
        Of a question that is a callable: the same as a formula, whose closed form feeds the hints.
        Most functions made of NumPy's calls do not need it.
    wrong : dict, optional
        Wrong answers that the author of the question expects, as formulas, each with what is to be
        said of it.
    **symbols : str or array
        For each argument an array, or a shape from which arrays are drawn, as in ``A="n n"``
        (see `matcalc.formulas.draw`).

    Returns
    -------
    Report
        The answer agrees if it has the shape of ``jacobian(question, x, layout=layout)`` and its
        values at three points: each entry to within a millionth of itself and the errors of truth
        and answer, which are measured.  Where these hide an entry, the check is undecided.

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
    asked = _asked(question, variable, layout, structure, symbols, formula)
    report = asked.judge(answer, seed, wrong=wrong)
    if asked.formula and isinstance(question, str):
        report.remarks.extend(understood(str(question), asked.formula))
    options = {"wrt": asked.name, "layout": layout, "seed": seed, "structure": structure}
    tell(Asked("check_gradient", question, answer, options | symbols, report))
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
            said = {"first": repr(variable), "second": repr(wrt)}
            raise MatcalcError(say("check-variable-twice", check=check, **said))
        case (variable, _):
            raise MatcalcError(say("check-variable", check=check, given=described(variable)))
    raise MatcalcError(say("check-arguments", check=check, count=len(given)))


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

    @property
    def assumed(self) -> dict[str, str]:
        """The shapes that were left out, and inferred."""
        return self.formula.assumed if self.formula else {}

    def about(self) -> str:
        return say("about-gradient", name=self.name, layout=say(self.layout.name))

    def truth(self, point: list[Array]) -> Truth:
        position = [symbol.name for symbol in self.declarations].index(self.name)
        structure, closed = self.structure.get(self.name), self.closed
        return of_derivative(
            self.function, point, position, self.layout, structure, closed and _by_position(closed)
        )

    @cached_property
    def closed(self) -> Expression | None:
        """The closed form in the layout, where there is one."""
        try:
            found = derivative(self.formula, self.name) if self.formula else None
        except MatcalcError:
            return None
        numerator = self.layout is Layout.NUMERATOR
        if found is None:
            return None
        return found.numerator if numerator else found.denominator

    def form(self, seed: int) -> "ClosedForm | None":
        """The closed form for hints: of the formula, or of what the function does."""
        if self.formula:
            return self._form
        found = _recognised(self.function, self.declarations, seed, self.structure)
        return self._form_of(found) if found else None

    @cached_property
    def _form(self) -> "ClosedForm | None":
        return self._form_of(self.formula) if self.formula else None

    def _form_of(self, formula: Expression) -> "ClosedForm":
        kinds = {s.name: KNOWN[s.property] for s in self.declarations if s.property in KNOWN}
        kinds = {n: kind for n, kind in kinds.items() if n != self.name} | dict(self.structure)
        if kinds != formula.structure:  # what equals its transpose is written in one way
            formula = read(str(formula), {s.name: _shape_of(s) for s in self.declarations}, kinds)
        from matcalc.diagnosis.closed import ClosedForm

        return ClosedForm(formula, self.name, self.layout)

    def judge(
        self,
        answer: object,
        seed: int,
        written: Expression | None = None,
        wrong: Mapping[str, str] | None = None,
        relative: float = RELATIVE,
    ) -> Report:
        truth: Callable[[list[Array]], Truth] = self.truth
        if self.formula:  # a callable may mean another function each time
            key = (self.formula, self.name, self.layout, *sorted(self.structure.items()))
            truth = remembering(self.truth, key)

        def as_closely(point: list[Array]) -> Truth:
            return replace(truth(point), relative=relative)

        from matcalc.diagnosis.trying import asked_of, report_on

        question = asked_of(
            answer,
            as_closely,
            self.declarations,
            seed,
            partial(self.form, seed),
            self.name,
            written,
        )
        expected = _expected(wrong, self.declarations)
        question = replace(question, expected=expected, is_formula=self.formula is not None)
        return report_on(question, self.declarations, seed, self.about(), strict=self.strict)


def _shape_of(symbol: Declaration) -> object:
    return " ".join(symbol.dimensions) if symbol.array is None else symbol.array


def _recognised(
    function: Callable[..., object],
    declarations: list[Declaration],
    seed: int,
    structure: Mapping[str, str],
) -> Expression | None:
    """The formula that a function computes, as far as two points tell."""
    from matcalc.diagnosis.recognise import recognise

    points = list(islice(draw(declarations, seed), 2))
    return recognise(function, declarations, points, structure)


def _asked(
    question: str | Callable[..., object],
    variable: str | None,
    layout: Layout | str | None,
    structure: Mapping[str, str] | None,
    symbols: Mapping[str, object],
    formula: str | None = None,
) -> _Derivation:
    arrangement = Layout.DENOMINATOR if layout is None else Layout(layout)
    if formula is not None and isinstance(question, str):
        raise MatcalcError("formula= is for a question that is a function: this one is a formula")
    is_strict = layout is not None
    if isinstance(question, str) and _is_plain(variable, structure, symbols):
        kinds, shapes = tuple((structure or {}).items()), tuple(symbols.items())
        return _read(question, variable, arrangement, is_strict, kinds, shapes, language())
    text = question if isinstance(question, str) else formula
    read_as = None if text is None else parse(text, structure=structure, **symbols)
    declarations = read_as.symbols if read_as else declare(symbols, structure)
    function = _by_position(read_as) if read_as and formula is None else as_function(question)
    if formula is not None and read_as:
        _agree(function, read_as, declarations)
    name = variable_of(declarations, variable)
    return _Derivation(
        function, read_as, declarations, name, arrangement, is_strict, structure or {}
    )


def _is_plain(variable: object, structure: object, symbols: Mapping[str, object]) -> bool:
    """Whether all that is said of a question is text; what else is said may be refused."""
    kinds = structure.values() if isinstance(structure, dict) else ()
    return (
        isinstance(variable, str | None)
        and isinstance(structure, dict | None)
        and all(isinstance(text, str) for text in (*kinds, *symbols.values()))
    )


@lru_cache(KEPT)
def _read(
    question: str,
    variable: str | None,
    layout: Layout,
    is_strict: bool,
    structure: tuple[tuple[str, str], ...],
    symbols: tuple[tuple[str, Any], ...],
    language: str,
) -> _Derivation:
    """A question that is text, with what follows from it: the same is asked of many answers.

    What is remarked on it is in a language.
    """
    del language
    formula = parse(question, structure=dict(structure), **dict(symbols))
    name = variable_of(formula.symbols, variable)
    function = _by_position(formula)
    return _Derivation(function, formula, formula.symbols, name, layout, is_strict, dict(structure))


def prepare(question: str, options: Mapping[str, Any]) -> None:
    """Work out what `check_gradient` needs to know of a formula, whatever the answer.

    Parameters
    ----------
    question, options
        As `Asked` has them.

    Raises
    ------
    MatcalcError
        As from `check_gradient`.

    Examples
    --------
    >>> options = {"wrt": "x", "layout": None, "seed": 0, "structure": {}, "x": "n"}
    >>> prepare("x.T @ x", options)
    """
    symbols = {**options}
    variable, layout, seed, structure = map(symbols.pop, ("wrt", "layout", "seed", "structure"))
    asked = _asked(question, variable, layout, structure, symbols)
    for _ in islice(draw(asked.declarations, seed), POINTS):
        pass
    if form := asked.form(seed):
        _ = form.variants


def _agree(
    function: Callable[..., object], formula: Expression, declarations: list[Declaration]
) -> None:
    """Refuse a formula that is not what the function computes."""
    for point in islice(draw(declarations, 0), POINTS):
        try:
            with quietly():
                value = as_numbers(function(*(array.copy() for array in point)), "the value")
                other = formula.evaluate([array.copy() for array in point])
        except (MatcalcError, ArithmeticError, ValueError):  # outside the domain
            continue
        if value.size != other.size or not np.allclose(value.ravel(), other.ravel(), rtol=1e-6):
            pairs = zip(declarations, point, strict=True)
            where = ", ".join(f"{symbol.name} is {array.tolist()}" for symbol, array in pairs)
            raise MatcalcError(
                f"formula={str(formula)!r} is another function than the question: where {where}, "
                f"it gives {other.ravel()[:4]}, and the question {value.ravel()[:4]}"
            )


def _expected(
    wrong: Mapping[str, str] | None, declarations: list[Declaration]
) -> list[tuple[Expression, str]]:
    """The wrong answers that an author expects, read."""
    shapes = {symbol.name: _shape_of(symbol) for symbol in declarations}
    return [(read(text, shapes), hint) for text, hint in (wrong or {}).items()]


@dataclass(frozen=True)
class Asked:
    """What a check was asked, the name of that check, and what came of it."""

    check: str
    question: object
    answer: object
    options: Mapping[str, Any]
    report: Any  # a Report, or of a derivation a DerivationReport


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
        Called with each `Asked` of `check_gradient`, `check_formula` and `check_derivation`,
        before an assertion raises.

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


def tell(asked: Asked) -> None:
    """Let who listens around this block know what was asked."""
    if heard := _around.get().heard:
        heard(asked)


def remembering(
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
    wrong: Mapping[str, str] | None = None,
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
    wrt, layout, seed, structure, wrong, **symbols
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
        raise MatcalcError(say("check-formula-text", given=described(question)))
    asked = _asked(question, variable, layout, structure, symbols)
    remarks = understood(question, asked.formula) if asked.formula else []
    formula: Expression | None = None
    text = answer
    if isinstance(answer, str):
        try:
            formula = read(answer, symbols | asked.assumed, structure)
            remarks += understood(answer, formula)
            answer = _by_position(formula)
        except MatcalcError as error:
            mistake = "shape" if isinstance(error, ShapeError) else "raised"
            hint = sentence(error)
            return Report("differ", asked.about(), mistake, hint, remarks=remarks)
    elif answer is not Ellipsis:
        raise MatcalcError(say("check-answer-text", given=described(answer)))
    report = asked.judge(answer, seed, formula, wrong, relative=EXACT)
    report.remarks.extend(remarks)
    options = {"wrt": asked.name, "layout": layout, "seed": seed, "structure": structure}
    tell(Asked("check_formula", question, text, options | symbols, report))
    return report


def check_value(
    reference: Callable[..., object],
    answer: object,
    /,
    *,
    seed: int = 0,
    formula: str | None = None,
    wrong: Mapping[str, str] | None = None,
    **symbols: object,
) -> Report:
    """Compare a function, or its value, with a reference, at generic points.

    Parameters
    ----------
    reference : callable
        Takes the symbols by position, in the order written, and returns the right value.
    answer : callable or array
        A function of the same arguments, or, where every symbol is an array, its value.
    seed, formula, wrong, **symbols
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
        return of_value(function, point)

    about = say("about-value", names=", ".join(s.name for s in declarations))

    known: dict[str, Any] = symbols
    given = None if formula is None else parse(formula, **known)
    if given:
        _agree(function, given, declarations)

    from matcalc.diagnosis.closed import ClosedForm
    from matcalc.diagnosis.trying import asked_of, report_on

    def closed() -> ClosedForm | None:
        known = given or _recognised(function, declarations, seed, {})
        return ClosedForm(known, None, Layout.DENOMINATOR) if known else None

    question = asked_of(answer, truth, declarations, seed, closed, reference=function)
    question = replace(question, expected=_expected(wrong, declarations))
    return report_on(question, declarations, seed, about)


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
