"""The stills of Part III: attention, probabilities, a network, a covariance matrix and a leash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.site.stills import sheet
from matcalc.site.stills.sheet import BLUE, GREEN, GREY, ORANGE, VIOLET

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["attention", "covariance", "leash", "network", "simplex"]


def attention(figure: Figure, S: Any, G: Any, chosen: list[int]) -> None:
    """The scores, their weights and the gradient by them, with the sums of the rows."""
    scores, size = np.array(S, dtype=float), len(S)
    past = np.tril(np.ones((size, size), dtype=bool))
    weights = np.where(past, np.exp(scores), 0)
    weights /= weights.sum(axis=1, keepdims=True)
    pull = weights * (np.array(G) - np.sum(weights * G, axis=1, keepdims=True))
    axes = figure.subplots()
    sheet.bare(axes, 3 * size + 4.8, size + 1.1)
    for left, name, entries, scale in (
        (0.5, "S", np.where(past, scores, 0), 1),
        (size + 1.4, "P", weights, 6),
        (2 * size + 3.5, "G_S", pull, 12),
    ):
        sheet.text(axes, 0.4, left + size / 2, f"${name}$", fontsize=13)
        for (row, column), entry in np.ndenumerate(entries):
            marked = name == "S" and [row, column] == chosen
            edge = {"edgecolor": BLUE if marked else "white", "linewidth": 2, "zorder": 2 + marked}
            sheet.cell(axes, row + 1, left + column, sheet.tint(scale * entry), **edge)
            text = f"{entry:g}" if name == "S" else f"{round(entry, 2) + 0:.2f}"
            shown = text if past[row, column] or name != "S" else r"-\infty"
            sheet.text(axes, row + 1.5, left + column + 0.5, f"${shown}$", fontsize=8)
        for row in range(size if name != "S" else 0):
            total = f"${abs(entries[row].sum()):.2f}$"
            sheet.text(axes, row + 1.5, left + size + 0.5, total, fontsize=8, weight="bold")


def simplex(figure: Figure, z: list[float], right: int) -> None:
    """The triangle, lines of equal loss, and the arrow from the label's corner to p."""
    axes = figure.subplots()
    corners = np.array([[0, 1, 0.5], [0, 0, np.sqrt(3) / 2]])
    axes.fill(*corners, facecolor="none", edgecolor="black", linewidth=1.4)
    others = np.delete(corners, right, axis=1)
    start = corners[:, right]
    for level in (0.8, 0.4, 0.2, 0.1, 0.05):
        line = level * start[:, None] + (1 - level) * others
        axes.plot(*line, color=GREY, linewidth=0.7, linestyle=":")
    p = np.exp(z) / np.exp(z).sum()
    style = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", tuple(corners @ p), tuple(start), arrowprops=style)
    axes.plot(*(corners @ p), "o", color=BLUE, markersize=8)
    for k, (x, y) in enumerate(corners.T):
        place = x + 0.06 * (x - 0.5), y + (0.05 if y else -0.06)
        axes.text(*place, f"$e_{k + 1}$", ha="center", va="center", fontsize=12)
    axes.set(aspect="equal")
    axes.axis("off")


def network(figure: Figure, x: list[float], W: Any, V: Any, chosen: tuple[str, int, int]) -> None:
    """A small perceptron, with the values of its units and the gradients by what goes into them."""
    weights = {"W": np.array(W), "V": np.array(V)}
    hidden = np.tanh(x @ weights["W"])
    powers = np.exp(hidden @ weights["V"])
    classes = powers / powers.sum()
    last = classes - [1, 0]
    units = [(x, None), (hidden, weights["V"] @ last * (1 - hidden**2)), (classes, last)]
    places = [
        [(7.0 * layer, k - (len(values) - 1) / 2) for k in range(len(values))]
        for layer, (values, _) in enumerate(units)
    ]
    axes = figure.subplots()
    axes.set(xlim=(-1.2, 15.2), ylim=(1.45, -1.45))
    axes.axis("off")
    for layer, (name, matrix) in enumerate(weights.items()):
        for (i, j), weight in np.ndenumerate(matrix):
            ends = np.transpose([places[layer][i], places[layer + 1][j]])
            marked = [name, i, j] == list(chosen)
            colour = GREEN if marked else BLUE if weight > 0 else VIOLET
            line: dict[str, Any] = {"linestyle": "-" if weight > 0 else (0, (4, 2))}
            width = 3.5 if marked else 0.8 + 1.2 * abs(weight)
            axes.plot(*ends, color=colour, alpha=1 if marked else 0.6, linewidth=width, **line)
    for layer, (values, gradients) in enumerate(units):
        for k, (across, down) in enumerate(places[layer]):
            edge = GREEN if (layer, k) == (2, 0) else GREY
            axes.plot(across, down, "o", markersize=46, color="white", markeredgecolor=edge)
            shift = 0 if gradients is None else -0.08
            axes.text(
                across, down + shift, f"${values[k]:.2f}$", ha="center", va="center", fontsize=10
            )
            if gradients is not None:
                text: dict[str, Any] = {"ha": "center", "color": ORANGE, "fontsize": 9}
                axes.text(across, down + 0.13, f"${gradients[k]:.2f}$", va="center", **text)


def covariance(figure: Figure, points: list[list[float]], at: list[float]) -> None:
    """Samples with an ellipse; level lines of the likelihood, two gradients and their paths."""
    samples = np.array(points)
    m, S = len(samples), samples.T @ samples
    first = S[0, 0] / m
    plane, panel = figure.subplots(1, 2)

    def inverse(entries: Any) -> Any:
        return np.linalg.inv(np.array([[first, entries[0]], [entries[0], entries[1]]]))

    def slopes(entries: Any, both: int) -> Any:
        K = inverse(entries)
        G = (K @ S @ K - m * K) / 2
        return np.array([both * G[0, 1], G[1, 1]])

    x, y = np.meshgrid(*[np.linspace(-4.4, 4.4, 201)] * 2)
    K = inverse(at)
    height = K[0, 0] * x**2 + 2 * K[0, 1] * x * y + K[1, 1] * y**2
    plane.contour(x, y, height, levels=[4], colors=BLUE, linewidths=2)
    plane.plot(*samples.T, "o", color=GREY, markersize=4)
    plane.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    b, c = np.meshgrid(np.linspace(-2.4, 2.4, 401), np.linspace(-0.4, 4.4, 401))
    det = np.where(first * c - b**2 > 0, first * c - b**2, np.nan)
    trace = (c * S[0, 0] - 2 * b * S[0, 1] + first * S[1, 1]) / det
    value = -(m * np.log(det) + trace) / 2
    goal = np.array([S[0, 1], S[1, 1]]) / m
    top = -(m * np.linalg.slogdet(S / m)[1] + 2 * m) / 2
    here = -(m * np.log(1 / np.linalg.det(K)) + np.trace(K @ S)) / 2
    levels = top - np.array([27, 18, 12, 8, 5, 3, 1.5, 0.5, 0.1])
    solid: dict[str, Any] = {"linestyles": "solid"}
    panel.contour(b, c, value, levels=levels, colors="#7a93ab", linewidths=0.9, **solid)
    panel.contour(b, c, value, levels=[here], colors=BLUE, linewidths=2, **solid)
    panel.fill_between(b[0], -0.4, b[0] ** 2 / first, color=GREY, alpha=0.25, linewidth=0)
    longer = np.linalg.norm(slopes(at, 2))
    for both, colour, line in ((1, VIOLET, "--"), (2, ORANGE, "-")):
        path = [np.array(at)]
        while np.linalg.norm(path[-1] - goal) > 0.02 and len(path) < 1500:
            step = slopes(path[-1], both)
            path.append(path[-1] + 0.01 * step / np.linalg.norm(step))
        panel.plot(*np.transpose([*path, goal]), color=colour, linestyle=line, linewidth=1.2)
        style = {"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        panel.annotate("", at + slopes(at, both) / max(2, longer), at, arrowprops=style)
    panel.plot(*at, "o", color=BLUE, markersize=7)
    panel.set(aspect="equal", xlim=(-2.4, 2.4), ylim=(-0.4, 4.4))
    panel.set(xlabel=r"$\sigma_{12}$", ylabel=r"$\sigma_{22}$")


def leash(figure: Figure, gram: Any, best: Any, **penalty: float) -> None:
    """Level lines of least squares, the path of ridge regression, and a circle for one penalty."""
    axes = figure.subplots()
    G, middle = np.array(gram), np.array(best)

    def at(value: float) -> Any:
        return np.linalg.solve(G + value * np.eye(2), G @ middle)

    grid = np.array(np.meshgrid(*[np.linspace(-2.3, 2.9, 261)] * 2))
    away = grid - middle[:, None, None]
    squares = np.einsum("iab,ij,jab->ab", away, G, away)
    b = at(penalty["lambda"])
    style: dict[str, Any] = {"linestyles": "solid"}
    levels = [0.1, 0.4, 1, 2, 4, 7, 11]
    axes.contour(*grid, squares, levels=levels, colors="#7a93ab", linewidths=0.8, **style)
    axes.contour(*grid, squares, levels=[(b - middle) @ G @ (b - middle)], colors=BLUE, **style)
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = np.linalg.norm(b) * np.array([np.cos(angle), np.sin(angle)])
    axes.plot(*circle, color=ORANGE, linestyle="--")
    path = np.array([at(s / (1 - s)) for s in np.linspace(0, 0.999, 200)])
    axes.plot(*path.T, color=VIOLET, linewidth=2.4)
    arrow = {"arrowstyle": "-|>", "color": GREEN, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", tuple(b), (0, 0), arrowprops=arrow)
    axes.plot(*middle, "o", color=BLUE, markersize=7)
    axes.annotate(r"$\hat b$", tuple(middle), (6, 6), textcoords="offset points")
    limits: Any = (-2.3, 2.9)
    axes.set(aspect="equal", xlim=limits, ylim=limits, xlabel="$b_1$", ylabel="$b_2$")
    axes.axhline(0, color="#cccccc", linewidth=0.8, zorder=0)
    axes.axvline(0, color="#cccccc", linewidth=0.8, zorder=0)
