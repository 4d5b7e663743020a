"""The book as a printed book (PDF), by XeLaTeX."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.site.rendering import render_files

__all__ = ["PACKAGES", "build_pdf", "faults_in"]

PACKAGES = (
    "latexmk", "texlive-xetex", "texlive-latex-recommended", "texlive-latex-extra",
    "texlive-lang-chinese", "texlive-fonts-recommended", "fonts-texgyre", "fonts-texgyre-math",
    "fonts-dejavu-core", "fonts-noto-cjk",
)  # fmt: skip
"""Of Debian, which have what the book is set with."""

PROGRAMS = ("latexmk", "xelatex")
WIDEST = 5.0  # points that a line may reach into the margin
LONGEST_LINE = {"max_print_line": "2000", "error_line": "254", "half_error_line": "238"}
_ERROR = re.compile(r"^! .*|^\S+:\d+: .*", re.MULTILINE)
_FAULT = re.compile(
    r"^(?:LaTeX Warning: (?:Reference|Citation|Hyper reference) .*undefined.*"
    r"|LaTeX Warning: Label .*multiply defined.*|Missing character: .*)$",
    re.MULTILINE,
)
_OVERFULL = re.compile(r"^Overfull \\hbox \(([\d.]+)pt too wide\).*(?:\n.*)?", re.MULTILINE)


def build_pdf(root: Path, *, strict: bool = False) -> list[Path]:
    """Set the book in each of its languages, and write it to _build/pdf/.

    Parameters
    ----------
    root : Path
        The course's root.
    strict : bool
        Whether a fault fails the build: one of Sphinx's warnings, a reference to nowhere, a
        character that no typeface has, a line that is too wide.

    Returns
    -------
    list of Path
        A file for each language.

    Raises
    ------
    MatcalcError
        If there is no XeLaTeX, or the pages could not be set.
    """
    Course(root)
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        needed = {"programs": ", ".join(missing), "packages": " ".join(PACKAGES)}
        raise MatcalcError(say("pdf-needs", **needed))

    def made_of(folder: Path, _language: str) -> bytes:
        [source] = folder.glob("*.tex")
        _typeset(source, strict)
        return source.with_suffix(".pdf").read_bytes()

    return render_files(root, "pdf", made_of, builder="latex", strict=strict, options={})


def _typeset(source: Path, strict: bool) -> None:
    """Let XeLaTeX run as often as the references need."""
    options = ("-interaction=nonstopmode", "-halt-on-error", "-file-line-error")
    result = subprocess.run(
        ["latexmk", "-xelatex", *options, source.name],
        cwd=source.parent,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=os.environ | LONGEST_LINE,
        stdin=subprocess.DEVNULL,
    )
    log = source.with_suffix(".log")
    text = log.read_text("utf-8", "replace") if log.is_file() else result.stderr
    if result.returncode or not source.with_suffix(".pdf").is_file():
        first = found[0] if (found := _ERROR.search(text)) else text[-500:]
        raise MatcalcError(say("pdf-failed", error=first, log=log, packages=" ".join(PACKAGES)))
    faults = faults_in(text)
    if strict and faults:
        raise MatcalcError(say("pdf-faults", count=len(faults), faults="\n".join(faults[:20])))


def faults_in(log: str) -> list[str]:
    """What XeLaTeX warned of that a reader would see.

    Examples
    --------
    >>> faults_in("Overfull \\\\hbox (12.3pt too wide) in paragraph at lines 1--2")
    ['Overfull \\\\hbox (12.3pt too wide) in paragraph at lines 1--2']
    >>> faults_in("Overfull \\\\hbox (0.7pt too wide) in paragraph at lines 1--2")
    []
    """
    wide = (found[0].rstrip() for found in _OVERFULL.finditer(log) if float(found[1]) > WIDEST)
    return [*dict.fromkeys([*_FAULT.findall(log), *wide])]
