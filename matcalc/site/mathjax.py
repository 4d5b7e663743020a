"""MathJax from the installed package sphinx-mathjax-offline, so that no page asks a server."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
from pathlib import Path

from matcalc.errors import MatcalcError

__all__ = ["ENTRY", "copy_mathjax"]

ENTRY = "tex-chtml.js"  # TeX in, HTML and CSS out: all that the pages use
FOLDERS = ("input/tex/extensions", "output/chtml/fonts/woff-v2")
SHA256 = "2928d0e747f6aebf9d4475510a0871a5be42e49463b679722afbf89b64d00da1"


def copy_mathjax(target: Path) -> None:
    """Copy the parts of MathJax 3.2.2 that the pages use into a folder.

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
    for path in files:
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    if digest.hexdigest() != SHA256:
        raise MatcalcError(
            f"the MathJax files under {source} are not the expected ones (sha256 "
            f"{digest.hexdigest()}): install the packages from requirements.lock"
        )
    for path in files:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
