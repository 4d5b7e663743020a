"""What a page says of itself to search engines and to sites that link to it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import Markup

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["CARD", "describe", "public_address", "shortened"]

CARD = "_static/social-card.png"
LONGEST = 160  # characters of a description that search engines show

# What is left of TeX where there is no mathematics.
SIGNS = {r"^\top": "ᵀ", r"^{\top}": "ᵀ", r"\mathbb{R}": "ℝ", r"\times": "×", r"\partial": "∂"}


def public_address(app: Sphinx) -> str | None:
    """Where the world finds the pages of this edition, if the environment names the site."""
    base = os.environ.get("SITE_URL", "").rstrip("/")
    return f"{base}/{str(app.config.language)[:2]}" if base else None


def describe(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add a description, and what a link to the page is shown with, to the page's head."""
    root = public_address(app) or ("../" * page.count("/")).rstrip("/") or "."
    own, book = Markup(context.get("title", "")).striptags(), str(app.config.project)
    title = f"{own} – {book}" if own and own != book else book
    if own == book:  # the theme would say it twice
        context["docstitle"] = ""
    description = _description(app, context.get("meta"), doctree)
    tags = [context.get("metatags", "")]
    if 'name="description"' not in tags[0]:
        tags.append(Markup('<meta name="description" content="{}">').format(description))
    tags.append(Markup('<meta name="matcalc-course" content="{}">').format(app.config.project))
    for name, content in (
        ("og:title", title),
        ("og:description", description),
        ("og:type", "article"),
        ("og:image", f"{root}/{CARD}"),
        ("twitter:card", "summary_large_image"),
    ):
        tags.append(Markup('<meta property="{}" content="{}">').format(name, content))
    context["metatags"] = "\n".join(tags)


def _description(app: Sphinx, meta: dict[str, Any] | None, doctree: nodes.document | None) -> str:
    """What the front matter says, or the page's first paragraph, or the book's."""
    found = str((meta or {}).get("description", "")) or _first_paragraph(doctree)
    if not found:
        root = app.config.root_doc
        front = str(app.env.metadata[root].get("description", ""))
        found = front or _first_paragraph(app.env.get_and_resolve_doctree(root, app.builder))
    return shortened(found or app.config.project)


def _first_paragraph(doctree: nodes.document | None) -> str:
    """The first paragraph of the text, not of a box in it, without markup."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        if isinstance(paragraph.parent, nodes.section) and paragraph.astext().strip():
            return "".join(map(_plain, paragraph.findall(nodes.Text)))
    return ""


def _plain(text: nodes.Text) -> str:
    if not isinstance(text.parent, nodes.math):
        return str(text)
    found = str(text)
    for tex, sign in SIGNS.items():
        found = found.replace(tex, sign)
    return re.sub(r"\\[,;! ]?|[{}]", "", found)


def shortened(text: str) -> str:
    """A text in one line, cut after a word if it is long.

    Examples
    --------
    >>> shortened("Two\\nlines"), shortened("word " * 50)[-10:]
    ('Two lines', 'word word…')
    """
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    cut = line[:LONGEST]
    end = cut.rfind(" ")  # a Chinese sentence has none
    kept = (cut[:end] if end > LONGEST // 2 else cut[:-1]).rstrip(" ,;:")
    return kept if kept.endswith((".", "。")) else f"{kept}…"
