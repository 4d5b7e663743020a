"""The page that differentiates anything: its Python gives the package's results, however typed."""

from __future__ import annotations

import json
import re
import tomllib

import numpy as np
import pytest
from corpus import ROOT
from sample import sampled
from test_messages import HALF_WIDTH, PYTHONS_WORDS

from matcalc import derivative, set_language
from matcalc.calculus.derivative import Step
from matcalc.derivations.proof import are_equal, proof_of
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import parse
from matcalc.identities import identities, identity
from matcalc.identities.counterpart import counterpart
from matcalc.page import answer

FOLDER = ROOT / "tests" / "notation"
KINDS = tomllib.loads((FOLDER / "readings.toml").read_text("utf-8"))["kind"]
BROKEN = tomllib.loads((FOLDER / "broken.toml").read_text("utf-8"))["broken"]
# Every expression of the catalogue, by each of its symbols.
QUESTIONS = [
    (text, variable, dict(shapes))
    for text, shapes in dict.fromkeys((e.expression, tuple(e.shapes.items())) for e in identities())
    for variable, _ in shapes
    if re.search(rf"\b{variable}\b", text)
]
READINGS = [
    (*line.split(" ⇒ "), kind["shapes"])
    for kind in KINDS
    for line in kind["readings"].strip().splitlines()
]


def asked(call, *args):
    return json.loads(answer(call, *args))


def written(shapes):
    return ", ".join(f"{name}: {shape}" for name, shape in shapes.items())


def sides(found):
    return {
        "denominator": str(found.denominator),
        "numerator": str(found.numerator),
    }


def formulas(result):
    return {name: side["formula"] for name, side in result["layouts"].items()}


@pytest.mark.parametrize(
    ("text", "variable", "shapes"), sampled(QUESTIONS, 16), ids=lambda one: str(one)[:40]
)
def test_the_catalogue_has_the_packages_derivatives_typed_in_either_way(text, variable, shapes):
    expected = sides(derivative(text, variable, **shapes))
    for typed in (text, parse(text, **shapes).latex()):
        result = asked("derive", typed, variable, written(shapes))
        assert formulas(result) == expected, typed
        assert result["variable"] == variable
        assert result["verdict"] == "verified" or result["kinks"], result


@pytest.mark.parametrize(
    ("text", "numpy", "shapes"), sampled(READINGS, 16), ids=lambda one: str(one)[:40]
)
def test_textbook_notation_has_the_derivatives_of_numpy(text, numpy, shapes):
    node = parse(numpy, **shapes).node
    used = {name: shape for name, shape in shapes.items() if name in node.names}
    if not used or {name for name in shapes if re.search(rf"\b{name}\b", numpy)} != used.keys():
        return  # a constant, or one that names the size of a symbol that it does not have
    variable = next(iter(used))
    expected = sides(derivative(numpy, variable, **used))
    result = asked("derive", text, variable, written(used))
    assert formulas(result) == expected, result


# Broken only where every letter has been declared: on the page, the others are inferred.
INFERRED = {
    "x'Qx": "x.T @ Q @ x",
    "x'Az": "x.T @ A @ z",
    "lambda * x": "lam * x",
    "λx": "lam * x",
    r"\sum_{i=1}^m x_i": "sum(x)",  # another letter for the size of x
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", sampled([text for text, _ in BROKEN], 8), ids=ascii)
def test_what_cannot_be_read_is_refused_in_one_sentence(text, language):
    set_language(language)
    try:
        for shapes in ("", "A: n n, B: n n, C: m n, x: n, y: n, c: m, t:"):
            result = asked("derive", text, "", shapes)
            if "error" not in result:
                assert not shapes or result["read"] == INFERRED[text], result["read"]
                continue
            told = result["error"]
            assert not (shapes and text in INFERRED), told
            assert not re.search(r"[.!?]\s+[A-Z]|[。！？].|\n", told["text"].replace("x.T", "")), (
                told
            )
            assert not PYTHONS_WORDS.search(told["text"]), told
            assert told["piece"] is None or told["piece"] in text
            if language == "zh":
                prose = told["text"].replace("标量, ", "").replace(f"'{told['piece']}'", "")
                assert not HALF_WIDTH.search(prose), told
    finally:
        set_language("en")


@pytest.mark.parametrize(
    ("formula", "shapes", "symbol", "piece"),
    [
        ("x'Ax", "A: n ?", "A", None),
        ("x'Ax", "A: m n", "A", None),
        ("r = A @ x;  tanh(A @ r) + tanh(r @ r)", "A: n n, x: n", None, "r @ r"),
        ("x'Ax + x % y", "", None, "%"),
    ],
)
def test_an_error_knows_its_place(formula, shapes, symbol, piece):
    result = asked("derive", formula, "", shapes)
    assert result["error"]["symbol"] == symbol
    assert result["error"]["piece"] == piece
    assert not symbol or result["symbols"], "so that the shape can be changed again"


def test_a_chosen_symbol_stays_as_long_as_the_function_has_it():
    assert asked("derive", "x'Ax")["variable"] == "x"
    assert asked("derive", "x'Ax", "A")["variable"] == "A"
    assert asked("derive", "x'Bx", "A")["variable"] == "x"
    assert asked("derive", "λ‖w‖²", "λ")["variable"] == "lam"
    assert asked("derive", "tr(Q P)")["variable"] == "Q"


@pytest.mark.parametrize(
    ("formula", "variable"),
    [
        (r"\ell(\beta) = y^\top X\beta - 1^\top \log(1 + \exp(X\beta))", "beta"),
        (r"J\left(W\right) = ‖Wx‖²", "W"),
        ("lambda b: norm(A @ x - b) ** 2", "b"),
        ("A ↦ x'Ax", "A"),
        ("‖Xθ − y‖²", "theta"),
        ("(y - X b)'(y - X b)", "b"),
        ("‖βX − Y‖²", "X"),
        ("a'X^{-1}b", "X"),
        ("‖XW − Y‖²", "X"),
    ],
)
def test_the_variable_is_the_functions_argument_or_what_multiplies_the_data(formula, variable):
    assert asked("derive", formula)["variable"] == variable


@pytest.mark.parametrize("formula", ["tr(A log(A))", "-t'log(y) - (1-t)'log(1-y)"])
def test_a_narrow_domain_is_found_for_proof_steps_and_answers(formula):
    found = asked("derive", formula)
    assert found["verdict"] == "verified"
    assert all(step["ok"] for step in asked("more", formula)["steps"])
    right, of = found["layouts"]["denominator"]["formula"], (formula, found["variable"], "")
    assert asked("check_own", *of, right, "denominator")["verdict"] == "passed"
    assert asked("check_own", *of, f"2 * ({right})", "denominator")["mistake"] == "factor"


def test_a_changed_shape_is_kept_and_the_others_follow_it():
    result = asked("derive", "x'Ax", "x", "x: k")
    assert [(one["name"], one["shape"], one["assumed"]) for one in result["symbols"]] == [
        ("x", "k", False),
        ("A", "k k", True),
    ]
    assert result["layouts"]["denominator"]["shape"] == "k×1"


def test_a_proof_refuses_what_is_not_the_derivative():
    question = parse("x.T @ A @ x", A="n n", x="n")
    right = derivative(question, "x")
    assert proof_of(question, "x", right).ok
    wrong = derivative(parse("x.T @ A @ x + x.T @ x / 1000", A="n n", x="n"), "x")
    report = proof_of(question, "x", wrong)
    assert report.verdict == "differ"
    assert report.max_error > 1e-4
    turned = derivative("x.T @ A.T @ A @ x", "A", A="n n", x="n")
    assert not proof_of(parse("x.T @ A.T @ A @ x", A="n n", x="n"), "x", turned).ok


def test_where_nothing_can_be_compared_the_proof_is_open():
    result = asked("derive", "log(-exp(x))", "x", "x:")
    assert result["verdict"] == "unsure"


def test_a_step_that_does_not_hold_is_not_confirmed():
    question = parse("log(det(X))", X="n n")
    steps = derivative(question, "X", explain=True).steps
    assert are_equal(question, "X", steps) == [True] * len(steps)
    off = [Step(step.rule, step.left, step.right.sibling(2 * step.right.node)) for step in steps]
    assert are_equal(question, "X", off) == [False] * len(steps)


@pytest.mark.parametrize("entry", sampled(identities(), 12), ids=lambda entry: entry.name)
def test_every_entry_is_found_in_the_atlas_under_other_letters(entry):
    if entry.structure:
        return
    letters = dict(zip(entry.shapes, ("P", "q", "S", "u", "V", "k"), strict=False))
    pattern = re.compile(rf"\b({'|'.join(letters)})\b")
    text = pattern.sub(lambda found: letters[found[0]], entry.expression)
    shapes = {letters[name]: shape for name, shape in entry.shapes.items()}
    found = counterpart(parse(text, **shapes), letters[entry.variable])
    assert found
    assert found.is_same
    same = entry.expression, entry.variable
    assert (
        found.entry.expression,
        found.entry.variable,
    ) == same or found.entry.group == entry.group


def test_a_multiple_is_near_and_nothing_else_is():
    found = counterpart(parse("½‖Xw − y‖²"), "w")
    assert (found.entry.name, found.is_same) == ("squared-residuals", False)
    assert counterpart(parse("x'Ax exp(x'Ax)"), "x") is None
    symmetric = parse("x.T @ A @ x", A="n n symmetric", x="n")
    assert counterpart(symmetric, "x").entry.name == "symmetric-quadratic-form"
    assert counterpart(parse("x'Ax"), "x").entry == identity("quadratic-form")


def test_steps_and_code_unfold():
    result = asked("more", "‖Xw − y‖²", "w", "")
    assert all(step["ok"] for step in result["steps"])
    assert len(result["steps"]) > 1
    space = {}
    exec(result["code"]["numpy"], space)
    X, w, y = np.arange(6.0).reshape(3, 2), np.ones((2, 1)), np.ones((3, 1))
    assert np.allclose(space["derivative"](X, w, y), 2 * X.T @ (X @ w - y))
    assert "jnp" in result["code"]["jax"]
    assert "torch" in result["code"]["torch"]
    assert r"\top" in result["code"]["latex"]


def test_ones_own_formula_gets_the_hint_of_an_exercise():
    wrong = asked("check_own", "x'Ax", "x", "", "2Ax", "denominator")
    assert (wrong["verdict"], wrong["mistake"]) == ("failed", "missing-transpose")
    assert asked("check_own", "x'Ax", "x", "", "(A+A')x", "denominator")["verdict"] == "passed"
    turned = asked("check_own", "x'Ax", "x", "", "(A+A')x", "numerator")
    assert turned["verdict"] == "failed"
    assert asked("check_own", "x'A(", "x", "", "2Ax", "numerator")["verdict"] == "error"


def test_the_page_needs_no_sympy_and_asks_for_no_shapes():
    with pytest.raises(MatcalcError):
        parse("3")
    assert "error" in asked("derive", "3")
    assert "error" in asked("derive", "")
    assert "error" in asked("derive", "x" * 6000)
