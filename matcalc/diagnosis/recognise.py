"""The formula that a function computes, where its NumPy calls can be written as one.

A question that is a function has no closed form; most functions of a course are made of calls that
formulas have too.  What they did at two points of different sizes is written as a formula: a number
that differs is a size.  Who uses it checks its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import prod
from typing import Any, cast

import numpy as np

from matcalc.diagnosis.programs import Program, Step, Value, record
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import Declaration
from matcalc.formulas.formula import Expression
from matcalc.formulas.nodes import (
    ONE,
    Node,
    Size,
    add,
    apply,
    constant,
    eye,
    kron,
    matmul,
    mul,
    number,
    power,
    size_number,
    times,
)
from matcalc.numerics.values import Array

__all__ = ["recognise"]


class _NoFormula(Exception):
    """A call that formulas do not have."""


@dataclass(frozen=True)
class _Part:
    """A value as a node; a 1-D array is a row that remembers it."""

    node: Node
    is_flat: bool = False

    @property
    def whole(self) -> Node:
        """As a question's value: a 1-D array is a column."""
        return self.node.T if self.is_flat else self.node

    @property
    def column(self) -> Node:
        """A 1-D array, or a row, as a column."""
        return self.node.T if self.is_flat or self.node.shape[0] == ONE else self.node


def recognise(
    function: Callable[..., object],
    declarations: list[Declaration],
    points: Sequence[list[Array]],
    structure: Mapping[str, str] | None = None,
) -> Expression | None:
    """Write what a function computes as a formula of its symbols.

    Parameters
    ----------
    points : two lists of arrays
        At which the function is called; their sizes differ, or the sizes are part of the question.

    Returns
    -------
    Expression or None
        None where the function makes calls that formulas do not have, or other calls at the other
        point.

    Examples
    --------
    >>> from matcalc.formulas.draw import declare, draw
    >>> symbols = declare({"X": "n p"})
    >>> points = draw(symbols, 0)
    >>> recognise(lambda X: np.sum(X.mean(axis=0) ** 2), symbols, [next(points), next(points)])
    sum((ones(1, X.shape[0]) @ X) ** 2) / X.shape[0] ** 2
    """
    names = [symbol.name for symbol in declarations]
    found = [record(function, dict(zip(names, point, strict=True))) for point in points]
    programs = [program for program in found if program is not None]
    if len(programs) < len(points):  # it has no value at one of them
        return None
    formula = Expression(number(0), declarations, structure)
    for point, program in zip(points, programs, strict=True):
        try:
            formula.node = _Writer(formula, programs, points).written(program.result).whole
            if not np.allclose(
                formula.evaluate(point).ravel(), np.ravel(program.values[program.result])
            ):
                return None
        except (_NoFormula, MatcalcError, ValueError, ArithmeticError, KeyError):
            return None
    return formula


class _Writer:
    """From the steps of two programs, which do the same at two points, to nodes."""

    def __init__(self, formula: Expression, programs: Any, points: Sequence[list[Array]]) -> None:
        self.programs: tuple[Program, Program] = programs
        one, other = self.programs
        if [step.name for step in one.steps] != [step.name for step in other.steps]:
            raise _NoFormula
        self.known: dict[int, _Part] = {}
        self.sizes: dict[tuple[int, int], Size] = {}
        for symbol, array, twin in zip(formula.symbols, *points, strict=True):
            shapes = [(*a.shape, 1, 1)[:2] for a in (array, twin)]
            for size, *numbers in zip(formula.symbol(symbol.name).shape, *shapes, strict=True):
                self.sizes.setdefault((numbers[0], numbers[1]), size)
            self.known[one.inputs[symbol.name]] = _Part(formula.symbol(symbol.name))

    def written(self, step: int) -> _Part:
        """A step's value as a node."""
        if step not in self.known:
            self.known[step] = self._step(*(program.steps[step] for program in self.programs))
        return self.known[step]

    def _step(self, step: Step, twin: Step) -> _Part:
        arguments = [
            self._argument(*pair) for pair in zip(step.arguments, twin.arguments, strict=True)
        ]
        write = getattr(self, f"_{CALLS.get(step.name, step.name).replace('.', '_')}", None)
        if write:
            return cast(_Part, write(*arguments, **step.options))
        if step.name in ENTRYWISE and len(arguments) == 1:
            part = self._part(arguments[0])
            return _Part(apply(ENTRYWISE[step.name], part.node), part.is_flat)
        raise _NoFormula

    def _argument(self, argument: Any, twin: Any) -> Any:
        if isinstance(argument, Value):
            return self.written(argument.number)
        if isinstance(argument, (int, float, np.generic)) and not isinstance(argument, bool):
            return self._number(argument, twin)
        if isinstance(argument, np.ndarray):
            return self._constant(argument, twin)
        return argument

    def _number(self, one: Any, other: Any) -> _Part:
        one, other = float(one), float(other)
        if one == other:
            return _Part(number(Fraction(one).limit_denominator(10**6) if one % 1 else int(one)))
        for scale in (1, -1):
            for first, second in combinations_with_replacement(self.sizes, 2):
                for sizes in ([first], [first, second]):
                    if all(
                        scale * prod(s[i] for s in sizes) == value
                        for i, value in enumerate((one, other))
                    ):
                        size = times(*(self.sizes[s] for s in sizes))
                        return _Part(scale * size_number(size))
        raise _NoFormula

    def _constant(self, one: Array, other: Array) -> _Part:
        if one.ndim == 0:
            return self._number(one, other)
        shapes = [(1, *a.shape)[-2:] for a in (one, other)]
        rows, columns = (self.sizes[pair] for pair in zip(*shapes, strict=True))
        for name, make in (("ones", np.ones), ("zeros", np.zeros), ("eye", lambda s: np.eye(*s))):
            if all(
                np.array_equal(a.reshape(s), make(s))
                for a, s in zip((one, other), shapes, strict=True)
            ):
                return _Part(constant(name, (rows, columns)), one.ndim == 1)
        if one.shape == other.shape and np.array_equal(one, other) and np.all(one == one.flat[0]):
            return _Part(float(one.flat[0]) * constant("ones", (rows, columns)), one.ndim == 1)
        raise _NoFormula

    def _part(self, argument: Any) -> _Part:
        if isinstance(argument, _Part):
            return argument
        raise _NoFormula

    # What each call is in formulas.

    def _add(self, a: _Part, b: _Part) -> _Part:
        return _broadcast(add, a, b)

    def _subtract(self, a: _Part, b: _Part) -> _Part:
        return _broadcast(lambda u, v: u - v, a, b)

    def _multiply(self, a: _Part, b: _Part) -> _Part:
        return _broadcast(mul, a, b)

    def _divide(self, a: _Part, b: _Part) -> _Part:
        return _broadcast(lambda u, v: u / v, a, b)

    def _negative(self, a: _Part) -> _Part:
        return _Part(-a.node, a.is_flat)

    def _positive(self, a: _Part) -> _Part:
        return a

    def _square(self, a: _Part) -> _Part:
        return _Part(a.node**2, a.is_flat)

    def _reciprocal(self, a: _Part) -> _Part:
        return _Part(a.node**-1, a.is_flat)

    def _power(self, a: _Part, k: _Part) -> _Part:
        if k.node.op != "number":
            raise _NoFormula
        return _Part(power(a.node, k.node.value), a.is_flat)

    def _maximum(self, a: _Part, b: _Part) -> _Part:
        zero, other = sorted((a, b), key=lambda part: part.node != number(0))
        if zero.node != number(0):
            raise _NoFormula
        return _Part(apply("relu", other.node), other.is_flat)

    def _logaddexp(self, a: _Part, b: _Part) -> _Part:
        zero, other = sorted((a, b), key=lambda part: part.node != number(0))
        if zero.node != number(0):
            raise _NoFormula
        return _Part(apply("softplus", other.node), other.is_flat)

    def _heaviside(self, a: _Part, _: Any) -> _Part:
        return _Part(apply("step", a.node), a.is_flat)

    def _greater(self, a: _Part, b: _Part) -> _Part:
        part = self._subtract(a, b)
        return _Part(apply("step", part.node), part.is_flat)

    def _less(self, a: _Part, b: _Part) -> _Part:
        return self._greater(b, a)

    def _matmul(self, a: _Part, b: _Part) -> _Part:
        left = a.node
        right = b.column if b.is_flat else b.node
        if left.shape[1] != right.shape[0]:
            raise _NoFormula
        product = matmul(left, right)
        if b.is_flat:  # a 1-D result, or a number
            product = product.T
        return _Part(product, (a.is_flat or b.is_flat) and not product.is_scalar)

    def _dot(self, a: _Part, b: _Part) -> _Part:
        scalar = a.node.is_scalar or b.node.is_scalar
        return self._multiply(a, b) if scalar else self._matmul(a, b)

    def _outer(self, a: _Part, b: _Part) -> _Part:
        if ONE not in a.node.shape or ONE not in b.node.shape:
            raise _NoFormula
        return _Part(matmul(a.column, b.column.T))

    def _transpose(self, a: _Part) -> _Part:
        return a if a.is_flat else _Part(a.node.T)

    def _sum(self, a: _Part, axis: Any = None, keepdims: bool = False) -> _Part:
        rows, columns = a.node.shape
        if axis is None or a.is_flat or a.node.is_scalar:
            return _Part(apply("sum", a.node))
        if axis in (0, -2):
            total = matmul(constant("ones", (ONE, rows)), a.node)
            return _Part(total, not keepdims)
        total = matmul(a.node, constant("ones", (columns, ONE)))
        return _Part(total if keepdims else total.T, not keepdims)

    def _mean(self, a: _Part, axis: Any = None, keepdims: bool = False) -> _Part:
        rows, columns = a.node.shape
        whole = axis is None or a.is_flat
        size = times(rows, columns) if whole else rows if axis in (0, -2) else columns
        total = self._sum(a, axis, keepdims)
        return _Part(total.node / size_number(size), total.is_flat)

    def _var(self, a: _Part, axis: Any = None, keepdims: bool = False) -> _Part:
        return self._mean(
            self._square(self._subtract(a, self._mean(a, axis, True))), axis, keepdims
        )

    def _std(self, a: _Part, axis: Any = None, keepdims: bool = False) -> _Part:
        variance = self._var(a, axis, keepdims)
        return _Part(apply("sqrt", variance.node), variance.is_flat)

    def _norm(self, a: _Part, *_: Any, axis: Any = None, keepdims: bool = False) -> _Part:
        if _:
            raise _NoFormula
        if axis is None:
            return _Part(apply("norm", a.node))
        squares = self._sum(self._square(a), axis, keepdims)
        return _Part(apply("sqrt", squares.node), squares.is_flat)

    def _trace(self, a: _Part) -> _Part:
        return self._of_square("trace", a)

    def _det(self, a: _Part) -> _Part:
        return self._of_square("det", a)

    def _inv(self, a: _Part) -> _Part:
        return self._of_square("inv", a)

    def _slogdet_1(self, a: _Part) -> _Part:
        return self._of_square("logdet", a)

    def _of_square(self, name: str, a: _Part) -> _Part:
        if a.node.shape[0] != a.node.shape[1]:
            raise _NoFormula
        return _Part(apply(name, a.node))

    def _pinv(self, a: _Part) -> _Part:
        return _Part(apply("pinv", a.node))

    def _solve(self, a: _Part, b: _Part) -> _Part:
        return self._matmul(self._inv(a), b)

    def _lstsq_0(self, a: _Part, b: _Part, **_: Any) -> _Part:
        gram = matmul(a.node.T, a.node)
        turned = self._matmul(_Part(a.node.T), b)
        return self._matmul(_Part(apply("inv", gram)), turned)

    def _diag(self, a: _Part) -> _Part:
        if a.is_flat:
            return _Part(apply("diag", a.column))
        return _Part(apply("diag", a.node).T, is_flat=True)

    def _diagflat(self, a: _Part) -> _Part:
        return _Part(apply("diag", a.column))

    def _kron(self, a: _Part, b: _Part) -> _Part:
        return _Part(kron(a.node, b.node))

    def _ravel(self, a: _Part, order: str = "C") -> _Part:
        if ONE in a.node.shape:
            return _Part(a.column.T, is_flat=True)
        stacked = apply("vec", a.node if order == "F" else a.node.T)
        return _Part(stacked.T, is_flat=True)

    def _copy(self, a: _Part) -> _Part:
        return a

    def _getitem(self, a: _Part, key: Any) -> _Part:
        keys = key if isinstance(key, tuple) else (key,)
        everything = slice(None)
        if a.is_flat and keys == (everything, None):
            return _Part(a.column)
        if a.is_flat and keys == (None, everything):
            return _Part(a.node)
        if not a.is_flat and keys == (everything, 0) and a.node.shape[1] == ONE:
            return _Part(a.node.T, is_flat=True)
        raise _NoFormula

    def _eye(self, a: _Part) -> _Part:
        return _Part(eye(a.node.shape[0]))


CALLS = {"true_divide": "divide", "float_power": "power", "slogdet.1": "slogdet_1"}
ENTRYWISE = {
    name: name for name in ("cos", "exp", "log", "sign", "sin", "sqrt", "tanh")
} | {"absolute": "abs", "abs": "abs"}  # fmt: skip


def _broadcast(build: Callable[[Node, Node], Node], a: _Part, b: _Part) -> _Part:
    """Entry by entry, where a row stands for equal rows and a column for equal columns."""
    shape = tuple(
        m if n == ONE or m == n else n for m, n in zip(a.node.shape, b.node.shape, strict=True)
    )
    spread = []
    for part in (a.node, b.node):
        if not part.is_scalar:
            if part.shape[0] != shape[0]:
                part = matmul(constant("ones", (shape[0], ONE)), part)
            if part.shape[1] != shape[1]:
                part = matmul(part, constant("ones", (ONE, shape[1])))
            if part.shape != shape:
                raise _NoFormula
        spread.append(part)
    both = [part for part in (a, b) if not part.node.is_scalar]
    return _Part(build(*spread), bool(both) and all(part.is_flat for part in both))
