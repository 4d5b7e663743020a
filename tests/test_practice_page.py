"""Practice in the page: answers in a row, what comes again, and what is remembered."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field

import pytest
from course_fixtures import Visit
from sample import SOAK

from matcalc import practice, set_language
from matcalc.page.practice import practice_check, practice_preview, practice_question

pytestmark = pytest.mark.xdist_group("practice")

PAGE = "en/book/practice.html"
QUESTIONS = 50 if SOAK else 10
WORKER = 120_000  # milliseconds, on a busy machine


# --- what Python says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "verdict", "mistake"),
    [
        ("A'b", "error", "raised"),  # which symbols are these
        ("", "error", "raised"),
        ("2 +", "error", "raised"),
        ("3 * {}", "wrong", "factor"),
        ("{}", "correct", None),
    ],
)
def test_what_cannot_be_read_is_no_mistake(answer, verdict, mistake):
    solution = practice.draw("linear", 2, 3).solution
    found = json.loads(practice_check("linear", "2", "3", answer.format(f"({solution})")))
    assert (found["verdict"], found["mistake"]) == (verdict, mistake)
    assert bool(found["more"]) == (verdict == "wrong")


def test_a_question_that_there_is_not_is_none():
    for numbers in (("cooking", "1", "0"), ("norms", "9", "0"), ("norms", "x", "0")):
        assert practice_question(*numbers) == "null"
    assert json.loads(practice_question("norms", "1", "ada"))["seed"] == "ada"


def test_an_answer_is_shown_as_it_was_read():
    question = practice.draw("quadratic", 1, 0)
    name = question.variable
    shown = json.loads(practice_preview("quadratic", "1", "0", f"2{name}"))
    assert f"2 * {name}" in shown["remarks"][0]
    assert practice_preview("quadratic", "1", "0", "2 +") == "null"


# --- what a reader sees -------------------------------------------------------------------------


@dataclass
class Expected:
    """What the page has to remember, counted here."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)
    tally: dict[str, list[int]] = field(default_factory=dict)

    def count(self, question: tuple[str, str, str], *, right: bool) -> None:
        self.asked.append(question)
        row = self.tally.setdefault(question[0], [0, 0])
        row[0] += right
        row[1] += 1

    def rows(self) -> dict[str, list[int]]:
        rows = [*self.tally.values()]
        return {"today": [sum(r for r, _ in rows), sum(a for _, a in rows)], **self.tally}


class PracticePage:
    """The page by what a reader does on it."""

    def __init__(self, page):
        self.page = page
        self.region = page.locator('[data-tool="practice"]')
        self.field = self.region.get_by_role("textbox")
        self.status = self.region.get_by_role("status")

    def question(self) -> tuple[str, str, str]:
        """The topic, level and seed of the question, once it is there."""
        self.page.locator('[data-tool="practice"]:not([aria-busy="true"])').wait_for(timeout=WORKER)
        return tuple(
            self.region.get_attribute(f"data-{name}") for name in ("topic", "level", "seed")
        )

    def solution(self) -> str:
        topic, level, seed = self.question()
        return str(practice.draw(topic, int(level), int(seed)).solution)

    def answer(self, text: str) -> str:
        """Answer, and wait for the verdict."""
        self.field.fill(text)
        self.field.press("Enter")
        self.region.locator("[role=status][data-verdict]").wait_for(timeout=WORKER)
        return self.status.get_attribute("data-verdict")

    def go_on(self) -> None:
        """Press Enter once more."""
        self.field.press("Enter")
        self.region.locator("[role=status]:not([data-verdict])").wait_for(state="attached")
        self.question()

    def choose(self, *titles: str) -> None:
        """Have these topics chosen, and level 1 where there are any."""
        if titles:
            self.region.get_by_role("radio", name="1").check(force=True)
        for chip in self.region.locator(".chip:has([type=checkbox])").all():
            self.question()
            wanted = chip.inner_text() in titles
            if chip.get_by_role("checkbox").is_checked() != wanted:
                chip.get_by_role("checkbox").set_checked(wanted, force=True)
        self.question()

    def forget(self) -> None:
        """Have what was practised forgotten."""
        self.question()
        self.region.get_by_role("button", name="Forget practice").click()
        self.region.get_by_role("button", name="Forget it?").click()

    def tally(self) -> dict[str, list[int]]:
        rows = self.region.locator("[data-tally]").all()
        return {
            row.get_attribute("data-tally"): [
                int(row.get_attribute("data-right")), int(row.get_attribute("data-asked")),
            ]
            for row in rows
        }  # fmt: skip


@pytest.fixture(scope="module")
def visit(served, browser):
    """The page, by a reader who was never there."""
    with Visit(browser, served(PAGE)) as fresh:
        yield fresh


def test_the_first_question_needs_no_python(visit):
    shown = PracticePage(visit.page)
    assert shown.question()[0] == "linear"
    assert len(visit.page.workers) == 0


def test_a_link_leads_to_its_question(visit):
    shown = PracticePage(visit.page)
    visit.page.evaluate("location.hash = 'topic=traces&level=2&seed=5'")
    visit.page.locator('[data-topic="traces"][data-level="2"][data-seed="5"]').wait_for(
        timeout=WORKER
    )
    shown.region.locator(".practice-asked mjx-container").first.wait_for(timeout=WORKER)
    visit.page.evaluate("location.hash = 'topic=norms&level=3&seed=1'")
    visit.page.locator('[data-topic="norms"][data-level="3"][data-seed="1"]').wait_for()
    address = shown.region.get_by_role("link", name="Link to this question").get_attribute("href")
    assert address == "#topic=norms&level=3&seed=1"
    visit.page.evaluate("location.hash = 'topic=cooking&level=3&seed=1'")
    shown.status.get_by_text("leads to no question").wait_for()
    assert shown.question()[0] in practice.TOPICS


def test_help_comes_step_by_step_and_the_derivation_is_checked(visit):
    shown = PracticePage(visit.page)
    shown.question()
    assert shown.answer(f"-({shown.solution()})") == "wrong"
    assert shown.status.get_by_role("link").get_attribute("href") == "mistakes.html#mistake-sign"
    more = shown.status.get_by_role("button", name="Tell me more")
    more.click()
    assert "opposite sign" in shown.status.locator("ol").inner_text()
    shown.region.get_by_role("button", name="Show the derivation").click()
    lines = shown.region.locator(".practice-worked li")
    lines.first.wait_for(timeout=WORKER)
    assert {line.get_attribute("data-verdict") for line in lines.all()} == {"agree"}
    assert shown.solution() in shown.region.locator(".practice-worked").inner_text()
    shown.region.locator(".practice-worked mjx-container").first.wait_for()
    shown.region.get_by_role("button", name="Next", exact=True).click()
    assert shown.region.locator(".practice-worked").is_hidden()


def test_topics_and_level_are_chosen(visit):
    shown = PracticePage(visit.page)
    shown.choose()
    assert "Choose at least one topic" in shown.status.inner_text()
    shown.choose("Determinants")
    shown.region.get_by_role("radio", name="2").check(force=True)
    visit.page.locator('[data-topic="determinant"][data-level="2"]').wait_for(timeout=WORKER)
    assert "Determinants" in shown.region.locator(".practice-choice summary").inner_text()


def test_what_was_practised_is_forgotten_on_a_second_press(visit):
    shown = PracticePage(visit.page)
    shown.question()
    assert shown.answer(shown.solution()) == "correct"
    assert shown.tally()["today"][1] > 0
    shown.region.get_by_role("button", name="Forget practice").click()
    assert shown.tally()["today"][1] > 0
    shown.region.get_by_role("button", name="Forget it?").click()
    assert shown.tally() == {}
    assert visit.page.evaluate("localStorage['matcalc/practice']") is None
    assert visit.problems == []


def test_questions_in_a_row_are_counted_and_come_again(visit):
    shown, rng, expected, waiting = PracticePage(visit.page), random.Random(4), Expected(), {}
    shown.forget()
    shown.choose("Linear forms", "Norms", "Quadratic forms")
    for number in range(QUESTIONS):
        question = shown.question()
        waiting.pop(question, None)
        late = [one for one, since in waiting.items() if number > since + 5]
        assert not late, "one that was missed comes after two others, or few more if several wait"
        right = number not in {0, 1} and rng.random() < 0.6
        if number % 4 == 0:
            assert shown.answer("2 +") == "error"  # does not count
        solution = shown.solution()
        verdict = shown.answer(solution if right else f"7 * ({solution})")
        assert verdict == ("correct" if right else "wrong"), question
        if not right:
            assert shown.status.get_attribute("data-mistake")
            waiting |= {} if waiting else {question: number}
        expected.count(question, right=right)
        if number == 1:  # a second attempt does not count
            assert shown.answer(solution) == "correct"
        shown.go_on()
    assert len(set(expected.asked)) < len(expected.asked)  # some came again
    assert shown.tally() == expected.rows()
    visit.page.goto("about:blank")
    visit.page.go_back()
    shown.region.locator("[data-tally=today]").wait_for()
    assert shown.tally() == expected.rows()
    right, asked = expected.rows()["today"]
    assert f"Today: {right} of {asked} right" in shown.region.inner_text()
    assert visit.problems == []


def test_a_page_in_chinese_asks_in_chinese(served, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(served(PAGE.replace("en/", "zh/")))
    region = PracticePage(page).region
    region.get_by_role("button", name="检验").wait_for()
    words = " ".join(region.locator("button, label[for], legend, .quiet").all_inner_texts())
    assert not re.search("[A-Za-z]{3}", words.replace("Enter", ""))
    context.close()


def test_questions_and_verdicts_speak_chinese(request):
    request.addfinalizer(lambda: set_language("en"))
    set_language("zh")
    assert "的导数" in json.loads(practice_question("norms", "1", "3"))["asked"]
    found = json.loads(practice_check("norms", "1", "3", "2 +"))
    assert "还不对" in found["lines"][0]


def test_without_a_script_three_questions_stand_there(served, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served(PAGE))
    still = page.locator('[data-tool="practice"] .practice-still > div')
    assert still.count() == 3
    assert "Differentiate f =" in still.first.inner_text()
    assert not still.first.locator("ol").is_visible()
    still.first.locator("summary").click()
    assert "denominator layout" in still.first.locator("ol").inner_text()
    context.close()
