"""Whether two formulas are one: by their normal forms, or by their values at drawn points.

The points are those at which the question has a value whose derivative is beyond doubt: there the
rules and a numerical differential agree.  At the others nothing is decided.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import numpy as np

from matcalc.derivations.workings import Workings, along
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import Declaration, draw
from matcalc.formulas.formula import Expression, Valuation
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.nodes import Node
from matcalc.numerics.layout import shape_text
from matcalc.numerics.numeric import partials
from matcalc.numerics.tolerances import NEARER, SAFETY, VAGUE, VAGUE_SIZE
from matcalc.numerics.truth import Truth, hides
from matcalc.numerics.values import Array, quietly
from matcalc.report import Verdict

__all__ = ["Comparison", "comparison_of"]

POINTS, POINTS_AT_KINKS = 4, 8
ATTEMPTS = 60
# How far two values may be apart, relative to an entry, and to the largest number on the way to it.
EQUAL, ROUNDING = 1e-12, 1e-13  # they are the same
NEAR, LOST = 1e-8, 1e-9  # they may be the same
CLEAR = 1e-4  # relative to the largest entry: they are not the same
MOST_KNOWN, MOST_KEPT = 10_000, 200_000  # verdicts of a question, and entries at one of its points


class Comparison:
    """Compares formulas in the symbols of a question and the differential of its variable.

    It knows the question and no derivation of it, so that one serves all of them.

    Parameters
    ----------
    question : Expression
        With the differential of the variable as its last symbol.
    variable : str
    differential : Node
        Of the question.
    seed : int
        Of the drawn points.
    """

    def __init__(self, question: Expression, variable: str, differential: Node, seed: int) -> None:
        self.question, self.differential = question, differential
        self.place = [one.name for one in question.symbols].index(variable)
        self.seed = seed
        self.failure: Exception | None = None
        self.known: dict[tuple[Node, Node], Verdict] = {}
        self.drawing = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """Draw the points from the first on."""
        self.drawn = islice(draw(self.question.symbols, self.seed), ATTEMPTS)
        self.good: list[list[Array]] = []
        self.valuations: dict[int, Valuation] = {}  # of the good points

    # --- points ---------------------------------------------------------------------------------

    def points(self) -> Iterator[list[Array]]:
        """The points at which the question's differential is known, drawn when they are needed."""
        place = 0
        while place < len(self.good) or self.is_another_drawn():
            yield self.good[place]
            place += 1

    def is_another_drawn(self) -> bool:
        """Draw until there is one more good point, or none."""
        with self.drawing:
            try:
                for point in self.drawn:
                    if self.is_good(point):
                        self.good.append(point)
                        return True
            except BaseException:  # an interruption: it ends what draws, and this is kept
                self.begin()
                raise
        return False

    def is_good(self, point: list[Array]) -> bool:
        """Whether the differential by the rules is the numerical one there."""
        value = self.value(self.differential, point)
        of_question = self.value(self.question.node, point)
        if value is None or of_question is None:
            return False
        zero = 1e-10 * max(1.0, float(np.max(np.abs(of_question))))
        try:
            found = self.by_differences(point)
        except (MatcalcError, ArithmeticError, np.linalg.LinAlgError) as error:
            self.failure = error
            return False
        with quietly():
            slack = SAFETY * found.error
            size, largest = np.abs(found.value), np.max(np.abs(found.value))
            is_near = np.abs(value - found.value) <= slack + 1e-6 * size + 1e-9 * largest + zero
            vague = VAGUE * np.maximum(size, VAGUE_SIZE * largest)
            is_sharp = slack <= np.maximum(vague, zero)
        return bool(np.all(is_near & is_sharp & ~found.unknown))

    def by_differences(self, point: list[Array]) -> Truth:
        """The differential as the slope of the question along the differential of the variable."""
        with quietly():
            found = partials(lambda t: self.moved(point, t), 0.0)
            value, error = found.value, found.error
            return Truth(value, error, (found.kink != 0) | ~np.isfinite(value))

    def moved(self, point: list[Array], t: Array) -> Array:
        """The question's value where the variable has moved along its differential."""
        x = point[self.place] + float(t) * point[-1]
        return self.question.evaluate([x if i == self.place else a for i, a in enumerate(point)])

    def value(self, node: Node, point: list[Array]) -> Array | None:
        """The value of a node at a point; None where it has none."""
        try:
            with quietly():
                value = self.valuation(point)(node)
        except (MatcalcError, ArithmeticError, np.linalg.LinAlgError) as error:
            self.failure = error
            return None
        return value if np.all(np.isfinite(value)) else None

    def valuation(self, point: list[Array]) -> Valuation:
        """The values at a point; what lines have in common is computed once at a good one."""
        found = self.valuations.get(id(point))
        if found is None or found.entries > MOST_KEPT:
            found = self.question.at(point)
            if any(point is one for one in self.good):
                self.valuations[id(point)] = found
        return found

    def require_points(self) -> None:
        """Raise a `MatcalcError` if there is no point at which the question has a value."""
        if next(self.points(), None) is None and self.failure is not None:
            sizes = ", ".join(_described(symbol) for symbol in self.question.symbols[:-1])
            raise MatcalcError(
                f"the question could not be evaluated at {sizes}: {self.failure}; "
                "check that the shapes fit, and that points of the domain can be drawn"
            )

    # --- values ---------------------------------------------------------------------------------

    def verdict(self, given: Node, wanted: Node) -> Verdict:
        """Whether a node is what it should be; unsure where no point decides."""
        key = given, wanted
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = "agree" if given == wanted else self.by_values(given, wanted)
        return self.known[key]

    def by_values(self, given: Node, wanted: Node) -> Verdict:
        if given.shape != wanted.shape and not self.same_size(given, wanted):
            return "differ"
        enough = POINTS_AT_KINKS if _has_kink(given, wanted) else POINTS
        agreed = doubtful = 0
        seen = list[list[Array]]()
        for point in self.points():
            a, b = self.value(given, point), self.value(wanted, point)
            if a is None or b is None:
                continue
            verdict = self.at(point, given, wanted, a, b)
            if verdict == "differ":
                return "differ"
            seen.append(point)
            agreed += verdict == "agree"
            doubtful += verdict == "unsure"
            if agreed == enough and self.has_hidden(seen, given, wanted):
                return "differ" if self.differ_nearer(given, wanted) else "agree"
            if enough in (agreed, 2 * doubtful):
                return verdict
        return "unsure"

    def has_hidden(self, points: list[list[Array]], *nodes: Node) -> bool:
        """Whether a term of a sum is nothing beside the others, at every point."""
        return any(
            hides([[self.size(term, point) for term in node.args] for point in points])
            for node in _parts(*nodes)
            if node.op == "add"
        )

    def differ_nearer(self, given: Node, wanted: Node) -> bool:
        """Whether two nodes differ at points nearer to zero, where such a term counts."""
        for scale in NEARER:
            point = [
                array if symbol.array is not None else scale * array
                for symbol, array in zip(self.question.symbols, self.good[0], strict=True)
            ]
            if self.is_good(point):
                a, b = self.value(given, point), self.value(wanted, point)
                if a is None or b is None:
                    continue
                if self.at(point, given, wanted, a, b) == "differ":
                    return True
        return False

    def same_size(self, given: Node, wanted: Node) -> bool:
        """Whether shapes in different letters are the same at a point."""
        point = next(self.points(), None)
        values = [self.value(node, point) for node in (given, wanted)] if point else [None]
        shapes = {value.shape for value in values if value is not None}
        letters = {letter for size in (*given.shape, *wanted.shape) for letter in size[1]}
        return len(shapes) == 1 and not letters

    def at(self, point: list[Array], given: Node, wanted: Node, a: Array, b: Array) -> Verdict:
        """Whether two nodes have one value at a point, where they have the values a and b."""
        gap, right = np.abs(a - b), np.abs(b)
        if np.all(gap <= EQUAL * right):
            return "agree"
        size = max(float(np.max(np.abs(a))), float(np.max(right)))
        scale = 1.0 + max(float(np.max(np.abs(array))) for array in point)
        if np.max(gap) > CLEAR * size > ROUNDING * scale**3:  # more than rounding can do
            return "differ"
        largest = max(self.largest(given, point), self.largest(wanted, point))
        if np.all(gap <= EQUAL * right + ROUNDING * largest):
            return "agree"
        return "differ" if np.any(gap > NEAR * right + LOST * largest) else "unsure"

    def largest(self, node: Node, point: list[Array]) -> float:
        """The largest number on the way to a node's value."""
        return max(self.size(part, point) for part in _parts(node))

    def size(self, node: Node, point: list[Array]) -> float:
        """The largest entry of a node's value; 0 where it has none."""
        value = self.value(node, point)
        return 0.0 if value is None else float(np.max(np.abs(value)))


def comparison_of(workings: Workings, seed: int) -> Comparison:
    """The comparison for a question, which is kept for the next derivation of the same."""
    structure = tuple(sorted(workings.structure.items()))
    given = workings.question.node, tuple(workings.declarations), structure, workings.variable, seed
    if any(one.array is not None for one in workings.declarations):  # these may be large
        return _comparison.__wrapped__(*given)
    return _comparison(*given)


@lru_cache(2**5)
def _comparison(
    question: Node,
    symbols: tuple[Declaration, ...],
    structure: tuple[tuple[str, str], ...],
    variable: str,
    seed: int,
) -> Comparison:
    formula = Expression(question, list(symbols), dict(structure))
    x, dx = formula.symbol(variable), formula.symbol(symbols[-1].name)
    return Comparison(formula, variable, along(question, x, dx), seed)


def _parts(*nodes: Node) -> list[Node]:
    """All that is in some nodes, each part once."""
    found = dict.fromkeys(nodes)
    waiting = [*nodes]
    while waiting:
        new = [arg for arg in waiting.pop().args if arg not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return [*found]


def _described(symbol: Declaration) -> str:
    shape = shape_text(symbol.array.shape) if symbol.array is not None else symbol.dimensions
    return f"{symbol.name} ({shape if isinstance(shape, str) else '×'.join(shape) or 'scalar'})"


def _has_kink(*nodes: Node) -> bool:
    return any(FUNCTIONS[part.op].kink for part in _parts(*nodes) if part.op in FUNCTIONS)
