"""How long one typical derivative and one typical numerical check take.

Run by hand: ``python tests/benchmarks/speed.py``; about a minute.  A derivative is compared with
that of sympy's matrix expressions, and a check, at three drawn points, with scipy's check_grad,
which takes forward differences at one.  The two are timed in turn, without what they remember of
earlier runs, and medians of the processor's time are printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np
import sympy as sp
from scipy.optimize import check_grad

from matcalc import check_gradient, derivative
from matcalc.formulas.expression import parse

RUNS = 40
Act = Callable[[], object]
X, A, w, x, y = (
    sp.MatrixSymbol(name, rows, columns)
    for name, rows, columns in (("X", 5, 3), ("A", 3, 3), ("w", 3, 1), ("x", 3, 1), ("y", 5, 1))
)
SHAPES = {"X": "p n", "A": "n n", "w": "n", "x": "n", "y": "p"}
# A formula, its variable, and the same for sympy.
DERIVATIVES = [
    ("x.T @ A @ x", "x", sp.Trace(x.T * A * x), x),
    ("(X @ w - y).T @ (X @ w - y)", "w", sp.Trace((X * w - y).T * (X * w - y)), w),
    ("trace(A.T @ A)", "A", sp.Trace(A.T * A), A),
    ("logdet(A)", "A", sp.log(sp.Determinant(A)), A),
    ("inv(A) @ x", "A", A.inv() * x, A),
    ("trace(inv(A) @ x @ x.T)", "A", sp.Trace(A.inv() * x * x.T), A),
]


def milliseconds(act: Act) -> float:
    start = process_time()
    act()
    return 1e3 * (process_time() - start)


def forget() -> None:
    sp.core.cache.clear_cache()
    for module in [module for name, module in sys.modules.items() if name.startswith("matcalc.")]:
        for found in vars(module).values():
            if hasattr(found, "cache_clear"):
                found.cache_clear()


def line(name: str, ours: Act, theirs: Act) -> None:
    times = []
    for _ in range(RUNS + 1):  # the first is not counted
        forget()
        times.append((milliseconds(ours), milliseconds(theirs)))
    mine, other = (median(column) for column in zip(*times[1:], strict=True))
    ratio = median(a / b for a, b in times[1:])
    print(f"{name:44}{mine:12.2f}{other:12.2f}{ratio:8.2f}", flush=True)


def derivatives() -> None:
    print(f"{'derivative':44}{'matcalc, ms':>12}{'sympy, ms':>12}{'ratio':>8}")
    for text, variable, theirs, by in DERIVATIVES:
        used = {name: shape for name, shape in SHAPES.items() if name in text}
        formula = parse(text, **used)
        line(
            f"{text} by {variable}",
            lambda formula=formula, variable=variable: derivative(formula, variable),
            lambda theirs=theirs, by=by: theirs.diff(by),
        )


def checks() -> None:
    print(f"\n{'check':44}{'matcalc, ms':>12}{'scipy, ms':>12}{'ratio':>8}")
    rng = np.random.default_rng(0)
    M, data, target = rng.normal(size=(4, 4)), rng.normal(size=(5, 4)), rng.normal(size=5)
    point = rng.normal(size=4)
    line(
        "x.T @ A @ x by x",
        lambda: check_gradient(
            lambda A, x: x.T @ A @ x, lambda A, x: (A + A.T) @ x, A="n n", x="n", wrt="x"
        ),
        lambda: check_grad(lambda z: z @ M @ z, lambda z: (M + M.T) @ z, point),
    )
    line(
        "sum((X @ w - y)**2) by w",
        lambda: check_gradient(
            lambda X, w, y: np.sum((X @ w - y) ** 2), lambda X, w, y: 2 * X.T @ (X @ w - y),
            X="p n", w="n", y="p", wrt="w",
        ),
        lambda: check_grad(
            lambda z: np.sum((data @ z - target) ** 2), lambda z: 2 * data.T @ (data @ z - target),
            point,
        ),
    )  # fmt: skip
    line(
        "log(abs(det(X))) by X",
        lambda: check_gradient(
            lambda X: np.linalg.slogdet(X)[1], lambda X: np.linalg.inv(X).T, X="n n"
        ),
        lambda: check_grad(
            lambda z: np.linalg.slogdet(z.reshape(4, 4))[1],
            lambda z: np.linalg.inv(z.reshape(4, 4)).T.ravel(), M.ravel(),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    derivatives()
    checks()
