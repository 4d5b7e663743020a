"""Put what a learning platform hands out into submitted/STUDENT/ASSIGNMENT.

An archive is read (`archives`), its layout is recognised (`platforms`, `folders`), each file gets
an owner and each owner a student's id, and only then the folder of each student is replaced, in one
step.  Nothing is guessed: where two learners, or two notebooks, could be meant,
neither is taken, and the report says why.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.grading.collecting.archives import Entry, unpack
from matcalc.grading.collecting.choosing import Attempt, Chosen, Given, choose
from matcalc.grading.collecting.folders import Configured, Folders
from matcalc.grading.collecting.known import remember
from matcalc.grading.collecting.owners import students_of
from matcalc.grading.collecting.platforms import Filed, Owner, Platform, Refused, folded, recognised
from matcalc.grading.marking.gradebook import Person
from matcalc.grading.marking.intake import TIMESTAMP, handed_in_at

__all__ = ["Collection", "collect"]

YEARS = range(1990, 2200)  # in which somebody may hand in
Layout = Platform | Folders | Configured
Attempts = dict[str, Attempt]


@dataclass
class Collection:
    """What was collected, and what was not and why."""

    students: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)  # those who had handed in something before
    remarks: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def collect(course: Course, assignment: str, source: Path, roster: list[Person]) -> Collection:
    """Collect the submissions in a folder, zip or tar into the course's submitted folder.

    Parameters
    ----------
    course : Course
    assignment : str
    source : Path
        As one of `matcalc.grading.collecting.platforms.PLATFORMS` hands it out, or with a folder
        or a notebook for each student's id.  A course whose configuration sets
        ``FileNameCollectorPlugin.named_regexp``, as ``nbgrader zip_collect`` has it, is read by
        that expression.
    roster : list of Person
        Who is who.  Nobody else's submission is taken; if it is empty, ids are made of what the
        platform calls the learners.

    Returns
    -------
    Collection

    Raises
    ------
    MatcalcError
        If the archive cannot be read, or holds no submission; nothing is changed then.
    """
    submitted = course.folder("submitted")
    # On the file system of the result, so that a finished folder gets there in one step.
    near = submitted if submitted.is_dir() else course.root
    with tempfile.TemporaryDirectory(dir=near, prefix=".collecting-") as scratch:
        unpacked = Path(scratch, "unpacked")
        unpacked.mkdir()
        entries = unpack(source, unpacked)
        result = Collection(refused={entry.name: entry.reason for entry in entries if entry.reason})
        layout, depth = _layout(course, assignment, entries, roster)
        learners = _by_owner(layout, depth, entries, result)
        _tell_of_times(learners, _zone(course), result)
        notebooks = [path.name for path in course.assignment(assignment).files]
        known: dict[str, dict[str, str]] = {}
        for number, (student, found) in enumerate(sorted(_by_student(learners, roster, result))):
            try:
                chosen = choose([*found.values()], notebooks)
                finished = _assemble(chosen, _zone(course), Path(scratch, f"{number}"))
                if _replace(submitted / student / assignment, finished):
                    result.replaced.append(student)
            except Refused as refused:
                result.refused[student] = str(refused)
                continue
            result.students.append(student)
            result.remarks += [f"{student}: {remark}" for remark in chosen.remarks]
            known[student] = chosen.known_as
    if not result.students:
        reasons = [f"\n  {name}: {reason}" for name, reason in result.refused.items()]
        raise MatcalcError(f"no submission of {assignment} in {source}{''.join(reasons)}")
    remember(course, assignment, layout.name, known)
    return result


def _layout(
    course: Course, assignment: str, entries: list[Entry], roster: list[Person]
) -> tuple[Layout, int]:
    """The layout of an archive, and how many folders are around what it knows."""
    files = {"/".join(entry.parts): entry.copy for entry in entries if entry.copy}
    if pattern := course.config.FileNameCollectorPlugin.get("named_regexp"):
        return Configured(pattern), 0
    students = {person.id.casefold() for person in roster}
    groups = {folded(person.group) for person in roster if person.group}
    if found := recognised(files, students, groups):
        return found
    others = {*course.assignments()} - {assignment}
    notebooks = {path.name for path in course.assignment(assignment).files}
    return Folders(files, assignment, others, notebooks, students), 0


def _by_owner(
    layout: Layout, depth: int, entries: list[Entry], result: Collection
) -> dict[Owner, Attempts]:
    """What each learner handed in, by the attempt."""
    found: dict[Owner, Attempts] = {}
    twice: set[Owner] = set()
    for entry in entries:
        if entry.copy is None:
            continue
        try:
            filed = layout.file("/".join(entry.parts[depth:]))
            if filed is not None:
                twice |= _file(filed, entry.copy, found)
        except Refused as refused:
            result.refused[entry.name] = str(refused)
    if layout.remark:
        result.remarks.append(layout.remark)
    for owner in twice:
        result.refused[owner.shown] = "the archive holds two files of one name"
    return {owner: attempts for owner, attempts in found.items() if owner not in twice}


def _file(filed: Filed, copy: Path, found: dict[Owner, Attempts]) -> set[Owner]:
    """Give a file to its owners; those who have one of that name already."""
    if filed.file.casefold() == TIMESTAMP and not filed.is_time:
        raise Refused("a learner may not say when something was handed in")
    twice = set()
    for owner in filed.owners:
        attempt = found.setdefault(owner, {}).setdefault(filed.attempt, Attempt())
        attempt.late |= filed.late
        if filed.at and filed.at.year in YEARS:
            attempt.at = filed.at
        if filed.is_time:
            attempt.at = _read_time(copy)
            attempt.is_timeless = attempt.at is None
        elif filed.file in attempt.files:
            twice.add(owner)
        else:
            attempt.files[filed.file] = Given(copy, filed.order, filed.known_as)
    return twice


def _read_time(copy: Path) -> datetime | None:
    """What a platform's or nbgrader's timestamp.txt says, in UTC."""
    content = copy.read_bytes()[:1000].strip()
    if len(content) == 17 and content.isdigit():  # older ones of Sakai's
        content = content[:8] + b"T" + content[8:14] + b"Z"
    at = handed_in_at(content)
    return at.replace(tzinfo=UTC) if at else None


def _by_student(
    learners: dict[Owner, Attempts], roster: list[Person], result: Collection
) -> Iterator[tuple[str, Attempts]]:
    """What each student handed in, where it is beyond doubt who that is."""
    meant: dict[str, list[Owner]] = {}
    ids: dict[str, str] = {}
    for owner in learners:
        try:
            for student in students_of(owner, roster):
                ids.setdefault(student.casefold(), student)
                meant.setdefault(student.casefold(), []).append(owner)
        except Refused as refused:
            result.refused[owner.shown] = str(refused)
    for key, owners in meant.items():
        if len(owners) == 1:
            yield ids[key], learners[owners[0]]
            continue
        for owner in owners:
            result.refused[owner.shown] = (
                f"{len(owners)} learners would be {ids[key]}: put the files of each into a "
                "folder that has the learner's id for a name"
            )


def _zone(course: Course) -> tzinfo | None:
    """The time zone of times that name none; None is this machine's."""
    name = str(course.config.Exchange.get("timezone", ""))
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError):
        raise MatcalcError(
            f"c.Exchange.timezone is {name!r} in nbgrader_config.py: expected the name of a time "
            "zone, such as Europe/Berlin"
        ) from None


def _tell_of_times(
    learners: dict[Owner, Attempts], zone: tzinfo | None, result: Collection
) -> None:
    every = [attempt.at for attempts in learners.values() for attempt in attempts.values()]
    local = [at for at in every if at is not None and at.tzinfo is None]
    if local:
        name = zone or local[0].astimezone().tzname()
        result.remarks.append(
            f"the platform's times of submission name no time zone and were read in {name}; "
            "c.Exchange.timezone in nbgrader_config.py sets another"
        )


def _assemble(chosen: Chosen, zone: tzinfo | None, folder: Path) -> Path:
    """Gather a learner's files in a folder, with a record of when they were handed in."""
    for name, given in chosen.files.items():
        target = folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(given.copy, target)  # it may be others' too
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise Refused(f"{name} is a file and a folder at once") from None
    if (folder / TIMESTAMP).exists():
        raise Refused(f"a folder must not be called {TIMESTAMP}")
    if at := chosen.at:
        at = at.replace(tzinfo=zone) if zone and at.tzinfo is None else at
        at = at.astimezone(UTC).replace(tzinfo=None)  # one without a zone is this machine's
        (folder / TIMESTAMP).write_text(f"{at.isoformat(' ')} UTC\n", encoding="utf-8")
    return folder


def _replace(target: Path, finished: Path) -> bool:
    """Put a finished folder into its place; whether there was another, which is gone then."""
    if target.is_symlink() or target.parent.is_symlink():
        raise MatcalcError(f"{target} is a link: remove it, submissions are never written through")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        finished.rename(target)
        return False
    old = finished.with_name(f"{finished.name}-old")
    target.rename(old)
    try:
        finished.rename(target)
    except BaseException:
        old.rename(target)
        raise
    return True
