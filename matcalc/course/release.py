"""Release assignments: make exercises/ from solutions/, or tell whether it is up to date."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from matcalc.course.directory import Course, calling_nbgrader
from matcalc.course.files import write_atomically
from matcalc.course.notebook import is_answer
from matcalc.errors import MatcalcError

__all__ = ["differences", "formula_stubs", "release"]

_FORMULA = re.compile(r"^(\w+ = \.\.\.)\n.*", re.MULTILINE | re.DOTALL)


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


def formula_stubs(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Keep ``answer = ...`` as the stub of a formula; a step of nbgrader's, after ClearSolutions.

    nbgrader has one stub for all cells, which raises.  That suits a function, which nobody calls
    before its check, but not an assignment, which runs at once.
    """
    for cell in notebook.cells:
        if is_answer(cell) and cell.cell_type == "code":
            cell.source = _FORMULA.sub(r"\1", cell.source)
    return notebook, resources


def _files(folder: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
