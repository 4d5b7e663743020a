"""An assignment on its page: what it consists of, what to download, and its exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from matcalc.course.assignment import Assignment
from matcalc.site.course_directive import CourseDirective, link_to
from matcalc.site.downloads import zip_name
from matcalc.site.downloads_directive import opened_elsewhere
from matcalc.site.exercise_directive import exercise_node, is_placed
from matcalc.site.html_nodes import html, page_data
from matcalc.site.offers import download_link
from matcalc.site.sets import is_dealt

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["AssignmentDirective", "assignment_data", "box_name", "setup"]


def box_name(assignment: str) -> str:
    """The name under which a page's box for an assignment can be referred to."""
    return f"assignment-{assignment}"


def assignment_data(app: Sphinx, assignment: Assignment) -> page_data:
    """What the script needs to fill in an assignment's notebooks."""
    values: dict[str, object] = {"assignment": assignment.name, "notebooks": assignment.notebooks}
    if is_dealt(app, assignment):
        values["dealt"] = True
    return page_data(values=values)


class AssignmentDirective(CourseDirective):
    """Show an assignment: a box about it, then its exercises that the text has not placed yet."""

    def made(self) -> list[nodes.Node]:
        """Make the box and the exercises, in the notebook's order."""
        assignment = self.course.assignment(self.arguments[0])
        self.depend_on(assignment)
        box = nodes.admonition(classes=["assignment"], names=[box_name(assignment.name)])
        self.state.document.note_explicit_target(box)
        box += nodes.title("", self.say("book-assignment", name=assignment.name))
        box += nodes.paragraph("", "", *self.summary(assignment))
        box += assignment_data(self.env.app, assignment)
        box += self.next_page(assignment)
        left = [one for one in assignment.exercises if not is_placed(self, one)]
        return [box, *(exercise_node(self, exercise) for exercise in left)]

    def next_page(self, assignment: Assignment) -> nodes.Element:
        """A link to the first exercise of the next assignment, for the script to show."""
        names = self.course.assignments()
        following = names[names.index(assignment.name) + 1 :]
        links: list[nodes.Node] = []
        if following:
            first = self.course.assignment(following[0]).exercises[0]
            title = self.inline(first.title.within(self.language))
            links = [link_to("ref", first.name, self.env.docname, *title, required=False)]
        return html("div", nodes.paragraph("", "", *links), classes="next-page", hidden="")

    def summary(self, assignment: Assignment) -> list[nodes.Node]:
        """How many exercises of which kind there are, and what to do with them outside the page."""
        written = sum(exercise.written for exercise in assignment.exercises)
        kinds = {"book-checks": len(assignment.exercises) - written, "book-written": written}
        parts = [self.counted(key, count) for key, count in kinds.items() if count]
        if len(parts) == 2:
            parts = [self.say("book-and", first=parts[0], second=parts[1])]
        points = self.counted("book-points", assignment.points)
        holds = self.say("book-assignment-holds", parts="".join(parts), points=points)
        if is_dealt(self.env.app, assignment):  # what is there to download is the first set's
            return [nodes.Text(holds), nodes.Text(self.say("book-dealt"))]
        commands: list[nodes.Node] = []
        for name in assignment.notebooks:
            commands += [nodes.Text(", "), nodes.literal("", f"matcalc check {name}.ipynb")]
        file = zip_name(assignment.name)
        link = download_link(self.env.docname, file, self.say("book-download", file=file))
        return [
            nodes.Text(holds),
            *self.filled("book-unpack", link=[link], command=commands[1:]),
            *opened_elsewhere(self, assignment),
        ]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("assignment", AssignmentDirective)
