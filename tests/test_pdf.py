"""The printed book: set without a fault, whole, and with nothing given away beside an exercise."""

import re
import subprocess
from unicodedata import normalize

import pytest
from corpus import COURSE, ROOT
from course_fixtures import run
from live_page import CHAPTERS
from sample import soak

from matcalc.identities import identities
from matcalc.site.pdf import PACKAGES, faults_in

EXERCISES = [each for one in CHAPTERS for each in COURSE.assignment(one).exercises]
HEADINGS = {
    "en": ("Hints", "Solutions", "Index of terms", "Index of identities"),
    "zh": ("提示", "解答", "术语索引", "恒等式索引"),
}


def squeezed(text):
    """The letters and digits of a text, as lines break anywhere."""
    return re.sub(r"[\W_]+", "", normalize("NFKC", text))  # without ligatures


def read(path, *options):
    """The pages of a PDF as text."""
    command = ["pdftotext", *options, str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return text.split("\f")


@pytest.fixture(scope="module")
def books():
    """The file of each book."""
    result = run("matcalc", "build", "--pdf", "--strict")
    assert result.returncode == 0, result.stderr[-3000:]
    return {path.stem[-2:]: path for path in (ROOT / "_build" / "pdf").glob("*.pdf")}


@soak
@pytest.mark.parametrize("language", HEADINGS)
def test_the_book_is_whole_and_gives_nothing_away(books, language):
    pages = read(books[language], "-layout")
    starts = [
        next(k for k, page in enumerate(pages) if page.split()[:1] and opens(page, heading))
        for heading in HEADINGS[language]
    ]
    assert starts == sorted(starts)
    hints, answers, terms, names = starts
    before = squeezed("".join(pages[:hints]))
    given, solved = (squeezed("".join(pages[a:b])) for a, b in [(hints, answers), (answers, terms)])
    for exercise in EXERCISES:
        title = squeezed(re.sub(r"\$.*", "", exercise.title.within(language)))
        assert title in before
        if exercise.hints:
            assert title in given
        if not exercise.written:
            assert title in solved
            answer = COURSE.assignment(exercise.assignment).solutions[exercise.name]
            line = max(map(squeezed, answer.splitlines()), key=len)
            assert line in solved
            assert line not in before or line in squeezed(exercise.stub)
    assert "??" not in "".join(pages[terms:])
    index = squeezed("".join(read(books[language])[names:]))  # one column after the other
    titles = [squeezed(one.title) for one in identities(language)]
    missing = [title for title in titles if title.isalnum() and title not in index]
    assert missing == []


@soak
def test_an_apostrophe_is_no_wider_than_a_letter(books):
    """Which fonts for Chinese have, too, as wide as one of their characters."""
    word = re.compile(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)".*>(Newton(?:’s)?)</word>')
    widths = {"Newton": set(), "Newton’s": set()}
    for left, right, text in word.findall("".join(read(books["en"], "-bbox"))):
        widths[text].add(round(float(right) - float(left)))
    assert min(widths["Newton’s"]) < 1.3 * min(widths["Newton"])


def opens(page, heading):
    """Whether a chapter with a heading begins on a page."""
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    return heading in lines[:2]


def test_without_tex_it_says_what_to_install():
    result = run("matcalc", "build", "--pdf", PATH="/nowhere")
    assert result.returncode == 1
    assert "xelatex" in result.stderr
    assert all(package in result.stderr for package in PACKAGES)
    assert "Traceback" not in result.stderr


def test_the_packages_are_those_that_make_soak_installs():
    script = (ROOT / "tests" / "require-tex").read_text("utf-8")
    assert {*PACKAGES} <= {*re.search(r'^packages="([^"]*)"', script, re.MULTILINE)[1].split()}


FAULTS = [
    "LaTeX Warning: Reference `a:b' on page 3 undefined on input line 7.",
    "LaTeX Warning: Label `a:b' multiply defined.",
    "Missing character: There is no ᵀ (U+1D40) in font TeXGyrePagella!",
    r"Overfull \hbox (5.01pt too wide) in paragraph at lines 1--2",
]


@pytest.mark.parametrize("line", FAULTS)
def test_what_a_reader_would_see_is_a_fault(line):
    assert faults_in(f"before\n{line}\n\nafter") == [line]
