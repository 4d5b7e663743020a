"""The benchmark of formulas, matcalc's part: right by every variable, in both layouts, twice."""

import os

import pytest
from benchmarks.formulas import CLOSED, by_matcalc, posed, questions

QUESTIONS = list(questions(every=1 if os.environ.get("MATCALC_SOAK") == "1" else 45))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: " by ".join(question[:2]))
def test_a_derivative_is_right(question):
    assert by_matcalc(posed(*question))[0] == CLOSED


def test_there_are_many_expressions():
    assert len({text for text, *_ in questions()}) >= 120
