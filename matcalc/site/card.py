"""The picture that stands for a link to the site: a stretched derivative, with the title.

Its words are English in every edition: the typeface that draws it has no Chinese.
"""

from __future__ import annotations

import io
from colorsys import hls_to_rgb
from pathlib import Path

import numpy as np

from matcalc.course.files import write_atomically
from matcalc.messages import speaking
from matcalc.numerics.picture import GAP, stretch

__all__ = ["draw_card"]

# The hues of the site's own mark.
INK, FUNCTIONS, VARIABLES = "#16202c", "#3b86d1", "#e8853d"


def draw_card(target: Path, title: str) -> None:
    """Write the picture, 1200 by 630 pixels, as PNG."""
    from matplotlib.figure import Figure  # takes time to load
    from matplotlib.patches import Polygon, Rectangle

    matrix = np.array([[1.0, -2.0], [3.0, 0.5], [-4.0, 6.0]])
    with speaking("en"):
        shown = stretch(lambda x: matrix @ x, [[0.5], [-1.0]])
    widths = [len(step.rows[0]) for step in shown.steps]
    tallest = max(len(step.rows) for step in shown.steps)
    figure = Figure(figsize=(12, 6.3))
    figure.subplots_adjust(0.04, 0.12, 0.96, 0.6, wspace=0.2)
    figure.text(0.04, 0.81, title, fontsize=40, weight="bold", color=INK)
    for number, hue in enumerate((FUNCTIONS, VARIABLES)):
        corner = (0.04 + 0.09 * number, 0.745)
        figure.add_artist(Rectangle(corner, 0.09, 0.014, facecolor=hue, linewidth=0))
    grid = figure.subplots(1, len(widths), width_ratios=widths)
    for number, (axes, step) in enumerate(zip(grid, shown.steps, strict=True), 1):
        axes.set(xlim=(-0.02, len(step.rows[0]) + 0.02), ylim=(tallest + 0.02, -0.02))
        axes.set_axis_off()
        axes.set_title(f"{number}. {step.caption}", fontsize=17, loc="left")
        cells = ((r, c, cell) for r, row in enumerate(step.rows) for c, cell in enumerate(row))
        for r, c, cell in cells:
            if cell != GAP:
                corners = [(c, r + 1), (c, r), (c + 1, r), (c + 1, r + 1)]
                first, second = (hls_to_rgb(hue / 360, 0.82, 0.8) for hue in shown.hues(cell))
                axes.add_patch(Polygon(corners, facecolor=second))
                axes.add_patch(Polygon(corners[:3], facecolor=first))
                axes.add_patch(Polygon(corners, fill=False, linewidth=0.8))
                text = "\n".join(shown.text(step, cell))
                axes.text(c + 0.5, r + 0.5, text, ha="center", va="center", fontsize=16)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    write_atomically(target, buffer.getvalue())
