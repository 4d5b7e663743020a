"""The stills of the pictures that a reader can touch: each as its live picture begins.

`FIRST` has the numbers with which both begin: the page hands them to its script, see live/src/.
No word stands in a still: it is the same in every language.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matcalc.course.files import write_atomically
from matcalc.site.stills import learning, method, notes

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
    "leash": {"gram": [[3.0, 2.0], [2.0, 2.0]], "best": [-0.5, 2.0], "lambda": 0.5},
}
FORMATS = ("svg", "pdf")  # for readers on a screen, and for paper


_STILLS: dict[str, tuple[Callable[..., None], tuple[float, float]]] = {
    "shapes": (notes.shapes, (4.2, 4.6)),
    "kinds": (notes.kinds, (6.2, 6.4)),
    "stretching": (notes.stretching, (7.6, 1.7)),
    "quadratic": (notes.quadratic, (7.2, 4.2)),
    "layouts": (notes.layouts, (6.6, 2.5)),
    "line": (notes.line, (4.6, 4.6)),
    "ring": (method.ring, (6.0, 3.0)),
    "chains": (method.chains, (7.2, 3.0)),
    "tiles": (method.tiles, (6.4, 3.2)),
    "box": (method.box, (6.4, 3.6)),
    "bowls": (method.bowls, (7.2, 3.8)),
    "attention": (learning.attention, (7.4, 2.4)),
    "simplex": (learning.simplex, (4.6, 4.2)),
    "network": (learning.network, (6.4, 3.6)),
    "covariance": (learning.covariance, (7.2, 3.8)),
    "leash": (learning.leash, (4.4, 4.2)),
}


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
