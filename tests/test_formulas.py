"""Formulas: what is read and what is refused, in which words; and what they compute."""

from __future__ import annotations

import contextlib
import re

import numpy as np
import pytest

from matcalc import MatcalcError
from matcalc.derivative import derivative
from matcalc.expression import namespace, parse

# --- messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A @ c", "cannot multiply A (n×n) by c (m×1): the inner sizes differ"),
        ("t @ A", "cannot multiply t (scalar) by A (n×n): write * for a scalar"),
        ("A + x", "cannot add A (n×n) and x (n×1): the shapes differ"),
        ("x - c", "cannot subtract c (m×1) from x (n×1): the shapes differ"),
        ("A * x", "cannot combine A (n×n) and x (n×1) entry by entry: the shapes differ; "
                  "the matrix product is written @"),
        ("C / A", "cannot combine C (m×n) and A (n×n) entry by entry: the shapes differ"),
        ("inv(C)", "inv needs a square matrix, not C (m×n)"),
        ("trace(C @ x)", "trace needs a square matrix, not C @ x (m×1)"),
        ("softmax(C)", "softmax needs a column, not C (m×n)"),
        ("diag(C)", "diag needs a column or a square matrix, not C (m×n)"),
        ("A ** t", "the exponent of 'A' must be a number, not 't'"),
        ("unvec(x, 2, A.shape[0])", "unvec needs a column of 2·n entries, not x (n×1)"),
        ("eye(n)", "'n' is not a size: expected A.shape[0] or a number up to 100"),
        ("ones(2)", "ones of 1 argument(s): expected ones(A.shape[0], A.shape[0])"),
        ("Q + 1", "unknown name 'Q': the symbols are t, x, c, A, C; a formula is made of"),
        ("foo(A)", "unknown function foo of 1 argument(s)"),
        ("A ^ 2", "'A ^ 2' is not allowed in a formula"),
        ("np.linalg.inv(A)", "'np.linalg.inv(A)' is not allowed"),
        ("A[0]", "'A[0]' is not allowed"),
        ("1 / 0", "divides by zero"),
        ("x / (t - t)", "divides by zero"),
    ],
)  # fmt: skip
def test_errors_in_the_words_of_the_formula(text, message):
    with pytest.raises(MatcalcError, match=re.escape(message)):
        parse(text, t="", x="n", c="m", A="n n", C="m n")


HOSTILE = [
    *("", " ", "#", "()", "(", "x,", "x;x", "x = 1", "x\x00", "\x00", "x\n+x", "x if 1 else x"),
    *("__import__('os')", "__import__('os').system('x')", "x.__class__.__mro__", "x.T.__init__"),
    *("().__class__", "x.shape", "x.shape[0]", "lambda: x", "[x for x in x]", "(x := x)", "f'{x}'"),
    *("{x}", "{**x}", "sum(x, axis=0)", "sum(*x)", "exp(x=x)", "x and x", "x < x", "not x", "~x"),
    *("x[0]", "x // 2", "x % 2", "x << 2", "x ** x", "True", "None", "...", "'x'", "b'x'", "1j"),
    *("9**9**9", "((9**99)**99)**99", "(1.0000001**999)**999", "1e400", "1e101", "1e-101", "9e999"),
    *("0**-1", "1/0", "-" * 4000 + "x", "(" * 2000 + "x", "x" + ".T" * 2000, "x" + "+x" * 2000),
    *("(" * 90 + "x" + ")" * 90 + "y", "exp(" * 150 + "x" + ")" * 150, "x" * 10**6, "x+" * 10**6),
    *("((" * 10**4, "9" * 4999, "eye(10**9)", "eye(1000000)", "ones(-1, 1)", "eye(x.shape[2])"),
    *("\u0445", "\uff58", "\uff45xp(x)", "x\u200b", "x\u00b2", "x \u2212 1", "await x", "yield x"),
    *(
        "*x",
        "x.T()",
        "exp",
        "eye",
        "exp()",
        "kron(x)",
        "unvec()",
        "unvec(x)",
        "x @ 2",
        "'\\d'",
        "0x",
    ),
    *("1_0 or x", "1or x", "print(x)", "open('f')", "eval('x')", "exec('x')", "globals()"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_formulas_are_refused_at_once(text, recwarn):
    with pytest.raises(MatcalcError):
        derivative(text, "x", x="n")
    assert not recwarn.list


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(f"x.T @ x * {k}" for k in range(60)),
        " @ ".join(["A"] * 90) + " @ x",
        " * ".join(f"(x + {k})" for k in range(90)),
        "sigmoid(" * 60 + "x" + ")" * 60,
        "inv(A + " * 40 + "x @ x.T" + ")" * 40,
        "x * exp(" * 40 + "x" + ")" * 40,
    ],
    ids=["sum", "chain", "product", "nested", "inverses", "products"],
)
def test_large_formulas_are_differentiated_or_refused(text):
    with contextlib.suppress(MatcalcError):  # in exponential time, this would not end
        str(derivative(text, "x", x="n", A="n n"))


@pytest.mark.parametrize("given", [3, None, b"x", ["x"], 2.5])
def test_a_formula_is_text(given):
    with pytest.raises(MatcalcError, match="a formula is text"):
        parse(given, x="n")


def test_the_symbols_are_checked():
    with pytest.raises(MatcalcError, match=r"'y' is not a symbol: .* one of x"):
        derivative("x.T @ x", "y", x="n")
    with pytest.raises(MatcalcError, match="name of a function"):
        parse("exp", exp="n")
    for structure in ({"C": "symmetric"}, {"A": "upper"}, {"Q": "diagonal"}):
        with pytest.raises(MatcalcError, match=r"expected|only a square"):
            parse("C @ A", structure=structure, A="n n", C="m n")
    with pytest.raises(MatcalcError, match="keeps its own symbols"):
        derivative(parse("x", x="n"), "x", x="n")
    with pytest.raises(MatcalcError, match="scalar functions only"):
        derivative("A @ x", "A", structure={"A": "symmetric"}, A="n n", x="n")


def test_an_expression_is_called_with_arrays():
    expression = parse("A @ x + t", A="m n", x="n", t="")
    A, x = np.arange(6.0).reshape(3, 2), np.array([1.0, 2.0])
    assert expression(A=A, x=x, t=1).tolist() == [[3.0], [9.0], [15.0]]
    assert expression.shape == "m×1"
    assert eval(str(expression), namespace(A=A, x=x, t=1)).tolist() == [[3.0], [9.0], [15.0]]
    for arrays, message in [
        ({"A": A, "x": x}, "no array for t: call with t=…"),
        ({"A": A, "x": [1, 2, 3], "t": 1}, "x is 3×1: expected n×1, where n is 2"),
        ({"A": A.T, "x": x, "t": 1}, "x is 2×1: expected n×1, where n is 3"),
        ({"A": A, "x": [[1, 2]], "t": 1}, "x is 1×2"),
        ({"A": A, "x": x, "t": x}, "t is 2×1: expected 1×1"),
        ({"A": np.zeros((2, 2, 2)), "x": x, "t": 1}, "A has the shape"),
        ({"A": A, "x": [], "t": 1}, "x has the shape"),
        ({"A": A, "x": "text", "t": 1}, "x is the text"),
        ({"A": A, "x": None, "t": 1}, "x is None"),
    ]:
        with pytest.raises(MatcalcError, match=re.escape(message)):
            expression(**arrays)
    with pytest.raises(MatcalcError, match="no value there: Singular matrix"):
        parse("inv(A)", A="n n")(A=np.zeros((2, 2)))
    with pytest.raises(MatcalcError, match="too large to compute"):
        parse("sum(kron(kron(A, A), kron(A, C)))", A="n n", C="m n")(A=np.eye(9), C=np.ones((9, 9)))


def test_a_given_array_fixes_the_sizes():
    found = derivative("x.T @ A @ x", "A", A=np.eye(3), x=[1.0, 2.0, 3.0])
    assert found.denominator.shape == "3×3"
    assert found.denominator().tolist() == np.outer([1, 2, 3], [1, 2, 3]).tolist()
    with pytest.raises(MatcalcError, match="x is 2×1: expected 3×1"):
        found.denominator(x=[1, 2])


def test_names_in_latex():
    e = parse("x1.T @ x_1 + theta.T @ theta + rate * x_train.T @ x1", x1="n", x_1="n", theta="n",
              rate="", x_train="n")  # fmt: skip
    assert e.latex() == (
        r"x_{1}^{\top} x_{1} + \theta^{\top} \theta + \mathrm{rate} \, x_{train}^{\top} x_{1}"
    )
