"""The cells of a page that Python in the page can run, and whether a page has use for a script."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from matcalc.site.html_nodes import element
from matcalc.site.pyodide import SERVED

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["is_live", "mark_cells", "setup"]

CAN_RUN = "can-run"
STOOD_IN_FOR = {"IPython.display"}  # by matcalc/page/notebook.py


def mark_cells(_app: Sphinx, doctree: nodes.document) -> None:
    """Mark the code cells of a page that can be run there.

    A cell can be run if it is plain Python, and it and all cells above it are shown and import only
    what is served.
    """
    for cell, sources in _cells(doctree):
        if not sources or not all(map(_is_served, sources)):
            return
        cell["classes"].append(CAN_RUN)


def is_live(doctree: nodes.document) -> bool:
    """Whether a page has something that the script makes answer."""
    return any(
        isinstance(node, element) or CAN_RUN in node.get("classes", [])
        for node in doctree.findall(nodes.Element)
    )


def _cells(doctree: nodes.document) -> Iterator[tuple[nodes.container, list[str]]]:
    """The code cells, with the code that they show."""
    for cell in doctree.findall(nodes.container):
        if "cell" not in cell["classes"]:
            continue
        inputs = [part for part in cell.children if "cell_input" in _classes(part)]
        blocks = [block for part in inputs for block in part.findall(nodes.literal_block)]
        yield cell, [block.astext() for block in blocks]


def _classes(node: nodes.Node) -> list[str]:
    return list(node["classes"]) if isinstance(node, nodes.Element) else []


def _is_served(source: str) -> bool:
    """Whether source is plain Python that imports only what the page has."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    roots = {name.split(".")[0] for name in modules - STOOD_IN_FOR}
    return roots <= SERVED | sys.stdlib_module_names


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("doctree-read", mark_cells)
