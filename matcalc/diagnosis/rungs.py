"""What is said after the first hint, one rung after the other, to whoever asks for it.

The first names the kind of mistake.  Then come: what is known of it; the place, which is a term of
the answer or a line of its text; and a smallest example with whole numbers, to be worked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import prod
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matcalc.calculus.derivative import terms_of
from matcalc.diagnosis.cases import Case, Finding
from matcalc.diagnosis.diagnose import names_of
from matcalc.diagnosis.programs import Place, Program
from matcalc.formulas.draw import Declaration, draw
from matcalc.formulas.nodes import Node
from matcalc.messages import has_text, say, title
from matcalc.numerics.values import Array

__all__ = ["constant_entries", "further", "misread", "small_points"]

ENTRY_BY_ENTRY = {"add", "subtract", "multiply", "divide", "true_divide"}
MOST_SHOWN = 40  # entries of a smallest example


def further(found: Finding, case: Case, examples: Iterator[list[Array]]) -> Iterator[str]:
    """The rungs after the first, from the general to the particular.

    Parameters
    ----------
    examples : iterator
        Small points at which to compare once more.
    """
    if has_text(f"{found.key}-more"):
        yield say(f"{found.key}-more", **found.values)
    program = case.program(case.first)
    place = _terms(case) or _slip(program) or _line(found.place)
    if place:
        yield place
    if found.mistake and found.mistake not in {"not-attempted"}:
        yield from _example(case, examples)
        yield say("card", title=title(found.mistake), mistake=found.mistake)


# --- where it is --------------------------------------------------------------------------------


def _terms(case: Case) -> str:
    """Which terms of an answer that is a formula are right."""
    written = case.question.written
    if written is None or case.closed is None:
        return ""
    own = [*terms_of(written.node)]
    right = [term for term in own if _is_term(case, term)]
    wrong = [term for term in own if term not in right]
    if not right or not wrong:
        return ""
    return say(
        "place-terms",
        right=_listed(str(written.sibling(term)) for term in right),
        wrong=_listed(str(written.sibling(term)) for term in wrong),
    )


def _is_term(case: Case, term: Node) -> bool:
    """Whether the closed form has a term of the same values."""
    assert case.closed is not None

    def holds(other: Node) -> bool:
        return all(
            np.shape(case.value(term, t)) == np.shape(case.value(other, t))
            and np.allclose(case.value(term, t), case.value(other, t), rtol=1e-7)
            for t in case.trials
        )

    return any(holds(other) for terms in case.closed.terms for other in terms)


def _listed(parts: Iterable[str]) -> str:
    return say("list-comma").join(parts)


def _line(place: Place | None) -> str:
    if place is None:
        return ""
    return say("place-line" if place.text else "place-line-only", line=place.line, text=place.text)


def _slip(program: Program | None) -> str:
    """A line that Python reads in another way than was meant, perhaps."""
    if program is None:
        return ""
    return _line_of("slip-table", _table(program)) or _line_of("slip-unused", _unused(program))


def _line_of(key: str, place: Place | None) -> str:
    return say(key, line=place.line, text=place.text) if place and place.text else ""


def _table(program: Program) -> Place | None:
    """Where a column meets a 1-D array, which makes a table."""
    for number, step in enumerate(program.steps):
        given = program.given(number, program.values)
        shapes: list[tuple[int, ...]] = [getattr(value, "shape", ()) for value in given]
        is_column = any(len(shape) == 2 and shape[1] == 1 < shape[0] for shape in shapes)
        is_flat = any(len(shape) == 1 and shape[0] > 1 for shape in shapes)
        if step.name in ENTRY_BY_ENTRY and step.place and is_column and is_flat:
            return step.place
    return None


def _unused(program: Program) -> Place | None:
    """A line whose value is never used."""
    used, waiting = set(), [program.result]
    while waiting:
        number = waiting.pop()
        if number not in used:
            used.add(number)
            waiting.extend(program.steps[number].uses)
    lines = {program.steps[number].place for number in used}
    idle = [s.place for n, s in enumerate(program.steps) if n not in used and s.name != "input"]
    return next((place for place in idle if place not in lines), None)


def misread(case: Case) -> str:
    """What gave an answer another shape: a call or a sign that NumPy takes in another way."""
    program = case.program(case.first)
    for number, step in enumerate(program.steps if program else ()):
        given = program.given(number, program.values) if program else []
        shapes = [np.shape(value) for value in given if isinstance(value, np.ndarray)]
        if step.name == "diag" and shapes and len(shapes[0]) == 2 and 1 in shapes[0]:
            return say("advice-diag")
        is_product = step.name == "multiply" and len(shapes) == 2 and shapes[0] != shapes[1]
        is_product = is_product and all(len(one) == 2 and prod(one) > 1 for one in shapes)
        shape = case.first.truth.value.shape
        if program and is_product and _is_mended_by_product(program, number, shape):
            return say("advice-product")
    return ""


def _is_mended_by_product(program: Program, number: int, shape: tuple[int, ...]) -> bool:
    """Whether the matrix product in the place of a product of entries gives the right shape."""
    a, b = program.given(number, program.values)
    for left, right in ((a, b), (a.T, b), (a, b.T), (b, a)):
        if left.shape[1] == right.shape[0]:
            value = program.again({number: left @ right})
            if value is not None and value.shape == shape:
                return True
    return False


# --- a smallest example -------------------------------------------------------------------------


def small_points(declarations: list[Declaration], seed: int) -> Iterator[list[Array]]:
    """Points with sizes of 2 and whole numbers, where every symbol is drawn."""
    if any(symbol.array is not None for symbol in declarations):
        return
    fixed = [
        replace(symbol, dimensions=tuple(d if d.isdecimal() else "2" for d in symbol.dimensions))
        for symbol in declarations
    ]
    rng = np.random.default_rng(seed)
    for point in draw(fixed, seed):
        whole = [_whole(symbol, array, rng) for symbol, array in zip(fixed, point, strict=True)]
        if sum(array.size for array in whole) > MOST_SHOWN:
            return
        yield whole


def _whole(symbol: Declaration, array: Array, rng: np.random.Generator) -> Array:
    match symbol.property:
        case "spd":
            lower = np.tril(rng.integers(1, 3, array.shape))
            return np.asarray(lower @ lower.T, np.float64)
        case "positive":
            return np.asarray(rng.integers(1, 4, array.shape), np.float64)
    whole = np.asarray(rng.choice([-2, -1, 1, 2, 3], array.shape), np.float64)
    if symbol.property == "symmetric":
        return np.triu(whole) + np.triu(whole, 1).T
    if symbol.property == "diagonal":
        return np.diag(np.diag(whole))
    return whole


def _example(case: Case, examples: Iterator[list[Array]]) -> Iterator[str]:
    """A small point with the answer's value there, if it is wrong there."""
    for _, point in zip(range(6), examples, strict=False):
        truth, value = case.truth_at(point), case.question.answer_at(point)
        if truth is None or value is None or value.size > MOST_SHOWN:
            continue
        if not np.all(np.isfinite(value)):
            continue
        if value.shape == truth.value.shape and np.allclose(value, truth.value, rtol=1e-6):
            continue
        names = names_of(case.question.answer, list(case.first.point))
        arrays = ", ".join(f"{n} = {_text(a)}" for n, a in zip(names, point, strict=True))
        yield say("example" if case.variable else "value-example", point=arrays, value=_text(value))
        return


def _text(array: Array) -> str:
    def rounded(value: object) -> object:
        if isinstance(value, list):
            return [rounded(one) for one in value]
        number = float(cast(float, value))
        return int(number) if number == int(number) else round(number, 4)

    return str(rounded(np.asarray(array).tolist()))


def constant_entries(case: Case) -> NDArray[np.bool_]:
    """Which entries are the same for all arguments: to show them gives a part away."""
    truth = case.first.truth.value
    constant = np.ones(truth.shape, bool)
    for point in case.moved(case.first, *case.first.point):
        other = case.truth_at(point)
        if other is None or other.value.shape != truth.shape:
            return np.zeros(truth.shape, bool)
        constant &= np.abs(other.value - truth) <= 1e-6 * (1 + np.abs(truth))
    return constant
