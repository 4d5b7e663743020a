"""What would make a wrong answer right: its program with one step changed.

An answer that becomes right at every point by one small change was probably meant that way.  The
change tells the kind of mistake, and the step tells the line that it stands in.  This needs no
closed form; where there is one, its parts are what may have been left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcalc.diagnosis.edits import REDUCTIONS, Surroundings, computed, edits_of_step
from matcalc.diagnosis.programs import Place, Program
from matcalc.numerics.values import Array

__all__ = ["LIKELIEST", "MISTAKE", "Change", "changes", "edited"]


@dataclass(frozen=True)
class Change:
    """A change to a step of a program.

    Attributes
    ----------
    step : int
        Its number.
    kind : str
        What was mistaken there; ``repair-`` and this is the key of a text.
    detail : tuple
        Which of the changes of this kind.
    everywhere : bool
        Whether it was made at all steps that are alike.
    """

    step: int
    kind: str
    detail: tuple[Any, ...] = ()
    everywhere: bool = False

    @property
    def mistake(self) -> str:
        """The identifier of the mistake that the change undoes."""
        return MISTAKE[self.kind]


# What was mistaken, the likeliest first, and the identifier of it.
MISTAKE = {
    "transpose": "missing-transpose",
    "axis": "wrong-axis",
    "sign": "term-sign",
    "mean": "factor",
    "spread": "factor",
    "number": "factor",
    "entrywise": "elementwise-product",
    "product": "elementwise-product",
    "order": "product-order",
    "number-on-diagonal": "missing-factor",
    "power": "wrong-inner-derivative",
    "function": "wrong-inner-derivative",
    "inverse": "wrong-inner-derivative",
    "reduction": "wrong-function",
    "term": "extra-term",
    "missing-factor": "missing-factor",
    "summed": "elementwise-product",
    "left": "wrong-inner-derivative",
    "factor": "extra-term",
    "divided": "missing-factor",
    "missing-term": "missing-term",
    "returned": "wrong-function",
    "compared": "sign",
    "symbol": "wrong-inner-derivative",
    "entry": "entries",
}
LIKELIEST = list(MISTAKE)
MOST_COMPUTED = 30_000  # steps computed again, for changes of one step and of several


def changes(program: Program, around: Surroundings) -> Iterator[tuple[Change, Array]]:
    """Every change to a program, with the result that it then has."""
    yield from _of_one_step(program, around)
    yield from _of_several(program, around)


def _of_one_step(program: Program, around: Surroundings) -> Iterator[tuple[Change, Array]]:
    left = MOST_COMPUTED
    for number in range(len(program.steps)):
        for kind, detail, compute in edits_of_step(program, number, program.values, around):
            left -= 1 + max(program.result - number, 0)
            if left < 0:
                return
            new = computed(compute)
            if new is not None and (value := program.again({number: new})) is not None:
                yield Change(number, kind, detail), value


def _of_several(program: Program, around: Surroundings) -> Iterator[tuple[Change, Array]]:
    left = MOST_COMPUTED
    for group, kinds in _groups(program):
        for kind, detail, _ in edits_of_step(program, group[0], program.values, around):
            left -= 1 + program.result
            if left < 0:
                return
            if not kinds or kind in kinds:
                value = _everywhere(program, group, (kind, detail), around)
                if value is not None:
                    yield Change(group[0], kind, detail, everywhere=True), value


def edited(program: Program, change: Change, around: Surroundings) -> Array | None:
    """The result of a program after a change that was found for the same program elsewhere."""
    if change.step >= len(program.steps):
        return None
    key = change.kind, change.detail
    if change.everywhere:
        groups = (group for group, _ in _groups(program) if group[0] == change.step)
        found = (_everywhere(program, group, key, around) for group in groups)
        return next((value for value in found if value is not None), None)
    new = _changed(program, change.step, program.values, key, around)
    return None if new is None else program.again({change.step: new})


def _groups(program: Program) -> Iterator[tuple[list[int], set[str]]]:
    """Steps that may be changed together, and by what: those that compute the same, those of a
    line that is run several times, and all sums along an axis."""
    same: dict[Any, list[int]] = {}
    for number, (step, value) in enumerate(zip(program.steps, program.values, strict=True)):
        if step.uses:
            same.setdefault((step.name, value.shape, value.tobytes()), []).append(number)
    groups = [*same.values(), *_repeated(program)]
    yield from ((group, set()) for group in groups if len(group) > 1)
    along = [n for n, step in enumerate(program.steps) if step.name in REDUCTIONS]
    if len(along) > 1:
        yield along, {"axis", "spread", "mean"}


def _repeated(program: Program) -> Iterator[list[int]]:
    """In a line that is run several times, as in a loop, each step with what it is every time."""
    lines: dict[Place, list[int]] = {}
    for number, step in enumerate(program.steps):
        if step.place and step.uses:
            lines.setdefault(step.place, []).append(number)
    for numbers in lines.values():
        names = [program.steps[number].name for number in numbers]
        period = next(n for n in range(1, len(names) + 1) if names[:n] * (len(names) // n) == names)
        if period < len(names):
            yield from (numbers[first::period] for first in range(period))


def _changed(
    program: Program, number: int, values: Sequence[Any], key: Any, around: Surroundings
) -> Array | None:
    """A step's value after one kind of change."""
    edits = edits_of_step(program, number, values, around)
    compute = next((compute for kind, detail, compute in edits if (kind, detail) == key), None)
    return None if compute is None else computed(compute)


def _everywhere(
    program: Program, group: Sequence[int], key: Any, around: Surroundings
) -> Array | None:
    """The result where several steps are changed alike, each with what the others then give."""
    values = list(program.values)
    try:
        for number in range(program.result + 1):
            if number in group:
                new = _changed(program, number, values, key, around)
                if new is None:
                    return None
                values[number] = new
            elif program.steps[number].uses:
                values[number] = program.compute(number, values)
        return np.asarray(values[program.result], np.float64)
    except (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError):
        return None
