"""HTML elements as nodes of a page, and the data that the page's script reads.

They are for browsers: `matcalc.site.book_format` puts other nodes in their place for a book.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["element", "html", "html_text", "page_data", "setup"]


# The name of a node becomes that of a method, in lower case.
class element(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """An HTML element with its content."""


class text_element(element, nodes.TextElement):  # type: ignore[misc]  # noqa: N801
    """An HTML element that holds text and no block: it is for translators like a paragraph."""


class page_data(nodes.Special, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """Values for the script, as JSON that no browser executes."""


def html(
    tag: str, *content: nodes.Node, classes: str = "", name: str = "", **attributes: str
) -> nodes.Element:
    """An element; `name` is its id, and other attributes have their dashes as underscores."""
    found = {key.replace("_", "-"): value for key, value in attributes.items()}
    made: nodes.Element = element(tag=tag, attributes=found, classes=classes.split())
    made["ids"] = [name] if name else []
    made += list(content)
    return made


def html_text(tag: str, paragraph: nodes.Element) -> nodes.Element:
    """An element with what a paragraph holds."""
    made: nodes.Element = text_element(
        paragraph.rawsource, "", *paragraph.children, tag=tag, attributes={}
    )
    made.source, made.line = paragraph.source, paragraph.line
    return made


def _visit_element(translator: Any, node: nodes.Element) -> None:
    translator.body.append(translator.starttag(node, node["tag"], "", **node["attributes"]))


def _depart_element(translator: Any, node: nodes.Element) -> None:
    translator.body.append(f"</{node['tag']}>\n")


def _visit_data(translator: Any, node: nodes.Element) -> None:
    text = json.dumps(node["values"]).replace("<", "\\u003c")
    translator.body.append(f'<script type="application/json">{text}</script>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_node(element, html=(_visit_element, _depart_element))
    app.add_node(text_element, html=(_visit_element, _depart_element))
    app.add_node(page_data, html=(_visit_data, None))
