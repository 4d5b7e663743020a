"""What the search knows beside English words: Chinese in pairs of characters, and the identities.

Prompts stand in both languages on an English page, and Chinese is written without blanks: a run
of it is indexed by each two neighbouring characters, and a query is split in the same way.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.search.en import SearchEnglish
from sphinx.util.index_entries import split_index_msg

from matcalc.course.files import write_atomically
from matcalc.identities import identities
from matcalc.site.course_directive import book_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["BilingualSearch", "BilingualSearchInChinese", "setup", "write_identities"]

HAN = re.compile(r"[\u3400-\u9fff]+")
ATLAS = "identity-atlas"  # the label of the page that the entries are found on


class BilingualSearch(SearchEnglish):
    """English as Sphinx splits and stems it, and Chinese by pairs.

    Examples
    --------
    >>> BilingualSearch({}).split("the norm 求梯度")
    ['the', 'norm', '求梯', '梯度']
    """

    js_splitter_code = """
function splitQuery(query) {
  const pair = (run, at) => run.slice(at, at + 2);
  const every = (run) => ({length: Math.max(run.length - 1, 1)});
  const pairs = (run) => Array.from(every(run), (_, at) => pair(run, at));
  return query.replace(/[\\u3400-\\u9fff]+/g, (run) => ` ${pairs(run).join(" ")} `)
    .split(/[^\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}]+/gu).filter((term) => term);
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002, the name that Sphinx calls it by
        """The words of a text."""
        return super().split(HAN.sub(lambda run: f" {' '.join(_pairs(run[0]))} ", input))


class BilingualSearchInChinese(BilingualSearch):
    """The same on Chinese pages, for which Sphinx has another one, that finds no Chinese."""

    lang = "zh"
    language_name = "Chinese"


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


def write_identities(app: Sphinx, target: Path) -> None:
    """Put the entries of the atlas where the search page finds them, if the book has an atlas."""
    page, _ = app.env.domains["std"].data["anonlabels"].get(ATLAS, ("", ""))
    if not page:
        return
    entries = [
        {
            "name": entry.name,
            "title": entry.title,
            "formulas": [entry.expression, entry.denominator, entry.numerator],
            "words": f"{entry.title} {entry.name} {entry.conditions}",
        }
        for entry in identities(book_language(app))
    ]
    content = {"page": app.builder.get_target_uri(page), "entries": entries}
    write_atomically(target, json.dumps(content, ensure_ascii=False).encode())


def _complete_entries(app: Sphinx) -> list[Any]:
    """Find the entries of the index on pages that this build does not write again, too.

    Sphinx writes those of the pages alone that it writes in the same build.
    """
    kept = getattr(getattr(app.builder, "indexer", None), "_index_entries", None)
    for page, entries in app.env.domains["index"].data["entries"].items():
        if kept is not None and page not in kept:
            kept[page] = sorted(
                (text, target, main)
                for kind, value, target, main, _ in entries
                for text in split_index_msg(kind, value)
            )
    return []  # no page of our own


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("html-collect-pages", _complete_entries)
    app.add_search_language(BilingualSearch)
    app.add_search_language(BilingualSearchInChinese)
