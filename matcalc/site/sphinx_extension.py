"""What this book needs of Sphinx beyond Jupyter Book, for `matcalc build` and `jupyter-book build`.

- Pages are executed again when `matcalc` or the locked packages change, not only when their own
  cells do.
- MathJax, the downloads and the 404 page are put beside the pages.
- The directive ``assignment`` shows an assignment with its downloads, ``exercise`` an exercise.
- What runs the exercises in the page is put there, where `matcalc build` has prepared it.
- Every entry of the table of contents must have become a page.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from markupsafe import Markup
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from matcalc import __file__ as package_file
from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.course.notebook import exercise_of, is_test, read_notebook
from matcalc.errors import MatcalcError
from matcalc.site import exercise_directive
from matcalc.site.card import draw_card
from matcalc.site.downloads import write_downloads
from matcalc.site.live_parts import SOURCES, find_parts, publish_parts
from matcalc.site.mathjax import ENTRY, copy_mathjax

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["fingerprint", "setup"]

logger = logging.getLogger(__name__)

CARD = "_static/social-card.png"
OTHER_PAGES = {"404", "genindex", "index", "search"}


def fingerprint(root: Path) -> str:
    """A hash of what the cells of a page depend on beside themselves."""
    digest = hashlib.sha256(sys.version.encode())
    package = Path(package_file).parent
    kinds = {".py", ".toml", ".mplstyle"}
    # The pages' cells import the maths alone, not what builds and grades.
    apart = {package / "course", package / "grading"}
    files = sorted(
        path
        for path in package.rglob("*")
        if path.suffix in kinds and not apart & set(path.parents)
    )
    for path in [*files, root / "requirements.lock"]:
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _configure(app: Sphinx, config: Config) -> None:
    key = fingerprint(Path(app.srcdir))
    caches = Path(app.srcdir, "_build", "executed")
    for old in caches.glob("*"):
        if old.name != key:
            shutil.rmtree(old, ignore_errors=True)
    config.nb_execution_cache_path = str(caches / key)
    config.matcalc_fingerprint = key
    config.mathjax_path = f"mathjax/{ENTRY}"
    config.matcalc_live = find_parts(Path(app.srcdir)) is not None
    config.html_static_path.append(str(SOURCES / "static"))
    # Sphinx copies these files only when it writes a page.
    config.matcalc_static = [
        path.read_text(encoding="utf-8") for path in sorted((SOURCES / "static").iterdir())
    ]
    repository = os.environ.get("GITHUB_REPOSITORY")
    if repository:  # a fork's own pages link to the fork
        server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
        config.html_theme_options["repository_url"] = f"{server}/{repository}"


class AssignmentDirective(SphinxDirective):
    """Show an assignment: its exercises and points, and what to download."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Make the admonition."""
        name = self.arguments[0]
        notebook = Course(self.env.srcdir).folder("release") / name / f"{name}.ipynb"
        try:
            cells = read_notebook(notebook).cells
        except MatcalcError as error:
            raise self.error(str(error)) from None
        self.env.note_dependency(str(notebook))
        tests = [cell for cell in cells if is_test(cell)]
        marks = [cell.metadata.get("nbgrader", {}) for cell in cells]
        points = sum(float(mark.get("points") or 0) for mark in marks if mark.get("grade"))
        count = len({exercise_of(cell) for cell in tests})
        up = "../" * self.env.docname.count("/")
        text = nodes.paragraph()
        text += nodes.Text(f"{count} checks and a written question, {points:g} points. ")
        link = nodes.reference("", f"Download {name}.zip", refuri=f"{up}downloads/{name}.zip")
        link["classes"].append("download-assignment")
        text += [link, nodes.Text(", unpack it, open the notebook, and check your answers with ")]
        text += nodes.literal("", f"matcalc check {name}.ipynb")
        text += nodes.Text(".")
        box = nodes.admonition(classes=["assignment"])
        box += [nodes.title("", f"Assignment {name}"), text]
        return [box]


def _offer_notebook(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put a page with cells beside its source as a notebook, and let the theme link to it."""
    source = Path(app.env.doc2path(page)) if doctree is not None else None
    if source is None or source.suffix != ".md" or "kernelspec" not in context.get("meta", {}):
        return
    import jupytext

    notebook = jupytext.read(source)
    notebook.metadata.pop("jupytext", None)
    target = Path(app.outdir, "_sources", f"{page}.ipynb")
    write_atomically(target, jupytext.writes(notebook, fmt="ipynb").encode())
    context["ipynb_source"] = f"{page}.ipynb"


def _make_live(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: Any
) -> None:
    """Load the script on the pages that have something for it."""
    if app.config.matcalc_live and doctree is not None and exercise_directive.is_live(doctree):
        app.add_js_file("live/main.js", type="module")


def _describe(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Say to sites that link here what a page is, with a picture."""
    base = os.environ.get("SITE_URL", "").rstrip("/")
    root = f"{base}/{app.config.language}" if base else ("../" * page.count("/")).rstrip("/") or "."
    title = f"{Markup(context.get('title', '')).striptags()} – {app.config.project}"
    for name, content in (
        ("og:title", title),
        ("og:type", "article"),
        ("og:image", f"{root}/{CARD}"),
        ("twitter:card", "summary_large_image"),
    ):
        tag = Markup('<meta property="{}" content="{}">').format(name, content)
        context["metatags"] = f"{context.get('metatags', '')}\n{tag}"


def _name_citations(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """A bibliography is no list to docutils' own entries, which have a role of their own."""
    if "body" in context:
        context["body"] = context["body"].replace('role="list" class="citation', 'class="citation')


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    copy_mathjax(out / "_static" / "mathjax")
    wheel = write_downloads(root, out / "downloads")
    parts, live = find_parts(root), out / "_static" / "live"
    if parts and wheel:
        publish_parts(parts, wheel, live)
        shutil.rmtree(live / "solutions", ignore_errors=True)
        exercise_directive.publish_exercises(
            root, live, solutions=app.config.matcalc_publish_solutions
        )
    draw_card(out / CARD, app.config.project)
    shutil.copyfile(Path(__file__).parent / "404.html", out / "404.html")
    for page in out.rglob("*.html"):
        name = page.relative_to(out).with_suffix("").as_posix()
        if name not in app.env.found_docs and name not in OTHER_PAGES:
            page.unlink()  # left from an earlier build, or a template of the theme
    missing = [name for name in app.env.found_docs if not (out / f"{name}.html").is_file()]
    for name in missing:
        logger.warning("the page %s was not written", name, type="matcalc")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("matcalc_fingerprint", "", "env")
    app.add_config_value("matcalc_live", False, "html")
    app.add_config_value("matcalc_static", [], "html")
    app.add_directive("assignment", AssignmentDirective)
    exercise_directive.setup(app)
    app.add_css_file("exercises.css")
    app.add_js_file("labels.js")
    app.connect("config-inited", _configure, priority=900)
    app.connect("html-page-context", _offer_notebook)
    app.connect("html-page-context", _make_live)
    app.connect("html-page-context", _describe)
    app.connect("html-page-context", _name_citations)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
