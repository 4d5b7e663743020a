"""A wrong answer at several points: what the readings of `matcalc.diagnosis.readings` look at.

A reading that explains an answer at the points of the check must explain it at fresh points too,
before anything is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from matcalc.diagnosis.closed import ClosedForm
from matcalc.diagnosis.diagnose import Trial, attempt, is_truth
from matcalc.diagnosis.edits import Surroundings
from matcalc.diagnosis.programs import Place, Program, record, rewritten
from matcalc.errors import MatcalcError
from matcalc.formulas.formula import Expression, Valuation
from matcalc.formulas.nodes import Node
from matcalc.messages import has_text, say
from matcalc.numerics.layout import Shape
from matcalc.numerics.tolerances import EQUAL, ROUNDING
from matcalc.numerics.truth import Truth
from matcalc.numerics.values import Array, as_numbers, quietly

__all__ = ["Case", "Finding", "Question", "same"]

FRESH = 2  # points beside those of the check
REDRAWN = 3  # times that a symbol is drawn again to see whether it matters
MOST_PARTS = 24


OF_VALUES = {"wrong-inner-derivative": "wrong-function"}  # where nothing is differentiated


@dataclass(frozen=True)
class Finding:
    """What explains an answer: a kind of mistake, and what to say of it.

    Attributes
    ----------
    mistake : str or None
        A key of `matcalc.texts.MISTAKES`.
    key : str
        Of the text.
    values : dict
        For its blanks.
    place : Place or None
        The line of the answer's text where it is, if that is known.
    """

    mistake: str | None
    key: str
    values: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None

    @property
    def hint(self) -> str:
        """The sentence for whoever gave the answer."""
        return say(self.key, **self.values)


@dataclass(frozen=True, eq=False)
class Question:
    """What a diagnosis may ask: the answer, and the truth anywhere.

    Attributes
    ----------
    answer : object
        What was given: a callable, or a value.
    truth : callable
        The truth at a point, found numerically.
    variable : str or None
        By which the function is differentiated.
    closed : callable
        Its closed form, if there is one.
    written : Expression or None
        The answer, where it is a formula.
    reference : callable or None
        The function whose value is asked for.
    expected : sequence
        Wrong answers that the question's author expects, each with what is said of it.
    redrawn : callable
        Other arrays of the same shapes, for a point and a seed.
    fresh : callable
        Points at which the answer was not compared.
    is_formula : bool
        Whether the question was asked as one, whose closed form costs little.
    """

    answer: object
    truth: Callable[[list[Array]], Truth]
    variable: str | None = None
    closed: Callable[[], ClosedForm | None] = lambda: None
    written: Expression | None = None
    reference: Callable[..., object] | None = None
    expected: Sequence[tuple[Expression, str]] = ()
    redrawn: Callable[[list[Array], int], list[Array]] = lambda point, _: list(point)
    fresh: Callable[[], Iterator[list[Array]]] = lambda: iter(())
    is_formula: bool = False

    def answer_at(self, arguments: list[Array], like: Array | None = None) -> Array | None:
        """The answer at other arguments, shaped like an array; None where it has no value."""
        try:
            with quietly():
                value = self.answer(*arguments) if callable(self.answer) else None
                found = as_numbers(value, "the answer")
                return found if like is None else found.reshape(like.shape)
        except (Exception, SystemExit):  # a learner's code may raise anything
            return None


@dataclass(frozen=True, eq=False)
class Case:
    """A wrong answer at several points, none of which has a mistake of its own."""

    trials: Sequence[Trial]
    question: Question
    _valuations: dict[int, Valuation] = field(default_factory=dict)
    _programs: dict[int, Program | None] = field(default_factory=dict)

    @property
    def first(self) -> Trial:
        """The trial that is shown."""
        return self.trials[0]

    @property
    def variable(self) -> str:
        """The variable's name; empty for a value."""
        return self.question.variable or ""

    def every(self, holds: Callable[[Trial], bool]) -> bool:
        """Whether something holds of every trial."""
        return all(map(holds, self.trials))

    def found(self, mistake: str | None, key: str = "", **values: Any) -> Finding:
        """A finding with the place of the entry that is shown, in the words for what was asked."""
        key = key or mistake or ""
        if not self.variable:
            mistake = OF_VALUES.get(mistake, mistake) if mistake else None
            key = f"value-{key}" if has_text(f"value-{key}") else key
        where = self.first.where
        place = ", ".join(str(i + 1) for i in where[0]) if where else ""
        return Finding(mistake, key, values | {"place": place})

    @cached_property
    def everywhere(self) -> Case:
        """The same answer at fresh points too, as far as others can be drawn."""
        names, trials = list(self.first.point), list(self.trials)
        for point in islice(self.question.fresh(), 2 * FRESH):
            truth = self.truth_at(point)
            if truth is None:
                continue
            with quietly():
                trial = attempt(
                    self.question.answer, dict(zip(names, point, strict=True)), truth, False
                )
            if trial.mistake is None and trial.verdict != "unsure":
                trials.append(trial)
            if len(trials) == len(self.trials) + FRESH:
                break
        return Case(trials, self.question, self._valuations, self._programs)

    # --- the closed form ------------------------------------------------------------------------

    @cached_property
    def closed(self) -> ClosedForm | None:
        """The closed form, if it has the numerical truth's values at every point."""
        try:
            found = self.question.closed()
            agrees = found and all(
                is_truth(self.at(trial, found)(found.forms[0]), trial.truth)
                for trial in self.trials
            )
        except (MatcalcError, ArithmeticError, ValueError, RecursionError):
            return None
        return found if agrees else None

    def at(self, trial: Trial, closed: ClosedForm | None = None) -> Valuation:
        """The values of nodes at a trial's point."""
        if id(trial) not in self._valuations:
            form = closed or self.closed
            assert form is not None
            self._valuations[id(trial)] = form.formula.at(trial.arguments())
        return self._valuations[id(trial)]

    def value(self, node: Node, trial: Trial) -> Array:
        """A node's value at a trial's point, or NaN."""
        try:
            return self.at(trial)(node)
        except (np.linalg.LinAlgError, MatcalcError):  # a variant may be singular
            return np.full((1, 1), np.nan)

    def is_answer(self, node: Node, trials: Sequence[Trial] | None = None) -> bool:
        """Whether a node has the answer's values at every point."""
        chosen = self.trials if trials is None else trials
        return all(same(self.value(node, trial), trial.given) for trial in chosen)

    def truth_at(self, arguments: list[Array]) -> Truth | None:
        """The truth at other arguments; None outside the question's domain."""
        try:
            with quietly():
                if self.closed is None:
                    return self.question.truth(arguments)
                at = self.closed.formula.at(arguments)
                value = at(self.closed.forms[0])
                if not np.all(np.isfinite(value)):
                    return None
                like = self.first.truth.value
                fits = value.reshape(like.shape) if like.ndim < 2 else value
                variable = dict(zip(self.first.point, arguments, strict=True)).get(self.variable)
                shapes = variable is not None and (
                    at(self.closed.formula.node).shape,
                    variable.shape,
                )
                return _computed(fits, shapes or None)
        except (MatcalcError, ArithmeticError, ValueError):
            return None

    # --- what the answer depends on -------------------------------------------------------------

    @cached_property
    def ratios(self) -> list[float]:
        """The number by which the truth is multiplied at each point; empty if there is none."""
        found = [ratio for trial in self.trials if (ratio := _ratio(trial))]
        # A single number is a multiple of any other: that alone proves nothing.
        is_multiple = len(found) == len(self.trials) and sum(t.given.size for t in self.trials) > 1
        return found if is_multiple else []

    @property
    def is_outer(self) -> bool:
        """Whether the answer is a multiple of the truth, by a number that may vary."""
        several = len(self.trials) > 1 and self.every(lambda trial: trial.given.size > 1)
        return bool(self.ratios) and several

    def moved(self, trial: Trial, *names: str) -> Iterator[list[Array]]:
        """A trial's arguments, with some symbols drawn again."""
        for seed in range(REDRAWN):
            other = self.question.redrawn(trial.arguments(), seed)
            pairs = zip(trial.point, trial.arguments(), other, strict=True)
            yield [new if name in names else old for name, old, new in pairs]

    @cached_property
    def ignored(self) -> list[str]:
        """The symbols on which the answer does not depend."""
        return [name for name in self.first.point if self._is_ignored(name)]

    def _is_ignored(self, name: str) -> bool:
        def stays(trial: Trial) -> bool:
            values = (
                self.question.answer_at(point, trial.given) for point in self.moved(trial, name)
            )
            found = [value for value in values if value is not None]
            return bool(found) and all(np.array_equal(value, trial.given) for value in found)

        return self.every(stays)

    def matters(self, *names: str) -> bool:
        """Whether the truth depends on some symbols."""
        for trial in self.trials:
            truths = [self.truth_at(point) for point in self.moved(trial, *names)]
            known = [truth for truth in truths if truth is not None]
            if known and all(is_truth(trial.truth.value, truth) for truth in known):
                return False
            if not known:
                return False
        return True

    @cached_property
    def missing(self) -> list[str]:
        """The symbols on which the truth depends, and the answer does not."""
        return [name for name in self.ignored if self.matters(name)]

    # --- how the answer is computed -------------------------------------------------------------

    def program(self, trial: Trial) -> Program | None:
        """What the answer did at a trial's point."""
        if id(trial) not in self._programs:
            self._programs[id(trial)] = self._record(trial)
        return self._programs[id(trial)]

    def _record(self, trial: Trial) -> Program | None:
        written, answer = self.question.written, self.question.answer
        try:
            with quietly():
                if written is not None:
                    at = written.at(trial.arguments())
                    found: Program | None = rewritten(written.node, at.values, at.length)
                else:
                    found = record(answer, trial.point) if callable(answer) else None
        except (MatcalcError, ArithmeticError, ValueError, OverflowError):
            return None
        if found is None or found.result < 0:
            return None
        value = np.asarray(found.values[found.result], np.float64)
        return (
            found
            if value.size == trial.given.size
            and same(value.reshape(trial.given.shape), trial.given)
            else None
        )

    def reference(self, trial: Trial) -> Program | None:
        """What a value's reference does at a trial's point."""
        reference = self.question.reference
        return record(reference, trial.point) if reference else None

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The arguments that are the same at every point."""
        first, *others = self.trials
        if not others:
            return frozenset()
        points = [trial.point for trial in others]
        return frozenset(
            name for name, array in first.point.items()
            if all(np.array_equal(array, point[name]) for point in points)
        )  # fmt: skip

    def surroundings(self, trial: Trial) -> Surroundings:
        """What the answer may be made of at a trial's point."""
        sizes = tuple(n for array in trial.point.values() for n in (*array.shape, 1, 1)[:2])
        if self.closed is None:
            parts = {name: _two(array) for name, array in trial.point.items()}
            turned = {(n, "T"): a.T for n, a in parts.items() if a.size > 1}
            return Surroundings(parts | turned, (), sizes, self.variable, self.fixed)
        values = {}
        for node in self.closed.parts[:MOST_PARTS]:
            values[node] = self.value(node, trial)
            if node.op == "symbol" and not node.is_scalar:
                values[node.T] = values[node].T
        return Surroundings(values, self.closed.functions, sizes, self.variable, self.fixed)


def _two(array: Array) -> Array:
    return array if array.ndim == 2 else np.reshape(array, (-1, 1))


def _computed(value: Array, shapes: tuple[Shape, Shape] | None) -> Truth:
    """The truth as a closed form has it, which is known but for rounding."""
    error = np.full(value.shape, ROUNDING * np.max(np.abs(value), initial=0.0))
    return Truth(np.nan_to_num(value), error, ~np.isfinite(value), shapes=shapes)


def same(candidate: Array, given: Array) -> bool:
    """Whether two values are equal but for rounding."""
    if candidate.shape != given.shape:
        if not (candidate.size == given.size == 1):
            return False
        candidate = candidate.reshape(given.shape)
    slack = EQUAL * np.max(np.abs(given), initial=0.0)
    return bool(np.all(np.abs(candidate - given) <= slack))


def _ratio(trial: Trial) -> float:
    """The number by which the truth is multiplied in the answer; 0 if it is no multiple."""
    truth, given = trial.truth.value, trial.given
    scale = float(np.vdot(truth, truth))
    ratio = float(np.vdot(truth, given)) / scale if scale else 0.0
    return ratio if abs(ratio) > 1e-6 and is_truth(given / ratio, trial.truth) else 0.0
