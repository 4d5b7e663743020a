"""Nothing in a submission gains a point apart: attempts on tests of any course, and their twins.

Each case of tests/attacks/apart.toml is a notebook of one assignment, so that one run grades all.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from course_fixtures import run
from nbformat import v4
from plain import scores
from sample import sampled
from submissions import marked

pytestmark = pytest.mark.xdist_group("apart")

TABLE = Path(__file__).parent / "attacks" / "apart.toml"
CASES = {
    case["name"]: case
    for case in sampled(tomllib.loads(TABLE.read_text("utf-8"))["case"], 6, key=lambda c: c["name"])
}
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "any"
c.Execute.timeout = 6
c.GradingLimits.grace_seconds = 2
"""
ABOUT = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebook(case: dict[str, Any], answers: list[str] | None = None) -> str:
    """A case's notebook: the instructor's, or one with other answers."""
    cells, left = [], list(answers or [])
    for number, (kind, text) in enumerate(case["cells"]):
        name = f"{case['name']}-{number}"
        shown = left.pop(0) if kind == "answer" and answers is not None else text
        cell = v4.new_code_cell(shown, id=name)
        if kind == "given":
            cells.append(marked(cell, name))
        elif kind == "answer":
            cells.append(marked(cell, name, solution=True, locked=False))
        else:
            cells.append(marked(cell, f"{name}-test", 1))
    return json.dumps(v4.new_notebook(cells=cells, metadata=ABOUT))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, dict[str, float]]]:
    """What was said when all of them were graded, and each learner's scores."""
    root = tmp_path_factory.mktemp("apart")
    (root / "nbgrader_config.py").write_text(CONFIG)
    for case in CASES.values():
        answers = {"": None, "attack": case["attack"], "honest": case.get("honest")}
        for who, given in answers.items():
            folder = root / (f"submitted/{case['name']}-{who}/hw" if who else "source/hw")
            if given is not None or not who:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{case['name']}.ipynb").write_text(notebook(case, given))
    result = run("matcalc", "grade", "hw", cwd=root)
    assert result.returncode == 0, result.stderr
    return result.stderr, scores(root, "hw")


@pytest.mark.parametrize("name", CASES)
def test_an_attempt_on_what_goes_apart_earns_nothing(graded, name: str):
    said, found = graded
    tests = [f"{name}-{n}" for n, (kind, _) in enumerate(CASES[name]["cells"]) if kind == "test"]
    mine = {test: found[f"{name}-attack"][test] for test in tests}
    assert mine == dict.fromkeys(tests, 0.0)
    are_together = [f"{test}-test is checked together" in said for test in tests]
    assert are_together == [CASES[name].get("together", False)] * len(tests)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "honest" in case])
def test_an_honest_answer_to_it_earns_everything(graded, name: str):
    _, found = graded
    tests = [f"{name}-{n}" for n, (kind, _) in enumerate(CASES[name]["cells"]) if kind == "test"]
    assert {test: found[f"{name}-honest"][test] for test in tests} == dict.fromkeys(tests, 1.0)
