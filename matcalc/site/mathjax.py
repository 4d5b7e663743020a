"""MathJax from the installed package sphinx-mathjax-offline, so that no page asks a server."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
from pathlib import Path

from matcalc.errors import MatcalcError

__all__ = ["ENTRY", "SHA256", "copy_mathjax", "mathjax_files"]

ENTRY = "tex-chtml.js"  # TeX in, HTML and CSS out: for formulas that are made in the page
FOLDERS = ("input/tex/extensions", "output/chtml/fonts/woff-v2")
# What typesets the book's own formulas, in node.
BUILD = (
    "a11y/assistive-mml.js",
    "adaptors/liteDOM.js",
    "core.js",
    "input/tex.js",
    "loader.js",
    "node-main.js",
    "output/chtml.js",
    "output/chtml/fonts/tex.js",
    "startup.js",
)
SHA256 = "b87d4d78641e7b61292f0c95546909d29dd10862c863d452a893e6f9b5c1b96b"


def mathjax_files() -> tuple[Path, list[Path]]:
    """The folder of MathJax 3.2.2, and those of its files that the pages need.

    Raises
    ------
    MatcalcError
        If the package is missing, or its files are not those of MathJax 3.2.2.
    """
    try:
        distribution = importlib.metadata.distribution("sphinx-mathjax-offline")
    except importlib.metadata.PackageNotFoundError:
        raise MatcalcError("MathJax is missing: pip install sphinx-mathjax-offline") from None
    source = Path(str(distribution.locate_file("sphinx-mathjax-offline/static/mathjax")))
    files = [source / ENTRY]
    for folder in FOLDERS:
        files += sorted(path for path in (source / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in [*files, *(source / name for name in BUILD)]:
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    if digest.hexdigest() != SHA256:
        raise MatcalcError(
            f"the MathJax files under {source} are not the expected ones (sha256 "
            f"{digest.hexdigest()}): install the packages from requirements.lock"
        )
    return source, files


def copy_mathjax(target: Path) -> None:
    """Copy the parts of MathJax that the pages load into a folder; see `mathjax_files`."""
    source, files = mathjax_files()
    for path in files:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
