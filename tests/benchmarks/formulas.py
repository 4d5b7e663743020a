"""How many identities of the catalogue are derived rightly: matcalc and sympy's matrix expressions.

Run by hand: ``python tests/benchmarks/formulas.py``; about five minutes.  Each expression is
differentiated by both, and the result is compared, at a drawn point, with the catalogue's formula.
sympy's result is taken in denominator layout, with any arrangement of its axes where it is an
array, and a formula counts as right if it is in one of two ways of writing scalar products.  The
time is that of one derivative, without reading the formula or evaluating the result.
"""

from __future__ import annotations

import ast
import signal
import time
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import permutations
from statistics import median

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from sympy.matrices.expressions.diagonal import DiagMatrix

from matcalc.derivative import derivative
from matcalc.draw import declare, draw
from matcalc.expression import parse
from matcalc.identities import Identity, identities

Array = NDArray[np.float64]
SECONDS = 10  # after which sympy counts as unevaluated
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


def by_sympy(entry: Identity, point: Mapping[str, Array], wanted: Array) -> tuple[str, float]:
    """What sympy makes of an identity, at best, and the time of the derivative."""
    first = one_way(entry, point, wanted, traces=True)
    if first[0] == "right":
        return first
    second = one_way(entry, point, wanted, traces=False)
    return second if second[0] == "right" else first


def one_way(
    entry: Identity, point: Mapping[str, Array], wanted: Array, traces: bool
) -> tuple[str, float]:
    """The same with 1×1 products as traces, or as matrices."""
    symbols = {
        name: sp.MatrixSymbol(name, *array.shape) if array.size > 1 else sp.Symbol(name)
        for name, array in point.items()
    }
    seconds = float("nan")
    try:
        signal.alarm(SECONDS)
        expression = Reader(symbols, traces).read(ast.parse(entry.expression, mode="eval").body)
        start = time.perf_counter()
        result = expression.diff(symbols[entry.variable])
        seconds = time.perf_counter() - start
        if result.has(sp.Derivative):
            return "unevaluated", seconds
        values = {
            symbols[name]: sp.ImmutableDenseMatrix(array) if array.size > 1 else array.item()
            for name, array in point.items()
        }
        value = result.subs(values).doit()
        value = value.as_explicit() if hasattr(value, "as_explicit") else value
        found = np.array(value.tolist() if hasattr(value, "tolist") else value, dtype=float)
    except TimeoutError:
        return "unevaluated", seconds
    except Exception:
        return "exception", seconds
    finally:
        signal.alarm(0)
    if found.ndim <= 2:
        candidates = [np.atleast_2d(found), np.atleast_2d(found).T]
    else:
        candidates = [
            found.transpose(axes).reshape(wanted.shape)
            for axes in permutations(range(found.ndim))
            if found.size == wanted.size
        ]
    return ("right" if any(agree(each, wanted) for each in candidates) else "wrong"), seconds


def by_matcalc(entry: Identity, point: Mapping[str, Array], wanted: Array) -> tuple[str, float]:
    """What matcalc makes of an identity, and the time of the derivative."""
    try:
        expression = parse(entry.expression, entry.structure, **entry.shapes)
        start = time.perf_counter()
        result = derivative(expression, entry.variable)
        seconds = time.perf_counter() - start
        found = result.denominator(**point)
    except Exception:
        return "exception", float("nan")
    return ("right" if agree(found, wanted) else "wrong"), seconds


def agree(found: Array, wanted: Array) -> bool:
    size = max(float(np.max(np.abs(wanted))), 1e-9)
    return found.shape == wanted.shape and bool(np.all(np.abs(found - wanted) < 1e-7 * size))


def give_up(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, give_up)
    counts = {"matcalc": Counter[str](), "sympy": Counter[str]()}
    ratios, times = [], []
    for entry in identities():
        declarations = declare(entry.shapes)
        values = next(draw(declarations, seed=1))
        point = {s.name: value for s, value in zip(declarations, values, strict=True)}
        point = {name: value.reshape([*value.shape, 1, 1][:2]) for name, value in point.items()}
        if any(kind == "diagonal" for kind in entry.structure.values()):
            point[entry.variable] = np.diag(np.diag(point[entry.variable]))
        wanted = parse(entry.denominator, **entry.shapes)(**point)
        ours, seconds = by_matcalc(entry, point, wanted)
        if ours != "right":
            print(f"matcalc is {ours}: {entry.name}")
        counts["matcalc"][ours] += 1
        times.append(seconds)
        if not entry.structure:  # sympy has no free parameters
            theirs, theirs_seconds = by_sympy(entry, point, wanted)
            counts["sympy"][theirs] += 1
            ratios.append(theirs_seconds / seconds)
    kinds = ["right", "wrong", "unevaluated", "exception"]
    print(f"{'':10}" + "".join(f"{kind:>13}" for kind in kinds))
    for name, found in counts.items():
        print(f"{name:10}" + "".join(f"{found[kind]:13}" for kind in kinds))
    print(
        f"a derivative by matcalc: {1e3 * median(times):.1f} ms, at most {1e3 * max(times):.0f} ms"
    )
    print(f"sympy's time in multiples of that: {np.nanmedian(ratios):.1f} in the median")


if __name__ == "__main__":
    main()
