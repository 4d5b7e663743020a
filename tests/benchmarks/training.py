"""How long the models of Part III train in the page; run it on a machine with nothing else to do.

    python tests/benchmarks/training.py

In a fresh Chromium the cells of a chapter are run one after another up to the one that trains, then
the capstone exercise is checked with its solution.  Python is loaded before the clock starts.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.page import TIMED, WRITE, Line, launched, serve
from corpus import ROOT, solutions
from live_page import CHAPTERS
from playwright.sync_api import sync_playwright
from tried_cells import SCRIPT

# The chapter, what the cell that trains has in it, and its exercises up to the one that trains.
TRAINED = [
    ("ch12", "for _ in range(300)", ["digits-a", "digits-b", "digits-c"]),
    ("ch13", "for epoch in range(40)", ["digits-a", "digits-b"]),
]
CELL = re.compile(r"```\{code-cell\}.*?```", re.DOTALL)


def main() -> None:
    """Measure and print."""
    site = serve(Line(1e10, 0))
    with sync_playwright() as playwright:
        for chapter, line, parts in TRAINED:
            browser = launched(playwright)
            page = browser.new_page()
            page.goto(f"{site}/en/{CHAPTERS[chapter]}.html")
            page.wait_for_selector(".cm-content")
            cells = CELL.findall((ROOT / f"{CHAPTERS[chapter]}.md").read_text("utf-8"))
            last = next(number for number, cell in enumerate(cells, 1) if line in cell)
            for number in range(1, last + 1):
                start = page.evaluate("performance.now()")
                told = page.evaluate(f"({SCRIPT})({{number: {number}, seconds: 120}})")
                seconds = (page.evaluate("performance.now()") - start) / 1000
                assert told["verdict"] == "ran", told
                print(f"{chapter}, cell {number}: {seconds:.2f} s")
            answers = solutions(chapter)
            for part in parts:
                name = f"{chapter}-{part}"
                page.evaluate(WRITE, [name, answers[name]])
                print(f"{name}: {page.evaluate(TIMED, name) / 1000:.2f} s")
            browser.close()


if __name__ == "__main__":
    main()
