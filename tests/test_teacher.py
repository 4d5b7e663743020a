"""What a teacher would say of wrong answers that this project's authors did not choose.

`tests/teacher/*.toml` was written before the diagnosis was read: questions, right answers in odd
forms, and wrong ones with the kinds of mistakes that a teacher would accept.  And what is said
without "seems" is looked up: for these answers, and for random slips.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from random import Random

import numpy as np
import pytest
from corpus import ROOT
from sample import sampled

from matcalc import check_formula, check_gradient, derivative
from matcalc.calculus.derivative import terms_of
from matcalc.check import checking
from matcalc.diagnosis.mutants import edits
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import declare, draw, redraw
from matcalc.formulas.expression import parse
from matcalc.formulas.nodes import add
from matcalc.messages import say
from matcalc.texts import MISTAKES

pytestmark = pytest.mark.xdist_group("teacher")  # one process, so that truths are shared


def read(folder):
    paths = sorted((ROOT / "tests" / folder).glob("*.toml"))
    return [q for path in paths for q in tomllib.loads(path.read_text("utf-8"))["question"]]


QUESTIONS = read("teacher")
SEED = 4711  # of points that no check has drawn


def function(code):
    """The function that an answer's, or a question's, code defines."""
    namespace = {"np": np}
    if code.lstrip().startswith("lambda"):
        return eval(code, namespace)
    exec(code, namespace)
    return next(value for name, value in namespace.items() if name not in {"np", "__builtins__"})


def check(question, answer, **options):
    """Check a formula or code, as a learner would hand it in."""
    options = {"layout": question.get("layout")} | question["shapes"] | options
    asked = question.get("expression") or function(question["function"])
    if callable(answer):
        return check_gradient(asked, answer, wrt=question["variable"], **options)
    if answer.lstrip().startswith(("lambda", "def")):
        return check_gradient(asked, function(answer), wrt=question["variable"], **options)
    return check_formula(asked, question["variable"], answer, **options)


@pytest.fixture(scope="module", autouse=True)
def truths():
    with checking(truths={}):
        yield


@pytest.fixture(scope="module")
def named(truths):  # noqa: ARG001
    """(question, answer, what a teacher accepts, report) for every wrong answer."""
    return [
        (q, answer, wrong["accept"], check(q, answer))
        for q in QUESTIONS
        for wrong in q["wrong"]
        for answer in [wrong.get("answer") or wrong["code"]]
    ]


def test_at_least_95_of_100_wrong_answers_are_named_as_a_teacher_would(named):
    assert len(named) >= 800
    others = [(q, answer, accept, r) for q, answer, accept, r in named if r.mistake not in accept]
    for question, answer, accept, report in others:
        print(f"{question['name']}: {answer}: {report.mistake}, not {accept}")
    assert len(others) <= 0.05 * len(named)
    assert all(one in MISTAKES for _, _, accept, _ in named for one in accept)


def test_no_wrong_answer_is_accepted_and_each_gets_a_hint(named):
    for question, answer, _, report in named:
        assert report.verdict == "differ", (question["name"], answer)
        assert report.hint, (question["name"], answer)
        assert all(report.rungs)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["name"])
def test_right_answers_in_odd_forms_are_accepted(question):
    for answer in question["right"]:
        assert check(question, answer).ok, answer


# --- what is said without "seems" ---------------------------------------------------------------


def applied(answer, change):
    """An answer whose value is changed."""
    return lambda *point: change(np.asarray(answer(*point), np.float64))


class Claims:
    """The claims of reports on one answer, each looked up at points that no check has drawn."""

    def __init__(self, question, answer):
        self.question, self.answer = question, answer
        self.declarations = declare(question["shapes"])
        self.names = [one.name for one in self.declarations]
        closed = derivative(question["expression"], question["variable"], **question["shapes"])
        is_numerator = question.get("layout") == "numerator"
        self.side = closed.numerator if is_numerator else closed.denominator

    def points(self):
        found = draw(self.declarations, SEED)
        return [next(found) for _ in range(3)]

    def is_right(self, change, **options):
        return check(self.question, applied(self.answer, change), seed=SEED, **options).ok

    def pairs(self, name):
        """Points, and the same with one symbol drawn again."""
        for point in self.points():
            other = redraw(self.declarations, point, SEED + 1)
            yield (
                point,
                [
                    new if own == name else old
                    for own, old, new in zip(self.names, point, other, strict=True)
                ],
            )

    def values(self, point):
        truth = self.side.evaluate(point)
        return truth, np.asarray(self.answer(*point), np.float64).reshape(truth.shape)

    def ignores(self, name):
        return all(
            np.array_equal(self.values(one)[1], self.values(other)[1])
            for one, other in self.pairs(name)
        )

    def matters(self, name):
        return any(
            not np.allclose(self.values(one)[0], self.values(other)[0])
            for one, other in self.pairs(name)
        )

    def holds(self, report):
        """Whether what a report claims, if anything, is true."""
        text = " ".join(report.rungs)
        if say("sign-more") in text:
            return self.is_right(np.negative)
        if say("transposed-more") in text:
            return self.is_right(np.transpose)
        if found := re.search(r"is (\S+) times the right one", text):
            return all(
                np.allclose(given, float(found[1]) * truth, rtol=1e-5)  # six digits are printed
                for truth, given in map(self.values, self.points())
            )
        if found := re.search(r"right if (.*?) (?:is|are) symmetric", text):
            shapes = self.question["shapes"]
            names = {n: f"{shapes[n][:3]} symmetric" for n in found[1].split(", ")}
            return self.is_right(np.array, **names)
        if found := re.search(r"does not depend on (\w+), but", text):
            return self.ignores(found[1]) and self.matters(found[1])
        if say("hard-coded") in text:
            return all(map(self.ignores, self.names)) and any(map(self.matters, self.names))
        if say("missing-outer-factor") in text:
            return all(self.is_multiple(point) for point in self.points())
        if found := re.search(r"something that does not depend on (\w+):", text):
            gaps = [
                [given - truth for truth, given in map(self.values, pair)]
                for pair in self.pairs(found[1])
            ]
            return all(np.allclose(*pair, rtol=1e-6, atol=1e-6) for pair in gaps)
        return True

    def is_multiple(self, point):
        truth, given = self.values(point)
        ratio = np.vdot(truth, given) / np.vdot(truth, truth)
        return np.allclose(given, ratio * truth, rtol=1e-5, atol=1e-7 * np.max(np.abs(given)))


FORMULAS = [q for q in [*QUESTIONS, *read("mistakes")] if "expression" in q]


def as_function(question, answer):
    if answer.lstrip().startswith(("lambda", "def")):
        return function(answer)
    formula = parse(answer, **question["shapes"])
    return lambda *point: formula.evaluate(list(point))


def test_what_is_said_without_seems_is_true(named):
    claims = Counter()
    for question, answer, _, report in named:
        if "expression" in question and report.mistake not in {"raised", "shape", None}:
            try:
                claimed = Claims(question, as_function(question, answer))
            except MatcalcError:
                continue
            assert claimed.holds(report), (question["name"], answer, report.rungs)
            claims[report.mistake] += 1
    assert {"sign", "factor", "transposed", "missing-outer-factor"} <= claims.keys()


def slips(seed, count):
    """Questions with answers that are one or two random edits away from the closed form."""
    random = Random(seed)
    known = {}
    while count:
        question = random.choice(FORMULAS)
        key = question["name"], question["expression"]
        if key not in known:
            found = derivative(question["expression"], question["variable"], **question["shapes"])
            is_numerator = question.get("layout") == "numerator"
            side = found.numerator if is_numerator else found.denominator
            form = random.choice([side.node, add(*terms_of(side.node))])
            variable = side.symbol(question["variable"])
            known[key] = side, variable, [node for _, node in edits(form, variable)]
        side, variable, variants = known[key]
        if not variants:
            continue
        node = random.choice(variants)
        if random.random() < 0.5:
            again = [other for _, other in edits(node, variable)]
            node = random.choice(again) if again else node
        yield question, side.sibling(node)
        count -= 1


SLIPS = sampled(range(20), 10)


@pytest.mark.parametrize("part", SLIPS)
def test_what_is_said_of_random_slips_is_true(part):
    """2,000 answers in full."""
    for question, formula in slips(part, 100):

        def answer(*point, formula=formula):
            with np.errstate(all="ignore"):  # a slip may be exponential
                return formula.evaluate(list(point))

        report = check(question, answer)
        if report.ok or report.verdict == "unsure":  # the edits cancelled, or change nothing
            continue
        assert Claims(question, answer).holds(report), (question["name"], formula, report.rungs)
