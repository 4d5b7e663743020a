"""Release assignments: make exercises/ from solutions/, or tell whether it is up to date."""

from __future__ import annotations

import tempfile
from pathlib import Path

from matcalc.course.directory import Course, calling_nbgrader, write_atomically
from matcalc.errors import MatcalcError

__all__ = ["differences", "release"]


def release(course: Course, assignments: list[str]) -> list[Path]:
    """Regenerate the released folders of assignments; return the files that changed."""
    changed = []
    for path, content in _compare(course, assignments).items():
        if content is None:
            path.unlink()
        else:
            write_atomically(path, content)
        changed.append(path)
    return changed


def differences(course: Course, assignments: list[str]) -> list[Path]:
    """The released files that are missing, out of date, or not of the release."""
    return list(_compare(course, assignments))


def _compare(course: Course, assignments: list[str]) -> dict[Path, bytes | None]:
    """What would have to be written to each file that differs; None to remove it."""
    target = course.folder("release")
    changes: dict[Path, bytes | None] = {}
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        generated = Path(scratch, "release")
        generate(course, assignments, generated, f"sqlite:///{scratch}/gradebook.db")
        for assignment in assignments:
            fresh = _files(generated / assignment)
            present = _files(target / assignment)
            for name in sorted(fresh.keys() | present.keys()):
                if fresh.get(name) != present.get(name):
                    changes[target / assignment / name] = fresh.get(name)
    return changes


def generate(course: Course, assignments: list[str], into: Path, database: str) -> None:
    """Let nbgrader write the released form of assignments, and enter them in a database.

    Raises
    ------
    MatcalcError
        If nbgrader refuses a notebook, for instance one whose solution is not marked.
    """
    api = course.api(release_directory=str(into), db_url=database)
    for assignment in assignments:
        with calling_nbgrader(course.root):
            result = api.generate_assignment(assignment, force=True, create=True)
        if not result["success"]:
            reason = result.get("error") or result.get("log") or "no reason given"
            raise MatcalcError(f"nbgrader could not release {assignment}: {reason.strip()}")


def _files(folder: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
