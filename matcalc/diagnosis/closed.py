"""The closed form of a question, and what a diagnosis may ask of it.

Of a derivative it is what the rules of differentiation give, of a value the formula itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from matcalc.calculus.derivative import derivative, terms_of, untidied
from matcalc.diagnosis.mutants import edits, extras, functions_like, is_slope
from matcalc.errors import MatcalcError
from matcalc.formulas.formula import Expression
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.nodes import SCALAR, Node, add, mul, symbol
from matcalc.numerics.layout import Layout

__all__ = ["ClosedForm"]

MOST_EDITS = 2000  # of a form
MOST_NODES = 250  # of a form whose variants are tried
MOST_TERMS = 12  # of a form that is taken apart
NOTHING = symbol("", SCALAR)  # the variable of a value


@dataclass(frozen=True)
class ClosedForm:
    """The formula of a question, with what follows from it.

    Attributes
    ----------
    formula : Expression
        The function.
    variable : str or None
        By which it is differentiated; None for its value.
    layout : Layout
        Of the derivative.
    """

    formula: Expression
    variable: str | None
    layout: Layout

    @cached_property
    def forms(self) -> list[Node]:
        """The closed form as printed, expanded, and as the rules leave it."""
        if self.variable is None:
            found = [self.formula.node, add(*terms_of(self.formula.node))]
            return list(dict.fromkeys(found))
        both, plain = derivative(self.formula, self.variable), untidied(self.formula, self.variable)
        if self.layout is Layout.NUMERATOR:
            side = both.numerator.node
        else:
            side, plain = both.denominator.node, plain.T
        return list(dict.fromkeys([side, add(*terms_of(side)), plain]))

    @cached_property
    def sums(self) -> list[tuple[Node, ...]]:
        """The terms of the closed form, if it is a sum as it is printed."""
        form = self.forms[0]
        is_sum = form.op == "add" and not is_slope(form) and len(form.args) <= MOST_TERMS
        return [tuple(form.args)] if is_sum else []

    @cached_property
    def terms(self) -> list[tuple[Node, ...]]:
        """The terms of the closed form, in each form that has several once it is multiplied out."""
        found = (tuple(terms_of(form)) for form in reversed(self.forms))
        spread = [terms for terms in found if 1 < len(terms) <= MOST_TERMS]
        return list(dict.fromkeys([*self.sums, *spread]))

    def undifferentiated(self) -> Iterator[tuple[str, Node]]:
        """The closed form with a term of the function as it is, in the place of its derivative."""
        yield from (
            ("wrong-inner-derivative/undifferentiated", node)
            for node in (self.formula.node, self.formula.node.T)
        )
        for terms in self.sums:
            for i, _ in enumerate(terms):
                rest = [*terms[:i], *terms[i + 1 :]]
                for own in terms_of(self.formula.node):
                    for term in (own, -own):
                        if term.is_scalar or term.shape == rest[0].shape:
                            left = Node("add", [*rest, term], rest[0].shape)
                            yield "wrong-inner-derivative/left", left

    @cached_property
    def wrt(self) -> Node:
        """The variable as a node."""
        return self.formula.symbol(self.variable) if self.variable else NOTHING

    @cached_property
    def variants(self) -> list[list[tuple[str, Node]]]:
        """For each form, what comes of it by one edit, with the mistake's identifier."""
        found = [
            [
                edit
                for edit in islice(edits(form, self.wrt), MOST_EDITS)
                if not edit[1].depends_on("")
            ]
            for form in self.forms
            if _count(form) <= MOST_NODES
        ]
        return [*found, list(self.undifferentiated())] if self.variable else found

    def others(self) -> Iterator[tuple[str, Node]]:
        """The derivatives of functions that are taken for this one."""
        if _count(self.forms[0]) > MOST_NODES:
            return
        for mistake, node in dict.fromkeys(functions_like(self.formula.node)):
            if (found := self._derivative(node)) is not None:
                yield f"{mistake}/other-function", found
        above, below = _quotient(self.formula.node)
        over, under = self._derivative(above), self._derivative(below)
        if over and under and over.shape == under.shape:
            yield "wrong-inner-derivative/quotient-rule", over / under

    def _derivative(self, node: Node) -> Node | None:
        if not (self.variable and node.depends_on(self.variable)):
            return None
        with suppress(MatcalcError):
            both = derivative(self.formula.sibling(node), self.variable)
            return (both.numerator if self.layout is Layout.NUMERATOR else both.denominator).node
        return None

    def extras(self) -> Iterator[Node]:
        """What might have been added by mistake."""
        parts = extras(self.forms[0], [self.forms[-1], self.formula.node])
        yield from dict.fromkeys(parts)

    @cached_property
    def parts(self) -> list[Node]:
        """What an answer is made of: symbols, and the parts of question and closed form."""
        symbols = [self.formula.symbol(one.name) for one in self.formula.symbols]
        found = [*symbols, *_inside(*self.formula.node.args), *_inside(*self.forms[0].args)]
        return [part for part in dict.fromkeys(found) if part.op not in {"number", "zeros"}]

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """The elementwise functions that question and closed form use."""
        ops = {part.op for node in (self.formula.node, self.forms[0]) for part in _inside(node)}
        return tuple(sorted(op for op in ops if op in FUNCTIONS and FUNCTIONS[op].family))


def _inside(*nodes: Node) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _inside(*node.args)


def _quotient(node: Node) -> tuple[Node, Node]:
    """What stands above and below the line."""
    factors = node.args if node.op == "mul" else (node,)
    below = [one for one in factors if one.op == "power" and one.value < 0]
    return mul(*(one for one in factors if one not in below)), mul(*(one**-1 for one in below))


def _count(node: Node) -> int:
    return 1 + sum(map(_count, node.args))
