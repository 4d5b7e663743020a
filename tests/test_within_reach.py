"""What goes together is within reach, and yet harms nobody and tells nothing.

All attempts of tests/attacks/together.toml are one class, which is graded in two courses that
differ in the numbers of their hidden tests alone: what a learner is shown must be the same.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from attacks import traces
from attacks.reach import APART, POINTS, RIGHT, WRONG, Planted, submission, write_course
from corpus import ROOT
from course_fixtures import run
from plain import scores
from sample import sampled

from matcalc.course.directory import Course
from matcalc.grading.reporting.exports import export
from matcalc.grading.reporting.reports import write_feedback
from matcalc.grading.reporting.results import submissions

pytestmark = pytest.mark.xdist_group("reach")

TABLE = Path(__file__).parent / "attacks" / "together.toml"
CASES = {
    case["name"]: case
    for case in sampled(
        tomllib.loads(TABLE.read_text("utf-8"))["case"], 14, key=lambda c: c["name"]
    )
}
TWINS = {name: case for name, case in CASES.items() if "honest" in case}
PLANTED = [Planted("71318531.25", "59204673.5"), Planted("904.0", "1268.25")]
HONEST = ("a-honest", "z-honest")  # the first and the last to be graded
LONGEST = 24 * 2**20  # of a graded notebook
KEPT = "        self.factor = factor\n"


def expanded(text: str) -> str:
    """Long texts are written short in the table."""
    return re.sub(r"<<(.*?) x (\d+)>>", lambda f: f[1] * int(f[2]), text, flags=re.DOTALL)


def handed_in(case: dict[str, Any]) -> bytes:
    """The notebook of an attempt."""
    method = "        STOLEN.append(factor)\n" + case.get("method", "")
    scale = RIGHT["scale"].replace(KEPT, method + KEPT)
    answers = RIGHT | WRONG | {"scale": f"STOLEN = []\n{case.get('before', '')}\n{scale}"}
    answers |= {name: case[name] for name in (*RIGHT, "words") if name in case}
    first, last = ([*map(expanded, case.get(place, []))] for place in ("first", "last"))
    filled = {name: expanded(text) for name, text in answers.items()}
    return submission({"words": "In words."} | filled, first, last * case.get("cells", 1))


def notebooks() -> Iterator[tuple[str, bytes]]:
    """Everybody who hands something in, and what."""
    for name, case in CASES.items():
        for number in range(case.get("copies", 1)):
            yield f"{name}-{number}", handed_in(case)
    for name, case in TWINS.items():
        twin = {"scale": f"{case['honest']}\n{RIGHT['scale']}", "words": "In words."}
        yield f"{name}-twin", submission(RIGHT | twin)
    for name in HONEST:
        yield name, submission(RIGHT | {"words": "In words."})


@dataclass(frozen=True)
class Graded:
    """A class that was graded: each learner's scores, and what each is shown."""

    root: Path
    scores: dict[str, dict[str, float]]
    shown: dict[str, list[str]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> list[Graded]:
    return [_graded(tmp_path_factory.mktemp("reach"), planted) for planted in PLANTED]


def _graded(root: Path, planted: Planted) -> Graded:
    settings = "c.Grading.hidden_modules = {'*': ['sympy']}\n"
    course = write_course(root, planted, settings)
    for name, content in notebooks():
        folder = root / "submitted" / name / "hw"
        folder.mkdir(parents=True)
        (folder / "hw.ipynb").write_bytes(content)
    result = run("matcalc", "grade", "hw", cwd=root)
    assert result.returncode == 0, result.stderr[-3000:]
    assert {n for n in POINTS if f"{n}-test is checked together" in result.stderr} == {
        "scale",
        "box",
        "crate",
    }
    found = submissions(course, "hw")
    shown = {path.parents[1].name: [path.read_text("utf-8")]
             for path in write_feedback(course, "hw", found)}  # fmt: skip
    for form in ("moodle", "canvas"):
        export(found, "hw", form, root / f"{form}.csv", title="Week")
        lines = (root / f"{form}.csv").read_text("utf-8").splitlines()
        for name, texts in shown.items():
            texts += [line for line in lines if f",{name}," in line]
    assert traces(Course(root)) == []
    return Graded(root, scores(root, "hw"), shown)


def forms(number: str) -> Iterator[str]:
    """Ways to write a number down."""
    digits = number.partition(".")[0]
    yield from (digits, digits[::-1], hex(int(digits))[2:], float(number).hex())
    yield from (base64.b64encode(text.encode()).decode()[:9] for text in (digits, number))
    yield from (separator.join(digits) for separator in " _,-\n")
    yield from (
        f"{int(digits):_}",
        f"{int(digits):,}",
        f"{float(number):.5e}"[:7],
        bin(int(digits)),
    )


@pytest.mark.parametrize("name", CASES)
def test_an_attempt_tells_nothing_and_earns_nothing_apart(graded: list[Graded], name: str):
    case = CASES[name]
    lost = {*APART} - {*case.get("may", ())}
    for number in range(case.get("copies", 1)):
        learner = f"{name}-{number}"
        first, second = (one.shown[learner] for one in graded)
        assert len(first) == 3
        assert first == second
        for planted in (PLANTED[0].together, PLANTED[0].apart):
            assert [form for form in forms(planted) if form in "".join(first)] == []
        for one in graded:
            assert {exercise: one.scores[learner][exercise] for exercise in lost} == dict.fromkeys(
                lost, 0.0
            )
            written = one.root / "autograded" / learner / "hw" / "hw.ipynb"
            assert written.stat().st_size < LONGEST
            if "unseen" in case:
                text = written.read_text("utf-8")
                assert [place for place in (ROOT, one.root) if f"'{place}" in text] == []


@pytest.mark.parametrize("name", [*HONEST, *(f"{name}-twin" for name in TWINS)])
def test_an_honest_neighbour_keeps_everything(graded: list[Graded], name: str):
    for one in graded:
        assert {exercise: one.scores[name][exercise] for exercise in POINTS} == POINTS
