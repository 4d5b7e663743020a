"""How many derivatives come out right: matcalc and sympy's matrix expressions, side by side.

Run by hand: ``python tests/benchmarks/formulas.py``; about twenty minutes.  The expressions are
those of the catalogue, and each is differentiated by each of its variables.  A result of matcalc
is right if it agrees in both layouts with the numerical derivative, to 1e-7, and with the exact
one, which sympy takes entry by entry.  Of sympy's matrix derivative less is asked: one layout, any
arrangement of the axes where it is an array, either of two ways to write scalar products, and the
numerical derivative alone.  The times are those of the derivative, without reading the formula.
"""

from __future__ import annotations

import argparse
import ast
import re
import signal
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, permutations
from pathlib import Path
from statistics import median

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from sympy.matrices.expressions.diagonal import DiagMatrix
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr, _CodegenArrayAbstract

from matcalc import IDENTITIES, Layout, MatcalcError, derivative, partials
from matcalc.formulas.draw import declare, draw
from matcalc.formulas.expression import Expression, parse

sys.path.insert(0, str(Path(__file__).parent.parent))
from exact import disagreements

Array = NDArray[np.float64]
SECONDS = 10  # after which sympy counts as unevaluated
OUTCOMES = "right, closed form", "right, raw array", "unevaluated", "error", "silently wrong"
CLOSED, RAW, UNEVALUATED, ERROR, WRONG = OUTCOMES
ENTRYWISE = {
    "exp": sp.exp, "log": sp.log, "sin": sp.sin, "cos": sp.cos, "tanh": sp.tanh, "sqrt": sp.sqrt,
    "abs": sp.Abs, "sign": sp.sign, "sigmoid": lambda x: 1 / (1 + sp.exp(-x)),
    "softplus": lambda x: sp.log(1 + sp.exp(x)), "relu": lambda x: sp.Max(x, 0),
    "step": sp.Heaviside,
}  # fmt: skip


class Reader:
    """From NumPy syntax to sympy's matrix expressions."""

    def __init__(self, symbols: Mapping[str, sp.Basic], traces: bool) -> None:
        self.symbols, self.traces = symbols, traces

    def scalar(self, node: sp.Basic) -> sp.Basic:
        """A 1×1 product: its trace, or left as it is."""
        return sp.Trace(node) if self.traces and is_matrix(node) and node.shape == (1, 1) else node

    def read(self, tree: ast.expr) -> sp.Basic:
        match tree:
            case ast.Constant(value=value):
                return sp.nsimplify(value)
            case ast.Name(id=name):
                return self.symbols[name]
            case ast.UnaryOp(operand=operand):
                return -1 * self.read(operand)
            case ast.Attribute(value=inner):
                return self.read(inner).T if is_matrix(self.read(inner)) else self.read(inner)
            case ast.BinOp(left=left, op=operator, right=right):
                return self.scalar(binary(operator, self.read(left), self.read(right)))
            case ast.Call(func=ast.Name(id=name), args=args):
                if name in {"eye", "ones", "zeros"}:
                    sizes = [self.size(arg) for arg in args]
                    kinds = {"eye": sp.Identity, "ones": sp.OneMatrix, "zeros": sp.ZeroMatrix}
                    return self.scalar(kinds[name](*sizes))
                return call(name, *map(self.read, args))
        raise NotImplementedError(ast.unparse(tree))

    def size(self, tree: ast.expr) -> int:
        match tree:
            case ast.Constant(value=value):
                return value
            case ast.BinOp(left=left, right=right):
                return self.size(left) * self.size(right)
            case ast.Subscript(value=ast.Attribute(value=inner), slice=ast.Constant(value=axis)):
                symbol = self.read(inner)
                return int(symbol.shape[axis]) if is_matrix(symbol) else 1
        raise NotImplementedError(ast.unparse(tree))


def is_matrix(node: sp.Basic) -> bool:
    return isinstance(node, sp.MatrixExpr)


def binary(operator: ast.operator, a: sp.Basic, b: sp.Basic) -> sp.Basic:
    both = is_matrix(a) and is_matrix(b)
    match operator:
        case ast.MatMult():
            return a * b
        case ast.Add() | ast.Sub():
            if is_matrix(a) != is_matrix(b):
                shape = (a if is_matrix(a) else b).shape
                a, b = (x if is_matrix(x) else x * sp.OneMatrix(*shape) for x in (a, b))
            return a + b if isinstance(operator, ast.Add) else a - b
        case ast.Mult():
            return sp.HadamardProduct(a, b) if both else a * b
        case ast.Div():
            over = sp.HadamardPower(b, -1) if is_matrix(b) else 1 / b
            return binary(ast.Mult(), a, over)
    return sp.HadamardPower(a, b) if is_matrix(a) else a**b


def call(name: str, a: sp.Basic, *more: sp.Basic) -> sp.Basic:
    if name in ENTRYWISE:
        x = sp.Dummy("x")
        return a.applyfunc(sp.Lambda(x, ENTRYWISE[name](x))) if is_matrix(a) else ENTRYWISE[name](a)
    if not is_matrix(a):
        known = {"inv": 1 / a, "logdet": sp.log(sp.Abs(a)), "norm": sp.Abs(a)}
        return known.get(name, a)
    ones = [sp.OneMatrix(1, a.shape[0]), sp.OneMatrix(a.shape[1], 1)]
    functions: dict[str, Callable[[], sp.Basic]] = {
        "inv": a.inv, "det": lambda: sp.Determinant(a),
        "logdet": lambda: sp.log(sp.Determinant(a)), "trace": lambda: sp.Trace(a),
        "sum": lambda: sp.Trace(ones[0] * a * ones[1]), "norm": lambda: sp.sqrt(sp.Trace(a.T * a)),
        "kron": lambda: sp.KroneckerProduct(a, *more),
        "softmax": lambda: call("exp", a) / call("sum", call("exp", a)),
        "logsumexp": lambda: sp.log(call("sum", call("exp", a))),
    }  # fmt: skip
    if name == "diag" and a.shape[1] == 1:
        return DiagMatrix(a)
    return functions[name]()


@dataclass(frozen=True)
class Case:
    """An expression, the variable, a point, and the numerical derivative there in two layouts."""

    text: str
    variable: str
    shapes: Mapping[str, str]
    expression: Expression
    point: Mapping[str, Array]
    wanted: tuple[Array, Array]


def questions(every: int = 1) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each expression of the catalogue, or every n-th, by each of its variables; and the shapes."""
    texts = dict.fromkeys((e.expression, tuple(e.shapes.items())) for e in IDENTITIES)
    for text, shapes in islice(texts, 0, None, every):
        for variable, _ in shapes:
            if re.search(rf"\b{variable}\b", text):
                yield text, variable, dict(shapes)


def posed(text: str, variable: str, shapes: Mapping[str, str]) -> Case:
    """A question at a drawn point where its numerical derivative is known well."""
    expression, declarations = parse(text, **shapes), declare(shapes)
    for values in islice(draw(declarations, seed=1), 40):
        point = {
            s.name: value.reshape([*value.shape, 1, 1][:2])
            for s, value in zip(declarations, values, strict=True)
        }
        try:
            found = partials(lambda x, p=point: expression(**{**p, variable: x}), point[variable])
        except (MatcalcError, np.linalg.LinAlgError):  # outside the domain
            continue
        size = max(float(np.max(np.abs(found.value))), 1e-3)
        if not found.kink.any() and np.max(found.error) < 1e-8 * size:
            wanted = found.arrange(), found.arrange(layout=Layout.NUMERATOR)
            return Case(text, variable, shapes, expression, point, wanted)
    raise AssertionError(f"{text} by {variable}: the numerical derivative is not known")


def by_matcalc(case: Case) -> tuple[str, float]:
    """What matcalc makes of a case, and the time of the derivative."""
    try:
        start = time.process_time()
        result = derivative(case.expression, case.variable)
        seconds = time.process_time() - start
    except MatcalcError:
        return ERROR, float("nan")
    sides = result.denominator, result.numerator
    entry = {
        "name": case.text, "expression": case.text, "shapes": case.shapes,
        "variable": case.variable, "denominator": str(sides[0]), "numerator": str(sides[1]),
    }  # fmt: skip
    numerical = all(
        agree(side(**case.point), wanted) for side, wanted in zip(sides, case.wanted, strict=True)
    )
    return (CLOSED if numerical and not disagreements(entry) else WRONG), seconds


def by_sympy(case: Case) -> tuple[str, float]:
    """What sympy makes of a case, at best, with 1×1 products as traces or as matrices."""
    return min(
        (one_way(case, traces) for traces in (True, False)),
        key=lambda found: OUTCOMES.index(found[0]),
    )


def one_way(case: Case, traces: bool) -> tuple[str, float]:
    symbols = {
        name: sp.MatrixSymbol(name, *array.shape) if array.size > 1 else sp.Symbol(name)
        for name, array in case.point.items()
    }
    seconds = float("nan")
    try:
        signal.alarm(SECONDS)
        expression = Reader(symbols, traces).read(ast.parse(case.text, mode="eval").body)
        start = time.process_time()
        result = expression.diff(symbols[case.variable])
        seconds = time.process_time() - start
        if result.has(sp.Derivative):
            return UNEVALUATED, seconds
        values = {
            symbols[name]: sp.ImmutableDenseMatrix(array) if array.size > 1 else array.item()
            for name, array in case.point.items()
        }
        value = result.subs(values).doit()
        value = value.as_explicit() if hasattr(value, "as_explicit") else value
        found = np.array(value.tolist() if hasattr(value, "tolist") else value, dtype=float)
    except TimeoutError:
        return UNEVALUATED, seconds
    except Exception:
        return ERROR, seconds
    finally:
        signal.alarm(0)
    wanted = case.wanted[0]
    if found.ndim <= 2:
        candidates = [np.atleast_2d(found), np.atleast_2d(found).T]
    else:
        candidates = [
            found.transpose(axes).reshape(wanted.shape)
            for axes in permutations(range(found.ndim))
            if found.size == wanted.size
        ]
    if not any(agree(each, wanted) for each in candidates):
        return WRONG, seconds
    return (RAW if result.has(_ArrayExpr, _CodegenArrayAbstract) else CLOSED), seconds


def agree(found: Array, wanted: Array) -> bool:
    size = max(float(np.max(np.abs(wanted))), 1e-3)
    return found.shape == wanted.shape and bool(np.all(np.abs(found - wanted) < 1e-7 * size))


def give_up(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--every", type=int, default=1, help="take every n-th expression only")
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, give_up)
    counts = {"matcalc": Counter[str](), "sympy": Counter[str]()}
    expressions, times = set(), []
    for question in questions(parser.parse_args().every):
        case = posed(*question)
        expressions.add(case.text)
        ours, seconds = by_matcalc(case)
        theirs, theirs_seconds = by_sympy(case)
        if ours != CLOSED:
            print(f"matcalc, {ours}: {case.text} by {case.variable}", flush=True)
        if theirs == WRONG:
            print(f"sympy, {theirs}: {case.text} by {case.variable}", flush=True)
        counts["matcalc"][ours] += 1
        counts["sympy"][theirs] += 1
        times.append((seconds, theirs_seconds))
    print(f"\n{len(times)} derivatives: {len(expressions)} expressions by each of their variables")
    print(f"{'':10}" + "".join(f"{outcome:>20}" for outcome in OUTCOMES))
    for name, found in counts.items():
        print(f"{name:10}" + "".join(f"{found[outcome]:20}" for outcome in OUTCOMES))
    mine, ratios = [a for a, _ in times], [b / a for a, b in times]
    print(f"a derivative by matcalc: {1e3 * median(mine):.1f} ms, at most {1e3 * max(mine):.0f} ms")
    print(f"sympy's time in multiples of that: {np.nanmedian(ratios):.1f} in the median")


if __name__ == "__main__":
    main()
