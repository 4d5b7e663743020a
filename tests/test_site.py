"""The built site in a real browser: nothing foreign, nothing broken, on any screen, at any path."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from corpus import ASSIGNMENTS, ROOT, notebook
from course_fixtures import Visit, run
from live_page import CHAPTERS, PAGES
from sample import sampled, soak

from matcalc.site.downloads import wheel_name

pytestmark = pytest.mark.xdist_group("pages")

OTHERS = ["index", "genindex", "search"]


def test_every_entry_of_the_table_of_contents_is_a_page(site):
    pages = (site / "en" / "book").rglob("*.html")
    assert {page.relative_to(site / "en").with_suffix("").as_posix() for page in pages} == set(
        PAGES
    )
    assert len(PAGES) == len(set(PAGES))


def test_every_page_says_what_it_is(site):
    title = yaml.safe_load((ROOT / "_config.yml").read_text())["title"]
    for path in site.rglob("*"):
        assert not path.is_file() or b"Project name not set" not in path.read_bytes(), path
    for name in {*PAGES, *OTHERS} - {"index"}:  # which leads to the first
        source = (site / "en" / f"{name}.html").read_text(encoding="utf-8")
        assert title in html.unescape(re.search("<title>(.*?)</title>", source, re.DOTALL)[1])
        for kind in ('name="description"', 'property="og:description"'):
            [said] = re.findall(rf'<meta {kind} content="([^"]*)"', source)
            assert 20 < len(html.unescape(said)) <= 160, (name, said)
            assert not re.search(r"[\\`<]", html.unescape(said)), (name, said)


@pytest.mark.parametrize("name", sampled([*PAGES, *OTHERS], 8))
def test_page_loads_clean_with_all_formulas(served, browser, site, name):
    with Visit(browser, served(f"en/{name}.html")) as visit:
        assert visit.problems == []
        assert visit.page.locator("mjx-merror, [data-mjx-error]").count() == 0
        source = (site / "en" / f"{name}.html").read_text(encoding="utf-8")
        formulas = source.count('class="math ')
        assert visit.page.locator("mjx-container").count() >= formulas > 0 or formulas == 0
        assert "undefined control sequence" not in visit.page.inner_text("body").lower()


@pytest.mark.parametrize("name", sampled(PAGES, 16))
def test_page_fits_a_small_screen_in_the_dark(served, browser, name):
    with Visit(browser, served(f"en/{name}.html"), width=360, scheme="dark") as visit:
        assert visit.problems == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert visit.page.get_attribute("html", "data-theme") == "dark"
        colours = visit.page.evaluate(
            "[document.body, document.querySelector('.bd-article p, .bd-article')]"
            ".map((e, i) => getComputedStyle(e)[i ? 'color' : 'backgroundColor'])"
        )
        background, text = (
            sum(map(int, c.split("(")[1].rstrip(")").split(",")[:3])) for c in colours
        )
        assert text - background > 300, colours


def test_the_root_leads_to_the_book(served, browser):
    with Visit(browser, served()) as visit:
        visit.page.wait_for_url("**/en/book/index.html")
        assert visit.problems == []
        assert visit.page.locator("h1").first.inner_text().startswith("Matrix calculus")


@pytest.mark.parametrize("missing", ["missing", "en/missing", "en/book/deep/missing.html"])
def test_a_missing_page_is_explained_and_leads_home(served, browser, missing):
    with Visit(browser, served(missing)) as visit:
        # The address itself is the only response in error.
        assert visit.problems.pop(0).startswith("404: ")
        assert [p for p in visit.problems if not p.startswith("console: Failed to load")] == []
        assert visit.page.locator("#home").evaluate("a => a.href") == served()
    with Visit(browser, served("404.html")) as visit:
        assert visit.problems == []


def test_search_for_quadratic_finds_chapter_4(served, browser):
    with Visit(browser, served("en/search.html?q=quadratic")) as visit:
        visit.page.wait_for_selector("#search-results ul.search li a")
        found = visit.page.locator("#search-results ul.search li a").evaluate_all(
            "links => links.map(a => a.getAttribute('href'))"
        )
        assert any("04-common-formulas" in link for link in found), found
        assert visit.problems == []


def test_dark_mode_can_be_chosen(served, browser):
    with Visit(browser, served(f"en/{PAGES[4]}.html")) as visit:
        button = visit.page.locator("button.theme-switch-button:visible").first
        modes = {visit.page.get_attribute("html", "data-theme")}
        for _ in range(3):
            button.click()
            modes.add(visit.page.get_attribute("html", "data-theme"))
        assert modes == {"light", "dark"}
        assert visit.problems == []


def test_a_chapter_offers_its_notebook_source_and_neighbours(served, browser, site):
    with Visit(browser, served("en/book/04-common-formulas.html")) as visit:
        links = visit.page.locator("a[href], a[data-href]").evaluate_all(
            "all => all.map(a => a.href)"
        )
        here = [link for link in links if link.startswith(served())]
        [notebook] = {link for link in here if link.endswith(".ipynb")}
        content = json.loads(visit.page.request.get(notebook).text())
        assert any("check_formula" in "".join(cell["source"]) for cell in content["cells"])
        assert any("/edit/" in link for link in links)
        assert any(link.endswith("03-stretching-rule.html") for link in links)
        assert any(link.endswith("05-two-layouts.html") for link in links)
        assert visit.page.locator("button.copybtn").count() > 5
        assert visit.page.locator('link[rel~="icon"]').count() == 1
        card = visit.page.locator('meta[property="og:image"]').get_attribute("content")
        assert (site / "en" / card.rsplit("/en/", 1)[-1].lstrip("./")).is_file()
        visit.page.emulate_media(media="print")
        assert not visit.page.locator(".bd-sidebar-primary").first.is_visible()


@pytest.mark.parametrize("assignment", sampled(ASSIGNMENTS, 3))
def test_each_assignment_can_be_downloaded(served, browser, assignment):
    with Visit(browser, served(f"en/{CHAPTERS[assignment]}.html")) as visit:
        link = visit.page.locator(".admonition.assignment a.offered").evaluate("a => a.href")
        content = visit.page.request.get(link).body()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{assignment}/{assignment}.ipynb"]
        released = (ROOT / "exercises" / assignment / f"{assignment}.ipynb").read_bytes()
        assert archive.read(archive.namelist()[0]) == released


@pytest.mark.parametrize("edition", ["en", "zh"])
def test_the_page_of_downloads_offers_everything_here_and_elsewhere(site, edition):
    page = site / edition / "book" / "downloads.html"
    source = page.read_text("utf-8")
    links = re.findall(r'<a class="[^"]*reference[^"]*" href="([^"]+)"', source)
    here = {Path(link).name for link in links if link.startswith("../downloads/")}
    assert all((page.parent / "../downloads" / name).is_file() for name in here)
    assert here == {wheel_name(), *(f"{name}.zip" for name in ASSIGNMENTS)}
    repository = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]
    name, branch = repository["url"].removeprefix("https://github.com/"), repository["branch"]
    for assignment in ASSIGNMENTS:
        notebook = f"exercises/{assignment}/{assignment}.ipynb"
        assert (ROOT / notebook).is_file()
        for address in (
            f"https://colab.research.google.com/github/{name}/blob/{branch}/{notebook}",
            f"https://mybinder.org/v2/gh/{name}/{branch}?urlpath=lab/tree/{notebook}",
        ):
            assert address in links
            chapter = site / edition / f"{CHAPTERS[assignment]}.html"
            assert f'href="{address}"' in chapter.read_text("utf-8")


def test_a_chapter_opens_in_colab_as_the_notebook_that_it_offers(site):
    for edition in ("en", "zh"):
        source = (site / edition / "book/04-common-formulas.html").read_text("utf-8")
        [path] = re.findall(r"colab\.research\.google\.com/[^\"]*/blob/notebooks/([^\"]+)", source)
        assert (site / path).is_file(), path


@soak
@pytest.mark.usefixtures("site")  # whose executed pages it takes
def test_plain_jupyter_book_builds_the_same_book_without_a_warning():
    result = run("jupyter-book", "build", ".")
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stdout + result.stderr
    built = ROOT / "_build" / "html"
    assert (built / "_static" / "mathjax" / "tex-chtml.js").is_file()
    assert (built / "downloads" / "ch04.zip").is_file()
    assert all((built / f"{name}.html").is_file() for name in PAGES)


def test_no_file_of_the_site_holds_a_hidden_test(site):
    hidden: set[str] = set()
    shown = ""
    for assignment in ASSIGNMENTS:
        for cell in notebook(assignment).cells:
            parts = re.findall(r"BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN", cell.source, re.DOTALL)
            hidden.update(line.strip() for part in parts for line in part.splitlines())
        shown += "\n".join(cell.source for cell in notebook(assignment, "exercises").cells)
    telling = {line for line in hidden if "seed=" in line and line not in shown}
    assert len(telling) > 30
    for path in site.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".md", ".js", ".json", ".txt"}:
            text = html.unescape(path.read_text(encoding="utf-8")).replace('\\"', '"')
            assert not [line for line in telling if line in text], path


def test_no_page_holds_a_solution(site):
    for path in site.rglob("*"):  # the instructor guide explains the markers
        if path.suffix in {".html", ".ipynb", ".md", ".js"} and path.stem != "instructor-guide":
            text = path.read_text(encoding="utf-8")
            assert "BEGIN SOLUTION" not in text, path
            assert "BEGIN HIDDEN TESTS" not in text, path
