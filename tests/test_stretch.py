"""The picture of the partial derivatives: right entries, readable labels, sound markup."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from markup import Markup

from matcalc import Layout, MatcalcError, jacobian, stretch

LAYOUTS = list(Layout)
shapes = st.one_of(
    st.just(()),
    st.tuples(st.integers(1, 4)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
)


def shown(picture) -> np.ndarray:
    """The numbers of the complete matrix."""
    return np.array([[float(picture.entries[c]) for c in row] for row in picture.steps[-1].rows])


@pytest.mark.parametrize("layout", LAYOUTS)
@given(seed=st.integers(0, 10**6), y=shapes, x=shapes)
def test_the_matrix_is_the_jacobian(layout, seed, y, x):
    rng = np.random.default_rng(seed)
    table = rng.integers(1, 100, y + x) / 4
    point = np.ones(x)

    def f(x):
        return np.tensordot(table, x, axes=np.ndim(x))

    picture = stretch(f, point, layout=layout)
    expected = jacobian(f, point, layout=layout)
    assert picture.shape == expected.shape
    np.testing.assert_allclose(shown(picture), expected, rtol=1e-3)
    assert [len(picture.functions), len(picture.variables)] == [np.prod(y), np.prod(x)]


def test_labels_of_vectors():
    picture = stretch(lambda x: np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) @ x, np.ones((2, 1)))
    assert picture.functions == ("f₁", "f₂", "f₃")
    assert picture.variables == ("x₁", "x₂")
    assert str(picture).splitlines() == [
        "2×3, denominator layout, YX",
        "[ ∂f₁/∂x₁ = 1  ∂f₂/∂x₁ = 3  ∂f₃/∂x₁ = 5 ]",
        "[ ∂f₁/∂x₂ = 2  ∂f₂/∂x₂ = 4  ∂f₃/∂x₂ = 6 ]",
    ]


def test_labels_of_matrices_go_down_the_columns():
    picture = stretch(lambda X: X * np.array([[1, 2, 3], [4, 5, 6]]), np.ones((2, 3)))
    assert picture.functions == ("f₁₁", "f₂₁", "f₁₂", "f₂₂", "f₁₃", "f₂₃")
    assert picture.variables == ("x₁₁", "x₂₁", "x₁₂", "x₂₂", "x₁₃", "x₂₃")
    assert np.diag(shown(picture)).tolist() == [1, 4, 2, 5, 3, 6]
    assert picture.entries[1, 1] == "4"  # f₂₁ by x₂₁
    assert "∂f₂₁/∂x₂₁ = 4" in str(picture)


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_labels_of_scalars(shape):
    picture = stretch(lambda x: x**2, np.full(shape, 3.0))
    assert (picture.functions, picture.variables) == (("f",), ("x",))
    assert "∂f/∂x = 6" in str(picture)


def test_a_scalar_by_a_matrix_keeps_its_shape():
    A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    by_matrix = stretch(lambda X: np.sum(A * X), np.ones((2, 3)))
    assert shown(by_matrix).tolist() == A.tolist()
    assert "∂f/∂x₂₁ = 4" in str(by_matrix)
    of_matrix = stretch(lambda t: A * t, 1.0)
    assert shown(of_matrix).tolist() == A.T.tolist()
    assert "∂f₂₁/∂x = 4" in str(of_matrix)


def test_two_digit_indices_are_kept_apart():
    picture = stretch(lambda X: np.sum(X), np.ones((2, 11)))
    assert picture.variables[:2] == ("x₁,₁", "x₂,₁")
    assert picture.variables[-1] == "x₂,₁₁"
    assert len(set(picture.variables)) == 22


def test_small_and_negative_numbers_read_well():
    picture = stretch(lambda x: np.array([0 * x, -x, x / 3, 1e6 * x]), 1.0)
    assert list(picture.entries.values()) == ["0", "-1", "0.3333", "1e+06"]


# The steps.


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_first_letter_runs_across_and_the_second_down(layout):
    picture = stretch(lambda x: np.arange(6.0).reshape(3, 2) @ x, np.ones((2, 1)), layout=layout)
    components, first, complete = picture.steps
    across, down = (3, 2) if layout is Layout.DENOMINATOR else (2, 3)
    assert len(components.rows) == 3
    assert len(first.rows) == 1
    assert len(first.rows[0]) == across
    assert (len(complete.rows), len(complete.rows[0])) == (down, across) == picture.shape
    assert first.caption == f"{layout.value[0]} horizontally"
    assert complete.caption == f"{layout.value[1]} vertically"
    for row in complete.rows:  # each column keeps the component that was put there first
        for cell, lone in zip(row, first.rows[0], strict=True):
            assert all(lone[side] in (None, cell[side]) for side in (0, 1))


def test_a_lone_component_is_said_to_need_no_stretching():
    picture = stretch(lambda x: x.T @ x, np.ones((3, 1)))
    assert picture.steps[1].caption != "Y horizontally"
    assert picture.steps[2].caption == "X vertically"


# sympy.


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sympy_expressions_are_exact(layout):
    u, v = sympy.symbols("u v")
    f = sympy.Matrix([u * v, sympy.sin(u), u / 3 + v**2])
    picture = stretch(f, sympy.Matrix([u, v]), layout=layout)
    exact = f.jacobian([u, v])
    for (i, j), text in picture.entries.items():
        assert sympy.simplify(sympy.sympify(text) - exact[i, j]) == 0
    assert picture.shape == ((2, 3) if layout is Layout.DENOMINATOR else (3, 2))
    assert picture.variables == ("u", "v")
    assert "∂f₃/∂u = 1/3" in str(picture)
    assert str(stretch([u * v, sympy.sin(u), u / 3 + v**2], [u, v], layout=layout)) == str(picture)


def test_sympy_by_a_matrix_goes_down_the_columns():
    X = sympy.Matrix(2, 3, sympy.symbols("a b c d e f"))
    picture = stretch(X.T * X, X)
    assert picture.variables == ("a", "d", "b", "e", "c", "f")
    assert picture.functions[:4] == ("f₁₁", "f₂₁", "f₃₁", "f₁₂")
    assert picture.shape == (6, 9)
    [[entry]] = [[cell for cell in row if cell == (1, 2)] for row in picture.steps[-1].rows
                 if (1, 2) in row]  # fmt: skip
    assert picture.entries[entry] == "a"  # f₂₁ = ab + de by b
    trace = stretch((X.T * X).trace(), X)
    assert trace.shape == (2, 3)
    assert "∂f/∂d = 2d" in str(trace)


def test_one_expression_by_one_symbol():
    u = sympy.Symbol("u")
    picture = stretch(sympy.exp(2 * u), u)
    assert picture.entries == {(0, 0): "2*exp(2*u)"}
    assert stretch(7, u).entries == {(0, 0): "0"}


# Display.


@pytest.mark.parametrize("layout", LAYOUTS)
def test_html_reads_without_colour(layout):
    picture = stretch(lambda X: X.T @ np.ones((2, 1)), np.ones((2, 3)), layout=layout)
    html = Markup(picture._repr_html_())
    assert html.tags.count("table") == html.tags.count("caption") == 3
    assert html.attributes["aria-label"] == str(layout)
    cells = [cell for cell in html.cells if cell]
    for label in picture.functions + picture.variables:
        assert label in cells
    complete = cells[-18:]
    assert all("\n" in cell for cell in complete)  # label and value
    for (i, j), value in picture.entries.items():
        assert f"∂{picture.functions[i]}/∂{picture.variables[j]}\n{value}" in complete
    for step in picture.steps:
        assert step.caption in html.text


def test_html_escapes_names():
    picture = stretch(sympy.Symbol("<b>&") ** 2, sympy.Symbol("<b>&"))
    html = Markup(picture._repr_html_())
    assert "b" not in html.tags
    assert "∂f/∂<b>&" in html.text


def test_every_component_has_a_hue_of_its_own():
    picture = stretch(lambda X: X * 2, np.ones((2, 3)))
    halves = {tuple(picture.hues(cell)) for row in picture.steps[-1].rows for cell in row}
    assert len(halves) == 36


# Errors.


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stretch(np.sin, 1.0, layout="rows"), ["'rows'", "denominator"]),
        (lambda: stretch(np.sin, np.ones((13, 5))), ["65", "64"]),
        (lambda: stretch(lambda x: x * np.ones((65, 1)), 1.0), ["65", "64"]),
        (lambda: stretch("x**2", "x"), ["'x**2'", "a function and a point"]),
        (lambda: stretch(sympy.Symbol("x"), "x"), ["'x'", "a function and a point"]),
        (lambda: stretch(["__import__('os')"], sympy.Symbol("x")), ["a function and a point"]),
        (lambda: stretch(sympy.Symbol("x"), 3), ["a function and a point", "3"]),
        (lambda: stretch([[sympy.Symbol("x")], []], sympy.Symbol("x")), ["a function and a point"]),
        (lambda: stretch(None, 1.0), ["a function and a point", "None"]),
        (lambda: stretch(np.log, -1.0), ["not finite"]),
        (lambda: stretch(np.sin, "x"), ["text", "'x'"]),
        (lambda: stretch(lambda x: np.ones((2, 2, 2)) * x, 1.0), ["3 axes"]),
    ],
)
def test_errors(call, words):
    with pytest.raises(MatcalcError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
