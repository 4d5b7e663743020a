"""Build the site: execute the chapters, render them, and publish the result in one step."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matcalc.course.directory import Course
from matcalc.course.turns import taking_turns
from matcalc.errors import MatcalcError
from matcalc.messages import language_name
from matcalc.site.downloads import BOOKS, publish_books
from matcalc.site.editions import DOCTREES, editions_of, site_name_of, title_of
from matcalc.site.live_parts import prepare_parts
from matcalc.site.offline import publish_offline
from matcalc.site.rendering import render
from matcalc.site.sets import options_for

__all__ = ["build_site"]

SHARED = "shared"  # beside the folders of the languages: MathJax, the script, Python


def build_site(
    root: Path,
    *,
    force: bool = False,
    strict: bool = False,
    live: bool = True,
    pyodide_dist: Path | None = None,
    books: Sequence[Path] | None = None,
    learners: Sequence[str] | None = None,
    say: Callable[[str], None] = print,
) -> Path:
    """Build the book of a course and put it under _build/site/.

    There is an edition in the book's own language, and one in each that it has catalogues for.
    The pages are rendered elsewhere and moved into place when all of them are right, so a
    failed build leaves the last good site standing.

    Parameters
    ----------
    root : Path
        The course's root, with _config.yml and _toc.yml.
    force : bool
        Execute and render every page again.
    strict : bool
        Whether a warning fails the build.
    live : bool
        Whether the exercises shall run in the page.  Where the parts for that cannot be fetched,
        the site is built without them, and the reader is told.
    pyodide_dist : Path, optional
        A folder with Pyodide, see `matcalc.site.live_parts.prepare_parts`.
    books : sequence of Path, optional
        The book as files, which readers can download from the site, and a zip of the site with
        them; else neither.
    learners : sequence of str, optional
        The ids of a class: assignments with variants are dealt to it, and ask for the id.
    say : callable
        Told of what takes long, and of what is missing.

    Returns
    -------
    Path
        The site's folder: an index.html that leads to the pages, which are in a folder for each
        language.

    Raises
    ------
    MatcalcError
        If a file is missing, a cell failed, or, in a strict build, something was warned of.
    """
    course = Course(root)
    for name in ("_config.yml", "_toc.yml"):
        if not (root / name).is_file():
            raise MatcalcError(f"no {name} in {root}: a book needs it, see Jupyter Book's manual")
    options = options_for(course, learners) if learners else {}
    with taking_turns(root, "build"):
        return _build(root, force, strict, live, pyodide_dist, books, options, say)


def _build(
    root: Path,
    force: bool,
    strict: bool,
    live: bool,
    pyodide_dist: Path | None,
    books: Sequence[Path] | None,
    given: dict[str, Any],
    say: Callable[[str], None],
) -> Path:
    build = root / "_build"
    stage = build / "stage"
    if force:
        for folder in (stage, build / DOCTREES, build / "executed"):
            shutil.rmtree(folder, ignore_errors=True)
    if live:
        _try_to_prepare(root, pyodide_dist, say)
    editions = editions_of(root)
    own = next(iter(editions))
    files = stage / SHARED / BOOKS
    shutil.rmtree(files, ignore_errors=True)  # of an earlier build, whose text was another
    offered = {book.name: book.stat().st_size for book in books or ()}
    options = {"matcalc_shared": f"../{SHARED}", "matcalc_books": offered, **given}
    render(root, stage, editions, strict=strict, options=options)
    shutil.copyfile(stage / own / "404.html", stage / "404.html")
    (stage / "index.html").write_text(_entrance(title_of(root), editions), encoding="utf-8")
    publish_offline(stage)
    if books is not None:
        publish_books(stage, files, books, site_name_of(root))
    return _publish(stage, build / "site")


def _try_to_prepare(root: Path, pyodide_dist: Path | None, say: Callable[[str], None]) -> None:
    """Have what runs the exercises, or say what is missing without it."""
    try:
        prepare_parts(root, pyodide_dist, say)
    except MatcalcError as error:
        if pyodide_dist:
            raise
        say(f"The exercises will not run in the page: {error}")
        say("To have them, build with a connection, or with --pyodide-dist FOLDER.")


def _publish(stage: Path, site: Path) -> Path:
    """Replace the site by a copy of what was staged."""
    fresh, old = site.with_name("site.new"), site.with_name("site.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    # What the cells of a page gave stands in the page; the notebook beside it is for the builder.
    shutil.copytree(stage, fresh, ignore=shutil.ignore_patterns("jupyter_execute"))
    (fresh / ".nojekyll").touch()
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    return site


def _entrance(title: str, editions: dict[str, str]) -> str:
    """The page at the site's root, which leads to the edition that a reader chose or reads."""
    links = [
        f'<p><a lang="{locale.replace("_", "-")}" href="{folder}/index.html">'
        f"{html.escape(title)} · {language_name(folder)}</a></p>"
        for folder, locale in editions.items()
    ]
    first, known = next(iter(editions)), json.dumps(list(editions))
    named = {"first": first, "title": html.escape(title), "known": known}
    return _ENTRANCE.format(links="\n".join(links), **named)


_ENTRANCE = """<!DOCTYPE html>
<html lang="{first}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<script>
// The edition that was chosen last, or the first one among the languages that the browser asks for.
let chosen = null;
try {{ chosen = localStorage.getItem("course edition"); }} catch {{ /* nothing is kept */ }}
const wanted = [chosen, ...navigator.languages.map((one) => one.slice(0, 2))];
location.replace(`${{wanted.find((one) => {known}.includes(one)) ?? "{first}"}}/index.html`);
</script>
<noscript><meta http-equiv="refresh" content="0; url={first}/index.html"></noscript>
<link rel="icon" href="{first}/_static/favicon.svg">
</head>
<body>
{links}
</body>
</html>
"""
