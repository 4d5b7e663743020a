"""Derivations: right ones are accepted, and in wrong ones the line and the kind are named."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc import (
    IDENTITIES,
    MatcalcError,
    WrongAnswer,
    assert_derivation,
    check_derivation,
    check_formula,
    derivative,
    set_language,
)
from matcalc.check import checking
from matcalc.texts import MISTAKES


def cases(name):
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))["derivation"]


CORPUS, NOTATION = cases("derivations.toml"), cases("derivations_in_notation.toml")
WRONG = [(case, wrong) for case in CORPUS for wrong in case["wrong"]]
# What the corpus had no identifier for, and those that say it.
MEANT = {
    "[left undifferentiated]": {"dropped-differential"},
    "[cyclic]": {"not-cyclic"},
    "[power lowered too far]": {"wrong-power"},
    "[power not lowered]": {"wrong-power"},
    "[product rule]": {"wrong-power"},
    "[inverse dropped]": {"missing-inverse"},
    "[terms taken as equal]": {"equal-terms"},
    "[wrong function's derivative]": {"wrong-inner-derivative"},
    "[inside one term]": {"wrong-inner-derivative", "wrong-power", "missing-outer-factor"},
    "[function dropped]": {"missing-factor"},
    "[commutation dropped]": {"missing-factor"},
    "[evaluated at t = 0]": {"missing-term"},
    "[sign inside the sigmoid]": {"term-sign"},
    "[entrywise power]": {"elementwise-product"},
    "[sum too early]": {"elementwise-product"},
    "[chain rule inside]": {"product-order"},
    "[sum for trace]": {"wrong-function"},
    "[trace of product]": {"wrong-function"},
}
QUADRATIC = {"A": "n n", "x": "n"}


def checked(case, lines=None, **options):
    lines = case["lines"] if lines is None else lines
    structure = case.get("structure")
    shapes = case.get("shapes", {})
    return check_derivation(
        case["expression"], case["variable"], lines, structure=structure, **options, **shapes
    )


def entering(report):
    """The lines at which mistakes enter."""
    return [line.number for line in report.lines if line.verdict in {"differ", "unread"}]


@pytest.mark.parametrize("case", [*CORPUS, *NOTATION], ids=lambda case: case["name"])
def test_a_right_derivation_is_accepted(case):
    report = checked(case, seed=3)
    assert report.ok, str(report)
    assert [line.verdict for line in report.lines] == ["agree"] * len(report.lines)
    assert (report.mistake, report.hint) == (None, "")


def test_in_a_wrong_derivation_the_line_and_the_kind_are_named():
    missed, elsewhere = [], []
    for case, wrong in WRONG:
        report = checked(case, wrong["lines"])
        assert not report.ok
        if entering(report) != [wrong["line"]]:
            elsewhere.append((case["name"], wrong["lines"], str(report)))
        right = MEANT.get(wrong["kind"], set()) | {wrong["kind"], *wrong.get("also", ())}
        if report.mistake not in right:
            missed.append((case["name"], wrong["line"], wrong["kind"], report.mistake))
    assert not elsewhere, elsewhere
    assert len(missed) <= 0.02 * len(WRONG), missed


def test_every_kind_of_a_wrong_line_has_a_text():
    found = {checked(case, wrong["lines"]).mistake for case, wrong in WRONG[::7]}
    assert found - {None} <= MISTAKES.keys()


@pytest.mark.parametrize(
    ("lines", "must", "mistake", "line"),
    [
        ("", (), "not-attempted", None),
        ("df = ___\nD = ___", (), "not-attempted", 1),
        ("df = ...", (), "not-attempted", 1),
        ("# nothing but a remark", (), "not-attempted", None),
        ("D = (A + A')x", ("df",), "restated", None),
        ("f = x'Ax\nD = (A + A')x", ("df", "D"), "restated", None),
        ("u = Ax\nD = (A + A')x", ("df",), "missing-line", None),
        ("df = d(x'Ax)\nD = (A + A')x", ("df",), "missing-line", None),
        ("df = x'(A + A')dx\nD = (A + A')x", ("df", "J"), "missing-line", None),
        ("df = x'(A + A')dx", (), "unfinished", None),
        ("f = x'Ax", (), "unfinished", None),
        ("df = dx'A x + x'A dx + dx'A dx\nD = (A + A')x", (), "not-linear", 1),
        ("df = x'A x + x'A dx\nD = (A + A')x", (), "dropped-differential", 1),
        ("df = x'dA x\nD = (A + A')x", (), "constant-differentiated", 1),
        ("r = Ax\nr = A'x\nD = (A + A')x", (), "name-taken", 2),
        ("A = 2\nD = (A + A')x", (), "shape", 1),
        ("df = x'(A + A'dx\nD = (A + A')x", (), "unreadable", 1),
        ("df = x'(A + A')dz\nD = (A + A')x", (), "unreadable", 1),
        ("df = x'(A + A')dx\nx'(A + A')\nD = (A + A')x", (), "unreadable", 2),
        ("= x'(A + A')dx\nD = (A + A')x", (), "unreadable", 1),
        ("sin = x'x\nD = (A + A')x", (), "unreadable", 1),
        ("df = x'(A + A')dx\nD = x'(A + A')", (), "other-layout", 2),
        ("df = x'(A + A')dx\nJ = (A + A')x", (), "other-layout", 2),
        ("df = d(dx'x)\nD = (A + A')x", (), "unreadable", 1),
        ("df = x'(A + A')dx\ngrad = A x + A'x\nH = A", (), "missing-term", 3),
    ],
)
def test_what_is_refused_and_why(lines, must, mistake, line):
    report = check_derivation("x'Ax", "x", lines, must=must, **QUADRATIC)
    assert (report.ok, report.mistake) == (False, mistake), str(report)
    assert report.hint
    assert entering(report)[:1] == ([] if line is None else [line])


@pytest.mark.parametrize(
    ("lines", "must"),
    [
        ("D = (A + A')x", ()),
        ("df = x'(A + A')dx", ("df",)),
        ("r = Ax; dr = A dx; df = dx'r + x'dr; D = r + A'x", ("df", "D")),
        ("df = dx'Ax + x'A dx\n∇f = (A + A')x\nH = A + A'", ("grad", "H")),
        ("df = x'dA x + dx'Ax + x'A dx\nD = (A + A')x", ()),  # dA is zero
        ("D = (A + A')x\nJ = D'", ()),
        ("q = x'Ax\ndf = dq\n   = dx'A x + x'A dx\nD = (A + A')x", ("df",)),
        ("df = x'(A + A')dx\n\n# the result\nD = (A + A')x   [denominator layout]", ("df",)),
    ],
)
def test_what_is_accepted(lines, must):
    report = check_derivation("x'Ax", "x", lines, must=must, **QUADRATIC)
    assert report.ok, str(report)


@pytest.mark.parametrize(
    ("lines", "is_enough"),
    [
        ("df = dX A X + X A dX", True),
        ("vec(df) = vec(dX A X) + vec(X A dX)", True),
        ("F = X A X; dF = dX A X + X A dX", True),
        ("dF = dX A X + X A dX", True),
        ("vec(df) = vec(d(X A X))", False),
        ("vec(dX A X) = ((A X)' ⊗ eye(m)) vec(dX)", False),
    ],
)
def test_a_differential_is_one_whatever_the_function_is_called(lines, is_enough):
    result = "\nJ = (A X)' ⊗ eye(m) + eye(n) ⊗ (X A)"
    report = check_derivation("X A X", "X", lines + result, must=("df",), X="m n", A="n m")
    assert report.ok is is_enough, str(report)
    assert is_enough or report.mistake == "missing-line"


@pytest.mark.parametrize(
    "line", ["X dY + dX Y = I", "X Y = 0", "0 = X dY", "I = Y", "df = 0", "Y = 0"]
)
def test_a_side_that_is_0_or_1_alone_is_compared_all_the_same(line):
    lines = f"Y = inv(X)\n{line}\nD = -(Y A Y)'"
    report = check_derivation("tr(inv(X) A)", "X", lines, X="n n invertible", A="n n")
    assert [entry.verdict for entry in report.lines] == ["agree", "differ", "agree"], str(report)


@pytest.mark.parametrize(
    ("line", "mistake", "said"),
    [
        ("df = 2 R dR", "missing-trace", "a trace is missing"),
        ("df = 2 R'dR", "missing-trace", "a trace is missing"),
        ("df = -2 R V dU", "missing-trace", "a trace is missing"),
        ("df = -2 V'R'dU", "missing-trace", "a trace is missing"),
        ("df = -2 tr(V'R'dU) + tr(R'R)", "dropped-differential", "has no differential"),
        ("df = -2 tr(R'dU V') + tr(U dU')", "extra-term", "too many"),
    ],
)
def test_what_is_missing_in_the_differential_of_a_scalar_is_named(line, mistake, said):
    report = check_derivation(
        "norm(A - U @ V.T) ** 2",
        "U",
        f"R = A - UV'\ndR = -dU V'\n{line}",
        A="m n",
        U="m k",
        V="n k",
    )
    assert (entering(report), report.mistake) == ([3], mistake), str(report)
    assert said in report.hint


def test_a_scalar_that_a_term_lacks_is_no_outer_function():
    report = check_derivation(
        "det(X) * tr(inv(X) A)", "X",
        "df = det(X) tr(inv(X) dX) - det(X) tr(inv(X) dX inv(X) A)", X="n n invertible", A="n n",
    )  # fmt: skip
    assert report.mistake == "missing-outer-factor"
    assert "In one of the terms" in report.hint


def test_factors_of_no_trace_are_not_said_to_turn_in_one():
    report = check_derivation(
        "norm(inv(X) @ b) ** 2", "X",
        "y = X^-1 b\ndf = 2y'd(X^-1)b\n   = -2y'X^-1 X^-1 dX b", X="n n invertible", b="n",
    )  # fmt: skip
    assert (entering(report), report.mistake) == ([3], "product-order")


@pytest.mark.parametrize("line", ["du = cos(Cx) C dx", "du = cos(Cx) C dx + C dx - C dx"])
def test_entries_that_multiply_a_column_are_named(line):
    report = check_derivation("sum(sin(C @ x))", "x", f"u = sin(Cx)\n{line}", C="m n", x="n")
    assert (entering(report), report.mistake) == ([2], "elementwise-product")


@pytest.mark.parametrize(
    ("line", "is_right"),
    [
        ("H dx = (A + A')dx", True),
        ("d(∇f) = (A + A')dx", True),
        ("d\\nabla f = (A + A')dx", True),
        ("H dx = 2A dx", False),
        ("H dx = 0", False),
        ("H x = 5x", False),
        ("grad dx = 3", False),
        ("d(∇f) = 2A dx", False),
    ],
)
def test_a_product_on_the_left_is_no_new_name(line, is_right):
    """The first, d(∇f) = H dx, is how a Hessian is defined."""
    lines = f"grad = (A + A')x\nH = A + A'\n{line}"
    report = check_derivation("x'A x", "x", lines, **QUADRATIC)
    assert [entry.verdict == "agree" for entry in report.lines] == [True, True, is_right]


def test_a_wrong_hessian_is_said_not_to_follow_from_the_gradient():
    lines = "q = 1 + x'B'B x\ndf = 2 x'B'B dx / q\ngrad = 2 B'B x / q\nH = 2 B'B / q"
    report = check_derivation("log(1 + ||B x||^2)", "x", lines, B="m n", x="n")
    assert entering(report) == [4]
    assert "Line 4 does not follow from line 3" in report.hint


@pytest.mark.parametrize("left", ["d²f", "d^2f", "d^2 f", "d2f", "ddf", "d(df)", "d²f/dx²"])
def test_of_a_second_differential_it_is_said_what_to_write(left):
    report = check_derivation("x'A x", "x", f"{left} = dx'A dx", **QUADRATIC)
    assert "write H = …" in report.hint


def test_the_second_differential_of_a_function_with_its_own_name_too():
    report = check_derivation("L = x'A x", "x", "d²L = dx'A dx", **QUADRATIC)
    assert "write H = …" in report.hint


def test_a_prime_is_a_derivative_where_all_are_numbers():
    lines = "K = inv(A + t B)\nf'(t) = -tr(K B K)\nf''(t) = 2 tr(K B K B K)"
    assert check_derivation(
        "tr(inv(A + t B))", "t", lines, must=("grad", "H"), A="n n", B="n n", t=""
    ).ok


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("df = 2 r'A dx\nr = A x\ngrad = 2A'r", "before line 2 says"),
        ("G_Z = A x ?\ndf = 2 G_Z'A dx\ngrad = 2A'A x", "line 1, which was to say"),
        ("df = 2 r'A dx § 2\nr = A x\ngrad = 2A'r", "'§'"),  # its own comes first
    ],
)
def test_a_name_that_another_line_says_is_told_from_an_unknown_one(lines, said):
    report = check_derivation("x'A'A x", "x", lines, A="m n", x="n")
    assert any(said in line.hint for line in report.lines), str(report)


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("H = X @ W; sum(H * H) / 2", "df = tr(H' dH); dH = X dW; grad = X' H"),
        ("H = X W\nS = H'H\nL = tr(S)", "dL = tr(dS) = 2 tr(H' X dW)\ngrad = 2 X' X W"),
        ("u = a'b; H = X W; tr(H' H)", "H = X W; df = 2 tr(H' X dW); grad = 2 X' H"),
    ],
)
def test_parts_that_the_question_names_are_known(question, lines):
    assert check_derivation(question, "W", lines)
    wrong = check_derivation(question, "W", lines.replace("grad = ", "grad = -"))
    assert [line.verdict for line in wrong.lines][-1] == "differ"


def test_a_mistake_that_is_carried_on_is_no_second_one():
    report = check_derivation(
        "norm(A @ x - b) ** 2", "x",
        "r = Ax - b\ndr = A'dx\ndr = A dx + dx\ndf = 2r'dr\n   = 2r'(A + I)dx\nD = 2(A + I)'r",
        A="n n", x="n", b="n",
    )  # fmt: skip
    verdicts = [line.verdict for line in report.lines]
    assert verdicts == ["agree", "differ", "differ", "agree", "carried", "carried"]
    assert report.mistake == "missing-transpose"


def test_a_wrong_differential_of_a_name_is_carried_through_it():
    report = check_derivation(
        "a.T @ softmax(z)", "z",
        "s = softmax(z)\nds = diag(s) @ dz\ndf = a.T @ diag(s) @ dz\nD = s * a", a="n", z="n",
    )  # fmt: skip
    assert [line.verdict for line in report.lines] == ["agree", "differ", "carried", "carried"]


def test_several_equalities_of_one_line_are_checked_each():
    report = check_derivation("tr(AXB)", "X", "df = tr(A dX B) = tr(A B dX)\nD = A'B'",
                              A="n n", X="n n", B="n n")  # fmt: skip
    assert entering(report) == [1]
    assert report.mistake == "not-cyclic"
    assert report.lines[0].read_as == "trace(A @ dX @ B) = trace(A @ B @ dX)"


def test_where_numbers_do_not_decide_nothing_is_held_against_a_line():
    lines = "df = 2x'dx + log(-x'x) - log(-2x'x) + log(2)\nD = 2x"  # true, but it has no value
    report = check_derivation("x'x", "x", lines, x="n")
    assert [line.verdict for line in report.lines] == ["unsure", "agree"]
    assert (report.verdict, report.ok, report.mistake) == ("unsure", False, None)


HARD = {
    "a Gram matrix, of tall and of wide matrices": (
        "logdet(X.T @ X)", "X", "df = 2 tr((X'X)^-1 X'dX)\nD = 2X(X'X)^-1", {"X": "n p"},
    ),
    "a logarithm of what may be negative": (
        "log(det(X))", "X", "df = tr(X^-1 dX)\nD = X^-T", {"X": "n n"},
    ),
    "a kink": ("sum(abs(x))", "x", "df = sign(x)'dx\nD = sign(x)", {"x": "n"}),
    "a constant": ("a'b", "x", "df = 0\nD = zeros(n, 1)", {"a": "m", "b": "m", "x": "n"}),
    "terms that cancel": (
        "tr(AX) - tr(XA)", "X", "df = tr(A dX) - tr(dX A)\n   = 0\nD = A' - A'",
        {"A": "n n", "X": "n n"},
    ),
    "large numbers": (
        "x'Ax", "x", "df = x'(A + A')dx\nD = (A + A')x", {"A": 1e8 * np.eye(3), "x": "3"},
    ),
    "digits that are lost": ("x'x + 1e16", "x", "df = 2x'dx\nD = 2x", {"x": "n"}),
    "a size that no letter names": (
        "X b", "X", "v = vec(X)\nvec(df) = kron(b', eye(m)) vec(dX)\nJ = b' ⊗ eye(m)",
        {"X": "m n", "b": "n"},
    ),
    "a symmetric constant": (
        "x'Ax", "x", "df = 2x'A dx\nD = 2Ax", {"A": "n n symmetric", "x": "n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HARD.values(), ids=HARD)
@pytest.mark.parametrize("seed", range(4))
def test_a_right_line_is_never_said_to_be_wrong(case, seed):
    question, variable, lines, shapes = case
    report = check_derivation(question, variable, lines, seed=seed, **shapes)
    assert report.ok, str(report)


def test_what_is_lost_beside_large_numbers_is_not_called_right():
    shapes = {"a": np.float64(1e10), "b": np.ones((2, 1)), "x": "2"}
    report = check_derivation("a x'x + b'x", "x", "df = 2a x'dx\nD = 2a x + b", **shapes)
    assert not report.ok
    assert report.lines[0].verdict in {"differ", "unsure"}


def test_a_deep_network_is_checked_through_its_names():
    weights = {f"W{i}": "n n" for i in range(6)}
    whole, names, differentials = "x", ["h0 = x"], []
    for i, weight in enumerate(weights):
        whole = f"({whole} + tanh({weight} @ {whole}))"
        names.append(f"h{i + 1} = h{i} + tanh({weight} @ h{i})")
        differentials.append(
            f"dh{i + 1} = dh{i} + (1 - tanh({weight} @ h{i}) ** 2) * ({weight} @ dh{i})"
        )
    lines = [*names, *differentials, "df = sum(dh6)"]
    report = check_derivation(
        f"sum({whole})", "x", "\n".join(lines), must=("df",), x="n", **weights
    )
    assert report.ok, str(report)
    report = check_derivation(f"sum({whole})", "x", "D = x", x="n", **weights)
    assert entering(report) == [1]


def test_an_assertion_raises_the_report_and_an_undecided_one_too():
    assert_derivation("x'x", "x", "df = dx'x + x'dx\nD = 2x", x="n", must=("df",))
    with pytest.raises(WrongAnswer) as caught:
        assert_derivation("x'x", "x", "df = x'dx\nD = x", x="n")
    report = caught.value.report
    assert (report.mistake, str(report)) == (caught.value.report.mistake, str(caught.value))
    assert pickle.loads(pickle.dumps(caught.value)).report.mistake == report.mistake
    with pytest.raises(WrongAnswer):
        check_derivation("x'x", "x", "D = 3x", x="n").require()


def test_what_is_found_of_a_question_serves_its_next_derivation(monkeypatch):
    given = {"A": "n n", "x": "n"}
    question = "x.T @ A @ x + 7 * trace(A)"
    first = check_derivation(question, "x", "D = Ax + A'x", **given)
    monkeypatch.setattr("matcalc.derivations.comparing.partials", None)  # nothing is measured again
    again = check_derivation(question, "x", "df = x'(A + A')dx\nD = 2Ax", **given)
    assert (first.ok, again.mistake) == (True, "missing-transpose")
    assert [line.verdict for line in again.lines] == ["agree", "differ"]


def test_a_check_that_was_interrupted_can_be_made_again(monkeypatch):
    def interrupted(*_):
        monkeypatch.undo()
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("matcalc.derivations.comparing.draw", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check_derivation("sum(cosh(x))", "x", "D = (exp(x) - exp(-x)) / 2", x="n")
    assert check_derivation("sum(cosh(x))", "x", "D = (exp(x) - exp(-x)) / 2", x="n").ok


def test_what_is_found_of_a_question_is_not_used_for_another():
    asked = [
        ("D = 2A x", {"A": "n n symmetric"}, True),
        ("D = 2A x", {"A": "n n"}, False),
        ("D = 2A x", {"A": [[1.0, 2.0], [2.0, 5.0]]}, True),
        ("D = 2A x", {"A": [[1.0, 3.0], [2.0, 5.0]]}, False),
    ]
    for derivation, of_matrix, is_right in asked * 2:
        shapes = of_matrix | {"x": "n" if "n n" in of_matrix["A"] else "2"}
        assert check_derivation("x'Ax", "x", derivation, **shapes).ok == is_right


def test_who_listens_hears_of_derivations_and_formulas():
    heard = []
    with checking(heard=heard.append):
        derivation = check_derivation("x'x", "x", "D = 3x", x="n")
        formula = check_formula("x'x", "x", "2x", x="n")
    assert [(one.check, one.question, one.answer) for one in heard] == [
        ("check_derivation", "x'x", "D = 3x"), ("check_formula", "x'x", "2x")
    ]  # fmt: skip
    assert [one.report for one in heard] == [derivation, formula]


@pytest.mark.parametrize(
    ("arguments", "symbols"),
    [
        (("x'y", "z", "D = x"), {"x": "n", "y": "n"}),
        (("x'dx", "x", "D = x"), {"x": "n", "dx": "n"}),
        (("x'x", "x", 3.0), {"x": "n"}),
        (("x'x",), {"x": "n"}),
        (("x'(", "x", "D = x"), {"x": "n"}),
        (("x'x", "x", "D = 2x\n" * 300), {"x": "n"}),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(arguments, symbols):
    with pytest.raises(MatcalcError):
        check_derivation(*arguments, **symbols)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_reads_well_in_both_languages(language):
    set_language(language)
    try:
        case, wrong = WRONG[1]
        report = checked(case, wrong["lines"])
        text, html = str(report), report._repr_html_()
    finally:
        set_language("en")
    assert all(line.text in text for line in report.lines)
    assert 'data-mistake="missing-transpose"' in html
    chinese = [
        line for line in (report.hint, report.lines[2].hint) if "\u4e00" <= line[-2] <= "\u9fff"
    ]
    assert len(chinese) == (2 if language == "zh" else 0)


def test_stubs_are_not_attempted():
    for stub in (..., NotImplemented, "", "   \n"):
        assert check_derivation("x'x", "x", stub, x="n").mistake == "not-attempted"


# --- the catalogue ------------------------------------------------------------------------------

ENTRIES = [entry for entry in IDENTITIES if "d" not in entry.shapes]


def explained(entry):
    """The derivation of an entry that the rules write, as lines."""
    found = derivative(
        entry.expression, entry.variable, structure=entry.structure, explain=True, **entry.shapes
    )
    steps = [f"{step.left} = {step.right}" for step in found.steps]
    return [*steps, f"D = {entry.denominator}", f"J = {entry.numerator}"]


@given(st.sampled_from(ENTRIES), st.integers(0, 5))
def test_what_the_rules_write_is_accepted(entry, seed):
    lines = "\n".join(explained(entry))
    report = check_derivation(
        entry.expression, entry.variable, lines, structure=entry.structure or None, seed=seed,
        **entry.shapes,
    )  # fmt: skip
    assert report.ok, str(report)


@given(st.sampled_from(ENTRIES), st.data())
def test_a_changed_sign_is_found_on_its_line(entry, data):
    lines = explained(entry)
    place = data.draw(st.integers(0, len(lines) - 1))
    left, _, right = lines[place].partition(" = ")
    lines[place] = f"{left} = -({right})"
    report = check_derivation(
        entry.expression, entry.variable, "\n".join(lines), structure=entry.structure or None,
        **entry.shapes,
    )  # fmt: skip
    if right.startswith("zeros") or right == "0" or report.verdict == "unsure":
        return
    assert entering(report)[:1] == [place + 1], str(report)
    assert report.lines[place].mistake in {"sign", "transposed"}


@given(st.sampled_from([entry for entry in ENTRIES if not entry.structure]), st.booleans())
def test_a_derivation_from_the_closed_form_is_accepted(entry, is_numerator):
    found = derivative(entry.expression, entry.variable, **entry.shapes)
    dx, side = f"d{entry.variable}", found.numerator
    whole = derivative(entry.expression, entry.variable, explain=True, **entry.shapes).steps[-1]
    last = f"J = {side}" if is_numerator else f"D = {found.denominator}"
    lines = f"{whole.left} = {whole.right}  # linear in {dx}\n{last}"
    report = check_derivation(entry.expression, entry.variable, lines, **entry.shapes)
    assert report.ok, str(report)


def test_a_term_that_counts_at_no_drawn_point_is_looked_at_nearer_to_zero():
    question, shapes = "x'Gx - 7 tanh(5 norm(Bx)**2)", {"B": "m n", "G": "n n", "x": "n"}
    lines = "df = x'(G + G')dx{}\ngrad = (G + G')x{}"
    slope = "70 * (1 - tanh(5 norm(Bx)**2)**2) * "
    wrong = check_derivation(question, "x", lines.format("", ""), **shapes)
    assert (wrong.verdict, wrong.mistake) == ("differ", "missing-term")
    right = lines.format(f" - {slope} x'B'B dx", f" - {slope} B'Bx")
    assert check_derivation(question, "x", right, **shapes).verdict == "agree"


TWICE = (
    "logsumexp(softmax(z)) - y'softmax(z)",
    "z",
    {"y": "n", "z": "n"},
    "p = softmax(z)\nq = softmax(p)",
)
SMOOTH = (
    "(sum(sum(Y + s ones(m, k), 1) * logsumexp(Z, 1)) - sum((Y + s ones(m, k)) ⊙ Z)) / m",
    "Z",
    {"Y": "m k", "Z": "m k", "s": ""},
    "T = Y + s ones(m, k)\nP = softmax(Z, 1)",
)
TEMPERATURE = (
    "g'softmax(t s)",
    "t",
    {"g": "n", "s": "n", "t": ""},
    "p = softmax(t s)\ndf = g'dp",
)
LINKS = [
    (TWICE, "df = (q - y)'dz", "missing-factor", "With dp in the place of dz it would be right"),
    (TWICE, "df = (q - y)'dp\ngrad = q - y", "missing-factor", "This is the gradient by p"),
    (SMOOTH, "df = sum((ones(m, m) T ⊙ P - T) ⊙ dZ) / m", "wrong-axis", "along another axis"),
    (SMOOTH, "df = sum((sum(T) P - T) ⊙ dZ) / m", "wrong-axis", "along another axis"),
    (TEMPERATURE, "grad = t g'(diag(p) - p p') s", "extra-factor", "right but for a power of t"),
]


@pytest.mark.parametrize(("question", "line", "mistake", "says"), LINKS)
def test_a_link_or_an_axis_is_named_rather_than_two_formulas_to_be_compared(
    question, line, mistake, says
):
    function, variable, shapes, before = question
    report = check_derivation(function, variable, f"{before}\n{line}", **shapes)
    assert (report.verdict, report.mistake) == ("differ", mistake)
    assert says in str(report)
