"""The mutation gate: each exercise accepts what is right, refuses what is wrong, and says why."""

import pytest
from corpus import ASSIGNMENTS, Answer, answers, checked_exercises, judge, notebook

from matcalc.course.notebook import exercise_of, is_answer, is_test
from matcalc.messages import MISTAKES

EXERCISES = [(name, exercise) for name in ASSIGNMENTS for exercise in checked_exercises(name)]
CORPUS = answers()

UNNAMED = "unnamed"  # wrong in a way that no identifier describes


def label(answer: Answer) -> str:
    return f"{answer.exercise}-{answer.mistake or 'right'}"


@pytest.mark.parametrize(("assignment", "exercise"), EXERCISES)
def test_solution_passes_and_stub_is_not_attempted(assignment, exercise):
    assert judge(assignment, exercise).passed, judge(assignment, exercise).text
    stub = judge(assignment, exercise, folder="exercises")
    assert (stub.passed, stub.mistake) == (False, "not-attempted"), stub.text


@pytest.mark.parametrize("answer", [a for a in CORPUS if a.mistake is None], ids=label)
def test_equivalent_answer_passes(answer):
    verdict = judge(answer.assignment, answer.exercise, answer.code)
    assert verdict.passed, verdict.text
    assert verdict.stderr == ""  # nbgrader would give no marks


@pytest.mark.parametrize("answer", [a for a in CORPUS if a.mistake], ids=label)
def test_wrong_answer_is_refused_by_the_visible_checks_and_named(answer):
    verdict = judge(answer.assignment, answer.exercise, answer.code, visible_only=True)
    assert not verdict.passed
    assert answer.mistake in MISTAKES or answer.mistake == UNNAMED
    assert (verdict.mistake or UNNAMED) == answer.mistake, verdict.text


@pytest.mark.parametrize("exercise", [exercise for _, exercise in EXERCISES])
def test_corpus_is_large_enough(exercise):
    mine = [answer for answer in CORPUS if answer.exercise == exercise]
    assert sum(answer.mistake is not None for answer in mine) >= 5
    assert sum(answer.mistake is None for answer in mine) >= 2
    assert len({answer.code for answer in mine}) == len(mine)


def answer_cell(assignment: str, exercise: str) -> str:
    cells = notebook(assignment).cells
    [solution] = [c.source for c in cells if is_answer(c) and exercise_of(c) == exercise]
    return solution


FUNCTIONS = [each for each in EXERCISES if answer_cell(*each).startswith("def ")]


@pytest.mark.parametrize(("assignment", "exercise"), FUNCTIONS)
def test_a_warning_inside_a_right_answer_costs_nothing(assignment, exercise):
    solution = answer_cell(assignment, exercise)
    noisy = solution.replace(
        "### BEGIN SOLUTION", "__import__('numpy').log(__import__('numpy').array([0.0, -1.0]))"
    )
    assert noisy != solution
    verdict = judge(assignment, exercise, noisy)
    assert verdict.passed, verdict.text
    assert verdict.stderr == ""


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_form_of_the_notebooks(assignment):
    cells = notebook(assignment).cells
    tests = [cell for cell in cells if is_test(cell)]
    for cell in tests:
        assert "### BEGIN HIDDEN TESTS" in cell.source
        assert exercise_of(cell).startswith(f"{assignment}-")
    prompts = [
        cell.source for cell in cells if cell.metadata["nbgrader"]["grade_id"].endswith("-prompt")
    ]
    for prompt in prompts:
        assert any("\u4e00" <= character <= "\u9fff" for character in prompt)
    manual = [c for c in cells if is_answer(c) and c.metadata["nbgrader"]["grade"]]
    assert len(manual) == 1
    hints = [prompt.count("<details>") for prompt in prompts if "In your own words" not in prompt]
    assert all(2 <= count <= 4 for count in hints), hints
    released = notebook(assignment, "exercises")
    stubs = [cell.source for cell in released.cells if cell.cell_type == "code" and is_answer(cell)]
    for stub in stubs:
        assert stub.endswith("\n    raise NotImplementedError") or stub.endswith(" = ..."), stub
    text = "\n".join(cell.source for cell in released.cells)
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
