"""What the site offers for download: the package, assignments, and what the script asks for."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from matcalc.course.assignment import Assignment
from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError
from matcalc.version import DISTRIBUTION, __version__

__all__ = [
    "FOLDER", "build_wheel", "publish_notebooks", "wheel_name", "write_downloads", "zip_name",
]  # fmt: skip

FOLDER = "downloads"  # beside the pages' folders


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
        write_atomically(target / zip_name(assignment.name), _zip(assignment.release))
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


def _released(course: Course) -> list[Assignment]:
    """The assignments that were released."""
    found = (course.assignment(name) for name in course.assignments())
    return [one for one in found if all(path.is_file() for path in one.files)]


def _zip(folder: Path) -> bytes:
    """A zip whose bytes depend on the files alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                entry = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
