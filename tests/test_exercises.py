"""The mutation gate: each exercise accepts what is right, refuses what is wrong, and says why."""

import re
from itertools import permutations

import nbformat
import pytest
from corpus import (
    ASSIGNMENTS,
    COURSE,
    Answer,
    answers,
    answers_to_variants,
    checked_exercises,
    judge,
    notebook,
    variants,
)

from matcalc.course.exercise import BORDER, LINE_BORDER
from matcalc.course.notebook import marks_of
from matcalc.course.release import generate, write_source
from matcalc.texts import MISTAKES

EXERCISES = [(name, exercise) for name in ASSIGNMENTS for exercise in checked_exercises(name)]
CORPUS = [*answers(), *answers_to_variants()]
SETS = [(*each, 1) for each in EXERCISES] + variants()

UNNAMED = "unnamed"  # wrong in a way that no identifier describes


def label(answer: Answer) -> str:
    of_set = f"-set-{answer.number}" if answer.number > 1 else ""
    return f"{answer.exercise}{of_set}-{answer.mistake or 'right'}"


@pytest.mark.parametrize(("assignment", "exercise", "number"), SETS)
def test_solution_passes_and_stub_is_not_attempted(assignment, exercise, number):
    solution = judge(assignment, exercise, number=number).outcome
    assert solution.verdict == "passed", solution.text
    stub = judge(assignment, exercise, folder="exercises", number=number).outcome
    assert (stub.verdict, stub.mistake) == ("not-attempted", "not-attempted"), stub.text


@pytest.mark.parametrize("answer", [a for a in CORPUS if a.mistake is None], ids=label)
def test_equivalent_answer_passes(answer):
    judged = judge(answer.assignment, answer.exercise, answer.code, number=answer.number)
    assert judged.passed, judged.outcome.text
    assert judged.stderr == ""  # nbgrader would give no marks


@pytest.mark.parametrize("answer", [a for a in CORPUS if a.mistake], ids=label)
def test_wrong_answer_is_refused_by_the_visible_checks_and_named(answer):
    where = answer.assignment, answer.exercise
    judged = judge(*where, answer.code, visible_only=True, number=answer.number)
    outcome = judged.outcome
    assert outcome.verdict == "failed"
    assert answer.mistake in MISTAKES or answer.mistake == UNNAMED
    assert (outcome.mistake or UNNAMED) == answer.mistake, outcome.text


@pytest.mark.parametrize(("assignment", "exercise"), sorted({(a, e) for a, e, _ in variants()}))
def test_the_answer_to_one_set_fails_the_visible_checks_of_every_other(assignment, exercise):
    course = COURSE.assignment(assignment)
    for number, other in permutations(range(1, course.variants.sets + 1), 2):
        answer = course.variant(number).solutions[exercise]
        judged = judge(assignment, exercise, answer, visible_only=True, number=other)
        assert judged.outcome.verdict == "failed", (number, other)


@pytest.mark.parametrize(("assignment", "number"), sorted({(a, n) for a, _, n in variants()}))
def test_what_is_shown_of_a_set_is_what_nbgrader_releases(assignment, number, tmp_path):
    shown = COURSE.assignment(assignment).variant(number)
    source, into = tmp_path / "source", tmp_path / "release"
    write_source(shown, source)
    generate(COURSE, [assignment], into, f"sqlite:///{tmp_path}/gradebook.db", source=source)
    assert sorted(path.name for path in (into / assignment).iterdir()) == [f"{assignment}.ipynb"]
    released = nbformat.read(into / assignment / f"{assignment}.ipynb", as_version=4)
    assert [cell.source for cell in released.cells] == [
        cell.source for cell in shown.released[assignment].cells
    ]


@pytest.mark.parametrize(("exercise", "number"), [(exercise, n) for _, exercise, n in SETS])
def test_corpus_is_large_enough(exercise, number):
    mine = [a for a in CORPUS if (a.exercise, a.number) == (exercise, number)]
    assert sum(answer.mistake is not None for answer in mine) >= 5
    assert sum(answer.mistake is None for answer in mine) >= 2
    assert len({answer.code for answer in mine}) == len(mine)


def answer_cell(assignment: str, exercise: str) -> str:
    cells = notebook(assignment).cells
    marked = ((cell.source, marks_of(cell)) for cell in cells)
    [solution] = [s for s, marks in marked if marks.is_answer and marks.exercise == exercise]
    return solution


FUNCTIONS = [each for each in EXERCISES if answer_cell(*each).startswith("def ")]


@pytest.mark.parametrize(("assignment", "exercise"), FUNCTIONS)
def test_a_warning_inside_a_right_answer_costs_nothing(assignment, exercise):
    solution = answer_cell(assignment, exercise)
    noisy = solution.replace(
        "### BEGIN SOLUTION", "__import__('numpy').log(__import__('numpy').array([0.0, -1.0]))"
    )
    assert noisy != solution
    judged = judge(assignment, exercise, noisy)
    assert judged.passed, judged.outcome.text
    assert judged.stderr == ""


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_hidden_seed_cannot_be_told_from_a_visible_one(assignment):
    every = set()
    for cell in notebook(assignment).cells:
        seen, _, rest = cell.source.partition("BEGIN HIDDEN TESTS")
        visible, hidden = (set(map(int, re.findall(r"seed=(\d+)", part))) for part in (seen, rest))
        every |= visible
        assert not hidden & {one + near for one in every for near in range(-99, 100)}
        assert not {(one - seed) % 100 for one in visible for seed in hidden} & {0}, (seen, rest)
    assert every


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_form_of_the_notebooks(assignment):
    marked = [(cell, marks_of(cell)) for cell in notebook(assignment).cells]
    for cell, marks in marked:
        if marks.is_test:
            assert "### BEGIN HIDDEN TESTS" in cell.source
            assert marks.exercise.startswith(f"{assignment}-")
    prompts = [cell.source for cell, marks in marked if marks.grade_id.endswith("-prompt")]
    assert all(prompt.count(f"\n\n{BORDER}\n\n") == 1 for prompt in prompts)
    assert sum(marks.is_written for _, marks in marked) == 1
    hints = [prompt.count("<details>") for prompt in prompts if "In your own words" not in prompt]
    assert all(2 <= count <= 4 for count in hints), hints
    released = [(cell, marks_of(cell)) for cell in notebook(assignment, "exercises").cells]
    for cell, marks in released:
        if cell.cell_type == "code" and marks.is_answer:
            assert cell.source.endswith(("\n    raise NotImplementedError", " = ...")), cell.source
    text = "\n".join(cell.source for cell, _ in released)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text


CJK = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_each_text_of_an_exercise_is_there_in_both_languages(assignment):
    for exercise in COURSE.assignment(assignment).exercises:
        for text in (exercise.title, exercise.prompt, *exercise.hints):
            plain = re.sub(r"\([^)]*\)", "", text.en)  # a term may be given in brackets
            assert not CJK.search(plain), (exercise.name, text.en)
            assert CJK.search(text.zh), (exercise.name, text.zh)
            assert LINE_BORDER not in text.en
            assert re.findall(r"(?s)\$\$.*?\$\$", text.en) == re.findall(
                r"(?s)\$\$.*?\$\$", text.zh
            )
