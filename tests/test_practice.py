"""Practice: every question is sound, right answers pass, wrong ones are refused and named.

Questions are judged by this file's own functions and central differences alone.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import numpy as np
import pytest
from sample import sampled

from matcalc import MatcalcError, practice
from matcalc.formulas.expression import parse
from matcalc.formulas.functions import FUNCTIONS
from matcalc.messages import set_language
from matcalc.numerics.layout import Layout
from matcalc.practice.session import practise, summary
from matcalc.practice.topics import GAP

SEEDS, LONGEST = 200, 80
CASES = [(topic, level) for topic in practice.TOPICS for level in practice.LEVELS]
draw = cache(practice.draw)


def seeds(topic: str, level: int, every: int = 100) -> list[int]:
    """The seeds that are looked at, all of them in a soak test."""
    return sampled(range(SEEDS), every, key=lambda seed: f"{topic} {level} {seed}")


# --- an independent opinion ---------------------------------------------------------------------


def diag(x):
    return np.diagflat(x) if x.shape[1] == 1 else np.diag(x)[:, None]


def softmax(x, axis=None):
    return np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)


def commutation(m, n):
    return np.eye(m * n)[np.arange(m * n).reshape(m, n, order="F").ravel()]


SPACE = {
    "commutation": commutation, "cos": np.cos, "det": np.linalg.det, "diag": diag, "exp": np.exp,
    "embed": lambda n: np.eye(n * n)[:, :: n + 1], "eye": np.eye, "inv": np.linalg.inv,
    "kron": np.kron, "log": np.log, "logdet": lambda a: np.log(np.abs(np.linalg.det(a))),
    "logsumexp": lambda x, axis=None: np.log(np.sum(np.exp(x), axis=axis, keepdims=True)),
    "norm": lambda x: np.sqrt(np.sum(x**2)),
    "ones": lambda m, n=1: np.ones((m, n)), "relu": lambda x: x * (x > 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "sin": np.sin, "softmax": softmax,
    "softplus": lambda x: np.log(1 + np.exp(x)), "sqrt": np.sqrt, "step": lambda x: 1.0 * (x > 0),
    "sum": np.sum, "tanh": np.tanh, "trace": np.trace, "vec": lambda a: a.reshape(-1, 1, order="F"),
}  # fmt: skip
SIZES = {"n": 3, "m": 4, "k": 2, "p": 5, "q": 6}


def a_point(question, seed=5):
    """An array for each symbol: columns and matrices as the question declares them."""
    rng = np.random.default_rng(seed)
    point = {}
    for name, shape in question.shapes.items():
        sizes = [SIZES[word] for word in shape.split() if word in SIZES]
        rows, columns, *_ = [*sizes, 1, 1]
        array = rng.uniform(0.3, 1.2, (rows, columns))
        if "positive" not in shape:
            array = array * rng.choice([-1, 1], array.shape)
        point[name] = array + 2 * np.eye(rows) if "invertible" in shape else array
    return point


def value(question, text, point):
    """A formula's value, as a matrix, by NumPy and this file; sizes are the arrays' own."""
    sizes = {
        letter: size
        for name, shape in question.shapes.items()
        for letter, size in zip(shape.split(), point[name].shape, strict=False)
    }
    with np.errstate(all="ignore"):
        found = eval(text, {"__builtins__": {}}, SPACE | sizes | point)
    return np.reshape(found, np.shape(found) if np.ndim(found) == 2 else (1, 1))


def differences(f, x, step):
    """The derivative of vec f by vec x, a row for each entry of f, from five points on a line."""

    def moved(place, by):
        changed = x.copy()
        changed[place] += by
        return f(changed).ravel(order="F")

    places = [(i, j) for j in range(x.shape[1]) for i in range(x.shape[0])]
    columns = [
        (8 * (moved(p, step) - moved(p, -step)) - moved(p, 2 * step) + moved(p, -2 * step))
        / (12 * step)
        for p in places
    ]
    return np.stack(columns, axis=1)


def truth(question, point):
    """The right answer at a point, in the layout that is asked for."""
    name, text = question.variable, str(question.expression)
    x = point[name]

    def f(changed):
        return value(question, text, point | {name: changed})

    if question.order == 2:
        return differences(lambda y: differences(f, y, 1e-2).T, x, 1e-2)
    jacobian, y = differences(f, x, 1e-3), f(x)
    if y.size == 1:
        jacobian = jacobian.reshape(x.shape, order="F").T
    elif x.size == 1:
        jacobian = jacobian.reshape(y.shape, order="F")
    return jacobian if question.layout is Layout.NUMERATOR else jacobian.T


def is_close(given, wanted):
    return given.shape == wanted.shape and np.allclose(
        given, wanted, rtol=1e-5, atol=1e-5 * np.max(np.abs(wanted))
    )


# --- every question is sound --------------------------------------------------------------------


@pytest.mark.parametrize(("topic", "level"), CASES)
def test_questions_are_right_short_and_distinct(topic, level):
    asked = [draw(topic, level, seed) for seed in seeds(topic, level)]
    texts = [str(question.expression) for question in asked]
    assert len({*texts}) == len(texts)
    for question, text in zip(asked, texts, strict=True):
        answer, point = str(question.solution), a_point(question)
        assert max(len(text), len(answer)) <= LONGEST, (text, answer)
        assert parse(text, **question.shapes) == question.expression
        assert is_close(value(question, answer, point), truth(question, point)), (text, answer)
        assert answer != text
        others = (a_point(question, seed) for seed in range(9))  # a relu may be off at many
        assert any(np.any(value(question, answer, at) != 0) for at in others)


@pytest.mark.parametrize(("topic", "level"), sampled(CASES, 40))
def test_200_seeds_in_a_row_give_as_many_questions(topic, level):
    texts = {str(draw(topic, level, seed).expression) for seed in range(SEEDS)}
    assert len(texts) == SEEDS


@pytest.mark.parametrize(("topic", "level"), sampled(CASES, 3))
def test_right_answers_pass_in_any_form(topic, level):
    for seed in seeds(topic, level, SEEDS):
        question = draw(topic, level, seed)
        answer = str(question.solution)

        def in_python(*arrays, question=question, answer=answer):
            return value(question, answer, dict(zip(question.shapes, arrays, strict=True)))

        for form in (answer, f"({answer}) / 4 + 0.75 * ({answer})", f"(({answer}).T).T", in_python):
            report = question.check(form)
            assert report.ok, (question.text, form, str(report))


def test_textbook_notation_is_read():
    question = draw("quadratic", 1, 0)
    answer = str(question.solution)
    assert question.check(answer.replace(".T", "ᵀ").replace(" @ ", " ").replace(" * ", " ")).ok


# --- wrong answers ------------------------------------------------------------------------------


def slips(question):
    """What is written by mistake: a transpose or a factor lost, a sign, the other layout."""
    answer = str(question.solution)
    for found in re.finditer(r"\.T", answer):
        yield "transpose", answer[: found.start()] + answer[found.end() :]
    for found in re.finditer(r"(?<![\w.*])(\d+(\.\d+)?) \* ", answer):
        yield "factor", answer[: found.start()] + answer[found.end() :]
    for found in re.finditer(r" / 2\b", answer):
        yield "factor", answer[: found.start()] + answer[found.end() :]
    yield "sign", f"-({answer})"
    for found in re.finditer(r" ([+-]) ", answer):
        turned = " - " if found[1] == "+" else " + "
        yield "sign", answer[: found.start()] + turned + answer[found.end() :]
    yield "layout", f"({answer}).T"


def is_wrong(question, slip):
    """Whether an answer differs from the right one, or cannot even be computed."""
    point = a_point(question)
    try:
        given = value(question, slip, point)
    except ValueError:
        return True
    return not is_close(given, value(question, str(question.solution), point))


def test_wrong_answers_are_refused_and_nearly_all_named():
    table, unnamed = Counter(), []
    for topic, level in sampled(CASES, 4):
        for seed in seeds(topic, level, SEEDS)[::8]:  # all of them take an hour
            question = draw(topic, level, seed)
            for kind, slip in slips(question):
                if not is_wrong(question, slip):
                    continue
                report = question.check(slip)
                assert report.verdict == "differ", (question.text, slip, str(report))
                is_named = report.mistake not in {None, "entries"}
                table[kind, is_named] += 1
                if not is_named:
                    unnamed.append((question.text, kind, slip))
    print(*unnamed, table, sep="\n")
    named, all_ = sum(n for (_, is_named), n in table.items() if is_named), sum(table.values())
    assert {kind for kind, _ in table} == {"transpose", "factor", "sign", "layout"}
    assert named / all_ >= 0.95, (named, all_)


# --- drawing ------------------------------------------------------------------------------------


def test_the_same_seed_is_the_same_question_and_a_name_is_a_seed():
    first, again = practice.draw("traces", 2, 3), practice.draw("traces", 2, np.int64(3))
    assert first.text == again.text
    ada, emmy = practice.draw("traces", 2, "ada"), practice.draw("traces", 2, "emmy")
    assert ada.text == practice.draw("traces", 2, " ada ").text
    assert ada.text != emmy.text


@pytest.mark.parametrize(
    ("topic", "seed", "function", "variable"),
    [
        ("linear", "ada", "-6 * a.T @ w", "w"),
        ("norms", 5, "9 * norm(Q @ A @ u) ** 2", "u"),
        ("quadratic", 123456789, "7 * u.T @ u", "u"),
        ("scalar-variable", "Ж", "t ** 2 * A.T @ h + 5 * t * G @ c", "t"),
    ],
)
def test_a_seed_is_the_same_question_on_every_machine(topic, seed, function, variable):
    """Whoever changes a topic's file changes its questions, and these lines with them."""
    question = practice.draw(topic, 1, seed)
    assert (str(question.expression), question.variable) == (function, variable)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("algebra", 1, 0), r"no topic is called 'algebra': there are .*linear, .*quadratic"),
        (("linear", 4, 0), r"no level 4: there are 1, 2, 3"),
        (("linear", "hard", 0), r"no level 'hard': there are 1, 2, 3"),
        (("linear", 1, -1), r"seed=-1: a whole number from 0 on, or a name"),
        (("linear", 1, 1.5), r"seed=1.5: a whole number"),
        (("linear", 1, None), r"seed=None: a whole number"),
    ],
)
def test_what_cannot_be_drawn_is_said_with_what_can(arguments, message):
    with pytest.raises(MatcalcError, match=message):
        practice.draw(*arguments)


def test_questions_come_of_each_topic_in_turn():
    drawn = practice.questions(["norms", "linear"], 2, 7)
    found = [next(drawn) for _ in range(4)]
    assert [(q.topic, q.level, q.seed) for q in found] == [
        ("norms", 2, 7), ("linear", 2, 7), ("norms", 2, 8), ("linear", 2, 8),
    ]  # fmt: skip
    assert found[0].text == practice.draw("norms", 2, 7).text
    with pytest.raises(MatcalcError, match="no topic is called 'normal'"):
        practice.questions(["norms", "normal"])


# --- what is said -------------------------------------------------------------------------------


def test_a_question_says_all_that_is_needed_in_both_languages():
    question = practice.draw("scalar-variable", 2, 1)
    try:
        for language, words in (("en", "is a scalar"), ("zh", "：标量")):
            set_language(language)
            assert str(question.expression) in question.text
            assert words in question.text
            assert question.layout.value in question.text
            assert str(question.solution) in question.derivation()[-1]
            assert question.solution.shape in question.hint()
            assert question.expression.latex() in question._repr_markdown_()
    finally:
        set_language("en")
    assert question.expression.latex() in question.latex
    assert r"\partial^2" in practice.draw("second-order", 1, 0).latex


@pytest.mark.parametrize("topic", practice.TOPICS.values(), ids=lambda topic: topic.name)
def test_a_topic_is_complete(topic):
    for english, chinese in (topic.titles, topic.lines):
        assert english.isprintable()
        assert re.search("[\u4e00-\u9fff]", chinese)
    assert topic.templates.keys() == {*practice.LEVELS}
    gaps = {gap for texts in topic.parts.values() for text in texts for gap in GAP.findall(text)}
    for templates in topic.templates.values():
        gaps |= {gap for template in templates for gap in GAP.findall(template.formula)}
        for template in templates:  # each seed can choose among some
            assert topic.count(template.formula) >= 2 * -(-SEEDS // len(templates))
            assert {*template.by} <= topic.symbols.keys()
    assert gaps == topic.parts.keys()
    names = {name for _, pool in topic.symbols.values() for name in pool}
    sizes = {word for shape, _ in topic.symbols.values() for word in shape.split()}
    assert not names & {"q", "d", *FUNCTIONS, *sizes}


# --- the dialogue -------------------------------------------------------------------------------


def talk(*lines, count=1):
    """How some questions ended, and what was said, when these lines were typed."""
    left, said = iter(lines), []

    def read():
        for line in left:
            return line
        raise EOFError

    asked = [draw("quadratic", 1, seed) for seed in range(count)]
    return practise(asked, read, said.append), said


def test_a_right_answer_ends_a_question():
    answers = [str(draw("quadratic", 1, seed).solution) for seed in range(2)]
    outcomes, said = talk(*answers, count=2)
    assert outcomes == {"practice-alone": 2}
    assert sum("Correct" in text for text in said) == 2
    assert summary(outcomes).startswith("Right without help: 2.")


def test_help_comes_in_rungs_and_the_solution_ends_a_question():
    question = draw("quadratic", 1, 0)
    solution = str(question.solution)
    outcomes, said = talk("?", "", "", "？", count=1)
    assert outcomes == {"practice-shown": 1}
    hint, derivation, shown = said[2], said[4], said[5]
    assert hint.startswith("Hint")
    assert question.derivation()[0] in derivation
    assert solution in shown
    assert solution not in hint
    assert talk("?", solution)[0] == {"practice-helped": 1}
    assert talk("", solution)[0] == {"practice-alone": 1}


def test_a_wrong_answer_is_explained_and_may_be_mended():
    solution = str(draw("quadratic", 1, 0).solution)
    outcomes, said = talk(f"-({solution})", solution)
    assert outcomes == {"practice-alone": 1}
    assert any("A sign is lost" in text for text in said)
    assert not any("matcalc.hint" in text for text in said)


def test_help_after_a_wrong_answer_is_about_that_answer():
    question = draw("quadratic", 1, 0)
    wrong = f"-({question.solution})"
    further = question.check(wrong).further
    outcomes, said = talk(wrong, *["?"] * (len(further) + 1), str(question.solution))
    assert outcomes == {"practice-helped": 1}
    assert further
    for text in (*further, question.hint()):
        assert text in said


@pytest.mark.parametrize("lines", [[], ["q"], ["x", "q"], [""], ["?"]])
def test_leaving_counts_nothing(lines):
    outcomes, said = talk(*lines, count=3)
    assert outcomes == {}
    assert len([text for text in said if "Differentiate" in text]) == 1
