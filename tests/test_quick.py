"""Quick checks: what is refused in them, what they say, and that a reader can answer each."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from course_fixtures import Visit
from live_page import CHAPTERS
from node import in_node, script
from playwright.sync_api import Locator, Page
from sample import soak

from matcalc.errors import MatcalcError
from matcalc.site.quick_check import ANY_OTHER, as_typed, read_quick_check
from matcalc.site.quick_truth import verify

pytestmark = pytest.mark.xdist_group("exercises")

# --- what an author is told ---------------------------------------------------------------------

CHOICES = "What?\n\n- [ ] $3$\n  No.\n- [x] $4$\n  Yes."
ANSWERS = "What?\n\n- [x] $2 \\times 3$ | two by three\n  Yes.\n- [ ] 5\n  No.\n- [ ] …\n  No."
STEPS = "Sort.\n\n1. $f = x'x$\n   One.\n2. $D = x + x$\n   Two.\n3. $= 2x$\n   Three."


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("guess", CHOICES, "'guess': there are choose, fill, order"),
        ("choose", CHOICES[7:], "line 1: the question is one paragraph"),
        ("choose", "One.\n\nTwo.\n\n" + CHOICES[7:], "line 1: the question is one paragraph"),
        ("choose", CHOICES.replace("x", " "), "line 1: no answer is marked as right"),
        ("choose", CHOICES.replace("[ ]", "[x]"), "line 1: every choice is marked as right"),
        ("choose", CHOICES.replace("4", " 3"), "line 5: '$ 3$' stands in line 3 too"),
        ("choose", CHOICES.replace("  Yes.", ""), "line 5: nothing is said of '$4$'"),
        ("choose", CHOICES.replace("  No.", "No."), "line 4: neither an item nor indented"),
        ("choose", CHOICES.replace("[ ]", "[?]"), "line 3: neither an item nor indented"),
        ("choose", CHOICES.replace("- [ ]", "1."), "line 3: neither an item nor indented"),
        ("choose", "What?\n\n- [x] $4$\n  Yes.", "has 2 items or more, not 1"),
        ("fill", "What?", "has 1 items or more, not 0"),
        ("fill", ANSWERS.replace("x]", " ]"), "line 1: no answer is marked as right"),
        ("fill", ANSWERS.replace("5", "(2, 3)"), "line 5: '(2, 3)' stands in line 3 too"),
        ("fill", ANSWERS.replace("[ ] …", "[x] …"), "line 7: any other answer cannot be right"),
        ("order", "Sort.\n\n1. $f$\n   One.", "has 3 items or more, not 1"),
        ("order", STEPS.replace("= 2x", "D = x+x"), "line 7: '$D = x+x$' stands in line 5 too"),
        ("order", STEPS.replace("3. ", "- "), "line 7: neither an item nor indented"),
    ],
)  # fmt: skip
def test_a_badly_written_one_is_refused_with_its_line(kind, text, says):
    with pytest.raises(MatcalcError) as refused:
        read_quick_check(kind, text.splitlines(), 1)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "text", "expression", "says"),
    [
        ("choose", CHOICES, "2 + 2", None),
        ("choose", CHOICES, "3", "line 3: '$3$' is marked as wrong, which it is not by 3"),
        ("choose", CHOICES, "5", "line 5: '$4$' is marked as right, which it is not by 5"),
        ("choose", CHOICES, "1 / 0", "1 / 0 cannot be evaluated: ZeroDivisionError"),
        ("choose", CHOICES, "4 +", "4 + cannot be evaluated: SyntaxError"),
        ("choose", CHOICES, "[4]", "[4] is no number, shape, word or report, but [4]"),
        ("choose", CHOICES, "np.array([[4.0]])", None),
        ("choose", CHOICES.replace("4", "x + x"), "check_formula('x*x', 'x', answer, x='')", None),
        ("choose", CHOICES.replace("4", "x"), "check_formula('x*x', 'x', answer, x='')", "right"),
        ("choose", CHOICES.replace("3", "2x").replace("4", "x + x"),
         "check_formula('x*x', 'x', answer, x='')", "line 3: '$2x$' is marked as wrong"),
        ("choose", CHOICES.replace("$", "`"), "4.0", None),
        ("choose", CHOICES.replace("$", "`"), "eval(answer)", "line 3: '`3`' is marked as wrong"),
        ("fill", ANSWERS, "np.ones((2, 3)).shape", None),
        ("fill", ANSWERS, "'Two by  three'", None),
        ("fill", ANSWERS, "np.ones((3, 2)).shape", "is marked as right, which it is not"),
        ("fill", ANSWERS, "5", "is marked as right, which it is not"),
        ("fill", ANSWERS.replace("5", "yes"), "True", "is marked as right, which it is not"),
        ("order", STEPS, "check_derivation('x\\'x', 'x', answer, x='n')", None),
        ("order", STEPS.replace("x + x", "3x"), "check_derivation('x\\'x', 'x', answer, x='n')",
         "the steps in this order are refused"),
    ],
)  # fmt: skip
def test_a_marked_answer_is_held_against_a_value(kind, text, expression, says):
    check = read_quick_check(kind, text.splitlines(), 1)
    if says is None:
        verify(check, expression)
        return
    with pytest.raises(MatcalcError) as refused:
        verify(check, expression)
    assert says in str(refused.value)


def test_steps_are_never_shown_in_their_order():
    for word in range(40):
        text = STEPS.replace("Sort", "Put in order").replace("= 2x", f"= 2x + {word} - {word}")
        shown = read_quick_check("order", text.splitlines(), 1).shuffled
        assert sorted(shown) == [0, 1, 2] != shown


# --- every one of the book, by its page's data and the page's own judge -------------------------

QUICK = re.compile(
    '<section[^>]* class="quick" data-quick="(?P<kind>[a-z]+)"(?P<body>.*?)'
    '<script type="application/json">(?P<data>.*?)</script></section>',
    re.DOTALL,
)


def of_the_book(site: Path) -> list[tuple[str, str, dict[str, Any], int]]:
    """The page, kind, data and number of sentences of every quick check in the built site."""
    found = []
    for page in CHAPTERS.values():
        source = (site / "en" / f"{page}.html").read_text("utf-8")
        for check in QUICK.finditer(source):
            said = check["body"].count('class="why"')
            found.append((page, check["kind"], json.loads(unescape(check["data"])), said))
    return found


def by_the_judge(code: str, values: object) -> Any:
    """What the page's judge makes of some values."""
    program = f"""
        import {{ asTyped, judgeChoice, judgeOrder, judgeText }} from {script("judge.js")};
        const judge = {{
          choose: (data, answer) => judgeChoice(data, answer),
          fill: (data, answer) => judgeText(data, answer),
          order: (data, answer) => judgeOrder(answer),
        }};
        console.log(JSON.stringify({code}));
    """
    return in_node(program, values)


def answers(kind: str, data: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """Right answers, all there are but for the order of choices, and wrong ones."""
    if kind == "order":
        return [sorted(data["order"])], [data["order"]]
    if kind == "choose":
        wrong = [k for k in range(max(data["right"]) + 2) if k not in data["right"]]
        return [data["right"], data["right"][::-1]], [[k, *data["right"]] for k in wrong]
    sorted_out: tuple[list[str], list[str]] = ([], ["gibberish"])
    for k, spellings in enumerate(data["spellings"]):
        if ANY_OTHER not in spellings:
            sorted_out[k not in data["right"]].extend(spellings)
    return sorted_out


def test_every_right_answer_of_the_book_is_accepted_and_no_wrong_one(site):
    checks = of_the_book(site)
    assert checks
    asked = [
        (kind, data, answer, verdict)
        for _, kind, data, _ in checks
        for verdict, given in zip(("correct", "wrong"), answers(kind, data), strict=True)
        for answer in given
    ]
    judged = by_the_judge("values.map(([kind, data, answer]) => judge[kind](data, answer))", asked)
    for (kind, data, answer, verdict), found in zip(asked, judged, strict=True):
        assert found["verdict"] == verdict, (kind, data, answer)
        assert found["said"] or kind == "order" or answer == "gibberish"


def test_of_every_item_something_is_said(site):
    for page, kind, data, said in of_the_book(site):
        items = data.get("spellings") or data.get("order")
        assert said == len(items) if items else said > max(data["right"]), (page, kind)


def test_page_and_build_read_what_is_typed_alike(site):
    texts = [
        "(3, 2)", "3x2", "3 × 2", "3 by 2", "[3,2]", "（3，2）", "$3 \\times 2$", "3, 2.", "(2, 3)",
        "(3,)", "3", "3.0", "+3", "６/2", "1/3", "2/6", "-1/2", "−0.5", "1/0", "Row", " a  row.",
        "arow", "", "x", "n x p", "n,p", "…",
        *(text for _, _, data, _ in of_the_book(site) for row in data.get("spellings", [])
          for text in row),
    ]  # fmt: skip
    theirs = by_the_judge("values.map(asTyped)", texts)
    for (k, one), (m, other) in combinations(enumerate(texts), 2):
        assert (as_typed(one) == as_typed(other)) == (theirs[k] == theirs[m]), (one, other)


# --- in the page --------------------------------------------------------------------------------


class Quick:
    """A quick check of a page, by what a reader sees of it."""

    def __init__(self, page: Page, kind: str, words: str) -> None:
        self.region: Locator = page.locator(f'[data-quick="{kind}"]', has_text=words)
        self.status = self.region.get_by_role("status")
        self.keys = page.keyboard

    def check(self) -> tuple[str | None, str]:
        """Press the button, and read the verdict."""
        self.region.get_by_role("button", name="Check", exact=True).click()
        return self.verdict()

    def verdict(self) -> tuple[str | None, str]:
        """The verdict and what is said."""
        return self.status.get_attribute("data-verdict"), self.status.inner_text()


@pytest.fixture(scope="module")
def chapter(served, browser):
    """Chapter 3, which has quick checks of every kind."""
    with Visit(browser, served(f"en/{CHAPTERS['ch03']}.html")) as visit:
        yield visit
        assert visit.problems == []


def test_choosing_by_click_and_by_keyboard(chapter):
    quick = Quick(chapter.page, "choose", "squares of the entries")
    assert quick.region.get_by_role("group", name="squares of the entries").count() == 1
    assert quick.check() == (None, "Choose an answer first.")
    choices = quick.region.get_by_role("radio")
    quick.region.locator("label").nth(0).click()
    verdict, said = quick.check()
    assert verdict == "wrong"
    assert said.startswith("Not yet.")
    assert "has room for" in said
    assert quick.status.locator("mjx-container").count() == 2
    assert quick.status.locator("[tabindex]").count() == 0
    choices.nth(0).focus()
    quick.keys.press("ArrowDown")
    assert choices.nth(1).is_checked()
    assert quick.verdict() == (None, "")
    quick.keys.press("Enter")
    verdict, said = quick.verdict()
    assert verdict == "correct"
    assert "so all else is zero" in said


def test_choosing_several(chapter):
    quick = Quick(chapter.page, "choose", "one matrix")
    assert "Mark all that are right." in quick.region.locator("legend").inner_text()
    boxes = quick.region.get_by_role("checkbox")
    boxes.nth(0).check()
    assert quick.check() == ("wrong", "Not yet. What you marked is right, and there is more.")
    boxes.nth(3).focus()
    quick.keys.press("Space")
    verdict, said = quick.check()
    assert verdict == "wrong"
    assert "its own transpose" in said
    assert "differ in shape" not in said
    quick.keys.press("Shift+Tab")
    quick.keys.press("Space")
    boxes.nth(1).check()
    verdict, said = quick.check()
    assert verdict == "correct"
    assert "differ in shape" in said


def test_filling_in(chapter):
    quick = Quick(chapter.page, "fill", "5 components")
    field = quick.region.get_by_role("textbox", name="Your answer")
    assert quick.check() == (None, "Type an answer first.")
    for typed, expected, part in (
        ("5 x 2", "wrong", "That is XY"),
        ("10", "wrong", "Rows count the variables"),
        ("（2，5）", "correct", "A row for each variable"),
        ("2×5", "correct", "A row for each variable"),
    ):
        field.focus()
        field.fill(typed)
        assert quick.verdict() == (None, "")
        quick.keys.press("Enter")
        verdict, said = quick.verdict()
        assert verdict == expected, typed
        assert part in said


def test_putting_in_order_by_keyboard_and_by_click(chapter):
    quick = Quick(chapter.page, "order", "In which order")
    lines = quick.region.locator("ol.choices > li")
    steps = "all => all.map((line) => Number(line.dataset.step))"
    order = lines.evaluate_all(steps)
    assert order != sorted(order)
    verdict, said = quick.check()
    assert verdict == "wrong"
    place = next(k for k, step in enumerate(order) if step != k)
    assert f"Line {place + 1} comes too early." in said
    # The last step is carried down by the keyboard, the others are put right by clicks.
    for place in range(order.index(3), 3):
        button = quick.region.get_by_role("button", name=f"Move line {place + 1} down")
        button.focus()
        quick.keys.press("Enter")
        assert quick.verdict() == (None, f"Now line {place + 2} of 4.")
        focused = chapter.page.evaluate("document.activeElement.ariaLabel")
        assert focused == f"Move line {place + 2} down"
    for wanted in range(3):
        for place in range(lines.evaluate_all(steps).index(wanted), wanted, -1):
            quick.region.get_by_role("button", name=f"Move line {place + 1} up").click()
    first = quick.region.get_by_role("button", name="Move line 1 up")
    assert first.get_attribute("aria-disabled") == "true"
    first.dispatch_event("click")
    assert lines.evaluate_all(steps) == [0, 1, 2, 3]
    assert quick.check()[0] == "correct"
    assert quick.region.get_by_text("The differential comes first").is_visible()


def test_nothing_is_kept(chapter):
    kept = chapter.page.evaluate("Object.keys(localStorage)")
    assert not [key for key in kept if "quick" in key]


def test_a_page_in_chinese_asks_in_chinese(served, browser):
    context = browser.new_context()
    context.route("**/mathjax/**", lambda route: route.abort())  # nobody looks at the formulas
    page = context.new_page()
    page.goto(served(f"zh/{CHAPTERS['ch03']}.html"), wait_until="domcontentloaded")
    region = page.locator('[data-quick="order"]')
    region.get_by_role("button", name="检验", exact=True).click()
    words = region.locator("[role=status], .moves").all_inner_texts()
    assert "还不对" in " ".join(words)
    assert region.get_by_role("button", name="把第 2 行上移").count() == 1
    context.close()


@soak
def test_without_a_script_every_answer_can_be_unfolded(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en" / f"{CHAPTERS['ch03']}.html").as_uri())
    checks = page.locator("[data-quick]")
    assert checks.count() == 5
    for check in checks.all():
        assert check.locator("legend").is_visible()
        assert check.locator("input, button").count() == 0
        assert not check.locator(".why").first.is_visible()
        check.locator("summary").click()
        assert check.locator(".why").last.is_visible()
        assert check.get_by_text("Right.").count() or check.get_attribute("data-quick") == "order"
    context.close()


def test_print_shows_the_question_and_the_answer(chapter):
    chapter.page.emulate_media(media="print")
    quick = Quick(chapter.page, "fill", "5 components")
    assert quick.region.locator("legend").is_visible()
    assert not quick.region.get_by_role("button", name="Check").is_visible()
    assert not quick.region.get_by_role("textbox").is_visible()
    chapter.page.emulate_media(media="screen")


WHERE = {  # the status at first, after the second answer, and at the end; and the marks
    "en": ("0 of 17 questions answered.", "2 of 17 questions answered. Begin with Kinds of",
           "17 of 17 questions answered. You know what they ask", ["known", "to read"]),
    "zh": ("已回答 0 题，共 17 题。", "已回答 2 题，共 17 题。 请从“函数的种类",
           "已回答 17 题，共 17 题。 这些内容你都会了", ["已掌握", "要读"]),
}  # fmt: skip


@pytest.mark.parametrize("language", WHERE)
def test_seventeen_questions_find_the_chapter_to_start_with(served, browser, language):
    at_first, after_two, at_the_end, marks = WHERE[language]
    with Visit(browser, served(f"{language}/book/where-to-start.html")) as visit:
        page, path = visit.page, visit.page.locator("[data-tool='path']")
        questions, status = page.locator("[data-quick]"), path.get_by_role("status")

        def answer(number: int, *, right: bool) -> None:
            data = json.loads(questions.nth(number).locator("script").text_content())
            place = data["right"][0] if right else 3  # "I am not sure"
            questions.nth(number).get_by_role("radio").nth(place).focus()
            page.keyboard.press("Space")
            page.keyboard.press("Enter")

        assert (questions.count(), status.inner_text()) == (17, at_first)
        answer(0, right=True)
        answer(1, right=False)
        answer(1, right=True)  # the first answer counts
        assert status.inner_text().startswith(after_two)
        items = path.locator("li")
        for place, mark in enumerate(marks):
            assert items.nth(place).inner_text().endswith(mark)
        assert items.nth(2).get_attribute("data-standing") == ""
        page.reload()
        for number in range(17):
            answer(number, right=True)
        assert status.inner_text().startswith(at_the_end)
        assert visit.problems == []
