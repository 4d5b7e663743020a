"""Checks where float64 has little to say: tiny and huge numbers, mixed scales, ranks, signs.

A right answer is never refused there, and a wrong one never accepted: what cannot be known is left
undecided.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc import check_formula, check_gradient, check_value, gradient

POWERS = st.integers(-12, 12)
MAGNITUDES = st.integers(-18, 18)
MANTISSAS = st.floats(1.1, 1.9)
SEEDS = st.integers(0, 10**6)
few = settings(max_examples=max(4, settings().max_examples // 3))  # of what takes long


@pytest.fixture(autouse=True)
def nothing_is_heard(capfd):
    """nbgrader gives no marks to a cell that wrote to stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    assert capfd.readouterr() == ("", "")


def verdicts(question, right, wrong, **options):
    """What is said of a right answer and of wrong ones."""
    return (
        check_gradient(question, right, **options).verdict,
        [check_gradient(question, answer, **options).verdict for answer in wrong],
    )


@given(POWERS, POWERS, MANTISSAS, MANTISSAS)
def test_entries_of_different_scales(first, second, a, b):
    p, q = a * 10.0**first, b * 10.0**second

    def question(x):
        return p * x[0, 0] ** 2 + q * x[1, 0]

    def right(x):
        return np.array([[2 * p * x[0, 0]], [q]])

    wrong = [lambda x: right(x) * [[0], [1]], lambda x: right(x) * [[1], [0]]]
    said, of_wrong = verdicts(question, right, wrong, x="2")
    assert said != "differ"
    # A term of 1e-15 of the function's value moves none of its digits.
    assert abs(first - second) > 13 or "agree" not in of_wrong


@given(POWERS, POWERS, MANTISSAS, SEEDS)
def test_the_same_as_a_formula_is_decided(first, second, a, seed):
    given_arrays = {"p": a * 10.0**first, "q": 10.0**second, "x": "n", "c": "n"}
    question = "p * x.T @ x + q * c.T @ x"
    for answer, verdict in (
        ("2 * p * x + q * c", "agree"),
        ("q * c + (x + x) * p", "agree"),
        ("2 * p * x", "differ"),
        ("q * c", "differ"),
        ("2 * p * x - q * c", "differ"),
    ):
        lost = abs(first - second) > 11  # a term is beyond the digits of the other
        allowed = {verdict, "unsure", "agree"} if lost else {verdict}
        report = check_formula(question, "x", answer, seed=seed, **given_arrays)
        assert report.verdict in allowed


@given(st.integers(0, 18), MANTISSAS)
def test_a_large_value_beside_the_derivative(power, mantissa):
    def question(x):
        return mantissa * 10.0**power + np.sum(x**2)

    said, of_wrong = verdicts(question, lambda x: 2 * x, [lambda x: 0 * x, lambda x: 3 * x], x="n")
    assert said != "differ"
    assert power > 15 or "agree" not in of_wrong


@given(st.integers(-200, 200), SEEDS)
def test_a_function_of_any_scale(power, seed):
    scale = 10.0**power
    said, of_wrong = verdicts(
        lambda x: scale * np.sum(x**3),
        lambda x: 3 * scale * x**2,
        [lambda x: 0 * x, lambda x: 2 * scale * x**2, lambda x: -3 * scale * x**2],
        x="n",
        seed=seed,
    )
    assert (said, of_wrong) == ("agree", ["differ"] * 3)


@few
@given(st.lists(st.tuples(MANTISSAS, MAGNITUDES, st.sampled_from([-1, 1])), min_size=1, max_size=3))
def test_coordinates_of_any_size(numbers):
    x = np.array([[sign * m * 10.0**power] for m, power, sign in numbers])
    for question, right in (
        (lambda x: np.sum(x**2), lambda x: 2 * x),
        (lambda x: np.sum(np.arcsinh(x)), lambda x: 1 / np.sqrt(1 + x**2)),
        (lambda x: x * np.abs(x), lambda x: np.diagflat(2 * np.abs(x))),
    ):
        wrong = [lambda x, f=right: 1.5 * f(x), lambda x, f=right: -f(x)]
        said, of_wrong = verdicts(question, right, wrong, x=x)
        assert said != "differ"
        assert "agree" not in of_wrong


@given(st.integers(-18, -1), MANTISSAS)
def test_a_coordinate_that_is_what_rounding_left_of_zero(power, mantissa):
    x = np.array([mantissa * 10.0**power, 1.0])
    np.testing.assert_allclose(gradient(lambda x: np.sum(np.exp(x)), x), np.exp(x), rtol=1e-6)
    np.testing.assert_allclose(gradient(lambda x: np.sum(x + 1), x), [1, 1], rtol=1e-6)


RANKS = [  # right for arguments of full rank, whichever the drawn sizes are
    ("logdet(X.T @ X)", "2 * X @ inv(X.T @ X)", {"X": "n p"}),
    ("log(det(X.T @ X))", "2 * X @ inv(X.T @ X)", {"X": "n p"}),
    ("det(X.T @ X)", "2 * det(X.T @ X) * X @ inv(X.T @ X)", {"X": "n p"}),
    ("logdet(X @ X.T)", "2 * inv(X @ X.T) @ X", {"X": "n p"}),
    ("logdet(X.T @ S @ X)", "2 * S @ X @ inv(X.T @ S @ X)", {"X": "n p", "S": "n n spd"}),
    ("det(A @ X @ B)", "det(A @ X @ B) * A.T @ inv(A @ X @ B).T @ B.T",
     {"A": "p n", "X": "n m", "B": "m p"}),
]  # fmt: skip
CALLED = {
    "inv": np.linalg.inv, "det": np.linalg.det, "log": np.log,
    "logdet": lambda matrix: np.linalg.slogdet(matrix)[1],
}  # fmt: skip


@pytest.mark.parametrize(("question", "answer", "shapes"), RANKS, ids=[row[0] for row in RANKS])
@few
@given(seed=SEEDS)
def test_wide_matrices_where_a_formula_needs_tall_ones(question, answer, shapes, seed):
    assert check_formula(question, "X", answer, seed=seed, **shapes).ok
    assert not check_formula(question, "X", f"2 * ({answer})", seed=seed, **shapes).ok
    asked, answered = (
        eval(f"lambda {', '.join(shapes)}: {text}", CALLED) for text in (question, answer)
    )
    assert check_gradient(asked, "X", answered, seed=seed, **shapes).ok


@given(SEEDS)
def test_least_squares_of_wide_data_is_no_question(seed):
    def fit(X, y):
        return np.linalg.inv(X.T @ X) @ X.T @ y

    def right(X, _):
        return X @ np.linalg.inv(X.T @ X)

    assert check_gradient(fit, "y", right, X="n p", y="n", seed=seed).ok
    wrong = check_gradient(fit, "y", lambda X, _: -right(X, _), X="n p", y="n", seed=seed)
    assert wrong.mistake == "sign"
    assert check_value(
        fit, lambda X, y: np.linalg.solve(X.T @ X, X.T @ y), X="n p", y="n", seed=seed
    )


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("relu(a)", "step(a)", ["7 * step(a)", "0 * a", "1", "step(-a)"]),
        ("abs(a)", "sign(a)", ["1", "-1", "step(a)"]),
        ("relu(a) - relu(-a)", "1", ["step(a)", "sign(a)"]),
    ],
)
@given(seed=SEEDS)
def test_a_scalar_is_tried_on_both_sides_of_zero(question, right, wrong, seed):
    assert check_formula(question, right, a="", seed=seed).ok
    assert not any(check_formula(question, answer, a="", seed=seed).ok for answer in wrong)


@pytest.mark.parametrize("shape", ["1", "1 1", "1 n", "n 1"])
@given(seed=SEEDS)
def test_sizes_of_one(shape, seed):
    said, of_wrong = verdicts(
        lambda X: np.trace(X.T @ X) ** 2,
        lambda X: 4 * np.trace(X.T @ X) * X,
        [lambda X: 2 * np.trace(X.T @ X) * X, lambda X: 4 * X],
        X=shape,
        seed=seed,
    )
    assert (said, of_wrong) == ("agree", ["differ", "differ"])


@given(SEEDS)
def test_what_is_always_zero_is_known_to_be(seed):
    antisymmetric = "x.T @ (A - A.T) @ x"
    assert check_formula(antisymmetric, "x", "0 * x", A="n n", x="n", seed=seed).ok
    assert not check_formula(antisymmetric, "x", "(A - A.T) @ x", A="n n", x="n", seed=seed).ok

    def share(x):
        return np.sum(np.exp(x) / np.sum(np.exp(x)))

    assert check_gradient(share, np.zeros_like, x="n", seed=seed).ok
    assert check_gradient(lambda _: 3.0, np.zeros_like, x="n", seed=seed).ok


@pytest.mark.parametrize("size", [1e-6, 1e-3])
def test_weights_near_zero(size):
    W = size * np.random.default_rng(0).normal(size=(6, 5))
    question, right = (
        lambda W: np.sum(np.tanh(W) ** 2),
        lambda W: 2 * np.tanh(W) * (1 - np.tanh(W) ** 2),
    )
    assert check_gradient(question, right, W=W).ok
    assert not check_gradient(question, lambda W: 2 * np.tanh(W) + 1e-3 * W, W=W).ok
