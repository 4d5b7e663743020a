"""Submissions that try to earn what they did not, to break the grading, or are broken themselves.

Each has an honest twin, the same kind of statements or of file without the cheat, which earns full
marks: so a zero is never given for the wrong reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from attacks.case import KINDS, LAYERS, Case
from attacks.cells import cell_cases
from attacks.course import ASSIGNMENTS, state, traces, write_course
from attacks.files import file_cases
from attacks.payloads import payload_cases

__all__ = [
    "ASSIGNMENTS",
    "KINDS",
    "LAYERS",
    "Case",
    "cases",
    "state",
    "traces",
    "write_class",
    "write_course",
]


@cache
def cases() -> tuple[Case, ...]:
    """Every case, each with a name of its own."""
    found = (*payload_cases(), *cell_cases(), *file_cases())
    assert len({case.name for case in found}) == len(found)
    assert all(case.kind in KINDS and {*case.layers} <= {*LAYERS} for case in found)
    return found


def write_class(root: Path, chosen: Iterable[Case], *, twins: bool = False) -> None:
    """Write submissions into a course's submitted/, each under its case's name."""
    for case in chosen:
        name = f"{case.assignment}.ipynb"
        released = root / "exercises" / case.assignment / name
        solution = root / "solutions" / case.assignment / name
        directory = root / "submitted" / (f"{case.name}-twin" if twins else case.name)
        directory.mkdir(parents=True)
        (case.twin if twins else case.build)(directory / case.assignment, released, solution)
