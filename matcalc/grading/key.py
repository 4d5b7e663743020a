"""The answer key: what an assignment's release says, with its hidden tests, read once."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from matcalc.course.directory import Course
from matcalc.course.names import definitions
from matcalc.course.notebook import marks_of, read_notebook
from matcalc.course.release import generate
from matcalc.course.turns import taking_turns
from matcalc.grading.kernels import find_kernel
from matcalc.grading.limits import Limits
from matcalc.grading.reading import bound_by
from matcalc.grading.task import Cell, Task

__all__ = ["Key", "NotebookKey", "read_key"]


@dataclass(frozen=True)
class NotebookKey:
    """One notebook: the released one with the hidden tests, and the solution.

    Attributes
    ----------
    released : NotebookNode
        Its locked cells have the text of the source, its metadata are the release's.
    shown : dict
        For each test cell the definitions in it that learners see, and may use.
    solution : Task
        The source's code cells, to be run.
    source : bytes
        The source's file.
    kernel : str
        The Jupyter kernel that they need; empty for Python.
    together : frozenset of str
        The tests that run together with the answers, see `matcalc.grading.ways`.
    endings : dict
        The tests that end, with the solution, in a value, and that value.
    reserved : tuple of str
        The names that tests define and nothing else does: no answer is asked for them, though the
        test that was to define one failed.
    """

    name: str
    released: NotebookNode
    shown: dict[str, str]
    solution: Task
    source: bytes = b""
    kernel: str = ""
    together: frozenset[str] = frozenset()
    endings: dict[str, str] = field(default_factory=dict)
    reserved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """All that grading needs to know of an assignment.

    Attributes
    ----------
    files : dict
        The assignment's extra files, by their path in its folder.
    allowed : frozenset of str
        Files that learners may hand in, in place of the assignment's or beside them.
    digest : str
        Changes when a cell, a file or a limit does.
    """

    assignment: str
    notebooks: dict[str, NotebookKey]
    files: dict[str, bytes]
    allowed: frozenset[str]
    limits: Limits
    digest: str = field(compare=False)


def read_key(course: Course, assignment: str) -> Key:
    """Let nbgrader make the release and enter it in the gradebook; read both.

    Raises
    ------
    MatcalcError
        If nbgrader refuses the source, or a notebook's kernel is not installed.
    """
    from nbgrader.converters import Autograde

    database = str(course.directories().db_url)
    source = course.folder("source") / assignment
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        with taking_turns(course.root, "key"):  # the first run makes the gradebook's tables
            generate(course, [assignment], Path(scratch), database)
        folder = Path(scratch, assignment)
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not (path.suffix == ".ipynb" and path.parent == folder)
        }
        notebooks = {
            path.stem: _read_notebook(path, source / path.name, assignment, database, files)
            for path in sorted(folder.glob("*.ipynb"))
        }
    excluded = Autograde(coursedir=course.directories(), config=course.config).exclude_overwriting
    limits = Limits.of_course(course.config)
    allowed = frozenset(str(name) for name in excluded.get(assignment, []))
    text = json.dumps([repr(limits), [nb.released for nb in notebooks.values()]], sort_keys=True)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for name, content in files.items():
        digest.update(f"\0{name}\0".encode() + content)
    return Key(assignment, notebooks, files, allowed, limits, digest.hexdigest())


def _read_notebook(
    path: Path, source: Path, assignment: str, database: str, files: dict[str, bytes]
) -> NotebookKey:
    released, solution = read_notebook(path), read_notebook(source)
    kernel = _other_kernel(released)
    if kernel:
        find_kernel(kernel)
    shown = {
        marks.grade_id: definitions(cell.source)
        for cell in released.cells
        if (marks := marks_of(cell)).is_test
    }
    _complete(released, path.stem, assignment, database)
    cells = [
        Cell(trusted=cell.source, borrows=marks_of(cell).is_test)
        for cell in solution.cells
        if cell.cell_type == "code"
    ]
    task = Task(tuple(cells), files, kernel=kernel)
    reserved = tuple(sorted(_bound(solution, tests=True) - _bound(solution, tests=False)))
    content = source.read_bytes()
    return NotebookKey(path.stem, released, shown, task, content, kernel, reserved=reserved)


def _bound(notebook: NotebookNode, *, tests: bool) -> set[str]:
    """The names that its tests define, or all other cells."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {n for c in cells if marks_of(c).is_test == tests for n in bound_by(c.source)}


def _complete(released: NotebookNode, name: str, assignment: str, database: str) -> None:
    """Give locked cells the source's text, with the hidden tests, and all cells no output."""
    from nbgrader.api import Gradebook

    with Gradebook(database) as gradebook:
        known = gradebook.find_notebook(name, assignment)
        sources = {cell.name: cell for cell in known.source_cells}
        for cell in released.cells:
            entry = sources.get(marks_of(cell).grade_id)
            if entry is not None:
                cell.source = entry.source if entry.locked else cell.source
                cell.metadata.nbgrader["checksum"] = entry.checksum
    for cell in released.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def _other_kernel(notebook: NotebookNode) -> str:
    """The kernel that a notebook needs, unless it is one for Python."""
    about = notebook.metadata.get("kernelspec", {})
    name = str(about.get("name", ""))
    return "" if "python" in f"{name} {about.get('language')}".lower() else name
