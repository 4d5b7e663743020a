"""The stills of Part II: traces, chains, tiles, volumes and bowls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from matcalc.site.stills import sheet
from matcalc.site.stills.sheet import BLUE, GREEN, GREY, ORANGE, PALE, VIOLET

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["bowls", "box", "bracketings", "chains", "ring", "tiles"]


def ring(figure: Figure, factors: dict[str, list[list[float]]]) -> None:
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
    sheet.bare(words, 4, 5)
    turned = [names[k:] + names[:k] for k in range(len(names))]
    for row, product in enumerate([*turned, names[1] + names[0] + names[2:]]):
        value = np.trace(np.linalg.multi_dot([np.array(factors[name]) for name in product]))
        colour = GREY if row < len(names) else ORANGE
        text = rf"$\mathrm{{tr}}({product}) = {value}$"
        sheet.text(words, row + 0.5, 2, text, fontsize=13, color=colour)


def chains(figure: Figure, sizes: list[int]) -> None:
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
            sheet.text(chains, middle + 4.2, left + 3.5, rf"${letter}_{k}$", fontsize=13)
            left += 7
    sheet.bare(chains, 7 * len(steps), 19)
    sheet.bare(words, 4, 5)
    for row, (product, count) in enumerate(bracketings(1, len(sizes) - 1, sizes)):
        sheet.text(words, row + 0.5, 1.4, f"${product.removeprefix('(').removesuffix(')')}$")
        sheet.text(words, row + 0.5, 3.7, f"${count}$", ha="right")


def bracketings(first: int, last: int, sizes: list[int]) -> list[tuple[str, int]]:
    """Every bracketing of J_last … J_first, with its multiplications."""
    if first == last:
        return [(f"J_{first}", 0)]
    return [
        (f"({left}{right})", before + after + sizes[first - 1] * sizes[end] * sizes[last])
        for end in range(first, last)
        for right, before in bracketings(first, end, sizes)
        for left, after in bracketings(end + 1, last, sizes)
    ]


def tiles(figure: Figure, A: list[list[float]], B: list[list[float]], touched: list[int]) -> None:
    """X with an entry that is touched, and the matrix of AXB, whose column for it is lit."""
    left, right = np.array(A), np.array(B)
    whole = np.kron(right.T, left)
    (p, m), (n, q) = left.shape, right.shape
    i, k = touched
    axes = figure.subplots()
    start = n + 3.4
    sheet.bare(axes, start + m * n + 0.8, p * q + 2)
    sheet.text(axes, 0.4, 0.8 + n / 2, "$X$", fontsize=13)
    sheet.text(axes, 0.4, start + m * n / 2, r"$B^\top \otimes A$", fontsize=13)
    for row, column in np.ndindex(m, n):
        lit = (row, column) == (i, k)
        sheet.cell(axes, 1.5 + row, 0.8 + column, f"{ORANGE}aa" if lit else "white")
        sheet.text(axes, 2 + row, 1.3 + column, f"$x_{{{row + 1}{column + 1}}}$")
    for (row, column), entry in np.ndenumerate(whole):
        (down, a), (block, b) = divmod(row, p), divmod(column, m)
        shade = 0.1 if (down + block) % 2 else 0.28
        here = 1.5 + row + 0.2 * down, start + column + 0.2 * block
        face = f"{ORANGE}aa" if (b, block) == (i, k) else f"{BLUE}{round(255 * shade):02x}"
        sheet.cell(axes, *here, face, edgecolor="white")
        sheet.text(axes, here[0] + 0.5, here[1] + 0.5, f"${entry}$")
        if row == 0:
            sheet.text(axes, 1.15, here[1] + 0.5, f"$x_{{{b + 1}{block + 1}}}$", fontsize=9)
        if column == 0:
            sheet.text(axes, here[0] + 0.5, start - 0.5, f"$y_{{{a + 1}{down + 1}}}$", fontsize=9)


def box(figure: Figure, X: list[list[float]], chosen: list[int]) -> None:
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


def bowls(figure: Figure, x: list[float]) -> None:
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
