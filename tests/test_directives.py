"""The directives of a course on a small book, whose assignments are called otherwise than ours."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import nbformat
import pytest
import yaml
from corpus import ROOT
from course_fixtures import run
from markup import formulas_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from matcalc.site.downloads import wheel_name

pytestmark = pytest.mark.xdist_group("directives")

PAGES = {
    "index": "# The start\n\n{offer}`wheel` or {offer}`warm-up.zip`.\n"
    "Then {shell}`pip install {wheel}`.\n",
    "one": "---\ndescription: What stands in front.\n---\n# One page\n\nFirst this:\n\n"
    "```{exercise} warm-up-second\n```\n\n```{assignment} warm-up\n```\n\n"
    "```{identity} matrix-vector\n:layout: numerator\n:names: A=B\n:end: ,\n```\n\n"
    "```{identity} product-of-linear-forms\n:label: eq-product\n"
    "a\\,(b^\\top x) + b\\,(a^\\top x)\n```\n\nBy {eq}`eq-product`.\n",
    "asked": "# Asked\n\n```{quick} choose\n:verify: 1 + 1\nWhat is $1 + 1$?\n\n- [ ] 1\n  "
    "Count both.\n- [x] 2\n  Two ones.\n```\n\n```{quick} fill\nWhich?\n\n- [x] $n$ | size\n"
    "  So it is.\n- [ ] …\n  Look again.\n```\n\n```{identities}\n:layout: both\n"
    "matrix-vector A=B, m=n, n=p |  | {eq}`eq-product`\nnorm | $x \\ne 0$\n```\n\n"
    "```{identities}\nbilinear-form-by-left\nbilinear-form-by-right\n```\n",
    "two": "# Another *page*\n\n```{commands}\npip install {wheel}\nls\n```\n\n"
    "```{assignment} pair\n```\n\n```{picture} layouts\n:name: fig-two\n\n"
    "A *caption*.\n```\n\nSee {numref}`fig-two`.\n",
    "progress": "# Progress\n\n```{progress}\n```\n",
    "wrong": "# Wrong\n\n```{assignment} nothing\n```\n\n```{exercise} pair-nothing\n```\n\n"
    "```{assignment} spare\n```\n\n```{exercise} spare-one\n```\n\n{offer}`other.zip`\n\n"
    "```{identity} norm\n:function: \\lVert 2 x \\rVert\n```\n\n"
    "```{picture} nothing\n```\n\n"
    "```{identity} no-such-entry\n```\n\n```{identity} quadratic-form\n2 A x\n```\n\n"
    "```{math}\n:label: eq-untrue\n\\frac{\\partial\\, a^\\top x}{\\partial x} = -a .\n```\n",
    "refused": "# Refused\n\n```{quick} choose\nWhich?\n\n- [ ] This.\n  No.\n- [ ] That.\n  No.\n"
    "```\n\n```{quick} fill\n:verify: 3\nWhich?\n\n- [x] 4\n  Yes.\n```\n\n"
    "```{identities}\nno-such-row\n```\n\n```{identities}\nnorm | | in front\n```\n\n"
    "```{identities}\nlinear-form a=x\n```\n\n```{identities}\nlinear-form | a | b | c\n```\n\n"
    "```{identities}\nlinear-form a\n```\n",
}
TOC = {
    "format": "jb-book",
    "root": "index",
    "parts": [
        {"caption": "A", "numbered": True, "chapters": [{"file": "one"}]},
        {"caption": "B", "numbered": True, "chapters": [{"file": "two"}]},
        {"caption": "C", "chapters": [{"file": "progress"}, {"file": "wrong"}]},
        {"caption": "D", "chapters": [{"file": "asked"}, {"file": "refused"}]},
    ],
}


def cells(name: str, points: float, *, written: bool = False) -> list[nbformat.NotebookNode]:
    """An exercise, as released."""
    prompt = f"## Title of {name} · {name} 的标题\n\nDo it.\n\n<!-- zh -->\n\n做吧。\n"
    if written:
        marks = {"grade_id": name, "solution": True, "grade": True, "points": points}
        return [new_markdown_cell(prompt), marked(new_markdown_cell(""), **marks)]
    return [
        new_markdown_cell(prompt),
        marked(new_code_cell("answer = ..."), grade_id=name, solution=True),
        marked(new_code_cell("assert answer"), grade_id=f"{name}-test", grade=True, points=points),
    ]


def marked(cell: nbformat.NotebookNode, **marks: object) -> nbformat.NotebookNode:
    """A cell with nbgrader's marks."""
    cell.metadata["nbgrader"] = {"grade": False, "solution": False, "locked": False} | marks
    return cell


@pytest.fixture(scope="module", params=["en", "zh_CN"])
def built(request, tmp_path_factory) -> tuple[str, Path, str]:
    """The language of the small book, its pages, and what its build said."""
    root = tmp_path_factory.mktemp("course")
    shutil.copyfile(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
    notebooks = {
        "warm-up/warm-up": [
            *cells("warm-up-first", 1),
            *cells("warm-up-second", 1.5),
            *cells("warm-up-why", 1, written=True),
        ],
        "pair/left": cells("pair-sum", 1),
        "pair/right": [],
        "spare/spare": cells("spare-one", 1),
    }
    for name, content in notebooks.items():
        for kind in ("solutions", "exercises"):
            (root / kind / name).parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(new_notebook(cells=content), root / kind / f"{name}.ipynb")
    for name, text in PAGES.items():
        (root / f"{name}.md").write_text(text, encoding="utf-8")
    (root / "_toc.yml").write_text(yaml.safe_dump(TOC))
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]["config"]
    settings |= {"language": request.param, "html_static_path": [], "html_css_files": []}
    settings["extensions"].remove("sphinxcontrib.bibtex")
    config = {"title": "A small course", "only_build_toc_files": True}
    config["sphinx"] = {"config": settings}
    (root / "_config.yml").write_text(yaml.safe_dump(config))
    result = run("matcalc", "build", "--static", cwd=root)
    assert result.returncode == 0, result.stderr
    language = request.param[:2]
    return language, root / "_build" / "site" / language, result.stderr


def text_of(path: Path) -> str:
    """What a page says, in one line."""
    body = re.search("<article.*?</article>", path.read_text("utf-8"), re.DOTALL)[0]
    return " ".join(unescape(re.sub("<script.*?</script>|<[^>]+>", "", body)).split())


def test_the_box_counts_what_there_is(built):
    language, pages, _ = built
    one, two = text_of(pages / "one.html"), text_of(pages / "two.html")
    expected = {
        "en": (
            "2 checks and 1 written question, 3.5 points. Download warm-up.zip, unpack it",
            "1 check, 1 point. Download pair.zip",
        ),
        "zh": (
            "2 道检验题和 1 道书面题，共 3.5 分。下载 warm-up.zip，解压后",
            "1 道检验题，共 1 分。",
        ),
    }
    assert expected[language][0] in one
    assert expected[language][1] in two
    assert "matcalc check left.ipynb, matcalc check right.ipynb" in two


def test_an_exercise_of_the_text_is_not_placed_again(built):
    _, pages, _ = built
    source = (pages / "one.html").read_text("utf-8")
    placed = re.findall('data-(?:exercise|written)="([^"]+)"', source)
    assert placed == ["warm-up-second", "warm-up-first", "warm-up-why"]
    assert '"formula": true' in source


def test_each_text_stands_in_the_language_of_the_page(built):
    language, pages, _ = built
    text = text_of(pages / "one.html")
    first, second = ("Do it.", "做吧。") if language == "en" else ("做吧。", "Do it.")
    assert text.index(first) < text.index(second)
    titles = {"en": "Title of warm-up-first", "zh": "warm-up-first 的标题"}
    assert [title in text for title in titles.values()].count(True) == 1
    assert titles[language] in text


def test_progress_goes_by_the_titles_of_the_pages(built):
    _, pages, _ = built
    source = (pages / "progress.html").read_text("utf-8")
    headings = re.findall('<h2>.*?href="([^"]*)".*?</h2>', source)
    assert headings == ["two.html", "wrong.html", "one.html"]  # in the order of the assignments
    text = text_of(pages / "progress.html")
    assert "2. Another page" in text
    assert "1. One page" in text
    assert "Wrong Title of spare-one" in text or "Wrong spare-one 的标题" in text  # no number


def test_downloads_and_commands_name_the_wheel(built):
    _, pages, _ = built
    source = (pages / "index.html").read_text("utf-8")
    assert f'href="downloads/{wheel_name()}"' in source
    assert 'href="downloads/warm-up.zip"' in source
    assert f"pip install {wheel_name()}" in text_of(pages / "index.html")
    assert f"$ pip install {wheel_name()} $ ls" in text_of(pages / "two.html")


def test_an_identity_is_displayed_as_the_catalogue_has_it(built):
    _, pages, _ = built
    source = unescape((pages / "one.html").read_text("utf-8"))
    assert "∂Bx∂x=B," in formulas_of(source)
    assert any("(ab⊤+ba⊤)x=a(b⊤x)+b(a⊤x)" in formula for formula in formulas_of(source))
    assert 'href="#equation-eq-product"' in source


def test_a_quick_check_is_complete_without_a_script(built):
    language, pages, _ = built
    source, text = (pages / "asked.html").read_text("utf-8"), text_of(pages / "asked.html")
    assert re.findall('data-quick="([a-z]+)"', source) == ["choose", "fill"]
    assert source.count("<fieldset><legend>") == source.count('<details class="quick-answer">') == 2
    assert source.count('aria-labelledby="asked-quick-2-title"') == 1
    told = {
        "en": (
            "Quick check 2 Which? Answer",
            "No. Count both.",
            "Any other answer: No. Look again.",
        ),
        "zh": ("随堂小测 2 Which? 答案", "不对。 Count both.", "其他答案： 不对。 Look again."),
    }
    assert all(part in text for part in told[language])


def test_a_table_of_identities_is_drawn_from_the_catalogue(built):
    language, pages, _ = built
    source = unescape((pages / "asked.html").read_text("utf-8"))
    both, one = re.findall('<table class="identity-table.*?</table>', source, re.DOTALL)
    assert {"Bx", "B⊤", "x≠0"} <= {*formulas_of(both)}
    assert 'href="one.html#equation-eq-product"' in both
    assert [table.count("<th ") for table in (both, one)] == [6, 4]
    assert ("条件" if language == "zh" else "condition") in both
    assert "A⊤x" in formulas_of(one)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (3, "no answer is marked as right"),
        (12, "line 16: '4' is marked as right, which it is not by 3"),
        (20, "no identity is called 'no-such-row'"),
        (24, "norm holds on a condition, say which: x not zero"),
        (28, "a cannot be called x in linear-form"),
        (32, "'linear-form | a | b | c' is not 'name | condition | where'"),
        (36, "other letters are written as in 'b=w, c=y': 'a'"),
    ],
)
def test_a_refusal_names_file_and_line(built, line, message):
    _, _, said = built
    assert re.search(rf"refused\.md:{line}: ERROR: .*{re.escape(message)}", said), said


def test_a_picture_is_a_figure_with_a_still_and_its_first_numbers(built):
    language, pages, _ = built
    source = (pages / "two.html").read_text("utf-8")
    [figure] = re.findall('<figure class="[^"]*" id="fig-two">.*?</figure>', source, re.DOTALL)
    label = {"en": "Picture to touch: the two layouts", "zh": "可以操作的图：两种布局"}[language]
    assert f'aria-label="{label}" class="picture" data-picture="layouts"' in figure
    assert '{"m": 3, "n": 2}' in figure
    assert "<em>caption</em>" in figure
    [still] = re.findall('<img alt="[^"]+" src="([^"]+)" />', figure)
    assert b"<svg" in (pages / still).read_bytes()
    assert 'href="#fig-two"' in source


def test_what_a_page_gets_wrong_is_named_with_what_there_is(built):
    _, _, said = built
    for message in (
        "no assignment 'nothing'", "there are pair, spare, warm-up", "no exercise 'pair-nothing'",
        "spare-one stands on this page already", "no download 'other.zip'",
        "there is no picture 'nothing'",
        "no identity is called 'no-such-entry'", "quadratic-form: Not yet", "norm: Not yet",
        "eq-untrue: what is displayed is not true: -a does not follow from",
    ):  # fmt: skip
        assert message in said


def test_front_matter_describes_a_page_before_its_text_does(built):
    _, pages, _ = built
    assert 'name="description" content="What stands in front."' in (pages / "one.html").read_text(
        "utf-8"
    )
    assert "A small course" in (pages.parent / "404.html").read_text("utf-8")
