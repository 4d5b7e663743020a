"""Release assignments: make exercises/ from solutions/, or tell whether it is up to date."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from matcalc.course.assignment import CREDIT, Assignment
from matcalc.course.directory import Course, calling_nbgrader
from matcalc.course.files import write_atomically
from matcalc.course.notebook import marks_of
from matcalc.course.repository import Repository
from matcalc.course.variants import VARIANTS
from matcalc.errors import MatcalcError
from matcalc.version import DISTRIBUTION, __version__

__all__ = [
    "differences", "formula_stubs", "generate", "guard_imports", "guarded", "release",
    "write_source",
]  # fmt: skip

SETUP = "-setup"  # the ending of the grade id of the cell that imports
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
    for assignment in assignments:
        _ = course.assignment(assignment).variants  # a table that does not fit is an error here
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


def generate(
    course: Course,
    assignments: list[str],
    into: Path,
    database: str,
    *,
    source: Path | None = None,
) -> None:
    """Let nbgrader write the released form of assignments, and enter them in a database.

    Parameters
    ----------
    source : Path, optional
        The folder with the assignments' own; the course's unless given.

    Raises
    ------
    MatcalcError
        If nbgrader refuses a notebook, for instance one whose solution is not marked.
    """
    overrides = {"release_directory": str(into), "db_url": database}
    if source is not None:
        overrides["source_directory"] = str(source)
    # Whatever a course keeps back, learners do not get what earns a part of the points, nor the
    # variants, whose hidden tests are in their table.
    ignored = [*course.directories().ignore, CREDIT, VARIANTS]
    api = course.api(**overrides, ignore=ignored)
    for assignment in assignments:
        with calling_nbgrader(course.root):
            result = api.generate_assignment(assignment, force=True, create=True)
        if not result["success"]:
            reason = result.get("error") or result.get("log") or "no reason given"
            raise MatcalcError(f"nbgrader could not release {assignment}: {reason.strip()}")


def write_source(assignment: Assignment, source: Path) -> None:
    """Write the notebooks of an assignment, of whichever set, and its files into a source folder.

    Parameters
    ----------
    assignment : Assignment
        As `Assignment.variant` gives it.
    source : Path
        The folder of all assignments; it gets one of the assignment's name.
    """
    import nbformat

    left_out = shutil.ignore_patterns(VARIANTS, ".ipynb_checkpoints")
    shutil.copytree(assignment.source, source / assignment.name, ignore=left_out)
    for name, notebook in assignment.solution.items():
        nbformat.write(notebook, source / assignment.name / f"{name}.ipynb")


def guard_imports(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Let the cell that imports say what is wrong where the right matcalc is not installed.

    It is the locked code cell whose grade id ends in ``-setup``; a step of nbgrader's, which runs
    its steps in the course's root.
    """
    repository = Repository.of(Path.cwd())
    for cell in notebook.cells:
        marks = marks_of(cell)
        if cell.cell_type == "code" and marks.is_locked and marks.grade_id.endswith(SETUP):
            cell.source = guarded(cell.source, repository)
    return notebook, resources


def guarded(imports: str, repository: Repository | None = None) -> str:
    """Imports of a notebook, after a look at whether they will find the right matcalc.

    Three cases are told apart: it is missing, a stranger has its name, or it is too old.  In Colab,
    whose machines are made anew for each visit, it is installed from the repository.

    Examples
    --------
    >>> guarded("from matcalc import assert_gradient").splitlines()[-1]
    'from matcalc import assert_gradient'
    """
    wheel = f"{DISTRIBUTION.replace('-', '_')}-{__version__}-py3-none-any.whl"
    needed = tuple(map(int, __version__.split(".")[:2]))
    colab = _COLAB.format(source=repository.for_pip) if repository else ""
    return colab + _GUARD.format(wheel=wheel, needed=needed) + imports


_COLAB = """\
# Google's Colab has no matcalc: it is installed there.
import importlib.util
import sys
if "google.colab" in sys.modules and importlib.util.find_spec("matcalc") is None:
    import subprocess
    source = "{source}"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", source], check=True)

"""

_GUARD = """\
# Is the right matcalc installed?  If not, this says what to do.
install = (
    "in the folder with the downloaded wheel, run: "
    "python -m pip install --force-reinstall {wheel}"
)
try:
    import matcalc
except ModuleNotFoundError as error:
    raise ImportError(f"{{error.name}} is missing: {{install}}") from None
found = getattr(matcalc, "__version__", "0.1")
if not hasattr(matcalc, "check_gradient"):
    where = getattr(matcalc, "__file__", None) or next(iter(matcalc.__path__))
    raise ImportError(
        f"{{where}} is another package called matcalc. Rename it if it is yours; else run: "
        f"python -m pip uninstall -y matcalc, and then, {{install}}"
    )
if tuple(map(int, found.split(".")[:2])) < {needed}:
    raise ImportError(f"matcalc {{found}} is too old for this notebook: {{install}}")

"""


def formula_stubs(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Keep ``answer = ...`` as the stub of a formula; a step of nbgrader's, after ClearSolutions.

    nbgrader has one stub for all cells, which raises.  That suits a function, which nobody calls
    before its check, but not an assignment, which runs at once.
    """
    for cell in notebook.cells:
        if marks_of(cell).is_answer and cell.cell_type == "code":
            cell.source = _FORMULA.sub(r"\1", cell.source)
    return notebook, resources


def _files(folder: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
