"""The book in other formats than the site's: its exercises as on paper, and its messages."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from corpus import ASSIGNMENTS, COURSE
from course_fixtures import run
from live_page import CHAPTERS, EXERCISES, PAGES
from sample import SOAK

from matcalc.site.stills import FIRST

CHINESE = re.compile("[\u4e00-\u9fff]{4,}")


def prompts(language: str) -> set[str]:
    """From each exercise, a run of plain words that stands nowhere else."""
    found = set()
    for name in ASSIGNMENTS:
        for exercise in COURSE.assignment(name).exercises:
            words = exercise.prompt.within(language)
            pattern = CHINESE if language == "zh" else re.compile("[a-z, ]{30,}")
            found |= {max(runs, key=len).strip() for runs in [pattern.findall(words)] if runs}
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
pytestmark = pytest.mark.usefixtures("site")


def in_latex(tmp_path):
    [path] = written("latex", tmp_path).glob("*.tex")
    source = path.read_text("utf-8")
    on_the_start_page = 1  # an exercise to solve on the spot
    assert source.count(r"\subsubsection*{Hints}") == len(CHAPTERS) + on_the_start_page
    plain = re.sub(r"\\PYG\{[^{}]*\}\{([^{}]*)\}|\\(?:PYGZ|sphinx\w*)?", r"\1", source)
    assert not [prompt for prompt in prompts("zh") if prompt in plain]
    assert "What the check runs" not in plain
    assert "Hint 1" not in plain
    assert source.count("Answers to the quick checks") == len(CHAPTERS)
    for name in EXERCISES:
        assert f":{name}}}" in source  # what the progress page and others lead to
    for name in FIRST:
        assert f"{{picture-{name}}}.pdf" in source
        assert (path.parent / f"picture-{name}.pdf").stat().st_size > 1000


def in_epub(tmp_path):
    [path] = written("epub", tmp_path).glob("*.epub")
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        pages = {Path(name).stem: book.read(name).decode() for name in names}
        stills = {Path(name).stem for name in book.namelist() if name.endswith(".svg")}
    assert {f"picture-{name}" for name in FIRST} <= stills
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


def in_singlehtml(tmp_path):
    folder = written("singlehtml", tmp_path)
    page = (folder / f"{PAGES[0]}.html").read_text("utf-8")
    assert page.count('class="the-check"') == len(EXERCISES)
    assert all(page.count(f'data-exercise="{name}"') == 1 for name in EXERCISES)
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


@pytest.mark.parametrize("builder", FORMATS if SOAK else ["latex", "epub"])
def test_exercises_are_those_of_the_format(tmp_path, builder):
    FORMATS[builder](tmp_path)
