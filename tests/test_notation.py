"""Textbook notation: what is read as what, which shapes are inferred, and how errors are said."""

from __future__ import annotations

import json
import re
import time
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from test_derivative import SYMBOLS, formulas

from matcalc import MatcalcError, ShapeError, check_formula, derivative, set_language
from matcalc.formulas.expression import parse, read
from matcalc.formulas.notation import infer, to_numpy
from matcalc.identities import identities
from matcalc.page.preview import formula

FOLDER = Path(__file__).parent / "notation"
READINGS = [
    (text, numpy, kind["shapes"])
    for kind in tomllib.loads((FOLDER / "readings.toml").read_text("utf-8"))["kind"]
    for text, numpy in (line.split(" ⇒ ") for line in kind["readings"].strip().splitlines())
]
BROKEN = tomllib.loads((FOLDER / "broken.toml").read_text("utf-8"))["broken"]
SHAPES = {"A": "n n", "B": "n n", "C": "m n", "x": "n", "y": "n", "c": "m", "t": ""}
PYTHONS_WORDS = re.compile(
    "invalid|syntax|unterminated|literal|unexpected|EOF|was never closed|line [0-9]|token|codec"
    r"|\bast\b|object|Error|NoneType|\{[a-z]{3,}\}"
)


@pytest.mark.parametrize(("text", "numpy", "shapes"), READINGS, ids=lambda item: str(item)[:60])
def test_notation_is_read_as_numpy_would_be(text, numpy, shapes):
    found = read(text, shapes)
    assert found == read(numpy, shapes), found.read_as
    if found.read_as is not None:
        again = read(found.read_as, shapes)
        assert (again, again.read_as) == (found, None), "what was understood is plain NumPy"
    assert read(str(found), shapes) == found
    assert read(found.latex(), shapes) == found


def test_there_are_many_readings_of_every_kind():
    assert len(READINGS) >= 300
    assert len({text for text, _, _ in READINGS}) >= 0.9 * len(READINGS)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("text", "words"), BROKEN, ids=lambda item: ascii(item)[:40])
def test_what_cannot_be_read_gets_one_sentence(text, words, language):
    set_language(language)
    try:
        with pytest.raises(MatcalcError) as caught:
            read(text, SHAPES)
    finally:
        set_language("en")
    message = str(caught.value)
    assert language == "zh" or words in message
    assert not re.search(r"[.!?]\s+[A-Z]|[。！？]|\n", message), message
    assert not PYTHONS_WORDS.search(message), message
    assert len(message) < 300
    if language == "zh":
        assert re.search("[\u4e00-\u9fff]", message)


@given(formulas())
def test_latex_reads_back(text):
    try:
        expression = parse(text, **SYMBOLS)
        again = read(expression.latex(), SYMBOLS)
    except MatcalcError as error:
        if not re.search("divides by zero|beyond|negative number|split it|at most", str(error)):
            raise
        return
    assert again == expression, expression.latex()


@pytest.mark.parametrize("identity", identities(), ids=lambda identity: identity.name)
def test_the_catalogue_reads_back_from_latex(identity):
    for text in (identity.expression, identity.denominator, identity.numerator):
        expression = read(text, identity.shapes, identity.structure)
        assert expression.read_as is None
        assert read(expression.latex(), identity.shapes, identity.structure) == expression


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("x'Ax", {"x": "n", "A": "n n"}),
        ("x.T @ A @ x", {"x": "n", "A": "n n"}),
        ("||Xw-y||^2", {"X": "n p", "w": "p", "y": "n"}),
        (r"\frac{1}{2}\lVert Xw-y\rVert_2^2", {"X": "n p", "w": "p", "y": "n"}),
        ("1/n ||Xw-y||^2", {"X": "n p", "w": "p", "y": "n"}),
        ("||y - Xβ||² + λ||β||²", {"y": "n", "X": "n p", "beta": "p", "lam": ""}),
        ("||Ax-b||^2", {"A": "m n", "x": "n", "b": "m"}),
        ("x'Ay", {"x": "n", "A": "n m", "y": "m"}),
        ("tr(AX)", {"A": "m n", "X": "n m"}),
        ("tr(AXB)", {"A": "m n", "X": "n p", "B": "p m"}),
        ("log det X", {"X": "n n"}),
        ("X^{-1}", {"X": "n n"}),
        ("|X|", {"X": "n n"}),
        ("A X^2", {"A": "m n", "X": "n n"}),
        ("tr(X^T A X)", {"X": "n p", "A": "n n"}),
        ("a'x + b", {"a": "n", "x": "n", "b": ""}),
        ("σ(Wx+b)", {"W": "m n", "x": "n", "b": "m"}),
        ("αx + βy", {"alpha": "", "x": "n", "beta": "", "y": "n"}),
        ("c x'x", {"c": "", "x": "n"}),
        ("t^2", {"t": ""}),
        ("x'x", {"x": "n"}),
        ("(x-μ)'Σ^{-1}(x-μ)", {"x": "n", "mu": "n", "Sigma": "n n"}),
        ("(X'X + λI)^{-1}X'y", {"X": "n p", "lam": "", "y": "n"}),
        ("sum(exp(x))", {"x": "n"}),
        ("x - mean(x)", {"x": "n"}),
        ("x'x/n", {"x": "n"}),
        ("n log|Σ| + tr(Σ^{-1}S)", {"n": "", "Sigma": "m m", "S": "m m"}),
        ("||w||^2 + C sum(relu(Xw))", {"w": "n", "C": "", "X": "m n"}),
        ("A : B", {"A": "m n", "B": "m n"}),
        ("trAX'(B+C)", {"A": "m n", "X": "p n", "B": "p m", "C": "p m"}),
        ("AB(x+y)", {"A": "m n", "B": "n p", "x": "p", "y": "p"}),
        ("x_1'A x_2", {"x_1": "n", "A": "n m", "x_2": "m"}),
    ],
)
def test_shapes_that_are_left_out_are_inferred(text, shapes):
    assert infer(text) == shapes
    read(text, shapes)


def test_shapes_that_are_given_stay():
    assert infer("x'Ax", {"x": "k"}) == {"A": "k k"}
    assert infer("Ax - b", {"b": "q", "A": "q r"}) == {"x": "r"}
    assert infer("a + b", {"a": ""}) == {"b": ""}
    assert infer("x'x", {"x": "3"}) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x y", "x, y can be taken in more than one way"),
        ("xAx", "the shapes of x"),
        ("A * x", "the shapes of A, x"),
        ("foo(x)", "unknown function foo"),
        ("vec(X)'c", "size n·p"),
        ("hello", "unknown name 'hello'"),
        ("determinent(A)", "the nearest that there is is det"),
        ("determinent A", "did you mean det: a symbol of several letters needs its shape"),
        ("logdte(A)", "the nearest that there is is logdet"),
        ("sinn(x)", "the nearest that there is is sin"),
        ("Trase(A)", "the nearest that there is is trace"),
        ("Foo(x)", "unknown function Foo"),
        ("x @ A @ x", "x is a column, which @ cannot put before"),
        ("x @ y", "the row is written x.T"),
        ("LayerNorm(x)", "unknown function LayerNorm"),
        ("E[x]", "an expectation is not read"),
        ("|Ax-b|^2", "write norm(A @ x - b) for its length"),
        ("softmax(QK'/sqrt(d))V", "softmax(Q @ K.T / sqrt(d), axis=1)"),
        (r"\sum_i \log(1+e^{-y_i w^T x_i})", "the x_i are the rows of a matrix X"),
        ("+".join("ABCDEFGHJKLMNOPQ"), "too many shapes"),
    ],
)
def test_what_is_ambiguous_is_asked_for_by_name(text, words):
    with pytest.raises(MatcalcError, match=re.escape(words)):
        parse(text)


def test_shapes_may_be_left_out_of_questions():
    found = derivative("x'Ax", "x").denominator
    assert str(found) == "(A + A.T) @ x"
    assert found.assumed == {"x": "n", "A": "n n"}
    assert check_formula("x'Ax", "x", "(A+A')x").ok
    assert check_formula("x'Ax", "x", "2Ax").mistake == "missing-transpose"
    assert check_formula("x'Ax", "x", "2Bx").mistake == "raised"  # an answer adds no symbol
    assert derivative("λ x'x", "lambda").denominator == parse("x.T @ x", x="n", lam="")
    assert str(derivative("½‖Xw − y‖²", "w").denominator) == "X.T @ (X @ w - y)"


def test_what_numpy_reads_is_read_silently_and_as_before():
    for text in ("x.T @ A @ x", "A ** -1", "x * y", "eye(A.shape[0])", "trace(A * B)"):
        found = parse(text, **SHAPES)
        assert (found.read_as, found.assumed) == (None, {})
    assert parse("A ** 2", **SHAPES) == parse("A * A", **SHAPES)
    assert parse("A ** 2", **SHAPES).remarks
    assert not parse("A^2 x", **SHAPES).remarks
    assert "expm(A)" in parse("tr(exp(A)) + x'x", **SHAPES).remarks[0]  # a textbook may mean that
    assert parse("A^2", **SHAPES) == parse("A @ A", **SHAPES)
    assert parse("x'y", **SHAPES).read_as == "x.T @ y"


def test_a_mistyped_name_is_no_symbol_that_was_left_out():
    with pytest.raises(MatcalcError, match="unknown name 'Q': the symbols are A, x"):
        parse("x.T @ Q @ x", A="n n", x="n")
    assert parse("x.T @ Q @ x", x="n").assumed == {"Q": "n n"}


def test_a_size_is_a_number():
    mean = parse("sum(x) / n", x="n")
    assert mean == parse("sum(x) / x.shape[0]", x="n")
    assert mean(x=[1, 2, 6]).tolist() == [[3.0]]
    assert str(mean) == "sum(x) / x.shape[0]"
    assert read(mean.latex(), {"x": "n"}) == mean
    assert str(derivative(mean, "x").denominator) == "ones(x.shape[0], 1) / x.shape[0]"
    assert check_formula("||Xw-y||^2/n", "w", "2/n X'(Xw-y)").ok


def test_symbols_that_are_named_like_signs():
    shapes = {"e": "n", "T": "n n", "I": "n n", "lambda": "", "sigma": "", "x": "n"}
    assert to_numpy("e'T e", shapes) == "e.T @ T @ e"
    assert to_numpy("I x", shapes) == "I @ x"
    assert to_numpy("σ(x+e)", shapes) == "sigma * (x + e)"
    found = read("lambda x'x", shapes)
    assert read(str(found), shapes) == found == read(found.latex(), shapes)
    with pytest.raises(MatcalcError, match="x to the power T is not read"):
        read("x^T x", shapes)
    text = read("sigmoid(x)", shapes).latex()
    assert read(text, shapes) == read("sigmoid(x)", shapes)


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 4900, "x'" * 2400, "|" * 4900, "A^" * 2400, "{" * 4900, "-" * 4900 + "x"),
        *("\\frac" * 900, "\\sqrt" * 900, "x^{" * 1600, "ln " * 1600, "e^" * 2400, "x." * 2400),
        *("A x' " * 990, "x_{" * 1600, "A" * 4900, "x'x" * 1600, "((A^9)^9)^9" + "^9" * 90),
        *("‖" * 4900, "⟨" * 4900, "x'A" * 1600 + "x", "1/" * 2400 + "x", "+".join("x" * 2400)),
        "exp(" * 1200 + "x" + ")" * 1200,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_formulas_are_refused_at_once(text):
    start = time.perf_counter()
    for shapes in (SHAPES, {}):
        with pytest.raises(MatcalcError):
            parse(text, **shapes)
    assert time.perf_counter() - start < 20


def test_messages_about_shapes_show_the_whole():
    with pytest.raises(ShapeError) as caught:
        parse("t (A + c)", **SHAPES)
    assert str(caught.value) == (
        "cannot add A (n×n) and c (m×1): the shapes differ (in t (A + c), where A: n×n, B: n×n, "
        "C: m×n, x: n×1, y: n×1, c: m×1, t: scalar)"
    )


# Sums as they are defined, entry by entry: an independent reading.
SUMMED = [
    (r"\sum_i x_i", lambda s: sum(s.x)),
    (r"\sum_{i=1}^n x_i y_i", lambda s: sum(s.x[i] * s.y[i] for i in range(s.n))),
    (r"\sum_{i=1}^{n} t x_i^2 y_i", lambda s: sum(s.t * s.x[i] ** 2 * s.y[i] for i in range(s.n))),
    (r"-\frac1n \sum_i \exp(x_i)", lambda s: -sum(np.exp(s.x[i]) for i in range(s.n)) / s.n),
    (r"\sum_i (x_i - y_i)^2", lambda s: sum((s.x[i] - s.y[i]) ** 2 for i in range(s.n))),
    (r"\sum_i (x_i - t)^2 / 2", lambda s: sum((s.x[i] - s.t) ** 2 for i in range(s.n)) / 2),
    (r"\sum_i x_i + t", lambda s: sum(s.x) + s.t),
    (r"\sum_i |x_i| \cdot |y_i|", lambda s: sum(abs(s.x[i] * s.y[i]) for i in range(s.n))),
    (r"\sum_i e^{-x_i y_i}", lambda s: sum(np.exp(-s.x[i] * s.y[i]) for i in range(s.n))),
    (r"\log \sum_{i} e^{x_i}", lambda s: np.log(sum(np.exp(s.x[i]) for i in range(s.n)))),
    (r"\left(\sum_i x_i\right)^2", lambda s: sum(s.x) ** 2),
    (r"\sum_i \frac{x_i}{y_i}", lambda s: sum(s.x[i] / s.y[i] for i in range(s.n))),
    (r"\sum_i \sqrt{x_i^2 + t^2}", lambda s: sum(np.hypot(s.x[i], s.t) for i in range(s.n))),
    (r"\sum_i x^\top y x_i", lambda s: s.x @ s.y * sum(s.x)),
    (r"\sum_i A_{ii}", lambda s: sum(s.A[i, i] for i in range(s.n))),
    (r"\sum_i A_{ii} x_i", lambda s: sum(s.A[i, i] * s.x[i] for i in range(s.n))),
    (r"\sum_{i,j} A_{ij}^2", lambda s: sum(s.A[i, j] ** 2 for i, j in s.pairs)),
    (r"\sum_i \sum_j A_{ij} A_{ji}", lambda s: sum(s.A[i, j] * s.A[j, i] for i, j in s.pairs)),
    (r"\sum_{ij} x_i A_{ij} y_j", lambda s: sum(s.x[i] * s.A[i, j] * s.y[j] for i, j in s.pairs)),
    (r"\sum_{ij} A_{ij} x_i y_j", lambda s: sum(s.x[i] * s.A[i, j] * s.y[j] for i, j in s.pairs)),
    (r"\sum_{i,j} x_j A_{ij} y_i", lambda s: sum(s.x[j] * s.A[i, j] * s.y[i] for i, j in s.pairs)),
    (r"-t \sum_{ij} A_{ij} x_j", lambda s: -s.t * sum(s.A[i, j] * s.x[j] for i, j in s.pairs)),
    (r"\sum_{ij} C_{ij} x_j", lambda s: sum(s.C[i, j] * s.x[j] for i, j in s.pairs if i < 3)),
    ("∑ᵢ xᵢ² − ∑ᵢ yᵢ", lambda s: sum(s.x**2) - sum(s.y)),
]  # fmt: skip


class Scene:
    """Arrays for the symbols of a sum."""

    n, t = 4, 0.7
    pairs = tuple((i, j) for i in range(4) for j in range(4))

    def __init__(self):
        rng = np.random.default_rng(11)
        self.x, self.y = rng.uniform(-2, 2, (2, 4))
        self.A, self.C = rng.uniform(-2, 2, (4, 4)), rng.uniform(-2, 2, (3, 4))


@pytest.mark.parametrize(("text", "value"), SUMMED, ids=[text for text, _ in SUMMED])
def test_a_sum_over_an_index_is_what_its_entries_add_up_to(text, value):
    scene = Scene()
    found = read(text, {"A": "n n", "C": "m n", "x": "n", "y": "n", "t": ""})
    computed = found(A=scene.A, C=scene.C, x=scene.x, y=scene.y, t=scene.t)
    assert computed == pytest.approx(np.array([[value(scene)]]), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        (r"\sum_i x_i^2", {"x": "n"}),
        (r"\sum_{i,j} A_{ij}^2", {"A": "m n"}),
        (r"\sum_{ij} x_i A_{ij} x_j", {"x": "n", "A": "n n"}),
        (r"\bar{x}^\top x", {"x_bar": "n", "x": "n"}),
        (r"\hat y = X\hat\beta", {"X": "n p", "beta_hat": "p"}),
    ],
)
def test_shapes_are_inferred_below_a_sign_or_an_accent(text, shapes):
    assert infer(text) == shapes


BRACKET = r"\left(A + A^{\top}\right) x"
CHECKED = 'assert_formula("x\'Ax", "x", answer)'
CODED = 'assert_gradient("x.T @ A @ x", g, A="n n", x="n", wrt="x")'


@pytest.mark.parametrize(
    ("answer", "test", "tex", "remarks"),
    [
        ("answer = \"(A + A')x\"", CHECKED, BRACKET, ["read as (A + A.T) @ x"]),
        ('answer = "（A＋Aᵀ）x"', CHECKED, BRACKET, ["read as (A + A.T) @ x"]),
        ('answer = "A @ x"', CHECKED, "A x", []),
        ('answer = "A ** 2 @ x"', CHECKED, r"A^{\circ 2} x", ["entry by entry"]),
        ("def g(A, x):\n    return (A + A.T) @ x", CODED, BRACKET, []),
        ("def g(A, x):\n    return np.exp(x)", CODED, r"\exp \left(x\right)", []),
        ("def g(A, x):\n    return A**-1 @ x", CODED, r"A^{\circ -1} x", ["inv(A)"]),
        ("def g(A, x):\n    return A^T @ x", CODED, None, []),  # which Python reads otherwise
        ("def g(A, x):\n    return", CODED, None, []),
        ('answer = "(A + "', CHECKED, None, []),
        ("answer = ...", CHECKED, None, []),
        ('answer = "x"', "assert answer == 3", None, []),
    ],
)  # fmt: skip
def test_the_page_shows_what_the_check_will_read(answer, test, tex, remarks):
    shown = json.loads(formula(answer, test))
    assert (shown and shown["tex"]) == tex
    assert len(shown["remarks"] if shown else []) == len(remarks)
    for words, remark in zip(remarks, shown["remarks"] if shown else [], strict=True):
        assert words in remark
