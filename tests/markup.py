"""A small reader of the HTML that reports and pictures display; no test of its own."""

import re
from html.parser import HTMLParser

VOID = {"br", "img", "hr", "wbr"}


class Markup(HTMLParser):
    """Elements and text of a piece of HTML whose tags must be balanced.

    Attributes
    ----------
    cells : list of str
        The text of each table cell, lines separated by a newline.
    text : str
        All the text.
    attributes : dict
        Of the outermost element.
    tags : list of str
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.text = ""
        self.attributes: dict[str, str | None] = {}
        self.feed(html)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.tags:
            self.attributes = dict(attrs)
        self.tags.append(tag)
        if tag in VOID:
            self.handle_data("\n")
            return
        self.open.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "td" in self.open:
            self.cells[-1] += data


def formulas_of(html: str) -> list[str]:
    """The signs of each typeset formula, as its MathML for screen readers has them."""
    found = re.findall(r"<mjx-assistive-mml.*?</mjx-assistive-mml>", html, re.DOTALL)
    return [re.sub(r"<[^>]*>|[\s\u2061]", "", one) for one in found]
