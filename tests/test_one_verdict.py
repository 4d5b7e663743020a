"""An answer has one verdict: in the page, in the notebook, and by the grader.

All three run the exercises of an assignment one after the other: an answer may use what earlier
answers define, whether these are right or not, and what the visible checks define.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import nbformat
import pytest
from corpus import ASSIGNMENTS, COURSE, checked_exercises, solutions
from sample import sampled
from submissions import answered, grader, points

from matcalc.course.judging import check_notebook, judge
from matcalc.course.names import defined_by, used_by
from matcalc.grading.marking.intake import cells_to_run, rebuild
from matcalc.grading.marking.key import read_key
from matcalc.grading.marking.scoring import score
from matcalc.grading.running.task import Task
from matcalc.page.exercises import check


@dataclass(frozen=True)
class Scene:
    """A learner's answers to an assignment, and the verdicts that they must get."""

    assignment: str
    answers: dict[str, str]
    verdicts: dict[str, str]


BOUND = "ch01-summation-order-a"
TOLERANCE = "ch01-summation-order-b"
BY_BOUND = """
def explained_by_rounding(s, t, a, b):
    one_by_one = len(a) * np.sum(abs(a * b)) / 2**53
    return abs(s - t) <= rounding_bound(a, b) + one_by_one
"""
BY_OTHER_LAYOUT = "def squared_product_xy(c, x):\n    return squared_product_yx(c, x).T"
SLICES = """
def differential(x, dx):
    first = np.array([[x[1, 0], 0], [1, 0]]) * dx[0, 0]
    second = np.array([[x[0, 0], 0], [0, x[2, 0]]]) * dx[1, 0]
    return first + second + slice_of_third(x) * dx[2, 0]
"""
HELPED = """
def residuals(X, y, b):
    return y - X @ b

def grad_log_cosh(X, y, b):
    return -X.T @ np.tanh(residuals(X, y, b))
"""
DESCENT = """
def descend(X, y, b, step, momentum, count):
    before = b
    for _ in range(count):
        slope = -2 * X.T @ residuals(X, y, b)
        before, b = b, b - step * slope + momentum * (b - before)
    return b
"""
SCENES = {
    "an answer by the one before": Scene(
        "ch01",
        {BOUND: solutions("ch01")[BOUND], TOLERANCE: BY_BOUND},
        {BOUND: "passed", TOLERANCE: "passed"},
    ),
    "by one that is still the stub": Scene(
        "ch01", {TOLERANCE: BY_BOUND}, {BOUND: "not-attempted", TOLERANCE: "failed"}
    ),
    "by one that is wrong": Scene(
        "ch01",
        {BOUND: "def rounding_bound(a, b):\n    return 0.0", TOLERANCE: BY_BOUND},
        {BOUND: "failed", TOLERANCE: "failed"},
    ),
    "by one that does not run": Scene(
        "ch05",
        {"ch05-inner-product-a": "def f(c, x:", "ch05-inner-product-b": BY_OTHER_LAYOUT},
        {"ch05-inner-product-a": "error", "ch05-inner-product-b": "failed"},
    ),
    "in the other layout": Scene(
        "ch05",
        {
            "ch05-inner-product-a": solutions("ch05")["ch05-inner-product-a"],
            "ch05-inner-product-b": BY_OTHER_LAYOUT,
        },
        {"ch05-inner-product-a": "passed", "ch05-inner-product-b": "passed"},
    ),
    "by a slice of the part before": Scene(
        "ch02",
        {"ch02-slices-a": solutions("ch02")["ch02-slices-a"], "ch02-slices-b": SLICES},
        {"ch02-slices-a": "passed", "ch02-slices-b": "passed"},
    ),
    "by a function of the check": Scene(
        "ch02",
        {"ch02-mended-table": "def table_of_row_products(X):\n    return f(X)"},
        {"ch02-mended-table": "failed"},
    ),
    "by a helper of an earlier cell": Scene(
        "ch06",
        {"ch06-gradient": HELPED, "ch06-descent-a": DESCENT},
        {"ch06-gradient": "passed", "ch06-descent-a": "passed"},
    ),
    "by a helper that is nowhere": Scene(
        "ch06", {"ch06-descent-a": DESCENT}, {"ch06-descent-a": "failed"}
    ),
}  # fmt: skip


def in_the_page(scene: Scene) -> dict[str, str]:
    """Each answer with those before it, as the script of the page hands them over."""
    before: list[dict[str, object]] = []
    found = {}
    for exercise in COURSE.assignment(scene.assignment).exercises:
        if exercise.written:
            continue
        code = scene.answers.get(exercise.name, exercise.stub)
        if exercise.name in scene.verdicts:
            told = json.loads(check(exercise.setup, code, exercise.check, json.dumps(before)))
            found[exercise.name] = told["verdict"]
        names = defined_by(exercise.stub)
        title = exercise.title.en
        before.append({"title": title, "names": names, "answer": code, "check": exercise.check})
    return found


def in_the_notebook(scene: Scene, folder) -> dict[str, str]:
    path = folder / f"{scene.assignment}.ipynb"
    nbformat.write(answered(scene.assignment, scene.answers), path)
    judged = check_notebook(path, 60, lambda *_: None)
    return {one.exercise: one.outcome.verdict for one in judged if one.exercise in scene.verdicts}


@cache
def keys(assignment: str):
    return read_key(COURSE, assignment)


def by_the_grader(scene: Scene) -> dict[str, str]:
    key = keys(scene.assignment)
    released = key.notebooks[scene.assignment]
    content = json.dumps(answered(scene.assignment, scene.answers)).encode()
    rebuilt = rebuild(content, released)
    mine = grader(key, sandboxed=False)
    try:
        ran = mine.runner.run(Task(tuple(cells_to_run(rebuilt, released)), key.files))
    finally:
        mine.runner.close()
    scored = score(rebuilt, ran, sandboxed=False)
    earned = points(scored)
    judged = {one.exercise: one.outcome.verdict for _, one in judge(scored.notebook.cells)}
    for name in scene.verdicts:
        assert (earned[name] > 0) == (judged[name] == "passed")
    return {name: judged[name] for name in scene.verdicts}


@pytest.mark.parametrize("scene", sampled(list(SCENES), 4))
def test_page_notebook_and_grader_agree(scene, tmp_path):
    chosen = SCENES[scene]
    assert in_the_page(chosen) == chosen.verdicts
    assert in_the_notebook(chosen, tmp_path) == chosen.verdicts
    assert by_the_grader(chosen) == chosen.verdicts


@pytest.mark.parametrize("scene", SCENES)
def test_the_page_gives_the_verdicts_of_the_notebook(scene):
    assert in_the_page(SCENES[scene]) == SCENES[scene].verdicts


@dataclass(frozen=True)
class Sheet:
    """What one learner hands in: listed answers, and solutions to what these do not touch."""

    assignment: str
    number: int
    answers: dict[str, str]
    expected: dict[str, bool]  # which earn their points

    def __str__(self) -> str:
        return f"{self.assignment} {self.number}"


def sheets(assignment: str) -> list[Sheet]:
    """Sheets on which each listed answer stands once, and never beside one that it is built on."""
    solved, listed = solutions(assignment), COURSE.assignment(assignment).answers
    choices = {
        name: [(code, False) for code, _ in listed[name].wrong]
        + [(c, True) for c in listed[name].right]
        for name in checked_exercises(assignment)
        if name in listed
    }
    ground = _ground(assignment, solved, choices)
    found: list[Sheet] = []
    for level in sorted(set(map(len, ground.values()))):
        here = [name for name in choices if len(ground[name]) == level]
        for number in range(max((len(choices[name]) for name in here), default=0)):
            chosen = {n: choices[n][number] for n in here if number < len(choices[n])}
            wrong = {name for name, (_, is_right) in chosen.items() if not is_right}
            expected = {name: name not in wrong for name in solved if not ground[name] & wrong}
            answers = solved | {name: code for name, (code, _) in chosen.items()}
            found.append(Sheet(assignment, len(found) + 1, answers, expected))
    return found


def _ground(
    assignment: str, solved: dict[str, str], choices: dict[str, list[tuple[str, bool]]]
) -> dict[str, set[str]]:
    """The exercises that a check, or some answer, is built on, at first or second hand."""
    ground: dict[str, set[str]] = {}
    for name, solution in solved.items():
        check = COURSE.assignment(assignment).exercise(name).check
        codes = [solution, check, *(code for code, _ in choices.get(name, []))]
        used = set().union(*map(used_by, codes)) - set(defined_by(solution))
        below = {other for other in ground if used & set(defined_by(solved[other]))}
        ground[name] = below.union(*(ground[other] for other in below))
    return ground


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_grader_gives_each_listed_answer_the_mark_that_it_deserves(assignment):
    """Its processes are two: what a check sees of an answer there may not be what it sees here."""
    key = keys(assignment)
    released = key.notebooks[assignment]
    mine = grader(key)
    wrong = []
    try:
        for sheet in sampled(sheets(assignment), 6):
            rebuilt = rebuild(json.dumps(answered(assignment, sheet.answers)).encode(), released)
            ran = mine.runner.run(Task(tuple(cells_to_run(rebuilt, released)), key.files))
            earned = points(score(rebuilt, ran, sandboxed=True))
            wrong += [
                f"sheet {sheet.number}, {name}: {earned[name]} points for\n{sheet.answers[name]}"
                for name, is_right in sheet.expected.items()
                if (earned[name] > 0) != is_right
            ]
    finally:
        mine.runner.close()
    assert not wrong, "\n\n".join(wrong)
