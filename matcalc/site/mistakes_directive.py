"""The kinds of mistakes that a check names, each with its title and a paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from matcalc.messages import in_language
from matcalc.site.course_directive import CourseDirective
from matcalc.texts import MISTAKES, Mistake

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["MistakesDirective", "setup"]


class MistakesDirective(CourseDirective):
    """List every kind of mistake, so that a report can point at it."""

    required_arguments = 0

    def made(self) -> list[nodes.Node]:
        """Make a definition list; each term is the target ``mistake-`` and the identifier."""
        rows = (self.row(name, mistake) for name, mistake in MISTAKES.items())
        return [nodes.definition_list("", *rows, classes=["mistakes"])]

    def row(self, name: str, mistake: Mistake) -> nodes.Element:
        """The title and the paragraph of one kind."""
        title, card = (in_language(pair, self.language) for pair in (mistake.title, mistake.card))
        term = nodes.term("", "", nodes.Text(f"{title} "), nodes.literal("", name))
        item = nodes.definition_list_item(
            "", term, nodes.definition("", nodes.paragraph("", "", nodes.Text(card)))
        )
        target = f"mistake-{name}"
        item["ids"].append(target)
        item["names"].append(target)
        self.state.document.note_explicit_target(item, item)
        return item


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("mistakes", MistakesDirective)
