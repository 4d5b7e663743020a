"""The proof of a derivative by numbers: it is compared with differences of the function's values.

The rules that find a derivative and the differences that confirm it have nothing in common.  So it
is with the steps of a derivation, each of which is an equation between differentials.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from matcalc.calculus.derivative import Derivative, Step
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import draw, variable_of
from matcalc.formulas.expression import Expression
from matcalc.formulas.formula import Valuation
from matcalc.formulas.nodes import DIFFERENTIAL, Node, inside_out, substituted, symbol
from matcalc.messages import say
from matcalc.numerics.layout import Layout
from matcalc.numerics.numeric import partials
from matcalc.numerics.tolerances import POINTS, RELATIVE, SAFETY
from matcalc.numerics.truth import compare, of_derivative
from matcalc.numerics.values import Array, quietly
from matcalc.report import Report, Verdict

__all__ = ["are_equal", "proof_of"]

CHOICE = 6  # points, of which the smallest are taken first
ATTEMPTS = 24  # points drawn before it is left undecided
# What a point may lead to that is outside a function's domain.
OUTSIDE = (MatcalcError, ArithmeticError, ValueError, np.linalg.LinAlgError)


def proof_of(
    expression: Expression, variable: str | None, found: Derivative, *, seed: int = 0
) -> Report:
    """Compare both layouts of a derivative with the numerical one, at three points.

    Parameters
    ----------
    expression : Expression
        What was differentiated.
    variable : str, optional
        The symbol to differentiate by; it may be left out where there is only one.
    found : Derivative
    seed : int
        Of the drawn points.

    Returns
    -------
    Report
        Its ``max_error`` is the largest difference from the numerical derivative in any entry.

    Examples
    --------
    >>> from matcalc import derivative
    >>> from matcalc.formulas.expression import parse
    >>> question = parse("x.T @ A @ x", A="n n", x="n")
    >>> report = proof_of(question, "x", derivative(question, "x"))
    >>> report.verdict, 0 < report.max_error < 1e-8
    ('agree', True)
    """
    name = variable_of(expression.symbols, variable)
    about = say("about-gradient", name=name, layout=say("DENOMINATOR"))
    names = [one.name for one in expression.symbols]
    points: list[dict[str, Array]] = []
    largest = 0.0
    for point in _points(expression, seed):
        verdict, error = _at(expression, name, found, point)
        if verdict == "unsure":
            continue
        points.append(dict(zip(names, point, strict=True)))
        largest = max(largest, error)
        if verdict == "differ" or len(points) == POINTS:
            return Report(verdict, about, max_error=largest, points=points)
    return Report("unsure", about, None, say("unsure"))


def _points(expression: Expression, seed: int) -> Iterator[list[Array]]:
    """Points, of the first the one with the fewest numbers first: it takes least time."""
    drawn = draw(expression.symbols, seed)
    yield from sorted(islice(drawn, CHOICE), key=lambda point: sum(array.size for array in point))
    yield from islice(drawn, ATTEMPTS - CHOICE)


def _at(
    expression: Expression, name: str, found: Derivative, point: list[Array]
) -> tuple[Verdict, float]:
    """The verdict at one point, and the largest difference; undecided outside the domain."""
    position = [one.name for one in expression.symbols].index(name)
    structure = expression.structure.get(name)

    def function(*at: Array) -> Array:
        return expression.evaluate(list(at))

    try:
        with quietly():
            truth = of_derivative(
                lambda *at: expression.evaluate(list(at)),
                point,
                position,
                Layout.DENOMINATOR,
                structure,
            )
            sides = found.denominator.evaluate(point), found.numerator.evaluate(point).T
    except OUTSIDE:
        return "unsure", 0.0
    if any(side.shape != truth.value.shape for side in sides):
        return "differ", np.inf
    if not np.all(np.isfinite(sides)):
        return "unsure", 0.0
    verdicts = {compare(side, truth)[0] for side in sides}
    worst: Verdict = "differ" if "differ" in verdicts else "unsure"
    error = max(float(np.max(np.abs(side - truth.value))) for side in sides)
    return ("agree" if verdicts == {"agree"} else worst), error


# --- the steps of a derivation --------------------------------------------------------------------


def are_equal(
    expression: Expression, variable: str, steps: Sequence[Step], *, seed: int = 0
) -> list[bool]:
    """Whether the two sides of each step have the same value at a drawn point of the domain.

    Every differential in them is computed from the values of its function, along a drawn direction.
    What has no value at any of several points counts as not confirmed.

    Examples
    --------
    >>> from matcalc import derivative
    >>> from matcalc.formulas.expression import parse
    >>> question = parse("log(det(X))", X="n n")
    >>> are_equal(question, "X", derivative(question, "X", explain=True).steps)
    [True, True, True]
    """
    confirmed = [False] * len(steps)
    for point in _points(expression, seed):
        try:
            with quietly():
                if not np.all(np.isfinite(expression.evaluate(point))):
                    continue
                here = _Differentials(expression, variable, point, seed)
                return [here.agree(step) for step in steps]
        except OUTSIDE:
            continue
    return confirmed


class _Differentials:
    """The values of differentials at a point, along a direction in which the variable moves."""

    def __init__(
        self, expression: Expression, variable: str, point: list[Array], seed: int
    ) -> None:
        self.expression, self.variable, self.point = expression, variable, point
        self.position = [one.name for one in expression.symbols].index(variable)
        rng = np.random.default_rng(seed)
        self.direction = np.round(rng.uniform(0.3, 1.9, point[self.position].shape), 2)
        self.known: dict[Node, tuple[Array, float]] = {}

    def agree(self, step: Step) -> bool:
        left, slack = self.value(step.left.node)
        right, more = self.value(step.right.node)
        size = max(float(np.max(np.abs(right))), 1.0)
        allowed = SAFETY * (slack + more) + RELATIVE * size
        return left.shape == right.shape and bool(np.all(np.abs(left - right) <= allowed))

    def value(self, node: Node) -> tuple[Array, float]:
        """The value of a node, and how far those of its differentials may be off."""
        inside = [part for part in inside_out(node) if part.op == DIFFERENTIAL]
        names = {part: f"differential_{place}" for place, part in enumerate(inside)}
        plain = substituted(node, {part: symbol(name, part.shape) for part, name in names.items()})
        found = {name: self.differential(part.args[0]) for part, name in names.items()}
        at = self.expression.at(self.point)
        values: Mapping[str, Array] = {name: value for name, (value, _) in found.items()}
        whole = Valuation({**at.values, **values}, at.sizes)(plain)
        return whole, sum(error for _, error in found.values())

    def differential(self, node: Node) -> tuple[Array, float]:
        """How fast a node moves along the direction, and the error of that."""
        if node not in self.known:
            if node == self.expression.symbol(self.variable):
                self.known[node] = self.direction.reshape([*self.direction.shape, 1, 1][:2]), 0.0
            else:
                rate = partials(lambda t: self.moved(node, float(t)), 0.0)
                self.known[node] = rate.value, float(np.max(rate.error, initial=0.0))
        return self.known[node]

    def moved(self, node: Node, step: float) -> Array:
        point = list(self.point)
        point[self.position] = point[self.position] + step * self.direction
        return self.expression.at(point)(node)
