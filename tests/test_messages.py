"""Every error that a learner can meet: one sentence, in both languages, without Python's words."""

from __future__ import annotations

import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
from course_fixtures import run

import matcalc
from matcalc import (
    Layout,
    MatcalcError,
    check_formula,
    check_gradient,
    check_value,
    derivative,
    gradient,
    hessian,
    jacobian,
    set_language,
    stretch,
    unvec,
    vec,
)
from matcalc.formulas.expression import parse, read
from matcalc.identities import identity
from matcalc.messages import ENVIRONMENT
from matcalc.numerics.layout import arrange, commutation
from matcalc.texts import TEXTS

PYTHONS_WORDS = re.compile(
    r"invalid|syntax|unterminated|literal|unexpected|EOF|line \d|token|codec|\bobject|Error\b"
    r"|Traceback|NoneType|ndarray|dtype|ufunc|broadcast|positional|keyword|attribute|callable"
    r"|\bint\b|\bstr\b|\bdict\b|\btuple\b|<class|<function|0x[0-9a-f]|inhomogeneous|matmul"
    r"|subscriptable|NotImplemented|\bast\b|iterable|traceback|\{[a-z]{3,}\}|operand"
)
HALF_WIDTH = re.compile(
    "[\u4e00-\u9fff，。；：（）、？！][,.:;!?()'\"]|[,.:;!?()'\"][\u4e00-\u9fff]"
)
CHINESE = re.compile("[\u4e00-\u9fff]")

QUADRATIC = {"A": "n n", "x": "n"}
X2, X23 = np.ones((2, 1)), np.ones((2, 3))
E = parse("A @ x", **QUADRATIC)


def stub(*_):
    return 0


def of(text, **symbols):
    """Differentiate a formula of the usual symbols."""
    return lambda: derivative(text, "x", **({"A": "n n", "C": "m n", "x": "n", "t": ""} | symbols))


def answered(text, question="x.T @ A @ x", **options):
    """Answer a question by a formula."""
    return lambda: check_formula(question, "x", text, **(QUADRATIC | options))


def drawn(**symbols):
    """Draw symbols for a question."""
    return lambda: check_gradient(np.sum, np.ones_like, wrt="x", **symbols)


def asked(question, **symbols):
    """Ask a function."""
    return lambda: check_gradient(question, stub, **(symbols or {"x": "n"}))


def no_return(x):
    x.sum()


CALLS = {
    # What is no formula.
    "a function": lambda: derivative(lambda x: x.T @ x, "x", x="n"),
    "a number": lambda: derivative(123, "x", x="n"),
    "None": lambda: derivative(None, "x", x="n"),
    "an array": lambda: derivative(X2, "x", x="n"),
    "a list": lambda: derivative(["x"], "x", x="n"),
    "bytes": lambda: derivative(b"x", "x", x="n"),
    "a dictionary": lambda: derivative({"x": 1}, "x", x="n"),
    "no shapes, a function": lambda: derivative(lambda x: x),
    "parse a number": lambda: parse(3, x="n"),
    "parse None": lambda: parse(None, x="n"),
    "parse a list": lambda: parse(["x"], x="n"),
    "parse a float": lambda: parse(2.5, x="n"),
    "an expression with shapes": lambda: derivative(E, "x", A="n n", x="n"),
    # Formulas.
    **{
        f"formula {text}": of(text)
        for text in (
            *("", "   ", "x.T @", "(x", "x)", "x @@ x", "x x x", "A x.T", "A * x", "A + C"),
            *("A / C", "A @ C", "x @ 2", "t @ A", "det(C)", "inv(C)", "trace(x)", "foo(x)"),
            *("tracee(A)", "lambda * x", "y = A @ x - y", "x == x", "x < x", "x and x"),
            *("x if t else x", "not x", "x.foo", "x.reshape(3)", "A.inverse", "[x for x in x]"),
            *("f'{x}'", "x; x", "eye(q)", "eye(0)", "eye(1000)", "ones(2, 3, 4)", "kron(A)"),
            *("exp()", "log"),
            *("exp(x, x)", "x ** A", "C^2", "x^2", "x^3", "A^0.5", "1/0", "0 ** -1", "x / (t - t)"),
            *("1e200 * x", "x ** 5000", "(-2) ** 0.5", "x % 2", "x // 2", "x & x", "~x", "x?"),
            *("x!", "import numpy", "print(x)", "__import__('os')", "α + x", "λ x", "矩阵"),
            *("\\foo x", "\\frac{1}{2", "\\begin{bmatrix} x \\end{bmatrix}", "\\sum_{i<j} x_i"),
            *("\\int x", "\\frac{d}{dx} x", "\\min_x x", "||x", "|x|", "||x||_G", "x_9", "A_{12}"),
            *("x ≥ x", "x → x", "😀", "+".join(["x"] * 3000), "x" * 6000),
            *("np.linalg.foo(A)", "A.T.T.foo", "True", "1j * x", "x.shape", "x.shape[5]"),
            *("unvec(x, 2, 2)", "softmax(C)", "diag(C)", "A/A'", "tr(A*A')"),
        )
    },
    # Shapes and symbols.
    "a tuple": lambda: derivative("x.T @ x", "x", x=(3, 1)),
    "a tuple of one": lambda: derivative("x.T @ x", "x", x=(3,)),
    "a size": lambda: derivative("x.T @ x", "x", x=3),
    "a matrix as a tuple": drawn(x=(3, 2)),
    "an upper-case letter": drawn(x="N"),
    "a question mark": drawn(x="n ?"),
    "size 0": drawn(x="0"),
    "size 500": drawn(x="500"),
    "three dimensions": drawn(x="n p q"),
    "a comma": drawn(x="n, n"),
    "a cross": drawn(x="n×n"),
    "unknown property": drawn(x="n n orthogonal"),
    "two properties": drawn(x="n n spd positive"),
    "a column that is spd": drawn(x="n spd"),
    "a rectangle that is invertible": drawn(x="m n invertible"),
    "no symbols": lambda: check_gradient(np.sum, stub),
    "no symbols of a value": lambda: check_value(np.sum, np.sum),
    "the name of a function": lambda: parse("exp", exp="n"),
    "layout in parse": lambda: parse("x", x="n", layout="XY"),
    "seed in derivative": lambda: derivative("x.T @ x", "x", x="n", seed=1),
    "explain in a check": lambda: check_gradient("x.T @ x", stub, x="n", explain=True),
    "structure of a value": lambda: check_value(np.sum, np.sum, x="n", structure={"x": "diagonal"}),
    "structure as text": lambda: derivative("logdet(S)", "S", S="n n", structure="symmetric"),
    "structure of another": lambda: derivative("logdet(S)", S="n n", structure={"Q": "diagonal"}),
    "an unknown structure": lambda: derivative("logdet(S)", S="n n", structure={"S": "upper"}),
    "structure of a column": lambda: parse("x", x="n", structure={"x": "symmetric"}),
    "structure of a vector function": lambda: derivative(
        "A @ x", "A", structure={"A": "symmetric"}, **QUADRATIC
    ),
    "a negative seed": lambda: check_gradient("x.T @ x", stub, x="n", seed=-1),
    "a seed as text": lambda: check_gradient("x.T @ x", stub, x="n", seed="one"),
    # The variable, and what is asked of a check.
    "no variable": lambda: derivative("x.T @ A @ x", **QUADRATIC),
    "another variable": lambda: derivative("x.T @ x", "y", x="n"),
    "an array as variable": lambda: check_gradient("x.T @ x", X2, stub, x="n"),
    "a function as variable": lambda: check_gradient("x.T @ x", stub, stub, x="n"),
    **{
        f"{odd!a} as variable": lambda odd=odd: derivative("x.T @ x", odd, x="n")
        for odd in (3, ["x"], b"x", True, {"x": 1}, 2.5, ())
    },
    "a function as variable of derivative": lambda: derivative("x.T @ x", np.sum, x="n"),
    "an array as variable of derivative": lambda: derivative("x.T @ x", wrt=X2, x="n"),
    "None as variable": lambda: check_gradient("x.T @ x", None, stub, x="n"),
    "the variable twice": lambda: derivative("x.T @ A @ x", "x", wrt="A", **QUADRATIC),
    "the variable of a check twice": answered("A @ x", wrt="A"),
    "no answer": lambda: check_formula("x.T @ x", x="n"),
    "three answers": lambda: check_gradient("x.T @ x", "x", stub, stub, x="n"),
    "a formula for a function": lambda: check_gradient("x.T @ x", "2*x", x="n"),
    "a function for a formula": lambda: check_formula("x.T @ x", stub, x="n"),
    "None for a formula": lambda: check_formula("x.T @ x", None, x="n"),
    "a number for a formula": lambda: check_formula("x.T @ x", 2.0, x="n"),
    "a question that is a function": lambda: check_formula(np.sum, "x", "x", x="n"),
    "a value, symbols are drawn": lambda: check_gradient(np.sum, X2, x="n"),
    "a question that is an array": lambda: check_gradient(X2, X2, x="n"),
    "a reference that is None": lambda: check_value(None, stub, x="n"),
    "an unknown layout": lambda: check_gradient("x.T @ x", stub, x="n", layout="rows"),
    "an unknown language": lambda: set_language("fr"),
    "an unknown identity": lambda: identity("no-such-thing"),
    # Questions that fail.
    "x @ x": asked(lambda x: x @ x),
    "shapes that do not fit": asked(lambda A, x: A @ x, A="m n", x="m"),
    "arrays that do not fit": asked(lambda A, x: A @ x, A=X23, x=X2),
    "dot": asked(lambda x: x.dot(x)),
    "broadcast": asked(lambda x: x + np.ones((7, 3)) * np.ones((7, 2)).T),
    "no such name": asked(lambda x: y @ x),  # noqa: F821
    "no such attribute": asked(lambda x: x.nothing),
    "too few arguments": asked(lambda x, _: x),
    "too many arguments": asked(lambda: 1.0),
    "no return": asked(no_return),
    "text returned": asked(lambda _: "x"),
    "a list of text returned": asked(lambda _: ["x"]),
    "NaN returned": asked(lambda x: x * np.nan),
    "a function returned": asked(lambda x: lambda: x),
    "inv of a rectangle": asked(lambda x: np.linalg.inv(x)),
    "inv of a singular matrix": asked(lambda x: np.linalg.inv(x @ x.T * 0)),
    "division by zero": asked(lambda _: 1 / 0),
    "an index": asked(lambda x: x[99, 0]),
    "too many indices": asked(lambda x: x[0, 0, 0]),
    "a scalar by @": asked(lambda t: t @ t, t=""),
    "three axes": asked(lambda t: np.ones((2, 2, 2)) * t, t=""),
    "nothing returned by the reference": lambda: check_value(no_return, stub, x="n"),
    # Arrays.
    "NaN": drawn(x=[1.0, np.nan]),
    "empty": drawn(x=[]),
    "things": drawn(x=np.array([stub, 1])),
    "text": drawn(x=["a", "b"]),
    "ragged": drawn(x=[[1], [2, 3]]),
    "None as an array": drawn(x=None),
    "complex": drawn(x=[1j]),
    "a set": drawn(x={1, 2}),
    "masked": drawn(x=np.ma.array([1.0])),
    "huge": drawn(x=[10**400]),
    "mixed": drawn(x=[Fraction(1), "a"]),
    "too many axes": lambda: jacobian(lambda x: x, np.ones((2, 2, 2))),
    "jacobian of text": lambda: jacobian("x.T @ x", 1.0),
    "jacobian of None": lambda: jacobian(None, 1.0),
    "a point as text": lambda: jacobian(lambda x: x, "1 2"),
    "outside the domain": lambda: jacobian(np.log, -1.0),
    "gradient of a vector": lambda: gradient(lambda x: x, [1.0, 2.0]),
    "hessian of a vector": lambda: hessian(lambda x: x, [1.0, 2.0]),
    "unvec": lambda: unvec([1, 2, 3], (2, 2)),
    "unvec by a number": lambda: unvec([1, 2, 3], 3),
    "vec of three axes": lambda: vec(np.ones((2, 2, 2))),
    "vec of text": lambda: vec("x"),
    "commutation": lambda: commutation(0, 2),
    "commutation of halves": lambda: commutation(2.5, 2),
    "a layout": lambda: Layout("rows"),
    "a layout as a number": lambda: Layout(3),
    "too few partials": lambda: arrange([1, 2, 3], (2,), (2,)),
    # Calls of expressions.
    "no array": lambda: E(np.eye(2)),
    "too many arrays": lambda: E(np.eye(2), [1, 2], 3),
    "an unknown array": lambda: E(np.eye(2), y=3),
    "another size": lambda: E(np.eye(2), [1, 2, 3]),
    "three axes in a call": lambda: E(np.zeros((2, 2, 2)), [1, 2]),
    "text in a call": lambda: E("A", [1, 2]),
    "singular": lambda: parse("inv(A)", A="n n")(np.zeros((2, 2))),
    "too large": lambda: parse("kron(kron(A, A), kron(A, A))", A="n n")(np.eye(9)),
    "no such symbol": lambda: E.symbol("y"),
    # Pictures.
    "stretch of text": lambda: stretch("x**2", "x"),
    "stretch of None": lambda: stretch(None, 1.0),
    "a large stretch": lambda: stretch(np.sin, np.ones((13, 5))),
    # Answers: a report says what is wrong with them.
    **{
        f"answer {text}": answered(text)
        for text in (
            *("", "2 A x y", "A * x", "x A x", "2xA", "A' + ", "(A + A^T x", "foo(A) @ x", "Ax^2"),
            *("B @ x", "∂f/∂x", "A[x] @ x", "lambda x: y"),
        )
    },
    "an answer that is text": lambda: check_gradient("x.T @ x", "x", "2*x", x=X2),
    "an answer without return": lambda: check_gradient("x.T @ x", no_return, x="n"),
    "an answer of text": lambda: check_gradient("x.T @ x", lambda _: "2*x", x="n"),
    "a ragged answer": lambda: check_gradient("x.T @ x", lambda _: [[1], [2, 3]], x="n"),
    "a complex answer": lambda: check_gradient("x.T @ x", lambda x: 2j * x, x="n"),
    "an answer that is a function": lambda: check_gradient("x.T @ x", lambda _: stub, x="n"),
}  # fmt: skip


def message_of(call):
    """What is said: by the error, or by the report of an answer that cannot be compared."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            report = call()
    except MatcalcError as error:
        return str(error)
    assert isinstance(report, matcalc.Report), report
    assert report.mistake in {"raised", "shape"}, report.mistake
    return report.hint


def said(call, language):
    set_language(language)
    try:
        return message_of(call)
    finally:
        set_language("en")


@pytest.mark.parametrize("call", CALLS.values(), ids=[ascii(name)[:40] for name in CALLS])
def test_an_error_is_one_sentence_in_both_languages(call):
    english, chinese = said(call, "en"), said(call, "zh")
    assert english != chinese
    assert CHINESE.search(chinese), chinese
    assert not CHINESE.search(re.sub("矩阵|'矩'", "", english)), english
    assert not HALF_WIDTH.search(chinese.replace("'矩'", "")), chinese
    for message in (english, chinese):
        assert not PYTHONS_WORDS.search(message), message
        assert not re.search(r"[.!?]\s+[A-Z]|[。！？].|\n", message), message
        assert "  " not in message
        assert len(message) < 420
    assert re.search(r"[:;]|, so|give|expected|write|choose", english), english


def test_the_table_holds_many_kinds():
    assert len(CALLS) >= 135
    assert len({re.sub(r"'[^']*'|\d+", "", said(call, "en")) for call in CALLS.values()}) >= 110


@pytest.mark.parametrize(
    ("text", "shapes", "words"),
    [
        ("A ** 2", {"A": "n n"}, "the matrix product is written A @ A"),
        ("A ** 3", {"A": "n n"}, "the matrix product is written A @ A @ A"),
        ("A ** 7", {"A": "n n"}, "the power of the matrix is written A^7"),
        ("A ** -1 @ x", QUADRATIC, "the inverse matrix is written inv(A)"),
        ("1 / A", {"A": "n n"}, "the inverse matrix is written inv(A)"),
        ("A ** 0.5", {"A": "n n positive"}, "no function of the matrix"),
        ("trace(A * B)", {"A": "n n", "B": "n n"}, "the matrix product is written A @ B"),
        ("(A + B) * A", {"A": "n n", "B": "n n"}, "is written (A + B) @ A"),
        ("tr(A**2)", {"A": "n n"}, "the matrix product is written A @ A"),
        ("trace(exp(A))", {"A": "n n"}, "exp(A) was read entry by entry"),
        ("A ⊙ B", {"A": "n n", "B": "n n"}, None),
        ("A^2", {"A": "n n"}, None),
        ("tr(A'A) * t ** 2", {"A": "n n", "t": ""}, None),
        ("C ** 2", {"C": "m n"}, None),
        ("x * x", {"x": "n"}, None),
        ("x ** 2 / t ** 2", {"x": "n", "t": ""}, None),
        ("t * A / 2", {"A": "n n", "t": ""}, None),
        ("exp(C) + tanh(C)", {"C": "m n"}, None),
        ("tanh(A)", {"A": "n n"}, None),
        ("s ** 2", {"s": "1 1"}, None),
    ],
)
def test_a_remark_says_where_a_textbook_reads_something_else(text, shapes, words):
    remarks = read(text, shapes).remarks
    if words is None:
        assert remarks == []
    else:
        assert len(remarks) == 1
        assert words in remarks[0]
        assert remarks[0] in derivative(text, next(iter(shapes)), **shapes).understood
        assert remarks[0] in check_formula(text, next(iter(shapes)), "1", **shapes).remarks


def test_a_remark_on_an_answer_stands_in_its_report():
    report = check_formula("a.T @ inv(X) @ a", "X", "-(X ** -2).T", a="n", X="n n")
    assert not report.ok
    assert any("X ** -2 was read entry by entry" in remark for remark in report.remarks)


def test_chinese_texts_have_chinese_punctuation():
    for key, (_, chinese) in TEXTS.items():
        if not key.startswith(("book-", "grade-", "page-")):
            assert not HALF_WIDTH.search(chinese), key


def test_the_language_is_taken_from_the_environment():
    code = "from matcalc.messages import language; print(language())"
    for value, expected in (("zh_CN.UTF-8", "zh"), ("fr", "en")):
        result = run("python", "-c", code, **{ENVIRONMENT: value})
        assert result.stdout.split() == [expected], result.stderr
