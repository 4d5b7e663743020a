"""What the directives of a course have in common: its course, its language, and its notebooks."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.texts import LANGUAGES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from matcalc.course.assignment import Assignment

__all__ = ["CourseDirective", "book_language", "counted", "course_of", "leave_out", "link_to"]

CARDS = "mistakes"  # the name of the page that has a card for each kind of mistake

_courses: WeakKeyDictionary[Sphinx, Course] = WeakKeyDictionary()


def course_of(app: Sphinx) -> Course:
    """The course that is built, whose files are read once in a build.

    Raises
    ------
    MatcalcError
        If the book's root is no course's.
    """
    if app not in _courses:
        _courses[app] = Course(app.srcdir)
    return _courses[app]


def book_language(app: Sphinx) -> str:
    """The language of the pages: "en" or "zh"; English texts stand on pages in another one."""
    language = str(app.config.language)[:2]
    return language if language in LANGUAGES else "en"


def counted(key: str, count: float, language: str) -> str:
    """A number of things, whose text has another key where there is one of them.

    Examples
    --------
    >>> counted("book-points", 1, "en"), counted("book-points", 2.5, "en")
    ('1 point', '2.5 points')
    """
    return say(f"{key}-one" if count == 1 else key, language=language, count=count)


def leave_out(made: list[nodes.Node]) -> None:
    """Leave the texts of nodes out of the catalogue of messages."""
    for node in made:
        for text in node.findall(nodes.TextElement):
            if not isinstance(text, nodes.Inline):  # those go with what they stand in
                text["translatable"] = False


def link_to(
    kind: str, target: str, page: str, *text: nodes.Node, required: bool = True
) -> pending_xref:
    """A link of a page to something in the book; a warning, where it is required and not there."""
    return pending_xref(
        "",
        nodes.inline("", "", *text),
        refdomain="std",
        reftype=kind,
        reftarget=target,
        refexplicit=True,
        refwarn=required,
        refdoc=page,
    )


class CourseDirective(SphinxDirective):
    """A directive that shows something of the course, in the language of the page."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}
    # Whether its texts have both languages already: in the notebooks, or in `matcalc.texts`.
    in_both_languages: ClassVar[bool] = True

    @abstractmethod
    def made(self) -> list[nodes.Node]:
        """Make the nodes; a `MatcalcError` is a mistake in the page."""

    def run(self) -> list[nodes.Node]:
        """Make nodes; what has both languages is left out of the catalogue of messages."""
        try:
            made = self.made()
        except MatcalcError as error:
            raise self.error(str(error)) from None
        if self.in_both_languages:
            leave_out(made)
        return made

    @property
    def course(self) -> Course:
        """The course that is built."""
        return course_of(self.env.app)

    @property
    def language(self) -> str:
        """The language of the page."""
        return book_language(self.env.app)

    @property
    def cards(self) -> str:
        """The address of the page of kinds of mistakes, as seen from here; empty without one."""
        builder, page = self.env.app.builder, self.env.docname
        found = [doc for doc in self.env.found_docs if doc.rpartition("/")[2] == CARDS]
        return (
            builder.get_relative_uri(page, found[0]) if found and builder.format == "html" else ""
        )

    def depend_on(self, assignment: Assignment) -> None:
        """Have the page read again when a notebook of an assignment changes."""
        for path in (*assignment.files, assignment.variants.path):
            self.env.note_dependency(str(path))

    def say(self, key: str, **values: object) -> str:
        """A text of the course in the language of the page."""
        return say(key, language=self.language, **values)

    def counted(self, key: str, count: float) -> str:
        """A number of things, in the language of the page."""
        return counted(key, count, self.language)

    def filled(self, key: str, **parts: list[nodes.Node]) -> list[nodes.Node]:
        """A text of the course with nodes in its blanks."""
        marked = self.say(key, **{name: f"\0{name}\0" for name in parts})
        made: list[nodes.Node] = []
        for number, piece in enumerate(marked.split("\0")):
            made += parts[piece] if number % 2 else [nodes.Text(piece)]
        return made

    def markdown(self, text: str) -> list[nodes.Node]:
        """The nodes of a text in Markdown."""
        holder = nodes.container()
        self.state.nested_parse(StringList(text.splitlines(), self.get_location()), 0, holder)
        return list(holder.children)

    def inline(self, text: str) -> list[nodes.Node]:
        """The nodes of one line in Markdown."""
        [paragraph] = self.markdown(text)
        return list(paragraph.children)
