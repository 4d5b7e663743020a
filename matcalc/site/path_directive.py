"""A path through the course: the chapters that the quick checks of a page ask about.

It is complete without a script, which marks the chapters by the first answer to each question; see
live/src/path.js.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from matcalc.site.course_directive import CourseDirective
from matcalc.site.html_nodes import html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["PathDirective", "setup"]


class PathDirective(CourseDirective):
    """Propose the chapters whose labels stand in the lines, in this order."""

    required_arguments = 0
    has_content = True

    def made(self) -> list[nodes.Node]:
        """Make the list."""
        items = [
            html("li", *self.markdown(f"{{ref}}`{label}`"), data_chapter=label)
            for label in self.content
        ]
        advice = nodes.paragraph("", self.say("book-path"))
        return [html("div", advice, html("ol", *items), classes="path", data_tool="path")]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("path", PathDirective)
