"""Derivations in the page: a verdict on each line while it is typed, as it was read."""

from __future__ import annotations

import json

import pytest
from corpus import solutions
from course_fixtures import Visit
from live_page import CHAPTERS, EXERCISES, ExercisePage, Judged
from sample import sampled, soak

from matcalc import practice
from matcalc.page.as_written import typeset
from matcalc.page.derivations import derivation
from matcalc.page.practice import practice_solution
from matcalc.site.derivation_exercise import asked_derivation

pytestmark = pytest.mark.xdist_group("derivations")

NAME = "ch04-log-residual"
WRONG = ["r = Bx - c", "f = log(1 + r'r)", "df = r'dr / (1 + r'r)", "D = B'r / (1 + r'r)"]
SHAPES = {"x": ("n", "1"), "dx": ("n", "1"), "A": ("n", "n"), "c": ("1", "1"), "z": ("n", "1")}


def found(question: str, text: str, **options: object) -> dict:
    return json.loads(derivation(question, text, json.dumps(options)))


# --- what Python says ---------------------------------------------------------------------------


def test_each_line_is_found_where_it_stands():
    text = "\n# a comment\nr = X b - y\n\nf = r'r\ndf = 2 r'dr\n   = 2 (X b - y)'\n     X db\n"
    lines = found("norm(X @ b - y) ** 2", text, variable="b")["lines"]
    places = [(one["number"], one["first"], one["last"], one["verdict"]) for one in lines]
    assert places[:3] == [(1, 3, 3, "agree"), (2, 5, 5, "agree"), (3, 6, 6, "agree")]
    text = "df = dx'A x\n   + x'A dx\nD = A x"
    lines = found("x.T @ A @ x", text, variable="x")["lines"]
    assert [(one["first"], one["last"]) for one in lines] == [(1, 2), (3, 3)]
    assert [one["verdict"] for one in lines] == ["agree", "differ"]


@pytest.mark.parametrize(
    ("text", "options", "verdict", "mistake"),
    [
        ("df = 2x'dx\nD = 2x", {}, "complete", None),
        ("df = 2x'dx", {}, "incomplete", "unfinished"),
        ("df = 2x'dx\nD = 2x", {"layout": "numerator"}, "incomplete", "missing-line"),
        ("df = 2x'dx\nJ = 2x'", {"layout": "numerator"}, "complete", None),
        ("df = x'dx\nD = 2x", {}, "wrong", "factor"),
        ("df = 2 +* x", {}, "wrong", "unreadable"),
        ("D = ___", {}, "incomplete", "not-attempted"),
    ],
)
def test_the_whole_has_a_verdict(text, options, verdict, mistake):
    judged = found("x.T @ x", text, shapes={"x": "n"}, **options)
    assert (judged["verdict"], judged["mistake"]) == (verdict, mistake)


def test_a_question_that_cannot_be_read_gets_a_sentence():
    judged = found("x.T @", "D = 2x")
    assert judged["verdict"] == "error"
    assert judged["said"].endswith(".")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("dx.T @ x + x.T @ dx", r"\mathrm{d}x^{\top} x + x^{\top} \mathrm{d}x"),
        ("(A @ x).T @ x", r"\left(A x\right)^{\top} x"),
        ("x - (z - x)", r"x - \left(z - x\right)"),
        ("c * x * z", r"c \, x \odot z"),
        ("x * (x.T @ x)", r"x \, \left(x^{\top} x\right)"),
        ("2 * norm(x) ** 2 / 3", r"\frac{2 \, \left\lVert x\right\rVert^{2}}{3}"),
        ("inv(A).T @ x", r"A^{-\top} x"),
        ("-(x + z)", r"-\left(x + z\right)"),
        ("trace(A @ A)", r"\operatorname{tr} \left(A A\right)"),
        ("eye(x.shape[0]) @ x", r"I_{n} x"),
        ("d(A @ x)", r"\mathrm{d}\left(A x\right)"),
        ("x ** 2", r"x^{\circ 2}"),
    ],
)
def test_a_formula_is_typeset_as_it_was_written(text, tex):
    written = typeset(text, SHAPES, {"dx"})
    assert written
    assert written[0] == tex


def test_what_is_no_formula_is_not_typeset():
    for text in ("x +", "[x for x in x]", "x.T.foo", "x[0]", "x if x else x"):
        assert typeset(text, SHAPES) is None


@pytest.mark.parametrize("topic", sampled(practice.TOPICS, 6, key="derived: {}".format))
def test_every_line_of_a_worked_derivation_is_right_and_typeset(topic):
    for level in practice.LEVELS:
        lines = json.loads(practice_solution(topic, str(level), "7"))["lines"]
        assert {line["verdict"] for line in lines} == {"agree"}
        assert all(line["tex"] and line["rule"] for line in lines), lines


def test_every_exercise_that_asks_for_a_derivation_has_the_editor():
    derived = {name: one for name, one in EXERCISES.items() if "assert_derivation" in one.check}
    assert len({one.assignment for one in derived.values()}) == len(CHAPTERS)
    for name, exercise in derived.items():
        asked = asked_derivation(exercise)
        assert asked, name
        assert asked["answer"] in exercise.stub
        assert {*asked["must"]} - {"grad"}  # a line between the question and the result
    assert not asked_derivation(EXERCISES["ch04-quadratic-form"])


# --- what a reader sees -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def visit(served, browser):
    """Chapter 4, where one exercise asks for a derivation."""
    with Visit(browser, served(f"en/{CHAPTERS['ch04']}.html")) as fresh:
        yield fresh


def type_lines(exercise: ExercisePage, lines: list[str]) -> None:
    """Type lines as a reader does, key by key."""
    exercise.editor.focus()
    exercise.editor.press("ControlOrMeta+a")
    exercise.editor.press("Delete")
    for number, line in enumerate(lines):
        if number:
            exercise.page.keyboard.press("Enter")
        exercise.page.keyboard.type(line)


def verdicts(exercise: ExercisePage) -> list[str | None]:
    return [
        line.get_attribute("data-verdict") for line in exercise.region.locator("[data-line]").all()
    ]


def wait_for_verdicts(exercise: ExercisePage, lines: int) -> None:
    exercise.region.locator(f'[data-line="{lines}"][data-verdict]').wait_for(timeout=90_000)


def test_a_wrong_third_line_shows_while_it_is_typed(visit):
    exercise = ExercisePage(visit.page, NAME)
    type_lines(exercise, WRONG)
    wait_for_verdicts(exercise, 4)
    assert verdicts(exercise) == ["agree", "agree", "differ", "carried"]
    said = exercise.region.locator(".derivation-said[aria-live]")
    assert said.get_attribute("data-mistake") == "factor"
    assert "line 3" in said.inner_text()
    assert "Kind of mistake: a constant factor" in said.inner_text()
    third = exercise.region.locator('[data-line="3"]')
    third.locator("mjx-container").wait_for()
    assert "a mistake enters here" in third.text_content()
    margin = exercise.region.locator(".derivation-margin")
    assert margin.locator(".differ, .carried").all_inner_texts() == ["3 ✗", "4 ↪"]
    assert exercise.status.get_attribute("data-verdict") is None  # nothing was asked of the check
    assert visit.problems == []


def test_no_verdict_is_shown_on_a_line_that_changed(visit):
    exercise = ExercisePage(visit.page, NAME)
    type_lines(exercise, WRONG)
    wait_for_verdicts(exercise, 4)
    exercise.page.keyboard.press("ArrowUp")
    exercise.page.keyboard.press("End")
    left = exercise.region.evaluate("""async (region) => {
        document.execCommand("insertText", false, " * 2");
        await new Promise((resolve) => setTimeout(resolve, 50));  // long before it is checked
        return [...region.querySelectorAll("li[data-verdict]")].map(({dataset}) => dataset.line);
    }""")
    assert left == ["1", "2"]
    exercise.region.locator('[data-line="3"][data-verdict="agree"]').wait_for()


def test_who_types_fast_is_asked_for_once(visit):
    exercise = ExercisePage(visit.page, NAME)
    visit.page.evaluate("""() => {
        const {postMessage} = Worker.prototype;
        window.asked = [];
        Worker.prototype.postMessage = function (message) {
            window.asked.push(message.args[1]);
            return postMessage.call(this, message);
        };
    }""")
    text = "r = B x - c\nf = log(1 + r'r)"
    exercise.region.evaluate("""async (region, text) => {
        const editor = region.querySelector(".cm-content");
        editor.focus();
        document.execCommand("selectAll");
        for (const letter of text) {
            document.execCommand("insertText", false, letter);
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    }""", text.replace("\n", "; "))  # fmt: skip
    exercise.region.locator('[data-line="1"][data-verdict="agree"]').wait_for()
    assert visit.page.evaluate("window.asked") == [text.replace("\n", "; ")]


def test_lines_are_checked_and_kept_as_the_cell_of_the_notebook(visit):
    exercise = ExercisePage(visit.page, NAME)
    right = [line.replace("r'dr", "2r'dr").replace("B'r", "2B'r") for line in WRONG]
    exercise.write("\n".join(right))
    exercise.region.locator('.derivation-said[data-verdict="complete"]').wait_for()
    assert exercise.check() == Judged("passed", None)
    kept = json.loads(visit.page.evaluate(f"localStorage['matcalc/{NAME}']"))["answer"]
    assert kept.startswith(EXERCISES[NAME].stub.splitlines()[0])
    assert 'answer_log_residual = """\n' + "\n".join(right) + '\n"""' in kept
    exercise.button("Start over").click()
    assert exercise.editor.inner_text().strip() == ""
    assert "answer" not in json.loads(visit.page.evaluate(f"localStorage['matcalc/{NAME}']"))
    cell = solutions("ch04")[NAME]
    assert exercise.check(cell) == Judged("passed", None)  # pasted from the notebook
    exercise.region.locator('.derivation-said[data-verdict="complete"]').wait_for()


@soak
def test_a_page_in_chinese_judges_lines_in_chinese(served, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(served(f"zh/{CHAPTERS['ch04']}.html"))
    exercise = ExercisePage(page, NAME)
    type_lines(exercise, WRONG[:3])
    wait_for_verdicts(exercise, 3)
    assert verdicts(exercise) == ["agree", "agree", "differ"]
    assert "错误从这里开始" in exercise.region.locator('[data-line="3"]').text_content()
    assert "第 3 行" in exercise.region.locator(".derivation-said").inner_text()
    context.close()


def test_slashes_are_typed_and_not_taken_by_the_search(visit):
    exercise = ExercisePage(visit.page, NAME)
    type_lines(exercise, ["D = x / 2"])
    assert exercise.editor.inner_text().strip() == "D = x / 2"
