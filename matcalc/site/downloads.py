"""What the site offers for download: the package, assignments, and what the script asks for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from matcalc.course.assignment import Assignment
from matcalc.course.directory import Course
from matcalc.course.files import write_atomically, zip_of
from matcalc.errors import MatcalcError
from matcalc.version import DISTRIBUTION, __version__

__all__ = [
    "BOOKS", "FOLDER", "build_wheel", "publish_books", "publish_notebooks", "wheel_name",
    "write_downloads", "zip_name",
]  # fmt: skip

FOLDER = "downloads"  # beside the pages' folders
BOOKS = "books"  # among what editions share: the whole course as files


def wheel_name() -> str:
    """The file name of matcalc's own wheel."""
    return f"{DISTRIBUTION.replace('-', '_')}-{__version__}-py3-none-any.whl"


def zip_name(assignment: str) -> str:
    """The file name of an assignment's zip."""
    return f"{assignment}.zip"


def write_downloads(course: Course, target: Path) -> Path | None:
    """Write the assignments' zips and the wheel of the root's own package into a folder.

    Returns
    -------
    Path or None
        The wheel; None where the root is no package.
    """
    target.mkdir(parents=True, exist_ok=True)
    for old in target.iterdir():  # of another version, or of an assignment that is gone
        old.unlink()
    is_package = (course.root / "pyproject.toml").is_file()
    for assignment in _released(course):
        content = zip_of(assignment.release, assignment.name, {".ipynb_checkpoints"})
        write_atomically(target / zip_name(assignment.name), content)
    return build_wheel(course.root, target) if is_package else None


def build_wheel(root: Path, target: Path) -> Path:
    """Build the wheel with the installed build backend; nothing is fetched."""
    result = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target.resolve())],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = sorted(target.glob("*.whl"))
    if result.returncode or not wheels:
        raise MatcalcError(f"the wheel could not be built: {result.stderr.strip()[-500:]}")
    return wheels[-1]


def publish_notebooks(course: Course, target: Path, *, solutions: bool) -> None:
    """Write what the script fetches when asked: notebooks, and a file for each solution."""
    for kind in ("notebooks", "solutions"):
        shutil.rmtree(target / kind, ignore_errors=True)
    for assignment in _released(course):
        for path in assignment.files:
            copy = target / "notebooks" / assignment.name / path.name
            write_atomically(copy, path.read_bytes())
        for exercise in assignment.exercises:
            if solutions and not exercise.written:
                solution = assignment.solutions[exercise.name]
                write_atomically(target / "solutions" / f"{exercise.name}.txt", solution.encode())


def publish_books(site: Path, target: Path, books: Sequence[Path], name: str) -> None:
    """Put the book as files, and a zip of the site as it is now, into a folder of the site.

    Parameters
    ----------
    site : Path
        With all pages.
    target : Path
        The folder below it.
    books : sequence of Path
        The files.
    name : str
        Of the zip, and of the folder that it is unpacked to.
    """
    copy = zip_of(site, name, {"jupyter_execute", ".doctrees", ".buildinfo"})
    write_atomically(target / zip_name(name), copy)
    for book in books:
        write_atomically(target / book.name, book.read_bytes())


def _released(course: Course) -> list[Assignment]:
    """The assignments that were released."""
    found = (course.assignment(name) for name in course.assignments())
    return [one for one in found if all(path.is_file() for path in one.files)]
