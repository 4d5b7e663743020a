"""The place in the atlas where the script of the pages puts a field that finds identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from matcalc.site.course_directive import CourseDirective
from matcalc.site.html_nodes import html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["FinderDirective", "setup"]


class FinderDirective(CourseDirective):
    """Find identities on this page; without a script there is nothing to see of it."""

    required_arguments = 0

    def made(self) -> list[nodes.Node]:
        """Make the place."""
        return [html("div", name="identity-finder", role="search", hidden="hidden")]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("identity-finder", FinderDirective)
