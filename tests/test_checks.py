"""What a check makes of an answer: verdict, mistake, hint, remarks; and of a bad question."""

# ruff: noqa: ARG001, ARG005 (answers and questions need not look at all their arguments)

import linecache
import pickle
import re
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup import Markup

from matcalc import (
    Layout,
    MatcalcError,
    WrongAnswer,
    assert_gradient,
    assert_value,
    check_formula,
    check_gradient,
    check_value,
    hint,
    jacobian,
)
from matcalc.messages import speaking, title


def quadratic(A, x):
    return x.T @ A @ x


def linear(A, x):
    return A @ x


def bilinear(a, X, b):
    return a.T @ X @ b


QUADRATIC = {"A": "n n", "x": "n", "wrt": "x"}
LINEAR = {"A": "m n", "x": "n", "wrt": "x"}
BILINEAR = {"a": "n", "X": "n p", "b": "p", "wrt": "X"}


def stub(A, x):
    raise NotImplementedError


def raises(A, x):
    raise ValueError("no such luck")


def one_infinity(A, x):
    result = (A + A.T) @ x
    result[0] = np.inf
    return result


ROW = (lambda x: np.ones((3, 1)) * x), {"x": ""}
SQUARE = (lambda X: np.trace(X @ X)), {"X": "n n"}

# The question's function and symbols, an answer, its mistake, words of the report.
FORM, MAP, PRODUCT = (quadratic, QUADRATIC), (linear, LINEAR), (bilinear, BILINEAR)
CASES = {
    "right": (FORM, lambda A, x: A @ x + A.T @ x, None, ["Correct"]),
    "right, a list": (FORM, lambda A, x: ((A + A.T) @ x).tolist(), None, ["Correct"]),
    "stub": (FORM, stub, "not-attempted", ["Not attempted", "stub"]),
    "ellipsis": (FORM, ..., "not-attempted", ["Not attempted"]),
    "returns an ellipsis": (FORM, lambda A, x: ..., "not-attempted", ["Not attempted"]),
    "raises": (FORM, raises, "raised", ["ValueError", "no such luck", "A (", "x ("]),
    "does not fit": (MAP, lambda A, x: x @ A, "raised", ["A (", "inner sizes"]),
    "too few parameters": (FORM, lambda x: x, "raised", ["TypeError", "argument"]),
    "nan": (FORM, lambda A, x: x * np.nan, "not-finite", ["not finite"]),
    "one infinity": (FORM, one_infinity, "not-finite", ["not finite"]),
    "none": (FORM, lambda A, x: None, "shape", ["None", "return"]),
    "text": (FORM, lambda A, x: "2 A x", "shape", ["text", "'2 A x'"]),
    "ragged": (FORM, lambda A, x: [[1], [2, 3]], "shape", ["ragged"]),
    "an object": (FORM, lambda A, x: object(), "shape", ["object"]),
    "complex": (FORM, lambda A, x: 1j * x, "shape", ["complex"]),
    "summed": (FORM, lambda A, x: np.sum((A + A.T) @ x), "shape", ["one entry"]),
    "broadcast": (FORM, lambda A, x: (A + A.T) * x, "shape", ["How many"]),
    "other shape": (MAP, lambda A, x: 2 * A, "shape", ["other layout", "values differ"]),
    "rearranged": (PRODUCT, lambda a, X, b: (a @ b.T).reshape(-1, 1), "shape", ["entries"]),
    "three axes": (MAP, lambda A, x: A.T[None], "shape", ["number of entries"]),
    "flattened row": (ROW, lambda x: np.ones(3), "flattened", ["1-D"]),
    "layout of a vector": (MAP, lambda A, x: A, "other-layout", ["other layout"]),
    "layout of a gradient": (FORM, lambda A, x: x.T @ (A + A.T), "other-layout", ["layout"]),
    "layout by a matrix": (PRODUCT, lambda a, X, b: b @ a.T, "other-layout", ["other layout"]),
    "transposed": (SQUARE, lambda X: 2 * X, "transposed", ["where they stand", "rows"]),
    "sign": (FORM, lambda A, x: -(A + A.T) @ x, "sign", ["A sign is lost"]),
    "half": (FORM, lambda A, x: (A + A.T) @ x / 2, "factor", ["constant factor"]),
    "minus two": (FORM, lambda A, x: -2 * (A + A.T) @ x, "factor", ["constant factor"]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_verdict_mistake_and_words(case):
    (question, symbols), answer, mistake, words = case
    verdict = "differ" if mistake else "agree"
    report = check_gradient(question, answer, **symbols)
    assert (report.verdict, report.mistake) == (verdict, mistake)
    assert report.ok == (verdict == "agree")
    text = str(report)
    for word in words:
        assert word in text
    if mistake is None:
        assert_gradient(question, answer, **symbols)
        assert len(report.points) == 3
        assert report.hint == ""
    else:
        assert text.splitlines()[-1] == f"Kind of mistake: {title(mistake)}"
        with pytest.raises(WrongAnswer) as caught:
            assert_gradient(question, answer, **symbols)
        assert str(caught.value) == text
        assert isinstance(caught.value, AssertionError)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_diagnosis_does_not_hang_on_names_or_draws(case, seed):
    (question, symbols), answer, mistake, _ = case
    wrt = symbols.get("wrt")
    shapes = {name: shape for name, shape in symbols.items() if name != "wrt"}
    letters = str.maketrans("mnp", "kqr")
    renamed = {f"{name}_1": shape.translate(letters) for name, shape in shapes.items()}
    report = check_gradient(question, answer, wrt=wrt and f"{wrt}_1", seed=seed, **renamed)
    assert (report.ok, report.mistake) == (mistake is None, mistake)


@given(
    seed=st.integers(0, 10**6),
    row=st.integers(0, 3),
    off=st.sampled_from([1e-4, -1e-4, 1e-2, 1.0]),
)
def test_one_entry_off_is_found_and_shown(seed, row, off):
    rng = np.random.default_rng(seed)
    A, x = rng.uniform(1, 2, (4, 4)), rng.uniform(1, 2, (4, 1))
    wrong = (A + A.T) @ x
    expected = wrong[row, 0]
    wrong[row, 0] += off
    report = check_gradient(quadratic, wrong, A=A, x=x, wrt="x")
    assert report.verdict == "differ"
    index, truth, value = report.where
    assert index == (row, 0)
    assert truth == pytest.approx(expected, rel=1e-9)
    assert value == wrong[row, 0]
    assert report.max_error == pytest.approx(abs(off), rel=1e-5)
    assert f"Entry ({row + 1}, 1)" in str(report)


def test_the_hint_speaks_of_the_entry_that_is_shown():
    def last_entry_off(A, x):
        grad = (A + A.T) @ x
        grad[-1] = np.sum(np.abs(A))
        return grad

    shown = set()
    for seed in range(6):
        report = check_gradient(quadratic, last_entry_off, seed=seed, **QUADRATIC)
        place = ", ".join(str(i + 1) for i in report.where[0])
        assert report.mistake == "entries"
        assert f"entry ({place})" in report.hint
        assert f"Entry ({place})" in str(report)
        shown.add(report.points[-1]["x"].shape)
    assert len(shown) > 1


def test_right_for_some_arguments_only():
    def for_positive_traces(A, x):
        return (A + A.T) @ x * (1 if np.trace(A) > 0 else 1.5)

    reports = [
        check_gradient(quadratic, for_positive_traces, seed=s, **QUADRATIC) for s in range(6)
    ]
    mixed = [report for report in reports if "right at some points" in report.hint]
    assert mixed
    assert all(report.verdict == "differ" for report in mixed)


# Layouts.


@pytest.mark.parametrize("layout", [Layout.NUMERATOR, "numerator", "XY"])
def test_answers_in_numerator_layout(layout):
    assert check_gradient(linear, lambda A, x: A, layout=layout, **LINEAR).ok
    assert check_gradient(quadratic, lambda A, x: x.T @ (A + A.T), layout=layout, **QUADRATIC).ok
    other = check_gradient(linear, lambda A, x: A.T, layout=layout, **LINEAR)
    assert other.mistake == "other-layout"
    assert "numerator layout, XY" in str(other)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("x", [(), (2, 1), (2, 3)])
@pytest.mark.parametrize("y", [(), (4, 1), (4, 5)])
def test_all_nine_combinations_against_jacobian(y, x, layout):
    rng = np.random.default_rng(0)
    table, point = rng.normal(size=y + x), rng.uniform(1, 2, x)

    def f(x):
        return np.tensordot(table, x**2, axes=np.ndim(x))

    right = jacobian(f, point, layout=layout)
    assert check_gradient(f, right, x=point, layout=layout).ok
    assert check_gradient(f, right.tolist(), x=point.tolist(), layout=layout).ok
    if right.shape[0] != right.shape[1]:
        report = check_gradient(f, right.T, x=point, layout=layout)
        assert report.mistake == "other-layout"
    assert check_gradient(f, right + 0.1, x=point, layout=layout).verdict == "differ"


def test_a_one_dimensional_answer_is_remarked_on_or_refused():
    def flat(A, x):
        return ((A + A.T) @ x).ravel()

    report = check_gradient(quadratic, flat, **QUADRATIC)
    assert report.ok
    assert len(report.remarks) == 1
    assert "column" in report.remarks[0]
    assert "Remark: " in str(report)
    for layout in Layout:
        report = check_gradient(quadratic, flat, layout=layout, **QUADRATIC)
        assert report.mistake == "flattened"
    wrong = check_gradient(quadratic, lambda A, x: -flat(A, x), **QUADRATIC)
    assert wrong.mistake == "sign"
    assert wrong.remarks


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_a_scalar_is_accepted_in_each_of_its_shapes(shape):
    for layout in (None, *Layout):
        report = check_gradient(
            lambda x: x**2, lambda x: np.full(shape, 2 * x.item()), x="", layout=layout
        )
        assert report.ok
        assert not report.remarks


def test_shapes_are_compared_before_values():
    x = np.ones((3, 1))
    for wrong in (np.full((1, 1), 2.0), 2.0, np.full((3, 3), 2.0), np.full((1, 3), 2.0), [2.0]):
        assert check_gradient(lambda x: x.T @ x, wrong, x=x).verdict == "differ"


# Remarks, and what must not get out.


def test_a_changed_argument_costs_nothing_where_the_value_is_right():
    def doubles_in_place(x):
        x *= 2
        return x

    report = check_gradient(lambda x: x.T @ x, doubles_in_place, x="n")
    assert report.ok
    assert report.remarks == ["your answer changed its argument x in place; work on a copy"]
    given = np.array([[1.0], [2.0]])
    check_gradient(lambda x: doubles_in_place(x).T @ x, doubles_in_place, x=given)
    assert given.tolist() == [[1.0], [2.0]]


def test_nothing_is_said_on_stderr(capsys, recwarn):
    def loud(x):
        print("careless", file=sys.stderr)
        warnings.warn("careless", stacklevel=1)
        np.log(np.array([0.0, -1.0]))
        return 1 / x

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert check_gradient(lambda x: np.sum(np.log(x)), loud, x="n positive").ok
        assert check_value(loud, loud, x="n").ok
    assert capsys.readouterr().err == ""
    assert not recwarn.list


# Domains and kinks.


def test_points_outside_the_domain_are_drawn_again():
    def log_det(X):
        return np.log(np.linalg.det(X))

    for seed in range(5):
        report = check_gradient(log_det, lambda X: np.linalg.inv(X).T, X="n n", seed=seed)
        assert report.ok
        assert len(report.points) == 3
        assert all(np.linalg.det(point["X"]) > 0 for point in report.points)


def test_a_question_that_raises_outside_its_domain():
    def picky(x):
        if np.sum(x) < 0:
            raise ValueError("outside")
        return x.T @ x

    report = check_gradient(picky, lambda x: 2 * x, x="n")
    assert report.ok
    assert all(np.sum(point["x"]) >= 0 for point in report.points)


@pytest.mark.parametrize("answer", [-1.0, 0.0, 1.0, 0.5])
@pytest.mark.parametrize("question", [np.abs, lambda x: np.maximum(x, 0) + 1e6, lambda x: -abs(x)])
def test_at_a_kink_nothing_is_decided(question, answer):
    report = check_gradient(question, answer, x=0.0)
    assert (report.verdict, report.mistake, report.ok) == ("unsure", None, False)
    assert "kink" in str(report)
    assert "Undecided" in str(report)
    with pytest.raises(WrongAnswer):
        assert_gradient(question, answer, x=0.0)


def test_a_kink_hides_no_other_entry():
    x = np.array([[0.0], [2.0]])
    assert check_gradient(lambda x: np.sum(np.abs(x)), [[0.3], [1.0]], x=x).verdict == "unsure"
    assert check_gradient(lambda x: np.sum(np.abs(x)), [[0.3], [1.1]], x=x).verdict == "differ"


def test_a_question_with_kinks_at_every_drawn_point_is_undecided():
    def creased(x):
        return np.sum(np.abs(x - np.round(x, 2)))

    assert check_gradient(creased, np.zeros_like, x="n").verdict == "unsure"


def test_kinks_away_from_the_drawn_points_do_not_matter():
    assert check_gradient(lambda x: np.sum(np.maximum(x, 0)), lambda x: 1.0 * (x > 0), x="n").ok
    assert check_gradient(np.linalg.norm, lambda x: x / np.linalg.norm(x), x="n").ok


def test_a_derivative_that_is_zero():
    assert check_gradient(lambda A, x: A.T @ A, lambda A, x: np.zeros((1, 4)), A=np.eye(2), x=1.0,
                          wrt="x").verdict == "differ"  # fmt: skip
    assert check_gradient(lambda b: np.full((2, 3), 5.0), np.zeros((3, 2)), b=1.5).ok
    assert check_gradient(lambda x: 5.0, lambda x: 0 * x, x="n").ok
    assert not check_gradient(lambda x: 5.0, lambda x: 1e-3 * x, x="n").ok


# Values.


def predict(X, w):
    return X @ w


VALUE_CASES = [
    (lambda X, w: (w.T @ X.T).T, "agree", None),
    (lambda X, w: (X @ w).ravel(), "agree", None),
    (lambda X, w: X @ w * (1 + 1e-11), "agree", None),
    (lambda X, w: X @ w * (1 + 1e-4), "differ", "factor"),
    (lambda X, w: X @ w * (1 + 1e-8), "differ", "factor"),
    (lambda X, w: w.T @ X.T, "differ", "transposed"),
    (lambda X, w: -X @ w, "differ", "sign"),
    (lambda X, w: 3 * X @ w, "differ", "factor"),
    (lambda X, w: X * w.T, "differ", "shape"),
    (lambda X, w: X @ w + np.inf, "differ", "not-finite"),
    (lambda X, w: X.T @ w, "differ", "raised"),
    (lambda X, w: None, "differ", "shape"),
    (lambda X, w: X @ w + 1, "differ", "constant-offset"),
    (..., "differ", "not-attempted"),
]


@pytest.mark.parametrize(("answer", "verdict", "mistake"), VALUE_CASES)
def test_values(answer, verdict, mistake):
    report = check_value(predict, answer, X="n p", w="p")
    assert (report.verdict, report.mistake) == (verdict, mistake)
    if verdict == "agree":
        assert_value(predict, answer, X="n p", w="p")
    else:
        with pytest.raises(WrongAnswer, match="the value for X, w"):
            assert_value(predict, answer, X="n p", w="p")


def test_values_at_given_arrays():
    X, w = [[1, 2], [3, 4], [5, 6]], [[1], [1]]
    assert check_value(predict, [[3], [7], [11]], X=X, w=w).ok
    assert check_value(predict, [3, 7, 11], X=X, w=w).remarks
    assert check_value(predict, [[3, 7, 11]], X=X, w=w).mistake == "transposed"
    assert check_value(predict, [[3], [7], [12]], X=X, w=w).where == ((2, 0), 11.0, 12.0)
    assert len(check_value(predict, [[3], [7], [11]], X=X, w=w).points) == 1


# Draws.


def test_the_same_seed_the_same_report():
    def wrong(A, x):
        return A @ x + 1

    reports = [check_gradient(quadratic, wrong, seed=s, **QUADRATIC) for s in (7, 7, 8)]
    assert str(reports[0]) == str(reports[1]) != str(reports[2])
    for one, two in zip(reports[0].points, reports[1].points, strict=True):
        assert all(np.array_equal(one[name], two[name]) for name in one)


@given(seed=st.integers(0, 10**6))
def test_draws_are_generic(seed):
    symbols = {"A": "m n", "B": "n n", "x": "n positive", "S": "p p spd", "Y": "q q symmetric",
               "N": "k k invertible", "t": "", "c": "3", "wrt": "t"}  # fmt: skip
    report = check_gradient(lambda *arrays: arrays[6], lambda *_: 1.0, seed=seed, **symbols)
    assert report.ok
    for point in report.points:
        shapes = {name: array.shape for name, array in point.items()}
        m, n = shapes["A"]
        p, q, k = shapes["S"][0], shapes["Y"][0], shapes["N"][0]
        assert len({m, n, p, q, k}) == 5
        assert min(m, n, p, q, k) > 1
        assert shapes["B"] == (n, n)
        assert (shapes["x"], shapes["t"], shapes["c"]) == ((n, 1), (), (3, 1))
        assert not np.allclose(point["B"], point["B"].T)
        for name in ("A", "B", "x", "c"):
            sizes = np.abs(point[name])
            assert len(np.unique(sizes)) == sizes.size
            assert not np.any(sizes == 1)
        for name in ("A", "B", "Y", "N"):
            assert np.linalg.cond(point[name]) < 1e4
        assert np.all(point["Y"] != 0)
        assert np.all(point["x"] > 0)
        assert np.array_equal(point["S"], point["S"].T)
        assert np.all(np.linalg.eigvalsh(point["S"]) > 0)
        assert np.array_equal(point["Y"], point["Y"].T)
        assert np.linalg.cond(point["N"]) <= 50


# Bad questions: one clear error, whoever wrote them.

X23, X2 = np.ones((2, 3)), np.ones((2, 1))

BAD = {
    "upper-case dimension": (
        lambda: check_gradient(quadratic, stub, A="N N", x="N", wrt="x"),
        ["unknown word 'N'", "A='N N'", "lower-case"],
    ),
    "unknown dimension": (
        lambda: check_gradient(quadratic, stub, A="n ?", x="n", wrt="x"),
        ["'?'", "lower-case"],
    ),
    "size zero": (lambda: check_gradient(np.sum, np.ones_like, x="0"), ["'0'", "x='0'"]),
    "three dimensions": (
        lambda: check_gradient(np.sum, np.ones_like, x="n p q"),
        ["x='n p q'", "up to two dimensions"],
    ),
    "unknown property": (
        lambda: check_gradient(np.sum, np.ones_like, x="n n orthogonal"),
        ["'orthogonal'", "spd", "invertible"],
    ),
    "two properties": (
        lambda: check_gradient(np.sum, np.ones_like, x="n n spd positive"),
        ["x='n n spd positive'", "at most one"],
    ),
    "property of a column": (
        lambda: check_gradient(np.sum, np.ones_like, x="n spd"),
        ["x='n spd'", "square"],
    ),
    "mismatched arrays": (
        lambda: check_gradient(linear, linear, A=X23, x=X2, wrt="x"),
        ["A (2×3)", "x (2×1)", "could not be evaluated", "shapes fit"],
    ),
    "mismatched shapes": (
        lambda: check_gradient(linear, linear, A="m n", x="m", wrt="x"),
        ["could not be evaluated", "shapes fit"],
    ),
    "question returns None": (
        lambda: check_gradient(lambda x: None, np.ones_like, x="n"),
        ["value of the function is None", "return"],
    ),
    "question returns text": (
        lambda: check_gradient(lambda x: "x", np.ones_like, x="n"),
        ["value of the function is the text 'x'"],
    ),
    "question returns NaN": (
        lambda: check_gradient(lambda x: x * np.nan, np.ones_like, x="n"),
        ["not finite", "domain"],
    ),
    "question returns objects": (
        lambda: check_gradient(lambda x: [object()], np.ones_like, x="n"),
        ["is a list", "real numbers"],
    ),
    "question raises": (
        lambda: check_gradient(lambda x: x.nothing, np.ones_like, x="n"),
        ["could not be evaluated", "nothing"],
    ),
    "question with three axes": (
        lambda: check_gradient(lambda x: np.ones((2, 2, 2)) * x, np.ones_like, x=""),
        ["3 axes"],
    ),
    "reference returns None": (
        lambda: check_value(lambda x: None, np.ones_like, x="n"),
        ["reference's value is None"],
    ),
    "NaN in an array": (lambda: check_gradient(np.sum, 1, x=[1.0, np.nan]), ["x", "finite"]),
    "empty array": (lambda: check_gradient(np.sum, 1, x=[]), ["x", "at least one"]),
    "object array": (
        lambda: check_gradient(np.sum, 1, x=np.array([object(), 1])),
        ["x is an array", "not made of real numbers", "array is expected"],
    ),
    "text array": (lambda: check_gradient(np.sum, 1, x=["a", "b"]), ["x is a list of text"]),
    "ragged list": (lambda: check_gradient(np.sum, 1, x=[[1], [2, 3]]), ["x is a ragged list"]),
    "None": (lambda: check_gradient(np.sum, 1, x=None), ["x is None"]),
    "complex": (lambda: check_gradient(np.sum, 1, x=[1j]), ["x is complex"]),
    "dictionary": (lambda: check_gradient(np.sum, 1, x={"a": 1}), ["x is a dictionary"]),
    "unknown layout": (
        lambda: check_gradient(np.sum, np.ones_like, x="n", layout="rows"),
        ["'rows'", "denominator", "numerator"],
    ),
    "wrt missing": (
        lambda: check_gradient(linear, linear, A="m n", x="n"),
        ["the variable is missing", "one of A, x"],
    ),
    "wrt unknown": (
        lambda: check_gradient(linear, linear, A="m n", x="n", wrt="y"),
        ["'y' is not a symbol", "one of A, x"],
    ),
    "wrt unknown with one symbol": (
        lambda: check_gradient(np.sum, np.ones_like, x="n", wrt="y"),
        ["'y' is not a symbol", "one of x"],
    ),
    "no symbols": (lambda: check_gradient(np.sum, np.ones_like), ["no symbol", 'A="n n"']),
    "no symbols, value": (lambda: check_value(np.sum, np.ones_like), ["no symbol"]),
    "question is an array": (
        lambda: check_gradient(X2, X2, x="n"),
        ["a function is expected", "an array (2×1)"],
    ),
    "answer is a value, symbols are drawn": (
        lambda: check_gradient(quadratic, X2, A="n n", x=X2, wrt="x"),
        ["A, x", "give every symbol as an array", "function"],
    ),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_a_bad_question_is_one_clear_error(case, capsys):
    call, words = case
    with pytest.raises(MatcalcError) as caught:
        call()
    message = str(caught.value)
    for word in words:
        assert word in message
    assert "\n" not in message
    assert len(message) < 400
    assert capsys.readouterr().err == ""


# Display.


def test_a_report_reads_from_the_verdict_to_the_mistake():
    report = check_gradient(quadratic, lambda A, x: -(A + A.T) @ x, **QUADRATIC)
    lines = str(report).splitlines()
    assert lines[0] == "Not yet: the derivative by x (denominator layout, YX)."
    assert lines[1].startswith("Entry (")
    assert lines[2].startswith("  A = [[")
    assert lines[-1] == "Kind of mistake: sign"
    assert repr(report) == str(report)
    html = Markup(report._repr_html_())
    assert html.attributes["data-verdict"] == "differ"
    assert html.attributes["data-mistake"] == "sign"
    further = next(line for line in lines if line.startswith("Further hints: "))
    for line in [*(line for line in lines if line != further), *report.further]:  # folded
        assert line.strip() in html.text


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_html_is_well_formed_and_says_the_same(case):
    (question, symbols), answer, mistake, words = case
    html = Markup(check_gradient(question, answer, **symbols)._repr_html_())
    assert html.attributes["data-verdict"] == ("differ" if mistake else "agree")
    assert html.attributes["data-mistake"] == (mistake or "")
    for word in words:
        assert word in html.text


# A question, an answer, and words of the further hints, in their order.
RUNGS = {
    "factor": (lambda A, x: (A + A.T) @ x / 2, ["0.5 times", "small example", "#mistake-factor"]),
    "sign": (lambda A, x: -(A + A.T) @ x, ["opposite sign", "small example", "#mistake-sign"]),
    "raised": (raises, ["#mistake-raised"]),
    "own names": (lambda M, v: M @ v, ["at M = [[", "#mistake-missing-term"]),
}


@pytest.mark.parametrize(("answer", "words"), RUNGS.values(), ids=RUNGS)
def test_further_hints_go_from_the_kind_to_an_example(answer, words, capsys):
    report = check_gradient(quadratic, answer, **QUADRATIC)
    assert report.rungs == (report.hint, *report.further)
    assert f"Further hints: {len(report.further)}" in str(report)
    html = Markup(report._repr_html_()).text
    places = []
    for word in words:
        places += [n for n, text in enumerate(report.further) if word in text][:1]
        assert word in html
        assert word not in str(report)
    assert len(places) == len(words)
    assert places == sorted(places)
    for rung in report.further:
        hint()
        assert rung in capsys.readouterr().out
    hint()
    assert "no further hint" in capsys.readouterr().out
    hint(1)
    assert report.hint in capsys.readouterr().out


def test_a_function_can_come_with_its_formula():
    def of_entries(x):
        return float(x[0, 0]) ** 2 + float(x[1, 0]) ** 2  # no calls that could be looked at

    def grad(x):
        return x

    assert check_gradient(of_entries, grad, formula="x.T @ x", x="2").mistake == "factor"
    missing = check_value(
        lambda a, b: np.array([[float(np.sum(a)) - float(np.sum(b))]]),
        lambda a, b: np.sum(a),
        formula="sum(a) - sum(b)",
        a="n",
        b="n",
    )
    assert missing.mistake == "missing-term"
    for asked, formula in ((of_entries, "sum(x)"), ("x.T @ x", "x.T @ x")):
        with pytest.raises(MatcalcError, match="formula="):
            check_gradient(asked, grad, x="2", formula=formula)
    with pytest.raises(MatcalcError, match="another function"):
        check_value(np.sum, np.sum, formula="2 * sum(x)", x="n")


def test_an_author_has_the_first_word_on_answers_that_were_expected():
    wrong = {"A @ x": "Where has the other x gone?"}
    for report in (
        check_formula("x.T @ A @ x", "x", "A @ x", A="n n", x="n", wrong=wrong),
        check_gradient(quadratic, lambda A, x: (x.T @ A.T).T, wrong=wrong, **QUADRATIC),
    ):
        assert report.hint == "Where has the other x gone?"
        assert report.mistake == "missing-term"
    other = check_formula("x.T @ A @ x", "x", "A.T @ x", A="n n", x="n", wrong=wrong)
    assert "other x" not in other.hint
    value = check_value(np.sum, lambda x: np.max(x), x="n", wrong={"2 * sum(x)": "Twice?"})
    assert "Twice" not in str(value)


def test_a_formula_is_told_which_of_its_terms_are_right():
    report = check_formula("x.T @ A @ x - b.T @ x", "x", "(A + A.T) @ x + b", A="n n", b="n", x="n")
    [place] = [rung for rung in report.rungs if "To be looked at" in rung]
    right, wrong = place.split("To be looked at")
    assert "A.T @ x" in right
    assert "A @ x" in right
    assert "b" in wrong


def test_entries_that_are_the_same_for_all_arguments_are_not_shown():
    report = check_gradient(lambda x: 3 * x[0] + 5 * x[1], lambda x: [[3.0], [4.0]], x="2")
    assert "is not 4" in str(report)
    assert "5" not in str(report).replace("= [[", "")[:60]
    assert not any("expected 5" in text for text in (str(report), report._repr_html_()))
    moving = check_gradient("x.T @ x", lambda x: x, x="n")
    assert "expected" in str(moving)


def line_of_a_slip(source, question, **symbols):
    """The report on an answer whose text Python can look up."""
    namespace = {"np": np}
    linecache.cache["<answer>"] = (len(source), None, source.splitlines(keepends=True), "<answer>")
    exec(compile(source, "<answer>", "exec"), namespace)
    return check_gradient(question, namespace["grad"], **symbols)


# The text of an answer, and what is said of which line.
SLIPS = {
    "axis": (
        "def grad(X):\n    s = np.sum(X, axis=1, keepdims=True)\n    return 2 * s + 0 * X",
        ("Look at line 2", "s = np.sum"),
    ),
    "a table": (
        "def grad(X):\n    s = X.sum(axis=0)\n    c = s[:, None] * s\n    return X @ c",
        ("line 3", "make a table"),
    ),
    "thrown away": (
        "def grad(X):\n    s = X.sum(axis=0)\n    s / 2\n    return s * np.ones_like(X)",
        ("line 3", "never used"),
    ),
}


@pytest.mark.parametrize(("source", "words"), SLIPS.values(), ids=SLIPS)
def test_a_slip_of_python_is_told_with_its_line(source, words):
    question = "sum((ones(1, X.shape[0]) @ X) ** 2)"
    report = line_of_a_slip(source, question, X="n p")
    assert report.verdict == "differ"
    assert any(all(word in rung for word in words) for rung in report.rungs), report.rungs


def test_an_exception_is_told_with_its_line():
    report = line_of_a_slip("def grad(x):\n    y = 2 * x\n    return y @ x", "x.T @ x", x="n")
    assert "(line 3: return y @ x)" in report.hint


def test_html_escapes_what_a_learner_wrote():
    def hostile(x):
        raise ValueError("</div><script>alert(1)</script> & <b>'\"")

    report = check_gradient(np.sum, hostile, x="n")
    assert "<script>alert(1)</script>" in str(report)
    html = Markup(report._repr_html_())
    assert set(html.tags) <= {"div", "strong", "br", "code", "details", "summary"}
    assert "<script>alert(1)</script> & <b>'\"" in html.text


def test_a_hostile_question_is_escaped_too():
    report = check_gradient(np.sum, lambda x: "<img src=x onerror=alert(1)>", x="n")
    assert "img" not in Markup(report._repr_html_()).tags


def test_wrong_answer_survives_pickling():
    with pytest.raises(WrongAnswer) as caught:
        assert_gradient(quadratic, lambda A, x: A @ x, **QUADRATIC)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is WrongAnswer
    assert str(copy) == str(caught.value)
    assert copy.report.verdict == "differ"
    assert copy.report.where == caught.value.report.where


def test_ipython_shows_the_report_in_place_of_a_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    with pytest.raises(WrongAnswer) as caught:
        assert_gradient(np.sum, lambda x: -np.ones_like(x), x="n")
    lines = caught.value._render_traceback_()
    assert lines == str(caught.value).splitlines()
    shell = InteractiveShell()
    shell.run_cell(
        "import numpy, matcalc\n"
        "matcalc.assert_gradient(numpy.sum, lambda x: -numpy.ones_like(x), x='n')"
    )
    shown = capsys.readouterr()
    assert "Kind of mistake: sign" in shown.out + shown.err
    assert "Traceback" not in shown.out + shown.err


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 2, 2)])
def test_a_wrong_value_of_any_shape_gets_a_report(shape):
    rng = np.random.default_rng(5)
    right, other = rng.normal(size=(2, *shape))
    for wrong in (other, right + 1, np.where(np.arange(right.size).reshape(shape) == 0, 9, right)):
        report = check_value(lambda _: right, lambda _, wrong=wrong: wrong, x="n")
        assert report.verdict == "differ"
        assert report.hint


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"structure": "symmetric"}, "structure='symmetric'"),
        ({"structure": {"x": ["symmetric"]}}, "expected a dictionary"),
        ({"wrt": ["x"]}, "the name of a symbol, as text, not a list"),
    ],
)
def test_an_option_of_another_kind_is_refused_in_words(options, said):
    for _ in range(2):  # also where the question is known
        with pytest.raises(MatcalcError, match=re.escape(said)):
            check_gradient("x.T @ x", lambda x: 2 * x, x="n", **options)


def test_a_question_that_is_known_is_remarked_on_in_the_language_of_its_check():
    def remarks(language):
        with speaking(language):
            return check_gradient("trace(A ** 2)", lambda A: A, A="n n").remarks

    assert remarks("en") == ["A ** 2 was read entry by entry; the matrix product is written A @ A"]
    assert "逐元素" in remarks("zh")[0]
    assert remarks("en") != remarks("zh")


def test_a_mask_inside_a_question_does_not_break_the_diagnosis_of_a_wrong_answer():
    past = np.tril(np.ones((3, 3), dtype=bool))

    def attended(S):
        weights = np.exp(np.where(past, S, -np.inf))
        return weights / weights.sum(axis=1, keepdims=True)

    def masked_late(S):
        return past * np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)

    assert check_value(attended, masked_late, S="3 3").mistake == "entries"


def test_a_softmax_along_the_wrong_axis_is_named_among_heads_too():
    def attended(axis):
        def attend(Q, V):
            Q, V = (A.reshape(A.shape[0], 2, 3).transpose(1, 0, 2) for A in (Q, V))
            E = np.exp(np.einsum("hid,hjd->hij", Q, V))
            return np.einsum("hij,hjd->ihd", E / E.sum(axis=axis, keepdims=True), V).reshape(-1, 6)

        return attend

    assert check_value(attended(2), attended(1), Q="n 6", V="n 6").mistake == "wrong-axis"


SINGULAR = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
COFACTORS = np.array([[-3.0, 6, -3], [6, -12, 6], [-3, 6, -3]])


@pytest.mark.parametrize("question", ["det(X)", np.linalg.det], ids=["text", "function"])
def test_a_value_whose_terms_cancel_can_be_differentiated(question):
    assert check_gradient(question, lambda X: COFACTORS, X=SINGULAR)
    assert check_gradient(question, lambda X: X, X=SINGULAR).verdict == "differ"


def test_a_value_whose_terms_cancel_may_write_into_its_arguments():
    def scaled(X, s):
        value = np.linalg.det(X) * s[0, 0]
        s[0, 0] += 1
        return value

    point = {"X": SINGULAR, "s": np.array([[2.0, 1]])}
    assert check_gradient(scaled, lambda X, s: s[0, 0] * COFACTORS, wrt="X", **point)


def test_a_value_made_of_rounding_stays_undecided():
    nearly = SINGULAR + np.diag([0, 0, 4e-15])

    def inverse(X):
        return np.linalg.inv(X)[0, 0]

    assert check_gradient(inverse, lambda X: X, X=nearly).verdict == "unsure"


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("-7 * tanh(norm(B @ x) ** 2)", "14 * (tanh(norm(B @ x) ** 2) ** 2 - 1) * B.T @ B @ x"),
        ("exp(-50 * norm(x) ** 2)", "-100 * exp(-50 * norm(x) ** 2) * x"),
        ("sigmoid(40 * x.T @ x)", "80 * sigmoid(40 * x.T @ x) * (1 - sigmoid(40 * x.T @ x)) * x"),
    ],
)
def test_a_term_that_counts_only_near_zero_is_not_forgotten(question, term):
    shapes = {"B": "m n", "G": "n n", "x": "n"}
    used = {name: shape for name, shape in shapes.items() if name in f"{question} G x"}
    whole = f"{question} + x.T @ G @ x"
    assert check_formula(whole, "x", f"(G + G.T) @ x + {term}", **used)
    report = check_formula(whole, "x", "(G + G.T) @ x", **used)
    assert report.verdict == "differ"
    assert report.hint
