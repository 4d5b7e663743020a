"""What a page fetches, and in which order: its text and its formulas come first.

The pages that Sphinx wrote are gone over once, when all are there: their formulas are typeset, the
theme's scripts wait until the text has been read, and what no page needs is left out.  Who uses a
keyboard gets a link to the exercises.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from matcalc.course.files import write_atomically
from matcalc.messages import say
from matcalc.site.course_directive import book_language
from matcalc.site.editions import FORMULAS
from matcalc.site.icons import publish_icons
from matcalc.site.typesetting import FONTS, typeset, with_formulas

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["finish_pages"]

logger = logging.getLogger(__name__)

STYLE = "mathjax.css"

# MathJax, which is fetched when the page's script makes a formula, and icons as a script.
LEFT_OUT = re.compile(r'\s*<script[^>]* src="[^"]*/(?:tex-chtml|fontawesome)\.js[^"]*"></script>')
# Scripts inside a page build on this one; the others wait for the text, in their order.
AT_ONCE = "documentation_options.js"
SCRIPT = re.compile(r'<script(?! defer)(?! type="module")((?: [\w-]+="[^"]*")* src="([^"]*)")')

SKIP_LINK = re.compile(r'(<div id="pst-skip-link".*?)(</div>)', re.DOTALL)
EXERCISE = re.compile(r'<section [^>]*data-exercise="[^"]*"[^>]* id="([^"]+)"')


def finish_pages(app: Sphinx, out: Path) -> None:
    """Go over the pages of a site that Sphinx has written.

    Raises
    ------
    MatcalcError
        If the formulas cannot be typeset.  A formula that cannot be read is warned of.
    """
    mathjax = posixpath.dirname(app.config.mathjax_path)  # as seen from _static
    written = {path: path.read_text("utf-8") for path in sorted(out.rglob("*.html"))}
    tex = (app.config.mathjax3_config or {}).get("tex", {})
    drawn = typeset(written.values(), tex, Path(app.srcdir, FORMULAS, app.config.language))
    finished = {}
    for path, page in written.items():
        name = path.relative_to(out).with_suffix("")
        for mistake in drawn.mistakes(page):
            logger.warning(mistake, location=name.as_posix(), type="matcalc")
        place = "../" * (len(name.parts) - 1) + "_static"
        typeset_page = _with_skip_link(with_formulas(page, drawn), book_language(app))
        finished[path] = _ordered(typeset_page, place, mathjax)
        if finished[path] != page:
            write_atomically(path, finished[path].encode())
    style = drawn.style_of(finished.values(), mathjax)
    write_atomically(out / "_static" / STYLE, style.encode())
    publish_icons(finished.values(), out / "_static")
    _write_plural_as_function(out / "_static")


def _with_skip_link(page: str, language: str) -> str:
    """A page whose first links lead to its text and, where it has some, to its exercises."""
    exercise = EXERCISE.search(page)
    if exercise is None or f'<a href="#{exercise[1]}" class="to-exercises"' in page:
        return page
    text = say("book-skip-to-exercises", language=language)
    link = f'<a href="#{exercise[1]}" class="to-exercises">{text}</a>'
    return SKIP_LINK.sub(lambda found: f"{found[1]} {link}{found[2]}", page, count=1)


def _write_plural_as_function(static: Path) -> None:
    """Let Sphinx's translations evaluate no text, which the site's policy forbids."""
    catalogue, reader = static / "translations.js", static / "doctools.js"
    if not catalogue.is_file():
        return
    for path, pattern, instead in (
        (catalogue, r'"plural_expr": "([^"]*)"', r'"plural": (n) => (\1)'),
        (reader, r"PLURAL_EXPR = new Function\([^;]*\);", "PLURAL_EXPR = catalog.plural;"),
    ):
        text = path.read_text("utf-8")
        write_atomically(path, re.sub(pattern, instead, text).encode())


def _ordered(page: str, static: str, mathjax: str) -> str:
    """A page that fetches what it shows at first, and then what makes it answer."""
    page = LEFT_OUT.sub("", page).replace('<i class="fa', '<i aria-hidden="true" class="fa')
    page = SCRIPT.sub(lambda tag: tag[0] if AT_ONCE in tag[2] else f"<script defer{tag[1]}", page)
    style = f'<link rel="stylesheet" href="{static}/{STYLE}">'
    if "<mjx-container" not in page or style in page:
        return page
    folder = posixpath.normpath(f"{static}/{mathjax}")
    fonts = [
        f'<link rel="preload" as="font" type="font/woff" href="{folder}/{font}" crossorigin>'
        for font in FONTS
    ]
    return page.replace("</head>", "\n".join([style, *fonts, "</head>"]), 1)
