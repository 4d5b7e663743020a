"""What is said of what a novice types: Python's complaints, in the words of the field."""

from __future__ import annotations

import json

import pytest
from live_page import EXERCISES
from test_messages import CHINESE, HALF_WIDTH

from matcalc import set_language
from matcalc.course.explaining import Cells, advice_in
from matcalc.course.judging import _complaint
from matcalc.page.exercises import check
from matcalc.texts import TEXTS

SOFTPLUS, BILINEAR, FORM = "ch04-norm", "ch04-bilinear-form", "ch04-quadratic-form"
SHIFTED, CUBE, RESIDUAL = "ch04-shifted-form", "ch04-cube", "ch04-log-residual"

# What stands after return, or after the sign of equality; and what must be said.
TYPED = [
    (FORM, "2*u*v.T*x", "the matrix product is written @"),
    (BILINEAR, "A*A*x", "the matrix product is written @"),
    (BILINEAR, "A^T @ x", "The transpose of A is written A.T"),
    (BILINEAR, "(A@A)^T @ x", "is written"),
    (BILINEAR, "A.t @ x", "is written x.T"),
    (BILINEAR, "A.T() @ x", "The transpose has no brackets"),
    (BILINEAR, "A'A'x", "The transpose of A is written A.T"),
    (BILINEAR, "A^T A^T x", "The transpose of A is written A.T"),
    (BILINEAR, "A.T A.T x", "Between two factors stands a sign"),
    (BILINEAR, "inv(A) @ x", "inv is written np.linalg.inv"),
    (BILINEAR, "np.inv(A) @ x", "inv is written np.linalg.inv"),
    (BILINEAR, "A.inv() @ x", "np.linalg.inv(x)"),
    (BILINEAR, "np.tr(A) * x", "tr is written np.trace"),
    (BILINEAR, "tr(A) * x", "tr is written np.trace"),
    (BILINEAR, "transpose(A) @ x", "transpose is written np.transpose"),
    (BILINEAR, "dot(A.T, A.T, x)", "dot is written np.dot"),
    (BILINEAR, "A^-1 @ x", "np.linalg.inv(A)"),
    (BILINEAR, "I @ x", "np.eye(n)"),
    (BILINEAR, "np.linalg.inv(x)", "square matrix"),
    (BILINEAR, "2 @ x", "a number times a matrix is written *"),
    (SOFTPLUS, "3*x^2", "A power is written with two stars"),
    (SOFTPLUS, "x/norm(x)", "norm is written np.linalg.norm"),
    (SOFTPLUS, "np.norm(x)*x", "norm is written np.linalg.norm"),
    (SOFTPLUS, "exp(x.T@x)*x", "exp is written np.exp"),
    (SOFTPLUS, "ln(1 + x)", "ln is written np.log"),
    (SOFTPLUS, "sigmoid(x.T@x)*2*x", "1 / (1 + np.exp(-x))"),
    (SOFTPLUS, "numpy.exp(x)", "numpy is written np"),
    (SOFTPLUS, "2x", "Between two factors stands a sign"),
    (SOFTPLUS, "2(x)", "Between two factors stands a sign"),
    (SOFTPLUS, "x(2)", "Between two factors stands a sign"),
    (SOFTPLUS, "2 x", "Between two factors stands a sign"),
    (SOFTPLUS, "x'x", "The transpose of x is written x.T"),
    (SOFTPLUS, "x（2）", "type ("),
    (SOFTPLUS, "2 × x", "type *"),
    (SOFTPLUS, "x² * x", "type **2"),
    (SOFTPLUS, "2*x − x", "type -"),
    (SOFTPLUS, "λ*x", "the arguments of the function are called x"),
    (SOFTPLUS, "X", "the argument is called x"),
    (SOFTPLUS, "np.diag(x)@x", "np.diagflat"),
    (SOFTPLUS, "x[4]", "Counting begins at 0"),
    (SOFTPLUS, "[x[0], 1, 2]", "x[0, 0]"),
    (SOFTPLUS, "[[1], [x[0, 0]]] * x[1, 0]", "make an array of it by np.array"),
    (SOFTPLUS, "2.5 * [1, 2]", "make an array of it by np.array"),
    (SOFTPLUS, "-[1, 2]", "make an array of it by np.array"),
    (SOFTPLUS, "[1, 2] + 3", "make an array of it by np.array"),
    (SOFTPLUS, "[1, 2][:, 0]", "make an array of it by np.array"),
    (SOFTPLUS, "x if x > 0 else 0*x", "np.where"),
    (SOFTPLUS, r"\sigma(x)", "Python does not read LaTeX"),
    (SOFTPLUS, "None", "a function must end with return"),
    (SHIFTED, "(A + A.T)@(x-c)", 'in quotation marks, as in answer_shifted_form = "…"'),
    (SHIFTED, "A+A^T", "in quotation marks"),
    (SHIFTED, "(A+A')(x-c)", "in quotation marks"),
    (SHIFTED, "2A(x-c)", "in quotation marks"),
    (SHIFTED, "“(A + A.T)@(x - c)”", "in quotation marks"),
    (SHIFTED, '"(A + A.T)*(x - c)"', "the matrix product is written @"),
    (CUBE, "3*(a.T@x)^2*a", "in quotation marks"),
    (RESIDUAL, "2*B.T@(B@x-c)", "between three quotation marks"),
]
CELLS = [
    (SOFTPLUS, "def grad(x):\n    return 2*x", "looks for grad_softplus; your answer defines grad"),
    (SOFTPLUS, "2*x", "looks for grad_softplus, and your answer has no such name"),
    (CUBE, 'answer = "a"', "looks for answer_cube; your answer defines answer"),
    (SOFTPLUS, "def grad_softplus():\n    return 2", "keep the first line of the stub"),
    (SOFTPLUS, "def grad_softplus(x)\n    return x", "ends with a colon"),
    (SOFTPLUS, "def grad_softplus(x):\nreturn x", "begin with four blanks"),
    (SOFTPLUS, "def grad_softplus(x):\n    y = z\n    z = 1", "before it has a value"),
    (SOFTPLUS, "def grad_softplus(x):\n    import torch", "There is no module torch here"),
    (SOFTPLUS, "import torch", "there is no module torch in the page"),
]  # fmt: skip
ACCEPTED = ["(A + A^T)(x-c)", "(A+A')(x-c)", r"(A+A^\top)(x-c)", "（A + A.T）@（x − c）",
            "np.dot(A+transpose(A), x-c)", "S = A + A'; S(x-c)",
            "Ax + A'x - A c - A'c"]  # fmt: skip


def cell(name: str, typed: str) -> str:
    """An answer cell with what is typed after return, or after the sign of equality."""
    head = next(line for line in EXERCISES[name].stub.splitlines() if line[:1] not in "#")
    return f"{head}\n    return {typed}" if head.startswith("def") else head.replace("...", typed)


def said_of(name: str, code: str) -> dict:
    return json.loads(check(EXERCISES[name].setup, code, EXERCISES[name].check))


@pytest.mark.parametrize(("name", "typed", "says"), TYPED)
def test_what_is_typed_is_answered_in_the_words_of_the_field(name, typed, says):
    told = said_of(name, cell(name, typed))
    assert told["verdict"] in {"failed", "error"}
    assert says in told["text"]


@pytest.mark.parametrize(("name", "code", "says"), CELLS)
def test_a_cell_that_python_refuses_is_explained(name, code, says):
    assert says in said_of(name, code)["text"]


@pytest.mark.parametrize("typed", ACCEPTED)
def test_notation_in_quotes_is_accepted(typed):
    assert said_of(SHIFTED, f'answer_shifted_form = "{typed}"')["verdict"] == "passed"


def test_an_error_within_the_answer_comes_with_its_line():
    code = "def grad_softplus(x):\n    y = 2 * x\n    return y[7]"
    assert "(line 3: return y[7])" in said_of(SOFTPLUS, code)["text"]


def test_a_notebook_tells_the_same_of_a_cell():
    """What an output keeps of an error is enough."""
    exercise = EXERCISES[CUBE]
    code = "answer_cube = 3 * x^2"
    error = {
        "ename": "NameError",
        "evalue": "name 'x' is not defined",
        "traceback": ["-----", f"\x1b[32m----> \x1b[39m1 {code}"],
    }
    cells = Cells(exercise.setup, code, exercise.check, {})
    assert advice_in(cells, _complaint(error, code)) in said_of(CUBE, code)["text"]
    error = {
        "ename": "SyntaxError",
        "evalue": "invalid decimal literal (1.py, line 2)",
        "traceback": [],
    }
    assert _complaint(error, "def f(x):\n    return 2x").line == "    return 2x"


def test_each_piece_of_advice_is_one_sentence_in_both_languages():
    for key, (english, chinese) in TEXTS.items():
        if key.startswith("advice-"):
            assert english.endswith((".", "?"))
            assert CHINESE.search(chinese)
            assert not HALF_WIDTH.search(chinese), chinese


def test_advice_is_given_in_chinese():
    set_language("zh")
    try:
        assert "A 的转置写作 A.T" in said_of(BILINEAR, cell(BILINEAR, "A^T @ x"))["text"]
    finally:
        set_language("en")
