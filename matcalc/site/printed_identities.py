"""The atlas of identities on paper: its tables are HTML, and are read for what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from bs4 import Tag

__all__ = ["PrintedIdentity", "is_table_of_identities", "read_table"]

TABLE = "<table class='identities"
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


def _text(part: Tag, selector: str) -> str:
    """The text of the one element in a part of a table."""
    [element] = part.select(selector)
    return element.get_text()
