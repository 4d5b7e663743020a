"""What the stills are drawn with: colours, cells and words on a bare sheet."""

from __future__ import annotations

from colorsys import hls_to_rgb
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BLUE", "GREEN", "GREY", "ORANGE", "PALE", "VIOLET", "Colour",
    "bare", "block", "cell", "hue", "text", "tint",
]  # fmt: skip

BLUE, ORANGE, GREEN, VIOLET, GREY = "#1d6fb8", "#d1662a", "#3a8f5c", "#8d5bb5", "#555555"
PALE = "#1d6fb822"
Colour = str | tuple[float, float, float]


def bare(axes: Axes, width: float, height: float) -> None:
    """Make axes a sheet of paper, y downwards, whose unit is a cell."""
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.axis("off")


def cell(axes: Axes, row: float, column: float, face: Colour = PALE, **style: Any) -> None:
    from matplotlib.patches import Rectangle

    edge: dict[str, Any] = {"edgecolor": GREY, "linewidth": 0.8} | style
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=face, **edge))


def text(axes: Axes, row: float, column: float, text: str, **style: Any) -> None:
    axes.text(column, row, text, **({"ha": "center", "va": "center"} | style))


def block(axes: Axes, top: float, left: float, shape: tuple[int, int], colour: str) -> None:
    for row, column in np.ndindex(*shape):
        cell(axes, top + row, left + column, f"{colour}33", edgecolor=colour)


def hue(start: int, k: int, count: int) -> Colour:
    """The colour of a component, as `stretch` has it, on white."""
    return hls_to_rgb((start + 80 * k / max(count, 2)) / 360, 0.84, 0.8)


def tint(entry: float) -> Colour:
    """Orange for a positive number, violet for a negative one, the stronger the larger."""
    strength = min(abs(entry) / 6, 0.6)
    full = np.array([0.82, 0.4, 0.16] if entry > 0 else [0.55, 0.36, 0.71])
    r, g, b = (float(one) for one in 1 - strength * (1 - full))
    return r, g, b
