"""The Chinese edition says what the English one says, in Chinese, on every page."""

import json
import re
import tomllib
from dataclasses import asdict

import pytest
from corpus import ROOT
from course_fixtures import Visit
from live_page import PAGES
from sample import sampled, soak
from translations import HAN, RULES

from matcalc.identities import identities
from matcalc.site.catalogues import CELLS, CONTENTS, read, update
from matcalc.site.editions import LOCALES

pytestmark = pytest.mark.xdist_group("pages")

LOCALE = "zh_CN"
FOLDER = ROOT / LOCALES / LOCALE / "LC_MESSAGES"
CATALOGUES = [
    path.relative_to(FOLDER).with_suffix("").as_posix() for path in sorted(FOLDER.rglob("*.po"))
]


# Titles of English books, and the English words beside the Chinese ones.
IN_ENGLISH = {"book/bibliography", "book/glossary"}


# The catalogues.


@pytest.mark.usefixtures("site")  # whose cells need not run again
def test_the_catalogues_are_up_to_date_with_the_pages():
    assert {*CATALOGUES} == {*PAGES, CONTENTS, CELLS}
    assert [path.name for path in update(ROOT, write=False)] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_translation_keeps_the_rules(name):
    faults = [
        (rule, fault, message.id, message.string)
        for message in read(ROOT, LOCALE, name)
        if message.id
        for rule, broken in RULES.items()
        if name != CELLS or rule == "there is a translation"
        if (fault := broken(message.id, message.string))
    ]
    assert faults == []
    assert not [message.id for message in read(ROOT, LOCALE, name) if message.fuzzy]


BROKEN = {
    "there is a translation": ("Again", " "),
    "the same formulas": ("see $A x$", "见 $x A$"),
    "the same roles with the same targets": ("{ref}`here <ch01>`", "{ref}`这里 <ch02>`"),
    "the same code": ("call `parse`", "调用 `draw`"),
    "the same links": ("[here](a.md)", "[这里](b.md)"),
    "no number is lost": ("41 of them", "其中有许多"),
    "no half-width punctuation beside Han characters": ("Yes, now.", "好,现在。"),
    "no blank between Han characters": ("rows and columns", "行 和列"),
    "as many words are bold": ("the **rule**", "规则"),
    "no underscore sets Han characters in italics": ("what *is*", "_是_什么"),
    "every term is the glossary's": ("a gradient of ones", "全一的导数"),
}


def test_each_rule_can_be_broken():
    assert BROKEN.keys() == RULES.keys()
    for rule, (original, translated) in BROKEN.items():
        assert [name for name, broken in RULES.items() if broken(original, translated)] == [rule]


def test_the_identities_are_in_chinese():
    table = ROOT / "matcalc" / "identities" / "translations" / "zh.toml"
    texts = tomllib.loads(table.read_text("utf-8"))
    assert texts.keys() == {entry.name for entry in identities("en")}
    pairs = [*zip(identities("en"), identities("zh"), strict=True)]
    assert len({other.title for _, other in pairs}) == len(pairs)
    for english, chinese in pairs:
        mine, theirs = asdict(english), asdict(chinese)
        for key in ("title", "conditions", "note"):
            assert bool(mine[key]) == bool(theirs[key]), english.name
            said = re.sub(r"\b[A-Za-z_.]{1,3}\b", "", mine[key])
            in_chinese = re.search(f"[{HAN}]", theirs[key])
            assert in_chinese or not re.search("[a-z]{4}", said), english.name
            assert not RULES["no half-width punctuation beside Han characters"]("", theirs[key])
            mine.pop(key), theirs.pop(key)
        assert mine == theirs


# The site.


def source(site, edition, page):
    """A page without its scripts and formulas, which would be most of it."""
    text = (site / edition / f"{page}.html").read_text("utf-8")
    for left_out in ("script", "mjx-container", "pre", "code"):
        text = re.sub(rf"<{left_out}\b.*?</{left_out}>", "", text, flags=re.DOTALL)
    return text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_in_both_languages(site, page):
    pages = {edition: source(site, edition, page) for edition in ("en", "zh")}
    assert '<html lang="zh-CN"' in pages["zh"]
    english, chinese = (_anchors(text) for text in pages.values())
    assert english == chinese
    displayed = [(site / edition / f"{page}.html").read_text("utf-8") for edition in pages]
    assert len({text.count('<div class="math ') for text in displayed}) == 1
    assert "<mo>::</mo>" not in displayed[1]  # what Sphinx makes of a formula that it translates
    for edition, text in pages.items():
        other, name = {"en": ("zh", "中文"), "zh": ("en", "English")}[edition]
        [link] = re.findall(r'<a class="[^"]* edition" href="([^"]+)"[^>]*>([^<]+)', text)
        assert link == (f"../../{other}/{page}.html", name)
        assert re.findall(r'rel="alternate" hreflang="([^"]+)"', text) == ["en", "zh-CN"]


def _anchors(text):
    """What other pages may refer to: not what is counted up within a page."""
    found = re.findall(r'\bid="([^"]+)"', text[text.index("<article") :])
    return {name for name in found if not re.search(r"\d$", name) or name.startswith("id-")}


def test_nearly_every_paragraph_is_chinese(site):
    found, foreign = 0, []
    for page in set(PAGES) - IN_ENGLISH:
        text = source(site, "zh", page)
        text = text[text.index("<article") : text.index("</article")]
        text = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", text, flags=re.DOTALL)
        for _, paragraph in re.findall(r"<(p|h[1-4]|li|th)\b[^>]*>(.*?)</\1>", text, re.DOTALL):
            words = re.sub("<[^>]*>", "", paragraph).strip()
            assert not re.search(rf"\*\*[{HAN}“（]|[{HAN}”）]\*\*$", words), (page, words)
            if re.search(r"[^\W\d_]", words):
                found += 1
                if re.search("[A-Za-z]{3}", words) and not re.search(f"[{HAN}]", words):
                    foreign.append((page, words))
    assert len(foreign) <= 0.03 * found, foreign


# In a browser.

# What is looked for, and the pages on one of which it is explained.
SOUGHT = {
    "梯度": {"03", "04", "notation", "glossary"},
    "转置": {"03", "05", "notation", "glossary"},
    "最小二乘": {"06"},
    "二次型": {"04"},
    "范数": {"04", "notation"},
    "瑞利商": {"04"},
    "迹": {"05", "notation"},
    "雅可比矩阵": {"03", "05"},
    "分母布局": {"05", "layout-atlas", "notation"},
    "正规方程": {"06"},
    "伪逆": {"06"},
}


def test_the_search_knows_the_words_and_the_index_of_every_page(site):
    """Also of the pages that the last build did not write again."""
    for edition, word in (("zh", "正规方程"), ("en", "normal equations")):
        text = (site / edition / "searchindex.js").read_text("utf-8")
        known = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
        assert len(known["indexentries"]) > 15
        assert word in known["indexentries"]
        assert sum(bool(re.match(f"[{HAN}]", term)) for term in known["terms"]) > 1000


def test_chinese_words_lead_to_the_page_that_explains_them(served, browser):
    with Visit(browser, served("zh/search.html"), maths=False) as visit:
        for word, pages in sampled(SOUGHT.items(), 3):
            visit.page.goto(served(f"zh/search.html?q={word}"))
            first = visit.page.locator("#search-results li a").first
            first.wait_for()
            name = first.get_attribute("href").partition("?")[0].partition("#")[0]
            assert re.split(r"[/.]", name)[-2].partition("-")[0] in {
                page.partition("-")[0] for page in pages
            }, (word, name)
        assert visit.problems == []


def test_the_link_between_the_editions_keeps_the_place_and_is_remembered(served, browser):
    context = browser.new_context(locale="zh-TW")
    page = context.new_page()
    page.goto(served())
    page.wait_for_url("**/zh/index.html")
    page.wait_for_url("**/zh/book/index.html")
    page.goto(served("zh/book/04-common-formulas.html#ch04-cube"))
    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url("**/en/book/04-common-formulas.html#ch04-cube")
    assert page.locator("#ch04-cube").is_visible()
    page.goto(served())
    page.wait_for_url("**/en/**")
    page.get_by_role("link", name="中文", exact=True).click()
    page.wait_for_url("**/zh/book/index.html")
    page.goto(served())
    page.wait_for_url("**/zh/**")
    context.close()
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(served())
    page.wait_for_url("**/en/**")
    context.close()


@soak
def test_the_derivative_of_anything_speaks_chinese(served, browser):
    with Visit(browser, served("zh/book/derivative.html")) as visit:
        region = visit.page.locator('[data-tool="derivative"]')
        box, status = region.get_by_role("textbox", name="函数"), region.get_by_role("status")
        for asked, verdict, says in (
            ("x'Ax", "verified", "验证"),
            ("x'A + (", "error", None),
            ("log(det(X)", "error", None),
        ):
            box.fill(asked)
            region.locator(f"[role=status][data-verdict={verdict}]").wait_for(timeout=90_000)
            assert re.search(says or f"[{HAN}]", status.inner_text())
        words = " ".join(region.locator("button, label, legend, summary, h2, h3").all_inner_texts())
        assert not re.search(
            "[A-Za-z]{3}", re.sub("LaTeX|NumPy|JAX|PyTorch|softmax|Enter", "", words)
        )
        assert visit.problems == []
