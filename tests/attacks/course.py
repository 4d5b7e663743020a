"""The course that the hostile submissions are handed in to, and how to see what they did to it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import IPython
import numpy as np
from corpus import ROOT

import matcalc
from attacks.case import read, text, write
from matcalc.course.directory import Course
from matcalc.course.release import release

ASSIGNMENTS = ("ch01", "ch04")
MARK = "hostile-was-here"  # what cases write outside, and call the processes that they start
OPEN_CELL = {
    "cell_type": "code",
    "id": "open-cell",
    "metadata": {},
    "execution_count": None,
    "outputs": [],
    "source": "scale = 1",
}


def write_course(root: Path, *, seconds: int = 10, settings: str = "") -> Course:
    """Write a course of two assignments, in which a cell may take a number of seconds.

    `settings` are further lines of its nbgrader_config.py.

    Each notebook has a code cell that nbgrader does not mark, as instructors leave them for
    learners to play with.
    """
    config = (ROOT / "nbgrader_config.py").read_text("utf-8")
    assert "timeout = 60" in config
    config = config.replace("timeout = 60", f"timeout = {seconds}") + settings
    write(root, config.encode(), "nbgrader_config.py")
    for assignment in ASSIGNMENTS:
        name = f"{assignment}.ipynb"
        notebook = read(ROOT / "solutions" / assignment / name)
        notebook["cells"].insert(2, OPEN_CELL)
        write(root / "solutions" / assignment, text(notebook))
    course = Course(root)
    release(course, list(ASSIGNMENTS))
    return course


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
