"""Displays with a label are looked at in the build: what can be read in them must be true.

A derivative that is displayed is compared with the derivative, and sides of an equation that have
the same letters are compared with each other.  A differential is a letter of its own.  What
formulas do not have (sums over indices, letters that stand for something else) is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from string import ascii_letters
from typing import TYPE_CHECKING, Any

import numpy as np
from docutils import nodes
from sphinx.util import logging

from matcalc.check import check_formula
from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.draw import declare, draw
from matcalc.formulas.expression import parse, read
from matcalc.messages import say
from matcalc.site.brackets import parts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["BETWEEN", "ROW", "Claim", "claims", "setup"]

logger = logging.getLogger(__name__)

ROW = re.compile(r"\\\\(?:\[[^]]*\])?|\\begin\{aligned\}|\\end\{aligned\}")
LAYOUT = re.compile(
    r"\\quad\s*\\text\{in (?P<behind>YX|XY)[^}]*\}.*|\\text\{(?P<before>YX|XY):\}", re.DOTALL
)
BETWEEN = re.compile(r"\\q?quad|\\(?:Longrightarrow|Longleftrightarrow|iff)\b|\\text\{[^}]*\}")
SPACE = re.compile(r"\\[,;!: ]|&|~")
ANGLE = re.compile(r"(?:\\[bB]ig+[lr]\s*)?\\([lr])angle\b")
SYMMETRIC = re.compile(r"\\?\b([A-Z]|[A-Z][a-z]+) = \\?\1\^\\top")
DIFFERENTIAL = re.compile(r"\\mathrm d\s*([A-Za-z])\b")
FRACTION = re.compile(r"\\[dt]?frac\s*(?=\{)")
OF = re.compile(r"\s*\\partial\b\s*(.*)", re.DOTALL)
BY = re.compile(r"\s*\\partial\s*([A-Za-z])\s*")
NAME = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
IDENTITY = re.compile(r"\bI_[a-z]\b")
POINTS = 3


@dataclass(frozen=True)
class Claim:
    """That one side equals another, or is the derivative of it.

    Attributes
    ----------
    left, right : str
        In LaTeX.
    variable : str
        By which the left side is differentiated; empty for an equation.
    layouts : tuple of str
        In one of which the right side is the derivative.
    symmetric : tuple of str
        The matrices that are symmetric.
    """

    left: str
    right: str
    variable: str = ""
    layouts: tuple[str, ...] = ()
    symmetric: tuple[str, ...] = ()

    def holds(self) -> bool | None:
        """Whether it is true; None where a side cannot be read.

        Examples
        --------
        >>> Claim(r"x^\\top A x", r"A x + A^\\top x", "x", ("YX",)).holds()
        True
        >>> Claim(r"(A B)^\\top", r"A^\\top B^\\top").holds()  # the shapes do not fit
        False
        """
        try:
            left = parse(self.left)
            shapes = {
                name: f"{shape} symmetric" if name in self.symmetric else shape
                for name, shape in left.assumed.items()
            }
            sizes = sorted({size for shape in left.assumed.values() for size in shape.split()})
            rights = [*dict.fromkeys(IDENTITY.sub(f"I_{n}", self.right) for n in sizes or ["n"])]
            if not self._is_read(rights[0], shapes):
                return None
            return any(self._compared(right, shapes) for right in rights)
        except ShapeError:
            return False
        except (MatcalcError, RecursionError):
            return None

    def _is_read(self, right: str, shapes: dict[str, str]) -> bool:
        read(right, shapes)
        return not self.variable or self.variable in shapes

    def _compared(self, right: str, shapes: dict[str, str]) -> bool:
        if self.variable:
            options: dict[str, Any] = shapes
            return any(
                check_formula(self.left, self.variable, right, layout=layout, **options).ok
                for layout in self.layouts
            )
        sides = [read(side, shapes) for side in (self.left, right)]
        points = islice(draw(declare(shapes), 0), POINTS)
        return all(_equal(*(side.evaluate(point) for side in sides)) for point in points)


def _equal(a: Any, b: Any) -> bool:
    return np.shape(a) == np.shape(b) and np.allclose(a, b)


def claims(latex: str) -> Iterator[Claim]:
    r"""What a display says, as far as it is said in the form of formulas.

    Examples
    --------
    >>> [claim] = claims(r"\frac{\partial\, a^\top x}{\partial x} = a \quad \text{in YX}")
    >>> claim.left, claim.right, claim.variable, claim.layouts
    ('a^\\top x', 'a', 'x', ('YX',))
    """
    symmetric = tuple(SYMMETRIC.findall(latex))
    plain = ANGLE.sub(lambda match: "⟨" if match[1] == "l" else "⟩", SPACE.sub(" ", latex))
    for row in ROW.split(_with_letters(plain)):
        layout = LAYOUT.search(row)
        layouts = (str(layout["behind"] or layout["before"]),) if layout else ("YX", "XY")
        for statement in BETWEEN.split(LAYOUT.sub("", row)):
            for part in parts(statement, ","):
                sides = [side.strip(" .\n") for side in parts(part, "=")]
                yield from _of_sides(sides, layouts, symmetric)


def _with_letters(latex: str) -> str:
    """A display with letters for the differentials of letters."""
    free = [letter for letter in reversed(ascii_letters) if letter not in NAME.findall(latex)]
    instead: dict[str, str] = {}
    for name in DIFFERENTIAL.findall(latex):
        if name not in instead:
            instead[name] = next(one for one in free if one.isupper() == name.isupper())
            free.remove(instead[name])
    return DIFFERENTIAL.sub(lambda match: f" {instead[match[1]]} ", latex)


def _of_sides(
    sides: list[str], layouts: tuple[str, ...], symmetric: tuple[str, ...]
) -> Iterator[Claim]:
    function, variable = _differentiated(sides[0])
    if variable:
        for side in sides[1:]:
            both = side.split(r"\mid")  # denominator | numerator
            chosen = [layouts] if len(both) == 1 else [("YX",), ("XY",)]
            for right, allowed in zip(both, chosen, strict=True):
                yield Claim(function, right.strip(), variable, allowed, symmetric)
        return
    for left, right in pairwise(sides):
        letters = [{n for n in NAME.findall(side) if n[0] != "\\"} for side in (left, right)]
        if letters[0] == letters[1] and len(letters[0]) > 1:
            yield Claim(left, right, symmetric=symmetric)


def _differentiated(side: str) -> tuple[str, str]:
    """The function and the variable of a derivative; empty where it is none."""
    found = FRACTION.match(side)
    groups = [*_groups(side[found.end() :])] if found else []
    if len(groups) == 2:
        above, below = OF.fullmatch(groups[0]), BY.fullmatch(groups[1])
        if above and below:
            return above[1].strip(), below[1]
    return "", ""


def _groups(text: str) -> Iterator[str]:
    """The groups in braces of which a text is made."""
    depth, start = 0, 0
    for place, sign in enumerate(text):
        if sign == "{":
            start = place + 1 if depth == 0 else start
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield text[start:place]
        elif depth == 0 and not sign.isspace():
            yield ""  # something else


def _look(_: Sphinx, doctree: nodes.document) -> None:
    displays: Iterable[nodes.math_block] = doctree.findall(nodes.math_block)
    for display in displays:
        if not display.get("label") or display.get("structured"):
            continue
        for claim in claims(display.astext()):
            if claim.holds() is False:
                text = say("display-untrue", left=claim.left, right=claim.right)
                logger.error(f"{display['label']}: {text}", location=display)


def setup(app: Sphinx) -> None:
    """Look at each page as it is read."""
    app.connect("doctree-read", _look)
