"""A small course whose tests go both ways, for attempts on what goes together with the answers.

`scale`, `box` and `crate` look into classes, and go together; `twice` and `slope`, which stand
before `crate`, go apart, so that each notebook runs twice.  In every hidden test stands a number
that must not get out; two courses that differ in these numbers alone must show their learners the
same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import v4
from submissions import marked

from matcalc.course.directory import Course

__all__ = ["APART", "POINTS", "RIGHT", "WRONG", "Planted", "submission", "write_course"]


@dataclass(frozen=True)
class Planted:
    """The numbers of the hidden tests: of those together, and of those apart."""

    together: str
    apart: str


CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "reach"
c.Execute.timeout = 8
c.GradingLimits.submission_seconds = 40
c.GradingLimits.grace_seconds = 3
"""
SETUP = "import numpy as np\nfrom matcalc import assert_gradient"
RIGHT = {
    "scale": """class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __mul__(self, other):
        return Scale(self.factor * other)
""",
    "box": """class Box:
    def __init__(self, value):
        self.value = value
""",
    "twice": "def twice(x):\n    return 2 * x\n",
    "slope": "def slope(a, x):\n    return 2 * a * x\n",
    "crate": """class Crate:
    def __init__(self, value):
        self.value = value
""",
}
WRONG = {"twice": "def twice(x):\n    return x\n", "slope": "def slope(a, x):\n    return a * x\n"}
TESTS = {
    "scale": """
assert type(Scale(2) * 3) is Scale and (Scale(2) * 3).factor == 6
### BEGIN HIDDEN TESTS
assert (Scale({together}) * 2).factor == 2 * {together}
### END HIDDEN TESTS
""",
    "box": """
assert type(Box(1)) is Box
held = Box(1).value == 1
### BEGIN HIDDEN TESTS
held = held and Box({together}).value == {together}
### END HIDDEN TESTS
2 * held
""",
    "twice": """
assert twice(3) == 6
### BEGIN HIDDEN TESTS
assert twice({apart}) == 2 * {apart}
### END HIDDEN TESTS
""",
    "slope": """
assert_gradient("a * x.T @ x", slope, a="", x="n", wrt="x", seed=5)
### BEGIN HIDDEN TESTS
assert_gradient(lambda a, x: a * x.T @ x, slope, a=np.array({apart}), x="k", wrt="x", seed=6)
### END HIDDEN TESTS
""",
    "crate": """
assert type(Crate(1)) is Crate
### BEGIN HIDDEN TESTS
assert Crate({together}).value == {together}
### END HIDDEN TESTS
""",
}
POINTS = {"scale": 1, "box": 2, "twice": 3, "slope": 4, "crate": 1}
APART = ("twice", "slope")


def write_course(root: Path, planted: Planted, settings: str = "") -> Course:
    """Write a course whose one assignment is hw."""
    folder = root / "source" / "hw"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG + settings)
    (folder / "hw.ipynb").write_text(json.dumps(_notebook(planted)))
    return Course(root)


def _notebook(planted: Planted) -> Any:
    numbers = {"together": planted.together, "apart": planted.apart}
    cells = [marked(v4.new_code_cell(SETUP, id="setup"), "setup")]
    for name, right in RIGHT.items():
        text = f"### BEGIN SOLUTION\n{right}### END SOLUTION"
        answer = v4.new_code_cell(text, id=name)
        cells.append(marked(answer, name, solution=True, locked=False))
        test = v4.new_code_cell(
            TESTS[name].strip().format_map(_Numbers(numbers)), id=f"{name}-test"
        )
        cells.append(marked(test, f"{name}-test", POINTS[name]))
    words = v4.new_markdown_cell(
        "### BEGIN MARK SCHEME\nAnything.\n### END MARK SCHEME", id="words"
    )
    cells.append(marked(words, "words", 1, solution=True, locked=False))
    about = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": about})


class _Numbers(dict):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def submission(
    answers: Mapping[str, str], first: Iterable[str] = (), last: Iterable[str] = ()
) -> bytes:
    """A learner's notebook: the answers, and cells of the learner's own before and after them."""
    cells = [v4.new_code_cell(text, id=f"first-{n}") for n, text in enumerate(first)]
    for name, text in answers.items():
        if name == "words":
            made = v4.new_markdown_cell(text, id=name)
            cells.append(marked(made, name, 1, solution=True, locked=False))
        else:
            made = v4.new_code_cell(text, id=name)
            cells.append(marked(made, name, solution=True, locked=False))
            test = v4.new_code_cell("", id=f"{name}-test")
            cells.append(marked(test, f"{name}-test", POINTS[name]))
    cells += [v4.new_code_cell(text, id=f"last-{n}") for n, text in enumerate(last)]
    return json.dumps(v4.new_notebook(cells=cells)).encode("utf-8", "surrogatepass")
