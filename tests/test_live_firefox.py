"""The same verdicts in a real Firefox."""

from __future__ import annotations

import pytest
from corpus import ASSIGNMENTS
from firefox import in_firefox
from live_page import CHAPTERS, Judged, cases, in_cpython
from sample import soak

pytestmark = pytest.mark.xdist_group("firefox")


@soak
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_verdict_is_that_of_cpython(served, node_modules, assignment):
    asked = cases(assignment, every=12)
    typed = [(case.exercise, case.code) for case in asked]
    address = served(f"en/{CHAPTERS[assignment]}.html")
    found = in_firefox(node_modules, [{"address": address, "cases": typed}])
    for case, judged in zip(asked, found["judged"], strict=True):
        expected = in_cpython(case.exercise, case.code)
        assert Judged(*judged) == case.intended == expected, case
    assert found["problems"] == []
