"""Cells of the built pages: what the build made of them, what a try makes; no test of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from corpus import ROOT
from jupyter_cache import get_cache
from live_page import PAGES
from nbformat import NotebookNode

SCRIPT = Path(__file__).with_name("try_cell.js").read_text("utf-8").partition("*/")[2]
SCRIPT = SCRIPT.strip().removesuffix(";")
# The kinds of output of a notebook, the one first that is shown where there are several.
KINDS = ("text/html", "image/svg+xml", "image/png", "text/markdown", "text/latex", "text/plain")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
# What such a cell prints differs from run to run, or shows how another machine rounds.
CLOCK = re.compile(r"perf_counter|subprocess|median_seconds|three_times|def errors\(ratio")
SOURCES = {page: (ROOT / f"{page}.md").read_text("utf-8") for page in PAGES}
HAVE_CELLS = [
    page
    for page, text in SOURCES.items()
    if "```{code-cell}" in text and "remove-input" not in text  # all of their code is shown
]


@dataclass(frozen=True)
class Ended:
    """How a cell ended, and the kinds and texts of what it shows."""

    number: int
    verdict: str | None
    outputs: list[tuple[str, str]]
    said: str = ""


def in_build(page: str) -> list[Ended]:
    """How each code cell of a page ended when the book was built."""
    (executed,) = (ROOT / "_build" / "executed").glob("*-en")
    cache = get_cache(executed)
    records = [one for one in cache.list_cache_records() if one.uri.endswith(f"{page}.md")]
    newest = max(records, key=lambda one: one.pk)
    cells = [one for one in cache.get_cache_bundle(newest.pk).nb.cells if one.cell_type == "code"]
    return [_ended(number, cell) for number, cell in enumerate(cells, 1)]


def _ended(number: int, cell: NotebookNode) -> Ended:
    outputs: list[tuple[str, str]] = []
    for one in cell.outputs:
        if one.output_type == "stream":
            outputs.append(("text/plain", one.text))
        elif one.output_type != "error":
            mime = next(kind for kind in KINDS if kind in one.data)
            outputs.append((mime, one.data[mime]))
    failed = any(one.output_type == "error" for one in cell.outputs)
    return Ended(number, "error" if failed else "ran", _merged(outputs))


def _merged(outputs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Texts that follow each other are one, as the page has them."""
    found: list[tuple[str, str]] = []
    for mime, text in outputs:
        if found and mime == found[-1][0] == "text/plain":
            found[-1] = mime, found[-1][1].rstrip("\n") + "\n" + text
        else:
            found.append((mime, text))
    return found


def differences(page: str, tried: list[dict]) -> list[str]:
    """What was tried and ended otherwise than in the build."""
    expected = {one.number: one for one in in_build(page)}
    sources = _sources(page)
    found = []
    for one in tried:
        there = expected[one["number"]]
        here = Ended(one["number"], one["verdict"], [tuple(o) for o in one["outputs"]])
        if (there.verdict, _kinds(there)) != (here.verdict, _kinds(here)):
            found.append(f"{page} {here.number}: {_kinds(there)}, {here} {one['said']}")
        elif not CLOCK.search(sources[here.number - 1]):
            pairs = zip(there.outputs, here.outputs, strict=True)
            found += [
                f"{page} {here.number}: {a!r}, {b!r}"
                for (mime, a), (_, b) in pairs
                if not same(mime, a, b)
            ]
    return found


def _sources(page: str) -> list[str]:
    text = (ROOT / f"{page}.md").read_text("utf-8")
    return re.findall(r"^```\{code-cell\}.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def _kinds(ended: Ended) -> list[str]:
    return [mime for mime, _ in ended.outputs]


def same(mime: str, there: str, here: str) -> bool:
    """Whether two outputs say the same, up to the rounding of another machine."""
    if mime.startswith("image/") or mime in {"text/latex", "text/markdown"}:
        return True  # that they are drawn and typeset is looked at in the page
    if mime == "text/html":
        there = BeautifulSoup(there, "html.parser").get_text()
    words = [NUMBER.sub("#", text).split() for text in (there, here)]
    # Of two entries that differ as much, another may be named: the numbers are in another order.
    numbers = [sorted(map(float, NUMBER.findall(text))) for text in (there, here)]
    return words[0] == words[1] and all(map(_near, *numbers))


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b)) or max(abs(a), abs(b)) < 1e-8
