"""Wrong answers that people give, and the mistake that each must be told.

`tests/mistakes/*.toml` lists questions with right answers and wrong ones, written by hand.
"""

from __future__ import annotations

import collections
import linecache
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from sample import sampled

import matcalc
from matcalc import check_formula, check_gradient, check_value
from matcalc.check import checking
from matcalc.messages import set_language
from matcalc.texts import MISTAKES, RULES, TEXTS

HERE = Path(__file__).parent
pytestmark = pytest.mark.xdist_group("diagnosis")  # one process, so that truths are shared
QUESTIONS = [
    question
    for path in sorted((HERE / "mistakes").glob("*.toml"))
    for question in tomllib.loads(path.read_text("utf-8"))["question"]
]
# Claims that a hint makes without "seems": they may never be made wrongly.
FIRM = {"sign", "factor", "transposed", "other-layout", "symmetric-only", "hard-coded", "flattened"}

OF_DERIVATIONS = {  # and of these tests/test_derivation.py
    "constant-differentiated", "dropped-differential", "equal-terms", "extra-factor",
    "missing-inverse", "missing-line", "missing-trace", "name-taken", "not-cyclic", "not-linear",
    "restated", "unfinished", "unreadable", "wrong-function", "wrong-power",
}  # fmt: skip


def check(question, answer, **options):
    """Check an answer of the corpus: a formula, or code."""
    options |= {"layout": question.get("layout")} | question["shapes"]
    if "answer" in answer:
        return check_formula(
            question["expression"], question["variable"], answer["answer"], **options
        )
    code = eval(answer["code"], {"np": np})
    return check_gradient(question["expression"], code, wrt=question["variable"], **options)


@pytest.fixture(scope="module", autouse=True)
def truths():
    """Differentiate numerically once for all the answers to a question."""
    known = {}
    with checking(truths=known):
        yield known


@pytest.fixture(scope="module")
def named(truths):
    """(question, answer, report) for every wrong answer."""
    reports = [(q, wrong, check(q, wrong)) for q in QUESTIONS for wrong in q["wrong"]]
    assert len(truths) >= 3 * 60  # none was taken for another
    return reports


def test_at_least_96_of_100_wrong_answers_are_named_as_a_teacher_would(named):
    assert len(named) >= 300
    assert len({(q["expression"], q["variable"]) for q, _, _ in named}) >= 60
    table = collections.Counter((wrong["mistake"], report.mistake) for _, wrong, report in named)
    for (wanted, got), count in sorted(table.items(), key=str):
        if wanted != got:
            print(f"{wanted:24} named {got!s:24} {count}")
    right = sum(count for (wanted, got), count in table.items() if wanted == got)
    print(f"{right} of {len(named)} named")
    assert right / len(named) >= 0.96
    of_checks = {"condition"}  # of the check of an exercise, which says what it is
    seen = {wrong["mistake"] for _, wrong, _ in named}
    assert seen == MISTAKES.keys() - OF_DERIVATIONS - of_checks


def test_no_wrong_answer_is_accepted_and_no_firm_claim_is_false(named):
    for question, wrong, report in named:
        assert report.verdict == "differ", (question["name"], wrong)
        assert report.hint, (question["name"], wrong)
        if report.mistake in FIRM and "seems" not in report.hint:
            assert report.mistake == wrong["mistake"], (question["name"], wrong, str(report))


def test_no_hint_gives_the_answer_away(named):
    for question, _, report in named:
        for formula in question["right"]:
            if len(formula) > 3:
                assert formula not in report.hint


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["name"])
def test_right_answers_are_accepted(question):
    for formula in question["right"]:
        assert check(question, {"answer": formula}).ok, formula


def test_a_small_entry_that_is_wrong_is_more_than_lost_digits():
    scales, answer = np.array([[1e6], [1.0]]), np.array([[2e6], [4.0]])
    report = check_gradient(lambda x: scales.T @ x**2, lambda x: answer * x, x="2")
    assert report.mistake not in {None, "imprecise"}
    assert "rounded" not in report.hint


def test_a_wrong_number_without_a_layout_is_read_too():
    reports = [
        check_value(np.sum, lambda x, f=f: f(np.sum(x)), x="n") for f in (np.negative, np.exp)
    ]
    assert [report.mistake for report in reports] == ["sign", "wrong-function"]


def renamed(question, wrong):
    """The same question and answer in other symbols."""
    names = {name: f"{name}{number}" for number, name in enumerate(question["shapes"], 2)}
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b(?!\()")

    def replace(text):
        return pattern.sub(lambda match: names[match[0]], text)

    twin = {
        "expression": replace(question["expression"]),
        "variable": names[question["variable"]],
        "layout": question.get("layout"),
        "shapes": {names[name]: shape for name, shape in question["shapes"].items()},
    }
    return twin, {"answer": replace(wrong["answer"])}


SAMPLE = sampled(
    [
        (question, wrong)
        for question in QUESTIONS
        for wrong in question["wrong"]
        if "answer" in wrong
        and not any(len(name) > 1 for name in question["shapes"])
        and wrong["mistake"] != "imprecise"  # how many digits are right depends on the point
    ],
    12,
    key=lambda case: f"{case[0]['name']}: {case[1]['answer']}",
)


@pytest.mark.parametrize(("question", "wrong"), SAMPLE, ids=lambda item: item.get("name", ""))
def test_names_and_sizes_do_not_change_a_diagnosis(question, wrong):
    before = check(question, wrong).mistake
    assert check(*renamed(question, wrong)).mistake == before
    assert check(question, wrong, seed=7).mistake == before


def test_lines_of_the_check_are_not_taken_for_the_answers():
    names = {"check_gradient": check_gradient}
    for name, source in {
        "<the answer>": "def f(x):\n    return 2 * (x + 1)\n",
        "<the check>": "def through(x):\n    idle = x @ x.T\n    return f(x)\n"
        "report = check_gradient('x.T @ x', through, x='3')\n",
    }.items():
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        exec(compile(source, name, "exec"), names)
    told = "\n".join(names["report"].rungs)
    assert "idle" not in told


def test_every_text_says_the_same_in_both_languages():
    """As far as its blanks tell, and that the Chinese one is Chinese."""
    hints = {name: mistake.hint for name, mistake in MISTAKES.items()}
    meanings = {f"meaning of {name}": mistake.meaning for name, mistake in MISTAKES.items()}
    for key, pair in (TEXTS | hints | meanings).items():
        blanks = [sorted(set(re.findall(r"\{(\w+)", text))) for text in pair]
        assert blanks[0] == blanks[1], key
        words = re.search("[A-Za-z]{3}", re.sub(r"\{.*?\}", "", pair[0]))
        assert re.search("[\u4e00-\u9fff]", pair[1]) or not words, key
    assert all(re.search("[\u4e00-\u9fff]", chinese) for _, chinese in RULES.values())


def test_the_language_can_be_chosen():
    try:
        set_language("zh")
        report = check_gradient("x.T @ x", lambda x: x, x="n")
        assert report.mistake == "factor"
        assert "还不对" in str(report)
        assert "错误类型：常数因子" in str(report)
        steps = matcalc.derivative("abs(x.T @ x)", "x", explain=True, x="n")
        assert [step.rule for step in steps.steps][-1] == "合起来"
        assert "x.T @ x 为 0 处有折点" in str(steps)
    finally:
        set_language("en")
    with pytest.raises(matcalc.MatcalcError, match=r"'fr'.*en, zh"):
        set_language("fr")


FILLED = """
import numpy as np

def filled(x):
    found = np.zeros((len(x), 1))
    for i in range(len(x)):
        found[i] = np.array([x[i, 0] {sign} 1]) * x[i, 0]
    if FAILS: raise ValueError
    return found
"""


def test_a_loop_that_fills_an_array_is_looked_into_and_numpy_stays_itself():
    space = {"FAILS": False}
    exec(FILLED.format(sign="-"), space)

    def opaque(x):
        return np.array([[float(one) * (float(one) + 1)] for one in x.ravel()])

    report = check_value(opaque, space["filled"], x="4")
    assert (report.verdict, report.mistake) == ("differ", "term-sign")
    assert space["np"] is np
    space["FAILS"] = True
    assert check_value(opaque, space["filled"], x="4").mistake == "raised"
    assert space["np"] is np


PLACES = [
    (lambda A: np.tril(A @ A), lambda A: A @ A, "On one side of the diagonal zeros belong"),
    (
        lambda A: A + A.T - np.diag(np.diag(A)),
        lambda A: 2 * (A + A.T) - 3 * np.diag(np.diag(A)),
        "each other entry is 2 times what it should be",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "says"), PLACES)
def test_where_the_wrong_entries_are_is_said_before_anything_else(right, wrong, says):
    report = check_value(right, wrong, A="n n")
    assert report.mistake == "entries"
    assert says in report.hint


def test_a_value_on_the_way_to_the_right_one_is_called_that():
    def right(A, x):
        return np.sort(np.exp(np.sin(A @ np.tanh(A @ x))), axis=0)

    report = check_value(right, lambda A, x: A @ np.tanh(A @ x), A="n n", x="n")
    assert "a value on the way to the right one" in report.hint
