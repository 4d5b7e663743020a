"""A site built for a class: who gives an id finds their own question, and it is checked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from corpus import ROOT
from course_fixtures import Visit, copy_course, run
from live_page import CHAPTERS, ExercisePage
from sample import soak

from matcalc.course.dealing import dealt
from matcalc.course.directory import Course
from matcalc.course.secret import SECRET
from matcalc.errors import MatcalcError
from matcalc.site.serve import server
from matcalc.site.sets import options_for

NAME = "ch04-shifted-form"
LEARNERS = ["ada", "Emmy", "kim@example.org", "zoë", "tom"]


def test_the_list_has_everybody_and_names_nobody(small_course):
    (small_course / SECRET).write_text("61" * 32)
    options = options_for(Course(small_course), LEARNERS)
    assert options["matcalc_dealt"] == ["ch04"]
    table = options["matcalc_tables"]["ch04"]
    how = dealt(Course(small_course), "ch04")
    assert sorted(table["learners"].values()) == sorted(map(how.set_of, LEARNERS))
    assert {len(key) for key in table["learners"]} == {16}
    assert not any(name.casefold() in json.dumps(options).casefold() for name in LEARNERS)
    again = options_for(Course(small_course), LEARNERS)["matcalc_tables"]["ch04"]
    assert table["learners"].keys().isdisjoint(again["learners"])  # another salt
    (small_course / "solutions" / "ch04" / "variants.toml").unlink()
    with pytest.raises(MatcalcError, match="has variants, so the pages are the same"):
        options_for(Course(small_course), LEARNERS)


@dataclass(frozen=True)
class Site:
    """A site for a class, where it is served, and who has which set."""

    course: Course
    address: str
    sets: dict[str, int]

    def learner(self, number: int) -> str:
        """Somebody who has this set."""
        return next(name for name, mine in self.sets.items() if mine == number)


@pytest.fixture(scope="module")
def class_site(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    assert site
    root = tmp_path_factory.mktemp("class")
    copy_course(root)
    (root / SECRET).write_text("61" * 32)
    (root / "class.csv").write_text("\n".join(["id", *LEARNERS]))
    (root / "_build" / "live").symlink_to(ROOT / "_build" / "live")
    result = run(
        "matcalc", "build", "--strict", "--roster", "class.csv", cwd=root, PYTHONPATH=str(root)
    )
    assert result.returncode == 0, result.stderr[-3000:]
    course = Course(root)
    running = server(root / "_build" / "site", 0)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    how = dealt(course, "ch04")
    address = f"http://127.0.0.1:{running.server_port}/en/{CHAPTERS['ch04']}.html"
    yield Site(course, address, {name: how.set_of(name) for name in LEARNERS})
    running.shutdown()
    running.server_close()
    thread.join()


def solution(site: Site, number: int) -> str:
    """The instructor's answer to a set, as it would be typed."""
    return site.course.assignment("ch04").variant(number).solutions[NAME].splitlines()[-1]


@soak
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_learner_finds_their_own_question_and_its_check(class_site, browser, number):
    with Visit(browser, class_site.address) as visit:
        page = visit.page
        region = page.locator(f'[data-exercise="{NAME}"]')
        box = page.locator(".admonition.assignment")
        assert box.get_by_role("button", name="Download ch04.ipynb with my answers").count() == 0
        assert page.locator('a[href$="/ch04.zip"]').count() == 0
        region.get_by_text("is not yet yours").wait_for()
        region.get_by_label("Your id in this class").fill("nobody")
        region.get_by_role("button", name="Show mine").click()
        region.get_by_text("Nobody in this class has the id nobody.").wait_for()
        name = class_site.learner(number)
        region.get_by_label("Your id in this class").fill(f" {name.upper()} ")
        region.get_by_role("button", name="Show mine").click()
        region.get_by_text(f"These are the questions of {name.upper()}.").wait_for()

        formulas = {1: "(x - c)", 2: "(x + c)", 3: "(x - 3 * c)"}
        shown = region.locator(".the-check code, .the-check pre").first.text_content()
        assert [formula in shown for formula in formulas.values()] == [
            number == other for other in formulas
        ]
        exercise = ExercisePage(page, NAME)
        assert exercise.check(solution(class_site, number % 3 + 1)).verdict == "failed"
        assert exercise.check(solution(class_site, number)).verdict == "passed"
        exercise.button("Show a solution").click()
        assert solution(class_site, number) in region.locator(".solution pre").inner_text()
        with page.expect_download() as download:
            box.get_by_role("button", name="Download ch04.ipynb with my answers").click()
        handed_in = Path(download.value.path()).read_text("utf-8")
        prompts = {1: "f(x) = (x - c)", 2: "f(x) = (x + c)", 3: "f(x) = (x - 3c)"}
        assert [prompt in handed_in for prompt in prompts.values()] == [
            number == other for other in prompts
        ]
        region.get_by_role("button", name="Another id").click()
        region.get_by_label("Your id in this class").wait_for()
        other = class_site.learner(number % 3 + 1)
        region.get_by_label("Your id in this class").fill(other)
        region.get_by_role("button", name="Show mine").click()
        region.get_by_text(f"These are the questions of {other}.").wait_for()
        assert "done" not in region.get_attribute("class").split()  # it passed another question
        assert visit.problems == []
