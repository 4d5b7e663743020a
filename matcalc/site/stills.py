"""The stills of the pictures that a reader can touch: each as its live picture begins.

`FIRST` has the numbers with which both begin: the page hands them to its script, see live/src/.
No word stands in a still: it is the same in every language.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from colorsys import hls_to_rgb
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.course.files import write_atomically

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FIRST", "FORMATS", "draw_still"]

FIRST: dict[str, dict[str, Any]] = {
    "shapes": {"samples": 4, "inputs": 3, "outputs": 2, "product": "XW"},
    "kinds": {"n": 2, "m": 3, "p": 2, "q": 3, "r": 2, "s": 2},
    "stretching": {"m": 3, "n": 2, "layout": "YX"},
    "quadratic": {"A": [[2.0, 1.6], [-0.4, 1.0]], "x": [1.0, 0.8], "scale": 6},
    "layouts": {"m": 3, "n": 2},
    "line": {"points": [[0, 2], [1, 1], [2, 3], [3, 4], [4, 6]]},
    "ring": {
        "factors": {
            "A": [[1, 2], [0, 1]],
            "B": [[0, 1], [1, 1]],
            "C": [[2, -1], [1, 0]],
            "D": [[1, 1], [-1, 2]],
        }
    },
    "chains": {"sizes": [4, 6, 2, 5, 1]},
    "tiles": {"A": [[1, 2, 5], [0, -1, 3]], "B": [[1, 3], [-2, 4]], "touched": [1, 0]},
    "box": {"X": [[3, 1, 1], [0, 2, -1], [1, 0, 2]], "chosen": [2, 2]},
    "bowls": {"x": [1.4, -0.4]},
    "attention": {
        "S": [[1, 0.5, -1, 2], [1.5, -0.5, 2, 0], [-1, 2, 0.5, 1], [0.5, -1.5, 1, 1]],
        "G": [[1, -2, 0.5, 1], [2, -1, 1, -2], [-1, 2, 0.5, 1], [0.5, 1, -2, 2]],
        "chosen": [2, 1],
    },
    "simplex": {"z": [1.5, 0.5, -0.5], "right": 2},
    "network": {
        "x": [1, -0.5],
        "W": [[0.5, -1, 1.5], [-1, 0.5, -0.5]],
        "V": [[-1, 0.5], [-1.5, 1], [0.5, 1]],
        "chosen": ["W", 0, 1],
    },
    "covariance": {
        "points": [
            [2, 2],
            [1, -1],
            [0, -0.5],
            [0, 0.5],
            [2, 1],
            [-1.5, 0.5],
            [0.5, 0],
            [0, 1],
            [-2.5, -2.5],
            [-1.5, -1],
        ],
        "at": [-0.4, 3.6],
    },
}
FORMATS = ("svg", "pdf")  # for readers on a screen, and for paper

BLUE, ORANGE, GREEN, VIOLET, GREY = "#1d6fb8", "#d1662a", "#3a8f5c", "#8d5bb5", "#555555"
PALE = "#1d6fb822"
Colour = str | tuple[float, float, float]


def draw_still(name: str, target: Path) -> None:
    """Write the still of a picture beside a path, once in each format.

    Raises
    ------
    KeyError
        If there is no such picture.
    """
    from matplotlib import rc_context, style
    from matplotlib.figure import Figure

    draw, size = _STILLS[name]
    with style.context("matcalc.figures"), rc_context({"svg.hashsalt": name, "axes.grid": False}):
        figure = Figure(figsize=size)
        draw(figure, **FIRST[name])
        for suffix in FORMATS:
            date = {"svg": "Date", "pdf": "CreationDate"}[suffix]  # the same at every build
            buffer = io.BytesIO()
            figure.savefig(buffer, format=suffix, metadata={date: None})
            write_atomically(target.with_suffix(f".{suffix}"), buffer.getvalue())


def _bare(axes: Axes, width: float, height: float) -> None:
    """Make axes a sheet of paper, y downwards, whose unit is a cell."""
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.axis("off")


def _cell(axes: Axes, row: float, column: float, face: Colour = PALE, **style: Any) -> None:
    from matplotlib.patches import Rectangle

    edge: dict[str, Any] = {"edgecolor": GREY, "linewidth": 0.8} | style
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=face, **edge))


def _text(axes: Axes, row: float, column: float, text: str, **style: Any) -> None:
    axes.text(column, row, text, **({"ha": "center", "va": "center"} | style))


def _block(axes: Axes, top: float, left: float, shape: tuple[int, int], colour: str) -> None:
    for row, column in np.ndindex(*shape):
        _cell(axes, top + row, left + column, f"{colour}33", edgecolor=colour)


def _shapes(figure: Figure, samples: int, inputs: int, outputs: int, product: str) -> None:
    """X below and left, W above and right, XW where they meet: row by column."""
    n, p, q = samples, inputs, outputs
    axes = figure.subplots()
    _bare(axes, p + q + 2.2, n + p + 2.4)
    top, left = p + 1.6, p + 1.2
    _block(axes, top, 0.6, (n, p), BLUE)
    _block(axes, 0.8, left, (p, q), ORANGE)
    _block(axes, top, left, (n, q), GREEN)
    inner: dict[str, Any] = {"color": GREEN, "linewidth": 4, "solid_capstyle": "round"}
    axes.plot([0.6, 0.6 + p], [top - 0.14] * 2, **inner)
    axes.plot([left - 0.14] * 2, [0.8, 0.8 + p], **inner)
    _text(axes, 0.8 + p / 2, 0.6 + p / 2, f"${p} = {p}$", color=GREEN, fontsize=13)
    _text(axes, 0.4, left + q / 2, rf"$W\;{p} \times {q}$", color=ORANGE)
    _text(axes, top + n + 0.4, 0.6 + p / 2, rf"$X\;{n} \times {p}$", color=BLUE)
    _text(axes, top + n + 0.4, left + q / 2, rf"${product}\;{n} \times {q}$", color=GREEN)


def _kinds(figure: Figure, **sizes: int) -> None:
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


def _hue(start: int, k: int, count: int) -> Colour:
    """The colour of a component, as `stretch` has it, on white."""
    return hls_to_rgb((start + 80 * k / max(count, 2)) / 360, 0.84, 0.8)


def _entry(axes: Axes, row: float, column: float, upper: Colour, lower: Colour) -> None:
    """A wide cell in two colours."""
    from matplotlib.patches import Polygon

    a, b, c, d = ((column, row), (column + 2, row), (column + 2, row + 1), (column, row + 1))
    axes.add_patch(Polygon([a, b, d], facecolor=upper, edgecolor="none"))
    axes.add_patch(Polygon([b, c, d], facecolor=lower, edgecolor="none"))
    axes.add_patch(Polygon([a, b, c, d], facecolor="none", edgecolor=GREY, linewidth=0.8))


def _stretching(figure: Figure, m: int, n: int, layout: str) -> None:
    """The components, then the front one horizontally, then the back one vertically."""
    assert layout == "YX"
    functions = [_hue(200, j, m) for j in range(m)]
    variables = [_hue(20, i, n) for i in range(n)]
    first, second = 3.6, 4.4 + 2 * m
    axes = figure.subplots()
    _bare(axes, second + 2 * m + 0.1, max(m, n) + 0.2)
    for j, hue in enumerate(functions):
        _cell(axes, j, 0.1, hue)
        _text(axes, j + 0.5, 0.6, f"$f_{j + 1}$")
        _entry(axes, 0, first + 2 * j, hue, hue)
        _text(axes, 0.5, first + 2 * j + 1, rf"$\partial f_{j + 1} / \partial x$")
    for i, hue in enumerate(variables):
        _cell(axes, i, 1.4, hue)
        _text(axes, i + 0.5, 1.9, f"$x_{i + 1}$")
        for j, other in enumerate(functions):
            _entry(axes, i, second + 2 * j, other, hue)
            text = rf"$\partial f_{j + 1} / \partial x_{i + 1}$"
            _text(axes, i + 0.5, second + 2 * j + 1, text)
    for column in (first - 0.6, second - 0.4):
        _text(axes, 0.5, column, r"$\to$", fontsize=14)


def _quadratic(figure: Figure, A: Any, x: list[float], scale: float) -> None:
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
    _bare(parts, 4.2, 7.6)
    for row, (name, part) in enumerate(
        (("A", matrix), ("S", (matrix + matrix.T) / 2), ("K", (matrix - matrix.T) / 2))
    ):
        top = 0.3 + 2.5 * row
        _text(parts, top + 1, 0.9, f"${name} =$", fontsize=12)
        for (i, j), entry in np.ndenumerate(part):
            _cell(parts, top + i, 1.7 + j, _tint(entry), edgecolor="white", linewidth=2)
            _text(parts, top + i + 0.5, 2.2 + j, f"${entry:.1f}$")


def _tint(entry: float) -> Colour:
    """Orange for a positive number, violet for a negative one, the stronger the larger."""
    strength = min(abs(entry) / 6, 0.6)
    full = np.array([0.82, 0.4, 0.16] if entry > 0 else [0.55, 0.36, 0.71])
    r, g, b = (float(one) for one in 1 - strength * (1 - full))
    return r, g, b


def _layouts(figure: Figure, m: int, n: int) -> None:
    """The same numbers in both layouts, equal colours for equal entries."""
    axes = figure.subplots()
    second = 2 * m + 2.6
    _bare(axes, second + 2 * n + 0.1, max(m, n) + 1.8)
    for left, front, back, rows, columns in ((0.8, "y", "x", n, m), (second, "x", "y", m, n)):
        title = rf"{(front + back).upper()}  ${rows} \times {columns}$"
        _text(axes, 0.2, left + columns, title, weight="bold")
        for column in range(columns):
            _text(axes, 0.9, left + 2 * column + 1, f"${front}_{column + 1}$")
        for row in range(rows):
            _text(axes, row + 1.7, left - 0.4, f"${back}_{row + 1}$")
        for row, column in np.ndindex(rows, columns):
            j, i = (column, row) if front == "y" else (row, column)
            _entry(axes, row + 1.2, left + 2 * column, _hue(200, j, m), _hue(20, i, n))
            text = rf"$\partial y_{j + 1} / \partial x_{i + 1}$"
            _text(axes, row + 1.7, left + 2 * column + 1, text)


def _line(figure: Figure, points: list[list[float]]) -> None:
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


def _ring(figure: Figure, factors: dict[str, list[list[float]]]) -> None:
    """The factors around a circle, and the four products of which they give the trace."""
    from matplotlib.patches import Arc

    circle, words = figure.subplots(1, 2, width_ratios=[1, 1])
    names = "".join(factors)
    for k, name in enumerate(names):
        angle = np.pi / 2 - 2 * np.pi * k / len(names)
        at = np.array([np.cos(angle), np.sin(angle)])
        circle.text(*at, f"${name}$", ha="center", va="center", fontsize=15)
        end = np.degrees(angle) - 20
        circle.add_patch(Arc((0, 0), 2, 2, theta1=end - 50, theta2=end, color=BLUE, linewidth=2))
        tip = np.radians(end - 50)
        tangent = 0.02 * np.array([np.sin(tip), -np.cos(tip)])
        here = np.array([np.cos(tip), np.sin(tip)])
        style = {"arrowstyle": "-|>", "color": BLUE, "mutation_scale": 14}
        circle.annotate("", here + 4 * tangent, here - tangent, arrowprops=style)
    circle.set(aspect="equal", xlim=(-1.3, 1.3), ylim=(-1.3, 1.3))
    circle.axis("off")
    _bare(words, 4, 5)
    turned = [names[k:] + names[:k] for k in range(len(names))]
    for row, product in enumerate([*turned, names[1] + names[0] + names[2:]]):
        value = np.trace(np.linalg.multi_dot([np.array(factors[name]) for name in product]))
        colour = GREY if row < len(names) else ORANGE
        text = rf"$\mathrm{{tr}}({product}) = {value}$"
        _text(words, row + 0.5, 2, text, fontsize=13, color=colour)


def _chains(figure: Figure, sizes: list[int]) -> None:
    """Both chains, a rectangle for each factor, and what each bracketing of the upper one costs."""
    from matplotlib.patches import Rectangle

    chains, words = figure.subplots(1, 2, width_ratios=[3, 2])
    steps = range(1, len(sizes))
    for middle, letter, order in ((4, "J", steps[::-1]), (14, "D", steps)):
        left = 0.0
        for k in order:
            rows, columns = (sizes[k], sizes[k - 1])[:: 1 if letter == "J" else -1]
            corner = (left + (7 - columns) / 2, middle - rows / 2)
            chains.add_patch(Rectangle(corner, columns, rows, facecolor=PALE, edgecolor=BLUE))
            _text(chains, middle + 4.2, left + 3.5, rf"${letter}_{k}$", fontsize=13)
            left += 7
    _bare(chains, 7 * len(steps), 19)
    _bare(words, 4, 5)
    for row, (product, count) in enumerate(_bracketings(1, len(sizes) - 1, sizes)):
        _text(words, row + 0.5, 1.4, f"${product.removeprefix('(').removesuffix(')')}$")
        _text(words, row + 0.5, 3.7, f"${count}$", ha="right")


def _bracketings(first: int, last: int, sizes: list[int]) -> list[tuple[str, int]]:
    """Every bracketing of J_last … J_first, with its multiplications."""
    if first == last:
        return [(f"J_{first}", 0)]
    return [
        (f"({left}{right})", before + after + sizes[first - 1] * sizes[end] * sizes[last])
        for end in range(first, last)
        for right, before in _bracketings(first, end, sizes)
        for left, after in _bracketings(end + 1, last, sizes)
    ]


def _tiles(figure: Figure, A: list[list[float]], B: list[list[float]], touched: list[int]) -> None:
    """X with an entry that is touched, and the matrix of AXB, whose column for it is lit."""
    left, right = np.array(A), np.array(B)
    whole = np.kron(right.T, left)
    (p, m), (n, q) = left.shape, right.shape
    i, k = touched
    axes = figure.subplots()
    start = n + 3.4
    _bare(axes, start + m * n + 0.8, p * q + 2)
    _text(axes, 0.4, 0.8 + n / 2, "$X$", fontsize=13)
    _text(axes, 0.4, start + m * n / 2, r"$B^\top \otimes A$", fontsize=13)
    for row, column in np.ndindex(m, n):
        lit = (row, column) == (i, k)
        _cell(axes, 1.5 + row, 0.8 + column, f"{ORANGE}aa" if lit else "white")
        _text(axes, 2 + row, 1.3 + column, f"$x_{{{row + 1}{column + 1}}}$")
    for (row, column), entry in np.ndenumerate(whole):
        (down, a), (block, b) = divmod(row, p), divmod(column, m)
        shade = 0.1 if (down + block) % 2 else 0.28
        here = 1.5 + row + 0.2 * down, start + column + 0.2 * block
        face = f"{ORANGE}aa" if (b, block) == (i, k) else f"{BLUE}{round(255 * shade):02x}"
        _cell(axes, *here, face, edgecolor="white")
        _text(axes, here[0] + 0.5, here[1] + 0.5, f"${entry}$")
        if row == 0:
            _text(axes, 1.15, here[1] + 0.5, f"$x_{{{b + 1}{block + 1}}}$", fontsize=9)
        if column == 0:
            _text(axes, here[0] + 0.5, start - 0.5, f"$y_{{{a + 1}{down + 1}}}$", fontsize=9)


def _box(figure: Figure, X: list[list[float]], chosen: list[int]) -> None:
    """The box of the columns above the shadow of a face, as it is given and when it is flat."""
    row, column = chosen
    matrix = np.array(X, dtype=float)
    others = np.delete(matrix, column, axis=1)
    minor = np.delete(others, row, axis=0)
    cofactor = (-1) ** (row + column) * float(np.linalg.det(minor))
    flat = matrix[row, column] - np.linalg.det(matrix) / cofactor
    onto = np.array([[np.sqrt(3) / 2, -np.sqrt(3) / 2, 0], [-0.5, -0.5, 1]])
    square = np.array([[0, 1, 1, 0], [0, 0, 1, 1]])
    entry = f"x_{{{row + 1}{column + 1}}}"
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for panel, value in zip(panels, (matrix[row, column], flat), strict=True):
        matrix[row, column] = value
        face = others @ square
        shadow = face.copy()
        shadow[row] = 0
        panel.fill(*(onto @ shadow), color=ORANGE, alpha=0.45, linewidth=0)
        for start in (0, matrix[:, [column]]):
            panel.fill(*(onto @ (face + start)), facecolor=f"{BLUE}44", edgecolor=BLUE)
        for corner in face.T:
            edge = onto @ np.column_stack([corner, corner + matrix[:, column]])
            panel.plot(*edge, color=VIOLET, linewidth=1.6)
        volume = np.linalg.det(matrix) + 0.0
        panel.set_title(rf"${entry} = {value:g}$,  $\det X = {volume:.0f}$", fontsize=11)
        panel.set(aspect="equal")
        panel.axis("off")
    panels[0].text(*(onto @ shadow).mean(axis=1), f"${cofactor:.0f}$", ha="center", va="center")


def _two_bowls(a: Any, b: Any) -> Any:
    return a**4 / 4 + a * b + b**2 / 2


def _bowls(figure: Figure, x: list[float]) -> None:
    """Level lines, the model and the eigenvectors: in a bowl, and between the two bowls."""
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    grid = np.array(np.meshgrid(*[np.linspace(-2, 2, 241)] * 2))
    a, b = grid
    for panel, at in zip(panels, (np.array(x), np.array([0.25, -0.5])), strict=True):
        here = _two_bowls(*at)
        gradient = np.array([at[0] ** 3 + at[1], at.sum()])
        hessian = np.array([[3 * at[0] ** 2, 1], [1, 1]])
        step = grid - at[:, None, None]
        half = np.einsum("iab,ij,jab->ab", step, hessian, step) / 2
        model = here + np.tensordot(gradient, step, 1) + half
        levels = [-0.2, -0.1, 0, 0.2, 0.6, 1.2, 2, 3.2, 5]
        solid: dict[str, Any] = {"linestyles": "solid"}
        panel.contour(
            a, b, _two_bowls(a, b), levels=levels, colors="#7a93ab", linewidths=0.9, **solid
        )
        panel.contour(a, b, _two_bowls(a, b), levels=[here], colors=BLUE, linewidths=2, **solid)
        around = here + np.array([-1, -0.5, -0.15, 0, 0.15, 0.5, 1])
        panel.contour(a, b, model, levels=around, colors=ORANGE, linewidths=1, linestyles="--")
        for eigenvalue, vector in zip(*np.linalg.eigh(hessian), strict=True):
            ends = at[:, None] + 0.55 * np.outer(vector, [-1, 1])
            up = eigenvalue > 0
            panel.plot(*ends, color=GREEN if up else VIOLET, linestyle="-" if up else ":")
        goal = at - np.linalg.solve(hessian, gradient)
        style = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
        panel.annotate("", goal, at, arrowprops=style)
        panel.plot(*at, "o", color=BLUE, markersize=7)
        panel.set(aspect="equal", xlim=(-2, 2), ylim=(-2, 2), xlabel="$x_1$")
    panels[0].set_ylabel("$x_2$")


def _attention(figure: Figure, S: Any, G: Any, chosen: list[int]) -> None:
    """The scores, their weights and the gradient by them, with the sums of the rows."""
    scores, size = np.array(S, dtype=float), len(S)
    past = np.tril(np.ones((size, size), dtype=bool))
    weights = np.where(past, np.exp(scores), 0)
    weights /= weights.sum(axis=1, keepdims=True)
    pull = weights * (np.array(G) - np.sum(weights * G, axis=1, keepdims=True))
    axes = figure.subplots()
    _bare(axes, 3 * size + 4.8, size + 1.1)
    for left, name, entries, scale in (
        (0.5, "S", np.where(past, scores, 0), 1),
        (size + 1.4, "P", weights, 6),
        (2 * size + 3.5, "G_S", pull, 12),
    ):
        _text(axes, 0.4, left + size / 2, f"${name}$", fontsize=13)
        for (row, column), entry in np.ndenumerate(entries):
            marked = name == "S" and [row, column] == chosen
            edge = {"edgecolor": BLUE if marked else "white", "linewidth": 2, "zorder": 2 + marked}
            _cell(axes, row + 1, left + column, _tint(scale * entry), **edge)
            text = f"{entry:g}" if name == "S" else f"{round(entry, 2) + 0:.2f}"
            shown = text if past[row, column] or name != "S" else r"-\infty"
            _text(axes, row + 1.5, left + column + 0.5, f"${shown}$", fontsize=8)
        for row in range(size if name != "S" else 0):
            total = f"${abs(entries[row].sum()):.2f}$"
            _text(axes, row + 1.5, left + size + 0.5, total, fontsize=8, weight="bold")


def _simplex(figure: Figure, z: list[float], right: int) -> None:
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


def _network(figure: Figure, x: list[float], W: Any, V: Any, chosen: tuple[str, int, int]) -> None:
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


def _covariance(figure: Figure, points: list[list[float]], at: list[float]) -> None:
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


_STILLS: dict[str, tuple[Callable[..., None], tuple[float, float]]] = {
    "shapes": (_shapes, (4.2, 4.6)),
    "kinds": (_kinds, (6.2, 6.4)),
    "stretching": (_stretching, (7.6, 1.7)),
    "quadratic": (_quadratic, (7.2, 4.2)),
    "layouts": (_layouts, (6.6, 2.5)),
    "line": (_line, (4.6, 4.6)),
    "ring": (_ring, (6.0, 3.0)),
    "chains": (_chains, (7.2, 3.0)),
    "tiles": (_tiles, (6.4, 3.2)),
    "box": (_box, (6.4, 3.6)),
    "bowls": (_bowls, (7.2, 3.8)),
    "attention": (_attention, (7.4, 2.4)),
    "simplex": (_simplex, (4.6, 4.2)),
    "network": (_network, (6.4, 3.6)),
    "covariance": (_covariance, (7.2, 3.8)),
}
