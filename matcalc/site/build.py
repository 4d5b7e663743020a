"""Build the site: execute the chapters, render them, and publish the result in one step."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.site.live_parts import prepare_parts

__all__ = ["build_site"]

LANGUAGE = "en"


def build_site(
    root: Path,
    *,
    force: bool = False,
    strict: bool = False,
    live: bool = True,
    pyodide_dist: Path | None = None,
    say: Callable[[str], None] = print,
) -> Path:
    """Build the book of a course and put it under _build/site/.

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
    say : callable
        Told of what takes long, and of what is missing.

    Returns
    -------
    Path
        The site's folder: an index.html that leads to en/, where the pages are.

    Raises
    ------
    MatcalcError
        If a file is missing, a cell failed, or, in a strict build, something was warned of.
    """
    from jupyter_book.sphinx import build_sphinx

    Course(root)
    for name in ("_config.yml", "_toc.yml"):
        if not (root / name).is_file():
            raise MatcalcError(f"no {name} in {root}: a book needs it, see Jupyter Book's manual")
    build = root / "_build"
    stage, doctrees = build / "stage", build / ".doctrees"
    if force:
        for folder in (stage, doctrees, build / "executed"):
            shutil.rmtree(folder, ignore_errors=True)
    if live:
        try:
            prepare_parts(root, pyodide_dist, say)
        except MatcalcError as error:
            if pyodide_dist:
                raise
            say(f"The exercises will not run in the page: {error}")
            say("To have them, build with a connection, or with --pyodide-dist FOLDER.")
    status = build_sphinx(
        str(root),
        str(stage / LANGUAGE),
        path_config=str(root / "_config.yml"),
        doctreedir=str(doctrees),
        noconfig=True,  # _config.yml is all the configuration, as for jupyter-book build
        confoverrides={
            "external_toc_path": str(root / "_toc.yml"),
            "latex_individualpages": False,
            "nitpicky": strict,
        },
        warningiserror=strict,
        keep_going=strict,
        quiet=True,
    )
    if status != 0:
        # Sphinx would not warn again of a page that it takes from its cache.
        shutil.rmtree(doctrees, ignore_errors=True)
        raise MatcalcError("the book was not built: see the messages above")
    shutil.copyfile(stage / LANGUAGE / "404.html", stage / "404.html")
    (stage / "index.html").write_text(_REDIRECT, encoding="utf-8")
    return _publish(stage, build / "site")


def _publish(stage: Path, site: Path) -> Path:
    """Replace the site by a copy of what was staged."""
    fresh, old = site.with_name("site.new"), site.with_name("site.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(stage, fresh)
    (fresh / ".nojekyll").touch()
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    return site


_REDIRECT = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matrix calculus, checked</title>
<meta http-equiv="refresh" content="0; url=en/index.html">
<link rel="icon" href="en/_static/favicon.svg">
</head>
<body><p><a href="en/index.html">Matrix calculus, checked</a></p></body>
</html>
"""
