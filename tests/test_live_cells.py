"""The pages' own cells, tried in a real Chromium and a real Firefox: they end as in the build."""

from __future__ import annotations

import pytest
from course_fixtures import Visit
from firefox import in_firefox
from live_page import write
from sample import SOAK, sampled, soak
from tried_cells import HAVE_CELLS, SCRIPT, differences, in_build

pytestmark = pytest.mark.xdist_group("exercises")

SECONDS = 600
SHORT = "book/notation"  # a page whose cells take no time


def options(page: str, numbers: list[int] | None = None, *, maths: bool = False) -> list[dict]:
    """What the script is told of each cell."""
    chosen = numbers or [one.number for one in in_build(page)]
    return [{"number": number, "seconds": SECONDS, "maths": maths} for number in chosen]


@pytest.fixture(scope="module")
def short(served, browser):
    """The short page, for tests that leave it as they found it."""
    with Visit(browser, served(f"en/{SHORT}.html"), maths=False) as visit:
        yield visit


@pytest.fixture
def cell(short):
    """The cells of the short page by their numbers, all as the page has them."""
    yield lambda number: short.page.locator(f'[data-cell="{number}"]')
    for button in reversed(short.page.get_by_role("button", name="Start over").all()):
        button.click()
    assert short.problems == []


def run(cell, code=None):
    """Try a cell with a text of one's own; the verdict is what comes back."""
    if cell.get_by_role("button", name="Try it").is_visible():
        cell.get_by_role("button", name="Try it").click()
    if code is not None:
        write(cell.get_by_role("textbox"), code)
    cell.get_by_role("button", name="Run", exact=True).click()
    status = cell.get_by_role("status")
    cell.locator("[role=status][data-verdict]").wait_for(timeout=240_000)
    return status.get_attribute("data-verdict")


@pytest.mark.parametrize("page", sampled(HAVE_CELLS, 6, key="cells in order of {}".format))
def test_every_cell_ends_as_in_the_build(served, browser, page):
    with Visit(browser, served(f"en/{page}.html"), maths=SOAK) as visit:
        assert visit.page.locator("[data-cell]").count() == len(in_build(page))
        tried = [visit.page.evaluate(SCRIPT, one) for one in options(page, maths=SOAK)]
        assert differences(page, tried) == []
        assert not SOAK or not any(one["raw"] for one in tried)
        assert visit.problems == []


@soak
@pytest.mark.parametrize("page", sampled(HAVE_CELLS, 9, key="a cell alone in {}".format))
def test_a_cell_alone_ends_as_after_those_above(served, browser, page):
    """In a page just opened, those above run unseen; in soak each fifth cell, and the last."""
    numbers = [one.number for one in in_build(page)][::-1]
    for number in numbers[::5] if SOAK else numbers[:1]:
        with Visit(browser, served(f"en/{page}.html"), maths=False) as visit:
            tried = [visit.page.evaluate(SCRIPT, one) for one in options(page, [number])]
            assert differences(page, tried) == []
            assert visit.problems == []


@soak
@pytest.mark.xdist_group("firefox")
@pytest.mark.parametrize("page", sampled(HAVE_CELLS, 32, key="Firefox: {}".format))
def test_every_cell_ends_as_in_the_build_in_firefox(served, node_modules, page):
    asked = {"address": served(f"en/{page}.html"), "cells": options(page)}
    found = in_firefox(node_modules, [asked], SCRIPT)
    assert differences(page, found["tried"]) == []
    assert found["problems"] == []


def test_a_changed_text_makes_the_cells_below_run_again(cell):
    second, third = cell(2), cell(3)
    run(second, "x = 5\nx")
    assert run(third, "x + 1") == "ran"
    assert third.get_by_label("Output").inner_text() == "6"
    write(second.get_by_role("textbox"), "x = 7")
    assert "The text has changed" in second.inner_text()
    assert "A cell above has changed" in third.inner_text()
    assert run(third) == "ran"
    assert third.get_by_label("Output").inner_text() == "8"
    assert "A cell above has changed" not in third.inner_text()
    second.get_by_role("button", name="Start over").click()
    assert "A cell above has changed" in third.inner_text()
    assert run(third) == "ran"
    assert third.get_by_label("Output").inner_text().startswith("array([[")


def test_a_cell_that_fails_is_named_can_be_repaired_and_stops_none_below(cell):
    assert run(cell(2), "n = 1\n1 / 0") == "error"
    assert "This cell, line 2" in cell(2).get_by_role("status").inner_text()
    assert run(cell(4), "n") == "ran"
    assert cell(4).get_by_label("Output").inner_text() == "1"
    assert "Cell 2 above it ended in an error" in cell(4).get_by_role("status").inner_text()
    assert "Cell 2, line 2" in cell(4).get_by_label("Code cell 2").inner_text()
    cell(4).get_by_role("button", name="Go to cell 2").click()
    assert cell(2).get_by_role("textbox").evaluate("e => e === document.activeElement")
    assert run(cell(2), "n = 2") == "ran"
    assert "A cell above has changed" in cell(4).inner_text()
    assert run(cell(4)) == "ran"
    assert cell(4).get_by_role("status").inner_text() == "The cell ran, after those above it."


def test_python_can_be_restarted(cell):
    run(cell(2), "n = 1")
    assert run(cell(3), "n += 1\nn") == run(cell(3)) == "ran"
    assert cell(3).get_by_label("Output").inner_text() == "3"
    restart = cell(3).get_by_role("button", name="Restart Python")
    assert "Forgets all that the cells" in restart.get_attribute("title")
    restart.click()
    assert cell(3).locator("[data-verdict]").count() == 0
    assert "Python starts afresh" in cell(3).get_by_role("status").inner_text()
    assert run(cell(3)) == "ran"
    assert cell(3).get_by_label("Output").inner_text() == "2"


SHOWN = r"""
from IPython.display import HTML, SVG, Latex, Markdown
print("first")
display(Markdown("**bold** $a_1$ `$b$`\n\n| a | b |\n|---|---|\n| 1 | 2 |"), Latex("$$c^2$$"))
display(HTML("<table><tr><td>cell</td></tr></table><style>x {}</style><script>1</script>"))
display(HTML('<a href="javascript:1">link</a><img src="https://example.org/x.png" onerror="1">'))
svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>1</script></svg>'
display(SVG(svg))
print("last")
"""


@soak
def test_what_is_displayed_is_shown_safely_and_in_its_order(served, browser):
    with Visit(browser, served(f"en/{SHORT}.html")) as visit:
        cell = visit.page.locator('[data-cell="2"]')
        assert run(cell, SHOWN) == "ran"
        output = cell.locator(".live-output")
        output.locator("strong").wait_for()
        output.locator("mjx-container").nth(1).wait_for()
        kinds = output.locator("> *").evaluate_all("all => all.map((e) => e.dataset.mime)")
        html = ["text/html", "text/html"]
        assert kinds == [
            "text/plain", "text/markdown", "text/latex", *html, "image/svg+xml", "text/plain",
        ]  # fmt: skip
        assert output.locator("code").inner_text() == "$b$"
        assert output.locator("td").all_inner_texts() == ["1", "2", "cell"]
        assert output.locator("script, style, [href], [onerror], img[src^=http]").count() == 0
        assert output.locator('[data-mime="image/svg+xml"]').evaluate("i => i.naturalWidth") == 9
        assert output.locator("mjx-container[display=true]").count() == 1
        assert visit.problems == []


@pytest.mark.parametrize(("width", "is_touch", "least"), [(1440, False, 24), (390, True, 44)])
def test_try_it_covers_no_code_and_can_be_hit(served, browser, width, is_touch, least):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, has_touch=is_touch, is_mobile=is_touch
    )
    page = context.new_page()
    page.route("**/mathjax/**", lambda route: route.fulfill(body=""))
    page.goto(served("en/book/05-two-layouts.html"))
    page.locator("[data-cell]").first.wait_for()
    for box in page.locator("[data-cell]").evaluate_all(MEASURE):
        assert box["width"] >= least
        assert box["height"] >= least
        assert box["gap"] >= 0
    context.close()


MEASURE = """all => all.map((cell) => {
    for (const folded of cell.querySelectorAll("details")) folded.open = true;
    const place = (part) => cell.querySelector(part).getBoundingClientRect();
    const [button, code] = [place(".try-it"), place("pre")];
    return { width: button.width, height: button.height, gap: button.top - code.bottom };
})"""
