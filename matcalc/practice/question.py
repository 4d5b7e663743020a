"""A question about a derivative: what is asked, what is right, and how it is derived."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matcalc.calculus.derivative import Derivative, Step, derivative
from matcalc.check import check_formula, check_gradient
from matcalc.formulas.draw import Declaration, lengths
from matcalc.formulas.expression import Expression
from matcalc.messages import say
from matcalc.numerics.layout import Layout
from matcalc.practice.topics import TOPICS
from matcalc.report import Report

__all__ = ["Question"]


@dataclass(frozen=True, eq=False)
class Question:
    """A question to practise on, with its answer; prints and displays as what is asked.

    Attributes
    ----------
    topic : str
    level : int
    seed : int or str
        With which it was drawn.
    expression : Expression
        The function.
    variable : str
    shapes : dict
        The shape of each symbol, in the order in which a function takes them as an answer.
    layout : Layout
        In which the derivative is asked for.
    order : int
        2 where the matrix of second derivatives is asked for.

    Examples
    --------
    >>> from matcalc.practice import draw
    >>> question = draw("linear", 1, 0)
    >>> question.check("0").verdict, question.check(str(question.solution)).verdict
    ('differ', 'agree')
    """

    topic: str
    level: int
    seed: int | str
    expression: Expression
    variable: str
    layout: Layout = Layout.DENOMINATOR
    order: int = 1

    @cached_property
    def shapes(self) -> dict[str, Any]:
        """The shape of each symbol, as in `matcalc.check_gradient`."""
        return {
            one.name: " ".join([*one.dimensions, *([one.property] if one.property else [])])
            for one in self.expression.symbols
        }

    @cached_property
    def function(self) -> Expression:
        """What is to be differentiated once: of a second derivative, the first."""
        if self.order == 1:
            return self.expression
        return derivative(self.expression, self.variable).denominator

    @cached_property
    def _found(self) -> Derivative:
        return derivative(self.function, self.variable)

    @property
    def solution(self) -> Expression:
        """The answer: ``str(…)`` is NumPy, ``.latex()`` LaTeX, and it computes when called."""
        is_denominator = self.layout is Layout.DENOMINATOR
        return self._found.denominator if is_denominator else self._found.numerator

    def check(self, answer: str | Callable[..., object]) -> Report:
        """Compare an answer with the truth.

        Parameters
        ----------
        answer : str or callable
            A formula, in NumPy syntax or textbook notation, or a function that takes the symbols
            by position, in the order of `shapes`.

        Returns
        -------
        Report
        """
        asked = str(self.function), self.variable
        layout = None if self.layout is Layout.DENOMINATOR else self.layout
        if callable(answer):
            return check_gradient(*asked, answer, layout=layout, **self.shapes)
        return check_formula(*asked, answer, layout=layout, **self.shapes)

    def check_at(self, point: Mapping[str, Any]) -> Report:
        """Compare the solution with the numerical derivative at one point alone."""
        asked = str(self.function), self.variable
        return check_formula(*asked, str(self.solution), layout=self.layout, **point)

    def derivation(self) -> list[str]:
        """The worked derivation: a rule on each line, and last what is read off in the layout."""
        lines = [str(step) for _, steps in self.steps() for step in steps]
        layout, answer = say(self.layout.name), self.solution
        result = say("practice-result", layout=layout, shape=answer.shape, formula=answer)
        return [*lines, result]

    def hint(self) -> str:
        """A first hint: the rules that are needed, and how many rows and columns there will be."""
        [_, steps], *_ = self.steps()
        rules = dict.fromkeys(step.rule for step in steps[:-1] or steps)
        listed = say("practice-comma").join(rules)
        return say("practice-rules", rules=listed, shape=self.solution.shape)

    def steps(self) -> list[tuple[Expression, list[Step]]]:
        """What is differentiated, and by which steps; of a second derivative, one after the other.

        Examples
        --------
        >>> from matcalc.practice import draw
        >>> [(_, steps)] = draw("quadratic", 3, 1).steps()
        >>> steps[0].rule
        'power rule'
        """
        functions = [self.expression] if self.order == 1 else [self.expression, self.function]
        explained = (derivative(one, self.variable, explain=True).steps for one in functions)
        return list(zip(functions, explained, strict=True))

    @property
    def text(self) -> str:
        """What is asked, in the chosen language, with the function in NumPy syntax."""
        return self._asked(str(self.expression), self.variable)

    @property
    def latex(self) -> str:
        """What is asked, in LaTeX: the derivative that is to be found."""
        name = self._name_in_latex()
        above, below = r"\partial", name
        if self.order == 2:
            above, below = r"\partial^2", rf"{name} \, \partial {name}^{{\top}}"
        function = self.expression.latex()
        return rf"\frac{{{above}}}{{\partial {below}}} \left({function}\right)"

    def _name_in_latex(self) -> str:
        return self.expression.sibling(self.expression.symbol(self.variable)).latex()

    def data(self) -> dict[str, str]:
        """What a page needs to ask it: its numbers, its topic's title, and a text with TeX.

        >>> from matcalc.practice import draw
        >>> draw("linear", 1, 0).data()["title"]
        'Linear forms'
        """
        return {
            "topic": self.topic,
            "level": str(self.level),
            "seed": str(self.seed),
            "title": TOPICS[self.topic].title,
            "asked": self._repr_markdown_(),
        }

    def _asked(self, function: str, name: str) -> str:
        key = "practice-first" if self.order == 1 else "practice-second"
        shapes = say("practice-comma").join(map(_in_words, self.expression.symbols))
        layout = say(self.layout.name)
        return say(key, formula=function, name=name, shapes=shapes, layout=layout)

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return self._asked(f"${self.expression.latex()}$", f"${self._name_in_latex()}$")


def _in_words(symbol: Declaration) -> str:
    """A symbol, its shape, and what is known of it."""
    shape = "×".join(lengths(symbol)) if symbol.dimensions else say("practice-scalar")
    known = say(f"practice-{symbol.property}") if symbol.property else ""
    return say("practice-shape", name=symbol.name, shape=shape) + known
