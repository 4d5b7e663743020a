"""Notebooks for another language: a real kernel, in a sandbox of its own, and nbgrader's marks."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import traces
from course_fixtures import run
from nbformat import v4
from plain import rows, scores
from sample import SOAK, sampled, soak
from submissions import marked, write_course

from matcalc.course.directory import Course

pytestmark = pytest.mark.xdist_group("kernels")

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "shell"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()", "bash": "# your code here"}
c.Execute.timeout = 3
c.GradingLimits.grace_seconds = 2
c.GradingLimits.output = 100_000
"""
EXERCISES = {
    "double": (
        "double() { echo $((2 * $1)); }",
        '[ "$(double 4)" = 8 ]\n### BEGIN HIDDEN TESTS\n[ "$(double 123)" = 246 ]\n'
        "### END HIDDEN TESTS",
    ),
    "count": ("count() { wc -w < $1; }", '[ "$(count data.txt)" = 3 ]'),
}
POINTS = {"double": 2.0, "count": 2.0}
NOTHING = dict.fromkeys(POINTS, 0.0)
RIGHT = {name: answer for name, (answer, _) in EXERCISES.items()}


def source() -> dict:
    """Two exercises for a shell."""
    notebook = v4.new_notebook(
        metadata={"kernelspec": {"name": "bash", "display_name": "Bash", "language": "bash"}}
    )
    setup = marked(v4.new_code_cell("set +o history", id="setup"), "setup", grade=False)
    notebook.cells.append(setup)
    for name, (answer, test) in EXERCISES.items():
        solved = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        notebook.cells += [
            marked(v4.new_code_cell(solved, id=name), name, solution=True, locked=False),
            marked(v4.new_code_cell(test, id=f"{name}-test"), f"{name}-test", 2),
        ]
    return notebook


# Honest learners: their marks are those of plain nbgrader.
HONEST = {
    "right": RIGHT,
    "half": RIGHT | {"count": "count() { echo 2; }"},
    "wrong": {"double": "double() { echo 8; }", "count": "count() { echo 4; }"},
    "blank": {},
    "printing": RIGHT | {"double": f"echo hello; {RIGHT['double']}; echo done >&2"},
    "by-another-program": RIGHT | {"double": 'double() { expr "$1" \\* 2; }'},
    "failing-after-it": RIGHT | {"double": f"{RIGHT['double']}\ncat nowhere"},
}
# What plain nbgrader pays for, and we do not: the first exercise is answered by somebody else.
CHEATS = {
    "reading": "eval \"$(grep -o 'double() [^\\\\]*' @course@/source/hw/hw.ipynb)\"",
    "calling": f"exec 3<>/dev/tcp/127.0.0.1/@port@ && {RIGHT['double']}",
}
# What must harm nobody stands after a right answer to the first exercise, and leaves these points.
HARMS = {
    "endless": ("while :; do :; done", POINTS),
    "writing": ("touch @course@/hostile-was-here ~/hostile-was-here", POINTS),
    "filling": (
        "for i in $(seq 100); do head -c 10000000 /dev/zero > big$i; done; echo > /dev/more",
        POINTS,
    ),
    "killing": ("kill -9 $PPID", NOTHING),
    "spoiling-the-sockets": ("rm -rf ../* ; sleep 1", POINTS | {"count": 0.0}),
    "deaf": ("trap '' INT; while :; do sleep 1; done", NOTHING),
    "leaving": ("exit 0", POINTS | {"double": 0.0}),
    "killing-all": ("kill -9 -1", NOTHING),
    "flooding": ("yes | head -c 30000000", POINTS),
    "many": ("for i in $(seq 1000); do sleep 1000 & done", NOTHING),
}
HONEST = HONEST if SOAK else {name: HONEST[name] for name in ("right", "wrong")}
CHEATS = {name: CHEATS[name] for name in sampled(CHEATS, every=6)}
HARMS = {name: HARMS[name] for name in sampled(HARMS, every=9)}


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the kernel for a shell is installed."""
    folder = tmp_path_factory.mktemp("jupyter")
    result = run("python", "-m", "bash_kernel.install", "--prefix", folder)
    assert result.returncode == 0, result.stderr
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"JUPYTER_PATH": str(folder / "share" / "jupyter"), "PATH": path}


def hand_in(root: Path, student: str, answers: dict[str, str], port: int) -> None:
    content = json.loads((root / "release" / "hw" / "hw.ipynb").read_text())
    for cell in content["cells"]:
        answer = answers.get(cell["metadata"]["nbgrader"]["grade_id"])
        if answer is not None:
            cell["source"] = answer.replace("@course@", str(root)).replace("@port@", str(port))
    folder = root / "submitted" / student / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_text(json.dumps(content))


@pytest.fixture(scope="module")
def helper() -> Iterator[int]:
    """The port of somebody on this machine who would help."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.fixture(scope="module")
def courses(tmp_path_factory, jupyter: dict[str, str], helper: int) -> tuple[Path, Path]:
    """The class, graded by us; and its honest and cheating part, graded by plain nbgrader."""
    ours, plain = (tmp_path_factory.mktemp(name) for name in ("ours", "plain"))
    for root in (ours, plain):
        write_course(root, CONFIG, source())
        result = run("nbgrader", "generate_assignment", "hw", cwd=root, **jupyter)
        assert result.returncode == 0, result.stderr
        cheats = {name: RIGHT | {"double": attack} for name, attack in CHEATS.items()}
        for student, answers in (HONEST | cheats).items():
            hand_in(root, student, answers, helper)
    for student, (attack, _) in HARMS.items():
        answers = RIGHT | {"double": f"{RIGHT['double']}\n{attack}"}
        hand_in(ours, student, answers, helper)
    result = run("nbgrader", "autograde", "hw", "--create", cwd=plain, **jupyter)
    assert result.returncode == 0, result.stderr
    result = run("matcalc", "grade", "hw", cwd=ours, **jupyter)
    assert result.returncode == 0, result.stderr
    return ours, plain


def test_honest_marks_are_those_of_plain_nbgrader(courses: tuple[Path, Path]):
    ours, plain = (
        {table: [row for row in found if row[0] in HONEST] for table, found in rows(root).items()}
        for root in courses
    )
    assert len(plain["grades"]) == len(HONEST) * len(POINTS)
    assert ours == plain
    marks = scores(courses[0])
    assert marks["right"] == POINTS
    assert marks["wrong"] == NOTHING


@pytest.mark.parametrize("cheat", CHEATS)
def test_what_earns_under_plain_nbgrader_earns_nothing(courses: tuple[Path, Path], cheat: str):
    ours, plain = (scores(root)[cheat] for root in courses)
    assert plain == POINTS
    assert ours == POINTS | {"double": 0.0}


def test_nobody_is_harmed(courses: tuple[Path, Path]):
    marks = scores(courses[0])
    assert {name: marks[name] for name in HARMS} == {
        name: left for name, (_, left) in HARMS.items()
    }
    assert traces(Course(courses[0])) == []


@soak
def test_without_a_sandbox_the_marks_say_so(courses: tuple[Path, Path], jupyter: dict[str, str]):
    root, _ = courses
    command = ["grade", "hw", "--student", "right", "--no-sandbox"]
    result = run("matcalc", *command, cwd=root, **jupyter)
    assert result.returncode == 0, result.stderr
    assert scores(root)["right"] == POINTS
    comments = {row[4] for row in rows(root)["comments"] if row[0] == "right"}
    assert "Graded without a sandbox." in comments


def test_a_kernel_that_is_not_installed_is_named(courses: tuple[Path, Path]):
    result = run("matcalc", "grade", "hw", cwd=courses[0])
    assert result.returncode == 1
    assert "the kernel 'bash', which is not installed here (installed: " in result.stderr
