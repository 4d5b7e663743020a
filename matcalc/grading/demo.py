"""A synthetic class whose marks are known in advance: a demonstration of grading, and a test.

Learners answer from a list of typical answers, tests/answers/ASSIGNMENT.toml in the course's
root: wrong ones and right ones in another form.  The first learners have a character each; the
others mix everything.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabulate import tabulate

from matcalc.course.directory import CONFIG_NAME, Course
from matcalc.course.files import write_atomically
from matcalc.course.notebook import exercise_of, is_answer, is_graded, is_test, read_notebook
from matcalc.course.release import release
from matcalc.errors import MatcalcError
from matcalc.grading.grade import grade_assignment, marks

__all__ = ["CHARACTERS", "run_demo", "write_demo"]

ANSWERS = Path("tests", "answers")
MARKER = ".matcalc-demo"

# The kinds of answer that a learner of each character gives, drawn with equal chance.
CHARACTERS = {
    "right": ("right",),
    "partly-right": ("right", "wrong"),
    "wrong": ("wrong",),
    "blank": ("blank",),
    "raising": ("raising",),
    "syntax-error": ("syntax-error", "right"),
    "printing": ("printing",),
    "plotting": ("right", "plotting"),
    "looping": ("right", "right", "looping"),
    "mixed": ("right", "right", "wrong", "blank", "raising", "syntax-error", "printing"),
}
EARNING = {"right", "printing", "plotting"}  # the kinds of answer that are right
LOOP_SECONDS = 10  # nobody who looks at a demonstration waits a minute for a loop to be stopped
WRITTEN = "Only for a symmetric matrix; a generic one, drawn at random, shows the difference."


@dataclass(frozen=True)
class _Exercise:
    answer: str  # the solution's cell
    points: float
    right: tuple[str, ...]
    wrong: tuple[str, ...]

    def code(self, kind: str, draw: random.Random) -> str | None:
        """An answer of a kind; None to leave the stub."""
        if kind == "blank":
            return None
        right = draw.choice(self.right)
        if kind in ("right", "wrong"):
            return right if kind == "right" else draw.choice(self.wrong)
        if kind == "plotting":
            picture = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()"
            return f"{right}\n\n{picture}"
        if kind == "syntax-error":
            return self.answer.split(":", 1)[0] + "\n    return ("
        if not self.answer.startswith("def "):  # a formula
            codes = {"printing": f'{right}\nprint("done")', "looping": "while True:\n    pass"}
            return codes.get(kind, 'raise RuntimeError("to be done")')
        name = self.answer.removeprefix("def ").split("(", 1)[0]
        if kind == "raising":
            return f'def {name}(*arguments):\n    raise RuntimeError("to be done")'
        if kind == "looping":
            return f"def {name}(*arguments):\n    while True:\n        pass"
        told = f'print("called with", len(arguments))\n    return quiet_{name}(*arguments)'
        return f"{right}\n\nquiet_{name} = {name}\ndef {name}(*arguments):\n    {told}"


def run_demo(
    course: Course,
    assignments: list[str],
    folder: Path,
    learners: int,
    seed: int,
    *,
    sandboxed: bool = True,
) -> str:
    """Write a course with a synthetic class into a folder, grade it, and compare.

    Parameters
    ----------
    folder : Path
        New, empty, or an earlier demonstration, which is replaced.
    learners : int
    seed : int
        The same seed, the same class.

    Returns
    -------
    str
        A table of every learner's marks.

    Raises
    ------
    MatcalcError
        If the folder holds anything else, an assignment has no list of answers, or a mark is
        not the expected one.
    """
    demo, expected = write_demo(course, assignments, folder, learners, seed)
    wrong = []
    for name in assignments:
        summary = grade_assignment(demo, name, demo.submissions(name), sandboxed=sandboxed)
        wrong += [f"{student}, {name}: {reason}" for student, reason in summary.rejected.items()]
        got = {(student, exercise): score for student, exercise, score, _ in marks(demo, name)}
        for (assignment, student, exercise), score in expected.items():
            if assignment == name and got.get((student, exercise)) != score:
                found = got.get((student, exercise))
                wrong.append(f"{student}, {exercise}: expected {score:g}, graded {found}")
    if wrong:
        raise MatcalcError("grading gave other marks than expected:\n  " + "\n  ".join(wrong))
    return _table(demo, assignments) + f"\n\nThe gradebook: {demo.root / 'gradebook.db'}"


def write_demo(
    course: Course, assignments: list[str], folder: Path, learners: int, seed: int
) -> tuple[Course, dict[tuple[str, str, str], float]]:
    """Write the course and the class; return it with the marks expected by exercise."""
    exercises = {name: _exercises(course, name) for name in assignments}
    demo = _copy_course(course, assignments, folder)
    return demo, _write_class(demo, exercises, learners, seed)


def _exercises(course: Course, assignment: str) -> dict[str, _Exercise]:
    """The checked exercises of an assignment, with typical answers to each."""
    listed = course.root / ANSWERS / f"{assignment}.toml"
    if not listed.is_file():
        raise MatcalcError(f"no list of answers at {listed}: a demonstration class needs one")
    table = tomllib.loads(listed.read_text(encoding="utf-8"))
    answers = {entry["id"]: entry for entry in table["exercise"]}
    found, solutions = {}, {}
    for cell in read_notebook(course.folder("source") / assignment / f"{assignment}.ipynb").cells:
        exercise = exercise_of(cell)
        if is_answer(cell) and not cell.metadata["nbgrader"]["grade"]:
            solutions[exercise] = cell.source
        elif is_test(cell):
            listed_answers = answers.get(exercise, {"right": [], "wrong": []})
            found[exercise] = _Exercise(
                solutions[exercise],
                float(cell.metadata["nbgrader"]["points"]),
                (solutions[exercise], *listed_answers["right"]),
                tuple(wrong["code"] for wrong in listed_answers["wrong"]),
            )
    return found


def _copy_course(course: Course, assignments: list[str], folder: Path) -> Course:
    """A course of its own in a folder: configuration, solutions, released notebooks."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise MatcalcError(f"{folder} holds other files: name a new or an empty folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).touch()
    config = (course.root / CONFIG_NAME).read_text(encoding="utf-8")
    config += f"\nc.Execute.timeout = {LOOP_SECONDS}\n"
    (folder / CONFIG_NAME).write_text(config, encoding="utf-8")
    for name in assignments:
        source = course.folder("source") / name
        shutil.copytree(source, folder / source.relative_to(course.root))
    demo = Course(folder)
    release(demo, assignments)
    return demo


def _write_class(
    demo: Course, exercises: dict[str, dict[str, _Exercise]], learners: int, seed: int
) -> dict[tuple[str, str, str], float]:
    """Write every learner's notebooks and expected.csv; return the expected marks."""
    draw = random.Random(seed)
    names = list(CHARACTERS)
    expected: dict[tuple[str, str, str], float] = {}
    for number in range(learners):
        character = names[min(number, len(names) - 1)]
        student = f"learner-{number + 1:03d}-{character}"
        for assignment, items in exercises.items():
            path = demo.folder("release") / assignment / f"{assignment}.ipynb"
            notebook = read_notebook(path)
            answers: dict[str, str | None] = {}
            for exercise, item in items.items():
                kind = draw.choice(CHARACTERS[character])
                answers[exercise] = item.code(kind, draw)
                expected[assignment, student, exercise] = item.points if kind in EARNING else 0.0
            _answer(notebook, answers, WRITTEN if draw.random() < 0.5 else None)
            target = demo.folder("submitted") / student / assignment / path.name
            write_atomically(target, _text(notebook))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["student", "exercise", "expected"])
    writer.writerows([*key[1:], score] for key, score in expected.items())
    write_atomically(demo.root / "expected.csv", buffer.getvalue().encode())
    return expected


def _answer(notebook: Any, answers: dict[str, str | None], written: str | None) -> None:
    for cell in notebook.cells:
        text = written if is_graded(cell) else answers.get(exercise_of(cell))
        if is_answer(cell) and text is not None:
            cell.source = text


def _text(notebook: Any) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return f"{text}\n".encode()


def _table(demo: Course, assignments: list[str]) -> str:
    totals: dict[str, list[str]] = {}
    for name in assignments:
        for student, exercise, score, points in marks(demo, name):
            if not exercise:
                totals.setdefault(student, []).append(f"{score:g}/{points:g}")
    rows = [[student, *scores] for student, scores in sorted(totals.items())]
    align = ["left", *["right"] * len(assignments)]
    return str(tabulate(rows, ["learner", *assignments], colalign=align))
