"""The stills of Part I: shapes, kinds, stretching, layouts, forms and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.site.stills import sheet
from matcalc.site.stills.sheet import BLUE, GREEN, GREY, ORANGE, VIOLET, Colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["kinds", "layouts", "line", "quadratic", "shapes", "stretching"]


def shapes(figure: Figure, samples: int, inputs: int, outputs: int, product: str) -> None:
    """X below and left, W above and right, XW where they meet: row by column."""
    n, p, q = samples, inputs, outputs
    axes = figure.subplots()
    sheet.bare(axes, p + q + 2.2, n + p + 2.4)
    top, left = p + 1.6, p + 1.2
    sheet.block(axes, top, 0.6, (n, p), BLUE)
    sheet.block(axes, 0.8, left, (p, q), ORANGE)
    sheet.block(axes, top, left, (n, q), GREEN)
    inner: dict[str, Any] = {"color": GREEN, "linewidth": 4, "solid_capstyle": "round"}
    axes.plot([0.6, 0.6 + p], [top - 0.14] * 2, **inner)
    axes.plot([left - 0.14] * 2, [0.8, 0.8 + p], **inner)
    sheet.text(axes, 0.8 + p / 2, 0.6 + p / 2, f"${p} = {p}$", color=GREEN, fontsize=13)
    sheet.text(axes, 0.4, left + q / 2, rf"$W\;{p} \times {q}$", color=ORANGE)
    sheet.text(axes, top + n + 0.4, 0.6 + p / 2, rf"$X\;{n} \times {p}$", color=BLUE)
    sheet.text(axes, top + n + 0.4, left + q / 2, rf"${product}\;{n} \times {q}$", color=GREEN)


def kinds(figure: Figure, **sizes: int) -> None:
    """Nine tables: a group for each element of the output, in it a square for each of the input."""
    n, m, p, q, r, s = (sizes[letter] for letter in "nmpqrs")
    outputs = {(1, 1): r"$\mathbb{R}$", (m, 1): rf"$\mathbb{{R}}^{{{m}}}$",
               (r, s): rf"$\mathbb{{R}}^{{{r} \times {s}}}$"}  # fmt: skip
    inputs = {(1, 1): r"$\mathbb{R}$", (n, 1): rf"$\mathbb{{R}}^{{{n}}}$",
              (p, q): rf"$\mathbb{{R}}^{{{p} \times {q}}}$"}  # fmt: skip
    panels = figure.subplots(3, 3)
    hues = ["#b59a1d", BLUE, GREEN, VIOLET, ORANGE]  # by the number of axes
    for above, (shape, output) in enumerate(outputs.items()):
        for left, (inner, given) in enumerate(inputs.items()):
            panel = panels[above, left]
            _table(panel, shape, inner, hues[above + left])
            count = f"{np.prod(shape)}·{np.prod(inner)} = {np.prod(shape) * np.prod(inner)}"
            panel.set(xlabel=count, xticks=[], yticks=[])
            panel.spines[:].set(visible=True, color="#cccccc")
            if above == 0:
                panel.set_title(given, fontsize=11)
            if left == 0:
                panel.set_ylabel(output, fontsize=11, rotation=0, labelpad=16, va="center")


def _table(axes: Axes, outer: tuple[int, int], inner: tuple[int, int], colour: str) -> None:
    from matplotlib.patches import Rectangle

    (r, s), (p, q) = outer, inner
    width, height = s * (q + 0.6) - 0.6, r * (p + 0.6) - 0.6
    for j, l, i, k in np.ndindex(r, s, p, q):  # noqa: E741
        corner = l * (q + 0.6) + k - width / 2, j * (p + 0.6) + i - height / 2
        axes.add_patch(Rectangle(corner, 0.8, 0.8, facecolor=colour))
    axes.set(xlim=(-4.4, 4.4), ylim=(4, -4), aspect="equal")


def _entry(axes: Axes, row: float, column: float, upper: Colour, lower: Colour) -> None:
    """A wide cell in two colours."""
    from matplotlib.patches import Polygon

    a, b, c, d = ((column, row), (column + 2, row), (column + 2, row + 1), (column, row + 1))
    axes.add_patch(Polygon([a, b, d], facecolor=upper, edgecolor="none"))
    axes.add_patch(Polygon([b, c, d], facecolor=lower, edgecolor="none"))
    axes.add_patch(Polygon([a, b, c, d], facecolor="none", edgecolor=GREY, linewidth=0.8))


def stretching(figure: Figure, m: int, n: int, layout: str) -> None:
    """The components, then the front one horizontally, then the back one vertically."""
    assert layout == "YX"
    functions = [sheet.hue(200, j, m) for j in range(m)]
    variables = [sheet.hue(20, i, n) for i in range(n)]
    first, second = 3.6, 4.4 + 2 * m
    axes = figure.subplots()
    sheet.bare(axes, second + 2 * m + 0.1, max(m, n) + 0.2)
    for j, hue in enumerate(functions):
        sheet.cell(axes, j, 0.1, hue)
        sheet.text(axes, j + 0.5, 0.6, f"$f_{j + 1}$")
        _entry(axes, 0, first + 2 * j, hue, hue)
        sheet.text(axes, 0.5, first + 2 * j + 1, rf"$\partial f_{j + 1} / \partial x$")
    for i, hue in enumerate(variables):
        sheet.cell(axes, i, 1.4, hue)
        sheet.text(axes, i + 0.5, 1.9, f"$x_{i + 1}$")
        for j, other in enumerate(functions):
            _entry(axes, i, second + 2 * j, other, hue)
            text = rf"$\partial f_{j + 1} / \partial x_{i + 1}$"
            sheet.text(axes, i + 0.5, second + 2 * j + 1, text)
    for column in (first - 0.6, second - 0.4):
        sheet.text(axes, 0.5, column, r"$\to$", fontsize=14)


def quadratic(figure: Figure, A: Any, x: list[float], scale: float) -> None:
    """The level lines of a form with two arrows at a point, and the two parts of its matrix."""
    matrix, at = np.array(A), np.array(x)
    plane, parts = figure.subplots(1, 2, width_ratios=[3, 2])
    u, v = np.meshgrid(*[np.linspace(-2.4, 2.4, 121)] * 2)
    form = np.einsum("iab,ij,jab->ab", [u, v], matrix, [u, v])
    plane.contour(u, v, form, levels=0.5 * np.arange(1, 8) ** 2, colors="#7a93ab", linewidths=0.9)
    plane.contour(u, v, form, levels=[at @ matrix @ at], colors=BLUE, linewidths=2)
    plane.annotate("", at, (0, 0), arrowprops={"arrowstyle": "->", "color": GREY, "lw": 1.2})
    arrow = {"arrowstyle": "-|>", "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
    for vector, colour, line in (
        (2 * matrix @ at, VIOLET, "--"),
        ((matrix + matrix.T) @ at, ORANGE, "-"),
    ):
        style = arrow | {"color": colour, "linestyle": line}
        plane.annotate("", at + vector / scale, at, arrowprops=style)
    plane.plot(*at, "o", color=BLUE, markersize=8)
    limits = (-2.4, 2.4)
    plane.set(aspect="equal", xlim=limits, ylim=limits, xlabel="$x_1$", ylabel="$x_2$")
    sheet.bare(parts, 4.2, 7.6)
    for row, (name, part) in enumerate(
        (("A", matrix), ("S", (matrix + matrix.T) / 2), ("K", (matrix - matrix.T) / 2))
    ):
        top = 0.3 + 2.5 * row
        sheet.text(parts, top + 1, 0.9, f"${name} =$", fontsize=12)
        for (i, j), entry in np.ndenumerate(part):
            sheet.cell(parts, top + i, 1.7 + j, sheet.tint(entry), edgecolor="white", linewidth=2)
            sheet.text(parts, top + i + 0.5, 2.2 + j, f"${entry:.1f}$")


def layouts(figure: Figure, m: int, n: int) -> None:
    """The same numbers in both layouts, equal colours for equal entries."""
    axes = figure.subplots()
    second = 2 * m + 2.6
    sheet.bare(axes, second + 2 * n + 0.1, max(m, n) + 1.8)
    for left, front, back, rows, columns in ((0.8, "y", "x", n, m), (second, "x", "y", m, n)):
        title = rf"{(front + back).upper()}  ${rows} \times {columns}$"
        sheet.text(axes, 0.2, left + columns, title, weight="bold")
        for column in range(columns):
            sheet.text(axes, 0.9, left + 2 * column + 1, f"${front}_{column + 1}$")
        for row in range(rows):
            sheet.text(axes, row + 1.7, left - 0.4, f"${back}_{row + 1}$")
        for row, column in np.ndindex(rows, columns):
            j, i = (column, row) if front == "y" else (row, column)
            _entry(axes, row + 1.2, left + 2 * column, sheet.hue(200, j, m), sheet.hue(20, i, n))
            text = rf"$\partial y_{j + 1} / \partial x_{i + 1}$"
            sheet.text(axes, row + 1.7, left + 2 * column + 1, text)


def line(figure: Figure, points: list[list[float]]) -> None:
    """Points with their fitted line and its residuals, and two other lines."""
    t, y = np.array(points, dtype=float).T
    slope, intercept = np.polyfit(t, y, 1)
    centred = np.column_stack([t - t.mean(), y - y.mean()])
    along = np.linalg.svd(centred)[2][0]
    ends = np.array([-1.5, 6.5])
    axes = figure.subplots()
    axes.plot(ends, (t @ y) / (t @ t) * ends, ":", color=GREEN)
    axes.plot(
        ends, y.mean() + along[1] / along[0] * (ends - t.mean()), "--", color=VIOLET, dashes=(7, 2)
    )
    axes.plot(ends, intercept + slope * ends, color=BLUE, linewidth=2.4)
    axes.vlines(t, intercept + slope * t, y, color=ORANGE, linestyle="--")
    axes.plot(t, y, "o", color=BLUE, markersize=8)
    axes.set(aspect="equal", xlim=ends, ylim=(-1, 7), xlabel="$t$", ylabel="$y$")
    axes.grid(visible=True)
