"""What displays state of letters that stand for something: compared in the build, sign for sign.

What the letters of a display stand for is written in ``book/displays.toml``, as a program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from docutils import nodes
from sphinx.util import logging

from matcalc.messages import say
from matcalc.site.brackets import apart, parts
from matcalc.site.displays import BETWEEN, ROW
from matcalc.site.evaluating import Evaluation, Unreadable, plain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["meanings", "setup", "stated"]

logger = logging.getLogger(__name__)

FILE = Path("book", "displays.toml")
RELATIONS = {r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥", r"\mid": "=", r"\approx": "="}
RELATION = re.compile(r"\\(?:leq?|geq?|mid|approx)(?![A-Za-z])|&")
MEMBER = re.compile(r"\\in(?![A-Za-z]).*", re.DOTALL)
BELOW = re.compile(r"[_^]\{?([^{}\s]*)")
MARKS, NEAR = "=≤≥<>", 1e-7


@cache
def meanings(root: Path) -> dict[str, str]:
    """For each label the program that says what the letters of its display stand for."""
    path = root / FILE
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def stated(latex: str, where: str) -> Iterator[tuple[str, bool | None]]:
    r"""Each equation of a display, and whether it holds; None where a side cannot be read.

    Parameters
    ----------
    latex : str
    where : str
        A program that gives values to letters: see `Evaluation`.  ``normal(n, m)`` draws, ``np``
        is NumPy, and an index is a range.

    Examples
    --------
    >>> where = "i = range(3); a, x = normal(3, 1), normal(3, 1)"
    >>> [holds for _, holds in stated(r"a^\top x = \sum_{i=1}^n a_i x_i", where)]
    [True]
    """
    rng = np.random.default_rng(6)
    names: dict[str, Any] = {"np": np, "normal": lambda *shape: rng.normal(size=shape)}
    exec(where, names)
    ranges = {name: len(value) for name, value in names.items() if isinstance(value, range)}
    evaluation = Evaluation(names, ranges)
    for row in ROW.split(plain(latex)):
        for part in BETWEEN.split(row):
            text = RELATION.sub(lambda found: RELATIONS.get(found[0], " "), part)
            for statement in parts(text, ",;"):
                with np.errstate(all="ignore"):
                    yield from _compared(MEMBER.sub("", statement), evaluation)


def _look(app: Sphinx, doctree: nodes.document) -> None:
    known = meanings(Path(app.srcdir))
    for display in doctree.findall(nodes.math_block):
        if display.get("label") not in known:
            continue
        app.env.note_dependency(str(Path(app.srcdir) / FILE))
        for told, holds in stated(display.astext(), known[display["label"]]):
            if holds is False:
                left, _, right = told.partition("=")
                text = say("display-untrue", left=left, right=right)
                logger.error(f"{display['label']}: {text}", location=display)


def setup(app: Sphinx) -> None:
    """Look at each page as it is read."""
    app.connect("doctree-read", _look)


def _compared(text: str, evaluation: Evaluation) -> Iterator[tuple[str, bool | None]]:
    """Each two sides of a statement that stand beside each other."""
    sides = [side.strip() for side in parts(text, MARKS)]
    for (left, right), (_, mark) in zip(pairwise(sides), apart(text, MARKS), strict=True):
        if left in evaluation.ranges:  # i = 1, …, n
            continue
        told = " ".join(f"{left} {mark} {right}".split())
        below = "".join(BELOW.findall(told))
        indices = [one for one in evaluation.ranges if one in below]
        try:
            holds = all(
                _holds(evaluation.value(left, at), evaluation.value(right, at), mark)
                for at in _places(indices, evaluation)
            )
        except (Unreadable, ValueError):  # or a bracket that is never closed
            yield told, None
        else:
            yield told, holds


def _places(indices: list[str], evaluation: Evaluation) -> Iterator[dict[str, int]]:
    for place in product(*(range(evaluation.ranges[one]) for one in indices)):
        yield dict(zip(indices, place, strict=True))


def _holds(left: Any, right: Any, mark: str) -> bool:
    if left.shape != right.shape and 1 not in (left.size, right.size):
        return False
    size = max(np.max(np.abs(left)), np.max(np.abs(right)), 1e-3)
    gap = left - right
    match mark:
        case "=":
            is_alike = left.shape == right.shape or not np.any(right)
            return bool(is_alike and np.max(np.abs(gap)) <= NEAR * size)
        case "≤" | "<":
            return bool(np.all(gap <= NEAR * size))
    return bool(np.all(gap >= -NEAR * size))
