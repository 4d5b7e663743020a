"""The catalogues of a book in another language: what is to be translated, page by page.

Each page of the book has a catalogue of its own, which Sphinx reads; two more hold what stands on
no page: the book's title with the captions of its contents, and the words inside cells.  A book has
an edition for each folder below ``book/locale``.
"""

from __future__ import annotations

import io
import re
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, pofile

from matcalc.course.files import write_atomically
from matcalc.course.turns import taking_turns
from matcalc.site.editions import FOLDER, LOCALES, editions_of, locales, title_of
from matcalc.site.rendering import render

__all__ = ["CELLS", "CONTENTS", "cell_texts", "in_cells", "read", "update"]

CONTENTS, CELLS = "contents", "cells"
CELL = re.compile(r"^(```\{code-cell\}[^\n]*\n)(.*?)(^```$)", re.M | re.S)
# Words for a reader: two of them, or one before a colon; without tags and what is filled in.
WORDS = re.compile(r"[A-Za-z]{2,}[,:;]? +[a-z]{2,}|[A-Z][a-z]+ [A-Z]?[a-z]+|[A-Za-z]{4,}:")
BLANKS = re.compile(r"<[^<>]*>|\{[^{}]*\},?")
TECHNICAL = re.compile(r"\n|^\||\d{4}$|^(upper|lower) (left|right)$")
TEXTS = {tokenize.STRING, tokenize.COMMENT}


def read(root: Path, locale: str, name: str) -> Catalog:
    """A catalogue, as it stands; empty where there is none."""
    path = _path(root, locale, name)
    if not path.is_file():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=locale)


def update(root: Path, *, write: bool = True) -> list[Path]:
    """Bring every catalogue up to date with the pages.

    A message that has changed keeps its translation, marked as fuzzy: it is not shown until a
    translator has looked at it.  One that is gone is dropped.

    Parameters
    ----------
    root : Path
        The course's root.
    write : bool
        Whether to write them, or to compare only.

    Returns
    -------
    list of Path
        The catalogues that changed, or would.

    Raises
    ------
    MatcalcError
        If the pages cannot be read.
    """
    templates = {CONTENTS: _template(_contents(root)), CELLS: _template(cell_texts(root))}
    templates |= _pages(root)
    changed = []
    for locale in locales(root):
        for name, template in templates.items():
            path, catalogue = _path(root, locale, name), read(root, locale, name)
            catalogue.update(template, no_fuzzy_matching=not len(catalogue))
            catalogue.obsolete.clear()
            content = _written(catalogue)
            if not path.is_file() or path.read_bytes() != content:
                changed.append(path)
                if write:
                    write_atomically(path, content)
    return changed


def cell_texts(root: Path) -> list[str]:
    """The texts and comments in the cells of a book's pages, with words for a reader."""
    found: dict[str, None] = {}
    for page in sorted((root / "book").glob("*.md")):
        for cell in CELL.finditer(page.read_text("utf-8")):
            for token in _tokens(cell[2]):
                found |= dict.fromkeys(_words_of(token))
    return list(found)


def in_cells(source: str, catalogue: Catalog) -> str:
    """A page's source with the words in its cells translated."""
    texts = {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
    return CELL.sub(lambda cell: cell[1] + _translated(cell[2], texts) + cell[3], source)


def _translated(code: str, texts: dict[str, str]) -> str:
    lines = code.splitlines(keepends=True)
    for token in reversed([*_tokens(code)]):
        for text in _words_of(token):
            (row, start), (last, end) = token.start, token.end
            if text in texts and row == last:
                line = lines[row - 1]
                replaced = token.string.replace(text, texts[text])
                lines[row - 1] = line[:start] + replaced + line[end:]
    return "".join(lines)


def _tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    """The texts and comments of a cell; none of one that is no Python."""
    try:
        yield from [
            token
            for token in tokenize.generate_tokens(io.StringIO(code).readline)
            if token.type in TEXTS
        ]
    except (tokenize.TokenError, IndentationError):
        return


def _words_of(token: tokenize.TokenInfo) -> Iterator[str]:
    """What of a token is to be translated: a comment, or a text between its quotes."""
    if token.type == tokenize.COMMENT:
        yield token.string.lstrip("# ")
    elif text := re.fullmatch(r"""[A-Za-z]*("{3}|'{3}|["'])(.*)\1""", token.string, re.S):
        words = text[2].strip()
        if WORDS.search(BLANKS.sub(" ", words)) and not TECHNICAL.search(words):
            yield words


def _contents(root: Path) -> list[str]:
    """The book's title, and the captions of its contents."""
    from sphinx_external_toc.parsing import parse_toc_yaml

    title = title_of(root)
    pages = parse_toc_yaml(root / "_toc.yml").values()
    return [title, *(part.caption for page in pages for part in page.subtrees if part.caption)]


def _template(texts: list[str]) -> Catalog:
    catalogue = Catalog()
    for text in texts:
        catalogue.add(text)
    return catalogue


def _pages(root: Path) -> dict[str, Catalog]:
    """What Sphinx finds on each page of the book."""
    own, language = next(iter(editions_of(root).items()))
    found: dict[str, Catalog] = {}
    with tempfile.TemporaryDirectory(prefix="catalogues-") as scratch:
        with taking_turns(root, "build"):
            render(
                root, Path(scratch), {own: language}, strict=False, options={}, builder="gettext"
            )
        for path in sorted(Path(scratch).rglob("*.pot")):
            name = path.relative_to(Path(scratch, own)).with_suffix("").as_posix()
            if (root / f"{name}.md").is_file():
                with path.open("rb") as file:
                    found[name] = pofile.read_po(file)
    return found


def _path(root: Path, locale: str, name: str) -> Path:
    return root / LOCALES / locale / FOLDER / f"{name}.po"


def _written(catalogue: Catalog) -> bytes:
    """A catalogue as text: no dates and line numbers, which change when nothing else does."""
    language = f'"Language: {catalogue.locale_identifier}\\n"\n'
    header = f'msgid ""\nmsgstr ""\n{language}"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    buffer = io.BytesIO(header.encode())
    buffer.seek(0, io.SEEK_END)
    for message in catalogue:
        message.flags &= {"fuzzy"}  # no text here is a format of Python's
    pofile.write_po(
        buffer, catalogue, width=0, no_location=True, omit_header=True, ignore_obsolete=True
    )
    return buffer.getvalue()
