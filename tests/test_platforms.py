"""What each learning platform hands out: whose it is, when it was handed in, and who cannot lie."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from test_collect import RELEASED, collected, make_folder, make_zip

from matcalc import MatcalcError
from matcalc.course.directory import Course, calling_nbgrader
from matcalc.grading.collecting.collect import collect
from matcalc.grading.collecting.known import known_names
from matcalc.grading.collecting.roster import class_list
from matcalc.grading.marking.gradebook import Person

ROSTER = [
    Person("u1", "Ada", "Lovelace", "ada@example.org", "1207"),
    Person("u2", "明", "李", "liming@example.org", "1208"),
    Person("u3", "Jörg Uwe", "Müller", "jm@example.org", "1209"),
]
BLACKBOARD = "Week 4_1_ada_attempt_2026-03-01-10-11-12"
BRIGHTSPACE = "1234-5678 - Ada Lovelace - Mar 1, 2026 1011 AM"
SAKAI = "Week 4/Lovelace, Ada(ada)"
NOBODY = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
METADATA = """
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1207'
    :email: ada@example.org
  - :name: 李明
    :sid:
    :email: liming@example.org
  :created_at: 2026-03-01 10:11:12.250000000 Z
  :status: !ruby/symbol processed
submission_12:
  :submitters:
  - :name: Grace Hopper
    :sid: '77'
    :email: grace@example.org
  :created_at: 2026-03-01 11:11:12 +01:00
  :results:
    tests:
    - output: ':submitters'
"""

# The files of an archive; the students without a roster, those with it, and who is refused then.
PLATFORMS: dict[str, tuple[dict[str, bytes | str], list[str], list[str], list[str]]] = {
    "sakai": (
        {
            "Week 4/grades.csv": "Week 4,Points\n",
            f"{SAKAI}/Submission attachment(s)/ch04.ipynb": "",
            f"{SAKAI}/Feedback Attachment(s)/ch04.ipynb": "yours",
            f"{SAKAI}/timestamp.txt": "2026-03-01T10:11:12.345Z",
            f"{SAKAI}/comments.txt": "",
            f"{SAKAI}/feedbackText.html": "",
            "Week 4/李, 明(liming@example.org)/Submission attachment(s)/ch04.ipynb": "",
            "Week 4/李, 明(liming@example.org)/timestamp.txt": "20260301101112345",
            "Week 4/Hopper, Grace (grace)/Submission attachment(s)/ch04.ipynb": "",
        },
        ["ada", "grace", "liming@example.org"], ["u1", "u2"], ["Hopper, Grace (grace)"],
    ),
    "sakai, without folders": (
        {
            "Week 4/grades.csv": "",
            "Week 4/Lovelace, Ada(ada)_Submission attachment(s)_ch04.ipynb": "",
            "Week 4/Lovelace, Ada(ada)_comments.txt": "",
        },
        ["ada"], ["u1"], [],
    ),
    "sakai, groups": (
        {
            f"Week 4/Group A ({NOBODY})/Submission attachment(s)/ch04.ipynb": "",
            f"Week 4/Group A ({NOBODY})/members.txt": "Lovelace, Ada(ada)",
            f"Week 4/Group A ({NOBODY})/timestamp.txt": "2026-03-01T10:11:12Z",
        },
        ["group-a"], [], [f"Group A ({NOBODY})"],
    ),
    "sakai, anonymous": (
        {
            f"W/{NOBODY} Anonymous/Submission attachment(s)/ch04.ipynb": "",
            f"W/{NOBODY} Anonymous/timestamp.txt": "2026-03-01T10:11:12Z",
        },
        [NOBODY], [], [NOBODY],
    ),
    "blackboard": (
        {
            f"{BLACKBOARD}_ch04.ipynb": "",
            f"{BLACKBOARD}.txt": "Name: Ada Lovelace (ada)",
            "Week 4_1_li_ming_attempt_2026-03-01-10-11-12_ch04.ipynb": "",
            "Week 4_1_grace_attempt_2026-03-01-10-11-12_ch04.ipynb": "",
        },
        ["ada", "grace", "li_ming"], [], ["ada", "li_ming", "grace"],
    ),
    "brightspace": (
        {
            "index.html": "",
            f"{BRIGHTSPACE}/ch04.ipynb": "",
            "1235-5678 - Müller, Jörg Uwe - Mar 1, 2026 111 PM/ch04.ipynb": "",
            "1236-5678 - N0123 - 李 明 - 1 mars 2026 10h11/ch04.ipynb": "",
            "1237-5678 - Grace Hopper - Mar 1, 2026 1211 AM/ch04.ipynb": "",
        },
        ["ada-lovelace", "grace-hopper", "muller-jorg-uwe", "李-明"],
        ["u1", "u2", "u3"], ["Grace Hopper (1237-5678)"],
    ),
    "brightspace, without folders": (
        {"Week 4 Download/index.html": "", f"Week 4 Download/{BRIGHTSPACE} - ch04.ipynb": ""},
        ["ada-lovelace"], ["u1"], [],
    ),
    "gradescope": (
        {
            "assignment_9_export/submission_metadata.yml": METADATA,
            "assignment_9_export/submission_11/ch04.ipynb": "",
            "assignment_9_export/submission_12/ch04.ipynb": "",
        },
        ["1207", "77", "liming@example.org"], ["u1", "u2"], ["Grace Hopper (77)"],
    ),
    "ilias": (
        {
            "Week 4/Submissions/Lovelace_Ada_u1_257/ch04.ipynb": "",
            "Week 4/Submissions/Mueller_Joerg Uwe_jm_258/Late Submission - ch04.ipynb": "",
            "Week 4/Submissions/Hopper_Grace_gh_259/ch04.ipynb": "",
            "Week 4/Week 4.xlsx": "",
        },
        ["gh", "jm", "u1"], ["u1", "u3"], ["Hopper_Grace_gh_259"],
    ),
    "ilias, teams, in German": (
        {
            "Woche 4/Abgaben/Team 7/Lovelace_Ada_u1_257/ch04.ipynb": "",
            "Woche 4/Abgaben/Team 8/Hopper_Grace_gh_259/ch04.ipynb": "",
        },
        ["gh", "u1"], ["u1"], ["Hopper_Grace_gh_259"],
    ),
    "classroom": (
        {"Week 4/Ada Lovelace - ch04.ipynb": "", "Week 4/李明 - ch04.ipynb": "",
         "Week 4/Grace Hopper - ch04.ipynb": ""},
        ["ada-lovelace", "grace-hopper", "李明"], ["u1", "u2"], ["Grace Hopper"],
    ),
    "moodle, groups": (
        {"Group A_1234_assignsubmission_file_/ch04.ipynb": "",
         "Default group_assignsubmission_file/ch04.ipynb": ""},
        ["default-group", "group-a"], [], ["Group A (1234)", "Default group"],
    ),
    "moodle, groups before 4.1": (
        {"Group A-Ada Lovelace_31_assignsubmission_file_/ch04.ipynb": "",
         "Group A-Grace Hopper_32_assignsubmission_file_/ch04.ipynb": ""},
        ["group-a-ada-lovelace", "group-a-grace-hopper"], ["u1"],
        ["Group A-Grace Hopper (32)"],
    ),
    "moodle, anonymous": (
        {"Participant_1234_assignsubmission_file_/ch04.ipynb": ""},
        ["participant-1234"], [], ["Participant (1234)"],
    ),
    "moodle, anonymous, in Chinese": (
        {"参与者_1234_assignsubmission_file_/ch04.ipynb": "",
         "参与者_1235_assignsubmission_file_/ch04.ipynb": ""},
        ["参与者-1234", "参与者-1235"], [], ["参与者 (1234)", "参与者 (1235)"],
    ),
    "canvas, anonymous": (
        {"anon_aB3xK_88_ch04.ipynb": "", "LATE_anon_aB3xL_89_ch04.ipynb": ""},
        ["anon-aB3xK", "anon-aB3xL"], [], ["anon_aB3xK", "anon_aB3xL"],
    ),
    "canvas, a name of digits": (
        {"1207_55_88_ch04.ipynb": "", "lovelaceada_1207_89_ch04.ipynb": ""},
        ["1207-55", "lovelaceada-1207"], ["u1"], ["1207 (55)"],
    ),
}  # fmt: skip

TIMES = {
    "sakai": {"u1": "2026-03-01 10:11:12.345000 UTC", "u2": "2026-03-01 10:11:12 UTC"},
    "brightspace": {"u1": "2026-03-01 09:11:00 UTC", "u3": "2026-03-01 12:11:00 UTC"},
    "brightspace, without folders": {"u1": "2026-03-01 09:11:00 UTC"},
    "gradescope": {"u1": "2026-03-01 10:11:12.250000 UTC", "u2": "2026-03-01 10:11:12.250000 UTC"},
}


def write(files: dict[str, bytes | str], path: Path, how=make_zip) -> Path:
    """An archive; a notebook without content is the released one."""
    contents = {
        name: content if isinstance(content, bytes) else (content.encode() or RELEASED)
        for name, content in files.items()
    }
    return how(path, contents)


@pytest.fixture
def course(small_course) -> Path:
    """A course whose platform is in Berlin."""
    with (small_course / "nbgrader_config.py").open("a") as file:
        file.write('c.Exchange.timezone = "Europe/Berlin"\n')
    return small_course


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platforms_archive_is_collected_whole(course, tmp_path, platform):
    files, students, _, _ = PLATFORMS[platform]
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), [])
    assert result.students == students
    assert not result.refused
    assert {name for name in collected(course) if not name.endswith("timestamp.txt")} == {
        f"{student}/ch04/ch04.ipynb" for student in students
    }
    assert {*collected(course).values()} & {RELEASED, b"yours"} == {RELEASED}
    late = [remark for remark in result.remarks if "late" in remark]
    assert len(late) == sum("late" in name.lower() for name in files)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_with_a_roster_nobodys_id_is_made_up(course, tmp_path, platform):
    files, _, students, refused = PLATFORMS[platform]
    archive = write(files, tmp_path / "a", make_folder)
    if not students:
        with pytest.raises(MatcalcError, match="no learners of the roster are meant"):
            collect(Course(course), "ch04", archive, ROSTER)
        assert not (course / "submitted").exists()
        return
    result = collect(Course(course), "ch04", archive, ROSTER)
    assert result.students == students
    assert [*result.refused] == refused
    assert all("no learners of the roster are meant" in why for why in result.refused.values())
    assert {name.split("/")[0] for name in collected(course)} == {*students}
    times = {
        name.split("/")[0]: content.decode().strip()
        for name, content in collected(course).items()
        if name.endswith("timestamp.txt")
    }
    assert times == TIMES.get(platform, {})


def test_a_group_and_an_anonymous_learner_may_stand_on_the_roster(course, tmp_path):
    roster = [Person("team-a", "Group A"), Person("anna", lms_user_id="1234")]
    for platform, student in (("moodle, groups", "team-a"), ("moodle, anonymous", "anna"),
                              ("sakai, groups", "team-a")):  # fmt: skip
        archive = write(PLATFORMS[platform][0], tmp_path / "a.zip")
        assert collect(Course(course), "ch04", archive, roster).students == [student]


TEAMS = [
    Person("ada", "Ada", group="Sharks"), Person("emmy", "Emmy", group="sharks"),
    Person("kim", "Kim", group="Rays"), Person("tom", "Tom"),
]  # fmt: skip
TOGETHER = {
    "moodle": {"Sharks_12_assignsubmission_file_/ch04.ipynb": b"s",
               "Rays_13_assignsubmission_file_/ch04.ipynb": b"r"},
    "sakai": {f"W/Sharks ({NOBODY})/Submission attachment(s)/ch04.ipynb": b"s",
              f"W/Rays ({NOBODY.replace('f', '0')})/Submission attachment(s)/ch04.ipynb": b"r"},
}  # fmt: skip


@pytest.mark.parametrize("platform", TOGETHER)
def test_what_a_group_hands_in_is_each_members(course, tmp_path, platform):
    archive = write(TOGETHER[platform], tmp_path / "a.zip")
    assert collect(Course(course), "ch04", archive, TEAMS).students == ["ada", "emmy", "kim"]
    assert collected(course) == {
        "ada/ch04/ch04.ipynb": b"s", "emmy/ch04/ch04.ipynb": b"s", "kim/ch04/ch04.ipynb": b"r",
    }  # fmt: skip
    assert known_names(Course(course), "ch04", "moodle") == {}


def test_nobody_hands_in_for_a_group_by_taking_its_name(course, tmp_path):
    files = {f"{name}_1{n}_assignsubmission_file_/ch04.ipynb": b"x"
             for n, name in enumerate(("Sharks", "Tom", "Kim"))}  # fmt: skip
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), TEAMS)
    assert result.students == ["kim", "tom"]
    assert [*result.refused] == ["Sharks (10)"]


LOGINS = [Person("ada"), Person("li_ming"), Person("ming"), Person("1_grace")]


def test_a_login_may_have_underscores_and_a_title_too(course, tmp_path):
    archive = write(PLATFORMS["blackboard"][0], tmp_path / "a.zip")
    result = collect(Course(course), "ch04", archive, LOGINS)
    assert result.students == ["1_grace", "ada", "li_ming"]
    alone = {"Week 4_li_ming_attempt_2026-03-01-10-11-12_ch04.ipynb": ""}
    with pytest.raises(MatcalcError, match="2 learners of the roster are meant"):
        collect(Course(course), "ch04", write(alone, tmp_path / "b.zip"), LOGINS)


def test_the_last_attempt_counts_and_its_time(course, tmp_path):
    first, second = BLACKBOARD, BLACKBOARD.replace("10-11-12", "18-00-00")
    files = {
        f"{second}_ch04.ipynb": b"2", f"{first}_ch04.ipynb": b"1", f"{first}_x.csv": b"1",
        f"{second}.txt": "", f"{first}.txt": "",
    }  # fmt: skip
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), [])
    assert collected(course) == {
        "ada/ch04/ch04.ipynb": b"2", "ada/ch04/timestamp.txt": b"2026-03-01 17:00:00 UTC\n",
    }  # fmt: skip
    assert any("Europe/Berlin" in remark for remark in result.remarks)
    assert "ada: the latest of 2 attempts was taken" in result.remarks
    # An attempt without a notebook takes nothing away.
    files = {f"{second}_sorry.txt": b"2", f"{first}_ch04.ipynb": b"1"}
    result = collect(Course(course), "ch04", write(files, tmp_path / "b.zip"), [])
    assert collected(course)["ada/ch04/ch04.ipynb"] == b"1"
    assert collected(course)["ada/ch04/timestamp.txt"] == b"2026-03-01 09:11:12 UTC\n"
    # Nobody hands in before there are platforms.
    files = {"w_kim_attempt_0001-01-01-00-00-00_ch04.ipynb": b"1"}
    collect(Course(course), "ch04", write(files, tmp_path / "d.zip"), [])
    assert "kim/ch04/timestamp.txt" not in collected(course)
    # Which of them is later cannot be said of a date that cannot be read.
    files = {f"{BRIGHTSPACE}/ch04.ipynb": "",
             "1234-5678 - Ada Lovelace - 2 mars 2026 10h11/ch04.ipynb": ""}  # fmt: skip
    with pytest.raises(MatcalcError, match="which of the 2 attempts is the last"):
        collect(Course(course), "ch04", write(files, tmp_path / "c.zip"), [])


@pytest.mark.parametrize("platform", ["canvas", "ilias"])
def test_of_two_copies_the_newer_counts(course, tmp_path, platform):
    names = {
        "canvas": ("ada_12_88_ch04.ipynb", "ada_12_89_ch04-1.ipynb", "ada_12_87_ch04-2.ipynb"),
        "ilias": tuple(f"Submissions/L_A_ada_12/ch04{n}.ipynb" for n in ("", " (3)", " (2)")),
    }[platform]
    files = dict(zip(names, (b"older", b"newer", b"oldest"), strict=True))
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), [])
    assert RELEASED not in collected(course).values()
    assert [*collected(course).values()] == [b"newer"]
    assert any("was taken for ch04.ipynb" in remark for remark in result.remarks)
    assert sum("is older" in r or "none of the assignment's" in r for r in result.remarks) == 2


FORGED = {
    "a folder in a plain one": (
        {"mallory/ada/ch04.ipynb": b"forged", "ada/ch04.ipynb": b"hers", "emmy/ch04.ipynb": b""},
        ["ada", "emmy", "mallory"],
    ),
    "a folder in a plain one, of somebody who handed in nothing": (
        {"mallory/ada/ch04.ipynb": b"forged", "emmy/ch04.ipynb": b""}, ["emmy", "mallory"],
    ),
    "nbgrader's layout in a plain folder": (
        {"mallory/ada/ch04/ch04.ipynb": b"forged", "mallory/ada/ch04/timestamp.txt": b"2020-01-01",
         "emmy/ch04.ipynb": b""}, ["emmy", "mallory"],
    ),
    "more files than all others together": (
        {f"mallory/ada/emmy/{n}.txt": b"x" for n in range(30)}
        | {"mallory/ada/ch04.ipynb": b"forged", "emmy/ch04.ipynb": b""}, ["emmy", "mallory"],
    ),
    "another platform's name": (
        {"mallory/Ada_1_assignsubmission_file_/ch04.ipynb": b"forged", "emmy/ch04.ipynb": b""},
        ["emmy", "mallory"],
    ),
    "blackboard": (
        {"w_mallory_attempt_2026-03-01-10-11-12_w_ada_attempt_2027-03-01-10-11-12_ch04.ipynb":
         b"forged", "w_emmy_attempt_2026-03-01-10-11-12_ch04.ipynb": b""}, ["emmy", "mallory"],
    ),
    "brightspace": (
        {"1-9 - mallory - Mar 1, 2026 1011 AM - 2-9 - ada - Mar 2, 2026 1011 AM - ch04.ipynb":
         b"forged", "3-9 - emmy - Mar 1, 2026 1011 AM - ch04.ipynb": b""}, ["emmy", "mallory"],
    ),
    "gradescope": (
        {"submission_metadata.yml": "submission_1: {':submitters': [{':sid': mallory}]}",
         "submission_1/submission_metadata.yml": "submission_1: {':submitters': [{':sid': ada}]}",
         "submission_1/submission_2/ch04.ipynb": b"forged"}, ["mallory"],
    ),
    "sakai": (
        {"W/M, M(mallory)/Submission attachment(s)/ch04.ipynb": b"forged",
         "W/M, M(mallory)/Submission attachment(s)/A(ada)/Submission attachment(s)/x.ipynb": b""},
        ["mallory"],
    ),
    "canvas": ({"mallory_3_4_ada_1_2_ch04.ipynb": b"forged", "emmy_5_6_ch04.ipynb": b""},
               ["emmy", "mallory"]),
    "classroom": ({"mallory - ada - ch04.ipynb": b"forged", "emmy - ch04.ipynb": b""},
                  ["emmy", "mallory"]),
}  # fmt: skip


@pytest.mark.parametrize("case", FORGED)
@pytest.mark.parametrize("known", [True, False])
def test_nobodys_file_passes_for_anothers(course, tmp_path, case, known):
    files, students = FORGED[case]
    roster = [Person(name, name) for name in ("ada", "emmy", "mallory")] if known else []
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), roster)
    assert [student.split("-")[0] for student in result.students] == students
    forged = [name for name, content in collected(course).items() if content == b"forged"]
    assert [name.split("/")[0].split("-")[0] for name in forged] == ["mallory"]
    assert b"2020" not in collected(course).get("mallory/ch04/timestamp.txt", b"")


PLACES = {
    "ada/ch04/timestamp.txt": True,
    "ada/timestamp.txt": False,
    "ada/TimeStamp.txt": False,
    f"{SAKAI}/timestamp.txt": True,
    f"{SAKAI}/Submission attachment(s)/timestamp.txt": False,
    "Ada_1_assignsubmission_file_/timestamp.txt": False,
    f"{BRIGHTSPACE}/timestamp.txt": False,
    "submission_1/timestamp.txt": False,
    "Submissions/L_A_ada_1/timestamp.txt": False,
}


@pytest.mark.parametrize("place", PLACES)
def test_a_time_is_believed_where_the_platform_writes_it(course, tmp_path, place):
    beside = (
        place.rpartition("/")[0]
        + "/"
        + "Submission attachment(s)/" * place.endswith("(ada)/timestamp.txt")
    )
    files = {place: "2020-01-01 00:00:00 UTC", f"{beside.rstrip('/')}/ch04.ipynb": ""}
    if place.startswith("submission_1"):
        files["submission_metadata.yml"] = "submission_1: {':submitters': [{':sid': ada}]}"
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), [])
    assert (b"2020-01-01 00:00:00 UTC\n" in collected(course).values()) == PLACES[place]
    assert [*result.refused] == [] if PLACES[place] else [place]
    # In a class whose folders are plain nobody has nbgrader's.
    files = {place: "2020-01-01 00:00:00 UTC", "ada/ch04/ch04.ipynb": "", "emmy/ch04.ipynb": ""}
    if place.startswith("ada/ch04"):
        collect(Course(course), "ch04", write(files, tmp_path / "b.zip"), [])
        assert "ada/ch04/timestamp.txt" not in collected(course)


def test_a_roster_tells_which_folders_are_the_learners(course, tmp_path):
    files = {f"all/{place}/ch04.ipynb": "" for place in ("one/ada", "two/emmy", "two/zoe")}
    archive = write(files, tmp_path / "a.zip")
    result = collect(Course(course), "ch04", archive, [Person("ADA"), Person("emmy")])
    assert result.students == ["ADA", "emmy"]
    assert [*result.refused] == ["zoe"]
    # Without one, the outermost may be, and two notebooks of one learner are too many.
    result = collect(Course(course), "ch04", archive, [])
    assert result.students == ["one"]
    assert "which of them is ch04.ipynb?" in result.refused["two"]
    # A tutor's name on a folder around several is no learner's, though a learner has it too.
    files = {f"{place}/ch04.ipynb": b"x" for place in ("emmy/ada", "two/kim", "three/zoe")}
    roster = [Person(name) for name in ("ada", "emmy", "kim", "zoe")]
    result = collect(Course(course), "ch04", write(files, tmp_path / "c.zip"), roster)
    assert result.students == ["ada", "kim", "zoe"]
    # A roster of few is no reason to look deeper.
    files = {f"{place}/ch04.ipynb": b"x" for place in ("mallory/ada", "emmy", "zoe", "kim")}
    with pytest.raises(MatcalcError, match="no learners of the roster"):
        collect(Course(course), "ch04", write(files, tmp_path / "b.zip"), [Person("ada")])


def test_a_folder_of_somebodys_is_no_folder_around_an_archive(course, tmp_path):
    files = {"mallory/Ada Lovelace_1_assignsubmission_file_/ch04.ipynb": b"forged"}
    roster = [*ROSTER, Person("mallory")]
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), roster)
    assert result.students == ["mallory"]


def test_nbgraders_layout_tells_too(course, tmp_path):
    places = ("one/ada", "two/emmy", "two/zoe")
    files = {f"all/{place}/ch04/ch04.ipynb": "" for place in places}
    result = collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), [])
    assert result.students == ["ada", "emmy", "zoe"]


def test_a_gradebook_that_says_who_is_who_is_a_roster(course, tmp_path):
    archive = write(PLATFORMS["classroom"][0], tmp_path / "a.zip")
    assert class_list(Course(course), None) == []
    database = f"sqlite:///{course / 'gradebook.db'}"
    with calling_nbgrader(course), Gradebook(database) as gradebook:
        gradebook.add_student("ada-lovelace")  # as collecting has made it
        assert class_list(Course(course), None) == []
        gradebook.add_student("u1", first_name="Ada", last_name="Lovelace")
    known = class_list(Course(course), None)
    assert [person.id for person in known] == ["ada-lovelace", "u1"]
    result = collect(Course(course), "ch04", archive, known)
    assert result.students == ["u1"]
    assert [*result.refused] == ["李明", "Grace Hopper"]


ODD = {
    "no YAML": (": {", "submission_metadata.yml cannot be read"),
    "no table": ("[1, 2]", "does not say whose it is"),
    "nobody": ("submission_1: {':submitters': []}", "does not say whose it is"),
    "odd values": ("submission_1: {':submitters': [1, {':sid': []}]}", "no submission of ch04"),
    "an object": ("submission_1: !!python/object/apply:os.system ['touch x']", "cannot be read"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_gradescope_never_wrote_is_one_clear_message(course, tmp_path, case):
    text, words = ODD[case]
    files = {"submission_metadata.yml": text, "submission_1/ch04.ipynb": ""}
    with pytest.raises(MatcalcError, match=words):
        collect(Course(course), "ch04", write(files, tmp_path / "a.zip"), [])
    assert not (course / "submitted").exists()


def test_a_time_zone_that_is_none_is_one_clear_message(course, tmp_path):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write('c.Exchange.timezone = "Mars/Olympus"\n')
    archive = write({f"{BRIGHTSPACE}/ch04.ipynb": ""}, tmp_path / "a.zip")
    with pytest.raises(MatcalcError, match="expected the name of a time zone"):
        collect(Course(course), "ch04", archive, [])
