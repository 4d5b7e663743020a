"""Numerical derivatives against closed forms written here with loops and Kronecker products."""

import dataclasses
import sys
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc import (
    Layout,
    MatcalcError,
    commutation,
    gradient,
    hessian,
    jacobian,
    partials,
    unvec,
    vec,
)

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(2, 4)
shapes = st.one_of(
    st.just(()),
    st.tuples(st.integers(1, 4)),
    st.tuples(st.integers(1, 4), st.integers(1, 3)),
)
SCALARS = [(), (1,), (1, 1)]


class Data:
    """Generic arrays: no zeros, no symmetry, both signs, and different sizes on request."""

    def __init__(self, seed: int, m: int, n: int, p: int, q: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.m, self.n, self.p, self.q = m, n, p, q

    def __call__(self, *shape: int) -> np.ndarray:
        return self.rng.uniform(0.3, 1.9, shape) * self.rng.choice([-1.0, 1.0], shape)

    def regular(self, n: int) -> np.ndarray:
        """A square matrix far from any singular one."""
        return self(n, n) + 4 * n * np.eye(n)


def stack(matrix: np.ndarray) -> np.ndarray:
    """The columns one below the other, by a loop."""
    return np.array([matrix[i, j] for j in range(matrix.shape[1]) for i in range(matrix.shape[0])])


def transposing(m: int, n: int) -> np.ndarray:
    """The matrix that takes the stack of an m×n matrix to the stack of its transpose, by a loop."""
    K = np.zeros((m * n, m * n))
    for i in range(m):
        for j in range(n):
            K[j + n * i, i + m * j] = 1
    return K


# Problems: data -> function, point, derivative in denominator layout.

PROBLEMS: dict[str, Callable] = {}


def problem(make: Callable) -> Callable:
    PROBLEMS[make.__name__.replace("_", " ")] = make
    return make


@problem
def scalar_by_scalar(d):
    a, b, x = d(), d(), d()
    return lambda x: a * x**3 + np.sin(b * x), x, np.array([[3 * a * x**2 + b * np.cos(b * x)]])


@problem
def vector_by_scalar(d):
    a, b, x = d(d.m, 1), d(d.m, 1), d()
    return lambda x: a * x**2 + b * np.exp(x), x, (2 * a * x + b * np.exp(x)).T


@problem
def matrix_by_scalar(d):
    A, B, x = d(d.m, d.n), d(d.m, d.n), d()
    exact = np.empty((d.n, d.m))
    for i in range(d.m):
        for j in range(d.n):
            exact[j, i] = 2 * A[i, j] * x + B[i, j] * np.cos(x)
    return lambda x: A * x**2 + B * np.sin(x), x, exact


@problem
def inverse_by_scalar(d):
    A, B, x = d.regular(d.n), d(d.n, d.n), 0.1 * d()
    R = np.linalg.inv(A + x * B)
    return lambda x: np.linalg.inv(A + x * B), x, -(R @ B @ R).T


@problem
def scalar_by_vector_quadratic(d):
    A, b, x = d(d.p, d.p), d(d.p, 1), d(d.p, 1)
    exact = b.copy()
    for k in range(d.p):
        for j in range(d.p):
            exact[k] += (A[k, j] + A[j, k]) * x[j]
    return lambda x: x.T @ A @ x + b.T @ x, x, exact


@problem
def scalar_by_vector_norm(d):
    A, x = d(d.m, d.p), d(d.p, 1)
    return (
        lambda x: np.sqrt(1 + np.sum((A @ x) ** 2)),
        x,
        A.T @ A @ x / np.sqrt(1 + x.T @ A.T @ A @ x),
    )


@problem
def vector_by_vector_linear(d):
    A, x = d(d.m, d.p), d(d.p, 1)
    exact = np.empty((d.p, d.m))
    for k in range(d.p):
        for i in range(d.m):
            exact[k, i] = A[i, k]
    return lambda x: A @ x, x, exact


@problem
def vector_by_vector_composed(d):
    A, x = d(d.m, d.p), d(d.p, 1)
    return lambda x: np.tanh(A @ x**2), x, 2 * x * A.T / np.cosh(A @ x**2).T ** 2


@problem
def matrix_by_vector_outer(d):
    a, x = d(d.m, 1), d(d.p, 1)
    return lambda x: a @ (x * x).T, x, np.kron(np.diag(2 * x[:, 0]), a).T


@problem
def matrix_by_vector_between(d):
    A, B, x = d(d.m, d.p), d(d.p, d.n), d(d.p, 1)
    exact = np.array([stack(np.outer(A[:, k], B[k])) for k in range(d.p)])
    return lambda x: A @ np.diag(x[:, 0]) @ B, x, exact


@problem
def scalar_by_matrix_bilinear(d):
    a, b, X = d(d.p, 1), d(d.q, 1), d(d.p, d.q)
    return lambda X: a.T @ X @ b, X, np.array([[u * v for v in b[:, 0]] for u in a[:, 0]])


@problem
def scalar_by_matrix_trace(d):
    A, B, X = d(d.p, d.p), d(d.q, d.q), d(d.p, d.q)
    return lambda X: np.trace(X.T @ A @ X @ B), X, A @ X @ B + A.T @ X @ B.T


@problem
def scalar_by_matrix_log_det(d):
    X = d.regular(d.p)
    return lambda X: np.log(np.linalg.det(X)), X, np.linalg.inv(X).T


@problem
def vector_by_matrix_times(d):
    b, X = d(d.q, 1), d(d.p, d.q)
    return lambda X: X @ b, X, np.kron(b, np.eye(d.p))


@problem
def vector_by_matrix_transposed_times(d):
    c, X = d(d.p, 1), d(d.p, d.q)
    return lambda X: X.T @ c, X, np.kron(np.eye(d.q), c)


@problem
def matrix_by_matrix_between(d):
    A, B, X = d(d.m, d.p), d(d.q, d.n), d(d.p, d.q)
    return lambda X: A @ X @ B, X, np.kron(B, A.T)


@problem
def matrix_by_matrix_gram(d):
    X = d(d.p, d.q)
    numerator = np.kron(np.eye(d.q), X.T) + np.kron(X.T, np.eye(d.q)) @ transposing(d.p, d.q)
    return lambda X: X.T @ X, X, numerator.T


@problem
def matrix_by_matrix_inverse(d):
    X = d.regular(d.p)
    R = np.linalg.inv(X)
    return np.linalg.inv, X, -np.kron(R, R.T)


@problem
def matrix_by_matrix_elementwise(d):
    X = d(d.p, d.q)
    return lambda X: np.exp(X) * X, X, np.diag(stack(np.exp(X) * (1 + X)))


@pytest.mark.parametrize("make", PROBLEMS.values(), ids=PROBLEMS)
@given(seed=seeds, m=sizes, n=sizes, p=sizes, q=sizes)
def test_jacobian_is_exact_in_both_layouts(make, seed, m, n, p, q):
    f, x, exact = make(Data(seed, m, n, p, q))
    found = partials(f, x)
    denominator, numerator = jacobian(f, x), jacobian(f, x, layout=Layout.NUMERATOR)
    assert denominator.shape == exact.shape
    assert np.array_equal(numerator, denominator.T)
    assert np.array_equal(found.arrange(), denominator)
    error = dataclasses.replace(found, value=found.error).arrange()
    gap, largest = np.abs(denominator - exact), np.max(np.abs(exact))
    assert np.all(gap <= 8 * error + 1e-13 * max(1.0, largest))
    assert np.all(gap <= 1e-9 * largest + 1e-14)  # rounding of values of size 1
    assert not found.kink.any()


def arranged_by_loops(raw: np.ndarray, y: tuple, x: tuple) -> np.ndarray:
    """The denominator layout of raw partial derivatives, entry by entry."""
    m, n, p, q = *(*y, 1, 1)[:2], *(*x, 1, 1)[:2]
    if m * n == 1:
        rows, columns = p, q
    elif p * q == 1:
        rows, columns = n, m
    else:
        rows, columns = p * q, m * n
    result = np.full((rows, columns), np.nan)
    raw = raw.reshape(m, n, p, q)
    for i, j, k, l in np.ndindex(m, n, p, q):  # noqa: E741
        if m * n == 1:
            place = k, l
        elif p * q == 1:
            place = j, i
        else:
            place = k + p * l, i + m * j
        result[place] = raw[i, j, k, l]
    return result


@given(seed=seeds, y=shapes, x=shapes)
def test_every_pair_of_shapes_is_arranged_by_the_rule(seed, y, x):
    rng = np.random.default_rng(seed)
    table = rng.normal(size=y + x)
    point = rng.uniform(0.5, 1.5, x)

    def f(x):
        return np.tensordot(table, x**2, axes=x.ndim)

    raw = table * 2 * point
    exact = arranged_by_loops(raw, y, x)
    found = partials(f, point)
    assert found.value.shape == found.error.shape == found.kink.shape == y + x
    np.testing.assert_allclose(found.value, raw, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(jacobian(f, point), exact, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(jacobian(f, point, layout="XY"), exact.T, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("y", SCALARS)
@pytest.mark.parametrize("x", SCALARS)
def test_one_entry_is_a_scalar_whatever_its_shape(x, y):
    point = np.full(x, 1.5)
    [[value]] = jacobian(lambda x: np.full(y, np.sum(x**3)), point)
    assert value == pytest.approx(6.75, rel=1e-12)
    A = np.arange(6.0).reshape(2, 3)
    assert jacobian(lambda x: A * np.sum(x), point).shape == (3, 2)
    assert jacobian(lambda X: np.full(y, np.sum(X)), A).shape == (2, 3)
    assert jacobian(lambda v: np.full(y, np.sum(v)), A[0]).shape == (3, 1)
    assert jacobian(lambda x: A[0] * np.sum(x), point).shape == (1, 3)
    assert gradient(lambda x: np.full(y, np.sum(x**3)), point).shape == x
    assert hessian(lambda x: np.full(y, np.sum(x**3)), point).shape == (1, 1)


@given(seed=seeds, shape=st.lists(st.integers(1, 3), max_size=3).map(tuple))
def test_gradient_has_the_shape_of_x(seed, shape):
    rng = np.random.default_rng(seed)
    w, x = rng.normal(size=shape), rng.uniform(0.5, 2, shape)
    found = gradient(lambda x: np.sum(w * np.log(x)), x)
    assert found.shape == shape
    np.testing.assert_allclose(found, w / x, rtol=1e-9, atol=1e-11)


# Second derivatives.


@given(seed=seeds, n=st.integers(1, 4))
def test_hessian_of_a_quadratic_form(seed, n):
    d = Data(seed, 0, 0, 0, 0)
    A, b, x = d(n, n), d(n, 1), d(n, 1)
    found = hessian(lambda x: x.T @ A @ x + b.T @ x + 3, x)
    np.testing.assert_allclose(found, A + A.T, rtol=0, atol=1e-9 * np.max(np.abs(A)))


@given(seed=seeds, n=st.integers(2, 4))
def test_hessian_of_log_sum_exp(seed, n):
    x = Data(seed, 0, 0, 0, 0)(n, 1)
    s = np.exp(x) / np.sum(np.exp(x))
    exact = np.array([[s[i, 0] * ((i == j) - s[j, 0]) for j in range(n)] for i in range(n)])
    found = hessian(lambda x: np.log(np.sum(np.exp(x))), x)
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-8 * np.max(np.abs(exact)))
    assert np.array_equal(found, found.T)


@given(seed=seeds, n=st.integers(2, 3))
def test_hessian_of_the_logistic_loss(seed, n):
    d = Data(seed, 0, 0, 0, 0)
    X, t, w = d(8, n), np.sign(d(8, 1)), d(n, 1)
    s = 1 / (1 + np.exp(-X @ w))
    exact = sum(s[i] * (1 - s[i]) * np.outer(X[i], X[i]) for i in range(8))
    found = hessian(lambda w: np.sum(np.logaddexp(0, -t * (X @ w))), w)
    np.testing.assert_allclose(found, exact, rtol=0, atol=1e-8 * np.max(np.abs(exact)))


@given(seed=seeds, p=st.integers(1, 3), q=st.integers(1, 3))
def test_hessian_by_a_matrix_stacks_its_columns(seed, p, q):
    d = Data(seed, 0, 0, 0, 0)
    A, B, X = d(p, p), d(q, q), d(p, q)
    one_way = np.kron(B.T, A)  # tr(XᵀAXB) = vec(X)ᵀ (Bᵀ ⊗ A) vec(X)
    found = hessian(lambda X: np.trace(X.T @ A @ X @ B), X)
    np.testing.assert_allclose(found, one_way + one_way.T, rtol=0, atol=1e-8)
    # and the second derivative is the derivative of the first
    first = jacobian(lambda X: A @ X @ B + A.T @ X @ B.T, X)
    if p * q > 1:
        np.testing.assert_allclose(found, first, rtol=0, atol=1e-8)


# vec, unvec and the commutation matrix.


@given(seed=seeds, m=st.integers(1, 5), n=st.integers(1, 5), p=st.integers(1, 4))
def test_vec_and_commutation(seed, m, n, p):
    d = Data(seed, m, n, p, 0)
    A, X, B = d(p, m), d(m, n), d(n, p)
    assert np.array_equal(vec(X)[:, 0], stack(X))
    assert vec(X).shape == (m * n, 1)
    assert np.array_equal(unvec(vec(X), (m, n)), X)
    assert np.array_equal(unvec(stack(X), (m, n)), X)
    K = commutation(m, n)
    assert np.array_equal(K, transposing(m, n))
    assert np.array_equal(K @ vec(X), vec(X.T))
    assert np.array_equal(K.T, commutation(n, m))
    assert np.array_equal(K @ K.T, np.eye(m * n))
    np.testing.assert_allclose(vec(A @ X @ B), np.kron(B.T, A) @ vec(X), rtol=1e-12, atol=1e-12)
    swapped = commutation(p, m) @ np.kron(X, A) @ commutation(n, m)
    np.testing.assert_allclose(swapped, np.kron(A, X), rtol=1e-12, atol=1e-12)


def test_vec_of_scalars_and_columns():
    assert np.array_equal(vec(3), [[3.0]])
    assert np.array_equal(vec([1, 2]), [[1.0], [2.0]])
    assert commutation(1, 3).tolist() == np.eye(3).tolist()


# Kinks.


@given(seed=seeds, n=st.integers(1, 5))
def test_kinks_are_flagged_where_they_are_and_nowhere_else(seed, n):
    rng = np.random.default_rng(seed)
    x = Data(seed, 0, 0, 0, 0)(n, 1)
    bent = rng.random((n, 1)) < 0.5
    corner = np.where(bent, x, x + rng.choice([-1, 1], (n, 1)) * rng.uniform(1e-4, 1, (n, 1)))
    left, right = rng.uniform(-2, -0.1, (n, 1)), rng.uniform(0.1, 2, (n, 1))
    offset = rng.choice([0.0, 1.0, 100.0])

    def f(x):
        u = x - corner
        return offset + np.sum(np.where(u < 0, left, right) * u) + np.sum(x**3)

    found = partials(f, x)
    assert np.array_equal(found.kink, bent)
    smooth = np.where(x < corner, left, right) + 3 * x**2
    slack = 8 * found.error + 1e-9
    assert np.all(np.abs(found.value - smooth)[~bent] <= slack[~bent])


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.abs, 0.0),
        (lambda x: np.maximum(x, 0), 0.0),
        (lambda x: np.linalg.norm(x), np.zeros((3, 1))),
        (np.max, np.array([[1.0], [1.0]])),
        (lambda X: np.sum(np.linalg.svd(X, compute_uv=False)), np.diag([1.0, 0.0])),
        (lambda x: 1e6 + 1e3 * np.abs(x - 2), 2.0),
        (lambda x: 1e8 + np.abs(x), 0.0),
    ],
)
def test_well_known_kinks(f, x):
    assert partials(f, x).kink.any()


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x * np.abs(x), 0.0),
        (lambda x: np.abs(x) ** 3, 0.0),
        (np.sqrt, 1e-8),
        (lambda x: np.sin(300 * x), 1.3),
        (np.sin, 1e6),
        (lambda x: 1e8 + x**2, 1.3),
        (lambda x: np.maximum(x, 0), 1e-6),
        (lambda x: np.float64(np.float32(x) ** 2), 1.3),
        (lambda x: 0 * x, 1.3),
        (np.exp, 0.0),
    ],
)
def test_smooth_points_are_not_flagged(f, x):
    assert not partials(f, x).kink.any()


# What comes in, and what must not get out.


@given(seed=seeds, p=st.integers(1, 3), q=st.integers(1, 3))
def test_integers_and_lists_count_as_floats(seed, p, q):
    X = np.random.default_rng(seed).integers(-5, 6, (p, q))
    expected = jacobian(lambda X: X.T @ X, X.astype(float))
    exact = [[[number(int(x)) for x in row] for row in X] for number in (Fraction, Decimal)]
    for point in (X, X.tolist(), X.astype(np.float32), X.astype(complex), *exact):
        assert np.array_equal(jacobian(lambda X: X.T @ X, point), expected)
    assert np.array_equal(jacobian(lambda X: (X.T @ X).tolist(), X), expected)
    assert hessian(lambda X: np.sum(X**2), X.tolist()).shape == (p * q, p * q)


@given(seed=seeds, n=st.integers(1, 4))
def test_a_function_that_changes_its_argument_does_not_disturb(seed, n):
    d = Data(seed, 0, 0, 0, 0)
    A, x = d(n, n), d(n, 1)
    before = x.copy()

    def destructive(x):
        y = A @ x**2
        x *= 0
        return y

    assert np.array_equal(jacobian(destructive, x), jacobian(lambda x: A @ x**2, x))
    assert np.array_equal(x, before)
    squared = hessian(lambda x: destructive(x).T @ destructive(x.copy()) * 0 + 1, x)
    assert np.array_equal(squared, np.zeros((n, n)))
    assert np.array_equal(x, before)


def test_a_function_that_returns_its_argument_does_not_disturb():
    np.testing.assert_allclose(jacobian(lambda x: x, np.ones((3, 1))), np.eye(3), atol=1e-12)
    same = np.zeros((2, 1))

    def reuses_one_array(x):
        np.copyto(same, 2 * x)
        return same

    np.testing.assert_allclose(
        jacobian(reuses_one_array, [[1.0], [2.0]]), 2 * np.eye(2), atol=1e-12
    )


def test_no_warning_and_no_line_on_stderr_escapes(capsys, recwarn):
    def loud(x):
        print("careless", file=sys.stderr)
        warnings.warn("careless", stacklevel=1)
        np.log(np.array([-1.0, 0.0])), np.array([1.0]) / 0
        return np.sum(np.log(x)) + np.sqrt(x[0, 0])

    x = np.array([[0.3], [1e-3]])
    exact = 1 / x + np.array([[0.5 / np.sqrt(0.3)], [0]])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        np.testing.assert_allclose(gradient(loud, x), exact, rtol=1e-9)
        hessian(loud, x)
        partials(np.sqrt, 1e-300)
        partials(np.arccos, 1 - 1e-9)
        partials(lambda x: x * 1e308, 1.0)
    assert capsys.readouterr().err == ""
    assert not recwarn.list


def test_a_domain_smaller_than_the_first_step():
    def edge(x):
        if x >= 1:
            raise ValueError("outside")
        return np.sqrt(1 - x)

    for distance in (1e-2, 1e-5, 1e-8):
        found = partials(edge, 1 - distance)
        exact = -0.5 / np.sqrt(1 - (1 - distance))
        assert abs(found.value - exact) <= 8 * found.error
        assert found.error <= 1e-6 * abs(exact)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: jacobian("x.T @ x", 1.0), ["function", "the text 'x.T @ x'"]),
        (lambda: jacobian(lambda x: x, []), ["x is empty"]),
        (lambda: jacobian(lambda x: x, [1.0, np.nan]), ["x", "finite"]),
        (lambda: jacobian(lambda x: x, None), ["x is None"]),
        (lambda: jacobian(lambda x: x, "1 2"), ["x is the text", "'1 2'"]),
        (lambda: jacobian(lambda x: x, [[1, 2], [3]]), ["x is a ragged list"]),
        (lambda: jacobian(lambda x: x, [1j, 2]), ["x is complex"]),
        (
            lambda: jacobian(lambda x: x, np.array([object()])),
            ["x is an array", "not made of real numbers"],
        ),
        (lambda: jacobian(lambda x: x, [10**400]), ["x is a list", "real numbers"]),
        (lambda: jacobian(lambda x: x, [Fraction(1), 1j]), ["x is a list", "real numbers"]),
        (lambda: jacobian(lambda x: x, np.ma.array([1.0])), ["x is a masked array"]),
        (lambda: jacobian(lambda _: None, 1.0), ["value of the function is None", "return"]),
        (lambda: jacobian(lambda _: "y", 1.0), ["value of the function is the text"]),
        (lambda: jacobian(lambda _: [], 1.0), ["value of the function is empty"]),
        (lambda: jacobian(lambda x: np.log(x), -1.0), ["not finite", "domain"]),
        (lambda: jacobian(lambda x: x, 1.0, layout="ZZ"), ["'ZZ'", "YX", "XY"]),
        (lambda: jacobian(lambda x: x, np.ones((2, 2, 2))), ["3 axes", "vec", "partials"]),
        (lambda: gradient(lambda x: x, [1.0, 2.0]), ["scalar", "(2,)", "jacobian"]),
        (lambda: hessian(lambda x: x, [1.0, 2.0]), ["scalar", "(2,)"]),
        (lambda: unvec([1, 2, 3], (2, 2)), ["(2, 2)", "3 entries"]),
        (lambda: commutation(0, 2), ["commutation(0, 2)", "positive"]),
        (lambda: commutation(2.5, 2), ["2.5", "whole"]),
        (lambda: vec(np.ones((2, 2, 2))), ["3 axes"]),
    ],
)
def test_what_cannot_be_differentiated_is_said_in_one_error(call, words):
    with pytest.raises(MatcalcError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("f", "x"), [(np.cbrt, 0.0), (np.sign, 0.0), (lambda x: np.sqrt(abs(x)), 0.0)]
)
def test_no_error_is_claimed_small_where_there_is_no_derivative(f, x):
    found = partials(f, x)
    assert found.kink or found.error > 0.1 * abs(found.value)


@pytest.mark.parametrize("x", [5e-324, 1e-310, 1e-300, 1e-30, -0.0, 1e30, 1e300, 1.7e308])
def test_the_smallest_and_largest_coordinates(x):
    assert gradient(lambda x: 3 * (x / 4), x) == pytest.approx(0.75, rel=1e-9)


def test_an_exception_at_the_point_itself_is_the_functions_own():
    with pytest.raises(np.linalg.LinAlgError):
        jacobian(np.linalg.inv, np.zeros((2, 2)))


def test_layout_is_read_in_any_spelling():
    for name in ("YX", "yx", "denominator", "DENOMINATOR", Layout.DENOMINATOR):
        assert Layout(name) is Layout.DENOMINATOR
    for name in ("XY", "numerator"):
        assert Layout(name) is Layout.NUMERATOR


def test_partials_print_what_they_are():
    found = partials(lambda x: np.abs(x), np.array([[0.0], [1.5]]))
    assert "4 derivatives" in repr(found)
    assert "1 at a kink" in repr(found)
