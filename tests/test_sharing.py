"""A link to one part of a page, and that part alone in a frame of another page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from course_fixtures import Visit
from live_page import CHAPTERS, ExercisePage
from playwright.sync_api import FrameLocator
from sample import sampled, soak

pytestmark = pytest.mark.xdist_group("exercises")

CHAPTER = f"en/{CHAPTERS['ch04']}.html"
# A page, a part of it by its name, and a text in the part.
PARTS = [
    (CHAPTER, "ch04-norm", "4.3"),
    (CHAPTER, "fig-quadratic", "The level lines"),
    (CHAPTER, "04-common-formulas-quick-1", "Quick check 1"),
    ("en/book/identity-atlas.html", "id-quadratic-form", "quadratic-form"),
]
GUIDE = Path(__file__).parent.parent / "book" / "instructor-guide.md"


@soak
@pytest.mark.parametrize(("page", "name", "text"), sampled(PARTS, 4, key="linked {}".format))
def test_each_part_has_a_link_that_is_copied_and_leads_there(served, browser, page, name, text):
    with Visit(browser, served(page)) as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        part = visit.page.locator(f'[id="{name}"]')
        link = part.locator("a.headerlink").last
        link.focus()
        visit.page.keyboard.press("Enter")
        part.get_by_text("Link copied").wait_for()
        address = visit.page.evaluate("navigator.clipboard.readText()")
        assert address == served(f"{page}#{name}") == visit.page.url
        part.get_by_role("button", name="Embed").click()
        part.get_by_text("HTML of a frame copied").wait_for()
        frame = visit.page.evaluate("navigator.clipboard.readText()")
        assert f'src="{served(page)}?embed#{name}"' in frame
        assert visit.problems == []
    with Visit(browser, address, width=390) as visit:
        part = visit.page.locator(f'[id="{name}"]')
        visit.page.wait_for_timeout(300)
        top = part.evaluate("part => part.getBoundingClientRect().top")
        header = visit.page.evaluate(
            "document.querySelector('.bd-header-article').getBoundingClientRect().bottom"
        )
        assert header - 1 <= top < 450, (header, top)
        assert text in part.inner_text()


@pytest.fixture
def teacher(tmp_path: Path) -> Iterator[str]:
    """The address of somebody else's site, with the guide's own lines in its page."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def on_a_page(folder: Path, address: str) -> None:
    """Write a teacher's page as the guide says, with a frame of an address."""
    guide = GUIDE.read_text("utf-8").split("(embed)=")[1]
    frame, script = re.findall(r"```html\n(.*?)```", guide, re.DOTALL)[:2]
    frame = re.sub('src="[^"]*"', f'src="{address}"', frame)
    text = f"<!doctype html><title>A page</title><p>Solve this.</p>{frame}{script}"
    (folder / "index.html").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("page", "name", "text"), sampled(PARTS, 4, key="framed {}".format))
def test_a_part_stands_alone_in_a_frame_of_its_height(
    served, browser, teacher, tmp_path, page, name, text
):
    on_a_page(tmp_path, served(f"{page}?embed#{name}"))
    with Visit(browser, teacher, idle=False) as visit:
        frame = visit.page.frame_locator("iframe")
        part = frame.locator(f'[id="{name}"]')
        part.get_by_text(text).first.wait_for()
        shown = frame.locator("body").inner_text()
        assert "from Matrix calculus, checked" in shown
        for other in ("Search", "Contents", "previous", "The quadratic form"):
            assert other not in shown
        fits(visit, frame)
        frame.get_by_role("link", name="from Matrix calculus, checked").click()
        whole = visit.context.wait_for_event("page") if len(visit.context.pages) < 2 else None
        whole = whole or visit.context.pages[-1]
        assert whole.url == served(f"{page}#{name}")
        assert visit.problems == []


def fits(visit: Visit, frame: FrameLocator) -> None:
    """The frame is as high as what is in it."""
    visit.page.wait_for_function("""() => document.querySelector("iframe").height !== "480" """)
    visit.page.wait_for_timeout(300)
    height = int(visit.page.locator("iframe").get_attribute("height") or 0)
    end = frame.locator(".embed-source").evaluate("end => end.getBoundingClientRect().bottom")
    assert 0 <= height - end < 3


@soak
def test_an_exercise_is_solved_in_a_frame(served, browser, teacher, tmp_path):
    on_a_page(tmp_path, served(f"{CHAPTER}?embed=dark#ch04-norm"))
    with Visit(browser, teacher, idle=False) as visit:
        frame = visit.page.frames[1]
        exercise = ExercisePage(frame, "ch04-norm")
        frame.locator(".cm-editor").wait_for()
        assert frame.locator(".cm-editor").count() == 1  # the others are not made
        assert frame.locator("html").get_attribute("data-theme") == "dark"
        before = visit.page.locator("iframe").get_attribute("height")
        exercise.editor.fill("def grad_softplus(x):\n    return x @ x")
        assert exercise.check().verdict == "failed"
        visit.page.wait_for_function(
            "(before) => document.querySelector('iframe').height > Number(before)", arg=before
        )
        assert visit.problems == []


def test_whatever_has_no_such_part_shows_its_text(served, browser):
    with Visit(browser, served(f"{CHAPTER}?embed#nothing"), maths=False) as visit:
        assert visit.page.locator(".bd-article h1").is_visible()
        assert not visit.page.get_by_role("link", name="5. Two layouts").first.is_visible()


def test_targets_are_large_enough_for_a_finger(served, browser):
    context = browser.new_context(viewport={"width": 390, "height": 900}, has_touch=True)
    page = context.new_page()
    page.route("**/mathjax/**", lambda route: route.fulfill(body=""))
    page.goto(served(CHAPTER))
    page.locator(".cm-editor").first.wait_for()
    ours = ".live-button, .copybtn, .picture-live button, a.headerlink:is(.exercise *, .quick *)"
    buttons = page.locator(ours)
    sizes = buttons.evaluate_all(
        "all => all.filter((b) => b.offsetParent).map((b) => "
        "[b.className, b.textContent, b.offsetWidth, b.offsetHeight])"
    )
    assert len(sizes) > 50
    assert [one for one in sizes if min(one[2:]) < 24] == []
    assert [one for one in sizes if "primary" in one[0] and one[3] < 40] == []
    context.close()
