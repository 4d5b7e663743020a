"""Take a submission in: rebuild its notebooks from the release, with the learner's answers.

Of what was handed in, only the text of the answer cells and of the cells that the learner added
is used.  Everything else, test cells, metadata, tags, the kernel, comes from the release, so there
is nothing else to forge.  A file is opened without following links; what is no notebook is
rejected, with a reason that its author can act on.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from matcalc.course.notebook import marks_of
from matcalc.grading.marking.gradebook import STUDENT_ID
from matcalc.grading.marking.key import Key, NotebookKey
from matcalc.grading.running.task import Cell

__all__ = ["TIMESTAMP", "Rejected", "Submission", "cells_to_run", "handed_in_at", "rebuild",
           "take_in"]  # fmt: skip

CELLS = 2000
ADDED = "added_by_learner_"  # the ids of cells that are not the release's begin so
TIMESTAMP = "timestamp.txt"  # nbgrader's record of when a submission was handed in
_NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class Rejected(Exception):
    """A submission that cannot be graded; the text tells its author why, and what to do."""


@dataclass(frozen=True)
class Submission:
    """A submission as it will be graded.

    Attributes
    ----------
    notebooks : dict
        The rebuilt notebooks, by name; one that was not handed in is missing here.
    files : dict
        The assignment's extra files.
    own_files : dict
        Those that the learner handed in and may.
    timestamp : datetime or None
        When it was handed in, UTC, where timestamp.txt says so.
    work : str
        The same as long as nothing else is handed in.
    remarks : list of str
        What was ignored.
    """

    student: str
    notebooks: dict[str, NotebookNode]
    files: dict[str, bytes]
    own_files: dict[str, bytes]
    timestamp: datetime | None
    work: str
    remarks: list[str] = field(default_factory=list)


def take_in(
    submitted: Path, student: str, key: Key
) -> Submission:  # removed by tests/attacks/removed.py
    """Read and rebuild one learner's submission.

    Parameters
    ----------
    submitted : Path
        The folder of all submissions.

    Raises
    ------
    Rejected
        If there is no notebook that can be graded.
    """
    if not STUDENT_ID.fullmatch(student):
        raise Rejected(
            "the name of the folder is no student's name: letters, digits and . _ - + @ only, at "
            "most 64 of them"
        )
    folder = _open_folder(submitted, student, key.assignment)
    try:
        return _taken_in(folder, student, key)
    finally:
        os.close(folder)


def _taken_in(folder: int, student: str, key: Key) -> Submission:
    present = sorted(_files(folder))
    contents = {
        name: _read(folder, f"{name}.ipynb", key.limits.notebook_size)
        for name in key.notebooks
        if f"{name}.ipynb" in present
    }
    notebooks = {name: rebuild(content, key.notebooks[name]) for name, content in contents.items()}
    if not notebooks:
        wanted = ", ".join(f"{name}.ipynb" for name in key.notebooks)
        found = ", ".join(present[:5]) or "nothing"
        raise Rejected(f"no notebook of the name {wanted}; found {found}: rename it")
    known = {TIMESTAMP, *key.files, *key.allowed, *(f"{name}.ipynb" for name in notebooks)}
    remarks = [
        f"{n} was ignored: it is no file of the assignment" for n in present if n not in known
    ]
    remarks += _of_other_sets(contents, key)
    timestamp = None
    if TIMESTAMP in present:
        timestamp = handed_in_at(_read(folder, TIMESTAMP, 1000))
        remarks += [f"{TIMESTAMP} was ignored: it holds no time"] if timestamp is None else []
    allowed = [name for name in present if name in key.allowed - {TIMESTAMP}]
    own = {name: _read(folder, name, key.limits.file_size) for name in allowed}
    files = {name: content for name, content in key.files.items() if name not in own}
    work = _digest(str(timestamp), contents, own)
    return Submission(student, notebooks, files, own, timestamp, work, remarks)


def _of_other_sets(contents: dict[str, bytes], key: Key) -> Iterator[str]:
    """What to remark where prompts or tests are another set's: it changes nothing about marks."""
    mine = key.sets.get(key.number, frozenset())
    if not mine:
        return
    found = {_source(cell).strip() for content in contents.values() for cell in _cells(content)}
    for number, given in key.sets.items():
        if number != key.number and found & (given - mine):
            yield (
                f"the prompts are those of set {number}, and this learner has set {key.number}: "
                "the notebook is a neighbour's, or the wrong one was handed out"
            )


def _digest(timestamp: str, *files: dict[str, bytes]) -> str:
    digest = hashlib.sha256(timestamp.encode())
    for some in files:
        for name, content in some.items():
            digest.update(f"\0{name}\0".encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def rebuild(content: bytes, key: NotebookKey) -> NotebookNode:
    """The released notebook with a learner's answers and added cells.

    Parameters
    ----------
    content : bytes
        The notebook's file.

    Raises
    ------
    Rejected
        If it is no notebook, or none of this assignment.
    """
    marks = [marks_of(cell) for cell in key.released.cells]
    answers, added = _placed(list(_cells(content)), key.released.cells)
    if not any(marks[place].grade_id for place in answers):
        raise Rejected(
            f"none of its cells is of {key.name}: is this another assignment's notebook? Write "
            "the answers into the notebook that was handed out"
        )
    result = deepcopy(key.released)
    rebuilt = list(added.get(-1, []))
    for place, cell in enumerate(result.cells):
        given = answers.get(place)
        if given is not None and (marks[place].is_answer or not marks[place].grade_id):
            _fill(cell, given)
        rebuilt += [cell, *added.get(place, [])]
    result.cells = rebuilt
    return result


def _placed(
    cells: list[dict[str, Any]], released: list[NotebookNode]
) -> tuple[dict[int, dict[str, Any]], dict[int, list[NotebookNode]]]:
    """The cells that stand for released ones, and the others, by the places of the release.

    An added cell stands after the released one that came before it, at -1 if there was none.
    """
    marks = [marks_of(cell) for cell in released]
    places = {one.grade_id: place for place, one in enumerate(marks) if one.grade_id}
    unmarked = _Unmarked(released)
    answers: dict[int, dict[str, Any]] = {}
    added: dict[int, list[NotebookNode]] = {}
    last = {marks_of(cell).grade_id: number for number, cell in enumerate(cells)}
    here = -1
    for number, cell in enumerate(cells):
        name = marks_of(cell).grade_id
        place = places.get(name) if name else unmarked.place(cell)
        # Of an answer that stands there twice, the last counts, as it does when it is run.
        if place is not None and (not name or last[name] == number):
            here = place
            answers[place] = cell
        elif place is None or marks[place].is_answer:
            new = _NEW[cell["cell_type"]](_source(cell), id=f"{ADDED}{number}")
            added.setdefault(here, []).append(new)
    return answers, added


def cells_to_run(notebook: NotebookNode, key: NotebookKey) -> list[Cell]:
    """What each process runs of a rebuilt notebook's code cells, in their order.

    The learner's process is told nothing of a test but what the release shows; the trusted one
    runs the release's text alone, never the learner's.  A test that goes together with the answers
    is left out here.  A kernel for another language runs all.
    """
    if key.kernel:
        return [
            Cell(trusted=cell.source, borrows=marks_of(cell).is_test)
            for cell in notebook.cells
            if cell.cell_type == "code" and cell.source.strip()
        ]
    released = {cell.get("id"): cell for cell in key.released.cells}
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        original, marks = released.get(cell.get("id")), marks_of(cell)
        if marks.is_test:
            shown = key.shown.get(marks.grade_id, "")
            apart = marks.grade_id not in key.together
            found.append(Cell(shown, cell.source if apart else "", borrows=apart))
        elif original is None or marks.is_answer:
            found.append(Cell(learner=cell.source))
        else:
            found.append(Cell(learner=cell.source, trusted=original.source))
    return found


class _Unmarked:
    """The cells of the release that carry no grade id, found again by their id or their text."""

    def __init__(self, cells: list[NotebookNode]) -> None:
        mine = [(place, cell) for place, cell in enumerate(cells) if not marks_of(cell).grade_id]
        self.by_id = {cell.get("id"): place for place, cell in mine}
        self.by_text = {cell.source.strip(): place for place, cell in mine}

    def place(self, cell: dict[str, Any]) -> int | None:
        text = _source(cell).strip()
        return self.by_id.get(str(cell.get("id")), self.by_text.get(text) if text else None)


def _fill(cell: NotebookNode, given: dict[str, Any]) -> None:
    cell.source = _source(given)
    attachments = given.get("attachments")
    if cell.cell_type == "markdown" and isinstance(attachments, dict):
        pictures = {
            str(name): {str(kind): str(data) for kind, data in picture.items()}
            for name, picture in attachments.items()
            if isinstance(picture, dict)
        }
        if pictures:
            cell["attachments"] = pictures


def _cells(content: bytes) -> Iterator[dict[str, Any]]:
    """The cells of a notebook's file, each a dictionary with a type and a text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Rejected(
            f"the file is not in UTF-8 (byte {error.start}): save it again from Jupyter"
        ) from None
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:100] or "nested too deeply"
        raise Rejected(
            f"the file is no notebook ({reason}): save it again from Jupyter, and hand in the "
            ".ipynb file itself"
        ) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise Rejected(
            "the file is no notebook of today's format, it has no cells: open it in Jupyter and "
            "save it again"
        )
    if len(notebook["cells"]) > CELLS:
        raise Rejected(f"the notebook has more than {CELLS} cells: remove some")
    for number, cell in enumerate(notebook["cells"], start=1):
        yield _required(cell, number)


def _required(cell: Any, number: int) -> dict[str, Any]:
    """A cell, if it is one."""
    kind = cell.get("cell_type") if isinstance(cell, dict) else None
    if not isinstance(kind, str) or kind not in _NEW:
        raise Rejected(f"cell {number} is no cell: open the notebook in Jupyter and save it")
    source = cell.get("source", "")
    if not (isinstance(source, str) or _is_lines(source)):
        raise Rejected(f"cell {number} has no text: open the notebook in Jupyter and save it")
    found: dict[str, Any] = cell
    return found


def _is_lines(source: object) -> bool:
    return isinstance(source, list) and all(isinstance(line, str) for line in source)


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(source)
    # Lone surrogates have no place in a file; other systems end their lines in other ways.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _open_folder(submitted: Path, *names: str) -> int:
    """Open a folder without following a link below the first."""
    flags = os.O_RDONLY | os.O_DIRECTORY
    folder = os.open(submitted, flags)
    for name in names:
        try:
            inner = os.open(name, flags | os.O_NOFOLLOW, dir_fd=folder)
        except OSError:
            raise Rejected(f"{name} is no folder (a link is not followed)") from None
        finally:
            os.close(folder)
        folder = inner
    return folder


def _files(folder: int) -> Iterator[str]:
    """The names of the files in a folder and those below, links left out of account."""
    for where, folders, names, _ in os.fwalk(".", dir_fd=folder, follow_symlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))[:100]
        yield from (os.path.normpath(os.path.join(where, name)) for name in names[:1000])  # noqa: PTH118


def _read(folder: int, name: str, most: int) -> bytes:
    """Read an ordinary file, no link, of at most so many bytes."""
    try:
        # Not to wait for the other end of a pipe.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(name, flags, dir_fd=folder)
    except OSError as error:
        raise Rejected(
            f"{name} cannot be read ({error.strerror}); a link is not followed"
        ) from None
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise Rejected(f"{name} is no ordinary file")
        if about.st_size > most:
            raise Rejected(
                f"{name} has {about.st_size / 2**20:.1f} MB, more than the {most / 2**20:g} MB "
                "that a file may have: clear the outputs of all cells and save it again"
            )
        return file.read(most)


def handed_in_at(content: bytes) -> datetime | None:
    """The time in a timestamp.txt, UTC; None where it holds none.

    Examples
    --------
    >>> handed_in_at(b"2026-03-01 12:30:00 UTC")
    datetime.datetime(2026, 3, 1, 12, 30)
    """
    from nbgrader.utils import parse_utc

    try:
        found = parse_utc(content.decode("utf-8").strip())
    except (ValueError, OverflowError):
        return None
    return found if isinstance(found, datetime) else None
