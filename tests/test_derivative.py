"""Derivatives of formulas: random ones against numerical ones, textbook ones to the letter."""

from __future__ import annotations

import contextlib
import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc import MatcalcError, partials
from matcalc.calculus.derivative import derivative
from matcalc.formulas.draw import Declaration
from matcalc.formulas.expression import Expression, namespace, parse
from matcalc.formulas.graph import size_text
from matcalc.formulas.nodes import DIFFERENTIAL, inside_out, rebuild, symbol

# --- random formulas ----------------------------------------------------------------------------

SYMBOLS = {"t": "", "x": "n", "y": "n", "z": "m", "A": "n n", "B": "n n", "C": "m n", "r": "1 m"}
SIZES = {"1": 1, "n": 2, "m": 3}
LENGTH = {"1": "1", "n": "A.shape[0]", "m": "C.shape[0]"}
ELEMENTWISE = ["exp", "log", "sin", "cos", "tanh", "sqrt", "abs", "sign", "sigmoid", "softplus"]
ELEMENTWISE += ["relu", "step", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "arcsinh"]
ELEMENTWISE += ["arccosh", "arctanh", "expm1", "log1p", "log2", "log10", "square"]
NUMBERS = ["2", "3", "0.5", "(1 / 3)", "1", "(-2)"]


@st.composite
def formulas(draw, rows=None, columns=None, depth=6):
    """The text of a formula of a shape, in letters."""
    rows = rows or draw(st.sampled_from("1nm"))
    columns = columns or draw(st.sampled_from("1nm"))

    def part(p, q):
        return draw(formulas(p, q, depth - 1))

    def operand(p, q):  # NumPy has no @ for Python's own numbers
        return part(p, q) if p + q != "11" else f"(t * {part(p, q)})"

    def pick(*options):
        return draw(st.sampled_from(options))

    leaves = [
        f"{name}{turn}"
        for name, shape in SYMBOLS.items()
        for turn, at in (("", slice(None)), (".T", slice(None, None, -1)))
        if [*shape.split(), "1", "1"][:2][at] == [rows, columns]
        and not (rows == columns == "1" and turn)
    ]
    leaves += [f"ones({LENGTH[rows]}, {LENGTH[columns]})"]
    if rows == columns:
        leaves += [f"eye({LENGTH[rows]})"]
    if rows == columns == "1":
        leaves += NUMBERS
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return pick(*leaves)
    kinds = ["sum", "entrywise", "scaled", "function", "power", "negative", "transpose"]
    kinds += ["product"] * 4 + ["kron", "unvec", "pinv", "shifted", "raised", "larger"]
    if rows == columns:
        kinds += ["inv", "diag", "of_square"]
    if columns == "1":
        kinds += ["diagonal", "softmax", "vec", "solve"]
    if "1" in (rows, columns):
        kinds += ["along", "picked"]
    else:
        kinds += ["rows_of_softmax", "repeated"]
    if rows == columns == "1":
        kinds = ["reduce"] * 6 + ["logsumexp", "function", "sum", "entrywise", "power", "product"]
    a = (rows, columns)
    inner = pick(*"1nm")
    match pick(*kinds):
        case "sum":
            return f"({part(*a)} {pick('+', '-')} {part(*a)})"
        case "entrywise":
            return f"({part(*a)} {pick('*', '/')} {part(*a)})"
        case "scaled":
            return pick("({} * {})", "({1} * {0})", "({1} / {0})").format(part("1", "1"), part(*a))
        case "shifted":
            return f"({pick(*NUMBERS)} {pick('+', '-')} {part(*a)})"
        case "function":
            return f"{pick(*ELEMENTWISE)}({part(*a)})"
        case "raised":
            base, exponent = pick((a, a), (a, "11"), ("11", a))
            return f"(abs({part(*base)}) ** ({part(*exponent)}))"
        case "larger":
            return f"{pick('maximum', 'minimum')}({part(*a)}, {part(*pick(a, '11'))})"
        case "of_square":
            form = pick("adj({})", "expm({})", "matrix_power({}, 2)", "matrix_power({}, -2)")
            return form.format(part(*a))
        case "solve":
            return f"solve({part(rows, rows)}, {part(rows, '1')})"
        case "along":
            reduce = pick("sum", "mean", "norm", "logsumexp")
            whole = part(rows, inner) if columns == "1" else part(inner, columns)
            return f"{reduce}({whole}, axis={int(columns == '1')})"
        case "picked":
            size, place = pick("n", "m"), pick("0", "1", "-1")
            if rows == columns:
                return f"({part(size, inner)})[{place}, {0 if inner == '1' else place}]"
            whole, index = (
                (part(size, columns), f"[{place}], :")
                if rows == "1"
                else (part(rows, size), f":, [{place}]")
            )
            return f"({whole})[{index}]"
        case "rows_of_softmax":
            return f"softmax({part(*a)}, {pick('0', '1')})"
        case "repeated":
            both = [part(*a), part(*pick((rows, "1"), ("1", columns)))][:: pick(1, -1)]
            return f"({both[0]} {pick('+', '-', '/')} {both[1]})"
        case "power":
            return f"({part(*a)}) ** {pick('2', '3', '-1', '0.5', '-2', '(3 / 2)', '0')}"
        case "negative":
            return f"(-{part(*a)})"
        case "transpose":
            return f"({part(columns, rows)}).T"
        case "product":
            return f"({operand(rows, inner)} @ {operand(inner, columns)})"
        case "kron":
            factors = [part(rows, "1"), part("1", columns)][:: pick(1, -1)]
            return f"kron({', '.join(factors)})"
        case "unvec":
            column = pick(
                f"vec({part(*a)})",
                f"kron({part(columns, '1')}, {part(rows, '1')})",
                f"(commutation({LENGTH[columns]}, {LENGTH[rows]}) @ vec({part(columns, rows)}))",
            )
            return f"unvec({column}, {LENGTH[rows]}, {LENGTH[columns]})"
        case "pinv":
            return f"pinv({part(columns, rows)})"
        case "inv":
            return f"inv({part(*a)})"
        case "diag":
            return f"diag({part(rows, '1')})"
        case "diagonal":
            return f"diag({part(rows, rows)})" if rows != "1" else part(*a)
        case "softmax":
            return f"softmax({part(*a)})"
        case "vec":
            return f"vec({part(*pick((rows, '1'), ('1', rows)))})"
        case "logsumexp":
            return f"logsumexp({part(pick('n', 'm'), '1')})"
        case _:
            size = pick("n", "m")
            return pick(
                f"trace({part(size, size)})",
                f"sum({part(size, inner)})",
                f"norm({part(size, inner)})",
                f"det({part(size, size)})",
                f"logdet({part(size, size)})",
                f"trace(kron({part(size, inner)}, {part(inner, size)}))",
                f"{pick('max', 'min', 'mean')}({part(size, inner)})",
                f"norm({part(size, inner)}, {pick('1', '2', 'inf')})",
                f"norm({part(size, '1')}, {pick('3', '4', '1.5', 't')})",
                f"norm({part(size, inner)}, 'nuc')",
                f"{pick('eigmax', 'eigmin')}({part(size, size)})",
            )


def arrays(seed):
    """An array for each symbol."""
    rng = np.random.default_rng(seed)
    shapes = {name: [SIZES[d] for d in [*s.split(), "1", "1"][:2]] for name, s in SYMBOLS.items()}
    return {name: rng.uniform(0.3, 1.9, s) * rng.choice([-1, 1], s) for name, s in shapes.items()}


def close(got, wanted, error=0.0, scale=1.0):
    size = max(np.max(np.abs(wanted)), 1e-3 * scale)
    return got.shape == wanted.shape and bool(
        np.all(np.abs(got - wanted) <= 8 * error + 1e-6 * np.abs(wanted) + 1e-8 * size)
    )


def well_formed(latex):
    depth = 0
    for brace in re.findall(r"[{}]", re.sub(r"\\[{}]", "", latex)):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert latex.count(r"\left") == latex.count(r"\right")


class TooLong(Exception):
    """A derivative may be longer than what is read."""


def reread(expression):
    try:
        return parse(str(expression), **SYMBOLS)
    except MatcalcError as error:
        if re.search("more than 1000 operations|at most 5000", str(error)):
            raise TooLong from error
        raise


def computed(expression, point):
    try:
        with np.errstate(divide="raise", over="raise", invalid="raise"):
            return np.atleast_2d(eval(str(expression), namespace(**point)))
    except (ArithmeticError, np.linalg.LinAlgError):
        return np.full((1, 1), np.nan)


@given(formulas(), st.sampled_from([*SYMBOLS]), st.integers(0, 2**16))
def test_random_formulas_have_the_numerical_derivative(text, variable, seed):
    try:
        expression = parse(text, **SYMBOLS)
    except MatcalcError as error:
        if not re.search("divides by zero|beyond|negative number", str(error)):
            raise
        return
    found = derivative(expression, variable)
    for each in (expression, found.denominator, found.numerator):
        with contextlib.suppress(TooLong):
            assert reread(each) == each
        well_formed(each.latex())
    point = arrays(seed)
    value = computed(text, point)
    if not (np.all(np.isfinite(value)) and 1e-9 < np.max(np.abs(value)) < 1e5):
        return
    moved, moved_too = (
        {name: array + 1e-11 * other[name] for name, array in point.items()}
        for other in (arrays(1), arrays(2))
    )
    if not (close(computed(text, moved), value) and close(computed(text, moved_too), value)):
        return  # ill-conditioned
    with contextlib.suppress(MatcalcError):  # singular, but for rounding
        assert close(expression(**point), value)
    try:
        numerical = partials(lambda at: computed(text, point | {variable: at}), point[variable])
    except MatcalcError:
        return
    for layout, side in (("YX", found.denominator), ("XY", found.numerator)):
        wanted = numerical.arrange(layout=layout)
        if not np.all(np.isfinite(wanted)) or np.any(numerical.kink):
            return
        error = numerical.error.max()
        if error > 1e-6 * max(np.abs(wanted).max(), 1e-3) or np.abs(wanted).max() > 1e6:
            return
        got = computed(side, point)
        if not close(computed(side, moved), got):
            return  # ill-conditioned, or the inverse of a singular matrix
        assert got.shape == wanted.shape
        assert close(got, wanted, error, scale=np.max(np.abs(value))), str(side)
        assert close(side(**point), got)


# --- textbook forms -----------------------------------------------------------------------------

FORMS = """
x.T @ A @ x | x | (A + A.T) @ x
a.T @ x | x | a
x.T @ x | x | 2 * x
A @ x | x | A.T
x.T @ A @ y | A | x @ y.T
(B @ x - c).T @ (B @ x - c) | x | 2 * B.T @ (B @ x - c)
(B @ x - c).T @ M @ (B @ x - c) | x | B.T @ (M + M.T) @ (B @ x - c)
norm(B @ x - c) | x | B.T @ (B @ x - c) / norm(B @ x - c)
norm(x - a) | x | (x - a) / norm(x - a)
x / norm(x) | x | (eye(x.shape[0]) - x @ x.T / norm(x) ** 2) / norm(x)
x.T @ A @ x / (x.T @ x) | x | ((A + A.T) @ x - 2 * (x.T @ A @ x) * x / (x.T @ x)) / (x.T @ x)
sqrt(x.T @ A @ x) | x | (A + A.T) @ x / (2 * sqrt(x.T @ A @ x))
1 / (x.T @ x) | x | -2 * x / (x.T @ x) ** 2
exp(a.T @ x) | x | exp(a.T @ x) * a
a.T @ inv(X) @ b | X | -inv(X).T @ a @ b.T @ inv(X).T
a.T @ C.T @ d | C | d @ a.T
a.T @ C.T @ C @ b | C | C @ (b @ a.T + a @ b.T)
(C @ b + d).T @ M @ (C @ b + d) | C | (M + M.T) @ (C @ b + d) @ b.T
trace(X) | X | eye(X.shape[0])
trace(X) + 1 | X | eye(X.shape[0])
trace(D @ C) | C | D.T
trace(D @ C @ A) | C | D.T @ A.T
trace(C.T @ C) | C | 2 * C
trace(X @ X) | X | 2 * X.T
trace(X @ X @ X) | X | 3 * X.T @ X.T
trace(C.T @ M @ C) | C | (M + M.T) @ C
trace(C @ A @ C.T) | C | C @ (A + A.T)
trace(A @ X @ B2 @ X) | X | A.T @ X.T @ B2.T + B2.T @ X.T @ A.T
trace((A - X) @ (A - X).T) | X | 2 * (X - A)
norm(c - B @ x) ** 2 | x | -2 * B.T @ (c - B @ x)
a.T @ diag(x) @ b | x | a * b
logdet(diag(x)) | x | 1 / x
C.T @ C @ x | C | kron(eye(x.shape[0]), C @ x) + kron(x, C)
tanh(C @ x) | C | kron(x, diag(1 - tanh(C @ x) ** 2))
M @ inv(X2) @ B | X2 | -kron(inv(X2) @ B, inv(X2).T @ M.T)
logdet(A + t * X) | t | trace(inv(A + t * X) @ X)
trace(kron(X, X)) | X | 2 * trace(X) * eye(X.shape[0])
trace(inv(X)) | X | -inv(X).T @ inv(X).T
norm(C) | C | C / norm(C)
norm(B @ X - C) ** 2 | X | 2 * B.T @ (B @ X - C)
det(X) | X | det(X) * inv(X).T
log(det(X)) | X | inv(X).T
logdet(C.T @ C) | C | 2 * C @ inv(C.T @ C)
logdet(A + x @ x.T) | x | (inv(A + x @ x.T) + inv(A + x @ x.T).T) @ x
inv(X) | X | -kron(inv(X), inv(X).T)
M @ C @ A | C | kron(A, M.T)
C.T | C | commutation(C.shape[1], C.shape[0])
C * B | C | diag(vec(B))
exp(x) | x | diag(exp(x))
log(x) | x | diag(1 / x)
sigmoid(x) | x | diag(sigmoid(x) * (1 - sigmoid(x)))
softmax(x) | x | diag(softmax(x)) - softmax(x) @ softmax(x).T
logsumexp(C @ x) | x | C.T @ softmax(C @ x)
sum(log(sigmoid(C @ x))) | x | C.T @ (1 - sigmoid(C @ x))
-c.T @ log(sigmoid(C @ x)) - (1 - c).T @ log(1 - sigmoid(C @ x)) | x | C.T @ (sigmoid(C @ x) - c)
tanh(C @ x + c) | x | C.T @ diag(1 - tanh(C @ x + c) ** 2)
d.T @ tanh(C @ x + c) | C | ((1 - tanh(C @ x + c) ** 2) * d) @ x.T
sum((C @ x - c) ** 4) | x | 4 * C.T @ (C @ x - c) ** 3
inv(A + t * X) | t | -inv(A + t * X).T @ X.T @ inv(A + t * X).T
exp(t * x) | t | (exp(t * x) * x).T
x.T @ S @ x | x | 2 * S @ x
x.T @ S @ x | S | 2 * x @ x.T - diag(x ** 2)
-c.T @ log(softmax(C @ x)) | x | C.T @ (sum(c) * softmax(C @ x) - c)
(a.T @ x) ** 2 | x | 2 * (a.T @ x) * a
trace(X @ X @ X @ A) | X | A.T @ X.T @ X.T + X.T @ A.T @ X.T + X.T @ X.T @ A.T
norm(c - B @ inv(B.T @ B) @ B.T @ c) ** 2 | c | 2 * (c - B @ inv(B.T @ B) @ B.T @ c)
inv(X) @ inv(X) | X | -kron(inv(X) @ inv(X), inv(X).T) - kron(inv(X), inv(X).T @ inv(X).T)
diag(x) @ y | x | diag(y)
diag(x) @ A @ x | x | diag(A @ x) + A.T @ diag(x)
(eye(n) - x @ x.T) @ x | x | eye(x.shape[0]) - (x.T @ x) * eye(x.shape[0]) - 2 * x @ x.T
x @ x.T @ x | x | 2 * x @ x.T + (x.T @ x) * eye(x.shape[0])
abs(x) ** 2 | x | 2 * diag(x)
abs(x) ** 3 | x | 3 * diag(abs(x) * x)
relu(x) ** 2 | x | 2 * diag(relu(x))
x.T @ diag(x) @ x | x | 3 * x ** 2
sum(log(1 + exp(-c * (B @ x)))) | x | -B.T @ (c * sigmoid(-c * (B @ x)))
logdet(B.T @ B @ inv(A)) | B | 2 * B @ inv(B.T @ B)
logdet(A @ X @ B2) | X | inv(X).T
logdet(t * X) | t | X.shape[0] / t
trace(diag(x) @ A @ diag(x) @ B2) | x | (A * B2.T + A.T * B2) @ x
trace(diag(x) @ X) | X | diag(x)
a.T @ softmax(x) | x | softmax(x) * (a - softmax(x).T @ a)
x * sigmoid(x) | x | diag(sigmoid(x) * (1 + x * (1 - sigmoid(x))))
kron(x, y.T) | x | kron(y.T, eye(x.shape[0]))
(a + t * b).T @ A @ (a + t * b) | t | b.T @ (A + A.T) @ (a + t * b)
softmax(C @ x) @ x.T | C | kron(x @ x.T, diag(softmax(C @ x)) - softmax(C @ x) @ softmax(C @ x).T)
vec(x @ y.T) | y | kron(eye(x.shape[0]), x.T)
-logdet(X) / 2 - x.T @ inv(X) @ x / 2 | X | (inv(X) @ x @ x.T @ inv(X) - inv(X)).T / 2
"""
FORM_SYMBOLS = {
    **{
        "t": "",
        "a": "n",
        "b": "n",
        "x": "n",
        "y": "n",
        "c": "m",
        "d": "m",
        "A": "n n",
        "B2": "n n",
    },
    **{"X2": "m m", "X": "n n", "S": "n n", "M": "m m", "B": "m n", "C": "m n", "D": "n m"},
}
NUMERATORS = """
norm(D - A @ D) ** 2 | A | -2 * D @ (D - A @ D).T
norm(A @ X - X @ A) ** 2 | X | 2 * ((A @ X - X @ A).T @ A - A @ (A @ X - X @ A).T)
norm(X @ A @ X.T - B2) | A | X.T @ (X @ A @ X.T - B2).T @ X / norm(X @ A @ X.T - B2)
norm(tanh(C @ X) - C) ** 2 | X | 2 * ((1 - tanh(C @ X) ** 2) * (tanh(C @ X) - C)).T @ C
sum(log(B @ x + c)) | x | (1 / (B @ x + c).T) @ B
x.T @ A @ x / (x.T @ x) | x | ((A + A.T) @ x - 2 * (x.T @ A @ x) * x / (x.T @ x)).T / (x.T @ x)
trace(A @ X @ B2 @ X) | X | B2 @ X @ A + A @ X @ B2
diag(x) @ A @ x | x | diag(A @ x) + diag(x) @ A
B @ diag(x) @ A @ x | x | B @ (diag(A @ x) + diag(x) @ A)
softmax(t * x) | t | softmax(t * x) * (x - softmax(t * x).T @ x)
"""
TABLE, NUMERATOR_TABLE = (
    [tuple(line.split(" | ")) for line in text.strip().splitlines()] for text in (FORMS, NUMERATORS)
)


def symbols_in(text):
    return {name: shape for name, shape in FORM_SYMBOLS.items() if re.search(rf"\b{name}\b", text)}


def form(text, variable, **options):
    structure = {"S": "symmetric"} if re.search(r"\bS\b", text) else None
    return derivative(text, variable, structure=structure, **options, **symbols_in(text))


@pytest.mark.parametrize(("text", "variable", "wanted"), TABLE)
def test_the_form_of_a_textbook(text, variable, wanted):
    assert str(form(text, variable).denominator) == wanted


@pytest.mark.parametrize(("text", "variable", "wanted"), NUMERATOR_TABLE)
def test_the_numerator_layout_of_a_textbook(text, variable, wanted):
    assert str(form(text, variable).numerator) == wanted


@pytest.mark.parametrize(("text", "variable"), [row[:2] for row in TABLE])
def test_every_step_of_a_derivation_is_true(text, variable):
    sizes = {"n": 2, "m": 3}
    rng = np.random.default_rng(1)
    point = {
        name: rng.uniform(
            0.3, 0.9, [sizes.get(letter, 1) for letter in [*shape.split(), "1", "1"][:2]]
        )
        for name, shape in symbols_in(text).items()
    }
    for name in {"A", "X", "S"} & point.keys():
        point[name] = point[name] + point[name].T + 3 * np.eye(2)
    direction = rng.uniform(0.5, 1, point[variable].shape)
    if variable == "S":
        direction += direction.T

    def value(node):
        """A node's value, where a differential is a derivative along the direction."""
        inner = {}

        def plain(node):
            if node.op != DIFFERENTIAL:
                return rebuild(node, [plain(arg) for arg in node.args])
            name = f"d{len(inner)}"
            inner[name] = step.left.sibling(node.args[0])
            return symbol(name, node.shape)

        outer = plain(node)
        values = {
            name: partials(
                lambda h, e=e: e(**point | {variable: point[variable] + h * direction}), 0.0
            ).value.reshape(e(**point).shape)
            for name, e in inner.items()
        }
        symbols = [
            Declaration(name, tuple(size_text(size) for size in e.node.shape))
            for name, e in inner.items()
        ]
        return Expression(outer, step.left.symbols + symbols)(**point | values)

    steps = form(text, variable, explain=True).steps
    for step in steps:
        np.testing.assert_allclose(value(step.left.node), value(step.right.node), rtol=1e-7)


def test_a_derivation_reads_like_a_persons():
    found = form("logdet(C.T @ C)", "C", explain=True)
    assert repr(found).splitlines() == [
        "1. log-determinant: d(logdet(C.T @ C)) = trace(inv(C.T @ C) @ d(C.T @ C))",
        "2. product rule: d(C.T @ C) = dC.T @ C + C.T @ dC",
        "3. together: d(logdet(C.T @ C)) = 2 * trace(inv(C.T @ C) @ C.T @ dC)",
        "denominator layout (m×n): 2 * C @ inv(C.T @ C)",
        "numerator layout (n×m): 2 * inv(C.T @ C) @ C.T",
    ]
    well_formed(found._repr_latex_())
    assert r"\mathrm{d}C" in found._repr_latex_()


def test_kinks_are_reported_where_there_are_some():
    assert form("norm(C @ x - c)", "x").kinks == ["norm has a kink where C @ x - c is 0"]
    assert form("sum(abs(x))", "x").kinks == ["abs has a kink where x has an entry that is 0"]
    assert "abs has a kink" in repr(form("sum(abs(x))", "x"))
    assert form("norm(C @ x - c) ** 2", "x").kinks == []
    assert form("norm(C @ x - c)", "C").kinks == form("norm(C @ x - c)", "x").kinks
    assert form("norm(C) * sum(x)", "x").kinks == []


# --- what is shared -----------------------------------------------------------------------------


def nested(step, times, **symbols):
    """A formula put into itself, again and again."""
    h = parse("x" if "x" in symbols else "t", **symbols)
    for _ in range(times):
        h = parse(step, h=h)
    return h


NETS = {
    "residual": ("h + tanh(W @ h)", {"W": "n n", "x": "n"}),
    "normalised": ("h / norm(h + W @ h)", {"W": "n n", "x": "n"}),
    "exponential": ("h * exp(h / 9)", {"t": ""}),
    "chain": ("tanh(W @ h)", {"W": "n n", "x": "n"}),
}


@pytest.mark.parametrize("name", NETS)
def test_what_is_shared_is_differentiated_and_computed_once(name):
    step, symbols = NETS[name]
    h = nested(step, 9, **symbols)
    f = parse("sum(h)", h=h)
    rng = np.random.default_rng(2)
    shapes = {"W": (3, 3), "x": (3, 1), "t": ()}
    point = {one: rng.uniform(-0.6, 0.7, shapes[one]) for one in symbols}
    for variable in symbols:
        found = derivative(f, variable)
        assert len([*inside_out(found.denominator.node)]) < 250
        numerical = partials(lambda at, v=variable: f(**point | {v: at}), point[variable])
        np.testing.assert_allclose(
            found.denominator(**point), numerical.arrange(), rtol=1e-6, atol=1e-9
        )


def test_a_long_result_is_displayed_by_its_named_parts_and_parses_back():
    found = derivative(
        parse(
            "norm(h - y) ** 2", h=nested(*NETS["residual"][:1], 12, **NETS["residual"][1]), y="n"
        ),
        "W",
    )
    for side in (found.denominator, derivative("norm(W @ x) ** 2", "x", W="n n", x="n").numerator):
        assert parse(repr(side), W="n n", x="n", y="n") == side
        well_formed(side._repr_latex_())
    lines = repr(found.denominator).splitlines()
    assert lines[:3] == ["T1 = tanh(W @ x)", "T2 = x + T1", "T3 = tanh(W @ T2)"]
    assert len(lines) < 50
    assert "numerator layout (n×n): the transpose of that" in repr(found)
    short = nested(*NETS["residual"][:1], 4, **NETS["residual"][1])
    assert "T1" not in str(short)
    assert parse(str(short), W="n n", x="n") == short
    assert len(str(nested(*NETS["residual"][:1], 60, **NETS["residual"][1]))) < 10**5


def test_a_deep_formula_is_no_recursion():
    chain = nested(*NETS["chain"][:1], 100, **NETS["chain"][1])
    found = derivative(parse("sum(h)", h=chain), "x")
    assert str(found.denominator).count("tanh") > 100
    with pytest.raises(MatcalcError, match="too long"):
        nested(*NETS["chain"][:1], 1000, **NETS["chain"][1])


# --- structure, second derivatives, values -------------------------------------------------------


@pytest.mark.parametrize("kind", ["symmetric", "diagonal"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "x.T @ S @ x",
            "logdet(S)",
            "trace(S)",
            "trace(A @ S)",
            "sum(exp(S))",
            "x.T @ inv(S) @ y",
        ),
        *("norm(S)", "trace(S @ A @ S)", "det(A @ S)", "x.T @ (S * A) @ y", "sum(kron(S, A))"),
        *("logsumexp(S @ x)", "x.T @ y"),
    ],
)
def test_the_gradient_over_free_parameters(text, kind):
    rng = np.random.default_rng(5)
    n = 3
    S = np.diag(rng.uniform(1, 2, n)) + 3 * np.eye(n)
    if kind == "symmetric":
        S += 0.1 * (lambda a: a + a.T)(rng.normal(size=(n, n)))
    point = {name: rng.normal(size=(n, 1)) for name in "xy"} | {
        "A": rng.normal(size=(n, n)),
        "S": S,
    }
    shapes = {"x": "n", "y": "n", "A": "n n", "S": "n n"}
    found = derivative(text, "S", structure={"S": kind}, **shapes)
    f = parse(text, **shapes)
    wanted = np.zeros((n, n))
    for i, j in itertools.product(range(n), repeat=2):
        if kind == "symmetric" or i == j:
            E = np.zeros((n, n))
            E[i, j] = E[j, i] = 1
            wanted[i, j] = partials(lambda h, E=E: f(**point | {"S": S + h * E}), 0.0).value.item()
    np.testing.assert_allclose(found.denominator(**point), wanted, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found.numerator(**point), wanted.T, rtol=1e-7, atol=1e-9)
    again = derivative(parse(text, **shapes), "S", structure={"S": kind})
    np.testing.assert_allclose(again.denominator(**point), wanted, rtol=1e-7, atol=1e-9)


def test_an_expression_is_differentiated_again():
    first = derivative("x.T @ A @ x + t * sum(exp(x))", "x", A="n n", x="n", t="")
    second = derivative(first.denominator, "x")
    assert str(second.denominator) == "A + A.T + t * diag(exp(x))"
    assert str(derivative(first.denominator, "t").numerator) == "exp(x)"
    assert str(derivative(second.denominator, "A").denominator.shape) == "n·n×n·n"
    third = derivative(derivative("t ** 3", "t", t="").denominator, "t")
    assert str(derivative(derivative(third.denominator, "t").denominator, "t").denominator) == "0"
    symmetric = derivative("logdet(S)", "S", structure={"S": "symmetric"}, S="n n").denominator
    with pytest.raises(MatcalcError, match="S is symmetric"):
        derivative(symmetric, "S")
