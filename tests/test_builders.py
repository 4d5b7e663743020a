"""The book in other forms than the site: all pages, and exercises as a book has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import COURSE
from course_fixtures import run
from live_page import CHAPTERS
from sample import SOAK

from matcalc.messages import say

BUILDERS = ["latex", "epub", "singlehtml", "gettext"]


@pytest.fixture(scope="module", params=BUILDERS if SOAK else ["latex", "epub"])
def built(request, site, tmp_path_factory) -> tuple[str, Path]:
    """What a builder of Sphinx makes of the book, whose cells the site's build has executed."""
    assert site
    target = tmp_path_factory.mktemp(request.param)
    options = ("--builder", "custom", "--custom-builder", request.param, "--path-output", target)
    result = run("jupyter-book", "build", ".", *options)
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]
    return request.param, target / "_build" / request.param


def exercises():
    """Every exercise of the course, in order."""
    return [each for name in CHAPTERS for each in COURSE.assignment(name).exercises]


def test_the_builder_ends_well_and_exercises_are_those_of_a_book(built):
    builder, folder = built
    if builder == "latex":
        [page] = folder.glob("*.tex")
        text = page.read_text("utf-8")
        assert text.count(f"{{{say('book-hints')}}}") == len(CHAPTERS)
        assert say("book-what-runs") not in text
        for exercise in exercises():
            assert exercise.title.zh not in text
    elif builder == "gettext":
        catalogues = {path.stem: path.read_text("utf-8") for path in folder.rglob("*.pot")}
        assert {page.removeprefix("book/") for page in CHAPTERS.values()} <= catalogues.keys()
        for exercise in exercises():
            page = catalogues[CHAPTERS[exercise.assignment].removeprefix("book/")]
            assert exercise.title.en not in page
            assert f'"{exercise.prompt.en.splitlines()[0]}"' not in page
    else:
        pages = [*folder.rglob("*.html"), *folder.rglob("*.xhtml")]
        text = "".join(page.read_text("utf-8") for page in pages)
        assert exercises()[0].title.en.split(" ", 1)[1] in text
