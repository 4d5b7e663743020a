"""What this book needs of Sphinx beyond Jupyter Book, for `matcalc build` and `jupyter-book build`.

- Pages are executed again when `matcalc` or the locked packages change, not only when their own
  cells do.
- The directives of the course and its downloads, each in a module of its own.
- MathJax, the downloads, the 404 page and what runs the exercises are put beside the pages.
- Every entry of the table of contents must have become a page.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from matcalc.course.files import write_atomically
from matcalc.course.repository import Repository
from matcalc.messages import ENVIRONMENT, say
from matcalc.site import (
    assignment_directive,
    book_format,
    derivative_directive,
    displays,
    downloads_directive,
    elsewhere,
    exercise_directive,
    finder_directive,
    html_nodes,
    identities_directive,
    identity_directive,
    live_cells,
    mistakes_directive,
    offers,
    page_head,
    path_directive,
    picture_directive,
    practice_directive,
    printed_book,
    progress_directive,
    quick_directive,
    searching,
    sets,
    sidebar,
    stated,
    translation,
)
from matcalc.site.card import draw_card
from matcalc.site.checked_outputs import fold_checks
from matcalc.site.course_directive import book_language, course_of
from matcalc.site.downloads import FOLDER, publish_notebooks, write_downloads
from matcalc.site.live_parts import find_parts, publish_parts
from matcalc.site.mathjax import ENTRY, copy_mathjax
from matcalc.site.offline import publish_offline
from matcalc.site.page_loading import finish_pages
from matcalc.site.script import SOURCES
from matcalc.texts import LANGUAGES
from matcalc.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["fingerprint", "setup"]

logger = logging.getLogger(__name__)

DIRECTIVES = (
    assignment_directive,
    book_format,
    derivative_directive,
    displays,
    downloads_directive,
    exercise_directive,
    finder_directive,
    html_nodes,
    identities_directive,
    identity_directive,
    live_cells,
    mistakes_directive,
    offers,
    picture_directive,
    practice_directive,
    printed_book,
    progress_directive,
    path_directive,
    quick_directive,
    searching,
    sets,
    stated,
    translation,
)
STYLES = (
    "look", "exercises", "cells", "verdicts", "pictures", "formulas", "atlas", "derivative",
    "derivation", "practice", "answers", "sharing", "loading", "print",
)  # fmt: skip
OTHER_PAGES = {"404", "genindex", "index", "search"}
PACKAGE = Path(__file__).parent.parent
TEMPLATES = Path(__file__).parent / "templates"
# The pages' cells import the maths alone, not what makes pages of a course and grades it.
APART = ("course", "grading", "page", "site")


def fingerprint(root: Path) -> str:
    """A hash of what the cells of a page depend on beside themselves."""
    kinds = {".py", ".toml", ".mplstyle"}
    apart = {PACKAGE / name for name in APART}
    files = (
        path
        for path in PACKAGE.rglob("*")
        if path.suffix in kinds and not apart & set(path.parents)
    )
    return _digest([*files, root / "requirements.lock"])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _configure(app: Sphinx, config: Config) -> None:
    root = Path(app.srcdir)
    key, language = fingerprint(root), str(config.language)[:2]
    caches = root / "_build" / "executed"
    for old in caches.glob("*"):
        if not old.name.startswith(key):
            shutil.rmtree(old, ignore_errors=True)
    config.nb_execution_cache_path = str(caches / f"{key}-{language}")
    _speak(config, language)
    # A page is read again when its cells may give something else, or its directives.
    config.matcalc_fingerprint = key + _digest((PACKAGE / "site").glob("*.py"))
    config.project = config.html_title  # the title of _config.yml
    config.html_theme_options.setdefault("logo", {}).setdefault("text", config.html_title)
    config.version = config.version or __version__  # which an EPUB must have
    config.mathjax_path = _shared(config, f"mathjax/{ENTRY}")
    config.matcalc_live = find_parts(root) is not None
    config.templates_path.append(str(TEMPLATES))
    header = ["editions.html", "article-header-buttons.html"]
    config.html_theme_options.setdefault("article_header_end", header)
    config.html_static_path.append(str(SOURCES / "static"))
    # Sphinx copies these files only when it writes a page.
    config.matcalc_static = [
        path.read_text(encoding="utf-8") for path in sorted((SOURCES / "static").iterdir())
    ]
    if repository := Repository.read_by(root):
        config.html_theme_options["repository_url"] = repository.address


def _speak(config: Config, language: str) -> None:
    """Have what runs the cells, and their folds, in the language of the pages.

    What is said to who builds the book stays in the language of that person.
    """
    if language in LANGUAGES:
        os.environ[ENVIRONMENT] = language
        config.nb_code_prompt_show = say("book-show-code", language=language)
        config.nb_code_prompt_hide = say("book-hide-code", language=language)


def _shared(config: Config, path: str) -> str:
    """Where a file is that editions may share, seen from _static."""
    return f"../{config.matcalc_shared}/{path}" if config.matcalc_shared else path


def _make_live(
    app: Sphinx, page: str, _template: str, _context: dict[str, Any], doctree: Any
) -> None:
    """Load the typefaces, what every page has, and the rest where there is something for it."""
    if not app.config.matcalc_live:
        return
    app.add_css_file(_shared(app.config, "live/fonts.css"))
    app.add_js_file(_shared(app.config, "live/course.js"), type="module")
    if page == "search":
        app.add_js_file(_shared(app.config, "live/search.js"), type="module")
    if doctree is not None and live_cells.is_live(doctree):
        app.add_js_file(_shared(app.config, "live/main.js"), type="module")


def _name_citations(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """A bibliography is no list to docutils' own entries, which have a role of their own."""
    if "body" in context:
        context["body"] = context["body"].replace('role="list" class="citation', 'class="citation')


def _prepare_pages(app: Sphinx) -> None:
    """What is done to the pages of a site, and not to a book in another format."""
    if app.builder.name == "html":
        label = say("book-wide-formula", language=book_language(app))
        attributes: dict[str, Any] = {"data-label": label}
        app.add_js_file("formulas.js", **attributes)
        for prepare in (
            elsewhere.offer_notebook,
            _make_live,
            page_head.describe,
            sidebar.list_exercises,
            _name_citations,
            fold_checks,
        ):
            app.connect("html-page-context", prepare)
        # After the theme has made its own buttons.
        app.connect("html-page-context", elsewhere.add_button, priority=600)
        # Before the theme leaves out what is empty of its header.
        app.connect("html-page-context", translation.link_editions, priority=100)


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.name not in {"html", "singlehtml"}:
        return
    out = Path(app.outdir)
    static = out / "_static"
    if app.config.matcalc_publishes_shared:
        copy_mathjax((static / app.config.mathjax_path).parent)
    if app.builder.name == "html":
        _finish_site(app, out, static / _shared(app.config, "live"))


def _finish_site(app: Sphinx, out: Path, live: Path) -> None:
    """Add what readers download, and make sure that the pages are those of the book."""
    root, course = Path(app.srcdir), course_of(app)
    wheel, parts = write_downloads(course, out / FOLDER), find_parts(root)
    if parts and wheel and app.config.matcalc_publishes_shared:
        publish_parts(parts, wheel, live)
        solved = app.config.matcalc_publish_solutions
        publish_notebooks(course, live, solutions=solved)
        sets.publish_sets(app, course, live, solutions=solved)
    searching.write_identities(app, out / "_static" / "identities.json")
    draw_card(out / page_head.CARD, app.config.matcalc_course)
    missing_page = (Path(__file__).parent / "404.html").read_text(encoding="utf-8")
    write_atomically(out / "404.html", missing_page.replace("{title}", app.config.project).encode())
    for page in out.rglob("*.html"):
        name = page.relative_to(out).with_suffix("").as_posix()
        if name not in app.env.found_docs and name not in OTHER_PAGES:
            page.unlink()  # left from an earlier build, or a template of the theme
    finish_pages(app, out)
    missing = [name for name in app.env.found_docs if not (out / f"{name}.html").is_file()]
    for name in missing:
        logger.warning("the page %s was not written", name, type="matcalc")
    if not app.config.matcalc_shared:  # this edition is the site
        publish_offline(out)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("matcalc_fingerprint", "", "env")
    app.add_config_value("matcalc_live", False, "html")
    app.add_config_value("matcalc_static", [], "html")
    app.add_config_value("matcalc_publish_solutions", True, "html")
    # A folder beside the pages, as seen from them, for what is the same in every language.
    app.add_config_value("matcalc_shared", "", "html")
    app.add_config_value("matcalc_publishes_shared", True, "html")
    for module in DIRECTIVES:
        module.setup(app)
    for style in STYLES:
        app.add_css_file(f"{style}.css")
    app.add_js_file("labels.js")
    app.add_js_file("embed.js")
    app.connect("config-inited", _configure, priority=900)
    app.connect("builder-inited", _prepare_pages)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
