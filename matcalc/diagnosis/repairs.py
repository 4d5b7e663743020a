"""What would make a wrong answer right: its program with one step changed.

An answer that becomes right at every point by one small change was probably meant that way.  The
change tells the kind of mistake, and the step tells the line that it stands in.  This needs no
closed form; where there is one, its parts are what may have been left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from matcalc.diagnosis.programs import Program, Step, Value
from matcalc.formulas.functions import FUNCTIONS
from matcalc.numerics.values import Array

__all__ = ["LIKELIEST", "MISTAKE", "Change", "Surroundings", "changes", "edited"]


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
    "symbol": "wrong-inner-derivative",
    "entry": "entries",
}
LIKELIEST = list(MISTAKE)
Edit = tuple[str, tuple[Any, ...], Callable[[], Any]]  # kind, detail, and the step's new value

PRODUCTS = {"matmul", "multiply", "dot", "outer"}
SUMS = {"add", "subtract"}
REDUCTIONS: dict[str, Callable[..., Any]] = {
    "sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "norm": np.linalg.norm,
    "std": np.std, "var": np.var, "prod": np.prod,
}  # fmt: skip
OF_SQUARE: dict[str, Callable[..., Any]] = {
    "trace": np.trace, "det": np.linalg.det, "sum": np.sum,
    "logdet": lambda a: np.linalg.slogdet(a)[1],
}  # fmt: skip
EVERYWHERE = {"axis", "spread"}
NUMBERS = (2, 0.5, 3, 1 / 3, 4, 0.25, -2, -0.5)
MOST_TRIED = 4000


@dataclass(frozen=True)
class Surroundings:
    """What an answer at a point may be made of.

    Attributes
    ----------
    parts : dict
        Values of symbols and of parts of the closed form, by labels that are the same at each
        point.
    functions : tuple of str
        The functions that the question uses.
    sizes : tuple of int
        The numbers of rows and columns of the symbols, in an order that is the same at each point.
    variable : str
        By which the function is differentiated; empty for a value.
    """

    parts: Mapping[Any, Array]
    functions: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    variable: str = ""


def changes(program: Program, around: Surroundings) -> Iterator[tuple[Change, Array]]:
    """Every change to a program, with the result that it then has."""
    tried = 0
    for number in range(len(program.steps)):
        for kind, detail, compute in _edits(program, number, program.values, around):
            tried += 1
            if tried > MOST_TRIED:
                return
            new = _computed(compute)
            if new is not None and (value := program.again({number: new})) is not None:
                yield Change(number, kind, detail), value
    for group, kinds in _groups(program):
        for kind, detail, _ in _edits(program, group[0], program.values, around):
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


def _computed(compute: Callable[[], Any]) -> Array | None:
    try:
        value = np.asarray(compute())
    except (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError):
        return None
    return value if value.dtype.kind in "biuf" else None


def _groups(program: Program) -> Iterator[tuple[list[int], set[str]]]:
    """Steps that may be changed together, and by what: those that compute the same, and all sums
    along an axis."""
    same: dict[Any, list[int]] = {}
    for number, (step, value) in enumerate(zip(program.steps, program.values, strict=True)):
        if step.uses:
            same.setdefault((step.name, value.shape, value.tobytes()), []).append(number)
    yield from ((group, set()) for group in same.values() if len(group) > 1)
    along = [n for n, step in enumerate(program.steps) if step.name in REDUCTIONS]
    if len(along) > 1:
        yield along, {"axis", "spread", "mean"}


def _changed(
    program: Program, number: int, values: Sequence[Any], key: Any, around: Surroundings
) -> Array | None:
    """A step's value after one kind of change."""
    edits = _edits(program, number, values, around)
    compute = next((compute for kind, detail, compute in edits if (kind, detail) == key), None)
    return None if compute is None else _computed(compute)


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


# --- what may be changed at a step --------------------------------------------------------------


def _edits(
    program: Program, number: int, values: Sequence[Any], around: Surroundings
) -> Iterator[Edit]:
    step, value = program.steps[number], np.asarray(values[number])
    given = program.given(number, values)
    parts, functions, sizes = around.parts, around.functions, around.sizes
    name = step.name
    if name in PRODUCTS and len(given) == 2:
        yield from _of_product(name, given[0], given[1], _is_variable(program, number, around))
    elif name in SUMS and len(given) == 2:
        yield from _of_sum(name, given[0], given[1], sizes)
    elif name in {"divide", "true_divide"} and len(given) == 2:
        yield from _of_quotient(*given)
    elif name in {"power", "float_power"} and len(given) == 2:
        yield from _of_power(*given)
    elif name in REDUCTIONS:
        yield from _of_reduction(step, given)
    elif name in {"floor_divide"}:
        yield "number", ("//",), lambda: given[0] / given[1]
    elif name == "getitem":
        yield from _of_entry(*given)
    elif name == "transpose" and not step.options:
        yield "transpose", ("none",), lambda: given[0]
    elif name in {"square", "reciprocal"}:
        yield from _of_power(given[0], 2 if name == "square" else -1)
    if name in OF_SQUARE and len(given) == 1 and np.ndim(given[0]) == 2:
        for other in OF_SQUARE.keys() - {name}:
            yield "reduction", (other,), partial(OF_SQUARE[other], given[0])
    if name in FUNCTIONS and len(given) == 1 and FUNCTIONS[name].family:
        yield from _of_function(name, given[0])
    if name == "inv":
        yield "inverse", ("none",), lambda: given[0]
        yield "entrywise", ("reciprocal",), lambda: 1 / given[0]
    if number == program.result or value.ndim:
        yield from _of_value(value, parts, functions, name == "input")
    if number == program.result:
        yield from _of_result(value, parts)
    yield from _of_symbols(program, number, given, values)
    for before in _ancestors(program, number):
        if np.shape(values[before]) == value.shape:
            yield "factor", ("after", before), partial(np.copy, values[before])


def _is_variable(program: Program, number: int, around: Surroundings) -> list[bool]:
    """For each argument of a step, whether it is the variable, turned or not."""
    own = Value(program.inputs.get(around.variable, -1))
    turned = {own} | {
        Value(n)
        for n, step in enumerate(program.steps[:number])
        if step.name == "transpose" and step.arguments[0] == own
    }
    return [isinstance(a, Value) and a in turned for a in program.steps[number].arguments]


def _of_product(name: str, a: Any, b: Any, is_variable: list[bool]) -> Iterator[Edit]:
    a, b = np.asarray(a), np.asarray(b)
    is_matmul = name in {"matmul", "dot"}
    yield "left" if is_variable[0] else "factor", ("left",), lambda: b
    yield "left" if is_variable[1] else "factor", ("right",), lambda: a
    for one, other in ((a, b), (b, a)):
        if one.size == 1:
            for n in (float(one.flat[0]) + step for step in (1, -1)):
                yield "number", ("product", n - float(one.flat[0])), partial(np.multiply, n, other)
    if a.ndim == b.ndim == 1 and is_matmul:
        yield "product", ("outer",), partial(np.outer, a, b)
    if a.ndim != 2 or b.ndim != 2:
        return
    if b.shape[0] == b.shape[1] > 1 and np.all(b == 1) and a.size == 1:
        yield "number-on-diagonal", ("product",), lambda: a * np.eye(len(b))
    turned = {"": (a, b), "left": (a.T, b), "right": (a, b.T), "both": (a.T, b.T)}
    for how, (u, v) in turned.items():
        fits = u.shape[1] == v.shape[0]
        same = u.shape == v.shape or 1 in (u.size, v.size)
        if fits and u.size > 1 and v.size > 1 and not (is_matmul and how == ""):
            yield (
                ("transpose" if is_matmul else "product"),
                ("@", how),
                partial(np.matmul, u, v),
            )
        if same and not (how == "" and not is_matmul):
            kind = "product" if is_matmul else "transpose"
            yield kind, ("*", how), partial(np.multiply, u, v)
    if a.shape[0] == b.shape[1] and min(a.size, b.size) > 1:
        yield "order", (), partial(np.matmul, b, a)


def _of_sum(name: str, a: Any, b: Any, sizes: Sequence[int]) -> Iterator[Edit]:
    a, b = np.asarray(a), np.asarray(b)
    sign = 1 if name == "add" else -1
    yield "sign", ("second",), lambda: a - sign * b
    yield "sign", ("first",), lambda: sign * b - a
    yield "term", ("first",), lambda: sign * b
    yield "term", ("second",), lambda: a
    named: list[tuple[Any, float]] = [(n, n) for n in NUMBERS]
    named += [((i, e), float(n) ** e) for i, n in enumerate(sizes) if n > 1 for e in (1, -1)]
    named += [((i, "less"), (n - 1) / n) for i, n in enumerate(sizes) if n > 1]
    named += [((i, "more"), n / (n - 1)) for i, n in enumerate(sizes) if n > 1]
    for key, n in named:
        yield "number", ("first", key), partial(lambda n: n * a + sign * b, n)
        yield "number", ("second", key), partial(lambda n: a + sign * n * b, n)
    if a.ndim == 2 and b.ndim == 2 and a.shape == b.shape and a.shape[0] == a.shape[1]:
        yield "transpose", ("first",), lambda: a.T + sign * b
        yield "transpose", ("second",), lambda: a + sign * b.T
    for one, other, how in ((a, b, "second"), (b, a, "first")):
        if other.size == 1 and one.ndim == 2 and one.shape[0] == one.shape[1] > 1:
            number = other * np.eye(len(one))
            if how == "second":
                yield "number-on-diagonal", (how,), partial(lambda n: a + sign * n, number)
            else:
                yield "number-on-diagonal", (how,), partial(lambda n: n + sign * b, number)


def _of_quotient(a: Any, b: Any) -> Iterator[Edit]:
    a, b = np.asarray(a), np.asarray(b)
    yield "factor", ("below",), lambda: a
    yield "divided", ("product",), lambda: a * b
    yield "divided", ("square",), lambda: a / b**2
    yield "divided", ("cube",), lambda: a / b**3
    yield "divided", ("root",), lambda: a / np.sqrt(b)
    yield "divided", ("upside down",), lambda: b / a
    if b.ndim == 2 and b.shape[0] == b.shape[1] > 1:
        inverse = _computed(partial(np.linalg.inv, b))
        if inverse is not None and a.size == 1:
            yield "entrywise", ("inverse",), lambda: a * inverse
        elif inverse is not None:
            yield "entrywise", ("after",), lambda: a @ inverse
            yield "entrywise", ("before",), lambda: inverse @ a


def _of_power(a: Any, k: Any) -> Iterator[Edit]:
    a = np.asarray(a)
    if np.size(k) != 1:
        return
    k = float(np.asarray(k).reshape(()))
    for other in (k + 1, k - 1):
        yield "power", (other - k,), partial(np.power, a.astype(np.float64), other)
    for times in (0.5, 2):
        yield "power", ("times", times), partial(np.power, a.astype(np.float64), k * times)
    if a.ndim == 2 and a.shape[0] == a.shape[1] > 1 and k == int(k):
        yield "entrywise", ("power",), partial(np.linalg.matrix_power, a, int(k))
        yield "entrywise", ("turned",), lambda: np.linalg.matrix_power(a, int(k)).T


def _of_reduction(step: Step, given: list[Any]) -> Iterator[Edit]:
    name, a = step.name, np.asarray(given[0])
    options = dict(step.options)
    if len(given) > 1 or options.get("ord") is not None:
        return
    axis = options.pop("axis", None)
    kept: dict[str, Any] = {"keepdims": True} if a.ndim == 2 else {}
    call = REDUCTIONS[name]
    axes = [None, *range(a.ndim)]
    ddof = {key: options[key] for key in ("ddof",) if key in options}
    for other in axes:
        if other != axis and (other is None or a.shape[other] > 1):
            yield "axis", (other,), partial(call, a, axis=other, **ddof, **kept)
    same = {"axis": axis, **({"keepdims": options["keepdims"]} if "keepdims" in options else {})}
    for one, other in (("sum", "mean"), ("mean", "sum")):
        if name == one:
            yield "mean", (other,), partial(REDUCTIONS[other], a, **same)
    if name in {"std", "var"}:
        yield (
            "spread",
            (1 - ddof.get("ddof", 0),),
            partial(call, a, ddof=1 - ddof.get("ddof", 0), **same),
        )
        other = "var" if name == "std" else "std"
        yield "power", (other,), partial(REDUCTIONS[other], a, **ddof, **same)
    for other in ("max", "min", "norm", "prod", "sum"):
        if other != name and not (other == "norm" and a.ndim > 2):
            yield "reduction", (other,), partial(REDUCTIONS[other], a, **same)
    yield "summed", ("none",), lambda: a


def _of_entry(array: Any, key: Any) -> Iterator[Edit]:
    keys = key if isinstance(key, tuple) else (key,)
    for place, one in enumerate(keys):
        if isinstance(one, int | np.integer):
            for other in {one + 1, one - 1, 0, -1} - {int(one)}:
                changed = *keys[:place], int(other), *keys[place + 1 :]
                yield "entry", (place, int(other)), partial(lambda k: array[k], changed)


def _of_function(name: str, a: Any) -> Iterator[Edit]:
    family = FUNCTIONS[name].family
    yield "function", ("none",), lambda: a
    yield "sign", ("inside",), partial(FUNCTIONS[name].numpy, -np.asarray(a))
    for row in FUNCTIONS.values():
        if row.family == family and row.name != name:
            yield "function", (row.name,), partial(row.numpy, a)


def _of_value(
    value: Array, parts: Mapping[Any, Array], functions: Sequence[str], is_input: bool
) -> Iterator[Edit]:
    """What may have been left out where a value is used: a function, or a factor."""
    for name in functions:
        yield "function", ("left out", name), partial(FUNCTIONS[name].numpy, value)
    if value.ndim == 2:
        yield "power", ("square",), lambda: value**2
        if value.size > 1 and value.shape[0] == value.shape[1]:
            yield "inverse", ("left out",), partial(np.linalg.inv, value)
            yield "transpose", ("value",), lambda: value.T
    for label, part in parts.items():
        if value.ndim != 2:
            continue
        if part.size == 1 or part.shape == value.shape:
            if not is_input:
                yield "missing-factor", ("*", label), partial(np.multiply, value, part)
            if part.size == 1:
                yield "missing-factor", ("/", label), partial(np.divide, value, part)
        if not is_input and part.size > 1 and value.size > 1:
            if part.shape[1] == value.shape[0] and part.shape[0] == part.shape[1]:
                yield "missing-factor", ("before", label), partial(np.matmul, part, value)
            if value.shape[1] == part.shape[0] and part.shape[0] == part.shape[1]:
                yield "missing-factor", ("after", label), partial(np.matmul, value, part)


def _ancestors(program: Program, number: int) -> set[int]:
    """The steps from which one is computed, but for its own arguments and the inputs."""
    near = program.steps[number].uses
    found: set[int] = set()
    for one in near:
        found |= program.steps[one].uses
    for one in sorted(found, reverse=True):
        found |= program.steps[one].uses
    return {one for one in found - near if program.steps[one].uses}


def _of_symbols(
    program: Program, number: int, given: list[Any], values: Sequence[Any]
) -> Iterator[Edit]:
    """Another symbol in the place of one."""
    step = program.steps[number]
    symbols = {number: name for name, number in program.inputs.items()}
    for place, argument in enumerate(step.arguments):
        if not isinstance(argument, Value):
            continue
        own = symbols.get(argument.number)
        is_argument = len(step.arguments) == 1 and step.name != "transpose"
        for other, name in symbols.items():
            if name != own and (own or is_argument):
                replaced = [*given[:place], values[other], *given[place + 1 :]]
                if np.shape(values[other]) == np.shape(given[place]):
                    yield "symbol", (place, name), partial(step.call, *replaced, **step.options)


def _of_result(value: Array, parts: Mapping[Any, Array]) -> Iterator[Edit]:
    for label, part in parts.items():
        if value.shape == part.shape:
            for times in (1, -1, 2, -2):
                yield (
                    "missing-term",
                    (label, times),
                    partial(lambda p, t: value + t * p, part, times),
                )
