"""What is kept of a reader's work: in step with other tabs, said where it is not, and as files."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from corpus import notebook
from course_fixtures import Visit
from live_page import CHAPTERS, ExercisePage
from node import in_node, script
from playwright.sync_api import Page
from sample import soak

from matcalc.course.notebook import marks_of

pytestmark = pytest.mark.xdist_group("exercises")

NAME, OTHER = "ch04-quadratic-form", "ch04-norm"
MINE, THEIRS = "mine = 1", "theirs = 2"

# --- the store, in node --------------------------------------------------------------------------

STORAGE = """
const kept = new Map();
let room = Infinity;
class Storage {
  constructor() {
    return new Proxy(this, {ownKeys: () => [...kept.keys()], getOwnPropertyDescriptor: () =>
      ({enumerable: true, configurable: true})});
  }
  getItem(key) { return kept.get(key) ?? null; }
  setItem(key, text) {
    if (text.length > room) throw new Error("quota");
    kept.set(key, text);
  }
  removeItem(key) { kept.delete(key); }
}
const open = {get: () => new Storage(), configurable: true};
const blocked = {get: () => { throw new Error("denied"); }, configurable: true};
"""


def made_of_it(code: str, storage: str = "open", values: object = None) -> Any:
    """What the store makes of something; `said` is printed, and `kept` is the browser's storage."""
    program = f"""
        {STORAGE}
        Object.defineProperty(globalThis, "localStorage", {storage});
        const {{ fleeting, isOpen, write }} = await import({script("answers/storage.js")});
        const {{ everything, forget, keep, keepAfter, recall, watch }} = await import(
          {script("answers/store.js")}
        );
        const {{ exported, NotAnswers, takeOver }} = await import({script("answers/transfer.js")});
        let said;
        {code}
        console.log(JSON.stringify(said ?? null));
    """
    return in_node(program, values)


def test_an_answer_that_was_not_seen_is_never_written_over():
    written = made_of_it("""
        said = [keepAfter("a", "one", undefined), keepAfter("a", "two", "one")];
        kept.set("matcalc/a", '{"answer": "theirs", "passed": true}');  // by another tab
        said.push(keepAfter("a", "mine", "two"), recall("a").answer);
        said.push(keepAfter("a", "theirs", "two"), keepAfter("a", undefined, "theirs"));
        said.push(recall("a").answer ?? null, recall("a").passed, recall("a").changed > 1e12);
    """)
    assert written == [True, True, False, "theirs", True, True, None, True, True]


def test_where_storage_is_blocked_answers_live_as_long_as_the_page():
    lost = made_of_it(
        """
        said = [isOpen, fleeting()];
        keep("a", {answer: "x", passed: true});
        said.push(recall("a").answer, JSON.parse(exported()).answers.a.passed, fleeting() !== "");
        forget();
        said.push(recall("a"), fleeting());
        """,
        storage="blocked",
    )
    assert lost == [False, "", "x", True, True, {}, ""]


def test_where_storage_is_full_the_newest_answer_stays_and_is_kept_once_there_is_room():
    assert made_of_it("""
        keep("a", {answer: "x"});
        room = 0;
        keep("a", {answer: "longer"});
        said = [isOpen, recall("a").answer, fleeting() !== ""];
        room = 1000;
        keep("a", {passed: true});
        said.push(fleeting(), JSON.parse(kept.get("matcalc/a")).answer);
    """) == [True, "longer", True, "", "longer"]


def test_forgetting_leaves_nothing_of_the_course_and_everything_else():
    assert made_of_it("""
        const told = [];
        watch((name) => told.push(name));
        kept.set("theme", "dark");
        keep("a", {answer: "x"});
        write("practice/levels", "[1, 2]");
        forget();
        said = [[...kept.keys()], Object.keys(everything()), told];
    """) == [["theme"], [], ["a", "practice/levels", None]]


def test_what_another_program_left_is_no_answer():
    assert made_of_it("""
        kept.set("matcalc/a", "not json");
        kept.set("matcalc/b", '["answer"]');
        kept.set("matcalc/c", '{"answer": 3, "attempts": -1, "passed": "yes", "levels": [1]}');
        said = [recall("a"), recall("b"), recall("c"), everything()];
    """) == [{}, {}, {}, {}]


def cell(exercise: str | None, source: str | list[str], **more: Any) -> dict[str, Any]:
    """A cell of a notebook; an answer cell, if it has an exercise."""
    marks = {"nbgrader": {"grade_id": exercise, "solution": True}} if exercise else {}
    return {"cell_type": "code", "source": source, "metadata": marks, **more}


RELEASED = [
    cell(None, "import numpy as np"),
    cell("a", ["def f():\n", "    raise NotImplementedError"], id="1"),
    cell("b", "answer = ...", id="2"),
    cell("c", "YOUR ANSWER HERE", id="3"),
]


def take_over(content: object) -> Any:
    """What is taken over of a file, after an answer to `b` is kept; and what undoing leaves."""
    text = content if isinstance(content, str) else json.dumps(content)
    return made_of_it(
        """
        keep("b", {answer: "old", passed: true, attempts: 2, changed: 5});
        try {
          const {count, unknown, undo} = await takeOver(values.text, async () => values.released);
          said = {count, unknown, entries: everything()};
          undo();
          said.undone = everything();
        } catch (error) {
          said = error instanceof NotAnswers ? "no answers" : String(error);
        }
        """,
        values={"text": text, "released": RELEASED},
    )


def test_a_notebook_gives_its_answers_and_no_marks_and_its_stubs_give_nothing():
    cells = [
        cell(None, "print(1)"),
        cell("a", ["def f():\n", "    return 1\r\n"]),
        cell("b", ["answer = ..."]),
        cell(None, "My text.", id="3"),  # a program that drops nbgrader's marks keeps the cell's id
        cell("elsewhere", "x"),
    ]
    done = take_over({"nbformat": 4, "cells": cells})
    assert (done["count"], done["unknown"]) == (2, 1)
    entries = done["entries"]
    assert entries["a"]["answer"] == "def f():\n    return 1\n"
    assert "passed" not in entries["a"]
    assert entries["c"]["answer"] == "My text."
    assert entries["b"] == done["undone"]["b"] == {
        "answer": "old", "changed": 5, "passed": True, "attempts": 2,
    }  # fmt: skip
    assert "a" not in done["undone"]


def test_exported_answers_come_back_as_they_were():
    answers = {
        "b": {"answer": "new", "passed": False, "attempts": "many"},
        "c": {"attempts": 3},
        "x/../y": {"answer": "z"},
        "new-one": {"answer": "x", "passed": True, "changed": 7},
    }
    done = take_over({"format": "matcalc answers", "version": 1, "answers": answers})
    assert (done["count"], done["unknown"]) == (2, 0)
    assert done["entries"]["b"]["answer"] == "new"
    assert "passed" not in done["entries"]["b"]
    assert done["entries"]["new-one"] == {"answer": "x", "passed": True, "changed": 7}
    old = {"answer": "old", "changed": 5, "passed": True, "attempts": 2}
    assert done["undone"] == {"b": old}


@pytest.mark.parametrize(
    "content",
    [
        "", "no answers", "[]", "null", '"text"',
        {"format": "matcalc answers", "version": 2, "answers": {}},
        {"format": "matcalc answers", "version": 1, "answers": None},
        {"cells": []}, {"cells": [None, 3, {"source": "x"}]},
        {"cells": [cell("elsewhere", "x"), cell(None, "y", id="9")]},
    ],
)  # fmt: skip
def test_any_other_file_is_refused(content):
    assert take_over(content) == "no answers"


# --- the pages, in a browser ---------------------------------------------------------------------


@pytest.fixture
def visit(served, browser):
    """Chapter 4 without mathematics, by a reader who was never there."""
    with Visit(browser, served(f"en/{CHAPTERS['ch04']}.html"), maths=False) as fresh:
        yield fresh


def another_tab(visit: Visit, page: str | None = None) -> Page:
    tab = visit.context.new_page()
    tab.goto(page or visit.page.url)
    tab.wait_for_load_state("networkidle")
    return tab


def test_two_tabs_stay_in_step(visit):
    first, second = ExercisePage(visit.page, NAME), ExercisePage(another_tab(visit), NAME)
    first.write(MINE)
    second.editor.get_by_text(MINE).wait_for()
    written = [tab.page.locator("section[data-written] textarea") for tab in (first, second)]
    written[1].fill("For symmetric A.")
    written[0].page.wait_for_function("document.querySelector('textarea').value != ''")
    assert written[0].input_value() == "For symmetric A."
    assert first.region.get_by_role("alert").count() == 0
    assert visit.problems == []


@soak
@pytest.mark.parametrize("choice", ["Keep mine", "Take the other"])
def test_where_both_tabs_have_changed_the_reader_chooses(visit, choice):
    """The first tab is not told of what the second writes, as one that the browser put to sleep."""
    deaf = "addEventListener('storage', (event) => event.stopImmediatePropagation(), true)"
    visit.context.add_init_script(f"if (!opener && !sessionStorage.tab) {{ {deaf} }}")
    visit.page.reload()
    visit.context.add_init_script("sessionStorage.tab = 2")
    tab = another_tab(visit)
    tab.reload()  # hears again
    first, second = ExercisePage(visit.page, NAME), ExercisePage(tab, NAME)
    second.write(THEIRS)
    first.write(MINE)
    question = first.region.get_by_role("alert")
    assert "This answer was changed elsewhere at" in question.inner_text()
    assert json.loads(kept(second.page, NAME))["answer"] == THEIRS  # not written over
    question.locator("summary").click()
    assert question.get_by_label("The other answer").inner_text() == THEIRS
    first.button(choice).click()
    question.wait_for(state="detached")
    chosen = MINE if choice == "Keep mine" else THEIRS
    assert first.editor.inner_text() == chosen
    assert json.loads(kept(second.page, NAME))["answer"] == chosen
    if chosen == THEIRS:  # mine is not lost
        first.editor.press("ControlOrMeta+z")
        assert first.editor.inner_text() == MINE


def kept(page: Page, name: str) -> str:
    return page.evaluate("(name) => localStorage[`matcalc/${name}`]", name)


BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }});"


@soak
def test_blocked_storage_is_said_and_leaving_asks_until_the_answers_are_a_file(
    served, browser, tmp_path
):
    with Visit(browser, "about:blank", maths=False) as visit:
        visit.context.add_init_script(BLOCKED)
        page = visit.page
        page.goto(served(f"en/{CHAPTERS['ch04']}.html"))
        note = page.locator(".not-kept")
        note.get_by_text("This browser keeps nothing for this site").wait_for()
        page.reload()  # nothing is lost: it does not ask
        ExercisePage(page, NAME).write(MINE)
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
        page.close(run_before_unload=True)
        page.wait_for_timeout(300)
        assert asked == ["beforeunload"]
        with page.expect_download() as download:
            note.get_by_role("button", name="Export my answers").click()
        file = tmp_path / "answers.json"
        download.value.save_as(file)
        page.reload()
        assert asked == ["beforeunload"]  # it is a file now: no question again
        assert MINE not in ExercisePage(page, NAME).editor.inner_text()
        note.locator("input[type=file]").set_input_files(file)
        ExercisePage(page, NAME).editor.get_by_text(MINE).wait_for()
        progress = visit.context.new_page()
        progress.goto(served("en/book/progress.html"))
        progress.get_by_text("This browser keeps nothing for this site").wait_for()


def test_all_answers_are_forgotten_on_a_second_press(served, visit):
    exercise = ExercisePage(visit.page, NAME)
    exercise.write(MINE)
    exercise.button("Check").focus()
    visit.page.evaluate("localStorage['matcalc/practice'] = '1'; localStorage.other = 'stays'")
    tab = another_tab(visit, served("en/book/progress.html"))
    tab.locator(f'[data-listed="{NAME}"][data-state="begun"]').wait_for()
    forget, sure = (
        tab.get_by_role("button", name=name) for name in ("Forget all answers", "Forget them?")
    )
    forget.click()
    tab.get_by_role("button", name="Export my answers").focus()
    forget.click()  # it has forgotten that it asked
    sure.wait_for()
    tab.locator("input[type=file]").set_input_files(
        {"name": "x.txt", "mimeType": "text/plain", "buffer": b"no answers"}
    )
    tab.get_by_text("x.txt is neither a notebook of this course nor a file of answers").wait_for()
    forget.click()
    sure.click()
    tab.get_by_text("Everything that this browser kept is forgotten.").wait_for()
    assert tab.locator('[data-state="begun"]').count() == 0
    assert tab.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('matcalc/'))") == []
    assert tab.evaluate("localStorage.other") == "stays"
    exercise.editor.get_by_text("raise NotImplementedError").wait_for()


@soak
def test_a_notebook_comes_back_from_jupyter(served, visit, tmp_path):
    """Downloaded with an answer, worked on, and imported: answers are taken, the rest stays."""
    ExercisePage(visit.page, NAME).write(MINE)
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Download ch04.ipynb with my answers").click()
    file = tmp_path / "ch04 (1).ipynb"
    download.value.save_as(file)
    content = nbformat.read(file, as_version=4)
    cells = {marks_of(one).exercise: one for one in content.cells if marks_of(one).is_answer}
    assert cells[NAME].source == MINE
    assert len(cells) == sum(marks_of(one).is_answer for one in notebook("ch04", "exercises").cells)
    cells[NAME].source = THEIRS
    cells["ch04-when-symmetric"].source = "For symmetric A."
    cells["ch04-linear-form"].metadata.nbgrader.grade_id = "renamed"
    nbformat.write(content, file)
    visit.page.goto(served("en/book/progress.html"))
    visit.page.locator("input[type=file]").set_input_files(file)
    said = visit.page.get_by_text("answers taken from ch04 (1).ipynb.")
    said.wait_for()
    assert "2 answers taken from ch04 (1).ipynb. 1 was not recognised." in said.inner_text()
    visit.page.get_by_role("button", name="Undo").click()
    assert json.loads(kept(visit.page, NAME))["answer"] == MINE
    visit.page.locator("input[type=file]").set_input_files(file)
    visit.page.get_by_role("button", name="Undo").wait_for()
    visit.page.go_back()
    assert ExercisePage(visit.page, NAME).editor.inner_text() == THEIRS
    written = visit.page.locator("section[data-written]").get_by_role("textbox")
    assert written.input_value() == "For symmetric A."
    assert visit.problems == []
