"""A page in other programs: its notebook, and a button that opens the notebook in Colab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcalc.course.files import write_atomically
from matcalc.course.release import guarded
from matcalc.course.repository import Repository
from matcalc.messages import say
from matcalc.site.course_directive import book_language
from matcalc.site.page_head import public_address
from matcalc.site.page_notebook import notebook_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["BRANCH", "add_button", "offer_notebook"]

SOURCES = "_sources"
BRANCH = "notebooks"
"""Of the repository: has the pages' notebooks, at the addresses that they have in the site."""


def offer_notebook(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put a page with cells beside its source as a notebook, and let the theme link to it."""
    if doctree is None or "kernelspec" not in (context.get("meta") or {}):
        return
    root, base = Path(app.srcdir), public_address(app)
    macros = (app.config.mathjax3_config or {}).get("tex", {}).get("macros", {})
    notebook = notebook_of(
        str(context["body"]),
        guarded("", Repository.read_by(root)).strip(),
        macros,
        f"{base}/{page}.html" if base else None,
    )
    target = Path(app.outdir, SOURCES, f"{page}.ipynb")
    if notebook is None:
        target.unlink(missing_ok=True)
        return
    write_atomically(target, notebook.encode())
    context["ipynb_source"] = f"{page}.ipynb"


def add_button(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Let the header open the page's notebook in Colab."""
    repository, file = Repository.read_by(Path(app.srcdir)), context.get("ipynb_source")
    if not file or repository is None:
        return
    path = f"{str(app.config.language)[:2]}/{SOURCES}/{file}"
    if address := repository.in_colab(path, BRANCH):
        button = {
            "type": "link",
            "url": address,
            "tooltip": say("book-open-in", language=book_language(app), name="Colab"),
            "icon": "fas fa-rocket",
            "label": "launch-colab",
        }
        context["header_buttons"].insert(0, button)
