"""Questions that were drawn, as the rows of an assignment's table of variants.

The first question is what the notebook asks, the others are what the other sets ask.
"""

from collections.abc import Callable, Sequence

from matcalc.errors import MatcalcError
from matcalc.numerics.layout import Layout
from matcalc.practice.question import Question

__all__ = ["variants"]


def variants(exercise: str, questions: Sequence[Question]) -> str:
    """The text of a variants.toml for one exercise, whose answer is a formula.

    Its left sides are what the exercise's cells have to say: the function and the symbols with
    their shapes on paper, the arguments of ``assert_formula`` and the solution, all of them as they
    stand there; a row of something that they do not mention is to be removed.  Hidden tests draw
    other points of the same shapes, with another seed.

    Parameters
    ----------
    exercise : str
        Its grade id.
    questions : sequence of Question
        The first is the notebook's own; two at least, about first derivatives in the denominator
        layout.

    Raises
    ------
    MatcalcError
        If there are fewer, or others among them.

    Examples
    --------
    >>> from matcalc import practice
    >>> asked = [practice.draw("quadratic", 1, seed) for seed in (0, 4, 8)]
    >>> print(practice.variants("ch04-form", asked).splitlines()[0])
    sets = 3
    """
    if len(questions) < 2:
        raise MatcalcError("variants need two questions at least: the notebook's, and another")
    for question in questions:
        if question.order != 1 or question.layout is not Layout.DENOMINATOR:
            raise MatcalcError(
                f"no variant of a formula: {question}: take questions about first derivatives in "
                "the denominator layout"
            )
    lines = [f"sets = {len(questions)}", "", f"[{_quoted(exercise)}]"]
    seen = set[str]()
    for about, text in _ROWS.items():
        first, *others = map(text, questions)
        if first not in seen and {*others} != {first}:
            seen.add(first)
            listed = "".join(f"\n    {_quoted(other)}," for other in others)
            lines += [f"# {about}", f"{_quoted(first)} = [{listed}", "]"]
    return "\n".join([*lines, ""])


def _shapes_on_paper(question: Question) -> str:
    asked = question.expression
    names = {one.name: asked.sibling(asked.symbol(one.name)).latex() for one in asked.symbols}
    spaces = {one.name: _space(one.dimensions) for one in asked.symbols}
    return ", ".join(rf"${names[name]} \in {spaces[name]}$" for name in names)


def _space(dimensions: Sequence[str]) -> str:
    return r"\mathbb{R}" + ("^{" + r" \times ".join(dimensions) + "}" if dimensions else "")


def _shapes(question: Question) -> str:
    return ", ".join(f'{name}="{shape}"' for name, shape in question.shapes.items())


_ROWS: dict[str, Callable[[Question], str]] = {
    "The symbols, in the prompt.": _shapes_on_paper,
    "The function, in the prompt.": lambda question: f"${question.expression.latex()}$",
    "What is asked for, in the prompt.": lambda question: rf"\partial {question.variable}$",
    "The function and the variable, in the test.": lambda question: (
        f'"{question.expression}", "{question.variable}"'
    ),
    "The symbols, in the test.": _shapes,
    "The solution.": lambda question: f'"{question.solution}"',
}


def _quoted(text: str) -> str:
    """A literal string of TOML: formulas have neither its quotes nor line breaks."""
    return f"'{text}'"
