"""Which of a learner's files are the assignment's notebooks, and which attempt counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from matcalc.grading.collecting.platforms import Refused
from matcalc.grading.marking.intake import TIMESTAMP

__all__ = ["Attempt", "Chosen", "Given", "choose"]

# What browsers, JupyterLab, Canvas and ILIAS append to the name of another copy.
COPY = re.compile(r"([-_ ]*\(\d+\)|[-_ ]+copy ?\d*|[-_ ]+\d+)+", re.IGNORECASE)


@dataclass(frozen=True)
class Given:
    """A file that was handed in.

    Attributes
    ----------
    order : int
        Of two copies of a notebook the one with the larger number is newer; 0 if that is unknown.
    known_as : str
        The name by which the platform takes feedback back.
    """

    copy: Path
    order: int = 0
    known_as: str = ""


@dataclass
class Attempt:
    """What a learner handed in at one time, and when, where the platform says that."""

    files: dict[str, Given] = field(default_factory=dict)
    at: datetime | None = None
    late: bool = False
    is_timeless: bool = False  # the record of the time holds none


@dataclass
class Chosen:
    """What counts of it, by the names that the assignment has for its notebooks."""

    files: dict[str, Given] = field(default_factory=dict)
    at: datetime | None = None
    known_as: dict[str, str] = field(default_factory=dict)  # by the notebook
    remarks: list[str] = field(default_factory=list)


def choose(attempts: list[Attempt], notebooks: list[str]) -> Chosen:
    """Choose a learner's notebooks: the latest attempt's, and from earlier ones what that lacks.

    Parameters
    ----------
    attempts : list of Attempt
    notebooks : list of str
        The file names that the assignment gives them.

    Raises
    ------
    Refused
        If there is none, or more than one could be meant.
    """
    chosen = Chosen()
    ordered = _latest_first(attempts)
    for attempt in ordered:
        missing = [name for name in notebooks if name not in chosen.files]
        found = _named(attempt.files, missing, notebooks)
        if found and not chosen.files:
            _take_along(attempt, found, notebooks, chosen)
            if attempt is not ordered[0]:
                chosen.remarks.append(
                    "the last attempt holds no notebook; an earlier one was taken"
                )
        elif found:
            chosen.remarks.append(f"{' and '.join(found)} was handed in earlier than the others")
        for wanted, name in found.items():
            given = attempt.files[name]
            chosen.files[wanted] = given
            if given.known_as:
                chosen.known_as[wanted.removesuffix(".ipynb")] = given.known_as
            if name != wanted:
                chosen.remarks.append(f"{name} was taken for {wanted}")
    if not chosen.files:
        raise Refused(_why_none(attempts, notebooks))
    if len(attempts) > 1:
        chosen.remarks.append(f"the latest of {len(attempts)} attempts was taken")
    return chosen


def _latest_first(attempts: list[Attempt]) -> list[Attempt]:
    if len(attempts) == 1:
        return attempts
    if any(attempt.at is None for attempt in attempts):
        raise Refused(f"which of the {len(attempts)} attempts is the last? Leave that one only")
    return sorted(attempts, key=lambda attempt: str(attempt.at), reverse=True)


def _take_along(
    attempt: Attempt, found: dict[str, str], notebooks: list[str], chosen: Chosen
) -> None:
    """What comes with the notebooks of an attempt: other files, the time, lateness."""
    for name, given in attempt.files.items():
        if not name.endswith(".ipynb"):
            chosen.files[name] = given
        elif name not in found.values() and name not in notebooks:
            chosen.remarks.append(f"{name} is none of the assignment's")
        elif name not in found.values():
            chosen.remarks.append(f"{name} is older than what was taken for it")
    chosen.at = attempt.at
    if attempt.late:
        chosen.remarks.append("handed in late, as the platform says")
    if attempt.is_timeless:
        chosen.remarks.append(f"{TIMESTAMP} holds no time and was left out")


def _named(files: dict[str, Given], missing: list[str], notebooks: list[str]) -> dict[str, str]:
    """The file that is each of the missing notebooks, where one is."""
    found: dict[str, str] = {}
    for wanted in missing:
        rest = [
            name
            for name in files
            if name.endswith(".ipynb") and name not in {*notebooks, *found.values()}
        ]
        exact = [wanted] if wanted in files else []
        copies = exact + [name for name in rest if _is_copy(name, wanted)]
        # An assignment's only notebook may have any name.
        meant = _newest(files, copies) or exact or copies or (rest if len(notebooks) == 1 else [])
        if len(meant) > 1:
            raise Refused(f"{' and '.join(meant)}: which of them is {wanted}?")
        if meant:
            found[wanted] = meant[0]
    return found


def _newest(files: dict[str, Given], copies: list[str]) -> list[str]:
    """The newest of a notebook's copies; none where that is unknown."""
    ordered = sorted(copies, key=lambda name: files[name].order)
    if len({files[name].order for name in copies} - {0}) < len(copies):
        return []
    return ordered[-1:]


def _why_none(attempts: list[Attempt], notebooks: list[str]) -> str:
    own = [name for attempt in attempts for name in attempt.files if name.endswith(".ipynb")]
    if not own:
        return "no notebook among the files"
    return f"none of {', '.join(own)} is {' or '.join(notebooks)}"


def _is_copy(name: str, wanted: str) -> bool:
    stem, prefix = (PurePosixPath(path).stem.casefold() for path in (name, wanted))
    return stem == prefix or (
        stem.startswith(prefix) and bool(COPY.fullmatch(stem.removeprefix(prefix)))
    )
