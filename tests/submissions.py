"""A small assignment for the tests of grading, and a grader of notebooks made in memory.

The assignment's four exercises are checked in four ways: by comparison in plain NumPy, by matcalc,
as a formula, and by calls of a function that is handed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from corpus import notebook
from nbformat import v4
from nbformat.notebooknode import NotebookNode

from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of
from matcalc.grading.marking.intake import cells_to_run, rebuild
from matcalc.grading.marking.key import Key, read_key
from matcalc.grading.marking.scoring import Scored, score
from matcalc.grading.running.absent import Hidden, hidden_by
from matcalc.grading.running.runner import Runner
from matcalc.grading.running.task import Ran, Setting, Task

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.Execute.timeout = 20
"""
RIGHT = {
    "double": "def double(X):\n    return 2 * X",
    "grad": "def grad(A, x):\n    return (A + A.T) @ x",
    "formula": 'formula = "(A + A.T) @ x"',
    "apply": "def apply(f, x):\n    return f(f(x))",
}
WRONG = {
    "double": "def double(X):\n    return 3 * X",
    "grad": "def grad(A, x):\n    return 2 * A @ x",
    "formula": 'formula = "2 * A @ x"',
    "apply": "def apply(f, x):\n    return f(x)",
}
SETUP = "import numpy as np\nfrom matcalc import assert_formula, assert_gradient"
TESTS = {
    "double": """
X = np.arange(1.0, 7.0).reshape(2, 3)
np.testing.assert_allclose(double(X), 2 * X)
### BEGIN HIDDEN TESTS
X = np.array([[0.625, 1], [-2, 8]])
np.testing.assert_allclose(double(X), 2 * X)
### END HIDDEN TESTS
""",
    "grad": """
assert_gradient("x.T @ A @ x", grad, A="n n", x="n", wrt="x", seed=1)
### BEGIN HIDDEN TESTS
assert_gradient("x.T @ A @ x", grad, A="k k", x="k", wrt="x", seed=2)
### END HIDDEN TESTS
""",
    "formula": """
assert_formula("x.T @ A @ x", "x", formula, A="n n", x="n", seed=1)
### BEGIN HIDDEN TESTS
assert_formula("x.T @ A @ x", "x", formula, A="k k", x="k", seed=2)
### END HIDDEN TESTS
""",
    "apply": """
calls = []
def step(x):
    calls.append(x)
    return 3 * x + 1
assert apply(step, 1.5) == 17.5
assert len(calls) == 2, calls
### BEGIN HIDDEN TESTS
assert apply(step, -2.0) == -14.0
assert len(calls) == 4, calls
### END HIDDEN TESTS
""",
}
POINTS = {"double": 2, "grad": 3, "formula": 1, "apply": 4}


def marked(cell: NotebookNode, name: str, points: float | None = None, **marks: bool) -> Any:
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": False,
        "locked": True,
        "task": False,
        **({} if points is None else {"points": points}),
        **marks,
    }
    return cell


def source() -> NotebookNode:
    """The instructor's notebook."""
    cells = [marked(v4.new_code_cell(SETUP, id="setup"), "setup")]
    for name, right in RIGHT.items():
        head, _, body = right.partition("\n")
        indent = "    " if body else ""
        text = (
            f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
            if body
            else f"### BEGIN SOLUTION\n{indent}{right}\n### END SOLUTION"
        )
        answer = v4.new_code_cell(text, id=name)
        cells.append(marked(answer, name, solution=True, locked=False))
        test = v4.new_code_cell(TESTS[name].strip(), id=f"{name}-test")
        cells.append(marked(test, f"{name}-test", POINTS[name]))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def write_course(root: Path, config: str = CONFIG, notebook: NotebookNode | None = None) -> Course:
    """A course whose one assignment is hw, with the notebook hw and a file."""
    folder = root / "source" / "hw"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(config)
    (folder / "hw.ipynb").write_text(json.dumps(notebook or source()))
    (folder / "data.txt").write_text("1 2 3\n")
    return Course(root)


def hand_in(course: Course, student: str, answers: dict[str, str]) -> Path:
    """Write a learner's answers to hw into the course."""
    path = course.folder("submitted") / student / "hw" / "hw.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(submission(small_key(), answers)))
    return path


def submission(key: Key, answers: dict[str, str]) -> NotebookNode:
    """The released notebook, as a learner has it, with some answers."""
    content = v4.new_notebook()
    for cell in key.notebooks["hw"].released.cells:
        mine = NotebookNode(json.loads(json.dumps(cell)))
        mine = v4.new_code_cell(mine.source, id=mine.id, metadata=mine.metadata)
        mine.source = mine.source.split("### BEGIN HIDDEN TESTS")[0]
        content.cells.append(mine)
    return _filled(content, answers)


def answered(assignment: str, answers: Mapping[str, str | None]) -> NotebookNode:
    """One of this course's released notebooks, with some answers."""
    return _filled(notebook(assignment, "exercises"), answers)


def _filled(content: NotebookNode, answers: Mapping[str, str | None]) -> NotebookNode:
    for cell in content.cells:
        marks = marks_of(cell)
        answer = answers.get(marks.exercise)
        if marks.is_answer and answer is not None:
            cell.source = answer
    return content


@dataclass
class Grader:
    """Grades notebooks in memory, through the real processes."""

    key: Key
    runner: Runner
    sandboxed: bool = True

    def grade(self, notebook: NotebookNode | bytes) -> Scored:
        content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
        rebuilt = rebuild(content, self.key.notebooks["hw"])
        return score(rebuilt, self.run(rebuilt), sandboxed=self.sandboxed)

    def run(self, rebuilt: NotebookNode) -> list[Ran]:
        cells = cells_to_run(rebuilt, self.key.notebooks["hw"])
        return self.runner.run(Task(tuple(cells), self.key.files))

    def points(self, answers: dict[str, str]) -> dict[str, float]:
        """The points that answers earn, by exercise."""
        return points(self.grade(submission(self.key, answers)))


def points(scored: Scored) -> dict[str, float]:
    return {name.removesuffix("-test"): value for name, value in scored.scores.items()}


def grader(key: Key, *, sandboxed: bool = True, **limits: Any) -> Grader:
    """A grader with its own warm processes, to be closed by its user."""
    bounds = replace(key.limits, **({"grace_seconds": 1.0} | limits))
    key = replace(key, limits=bounds)
    solutions = tuple(notebook.solution for notebook in key.notebooks.values())
    hidden = hidden_by(["sympy"]) if sandboxed else Hidden()
    return Grader(key, Runner(Setting(bounds, sandboxed, hidden, solutions)), sandboxed)


@cache
def small_key() -> Key:
    """The key of the small assignment; its course is made and read once."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return read_key(write_course(Path(folder)), "hw")


__all__ = ["POINTS", "RIGHT", "WRONG", "Grader", "answered", "grader", "hand_in", "marked",
           "points", "small_key", "source", "submission", "write_course"]  # fmt: skip
