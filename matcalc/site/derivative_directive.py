"""The tool that differentiates anything, placed in a page.

Without a script, what stands there is one example that is worked out and verified in the build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives

from matcalc.calculus.derivative import derivative
from matcalc.derivations.proof import proof_of
from matcalc.formulas.expression import Expression, parse
from matcalc.identities.counterpart import counterpart
from matcalc.site.course_directive import CourseDirective
from matcalc.site.html_nodes import html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["DerivativeDirective", "setup"]

EXAMPLE, VARIABLE = "x'Ax", "x"
PAGE = "derivative"  # the label of the page that the tool has for itself


class DerivativeDirective(CourseDirective):
    """Place the tool; where it is ``compact``, it has a link to the page of its own."""

    required_arguments = 0
    optional_arguments = 1

    def made(self) -> list[nodes.Node]:
        """Make the region, with an example in it."""
        kind = [directives.choice(text, ("compact",)) for text in self.arguments]
        label = self.say("book-derivative-tool")
        needs = html("p", nodes.Text(self.say("book-derivative-needs")), classes="derivative-needs")
        choices = {f"data_{one}": "" for one in kind}
        region = html(
            "section",
            needs,
            self.example(),
            classes="derivative-tool",
            data_tool="derivative",
            aria_label=label,
            **choices,
        )
        if kind:
            words = self.say("book-derivative-own-page")
            [link] = self.inline(f"{{ref}}`{words} <{PAGE}>`")
            region += html("div", _paragraph(link), classes="derivative-page")
        return [region]

    def example(self) -> nodes.Element:
        """One function with its derivative in both layouts."""
        question = parse(EXAMPLE)
        found = derivative(question, VARIABLE)
        report = proof_of(question, VARIABLE, found).require()
        error = f"{report.max_error:.1e}"
        said = self.say("book-derivative-verified", points=len(report.points), error=error)
        near = counterpart(question, VARIABLE)
        asked = rf"\displaystyle \frac{{\partial\, {question.latex()}}}{{\partial {VARIABLE}}}"
        by = self.filled("book-derivative-example", variable=[nodes.math("", VARIABLE)])
        cards = (
            self.card("denominator", found.denominator),
            self.card("numerator", found.numerator),
        )
        return html(
            "div",
            _paragraph(*by),
            _paragraph(nodes.math("", asked)),
            html("div", *cards, classes="derivative-cards"),
            _paragraph(nodes.Text(said)),
            _paragraph(
                nodes.Text(self.say("book-derivative-in-atlas") + " "),
                *(self.inline(f"{{identity}}`{near.entry.name}`") if near else ()),
            ),
            classes="derivative-example",
        )

    def card(self, layout: str, side: Expression) -> nodes.Element:
        """The derivative in a layout."""
        name = nodes.Text(f"{self.say(f'book-derivative-{layout}')} · {side.shape}")
        formula = _paragraph(nodes.math("", side.latex()))
        code = _paragraph(nodes.literal("", str(side)))
        return html("div", _paragraph(name), formula, code, classes="derivative-card",
                    data_layout=layout, data_formula=str(side))  # fmt: skip


def _paragraph(*content: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *content)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("derivative", DerivativeDirective)
