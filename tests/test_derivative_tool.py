"""The tool that differentiates anything, in a real Chromium, as a reader uses it."""

from __future__ import annotations

import re

import pytest
from course_fixtures import Visit
from live_page import write
from sample import soak
from test_accessibility import AUDIT

from matcalc import derivative

pytestmark = pytest.mark.xdist_group("derivative")

PAGE = "en/book/derivative.html"
FORMULAS = [
    ("x'Ax", "x"),
    ("½‖Xw − y‖²", "w"),
    ("-y' log softmax(W x)", "W"),
    (r"\log\det X", "X"),
    ("norm(A @ x - b)", "x"),
    ("tr(A X B)", "X"),
    ("A X B", "X"),
    ("(x'Ax)/(x'x)", "x"),
    ("λ‖w‖² + sum(exp(Xw))", "λ"),
    ("h = tanh(W x); ‖h - y‖²", "W"),
    ("inv(X) @ a", "X"),
    ("exp(-t² / 2)", "t"),
]
LONG = "‖W3 tanh(W2 tanh(W1 x)) − y‖² + λ‖W1‖²"


class Tool:
    """The tool of a page, by what a reader sees of it."""

    def __init__(self, page):
        self.page = page
        self.region = page.locator('[data-tool="derivative"]')
        self.box = self.region.get_by_role("textbox", name="Function")
        self.status = self.region.get_by_role("status")

    def verdict(self, seconds=90):
        """The verdict once it is there."""
        self.region.locator("[role=status][data-verdict]").wait_for(timeout=seconds * 1000)
        return self.status.get_attribute("data-verdict")

    def ask(self, text, by=None):
        """Type a function, and choose the symbol if it is not the one already."""
        self.box.fill(text)
        verdict = self.verdict()
        if by:
            self.region.get_by_role("radio", name=by, exact=True).check(force=True)
            verdict = self.verdict()
        return verdict

    def formula(self, layout="denominator"):
        return self.region.locator(f'[data-layout="{layout}"]').get_attribute("data-formula")

    def unfold(self, name):
        """Open a part below the result, if it is not."""
        part = self.region.locator("details", has=self.page.get_by_text(name, exact=True))
        part.evaluate("part => { part.open = true }")

    def shape(self, name):
        return self.region.get_by_role("textbox", name=f"Shape of {name}", exact=True)


@pytest.fixture(scope="module")
def visit(served, browser):
    """The page, with Python loaded by the first who asks."""
    with Visit(browser, served(PAGE)) as shared:
        shared.context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield shared
        assert shared.problems == []


@pytest.fixture
def tool(visit):
    """The tool, with shapes that nobody has changed."""
    fresh = Tool(visit.page)
    fresh.region.get_by_role("button", name="quadratic form").click()
    assert fresh.verdict() == "verified"
    return fresh


def test_the_page_gives_the_packages_derivatives(tool):
    for text, by in FORMULAS:
        assert tool.ask(text, {"λ": "lam"}.get(by, by)) == "verified", text
        expected = derivative(text, by)
        assert tool.formula() == str(expected.denominator), text
        assert tool.formula("numerator") == str(expected.numerator), text
    assert "read as exp(-t ** 2 / 2)" in tool.region.inner_text()
    tool.region.locator(".derivative-formula mjx-container").first.wait_for()


@soak
def test_its_link_gives_it_again(tool, served):
    page = tool.page
    tool.ask("x'Ax", "A")
    tool.shape("x").fill("k")
    tool.shape("x").press("Enter")
    assert tool.verdict() == "verified"
    tool.unfold("Check my own formula")
    tool.region.get_by_role("textbox", name="My derivative").fill("x'x")
    tool.region.get_by_role("radio", name="Numerator layout, XY").check()
    tool.region.get_by_role("button", name="Check", exact=True).click()
    tool.region.locator(".verdict[data-verdict='failed']").wait_for()
    link = page.url
    assert link.startswith(served(PAGE) + "#f=x'Ax&by=A&shapes=x%3A%20k&own=x'x&layout=numerator")
    page.goto(served("en/404.html"))
    page.goto(link)
    assert tool.verdict() == "verified"
    assert tool.box.input_value() == "x'Ax"
    assert tool.region.get_by_role("radio", name="A", exact=True).is_checked()
    assert tool.shape("x").input_value() == "k"
    assert tool.shape("A").input_value() == "k k"
    assert tool.formula() == "x @ x.T"
    assert tool.region.get_by_role("textbox", name="My derivative").input_value() == "x'x"
    assert tool.region.get_by_role("radio", name="Numerator layout, XY").is_checked()
    assert page.url == link
    tool.region.get_by_role("button", name="Infer the shape of x again").click()
    assert tool.verdict() == "verified"
    assert tool.shape("x").input_value() == "n"


def test_an_older_answer_is_never_shown(tool):
    tool.ask("x'Ax", "x")
    older = {tool.formula()}
    for text in ("tr(X)", "tr(X X)", "tr(X X X)", "det X"):
        tool.box.fill(text)
        shown = tool.formula()  # nothing yet, or its own if that was quick
        assert shown not in older
        older |= {shown} - {None}
    assert tool.verdict() == "verified"
    assert tool.formula() == "det(X) * inv(X).T"


def test_what_is_wrong_is_said_and_marked(tool):
    assert tool.ask("x'Ax + x % y") == "error"
    assert tool.status.inner_text().count(".") == 1
    assert tool.region.locator(".derivative-echo mark").inner_text() == "%"
    assert not tool.region.locator(".derivative-results").is_visible()
    tool.ask("x'Ax", "x")
    tool.shape("A").fill("n ?")
    tool.shape("A").press("Enter")
    assert tool.verdict() == "error"
    assert tool.shape("A").get_attribute("aria-invalid") == "true"
    assert "'?'" in tool.status.inner_text()
    tool.shape("A").fill("n n spd")
    tool.shape("A").press("Enter")
    assert tool.verdict() == "verified"
    assert tool.ask("") == "empty"
    assert "#" not in tool.page.url


def test_ones_own_formula_gets_its_hint(tool):
    tool.ask("x'Ax", "x")
    own = tool.region.get_by_role("textbox", name="My derivative")
    tool.unfold("Check my own formula")
    tool.region.get_by_role("radio", name="Denominator layout, YX").check()
    for text, verdict, says in (
        ("2Ax", "failed", "A transpose seems to be missing"),
        ("(A + A')x", "passed", "Correct"),
    ):
        own.fill(text)
        own.press("Enter")
        said = tool.region.locator(f".verdict[data-verdict='{verdict}']")
        said.wait_for()
        assert says in said.inner_text()


def test_steps_code_and_the_atlas_unfold(tool):
    tool.ask("x'Ax", "x")
    link = tool.region.get_by_role("link", name="Quadratic form", exact=True)
    link.wait_for()
    assert link.get_attribute("href").endswith("identity-atlas.html#id-quadratic-form")
    tool.unfold("Steps, each checked by numbers")
    steps = tool.region.locator(".derivative-steps li")
    assert steps.count() == 2
    assert tool.region.get_by_role("img", name="confirmed").count() == 2
    tool.unfold("Code")
    tool.region.get_by_role("tab", name="NumPy").focus()
    tool.page.keyboard.press("ArrowRight")
    assert tool.region.get_by_role("tab", name="JAX").get_attribute("aria-selected") == "true"
    panel = tool.region.get_by_role("tabpanel")
    assert "jnp" in panel.inner_text()
    panel.get_by_role("button").click()
    panel.get_by_text("Copied").wait_for()
    assert "import jax" in tool.page.evaluate("navigator.clipboard.readText()")


def test_the_symbol_is_chosen_by_the_arrow_keys(tool):
    tool.ask("x'Ax", "x")
    tool.region.get_by_role("radio", name="x", exact=True).focus()
    tool.page.keyboard.press("ArrowRight")
    assert tool.verdict() == "verified"
    assert tool.formula() == "x @ x.T"
    assert tool.region.get_by_role("radio", name="A", exact=True).evaluate(
        "radio => radio === document.activeElement"
    )


def test_a_derivation_of_ones_own_is_checked_line_by_line(tool):
    tool.ask("½‖Xw − y‖²", "w")
    place = tool.region.locator('[data-place="derivation"]')
    place.evaluate("fold => { fold.open = true }")
    write(place.get_by_role("textbox"), "df = (Xw − y)' X dw\nD = X (Xw − y)")
    place.locator('[data-line="2"][data-verdict="differ"]').wait_for()
    assert place.locator('[data-line="1"]').get_attribute("data-verdict") == "agree"


def test_an_example_is_one_touch_away_and_a_phone_cuts_nothing(tool):
    tool.page.set_viewport_size({"width": 390, "height": 800})
    tool.region.get_by_role("button", name="least squares").click()
    assert tool.verdict() == "verified"
    assert tool.formula() == "X.T @ (X @ w - y)"
    assert tool.ask(LONG, "W1") == "verified"
    formula = tool.region.locator(".derivative-formula").first
    formula.locator("mjx-container").wait_for()
    wide, seen = formula.evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide > seen > 200
    formula.evaluate("e => e.scrollBy(9999, 0)")
    assert formula.evaluate("e => e.scrollLeft") > 0
    assert tool.page.evaluate("document.documentElement.scrollWidth") <= 390
    tool.page.set_viewport_size({"width": 1440, "height": 900})


@soak
def test_there_is_no_serious_violation(tool, node_modules):
    axe = (node_modules / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    tool.ask("x'Ax", "x")
    tool.region.locator(".derivative-steps li").first.wait_for(state="attached")
    tool.region.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    page = tool.page
    page.evaluate(axe)
    but = [["nav"], ["header"], ["footer"], [".derivative-scroll mjx-container"]]
    assert page.evaluate(AUDIT, [but, None]) == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(AUDIT, [but, ["color-contrast"]]) == []
    page.evaluate("document.documentElement.dataset.theme = 'light'")


def test_the_landing_page_begins_with_it(served, browser):
    with Visit(browser, served("en/book/index.html"), maths=False) as visit:
        tool = Tool(visit.page)
        after_the_promise = visit.page.locator("article h1 ~ *").nth(1)
        assert after_the_promise.get_attribute("data-tool") == "derivative"
        assert tool.region.locator("[data-place]").count() == 0
        assert tool.ask("x'x") == "verified"
        assert tool.formula() == "2 * x"
        own_page = tool.region.get_by_role("link", name="On a page of its own")
        assert re.search(r"derivative\.html#f=x'x&by=x$", own_page.get_attribute("href"))
        assert visit.problems == []


def test_without_a_script_an_example_is_worked_out(served, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served(PAGE))
    region = page.locator('[data-tool="derivative"]')
    assert region.get_by_text("a box stands here").is_visible()
    expected = derivative("x'Ax", "x")
    for layout in ("denominator", "numerator"):
        card = region.locator(f'[data-layout="{layout}"]')
        assert card.get_attribute("data-formula") == str(getattr(expected, layout))
        assert card.is_visible()
    assert "Verified at 3 points" in region.inner_text()
    assert region.get_by_role("textbox").count() == 0
    context.close()
