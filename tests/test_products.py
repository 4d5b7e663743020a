"""Rules of products, each against plain NumPy at random arrays."""

from __future__ import annotations

import numpy as np
import pytest

from matcalc.formulas.expression import parse

SHAPES = {"x": "n", "y": "n", "u": "p", "M": "m n", "R": "n n", "B": "n n", "X": "n p", "t": ""}
SIZES = {"n": 3, "m": 4, "p": 2}
E = np.eye(9)[:, ::4]
INSTANCES = 3
RULES = {
    "kron(x.T, M) @ embed(n)": lambda x, M, **_: np.kron(x.T, M) @ E,
    "kron(M, y.T) @ embed(n)": lambda y, M, **_: np.kron(M, y.T) @ E,
    "embed(n).T @ kron(x, R)": lambda x, R, **_: E.T @ np.kron(x, R),
    "embed(n).T @ embed(n)": lambda **_: E.T @ E,
    "embed(n).T @ vec(R)": lambda R, **_: E.T @ R.reshape(-1, 1, order="F"),
    "commutation(n, n) @ embed(n)": lambda **_: E,
    "diag(x) @ R @ y": lambda x, R, y, **_: np.diagflat(x) @ R @ y,
    "x.T @ R @ diag(y)": lambda x, R, y, **_: x.T @ R @ np.diagflat(y),
    "M @ diag(x) @ y @ u.T": lambda x, y, u, M, **_: M @ np.diagflat(x) @ y @ u.T,
    "trace(diag(x) @ R @ diag(y) @ B)": lambda x, y, R, B, **_: np.trace(
        np.diagflat(x) @ R @ np.diagflat(y) @ B
    ),
    "diag(R @ diag(x) @ B)": lambda x, R, B, **_: np.diag(R @ np.diagflat(x) @ B)[:, None],
    "diag(diag(x) @ B)": lambda x, B, **_: np.diag(np.diagflat(x) @ B)[:, None],
    "diag(B @ diag(x))": lambda x, B, **_: np.diag(B @ np.diagflat(x))[:, None],
    "kron(x, u.T)": lambda x, u, **_: np.kron(x, u.T),
    "kron(x.T, u)": lambda x, u, **_: np.kron(x.T, u),
    "vec(x @ u.T)": lambda x, u, **_: (x @ u.T).reshape(-1, 1, order="F"),
    "unvec(kron(u, x), n, p)": lambda x, u, **_: np.kron(u, x).reshape(3, 2, order="F"),
    "kron(x.T, eye(n)) @ (kron(x, eye(n)) + kron(eye(n), x))": lambda x, **_: (
        np.kron(x.T, np.eye(3)) @ (np.kron(x, np.eye(3)) + np.kron(np.eye(3), x))
    ),
    "(diag(x) - x @ x.T) @ y": lambda x, y, **_: (np.diagflat(x) - x @ x.T) @ y,
    "y.T @ (diag(x) - t * x @ x.T)": lambda x, y, t, **_: y.T @ (np.diagflat(x) - t * x @ x.T),
    "abs(R) * sign(R)": lambda R, **_: np.abs(R) * np.sign(R),
    "abs(R) ** 3 * sign(R)": lambda R, **_: np.abs(R) ** 3 * np.sign(R),
    "R * sign(R)": lambda R, **_: R * np.sign(R),
    "relu(R) * step(R)": lambda R, **_: np.maximum(R, 0) * np.heaviside(R, 0),
    "R * step(R)": lambda R, **_: R * np.heaviside(R, 0),
    "abs(R) * step(R)": lambda R, **_: np.abs(R) * np.heaviside(R, 0),
    "step(R) ** 3": lambda R, **_: np.heaviside(R, 0) ** 3,
    "exp(-R) * sigmoid(R)": lambda R, **_: np.exp(-R) / (1 + np.exp(-R)),
    "exp(R) * sigmoid(-R) ** 2": lambda R, **_: np.exp(R) / (1 + np.exp(R)) ** 2,
    "logdet(R @ inv(B))": lambda R, B, **_: np.linalg.slogdet(R @ np.linalg.inv(B))[1],
    "logdet(X.T @ X @ inv(X.T @ R @ R.T @ X))": lambda R, X, **_: np.linalg.slogdet(
        X.T @ X @ np.linalg.inv(X.T @ R @ R.T @ X)
    )[1],
    "inv(X.T @ R @ X @ (X.T @ X))": lambda R, X, **_: np.linalg.inv(X.T @ R @ X @ X.T @ X),
    "sum(ones(n, p))": lambda **_: 6,
    "trace(eye(n * p))": lambda **_: 6,
}


def arrays(seed):
    rng = np.random.default_rng(seed)
    shapes = {name: [SIZES[d] for d in shape.split()] for name, shape in SHAPES.items()}
    return {name: rng.normal(size=[*shape, 1, 1][:2]) for name, shape in shapes.items()}


@pytest.mark.parametrize("text", RULES)
def test_a_product_has_the_value_that_numpy_gives(text):
    for seed in range(INSTANCES):
        point = arrays(seed)
        wanted = np.atleast_2d(RULES[text](**point))
        found = parse(text, **SHAPES)(**point)
        assert found.shape == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("t", [-1.5, 0.0, 2.0])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("abs(t) * sign(t)", lambda t: t),
        ("t * sign(t)", abs),
        ("t * step(t)", lambda t: max(t, 0)),
        ("relu(t) * step(t)", lambda t: max(t, 0)),
        ("step(t) ** 2", lambda t: t > 0),
    ],
)
def test_a_rule_holds_at_a_kink(text, value, t):
    assert parse(text, t="")(t=t).item() == value(t)
