"""A page as a notebook: its text as Markdown, in the language of the page, and its cells to run.

It is made of the page as readers see it, so that references have their text and numbers, and a
directive is what it shows.  What only the site can do is left out: answers are typed into the
notebook of the assignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

import nbformat
from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

__all__ = ["notebook_of"]

LEFT_OUT = (
    "script, a.headerlink, details.other, details.the-check, div.stub, p.for-instructor, "
    "div.next-page, span.eqno"
)
EQUATION = re.compile(r"\A\s*(\([\d.]+\))?\s*\\\[(.*)\\\]\s*\Z", re.DOTALL)
SPECIAL = re.compile(
    r"([\\*_\[\]<`$|])"
)  # what Markdown, or mathematics in it, would take for its own
KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_of(body: str, first: str, macros: dict[str, Any], address: str | None) -> str | None:
    r"""A page as a notebook without outputs.

    Parameters
    ----------
    body : str
        The page's text in HTML, with its formulas in TeX.
    first : str
        The code of a cell before all others.
    macros : dict
        TeX's commands that only this book has, without arguments, and what they stand for.
    address : str, optional
        Where the world finds the page; else links within the site are left as text.

    Returns
    -------
    str or None
        The notebook's file; None where the page shows no code, or not all of it.

    Examples
    --------
    >>> heading = '<h1>On <span class="math">\\(\\R\\)</span></h1>'
    >>> cell = '<div class="cell"><div class="cell_input"><pre>1 + 1</pre></div></div>'
    >>> made = notebook_of(heading + cell, "import matcalc", {"R": r"\mathbb{R}"}, None)
    >>> [cell.source for cell in nbformat.reads(made, 4).cells]
    ['import matcalc', '# On $\\mathbb{R}$', '1 + 1']
    """
    page = BeautifulSoup(body, "html.parser")
    inputs = [cell.select_one("div.cell_input pre") for cell in page.select("div.cell")]
    if not inputs or None in inputs:
        return None
    _prepare(page, macros, address)
    convert = _Markdown(heading_style=ATX, bullets="-").convert_soup
    cells = [new_code_cell(first)]
    for is_code, pieces in groupby(_pieces(page), lambda piece: isinstance(piece, str)):
        if is_code:
            cells += map(new_code_cell, pieces)
        else:
            text = "\n\n".join(convert(piece) for piece in pieces)
            if text := re.sub(r"\n{3,}", "\n\n", text).strip():
                cells.append(new_markdown_cell(text))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # the same notebook from the same page
    return str(nbformat.writes(new_notebook(cells=cells, metadata=KERNEL))) + "\n"


def _prepare(page: BeautifulSoup, macros: dict[str, Any], address: str | None) -> None:
    """Leave out what is the site's alone, and write formulas and addresses out."""
    for number in page.select("div.math > span.eqno"):
        number.insert_before(re.sub(r"[^\d.()]", "", number.get_text()))
    for left in page.select(LEFT_OUT):
        left.decompose()
    for formula in page.select(".math"):
        formula.string = _written_out(formula.get_text(), macros)
    for kind, name in (("a[href]", "href"), ("img[src]", "src")):
        for tag in page.select(kind):
            place = str(tag[name])
            if re.match(r"[a-z]+:", place):
                continue
            if address:
                tag[name] = urljoin(address, place)
            elif name == "href":
                tag.unwrap()
            else:
                tag.replace_with(f"[{tag.get('alt', '')}]")


def _classes(element: Tag) -> set[str]:
    return {*filter(None, element.get_attribute_list("class"))}


def _written_out(formula: str, macros: dict[str, Any]) -> str:
    for name, meaning in macros.items():
        escaped = str(meaning).replace("\\", r"\\")
        formula = re.sub(rf"\\{name}(?![A-Za-z])", escaped, formula)
    return formula


def _pieces(part: Tag) -> Iterator[Tag | str]:
    """What a part of a page consists of: the code of cells, and what stands between them."""
    for child in part.find_all(True, recursive=False):
        if "cell" in _classes(child):
            [code] = child.select("div.cell_input pre")
            yield code.get_text().strip("\n")
        elif child.select_one("div.cell"):
            yield from _pieces(child)
        else:
            yield child


class _Markdown(MarkdownConverter):
    """Markdown as notebooks show it, with formulas between dollar signs."""

    def escape(self, text: str, *_tags: Any) -> str:
        """Let signs stand for themselves."""
        return SPECIAL.sub(r"\\\1", text)

    def convert_span(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A formula in a line, or what a span holds."""
        if "math" not in _classes(element):
            return text
        formula = element.get_text().removeprefix(r"\(").removesuffix(r"\)").strip()
        if "td" in parent_tags:  # where a bar ends the field
            formula = formula.replace("|", r"\vert ").strip()
        return f"${formula}$"

    def convert_div(self, element: Tag, text: str, **_options: Any) -> str:
        """A displayed formula, a box, or what a division holds."""
        classes = _classes(element)
        if "math" in classes and (found := EQUATION.match(element.get_text())):
            tag = rf" \tag{{{found[1][1:-1]}}}" if found[1] else ""
            return f"\n\n$$\n{found[2].strip()}{tag}\n$$\n\n"
        if "admonition" in classes:
            quoted = re.sub(r"^", "> ", text.strip("\n"), flags=re.MULTILINE)
            return f"\n\n{quoted}\n\n"
        return f"\n\n{text}\n\n"

    convert_section = convert_article = convert_figure = convert_div

    def convert_p(self, element: Tag, text: str, **_options: Any) -> str:
        """A paragraph; a box's title stands out."""
        is_title = {"admonition-title", "quick-title"} & _classes(element)
        return f"\n\n**{text.strip()}**\n\n" if is_title else f"\n\n{text.strip()}\n\n"

    def convert_details(self, _element: Tag, text: str, **_options: Any) -> str:
        """Something to be opened, which Markdown leaves to HTML."""
        return f"\n\n<details>{text.rstrip()}\n\n</details>\n\n"

    def convert_summary(self, _element: Tag, text: str, **_options: Any) -> str:
        """What is seen of it before."""
        return f"<summary>{text.strip()}</summary>\n\n"
