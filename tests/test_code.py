"""Code for NumPy, JAX and PyTorch: it runs, it computes what formulas do, and it is economical."""

from __future__ import annotations

import ast
import contextlib
import re
from itertools import islice

import numpy as np
import pytest
from sample import sampled
from stand_ins import arguments, modules

from matcalc import IDENTITIES, MatcalcError, derivative, partials
from matcalc.formulas.draw import declare, draw
from matcalc.formulas.expression import parse
from matcalc.formulas.functions import FUNCTIONS

LIBRARIES = "numpy", "jax", "torch"
# What no library computes by one function, or only one of them.
WITHOUT_CODE = re.compile(r"\b(adj|expm|expm_frechet|leading|polar)\(")
ENTRIES = sampled(IDENTITIES, 8, key=lambda entry: entry.name)


def run(code, arrays, target="numpy"):
    """Execute a function's code, and call it."""
    assert isinstance(ast.parse(code).body[-1], ast.FunctionDef)
    known = modules()

    def load(name, *_):
        return known[name.partition(".")[0]] if name != "jax.numpy" else known["jax"]

    names = {"__builtins__": {"__import__": load}}
    exec(code, names)
    name = re.search(r"def (\w+)\(", code)[1]
    return names[name](**arguments(target, arrays))


def points(shapes, structure=None, count=5):
    """Arrays with two axes at drawn points."""
    symbols = declare(shapes, structure)
    for values in islice(draw(symbols, seed=3), count):
        yield {
            s.name: v.reshape([*v.shape, 1, 1][:2]) for s, v in zip(symbols, values, strict=True)
        }


def value_at(expression, point):
    try:
        value = expression(**point)
    except MatcalcError:
        return None
    return value if np.all(np.isfinite(value)) and np.max(np.abs(value)) < 1e6 else None


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_code_computes_what_the_derivative_is(entry):
    f = parse(entry.expression, structure=entry.structure, **entry.shapes)
    found = derivative(f, entry.variable)
    compared = 0
    for point in points(entry.shapes, entry.structure):
        for layout, side in (("YX", found.denominator), ("XY", found.numerator)):
            if (wanted := value_at(side, point)) is None:
                continue
            compared += 1
            for target in LIBRARIES:
                if WITHOUT_CODE.search(str(side)):
                    continue
                got = np.asarray(run(found.code(target, layout=layout), point, target))
                np.testing.assert_allclose(got.reshape(wanted.shape), wanted, rtol=1e-6, atol=1e-9)
            if entry.structure or compared > 2:
                continue
            numerical = partials(lambda at, p=point: f(**p | {entry.variable: at}),
                                 point[entry.variable])  # fmt: skip
            if not np.any(numerical.kink) and np.max(numerical.error) < 1e-9:
                np.testing.assert_allclose(wanted, numerical.arrange(layout=layout), rtol=1e-5,
                                           atol=1e-7)  # fmt: skip
    assert compared


ARGUMENTS = {"X": "n n positive", "x": "n positive", "Y": "n m", "y": "m", "t": "positive"}
SMALL = {"arccos", "arcsin", "arctanh"}  # which take numbers below one
NOT_IN_ALL = {"adj", "expm", "leading", "polar"}  # which some library lacks


def of_one_argument():
    """Each function that a library may have, of a matrix or a column."""
    for name, row in FUNCTIONS.items():
        x = "X" if row.takes == "square" else "x / 2" if name in SMALL else "x"
        with contextlib.suppress(MatcalcError):
            if row.arguments == 1 and parse(f"{name}({x})", **ARGUMENTS) and name != "diag":
                yield f"{name}({x})"


OF_FUNCTIONS = [*of_one_argument()]
OF_FUNCTIONS += ["arccosh(1 + x)", "matrix_power(X, 2)", "softmax(X, 1)", "logsumexp(X, 1)",
                 "norm(X, 2)", "norm(X, 'nuc')", "maximum(x, t)", "x ** t", "2 ** x",
                 "unit(n, 1)", "unit(n, -1)", "X[0, 1] * x", "(ismax(x) + x).T @ X"]  # fmt: skip
OF_FUNCTIONS += ["diag(x)", "diag(X)", "kron(X, x.T)", "unvec(kron(y, x), n, m)", "eye(n) + X"]
OF_FUNCTIONS += ["commutation(n, m) @ vec(Y)", "embed(n) @ x", "zeros(n, m)", "ones(n, m) * t"]
OF_FUNCTIONS += [
    "X ** 0.5",
    "t ** -3 * x",
    "x / 3",
    "1 / x",
    "t + x",
    "n * x",
    "exp(t) * softmax(x)",
]


@pytest.mark.parametrize("target", LIBRARIES)
@pytest.mark.parametrize("text", OF_FUNCTIONS)
def test_every_function_has_its_counterpart(text, target):
    e = parse(text, **ARGUMENTS)
    if text.partition("(")[0] in NOT_IN_ALL:
        with pytest.raises(MatcalcError, match="no counterpart"):
            e.code("numpy")
        return
    for point in points(ARGUMENTS, count=2):
        wanted = e(**point)
        if not np.all(np.isfinite(wanted)):
            continue
        got = np.asarray(run(e.code(target), point, target))
        np.testing.assert_allclose(np.broadcast_to(got, wanted.shape), wanted, rtol=1e-9)


SHAPES = {"A": "n n", "B": "n n", "C": "m n", "X": "n n", "x": "n", "y": "n", "c": "m"}
BODIES = """
inv(A) @ x ⇒ return np.linalg.solve(A, x)
x.T @ inv(A) @ B ⇒ return np.linalg.solve(A.T, x).T @ B
A @ B @ X @ x ⇒ return A @ (B @ (X @ x))
x.T @ A @ B @ X ⇒ return x.T @ A @ B @ X
C @ A @ x @ y.T ⇒ return C @ (A @ x) @ y.T
trace(A @ B) ⇒ return np.sum(A.T * B)
M @ diag(x) ⇒ return M * x.T
diag(x) @ A ⇒ return x * A
norm(A @ x - y) * (A @ x - y) ⇒ T1 = A @ x - y; return np.linalg.norm(T1) * T1
tanh(A @ x) @ tanh(A @ x).T ⇒ T1 = np.tanh(A @ x); return T1 @ T1.T
(inv(A) + inv(A).T) @ x ⇒ return np.linalg.solve(A, x) + np.linalg.solve(A.T, x)
x.T @ (eye(n) - 2 * inv(A)) ⇒ return x.T - 2 * np.linalg.solve(A.T, x).T
inv(A).T ⇒ return np.linalg.inv(A).T
softmax(x) ⇒ return np.exp(x - np.logaddexp.reduce(x, axis=None, keepdims=True))
"""


@pytest.mark.parametrize("line", BODIES.strip().splitlines())
def test_code_is_economical(line):
    text, wanted = line.split(" ⇒ ")
    code = parse(text, M="m n", **SHAPES).code("numpy")
    body = code.rpartition('"""')[2].strip().splitlines()
    assert "; ".join(part.strip() for part in body) == wanted


def network(layers, target="y"):
    h = parse("x", x="n", **{f"W{k}": "n n" for k in range(1, layers + 1)})
    for k in range(1, layers + 1):
        h = parse(f"tanh(W{k} @ h)", h=h)
    return parse(f"norm(h - {target}) ** 2 / 2", h=h, y="n")


def test_gradients_by_several_variables_share_their_parts():
    loss = network(4)
    by = [derivative(loss, f"W{k}") for k in range(1, 5)]
    code = by[0].code("numpy", *by[1:])
    assert code.count("np.tanh") == 4
    assert code.count("@") == 4 + 3 + 4  # forwards, backwards, and one product a gradient
    shapes = {s.name: "n n" if s.name[0] == "W" else "n" for s in loss.symbols}
    point = next(points(shapes))
    for got, one in zip(run(code, point), by, strict=True):
        np.testing.assert_allclose(got, one.denominator(**point), rtol=1e-12)


def test_latex_names_what_is_shared():
    residual = derivative("norm(A @ x - y)", "x", A="n n", x="n", y="n")
    assert residual.code("latex") == residual.denominator.code("latex")
    assert r"T_{1} &= A x - y \\" in parse("norm(A @ x - y) * (A @ x - y)", **SHAPES).code("latex")


@pytest.mark.parametrize("text", ["adj(X)", "leading(X)", "polar(X)", "expm(X)"])
def test_a_function_without_a_counterpart_is_refused_by_name(text):
    with pytest.raises(MatcalcError, match=f"{text[:-3]} has no counterpart in np"):
        parse(text, X="n n").code("numpy")


def test_code_for_an_unknown_target_is_refused():
    with pytest.raises(MatcalcError, match="there are numpy, jax, torch, latex"):
        parse("x", x="n").code("matlab")
