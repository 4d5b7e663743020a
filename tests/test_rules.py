"""Rules that an instructor sets: deadlines, one exercise graded again, partial credit."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from course_fixtures import run
from plain import rows, scores
from sample import soak
from submissions import CONFIG, POINTS, RIGHT, TESTS, WRONG, hand_in, small_key, write_course

from matcalc import MatcalcError
from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of, read_notebook
from matcalc.grading.credit import read_credit
from matcalc.grading.deadlines import DEADLINES, instant_of, read_deadlines, zone_called
from matcalc.grading.exports import export
from matcalc.grading.grade import Summary, grade_assignment
from matcalc.grading.regrade import changes_table, grade_exercises
from matcalc.grading.reports import write_feedback, write_summary
from matcalc.grading.results import submissions
from matcalc.messages import speaking

# One point for each second: nbgrader lets a course write its own rule.
BY_THE_SECOND = f"""
from nbgrader.plugins import LateSubmissionPlugin


class BySeconds(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late

{CONFIG}
c.AssignLatePenalties.plugin_class = BySeconds
"""
HEADER = "assignment,student,due,zone\n"


def hand_in_at(course: Course, student: str, instant: datetime, answers=RIGHT) -> None:
    path = hand_in(course, student, answers)
    path.with_name("timestamp.txt").write_text(f"{instant:%Y-%m-%d %H:%M:%S} UTC")


def write_deadlines(course: Course, *lines: str) -> None:
    (course.root / DEADLINES).write_text(HEADER + "\n".join(lines) + "\n")


def penalties(course: Course) -> dict[str, float | None]:
    return {row[0]: row[-1] for row in rows(course.root)["notebooks"]}


def grade(course: Course, **options) -> Summary:
    summary = grade_assignment(course, "hw", course.submissions("hw"), **options)
    assert summary.rejected == {}
    return summary


# Around the changes of clocks of 2026, and in a country that has none.
INSTANTS = {
    ("2026-03-29 01:59:59", "Europe/Berlin"): "2026-03-29 00:59:59",
    ("2026-03-29 03:00", "Europe/Berlin"): "2026-03-29 01:00:00",
    ("2026-03-29 23:59", "Europe/Berlin"): "2026-03-29 21:59:00",
    ("2026-10-25 01:59:59", "Europe/Berlin"): "2026-10-24 23:59:59",
    ("2026-10-25 02:00", "Europe/Berlin"): "2026-10-25 01:00:00",  # the second time
    ("2026-10-25 02:59:59", "Europe/Berlin"): "2026-10-25 01:59:59",
    ("2026-10-25 03:00", "Europe/Berlin"): "2026-10-25 02:00:00",
    ("2026-03-08 01:59:59", "America/New_York"): "2026-03-08 06:59:59",
    ("2026-03-08 03:00", "America/New_York"): "2026-03-08 07:00:00",
    ("2026-11-01 01:30", "America/New_York"): "2026-11-01 06:30:00",
    ("2026-03-29T02:30", "Asia/Shanghai"): "2026-03-28 18:30:00",
    ("2026-04-05 01:45", "Australia/Lord_Howe"): "2026-04-04 15:15:00",  # half an hour
    ("2026-03-29 23:59", "UTC"): "2026-03-29 23:59:00",
}


@pytest.mark.parametrize(("local", "zone"), INSTANTS)
def test_a_local_time_is_the_instant_that_the_zone_says(local, zone):
    found = instant_of(local, zone_called(zone)).astimezone(UTC)
    assert f"{found:%Y-%m-%d %H:%M:%S}" == INSTANTS[local, zone]


ROW = "hw,,2026-03-29 23:59,Europe/Berlin\n"
REFUSED_TABLES = {
    "hw9,,2026-03-29 23:59,UTC": "line 2: no assignment 'hw9': is hw meant?",
    "hw,,2026-03-29 23:59,": "line 2: no zone: write one such as Europe/Berlin, or UTC",
    "hw,,2026-03-29 23:59,Europe/Berln": "line 2: no time zone 'Europe/Berln': is Europe/Berlin",
    "hw,,2026-03-29 23:59,new york": "is America/New_York meant?",
    "hw,,2026-03-29 23:59,Beijing": "is Asia/Shanghai meant?",
    "hw,,2026-03-29,UTC": "line 2: '2026-03-29' is no time",
    "hw,,29.03.2026 23:59,UTC": "'29.03.2026 23:59' is no time",
    "hw,,2026-02-29 23:59,UTC": "'2026-02-29 23:59' is no time",
    "hw,,2026-03-29 23:59+02:00,UTC": "is no time",
    "hw,,2026-03-29 02:30,Europe/Berlin":
        "does not exist in Europe/Berlin, where the clocks are put forward then: write "
        "2026-03-29 01:59:59 or 2026-03-29 03:00:00",
    "hw,,2026-03-08 02:00,America/New_York": "write 2026-03-08 01:59:59 or 2026-03-08 03:00:00",
    ROW + ROW: "line 3: hw has a deadline for everybody in line 2 already",
    f"{ROW}hw,ada,2026-04-01 12:00,\nhw,ada,2026-04-02 12:00,": "for ada in line 3 already",
    "hw,ada,2026-04-01 12:00,UTC": "ada has a deadline for hw, and everybody has none",
    f"{ROW}hw,ada,2026-03-29 21:58,UTC": "is before everybody's",
    "hw,,2026-03-29 23:59,UTC,x": "line 2: more values than the 4 columns",
}  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Course:
    """A course to which nobody hands anything in."""
    return write_course(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize("table", REFUSED_TABLES)
def test_a_table_of_deadlines_that_is_wrong_says_where_and_how(bare, table):
    (bare.root / DEADLINES).write_text(HEADER + table)
    with pytest.raises(MatcalcError) as refused:
        read_deadlines(bare)
    assert REFUSED_TABLES[table] in str(refused.value)
    assert str(bare.root / DEADLINES) in str(refused.value)


def test_a_table_of_deadlines_needs_its_columns(bare):
    (bare.root / DEADLINES).write_text("assignment;due\nhw;2026-03-29 23:59\n")
    with pytest.raises(MatcalcError, match=r"expected assignment,student,due,zone, with commas"):
        read_deadlines(bare)


def test_an_own_deadline_has_the_zone_of_its_row_or_everybodys(bare):
    # As a spreadsheet program may write it: with a mark, other line ends, columns moved, blanks.
    text = "zone,assignment,student,due\r\nEurope/Berlin,hw,,2026-03-29 23:59\r\n,,,\r\n"
    text += " , hw,ada,2026-04-01 12:00\r\nAsia/Shanghai,hw,emmy,2026-04-01 12:00\r\n"
    (bare.root / DEADLINES).write_bytes(text.encode("utf-8-sig"))
    deadlines = read_deadlines(bare)["hw"]
    shown = {name: deadlines.of(name).isoformat() for name in ("tom", "ada", "emmy")}
    assert shown == {
        "tom": "2026-03-29T23:59:00+02:00",
        "ada": "2026-04-01T12:00:00+02:00",
        "emmy": "2026-04-01T12:00:00+08:00",
    }
    assert deadlines.extension("tom") is None
    assert deadlines.extension("ada") == timedelta(days=2, hours=12, minutes=1)


# A deadline of everybody and a learner's own, and these instants: at each change of clocks.
SEASONS = {
    "spring": (",2026-03-29 03:00,Europe/Berlin", "2026-03-29 01:00:00",
               ",2026-03-29 21:00,America/New_York", "2026-03-30 01:00:00"),
    "autumn": (",2026-10-25 02:30,Europe/Berlin", "2026-10-25 01:30:00",
               ",2026-10-25 23:59:30,Asia/Shanghai", "2026-10-25 15:59:30"),
    "america": (",2026-03-08 01:59:59,America/New_York", "2026-03-08 06:59:59",
                ",2026-03-08 03:00:01,", "2026-03-08 07:00:01"),
}  # fmt: skip
# When each learner hands in, in seconds after which of the two, and the penalty.
HANDED_IN = {
    "early": (0, -1, None), "sharp": (0, 0, None), "late": (0, 1, 1),
    "granted": (1, -1, None), "exact": (1, 0, None), "beyond": (1, 3, 3),
}  # fmt: skip
GRANTED = ["granted", "exact", "beyond"]


@pytest.fixture(scope="module")
def seasons(tmp_path_factory) -> Course:
    """A class that was graded before there was a table."""
    course = write_course(tmp_path_factory.mktemp("seasons"), BY_THE_SECOND)
    for season, (_, *instants, own) in SEASONS.items():
        for learner, (which, seconds, _) in HANDED_IN.items():
            instant = datetime.fromisoformat((instants[0], own)[which])
            hand_in_at(course, f"{season}-{learner}", instant + timedelta(seconds=seconds))
    hand_in(course, "undated", RIGHT)
    summary = grade(course)
    assert (set(penalties(course).values()), summary.remarks) == ({None}, [])
    return course


@pytest.mark.parametrize(
    "season", ["spring", *(pytest.param(one, marks=soak) for one in SEASONS if one != "spring")]
)
def test_a_second_decides_and_a_changed_table_reaches_what_was_graded_before(seasons, season):
    everybody, _, own, instant = SEASONS[season]
    extended = [f"hw,{season}-{who}{own}" for who in GRANTED]
    write_deadlines(seasons, f"hw,{everybody}", *extended, f"hw,nobody{own or ','}")
    summary = grade(seasons)
    assert summary.graded == []  # nothing was run again
    found = penalties(seasons)
    assert {who: found[f"{season}-{who}"] for who in HANDED_IN} == {
        who: penalty for who, (*_, penalty) in HANDED_IN.items()
    }
    *moved, undated, nobody = summary.remarks
    assert "1 submissions have no timestamp.txt" in undated
    assert "gives nobody more time" in nobody
    zone = zone_called(own.rpartition(",")[2] or everybody.rpartition(",")[2])
    local = datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(zone).isoformat()
    [beyond] = [said for said in moved if said.startswith(f"{season}-beyond: ")]
    assert f"deadline {local} in place of " in beyond
    assert "3 points taken off in place of " in beyond


def test_the_export_shows_deadlines_and_who_was_late(seasons):
    """As the gradebook has them; and says that the table has changed since."""
    everybody, _, own, _ = SEASONS["spring"]
    extended = [f"hw,spring-{who}{own}" for who in GRANTED]
    write_deadlines(seasons, f"hw,{everybody}", *extended)
    if penalties(seasons)["spring-beyond"] != 3:  # a later season was looked at, or none
        grade(seasons)
    table = exported(seasons)
    shown = {who: (table[who]["due"], table[who]["late"]) for who in table}
    assert shown["spring-sharp"] == ("2026-03-29T03:00:00+02:00", "")
    assert shown["spring-late"] == ("2026-03-29T03:00:00+02:00", "0:00:01")
    assert shown["spring-granted"] == ("2026-03-29T21:00:00-04:00", "")
    assert shown["spring-beyond"] == ("2026-03-29T21:00:00-04:00", "0:00:03")
    assert shown["autumn-late"][1] == "5040:30:01"
    assert float(table["spring-beyond"]["late_penalty"]) == 3

    assert not any(one.is_outdated for one in submissions(seasons, "hw"))
    write_deadlines(seasons, f"hw,{everybody}", f"hw,spring-late{own}", *extended[:2])
    outdated = {one.person.id for one in submissions(seasons, "hw") if one.is_outdated}
    assert outdated == {"spring-late", "spring-beyond"}
    now = exported(seasons)
    assert {who: now[who]["late"] for who in now} == {who: late for who, (_, late) in shown.items()}
    result = run("matcalc", "export", "hw", cwd=seasons.root)
    assert "deadlines.csv has changed since hw was graded" in result.stderr


@soak
def test_without_a_table_the_deadline_of_the_gradebook_stays(seasons):
    write_deadlines(seasons, f"hw,{SEASONS['spring'][0]}")
    grade(seasons)
    assert [said for said in grade(seasons).remarks if "deadline" in said] == []
    before = rows(seasons.root)
    assert penalties(seasons)["spring-late"] == 1
    (seasons.root / DEADLINES).unlink()
    summary = grade(seasons, again=True)
    assert (summary.remarks, summary.unchanged) == ([], [])
    assert rows(seasons.root) == before
    assert not {"due", "late"} & exported(seasons)["undated"].keys()


@soak
def test_what_is_handed_in_again_is_late_by_its_own_time(tmp_path):
    """Who has been granted more time has it for the first submission and for the next."""
    course = write_course(tmp_path, BY_THE_SECOND)
    write_deadlines(course, "hw,,2026-03-29 23:59,Europe/Berlin", "hw,ada,2026-03-30 23:59,")
    due = datetime(2026, 3, 30, 21, 59)
    hand_in_at(course, "ada", due - timedelta(hours=1), WRONG)
    grade(course)
    [row] = rows(course.root)["notebooks"]
    assert (row[4][:19], row[-1]) == ("1970-01-02 00:00:00", None)  # as SQLite keeps a day
    hand_in_at(course, "ada", due + timedelta(seconds=2), RIGHT)
    assert grade(course).graded == ["ada"]
    assert penalties(course) == {"ada": 2}
    hand_in_at(course, "ada", due - timedelta(seconds=2), RIGHT)
    grade(course)
    assert penalties(course) == {"ada": None}


def exported(course: Course) -> dict[str, dict[str, str]]:
    path = course.root / "marks.csv"
    export(submissions(course, "hw"), "hw", "csv", path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row["student"]: row for row in csv.DictReader(file)}
