"""How far numerical derivatives, and the rules that judge answers by them, can be trusted.

Run by hand: ``python tests/benchmarks/derivatives.py``; about ten minutes.  Three tables are
printed: the largest relative error of each method on hard functions; how many right answers each
rule rejects and how many wrong ones it accepts; and the time of a Jacobian.  The rules of other
projects are scripted from their sources, with their default steps and tolerances, so that none is
installed.  `tests/test_hard_functions.py` runs matcalc's part of it on fewer draws.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcalc import check_gradient, partials

Array = NDArray[np.float64]
inv = np.linalg.inv


@dataclass(frozen=True, eq=False)
class Problem:
    """A function, a point, and its derivative there in denominator layout, in closed form."""

    function: Callable[[Array], Array]
    x: Array
    exact: Array

    def flat(self, z: Array) -> Array:
        """The same function from a 1-D array to a 1-D array, in column-stacking order."""
        return np.ravel(self.function(np.reshape(z, self.x.shape, order="F")), order="F")

    @property
    def z(self) -> Array:
        return self.x.ravel(order="F")

    @property
    def flat_exact(self) -> Array:
        """The Jacobian of `flat`, outputs by inputs."""
        if self.exact.shape == self.x.shape:  # a scalar function
            return self.exact.reshape(1, -1, order="F")
        return self.exact.T


Draw = Callable[[np.random.Generator], Problem]
KINDS: dict[str, Draw] = {}
# Where the noise of the function itself may leave a check "unsure".
NOISY = {"float32 inside", "(x − 1)⁷ expanded"}


def kind(name: str) -> Callable[[Draw], Draw]:
    def register(draw: Draw) -> Draw:
        KINDS[name] = draw
        return draw

    return register


def column(rng: np.random.Generator, n: int | None = None) -> Array:
    return rng.uniform(0.3, 1.9, (n or rng.integers(2, 6), 1)) * rng.choice([-1, 1])


def square(rng: np.random.Generator, n: int | None = None) -> Array:
    n = n or int(rng.integers(2, 5))
    return rng.normal(size=(n, n))


def quadratic(rng: np.random.Generator, offset: float = 0.0, factor: float = 1.0) -> Problem:
    x = column(rng)
    A = square(rng, len(x))
    return Problem(lambda x: offset + factor * (x.T @ A @ x), x, factor * (A + A.T) @ x)


@kind("xᵀAx")
def _(rng):
    return quadratic(rng)


@kind("1e8 + xᵀAx")
def _(rng):
    return quadratic(rng, offset=1e8)


@kind("1e-9 xᵀAx")
def _(rng):
    return quadratic(rng, factor=1e-9)


@kind("log det")
def _(rng):
    X = square(rng)
    X[0] *= np.sign(np.linalg.det(X))
    return Problem(lambda X: np.log(np.linalg.det(X)), X, inv(X).T)


@kind("slogdet")
def _(rng):
    X = square(rng)
    return Problem(lambda X: np.linalg.slogdet(X)[1], X, inv(X).T)


@kind("inverse, matrix by matrix")
def _(rng):
    X = square(rng)
    return Problem(inv, X, -np.kron(inv(X).T, inv(X)).T)


@kind("inverse of Hilbert 6×6")
def _(rng):
    X = 1 / (np.arange(6)[:, None] + np.arange(6) + 1.0) * rng.uniform(1, 2)
    return Problem(inv, X, -np.kron(inv(X).T, inv(X)).T)


@kind("cube, matrix by matrix")
def _(rng):
    X = square(rng)
    one = np.eye(len(X))
    factors = [(one, X @ X), (X, X), (X @ X, one)]
    exact = sum(np.kron(right.T, left) for left, right in factors).T
    return Problem(lambda X: X @ X @ X, X, exact)


@kind("norm at 1e-3")
def _(rng):
    x = 1e-3 * column(rng)
    return Problem(np.linalg.norm, x, x / np.sqrt(np.sum(x * x)))


@kind("Σ√x, x = 1e-8…1e8")
def _(rng):
    x = 10.0 ** rng.permutation(np.array([-8, -4, 0, 4, 8]))[:, None] * rng.uniform(1, 2)
    return Problem(lambda x: np.sum(np.sqrt(x)), x, 0.5 / np.sqrt(x))


@kind("relu, kink 1e-6 away")
def _(rng):
    x = column(rng, 4)
    x[:3] = [[-1e-6], [1e-6], [1.0]]
    w = column(rng, 4)
    return Problem(lambda x: w.T @ np.maximum(x, 0), x, w * (x > 0))


@kind("maximum, gap 1e-5")
def _(rng):
    x = column(rng, 4)
    x[0] = x.max() + 1e-5
    return Problem(np.max, x, np.eye(4)[:, :1])


@kind("1/x² at 1e-3")
def _(rng):
    x = np.array([[1e-3 * rng.uniform(1, 2)]])
    return Problem(lambda x: x**-2, x, -2 * x**-3)


@kind("log-sum-exp, entries ±700")
def _(rng):
    x = 700 * rng.choice([-1, 1]) + rng.normal(size=(4, 1))
    top = x.max()
    weight = np.exp(x - top)
    return Problem(
        lambda x: np.max(x) + np.log(np.sum(np.exp(x - np.max(x)))), x, weight / weight.sum()
    )


@kind("softmax")
def _(rng):
    x = 3 * column(rng)
    s = np.exp(x) / np.sum(np.exp(x))
    return Problem(lambda x: np.exp(x) / np.sum(np.exp(x)), x, np.diag(s[:, 0]) - s @ s.T)


@kind("logistic loss")
def _(rng):
    w = column(rng)
    X = rng.normal(size=(20, len(w)))
    t = rng.choice([-1.0, 1.0], (20, 1))
    exact = X.T @ (-t / (1 + np.exp(t * (X @ w))))
    return Problem(lambda w: np.sum(np.logaddexp(0, -t * (X @ w))), w, exact)


@kind("entropy, x = 1e-12…1")
def _(rng):
    x = 10.0 ** rng.uniform(-12, 0, (4, 1))
    return Problem(lambda x: np.sum(x * np.log(x)), x, np.log(x) + 1)


@kind("largest eigenvalue")
def _(rng):
    X = square(rng)
    v = np.linalg.eigh((X + X.T) / 2)[1][:, -1:]
    return Problem(lambda X: np.linalg.eigvalsh((X + X.T) / 2)[-1], X, v @ v.T)


@kind("nuclear norm")
def _(rng):
    X = rng.normal(size=(3, 2))
    U, _, V = np.linalg.svd(X, full_matrices=False)
    return Problem(lambda X: np.sum(np.linalg.svd(X, compute_uv=False)), X, U @ V)


@kind("sin 200x")
def _(rng):
    x = column(rng)
    return Problem(lambda x: np.sum(np.sin(200 * x)), x, 200 * np.cos(200 * x))


@kind("cos 64πx, in step with the halvings")
def _(rng):
    x = column(rng)
    c = 64 * np.pi
    return Problem(lambda x: np.sum(np.cos(c * x)), x, -c * np.sin(c * x))


@kind("sin x at 1e6")
def _(rng):
    x = 1e6 * column(rng)
    return Problem(lambda x: np.sum(np.sin(x)), x, np.cos(x))


@kind("tanh, 1e4 steep")
def _(rng):
    x = 1 + 1e-4 * column(rng)
    c = 1e4
    return Problem(lambda x: np.sum(np.tanh(c * (x - 1))), x, c / np.cosh(c * (x - 1)) ** 2)


@kind("narrow bell, width 1e-3")
def _(rng):
    x = 1 + 1e-3 * column(rng)

    def bell(x):
        return np.exp(-(((x - 1) / 1e-3) ** 2) / 2)

    return Problem(lambda x: np.sum(bell(x)), x, -(x - 1) / 1e-6 * bell(x))


@kind("tan, 1e-5 from the pole")
def _(rng):
    x = np.array([[np.pi / 2 - 1e-5 * rng.uniform(1, 2)]])
    return Problem(np.tan, x, 1 / np.cos(x) ** 2)


@kind("√(1 − x²), 1e-8 from the edge")
def _(rng):
    x = np.array([[1 - 1e-8 * rng.uniform(1, 2)]])
    return Problem(lambda x: np.sqrt((1 - x) * (1 + x)), x, -x / np.sqrt((1 - x) * (1 + x)))


@kind("xᵀx + exp, zeros in x")
def _(rng):
    x = column(rng, 4)
    x[1:3] = 0
    b = column(rng, 4)
    return Problem(lambda x: x.T @ x + np.exp(b.T @ x), x, 2 * x + b * np.exp(b.T @ x))


@kind("x₁² + 1e-5 x₂²")
def _(rng):
    x = column(rng, 2)
    scale = np.array([[1.0], [1e-5]])
    return Problem(lambda x: np.sum(scale * x**2), x, 2 * scale * x)


@kind("float32 inside")
def _(rng):
    x = column(rng)
    A = square(rng, len(x)).astype(np.float32)

    def function(x):
        return (x.T.astype(np.float32) @ A @ x.astype(np.float32)).astype(float)

    return Problem(function, x, (A + A.T).astype(float) @ x)


@kind("(x − 1)⁷ expanded")
def _(rng):
    x = np.array([[1 + 10 ** rng.uniform(-2, 0)]])
    coefficients = [1.0, -7.0, 21.0, -35.0, 35.0, -21.0, 7.0, -1.0]
    return Problem(lambda x: np.polyval(coefficients, x), x, 7 * (x - 1) ** 6)


# The methods: each returns the Jacobian of the flat function, outputs by inputs.

Method = Callable[[Problem], Array]


def matcalc_method(problem: Problem) -> Array:
    return partials(problem.flat, problem.z).value


def scipy_method(name: str) -> Method:
    def method(problem: Problem) -> Array:
        from scipy.optimize._numdiff import approx_derivative

        return np.atleast_2d(approx_derivative(problem.flat, problem.z, method=name))

    return method


def scipy_differentiate(problem: Problem) -> Array:
    from scipy.differentiate import jacobian

    def many(z: Array) -> Array:  # the function at each of many points, along the first axis
        points = z.reshape(len(z), -1)
        values = np.stack([problem.flat(point) for point in points.T], axis=-1)
        return values.reshape(values.shape[0], *z.shape[1:])

    return np.atleast_2d(jacobian(many, problem.z).df)


def numdifftools_method(problem: Problem) -> Array:
    from numdifftools import Jacobian

    return np.atleast_2d(Jacobian(problem.flat)(problem.z))


def central(step: float) -> Method:
    def method(problem: Problem) -> Array:
        z = problem.z
        moves = step * np.eye(len(z))
        columns = [problem.flat(z + move) - problem.flat(z - move) for move in moves]
        return np.stack(columns, axis=-1) / (2 * step)

    return method


def complex_step(problem: Problem) -> Array:
    z, step = problem.z, 1e-30
    moves = 1j * step * np.eye(len(z))
    return np.stack([problem.flat(z + move).imag / step for move in moves], axis=-1)


METHODS: dict[str, Method] = {
    "matcalc": matcalc_method,
    "2-point": scipy_method("2-point"),
    "3-point": scipy_method("3-point"),
    "cs": scipy_method("cs"),
    "scipy.diff": scipy_differentiate,
    "numdifft.": numdifftools_method,
    "torch 1e-6": central(1e-6),  # gradcheck's step
    "jax 1e-4": central(1e-4),  # check_grads' step
    "complex": complex_step,
}


def relative_error(found: Array, exact: Array) -> float:
    """The largest error, relative to the entry, or to 1e-3 of the largest where that is more."""
    scale = np.maximum(np.abs(exact), 1e-3 * np.max(np.abs(exact)))
    return float(np.max(np.abs(found - exact) / scale))


# The rules: does an answer, given as the Jacobian of the flat function, pass?  None is unsure.

Rule = Callable[[Problem, Array, np.random.Generator], bool | None]
VERDICTS = {"agree": True, "differ": False, "unsure": None}


def matcalc_rule(problem: Problem, answer: Array, _: np.random.Generator) -> bool | None:
    """`check_gradient` at this one point."""
    report = check_gradient(problem.flat, answer.T, x=problem.z[:, None])
    return VERDICTS[report.verdict]


def torch_rule(problem: Problem, answer: Array, _: np.random.Generator) -> bool:
    """torch.autograd.gradcheck: every entry, step 1e-6, atol 1e-5, rtol 1e-3."""
    return np.allclose(answer, central(1e-6)(problem), rtol=1e-3, atol=1e-5)


def jax_rule(problem: Problem, answer: Array, rng: np.random.Generator) -> bool:
    """jax.test_util.check_grads: a random direction, step 1e-4, atol = rtol = 1e-5."""
    z, tangent = problem.z, rng.normal(size=problem.z.size)
    found = (problem.flat(z + 1e-4 * tangent) - problem.flat(z - 1e-4 * tangent)) * (0.5 / 1e-4)
    cotangent = rng.normal(size=found.size)
    forward = np.allclose(answer @ tangent, found, rtol=1e-5, atol=1e-5)
    reverse = np.allclose(cotangent @ answer @ tangent, cotangent @ found, rtol=1e-5, atol=1e-5)
    return forward and reverse


def autograd_rule(problem: Problem, answer: Array, rng: np.random.Generator) -> bool:
    """autograd.test_util.check_grads: one random projection, step 1e-6, 1e-6 either way."""
    z, tangent = problem.z, rng.normal(size=problem.z.size)
    found = (problem.flat(z + 5e-7 * tangent) - problem.flat(z - 5e-7 * tangent)) / 1e-6
    cotangent = rng.normal(size=found.size)
    a, b = float(cotangent @ answer @ tangent), float(cotangent @ found)
    return abs(a - b) < 1e-6 or abs(a - b) / abs(a + b) < 1e-6


def cs231n_rule(problem: Problem, answer: Array, _: np.random.Generator) -> bool:
    """The notes of Stanford's CS231n: step 1e-5, relative error at most 1e-5 for smooth losses."""
    found = central(1e-5)(problem)
    scale = np.maximum(np.abs(answer), np.abs(found))
    return bool(np.all(np.abs(answer - found) <= 1e-5 * scale))


def scipy_rule(problem: Problem, answer: Array, _: np.random.Generator) -> bool:
    """scipy's 2-point differences with numpy.allclose and its default tolerances."""
    return np.allclose(answer, scipy_method("2-point")(problem))


RULES: dict[str, Rule] = {
    "matcalc, one point": matcalc_rule,
    "torch gradcheck": torch_rule,
    "jax check_grads": jax_rule,
    "autograd check_grads": autograd_rule,
    "CS231n": cs231n_rule,
    "scipy 2-point, allclose": scipy_rule,
}


# The answers: from the right Jacobian to the one that is handed in.

Answer = Callable[[Array, np.random.Generator], Array]


def right(exact: Array, _: np.random.Generator) -> Array:
    return exact


def one_entry_off(exact: Array, rng: np.random.Generator) -> Array:
    """One entry, not among the smallest, is too large by 1e-4 of it."""
    large = np.flatnonzero(np.abs(exact) >= 1e-3 * np.max(np.abs(exact)))
    wrong = exact.copy()
    wrong.flat[rng.choice(large)] *= 1 + 1e-4
    return wrong


def all_off(exact: Array, _: np.random.Generator) -> Array:
    return 1.01 * exact


# The verdict on an answer to a draw of a kind.

Verdict = Callable[[str, int, Answer], bool | None]


def at_one_point(rule: Rule) -> Verdict:
    def verdict(name: str, seed: int, answer: Answer) -> bool | None:
        rng = np.random.default_rng([list(KINDS).index(name), seed])
        problem = KINDS[name](rng)
        return rule(problem, answer(problem.flat_exact, rng), rng)

    return verdict


def drawn_verdict(name: str, seed: int, answer: Answer) -> bool | None:
    """What `check_gradient` says of an answer that is a function, at points that it draws itself.

    It draws a key, and draws it again where it is unsure.  The key decides the problem: its
    matrices and its point p.  What is differentiated is f(p u) by u at 1, which is as hard as f(x)
    by x at p; where p is zero, f(p + u − 1).
    """
    number = list(KINDS).index(name)
    size = KINDS[name](np.random.default_rng([number, seed])).z.size

    @lru_cache(maxsize=8)
    def drawn(key: bytes) -> tuple[Problem, Array]:
        rng = np.random.default_rng([number, seed, *key])
        found = KINDS[name](rng)
        while found.z.size != size:  # u has one shape at all the points
            found = KINDS[name](rng)
        scale = np.where(found.z == 0, 1.0, found.z)
        return found, scale

    def problem(key: Array) -> tuple[Problem, Array]:
        return drawn(np.round(key, 2).tobytes())  # the same one where a check moves the last digits

    def question(key: Array, u: Array) -> Array:
        found, scale = problem(key)
        return found.flat(found.z + scale * (u[:, 0] - 1))

    def answered(key: Array, _: Array) -> Array:
        found, scale = problem(key)
        return answer(found.flat_exact * scale, np.random.default_rng([*key.tobytes()])).T

    report = check_gradient(question, answered, key="4", u=np.ones((size, 1)), wrt="u", seed=seed)
    return VERDICTS[report.verdict]


# The tables.


def error_table() -> None:
    width = max(map(len, KINDS)) + 1
    print("Largest relative error (of an entry, or of 1e-3 of the largest)\n")
    print("".ljust(width), *(name.rjust(10) for name in METHODS))
    for name, draw in KINDS.items():
        problem = draw(np.random.default_rng(0))
        cells = []
        for method in METHODS.values():
            try:
                error = relative_error(method(problem), problem.flat_exact)
                cells.append("wrong" if error > 0.5 else f"{error:.0e}")
            except Exception as exception:
                cells.append(type(exception).__name__[:10])
        print(name.ljust(width), *(cell.rjust(10) for cell in cells), flush=True)


def power_table(draws: int) -> None:
    verdicts: dict[str, Verdict] = {"matcalc, drawn points": drawn_verdict}
    verdicts |= {label: at_one_point(rule) for label, rule in RULES.items()}
    columns: list[tuple[str, Answer, bool | None]] = [
        ("right: rejected", right, False),
        ("unsure", right, None),
        ("one entry off by 1e-4: accepted", one_entry_off, True),
        ("all off by 1e-2: accepted", all_off, True),
    ]
    width = max(map(len, verdicts)) + 1
    print(f"\nVerdicts on {len(KINDS) * draws} answers a column: {len(KINDS)} kinds × {draws}\n")
    print("".ljust(width), *(title for title, *_ in columns), sep="  ")
    for label, verdict in verdicts.items():
        counts = Counter(
            (name, answer, verdict(name, seed, answer))
            for name in KINDS
            for seed in range(draws)
            for answer in (right, one_entry_off, all_off)
        )
        cells = (
            str(sum(counts[name, answer, wanted] for name in KINDS)).rjust(len(title))
            for title, answer, wanted in columns
        )
        print(label.ljust(width), *cells, sep="  ", flush=True)
        unsure = {name: n for name in KINDS if (n := counts[name, right, None])}
        print(
            "".join(f"{'':{width}}    unsure: {name} {n}\n" for name, n in unsure.items()), end=""
        )


def time_table() -> None:
    print("\nTime of a Jacobian, as a multiple of scipy's 3-point\n")
    for name in ("xᵀAx", "log det", "inverse, matrix by matrix", "logistic loss"):
        problem = KINDS[name](np.random.default_rng(1))
        times = {}
        for method in ("matcalc", "3-point"):
            start, count = time.perf_counter(), 0
            while time.perf_counter() - start < 0.5:
                METHODS[method](problem)
                count += 1
            times[method] = (time.perf_counter() - start) / count
        print(
            f"{name:28} {times['matcalc'] / times['3-point']:6.1f}  "
            f"({1e3 * times['matcalc']:.1f} ms)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=70, help="of each kind (default: 70)")
    draws = parser.parse_args().draws
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        error_table()
        power_table(draws)
    time_table()


if __name__ == "__main__":
    main()
