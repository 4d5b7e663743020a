"""A displayed identity, drawn from the catalogue, and what the author says it equals, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.directives.patches import MathDirective

from matcalc.check import check_formula
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import parse
from matcalc.identities import Identity, identity
from matcalc.numerics.layout import Layout
from matcalc.report import WrongAnswer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["IdentityDirective", "latex_of", "setup"]

SUMS = {"add"}


def latex_of(entry: Identity, layout: Layout, further: list[str]) -> str:
    r"""The equation of an entry as LaTeX.

    Parameters
    ----------
    entry : Identity
    layout : Layout
    further : list of str
        Other forms of the derivative, in LaTeX; each is checked and set after the entry's own.

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
    function = question.latex()
    if question.node.op in SUMS:
        function = rf"\left({function}\right)"
    derivative = rf"\frac{{\partial\, {function}}}{{\partial {entry.variable}}}"
    return " = ".join([derivative, parse(side, **options).latex(), *further])


class IdentityDirective(MathDirective):
    """Display an identity of the catalogue; lines below it are further forms in LaTeX."""

    required_arguments = 1
    optional_arguments = 0
    option_spec: ClassVar[dict[str, Any]] = {**MathDirective.option_spec, "layout": Layout}

    content: StringList

    def run(self) -> list[nodes.Node]:
        """Set the equation; what is wrong with it fails a strict build."""
        name: str = self.arguments.pop()
        layout = self.options.pop("layout", Layout.DENOMINATOR)
        further = [line.strip() for line in self.content if line.strip()]
        try:
            latex = latex_of(identity(name), layout, further)
        except (MatcalcError, WrongAnswer) as error:
            raise self.error(f"{name}: {error}") from None
        self.content = StringList([latex], source="")
        return super().run()


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("identity", IdentityDirective)
