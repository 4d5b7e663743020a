"""The course that the hostile submissions are handed in to, and how to see what they did to it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import IPython
import numpy as np
from corpus import ROOT

import matcalc
from attacks.case import read, text, write
from matcalc.course.directory import Course
from matcalc.course.release import release

ASSIGNMENTS = ("ch01", "ch04", "ch05", "ch06")
MARK = "hostile-was-here"  # what cases write outside, and call the processes that they start
OPEN_CELL = {
    "cell_type": "code",
    "id": "open-cell",
    "metadata": {},
    "execution_count": None,
    "outputs": [],
    "source": "scale = 1",
}


TOGETHER = "ch04-scale"  # an exercise whose test looks at objects, and cannot go apart
PLANTED = "71318531.25"  # stands in every hidden test, and nowhere else
BEGIN = "### BEGIN HIDDEN TESTS"
ANSWER = """\
class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __mul__(self, other):
        return Scale(self.factor * other)
"""
TEST = f"""\
assert type(Scale(2) * 3) is Scale and (Scale(2) * 3).factor == 6
{BEGIN}
assert (Scale({PLANTED}) * 2).factor == 2 * {PLANTED}
### END HIDDEN TESTS
"""


def write_course(
    root: Path, *, seconds: int = 10, settings: str = "", mixed: bool = False
) -> Course:
    """Write a course of two assignments, in which a cell may take a number of seconds.

    `settings` are further lines of its nbgrader_config.py.  In a `mixed` one chapter 4 begins with
    an exercise whose test goes together with the answers, so that its notebooks run on both ways.

    Each notebook has a code cell that nbgrader does not mark, as instructors leave them for
    learners to play with, and each hidden test a number that must not get out.
    """
    config = (ROOT / "nbgrader_config.py").read_text("utf-8")
    assert "timeout = 60" in config
    config = config.replace("timeout = 60", f"timeout = {seconds}") + settings
    write(root, config.encode(), "nbgrader_config.py")
    for assignment in ASSIGNMENTS:
        name = f"{assignment}.ipynb"
        notebook = read(ROOT / "solutions" / assignment / name)
        for cell in notebook["cells"]:
            cell["source"] = cell["source"].replace(BEGIN, f"{BEGIN}\nplanted = {PLANTED}")
        notebook["cells"].insert(2, OPEN_CELL)
        if mixed and assignment == "ch04":
            notebook["cells"][3:3] = _together()
        write(root / "solutions" / assignment, text(notebook))
    course = Course(root)
    release(course, list(ASSIGNMENTS))
    return course


def _together() -> list[dict[str, Any]]:
    solution = f"### BEGIN SOLUTION\n{ANSWER}### END SOLUTION"
    cells = [(TOGETHER, solution, True), (f"{TOGETHER}-test", TEST, False)]
    return [
        {
            **OPEN_CELL,
            "id": name,
            "source": source,
            "metadata": {
                "nbgrader": {
                    "grade_id": name,
                    "schema_version": 3,
                    "solution": is_answer,
                    "grade": not is_answer,
                    "locked": not is_answer,
                    "task": False,
                }
                | ({} if is_answer else {"points": 1})
            },
        }
        for name, source, is_answer in cells
    ]


def state(course: Course) -> dict[str, str]:
    """A fingerprint of each file that grading leaves alone: solutions, releases, submissions."""
    names = ("nbgrader_config.py", "solutions/**/*", "exercises/**/*", "submitted/*/*/*")
    return {
        str(path.relative_to(course.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in names
        for path in sorted(course.root.glob(name))
        if path.is_file() and not path.is_symlink()
    }


def traces(course: Course) -> list[str]:
    """The files and processes with the mark, outside of the submissions."""
    return [*map(str, _marked_files(course)), *_marked_processes()]


def _marked_files(course: Course) -> Iterator[Path]:
    packages = [Path(module.__file__ or "").parent for module in (matcalc, np, IPython)]
    places = {"/var/tmp", "/dev/shm", "/run", "/etc", "/root", "/home", tempfile.gettempdir()}
    folders = {*map(Path, places), Path.home(), course.root, *packages, packages[1].parent}
    for folder in sorted(folders):
        yield from folder.glob("hostile[-_]was[-_]here*")
    yield from (Path.home() / ".ipython").glob("profile_default/startup/hostile*")
    for name in ("solutions", "exercises", "autograded", "feedback"):
        yield from (course.root / name).rglob("*hostile[-_]was[-_]here*")


def _marked_processes() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes()
        except OSError:  # it has ended since
            continue
        if command.startswith(MARK.encode()):
            yield f"process {path.parent.name}: {command[:80]!r}"
