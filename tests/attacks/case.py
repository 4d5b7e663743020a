"""What a hostile submission is: how it and its honest twin are written, and what each may earn."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from corpus import answers, checked_exercises, solutions

Notebook = dict[str, Any]
Write = Callable[[Path, Path, Path], None]

KINDS = (
    "tampering",
    "cells",
    "reading",
    "writing",
    "resources",
    "crash",
    "malformed",
    "archive",
    "reply",
)
LAYERS = (
    "intake",  # the notebook is rebuilt from the release
    "sandbox",  # nothing of the machine is in reach
    "system calls",  # no other programs, no processes
    "empty process",  # the learner's process is forked from one that knows no answer
    "two processes",  # tests run where no learner's code does
    "own names",  # the trusted process's names win over the learner's
    "boundary",  # plain data crosses
    "comparison",  # values are compared as plain numbers, after their shapes
    "check",  # a wrong value, or none, is no right one: the cheat itself has no way to work
    "scoring",  # no marks without proof that a test ran to its end
    # Limits, each on its own
    "cell time",
    "grace",
    "submission time",
    "processor time",
    "memory",
    "address space",
    "output",
    "message",
    "file size",
    "disk",
    "files",
    "descriptors",
)


@dataclass(frozen=True)
class Case:
    """One hostile or broken submission, and the honest twin that earns full marks.

    `build(directory, released, solution)` and `twin(…)` write the submission into the learner's
    folder, submitted/STUDENT/ASSIGNMENT, given the released and the instructor's notebook.

    Attributes
    ----------
    layers : tuple of str
        What stops it: without this layer, or these together, the case earns marks or does harm.
    plain : str or None
        What plain nbgrader makes of it: the cheat "earns", it "harms others" or "stops the
        class", the submission gets "no mark", or nbgrader "withstands" it; None where it must not
        run outside limits, or was not tried.
    lost, kept : frozenset of str
        The exercises that must earn nothing, and those that must keep full marks.  Of the others,
        if any, either is right: what is left when a process dies is graded or not.
    refused : bool or None
        Whether the submission is refused whole, with a reason; None where either is right.
    """

    name: str
    kind: str
    layers: tuple[str, ...]
    plain: Literal["earns", "harms others", "no mark", "stops the class", "withstands"] | None
    build: Write
    twin: Write
    lost: frozenset[str]
    kept: frozenset[str] = frozenset()
    refused: bool | None = False
    assignment: str = "ch04"

    def __str__(self) -> str:
        return self.name


def read(path: Path) -> Notebook:
    """A notebook as it stands in the file, each cell's source one string."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def text(notebook: object) -> bytes:
    """A notebook's bytes, valid or not: nothing is corrected on the way."""
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def write(directory: Path, content: bytes, name: str | None = None) -> None:
    """Write one file of a submission; the notebook is named after the assignment."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / (name or f"{directory.name}.ipynb")).write_bytes(content)


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell with this grade id."""
    return next(cell for cell in notebook["cells"] if grade_id_of(cell) == grade_id)


def grade_id_of(cell: Mapping[str, Any]) -> str:
    """A cell's grade id; empty for a cell of the learner's own."""
    found: str = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return found


def answered(released: Path, given: Mapping[str, str]) -> Notebook:
    """The released notebook with these answers."""
    notebook = read(released)
    for exercise, source in given.items():
        cell_of(notebook, exercise)["source"] = source
    return notebook


@cache
def wrong_answers(assignment: str) -> Mapping[str, str]:
    """A wrong answer to each exercise."""
    found = [a for a in answers() if a.assignment == assignment and a.mistake is not None]
    return {answer.exercise: answer.code for answer in reversed(found)}


@cache
def right_answers(assignment: str) -> Mapping[str, str]:
    """The right answer to each exercise."""
    return solutions(assignment)


@cache
def exercises(assignment: str) -> tuple[str, ...]:
    """The checked exercises of an assignment, in the order of the notebook."""
    return tuple(checked_exercises(assignment))
