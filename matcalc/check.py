"""Compare an answer with the truth at generic points, and report what was found.

`check_gradient` differentiates the question numerically; `check_value` evaluates a reference.
Both end in the same comparison, whose verdict has three values: *agree*, *differ*, or *unsure*
where the truth itself is not known well enough, which is never held against an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcalc import diagnose
from matcalc.diagnose import Trial, Truth
from matcalc.draw import Declaration, declare, draw
from matcalc.errors import MatcalcError, WrongAnswer
from matcalc.layout import Layout, arrange, shape_text
from matcalc.numeric import Partials, partials
from matcalc.values import as_numbers, quietly

__all__ = ["Report", "assert_gradient", "assert_value", "check_gradient", "check_value"]

Array = NDArray[np.float64]
Verdict = Literal["agree", "differ", "unsure"]

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
        A stable identifier of the kind of mistake, one of `matcalc.diagnose.MISTAKES`.
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
        if self.ok:
            points = "1 point" if len(self.points) == 1 else f"{len(self.points)} points"
            result = [f"Correct: {self.about}, at {points} (largest error {self.max_error:.1e})."]
        elif self.mistake == "not-attempted":
            result = [f"Not attempted yet: {self.about}.", self.hint]
        elif self.verdict == "unsure":
            result = [f"Undecided: {self.about}.", self.hint]
        else:
            result = [f"Not yet: {self.about}.", *self._evidence(), self.hint]
        result += [f"Remark: {remark}" for remark in self.remarks]
        if self.mistake is not None:
            result.append(f"(mistake: {self.mistake})")
        return [line for line in result if line]

    def _evidence(self) -> Iterator[str]:
        if self.where is None:
            return
        index, expected, given = self.where
        place = f"Entry ({', '.join(str(i + 1) for i in index)}): " if index else ""
        text = f"{place}expected {expected:.6g}, your answer gives {given:.6g}, at"
        yield text[0].upper() + text[1:]
        for name, array in self.points[-1].items():
            yield f"  {name} = {np.array2string(array, precision=6, prefix=f'  {name} = ')}"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        # Colours that read on a light and on a dark page; the words carry the verdict.
        colour = {"agree": "#2a9d4a", "differ": "#c2601c", "unsure": "#7a7a7a"}[self.verdict]
        first, *rest = self.lines()
        head, colon, tail = first.partition(":")
        return (
            f'<div class="matcalc-report" data-verdict="{self.verdict}" '
            f'data-mistake="{self.mistake or ""}" '
            f'style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; margin: 0.4em 0">'
            f"<strong>{escape(head)}</strong>{colon}{escape(tail)}"
            + "".join(f"<br>{_html_line(line)}" for line in rest)
            + "</div>"
        )


def _html_line(line: str) -> str:
    if not line.startswith("  "):
        return escape(line)
    style = "white-space: pre; color: inherit; background: none"
    return f'<code style="{style}">{escape(line)}</code>'  # arrays


def check_gradient(
    question: Callable[..., object],
    answer: object,
    /,
    *,
    wrt: str | None = None,
    layout: Layout | str | None = None,
    seed: int = 0,
    **symbols: object,
) -> Report:
    """Compare a derived derivative with the numerical one, at generic points.

    Parameters
    ----------
    question : callable
        The function to differentiate; takes the symbols by position, in the order written.
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
        If the question cannot be evaluated, or a symbol, ``wrt`` or the layout cannot be read.
        A wrong answer raises nothing, see `assert_gradient`.

    Examples
    --------
    >>> report = check_gradient(lambda A, x: x.T @ A @ x, lambda A, x: (A + A.T) @ x,
    ...                         A="n n", x="n", wrt="x")
    >>> report.verdict
    'agree'
    >>> check_gradient(lambda x: x.T @ x, lambda x: x, x="n").mistake
    'factor'
    """
    declarations = declare(symbols)
    target = _wrt(declarations, wrt)
    arrangement = Layout.DENOMINATOR if layout is None else Layout(layout)

    def truth(point: list[Array]) -> Truth:
        def of_variable(value: Array) -> object:
            arguments = [array.copy() for array in point]
            arguments[target] = value
            return question(*arguments)

        return _arranged(partials(of_variable, point[target]), arrangement)

    name = declarations[target].name
    about = f"the derivative by {name} ({arrangement})"
    return _check(truth, question, answer, declarations, seed, about, strict=layout is not None)


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

    def truth(point: list[Array]) -> Truth:
        value = as_numbers(reference(*(array.copy() for array in point)), "the reference's value")
        if not np.all(np.isfinite(value)):
            raise MatcalcError("its value is not finite")
        # Rounding, relative to the value, or to the arguments where the value is zero.
        error = np.full(value.shape, 1e-13 * np.max(np.abs(value), initial=0.0))
        zero = np.where(value == 0, 1e-13 * max(np.max(np.abs(array)) for array in point), 0.0)
        return Truth(value, error, np.zeros(value.shape, bool), zero, 1e-9, has_layout=False)

    about = f"the value for {_listed(declarations)}"
    return _check(truth, reference, answer, declarations, seed, about, strict=False)


def assert_gradient(
    question: Callable[..., object],
    answer: object,
    /,
    *,
    wrt: str | None = None,
    layout: Layout | str | None = None,
    seed: int = 0,
    **symbols: object,
) -> None:
    """Raise `WrongAnswer` unless `check_gradient` agrees; return None.

    Parameters and errors are those of `check_gradient`.  The text of the exception is the
    report's, and an undecided check raises too: no marks without proof.

    Examples
    --------
    >>> assert_gradient(lambda x: x.T @ x, lambda x: 2 * x, x="n")
    """
    check_gradient(question, answer, wrt=wrt, layout=layout, seed=seed, **symbols).require()


def assert_value(
    reference: Callable[..., object], answer: object, /, *, seed: int = 0, **symbols: object
) -> None:
    """Raise `WrongAnswer` unless `check_value` agrees; return None.

    Examples
    --------
    >>> assert_value(lambda x: x**2, lambda x: x * x, x="n")
    """
    check_value(reference, answer, seed=seed, **symbols).require()


def _wrt(declarations: list[Declaration], wrt: str | None) -> int:
    names = [symbol.name for symbol in declarations]
    if wrt is None and len(names) == 1:
        return 0
    if wrt not in names:
        given = "wrt is missing" if wrt is None else f"wrt={wrt!r} is not one of the symbols"
        raise MatcalcError(f"{given}: name the symbol to differentiate by, one of {names}")
    return names.index(wrt)


def _arranged(found: Partials, layout: Layout) -> Truth:
    """The numerical derivative and what is known of its error, in a layout."""
    # Below this, entry and answer count as zero: a constant question has rounding noise only.
    scale = max(1.0, float(np.max(np.abs(found.y))))
    zero = np.broadcast_to(1e-12 * scale / np.maximum(1.0, np.abs(found.x)), found.value.shape)
    shapes = found.y.shape, found.x.shape
    value, error, kink, zero = (
        arrange(table, *shapes, layout) for table in (found.value, found.error, found.kink, zero)
    )
    unknown = (kink != 0) | ~np.isfinite(value) | ~np.isfinite(error)
    return Truth(np.nan_to_num(value), np.nan_to_num(error), unknown, zero)


def _check(
    truth: Callable[[list[Array]], Truth],
    question: Callable[..., object],
    answer: object,
    declarations: list[Declaration],
    seed: int,
    about: str,
    strict: bool,
) -> Report:
    """Draw points, compare at each, and report."""
    if not callable(question):
        raise MatcalcError(
            f"the question must be a callable, not {type(question).__name__} "
            f"({str(question)[:40]!r}): pass a function of {_listed(declarations)}"
        )
    given = all(symbol.array is not None for symbol in declarations)
    if not (callable(answer) or given or answer is Ellipsis or answer is NotImplemented):
        raise MatcalcError(
            f"the answer is the value {str(answer)[:40]!r}, but {_listed(declarations)} would be "
            "drawn: give every symbol as an array, or the answer as a function"
        )
    trials: list[Trial] = []
    undecided: Trial | None = None
    failure: Exception | None = None
    for point, _ in zip(draw(declarations, seed), range(1 if given else ATTEMPTS), strict=False):
        named = dict(zip((s.name for s in declarations), point, strict=True))
        try:
            with quietly():
                expected = truth(point)
        except Exception as error:  # outside the question's domain: draw again
            failure = error
            continue
        trial = diagnose.attempt(answer, named, expected, strict)
        if trial.mistake is None and trial.verdict == "unsure":
            undecided = trial
            continue
        trials.append(trial)
        if len(trials) == POINTS or trial.mistake in diagnose.FATAL:
            break
    if not trials and undecided is None:
        sizes = ", ".join(f"{name} ({shape_text(array.shape)})" for name, array in named.items())
        raise MatcalcError(
            f"the question could not be evaluated at {sizes}: {failure}; "
            "check that the shapes fit, and that points of the domain can be drawn"
        ) from failure
    return _report(trials, undecided, about, POINTS if not given else 1)


def _listed(declarations: list[Declaration]) -> str:
    return ", ".join(symbol.name for symbol in declarations)


def _report(trials: list[Trial], undecided: Trial | None, about: str, wanted: int) -> Report:
    points = [dict(trial.point) for trial in trials]
    remarks = list(dict.fromkeys(remark for trial in trials for remark in trial.remarks))
    wrong = [trial for trial in trials if trial.verdict == "differ"]
    if not wrong:
        error = max((trial.max_error for trial in trials), default=float("nan"))
        if len(trials) >= wanted:
            return Report("agree", about, max_error=error, points=points, remarks=remarks)
        hint = (
            "The numerical derivative is not known well enough to judge (a kink, or too much "
            "rounding); choose another point."
        )
        points = points or ([dict(undecided.point)] if undecided else [])
        return Report("unsure", about, None, hint, error, None, points, remarks)
    mistake, hint = diagnose.name_mistake(wrong, all_wrong=len(wrong) == len(trials))
    worst = min(wrong, key=lambda trial: sum(array.size for array in trial.point.values()))
    return Report(
        "differ",
        about,
        mistake,
        hint,
        worst.max_error,
        worst.where,
        [dict(trial.point) for trial in trials if trial is not worst] + [dict(worst.point)],
        remarks,
    )
