"""Feedback, the page on the class, and exports, from a class that nbgrader's gradebook holds."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from corpus import ROOT, checked_exercises, notebook, solutions
from course_fixtures import run
from submissions import answered

from matcalc import MatcalcError
from matcalc.course.directory import Course
from matcalc.grading.collecting.roster import read_roster
from matcalc.grading.reporting.exports import export
from matcalc.grading.reporting.reports import write_feedback, write_summary
from matcalc.grading.reporting.results import submissions
from matcalc.messages import set_language

pytestmark = pytest.mark.xdist_group("reports")  # one graded class serves all

# What a learner's code can do to get a hidden test's data into a page: print it while it is
# checked, raise it, or keep it and show it from a later cell.  The marker is made at run time, so
# that it stands in no source.
SPY = """
kept = []
def {name}(*arguments):
    kept.append(arguments)
    print("LE" + "AK", arguments)
    raise ValueError("LE" + "AK" + repr(arguments))
"""
SPY_LATER = """
class LEAKED(Exception): pass
raise type("LE" + "AK", (Exception,), {})("LE" + "AK" + repr(kept))
"""
MARKUP = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("<script>window.attacked = 1</script><img src=x onerror='window.attacked = 1'>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='window.attacked = 1'></svg>"))
display(Javascript("window.attacked = 1"), Markdown("[a link](javascript:window.attacked=1)"))
print("</pre><script>window.attacked = 1</script>")
def {name}(a, b, x):
    "</pre><script>window.attacked = 1</script><a href='javascript:window.attacked=1'>x</a>"
    return a + 3 * b
"""
CLASS: dict[str, dict[str, str | None]] = {
    "ada": {},
    "eve": {
        "ch04-linear-form": MARKUP.format(name="grad_linear_form"),
        "ch04-norm": SPY.format(name="grad_softplus"),
        "ch04-linear-quotient": SPY_LATER,
        "ch04-log-residual": "answer_log_residual = (",
        "ch04-bilinear-form": "def grad_bilinear_form(A, x, y):\n    return grad_nothing(x)",
        "ch04-form-over-norm": None,
        "ch04-when-symmetric": "</pre><script>window.attacked = 1</script> & more",
    },
    "tom": {
        "ch04-linear-form": "def grad_linear_form(a, b, x):\n    return 2 * (a + 3 * b)",
        "ch04-quadratic-form": "grad_quadratic_form = lambda u, v, x: 2 * (u @ v.T @ x + x)",
        "ch04-norm": "def grad_softplus(x):\n    return x / (1 + np.exp(-x.T @ x))",
        "ch04-shifted-form": 'answer_shifted_form = "2 * A @ (x - c)"',
        "ch04-when-symmetric": "For symmetric matrices.",
    },
}


POINTS = checked_exercises("ch04")
MOST = sum(POINTS.values()) + 2  # of the answer that is read by a person
SCORES = {
    student: sum(points for exercise, points in POINTS.items()
                 if exercise not in wrong or (student, exercise) == ("eve", "ch04-linear-form"))
    for student, wrong in CLASS.items()
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A graded class of three; a fourth handed in what is no notebook."""
    root = tmp_path_factory.mktemp("course")
    shutil.copyfile(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
    for folder in ("solutions", "exercises"):
        shutil.copytree(ROOT / folder / "ch04", root / folder / "ch04")
    for student, answers in CLASS.items():
        content = answered("ch04", solutions("ch04") | answers)
        target = root / "submitted" / student / "ch04" / "ch04.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(content, target)
    broken = root / "submitted" / "kim" / "ch04"
    broken.mkdir(parents=True)
    (broken / "ch04.ipynb").write_text("{ no notebook")
    (root / "roster.csv").write_text(
        "id,first_name,last_name,email,lms_user_id\n"
        "ada,Ada,Lovelace,ada@example.org,12\n"
        "eve,=cmd|' /C calc'!A0,<b>Eve</b>,eve@example.org,13\n"
        "tom,Tom,Õunapuu,tom@example.org,14\n"
    )
    result = run("matcalc", "grade", "ch04", cwd=root)
    assert "kim" in result.stderr
    result = run("matcalc", "grade", "ch04", "--student", "ada", cwd=root)  # which forgets nobody
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture
def course(graded, tmp_path) -> Path:
    """A copy of the graded class."""
    shutil.copytree(graded, tmp_path / "course")
    return tmp_path / "course"


def edit(course: Path, student: str, change) -> None:
    """Change a graded notebook, as the grader would have written it."""
    path = course / "autograded" / student / "ch04" / "ch04.ipynb"
    content = json.loads(path.read_text())
    change(content)
    path.chmod(0o644)
    path.write_text(json.dumps(content))


def record(grade_id: str, **values: object):
    """A change that records values with a graded cell."""

    def change(content):
        [cell] = [c for c in content["cells"]
                  if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id]  # fmt: skip
        cell["metadata"]["matcalc"] = values

    return change


def gradebook(course: Path):
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{course / 'gradebook.db'}")


def feedback(course: Path, show_hidden: bool = False) -> dict[str, str]:
    """The pages of everybody, and the one on the class under the name of the class."""
    found = submissions(Course(course), "ch04")
    pages = {path.parents[1].name: path.read_text("utf-8")
             for path in write_feedback(Course(course), "ch04", found, show_hidden)}  # fmt: skip
    return pages | {"class": write_summary(Course(course), "ch04", found).read_text("utf-8")}


def section(page: str, exercise: str) -> str:
    return re.search(rf'<section [^>]*data-exercise="{exercise}".*?</section>', page, re.S)[0]


def test_a_page_shows_the_marks_and_the_hint_for_each_mistake(course):
    pages = feedback(course)
    assert pages.keys() == {"ada", "eve", "tom", "class"}
    assert f"{SCORES['ada']:g} of {MOST:g}" in pages["ada"]
    assert "Kind of mistake: " not in pages["ada"]
    assert f"{SCORES['tom']:g} of {MOST:g}" in pages["tom"]
    norm = section(pages["tom"], "ch04-norm")
    assert "0 of 2" in norm
    assert "A constant factor is off" in norm
    assert "your answer gives" in norm  # the visible check failed
    shifted = section(pages["tom"], "ch04-shifted-form")
    assert "A transpose" in shifted
    # By then it had met hidden tests, whose numbers it might have given.
    assert "your answer gives" not in shifted
    assert "Kind of mistake: a constant factor" in norm
    assert "return x / (1 + np.exp(-x.T @ x))" in norm
    assert "Kind of mistake: a transpose" in section(pages["tom"], "ch04-quadratic-form")
    written = section(pages["tom"], "ch04-when-symmetric")
    assert "A written answer: your instructor reads it." in written
    assert "1 of the answers below waits" in pages["tom"]
    told = {
        "ch04-norm": "Your answer raised an exception.",
        "ch04-linear-quotient": "ended in an exception",
        "ch04-log-residual": "ended in SyntaxError",
        "ch04-bilinear-form": "Your answer raised an exception.",
        "ch04-form-over-norm": "Replace the stub",
    }
    for exercise, words in told.items():
        assert words in section(pages["eve"], exercise), exercise


def test_each_exercise_says_how_it_stands(course):
    pages = feedback(course)
    stands = {
        exercise: (status, words)
        for page in (pages["eve"], pages["tom"])
        for exercise, status, words in re.findall(
            r'data-exercise="([\w-]+)" data-status="([\w-]+)">.*?data-sign="."[^>]*>([^<]+)<',
            page, re.S,
        )
    }  # fmt: skip
    assert stands["ch04-form-over-norm"] == ("passed", "Passed")  # tom's; eve's was the stub
    assert stands["ch04-norm"] == ("failed", "Wrong")
    assert stands["ch04-when-symmetric"] == ("by-hand", "Graded by hand")
    assert 'data-exercise="ch04-log-residual" data-status="error"' in pages["eve"]
    assert 'data-exercise="ch04-form-over-norm" data-status="not-attempted"' in pages["eve"]
    with gradebook(course) as opened:
        opened.find_grade("ch04-norm-test", "ch04", "ch04", "tom").manual_score = 0.5
        opened.db.commit()
    assert 'data-status="partly-passed"' in section(feedback(course)["tom"], "ch04-norm")


def test_pages_speak_the_chosen_language(course):
    set_language("zh")
    try:
        pages = feedback(course)
    finally:
        set_language("en")
    for page in pages.values():
        assert '<html lang="zh">' in page
    written = section(pages["tom"], "ch04-when-symmetric")
    for words in ("人工评分", "书面回答：由教师批阅。", "0 / 2", "你的答案"):
        assert words in written
    told = re.sub(
        r"<(pre|style|code|h1|h2|h3)\b.*?</\1>|<a [^>]*>.*?</a>", "", pages["eve"], flags=re.S
    )
    assert re.findall(r">[^<]*\b(?:the|your|of)\b[^<]*<", told) == []
    assert "3 份" in pages["class"]


def hidden_lines() -> set[str]:
    lines = set()
    for cell in notebook("ch04").cells:
        _, _, hidden = cell.source.partition("### BEGIN HIDDEN TESTS")
        lines |= {line.strip(" ,()") for line in hidden.splitlines()}
    return {line for line in lines if re.search(r"seed=|k k|\"k\"|HIDDEN", line)}


def test_a_page_shows_nothing_of_a_hidden_test_however_the_learner_tries(course):
    assert len(hidden_lines()) > 7
    for student, page in feedback(course).items():
        assert not [line for line in hidden_lines() if line in page.replace("&#34;", '"')]
        assert "LEAK" not in page.replace("class LEAKED", ""), student
        assert "What it printed" not in page


def test_the_instructor_may_see_everything(course):
    result = run("matcalc", "feedback", "ch04", "--show-hidden", cwd=course)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "wrote reports/ch04.html"
    folder = course / "feedback"
    pages = {s: (folder / s / "ch04" / "ch04.html").read_text("utf-8") for s in CLASS}
    assert "seed=6421" in section(pages["tom"], "ch04-norm")
    assert "your answer gives" in section(pages["tom"], "ch04-norm")
    assert "LEAK" in section(pages["eve"], "ch04-linear-quotient")


@pytest.mark.parametrize(("line", "shown"), [(1, True), (2, False), (3, False), ("1", False)])
def test_the_numbers_of_a_check_are_shown_where_it_is_known_to_be_visible(course, line, shown):
    edit(course, "tom", record("ch04-norm-test", line=line, mistake="factor"))
    edit(course, "eve", record("ch04-norm-test", line=line, mistake="raised"))
    pages = feedback(course)
    assert ("your answer gives" in section(pages["tom"], "ch04-norm")) == shown
    assert "LEAK" not in section(pages["eve"], "ch04-norm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_strangers_text_does_nothing_in_a_browser(course, browser, scheme):
    with gradebook(course) as opened:
        opened.update_or_create_student("eve", last_name="<script>window.attacked = 1</script>")
    feedback(course, show_hidden=True)
    pages = [*(course / "feedback").glob("*/ch04/ch04.html"), course / "reports" / "ch04.html"]
    assert len(pages) == 4
    for path in pages:
        context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
        page, happened = context.new_page(), []
        for event in ("request", "console", "dialog", "pageerror"):
            page.on(event, lambda what, seen=happened: seen.append(what))
        page.goto(path.as_uri())
        assert [getattr(event, "url", event) for event in happened] == [path.as_uri()]
        assert page.evaluate("window.attacked") is None
        assert page.locator("script, svg, img, iframe, object, embed, form, b").count() == 0
        links = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert all(re.fullmatch(r"#exercise-\d+", link) for link in links)
        assert page.evaluate(
            "[...document.querySelectorAll('*')].every(e =>"
            " e.getAttributeNames().every(name => !name.startsWith('on')))"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        paper, ink = (
            sum(
                map(int, re.findall(r"\d+", page.evaluate(f"getComputedStyle(document.body).{of}")))
            )
            for of in ("backgroundColor", "color")
        )
        assert (ink - paper > 300) == (scheme == "dark")
        page.emulate_media(media="print")
        assert "255" in page.evaluate("getComputedStyle(document.body).backgroundColor")
        context.close()


def test_what_the_instructor_gave_and_wrote_is_shown(course):
    with gradebook(course) as opened:
        grade = opened.find_grade("ch04-when-symmetric", "ch04", "ch04", "tom")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        comment = opened.find_comment("ch04-when-symmetric", "ch04", "ch04", "tom")
        comment.manual_comment = "Which others?\n<script>"
        opened.db.commit()
    page = feedback(course)["tom"]
    written = section(page, "ch04-when-symmetric")
    assert "1.5 of 2" in written
    assert "given by your instructor" in written
    assert "Which others?\n&lt;script&gt;" in written
    assert f"{SCORES['tom'] + 1.5:g} of {MOST:g}" in page


def test_a_late_submission_shows_its_penalty(course):
    with gradebook(course) as opened:
        opened.find_submission_notebook("ch04", "ch04", "tom").late_submission_penalty = 99
        opened.find_submission_notebook("ch04", "ch04", "ada").late_submission_penalty = 2.5
        opened.db.commit()
    assert "2.5 points are taken off ch04" in feedback(course)["ada"]
    assert [entry.score for entry in submissions(Course(course), "ch04")] == [
        SCORES["ada"] - 2.5, SCORES["eve"], 0,
    ]  # fmt: skip


def test_a_damaged_graded_notebook_leaves_the_marks(course):
    path = course / "autograded" / "tom" / "ch04" / "ch04.ipynb"
    path.unlink()
    path.write_text("{")
    for junk in (["x"], "x", 7, {"mistake": ["x"], "seconds": "x", "flag": 7, "line": [1]}):
        edit(course, "eve", record("ch04-norm-test", **{"mistake": junk}))
        edit(course, "ada", lambda content, junk=junk: content["metadata"].update(matcalc=junk))
        pages = feedback(course)
        assert f"{SCORES['tom']:g} of {MOST:g}" in pages["tom"]
        assert f"{SCORES['ada']:g} of {MOST:g}" in pages["ada"]


def test_the_page_on_the_class(course):
    edit(course, "tom", record("ch04-norm-test", flag="numerical differentiation", mistake="sign"))
    for number, student in enumerate(CLASS):
        facts = {"sandboxed": student != "tom", "seconds": 3.25 * number}
        edit(
            course, student, lambda content, facts=facts: content["metadata"].update(matcalc=facts)
        )
    page = feedback(course)["class"]
    assert "3 graded, 1 not graded, 2 with answers to be read" in page
    chart = re.findall(r'<th scope="row">([^<]+) %</th>.*?<td class="number">(\d+)</td>', page)
    assert len(chart) == 10
    tens = sorted(f"{int(10 * score / MOST)}0–" for score in SCORES.values())
    assert [share for share, count in chart for _ in range(int(count))] == [
        share for ten in tens for share, _ in chart if share.startswith(ten)
    ]
    listed = {
        name: re.findall(r"<td>(.*?)</td><td>(.*?)</td>", text)
        for name, text in re.findall(r'<section id="(\w+)">(.*?)</section>', page, re.S)
    }
    [(student, reason)] = listed.pop("ungraded")
    assert student == "kim"
    assert reason.startswith("the file is no notebook")
    assert listed == {
        "flagged": [("tom", "ch04-norm: numerical differentiation")],
        "waiting": [("eve", "ch04-when-symmetric"), ("tom", "ch04-when-symmetric")],
        "unsandboxed": [("tom", "")],
        "slowest": [("tom", "6.5 s"), ("eve", "3.2 s"), ("ada", "0.0 s")],
    }
    norm = re.search(r'data-exercise="ch04-norm">(.*?)</table>', page, re.S)[1]
    assert re.findall(r"<code>([\w-]+)</code>.*?(\d+)</td>", norm) == [
        ("raised", "1"),
        ("sign", "1"),
    ]


def exported(course: Path, form: str, **options) -> list[list[str]]:
    known = {person.id: person for person in read_roster(course / "roster.csv")}
    target = course / "out.csv"
    export(submissions(Course(course), "ch04"), "ch04", form, target, roster=known, **options)
    return list(csv.reader(io.StringIO(target.read_text("utf-8-sig"))))


def test_csv_holds_every_mark_and_how_it_came_about(course):
    edit(course, "tom", lambda content: content["metadata"].update(matcalc={"sandboxed": False}))
    edit(course, "tom", record("ch04-norm-test", flag="loses digits"))
    edit(course, "ada", lambda content: content["metadata"].update(matcalc={"sandboxed": True}))
    edit(course, "eve", lambda content: content["metadata"].pop("matcalc", None))
    rows = exported(course, "csv")
    table = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert {student: float(row["score"]) for student, row in table.items()} == SCORES
    assert [table[student]["sandboxed"] for student in ("ada", "eve", "tom")] == ["yes", "", "no"]
    assert [row["needs_manual_grade"] for row in table.values()] == ["no", "yes", "yes"]
    assert [row["flagged"] for row in table.values()] == ["", "", "ch04-norm"]
    assert table["tom"]["ch04-norm"] == "0.0"
    assert table["tom"]["last_name"] == "Õunapuu"
    assert table["eve"]["first_name"].startswith("'=cmd")  # no formula in a spreadsheet


def test_moodle_gets_the_columns_of_its_own_export(course):
    rows = exported(course, "moodle", title="Week 4")
    assert rows[0] == ["First name", "Last name", "Username", "ID number", "Email address",
                       "Assignment: Week 4 (Real)"]  # fmt: skip
    assert rows[1] == ["Ada", "Lovelace", "ada", "12", "ada@example.org", str(SCORES["ada"])]
    assert rows[3] == ["Tom", "Õunapuu", "tom", "14", "tom@example.org", str(SCORES["tom"])]


def test_canvas_gets_the_columns_that_its_import_needs(course):
    run("nbgrader", "db", "student", "import", "roster.csv", cwd=course)
    options = ["--format", "canvas", "--title", "Homework 4 (5021)"]
    result = run("matcalc", "export", "ch04", *options, cwd=course)
    assert result.returncode == 0, result.stderr
    assert "2 of them have answers without marks" in result.stderr
    rows = list(csv.reader((course / "ch04-canvas.csv").read_text("utf-8").splitlines()))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section",
                       "Homework 4 (5021)"]  # fmt: skip
    assert rows[1] == ["    Points Possible", "", "", "", "", str(MOST)]
    assert rows[2] == ["Lovelace, Ada", "12", "", "ada", "", str(SCORES["ada"])]
    assert len(rows) == 5


ROSTERS = {
    "missing": (None, "No such file"),
    "empty": (b"", "lists nobody"),
    "no id": (b"name\nada\n", "expected `id`"),
    "an id that leads elsewhere": (b"id\n../ada\n", "line 2: '../ada' is no id"),
    "twice": (b"id\nada\nada\n", "line 3: ada is there twice"),
    "not text": (b"id\n\xff\xfe\n", "not in UTF-8"),
    "two with one number": (b"id,lms_user_id\nada,1\ntom,1\n", "ada and tom have the same"),
    "two with one address": (b"id,email\nada,a@b\ntom,a@b\n", "ada and tom have the same email"),
    "no number of Canvas's": (b"id,lms_user_id\nada,a1\n", "Canvas numbers its users"),
    "a quote that never ends": (b'id,email\nada,"a\n', "roster.csv, line"),
}


@pytest.mark.parametrize("case", ROSTERS)
def test_a_bad_roster_is_one_clear_message(course, case):
    content, words = ROSTERS[case]
    roster = course / "roster.csv"
    roster.unlink()
    if content is not None:
        roster.write_bytes(content)
    with pytest.raises((MatcalcError, FileNotFoundError), match=re.escape(words)):
        exported(course, "canvas")
    assert not (course / "out.csv").exists()
