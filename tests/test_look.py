"""The look of the pages: typefaces, formulas that nothing cuts, what is folded what is found."""

from __future__ import annotations

import html
import io
import json
import re

import pytest
import yaml
from corpus import ROOT
from course_fixtures import Visit
from live_page import CHAPTERS, EXERCISES, PAGES
from matplotlib.image import imread
from sample import sampled, soak

from matcalc.identities import identities

pytestmark = pytest.mark.xdist_group("pages")

TITLE = yaml.safe_load((ROOT / "_config.yml").read_text())["title"]


def source_of(site, page):
    return (site / "en" / f"{page}.html").read_text(encoding="utf-8")


def test_no_page_says_its_title_twice(site):
    for page in [*PAGES, "search", "genindex"]:
        source = html.unescape(source_of(site, page))
        assert re.search("<title>(.*?)</title>", source, re.DOTALL)[1].count(TITLE) == 1, page
        assert re.search('"og:title" content="(.*?)"', source)[1].count(TITLE) == 1, page


def test_a_check_that_agrees_is_folded_and_one_that_does_not_is_shown(site):
    report = re.compile(
        r'(<summary>[^<]*</summary>)?<div class="matcalc-report" data-verdict="(\w+)"'
    )
    found = [one for page in PAGES for one in report.findall(source_of(site, page))]
    assert {verdict for folded, verdict in found if folded} == {"agree"}
    assert {verdict for folded, verdict in found if not folded} == {"differ"}


def test_pictures_are_drawn_on_nothing(site):
    pictures = {
        name
        for page in PAGES
        for name in re.findall(r'<img [^>]*src="\.\./(_images/\w+\.png)"', source_of(site, page))
    }
    assert pictures
    for name in pictures:
        assert imread(site / "en" / name)[0, 0, 3] == 0, name


def test_text_is_a_serif_of_18_pixels_in_short_lines_below_calm_headings(served, browser):
    with Visit(browser, served("en/book/04-common-formulas.html"), maths=False) as visit:
        assert visit.problems == []
        text, large, small = (
            visit.page.locator(f".bd-article {tag}").first.evaluate(
                """e => { const s = getComputedStyle(e);
                return [s.fontFamily.split(",")[0], parseFloat(s.fontSize), +s.fontWeight]; }"""
            )
            for tag in ("section > p", "h2", "h3")
        )
        assert text[:2] == ['"Source Serif 4"', 18]
        assert large[:2] == ['"Source Sans 3"', 26]
        assert small[:2] == ['"Source Sans 3"', 20]
        assert text[2] < small[2] < large[2]
        used = visit.page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').length")
        assert used >= 2
        characters = visit.page.locator(".bd-article section > p").evaluate_all(
            """all => Math.max(...all.filter(p => !p.querySelector(".math")).map(p => {
            const height = parseFloat(getComputedStyle(p).lineHeight);
            const lines = Math.round(p.getBoundingClientRect().height / height);
            return lines > 3 ? p.textContent.length / lines : 0; }))"""
        )
        assert 55 < characters < 80


# What is painted when nothing may clip it.
UNCLIPPED = "mjx-container, mjx-container * { overflow: visible !important; }"


def test_nothing_clips_a_glyph(served, browser):
    """On an ordinary screen, where the bar of a transpose sign is one pixel high."""
    with Visit(browser, served("en/book/notation.html")) as visit:
        visit.page.add_style_tag(content="mjx-container { background: none !important; }")
        high = visit.page.locator("div.math:has(> mjx-container mjx-c.mjx-c22A4)")
        assert high.count() >= 2
        clipped = [painted(high.nth(number)) for number in range(2)]
        visit.page.add_style_tag(content=UNCLIPPED)
        for number, before in enumerate(clipped):
            assert (painted(high.nth(number)) == before).all()


def painted(part):
    return imread(io.BytesIO(part.screenshot()))


# Of each display: whether it goes on beyond its edge, shows so, and keeps clear of its number.
DISPLAYS = """all => all.map(e => {
    const number = e.parentElement.querySelector(":scope > .eqno")?.getBoundingClientRect();
    const own = e.getBoundingClientRect();
    const apart = !number || number.left >= own.right - 1 || number.top >= own.bottom - 1;
    const style = getComputedStyle(e);
    return [e.scrollWidth > e.clientWidth + 1, style.backgroundImage.includes("gradient"),
            style.overflowX == "auto", apart, own.right <= innerWidth]; })"""


@pytest.mark.parametrize("page", sampled(CHAPTERS.values(), 12))
def test_on_a_phone_a_wide_formula_shows_that_it_goes_on(served, browser, page):
    with Visit(browser, served(f"en/{page}.html"), width=390) as visit:
        found = visit.page.locator("div.math > mjx-container[display='true']").evaluate_all(
            DISPLAYS
        )
        assert len(found) > 5
        for wide, shaded, scrolls, apart, inside in found:
            assert apart
            assert inside
            assert (shaded and scrolls) or not wide


@soak
def test_a_page_fits_on_paper(served, browser):
    page = served("en/book/04-common-formulas.html")
    with Visit(browser, page, width=700, maths=False) as visit:
        visit.page.emulate_media(media="print")
        over = visit.page.locator(".bd-article :is(pre, table, img)").evaluate_all(
            "all => all.filter(e => e.getBoundingClientRect().right > innerWidth"
            " || e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 200))"
        )
        assert over == []
        assert visit.page.locator(".exercise details.hint").first.evaluate(
            "e => e.lastElementChild.getBoundingClientRect().height > 0"
        )
        written = visit.page.locator("a.internal").evaluate_all(
            "all => all.map(a => getComputedStyle(a, '::after').content)"
        )
        assert set(written) == {"none"}


NOTATIONS = ["x^T A x", "x.T @ A @ x", "xᵀAx", r"x^\top A x", "y'By"]


@soak
def test_the_atlas_finds_a_formula_in_any_notation(served, browser):
    with Visit(browser, served("en/book/identity-atlas.html"), maths=False) as visit:
        for query in NOTATIONS:
            visit.page.get_by_role("searchbox").fill(query)
            best = visit.page.locator("#identity-finder ol a").first.get_attribute("href")
            assert best == "#id-quadratic-form", query
            shown = visit.page.locator("table.identities tbody:visible").count()
            assert shown in range(1, len(identities()) // 2), query
            assert f"{shown} of {len(identities())}" in visit.page.inner_text("output")


@soak
def test_the_atlas_finds_words_and_copies_formulas(served, browser):
    with Visit(browser, served("en/book/identity-atlas.html"), maths=False) as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        field = visit.page.get_by_role("searchbox")
        field.fill("nothing of the kind")
        assert visit.page.locator("table.identities tbody:visible").count() == 0
        field.fill("softmax")
        assert "softmax" in visit.page.locator("#identity-finder ol a").first.inner_text().lower()
        field.fill("x'Ax")
        entry = visit.page.locator("#id-quadratic-form")
        assert "A: n n" in entry.inner_text()
        entry.get_by_role("button", name="Copy YX as NumPy").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied == next(e.denominator for e in identities() if e.name == "quadratic-form")
        entry.get_by_role("button", name="Copy XY as LaTeX").click()
        assert r"A^{\top}" in visit.page.evaluate("navigator.clipboard.readText()")
        assert visit.problems == []


def test_chinese_words_are_found(served, browser, site):
    index = (site / "en" / "searchindex.js").read_text(encoding="utf-8")
    terms = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    assert {"梯度", "转置", "最小", "小二", "二乘"} <= set(terms)
    with Visit(browser, served("en/search.html?q=最小二乘")) as visit:
        found = visit.page.locator("#search-results ul.search li a")
        found.first.wait_for()
        assert any("06-least" in link for link in found.evaluate_all("all => all.map(a => a.href)"))
        assert visit.problems == []


@soak
def test_the_search_leads_to_an_identity_and_quotes_no_tex(served, browser):
    with Visit(browser, served("en/search.html?q=softmax")) as visit:
        link = visit.page.locator(".found-identities a").first
        assert "softmax" in link.inner_text().lower()
        visit.page.locator("#search-results p.context").first.wait_for()
        for quoted in visit.page.locator("#search-results p.context").all_inner_texts():
            assert not re.search(r"\\|Show code|Hide code", quoted), quoted
        link.click()
        visit.page.locator("tbody:target").wait_for(state="attached")


def test_the_sidebar_counts_what_is_done(served, browser):
    first, second = (
        [name for name, one in EXERCISES.items() if one.assignment == chapter]
        for chapter in list(CHAPTERS)[:2]
    )
    done = [first[0], *second]
    with Visit(browser, served("en/book/notation.html"), maths=False) as visit:
        marks = visit.page.locator(".bd-sidebar-primary .exercises-done")
        assert marks.count() == 0
        visit.page.evaluate(
            """all => all.forEach(one =>
                localStorage.setItem(`matcalc/${one}`, '{"passed":true}'))""",
            done,
        )
        visit.page.reload()
        marks.first.wait_for()
        assert marks.all_inner_texts() == [f"1/{len(first)}", f"✓ {len(second)}"]


def test_the_landing_page_has_an_exercise_to_solve_that_lives_elsewhere(served, browser, site):
    [name] = re.findall(r'data-exercise="([\w-]+)"', source_of(site, "book/index"))
    own = CHAPTERS[EXERCISES[name].assignment]
    assert f'data-exercise="{name}"' in source_of(site, own)
    listed = re.search(
        rf'data-listed="{name}"><p><a [^>]*href="([^"]*)"', source_of(site, "book/progress")
    )
    assert listed[1] == f"{own.removeprefix('book/')}.html#{name}"
    with Visit(browser, served("en/book/index.html")) as visit:
        region = visit.page.locator(f'[data-exercise="{name}"]')
        assert region.get_by_role("button", name="Check", exact=True).is_enabled()
        assert visit.problems == []
