"""Numerical differentiation in an answer is flagged, and a derivation never is."""

from __future__ import annotations

import json
import shutil
from functools import cache
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from corpus import ASSIGNMENTS, ROOT, answers, checked_exercises, solutions
from honest import honest
from sample import SOAK, sampled
from submissions import answered, points

from matcalc import IDENTITIES, Layout, check_gradient, derivative, jacobian
from matcalc.check import Asked, checking
from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of
from matcalc.formulas.expression import parse
from matcalc.grading.marking.intake import cells_to_run, rebuild
from matcalc.grading.marking.key import Key, read_key
from matcalc.grading.marking.scoring import score
from matcalc.grading.running.derived import loses_digits, numerical_names
from matcalc.grading.running.runner import Runner
from matcalc.grading.running.task import Setting, Task
from matcalc.report import Report

NAME = attrgetter("name")

# Chapter 4's functions as a learner writes them, so that a complex step may be taken.
FUNCTIONS = {
    "linear-form": ("grad_linear_form(a, b, x)", "x", "x.T @ (a + 3 * b)"),
    "quadratic-form": ("grad_quadratic_form(u, v, x)", "x", "x.T @ u @ v.T @ x + x.T @ x"),
    "norm": ("grad_softplus(x)", "x", "np.log(1 + np.exp(np.sum(x * x)))"),
    "linear-quotient": ("grad_linear_quotient(a, b, x)", "x", "a.T @ x / (b.T @ x)"),
    "bilinear-form": ("grad_bilinear_form(A, x, y)", "y", "x.T @ A @ A @ y"),
}
# How the derivative by one entry is found: f is the function, e the direction of that entry.
METHODS = {
    "forward differences": "(value(x + 1e-7 * e) - value(x)) / 1e-7",
    "central differences": "(value(x + 1e-6 * e) - value(x - 1e-6 * e)) / 2e-6",
    "five points": "(value(x - 2e-3 * e) - 8 * value(x - 1e-3 * e)"
    " + 8 * value(x + 1e-3 * e) - value(x + 2e-3 * e)) / 12e-3",
    "steps in proportion": "(value(x + h * e) - value(x - h * e)) / (2 * h)",
    "complex step": "np.sum(f(x + 1e-30j * e)).imag / 1e-30",
    "hidden complex step": "getattr(np.sum(f(x + 1e-30j * e)), 'im' + 'ag') / 1e-30",
    "matcalc's gradient": "slope(f, x)[i]",
    "matcalc's hidden gradient": "getattr(matcalc, 'grad' + 'ient')(f, x)[i]",
}
HELPER = """
import matcalc
from matcalc import gradient as slope

def numerical(f, x):
    found = np.zeros_like(x)
    value = lambda x: np.sum(f(x))
    for i in range(len(x)):
        e = np.zeros_like(x)
        e[i] = 1
        h = 1e-6 * max(1, abs(x[i, 0]))
        found[i] = {method}
    return found
"""


@cache
def key(assignment: str) -> Key:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copyfile(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
        shutil.copytree(ROOT / "solutions" / assignment, root / "solutions" / assignment)
        return read_key(Course(root), assignment)


@pytest.fixture(scope="module")
def graded():
    """Grade submissions of an assignment in the real processes: scores and flags by exercise."""
    runners: dict[str, Runner] = {}

    def grade(assignment: str, content: bytes) -> tuple[dict, dict]:
        [notebook_key] = key(assignment).notebooks.values()
        if assignment not in runners:
            setting = Setting(key(assignment).limits, rehearsals=(notebook_key.solution,))
            runners[assignment] = Runner(setting)
        rebuilt = rebuild(content, notebook_key)
        ran = runners[assignment].run(Task(tuple(cells_to_run(rebuilt, notebook_key))))
        scored = score(rebuilt, ran, sandboxed=True)
        flags = {
            marks_of(cell).exercise: cell.metadata["matcalc"]["flag"]
            for cell in scored.notebook.cells
            if cell.metadata.get("matcalc", {}).get("flag")
        }
        return points(scored), flags

    yield grade
    for runner in runners.values():
        runner.close()


def submission(assignment: str, given: dict[str, str]) -> bytes:
    return json.dumps(answered(assignment, given)).encode()


@pytest.mark.parametrize("method", METHODS)
def test_numerical_differentiation_is_flagged(graded, method):
    given = {}
    for exercise, (head, wrt, formula) in FUNCTIONS.items():
        helper = "" if given else HELPER.format(method=METHODS[method])
        code = f"def {head}:\n    return numerical(lambda {wrt}: {formula}, {wrt})"
        given[f"ch04-{exercise}"] = helper + code
    scores, flags = graded("ch04", submission("ch04", solutions("ch04") | given))
    assert flags.keys() == given.keys()
    full = checked_exercises("ch04")
    if method != "forward differences":  # which is too rough for the checks
        assert {exercise: scores[exercise] for exercise in full} == full


@pytest.mark.parametrize("assignment", sampled(ASSIGNMENTS, every=2))
def test_no_right_answer_of_the_corpus_is_flagged(graded, assignment):
    """Each submission takes the next right answer to every exercise, until all were taken."""
    full = checked_exercises(assignment)
    right = {exercise: [code] for exercise, code in solutions(assignment).items()}
    for answer in answers():
        if answer.assignment == assignment and answer.mistake is None:
            right[answer.exercise].append(answer.code)
    for number in range(max(map(len, right.values()))):
        given = {exercise: codes[number % len(codes)] for exercise, codes in right.items()}
        scores, flags = graded(assignment, submission(assignment, given))
        assert flags == {}
        assert {exercise: scores[exercise] for exercise in full} == full


@pytest.mark.parametrize("case", sampled(honest(), every=9), ids=str)
def test_no_honest_notebook_is_flagged(graded, tmp_path, case):
    name = f"{case.assignment}.ipynb"
    released, solution = (ROOT / f / case.assignment / name for f in ("exercises", "solutions"))
    case.build(tmp_path, released, solution)
    _, flags = graded(case.assignment, (tmp_path / f"{tmp_path.name}.ipynb").read_bytes())
    assert flags == {}


def by_formula(formula: str, shapes: dict[str, str], structure) -> object:
    expression = parse(formula, structure=structure, **shapes)
    return lambda *point: expression(**dict(zip(shapes, point, strict=True)))


@pytest.mark.parametrize("seed", range(4 if SOAK else 1))
@pytest.mark.parametrize("entry", sampled(IDENTITIES, every=7, key=NAME), ids=NAME)
def test_no_identity_of_the_catalogue_is_flagged(entry, seed):
    """The catalogue's form was written by hand, and is not the one that is differentiated here."""
    structure = dict(entry.structure)
    found = derivative(entry.expression, entry.variable, structure=structure, **entry.shapes)
    forms = [
        ("YX", entry.denominator),
        ("XY", entry.numerator),
        (None, str(found.denominator)),
    ]
    for layout, form in forms:
        answer = by_formula(form, entry.shapes, structure)
        options = {"wrt": entry.variable, "layout": layout, "seed": seed, "structure": structure}
        report = Report("agree", "")
        asked = Asked("check_gradient", entry.expression, answer, options | entry.shapes, report)
        assert not loses_digits(asked), form


@pytest.mark.parametrize(
    ("question", "function", "seen"),
    [
        ("log(1 + exp(x.T @ x))", lambda x: np.log(1 + np.exp(np.sum(x * x))), True),
        # A gradient of length one, wherever x is: it cannot be made small.
        ("norm(x)", lambda x: np.sqrt(np.sum(x * x)), False),
    ],
)
def test_values_show_a_complex_step_where_the_derivative_can_be_tiny(question, function, seen):
    def step(x):
        directions = np.eye(len(x))[:, :, None]
        return [[function(x + 1e-30j * e).imag / 1e-30] for e in directions]

    options = {"wrt": "x", "layout": None, "seed": 0, "structure": None, "x": "n"}
    assert check_gradient(question, step, x="n").ok
    assert (
        loses_digits(Asked("check_gradient", question, step, options, Report("agree", ""))) == seen
    )


@pytest.mark.parametrize("layout", [None, "YX", "numerator", Layout.NUMERATOR])
def test_what_a_check_was_asked_tells_how_its_answer_was_found(layout):
    """In whichever words it was asked: a rule that looks at no point would flag nothing."""
    derived = derivative("trace(X.T @ A @ X)", "X", X="n p", A="n n")
    side = derived.numerator if Layout(layout or "YX") is Layout.NUMERATOR else derived.denominator

    def differences(X, A):
        return jacobian(lambda at: np.trace(at.T @ A @ at), X, layout=layout or "YX")

    asked: list[Asked] = []
    with checking(heard=asked.append):
        for answer in (lambda X, A: side(X=X, A=A), differences):
            assert check_gradient(
                "trace(X.T @ A @ X)", "X", answer, layout=layout, X="n p", A="n n"
            )
    assert [loses_digits(one) for one in asked] == [False, True]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["def f(x): return g(x).imag"], {"f"}),
        (["import numpy as np\nf = lambda x: np.imag(x)"], {"f"}),
        (["def step(f, x): return f(x).imag", "def a(x): return step(f, x)", "b = a"],
         {"step", "a", "b"}),
        (["def f(x): return x.imag", "def f(x): return 2 * x"], set()),
        (["from matcalc import gradient as g, vec", "def f(x): return g(h, x)"], {"g", "f"}),
        (["import matcalc as m", "def f(x): return m.partials(h, x).value"], {"f"}),
        # A check of one's own beside the answer, and names of one's own.
        (["def f(x): return 2 * x\nprint(partials(h, x).value)"], set()),
        (["def gradient(x): return 2 * x", "f = gradient"], set()),
        (["from matcalc import gradient", "def f(x):\n    gradient = 2 * x\n    return gradient"],
         {"gradient"}),
        (["def f(", "f = 1"], set()),
        (["(" * 5000], set()),
        (["\0"], set()),
    ],
)  # fmt: skip
def test_the_names_that_differentiate(cells, names):
    known: set[str] = set()
    for cell in cells:
        known = numerical_names(cell, known)
    assert known == names
