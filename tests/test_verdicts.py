"""A verdict to look at: both matrices, what gives nothing away, the preview, and the derivation."""

from __future__ import annotations

import json

import numpy as np
import pytest
from corpus import ASSIGNMENTS, COURSE, solutions
from live_page import EXERCISES
from markup import Markup

from matcalc import check_gradient, check_value
from matcalc.course.names import definitions, is_stub, sought_by
from matcalc.display import displayed
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import read
from matcalc.page.as_written import sizes_of, typeset
from matcalc.page.exercises import check
from matcalc.page.preview import formula
from matcalc.page.success import reward

QUADRATIC = 'assert_gradient("x.T @ A @ x", f, A="n n", x="n", wrt="x")'
SYMBOLS = {"A": "n n", "B": "n n", "D": "m n", "a": "n", "b": "n", "x": "n", "t": ""}
WRITTEN = [
    "(a @ b.T).T", "(D @ a).T", "x + x", "2 * x + x * 3", "inv(inv(A)) @ x", "inv(A).T @ x",
    "-x", "a - (b - x)", "a - -b", "-(a + b)", "-A.T @ B", "A @ (2 * x)", "2 * (A @ x)",
    "a * b * x", "a * (b * x)", "x / (a.T @ x)", "x / (a.T @ x) / 2", "(a.T @ x) ** 2 * a",
    "(x.T @ x) ** 3", "x ** 2", "exp(x.T @ x) * x", "exp(x) * a", "norm(x) ** 2", "norm(x - a) * x",
    "trace(A @ B)", "det(A) * inv(A)", "log(det(A))", "sum(x) * x", "tanh(A @ x)", "t * A @ x",
    "(A + A.T) @ (x - a)", "A @ B @ x", "A @ (B @ x)", "sqrt(x.T @ x)", "kron(a, b)",
    "x.T @ (A + t * B) @ x", "1 / (1 + exp(-t))", "(A @ x) * (B @ x)", "2 ** t * x",
]  # fmt: skip


def said_of(name: str, code: str) -> dict:
    return json.loads(check(EXERCISES[name].setup, code, EXERCISES[name].check))


# --- matrices -----------------------------------------------------------------------------------


def wrong(answer, **symbols):
    """The report on a wrong answer to a product of two columns."""
    return check_gradient("x.T @ A @ x", answer, wrt="x", **(symbols or {"A": "3 3", "x": "3"}))


def test_both_matrices_stand_side_by_side_and_wrong_entries_are_marked():
    report = wrong(lambda A, x: (A + A.T) @ x + np.array([[0], [5], [0]]))
    html = Markup(displayed(report))
    assert html.tags.count("table") == 2
    assert [text.strip()[:1] for text in html.text.splitlines() if "✗" in text]
    assert html.text.count("✗") == 1
    rounded = [f"{value:.3f}".replace("-", "−") for value in report.comparison.expected.ravel()]
    assert sum(text in html.text for text in rounded) == 3
    assert html.tags.count("details") == 1


def test_what_is_the_same_for_all_arguments_is_not_shown():
    answer = lambda s: [[3, s[0, 0]], [4, 1]]  # noqa: E731
    report = check_value(lambda s: [[3, s[0, 0]], [7, 9]], answer, s="1 1")
    html = Markup(displayed(report)).text
    assert "7" not in html.partition("Expected")[2].replace(str(report.points), "")[:40]
    assert report.comparison.hidden.tolist() == [[False, False], [True, True]]


def test_another_shape_shows_what_was_given_alone():
    html = Markup(displayed(wrong(lambda A, x: ((A + A.T) @ x).T @ np.ones((3, 3)))))
    assert html.tags.count("table") <= 1
    assert "Expected" not in html.text


def test_a_large_matrix_is_told_by_its_worst_entry():
    report = wrong(lambda A, x: A @ x, A="40 40", x="40")
    assert "table" not in Markup(displayed(report)).tags
    assert "expected" in Markup(displayed(report)).text


@pytest.mark.parametrize(
    ("name", "code", "says", "never"),
    [
        ("ch01-five-shapes", "def five_shapes(n, p, q):\n    return [(n, p)] * 5", "n = ", "X = "),
        ("ch02-count", "def count_partials(n, p, q):\n    return ()[0]", "Called with n = ", "X ("),
        (
            "ch05-repair-chain",
            "def repair_chain(D_f, J_g, D_h):\n    return D_f @ J_g",
            "D_f",
            "E (",
        ),
        ("ch05-repair-chain", "def repair_chain(D_f, J_g, D_h):\n    return D_h", "expected", "*"),
        (
            "ch01-summation-order-b",
            "def explained_by_rounding(s, t, a, b):\n    return True",
            "Expected False, your answer gives True",
            "Entry",
        ),
    ],
)
def test_a_report_names_what_the_learners_function_was_called_with(name, code, says, never):
    text = said_of(name, code)["text"]
    assert says in text
    assert never not in text


def test_a_page_shows_no_identifier_and_no_hint_command():
    for name, code in (
        ("ch04-cube", 'answer_cube = "2 * (a.T @ x) ** 2 * a"'),
        ("ch04-norm", "def grad_softplus(x):\n    return norm(x)"),
        ("ch04-norm", EXERCISES["ch04-norm"].stub),
    ):
        told = said_of(name, code)
        shown = " ".join([Markup(told["html"] or "").text, *told["rungs"], told["title"] or ""])
        assert "mistake-" not in shown
        assert "matcalc.hint" not in shown
        assert (told["title"] is None) == (told["mistake"] in {"raised", "not-attempted"})


# --- the preview --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", WRITTEN)
def test_a_formula_is_drawn_as_written_and_means_the_same(text):
    tex, _ = typeset(text, {name: sizes_of(shape) for name, shape in SYMBOLS.items()})
    try:
        again = read(tex, SYMBOLS)
    except MatcalcError as error:
        pytest.fail(f"{tex}: {error}")
    assert again == read(text, SYMBOLS), tex


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_what_is_drawn_of_a_right_answer_is_right(assignment):
    for name, code in solutions(assignment).items():
        shown = json.loads(formula(code, EXERCISES[name].check))
        assert shown is None or shown["tex"]


@pytest.mark.parametrize(
    "code",
    [
        "def f(A, x):\n    x *= 2\n    return x",
        "def f(A, x):\n    A = A + A.T\n    return A @ x",
        "def f(A, x):\n    if True:\n        return x\n    return A @ x",
        "def f(A, x):\n    return A^T @ x",
        "def f(A, x):\n    return q @ x",
        "def f(A):\n    return A",
    ],
)
def test_code_that_may_return_something_else_is_not_drawn(code):
    assert formula(code, QUADRATIC) == "null"


def test_a_preview_gives_no_answer_away():
    exercise = EXERCISES["ch05-bilinear"]
    shown = json.loads(formula('answer_bilinear_xy = "(a @ b.T).T"', exercise.check))
    assert shown["tex"] == r"\left(a b^{\top}\right)^{\top}"


def test_a_function_is_drawn_in_the_names_of_its_own_arguments():
    shown = json.loads(formula('def f(M, z):\n    """It."""\n    return M @ z', QUADRATIC))
    assert shown["tex"] == "M z"


# --- after a right answer -----------------------------------------------------------------------


def test_a_right_answer_earns_a_derivation_and_its_shorter_form():
    long = json.loads(reward("def f(A, x):\n    return A.T @ x + A @ x + 0 * x", QUADRATIC))
    short = json.loads(reward("def f(A, x):\n    return (A + A.T) @ x", QUADRATIC))
    assert long["steps"][-1]["tex"]
    assert long["shorter"] == long["result"] == short["result"]
    assert short["shorter"] is None


def test_where_the_question_is_no_formula_there_is_none():
    tests = {name: reward("", exercise.check) for name, exercise in EXERCISES.items()}
    assert tests["ch01-five-shapes"] == "null"
    assert tests["ch05-trace-a"] == "null"  # its derivation is the answer
    assert sum(found != "null" for found in tests.values()) > 15


# --- names --------------------------------------------------------------------------------------


def test_the_names_that_a_check_looks_for_are_those_of_the_stub_and_of_the_parts_before_it():
    for assignment in ASSIGNMENTS:
        before: list[str] = []
        for exercise in COURSE.assignment(assignment).exercises:
            if not exercise.written:
                assert is_stub(exercise.stub)
                [name] = {*sought_by(exercise.check, exercise.setup)} - {*before}
                assert name in exercise.stub
                assert name not in definitions(exercise.check).split("def ")[0]
                before.append(name)
