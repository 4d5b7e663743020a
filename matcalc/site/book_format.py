"""A book on paper or in a reader: exercises without what only a browser can open.

The prompt stands there in the book's language alone, without the code of its check, and the hints
of all exercises of a page come after the last of them, out of sight of who has not tried yet.  The
answers to its quick checks stand at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.transforms.post_transforms import SphinxPostTransform

from matcalc.messages import say
from matcalc.site.course_directive import book_language
from matcalc.site.downloads import FOLDER
from matcalc.site.html_nodes import element, page_data
from matcalc.site.page_head import public_address

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["BookFormat", "is_element", "is_exercise", "page_of", "setup", "title_of_exercise"]

# What an HTML element is in a format that has none; the others leave their content alone.
PLAIN: dict[str, Callable[..., nodes.Element]] = {
    "h2": partial(nodes.rubric, ""),
    "h3": partial(nodes.rubric, ""),
    "p": partial(nodes.rubric, ""),
    "ul": nodes.bullet_list,
    "li": nodes.list_item,
    "legend": partial(nodes.paragraph, ""),
}
FOR_THE_PAGE = ("other", "the-check", "next-page")  # what has no place in a book
LISTS = {"a": "loweralpha", "1": "arabic"}  # the letters or numbers of an ordered list


class BookFormat(SphinxPostTransform):
    """Make a page's HTML elements the nodes of a book."""

    default_priority = 6  # right after the titles of chapters: the others see a book's nodes

    def is_supported(self) -> bool:
        """Whether pages are written, and not for a browser; a catalogue of messages is no page."""
        builder = self.app.builder
        return builder.format not in {"", "html"} or builder.name == "epub"

    def run(self, **_options: Any) -> None:
        """Leave out, move and replace."""
        for node in [*self.document.findall(_is_left_out)]:
            node.parent.remove(node)
        heading = say("book-hints", language=book_language(self.app))
        for _, exercises in groupby([*self.document.findall(is_exercise)], page_of):
            _move_hints(list(exercises), heading)
        heading = say("book-quick-answers", language=book_language(self.app))
        for _, checks in groupby([*self.document.findall(_is_quick)], page_of):
            _move_answers(list(checks), heading)
        # From the inside out, so that what takes a node's place is not looked at again.
        for node in reversed([*self.document.findall(element)]):
            _replace(node)
        site = public_address(self.app)
        for link in [*self.document.findall(nodes.reference)]:
            if file := link.get("offered"):
                _put(link, _download(file, link.children, site))


def _is_left_out(node: nodes.Node) -> bool:
    return isinstance(node, page_data) or any(is_element(node, kind) for kind in FOR_THE_PAGE)


def is_exercise(node: nodes.Node) -> bool:
    """Whether a node is an exercise."""
    return is_element(node, "exercise")


def _is_quick(node: nodes.Node) -> bool:
    return is_element(node, "quick")


def is_element(node: nodes.Node, kind: str) -> bool:
    """Whether a node is an HTML element of a class."""
    return isinstance(node, element) and kind in node["classes"]


def page_of(node: nodes.Node) -> nodes.Node:
    """The page on which a node stands, in a format that has several in one document."""
    while node.parent is not None and not isinstance(node, start_of_file):
        node = node.parent
    return node


def _move_hints(exercises: list[nodes.Element], heading: str) -> None:
    """Put the hints after the last exercise."""
    collected: list[nodes.Node] = []
    for exercise in exercises:
        hints = [node for node in exercise.children if is_element(node, "hint")]
        if not hints:
            continue
        items = [nodes.list_item("", *hint.children[1:]) for hint in hints]  # without the summary
        collected += [
            nodes.paragraph("", "", nodes.strong("", "", *title_of_exercise(exercise))),
            nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix="."),
        ]
        for hint in hints:
            exercise.remove(hint)
    if collected:
        last = exercises[-1]
        place = last.parent.index(last) + 1
        last.parent[place:place] = [nodes.rubric("", heading), *collected]


def _move_answers(checks: list[nodes.Element], heading: str) -> None:
    """Put the answers to the quick checks at the end of their page."""
    place = page_of(checks[0])
    while isinstance(place.children[-1], nodes.section):
        place = place.children[-1]
    place += nodes.rubric("", heading)
    for check in checks:
        title, _, answer = check.children
        check.remove(answer)
        for item in answer.findall(_is_list_item):
            _join_paragraphs(item)
        place += nodes.paragraph("", "", nodes.strong("", title.astext()))
        place += answer.children[1:]  # without the summary


def _is_list_item(node: nodes.Node) -> bool:
    return isinstance(node, element) and node["tag"] == "li"


def _join_paragraphs(item: nodes.Element) -> None:
    """Make one paragraph of those of an item."""
    words: list[nodes.Node] = []
    for paragraph in item.findall(nodes.paragraph):
        words += [nodes.Text(" "), *paragraph.children]
    item.children = []
    item += nodes.paragraph("", "", *words[1:])


def title_of_exercise(exercise: nodes.Element) -> Iterator[nodes.Node]:
    """The nodes of its title."""
    heading = next(node for node in exercise.findall(element) if node["tag"] == "h3")
    return (node.deepcopy() for node in heading.children)


def _replace(node: nodes.Element) -> None:
    """Put a book's node in the place of an HTML element."""
    content = list(node.children)
    if node["tag"] == "header":  # its heading is a rubric by now: one line with the points
        rubric, points = content
        rubric += nodes.Text(f" ({points.astext()})")
        content = [rubric]
    elif node["tag"] == "ol":
        kind = LISTS[node["attributes"].get("type", "1")]
        content = [nodes.enumerated_list("", *content, enumtype=kind, prefix="", suffix=".")]
    elif make := PLAIN.get(node["tag"]):
        content = [make("", *content)]
    if node["names"]:  # what other pages refer to
        content.insert(0, nodes.target("", "", ids=node["ids"]))
    _put(node, content)


def _put(node: nodes.Element, others: list[nodes.Node]) -> None:
    """Put others in a node's place, whose own classes and the like are for a browser."""
    place = node.parent.index(node)
    node.parent[place : place + 1] = others


def _download(file: str, text: list[nodes.Node], site: str | None) -> list[nodes.Node]:
    """A link to a download for those who are elsewhere; its text alone where nobody knows where."""
    if site is None:
        return text
    return [nodes.reference("", "", *text, refuri=f"{site}/{FOLDER}/{file}")]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_post_transform(BookFormat)
