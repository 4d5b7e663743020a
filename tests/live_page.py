"""Exercises of the built site as a reader works on them in a browser; no test of its own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import yaml
from corpus import ASSIGNMENTS, COURSE, ROOT, solutions
from playwright.sync_api import Locator, Page
from sample import sampled

from matcalc.course.exercise import Exercise
from matcalc.course.names import defined_by
from matcalc.page.exercises import check

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


def before(name: str) -> dict[str, str]:
    """The solutions of the exercises before one, whose answers it may use."""
    exercise, found = EXERCISES[name], dict[str, str]()
    for one, solution in solutions(exercise.assignment).items():
        if one == name:
            break
        if EXERCISES[one].setup == exercise.setup:
            found[one] = solution
    return found


def in_cpython(name: str, code: str) -> Judged:
    """What the page's own Python code says here, after the solutions of those before."""
    exercise = EXERCISES[name]
    earlier = [
        {
            "title": one,
            "names": defined_by(EXERCISES[one].stub),
            "answer": solution,
            "check": EXERCISES[one].check,
        }
        for one, solution in before(name).items()
    ]
    result = json.loads(check(exercise.setup, code, exercise.check, json.dumps(earlier)))
    return Judged(result["verdict"], result["mistake"])


def cases(assignment: str, every: int = 24) -> list[Case]:
    """Solutions, stubs and typical answers, about one of so many; in a soak test all.

    Before an answer come the solutions of the exercises that it may stand on.
    """
    found: list[Case] = []
    stub, passed = Judged("not-attempted", "not-attempted"), Judged("passed", None)
    typical = COURSE.assignment(assignment).answers
    for name, solution in solutions(assignment).items():
        found += [Case(name, EXERCISES[name].stub, stub), Case(name, solution, passed)]
        found += [Case(name, code, passed) for code in typical[name].right]
        for code, mistake in typical[name].wrong:
            named = None if mistake == "unnamed" else mistake
            found.append(Case(name, code, Judged("failed", named)))
    typed, needed = dict[str, str](), list[Case]()
    for case in sampled(found, every, key=lambda case: case.exercise + case.code):
        missing = before(case.exercise).items() - typed.items()
        needed += [Case(name, solution, passed) for name, solution in sorted(missing)]
        typed |= {**dict(missing), case.exercise: case.code}
        needed.append(case)
    return needed


def write(editor: Locator, code: str) -> None:
    """Select all that an editor holds, and type over it.

    Playwright's own `fill` selects in the page, and an editor that was given the focus sets its
    selection a moment later: on a busy machine the text was typed beside the old one.
    """
    for _ in range(3):
        editor.focus()
        editor.press("ControlOrMeta+a")
        editor.press("Delete")
        editor.page.keyboard.insert_text(code)
        if editor.inner_text().split() == code.split():
            return
    raise AssertionError(f"the editor holds {editor.inner_text()!r} instead of {code!r}")


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

    def write(self, code: str) -> None:
        """Put code in the editor as a reader does."""
        write(self.editor, code)

    def check(self, code: str | None = None, seconds: float = 90) -> Judged:
        """Put code in the editor, have it checked, and wait for the verdict.

        By the keyboard: the formula that appears below the editor moves the button, and a click
        on a busy machine may fall beside it, so that the verdict before would be read again.
        """
        if code is not None:
            self.write(code)
        self.editor.press("Control+Enter")
        return self.verdict(seconds)

    def verdict(self, seconds: float = 90) -> Judged:
        """The verdict once it is there."""
        self.region.locator(".verdict[data-verdict]").wait_for(timeout=seconds * 1000)
        found = self.status.get_attribute("data-verdict")
        assert found in VERDICTS
        return Judged(found, self.status.get_attribute("data-mistake") or None)
