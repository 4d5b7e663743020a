"""The length of the chapters: a reader's hour each, and no more."""

from __future__ import annotations

import re

import pytest
from corpus import ROOT

MOST_WORDS = 3_000
CHAPTERS = sorted((ROOT / "book").glob("[0-9][0-9]-*.md"), key=lambda page: page.name)
# What is no running text, and what stands for what is left in its place.
LEFT_OUT = [
    (r"\A---\n[\s\S]*?\n---\n", ""),  # front matter
    (r"^(`{3,})\{code-cell\}[\s\S]*?^\1\s*$", ""),
    (r"^\$\$\n[\s\S]*?^\$\$", ""),
    (r"^(`{3,})\{(?:math|identity|identities)\}[\s\S]*?^\1\s*$", ""),
    (r"^(?::{3,}|`{3,}).*$", ""),  # where a block begins and ends
    (r"^:[\w-]+:.*$", ""),  # its options
    (r"^\(.*\)=$", ""),  # labels
    (r"\{[\w:]+\}`([^`<]*)(?:<[^`]*>)?`", r" \1 "),  # references
    (r"\$[^$]*\$", " formula "),  # one word, however long
]


def words(text):
    """The number of words that a reader of the text reads."""
    for pattern, instead in LEFT_OUT:
        text = re.sub(pattern, instead, text, flags=re.MULTILINE)
    return len(re.findall(r"[^\s|*_`>#]*\w[^\s|*_`>#]*", text))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.stem)
def test_a_chapter_has_no_more_than_three_thousand_words(chapter):
    assert words(chapter.read_text("utf-8")) <= MOST_WORDS


def test_what_is_counted():
    text = "---\na: b\n---\n(ch)=\n# A title\n\n```{code-cell} ipython3\nx = 1\n```\n"
    text += "Let $x \\in \\R^n$ be\n\n$$\nx = y\n$$\n\n```{math}\n:label: eq\nx\n```\n"
    text += ":::{note}\nSee {ref}`chapter 3 <ch03>`.\n:::\n"
    assert words(text) == 8  # A title, Let formula be, See chapter 3
