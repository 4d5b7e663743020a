"""The page of downloads: the whole course as files, the package, and every assignment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from matcalc.course.assignment import Assignment
from matcalc.course.repository import Repository
from matcalc.messages import language_name
from matcalc.site.course_directive import CourseDirective
from matcalc.site.downloads import BOOKS, wheel_name, zip_name
from matcalc.site.editions import site_name_of
from matcalc.site.offers import download_link
from matcalc.site.sets import is_dealt

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

__all__ = ["DownloadsDirective", "opened_elsewhere", "setup"]


def opened_elsewhere(directive: CourseDirective, assignment: Assignment) -> list[nodes.Node]:
    """A sentence on where an assignment's notebooks can be opened with nothing installed."""
    root, made = directive.course.root, []
    for path in assignment.files:
        links = [
            node for link in _links(root, path.relative_to(root).as_posix())
            for node in (nodes.Text(directive.say("book-or")), link)
        ]  # fmt: skip
        if links:
            name: list[nodes.Node] = [nodes.literal("", path.name)]
            made += directive.filled("book-opened-in", name=name, links=links[1:])
    return made


def _links(root: Path, path: str) -> list[nodes.reference]:
    """Links that open a notebook of the repository."""
    repository = Repository.read_by(root)
    if repository is None:
        return []
    places = {"Colab": repository.in_colab(path), "Binder": repository.in_binder(path)}
    return [nodes.reference("", name, refuri=at) for name, at in places.items() if at]


class DownloadsDirective(CourseDirective):
    """List downloads of a kind: the ``books``, the ``package`` or the ``assignments``."""

    def made(self) -> list[nodes.Node]:
        """Make the list."""
        self.env.note_reread()  # what there is to download is no part of the page's source
        kinds: dict[str, Callable[[], list[nodes.Node]]] = {
            "books": self.books,
            "package": self.package,
            "assignments": self.assignments,
        }
        if self.arguments[0] not in kinds:
            raise self.error(f"no downloads {self.arguments[0]!r}: there are {', '.join(kinds)}")
        return kinds[self.arguments[0]]()

    def books(self) -> list[nodes.Node]:
        """The files that hold the whole course, or how to make them."""
        sizes: dict[str, int] = self.config.matcalc_books
        if not sizes:
            command = nodes.literal("", "matcalc build --all")
            return [nodes.paragraph("", "", *self.filled("book-no-files", command=[command]))]
        entries = [self.book(name, size) for name, size in sizes.items()]
        name = zip_name(site_name_of(Path(self.env.srcdir)))
        return [_bullets([*entries, [self.file(name), nodes.Text(self.say("book-site-zip"))]])]

    def book(self, name: str, size: int) -> list[nodes.Node]:
        """One of them, with its language and its size."""
        stem, _, kind = name.rpartition(".")
        edition = language_name(stem.rpartition("-")[2])
        text = self.say("book-file", kind=kind.upper(), edition=edition, size=size / 1e6)
        return [self.file(name), nodes.Text(text)]

    def file(self, name: str) -> nodes.reference:
        """A link to a file that all editions share."""
        up = "../" * self.env.docname.count("/")
        address = f"{up}{self.config.matcalc_shared}/{BOOKS}/{name}"
        return nodes.reference("", name, refuri=address, classes=["offered"], internal=True)

    def package(self) -> list[nodes.Node]:
        """The wheel."""
        name = wheel_name()
        return [_bullets([[download_link(self.env.docname, name, name)]])]

    def assignments(self) -> list[nodes.Node]:
        """The zip of each assignment, and where its notebooks can be opened at once."""
        course = self.course
        return [_bullets([self.assignment(course.assignment(one)) for one in course.assignments()])]

    def assignment(self, assignment: Assignment) -> list[nodes.Node]:
        """One of them."""
        self.depend_on(assignment)
        if is_dealt(self.env.app, assignment):  # the zip is of the first set
            return [nodes.literal("", assignment.name), nodes.Text(f" · {self.say('book-dealt')}")]
        name = zip_name(assignment.name)
        entry: list[nodes.Node] = [download_link(self.env.docname, name, name)]
        return entry + opened_elsewhere(self, assignment)


def _bullets(entries: list[list[nodes.Node]]) -> nodes.bullet_list:
    items = [nodes.list_item("", nodes.paragraph("", "", *entry)) for entry in entries]
    return nodes.bullet_list("", *items)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    # By the names of the files that hold the whole book, their sizes in bytes.
    app.add_config_value("matcalc_books", {}, "")
    app.add_directive("downloads", DownloadsDirective)
