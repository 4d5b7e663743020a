"""What runs exercises in the page: our script, and Python for the browser.

`prepare_parts` has both under _build/live/; `publish_parts` puts them where the pages find them.
A site without the parts is the same book, with exercises that do not run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from matcalc.site.page_python import compile_python, publish_python
from matcalc.site.pyodide import prepare_pyodide
from matcalc.site.script import bundle_script, script_key

__all__ = ["find_parts", "prepare_parts", "publish_parts"]


def prepare_parts(root: Path, pyodide_dist: Path | None, say: Callable[[str], None]) -> Path:
    """Fetch, verify and bundle what is not there yet.

    Parameters
    ----------
    root : Path
        The course's root; the parts are kept under its _build/live/.
    pyodide_dist : Path, optional
        A folder with the files of a Pyodide release, to be taken instead of fetching them.
    say : callable
        Told what is about to take long.

    Returns
    -------
    Path
        The folder with the bundled script.

    Raises
    ------
    MatcalcError
        If a part cannot be fetched, or is not the expected file.
    """
    bundle = _bundle(root)
    prepare_pyodide(bundle.parent / "pyodide", pyodide_dist, say)
    compile_python(bundle.parent / "pyodide")
    if not bundle.is_dir():
        for old in bundle.parent.glob("script-*"):
            shutil.rmtree(old)
        bundle_script(bundle, say)
    return bundle


def find_parts(root: Path) -> Path | None:
    """The folder that `prepare_parts` left, if it is of today's sources."""
    bundle = _bundle(root)
    return bundle if bundle.is_dir() and (bundle.parent / "pyodide").is_dir() else None


def publish_parts(bundle: Path, wheel: Path, target: Path) -> None:
    """Put the parts, and the wheel of matcalc, into a folder of the site."""
    for old in [*target.glob("*.js*"), *target.glob("*.css")]:  # some are named after their content
        old.unlink()
    shutil.copytree(bundle, target, dirs_exist_ok=True)
    publish_python(compile_python(bundle.with_name("pyodide")), wheel, target)


def _bundle(root: Path) -> Path:
    """Where the script of today's sources is kept."""
    return root / "_build" / "live" / f"script-{script_key()}"
