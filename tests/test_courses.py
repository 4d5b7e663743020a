"""Other people's courses: honest work earns what plain nbgrader gives it, and wrong work no more.

The patterns are what instructors write, one small notebook each; the courses are whole ones, with
right, wrong and blank submissions.  None of them was written for this grader.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from corpus import ASSIGNMENTS, ROOT, checked_exercises
from course_fixtures import run
from nbformat import NotebookNode, v4
from plain import autograde_plainly, rows
from sample import SOAK, sampled, soak
from submissions import marked

from matcalc.course.directory import Course
from matcalc.grading.grade import grade_assignment
from matcalc.grading.marking.key import read_key
from matcalc.grading.marking.ways import find_ways
from matcalc.grading.running.task import Setting
from matcalc.grading.running.workers import workers_here

pytestmark = pytest.mark.xdist_group("courses")

FOLDER = Path(__file__).parent / "courses"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "elsewhere"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ExecutePreprocessor.timeout = 20
"""


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


PATTERNS = sampled(table("patterns")["pattern"], 18, key=lambda pattern: str(pattern["name"]))
COURSES = ["python", "data"] if SOAK else ["data"]


def cell_of(kind: str, name: str, points: float, text: str) -> NotebookNode:
    """A cell of a course, as its instructor marked it."""
    if kind in ("text", "written"):
        cell = v4.new_markdown_cell(text, id=name)
        return cell if kind == "text" else marked(cell, name, points, solution=True, locked=False)
    cell = v4.new_code_cell(text, id=name)
    if kind == "given":
        return marked(cell, name)
    if kind == "answer":
        return marked(cell, name, solution=True, locked=False)
    return marked(cell, name, points)


def notebook_of(cells: list[NotebookNode]) -> NotebookNode:
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return v4.new_notebook(cells=cells, metadata=about)


def write(notebook: NotebookNode, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{folder.name}.ipynb")


def written(pattern: dict[str, Any], answer: str | None = None) -> NotebookNode:
    """A pattern's notebook, with the solution or with another answer."""
    cells = []
    for number, (kind, text) in enumerate(pattern["cells"]):
        shown = answer if kind == "answer" and answer is not None else text
        cells.append(cell_of(kind, f"{kind}-{number}", 1, shown))
    return notebook_of(cells)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("elsewhere")
    (root / "nbgrader_config.py").write_text(CONFIG)
    return Course(root)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern["name"])
def test_the_solution_of_a_pattern_earns_everything_and_a_wrong_answer_nothing(
    elsewhere: Course, pattern: dict[str, Any]
):
    name, submitted = pattern["name"], elsewhere.folder("submitted")
    write(written(pattern), elsewhere.folder("source") / name)
    write(written(pattern), submitted / "right" / name)
    students = ["right"]
    if "wrong" in pattern:
        write(written(pattern, pattern["wrong"]), submitted / "wrong" / name)
        students.append("wrong")
    summary = grade_assignment(elsewhere, name, students, jobs=2)
    tests = sum(kind == "test" for kind, _ in pattern["cells"])
    found = {student: sum(marks.values()) for student, marks in earned(elsewhere, name).items()}
    assert found.pop("right") == tests, summary.remarks
    assert set(found.values()) <= {0}, summary.remarks


def earned(course: Course, assignment: str) -> dict[str, dict[str, float]]:
    """Each learner's marks for each test."""
    found: dict[str, dict[str, float]] = {}
    for grade in rows(course.root)["grades"]:
        student, name, _, cell, score = grade[:5]
        if name == assignment:
            found.setdefault(str(student), {})[str(cell)] = float(score or 0)  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module", params=COURSES)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A whole course, graded; its table and its root."""
    known, root = table(request.param), tmp_path_factory.mktemp(request.param)
    chosen = sampled(known["assignment"], 3, key=lambda assignment: assignment["name"])
    names = {assignment["name"] for assignment in chosen}
    handed_in = [one for one in known["submission"] if one["assignment"] in names]
    known = {"assignment": chosen, "submission": handed_in}
    (root / "nbgrader_config.py").write_text(CONFIG)
    for assignment in known["assignment"]:
        name = assignment["name"]
        place = root / "solutions" / name
        write(notebook_of(cells_of(assignment)), place)
        for file, content in assignment.get("files", {}).items():
            (place / file).write_text(content)
    for assignment in known["assignment"]:
        result = run("matcalc", "release", assignment["name"], cwd=root)
        assert result.returncode == 0, result.stderr
    for submission in known["submission"]:
        hand_in(root, submission)
    said = {}
    for assignment in known["assignment"]:
        result = run("matcalc", "grade", assignment["name"], cwd=root)
        assert result.returncode == 0, result.stderr
        said[assignment["name"]] = result.stderr
    return known, root, said


def cells_of(assignment: dict[str, Any]) -> list[NotebookNode]:
    return [
        cell_of(
            cell["kind"], cell.get("id", f"text-{number}"), cell.get("points", 0), cell["source"]
        )
        for number, cell in enumerate(assignment["cell"])
    ]


def hand_in(root: Path, submission: dict[str, Any]) -> None:
    """A submission: some answers in the solution, or in the release."""
    name = submission["assignment"]
    source = "solutions" if submission.get("rest", "solution") == "solution" else "exercises"
    notebook = nbformat.read(root / source / name / f"{name}.ipynb", 4)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade_id") in submission["answers"]:
            cell.source = submission["answers"][about["grade_id"]]
    target = root / "submitted" / submission["learner"] / name
    write(notebook, target)
    for file in (root / "exercises" / name).iterdir():
        if file.suffix != ".ipynb":
            shutil.copyfile(file, target / file.name)


def test_every_submission_earns_what_its_author_measured(graded: Any):
    known, root, said = graded
    found = {name["name"]: earned(Course(root), name["name"]) for name in known["assignment"]}
    tests = {
        assignment["name"]: {c["id"] for c in assignment["cell"] if c["kind"] == "test"}
        for assignment in known["assignment"]
    }
    differing = []
    for submission in known["submission"]:
        name = submission["assignment"]
        marks = found[name][submission["learner"]]
        total = sum(score for cell, score in marks.items() if cell in tests[name])
        expected = submission.get("apart", submission["expected"])
        if total != pytest.approx(expected):
            differing.append(f"{name}, {submission['learner']}: {total} and not {expected}")
    assert not differing, "\n".join([*differing, *said.values()])


def test_no_solution_fails_its_own_check(graded: Any):
    _, _, said = graded
    assert not any("fails its own check" in text for text in said.values()), said


@soak  # plain nbgrader takes minutes, and what it gives stands in the tables
def test_the_rows_are_those_of_plain_nbgrader(graded: Any, tmp_path: Path):
    """But where a fault of one answer costs others their marks there, and not here."""
    known, root, _ = graded
    names = [assignment["name"] for assignment in known["assignment"]]
    expected = autograde_plainly(root, tmp_path, names)["grades"]
    spoiled = {(s["learner"], s["assignment"]) for s in known["submission"] if "apart" in s}
    assert [row for row in rows(root)["grades"] if row[:2] not in spoiled] == [
        row for row in expected if row[:2] not in spoiled
    ]


@pytest.mark.parametrize("assignment", sampled(ASSIGNMENTS, 3))
def test_our_own_assignments_all_go_apart(tmp_path: Path, assignment: str):
    shutil.copyfile(ROOT / "nbgrader_config.py", tmp_path / "nbgrader_config.py")
    shutil.copytree(ROOT / "solutions" / assignment, tmp_path / "solutions" / assignment)
    key = read_key(Course(tmp_path), assignment)
    rehearsals = tuple(notebook.solution for notebook in key.notebooks.values())
    with workers_here(Setting(key.limits, rehearsals=rehearsals), 2) as workers:
        ways = find_ways(key, workers.submit)
        forced = find_ways(key, workers.submit, "together")
    assert (ways.together, ways.failed) == ([], {})
    assert len(forced.together) == len(checked_exercises(assignment))
    assert forced.failed == {}
    assert forced.key.parts != ways.key.parts == key.parts
