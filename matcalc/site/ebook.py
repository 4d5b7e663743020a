"""The book as an e-book (EPUB 3), with its formulas as MathML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.site.editions import FORMULAS, tex_of
from matcalc.site.rendering import render_files
from matcalc.site.typesetting import typeset, with_formulas

__all__ = ["build_epub"]

OPTIONS = {"epub_show_urls": "no", "epub_tocscope": "includehidden", "epub_use_index": False}
FORMULA = re.compile(r"<mjx-container\b.*?(<math\b.*?</math>).*?</mjx-container>", re.DOTALL)
TWINS = re.compile(r' (?:data-mjx-[\w-]+|class)="[^"]*"')  # MathJax's own notes on its MathML
STYLE = re.compile(r'<link rel="stylesheet"[^>]* href="([^"]*)"[^>]*>\n?')
# What HTML has and XHTML has not, or what an e-book has under another name.
MENDED = (
    (re.compile("<br>"), "<br/>"),
    (re.compile(r'href="([\w-]+)\.html#'), r'href="\1.xhtml#'),
    (re.compile(r' role="doc-biblioentry"'), ""),
    (re.compile(r'<span class="sd-summary-state-marker[^>]*><svg.*?</svg></span>', re.DOTALL), ""),
    (re.compile(r'<p class="(?:collapsed|expanded) admonition-title">(.*?)</p>'), r"\1"),
    (re.compile(r'lang="(\w\w)_(\w\w)"'), r'lang="\1-\2"'),
    (re.compile(r"<dc:language>(\w\w)_(\w\w)<"), r"<dc:language>\1-\2<"),
)
DATE = (1980, 1, 1, 0, 0, 0)  # the same file from the same pages


def build_epub(root: Path, *, strict: bool = False) -> list[Path]:
    """Write the book in each of its languages to _build/epub/.

    Parameters
    ----------
    root : Path
        The course's root.
    strict : bool
        Whether a warning fails the build.

    Returns
    -------
    list of Path
        A file for each language.

    Raises
    ------
    MatcalcError
        If the pages, or their formulas, could not be written.
    """
    Course(root)

    def made_of(folder: Path, language: str) -> bytes:
        [written] = folder.glob("*.epub")
        return _with_mathml(root, language, written.read_bytes())

    return render_files(root, "epub", made_of, builder="epub", strict=strict, options=OPTIONS)


def _with_mathml(root: Path, language: str, book: bytes) -> bytes:
    """A book with its formulas set, which Sphinx has left as TeX."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".xhtml")}
    drawn = typeset(pages.values(), tex_of(root), root / FORMULAS / language)
    for name, page in pages.items():
        if mistakes := drawn.mistakes(page):
            raise MatcalcError(f"{name}: {mistakes[0]}")
        shown = FORMULA.sub(lambda found: TWINS.sub("", found[1]), with_formulas(page, drawn))
        files[name] = shown.encode()
    for name in (*pages, "content.opf", "toc.ncx"):
        files[name] = _mended(files[name].decode(), files.keys()).encode()
    contents = files["content.opf"].decode()
    with_formula = [name for name in pages if b"<math" in files[name]]
    for name in with_formula:
        contents = contents.replace(f'href="{name}"', f'href="{name}" properties="mathml"', 1)
    files["content.opf"] = contents.encode()
    return _zipped(files)


def _mended(text: str, files: Collection[str]) -> str:
    """A file as the standard of e-books has it, without styles that are not there."""
    for pattern, instead in MENDED:
        text = pattern.sub(instead, text)
    known = {name.rpartition("/")[2] for name in files}
    return STYLE.sub(lambda link: link[0] if link[1].rpartition("/")[2] in known else "", text)


def _zipped(files: dict[str, bytes]) -> bytes:
    """An archive whose first file says what it is, and is not packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda name: name != "mimetype"):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return buffer.getvalue()
