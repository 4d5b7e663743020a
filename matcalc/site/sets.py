"""The sets of assignments on the pages: each learner finds their own, by their id.

A site that is built for a class holds the exercises of all sets, and for each assignment that was
dealt a list: which set belongs to which id.  Ids are no secret, and yet the list publishes none: it
has the first half of each one's hash, with a salt that is drawn for the build.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcalc.course.assignment import Assignment
from matcalc.course.dealing import deal, release_set
from matcalc.course.directory import Course
from matcalc.course.files import write_atomically
from matcalc.errors import MatcalcError

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["further_sets", "is_dealt", "options_for", "publish_sets", "setup"]

DIGITS = 16


def options_for(course: Course, learners: Sequence[str]) -> dict[str, Any]:
    """Deal the assignments that have variants; what Sphinx is to know of it.

    Raises
    ------
    MatcalcError
        If no assignment has variants, or one was dealt otherwise.
    """
    tables = {}
    for name in course.assignments():
        if course.assignment(name).variants.sets > 1:
            how, salt = deal(course, name), secrets.token_hex(8)
            listed = {_hash(salt, learner): how.set_of(learner) for learner in learners}
            tables[name] = {"salt": salt, "learners": dict(sorted(listed.items()))}
    if not tables:
        raise MatcalcError(
            f"no assignment under {course.folder('source')} has variants, so the pages are the "
            "same for everybody: build without a roster"
        )
    return {"matcalc_dealt": [*tables], "matcalc_tables": tables}


def _hash(salt: str, learner: str) -> str:
    """What the script makes of an id, too: JavaScript has no other way to fold case."""
    name = unicodedata.normalize("NFC", learner).lower()
    return hashlib.sha256(f"{salt}\0{name}".encode()).hexdigest()[:DIGITS]


def is_dealt(app: Sphinx, assignment: Assignment) -> bool:
    """Whether the pages have the sets of an assignment."""
    return app.builder.name == "html" and assignment.name in app.config.matcalc_dealt


def further_sets(app: Sphinx, assignment: Assignment) -> Iterator[tuple[int, Assignment]]:
    """The sets from the second on, with their numbers, where the pages have them."""
    if is_dealt(app, assignment):
        for number in range(2, assignment.variants.sets + 1):
            yield number, assignment.variant(number)


def publish_sets(app: Sphinx, course: Course, target: Path, *, solutions: bool) -> None:
    """Write what the script fetches of the sets: the lists, notebooks and solutions."""
    shutil.rmtree(target / "sets", ignore_errors=True)
    for name, table in app.config.matcalc_tables.items():
        write_atomically(target / "sets" / f"{name}.json", json.dumps(table).encode())
        for number, variant in further_sets(app, course.assignment(name)):
            _publish_set(course, variant, number, target, solutions=solutions)


def _publish_set(
    course: Course, variant: Assignment, number: int, target: Path, *, solutions: bool
) -> None:
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        for path in sorted(release_set(course, variant, Path(scratch)).glob("*.ipynb")):
            copy = target / "notebooks" / f"{variant.name}-set-{number}" / path.name
            write_atomically(copy, path.read_bytes())
    for exercise in variant.variants.rows if solutions else ():
        solution = variant.solutions[exercise].encode()
        write_atomically(target / "solutions" / f"{exercise}-set-{number}.txt", solution)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_config_value("matcalc_dealt", [], "env")  # the names of assignments
    app.add_config_value("matcalc_tables", {}, "")  # the salt, and the sets by the ids' hashes
