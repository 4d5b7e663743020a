"""The book in other formats than the site's: its exercises as on paper, and its messages."""

from __future__ import annotations

import posixpath
import re
import zipfile
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from corpus import ASSIGNMENTS, COURSE, ROOT
from course_fixtures import run
from live_page import CHAPTERS, EXERCISES, PAGES
from sample import soak

from matcalc.site.stills import FIRST

CHINESE = re.compile("[\u4e00-\u9fff]{4,}")


def prompts(language: str) -> set[str]:
    """From each exercise, a run of plain words that its page has nowhere else."""
    files = (ROOT / "book").glob("locale/**/*.po" if language == "zh" else "*.md")
    pages = " ".join(" ".join(file.read_text("utf-8") for file in files).split())
    found = set()
    for name in ASSIGNMENTS:
        for exercise in COURSE.assignment(name).exercises:
            words = exercise.prompt.within(language)
            pattern = CHINESE if language == "zh" else re.compile("[a-z, ]{30,}")
            runs = [run.strip() for run in pattern.findall(words) if run.strip() not in pages]
            found |= {max(runs, key=len)} if runs else set()
    assert len(found) > len(EXERCISES) // 2
    return found


def written(builder: str, folder: Path) -> Path:
    """The book in a format."""
    options = ("--path-output", folder, "--builder", "custom", "--custom-builder", builder)
    result = run("jupyter-book", "build", ".", *options)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    assert "WARNING" not in result.stdout + result.stderr
    return folder / "_build" / builder


def words_of(page: str) -> str:
    """What stands in a page of HTML, in one line."""
    return " ".join(unescape(re.sub("<[^>]+>", "", page)).split())


# All of them need the pages' cells executed, which the site has done.
pytestmark = [pytest.mark.usefixtures("site"), pytest.mark.xdist_group("pages")]


def in_latex(tmp_path):
    [path] = written("latex", tmp_path).glob("*.tex")
    source = path.read_text("utf-8")
    hinted = [exercise for exercise in EXERCISES.values() if exercise.hints]
    assert source.count(r"\sphinxstyleemphasis{Hints: page") == len(hinted)
    assert source.count(r"\chapter{Hints}") == 1
    plain = re.sub(r"\\PYG\{[^{}]*\}\{([^{}]*)\}|\\(?:PYGZ|sphinx\w*)?", r"\1", source)
    assert not [prompt for prompt in prompts("zh") if prompt in plain]
    assert "What the check runs" not in plain
    assert "Hint 1" not in plain
    to_find_a_chapter = 1  # the page of questions that do
    assert source.count("Answers to the quick checks") == len(CHAPTERS) + to_find_a_chapter
    for name in EXERCISES:
        assert f":{name}}}" in source  # what the progress page and others lead to
    for name in FIRST:
        assert f"{{picture-{name}}}.pdf" in source
        assert (path.parent / f"picture-{name}.pdf").stat().st_size > 1000


def in_epub(_):
    result = run("matcalc", "build", "--epub", "--strict")
    assert result.returncode == 0, result.stderr[-3000:]
    books = {path.stem[-2:]: path for path in (ROOT / "_build" / "epub").glob("*.epub")}
    assert books.keys() == {"en", "zh"}
    chinese = is_an_e_book(books["zh"])
    assert "zh-CN" in chinese["content.opf"]
    text = " ".join(words_of(page) for name, page in chinese.items() if name.endswith(".xhtml"))
    missing = [prompt for prompt in prompts("zh") if prompt not in text]
    assert len(missing) < 3, missing
    assert not [prompt for prompt in prompts("en") if prompt in text]
    files = is_an_e_book(books["en"])
    pages = {Path(name).stem: page for name, page in files.items() if name.endswith(".xhtml")}
    assert {f"picture-{name}" for name in FIRST} <= {Path(name).stem for name in files}
    assert {Path(page).name for page in PAGES} <= pages.keys()
    for name, place in CHAPTERS.items():
        page = pages[Path(place).name]
        assert not re.search("application/json|<details[^>]*hint", page)  # folded code stays
        text = words_of(page)
        assert not re.search(r"What the check runs|Hint 1", text)
        assert not [prompt for prompt in prompts("zh") if prompt in text]
        before, hints = text.split(" Hints ")
        hints, answers = hints.split(" Answers to the quick checks ")
        numbers = re.findall(r"Quick check (\d)", before)
        assert numbers == re.findall(r"Quick check (\d)", answers)
        asked, answered = page.split("Answers to the quick checks")
        assert not re.search(r"<strong>(Right|No)\.", asked)
        assert re.search(r"<strong>(Right|No)\.", answered)
        for exercise in COURSE.assignment(name).exercises:
            title = re.split("[$`]", exercise.title.en)[0].strip()
            assert title in before
            assert (title in hints) == bool(exercise.hints)


def is_an_e_book(path):
    """What a reader's program asks for: well-formed pages, links that lead, formulas as MathML."""
    with zipfile.ZipFile(path) as book:
        first, *_ = book.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        files = {name: book.read(name).decode(errors="replace") for name in book.namelist()}
    pages = {name: page for name, page in files.items() if name.endswith(".xhtml")}
    anchors = {name: {*re.findall(r"""\bid=["']([^"']+)""", page)} for name, page in pages.items()}
    formulas = 0
    for name, page in pages.items():
        ElementTree.fromstring(page)
        assert not re.search(r"\\\(|\\\[|<mjx-", page), name
        is_listed = f'href="{name}" properties="mathml"' in files["content.opf"]
        assert is_listed == ("<math" in page)
        formulas += page.count("<math")
        for address, anchor in re.findall(r'href="([\w./-]*)(?:#([^"]*))?"', page):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            target = target if address else name
            assert target in files, (name, address)
            assert not anchor or anchor in anchors[target], (name, address, anchor)
    assert formulas > 2000
    return files


def in_singlehtml(tmp_path):
    folder = written("singlehtml", tmp_path)
    page = (folder / f"{PAGES[0]}.html").read_text("utf-8")
    counted = [page.count(f'data-exercise="{name}"') for name in EXERCISES]
    assert {1} <= {*counted} <= {1, 2}  # the guest of the start page is there twice
    assert page.count('class="the-check"') == sum(counted)
    assert (folder / "_static" / "mathjax" / "tex-chtml.js").is_file()
    assert not (folder / "downloads").exists()


def in_gettext(tmp_path):
    folder = written("gettext", tmp_path)
    catalogues = {path.relative_to(folder).with_suffix("").as_posix() for path in
                  folder.rglob("*.pot")}  # fmt: skip
    assert set(PAGES) <= catalogues
    for page in CHAPTERS.values():
        text = (folder / f"{page}.pot").read_text("utf-8")
        joined = text.replace('"\n"', "")
        assert "Before you start" in joined
        assert not re.search("Quick check [0-9]|derivative \\(denominator layout\\)", joined)
        for language in ("en", "zh"):
            assert not [prompt for prompt in prompts(language) if prompt in joined]
        assert not re.search('msgid "(Assignment ch|Your instructor reads|[0-9]+ checks)', joined)


FORMATS = {"latex": in_latex, "epub": in_epub, "singlehtml": in_singlehtml, "gettext": in_gettext}


@soak
@pytest.mark.parametrize("builder", FORMATS)
def test_exercises_are_those_of_the_format(tmp_path, builder):
    FORMATS[builder](tmp_path)
