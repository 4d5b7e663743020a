"""The atlas of identities on paper: its tables are HTML, and are read for what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from bs4 import Tag

__all__ = ["PrintedIdentity", "is_table_of_identities", "is_wide", "read_table", "stacked"]

TABLE = "<table class='identities"
SIGN = re.compile(r"\\[A-Za-z]+|[{}_^ ]+")
WIDEST = 78  # signs in a line of formulas on paper
_BEGIN, _END = r"\(\displaystyle ", r"\)"


@dataclass(frozen=True)
class PrintedIdentity:
    """An entry of the atlas.

    Attributes
    ----------
    target : str
        What links lead to.
    name, title, conditions, shapes, remarks : str
    function, denominator, numerator : str
        Formulas in LaTeX: what is differentiated, and the derivative in both layouts.
    """

    target: str
    name: str
    title: str
    conditions: str
    shapes: str
    remarks: str
    function: str
    denominator: str
    numerator: str

    def printed(self) -> Iterator[nodes.Node]:
        """A line about it, its formulas below one another, and the remarks."""
        head: list[nodes.Node] = [
            nodes.target("", "", ids=[self.target]),
            nodes.strong("", self.title),
            nodes.Text(" "),
            nodes.literal("", self.name),
            nodes.Text(f" {self.shapes}"),
        ]
        if self.conditions:
            head += [nodes.Text(" · "), nodes.emphasis("", self.conditions)]
        yield nodes.paragraph("", "", *head)
        formulas = "}{".join([self.function, self.denominator, self.numerator])
        yield nodes.raw("", rf"\identityformulas{{{formulas}}}", format="latex")
        yield nodes.raw("", r"{\footnotesize", format="latex")
        yield nodes.paragraph("", self.remarks)
        yield nodes.raw("", "}", format="latex")


def is_table_of_identities(node: nodes.Node) -> bool:
    """Whether a node is a table that a cell of the atlas has shown."""
    return isinstance(node, nodes.raw) and node.astext().startswith(TABLE)


def read_table(table: str) -> list[PrintedIdentity]:
    """The entries of a table, in order."""
    from bs4 import BeautifulSoup

    found = []
    for body in BeautifulSoup(table, "html.parser").find_all("tbody"):
        head, formulas, remarks = body.find_all("tr")
        function, denominator, numerator = (
            span.get_text().removeprefix(_BEGIN).removesuffix(_END)
            for span in formulas.select(".formula > span")
        )
        found.append(
            PrintedIdentity(
                target=str(body["id"]),
                name=_text(head, "code"),
                title=_text(head, ".title"),
                conditions=_text(head, "i"),
                shapes=_text(head, ".shapes"),
                remarks=remarks.get_text(),
                function=function,
                denominator=denominator,
                numerator=numerator,
            )
        )
    return found


def is_wide(table: nodes.table) -> bool:
    """Whether the formulas of a table of identities do not fit beside one another on paper."""
    signs = [[len(SIGN.sub("x", one)) for one in row] for row in table["formulas"]]
    return bool(sum(map(max, zip(*signs, strict=True))) > WIDEST)


def stacked(table: nodes.table) -> Iterator[nodes.Node]:
    """The rows of a table of identities below one another, each formula with what is said of it."""
    body = table.next_node(nodes.tbody)
    assert body is not None
    for formulas, row in zip(table["formulas"], body.findall(nodes.row), strict=True):
        function, variable, *derivatives = formulas
        shown = derivatives[0]
        if len(derivatives) > 1:
            both = r"\\[1.2ex] \displaystyle ".join(derivatives)
            shown = rf"\begin{{array}}{{@{{}}l@{{}}}}\displaystyle {both}\end{{array}}"
        yield nodes.raw("", rf"\identityrow{{{function}}}{{{variable}}}{{{shown}}}", format="latex")
        said = [cell for cell in row.children if not cell.next_node(nodes.math) or _has_words(cell)]
        texts = [part for cell in said for part in cell.children if part.astext().strip()]
        inline = [child for part in texts for child in (nodes.Text(" · "), *part.children)][1:]
        if inline:
            yield nodes.paragraph("", "", *inline)


def _has_words(cell: nodes.Node) -> bool:
    """Whether a cell says more than one formula."""
    return any(cell.findall(_is_plain_text))


def _is_plain_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text) and not isinstance(node.parent, nodes.math)


def _text(part: Tag, selector: str) -> str:
    """The text of the one element in a part of a table."""
    [element] = part.select(selector)
    return element.get_text()
