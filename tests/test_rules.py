"""Rules that an instructor sets: deadlines, one exercise graded again, partial credit."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from course_fixtures import run
from plain import rows, scores
from sample import SOAK, soak
from submissions import CONFIG, POINTS, RIGHT, WRONG, hand_in, small_key, source, write_course

from matcalc import MatcalcError
from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of, read_notebook
from matcalc.grading.grade import Summary, grade_assignment
from matcalc.grading.marking.credit import read_credit
from matcalc.grading.marking.deadlines import DEADLINES, instant_of, read_deadlines, zone_called
from matcalc.grading.regrade import changes_table, grade_exercises
from matcalc.grading.reporting.exports import export
from matcalc.grading.reporting.reports import write_feedback, write_summary
from matcalc.grading.reporting.results import submissions
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
TRIED = [*SEASONS] if SOAK else ["spring"]
# When each learner hands in, in seconds after which of the two, and the penalty.
HANDED_IN = {
    "early": (0, -1, None), "sharp": (0, 0, None), "late": (0, 1, 1),
    "weeks": (0, 90_061, 10), "granted": (1, -1, None), "exact": (1, 0, None), "beyond": (1, 3, 3),
}  # fmt: skip
GRANTED = ["granted", "exact", "beyond"]


@pytest.fixture(scope="module")
def seasons(tmp_path_factory) -> Course:
    """A class that was graded before there was a table."""
    course = write_course(tmp_path_factory.mktemp("seasons"), BY_THE_SECOND)
    for season in TRIED:
        _, *instants, own = SEASONS[season]
        for learner, (which, seconds, _) in HANDED_IN.items():
            instant = datetime.fromisoformat((instants[0], own)[which])
            hand_in_at(course, f"{season}-{learner}", instant + timedelta(seconds=seconds))
    hand_in(course, "undated", RIGHT)
    summary = grade(course)
    assert (set(penalties(course).values()), summary.remarks) == ({None}, [])
    return course


@pytest.mark.xdist_group("seasons")
@pytest.mark.parametrize("season", TRIED)
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


@pytest.mark.xdist_group("seasons")
@pytest.mark.parametrize("season", [*TRIED][-1:])
def test_the_export_shows_deadlines_and_who_was_late(seasons, season):
    """As the gradebook has them, after the test above; and that the table has changed since."""
    everybody, instant, own, extended = SEASONS[season]
    table = exported(seasons)
    shown = {who: table[f"{season}-{who}"] for who in HANDED_IN}
    late = {who: row["late"] for who, row in shown.items() if row["late"]}
    assert late == {"late": "0:00:01", "weeks": "25:01:01", "beyond": "0:00:03"}
    assert {who for who, row in shown.items() if float(row["late_penalty"])} == {*late}
    for who, row in shown.items():
        due = datetime.fromisoformat(row["due"])
        assert f"{due.astimezone(UTC):%F %T}" == (extended if who in GRANTED else instant)
        zone = zone_called(
            (who in GRANTED and own[1:].partition(",")[2]) or everybody.split(",")[2]
        )
        assert due.utcoffset() == due.astimezone(zone).utcoffset()
    assert not any(one.is_outdated for one in submissions(seasons, "hw"))
    write_deadlines(seasons, f"hw,{everybody}", *(f"hw,{season}-{who}{own}" for who in GRANTED[:2]))
    outdated = {one.person.id for one in submissions(seasons, "hw") if one.is_outdated}
    assert outdated == {f"{season}-beyond"}
    assert exported(seasons)[f"{season}-beyond"]["late"] == "0:00:03"


@soak
def test_without_a_table_the_deadline_of_the_gradebook_stays(seasons):
    write_deadlines(seasons, f"hw,{SEASONS['spring'][0]}")
    result = run("matcalc", "export", "hw", cwd=seasons.root)
    assert "deadlines.csv has changed since hw was graded" in result.stderr
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


@soak
def test_late_work_has_the_rows_that_plain_nbgrader_writes(tmp_path):
    """Which is told the deadline and the extension in its own way."""
    from nbgrader.api import Gradebook

    ours, plain = (write_course(tmp_path / name, BY_THE_SECOND) for name in ("ours", "plain"))
    due = datetime(2026, 3, 29, 1, 0)
    for course in (ours, plain):
        for number, student in enumerate(("early", "late", "granted", "beyond")):
            hand_in_at(course, student, due + timedelta(seconds=2 * number - 1), RIGHT)
    write_deadlines(ours, "hw,,2026-03-29 03:00,Europe/Berlin", "hw,granted,2026-03-29 03:00:04,",
                    "hw,beyond,2026-03-29 09:00:03,Asia/Shanghai")  # fmt: skip
    for command in (["generate_assignment", "hw"],
                    ["db", "assignment", "add", "hw", f"--duedate={due} UTC"],
                    ["autograde", "hw"]):  # fmt: skip
        result = run("nbgrader", *command, cwd=plain.root)
        assert result.returncode == 0, result.stderr
    with Gradebook(plain.database) as gradebook:
        for student, seconds in (("granted", 4), ("beyond", 3)):
            submission = gradebook.find_submission("hw", student)
            submission.extension = timedelta(seconds=seconds)
        gradebook.db.commit()
    result = run("nbgrader", "autograde", "hw", "--force", cwd=plain.root)
    assert result.returncode == 0, result.stderr
    grade(ours)
    assert penalties(ours) == {"early": None, "late": 1, "granted": None, "beyond": 2}
    assert rows(ours.root) == rows(plain.root)


# What some learners hand in, to a course in which half of the points of `grad` and `double` are for
# the mistake that the honest ones of them make.
CREDIT = """
[grad]
missing-transpose = 0.5
factor = 0.25
[double]
missing-transpose = 0.5
factor = 0.5
"""
NAMED = "Kind of mistake: a transpose"
OWN_ERROR = f"""
class WrongAnswer(AssertionError):
    mistake = "missing-transpose"
    report = type("Report", (), {{"mistake": "missing-transpose", "ok": False}})()

    def _render_traceback_(self):
        return ["{NAMED}"]

def grad(A, x):
    raise WrongAnswer("No.\\n{NAMED}\\n")

def double(X):
    raise WrongAnswer("No.\\n{NAMED}\\n")
"""
REAL_ERROR = """
from matcalc import WrongAnswer
from matcalc.report import Report

def grad(A, x):
    raise WrongAnswer(Report("differ", "yours", mistake="missing-transpose"))

double = grad = lambda *_: grad_(*_)
def grad_(*_):
    raise WrongAnswer(Report("differ", "yours", mistake="missing-transpose"))
"""
PRINTING = f"""
def grad(A, x):
    print("{NAMED}")
    return 0 * x

def double(X):
    print("{NAMED}")
    return 0 * X
"""
REPORT = """
class Posing(float):
    mistake = "missing-transpose"
    ok = True
    report = property(lambda self: self)

def grad(A, x):
    return Posing(1)

double = grad
"""
STUB = "def grad(A, x):\n    raise NotImplementedError"
EARNED = {
    "right": (RIGHT, 3.0, 2.0),
    "honest": (WRONG, 1.5, 0.0),  # what numpy.testing raises names no kind of mistake
    "quarter": (RIGHT | {"grad": "def grad(A, x):\n    return 2 * (A + A.T) @ x"}, 0.75, 2.0),
    "unlisted": (RIGHT | {"grad": "def grad(A, x):\n    return -(A + A.T) @ x"}, 0.0, 2.0),
    "blank": ({}, 0.0, 0.0),
    "stub": ({"grad": STUB + "  # mine"}, 0.0, 0.0),
    "raising": ({"grad": "def grad(A, x):\n    return A @ A @ y"}, 0.0, 0.0),
    "own-error": (dict.fromkeys(("double", "grad"), OWN_ERROR), 0.0, 0.0),
    "own-error-in-cell": ({"grad": OWN_ERROR + "\ngrad(1, 2)"}, 0.0, 0.0),
    "real-error": (dict.fromkeys(("double", "grad"), REAL_ERROR), 0.0, 0.0),
    "printing": (dict.fromkeys(("double", "grad"), PRINTING), 0.0, 0.0),
    "report": (dict.fromkeys(("double", "grad"), REPORT), 0.0, 0.0),
}


@pytest.fixture(scope="module")
def credited(tmp_path_factory) -> Course:
    course = write_course(tmp_path_factory.mktemp("credited"))
    (course.folder("source") / "hw" / "partial-credit.toml").write_text(CREDIT)
    for student, (answers, *_) in EARNED.items():
        hand_in(course, student, answers)
    assert grade(course).remarks == []
    return course


def test_a_share_is_earned_by_making_the_mistake_and_in_no_other_way(credited):
    found = scores(credited.root)
    assert {student: (mark["grad"], mark["double"]) for student, mark in found.items()} == {
        student: tuple(points) for student, (_, *points) in EARNED.items()
    }
    assert {mark["formula"] for mark in found.values()} == {0.0, 1.0}  # not in the table


def test_a_share_is_explained_to_its_learner_and_to_the_instructor(credited):
    graded = submissions(credited, "hw")
    for language, said in (
        ("en", ("Partly right: half of the points", "1 not attempted", "2 partly right")),
        ("zh", ("部分正确：这一类错误得一半的分数", "1 份未作答", "2 份部分正确")),
    ):
        with speaking(language):
            pages = {
                path.parts[-3]: path.read_text("utf-8")
                for path in write_feedback(credited, "hw", graded)
            }
            whole = write_summary(credited, "hw", graded).read_text("utf-8")
        assert {student for student, page in pages.items() if said[0] in page} == {"honest"}
        assert "25 %" in pages["quarter"]
        assert said[2] in whole
    table = exported(credited)
    assert {who: row["partly_passed"] for who, row in table.items() if row["partly_passed"]} == {
        "honest": "grad", "quarter": "grad",
    }  # fmt: skip


@soak
def test_a_share_is_for_tests_out_of_reach_and_never_released(credited, tmp_path):
    root = shutil.copytree(credited.root, tmp_path / "course")
    course = Course(root)
    summary = grade(course, way="together")
    assert (
        [said for said in summary.remarks if "partial credit" in said]
        == [said for said in summary.remarks if said.startswith(("double-test ", "grad-test "))]
        != []
    )
    assert {mark["grad"] for mark in scores(root).values()} <= {0.0, 3.0}
    released = root / "release" / "hw" / "partial-credit.toml"
    released.parent.mkdir(parents=True)
    released.write_text(CREDIT)  # as nbgrader's own command would
    assert any(f"{released} tells learners" in said for said in grade(course).remarks)
    result = run("matcalc", "release", "hw", cwd=root)
    assert result.returncode == 0, result.stderr
    assert {path.name for path in root.glob("release/hw/*")} == {"hw.ipynb", "data.txt"}
    # A changed table grades again; the same one does not.
    grade(course)
    assert grade(course).graded == []
    table = root / "source" / "hw" / "partial-credit.toml"
    table.write_text(CREDIT.replace("missing-transpose = 0.5\nfactor = 0.25", "factor = 0.5"))
    assert len(grade(course).graded) == len(EARNED)
    found = {student: mark["grad"] for student, mark in scores(root).items()}
    assert (found["honest"], found["quarter"]) == (0.0, 1.5)


REFUSED_CREDIT = {
    "[grad]\ntransposd = 0.5": "'transposd' is no kind of mistake: is transposed or",
    "[gradd]\ntransposed = 0.5": "'gradd', which is no exercise with a check: is grad meant?",
    "[zzz]\ntransposed = 0.5": "there are apply, double, formula, grad",
    "[grad]\nnot-attempted = 0.5": "'not-attempted' cannot earn points",
    "[grad]\nraised = 0.5": "'raised' cannot earn points",
    "[grad]\ntransposed = 1": "transposed = 1: expected a share",
    "[grad]\ntransposed = 0.0": "expected a share",
    "[grad]\ntransposed = nan": "expected a share",
    "[grad]\ntransposed = true": "expected a share",
    "[grad]\ntransposed = '1/2'": "expected a share",
    "grad = 0.5": "expected a table of shares",
    "[grad": "cannot be read as TOML",
}


@pytest.mark.parametrize("table", REFUSED_CREDIT)
def test_a_table_of_shares_that_is_wrong_says_where_and_how(tmp_path, table):
    path = tmp_path / "partial-credit.toml"
    path.write_text(table)
    with pytest.raises(MatcalcError) as refused:
        read_credit(tmp_path, [small_key().notebooks["hw"].released])
    assert REFUSED_CREDIT[table] in str(refused.value)
    assert str(path) in str(refused.value)


def mend(course: Course, exercise: str, old: str, new: str) -> None:
    """Change the test of an exercise in the solution."""
    path = course.folder("source") / "hw" / "hw.ipynb"
    content = json.loads(path.read_text())
    [cell] = [c for c in content["cells"] if marks_of(c).grade_id == f"{exercise}-test"]
    assert old in cell["source"]
    cell["source"] = cell["source"].replace(old, new)
    path.write_text(json.dumps(content))


def cells(course: Course, student: str) -> dict[str, dict]:
    notebook = read_notebook(course.folder("autograded") / student / "hw" / "hw.ipynb")
    return {marks_of(cell).grade_id: cell for cell in notebook.cells}


def test_one_exercise_is_graded_again_and_nothing_else(credited, tmp_path):
    """Its test was too lenient; the marks of others, those by hand among them, stay as they are."""
    from nbgrader.api import Gradebook

    course = Course(shutil.copytree(credited.root, tmp_path / "course"))
    with Gradebook(course.database) as gradebook:
        for name, student in (("apply-test", "quarter"), ("grad-test", "unlisted")):
            grade_ = gradebook.find_grade(name, "hw", "hw", student)
            grade_.manual_score, grade_.needs_manual_grade = 2.5, False
        gradebook.db.commit()
    for student in EARNED.keys() - {"right", "honest", "quarter", "unlisted"}:
        shutil.rmtree(course.root / "submitted" / student)
    hand_in(course, "new", RIGHT)
    hand_in(course, "honest", RIGHT)  # and that is not what was graded
    before, shown = rows(course.root), cells(course, "right")
    mend(course, "grad", 'assert_gradient("x.T @ A @ x"', 'assert_gradient("2 * (x.T @ A @ x)"')
    result = run("matcalc", "grade", "hw", "--exercise", "grad", cwd=course.root)
    assert result.returncode == 0, result.stderr
    assert [line.split() for line in result.stdout.splitlines()[2:]] == [
        ["quarter", "grad", "0.75", "3"], ["right", "grad", "3", "0.75"],
    ]  # fmt: skip
    assert "left alone: new: this submission was never graded" in result.stderr
    assert "left alone: honest: something else was handed in" in result.stderr

    after = rows(course.root)
    changed = {row for row in after["grades"] if row not in before["grades"]}
    assert {(row[0], row[3], row[4], row[5], row[7]) for row in changed} == {
        ("right", "grad-test", 0.75, None, 0), ("quarter", "grad-test", 3.0, None, 0),
        ("unlisted", "grad-test", 0.75, 2.5, 1),
    }  # fmt: skip
    assert {name: after[name] for name in ("comments", "notebooks")} == {
        name: before[name] for name in ("comments", "notebooks")
    }
    now = cells(course, "right")
    assert {name for name in now if now[name] != shown[name]} == {"grad-test"}
    assert now["grad-test"].outputs[0].output_type == "error"
    assert "2 * (x.T" in now["grad-test"].source

    # Nothing else had changed, so that all is graded with the key as it is now.
    summary = grade(course)
    assert sorted(summary.graded) == ["honest", "new"]


@soak
def test_what_is_graded_with_an_older_key_is_graded_again_by_a_plain_run(credited, tmp_path):
    course = Course(shutil.copytree(credited.root, tmp_path / "course"))
    students = course.submissions("hw")
    mend(course, "grad", "seed=1", "seed=3")
    mend(course, "apply", "17.5", "17.50")
    summary, changes = grade_exercises(course, "hw", ("grad", "formula-test"), students)
    assert (summary.rejected, {change.cell for change in changes}) == (
        {}, {"grad-test", "formula-test"})  # fmt: skip
    assert "none has changed" in changes_table(changes)
    again, _ = grade_exercises(course, "hw", ("apply",), students[:1])
    assert again.graded == students[:1]
    summary = grade(course)  # for one of them all three were graded again
    assert (sorted(summary.graded), summary.unchanged) == (students[1:], students[:1])
    with pytest.raises(MatcalcError, match="no exercise 'gard' with a check in hw: is grad"):
        grade_exercises(course, "hw", ("gard",), students)
    result = run("matcalc", "grade", "hw", "--exercise", "gard", cwd=course.root)
    assert (result.returncode, result.stdout) == (1, "")
    assert "There are double, grad, formula, apply" in result.stderr
    result = run("matcalc", "grade", "hw", "--exercise", "grad", "--from", ".", cwd=course.root)
    assert "with --from alone" in result.stderr


@soak
def test_a_penalty_follows_the_mark_of_one_exercise(tmp_path):
    course = write_course(tmp_path, CONFIG + "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    write_deadlines(course, "hw,,2026-03-29 23:59,UTC")
    hand_in_at(course, "late", datetime(2026, 3, 30), RIGHT)
    hand_in_at(course, "sharp", datetime(2026, 3, 29, 23, 59), RIGHT)
    mend(course, "double", "double(X), 2 * X", "double(X), 3 * X")
    grade(course)
    assert penalties(course) == {"late": 8, "sharp": None}
    mend(course, "double", "double(X), 3 * X", "double(X), 2 * X")
    _, changes = grade_exercises(course, "hw", ("double",), course.submissions("hw"),
                                       sandboxed=False)  # fmt: skip
    assert [(one.before, one.after) for one in changes] == [(0.0, 2.0), (0.0, 2.0)]
    assert penalties(course) == {"late": 10, "sharp": None}
    comments = {row[:1] + row[3:5] for row in rows(course.root)["comments"] if row[4]}
    assert comments == {(who, "double", "Graded without a sandbox.") for who in ("late", "sharp")}
    assert {one.sandboxed for one in submissions(course, "hw")} == {False}
    assert sorted(grade(course).graded) == ["late", "sharp"]  # this time in a sandbox


APPLIED = {
    "return f(x)": ("Wrong", "assert apply(step, 1.5) == 17.5"),
    "return 17.5": ("Wrong", "assert len(calls) == 2, calls"),
    "return f(f(x)) if x > 0 else 0.0": ("Wrong", "passes the checks that you have"),
    "return f(nothing)": ("Error", "ended in an exception"),
}


def test_a_failed_assertion_is_quoted_as_learners_have_it_and_a_hidden_one_is_not(tmp_path):
    course = write_course(tmp_path)
    for number, body in enumerate(APPLIED):
        hand_in(course, f"learner-{number}", RIGHT | {"apply": f"def apply(f, x):\n    {body}"})
    grade(course)
    pages = write_feedback(course, "hw", submissions(course, "hw"))
    for page, (label, said) in zip(sorted(pages), APPLIED.values(), strict=True):
        text = html.unescape(re.sub("<[^>]+>", "", page.read_text("utf-8")))
        [section] = re.findall(r"apply\s*(\w+) · 0 of 4(.*?)Your answer\s+def", text, re.DOTALL)
        assert section[0] == label
        assert said in section[1]
        assert "-14" not in text


HIDING = f"""{CONFIG}
c.Grading.hidden_modules = {{"*": ["matcalc.check_*", "matcalc.derivative"]}}
"""
FULL = sum(POINTS.values())


@pytest.mark.parametrize("way", [None, "apart", "together"])
def test_a_course_that_hides_the_checks_gives_no_points_for_wrong_answers(tmp_path, way):
    course = write_course(tmp_path, HIDING)
    hand_in(course, "right", RIGHT)
    hand_in(course, "wrong", WRONG)
    grade(course, way=way)
    totals = {one.person.id: one.score for one in submissions(course, "hw")}
    assert totals == {"right": FULL, "wrong": 0}


def test_a_hidden_check_in_a_test_among_the_answers_agrees_with_nothing(tmp_path):
    notebook = source()
    test = next(cell for cell in notebook.cells if cell.metadata.nbgrader.grade_id == "grad-test")
    test.source = "import types\nassert isinstance(grad, types.FunctionType)\n" + test.source
    course = write_course(tmp_path, HIDING, notebook)
    hand_in(course, "wrong", WRONG)
    summary = grade(course)
    assert any("grad-test" in remark for remark in summary.remarks)  # the solution fails it
    assert [one.score for one in submissions(course, "hw")] == [0]
