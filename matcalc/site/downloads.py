"""What learners download from the site: the package, and a zip for each assignment."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError

__all__ = ["build_wheel", "write_downloads"]


def write_downloads(root: Path, target: Path) -> Path | None:
    """Write the assignments' zips and the wheel of the root's own package into a folder.

    Returns
    -------
    Path or None
        The wheel; None where the root is no package.
    """
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.whl"):
        old.unlink()
    wheel = build_wheel(root, target) if (root / "pyproject.toml").is_file() else None
    course = Course(root)
    for assignment in course.assignments():
        folder = course.folder("release") / assignment
        if folder.is_dir():
            write_atomically(target / f"{assignment}.zip", _zip(folder))
    return wheel


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
