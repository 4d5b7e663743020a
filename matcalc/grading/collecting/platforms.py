"""How learning platforms name the files of everybody's submissions: one class for each of them.

A class says by what its archives are recognised and, for each path, whose the file is and when it
was handed in.  What the platform has written stands in front of what the learner has chosen, and
the first match counts, so that nobody's file can pass for somebody else's.

The layouts are those of the programs that write them, as far as these are public:

- Moodle: `mod/assign/classes/downloader.php` in moodle/moodle.  Underscores are taken out of names,
  and the number is one of the assignment's, not the learner's; of a group's submission it is the
  group's, and the group of those who are in none has no number.
- Canvas: `lib/content_zipper.rb` in instructure/canvas-lms.  A name is the sortable one without
  what is no letter or digit; then come the numbers of the learner and of the upload.
- Sakai: `AssignmentServiceImpl.java` (`zipSubmissions`, `zipGroupSubmissions`) in
  sakaiproject/sakai.  The learner's files are in a folder of their own; all beside it is Sakai's.
- ILIAS: `Submission/SubmissionManager.php` in ILIAS-eLearning/ILIAS, the component *Exercise*.
- Blackboard and Brightspace are closed; their names are described by those who sort them, such as
  kwurst/bb-file-cleanup, jeroendoggen/blackboard-analysis-tools and cgmb/d2lmf.  Both write times
  without a zone.
- Gradescope is closed too; the fields of its `submission_metadata.yml` are those that several
  readers of it agree on: `:submitters:` with `:name`, `:sid` and `:email`, and `:created_at`.
- Google Classroom has no archive of its own: it is the assignment's folder in Drive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, ClassVar

import yaml

from matcalc.errors import MatcalcError
from matcalc.grading.marking.intake import TIMESTAMP

__all__ = ["PLATFORMS", "Canvas", "Filed", "Moodle", "Owner", "Platform", "Refused",
           "common", "folded", "recognised"]  # fmt: skip

NEVER = re.compile(r"(?!)")
# Words for a group, in the languages of those who told us theirs.
GROUP = re.compile(
    r"\b(group|team|gruppe|groupe|grupo|gruppo|équipe|equipo|groep|grupa)\b|组", re.IGNORECASE
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Refused(Exception):
    """A file or a learner is refused, for the reason given; the others are not concerned."""


@dataclass(frozen=True)
class Owner:
    """Whose a file is, as far as its platform says.

    Attributes
    ----------
    shown : str
        What the platform calls the learner; it calls no other so.
    made : str
        The id where no roster says who that is.
    names : tuple of str
        What may be the whole name, the likeliest first.
    ids : tuple of str
        Logins, e-mail addresses, and what else an institution tells its learners apart by.
    number : str
        The platform's own number of the learner.
    anonymous : bool
        The platform keeps to itself who that is.
    group : bool
        It is a group, and the names are the group's.
    """

    shown: str
    made: str
    names: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    number: str = ""
    anonymous: bool = False
    group: bool = False


@dataclass(frozen=True)
class Filed:
    """A file of a submission.

    Attributes
    ----------
    owners : tuple of Owner
        More than one where several hand in together.
    file : str
        Its path in the learner's own folder.
    attempt : str
        What tells a learner's submissions apart, where the platform hands out more than the last.
    at : datetime or None
        When that was handed in, as the platform says; without a zone where it names none.
    late : bool
    order : int
        Of two copies of a notebook the one with the larger number is newer; 0 if that is unknown.
    known_as : str
        The name by which the platform takes feedback back.
    is_time : bool
        Not the learner's: the platform's record of when it was handed in.
    """

    owners: tuple[Owner, ...]
    file: str
    attempt: str = ""
    at: datetime | None = None
    late: bool = False
    order: int = 0
    known_as: str = ""
    is_time: bool = False


class Platform:
    """A platform's layout.

    Parameters
    ----------
    files : mapping
        The whole archive: the copy of each file, by its path.
    groups : collection of str
        What the roster's groups are called, in lower case and without accents.
    """

    name: ClassVar[str]
    layout: ClassVar[re.Pattern[str]]  # of a whole path
    own: ClassVar[re.Pattern[str]] = NEVER  # what the platform adds beside the learners' files
    sign: ClassVar[re.Pattern[str] | None] = None  # without which the layout may be another's
    remark: ClassVar[str] = ""  # what to know about all its archives

    def __init__(self, files: Mapping[str, Path], groups: Collection[str] = ()) -> None:
        self.files, self.groups = files, groups

    @classmethod
    def recognises(cls, paths: Collection[str]) -> bool:
        """Whether at least half of an archive's files are named so."""
        if cls.sign and not any(map(cls.sign.fullmatch, paths)):
            return False
        others = [path for path in paths if not cls.own.fullmatch(path)]
        return 0 < len(others) <= 2 * sum(bool(cls.layout.fullmatch(path)) for path in others)

    def file(self, path: str) -> Filed | None:
        """Whose a file is, or None if it is the platform's own.

        Raises
        ------
        Refused
            If it cannot be said.
        """
        if self.own.fullmatch(path):
            return None
        found = self.layout.fullmatch(path)
        if found is None:
            raise Refused("its name is not of the form that the other names have")
        return self.read(found)

    def read(self, found: re.Match[str]) -> Filed | None:
        """The same, for a path that has the layout."""
        raise NotImplementedError


class Moodle(Platform):
    """Moodle's *Download all submissions*, in folders or not."""

    name = "moodle"
    layout = re.compile(
        r"(?P<name>[^_/]+)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_/|_|/)(?P<file>.+)"
    )

    def __init__(self, files: Mapping[str, Path], groups: Collection[str] = ()) -> None:
        super().__init__(files, groups)
        found = [match for match in map(self.layout.fullmatch, files) if match]
        learners = {(match["name"], match["number"]) for match in found}
        names = {name for name, _ in learners}
        self.anonymous = names == {"Participant"} or len(names) == 1 < len(learners)
        grouped = sum(bool(GROUP.search(name)) or folded(name) in self.groups for name in names)
        self.by_groups = any(not number for _, number in learners) or 2 * grouped > len(names)

    def read(self, found: re.Match[str]) -> Filed:
        name, number = found["name"], found["number"] or ""
        shown = f"{name} ({number})" if number else name
        owner = Owner(shown, slug(name), tuple(self._names(name)), group=self.by_groups)
        if self.anonymous:
            owner = Owner(shown, slug(name, number), number=number, anonymous=True)
        # Its importer knows learners by their numbers only: a group's may be that of anybody.
        known = "" if self.by_groups else f"{name}_{number}_assignsubmission_file_"
        return Filed((owner,), found["file"], known_as=known)

    def _names(self, name: str) -> Iterator[str]:
        yield name
        group, dash, learner = name.partition("-")
        if self.by_groups and dash and GROUP.search(group):  # before Moodle 4.1
            yield learner


class Blackboard(Platform):
    """Blackboard's *Assignment File Download*, which has every attempt."""

    name = "blackboard"
    layout = re.compile(
        r"(?P<before>[^/]+?)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|\.txt)"
    )

    def __init__(self, files: Mapping[str, Path], groups: Collection[str] = ()) -> None:
        super().__init__(files, groups)
        befores = {match["before"] for match in map(self.layout.fullmatch, files) if match}
        # The assignment's title is in front of all of them; it and a login may have underscores.
        shared = "".join(common(befores)) if len(befores) > 1 else ""
        self.title = shared[: shared.rfind("_") + 1]

    def read(self, found: re.Match[str]) -> Filed | None:
        if not found["file"]:
            return None  # what Blackboard says of the attempt
        before = found["before"]
        login = before.removeprefix(self.title) if self.title else before.split("_")[-1]
        starts = [match.end() for match in re.finditer("_", before)]
        ids = [before[start:] for start in starts if not self.title or start <= len(self.title)]
        owner = Owner(login, login, (), tuple(ids or [before]))
        try:
            at = datetime(*map(int, found["when"].split("-")))  # type: ignore[arg-type]
        except ValueError:
            raise Refused("its name has a date that is none") from None
        return Filed((owner,), found["file"], attempt=found["when"], at=at)


class Brightspace(Platform):
    """Brightspace's (D2L's) *Download all files*, in folders or not, which has every submission."""

    name = "brightspace"
    layout = re.compile(
        r"(?P<key>\d+-\d+) - (?P<name>[^/]+?) - "
        r"(?P<when>(?:(?! - )[^/])*\d{4}(?:(?! - )[^/])*)(?:/(?P<file>.+)| - (?P<flat>[^/]+))"
    )
    own = re.compile(r"index\.html?")
    written = re.compile(r"(?P<month>\w{3})\w*\.? (\d\d?), (\d{4}) (\d\d?)(\d\d) ([AP])M")

    def read(self, found: re.Match[str]) -> Filed:
        # An institution may show its own identifier in front of the name.
        pieces = found["name"].split(" - ")
        names = [" - ".join(pieces[start:]) for start in range(len(pieces))]
        owner = Owner(f"{names[0]} ({found['key']})", slug(names[-1]), tuple(names), tuple(pieces))
        at = self._time(found["when"])
        return Filed((owner,), found["file"] or found["flat"], attempt=found["when"], at=at)

    def _time(self, text: str) -> datetime | None:
        """The time in a name; None in other languages than English."""
        found = self.written.fullmatch(text)
        month = found["month"].lower() if found else ""
        if found is None or month not in MONTHS:
            return None
        day, year, hour, minute = (int(found[group]) for group in (2, 3, 4, 5))
        try:
            return datetime(
                year, MONTHS.index(month) + 1, day, hour % 12 + 12 * (found[6] == "P"), minute
            )
        except ValueError:
            return None


class Gradescope(Platform):
    """Gradescope's *Export submissions*."""

    name = "gradescope"
    layout = re.compile(r"(?P<key>submission_[^/]+)/(?P<file>.+)")
    own = sign = re.compile(r"submission_metadata\.ya?ml")

    def __init__(self, files: Mapping[str, Path], groups: Collection[str] = ()) -> None:
        super().__init__(files, groups)
        [described] = [path for path in files if self.own.fullmatch(path)][:1]
        self.described = _yaml(files[described], described)

    def read(self, found: re.Match[str]) -> Filed:
        about = self.described.get(found["key"])
        about = about if isinstance(about, dict) else {}
        submitters = about.get(":submitters", about.get("submitters"))
        owners = [
            _submitter(one)
            for one in (submitters if isinstance(submitters, list) else [])
            if isinstance(one, dict)
        ]
        if not owners:
            raise Refused("submission_metadata.yml does not say whose it is")
        at = about.get(":created_at", about.get("created_at"))
        at = at if isinstance(at, datetime) else None
        if at is not None and at.tzinfo is None:  # YAML's own rule
            at = at.replace(tzinfo=UTC)
        return Filed(tuple(owners), found["file"], at=at)


def _submitter(given: dict[object, object]) -> Owner:
    name, sid, email = (
        str(given.get(f":{key}") or given.get(key) or "").strip()
        for key in ("name", "sid", "email")
    )
    ids = tuple(filter(None, (sid, email)))
    return Owner(
        shown=f"{name} ({ids[0]})" if ids else name,
        made=(*ids, slug(name))[0],
        names=(name,) if name else (),
        ids=ids,
    )


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads plain data; an object of Ruby's is None."""


_Loader.add_multi_constructor("!", lambda *_: None)


def _yaml(path: Path, shown: str) -> dict[Any, Any]:
    try:
        found = yaml.load(path.read_bytes(), _Loader)  # a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MatcalcError(
            f"{shown} cannot be read ({' '.join(str(error).split())[:100]}); download the archive "
            "again from Gradescope"
        ) from None
    return found if isinstance(found, dict) else {}


class Sakai(Platform):
    """Sakai's *Download all*, in folders or not."""

    name = "sakai"
    layout = re.compile(
        r"(?:(?P<name>[^/]*?) ?\((?P<login>[^()/]+)\)|(?P<anonymous>[0-9a-f-]{36}) [^/]+?)"
        r"(?:/(?P<own>[^/]+)|/(?P<folder>[^/]+)/(?P<file>.+)"
        r"|_Submission attachment\(s\)_(?P<flat>[^/]+)|_(?P<word>[a-zA-Z]+)\.[a-z]+)"
    )
    own = re.compile(r"grades\.(?:csv|xlsx?)|[^/_]+\.html")
    sign = re.compile(
        r"[^/]+(?:/(?:timestamp\.txt|comments\.txt|feedbackText\.html)"
        r"|/Submission attachment\(s\)/.+|_Submission attachment\(s\)_.+)"
    )
    key = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

    def read(self, found: re.Match[str]) -> Filed | None:
        owner = self._owner(found)
        if found["own"] == TIMESTAMP:
            return Filed((owner,), TIMESTAMP, is_time=True)
        if found["own"] or found["word"] or "feedback" in (found["folder"] or "").lower():
            return None
        return Filed((owner,), found["file"] or found["flat"])

    def _owner(self, found: re.Match[str]) -> Owner:
        if key := found["anonymous"]:
            return Owner(key, key, number=key, anonymous=True)
        name, login = found["name"].strip(), found["login"]
        # A group has a key where a learner has a login.
        group = bool(name and self.key.fullmatch(login))
        made = slug(name) if group else login
        names = (name,) if name else ()
        return Owner(f"{name} ({login})", made, names, (login,), group=group)


class Ilias(Platform):
    """The submissions of an assignment of ILIAS's exercises, of teams too."""

    name = "ilias"
    layout = re.compile(
        r"(?:Submissions|Abgaben)/(?:[^/_]+ \d+/)?(?P<who>[^/]+_\d+)/"
        r"(?:(?P<late>Late Submission|Verspaetete Abgabe|Verspätete Abgabe) - )?(?P<file>.+)"
    )
    own = re.compile(r"[^/]+\.xlsx?")

    def read(self, found: re.Match[str]) -> Filed:
        *parts, number = found["who"].split("_")
        if len(parts) < 3:
            raise Refused("its folder is not called Last_First_login_number")
        # A login may have underscores.
        ids = tuple("_".join(parts[start:]) for start in range(2, len(parts)))
        names = tuple("_".join(parts[:end]) for end in range(2, len(parts)))
        owner = Owner(found["who"], ids[0], names, ids, number)
        copy = re.search(r" \((\d+)\)\.[^.]+$", found["file"])
        order = int(copy[1]) if copy else 1
        return Filed((owner,), found["file"], late=bool(found["late"]), order=order)


class Canvas(Platform):
    """Canvas's *Download submissions*."""

    name = "canvas"
    layout = re.compile(
        r"(?:(?P<late>LATE_)?anon_(?P<anonymous>(?!\d+_)[^_/]+)"
        r"|(?P<name>[^/]+?)_(?P<later>late_)?(?P<number>\d+)"
        r"|(?P<latest>late_)?(?P<only>\d+))_(?P<upload>\d+)_(?P<file>[^/]+)",
        re.IGNORECASE,
    )

    def read(self, found: re.Match[str]) -> Filed:
        if key := found["anonymous"]:
            owner = Owner(f"anon_{key}", f"anon-{key}", number=key, anonymous=True)
        else:
            name, number = found["name"] or "", found["number"] or found["only"]
            shown = f"{name} ({number})" if name else number
            made = slug(name, number)
            owner = Owner(shown, made, (name,) if name else (), number=number)
        late = bool(found["late"] or found["later"] or found["latest"])
        order = int(found["upload"])
        return Filed((owner,), found["file"], late=late, order=order, known_as=found[0])


class Classroom(Platform):
    """An assignment's folder in Google Drive."""

    name = "classroom"
    layout = re.compile(r"(?P<name>[^/]+?) - (?P<file>[^/]+)")
    remark = (
        "in Google Drive learners can rename their files: compare the names with Classroom where "
        "a mark surprises you"
    )

    def read(self, found: re.Match[str]) -> Filed:
        name = found["name"].strip()
        return Filed((Owner(name, slug(name), (name,)),), found["file"])


# The more particular first.
PLATFORMS: Sequence[type[Platform]] = (
    Moodle, Blackboard, Brightspace, Gradescope, Sakai, Ilias, Canvas, Classroom,
)  # fmt: skip


def recognised(
    files: Mapping[str, Path], students: Collection[str] = (), groups: Collection[str] = ()
) -> tuple[Platform, int] | None:
    """The platform whose archive these files are, and how many folders are around it.

    Parameters
    ----------
    files : mapping
        The copy of each file, by its path.
    students : collection of str
        The ids on the roster in lower case: a folder that is somebody's is none around the archive.
    groups : collection of str
        What the roster's groups are called, in lower case and without accents.
    """
    parts = [path.split("/")[:-1] for path in files]
    around = common(parts)
    for depth in range(len(around) + 1):
        if any(folder.casefold() in students for folder in around[:depth]):
            break
        bare = {"/".join(path.split("/")[depth:]): copy for path, copy in files.items()}
        for platform in PLATFORMS:
            if platform.recognises(bare):
                return platform(bare, groups), depth
    return None


def common(sequences: Iterable[Sequence[str]]) -> list[str]:
    """What all sequences begin with; nothing where there are none."""
    columns = zip(*sequences, strict=False)
    return [column[0] for column in takewhile(lambda column: len({*column}) == 1, columns)]


def slug(*words: str) -> str:
    """An id made of a name and what else tells learners apart."""
    return "-".join(filter(None, re.split(r"[\W_]+", folded(" ".join(words)))))


def folded(name: str) -> str:
    """A name in lower case and without accents."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
