"""Links of the chain rule: a name of the derivation that stands where another should."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from matcalc.derivations.line_edits import MOST_PLACES, affordable, replaced
from matcalc.derivations.wrong import Slip, Wrong
from matcalc.formulas.nodes import Node, apply, symbol
from matcalc.messages import say

__all__ = ["link_left_out", "other_name"]


def link_left_out(wrong: Wrong) -> Slip | None:
    """A line is right by a part of the chain, and was taken for one by the variable."""
    workings = wrong.workings
    given, dx = wrong.side.form, workings.dx_name
    for name, part in _parts(wrong):
        if wrong.is_derivative:
            if not workings.question.node.is_scalar or wrong.given.shape != part.shape:
                continue
            moved = apply("sum", wrong.given * workings.differential(part))
            if wrong.is_same(moved, workings.differential(workings.question.node)):
                return "missing-factor", say(
                    "derivation-link-gradient", name=name, x=workings.variable
                )
        elif given.depends_on(dx) and part.shape == workings.x.shape:
            places = min(affordable(given), MOST_PLACES)
            for node in islice(replaced(given, dx, workings.differential(part)), places):
                if wrong.is_wanted(node):
                    return "missing-factor", say("derivation-link", name=name, dx=dx)
    return None


def _parts(wrong: Wrong) -> Iterator[tuple[str, Node]]:
    """The writer's names of what depends on the variable, and what they are."""
    for name, meaning in wrong.workings.names.items():
        known = meaning.true
        if known.depends_on(wrong.workings.variable) and not known.depends_on(
            wrong.workings.dx_name
        ):
            yield name, known


def other_name(wrong: Wrong) -> Slip | None:
    """The variable stands where another name should."""
    x, names = wrong.workings.variable, [*wrong.workings.names, *wrong.workings.constants]
    for name in names:
        known = wrong.table.get(name)
        shape = known.shape if known is not None else wrong.workings.question.symbol(name).shape
        if shape != wrong.workings.x.shape and not wrong.workings.x.is_scalar:
            continue
        places = min(affordable(wrong.side.form), MOST_PLACES)
        for node in islice(replaced(wrong.side.form, x, symbol(name, shape)), places):
            if node.shape == wrong.wanted.shape and wrong.is_wanted(node):
                return "wrong-inner-derivative", say("wrong-inner-derivative")
    return None
