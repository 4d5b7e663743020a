"""Exercises of the built site as a reader works on them in a browser; no test of its own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from corpus import ASSIGNMENTS, COURSE, ROOT, answers, checked_exercises, solutions
from playwright.sync_api import Locator, Page

from matcalc.course.exercise import Exercise
from matcalc.site.in_page import check

VERDICTS = {"passed", "failed", "not-attempted", "error"}
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
PAGES = [TOC["root"], *(entry["file"] for part in TOC["parts"] for entry in part["chapters"])]
PLACED = re.compile(r"^```\{assignment\} (\S+)$", re.MULTILINE)
# The page of each assignment.
CHAPTERS = {
    name: page
    for page in PAGES
    for name in PLACED.findall((ROOT / f"{page}.md").read_text("utf-8"))
}
EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise
    for name in ASSIGNMENTS
    for exercise in COURSE.assignment(name).exercises
    if not exercise.written
}


@dataclass(frozen=True)
class Judged:
    """A verdict and the mistake that was named."""

    verdict: str | None
    mistake: str | None


@dataclass(frozen=True)
class Case:
    """An answer to an exercise, and what is intended to be said of it."""

    exercise: str
    code: str
    intended: Judged


def in_cpython(name: str, code: str) -> Judged:
    """What the page's own Python code says here."""
    exercise = EXERCISES[name]
    result = json.loads(check(exercise.setup, code, exercise.check))
    return Judged(result["verdict"], result["mistake"])


def cases(assignment: str, *, every: bool) -> list[Case]:
    """Stub and solution of each exercise, and of the corpus all answers or one of each kind."""
    found: list[Case] = []
    for name in checked_exercises(assignment):
        stub, passed = Judged("not-attempted", "not-attempted"), Judged("passed", None)
        wrong, right = [], [Case(name, solutions(assignment)[name], passed)]
        for answer in answers():
            if answer.exercise == name and answer.mistake:
                named = None if answer.mistake == "unnamed" else answer.mistake
                wrong.append(Case(name, answer.code, Judged("failed", named)))
            elif answer.exercise == name:
                right.append(Case(name, answer.code, passed))
        turn = len(found) // 4  # another kind of mistake for each exercise
        some = [wrong[turn % len(wrong)], right[0], right[1 + turn % (len(right) - 1)]]
        found += [Case(name, EXERCISES[name].stub, stub), *(wrong + right if every else some)]
    return found


class ExercisePage:
    """One exercise in a page, by what a reader sees of it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.region: Locator = page.locator(f'[data-exercise="{name}"]')
        self.editor = self.region.get_by_role("textbox")
        self.status = self.region.get_by_role("status")

    def button(self, name: str) -> Locator:
        """A button by its exact name."""
        return self.region.get_by_role("button", name=name, exact=True)

    def check(self, code: str | None = None, seconds: float = 90) -> Judged:
        """Put code in the editor, press Check, and wait for the verdict."""
        if code is not None:
            self.editor.fill(code)
        self.button("Check").click()
        return self.verdict(seconds)

    def verdict(self, seconds: float = 90) -> Judged:
        """The verdict once it is there."""
        self.region.locator("[role=status][data-verdict]").wait_for(timeout=seconds * 1000)
        found = self.status.get_attribute("data-verdict")
        assert found in VERDICTS
        return Judged(found, self.status.get_attribute("data-mistake") or None)


def script_lines() -> int:
    """The lines of our script."""
    sources = (ROOT / "matcalc/site/live/src").glob("*.js")
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in sources)


def text_of(path: Path) -> str:
    """A page's HTML with its white space joined."""
    return re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
