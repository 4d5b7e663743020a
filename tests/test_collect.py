"""Collecting: what learning platforms hand out, and what nobody should be able to smuggle in."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from corpus import ROOT, checked_exercises, solutions
from course_fixtures import run
from sample import sampled
from submissions import answered

from matcalc import MatcalcError
from matcalc.course.directory import Course
from matcalc.grading.collecting.archives import ArchiveLimits, unpack
from matcalc.grading.collecting.collect import collect
from matcalc.grading.marking.gradebook import Person

RELEASED = (ROOT / "exercises" / "ch04" / "ch04.ipynb").read_bytes()
MOODLE = "Ada Lovelace_123_assignsubmission_file_"
CANVAS = "lovelaceada_12_3456"
PACK = {"tar": bytes, "gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
ZIP = "feedback/ch04-moodle.zip"
SMALL = ArchiveLimits(entries=50, file=100_000, total=200_000)


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tar_bytes(files: dict[str, bytes | tarfile.TarInfo]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
            else:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def make_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def make(kind: str, path: Path, files: dict[str, bytes]) -> Path:
    if kind == "folder":
        return make_folder(path, files)
    if kind == "zip":
        return make_zip(path, files)
    path.write_bytes(PACK[kind](tar_bytes(files)))
    return path


def tree(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def collected(course: Path) -> dict[str, bytes]:
    return tree(course / "submitted")


@pytest.mark.parametrize("kind", ["folder", "zip", "tar", "gz", "bz2", "xz"])
def test_every_kind_of_archive_is_read(small_course, tmp_path, kind):
    files = {f"{MOODLE}/ch04.ipynb": RELEASED, "Zoë Ng_124_assignsubmission_file_/ch04.ipynb": b"{"}
    archive = make(kind, tmp_path / "archive", files)
    result = collect(Course(small_course), "ch04", archive, [])
    assert result.students == ["ada-lovelace", "zoe-ng"]
    assert not result.refused
    assert collected(small_course) == {
        "ada-lovelace/ch04/ch04.ipynb": RELEASED,
        "zoe-ng/ch04/ch04.ipynb": b"{",  # to judge it is not collecting's business
    }


LAYOUTS = {
    "moodle, flat": ({f"{MOODLE}ch04.ipynb"}, "ada-lovelace"),
    "moodle, a folder around it": ({f"all/{MOODLE}/ch04.ipynb"}, "ada-lovelace"),
    "moodle, another file": (
        {f"{MOODLE}/ch04.ipynb", f"{MOODLE}/data/x.csv"}, "ada-lovelace", "data/x.csv",
    ),
    "canvas": ({f"{CANVAS}_ch04.ipynb"}, "lovelaceada-12"),
    "canvas, late": ({"lovelaceada_LATE_12_3456_ch04.ipynb"}, "lovelaceada-12"),
    "canvas, older": ({"lovelaceada_late_12_3456_ch04.ipynb"}, "lovelaceada-12"),
    "canvas, anonymous": ({"12_3456_ch04.ipynb"}, "12"),
    "canvas, handed in again": ({f"{CANVAS}_ch04-1.ipynb"}, "lovelaceada-12"),
    "canvas, another file": (
        {f"{CANVAS}_ch04.ipynb", f"{CANVAS}_a_1_2_b.csv"}, "lovelaceada-12", "a_1_2_b.csv",
    ),
    "nbgrader": ({"submitted/ada/ch04/ch04.ipynb"}, "ada"),
    "nbgrader, other assignments": ({"ada/ch04/ch04.ipynb", "ada/ch03/ch03.ipynb"}, "ada"),
    "a folder each": ({"ada/ch04.ipynb"}, "ada"),
    "a folder each, around it another": ({"class/ada/ch04.ipynb"}, "ada"),
    "a notebook each": ({"ada.ipynb"}, "ada"),
    "a notebook each, in the assignment's folder": ({"ch04/ada.ipynb"}, "ada"),
    "another case": ({"ada/CH04.ipynb"}, "ada"),
    "a browser's copy": ({"ada/ch04 (2).ipynb"}, "ada"),
    "Jupyter's copy": ({"ada/ch04-Copy1.ipynb"}, "ada"),
    "a name in another script": ({"李 明_9_assignsubmission_file_/ch04.ipynb"}, "李-明"),
    "a name in a third": ({"김_9_assignsubmission_file_ch04.ipynb"}, "김"),
    "a name of one's own": ({"ada/my homework.ipynb"}, "ada"),
    "the right one among several": ({"ada/ch04.ipynb", "ada/draft.ipynb"}, "ada"),
    "what a Mac adds": ({"ada/ch04.ipynb", "__MACOSX/ada/._ch04.ipynb", "ada/.DS_Store"}, "ada"),
    "Windows' separators": ({"ada\\ch04.ipynb"}, "ada"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(small_course, tmp_path, layout):
    names, student, *others = LAYOUTS[layout]
    (small_course / "solutions" / "ch03").mkdir()
    (small_course / "solutions" / "ch03" / "ch03.ipynb").write_bytes(RELEASED)
    archive = make_zip(tmp_path / "a.zip", dict.fromkeys(names, RELEASED))
    result = collect(Course(small_course), "ch04", archive, [])
    assert result.students == [student]
    assert not result.refused
    assert collected(small_course).keys() == {
        f"{student}/ch04/{name}" for name in ["ch04.ipynb", *others]
    }
    assert any("late" in remark for remark in result.remarks) == ("late" in str(names).lower())


REFUSED = {
    "../ada/ch04.ipynb": "leads out",
    "ada/../../ch04.ipynb": "leads out",
    "..\\ada\\ch04.ipynb": "leads out",
    "/etc/ch04.ipynb": "absolute",
    "C:\\ada\\ch04.ipynb": "must not have",
    "ada/ch\u202e04.ipynb": "must not have",
    "ada/ch\x0704.ipynb": "must not have",
    "ada/con.ipynb": "cannot hold",
    "ada./ch04.ipynb": "cannot hold",
    "ada/COM1": "cannot hold",
    f"{'a' * 250}/ch04.ipynb": "too long",
    "/".join(["a"] * 30): "too long",
    "ada/homework.zip": "archive itself",
    "ada/homework.tar.gz": "archive itself",
    "ada/large.bin": "larger than 25 MB",
    "-rf/ch04.ipynb": "no id",
    "(ada)/ch04.ipynb": "no id",
    "ada b/ch04.ipynb": "no id",
    "stray.txt": "whose it is",
    "ch04.ipynb": "whose it is",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_odd_file_is_refused_with_a_reason_and_the_others_are_not(
    small_course, tmp_path, kind, name
):
    content = bytes(26 << 20) if name.endswith("large.bin") else RELEASED
    archive = make(kind, tmp_path / "archive", {name: content, "emmy/ch04.ipynb": RELEASED})
    before = tree(small_course)
    result = collect(Course(small_course), "ch04", archive, [])
    assert result.students == ["emmy"]
    [reason] = result.refused.values()
    assert REFUSED[name] in reason
    assert tree(small_course) == before | {"submitted/emmy/ch04/ch04.ipynb": RELEASED}
    assert not (tmp_path.parent / "ada").exists()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE],
)
def test_links_and_devices_in_a_tar_are_refused(small_course, tmp_path, kind):
    secret = "../../solutions/ch04/ch04.ipynb"
    archive = tmp_path / "a.tar"
    files = {"eve": special("eve/ch04.ipynb", kind, secret), "emmy/ch04.ipynb": RELEASED}
    archive.write_bytes(tar_bytes(files))
    result = collect(Course(small_course), "ch04", archive, [])
    assert result.students == ["emmy"]
    assert "link or a special file" in result.refused["eve/ch04.ipynb"]


def test_links_in_a_zip_and_in_a_folder_are_refused(small_course, tmp_path):
    solution = small_course / "solutions" / "ch04" / "ch04.ipynb"
    archive = make_zip(tmp_path / "a.zip", {"emmy/ch04.ipynb": RELEASED})
    with zipfile.ZipFile(archive, "a") as opened:
        link = zipfile.ZipInfo("eve/ch04.ipynb")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, str(solution))
    folder = make_folder(tmp_path / "folder", {"emmy/ch04.ipynb": RELEASED})
    (folder / "eve").mkdir()
    (folder / "eve" / "ch04.ipynb").symlink_to(solution)
    (folder / "dan").symlink_to(solution.parent)
    os.mkfifo(folder / "emmy" / "pipe")
    for source, others in ((archive, set()), (folder, {"dan", "emmy/pipe"})):
        result = collect(Course(small_course), "ch04", source, [])
        assert result.students == ["emmy"]
        assert result.refused.keys() == {"eve/ch04.ipynb"} | others


def test_a_submission_is_never_written_through_a_link(small_course, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (small_course / "submitted").mkdir()
    (small_course / "submitted" / "ada").symlink_to(elsewhere)
    archive = make_zip(tmp_path / "a.zip", {"ada/ch04.ipynb": RELEASED})
    with pytest.raises(MatcalcError, match="is a link"):
        collect(Course(small_course), "ch04", archive, [])
    assert not tree(elsewhere)


def encrypted(archive: bytes) -> bytes:
    """The same zip with its files marked as encrypted."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.index(signature)
        changed[at + offset] |= 1
    return bytes(changed)


def understated(archive: bytes) -> bytes:
    """The same zip, which announces one byte for its first file."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.index(signature)
        changed[at + offset : at + offset + 4] = (1).to_bytes(4, "little")
    return bytes(changed)


def corrupted(archive: bytes) -> bytes:
    changed = bytearray(archive)
    at = changed.index(b"PK\x03\x04") + 60
    changed[at : at + 20] = bytes(20)
    return bytes(changed)


@pytest.mark.parametrize(
    ("change", "reason"),
    [(encrypted, "encrypted"), (understated, "damaged"), (corrupted, "damaged")],
)
def test_a_file_that_a_zip_cannot_give_is_refused(small_course, tmp_path, change, reason):
    archive = tmp_path / "a.zip"
    make_zip(archive, {"eve/ch04.ipynb": RELEASED, "emmy/ch04.ipynb": RELEASED})
    archive.write_bytes(change(archive.read_bytes()))
    result = collect(Course(small_course), "ch04", archive, [])
    assert result.students == ["emmy"]
    assert reason in result.refused["eve/ch04.ipynb"]


@pytest.mark.parametrize("kind", ["zip", "gz", "bz2", "xz", "tar"])
@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({f"{i}.ipynb": b"{}" for i in range(60)}, "more than 50 files"),
        ({f"{i}.ipynb": bytes(90_000) for i in range(4)}, "unpacks to more than"),
    ],
)
def test_a_bomb_is_refused_as_a_whole(tmp_path, kind, files, words):
    folder = tmp_path / "copies"
    folder.mkdir()
    limits = SMALL if "files" not in words else SMALL._replace(total=10_000_000)
    with pytest.raises(MatcalcError, match=words):
        unpack(make(kind, tmp_path / "archive", files), folder, limits)
    assert sum(map(len, tree(folder).values())) <= SMALL.total + SMALL.file


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
def test_compression_is_undone_no_further_than_allowed(tmp_path, kind):
    folder = tmp_path / "copies"
    folder.mkdir()
    bomb = tmp_path / "bomb"
    bomb.write_bytes(PACK[kind](bytes(3_000_000)))  # not even a tar
    with pytest.raises(MatcalcError, match="unpacks to more than"):
        unpack(bomb, folder, SMALL)
    assert not tree(folder)


def test_a_file_larger_than_allowed_is_refused_by_what_it_is_not_by_what_it_says(tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    archive = make_zip(tmp_path / "a.zip", {"a/x": bytes(10**6), "b/y": b"y"})
    archive.write_bytes(understated(archive.read_bytes()))
    large, small = unpack(archive, folder, SMALL)
    assert "damaged" in large.reason
    assert small.copy.read_bytes() == b"y"
    assert tree(folder) == {small.copy.name: b"y"}


@pytest.mark.parametrize(
    ("content", "words"),
    sampled([
        (None, "there is no"),
        (b"", "neither a folder nor a zip nor a tar"),
        (b"%PDF-1.4", "neither a folder nor a zip nor a tar"),
        (b"PK\x03\x04 and nothing", "damaged"),
        (b"\x1f\x8b and nothing", "damaged"),
        (gzip.compress(b"no tar in it", mtime=0), "damaged"),
        (gzip.compress(tar_bytes({"ada/ch04.ipynb": RELEASED}), mtime=0)[:-900], "damaged"),
        (tar_bytes({"ada/ch04.ipynb": RELEASED})[:3000], "damaged"),
        (tar_bytes({"a/ch04.ipynb": b"{}"})[:1024] + b"no header" * 99, "damaged"),
        (tar_bytes({"notes.txt": b""}), "no submission of ch04"),
        (b"PK\x05\x06" + bytes(18), "no submission of ch04"),
    ], 4, key=lambda case: case[1] + str(case[0])[:9]),
)  # fmt: skip
def test_what_is_no_archive_is_one_clear_message_and_changes_nothing(small_course, content, words):
    archive = small_course / "archive"
    if content is not None:
        archive.write_bytes(content)
    before = tree(small_course)
    result = run("matcalc", "grade", "ch04", "--from", "archive", cwd=small_course)
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(small_course) == before
    assert not (small_course / "submitted").exists()


def test_names_in_utf_8_that_a_zip_does_not_declare(small_course, tmp_path):
    archive = make_zip(tmp_path / "a.zip", {"Zoë Ng_1_assignsubmission_file_/ch04.ipynb": RELEASED})
    content = bytearray(archive.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        content[content.index(signature) + offset] &= ~0x08
    archive.write_bytes(content)
    assert "Zoë" not in zipfile.ZipFile(archive).namelist()[0]
    assert collect(Course(small_course), "ch04", archive, []).students == ["zoe-ng"]


ROSTER = [
    Person("u1", "Ada", "Lovelace", lms_user_id="12"),
    Person("u2", "明", "李"),
    Person("u3", "Jan", "Novák"),
    Person("u4", "Jan", "Novak"),
]


@pytest.mark.parametrize(
    ("name", "student"),
    [
        (f"{MOODLE}/ch04.ipynb", "u1"),
        ("Lovelace Ada_9_assignsubmission_file_/ch04.ipynb", "u1"),
        ("李明_9_assignsubmission_file_/ch04.ipynb", "u2"),
        ("lovelaceada_99_3456_ch04.ipynb", "u1"),
        ("byron_12_3456_ch04.ipynb", "u1"),
        ("Jan Novák_9_assignsubmission_file_/ch04.ipynb", None),
        ("Grace Hopper_9_assignsubmission_file_/ch04.ipynb", None),
        ("hoppergrace_77_3456_ch04.ipynb", None),
    ],
)
def test_a_roster_says_who_is_who_or_nobody_does(small_course, tmp_path, name, student):
    archive = make_zip(tmp_path / "a.zip", {name: RELEASED})
    if student is None:
        with pytest.raises(MatcalcError, match="learners of the roster"):
            collect(Course(small_course), "ch04", archive, ROSTER)
        assert not (small_course / "submitted").exists()
    else:
        assert collect(Course(small_course), "ch04", archive, ROSTER).students == [student]


def test_two_who_could_be_one_are_both_refused(small_course, tmp_path):
    names = [
        "Ada L_1_assignsubmission_file_/ch04.ipynb",
        "ada l_2_assignsubmission_file_/ch04.ipynb",
    ]
    names += ["Emmy_3_assignsubmission_file_/ch04.ipynb", "Eve_4_assignsubmission_file_/a.ipynb"]
    names += ["Eve_4_assignsubmission_file_/b.ipynb"]
    archive = make_zip(tmp_path / "a.zip", dict.fromkeys(names, RELEASED))
    result = collect(Course(small_course), "ch04", archive, [])
    assert result.students == ["emmy"]
    assert result.refused.keys() == {"Ada L (1)", "ada l (2)", "eve"}


def test_nobody_takes_anothers_place(small_course, tmp_path):
    forged = f"Eve_66_assignsubmission_file_/{MOODLE}/ch04.ipynb"
    honest = {f"{MOODLE}/ch04.ipynb": RELEASED}
    archive = make_zip(tmp_path / "a.zip", {forged: b"forged"} | honest)
    result = collect(Course(small_course), "ch04", archive, [])
    assert collected(small_course)["ada-lovelace/ch04/ch04.ipynb"] == RELEASED
    assert result.students == ["ada-lovelace", "eve"]


def test_a_time_is_believed_from_nbgrader_and_not_from_a_learner(small_course, tmp_path):
    time_ = b"2026-01-31 12:00:00 UTC"
    for folder, kept in (("ada/ch04", True), (MOODLE, False)):
        files = {f"{folder}/ch04.ipynb": RELEASED, f"{folder}/timestamp.txt": time_}
        archive = make_zip(tmp_path / "a.zip", files)
        result = collect(Course(small_course), "ch04", archive, [])
        found = collected(small_course)
        assert (f"{result.students[0]}/ch04/timestamp.txt" in found) == kept
        assert bool(result.refused) == (not kept)
    archive = make_zip(tmp_path / "b.zip", {"zoe/ch04/ch04.ipynb": RELEASED,
                                            "zoe/ch04/timestamp.txt": b"soon"})  # fmt: skip
    result = collect(Course(small_course), "ch04", archive, [])
    assert "holds no time" in result.remarks[0]
    assert "zoe/ch04/timestamp.txt" not in collected(small_course)


def test_the_courses_own_expression_for_names(small_course, tmp_path):
    with (small_course / "nbgrader_config.py").open("a") as file:
        file.write(
            "c.FileNameCollectorPlugin.named_regexp = "
            r'r".*_(?P<student_id>\w+)_attempt_[0-9-]+_(?P<file_id>\w+)"'
            "\n"
        )
    name = "ps4_bitdiddle_attempt_2026-01-30-15-00-00_ch04.ipynb"
    archive = make_zip(tmp_path / "a.zip", {name: RELEASED, "others.txt": b""})
    result = collect(Course(small_course), "ch04", archive, [])
    assert collected(small_course) == {"bitdiddle/ch04/ch04.ipynb": RELEASED}
    assert "named_regexp" in result.refused["others.txt"]


def test_a_later_submission_replaces_the_earlier_one_as_a_whole(small_course, tmp_path):
    first = make_zip(tmp_path / "1.zip", {"ada/ch04.ipynb": b"1", "ada/x.csv": b"1"})
    second = make_zip(tmp_path / "2.zip", {"ada/ch04.ipynb": b"2"})
    assert not collect(Course(small_course), "ch04", first, []).replaced
    assert collect(Course(small_course), "ch04", second, []).replaced == ["ada"]
    assert collected(small_course) == {"ada/ch04/ch04.ipynb": b"2"}


def test_an_archive_is_collected_and_graded_by_one_command_and_goes_back_by_another(small_course):
    right = nbformat.writes(answered("ch04", solutions("ch04"))).encode()
    make_zip(small_course / "a.zip", {f"{MOODLE}/ch04.ipynb": right, "Eve_4_x": b""})
    (small_course / "class.csv").write_text("id,first_name,last_name\nada,Ada,Lovelace\n")
    command = ["grade", "ch04", "--from", "a.zip", "--roster", "class.csv"]
    result = run("matcalc", *command, cwd=small_course)
    assert result.returncode == 1
    assert "collected 1 submissions" in result.stdout
    assert "refused: Eve_4_x: " in result.stderr
    assert [line.split()[-1] for line in result.stdout.splitlines() if "ada" in line] == [
        f"{sum(checked_exercises('ch04').values()):g}"
    ]
    result = run("matcalc", "feedback", "ch04", "--zip", "moodle", cwd=small_course)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == f"wrote {ZIP}: 1 students"
    with zipfile.ZipFile(small_course / ZIP) as archive:
        page = (small_course / "feedback" / "ada" / "ch04" / "ch04.html").read_bytes()
        assert archive.namelist() == [f"{MOODLE}/ch04.html"]
        assert archive.read(f"{MOODLE}/ch04.html") == page


SEEDS = ["zip", "tar", "gz", "bz2", "xz"]
CASES = 5_000 if os.environ.get("MATCALC_SOAK") == "1" else 500


def mutated(content: bytes, draw: random.Random) -> bytes:
    """An archive with a few of its bytes changed, cut out, repeated or lost."""
    changed = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(changed))
        length = draw.choice([1, 2, 4, 30, 600])
        piece = changed[at : at + length]
        kind = draw.randrange(5)
        if kind == 0:
            changed[at : at + length] = draw.randbytes(len(piece))
        elif kind == 1:
            changed[at] ^= 1 << draw.randrange(8)
        elif kind == 2:
            del changed[at : at + length]
        elif kind == 3:
            changed[at:at] = piece * draw.randint(1, 20)
        else:
            changed[at : at + length] = draw.choice([b"\0", b"\xff"]) * len(piece)
        if not changed:
            return b""
    return bytes(changed[: draw.randrange(len(changed))] if draw.random() < 0.1 else changed)


@pytest.mark.parametrize("kind", SEEDS)
def test_mutated_archives_are_collected_or_refused_with_a_reason(
    small_course, tmp_path_factory, kind
):
    files = {
        f"{MOODLE}/ch04.ipynb": b'{"cells": []}' * 9,
        "Zoë Ng_124_assignsubmission_file_/ch04 (1).ipynb": b"{}" * 40,
        "Emmy Noether_125_assignsubmission_file_/data/x.csv": bytes(3000),
        "Emmy Noether_125_assignsubmission_file_/ch04.ipynb": b"x" * 700,
    }
    folder = tmp_path_factory.mktemp("archives")
    seed = make(kind, folder / "seed", files).read_bytes()
    tar = tar_bytes(files)
    course, outside = Course(small_course), tree(small_course)
    accepted = 0
    for number in range(CASES // len(SEEDS)):
        archive = folder / f"{number}"
        draw = random.Random(f"{kind}-{number}")
        inner = kind in PACK and draw.random() < 0.7  # else few get past the compression's checksum
        archive.write_bytes(PACK[kind](mutated(tar, draw)) if inner else mutated(seed, draw))
        with suppress(MatcalcError):
            result = collect(course, "ch04", archive, [])
            accepted += 1
            assert all(result.refused.values())
            assert {name.split("/")[0] for name in collected(small_course)} >= {*result.students}
        assert {name: content for name, content in tree(small_course).items()
                if not name.startswith(("submitted/", "reports/"))} == outside  # fmt: skip
        assert not list(small_course.rglob(".collecting-*"))
        archive.unlink()
    assert accepted > CASES // len(SEEDS) // 20
