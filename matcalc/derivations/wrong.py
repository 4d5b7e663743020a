"""A wrong line of a derivation beside what it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcalc.derivations.comparing import Comparison
from matcalc.derivations.workings import Side, Workings, expanded
from matcalc.formulas.nodes import Node
from matcalc.numerics.tolerances import AGREES
from matcalc.numerics.values import Array

__all__ = ["Slip", "Wrong"]

Slip = tuple[str | None, str]  # the kind of mistake, and the sentence for it


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong line beside what it should be.

    Attributes
    ----------
    side : Side
        The line.
    given, wanted : Node
        What it is and what it should be, in the symbols of the question.
    above : Node or None
        The line above, in the names of the derivation, if it is right and about the same.
    forms : sequence of Node
        Right lines, as they may have been in the writer's mind.
    is_derivative : bool
        Whether it is the derivative, which has a layout.
    """

    workings: Workings
    comparison: Comparison
    side: Side
    given: Node
    wanted: Node
    above: Node | None
    forms: Sequence[Node]
    is_derivative: bool = False

    @cached_property
    def table(self) -> dict[str, Node]:
        return self.workings.table()

    def is_wanted(self, node: Node) -> bool:
        """Whether a node, in whatever names, is what the line should be."""
        try:
            return self.is_same(expanded(node, self.table), self.wanted)
        except ValueError:  # it divides by zero, or is too large
            return False

    def is_same(self, a: Node, b: Node) -> bool:
        return self.comparison.verdict(a, b) == "agree"

    @cached_property
    def point(self) -> list[Array]:
        return next(self.comparison.points(), [])

    def value(self, node: Node) -> Array | None:
        """The value of a node, in whatever names, at the first point."""
        if not self.point:
            return None
        try:
            return self.comparison.value(expanded(node, self.table), self.point)
        except ValueError:
            return None

    def is_near(self, node: Node, other: Array | None) -> bool:
        """Whether a node has a value at the first point."""
        value = self.value(node)
        if value is None or other is None or value.shape != other.shape:
            return False
        return bool(np.all(np.abs(value - other) <= AGREES * np.max(np.abs(other))))
