"""What a function computed: its NumPy calls, noted as it ran, to be computed again with a change.

A wrong answer that is a function is called with arrays that note what is done with them.  The
program that comes of it has no loops and no branches left; each of its steps knows the line of the
function's text that it stands in.  Arrays that the function makes itself, to fill them or from a
list, belong to the program where it calls NumPy by a global name; what Python's own numbers carry
on (`float(x[0, 0])`) counts as a constant.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.nodes import Node, coefficient, sizes_of
from matcalc.numerics.values import Array, as_numbers, quietly

__all__ = ["Place", "Program", "Step", "Value", "arguments_of", "place_of", "record", "rewritten"]

MOST_STEPS = 400
COURSE = str(Path(__file__).parent.parent), str(Path(np.__file__).parent)
LAPACK = {"lstsq", "svd", "pinv", "matrix_rank"}
MAKING = "array", "asarray", "empty", "zeros"  # what makes arrays of what does not note


@dataclass(frozen=True)
class Place:
    """A line of the text that was run."""

    line: int
    text: str
    file: str = ""


@dataclass(frozen=True)
class Value:
    """An earlier step's value among the arguments of a step."""

    number: int


@dataclass(frozen=True, eq=False)
class Step:
    """One call: a name, what to call, and its arguments, some of them values of earlier steps."""

    name: str
    call: Callable[..., Any]
    arguments: tuple[Any, ...]
    options: Mapping[str, Any]
    place: Place | None = None

    @property
    def uses(self) -> set[int]:
        """The numbers of the steps whose values it takes."""
        return set(_numbers((self.arguments, tuple(self.options.values()))))


@dataclass(eq=False)
class Program:
    """Steps with their values; the last step is the result's.

    Attributes
    ----------
    inputs : dict
        The numbers of the steps that stand for the function's arguments, by their names.
    result : int
        The number of the step whose value the function returned.
    """

    steps: list[Step] = field(default_factory=list)
    values: list[Array] = field(default_factory=list)
    inputs: dict[str, int] = field(default_factory=dict)
    result: int = -1

    def add(self, step: Step, value: Any) -> int:
        """Note a step; return its number."""
        if len(self.steps) >= MOST_STEPS:
            raise OverflowError("too many steps")
        self.steps.append(step)
        self.values.append(np.array(value))
        return len(self.steps) - 1

    def forget_lines(self, file: str) -> None:
        """Forget which lines of a file steps stand in, where others stand elsewhere.

        A check that calls the answer computes too, but its lines are not the learner's.
        """
        if all(step.place is None or step.place.file == file for step in self.steps):
            return
        self.steps = [
            replace(step, place=None) if step.place and step.place.file == file else step
            for step in self.steps
        ]

    def given(self, number: int, values: Sequence[Any]) -> list[Any]:
        """The arguments of a step, where the steps have these values."""
        return [_resolve(argument, values) for argument in self.steps[number].arguments]

    def compute(self, number: int, values: Sequence[Any]) -> Any:
        """The value of a step, where the earlier steps have these values."""
        step, given = self.steps[number], self.given(number, values)
        options = {key: _resolve(argument, values) for key, argument in step.options.items()}
        if step.name.split(".")[0] in LAPACK and not all(map(_is_finite, given)):
            raise ArithmeticError("LAPACK complains on the terminal of what is not finite")
        return step.call(*given, **options)

    def again(self, changed: Mapping[int, Any]) -> Array | None:
        """The result if some steps had other values; None where there is none then."""
        values, moved = list(self.values), set(changed)
        for number, value in changed.items():
            values[number] = value
        try:
            for number in range(min(moved), self.result + 1):
                if number not in changed and not moved.isdisjoint(self._uses(number)):
                    values[number] = self.compute(number, values)
                    moved.add(number)
            return np.asarray(values[self.result], np.float64) if self.result in moved else None
        except (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError):
            return None

    def _uses(self, number: int) -> set[int]:
        if number not in self._known:
            self._known[number] = self.steps[number].uses
        return self._known[number]

    _known: dict[int, set[int]] = field(default_factory=dict)


def _is_finite(argument: Any) -> bool:
    return not isinstance(argument, np.ndarray) or bool(np.isfinite(argument).all())


def _numbers(arguments: Any) -> Iterator[int]:
    if isinstance(arguments, Value):
        yield arguments.number
    elif isinstance(arguments, (list, tuple)):
        for argument in arguments:
            yield from _numbers(argument)


def _resolve(argument: Any, values: Sequence[Any]) -> Any:
    if isinstance(argument, Value):
        return values[argument.number]
    if isinstance(argument, (list, tuple)):
        return type(argument)(_resolve(part, values) for part in argument)
    return argument


# --- arrays that note what is done with them ----------------------------------------------------


class _Noting(np.ndarray[Any, np.dtype[Any]]):
    """An array that belongs to a program, as the value of one of its steps."""

    program: Program | None
    number: int

    def __array_finalize__(self, _: object) -> None:
        self.program, self.number = None, -1

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any
    ) -> Any:
        call = getattr(ufunc, method)
        if method == "reduce" and ufunc is np.add:
            call, name = np.sum, "sum"
            options = {k: v for k, v in options.items() if k in {"axis", "keepdims"}}
        else:
            name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        result = _note(name, call, inputs, options)
        if out is not None and isinstance(out[0], np.ndarray):  # an operation in place
            out[0].view(np.ndarray)[...] = result
            if isinstance(out[0], _Noting) and isinstance(result, _Noting):
                out[0].program, out[0].number = result.program, result.number
                return out[0]
        return result

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _note(func.__name__, func, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        return _note("getitem", lambda array, key: array[key], (self, key), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        result = _note("setitem", _with_item, (self, key, value), {})
        self.view(np.ndarray)[_plain(key)] = _plain(value)
        self.program, self.number = result.program, result.number

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    @property
    def T(self) -> Any:
        return np.transpose(self)


def _method(name: str) -> Callable[..., Any]:
    def method(self: _Noting, *arguments: Any, **options: Any) -> Any:
        if name in {"reshape", "transpose"} and len(arguments) > 1:
            arguments = (arguments,)
        return getattr(np, {"flatten": "ravel"}.get(name, name))(self, *arguments, **options)

    return method


for _name in (
    "clip", "copy", "cumsum", "diagonal", "dot", "flatten", "max", "mean", "min", "prod", "ravel",
    "reshape", "round", "squeeze", "std", "sum", "trace", "transpose", "var",
):  # fmt: skip
    setattr(_Noting, _name, _method(_name))


def _item(call: Callable[..., Any], place: int, *arguments: Any, **options: Any) -> Any:
    return call(*arguments, **options)[place]


def _with_item(array: Array, key: Any, value: Any) -> Array:
    changed = np.array(array)
    changed[key] = value
    return changed


def _plain(argument: Any) -> Any:
    if isinstance(argument, _Noting):
        return argument.view(np.ndarray)
    if isinstance(argument, (list, tuple)) and type(argument) in (list, tuple):
        return type(argument)(_plain(part) for part in argument)
    return argument


def _noted(argument: Any) -> Any:
    if isinstance(argument, _Noting):
        return Value(argument.number) if argument.program else np.array(argument)
    if isinstance(argument, (list, tuple)) and type(argument) in (list, tuple):
        return type(argument)(_noted(part) for part in argument)
    return argument


def _program_of(arguments: Any) -> Program | None:
    if isinstance(arguments, _Noting):
        return arguments.program
    if isinstance(arguments, (list, tuple)):
        return next((p for part in arguments if (p := _program_of(part))), None)
    return None


def _note(name: str, call: Any, arguments: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """Compute a call with plain arrays, and note it."""
    program = _program_of([*arguments, *options.values()])
    options = {key: value for key, value in options.items() if key != "out"}
    plain = {key: _plain(value) for key, value in options.items()}
    result = call(*map(_plain, arguments), **plain)
    kept = {key: _noted(value) for key, value in options.items()}
    if program is None:
        return result
    step = Step(name, call, tuple(map(_noted, arguments)), kept, _place())
    if isinstance(result, tuple) and result and isinstance(result[0], np.ndarray | np.generic):
        items = (
            Step(f"{name}.{i}", partial(_item, call, i), step.arguments, kept, step.place)
            for i in range(len(result))
        )
        wrapped = [_wrapped(part, program, item) for part, item in zip(result, items, strict=True)]
        return type(result)(*wrapped) if hasattr(result, "_fields") else tuple(wrapped)
    return _wrapped(result, program, step)


def _wrapped(result: Any, program: Program, step: Step) -> Any:
    if not isinstance(result, np.ndarray | np.generic) or result.dtype.kind not in "biuf":
        return result
    noting = np.asarray(result).view(_Noting)
    noting.program, noting.number = program, program.add(step, result)
    return noting


def _place() -> Place | None:
    """The line of the text that is being run, where it is known."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(COURSE):
        frame = frame.f_back
    return _line_of(frame.f_code, frame.f_lineno) if frame else None


def _line_of(code: CodeType, number: int) -> Place:
    text = linecache.getline(code.co_filename, number).strip()
    return Place(number, text, code.co_filename)


def _asking() -> str:
    """The file, or the cell, that asks for the check."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(COURSE):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


def place_of(error: BaseException) -> Place | None:
    """The line at which an exception arose: one of the answer rather than of its check.

    Where the answer ran in another process, that process has said it: `error.place`.
    """
    found, trace = list[Place](), error.__traceback__
    if isinstance(place := getattr(error, "place", None), Place):
        return place
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith(COURSE):
            found.append(_line_of(trace.tb_frame.f_code, trace.tb_lineno))
        trace = trace.tb_next
    asking = _asking()
    return next(
        (one for one in reversed(found) if one.file != asking), found[-1] if found else None
    )


def arguments_of(error: BaseException) -> tuple[str, ...]:
    """The names of the arguments of the stranger's function in which an exception arose."""
    found: tuple[str, ...] = ()
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(COURSE) and code.co_name != "<module>":
            found = code.co_varnames[: code.co_argcount]
        trace = trace.tb_next
    return found


# --- arrays that a function makes ---------------------------------------------------------------


def _making(program: Program, name: str) -> Callable[..., Any]:
    call = getattr(np, name)

    def make(*arguments: Any, **options: Any) -> Any:
        if (
            name == "asarray"
            and isinstance(arguments[0], _Noting)
            and not (options or arguments[1:])
        ):
            return arguments[0]
        made = _note(name, call, arguments, options)
        if isinstance(made, _Noting) or made.dtype.kind not in "biuf":
            return made
        noting = made.view(_Noting)
        noting.program, noting.number = program, program.add(Step(name, call, (), {}), made)
        return noting

    return make


def _spaces(function: Any) -> Iterator[dict[str, Any]]:
    """The global names of a stranger's function, and of those that it encloses."""
    left, seen = [function], set[int]()
    while left:
        one = left.pop()
        while isinstance(one, partial):
            one = one.func
        one = getattr(one, "__func__", getattr(one, "__wrapped__", one))
        space = getattr(one, "__globals__", None)
        if id(one) in seen or not isinstance(space, dict):
            continue
        seen.add(id(one))
        if not str(space.get("__name__")).startswith(("matcalc.", "numpy")):
            yield space
        for cell in one.__closure__ or ():
            try:
                left.append(cell.cell_contents)
            except ValueError:  # it is empty still
                continue


@contextmanager
def _making_noted(function: Callable[..., object], program: Program) -> Iterator[None]:
    """Let a function call what notes where it calls NumPy to make an array."""
    stand_in = ModuleType("numpy")
    made = {name: _making(program, name) for name in MAKING}
    stand_in.__dict__.update(vars(np) | made)
    instead = {id(np): stand_in} | {id(getattr(np, name)): made[name] for name in MAKING}
    changed = []
    try:
        for space in _spaces(function):
            for name, value in [*space.items()]:
                if id(value) in instead:
                    space[name] = instead[id(value)]
                    changed.append((space, name, value))
        yield
    finally:
        for space, name, value in changed:
            if space.get(name) is instead[id(value)]:
                space[name] = value


def record(function: Callable[..., object], point: Mapping[str, Array]) -> Program | None:
    """Call a function with arrays, and note what it does with them.

    Returns
    -------
    Program or None
        None where the function fails, or what it returns was not computed from its arguments by
        calls that can be noted.

    Examples
    --------
    >>> program = record(lambda x: 2 * np.sum(x), {"x": np.ones((3, 1))})
    >>> [step.name for step in program.steps], program.values[program.result]
    (['input', 'sum', 'multiply'], array(6.))
    """
    program, arguments = Program(), []
    for name, array in point.items():
        noting = np.array(array).view(_Noting)
        step = Step("input", lambda: None, (), {})
        noting.program, noting.number = program, program.add(step, array)
        program.inputs[name] = noting.number
        arguments.append(noting)
    try:
        with quietly(), _making_noted(function, program):
            value = function(*arguments)
            if isinstance(value, (list, tuple)):
                value = _note("array", np.array, (list(value),), {})
            if not isinstance(value, _Noting) or value.program is not program:
                return None
            program.result = value.number
            as_numbers(np.asarray(value), "the value")
    except (Exception, SystemExit):  # a stranger's code may raise anything
        return None
    same = np.array_equal(np.asarray(value), program.values[program.result], equal_nan=True)
    program.forget_lines(_asking())
    return program if same else None  # a view may have been written to


# --- programs and formulas ----------------------------------------------------------------------


def rewritten(node: Node, point: Mapping[str, Array], length: Callable[[Any], int]) -> Program:
    """The program that computes a formula at a point.

    Parameters
    ----------
    length : callable
        The number that a size is at this point.
    """
    program, numbers = Program(), dict[str, Value]()
    for name, array in point.items():
        program.inputs[name] = program.add(Step("input", lambda: None, (), {}), array)
        numbers[name] = Value(program.inputs[name])

    def noted(name: str, call: Callable[..., Any], *arguments: Any) -> Any:
        value = call(*(_resolve(argument, program.values) for argument in arguments))
        if not any(True for _ in _numbers(list(arguments))):
            return value
        return Value(program.add(Step(name, call, arguments, {}), value))

    def written(part: Node) -> Any:
        match part.op:
            case "symbol":
                return numbers[part.value[0]]
            case "number":
                return np.full((1, 1), float(part.value))
            case "size":
                return np.full((1, 1), float(length(part.value)))
            case "add":
                return _sum(part)
            case "mul":
                return _product(part)
            case "matmul":
                args = [written(arg) for arg in part.args]
                found = args[0]
                for arg in args[1:]:
                    found = noted("matmul", np.matmul, found, arg)
                return found
            case "power":
                return noted("power", np.power, written(part.args[0]), float(part.value))
            case "raised":
                return noted("power", np.power, *map(written, part.args))
            case "transpose":
                return noted("transpose", np.transpose, written(part.args[0]))
        shape = tuple(map(length, part.shape))
        sizes = [*map(length, sizes_of(part))]

        def call(*args: Any, compute: Any = FUNCTIONS[part.op].numpy) -> Any:
            return np.asarray(compute(*args, *sizes)).reshape(shape)

        return noted(part.op, call, *map(written, part.args))

    def _sum(part: Node) -> Any:
        found = written(part.args[0])
        for arg in part.args[1:]:
            value, rest = coefficient(arg)
            if value < 0:
                found = noted("subtract", np.subtract, found, written(-value * rest))
            else:
                found = noted("add", np.add, found, written(arg))
        return found

    def _product(part: Node) -> Any:
        below = [a for a in part.args if a.op == "power" and a.value < 0]
        above = [written(a) for a in part.args if a not in below]
        found = above[0] if above else np.ones((1, 1))
        for arg in above[1:]:
            found = noted("multiply", np.multiply, found, arg)
        for arg in below:
            found = noted("divide", np.divide, found, written(arg**-1))
        return found

    found = written(node)
    program.result = found.number if isinstance(found, Value) else -1
    return program
