"""What sharing is worth: growth with the depth of a net, and code against hand-written functions.

Run by hand: ``python tests/benchmarks/sharing.py``; about a minute.  First, the time of a
derivative by depth: where it grows linearly, a net of twice the depth takes twice the time.  Then
the gradients of the loss of a tanh network, by ``Derivative.code("numpy")`` and by backpropagation
as a person writes it, in turn; medians of the processor's time.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from matcalc import derivative
from matcalc.formulas.expression import Expression, parse

NETS = {
    "tanh(W @ h)": "chain",
    "h + tanh(W @ h)": "residual blocks",
    "h / norm(h + W @ h)": "nested normalisations",
}
DEPTHS = 4, 8, 16
LAYERS, RUNS = 6, 200


def net(step: str, depth: int) -> Expression:
    h = parse("x", W="n n", x="n")
    for _ in range(depth):
        h = parse(step, h=h)
    return parse("norm(h - y) ** 2", h=h, y="n")


def seconds(act: Callable[[], Any]) -> float:
    start = process_time()
    act()
    return process_time() - start


def growth() -> None:
    for step, name in NETS.items():
        times = []
        for depth in DEPTHS:
            loss = net(step, depth)
            times.append(min(seconds(lambda loss=loss: derivative(loss, "W")) for _ in range(3)))
        figures = ", ".join(f"{d}: {1e3 * t:.0f} ms" for d, t in zip(DEPTHS, times, strict=True))
        ratio = times[-1] / times[-2]
        print(f"{name}, by W, at depth {figures}; twice as deep: {ratio:.1f} times")


def perceptron() -> Expression:
    h = parse("x", x="n", **{f"W{k}": "n n" for k in range(1, LAYERS + 1)})
    for k in range(1, LAYERS + 1):
        h = parse(f"tanh(W{k} @ h)", h=h)
    return parse("norm(h - y) ** 2 / 2", h=h, y="n")


def backpropagation(x: Any, *others: Any) -> list[Any]:
    """The gradients by each weight, as a person writes them."""
    *weights, y = others
    values = [x]
    for W in weights:
        values.append(np.tanh(W @ values[-1]))
    delta = (1 - values[-1] ** 2) * (values[-1] - y)
    gradients = [delta @ values[-2].T]
    for k in range(len(weights) - 1, 0, -1):
        delta = (1 - values[k] ** 2) * (weights[k].T @ delta)
        gradients.append(delta @ values[k - 1].T)
    return gradients[::-1]


def one_gradient(place: int) -> Callable[..., Any]:
    """The gradient by one weight alone, as a person writes it."""

    def gradient(x: Any, *others: Any) -> Any:
        *weights, y = others
        values = [x]
        for W in weights:
            values.append(np.tanh(W @ values[-1]))
        delta = (1 - values[-1] ** 2) * (values[-1] - y)
        for k in range(len(weights) - 1, place, -1):
            delta = (1 - values[k] ** 2) * (weights[k].T @ delta)
        return delta @ values[place].T

    return gradient


def function(code: str) -> Callable[..., Any]:
    names: dict[str, Any] = {}
    exec(code, names)
    found: Callable[..., Any] = names["derivative"]
    return found


def compared(name: str, ours: Callable[[], Any], theirs: Callable[[], Any]) -> None:
    for mine, other in zip(np.asarray(ours()), np.asarray(theirs()), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-12)
    times = [(seconds(ours), seconds(theirs)) for _ in range(RUNS)]
    mine, other = (median(column) for column in zip(*times, strict=True))
    print(f"{name}: {1e6 * mine:.0f} µs, by hand {1e6 * other:.0f} µs: {mine / other:.2f} times")


def code() -> None:
    loss = perceptron()
    by = [derivative(loss, f"W{k}") for k in range(1, LAYERS + 1)]
    together = function(by[0].code("numpy", *by[1:]))
    alone = [function(one.code("numpy")) for one in by]
    rng = np.random.default_rng(1)
    for size in (10, 100, 400):
        arrays = [rng.normal(size=(size, size)) / size**0.5 for _ in by]
        point = [rng.normal(size=(size, 1)), *arrays, rng.normal(size=(size, 1))]
        compared(f"all weights, n = {size}", lambda p=point: together(*p),
                 lambda p=point: backpropagation(*p))  # fmt: skip
        for k in (0, LAYERS - 1):
            hand = one_gradient(k)
            compared(f"W{k + 1} alone, n = {size}", lambda p=point, f=alone[k]: f(*p),
                     lambda p=point, f=hand: f(*p))  # fmt: skip


if __name__ == "__main__":
    growth()
    code()
