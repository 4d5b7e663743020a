"""Deadlines from one table, deadlines.csv in the course's root: of everybody, and of one learner.

A row without a student is everybody's deadline, one with a student that learner's own.  Times are
local ones, in a zone of the IANA database; what is kept is the instant.  A time that the clocks
leave out, when they are put forward, is refused; one that they show twice, when they are put back,
is the later of the two instants, in favour of the learner.

nbgrader has one `duedate` for an assignment, in UTC without a zone, and for a submission an
`extension`, a difference (`nbgrader/api.py`, whose `total_seconds_late` its rule for late
submissions is given).  So that is what the table becomes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from matcalc.course.directory import Course
from matcalc.errors import MatcalcError

__all__ = ["DEADLINES", "Deadlines", "instant_of", "read_deadlines", "zone_called"]

DEADLINES = "deadlines.csv"
COLUMNS = ["assignment", "student", "due", "zone"]
_CITIES = {"beijing": "Asia/Shanghai"}  # whose own name the database does not have
_TIME = re.compile(r"[12]\d{3}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")


@dataclass(frozen=True)
class Deadlines:
    """The deadlines of one assignment.

    Attributes
    ----------
    due : datetime
        Everybody's, in its zone.
    own : dict
        By learner, that of whoever has another one.
    """

    due: datetime
    own: dict[str, datetime] = field(default_factory=dict)

    @property
    def duedate(self) -> datetime:
        """Everybody's deadline as nbgrader keeps it: in UTC, without a zone."""
        return _plain(self.due)

    def of(self, student: str) -> datetime:
        """A learner's deadline, in its zone."""
        return self.own.get(student, self.due)

    def extension(self, student: str) -> timedelta | None:
        """What a learner has more than everybody, as nbgrader keeps it; None for nothing."""
        return _plain(self.of(student)) - self.duedate or None


def read_deadlines(course: Course) -> dict[str, Deadlines]:
    """The deadlines of a course's assignments; none where there is no deadlines.csv.

    Raises
    ------
    MatcalcError
        If a row is not understood, contradicts another, or names what does not exist.

    Examples
    --------
    A deadline, and another one for whoever lives elsewhere; without a zone it would be that of the
    row above::

        assignment,student,due,zone
        ch04,,2026-03-29 23:59,Europe/Berlin
        ch04,ada,2026-04-02 12:00,Asia/Shanghai
    """
    path = course.root / DEADLINES
    if not path.is_file():
        return {}
    rows = list(_rows(path))
    _require_distinct(rows)
    known = course.assignments()
    found = {}
    for row in rows:
        if row.assignment not in known:
            raise row.error(f"no assignment {row.assignment!r}: {_meant(row.assignment, known)}")
        if not row.student:
            found[row.assignment] = (Deadlines(row.instant(row.zone)), row.zone)
    own: dict[str, dict[str, datetime]] = {}
    for row in rows:
        if row.student:
            mine = own.setdefault(row.assignment, {})
            mine[row.student] = _extended(row, *found.get(row.assignment, (None, "")))
    return {name: replace(one, own=own.get(name, {})) for name, (one, _) in found.items()}


@dataclass(frozen=True)
class _Row:
    """A row of the table, and where it stands."""

    where: str
    assignment: str
    student: str
    due: str
    zone: str

    def error(self, what: str) -> MatcalcError:
        return MatcalcError(f"{self.where}: {what}")

    def instant(self, zone: str) -> datetime:
        if not zone:
            raise self.error("no zone: write one such as Europe/Berlin, or UTC if that is meant")
        try:
            return instant_of(self.due, zone_called(zone))
        except MatcalcError as error:
            raise self.error(str(error)) from None


def _rows(path: Path) -> Iterator[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MatcalcError(f"{path} is not in UTF-8 ({error.reason}): save it as UTF-8") from None
    table = csv.DictReader(text.splitlines(), strict=True)
    try:
        header = [str(name).strip() for name in table.fieldnames or []]
        if sorted(header) != sorted(COLUMNS):
            raise MatcalcError(
                f"{path} has the columns {', '.join(header) or 'of an empty file'}: expected "
                f"{','.join(COLUMNS)}, with commas between them"
            )
        table.fieldnames = header
        for row in table:
            where = f"{path}, line {table.line_num}"
            if None in row:
                raise MatcalcError(f"{where}: more values than the {len(header)} columns")
            values = [(row[name] or "").strip() for name in COLUMNS]
            if any(values):
                yield _Row(where, *values)
    except csv.Error as error:
        raise MatcalcError(f"{path}, line {table.line_num}: {error}") from None


def _require_distinct(rows: list[_Row]) -> None:
    seen: dict[tuple[str, str], _Row] = {}
    for row in rows:
        first = seen.setdefault((row.assignment, row.student), row)
        if first is not row:
            whose = row.student or "everybody"
            line = first.where.rpartition(" ")[2]
            raise row.error(f"{row.assignment} has a deadline for {whose} in line {line} already")


def _extended(row: _Row, whole: Deadlines | None, zone: str) -> datetime:
    """A learner's own deadline, which takes no time away."""
    if whole is None:
        raise row.error(
            f"{row.student} has a deadline for {row.assignment}, and everybody has none: add a row "
            "without a student"
        )
    due = row.instant(row.zone or zone)
    if _plain(due) < whole.duedate:
        raise row.error(
            f"{row.student}'s deadline, {due.isoformat()}, is before everybody's, "
            f"{whole.due.isoformat()}: a row with a student gives more time, not less"
        )
    return due


def zone_called(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises
    ------
    MatcalcError
        If there is none; the message names those that may be meant.
    """
    known = available_timezones()
    if name in known:
        return ZoneInfo(name)
    if not known:
        raise MatcalcError(
            "this machine has no table of time zones: python -m pip install tzdata installs one"
        )
    raise MatcalcError(f"no time zone {name!r}: {_meant(name, sorted(known), by_city=True)}")


def instant_of(text: str, zone: ZoneInfo) -> datetime:
    """The instant of a local time such as ``2026-03-29 23:59``, in its zone.

    Raises
    ------
    MatcalcError
        If it is no time, or one that the clocks of that zone do not show.

    Examples
    --------
    >>> instant_of("2026-10-25 02:30", ZoneInfo("Europe/Berlin")).isoformat()  # the second of two
    '2026-10-25T02:30:00+01:00'
    """
    try:
        local = datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        local = None
    if local is None:
        raise MatcalcError(
            f"{text!r} is no time: expected a day and a time of that zone, such as "
            "2026-03-29 23:59 or 2026-03-29 23:59:59"
        )
    later = local.replace(tzinfo=zone, fold=1)
    if _local(_plain(later), zone) != local:
        before, after = _around(local, zone)
        raise MatcalcError(
            f"{text} does not exist in {zone.key}, where the clocks are put forward then: write "
            f"{before} or {after}"
        )
    return later


def _around(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The last time that the clocks show before they leave one out, and the first one after it."""
    # With its offset before the change the time is an instant after it, and the other way round.
    low, high = (_plain(local.replace(tzinfo=zone, fold=fold)) for fold in (1, 0))
    before = _local(low, zone) - low
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _local(middle, zone) - middle == before else (low, middle)
    return _local(low, zone), _local(high, zone)


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    return _plain(instant.replace(tzinfo=UTC), zone)


def _plain(aware: datetime, zone: ZoneInfo | None = None) -> datetime:
    """What a clock shows at an instant, in UTC unless a zone is given, without the zone."""
    return aware.astimezone(zone or UTC).replace(tzinfo=None, fold=0)


def _meant(name: str, known: list[str], *, by_city: bool = False) -> str:
    """What might be meant by a name, or what there is."""
    names = {one.casefold(): one for one in known}
    wanted = name.casefold().replace(" ", "_")
    if by_city:
        names = {one.rpartition("/")[2].casefold(): one for one in known} | names | _CITIES
    matches = [wanted] if wanted in names else get_close_matches(wanted, names, n=3)
    near = dict.fromkeys(names[one] for one in matches)
    if near:
        return f"is {' or '.join(near)} meant?"
    return "names are such as Europe/Berlin" if by_city else f"there are {', '.join(known)}"
