"""The answer key: what an assignment's release says, with its hidden tests, read once."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from matcalc.course.directory import Course
from matcalc.course.names import definitions
from matcalc.course.notebook import marks_of, read_notebook
from matcalc.course.release import generate, write_source
from matcalc.course.turns import taking_turns
from matcalc.grading.marking.credit import Credit, read_credit
from matcalc.grading.marking.reading import bound_by
from matcalc.grading.running.kernels import find_kernel
from matcalc.grading.running.limits import Limits
from matcalc.grading.running.task import Cell, Task

__all__ = ["Key", "NotebookKey", "digest_of", "read_key"]


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
        The tests that run together with the answers, see `matcalc.grading.marking.ways`.
    needs_hidden : bool
        Whether these need what only hidden parts of tests that go apart define.
    endings : dict
        The tests that end, with the solution, in a value, and that value.
    credit : dict
        For each test with partial credit the share of its points for each kind of mistake.
    given : frozenset of str
        The texts of the cells that are not to be changed, as learners have them.
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
    needs_hidden: bool = False
    endings: dict[str, str] = field(default_factory=dict)
    credit: Credit = field(default_factory=dict)
    given: frozenset[str] = frozenset()
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
    parts : dict
        What changes when an exercise does, by ``NOTEBOOK/EXERCISE``: its answer, its test, its way
        or its partial credit; and under an empty name what changes when anything else does.
    number : int
        Which set it is of, where learners have different ones; else 0.
    sets : dict
        What is `given` in each of the sets.
    """

    assignment: str
    notebooks: dict[str, NotebookKey]
    files: dict[str, bytes]
    allowed: frozenset[str]
    limits: Limits
    parts: dict[str, str] = field(compare=False)
    number: int = 0
    sets: dict[int, frozenset[str]] = field(default_factory=dict)

    @property
    def given(self) -> frozenset[str]:
        """The texts of the cells, in all notebooks, that learners are not to change."""
        return frozenset[str]().union(*(known.given for known in self.notebooks.values()))


def read_key(course: Course, assignment: str, number: int = 1) -> Key:
    """Let nbgrader make the release and enter it in the gradebook; read both.

    Parameters
    ----------
    number : int
        Of the set; the gradebook knows the first, whose exercises and points are those of all.

    Raises
    ------
    MatcalcError
        If nbgrader refuses the source, a notebook's kernel is not installed, or the table of
        partial credit is none.
    """
    from nbgrader.converters import Autograde

    database, own = str(course.directories().db_url), None
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        if number > 1:
            database, own = f"sqlite:///{scratch}/gradebook.db", Path(scratch, "source")
            write_source(course.assignment(assignment).variant(number), own)
        source, into = (own or course.folder("source")) / assignment, Path(scratch, "release")
        with taking_turns(course.root, "key"):  # the first run makes the gradebook's tables
            generate(course, [assignment], into, database, source=own)
        folder = into / assignment
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
    credit = read_credit(
        course.folder("source") / assignment, [notebook.released for notebook in notebooks.values()]
    )
    notebooks = {name: replace(notebook, credit=credit) for name, notebook in notebooks.items()}
    parts = dict(_parts(notebooks, limits, files))
    return Key(assignment, notebooks, files, allowed, limits, parts)


def _parts(
    notebooks: dict[str, NotebookKey], limits: Limits, files: dict[str, bytes]
) -> Iterator[tuple[str, str]]:
    rest: list[object] = [repr(limits)]
    for name, notebook in notebooks.items():
        own: dict[str, list[object]] = {}
        for cell in notebook.released.cells:
            marks = marks_of(cell)
            if marks.is_test or marks.is_answer:
                rest.append(marks.grade_id)
                shares = notebook.credit.get(marks.grade_id, {})
                own.setdefault(marks.exercise, []).append([cell, shares])
            else:
                rest.append(cell)
        rest.append(notebook.released.metadata)
        yield from ((f"{name}/{exercise}", digest_of(cells)) for exercise, cells in own.items())
    rest.append({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    yield "", digest_of(rest)


def digest_of(thing: object) -> str:
    """A short text that another thing, made of what JSON has, does not share."""
    text = json.dumps(thing, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


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
    given = frozenset(
        cell.source.strip() for cell in released.cells if not marks_of(cell).is_answer
    )
    _complete(released, path.stem, assignment, database)
    cells = [
        Cell(trusted=cell.source, borrows=marks_of(cell).is_test)
        for cell in solution.cells
        if cell.cell_type == "code"
    ]
    task = Task(tuple(cells), files, kernel=kernel)
    reserved = tuple(sorted(_bound(solution, tests=True) - _bound(solution, tests=False)))
    content = source.read_bytes()
    return NotebookKey(
        path.stem, released, shown, task, content, kernel, given=given, reserved=reserved
    )


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
