"""The public functions: one rule for all, and no call that means something else than it says."""

from __future__ import annotations

import inspect
import typing

import numpy as np
import pytest

import matcalc
from matcalc import (
    Layout,
    MatcalcError,
    WrongAnswer,
    assert_formula,
    assert_gradient,
    check_formula,
    check_gradient,
    check_value,
    derivative,
)
from matcalc.formulas.draw import OPTIONS
from matcalc.formulas.expression import parse

QUADRATIC = {"A": "n n", "x": "n"}
FUNCTIONS = [
    value for name in matcalc.__all__ if inspect.isfunction(value := getattr(matcalc, name))
]
CLASSES = [value for name in matcalc.__all__ if inspect.isclass(value := getattr(matcalc, name))]


def test_a_report_is_true_only_if_the_answer_agrees():
    assert check_gradient(lambda x: x.T @ x, lambda x: 2 * x, x="n")
    with pytest.raises(AssertionError):
        assert check_gradient(lambda x: x.T @ x, lambda x: x, x="n")
    assert not check_gradient(np.abs, np.sign, x=0.0)  # undecided, at a kink


# A call, and what its one clear error says.
TRAPS = {
    "explain in a check": (
        lambda: check_gradient("x.T @ x", lambda x: 2 * x, x="n", explain=True),
        ["explain is an option of derivative"],
    ),
    "seed in a derivative": (
        lambda: derivative("x.T @ x", "x", x="n", seed=1),
        ["seed is an option of check_gradient"],
    ),
    "layout of a value": (
        lambda: check_value(np.sum, np.sum, x="n", layout="XY"),
        ["layout is an option of check_gradient"],
    ),
    "wrt of a value": (lambda: check_value(np.sum, np.sum, x="n", wrt="x"), ["wrt is an option"]),
    "structure of a value": (
        lambda: check_value(np.sum, np.sum, x="n", structure={"x": "symmetric"}),
        ["structure is an option"],
    ),
    "layout of a formula": (lambda: parse("x", x="n", layout="XY"), ["layout is an option"]),
    "the derivative of a function": (
        lambda: derivative(lambda x: x.T @ x, "x", x="n"),
        ["formulas as text", "a function", "use jacobian or gradient"],
    ),
    "a shape as a tuple": (
        lambda: derivative("x.T @ x", "x", x=(3, 1)),
        ["x=(3, 1)", "x='3'", "np.array((3, 1))"],
    ),
    "a shape of a matrix as a tuple": (
        lambda: check_gradient(np.sum, np.ones_like, x=(3, 2)),
        ["x='3 2'"],
    ),
    "a size as a number": (lambda: derivative("x.T @ x", "x", x=3), ["x=3", "x='3'", "x=3.0"]),
    "structure as text": (
        lambda: derivative("logdet(S)", "S", S="n n", structure="symmetric"),
        ["structure='symmetric'", "structure={'S': 'symmetric'}"],
    ),
    "structure of an unknown symbol": (
        lambda: derivative("logdet(S)", "S", S="n n", structure={"Q": "symmetric"}),
        ["structure={'Q'", "dictionary of symbols"],
    ),
    "the variable twice": (
        lambda: derivative("x.T @ A @ x", "x", wrt="A", **QUADRATIC),
        ["given twice", "'x'", "'A'"],
    ),
    "the variable of a check twice": (
        lambda: check_formula("x.T @ A @ x", "x", "2 * A @ x", wrt="A", **QUADRATIC),
        ["given the variable twice", "wrt='A'"],
    ),
    "a variable that is no name": (
        lambda: check_gradient("x.T @ x", lambda x: x, lambda x: x, x="n"),
        ["the variable of check_gradient is the name of a symbol, not a function"],
    ),
    "no answer": (lambda: check_formula("x.T @ x", x="n"), ["check_formula takes the question"]),
    "no variable among several": (
        lambda: derivative("x.T @ A @ x", **QUADRATIC),
        ["the variable is missing", "one of A, x"],
    ),
    "a function for a formula": (
        lambda: check_formula(np.sum, "x", "x", x="n"),
        ["reads formulas as text", "check_gradient"],
    ),
    "too many arrays": (
        lambda: parse("A @ x", **QUADRATIC)(np.eye(2), [1, 2], 3),
        ["too many", "A, x"],
    ),
    "an unknown array": (
        lambda: parse("A @ x", **QUADRATIC)(np.eye(2), [1, 2], y=3),
        ["y is unknown", "A, x"],
    ),
    "an array twice": (
        lambda: parse("A @ x", **QUADRATIC)(np.eye(2), [1, 2], x=[1, 2]),
        ["x is unknown or given twice"],
    ),
}


@pytest.mark.parametrize("case", TRAPS.values(), ids=TRAPS)
def test_what_cannot_be_meant_is_one_clear_error(case):
    call, words = case
    with pytest.raises(MatcalcError) as caught:
        call()
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


@pytest.mark.parametrize("answer", ["2 * x", "x"])
def test_the_variable_stands_between_question_and_answer_or_has_a_name(answer):
    shapes = {"c": "n", "x": "n"}
    question = "(x - c).T @ (x - c) + 2 * c.T @ x"
    reports = [
        check_formula(question, "x", answer, **shapes),
        check_formula(question, answer, wrt="x", **shapes),
        check_formula("x.T @ x", answer, x="n"),
    ]
    function = parse(answer, x="n")
    reports += [
        check_gradient(question, "x", lambda _, x: function(x), **shapes),
        check_gradient(question, lambda _, x: function(x), wrt="x", **shapes),
        check_gradient("x.T @ x", function, x="n"),
    ]
    assert {report.ok for report in reports} == {answer == "2 * x"}
    for assertion in (
        lambda: assert_formula(question, "x", answer, **shapes),
        lambda: assert_gradient(question, "x", lambda _, x: function(x), **shapes),
    ):
        if answer == "2 * x":
            assertion()
        else:
            with pytest.raises(WrongAnswer):
                assertion()
    assert derivative("x.T @ A @ x", wrt="x", **QUADRATIC).denominator == (
        derivative("x.T @ A @ x", "x", **QUADRATIC).denominator
    )


def test_an_error_is_one_that_users_of_numpy_catch():
    with pytest.raises(ValueError, match="lower-case letter"):
        check_gradient(np.sum, np.ones_like, x="N")


def test_an_expression_is_called_by_position_or_name():
    A, x = np.arange(4.0).reshape(2, 2), [[1.0], [3.0]]
    expression = parse("A @ x", **QUADRATIC)
    assert expression(A, x).tolist() == expression(A, x=x).tolist() == expression(x=x, A=A).tolist()
    closed = derivative("x.T @ A @ x", "x", **QUADRATIC).denominator
    assert check_gradient("x.T @ A @ x", "x", closed, **QUADRATIC)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_options_are_given_by_name(function):
    for name, parameter in inspect.signature(function).parameters.items():
        if name in OPTIONS:
            assert parameter.kind is inspect.Parameter.KEYWORD_ONLY, name


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_what_is_returned_is_exported_and_annotations_are_no_text(function):
    returned = inspect.signature(function).return_annotation
    assert not isinstance(returned, str)
    if inspect.isclass(returned) and returned.__module__.startswith("matcalc"):
        assert returned in CLASSES


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_what_attributes_hold_is_exported(kind):
    """As far as it is of this package, and public."""
    for name, hint in typing.get_type_hints(kind).items():
        parts = [hint, *typing.get_args(hint)]
        own = [p for p in parts if inspect.isclass(p) and p.__module__.startswith("matcalc")]
        assert name.startswith("_") or set(own) <= set(CLASSES), name


def test_the_names_of_the_package_are_listed():
    assert set(matcalc.__all__) <= set(dir(matcalc))
    assert matcalc.IDENTITIES
    assert isinstance(matcalc.IDENTITIES[0], matcalc.Identity)
    assert isinstance(matcalc.stretch(np.sin, 0.5), matcalc.Stretch)
    steps = derivative("log(x.T @ x)", explain=True, x="n").steps
    assert all(isinstance(step, matcalc.Step) for step in steps)
    assert Layout("XY") is Layout.NUMERATOR
