"""A displayed identity, drawn from the catalogue, and what the author says it equals, checked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.directives.patches import MathDirective

from matcalc.check import check_formula
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import parse
from matcalc.identities import Identity, identity
from matcalc.messages import say
from matcalc.numerics.layout import Layout
from matcalc.report import WrongAnswer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["IdentityDirective", "latex_of", "letters_of", "renamed", "setup"]

SUMS = {"add"}


def latex_of(entry: Identity, layout: Layout, further: list[str], function: str = "") -> str:
    r"""The equation of an entry as LaTeX.

    Parameters
    ----------
    entry : Identity
    layout : Layout
    further : list of str
        Other forms of the derivative, in LaTeX; each is checked and set after the entry's own.
    function : str
        Another form of the function, whose derivative is checked to be the same.

    Raises
    ------
    MatcalcError
        If one of them cannot be read.
    WrongAnswer
        If one of them is not the derivative.

    Examples
    --------
    >>> from matcalc.identities import identity
    >>> latex_of(identity("linear-form"), Layout.DENOMINATOR, [])
    '\\frac{\\partial\\, a^{\\top} x}{\\partial x} = a'
    """
    options: dict[str, Any] = {"structure": entry.structure or None, **entry.shapes}
    question = parse(entry.expression, **options)
    side = entry.denominator if layout is Layout.DENOMINATOR else entry.numerator
    for form in further:
        check_formula(entry.expression, entry.variable, form, layout=layout, **options).require()
    if function:
        check_formula(function, entry.variable, side, layout=layout, **options).require()
    elif question.node.op in SUMS:
        function = rf"\left({question.latex()}\right)"
    by = parse(entry.variable, **options).latex()  # a Greek letter by its sign
    derivative = rf"\frac{{\partial\, {function or question.latex()}}}{{\partial {by}}}"
    return " = ".join([derivative, parse(side, **options).latex(), *further])


def renamed(entry: Identity, names: dict[str, str]) -> Identity:
    """The same identity with other letters for its symbols and its sizes.

    Raises
    ------
    MatcalcError
        If it has no such letter, or would have one for two things.

    Examples
    --------
    >>> from matcalc.identities import identity
    >>> renamed(identity("linear-form"), {"a": "w"}).expression
    'w.T @ x'
    >>> renamed(identity("matrix-vector"), {"m": "n", "n": "p"}).shapes["A"]
    'n p'
    """
    known = set(entry.shapes) | set(" ".join(entry.shapes.values()).split())
    for old, new in names.items():
        given = [*known - names.keys(), *names.values()]
        if old not in known or given.count(new) > 1:
            raise MatcalcError(say("identity-names", old=old, new=new, name=entry.name))
    if not names:
        return entry
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")

    def letters(text: str) -> str:
        return pattern.sub(lambda match: names[match[0]], text)

    return replace(
        entry,
        expression=letters(entry.expression),
        variable=letters(entry.variable),
        denominator=letters(entry.denominator),
        numerator=letters(entry.numerator),
        shapes={letters(name): letters(shape) for name, shape in entry.shapes.items()},
        structure={letters(name): kind for name, kind in entry.structure.items()},
    )


def letters_of(text: str) -> dict[str, str]:
    """Other letters as they are written in a page.

    Raises
    ------
    MatcalcError
        If they are written otherwise.

    Examples
    --------
    >>> letters_of("b=w, c=y")
    {'b': 'w', 'c': 'y'}
    """
    pairs = [pair.split("=") for pair in text.replace(",", " ").split()]
    if not all(len(pair) == 2 and all(pair) for pair in pairs):
        raise MatcalcError(f"other letters are written as in 'b=w, c=y': {text!r}")
    return dict(pairs)


class IdentityDirective(MathDirective):
    """Display an identity of the catalogue; lines below it are further forms in LaTeX.

    Its options are those of ``math``; ``layout``; ``names``, other letters such as ``b=w``;
    ``function``, another form of it; and ``end``, the punctuation, a full stop unless given.
    """

    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[dict[str, Any]] = {
        **MathDirective.option_spec, "layout": Layout, "names": letters_of,
        "end": directives.unchanged, "function": directives.unchanged,
    }  # fmt: skip

    content: StringList

    def run(self) -> list[nodes.Node]:
        """Set the equation; what is wrong with it fails a strict build."""
        name: str = self.arguments.pop()
        layout = self.options.pop("layout", Layout.DENOMINATOR)
        further = [line.strip() for line in self.content if line.strip()]
        try:
            entry = renamed(identity(name), self.options.pop("names", {}))
            latex = latex_of(entry, layout, further, self.options.pop("function", ""))
        except (MatcalcError, WrongAnswer) as error:
            raise self.error(f"{name}: {error}") from None
        end = self.options.pop("end", ".")
        self.content = StringList([rf"{latex}\,{end}" if end else latex], source="")
        made = super().run()
        for display in made:
            if isinstance(display, nodes.math_block) and entry.structure:
                display["structured"] = True  # which cannot be read in it
        return made


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("identity", IdentityDirective)
