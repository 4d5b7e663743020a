"""What a chapter displays: no answer to its exercises, and nothing untrue.

It displays formulas, in the text and in its cells, and entries of the catalogue.  One of them is an
answer if it has the answer's value at a point, with its letters taken for the exercise's in some
way.
"""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from copy import deepcopy
from functools import cache
from itertools import permutations

import numpy as np
import pytest
from corpus import ASSIGNMENTS, ROOT, notebook, solutions
from sample import sampled

from matcalc import check_derivation, derivative
from matcalc.course.notebook import marks_of
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import declare, draw
from matcalc.formulas.expression import parse, read
from matcalc.identities import identity
from matcalc.site.displays import claims
from matcalc.site.stated import meanings, stated

ASKING = {"assert_gradient", "assert_formula", "assert_derivation"}
OPTIONS = {"wrt", "layout"}
# Displayed in the text, quoted in a cell, or drawn from the catalogue.
MATHS = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|```\{math\}\n(?::[^\n]*\n)*(.+?)```", re.DOTALL)
CELL = re.compile(r"```\{code-cell\}.*?```", re.DOTALL)
QUOTED = re.compile(r"\"([^\"\n]+)\"")
ENTRY = re.compile(r"\{identity\}`(.+?)`|```\{identity\} (\S+)")
TABLE = re.compile(r"```\{identities\}\n(?::[^\n]*\n)*(.+?)```", re.DOTALL)
BORDER = re.compile(r"\\\\|&|=|\\q?quad|\\begin\{\w+\}|\\end\{\w+\}|\\text\{.*?\}|:|[,.;]\s*$")
LETTER = re.compile(r"\\[A-Za-z]+|(?<![A-Za-z])[A-Za-z](?![A-Za-z])")


def questions(assignment):
    """The exercise, function, variable and shapes of every check of a formula's derivative."""
    for cell in notebook(assignment).cells:
        marks = marks_of(cell)
        calls = ast.walk(ast.parse(cell.source)) if marks.is_test else ()
        for call in calls:
            if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in ASKING:
                continue
            literal = [k for k in call.keywords if isinstance(k.value, ast.Constant)]
            options = {k.arg: k.value.value for k in literal}
            named = {name: value for name, value in options.items() if isinstance(value, str)}
            shapes = {name: value for name, value in named.items() if name not in OPTIONS}
            function = call.args[0]
            if not isinstance(function, ast.Constant) or not shapes:
                continue
            by_name = isinstance(call.args[1], ast.Constant)
            variable = call.args[1].value if by_name else options.get("wrt", [*shapes][-1])
            yield marks.exercise, function.value, variable, shapes


@cache
def displayed(assignment):
    """The formulas that a chapter displays, as text."""
    [chapter] = (ROOT / "book").glob(f"{assignment.removeprefix('ch')}-*.md")
    text = chapter.read_text("utf-8")
    found = [formula for cell in CELL.findall(text) for formula in QUOTED.findall(cell)]
    text = CELL.sub("", text)
    found += [part for groups in MATHS.findall(text) for part in groups if part]
    names = [(inline or block).split("<")[-1].rstrip(">") for inline, block in ENTRY.findall(text)]
    names += [row.split()[0] for table in TABLE.findall(text) for row in table.splitlines()]
    for entry in map(identity, names):
        found += [entry.denominator, entry.numerator]
    pieces = [piece.strip() for whole in found for piece in BORDER.split(whole)]
    return [*dict.fromkeys(piece for piece in pieces if 1 < len(piece) < 200)]


def renamings(piece, names):
    """A formula with the letters of another one, in every way."""
    letters = {match for match in LETTER.findall(piece) if not match.startswith("\\")} - {"T"}
    own = sorted(letters)
    for chosen in permutations(names, len(own)):
        if all(a.isupper() == b.isupper() for a, b in zip(own, chosen, strict=True)):
            letter = dict(zip(own, chosen, strict=True))
            yield LETTER.sub(lambda match, letter=letter: letter.get(match[0], match[0]), piece)


def values(function, variable, shapes):
    """A point, and the derivative there in both layouts."""
    point = next(draw(declare(shapes), 5))
    found = derivative(function, variable, **shapes)
    arrays = dict(zip(shapes, point, strict=True))
    return arrays, [side.evaluate(point) for side in (found.denominator, found.numerator)]


def is_among(candidate, arrays, truths):
    try:
        with np.errstate(all="ignore"):  # a logarithm of a negative number is no answer
            value = np.asarray(read(candidate, arrays).evaluate([*arrays.values()]))
    except (MatcalcError, ArithmeticError, ValueError, RecursionError):
        return False
    return any(value.shape == truth.shape and np.allclose(value, truth) for truth in truths)


QUESTIONS = {
    (assignment, exercise): (function, variable, shapes)
    for assignment in ASSIGNMENTS
    for exercise, function, variable, shapes in reversed([*questions(assignment)])
}


@pytest.mark.parametrize(("assignment", "exercise"), QUESTIONS)
def test_no_answer_is_displayed_in_its_chapter(assignment, exercise):
    function, variable, shapes = QUESTIONS[assignment, exercise]
    shapes = parse(function, **shapes).assumed | shapes  # what the check is given as an array
    arrays, truths = values(function, variable, shapes)
    found = [
        piece
        for piece in displayed(assignment)
        if any(is_among(one, arrays, truths) for one in renamings(piece, shapes))
    ]
    assert not found


class _Renamed(ast.NodeTransformer):
    """A program's names as numbers, in the order in which they appear; but not NumPy's."""

    def __init__(self):
        self.names = {"np": "np"}

    def visit_Name(self, node):
        return ast.Name(self.names.setdefault(node.id, str(len(self.names))))


def renamed(expression):
    return ast.dump(_Renamed().visit(deepcopy(expression)))


def expressions(code):
    return {renamed(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.expr)}


def code_of(cell):
    """A cell without its options and magics."""
    code = re.sub(r"^---\n.*?^---\n", "", cell, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^(```|[%!:]).*", "", code, flags=re.MULTILINE)


def steps(program):
    """What the statements of a program compute, but what is hardly more than a name."""
    for node in ast.walk(ast.parse(program)):
        value = getattr(node, "value", None) if isinstance(node, ast.stmt) else None
        if value and sum(isinstance(part, ast.expr) for part in ast.walk(value)) > 5:
            yield value


PROGRAMS = {
    (assignment, exercise): [*steps(program)]
    for assignment in ASSIGNMENTS
    for exercise, program in solutions(assignment).items()
    if (assignment, exercise) not in QUESTIONS and [*steps(program)]
}


@pytest.mark.parametrize(("assignment", "exercise"), PROGRAMS)
def test_no_program_is_put_together_from_what_its_chapter_displays(assignment, exercise):
    [chapter] = (ROOT / "book").glob(f"{assignment.removeprefix('ch')}-*.md")
    cells = CELL.findall(chapter.read_text("utf-8"))
    shown = set().union(*map(expressions, map(code_of, cells)))
    assert not all(renamed(step) in shown for step in PROGRAMS[assignment, exercise])


# --- what a display says is true ----------------------------------------------------------------

# The displays in which there is something to be compared; all else they are made of cannot be read.
COMPARED = [
    "eq-atlas-column-column", "eq-atlas-column-scalar", "eq-atlas-matrix-column",
    "eq-atlas-matrix-scalar", "eq-atlas-scalar-column", "eq-atlas-scalar-matrix",
    "eq-atlas-scalar-scalar", "eq-atlas-trace", "eq-back-adjoint", "eq-back-pull",
    "eq-back-tanh-line", "eq-bilinear",
    "eq-diff-moves", "eq-diff-quadratic-line", "eq-diff-ring", "eq-diff-square", "eq-kinds-square",
    "eq-kron-inner", "eq-kron-rules", "eq-kron-vec", "eq-linear-map",
    "eq-ls-expanded", "eq-ls-linear", "eq-ls-matrix", "eq-ls-quadratic", "eq-nine-matrix",
    "eq-nine-scalar", "eq-nine-vector", "eq-notation-kronecker", "eq-quadratic-line",
    "eq-quadratic-symmetric", "eq-rayleigh", "eq-softmax-back", "eq-softmax-logistic-line",
    "eq-trace-layouts", "eq-why-differential",
]  # fmt: skip
LABELLED = re.compile(r"```\{math\}\n:label: (\S+)\n(.*?)```", re.DOTALL)
DISPLAYS = {
    label: latex
    for page in (ROOT / "book").glob("*.md")
    for label, latex in LABELLED.findall(page.read_text("utf-8"))
}


def test_what_can_be_read_in_a_display_is_true():
    found = {label: [one.holds() for one in claims(latex)] for label, latex in DISPLAYS.items()}
    assert {label for label, answers in found.items() if False in answers} == set()
    assert {label for label, answers in found.items() if True in answers} == set(COMPARED)


@pytest.mark.parametrize("label", COMPARED)
def test_no_sign_in_it_can_be_changed(label):
    """Each plus and minus in what is compared, one at a time."""
    latex = DISPLAYS[label]
    compared = {one for one in claims(latex) if one.holds()}
    assert compared
    for at, sign in enumerate(latex):
        if sign in "+-":
            changed = {*claims(latex[:at] + {"+": "-", "-": "+"}[sign] + latex[at + 1 :])}
            assert compared <= changed or any(one.holds() is False for one in changed)


# Displays of letters whose meaning stands in book/displays.toml.
STATED = meanings(ROOT)
# Signs of them that can be changed, for what is then said is true as well, or is said in words.
EITHER_WAY = {
    "eq-kinds-squares": "x_1^2 +",
    "eq-likely-estimates": r"x_i - \bar x)(x_i - \bar x",  # the deviations add up to 0
    "eq-ls-growth": r"L(\hat b +",
    "eq-ls-line": r"t_i - \bar t)(y_i - \bar y",
    "eq-ls-shortest": r"\hat b +",
}
# Displays that hold signs and are compared with nothing: they say no equation of values.
WORDS = {
    "eq-back-cost", "eq-block-root", "eq-det-symmetric-rule",
    "eq-diff-definition", "eq-kinds-axes", "eq-ls-sensitivity", "eq-why-bound", "eq-why-broadcast",
    "eq-why-orders",
}  # fmt: skip
SIGN = re.compile(r"(?<!\^\{)(?<!\{)[-+](?!1\})|\^\{-")


def test_every_display_with_a_sign_is_compared():
    signed = {label for label, latex in DISPLAYS.items() if SIGN.search(latex)}
    assert signed - {*COMPARED} - STATED.keys() == WORDS
    assert STATED.keys() <= DISPLAYS.keys()


@pytest.mark.parametrize("label", STATED)
def test_what_a_display_states_is_true_and_no_sign_of_it_can_be_changed(label):
    latex, where = DISPLAYS[label], STATED[label]
    found = [holds for _, holds in stated(latex, where)]
    assert any(found)
    assert False not in found
    kept = latex.find(EITHER_WAY.get(label, "no such text"))
    free = range(kept, kept + len(EITHER_WAY.get(label, ""))) if kept >= 0 else ()
    for at, sign in enumerate(latex):
        if sign in "+-" and at not in free and latex[at - 2 : at + 2] != "^{+}":
            changed = latex[:at] + {"+": "-", "-": "+"}[sign] + latex[at + 1 :]
            assert False in [holds for _, holds in stated(changed, where)], latex[at - 9 : at + 9]


@pytest.mark.parametrize(
    ("true", "untrue"),
    [
        (r"(A B)^\top = B^\top A^\top", r"(A B)^\top = -B^\top A^\top"),
        (
            r"\frac{\partial\, a^\top x}{\partial x} = a",
            r"\frac{\partial\, a^\top x}{\partial x} = -a",
        ),
        (
            r"\frac{\partial\, A x}{\partial x} &= A^\top \quad \text{in YX}",
            r"\frac{\partial\, A x}{\partial x} &= A \quad \text{in YX}",
        ),
        (
            r"\mathrm d f = 2\, (A x)^\top A\, \mathrm d x = 2\, x^\top A^\top A\, \mathrm d x",
            r"\mathrm d f = 2\, (A x)^\top A\, \mathrm d x = 2\, x^\top A A\, \mathrm d x",
        ),
        (
            r"\frac{\partial\, x^\top \Omega x}{\partial x} = 2 \Omega x , \Omega = \Omega^\top",
            r"\frac{\partial\, x^\top \Omega x}{\partial x} = 2 \Omega x",
        ),
    ],
)
def test_an_untrue_display_is_found(true, untrue):
    assert [one.holds() for one in claims(true)] == [True]
    assert [one.holds() for one in claims(untrue)] == [False]


# --- derivations in cells -----------------------------------------------------------------------


def derivations():
    """Each derivation that a cell of the book checks: its place, and the arguments."""
    for page in sorted((ROOT / "book").glob("*.md")):
        known = {"__builtins__": {"dict": dict}}
        for cell in CELL.findall(page.read_text("utf-8")):
            if "assert report.mistake" in cell:
                continue  # it shows a derivation being refused
            for part in ast.walk(ast.parse(code_of(cell))):
                if isinstance(part, ast.Assign):
                    with suppress(Exception):  # what is no constant is not needed here
                        exec(ast.unparse(part), known)
                if isinstance(part, ast.Call) and getattr(part.func, "id", "") == CHECK:
                    given = "dict(function={}, variable={}, text={}, {})".format(
                        *map(ast.unparse, part.args), ", ".join(map(ast.unparse, part.keywords))
                    )
                    yield f"{page.stem}: {ast.unparse(part.args[0])}", eval(given, known)


CHECK = check_derivation.__name__
DERIVED = sampled(derivations(), 3, key=lambda each: each[0])


def report(given):
    """What is said of a derivation."""
    shapes = {name: value for name, value in given.items() if name not in {"function", "text"}}
    variable = shapes.pop("variable")
    return check_derivation(given["function"], variable, given["text"], **shapes)


@pytest.mark.parametrize(
    "given", [given for _, given in DERIVED], ids=[name for name, _ in DERIVED]
)
def test_no_sign_of_a_derivation_can_be_changed(given):
    text = given["text"].rstrip()
    assert report(given).ok
    changed = [
        text[:at] + {"+": "-", "-": "+"}[sign] + text[at + 1 :]
        for at, sign in enumerate(text)
        if sign in "+-"
    ]
    before, _, last = text.rpartition("=")
    for wrong in [*changed, f"{before}= -({last})"]:
        assert not report(given | {"text": wrong}).ok, wrong
