"""Exercises in the page, in a real Chromium: the verdicts, and what may go wrong on the way."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from corpus import ASSIGNMENTS, COURSE, solutions
from course_fixtures import Visit, run
from live_page import (
    CHAPTERS,
    EXERCISES,
    ExercisePage,
    Judged,
    cases,
    in_cpython,
)
from sample import sampled, soak

from matcalc.page.exercises import check
from matcalc.site.serve import POLICY

pytestmark = pytest.mark.xdist_group("exercises")

NAME = "ch04-quadratic-form"
RIGHT = "def grad_quadratic_form(u, v, x):\n    return (u @ v.T + v @ u.T) @ x + 2 * x\n"
WRONG = "def grad_quadratic_form(u, v, x):\n    return 2 * (u @ v.T @ x + x)\n"


@pytest.fixture
def visit(served, browser):
    """Chapter 4, by a reader who was never there."""
    with Visit(browser, served(f"en/{CHAPTERS['ch04']}.html")) as fresh:
        yield fresh


@pytest.fixture
def plain_visit(served, browser):
    """The same, without mathematics."""
    with Visit(browser, served(f"en/{CHAPTERS['ch04']}.html"), maths=False) as fresh:
        yield fresh


@pytest.fixture(scope="module")
def chapter(served, browser):
    """Chapter 4 with Python loaded, for tests that leave it as they found it."""
    with Visit(browser, served(f"en/{CHAPTERS['ch04']}.html")) as shared:
        exercise = ExercisePage(shared.page, NAME)
        assert exercise.check(RIGHT) == Judged("passed", None)
        yield shared


@pytest.fixture
def exercise(chapter):
    """One exercise of it, started over."""
    shown = ExercisePage(chapter.page, NAME)
    shown.button("Start over").click()
    return shown


@pytest.mark.parametrize("assignment", sampled(ASSIGNMENTS, 12, key="verdicts of {}".format))
def test_every_verdict_is_that_of_cpython(served, browser, assignment):
    with Visit(browser, served(f"en/{CHAPTERS[assignment]}.html"), maths=False) as visit:
        for case in cases(assignment):
            judged = ExercisePage(visit.page, case.exercise).check(case.code)
            assert judged == case.intended == in_cpython(case.exercise, case.code), case
        assert visit.problems == []


@pytest.mark.parametrize("assignment", sampled(ASSIGNMENTS, 12, key="placed in {}".format))
def test_every_exercise_is_placed_once(served, browser, assignment):
    exercises = COURSE.assignment(assignment).exercises
    with Visit(browser, served(f"en/{CHAPTERS[assignment]}.html"), maths=False) as visit:
        regions = visit.page.get_by_role("region").and_(visit.page.locator(".exercise"))
        placed = regions.evaluate_all(
            "all => all.map(({dataset}) => dataset.exercise ?? dataset.written)"
        )
        assert sorted(placed) == sorted(exercise.name for exercise in exercises)
        for exercise in exercises:
            region = visit.page.locator(f'section[id="{exercise.name}"]')
            assert region.get_by_role("textbox").count() == 1
            expected = ["Check", "Run", "Stop", "Start over", "Show a solution"]
            buttons = region.locator(".live-tools button").all_inner_texts()
            assert buttons == ([] if exercise.written else expected)
            assert region.get_by_role("status").count() == (not exercise.written)


@soak
def test_python_is_fetched_at_the_first_use_and_once(plain_visit):
    fetched: list[str] = []
    plain_visit.page.context.on("request", lambda request: fetched.append(request.url))
    plain_visit.page.reload()
    plain_visit.page.wait_for_load_state("networkidle")
    assert not any("pyodide" in url for url in fetched)
    ExercisePage(plain_visit.page, NAME).check(WRONG)
    ExercisePage(plain_visit.page, "ch04-norm").check()
    python = [url for url in fetched if "pyodide" in url]
    assert any(url.endswith(".wasm.xz") for url in python)
    assert not any("sympy" in url or "matplotlib" in url for url in python)
    assert len(python) == len(set(python))
    assert plain_visit.problems == []


def test_a_page_in_chinese_speaks_chinese(served, browser):
    """The script, and Python too: the language is the page's own."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(served(f"zh/{CHAPTERS['ch04']}.html"))
    exercise = ExercisePage(page, NAME)
    for code, says in ((WRONG, "还不对"), ("import nonsense", "页面中没有模块 nonsense")):
        exercise.write(code)
        exercise.button("检验").click()
        exercise.verdict()
        assert says in exercise.status.inner_text()
    words = exercise.region.locator(".live-tools, [role=status]").all_inner_texts()
    assert not re.search("Check|Run|Your answer", " ".join(words))
    context.close()


def test_the_report_is_the_one_of_the_notebook(exercise):
    assert exercise.check(WRONG) == Judged("failed", "missing-transpose")
    question = EXERCISES[NAME]
    told = json.loads(check(question.setup, WRONG, question.check))
    *_, hint, _, _ = told["text"].splitlines()
    shown = exercise.status.inner_text()
    assert shown.startswith("Not yet: the derivative by x")
    assert hint in shown
    assert exercise.status.locator("table.matrix").count() == 2
    assert exercise.status.locator("td.wrong").count() == 2
    kind = exercise.status.get_by_role("link", name=told["title"])
    address = kind.evaluate("a => a.href")
    assert address.endswith("mistakes.html#mistake-missing-transpose")
    assert exercise.page.request.get(address).ok
    for rung in told["rungs"]:
        assert rung not in exercise.status.inner_text()
        exercise.button("Tell me more").click()
        assert rung in exercise.status.inner_text()
    assert exercise.button("Tell me more").count() == 0


def test_a_verdict_is_of_the_text_that_was_checked(exercise):
    assert exercise.check(RIGHT) == Judged("passed", None)
    assert "done" in exercise.region.get_attribute("class")
    exercise.region.get_by_role("link", name="Next: ").wait_for()
    exercise.region.get_by_text("How it is found").wait_for()
    exercise.write(WRONG)
    assert exercise.status.get_attribute("data-stale") == ""
    assert "Correct" in exercise.status.inner_text()
    assert "done" not in exercise.region.get_attribute("class")
    exercise.write(RIGHT)
    assert exercise.status.get_attribute("data-stale") is None
    assert "done" in exercise.region.get_attribute("class")
    assert exercise.check(WRONG).verdict == "failed"
    assert exercise.status.get_attribute("data-stale") is None
    kept = exercise.page.evaluate(f"JSON.parse(localStorage['matcalc/{NAME}']).passed")
    assert kept is True  # what passed once stays recorded


def test_an_answer_may_use_those_before_it(served, browser):
    """As in a notebook; where one has no answer, the page says which."""
    first, second = "ch05-inner-product-a", "ch05-inner-product-b"
    with Visit(browser, served(f"en/{CHAPTERS['ch05']}.html"), maths=False) as visit:
        exercise = ExercisePage(visit.page, second)
        code = "def squared_product_xy(c, x):\n    return squared_product_yx(c, x).T"
        assert exercise.check(code) == Judged("failed", "raised")
        link = exercise.status.get_by_role("link")
        assert link.get_attribute("href") == f"#{first}"
        ExercisePage(visit.page, first).write(solutions("ch05")[first])
        assert exercise.check() == Judged("passed", None)


@pytest.mark.parametrize(
    ("code", "verdict", "says"),
    sampled(
        [
            ("", "not-attempted", "Replace the stub"),
            ("answer = ___", "not-attempted", "Replace the stub"),
            ("def grad_quadratic_form(u, v, x:\n    return u", "error", "line 1"),
            ("import nonsense", "error", "no module nonsense in the page"),
            ("import json as np\nnp.zeros(3)", "error", "line 2\n    np.zeros(3)"),
            ("name = input('Who? ')", "error", "input('Who? ') has nobody to ask"),
            ("exit()", "error", "SystemExit"),
            ("def f(n):\n    return f(n)\nf(1)", "error", "RecursionError"),
            ("data = [bytearray(10**8) for _ in range(100)]", "error", "more memory was asked for"),
            ("def grad_quadratic_form(u, v, x):\n    raise KeyError('no')", "failed", "KeyError"),
        ],
        2,
    ),
)
def test_what_goes_wrong_is_explained_and_the_next_check_works(exercise, code, verdict, says):
    judged = exercise.check(code)
    assert judged.verdict == verdict
    text = exercise.status.inner_text()
    assert says in text
    assert "pyodide" not in text
    assert "matcalc/page" not in text
    assert exercise.check(RIGHT) == Judged("passed", None)


@soak
def test_a_loop_that_does_not_end_is_stopped(exercise):
    exercise.write("while True: pass")
    exercise.button("Check").click()
    exercise.status.get_by_text("Checking.").wait_for()
    assert exercise.page.evaluate("1 + 1") == 2  # the page lives
    assert exercise.status.get_attribute("data-verdict") is None
    exercise.button("Stop").click()
    assert exercise.verdict().verdict == "error"
    assert "Stopped." in exercise.status.inner_text()
    assert exercise.check("while True: pass").verdict == "error"
    assert "a loop that does not end" in exercise.status.inner_text()
    assert exercise.check(RIGHT) == Judged("passed", None)


@soak
def test_ten_megabytes_of_output_are_cut(exercise):
    exercise.write("print('x' * 10**7)\n" + RIGHT)
    exercise.button("Check").click()
    assert exercise.verdict() == Judged("passed", None)
    output = exercise.region.get_by_label("Output").inner_text()
    assert len(output) < 30_000
    assert "9,980,001 more characters" in output


@pytest.mark.parametrize("lost", sampled(["worker.js", "pyodide.asm.wasm", "numpy-"], 3))
@soak
def test_a_lost_connection_is_explained_and_the_next_check_works(served, browser, lost):
    with Visit(browser, served(f"en/{CHAPTERS['ch04']}.html"), maths=False) as visit:
        visit.page.context.route(f"**/*{lost}*", lambda route: route.abort())
        exercise = ExercisePage(visit.page, NAME)
        assert exercise.check(RIGHT).verdict == "error"
        assert "Python could not be loaded" in exercise.status.inner_text()
        visit.page.context.unroute(f"**/*{lost}*")
        assert exercise.check() == Judged("passed", None)


def test_run_shows_output_and_value(exercise):
    exercise.write("print('seen')\n1 + 1")
    exercise.button("Run").click()
    output = exercise.region.get_by_label("Output")
    output.wait_for()
    assert output.inner_text().split() == ["seen", "2"]
    assert exercise.status.get_attribute("data-verdict") is None
    exercise.write("from matcalc import stretch\nstretch(lambda x: x.T @ x, [[1.0], [2.0]])")
    exercise.button("Run").click()
    exercise.region.locator(".live-output .matcalc-stretch").wait_for()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("import numpy as np\n\ndef grad_quadratic_form(u, v, x):\n    return u @ v @ x", 4),
        ("x = 1\ny = (", 2),
        ("x = 1\nx.no", 2),
        (WRONG, None),
    ],
)
def test_the_line_that_failed_is_marked_until_it_is_changed(exercise, code, line):
    exercise.check(code)
    marked = exercise.region.locator(".failed-line")
    if line is None:
        assert marked.count() == 0
        return
    assert f"line {line}" in exercise.status.inner_text()
    assert marked.inner_text() == code.splitlines()[line - 1]
    assert exercise.region.locator(".failed-line-number").inner_text().strip() == str(line)
    exercise.editor.press("Control+End")
    exercise.editor.press("Space")
    marked.wait_for(state="detached")


def test_each_check_has_a_namespace_of_its_own(exercise):
    assert exercise.check("leftover = 1\n" + RIGHT).verdict == "passed"
    assert exercise.check("leftover\n" + RIGHT).verdict == "error"


def test_hints_come_one_at_a_time(visit):
    region = ExercisePage(visit.page, NAME).region
    hints = region.locator("details.hint")
    assert [hints.nth(i).is_visible() for i in range(3)] == [True, False, False]
    hints.nth(0).locator("summary").click()
    hints.nth(1).wait_for()
    assert not hints.nth(2).is_visible()
    assert "Multiply" in hints.nth(0).inner_text()
    assert hints.nth(0).locator("mjx-container").count() > 0


@soak
def test_the_solution_is_fetched_when_asked(plain_visit):
    fetched: list[str] = []
    plain_visit.page.on("request", lambda request: fetched.append(request.url))
    exercise = ExercisePage(plain_visit.page, NAME)
    exercise.button("Show a solution").click()  # on purpose: it asks back
    assert not [url for url in fetched if "solutions" in url]
    plain_visit.page.context.route("**/solutions/*", lambda route: route.abort())
    exercise.button("Show it before three attempts?").click()
    exercise.region.get_by_text("could not be fetched").wait_for()
    plain_visit.page.context.unroute("**/solutions/*")
    exercise.button("Show a solution").click()
    exercise.region.locator(".solution pre", has_text="return").wait_for()
    assert exercise.region.locator(".solution").count() == 1
    assert "return" in exercise.region.get_by_label("A solution").inner_text()
    assert [url for url in fetched if "solutions" in url]
    other = ExercisePage(plain_visit.page, "ch04-norm")
    for answer in ("2 * x", "3 * x", "4 * x"):
        assert other.check(f"def grad_softplus(x):\n    return {answer}").verdict == "failed"
    other.button("Show a solution").click()  # after three attempts at once
    other.region.get_by_label("A solution").wait_for()


def test_everything_works_by_keyboard(visit):
    exercise = ExercisePage(visit.page, NAME)
    keyboard = visit.page.keyboard
    exercise.editor.focus()
    keyboard.press("ControlOrMeta+a")
    keyboard.type(RIGHT.replace("    ", "").strip())  # it indents by itself
    assert "    return" in exercise.editor.inner_text()
    keyboard.press("Control+Enter")
    assert exercise.verdict() == Judged("passed", None)
    keys = exercise.region.locator(".editor-keys")
    assert keys.inner_text() == "Tab leaves the editor; after Ctrl-M it indents."
    written = exercise.editor.inner_text()
    keyboard.press("Control+m")
    assert keys.inner_text() == "Tab indents; after Ctrl-M it leaves the editor."
    keyboard.press("Tab")
    keyboard.press("Shift+Tab")
    keyboard.press("Tab")
    assert exercise.editor.inner_text() != written
    keyboard.press("Shift+Tab")
    keyboard.press("Control+m")
    assert exercise.editor.inner_text() == written
    keyboard.press("Tab")
    keyboard.press("Shift+Tab")  # back again
    assert exercise.editor.evaluate("e => e.contains(document.activeElement)")
    names = []
    while "What the check runs" not in names and len(names) < 12:
        keyboard.press("Tab")
        names.append(visit.page.evaluate("document.activeElement.textContent"))
    assert names[:4] == ["Check", "Run", "Start over", "Show a solution"]
    assert names[-1] == "What the check runs"  # after what a right answer earns
    while visit.page.evaluate("document.activeElement.textContent") != "Start over":
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    assert "NotImplementedError" in exercise.editor.inner_text()


def test_a_formula_is_shown_as_mathematics(exercise):
    exercise.write(RIGHT)
    preview = exercise.region.locator(".formula mjx-container")
    preview.wait_for()
    exercise.write("def grad_quadratic_form(u, v, x):\n    return (")
    exercise.region.locator(".formula").wait_for(state="hidden")


@soak
def test_a_typed_formula_loads_python_and_is_shown_before_any_check(visit):
    exercise = ExercisePage(visit.page, "ch04-shifted-form")
    exercise.write('answer_shifted_form = "(A + A.T) @ (x - c)"')
    exercise.region.locator(".formula mjx-container").wait_for(timeout=90_000)
    assert exercise.status.get_attribute("data-verdict") is None


def test_answers_survive_a_reload_and_travel(served, browser, plain_visit, tmp_path):
    exercise = ExercisePage(plain_visit.page, NAME)
    assert exercise.check(RIGHT).verdict == "passed"
    written = plain_visit.page.locator("section[data-written]").get_by_role("textbox")
    written.fill("For symmetric A.")
    plain_visit.page.reload()
    assert exercise.editor.inner_text().split() == RIGHT.split()
    assert written.input_value() == "For symmetric A."
    assert "done" in (exercise.region.get_attribute("class") or "")
    plain_visit.page.goto(served("en/book/progress.html"))
    with plain_visit.page.expect_download() as download:
        plain_visit.page.get_by_role("button", name="Export my answers").click()
    file = tmp_path / "answers.json"
    download.value.save_as(file)
    with Visit(browser, served("en/book/progress.html")) as elsewhere:
        row = elsewhere.page.locator(f'[data-listed="{NAME}"]')
        assert "not begun" in row.inner_text()
        elsewhere.page.locator("input[type=file]").set_input_files(file)
        elsewhere.page.locator(f'[data-listed="{NAME}"][data-state="done"]').wait_for()
        assert f"1 of {len(EXERCISES)} exercises done" in elsewhere.page.inner_text(".summary")
        elsewhere.page.goto(served(f"en/{CHAPTERS['ch04']}.html"))
        moved = ExercisePage(elsewhere.page, NAME)
        assert moved.editor.inner_text().split() == RIGHT.split()
        assert elsewhere.problems == []
        file.write_text("no answers")
        elsewhere.page.goto(served("en/book/progress.html"))
        elsewhere.page.locator("input[type=file]").set_input_files(file)
        elsewhere.page.get_by_text("neither a notebook of this course nor").wait_for()


def test_the_progress_page_leads_to_every_exercise(served, browser):
    with Visit(browser, served("en/book/progress.html")) as visit:
        links = visit.page.locator("li[data-listed] a").evaluate_all("all => all.map(a => a.href)")
        assert [link.split("#")[1] for link in links] == list(EXERCISES)
        visit.page.goto(links[-1])
        assert visit.page.locator(f'[data-exercise="{list(EXERCISES)[-1]}"]').count() == 1
        assert visit.problems == []


@soak
def test_the_downloaded_notebook_is_graded(plain_visit, small_course):
    page = plain_visit.page
    for name, code in solutions("ch04").items():
        if name != "ch04-norm":  # one is left as it was
            ExercisePage(page, name).write(code)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download ch04.ipynb with my answers").click()
    target = small_course / "submitted" / "ada" / "ch04" / "ch04.ipynb"
    target.parent.mkdir(parents=True)
    download.value.save_as(target)
    nbformat.validate(nbformat.read(target, as_version=4))
    result = run("matcalc", "grade", "ch04", cwd=small_course)
    assert result.returncode == 0, result.stderr
    marks = {exercise.name: exercise.points for exercise in EXERCISES.values()}
    mine = [n for n in marks if n.startswith("ch04-")]
    total = sum(marks[name] for name in mine) - marks["ch04-norm"]
    [row] = [line for line in result.stdout.splitlines() if "ada" in line]
    assert re.search(rf"\b{total:g}\b", row), result.stdout


def test_the_site_is_served_with_its_policy(served, visit):
    response = visit.page.request.get(served("en/book/index.html"))
    assert response.headers["content-security-policy"] == POLICY
    assert "unsafe-eval'" not in POLICY.replace("wasm-unsafe-eval'", "")


@soak
def test_a_stricter_policy_costs_looks_alone(served, browser, monkeypatch):
    """The theme and MathJax write styles; without leave to do so, exercises work all the same."""
    strict = "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"
    monkeypatch.setattr("matcalc.site.serve.POLICY", strict)
    blocked: set[str] = set()
    listening = "(event) => blocked(event.effectiveDirective)"
    page = browser.new_page()
    page.expose_function("blocked", lambda directive: blocked.add(directive))
    page.add_init_script(f"document.addEventListener('securitypolicyviolation', {listening})")
    response = page.goto(served(f"en/{CHAPTERS['ch04']}.html"))
    assert response.headers["content-security-policy"] == strict
    exercise = ExercisePage(page, NAME)
    assert exercise.check(WRONG) == Judged("failed", "missing-transpose")
    assert exercise.check(RIGHT) == Judged("passed", None)
    page.close()
    assert blocked <= {"style-src-elem", "style-src-attr", "img-src"}


def test_without_a_script_the_page_is_complete(served, browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in (
        served(f"en/{CHAPTERS['ch04']}.html"),
        (site / "en" / f"{CHAPTERS['ch04']}.html").as_uri(),
    ):
        page.goto(address)
        region = page.locator(f'[data-exercise="{NAME}"]')
        assert region.get_by_text("raise NotImplementedError").is_visible()
        assert region.locator("details.hint").count() == 3
        assert region.locator("details.hint").nth(2).is_visible()
        assert region.locator("button.live-button").count() == 0
    context.close()


def test_from_a_folder_the_page_is_a_static_book(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "en" / f"{CHAPTERS['ch04']}.html").as_uri())
    region = page.locator(f'[data-exercise="{NAME}"]')
    assert region.get_by_text("raise NotImplementedError").is_visible()
    assert region.locator("details.hint").nth(2).is_visible()
    context.close()


@soak
def test_print_has_no_buttons(visit):
    visit.page.emulate_media(media="print")
    region = ExercisePage(visit.page, NAME).region
    assert region.is_visible()
    assert not region.get_by_role("button", name="Check").is_visible()
