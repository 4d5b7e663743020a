"""Put what a learning platform hands out into submitted/STUDENT/ASSIGNMENT.

An archive is read (`matcalc.grading.archives`), its layout is recognised, each file gets an owner
and each owner a student's id, and only then the folder of each student is replaced, in one step.
Nothing is guessed: where two learners, or two notebooks, could be meant, neither is taken, and the
report says why.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError
from matcalc.grading.archives import Entry, unpack
from matcalc.grading.intake import TIMESTAMP, handed_in_at
from matcalc.grading.results import Person
from matcalc.grading.roster import STUDENT_ID

__all__ = ["Collection", "collect"]

# "Download all submissions", in folders or not.  Moodle takes underscores out of names, and its
# number is one of the assignment's, not the learner's.
MOODLE = re.compile(r"(?P<name>[^_/]+)_(?P<key>\d+)_assignsubmission_[a-z]+(?:_/|_|/)(?P<file>.+)")
# Canvas has the sortable name without its spaces, then its numbers of the learner and the upload.
CANVAS = re.compile(
    r"(?:(?P<name>[^/]+?)_)??(?P<late>late_)?(?P<key>\d+)_\d+_(?P<file>[^/]+)", re.IGNORECASE
)
# What browsers, JupyterLab and Canvas append to the name of another copy.
COPY = re.compile(r"([-_ ]*\(\d+\)|[-_ ]+copy ?\d*|[-_ ]+\d+)+", re.IGNORECASE)


@dataclass
class Collection:
    """What was collected, and what was not and why."""

    students: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)  # those who had handed in something before
    remarks: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Owner:
    """Whose a file is, as far as its path says."""

    name: str = ""
    key: str = ""  # the platform's number, where it is the learner's own
    student: str = ""  # an id
    late: bool = False
    number: str = ""  # what else tells two learners apart


class _Refused(Exception):
    """A file or a learner is refused; the others are not concerned."""


# A path's owner and the file's own name; None where it is none of this assignment's.
Naming = Callable[[str], tuple[_Owner, str] | None]
Files = dict[str, Path]


def collect(course: Course, assignment: str, source: Path, roster: list[Person]) -> Collection:
    """Collect the submissions in a folder, zip or tar into the course's submitted folder.

    Parameters
    ----------
    course : Course
    assignment : str
    source : Path
        As Moodle or Canvas hand it out, or with a folder or a notebook for each student's id.  A
        course whose configuration sets ``FileNameCollectorPlugin.named_regexp``, as
        ``nbgrader zip_collect`` has it, is read by that expression.
    roster : list of Person
        Who is who: needed for names that are no ids, and where two learners have one name.

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
        learners = _by_owner(course, assignment, entries, result)
        notebooks = [path.name for path in course.assignment(assignment).files]
        for number, (student, files) in enumerate(sorted(_by_student(learners, roster, result))):
            try:
                chosen = _choose(files, notebooks, result, student)
                finished = _assemble(chosen, Path(scratch, f"{number}"))
                if _replace(submitted / student / assignment, finished):
                    result.replaced.append(student)
                result.students.append(student)
            except _Refused as refused:
                result.refused[student] = str(refused)
    if not result.students:
        reasons = [f"\n  {name}: {reason}" for name, reason in result.refused.items()]
        raise MatcalcError(f"no submission of {assignment} in {source}{''.join(reasons)}")
    return result


def _by_owner(
    course: Course, assignment: str, entries: list[Entry], result: Collection
) -> dict[_Owner, Files]:
    """Each learner's files, by the name that they have in the learner's own folder."""
    found: dict[_Owner, Files] = {}
    twice: set[_Owner] = set()
    layout, paths = _layout(course, assignment, [entry for entry in entries if entry.copy])
    for entry, path in paths:
        try:
            mine = layout(path)
        except _Refused as refused:
            result.refused[entry.name] = str(refused)
            continue
        if mine is None:
            continue
        owner, file = mine
        files = found.setdefault(owner, {})
        if file in files:
            twice.add(owner)
            result.refused[entry.name] = "the archive holds two files of this name"
        elif entry.copy is not None:
            files[file] = entry.copy
    return {owner: files for owner, files in found.items() if owner not in twice}


def _layout(
    course: Course, assignment: str, entries: list[Entry]
) -> tuple[Naming, list[tuple[Entry, str]]]:
    """The layout that half of the files of an archive have, and the path by which it knows each."""
    whole = [(entry, "/".join(entry.parts)) for entry in entries]
    if pattern := course.config.FileNameCollectorPlugin.get("named_regexp"):
        return partial(_configured, re.compile(pattern)), whole
    # Some archives have a folder around everything.
    bare = [(entry, "/".join(entry.parts[1:])) for entry in entries]
    around = len({entry.parts[0] for entry in entries}) == 1 and all(path for _, path in bare)
    if not around or any(MOODLE.match(path) for _, path in whole):
        bare = whole
    for pattern in (MOODLE, CANVAS):
        if bare and 2 * sum(bool(pattern.fullmatch(path)) for _, path in bare) >= len(bare):
            return partial(_platform, pattern), bare
    others = {*course.assignments()} - {assignment}
    notebooks = {path.name for path in course.assignment(assignment).files}
    return partial(_plain, assignment, others, notebooks), whole


def _platform(pattern: re.Pattern[str], path: str) -> tuple[_Owner, str]:
    """Moodle's and Canvas's layout."""
    found = pattern.fullmatch(path)
    if found is None:
        raise _Refused("its name is not of the form that the other names have")
    if found["file"] == TIMESTAMP:
        raise _Refused("a learner may not say when something was handed in")
    if pattern is MOODLE:
        return _Owner(found["name"], number=found["key"]), found["file"]
    return _Owner(found["name"] or "", found["key"], late=bool(found["late"])), found["file"]


def _configured(pattern: re.Pattern[str], path: str) -> tuple[_Owner, str]:
    """The layout that the course's configuration describes, as for `nbgrader zip_collect`."""
    found = pattern.match(path)
    groups = found.groupdict() if found else {}
    if not groups.get("student_id") or not groups.get("file_id"):
        raise _Refused("FileNameCollectorPlugin.named_regexp finds no student and file in it")
    file = Path(groups["file_id"]).with_suffix(Path(path).suffix)
    return _Owner(student=groups["student_id"]), file.name


def _plain(
    assignment: str, others: set[str], notebooks: set[str], path: str
) -> tuple[_Owner, str] | None:
    """A folder for each student, also with folders around and inside it, or a notebook for each."""
    *folders, file = path.split("/")
    if assignment in folders[1:]:
        here = folders.index(assignment, 1)
        return _Owner(student=folders[here - 1]), "/".join([*folders[here + 1 :], file])
    if others & {*folders[1:]}:
        return None
    if folders and folders != [assignment]:
        return _Owner(student=folders[-1]), file
    stem, _, suffix = file.rpartition(".")
    if suffix != "ipynb" or file in notebooks:
        raise _Refused("neither a folder nor its name says whose it is")
    if len(notebooks) != 1:
        raise _Refused(f"it may be any of {', '.join(sorted(notebooks))}")
    return _Owner(student=stem), next(iter(notebooks))


def _by_student(
    learners: dict[_Owner, Files], roster: list[Person], result: Collection
) -> Iterator[tuple[str, Files]]:
    """The files of each student, where it is beyond doubt who that is."""
    found: dict[str, list[_Owner]] = {}
    ids: dict[_Owner, str] = {}
    for owner in learners:
        shown = owner.name or owner.student or owner.key
        try:
            ids[owner] = _student(owner, roster)
        except _Refused as refused:
            result.refused[shown] = str(refused)
        else:
            found.setdefault(ids[owner].casefold(), []).append(owner)
    for owners in found.values():
        for owner in owners:
            student = ids[owner]
            if len(owners) > 1:
                result.refused[f"{owner.name or student} ({owner.key or owner.number})"] = (
                    f"{len(owners)} learners would be {student}: put the files of each into a "
                    "folder that has the learner's id for a name"
                )
                continue
            if owner.late:
                result.remarks.append(f"{student}: handed in late, as the platform says")
            yield student, learners[owner]


def _student(owner: _Owner, roster: list[Person]) -> str:
    """The id of the student who owns a file."""
    if owner.student:
        if not STUDENT_ID.fullmatch(owner.student):
            raise _Refused("no id of a student: use letters, digits and . _ @ + -")
        return owner.student
    meant = [person.id for person in roster if owner.key and person.lms_user_id == owner.key]
    named = [person for person in roster if person.first_name or person.last_name]
    if not meant:
        wanted = _squeezed(owner.name)
        meant = [
            person.id
            for person in named
            if wanted in {_squeezed(person.first_name + person.last_name),
                          _squeezed(person.last_name + person.first_name)}
        ]  # fmt: skip
    if len(meant) == 1:
        return meant[0]
    if named:
        raise _Refused(
            f"{len(meant) or 'no'} learners of the roster are meant by that: correct the roster, "
            "or put the files into a folder that has the learner's id for a name"
        )
    made = "-".join(filter(None, [*re.split(r"[\W_]+", _folded(owner.name)), owner.key]))
    if not STUDENT_ID.fullmatch(made):
        raise _Refused("no id can be made of that name: give a roster that has one")
    return made


def _folded(name: str) -> str:
    """A name in lower case and without accents."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def _squeezed(name: str) -> str:
    """A name without what platforms change in it: case, spaces, accents, punctuation."""
    return "".join(character for character in _folded(name) if character.isalnum())


def _choose(files: Files, notebooks: list[str], result: Collection, student: str) -> Files:
    """A learner's files, with each notebook under the name that the assignment gives it."""
    own = [name for name in files if name.endswith(".ipynb")]
    if not own:
        raise _Refused("no notebook among the files")
    chosen = {name: files[name] for name in files if name in notebooks or name not in own}
    for wanted in notebooks:
        if wanted in chosen:
            continue
        copies = [name for name in own if name not in chosen and _is_copy(name, wanted)]
        rest = [name for name in own if name not in chosen]
        meant = copies or (rest if len(notebooks) == 1 else [])
        if len(meant) > 1:
            raise _Refused(f"{' and '.join(meant)}: which of them is {wanted}?")
        if meant:
            chosen[wanted] = files[meant[0]]
            result.remarks.append(f"{student}: {meant[0]} was taken for {wanted}")
            own.remove(meant[0])
    if not chosen.keys() & {*notebooks}:
        raise _Refused(f"none of {', '.join(own)} is {' or '.join(notebooks)}")
    ignored = [name for name in own if name not in chosen]
    result.remarks += [f"{student}: {name} is none of the assignment's" for name in ignored]
    if TIMESTAMP in chosen and handed_in_at(chosen[TIMESTAMP].read_bytes()) is None:
        result.remarks.append(f"{student}: {TIMESTAMP} holds no time and was left out")
        del chosen[TIMESTAMP]
    return chosen


def _is_copy(name: str, wanted: str) -> bool:
    stem, prefix = Path(name).stem.casefold(), Path(wanted).stem.casefold()
    return stem == prefix or (
        stem.startswith(prefix) and bool(COPY.fullmatch(stem.removeprefix(prefix)))
    )


def _assemble(files: Files, folder: Path) -> Path:
    """Gather a learner's files in a folder."""
    for name, copy in files.items():
        target = folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            copy.replace(target)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise _Refused(f"{name} is a file and a folder at once") from None
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
