"""What goes to the processes that run cells, and what comes back: plain data, and nothing else.

Each of these classes can be written as a message of `wire` and read from one; a message is a
dictionary, in which files are numbers of blobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeVar

from matcalc.grading.running.absent import Hidden
from matcalc.grading.running.limits import Limits

__all__ = ["Cell", "Finished", "Prepared", "Ran", "Results", "Role", "Setting", "Task", "report_of"]

Message = dict[str, Any]
Flat = TypeVar("Flat")


@dataclass(frozen=True)
class Cell:
    """A code cell to run.

    Attributes
    ----------
    learner, trusted : str
        What the learner's process runs, and the trusted one; empty for nothing.
    borrows : bool
        Whether the trusted process looks up the learner's names: the mark of a test cell.
    together : bool
        Whether this is a test that the learner's process runs, as one of its own cells.
    compares : bool
        Whether to report which of the trusted process's own names in a test have another value in
        the learner's.
    """

    learner: str = ""
    trusted: str = ""
    borrows: bool = False
    together: bool = False
    compares: bool = False


@dataclass(frozen=True)
class Task:
    """A notebook to run, with the assignment's files and those that the learner handed in.

    Attributes
    ----------
    kernel : str
        The Jupyter kernel that runs all cells, with the text that is the trusted process's;
        empty for Python, which needs none.
    reserved : tuple of str
        Names for which the learner's process is not asked.
    """

    cells: tuple[Cell, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    own_files: dict[str, bytes] = field(default_factory=dict)
    kernel: str = ""
    reserved: tuple[str, ...] = ()

    def message(self, blobs: list[bytes]) -> Message:
        """The task as a message, whose files are added to its blobs."""
        return {
            "cells": [_flat(cell) for cell in self.cells],
            "files": _numbered(self.files, blobs),
            "own_files": _numbered(self.own_files, blobs),
            "kernel": self.kernel,
            "reserved": self.reserved,
        }

    @classmethod
    def of(cls, message: Message, blobs: Sequence[memoryview]) -> Task:
        """The task that a message describes."""
        return cls(
            tuple(_read(Cell, cell) for cell in message["cells"]),
            {name: bytes(blobs[number]) for name, number in message["files"].items()},
            {name: bytes(blobs[number]) for name, number in message["own_files"].items()},
            message["kernel"],
            tuple(message["reserved"]),
        )


@dataclass(frozen=True)
class Setting:
    """What all submissions of an assignment share.

    Attributes
    ----------
    limits : Limits
    sandboxed : bool
    rehearsals : tuple of Task
        The solutions: run once by the trusted process, so that its children need not import or
        differentiate again.  What they imported, the learner's process imports too.
    hidden : Hidden
        What is not to be found by the learner's process.
    """

    limits: Limits
    sandboxed: bool = True
    hidden: Hidden = field(default_factory=Hidden)
    rehearsals: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Role:
    """What a warm process is told when it starts: its part, and no more than that needs.

    Attributes
    ----------
    name : str
        ``"trusted"``, ``"learner"``, or ``"kernel"`` for notebooks in other languages.
    limits, rehearsals, hidden
        As in `Setting`.
    kernels : dict
        What `matcalc.grading.running.kernels.find_kernel` says of each kernel.
    folders : tuple of str
        What these must be able to read.
    """

    name: Literal["trusted", "learner", "kernel"]
    limits: Limits
    rehearsals: tuple[Task, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)
    kernels: dict[str, dict[str, Any]] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    @property
    def programs(self) -> bool:
        """Whether its processes start other programs: a kernel is one."""
        return self.name == "kernel"

    def message(self, blobs: list[bytes]) -> Message:
        """The role as a message; the files of its tasks are added to the blobs."""
        rehearsals = [task.message(blobs) for task in self.rehearsals]
        parts = {"limits": _flat(self.limits), "hidden": _flat(self.hidden)}
        return _flat(self) | parts | {"rehearsals": rehearsals}

    @classmethod
    def of(cls, message: Message, blobs: Sequence[memoryview]) -> Role:
        """The role that a message describes."""
        return cls(
            message["name"],
            _read(Limits, message["limits"]),
            tuple(Task.of(task, blobs) for task in message["rehearsals"]),
            Hidden(*map(tuple, message["hidden"].values())),
            message["kernels"],
            tuple(message["folders"]),
        )


@dataclass(frozen=True)
class Prepared:
    """What a warm process has ready, or is to get ready, before it forks.

    Attributes
    ----------
    modules : list of str
        Those that are imported.
    """

    modules: list[str] = field(default_factory=list)

    def message(self) -> Message:
        """The same as a message."""
        return _flat(self)

    @classmethod
    def of(cls, message: Message) -> Prepared:
        """What a message says."""
        return _read(cls, message)


@dataclass(frozen=True)
class Ran:
    """How a cell ran.

    Attributes
    ----------
    outputs : list of dict
        In nbformat's form.
    ended : bool
        Whether a test cell ran to its last line: the proof without which there are no marks.
    seconds : float
        By the clock.
    mistake : str or None
        The identifier that a failed check gave.
    line : int or None
        The line of the cell, from 1, at which it stopped.
    flag : str
        What an instructor should look at in the answer; it costs nothing.
    changed : list of str
        The names that the answers gave another value, where the cell is to compare them.
    """

    outputs: list[dict[str, Any]]
    ended: bool
    seconds: float = 0.0
    mistake: str | None = None
    line: int | None = None
    flag: str = ""
    changed: list[str] = field(default_factory=list)

    def message(self) -> Message:
        """The report on the cell, as a message."""
        return _flat(self)


Results = dict[str, list[Ran]]  # of each notebook of a submission


@dataclass(frozen=True)
class Finished:
    """What is said after the last cell.

    Attributes
    ----------
    is_lost : bool
        Whether the process that ran the learner's cells ended, and not by its grader.
    flags : dict
        For each cell to be looked at, by its place from 0, the reason.
    """

    is_lost: bool
    flags: dict[int, str] = field(default_factory=dict)

    def message(self) -> Message:
        """The same as a message."""
        return {"is_lost": self.is_lost, "flags": list(self.flags.items())}


def report_of(message: Message) -> Ran | Finished:
    """What a message of the process that runs cells says."""
    if "is_lost" in message:
        return Finished(message["is_lost"], {int(place): flag for place, flag in message["flags"]})
    return _read(Ran, message)


def _numbered(files: dict[str, bytes], blobs: list[bytes]) -> dict[str, int]:
    numbers = {name: len(blobs) + place for place, name in enumerate(files)}
    blobs += files.values()
    return numbers


def _flat(thing: object) -> Message:
    return {**vars(thing)}  # and not `asdict`, which is recursive: outputs may be nested deeply


def _read(kind: type[Flat], message: Message) -> Flat:
    return kind(**{one.name: message[one.name] for one in fields(kind)})  # type: ignore[arg-type]
