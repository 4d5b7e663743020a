"""Dealing: each learner gets a zip with the notebook of their own set, and it stays theirs.

Who has which set follows from the course's secret and the learner's id, and is computed again
whenever it is needed.  What has to be remembered is that an assignment was dealt, by which secret
and into how many sets: with another secret, or another number, everybody would have another set.
That stands in ``.matcalc-dealt.json`` in the course's root, and is no secret.  An assignment that
was never dealt has one set for everybody, the notebook in exercises/.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcalc.course.assignment import Assignment
from matcalc.course.directory import Course
from matcalc.course.files import write_atomically, zip_of
from matcalc.course.release import generate, write_source
from matcalc.course.secret import SECRET, VARIABLE, Secret, make_secret, read_secret
from matcalc.course.turns import taking_turns
from matcalc.course.variants import VARIANTS
from matcalc.errors import MatcalcError

__all__ = ["DEALT", "TABLE", "Deal", "deal", "dealt", "release_set", "write_dealt"]

DEALT = ".matcalc-dealt.json"
TABLE = "sets.csv"


@dataclass(frozen=True)
class Deal:
    """How the sets of an assignment are dealt."""

    assignment: str
    sets: int
    secret: Secret

    def set_of(self, learner: str) -> int:
        """The set that a learner has, from 1."""
        return self.secret.set_of(self.assignment, learner, self.sets)


def dealt(course: Course, assignment: str) -> Deal | None:
    """How an assignment was dealt; None if it was not.

    Raises
    ------
    MatcalcError
        If it was, and who has which set is no longer known: the secret is gone or another, or
        there is another number of sets.
    """
    known = _record(course).get(assignment)
    if known is None:
        return None
    secret, sets = read_secret(course.root), course.assignment(assignment).variants.sets
    if secret is None or secret.fingerprint != known["secret"]:
        found = "there is none" if secret is None else f"this one's is {secret.fingerprint}"
        raise MatcalcError(
            f"{assignment} was dealt with another secret: its fingerprint is {known['secret']}, "
            f"and {found}. Put back the {SECRET} of that day in {course.root}, or set {VARIABLE} "
            f"to its text; if nothing was handed out yet, remove {assignment} from {DEALT}"
        )
    if sets != known["sets"]:
        raise MatcalcError(
            f"{assignment} was dealt in {known['sets']} sets, and its {VARIANTS} has {sets} now "
            "(1 if it is missing): with another number learners would have other sets. Restore "
            f"it; if nothing was handed out yet, remove {assignment} from {DEALT}"
        )
    return Deal(assignment, sets, secret)


def deal(course: Course, assignment: str) -> Deal:
    """Deal an assignment, unless it was dealt before: draw the secret at need, and remember it.

    Raises
    ------
    MatcalcError
        If it has no variants, or was dealt otherwise.
    """
    variants = course.assignment(assignment).variants
    with taking_turns(course.root, "deal"):
        known = dealt(course, assignment)
        if known is not None:
            return known
        if variants.sets == 1:
            raise MatcalcError(f"{assignment} has no variants: expected them in {variants.path}")
        secret = make_secret(course.root)
        entry = {"secret": secret.fingerprint, "sets": variants.sets}
        text = json.dumps(_record(course) | {assignment: entry}, indent=1, sort_keys=True)
        write_atomically(course.root / DEALT, f"{text}\n".encode())
    return Deal(assignment, variants.sets, secret)


def write_dealt(
    course: Course, assignment: str, learners: Sequence[str], *, each: bool
) -> list[Path]:
    """Write the zips that are handed out to _build/variants/ASSIGNMENT, and who has which set.

    Parameters
    ----------
    learners : sequence of str
        Their ids; nobody's where they are not known, and then there is no table.
    each : bool
        A zip for each learner; else one for each set.

    Returns
    -------
    list of Path
        What the folder holds then.

    Raises
    ------
    MatcalcError
        If the assignment has no variants, or was dealt otherwise.
    """
    how = deal(course, assignment)
    sets = {learner: how.set_of(learner) for learner in learners}
    numbers = sorted(set(sets.values())) if each else range(1, how.sets + 1)
    variants = {number: course.assignment(assignment).variant(number) for number in numbers}
    zips = {number: _zip(course, variant) for number, variant in variants.items()}
    contents = (
        {f"{learner}.zip": zips[number] for learner, number in sets.items()}
        if each
        else {f"{assignment}-set-{number}.zip": content for number, content in zips.items()}
    )
    if learners:
        contents[TABLE] = _table(sets)
    folder = course.root / "_build" / "variants" / assignment
    for name, content in contents.items():
        write_atomically(folder / name, content)
    for old in [*folder.glob("*.zip"), *folder.glob(TABLE)]:  # of an earlier class
        if old.name not in contents:
            old.unlink()
    return [folder / name for name in contents]


def release_set(course: Course, variant: Assignment, scratch: Path) -> Path:
    """Release one set of an assignment by nbgrader's own steps; the folder that learners get.

    Parameters
    ----------
    variant : Assignment
        As `Assignment.variant` gives it.
    scratch : Path
        An empty folder.
    """
    source, into = scratch / "source", scratch / "release"
    write_source(variant, source)
    generate(course, [variant.name], into, f"sqlite:///{scratch}/gradebook.db", source=source)
    return into / variant.name


def _zip(course: Course, variant: Assignment) -> bytes:
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        folder = release_set(course, variant, Path(scratch))
        return zip_of(folder, variant.name, {".ipynb_checkpoints"})


def _table(sets: dict[str, int]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([("learner", "set"), *sets.items()])
    return buffer.getvalue().encode()


def _record(course: Course) -> dict[str, dict[str, object]]:
    """What was dealt, by assignment."""
    path = course.root / DEALT
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): {**found[name]} for name in found}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError):
        raise MatcalcError(
            f"{path} cannot be read, and says what was dealt: restore it from a backup"
        ) from None
