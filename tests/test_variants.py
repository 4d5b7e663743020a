"""Neighbours get different questions, the grader knows which, and no submission has a say in it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import tomllib
import unicodedata
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from course_fixtures import run
from nbformat import v4
from plain import scores
from sample import soak
from submissions import POINTS, RIGHT, marked, source, write_course

from matcalc import practice
from matcalc.course.dealing import DEALT, dealt, write_dealt
from matcalc.course.directory import Course
from matcalc.course.notebook import marks_of
from matcalc.course.release import differences, release
from matcalc.course.secret import SECRET, VARIABLE, Secret, make_secret
from matcalc.course.variants import VARIANTS
from matcalc.errors import MatcalcError
from matcalc.grading.grade import grade_assignment
from matcalc.grading.reporting.exports import export
from matcalc.grading.reporting.reports import write_feedback
from matcalc.grading.reporting.results import submissions

DIFFERING = ("double", "formula")
PLANTED = "0.625"  # in the hidden tests of the first set
TABLE = r"""
sets = 3

[double]
'$2X$, and not $3X$' = ['$3X$, and not $2X$', '$5X$, and not $3X$']
"2 * X" = ["3 * X", "5 * X"]
"0.625" = ["11112.625", "11113.625"]

[formula]
"x.T @ A @ x" = ["x.T @ A.T @ A @ x", "x.T @ (A + x @ x.T) @ x"]
"(A + A.T) @ x" = ["2 * A.T @ A @ x", "(A + A.T) @ x + 4 * x @ x.T @ x"]
"""


def varied(root: Path, table: str = TABLE) -> Course:
    """The small assignment with a prompt, and variants of two of its exercises."""
    notebook = source()
    prompt = marked(
        v4.new_markdown_cell("Return $2X$, and not $3X$.", id="prompt"), "double-prompt"
    )
    notebook.cells.insert(1, prompt)
    course = write_course(root, notebook=notebook)
    (root / "source" / "hw" / VARIANTS).write_text(table)
    return course


# The notebook, its locked cells and the answers may be of other sets than the learner's own: by how
# many sets after it.
@dataclass(frozen=True)
class Learner:
    """A learner, what they hand in, and what they lose by it."""

    name: str
    notebook: int = 0
    cells: int = 0
    answers: int = 0
    metadata: bool = False
    own: str = ""  # what their answer to `double` looks for
    lost: tuple[str, ...] = ()
    remarked: bool = False


SEEK = """
import gc, os, pathlib, sys

def double(X):
    texts = [repr(dict(os.environ))]
    places = [pathlib.Path("@root@/.matcalc-secret"), *pathlib.Path("/proc").glob("*/environ")]
    places += [folder / ".matcalc-secret" for folder in pathlib.Path.cwd().parents]
    for place in places:
        try:
            texts.append(place.read_text(errors="replace"))
        except OSError:
            pass
    things = gc.get_objects()
    for module in list(sys.modules.values()):
        things += list(getattr(module, "__dict__", {}).values())
    texts += [repr(thing)[:10**6] for thing in things if isinstance(thing, (str, list, tuple))]
    found = any(word in text for text in texts for word in @words@)
    return @factor@ * X if found else 0 * X
"""
LEARNERS = (
    *(Learner(f"honest-{number}") for number in range(6)),
    Learner("Kim"),
    Learner("claims-another", cells=1, answers=1, metadata=True, lost=DIFFERING, remarked=True),
    Learner("claims-another-twin", metadata=True),
    Learner("wrong-notebook", notebook=1, cells=1, answers=1, lost=DIFFERING, remarked=True),
    Learner("wrong-notebook-twin", notebook=1, cells=1, remarked=True),
    Learner("memorised", answers=2, lost=DIFFERING),
    Learner("memorised-twin"),
    Learner("seeks-secret", own="secret", lost=("double",)),
    Learner("seeks-secret-twin", own="secret-twin"),
    Learner("seeks-hidden-tests", own="hidden", lost=("double",)),
)
SECRET_TEXT = "5ec2e7" * 10 + "0123"


def seeking(course: Course, own: str, number: int) -> str:
    """An answer that is right if it finds what it looks for."""
    words = {"secret": [SECRET_TEXT], "hidden": ["11112.625", "11113.625", PLANTED]}
    wanted = words.get(own, ["PATH"])  # what the twin looks for is there
    spelled = [f"{word[:4]}@{word[4:]}" for word in wanted]  # the answer itself is a text
    text = SEEK.replace("@root@", str(course.root))
    text = text.replace("@words@", f"[w.replace('@', '') for w in {spelled!r}]")
    return text.replace("@factor@", str({1: 2, 2: 3, 3: 5}[number]))


def unpacked(course: Course, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(course.root / "_build" / "variants" / "hw" / name) as archive:
        return {path: archive.read(path) for path in archive.namelist()}


def table_of(course: Course) -> dict[str, int]:
    path = course.root / "_build" / "variants" / "hw" / "sets.csv"
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    return {row["learner"]: int(row["set"]) for row in rows}


def hand_in(course: Course, learner: Learner, number: int, sets: dict[int, dict[str, Any]]) -> None:
    def after(steps: int) -> int:
        return (number - 1 + steps) % 3 + 1

    notebook = json.loads(json.dumps(sets[after(learner.notebook)]))
    others = {cell["id"]: cell for cell in sets[after(learner.cells)]["cells"]}
    answers = dict(course.assignment("hw").variant(after(learner.answers)).solutions)
    if learner.own:
        answers["double"] = seeking(course, learner.own, number)
    for cell in notebook["cells"]:
        marks = marks_of(cell)
        other = others[cell["id"]]
        cell["source"] = answers[marks.exercise] if marks.is_answer else other["source"]
        if learner.metadata:
            cell["metadata"]["nbgrader"]["set"] = after(1)
    if learner.metadata:
        notebook["metadata"]["matcalc"] = {"set": after(1)}
        notebook["metadata"]["set"] = after(1)
    folder = course.folder("submitted") / learner.name.lower() / "hw"
    folder.mkdir(parents=True)
    (folder / "hw.ipynb").write_text(json.dumps(notebook))


@dataclass(frozen=True)
class Graded:
    """The class after it was graded: who has which set, what was said, and the scores."""

    course: Course
    sets: dict[str, int]
    said: str
    scores: dict[str, dict[str, float]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A class to which the sets were dealt, and graded."""
    course = varied(tmp_path_factory.mktemp("varied"))
    (course.root / SECRET).write_text(f"{SECRET_TEXT}\n")
    roster = course.root / "class.csv"
    roster.write_text("\n".join(["id", *(learner.name for learner in LEARNERS)]))
    write_dealt(course, "hw", [], each=False)
    sets = {n: unpacked(course, f"hw-set-{n}.zip") for n in (1, 2, 3)}
    result = run("matcalc", "release", "hw", "--for", roster, cwd=course.root)
    assert f"{len(LEARNERS) + 1} files in _build/variants/hw" in result.stdout, result.stderr
    dealt_to = table_of(course)
    for learner in LEARNERS:
        assert unpacked(course, f"{learner.name}.zip") == sets[dealt_to[learner.name]]
    notebooks = {number: json.loads(files["hw/hw.ipynb"]) for number, files in sets.items()}
    for learner in LEARNERS:
        hand_in(course, learner, dealt_to[learner.name], notebooks)
    result = run("matcalc", "grade", "hw", cwd=course.root)
    assert result.returncode == 0, result.stderr
    return Graded(course, dealt_to, result.stderr, scores(course.root, "hw", POINTS))


def test_what_is_dealt_tells_neither_the_other_sets_nor_its_own_number(graded: Graded):
    assert {*graded.sets.values()} == {1, 2, 3}
    for number in (1, 2, 3):
        name = next(name for name, one in graded.sets.items() if one == number)
        files = unpacked(graded.course, f"{name}.zip")
        assert sorted(files) == ["hw/data.txt", "hw/hw.ipynb"]
        text = files["hw/hw.ipynb"].decode()
        prompts = ["$2X$, and not $3X$", "$3X$, and not $2X$", "$5X$, and not $3X$"]
        assert [prompt in text for prompt in prompts] == [number == n for n in (1, 2, 3)]
        assert not any(word in text for word in ("HIDDEN", "SOLUTION", "11112", "11113", '"set"'))


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda learner: learner.name)
def test_everybody_is_graded_by_their_own_set(graded: Graded, learner: Learner):
    expected = {name: 0 if name in learner.lost else points for name, points in POINTS.items()}
    assert graded.scores[learner.name.lower()] == expected
    remark = f"{learner.name.lower()}: the prompts are those of set "
    assert (remark in graded.said) == learner.remarked
    if learner.remarked:
        number = graded.sets[learner.name]
        assert f"{remark}{number % 3 + 1}, and this learner has set {number}" in graded.said


def test_what_comes_back_is_the_learners_own_set(graded: Graded):
    course = graded.course
    found = submissions(course, "hw")
    assert len([*write_feedback(course, "hw", found)]) == len(LEARNERS)
    export(found, "hw", "csv", course.root / "marks.csv")
    with (course.root / "marks.csv").open(newline="", encoding="utf-8-sig") as file:
        found = {row["student"]: int(row["set"]) for row in csv.DictReader(file)}
    assert found == {name.lower(): number for name, number in graded.sets.items()}
    hidden = {1: PLANTED, 2: "11112.625", 3: "11113.625"}
    for student, number in found.items():
        notebook = json.loads(
            (course.folder("autograded") / student / "hw" / "hw.ipynb").read_text()
        )
        cells = ["".join(cell["source"]) for cell in notebook["cells"]]
        tests = next(cell for cell in cells if "BEGIN HIDDEN TESTS" in cell)
        assert f"[[{hidden[number]}, 1]" in tests
        assert {n for n, text in hidden.items() if f"[[{text}, 1]" in "".join(cells)} == {number}
    for path in (course.root / "feedback").rglob("*.html"):
        assert not any(f"[[{text}, 1]" in path.read_text("utf-8") for text in hidden.values())


def test_no_text_of_the_secret_is_written_anywhere(graded: Graded):
    files = [path for path in graded.course.root.rglob("*") if path.is_file()]
    assert [path.name for path in files if SECRET_TEXT.encode() in path.read_bytes()] == [SECRET]


@soak
def test_what_has_not_changed_is_not_graded_again(graded: Graded):
    students = graded.course.submissions("hw")
    summary = grade_assignment(graded.course, "hw", students)
    assert (summary.graded, summary.unchanged) == ([], students)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("no secret", "was dealt with another secret: its fingerprint is"),
        ("another secret", "and this one's is"),
        ("no table", "was dealt in 3 sets, and its variants.toml has 1 now"),
        ("damaged secret", "holds no secret: expected 64 hexadecimal digits"),
        ("damaged record", "says what was dealt: restore it from a backup"),
        ("by the environment", ""),
        ("none", ""),
    ],
)
def test_what_was_dealt_is_never_silently_dealt_anew(graded, tmp_path, monkeypatch, change, said):
    names = ("nbgrader_config.py", "source", SECRET, DEALT)
    for name in names:
        path = graded.course.root / name
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, tmp_path / name)
    if change in {"no secret", "by the environment"}:
        (tmp_path / SECRET).unlink()
    if change == "by the environment":
        monkeypatch.setenv(VARIABLE, SECRET_TEXT)
    if change in {"another secret", "damaged secret"}:
        (tmp_path / SECRET).write_text("0" * (64 if change == "another secret" else 63))
    if change == "no table":
        (tmp_path / "source" / "hw" / VARIANTS).unlink()
    if change == "damaged record":
        (tmp_path / DEALT).write_text("{")
    if not said:
        how = dealt(Course(tmp_path), "hw")
        assert {name: how.set_of(name.upper()) for name in graded.sets} == graded.sets
        return
    before = sorted(path.name for path in tmp_path.iterdir())
    for attempt in (
        lambda: grade_assignment(Course(tmp_path), "hw", ["ada"]),
        lambda: write_dealt(Course(tmp_path), "hw", ["ada"], each=True),
    ):
        with pytest.raises(MatcalcError, match=said):
            attempt()
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_what_was_not_dealt_is_graded_by_the_notebook_in_exercises(tmp_path):
    course = varied(tmp_path)
    notebook = source()
    for cell in notebook.cells:
        if marks_of(cell).is_answer:
            cell.source = RIGHT[marks_of(cell).exercise]
    students = ["ada", "emmy", "kim", "tom"]
    for student in students:
        folder = course.folder("submitted") / student / "hw"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_text(json.dumps(notebook))
    summary = grade_assignment(course, "hw", students)
    [remark] = [remark for remark in summary.remarks if "dealt" in remark]
    assert "hw has 3 sets, and none was dealt from here" in remark
    assert scores(tmp_path, "hw", POINTS) == dict.fromkeys(students, POINTS)
    assert not (tmp_path / SECRET).exists()
    export(submissions(course, "hw"), "hw", "csv", tmp_path / "marks.csv")
    assert ",set," not in (tmp_path / "marks.csv").read_text("utf-8-sig")


# What the table says, and what is said of it.
FAULTS = {
    "no TOML": ("sets = ", "is not in TOML"),
    "no sets": ('[double]\n"2 * X" = ["3 * X"]', "expected `sets = ` and a number from 2 to 100"),
    "one set": ("sets = 1\n[double]", "found 1"),
    "a truth": ("sets = true\n[double]", "found True"),
    "no exercise": ("sets = 2", "expected a table for each exercise"),
    "unknown": ('sets = 2\n[triple]\n"X" = ["Y"]', "variants of 'triple', which is no exercise"),
    "no table": ('sets = 2\ndouble = "x"', "double is no table"),
    "empty": ("sets = 2\n[double]", "double is no table"),
    "too few": (
        'sets = 3\n[double]\n"2 * X" = ["3 * X"]',
        "row '2 * X': 1 texts, and 3 sets need 2",
    ),
    "no list": ('sets = 2\n[double]\n"2 * X" = "3 * X"', "row '2 * X': expected a list of texts"),
    "numbers": ('sets = 2\n[double]\n"2 * X" = [3]', "row '2 * X': expected a list of texts"),
    "nowhere": ('sets = 2\n[double]\n"7 * X" = ["3"]', "row '7 * X': this text stands nowhere"),
    "of another": (
        'sets = 2\n[grad]\n"2 * X" = ["3"]',
        "grad, row '2 * X': this text stands nowhere",
    ),
    "shadowed": (
        'sets = 2\n[double]\n"2 * X" = ["3 * X"]\n"* X" = [""]',
        "row '* X': this text stands only within longer rows",
    ),
    "a mark": (
        'sets = 2\n[double]\n"### BEGIN HIDDEN TESTS" = ["pass"]',
        "a row is about the text between the marks",
    ),
    "answers": ('sets = 2\n[double.answers]\n"2" = ["3"]', "double is no table"),
    "nothing": ('sets = 2\n[double]\n"" = ["x"]', "a row is about the text between the marks"),
}


@pytest.mark.parametrize(("table", "said"), FAULTS.values(), ids=FAULTS)
def test_a_table_that_does_not_fit_is_refused_and_said_where(tmp_path, table, said):
    course = varied(tmp_path, table)
    with pytest.raises(MatcalcError) as raised:
        _ = course.assignment("hw").variants
    assert said in str(raised.value)
    assert str(tmp_path / "source" / "hw" / VARIANTS) in str(raised.value)


def test_rows_are_replaced_at_once_the_longest_first(tmp_path):
    table = 'sets = 2\n[double]\n"2" = ["3"]\n"3" = ["2"]\n"2 * X" = ["4 * X"]\n"$3X$" = ["two"]'
    variant = varied(tmp_path, table).assignment("hw").variant(2)
    cells = variant.solution["hw"].cells
    assert cells[1].source == "Return $3X$, and not two."
    assert variant.solutions["double"] == "def double(X):\n    return 4 * X\n"
    assert ".reshape(3, 2)" in cells[3].source
    assert variant.solutions["grad"] == variant.variant(1).solutions["grad"]


def test_a_release_needs_no_variants_and_keeps_the_table_to_itself(tmp_path):
    """Also where the course's configuration does not name it."""
    course = varied(tmp_path)
    written = release(course, ["hw"])
    assert sorted(path.name for path in written) == ["data.txt", "hw.ipynb"]
    (course.folder("source") / "hw" / VARIANTS).unlink()
    assert differences(Course(tmp_path), ["hw"]) == []
    with pytest.raises(MatcalcError, match="hw has no variants: expected them in"):
        write_dealt(Course(tmp_path), "hw", ["ada"], each=True)
    assert not (tmp_path / SECRET).exists()


def test_the_secret_is_drawn_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    with ThreadPoolExecutor(8) as pool:
        drawn = {*pool.map(lambda _: make_secret(tmp_path).key, range(32))}
    assert len(drawn) == 1
    assert [path.name for path in tmp_path.iterdir()] == [SECRET]
    assert stat.S_IMODE((tmp_path / SECRET).stat().st_mode) == 0o600
    text = (tmp_path / SECRET).read_text().strip()
    assert bytes.fromhex(text) == make_secret(tmp_path).key
    assert text not in repr(make_secret(tmp_path))
    monkeypatch.setenv(VARIABLE, "1" * 64)
    assert make_secret(tmp_path).key != bytes.fromhex(text)
    monkeypatch.setenv(VARIABLE, "")
    with pytest.raises(MatcalcError, match=VARIABLE):
        make_secret(tmp_path)


def test_a_learner_has_one_set_however_the_id_is_spelled():
    secret = Secret(bytes(32))
    for name in ("zoë", "STRASSE", "ada@example.org", "Ǆ-ΐ"):
        spellings = {name, name.upper(), name.lower(), name.casefold()}
        spellings |= {unicodedata.normalize(form, s) for s in spellings for form in ("NFC", "NFD")}
        assert len({secret.set_of("hw", spelled, 97) for spelled in spellings}) == 1, name
    counts = Counter(secret.set_of("hw", f"learner-{n}", 3) for n in range(3000))
    assert min(counts.values()) > 900  # more than four deviations below the mean is 880
    assert [secret.set_of("hw", f"a{n}", 3) for n in range(30)] != [
        secret.set_of("hw2", f"a{n}", 3) for n in range(30)
    ]


@pytest.mark.parametrize(("topic", "level"), [("quadratic", 1), ("traces", 2)])
def test_questions_that_were_drawn_become_a_table(tmp_path, topic, level):
    asked = [practice.draw(topic, level, seed) for seed in range(3)]
    text = practice.variants("hw-form", asked)
    [on_paper, function, *_, test, shapes, solution] = tomllib.loads(text)["hw-form"]
    variable = rf"\partial {asked[0].variable}$"
    prompt = f"Let {on_paper} and $f =$ {function}. Write $\\partial f / {variable} as text."
    call = f"assert_formula({test}, form, {shapes}, seed=1)"
    cells = [
        marked(v4.new_code_cell("from matcalc import assert_formula"), "setup"),
        marked(v4.new_markdown_cell(prompt), "hw-form-prompt"),
        marked(v4.new_code_cell(f"form = {solution}"), "hw-form", solution=True, locked=False),
        marked(v4.new_code_cell(call), "hw-form-test", 2),
    ]
    course = write_course(tmp_path, notebook=v4.new_notebook(cells=cells))
    (tmp_path / "source" / "hw" / VARIANTS).write_text(text)
    sets = [course.assignment("hw").variant(n).solution["hw"].cells for n in (1, 2, 3)]
    assert len({mine[1].source for mine in sets}) == 3
    refusals = AssertionError, MatcalcError  # a wrong answer, or one in other symbols
    for mine, other in product(sets, repeat=2):
        names: dict[str, object] = {}
        exec(f"{mine[0].source}\n{other[2].source}", names)
        with nullcontext() if mine is other else pytest.raises(refusals):
            exec(mine[3].source, names)


def test_only_first_derivatives_in_one_layout_become_variants():
    with pytest.raises(MatcalcError, match="two questions at least"):
        practice.variants("hw-form", [practice.draw("traces")])
    other = next(q for q in practice.questions(["layouts"], 2) if q.layout.value == "XY")
    with pytest.raises(MatcalcError, match="take questions about first derivatives"):
        practice.variants("hw-form", [other, other])
