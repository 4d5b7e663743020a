r"""A table of identities, drawn from the catalogue, for the summary of a chapter.

One identity a line: its name, other letters if there are any, then between bars the condition and
where in the text it is derived::

    squared-residuals X=B, b=x, y=c | | {eq}`eq-squared-residual`
    norm | $x \ne 0$ | {eq}`eq-norm`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from matcalc.errors import MatcalcError
from matcalc.formulas.expression import parse
from matcalc.identities import Identity, identity
from matcalc.site.course_directive import CourseDirective, leave_out
from matcalc.site.identity_directive import letters_of, renamed

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["IdentitiesDirective", "setup"]

LAYOUTS = ("denominator", "numerator")


def _layouts(text: str) -> tuple[str, ...]:
    return LAYOUTS if text.strip() == "both" else (directives.choice(text, LAYOUTS),)


@dataclass(frozen=True)
class Row:
    """An identity in the letters of the chapter, and what the author says of it."""

    entry: Identity
    name: str
    condition: str
    where: str

    @classmethod
    def of(cls, line: str) -> Row:
        """Read a line.

        Raises
        ------
        MatcalcError
            If there is no such identity, or it holds on a condition and the line states none.
        """
        parts = [part.strip() for part in re.split(r"\s\|(?=\s|$)", line)]
        if len(parts) > 3:
            raise MatcalcError(f"{line!r} is not 'name | condition | where'")
        head, condition, where = [*parts, "", ""][:3]
        name, _, letters = head.partition(" ")
        entry = renamed(identity(name), letters_of(letters))
        if entry.conditions and not condition:
            raise MatcalcError(f"{name} holds on a condition, say which: {entry.conditions}")
        return cls(entry, name, condition, where)

    def latex(self, text: str) -> str:
        """A formula of the entry; fractions are set as large as in a line of their own."""
        options: dict[str, Any] = {"structure": self.entry.structure or None, **self.entry.shapes}
        found = parse(text, **options).latex()
        return rf"\displaystyle {found}" if r"\frac" in found else found


class IdentitiesDirective(CourseDirective):
    """Show identities as a table; ``layout`` is that of the derivative, or ``both``."""

    required_arguments = 0
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"layout": _layouts}
    in_both_languages = False

    def made(self) -> list[nodes.Node]:
        """Make the table; a column in which nothing would stand is left out."""
        lines = [line.strip() for line in self.content if line.strip()]
        rows = [Row.of(line) for line in lines]
        if not rows:
            raise MatcalcError("a table of identities needs a line for each")
        columns = list(self.columns(rows))
        head = nodes.row("", *(_cell(title) for title, _ in columns))
        body = [nodes.row("", *(_cell(cells[k]) for _, cells in columns)) for k in range(len(rows))]
        widths = (nodes.colspec(colwidth=100 // len(columns)) for _ in columns)
        group = nodes.tgroup("", *widths, nodes.thead("", head), nodes.tbody("", *body))
        group["cols"] = len(columns)
        layouts = self.options.get("layout", LAYOUTS[:1])
        rule = [
            (row.latex(row.entry.expression), row.latex(row.entry.variable),
             *(row.latex(getattr(row.entry, layout)) for layout in layouts))
            for row in rows
        ]  # fmt: skip
        classes = ["colwidths-auto", "identity-table"]
        return [nodes.table("", group, classes=classes, formulas=rule)]

    def columns(self, rows: list[Row]) -> Iterator[tuple[list[nodes.Node], list[list[nodes.Node]]]]:
        """The title of each column, and its cells from above."""
        functions = [_math(row.latex(row.entry.expression)) for row in rows]
        variables = [_math(row.latex(row.entry.variable)) for row in rows]
        if len({row.entry.variable for row in rows}) == 1:
            yield self.filled("book-identities-function", variable=variables[0]), functions
        else:
            yield self.title("book-identities-any-function"), functions
            yield self.title("book-identities-variable"), variables
        if any(row.condition for row in rows):
            yield (
                self.title("book-identities-condition"),
                [self.written(row.condition) for row in rows],
            )
        titles = {
            "denominator": self.title("book-identities-denominator"),
            "numerator": self.title("book-identities-numerator"),
        }
        for layout in self.options.get("layout", LAYOUTS[:1]):
            yield titles[layout], [_math(row.latex(getattr(row.entry, layout))) for row in rows]
        if any(row.where for row in rows):
            yield self.title("book-identities-where"), [self.written(row.where) for row in rows]
        links = [self.inline(f"{{identity}}`{row.name}`") for row in rows]
        yield self.title("book-identities-entry"), links

    def title(self, key: str) -> list[nodes.Node]:
        """The title of a column without a formula."""
        return [nodes.Text(self.say(key))]

    def written(self, text: str) -> list[nodes.Node]:
        """What the author wrote."""
        return self.markdown(text) if text else []


def _math(latex: str) -> list[nodes.Node]:
    return [nodes.math("", latex)]


def _cell(content: list[nodes.Node]) -> nodes.entry:
    """A cell of the table; formulas and titles are not for translators, other than paragraphs."""
    if content and all(isinstance(node, nodes.paragraph) for node in content):
        return nodes.entry("", *content)
    paragraph = nodes.paragraph("", "", *(node.deepcopy() for node in content))
    leave_out([paragraph])
    return nodes.entry("", paragraph)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("identities", IdentitiesDirective)
