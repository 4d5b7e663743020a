"""Building the book: nothing stale, nothing wrong, and nothing half-written is published."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from corpus import ROOT
from course_fixtures import run
from sample import sampled, soak

pytestmark = pytest.mark.xdist_group("build")  # one small book serves all

SMALL_TOC = """\
format: jb-book
root: book/index
parts:
  - caption: Part
    numbered: true
    chapters:
      - file: book/04-common-formulas
"""


LEFT_OUT = shutil.ignore_patterns("__pycache__", "locale")  # the edition in English is enough here


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """A copy of the book with one chapter, and of matcalc, already built once."""
    root = tmp_path_factory.mktemp("book")
    for name in ("matcalc", "book", "exercises", "solutions"):
        shutil.copytree(ROOT / name, root / name, ignore=LEFT_OUT)
    for name in ("_config.yml", "nbgrader_config.py", "pyproject.toml", "requirements.lock",
                 "README.md", "LICENSE"):  # fmt: skip
        shutil.copyfile(ROOT / name, root / name)
    (root / "_toc.yml").write_text(SMALL_TOC)
    (root / "book" / "index.md").write_text("# A book\n")
    result = build(root)
    assert result.returncode == 0, result.stderr
    return root


def build(root: Path, *options: str):
    return run("matcalc", "build", "--static", *options, cwd=root, PYTHONPATH=str(root))


def page(root: Path) -> str:
    return (root / "_build/site/en/book/04-common-formulas.html").read_text(encoding="utf-8")


def replaced(path: Path, old: str, new: str) -> str:
    """Change a file; return what it was."""
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    return before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    sampled([
        # Every cell is as before, so only matcalc's hash tells.
        ("matcalc/numerics/numeric.py", "return found.arrange(", "return -found.arrange("),
        ("matcalc/numerics/layout.py", "denominator if Layout(", "denominator.T if Layout("),
        # A wrong formula in a chapter's checked cell.
        ("book/04-common-formulas.md", '"4 * (x.T @ x) * x", x=', '"3 * (x.T @ x) * x", x='),
    ], 4),
)  # fmt: skip
def test_a_break_fails_the_build_and_keeps_the_good_site(book, file, old, new):
    good = page(book)
    before = replaced(book / file, old, new)
    try:
        results = [build(book), build(book)]  # the second must not find a cached page
    finally:
        (book / file).write_text(before, encoding="utf-8")
    for result in results:
        assert result.returncode != 0
        assert "04-common-formulas" in result.stderr
    assert page(book) == good


@soak
def test_a_page_that_was_removed_is_not_published(book):
    (book / "book" / "extra.md").write_text("# Extra\n")
    toc = (book / "_toc.yml").read_text()
    (book / "_toc.yml").write_text(toc + "      - file: book/extra\n")
    assert build(book).returncode == 0
    assert (book / "_build/site/en/book/extra.html").is_file()
    (book / "_toc.yml").write_text(toc)
    (book / "book" / "extra.md").unlink()
    assert build(book).returncode == 0
    assert not (book / "_build/site/en/book/extra.html").exists()


@soak
def test_a_missing_page_fails_the_strict_build(book):
    toc = (book / "_toc.yml").read_text()
    (book / "_toc.yml").write_text(toc + "      - file: book/not-written\n")
    result = build(book, "--strict")
    (book / "_toc.yml").write_text(toc)
    assert result.returncode != 0
    assert "not-written" in result.stderr


@soak
def test_a_second_build_executes_nothing(book):
    result = build(book)
    assert result.returncode == 0
    assert "Executing notebook" not in result.stdout + result.stderr


@pytest.mark.parametrize("name", ["_config.yml", "_toc.yml", "nbgrader_config.py"])
def test_a_missing_file_is_named(tmp_path, name):
    for other in {"_config.yml", "_toc.yml", "nbgrader_config.py"} - {name}:
        shutil.copyfile(ROOT / other, tmp_path / other)
    result = run("matcalc", "build", cwd=tmp_path)
    assert result.returncode == 1
    assert name in result.stderr
    assert not (tmp_path / "_build").exists()


BUILD_ALL = """
from pathlib import Path
from matcalc.site.build import build_site
Path("a-book-en.pdf").write_bytes(b"%PDF" * 250_000)
build_site(Path.cwd(), live=False, books=[Path("a-book-en.pdf")])
"""


@soak
def test_the_whole_course_can_be_downloaded_where_that_was_asked_for(book):
    (book / "book" / "index.md").write_text("# A book\n\n```{downloads} books\n```\n")
    result = run("python", "-c", BUILD_ALL, cwd=book, PYTHONPATH=str(book))
    assert result.returncode == 0, result.stderr
    site = book / "_build" / "site"
    links = offered(site / "en/book/index.html")
    assert links == ["a-book-en.pdf", "matrix-calculus-checked-site.zip"]
    assert "PDF, English, 1.0 MB" in (site / "en/book/index.html").read_text("utf-8")
    with zipfile.ZipFile(site / "shared/books" / links[1]) as copy:
        names = set(copy.namelist())
        inside = {name.partition("/")[2] for name in names}
    assert {name.partition("/")[0] for name in names} == {"matrix-calculus-checked-site"}
    assert {"index.html", "en/book/04-common-formulas.html", "en/_static/course.css"} <= inside
    assert not any(name.endswith((".pdf", ".doctree")) for name in inside)
    assert "books" not in (site / "offline-files.json").read_text()
    assert build(book).returncode == 0  # what an earlier text was printed as is not offered
    assert not (site / "shared/books").exists()
    assert offered(site / "en/book/index.html") == []
    assert "matcalc build --all" in (site / "en/book/index.html").read_text("utf-8")


def offered(page: Path) -> list[str]:
    """The files that a page offers, all of which are there."""
    found = re.findall(r'<a class="offered[^"]*" href="([^"]+)"', page.read_text("utf-8"))
    assert all((page.parent / address).is_file() for address in found)
    return [Path(address).name for address in found]


def test_without_the_parts_the_book_is_complete_and_says_how_to_have_them(book, tmp_path):
    empty = tmp_path / "not-pyodide"
    empty.mkdir()
    given = run("matcalc", "build", "--pyodide-dist", empty, cwd=book, PYTHONPATH=str(book))
    assert given.returncode == 1
    assert "expected the full distribution of Pyodide" in given.stderr
    # No package index can be reached: pip and npm are the only clients that fetch.
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(empty), "PIP_CONFIG_FILE": os.devnull}
    result = run("matcalc", "build", cwd=book, PYTHONPATH=str(book), **offline)
    assert result.returncode == 0, result.stderr
    assert "The exercises will not run in the page" in result.stderr
    assert "--pyodide-dist FOLDER" in result.stderr
    assert 'data-exercise="ch04-quadratic-form"' in page(book)
    assert "live/main.js" not in page(book)
    assert not (book / "_build/site/shared/live").exists()
