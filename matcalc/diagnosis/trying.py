"""Try an answer at drawn points, and report: whether it agrees, and if not, what may be the matter.

An answer must agree at three points.  Points at which the question's value is made of rounding are
put aside, as long as there are others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from matcalc.diagnosis import diagnose
from matcalc.diagnosis.cases import Case, Finding, Question, same
from matcalc.diagnosis.closed import ClosedForm
from matcalc.diagnosis.diagnose import Trial, names_of
from matcalc.diagnosis.readings import name_mistake
from matcalc.diagnosis.rungs import further, is_constant, small_points
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import Declaration, draw, redraw
from matcalc.formulas.formula import Expression
from matcalc.messages import say
from matcalc.numerics.layout import shape_text
from matcalc.numerics.tolerances import POINTS
from matcalc.numerics.truth import Truth, shakiness
from matcalc.numerics.values import Array, quietly, told
from matcalc.report import Report, remember

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
        else:
            found = name_mistake(case, all_wrong)
            hint = _of_author(case) or found.hint
        return replace(
            report,
            mistake=found.mistake,
            hint=hint,
            further=tuple(further(found, case, examples)),
            names=tuple(names_of(question.answer, list(shown.point))),
            line=shown.line,
            is_hidden=is_constant(case),
        )


def _of_author(case: Case) -> str:
    """What the author of the question says of this very answer."""

    def gives(formula: Expression) -> bool:
        try:
            return all(same(formula.evaluate(t.arguments()), t.given) for t in case.trials)
        except (MatcalcError, ArithmeticError, ValueError):
            return False

    return next((hint for formula, hint in case.question.expected if gives(formula)), "")
