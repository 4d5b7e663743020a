"""Try an answer at drawn points, and report: whether it agrees, and if not, what may be the matter.

An answer must agree at three points.  Points at which the question's value is made of rounding are
put aside, as long as there are others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matcalc.diagnosis import diagnose
from matcalc.diagnosis.called import called_with
from matcalc.diagnosis.cases import Case, Finding, Question, same
from matcalc.diagnosis.closed import ClosedForm
from matcalc.diagnosis.diagnose import Trial, names_of
from matcalc.diagnosis.readings import name_mistake
from matcalc.diagnosis.rungs import constant_entries, further, misread, small_points
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import Declaration, draw, redraw
from matcalc.formulas.formula import Expression
from matcalc.formulas.nodes import Node
from matcalc.messages import say
from matcalc.numerics.layout import shape_text
from matcalc.numerics.tolerances import NEARER, POINTS
from matcalc.numerics.truth import Truth, hides, shakiness
from matcalc.numerics.values import Array, quietly, told
from matcalc.report import Call, Comparison, Report, remember

__all__ = ["asked_of", "report_on"]

ATTEMPTS = 40  # points drawn before the question is given up
ASIDE = 12  # of them made of rounding, and no other: then these have to do
FRESH_SEED = 1_000_003  # how far the seeds are apart of points for a check, and for its hints


def asked_of(
    answer: object,
    truth: Callable[[list[Array]], Truth],
    declarations: list[Declaration],
    seed: int,
    closed: Callable[[], ClosedForm | None],
    variable: str | None = None,
    written: Expression | None = None,
    reference: Callable[..., object] | None = None,
) -> Question:
    """What a diagnosis may ask, with points of its own."""
    given = all(symbol.array is not None for symbol in declarations)
    return Question(
        answer,
        truth,
        variable,
        closed=cache(closed),
        written=written,
        reference=reference,
        redrawn=lambda point, number: redraw(declarations, point, seed + number),
        fresh=lambda: iter(()) if given else draw(declarations, seed + FRESH_SEED),
    )


def report_on(
    question: Question,
    declarations: list[Declaration],
    seed: int,
    about: str,
    strict: bool = False,
) -> Report:
    """Draw points, compare the answer with the truth at each, and report.

    Raises
    ------
    MatcalcError
        If the answer is a value and symbols are drawn, or the question has a value nowhere.
    """
    answer, names = question.answer, [symbol.name for symbol in declarations]
    given = all(symbol.array is not None for symbol in declarations)
    if not (callable(answer) or given or answer is Ellipsis or answer is NotImplemented):
        key = "check-answer-formula" if isinstance(answer, str) else "check-answer-value"
        raise MatcalcError(say(key, given=repr(str(answer)[:40]), names=", ".join(names)))
    decided, undecided = _trials(question, declarations, seed, strict, given)
    remarks = list(dict.fromkeys(remark for trial in decided for remark in trial.remarks))
    wrong = [trial for trial in decided if trial.verdict == "differ"]
    if not wrong and question.is_formula and len(decided) == POINTS:
        wrong = _wrong_nearer_to_zero(question, declarations, seed, decided)
        decided += wrong
    if not wrong:
        points = [dict(trial.point) for trial in decided or undecided[-1:]]
        largest = max((trial.max_error for trial in decided), default=float("nan"))
        if len(decided) == (1 if given else POINTS):
            return Report("agree", about, max_error=largest, points=points, remarks=remarks)
        return Report("unsure", about, None, say("unsure"), largest, None, points, remarks)
    # The hint speaks of the point that is shown: one with a mistake of its own, or the smallest.
    wrong.sort(key=lambda t: (t.mistake is None, sum(array.size for array in t.point.values())))
    shown = wrong[0]
    points = [dict(t.point) for t in decided if t is not shown] + [dict(shown.point)]
    report = Report("differ", about, None, "", shown.max_error, shown.where, points, remarks)
    examples = small_points(declarations, seed)
    return remember(_explained(report, Case(wrong, question), len(wrong) == len(decided), examples))


def _trials(
    question: Question, declarations: list[Declaration], seed: int, strict: bool, given: bool
) -> tuple[list[Trial], list[Trial]]:
    """The answer at several points: those at which it was decided, and the others."""
    names = [symbol.name for symbol in declarations]
    decided: list[Trial] = []
    undecided: list[Trial] = []
    aside: list[Trial] = []
    failure: Exception | None = None
    for point in islice(draw(declarations, seed), 1 if given else ATTEMPTS):
        try:
            with quietly():
                expected = question.truth(point)
        except Exception as error:  # outside the question's domain: draw again
            failure = error
            continue
        placed = dict(zip(names, point, strict=True))
        trial = diagnose.attempt(question.answer, placed, expected, strict)
        if expected.shaky or trial.is_singular or _is_made_of_rounding(trial, question):
            aside.append(trial)
            if len(aside) == ASIDE and not decided:
                break
            continue
        (undecided if trial.verdict == "unsure" else decided).append(trial)
        if len(decided) == POINTS or trial.mistake in diagnose.FATAL:
            break
    has_better = bool(decided or undecided)
    for trial in aside:  # there are no better points
        if len(decided) == POINTS:
            break
        if not (has_better and trial.verdict == "differ"):
            (undecided if trial.verdict == "unsure" else decided).append(trial)
    if not decided and not undecided:
        sizes = (
            say("with-shape", name=name, shape=shape_text(array.shape))
            for name, array in zip(names, point, strict=True)
        )
        said = {"where": ", ".join(sizes), "message": told(failure or ValueError())}
        raise MatcalcError(say("check-question-failed", **said)) from failure
    return decided, undecided


def _wrong_nearer_to_zero(
    question: Question, declarations: list[Declaration], seed: int, decided: list[Trial]
) -> list[Trial]:
    """A trial that fails, where a term of the truth counts at none of the points.

    As 14 (1 − tanh(x'x)²) x does at x of length 3: whoever forgot it would be right there.
    """
    case = Case(decided, question)
    if not (case.closed and any(_is_hidden(case, terms) for terms in case.closed.terms)):
        return []
    found = list[Trial]()
    for scale in NEARER:
        point = [
            array * scale if symbol.array is None else array
            for symbol, array in zip(declarations, next(draw(declarations, seed)), strict=True)
        ]
        try:
            with quietly():
                expected = question.truth(point)
        except Exception:  # outside the question's domain
            continue
        placed = dict(zip((symbol.name for symbol in declarations), point, strict=True))
        trial = diagnose.attempt(question.answer, placed, expected, strict=False)
        if trial.verdict == "differ" and not expected.shaky:
            found.append(trial)
    return sorted(found, key=lambda trial: -trial.max_error)[:1]


def _is_hidden(case: Case, terms: Sequence[Node]) -> bool:
    """Whether one of the terms of a sum is nothing beside the others, at every point."""
    sizes = [[float(np.max(np.abs(case.value(t, x)))) for t in terms] for x in case.trials]
    return hides(sizes)


def _is_made_of_rounding(trial: Trial, question: Question) -> bool:
    """Whether a wrong value, or the reference's, is like that of a singular matrix's inverse."""
    if trial.verdict != "differ" or trial.mistake or not callable(question.answer):
        return False
    point, of_value = [*trial.point.values()], trial.truth.shapes is None
    return shakiness(question.answer, point, trial.given) > 0 or bool(
        of_value and question.reference and shakiness(question.reference, point, trial.truth.value)
    )


def _explained(
    report: Report, case: Case, all_wrong: bool, examples: Iterator[list[Array]]
) -> Report:
    """The report with the mistake and its hints: those of one point, or of all together."""
    shown, question = case.first, case.question
    with quietly():
        if shown.mistake is not None:
            found, hint = Finding(shown.mistake, shown.mistake), shown.hint
            is_own = called_with(question.answer, shown.arguments()) is None  # not the check's
            if shown.mistake == "shape" and shown.given.size and is_own and (slip := misread(case)):
                hint = say("between-sentences").join([hint, slip])
        else:
            found = name_mistake(case, all_wrong)
            hint = _of_author(case) or found.hint
        hidden = constant_entries(case) if shown.where else None
        call = _call(case)
        is_one_of_many = call is not None and call.of_entry
        if is_one_of_many and found.mistake == "entries":
            hint = say("some-calls")
        return replace(
            report,
            about=_about(report, case, call),
            mistake=found.mistake,
            hint=hint,
            further=tuple(further(found, case, examples)),
            names=tuple(names_of(question.answer, list(shown.point))),
            line=shown.line,
            is_hidden=bool(shown.where and hidden is not None and hidden[shown.where[0]]),
            comparison=None if is_one_of_many else _compared(shown, hidden),
            call=call,
        )


def _compared(shown: Trial, hidden: NDArray[np.bool_] | None) -> Comparison | None:
    """The answer beside the truth, where it has a value."""
    if shown.mistake in {"raised", "not-attempted"} or not shown.given.size:
        return None
    if shown.wrong is None or hidden is None:
        return Comparison(shown.given)
    return Comparison(shown.given, shown.truth.value, shown.wrong, hidden & shown.wrong)


def _call(case: Case) -> Call | None:
    """What the learner's function was called with for the entry that is shown."""
    shown = case.first
    if shown.where is None:
        return None
    index = np.ravel_multi_index(shown.where[0], shown.given.shape) if shown.where[0] else 0
    return called_with(case.question.answer, shown.arguments(), int(index), shown.given.size)


def _about(report: Report, case: Case, call: Call | None) -> str:
    """What was compared, in the learner's names."""
    if case.variable or call is None:
        return report.about
    return say("about-value", names=", ".join(call.arguments))


def _of_author(case: Case) -> str:
    """What the author of the question says of this very answer."""

    def gives(formula: Expression) -> bool:
        try:
            return all(same(formula.evaluate(t.arguments()), t.given) for t in case.trials)
        except (MatcalcError, ArithmeticError, ValueError):
            return False

    return next((hint for formula, hint in case.question.expected if gives(formula)), "")
