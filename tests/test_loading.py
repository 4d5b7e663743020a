"""What a page fetches and when: formulas that are there at once, Python, a copy to read offline."""

from __future__ import annotations

import json
import lzma
import re
import threading
import urllib.error
import urllib.request
import zipfile
from io import BytesIO

import pytest
from corpus import solutions
from course_fixtures import Visit
from fontTools.ttLib import TTFont
from live_page import CHAPTERS, ExercisePage, Judged
from sample import soak

from matcalc.site.serve import server

PAGE = f"en/{CHAPTERS['ch04']}.html"
NAME, RIGHT = next(iter(solutions("ch04").items()))
MATHS = re.compile(r'<(span|div) class="math [^>]*>(.*?)</\1>', re.DOTALL)


def test_formulas_are_typeset_in_the_file_itself(site):
    for page in sorted((site / "en").rglob("*.html")):
        text = page.read_text("utf-8")
        elements = MATHS.findall(text)
        assert all("<mjx-container" in inside for _, inside in elements), page
        drawn = text.count("<mjx-container")
        assert drawn == text.count("<mjx-assistive-mml") >= len(elements)
        assert ("mathjax.css" in text) == (drawn > 0)
        assert "data-mjx-error" not in text
        assert "fontawesome" not in text
        assert "tex-chtml" not in text


def test_the_style_of_formulas_and_the_icons_are_those_of_the_pages(site):
    static = site / "en" / "_static"
    style = (static / "mathjax.css").read_text("utf-8")
    for address in re.findall(r'url\("([^"]+)"\)', style):
        assert (static / address).is_file()
    text = "".join(page.read_text("utf-8") for page in (site / "en" / "book").glob("*.html"))
    used = set(re.findall(r'<mjx-c class="(mjx-c[0-9A-F]+)', text))
    assert used
    assert all(f".{name}" in style for name in used)
    theme = (static / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")
    icons = set(re.findall(r'<i [^>]*class="[^"]*\b(?:fas|fab|fa-solid) (fa-[a-z-]+)', text))
    assert icons
    assert all(f".{icon}:before" in theme for icon in icons)
    fonts = list((static / "vendor").rglob("*.*"))
    assert 0 < sum(font.stat().st_size for font in fonts) < 20_000


def test_no_sign_is_missing(served, browser, site):
    missing = """() => [...document.querySelectorAll("mjx-c")]
        .filter((sign) => ["none", "normal"].includes(getComputedStyle(sign, "::before").content))
        .map((sign) => sign.className)"""
    with Visit(browser, served(PAGE)) as visit:
        assert visit.page.locator("mjx-c").count() > 1000
        assert visit.page.evaluate(missing) == []
    static = site / "en" / "_static"
    fonts = [TTFont(path) for path in (static / "vendor").rglob("*.woff")]
    drawn = {place for font in fonts for place in font.getBestCmap()}
    theme = (static / "styles" / "pydata-sphinx-theme.css").read_text("utf-8")
    asked = {ord(sign) for sign in re.findall('--pst-icon-[a-z-]+: ?"(.)"', theme)}
    assert len(asked) > 10
    assert asked <= drawn


def test_the_keyboard_is_at_the_first_exercise_soon_and_leaves_it(served, browser):
    with Visit(browser, served(PAGE), width=390) as visit:
        keyboard = visit.page.keyboard
        keyboard.press("Tab")
        keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.textContent") == "Skip to the exercises"
        keyboard.press("Enter")
        stops, in_editor = 2, "document.activeElement.matches('.cm-content')"
        while not visit.page.evaluate(in_editor) and stops < 40:
            keyboard.press("Tab")
            stops += 1
        assert stops < 40
        keyboard.press("ControlOrMeta+a")
        keyboard.insert_text(RIGHT)
        keyboard.press("Control+Enter")
        assert ExercisePage(visit.page, NAME).verdict() == Judged("passed", None)
        keyboard.press("Escape")
        keyboard.press("Tab")
        assert not visit.page.evaluate(in_editor)


@soak
def test_a_formula_is_a_tab_stop_only_where_it_scrolls(served, browser):
    counted = """() => [...document.querySelectorAll('mjx-container[display="true"]')]
        .map((one) => [one.scrollWidth > one.clientWidth + 1, one.tabIndex === 0])
        .filter(([wide, stop]) => wide || stop)"""
    for width in (390, 1440):
        with Visit(browser, served(PAGE), width=width) as visit:
            found = [pair for pair in visit.page.evaluate(counted) if pair != [True, True]]
            inline = "mjx-container[tabindex]:not([display])"
            assert found == []
            assert visit.page.locator(inline).count() == 0


@soak
def test_python_says_how_far_it_is_and_is_there_on_the_next_page(served, browser):
    with Visit(browser, served(PAGE)) as visit:
        held = []
        visit.page.context.route("**/*.wasm.xz", lambda route: held.append(route))
        exercise = ExercisePage(visit.page, NAME)
        exercise.write(RIGHT)
        exercise.editor.press("Control+Enter")
        bar = exercise.status.get_by_role("progressbar", name="Python being loaded")
        bar.wait_for()
        done, whole = re.fullmatch(
            r"(\d+\.\d) of (\d+\.\d) MB", bar.get_attribute("aria-valuetext")
        ).groups()
        assert float(done) < float(whole)
        visit.page.context.unroute("**/*.wasm.xz")
        for route in held:
            route.continue_()
        assert exercise.verdict() == Judged("passed", None)
        assert bar.count() == 0
        with visit.page.expect_request("**/*.wasm.xz"):  # before anything is touched
            visit.page.goto(served(f"en/{CHAPTERS['ch05']}.html"))


@soak
def test_the_course_is_read_offline_renewed_and_removed(site, browser):
    running = server(site, 0, prefix="/x/y/")
    threading.Thread(target=running.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{running.server_port}/x/y/"
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{root}en/book/progress.html")
    offer = page.get_by_role("region", name="Reading offline")
    offer.get_by_role("button", name="Read this course offline (").click()
    offer.get_by_text("can be read without a connection").wait_for(timeout=120_000)
    running.shutdown()
    running.server_close()

    page.goto(f"{root}{PAGE}")
    assert ExercisePage(page, NAME).check(RIGHT) == Judged("passed", None)
    page.goto(root)
    page.wait_for_url("**/en/book/index.html")

    listed = json.loads((site / "offline-files.json").read_text("utf-8")) | {"version": "next"}
    context.route("**/offline-files.json", lambda route: route.fulfill(json=listed))
    page.goto(f"{root}en/book/progress.html")
    page.get_by_text("There is a new version of this course.").wait_for()
    page.get_by_role("button", name="Get it (").click()
    page.get_by_role("button", name="Reload the page").click()
    page.get_by_text("can be read without a connection").wait_for()
    assert page.get_by_text("There is a new version").count() == 0

    page.get_by_role("button", name="Remove the offline copy").click()
    page.get_by_text("The offline copy is gone.").wait_for()
    assert page.evaluate("caches.keys()") == []
    context.close()


@pytest.mark.parametrize(
    ("pattern", "kind", "packed", "kept"),
    [
        ("en/index.html", "text/html", "gzip", "no-cache"),
        ("shared/live/pyodide-*/pyodide.asm.mjs", "text/javascript", "gzip", "immutable"),
        ("shared/live/pyodide-*/pyodide.asm.wasm.xz", "application/x-xz", None, "immutable"),
        ("shared/live/matcalc-*/*.whl.xz", "application/x-xz", None, "immutable"),
        ("offline.js", "text/javascript", "gzip", "no-cache"),
    ],
)
def test_the_server_sends_files_as_a_static_host_does(site, served, pattern, kind, packed, kept):
    [path] = site.glob(pattern)
    address = served(path.relative_to(site).as_posix())
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        headers = response.headers
    assert headers.get_content_type() == kind
    assert headers["Content-Encoding"] == packed
    assert kept in headers["Cache-Control"]
    request.add_header("If-Modified-Since", headers["Last-Modified"])
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(request)


def test_python_of_the_pages_is_made_of_what_was_verified(site):
    """Every page's first modules are bytecode, and nothing of the standard library is lost."""
    from matcalc.site.pyodide import PYODIDE

    [folder] = (site / "shared" / "live").glob("pyodide-*")
    verified = site.parent / "live" / "pyodide"

    def published(name):
        packed = folder / f"{name}.xz"
        if packed.is_file():
            return lzma.decompress(packed.read_bytes())
        return (folder / name).read_bytes()

    for name in set(PYODIDE["core"]) - {"python_stdlib.zip"}:
        assert published(name) == (verified / name).read_bytes()
    names = [
        {name.removesuffix("c") for name in archive.namelist() if name[-1] != "/"}
        for archive in map(
            zipfile.ZipFile,
            (
                verified / "python_stdlib.zip",
                BytesIO(published("python_stdlib.zip")),
                BytesIO(published("python_stdlib_rest.zip")),
            ),
        )
    ]
    assert names[0] == names[1] | names[2]
    assert not names[1] & names[2]
