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
from corpus import COURSE, solutions
from sample import sampled
from submissions import answered, grader

from matcalc.course.judging import check_notebook, judge
from matcalc.course.names import defined_by
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
    points = {name.removesuffix("-test"): value for name, value in scored.scores.items()}
    judged = {one.exercise: one.outcome.verdict for _, one in judge(scored.notebook.cells)}
    for name in scene.verdicts:
        assert (points[name] > 0) == (judged[name] == "passed")
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
