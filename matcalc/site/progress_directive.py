"""The progress page: every exercise of the course, for the script to mark those that are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from matcalc.course.assignment import Assignment
from matcalc.course.exercise import Exercise
from matcalc.site.assignment_directive import assignment_data, box_name
from matcalc.site.course_directive import CourseDirective, link_to
from matcalc.site.html_nodes import html

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["ChapterTitles", "ProgressDirective", "chapter_title", "setup"]


# The name of a node becomes that of a method, in lower case.
class chapter_title(nodes.Inline, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """Stands for the title of the page with an assignment, until all pages were read."""


class ProgressDirective(CourseDirective):
    """List every exercise of the course."""

    required_arguments = 0

    def made(self) -> list[nodes.Node]:
        """Make a list for each assignment, under the title of its page."""
        body = html("div", classes="progress-page")
        for name in self.course.assignments():
            assignment = self.course.assignment(name)
            self.depend_on(assignment)
            body += self.section(assignment)
        return [body]

    def section(self, assignment: Assignment) -> nodes.Element:
        """The list of an assignment's exercises."""
        heading = html("h2", nodes.inline("", "", chapter_title(assignment=assignment.name)))
        rows = (self.row(exercise) for exercise in assignment.exercises)
        listing = html("ul", *rows, classes="exercises")
        data = assignment_data(self.env.app, assignment)
        return html("section", heading, listing, data, data_assignment=assignment.name)

    def row(self, exercise: Exercise) -> nodes.Element:
        """The line of one exercise, with a link to where it stands."""
        title = self.inline(exercise.title.within(self.language))
        link = link_to("ref", exercise.name, self.env.docname, *title)
        points = nodes.inline("", self.counted("book-points", exercise.points), classes=["points"])
        text = nodes.paragraph("", "", link, nodes.Text(" "), points)
        kind = "data_written" if exercise.written else "data_listed"
        return html("li", text, **{kind: exercise.name})


class ChapterTitles(SphinxPostTransform):
    """Put the title of the page with an assignment, numbered as in the table of contents."""

    default_priority = 5  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace every `chapter_title`."""
        for node in list(self.document.findall(chapter_title)):
            node.replace_self(self._titled(node["assignment"]))

    def _titled(self, assignment: str) -> list[nodes.Node]:
        known = self.env.domains["std"].data["anonlabels"]
        if box_name(assignment) not in known:  # on no page: the course has it all the same
            return [nodes.Text(assignment)]
        page = known[box_name(assignment)][0]
        number = ".".join(map(str, self.env.toc_secnumbers.get(page, {}).get("", ())))
        title = self.env.titles[page].deepcopy().children
        prefix = [nodes.Text(f"{number}. ")] if number else []
        return [link_to("doc", f"/{page}", self.env.docname, *prefix, *title)]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("progress", ProgressDirective)
    app.add_post_transform(ChapterTitles)
