"""Formulas: what is read and what is refused, in which words; and what they compute."""

from __future__ import annotations

import contextlib
import re

import numpy as np
import pytest

from matcalc import MatcalcError
from matcalc.calculus.derivative import derivative
from matcalc.formulas.expression import namespace, parse

# --- messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A @ c", "cannot multiply A (n×n) by c (m×1): the inner sizes differ"),
        ("c @ C", "cannot multiply c (m×1) by C (m×n): the inner sizes differ; a row is "
                  "written x.T, and where each entry of the column multiplies a row, write"),
        ("(x.T @ x) @ A", "cannot multiply x.T @ x (scalar) by A (n×n): write * for a scalar"),
        ("t @ A", "cannot multiply t (scalar) by A (n×n): write * for a scalar"),
        ("A + c", "cannot add A (n×n) and c (m×1): the shapes differ"),
        ("x + c.T", "cannot add x (n×1) and c.T (1×m): the shapes differ"),
        ("x - c", "cannot subtract c (m×1) from x (n×1): the shapes differ"),
        ("A * x", "cannot combine A (n×n) and x (n×1) entry by entry: the shapes differ; "
                  "the matrix product is written @"),
        ("C / A", "cannot combine C (m×n) and A (n×n) entry by entry: the shapes differ"),
        ("inv(C)", "inv needs a square matrix, not C (m×n)"),
        ("trace(C @ x)", "trace needs a square matrix, not C @ x (m×1)"),
        ("softmax(C)", "not C (m×n): that of each row is softmax(C, axis=1)"),
        ("diag(x.T)", "diag needs a column or a square matrix, not x.T (1×n): write diag(x)"),
        ("diag(C)", "diag needs a column or a square matrix, not C (m×n)"),
        ("A ** c", "cannot raise A (n×n) to the power c (m×1) entry by entry: the shapes differ"),
        ("sum(C, 2)", "the axis of sum is 0, for each column, or 1, for each row"),
        ("sum(C, axis=t)", "the axis of sum is 0, for each column, or 1, for each row"),
        ("max(C, 1)", "max of two is written maximum(x, 1), and along an axis it is not read"),
        ("norm(C, 3)", "of a matrix norm(X, p) takes 1, 2, inf, 'fro' or 'nuc'"),
        ("norm(x, -1)", "of a column norm(x, p) takes a positive number p or inf"),
        ("matrix_power(A, 0.5)", "takes a whole number k up to 20"),
        ("maximum(A, x)", "cannot combine A (n×n) and x (n×1) entry by entry"),
        ("solve(A, c)", "cannot multiply A (n×n) by c (m×1): the inner sizes differ"),
        ("unvec(x, 2, A.shape[0])", "unvec needs a column of 2·n entries, not x (n×1)"),
        ("eye(q)", "'q' is not a size: expected A.shape[0] or a number up to 100"),
        ("ones(2, 3, 4)", "ones of 3 argument(s): expected ones(m, n)"),
        ("Q + 1", "unknown name 'Q': the symbols are t, x, c, A, C"),
        ("foo(A)", "unknown function foo"),
        ("x ^ 2", "write x.T @ x for its squared length, or x ** 2 entry by entry"),
        ("t * sum(A @ c)", "(in t * sum(A @ c), where t: scalar, x: n×1, c: m×1, A: n×n, C: m×n)"),
        ("1 / 0", "divides by zero"),
        ("x / (t - t)", "divides by zero"),
    ],
)  # fmt: skip
def test_errors_in_the_words_of_the_formula(text, message):
    with pytest.raises(MatcalcError, match=re.escape(message)):
        parse(text, t="", x="n", c="m", A="n n", C="m n")


HOSTILE = [
    *("", " ", "#", "()", "(", "x,x", "x;x", "x = 1", "x\x00", "\x00", "x\n;x", "x if 1 else x"),
    *("__import__('os')", "__import__('os').system('x')", "x.__class__.__mro__", "x.T.__init__"),
    *("().__class__", "x.shape", "x.shape[2]", "lambda: x", "[x for x in x]", "(x := x)"),
    *(
        "f'{x!r}'",
        "{x: x for x in x}",
        "{**x}",
        "sum(x, axis=x)",
        "sum(x, axis=0, axis=0)",
        "sum(x, 0, axis=0)",
        "sum(*x)",
        "exp(x=x)",
        "x and x",
        "x < x",
    ),
    *(
        "not x",
        "~x",
        "x[0, 0, 0]",
        "x[x]",
        "x[0:1]",
        "x[1.5]",
        "x[200]",
        "x[-3]",
        "x // 2",
        "x % 2",
        "x << 2",
        "True",
        "None",
        "...",
        "'x'",
    ),
    *('b"x"', "1j"),
    *("9**9**9", "((9**99)**99)**99", "(1.0000001**999)**999", "1e400", "1e101", "1e-101", "9e999"),
    *("0**-1", "1/0", "-" * 4000 + "x", "(" * 2000 + "x", "x" + ".T" * 2000, "x" + "+x" * 2000),
    *("(" * 90 + "x" + ")" * 90 + "1", "exp(" * 150 + "x" + ")" * 150, "x" * 10**6, "x+" * 10**6),
    *("((" * 10**4, "9" * 4999, "eye(10**9)", "eye(1000000)", "ones(-1, 1)", "eye(x.shape[2])"),
    *("\u0445", "\u4e00", "\uff45xp(", "x\u0302", "x\u00b2", "x \u2260 1", "await x", "yield x"),
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
        "0b",
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
        "a = A @ x;" + "a = A @ (a * a) + a;" * 15 + "a.T @ a",
        "a = A;" + "a = a @ a;" * 40 + "a @ x",
        "a = A;" + "a = kron(a, a);" * 40 + "sum(a)",
        "a = x;" + "a = a + kron(a.T, a) @ a;" * 20 + "a.T @ a",
        "a = exp(x);" + "a = a / (a + a.T @ a);" * 60 + "sum(a)",
    ],
    ids=[
        "sum",
        "chain",
        "product",
        "nested",
        "inverses",
        "products",
        "parts",
        "powers",
        "krons",
        "rows",
        "quotients",
    ],
)
def test_large_formulas_are_differentiated_or_refused(text):
    with contextlib.suppress(MatcalcError):  # in exponential time, this would not end
        str(derivative(text, "x", x="n", A="n n"))


def test_a_flat_sum_may_have_many_terms():
    terms = [f"x.T @ x * {k}" for k in range(1, 101)]
    assert str(derivative(" + ".join(terms), "x", x="n").denominator) == "10100 * x"
    assert str(parse(" - ".join(["t"] * 400), t="")) == "-398 * t"
    with pytest.raises(MatcalcError, match=r"cannot add t \+ x \+ x \(n×1\) and c \(m×1\)"):
        parse("t + x + x + c + t", t="", x="n", c="m")


def test_parts_of_a_formula_have_names():
    shapes = {"A": "m n", "x": "n", "b": "m"}
    whole = parse("(A @ x - b).T @ (A @ x - b)", **shapes)
    for text in ("r = A @ x - b; r.T @ r", "r = A @ x - b\n\nr.T @ r\n", "r = Ax − b; ‖r‖²",
                 "u = A @ x; r = u - b; r.T @ r", "r = A x - b; r'r"):  # fmt: skip
        assert parse(text, **shapes) == (parse("norm(A @ x - b) ** 2", **shapes)
                                         if "‖" in text else whole)  # fmt: skip
    r = parse("A @ x - b", **shapes)
    assert parse("r.T @ r", r=r) == parse("r.T r", r=r, A="m n") == whole
    assert [one.name for one in parse("y.T @ r", r=r, y="m").symbols] == ["A", "x", "b", "y"]
    assert parse("r = X w - y; r'r / 2").assumed == {"X": "n p", "w": "p", "y": "n"}
    X = np.array([[1.0, 2.0], [3.0, 5.0]])
    assert parse("trace(h)", h=parse("A @ A", A=X))().tolist() == [[np.trace(X @ X)]]
    S = parse("S @ x", S="n n", x="n", structure={"S": "symmetric"})
    assert str(derivative(parse("x.T @ h", h=S), "x").denominator) == "2 * S @ x"
    for symbols, message in [
        ({"r": r, "A": "n n"}, "A is declared in another way"),
        ({"r": r, "x": parse("r", r="n")}, "x is a part of the formula and a symbol"),
        ({"r": r, "exp": r}, "'exp' is the name of a function"),
    ]:
        with pytest.raises(MatcalcError, match=re.escape(message)):
            parse("r", **symbols)


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
    with pytest.raises(MatcalcError, match="no value there: a matrix is singular"):
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
    e = parse("x_hat.T @ x_hat + sum(w_1_bar) + sum(eye(n * n))", x_hat="n", w_1_bar="n")
    assert e.latex() == (
        r"\hat{x}^{\top} \hat{x} + \operatorname{sum} \left(\bar{w_{1}}\right)"
        r" + \operatorname{sum} \left(I_{n^{2}}\right)"
    )


def test_a_letter_before_brackets_is_a_symbol_where_no_shapes_are_declared():
    assert str(parse("tr(K(A + B))")) == "trace(K @ (A + B))"
    assert str(parse("K(n, p) vec(X)", X="n p")) == ("commutation(X.shape[0], X.shape[1]) @ vec(X)")
