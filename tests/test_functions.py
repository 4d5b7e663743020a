"""The functions of formulas: their values by other means, their derivatives, kinks and limits."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from matcalc import MatcalcError, check_formula, derivative, derivatives, partials
from matcalc.formulas import special
from matcalc.formulas.expression import namespace, parse
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALIASES, LEFT_OUT, WRITTEN

SHAPES = {
    **{"t": "", "p": "", "x": "n", "y": "n", "A": "n n", "B": "n n", "X": "m n", "c": "m"},
    **{"r": "1 n", "W": "n k", "d": "k"},
}
SIZES = {"n": 3, "m": 4, "k": 2}

# --- values -------------------------------------------------------------------------------------


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.sampled_from([1e-3, 1, 30]))
def test_matrix_exponentials_are_those_of_scipy(seed, n, scale):
    rng = np.random.default_rng(seed)
    a, b, e = scale * rng.normal(size=(3, n, n)) / n
    wanted = scipy.linalg.expm(a)
    np.testing.assert_allclose(special.expm(a), wanted, rtol=1e-9, atol=1e-11 * abs(wanted).max())
    _, along = scipy.linalg.expm_frechet(a, e)
    found = special.expm_frechet(a, e, a)
    np.testing.assert_allclose(found, along, rtol=1e-7, atol=1e-9 * abs(along).max())
    by_halves = [special.expm(s * a) @ e @ special.expm((1 - s) * b) for s in LEGENDRE[0]]
    integral = sum(w * part for w, part in zip(LEGENDRE[1], by_halves, strict=True))
    if scale < 30:
        np.testing.assert_allclose(special.expm_frechet(a, e, b), integral, rtol=1e-8, atol=1e-9)


nodes, weights = np.polynomial.legendre.leggauss(20)
LEGENDRE = (nodes + 1) / 2, weights / 2


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(0, 5))
def test_the_adjugate_consists_of_cofactors(seed, n, rank):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, min(rank, n))) @ rng.normal(size=(min(rank, n), n))
    cofactors = [
        [(-1) ** (i + j) * np.linalg.det(np.delete(np.delete(a, i, 0), j, 1)) for i in range(n)]
        for j in range(n)
    ]
    np.testing.assert_allclose(special.adjugate(a), cofactors, atol=1e-9)
    np.testing.assert_allclose(special.adjugate(a) @ a, np.linalg.det(a) * np.eye(n), atol=1e-9)


def test_softmax_and_its_kin_do_not_overflow():
    x = np.array([[1000.0, 1001.0], [-1000.0, 0.0], [1.0, 2.0]])
    for axis in (None, 0, 1):
        np.testing.assert_allclose(special.softmax(x, axis), scipy.special.softmax(x, axis))
        wanted = scipy.special.logsumexp(x, axis, keepdims=axis is not None)
        np.testing.assert_allclose(special.logsumexp(x, axis), wanted)


# --- derivatives --------------------------------------------------------------------------------

# A formula, the variable, and the derivative in denominator layout as it is printed.
FORMS = """
sum(tan(x)) | x | 1 + tan(x) ** 2
sum(arctan(x)) | x | 1 / (1 + x ** 2)
sum(arcsin(x / 2)) | x | 1 / (2 * sqrt(1 - x ** 2 / 4))
sum(arccos(x / 2)) | x | -1 / (2 * sqrt(1 - x ** 2 / 4))
sinh(x) | x | diag(cosh(x))
sum(cosh(x)) | x | sinh(x)
sum(arcsinh(x)) | x | 1 / sqrt(1 + x ** 2)
sum(arccosh(1 + x)) | x | 1 / sqrt((1 + x) ** 2 - 1)
sum(arctanh(x / 2)) | x | 1 / (2 * (1 - x ** 2 / 4))
sum(expm1(x)) | x | exp(x)
sum(log1p(x)) | x | 1 / (1 + x)
sum(log2(x)) | x | 1 / (log(2) * x)
sum(log10(x)) | x | 1 / (log(10) * x)
sum(square(x)) | x | 2 * x
x ** p | x | p * diag(x ** (p - 1))
x ** p | p | (x ** p * log(x)).T
2 ** x | x | log(2) * diag(2 ** x)
t ** p | t | p * t ** (p - 1)
sum(x ** y) | y | x ** y * log(x)
norm(x, p) ** p | x | p * sign(x) * abs(x) ** (p - 1)
sum(x ** p) ** (1 / p) | x | sum(x ** p) ** (1 / p - 1) * x ** (p - 1)
norm(x, 1) | x | sign(x)
norm(x, inf) | x | sign(x) * ismax(abs(x))
norm(x, -inf) | x | sign(x) * ismax(-abs(x))
norm(x, 4) | x | x ** 3 / sum(x ** 4) ** (3 / 4)
norm(x, 3) | x | abs(x) * x / sum(abs(x) ** 3) ** (2 / 3)
norm(X, 'nuc') | X | polar(X)
norm(X, 2) | X | leading(X)
norm(X, axis=0) | X | None
norm(X, 1, 1) | X | None
norm(X, 3, axis=0) | X | None
norm(X, inf) | X | None
max(x) | x | ismax(x)
min(X) | X | ismax(-X)
sum(maximum(x, y)) | x | step(x - y)
sum(minimum(x, y)) | x | 1 - step(x - y)
mean(x) | x | ones(x.shape[0], 1) / x.shape[0]
mean(X) | X | ones(X.shape[0], x.shape[0]) / (X.shape[0] * x.shape[0])
c.T @ sum(X, 1) | X | c @ ones(1, x.shape[0])
c.T @ mean(X, 1) | X | c @ ones(1, x.shape[0]) / x.shape[0]
sum(X, axis=0) @ x | X | ones(X.shape[0], 1) @ x.T
sum(B * softmax(A, 1)) | A | None
sum(B * softmax(A, axis=0)) | A | None
sum(logsumexp(X, 1)) | X | softmax(X, 1)
logsumexp(X) | X | None
sum(exp(X @ W + d.T)) | d | None
sum(exp(X @ W + d.T)) | W | X.T @ exp(X @ W + ones(X.shape[0], 1) @ d.T)
sum(log(X / sum(X, 1))) | X | None
solve(A, x) | x | inv(A).T
y.T @ solve(A, x) | A | -inv(A).T @ y @ x.T @ inv(A).T
det(x @ x.T) | x | 2 * adj(x @ x.T) @ x
det(x @ x.T + y @ y.T) | x | 2 * adj(x @ x.T + y @ y.T) @ x
det(kron(x, x.T)) | x | None
trace(adj(A)) | A | None
trace(matrix_power(A, 3)) | A | 3 * A.T @ A.T
trace(matrix_power(A, -2)) | A | None
trace(expm(A)) | A | expm(A.T)
trace(B @ expm(A)) | A | expm_frechet(A.T, B.T, A.T)
x.T @ expm(t * A) @ y | t | None
expm(A) | A | None
eigmax(A) | A | eigvec(A) @ eigvec(A).T
eigmin(A) | A | eigvec(-A) @ eigvec(-A).T
eigvec(A) | A | None
x[0] | x | unit(x.shape[0], 0)
X[0, 1] | X | unit(X.shape[0], 0) @ unit(x.shape[0], 1).T
X[[0], :] @ x | x | X.T[:, [0]]
X[:, [-1]].T @ X[:, [0]] | X | None
inv(A)[0, 0] | A | -inv(A).T @ unit(x.shape[0], 0) @ unit(x.shape[0], 0).T @ inv(A).T
"""
CASES = [tuple(line.split(" | ")) for line in FORMS.strip().splitlines()]


def point(seed=0):
    rng = np.random.default_rng(seed)
    return {
        name: rng.uniform(
            0.2, 0.9, [SIZES.get(d, int(d == "1") or 1) for d in (*s.split(), "1", "1")[:2]]
        )
        for name, s in SHAPES.items()
    }


@pytest.mark.parametrize(("text", "variable", "wanted"), CASES, ids=lambda item: str(item))
def test_a_function_has_the_numerical_derivative(text, variable, wanted):
    expression, at = parse(text, **SHAPES), point()
    found = derivative(expression, variable)
    assert wanted in {"None", str(found.denominator)}

    def by_numpy(text, **instead):
        return np.atleast_2d(eval(str(text), namespace(**at | instead)))

    np.testing.assert_allclose(expression(**at), by_numpy(text))
    for side, layout in ((found.denominator, "YX"), (found.numerator, "XY")):
        numbers = partials(lambda z: by_numpy(text, **{variable: z}), at[variable])
        np.testing.assert_allclose(side(**at), numbers.arrange(layout=layout), rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(by_numpy(side), side(**at), atol=1e-12)
        assert parse(str(side), **SHAPES) == parse(side.latex(), **SHAPES) == side
    assert parse(expression.latex(), **SHAPES) == expression


@pytest.mark.parametrize(("text", "variable"), [case[:2] for case in CASES])
def test_twice_its_derivative_is_wrong(text, variable):
    found = derivative(text, variable, **SHAPES).denominator
    report = check_formula(text, variable, f"2 * ({found})", **SHAPES)
    assert report.verdict == "differ" or np.allclose(found(**point()), 0, atol=1e-12)


def test_every_function_is_tried():
    random_ones = Path(__file__).with_name("test_derivative.py").read_text("utf-8")
    tried = " ".join([random_ones, *map(" ".join, CASES), *PRINTED])
    assert [name for name in FUNCTIONS if not re.search(rf"\b{name}\b", tried)] == []


def test_what_is_left_out_is_not_there():
    assert not LEFT_OUT.keys() & {*FUNCTIONS, *ALIASES, *WRITTEN}


# What no formula above prints, since it stands for what is written otherwise.
PRINTED = ["nuclear", "spectral", "row_softmax", "row_logsumexp", "embed"]


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("max(x)", ["max has no derivative where two entries of x tie"]),
        ("max(x) ** 2", ["max has no derivative where two entries of x tie"]),
        ("norm(X, 'nuc')", ["norm has a kink where X does not have full rank"]),
        (
            "norm(X, 2)",
            ["norm has no derivative where the largest eigenvalue or singular value of X"],
        ),
        (
            "eigmax(A)",
            ["eigmax has no derivative where the largest eigenvalue or singular value of"],
        ),
        ("sum(maximum(x, y))", ["relu has a kink where x - y has an entry that is 0"]),
        ("norm(x, 1)", ["abs has a kink where x has an entry that is 0"]),
        ("norm(x, 3)", []),
        ("sum(abs(x) ** p)", ["abs has a kink where x has an entry that is 0"]),
        ("softmax(X, 1)", []),
    ],
)
def test_where_there_is_no_derivative(text, kinks):
    found = derivative(text, next(name for name in "xXA" if name in text), **SHAPES).kinks
    assert len(found) == len(kinks)
    assert all(one.startswith(wanted) for one, wanted in zip(found, kinks, strict=True))


@pytest.mark.parametrize(
    ("text", "variable", "name"),
    [
        ("norm(X, 'nuc')", "X", "polar"),
        ("norm(X, 2)", "X", "leading"),
        ("trace(B @ expm(A))", "A", "expm_frechet"),
        ("det(x @ x.T)", "x", "adj"),
    ],
)
def test_a_second_derivative_without_a_closed_form_is_refused_by_name(text, variable, name):
    first = derivative(text, variable, **SHAPES).denominator
    with pytest.raises(MatcalcError, match=f"the derivative of {name} has no closed form"):
        derivative(first, variable)


# --- what is read -------------------------------------------------------------------------------


def test_a_repeated_row_or_column_is_shown():
    found = derivative("sum((X @ W + d.T) ** 2)", "d", **SHAPES)
    assert found.understood == [
        "sum((X @ W + d.T) ** 2) was read as sum((X @ W + ones(X.shape[0], 1) @ d.T) ** 2)"
    ]
    for text, wanted in [
        ("X - c", "X - c @ ones(1, n)"), ("c - X", "c @ ones(1, n) - X"),
        ("X / c", "X / (c @ ones(1, n))"), ("c * X", "(c @ ones(1, n)) * X"),
        ("X + r", "X + ones(m, 1) @ r"), ("A + x", "A + x @ ones(1, n)"),
    ]:  # fmt: skip
        assert parse(text, **SHAPES) == parse(wanted, **SHAPES)
        assert parse(text, **SHAPES).read_as


@pytest.mark.parametrize("text", ["A * x", "X * x", "x + r", "x * r", "X + d", "X + x", "r + c"])
def test_what_may_be_a_slip_is_not_repeated(text):
    with pytest.raises(MatcalcError, match=r"cannot (combine|add)"):
        parse(text, **SHAPES)


def test_a_bias_is_a_row():
    with pytest.raises(MatcalcError, match=r"transposed, the smaller one is repeated"):
        parse("X @ W + d", **SHAPES)
    assert parse("XW + b'").assumed == {"X": "n p", "W": "p m", "b": "m"}


def test_answers_may_use_what_questions_may():
    bias = {"X": "n p", "W": "p q", "b": "q"}
    assert check_formula("sum(exp(X @ W + b.T))", "b", "sum(exp(X @ W + b.T), 0).T", **bias)
    assert check_formula("norm(x, 1)", "x", "sign(x)", x="n")
    assert check_formula("max(x)", "x", "ismax(x)", x="n")
    assert check_formula("x[0] * x[1]", "x", "x[1] * unit(n, 0) + x[0] * unit(n, 1)", x="n")
    by_adjugate = "(adj(A + x @ x.T) + adj(A + x @ x.T).T) @ x"
    assert check_formula("det(A + x @ x.T)", "x", by_adjugate, A="n n", x="n")
    wrong = check_formula("sum(softmax(X, 1) * B)", "X", "softmax(X, 1) * B", X="n p", B="n p")
    assert wrong.verdict == "differ"


def test_several_variables_at_once():
    shapes = {"W": "m n", "x": "n", "b": "m"}
    found = derivatives("sum(tanh(W @ x + b))", ["W", "b"], **shapes)
    assert [*found] == ["W", "b"]
    for name, one in found.items():
        assert one.denominator == derivative("sum(tanh(W @ x + b))", name, **shapes).denominator
    assert [*derivatives(parse("x'Ax"))] == ["x", "A"]
    assert "x: n, A: n×n, assumed" in repr(derivatives("x'Ax", ["x"]))
    assert derivatives("x'Ax", "A")["A"].denominator.shape == "n×n"
    with pytest.raises(MatcalcError, match="derivatives does it"):
        derivative("x.T @ x", ["x"], x="n")
    with pytest.raises(MatcalcError, match="'q' is not a symbol"):
        derivatives("x.T @ x", ["x", "q"], x="n")
