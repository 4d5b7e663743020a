"""What may have been mistaken at a step of a program, and what the step gives without that.

Each edit has a kind, which `matcalc.diagnosis.repairs` has a mistake for, and a detail that is the
same at every point.
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

__all__ = ["REDUCTIONS", "Edit", "Surroundings", "computed", "edits_of_step"]

Edit = tuple[str, tuple[Any, ...], Callable[[], Any]]  # kind, detail, and the step's new value

PRODUCTS = {"matmul", "multiply", "dot", "outer"}
SUMS = {"add", "subtract"}
REDUCTIONS: dict[str, Callable[..., Any]] = {
    "sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "norm": np.linalg.norm,
    "std": np.std, "var": np.var, "prod": np.prod, "median": np.median,
}  # fmt: skip
OF_SQUARE: dict[str, Callable[..., Any]] = {
    "trace": np.trace, "det": np.linalg.det, "sum": np.sum,
    "logdet": lambda a: np.linalg.slogdet(a)[1],
}  # fmt: skip
COMPARISONS: dict[str, Callable[..., Any]] = {  # what each is taken for
    "less": np.greater, "greater": np.less,
    "less_equal": np.greater_equal, "greater_equal": np.less_equal,
}  # fmt: skip
LARGEST: dict[str, Callable[..., Any]] = {"argmax": np.argmin, "argmin": np.argmax}
NUMBERS = (2, 0.5, 3, 1 / 3, 4, 0.25, -2, -0.5)
MOVES: dict[str, Callable[[int], int]] = {  # of an index
    "first": lambda _: 0, "last": lambda _: -1, "next": lambda i: i + 1, "before": lambda i: i - 1,
}  # fmt: skip
MOST_PARTS = 24  # steps of an answer whose values may be missing at its end


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
    fixed : set of str
        Arguments that are the same at every point: what befalls their entries proves nothing.
    """

    parts: Mapping[Any, Array]
    functions: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    variable: str = ""
    fixed: frozenset[str] = frozenset()


def edits_of_step(
    program: Program, number: int, values: Sequence[Any], around: Surroundings
) -> Iterator[Edit]:
    """What may be changed at a step, with the value that it then has.

    Parameters
    ----------
    values : sequence
        Of all steps, those of the program unless others were changed before.
    """
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
    elif name in COMPARISONS:
        yield "compared", (), lambda: COMPARISONS[name](*given)
    elif name in {"floor_divide"}:
        yield "number", ("//",), lambda: given[0] / given[1]
    elif name == "getitem":
        if step.arguments[0] not in {Value(program.inputs[one]) for one in around.fixed}:
            yield from _of_entry(*given)
    elif name == "setitem":
        yield from _of_setting(step.call, *given)
    elif name == "negative":
        yield "sign", ("none",), lambda: given[0]
    elif name in LARGEST:
        yield "reduction", (LARGEST[name].__name__,), partial(LARGEST[name], *given, **step.options)
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
    if not around.variable:
        yield from _of_values(program, number, given, values, around)
    yield from _of_symbols(program, number, given, values)
    yield from _of_changed(program, number, given, values)
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
    if sign < 0:
        yield "term", ("first", "turned"), lambda: b
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
        inverse = computed(partial(np.linalg.inv, b))
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
    asked = {key: options[key] for key in ("keepdims",) if key in options}
    kept: dict[str, Any] = {"keepdims": True} if a.ndim == 2 else asked
    call = REDUCTIONS[name]
    axes = [None, *range(a.ndim)]
    ddof = {key: options[key] for key in ("ddof",) if key in options}
    for other in axes:
        if other != axis and (other is None or a.shape[other] > 1):
            yield "axis", (other,), partial(call, a, axis=other, **ddof, **kept)
    same = {"axis": axis, **asked}
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
    for other in ("max", "mean", "median", "min", "norm", "prod", "sum"):
        if (
            {other, name} != {"sum", "mean"}
            and other != name
            and not (other == "norm" and a.ndim > 2)
        ):
            yield "reduction", (other,), partial(REDUCTIONS[other], a, **same)
    yield "summed", ("none",), lambda: a


def _of_entry(array: Any, key: Any) -> Iterator[Edit]:
    keys = key if isinstance(key, tuple) else (key,)
    for place, one in enumerate(keys):
        if isinstance(one, int | np.integer):
            for other in {one + 1, one - 1, 0, -1} - {int(one)}:
                changed = *keys[:place], int(other), *keys[place + 1 :]
                yield "entry", (place, int(other)), partial(lambda k: array[k], changed)
        elif isinstance(one, slice):
            for other in _other_slices(one):
                changed = *keys[:place], other, *keys[place + 1 :]
                yield "entry", (place, repr(other)), partial(lambda k: array[k], changed)


def _of_setting(setting: Callable[..., Any], array: Any, key: Any, value: Any) -> Iterator[Edit]:
    """Another entry that is set: an index earlier or later, at an end, or all of them so."""
    keys = key if isinstance(key, tuple) else (key,)
    at = [place for place, one in enumerate(keys) if isinstance(one, int | np.integer)]
    for places in [[place] for place in at] + ([at] if len(at) > 1 else []):
        for how, move in MOVES.items():
            moved = tuple(move(one) if n in places else one for n, one in enumerate(keys))
            if moved != keys:
                yield "entry", (how, *places), partial(setting, array, moved, value)


def _other_slices(one: slice) -> list[slice]:
    """Slices that begin, or end, an entry earlier or later, or where the array does."""
    start, stop = one.start or 0, one.stop
    starts = {None, start + 1, *([start - 1] if start > 1 else [])}
    stops = {None, -1} if stop is None else {None, stop + 1, stop - 1}
    found = [slice(begin, stop, one.step) for begin in sorted(starts, key=str)]
    found += [slice(one.start, end, one.step) for end in sorted(stops, key=str)]
    found.append(slice(None, -1, one.step))  # the last left out in place of the first
    return [other for other in found if other != one]


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


def _of_changed(
    program: Program, number: int, given: list[Any], values: Sequence[Any]
) -> Iterator[Edit]:
    """In the place of an argument what was made of it before, by a product or a sum."""
    step, inputs = program.steps[number], {*program.inputs.values()}
    makers = {"missing-factor": PRODUCTS | {"divide", "true_divide"}, "missing-term": SUMS}
    for place, argument in enumerate(step.arguments):
        if not (isinstance(argument, Value) and argument.number in inputs):
            continue
        for kind, names in makers.items():
            made = (
                np.asarray(values[n])
                for n in range(number - 1, -1, -1)
                if program.steps[n].name in names
                and argument.number in program.steps[n].uses
                and np.shape(values[n]) == np.shape(given[place])
            )
            if (other := next(made, None)) is not None:
                replaced = [*given[:place], other, *given[place + 1 :]]
                yield kind, ("made", place), partial(step.call, *replaced, **step.options)


def _fits(form: Array, value: Array) -> bool:
    """Whether one array may be added to another, which keeps its shape."""
    pairs = zip(form.shape[::-1], value.shape[::-1], strict=False)
    return form.ndim <= value.ndim and all(n in (1, m) for n, m in pairs)


def _of_values(
    program: Program, number: int, given: list[Any], values: Sequence[Any], around: Surroundings
) -> Iterator[Edit]:
    """What belongs to the slips of those who compute a value, and differentiate nothing."""
    step, value = program.steps[number], np.asarray(values[number])
    if step.name in {"divide", "true_divide", "multiply"}:
        a, b = map(np.asarray, given)
        yield "missing-term", ("second from 1",), lambda: step.call(a, 1 - b)
        if step.name == "multiply":
            yield "missing-term", ("first from 1",), lambda: (1 - a) * b
            yield "divided", ("by second",), lambda: a / b
            yield "divided", ("by first",), lambda: b / a
    if step.name in REDUCTIONS and len(given) == 1:
        sizes = np.abs(given[0])
        yield "reduction", ("of sizes",), lambda: step.call(sizes, **step.options)
    if value.ndim == 2 and value.shape[0] == value.shape[1] > 1:
        for label, part in around.parts.items():
            if part.size == 1:
                number_on_diagonal = part.reshape(()) * np.eye(len(value))
                yield (
                    "missing-term",
                    ("diagonal", label),
                    partial(np.add, value, number_on_diagonal),
                )
    if number == program.result:
        yield from _of_own(program, number, values)


def _of_own(program: Program, result: int, values: Sequence[Any]) -> Iterator[Edit]:
    """What was computed on the way, and may belong to the result once more, or be meant as it."""
    value = np.asarray(values[result])
    for number, step in enumerate(program.steps):
        own = np.asarray(values[number])
        if step.uses and own.shape == value.shape and number != result:
            yield "returned", (number,), partial(np.copy, own)
        if number >= min(result, MOST_PARTS) or own.dtype.kind not in "iuf":
            continue
        forms = [own, own.T] if own.ndim == 2 else [own, own[:, None]] if own.ndim == 1 else [own]
        for turned, form in enumerate(forms):
            if own.size == 1 or not _fits(form, value):
                continue
            for times in (1, -1, 2, -2):
                yield (
                    "missing-term",
                    ("own", number, turned, times),
                    partial(lambda f, t: value + t * f, form, times),
                )
            yield "missing-factor", ("own", number, turned, "*"), partial(np.multiply, value, form)
            yield "missing-factor", ("own", number, turned, "/"), partial(np.divide, value, form)


def _of_result(value: Array, parts: Mapping[Any, Array]) -> Iterator[Edit]:
    for label, part in parts.items():
        if value.shape == part.shape:
            for times in (1, -1, 2, -2):
                yield (
                    "missing-term",
                    (label, times),
                    partial(lambda p, t: value + t * p, part, times),
                )


def computed(compute: Callable[[], Any]) -> Array | None:
    """The value of an edit; None where it has none."""
    try:
        value = np.asarray(compute())
    except (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError):
        return None
    return value if value.dtype.kind in "biuf" else None
