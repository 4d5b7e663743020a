"""Feedback that goes back: from a platform's archive to the zip, read as the platform reads it."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from submissions import source, write_course
from test_collect import make_zip

from matcalc.commands import cli
from matcalc.course.directory import Course, calling_nbgrader
from matcalc.grading.collecting.collect import collect
from matcalc.grading.collecting.known import known_names
from matcalc.grading.marking.gradebook import Person

NOTEBOOKS = ("hw", "link_2")
LONG = "王" * 60 + " Ōé"
WORK = json.dumps(source()).encode()


@pytest.fixture
def course(tmp_path, monkeypatch) -> Course:
    """An assignment of two notebooks, one of which has a name that Canvas would misread."""
    monkeypatch.chdir(tmp_path)
    write_course(tmp_path)
    shutil.copyfile(tmp_path / "source/hw/hw.ipynb", tmp_path / "source/hw/link_2.ipynb")
    return Course(tmp_path)


def grade(course: Course, *more: str) -> list[str]:
    """Enter what was collected into a gradebook as if it had been graded."""
    with calling_nbgrader(course.root), Gradebook(course.database) as gradebook:
        gradebook.add_assignment("hw")
        for name in NOTEBOOKS:
            gradebook.add_notebook(name, "hw")
            gradebook.add_grade_cell("double-test", name, "hw", max_score=2, cell_type="code")
        folders = course.folder("submitted").glob("*/hw")
        students = sorted({*(path.parent.name for path in folders), *more})
        for student in students:
            gradebook.add_student(student)
            gradebook.add_submission("hw", student)
            target = course.folder("autograded") / student / "hw"
            target.mkdir(parents=True)
            for name in NOTEBOOKS:
                (target / f"{name}.ipynb").write_bytes(WORK)
    return students


def feedback(*options: str):
    return CliRunner().invoke(cli, ["feedback", "hw", *options])


def read(path: Path) -> dict[str, bytes]:
    """What is in a zip; its names must be declared as UTF-8 where they are more than ASCII."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            assert info.filename.isascii() or info.flag_bits & 0x800
        return {info.filename: archive.read(info) for info in archive.infolist()}


def as_moodle(path: str) -> tuple[int, str] | None:
    """The participant and the feedback file, as assignfeedback_file reads a path in its zip."""
    parts = path.split("/")
    while parts:
        pieces = parts.pop(0).split("_", 4)
        if len(pieces) == 5 and pieces[1].isdigit() and pieces[2:4] == ["assignsubmission", "file"]:
            return int(pieces[1]), "/".join([pieces[4], *parts]).lstrip("/")
    return None


def as_canvas(name: str) -> tuple[str, str] | None:
    """The learner and the upload, as Canvas reads a name in a zip of submissions."""
    pieces = [piece for piece in name.split("_") if piece != "LATE"]
    if pieces[-1].startswith("link"):
        return None
    numbers = [piece for piece in pieces if re.fullmatch(r"\d+", piece)][:2]
    user, upload = pieces[1:3] if pieces[0] == "anon" else numbers
    return user, upload


MOODLE = {
    "Ada Lovelace": 31, "李 明": 32, "Zoë Ng-Õunapuu": 33, LONG: 34, "O'Brien, Pat": 35,
}  # fmt: skip


def moodle_archive(path: Path, learners: dict[str, int], plugin: str) -> Path:
    return make_zip(path, {
        f"{name}_{number}_assignsubmission_{plugin}/{notebook}.ipynb": WORK
        for name, number in learners.items() for notebook in NOTEBOOKS
    })  # fmt: skip


@pytest.mark.parametrize("plugin", ["file_", "file"], ids=["until 4.0", "since 4.1"])
def test_moodle_takes_every_page_back_to_the_learner_whose_it_is(course, tmp_path, plugin):
    result = collect(course, "hw", moodle_archive(tmp_path / "a.zip", MOODLE, plugin), [])
    assert len(result.students) == len(MOODLE)
    grade(course)
    told = feedback("--zip", "moodle")
    assert told.exit_code == 0, told.output
    assert f"hw-moodle.zip: {len(MOODLE)} students" in told.output
    content = read(tmp_path / "feedback" / "hw-moodle.zip")
    parsed = {as_moodle(path): page for path, page in content.items()}
    assert parsed.keys() == {(n, f"{name}.html") for n in MOODLE.values() for name in NOTEBOOKS}
    known = known_names(course, "hw", "moodle")
    assert {*known} == {*result.students}
    for student, names in known.items():
        number = int(names["hw"].split("_")[1])
        for name in NOTEBOOKS:
            page = tmp_path / "feedback" / student / "hw" / f"{name}.html"
            assert parsed[number, f"{name}.html"] == page.read_bytes()
    # The same input makes the same bytes, and --to says where.
    assert feedback("--zip", "moodle", "--to", "again.zip").exit_code == 0
    assert Path("again.zip").read_bytes() == (tmp_path / "feedback/hw-moodle.zip").read_bytes()
    assert not [*tmp_path.rglob(".*.zip.*")]


CANVAS = {
    "lovelaceada": ("12", {"hw": "88", "link_2": "89"}),
    "李明": ("13", {"hw": "90", "link_2": "91"}),
    "1207": ("14", {"hw": "92", "link_2": "93"}),
    "anon": ("15", {"hw": "94"}),
    "lovelace_ada": ("16", {"hw": "95", "link_2": "96"}),
    "o_7x": ("17", {"link_2": "97"}),
}


def test_canvas_takes_every_page_back_to_the_learner_whose_it_is(course, tmp_path):
    files = {
        f"{name}{'_LATE' * (number == '13')}_{number}_{upload}_{notebook}.ipynb": WORK
        for name, (number, uploads) in CANVAS.items() for notebook, upload in uploads.items()
    }  # fmt: skip
    result = collect(course, "hw", make_zip(tmp_path / "a.zip", files), [])
    assert len(result.students) == len(CANVAS)
    grade(course)
    assert feedback("--zip", "canvas").exit_code == 0
    content = read(tmp_path / "feedback" / "hw-canvas.zip")
    # Who has not handed in a notebook gets the page about it with the other's upload.
    expected = sorted(
        (number, uploads.get(notebook) or next(iter(uploads.values())))
        for number, uploads in CANVAS.values() for notebook in NOTEBOOKS
    )  # fmt: skip
    assert sorted(map(as_canvas, content)) == expected
    assert all(name.endswith(".html") for name in content)


def test_anonymous_learners_stay_apart(course, tmp_path):
    people = {"Participant": 31}
    first = moodle_archive(tmp_path / "a.zip", people, "file_")
    with zipfile.ZipFile(first, "a") as archive:
        archive.writestr("Participant_32_assignsubmission_file_/hw.ipynb", WORK)
    collect(course, "hw", first, [])
    files = {"anon_aB3xK_88_hw.ipynb": WORK, "LATE_anon_aB3xL_89_hw.ipynb": WORK}
    collect(course, "hw", make_zip(tmp_path / "b.zip", files), [])
    students = grade(course)
    assert len(students) == 4
    # Each platform gets those whom it knows, and is told of nobody else.
    told = feedback("--zip", "moodle")
    assert told.exit_code == 1
    assert {as_moodle(path)[0] for path in read(tmp_path / "feedback/hw-moodle.zip")} == {31, 32}
    assert told.output.count("left out: anon-") == 2
    feedback("--zip", "canvas")
    found = {as_canvas(path) for path in read(tmp_path / "feedback/hw-canvas.zip")}
    assert found == {("aB3xK", "88"), ("aB3xL", "89")}


def test_who_was_placed_by_hand_is_named_and_the_others_are_served(course, tmp_path):
    collect(course, "hw", moodle_archive(tmp_path / "a.zip", {"李 明": 32}, "file_"), [])
    grade(course, "kim")
    told = feedback("--zip", "moodle")
    assert told.exit_code == 1
    assert "left out: kim: what moodle calls this submission is not known" in told.output
    assert "feedback/kim/hw" in told.output
    assert "1 learners are not in" in str(told.exception)
    assert {as_moodle(path)[0] for path in read(tmp_path / "feedback/hw-moodle.zip")} == {32}
    told = feedback("--zip", "canvas")
    assert told.exit_code == 1
    assert "nobody of hw" in str(told.exception)
    assert not (tmp_path / "feedback" / "hw-canvas.zip").exists()


@pytest.mark.usefixtures("course")
def test_a_page_for_the_instructor_does_not_travel(tmp_path):
    for options in (("--zip", "moodle", "--show-hidden"), ("--to", "x.zip")):
        told = feedback(*options)
        assert told.exit_code == 1
        assert "--zip" in str(told.exception)
        assert not (tmp_path / "feedback").exists()


def test_a_group_has_no_name_by_which_moodle_could_find_it(course, tmp_path):
    # The number is the group's, and may be that of any participant.
    collect(course, "hw", moodle_archive(tmp_path / "a.zip", {"Group A": 31}, "file"), [])
    grade(course)
    assert "nobody of hw" in str(feedback("--zip", "moodle").exception)


FORGED = {
    "no JSON": "{",
    "another shape": "[1]",
    "no names": {"moodle": {"ada": {"hw": 7, "link_2": None}}},
    "a path": {"moodle": {"ada": {"hw": "../../ada_1_assignsubmission_file_"}}},
    "another platform's": {"moodle": {"ada": {"hw": "ada_12_88_hw.ipynb"}}},
    "two learners' pages for one": {
        "moodle": {"ada": {"hw": "A_5_assignsubmission_file_"},
                   "kim": {"hw": "K_5_assignsubmission_file_"}},
    },
    "one learner's pages for two": {
        "moodle": {"ada": {"hw": "A_5_assignsubmission_file_",
                           "link_2": "A_6_assignsubmission_file_"}},
    },
}  # fmt: skip


def test_what_was_remembered_names_pages_or_nothing(course, tmp_path):
    grade(course, "ada", "kim")
    (tmp_path / "reports").mkdir()
    remembered = tmp_path / "reports" / "hw-collected.json"
    for case, content in FORGED.items():
        remembered.write_text(content if isinstance(content, str) else json.dumps(content))
        told = feedback("--zip", "moodle")
        assert told.exit_code == 1, case
        assert "nobody of hw" in str(told.exception), case
        assert not (tmp_path / "feedback" / "hw-moodle.zip").exists()
    # Collecting again mends it.
    archive = moodle_archive(tmp_path / "a.zip", {"ada": 5, "kim": 6}, "file_")
    assert collect(course, "hw", archive, []).students == ["ada", "kim"]
    assert feedback("--zip", "moodle").exit_code == 0
    assert len(read(tmp_path / "feedback/hw-moodle.zip")) == 4


def test_a_name_that_turns_out_to_be_somebody_elses_is_forgotten(course, tmp_path):
    archive = moodle_archive(tmp_path / "a.zip", {"Ada": 31, "Kim": 32}, "file_")
    collect(course, "hw", archive, [])
    collect(course, "hw", archive, [Person("u1", "Ada")])
    assert {*known_names(course, "hw", "moodle")} == {"u1", "kim"}
