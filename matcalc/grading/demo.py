"""A synthetic class whose marks are known in advance: a demonstration of grading, and a test.

Learners answer from the assignment's list of typical answers (answers.toml beside its solution):
wrong ones and right ones in another form.  The first learners have a character each; the others
mix everything.  Who has no right answer to a part leaves those blank that are built on it.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabulate import tabulate

from matcalc.course.assignment import CREDIT, Assignment, TypicalAnswers
from matcalc.course.directory import CONFIG_NAME, Course
from matcalc.course.files import write_atomically
from matcalc.course.names import defined_by, used_by
from matcalc.course.notebook import marks_of
from matcalc.course.release import release
from matcalc.errors import MatcalcError
from matcalc.grading.grade import grade_assignment
from matcalc.grading.marking.marks import marks

__all__ = ["CHARACTERS", "run_demo", "write_demo"]

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
class _Answers:
    """What learners answer to one exercise, as whole cells, and the cell that checks it."""

    solution: str
    check: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]

    def code(self, kind: str, draw: random.Random) -> str | None:
        """An answer of a kind; None to leave the stub, also where no wrong answer is listed."""
        if kind == "blank":
            return None
        if kind == "wrong":
            return draw.choice(self.wrong) if self.wrong else None
        return self._of(kind, draw.choice(self.right))

    def _of(self, kind: str, right: str) -> str:
        if kind == "right":
            return right
        if kind == "plotting":
            picture = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()"
            return f"{right}\n\n{picture}"
        if kind == "syntax-error":
            return self.solution.split(":", 1)[0] + "\n    return ("
        if not self.solution.startswith("def "):  # a formula
            codes = {"printing": f'{right}\nprint("done")', "looping": "while True:\n    pass"}
            return codes.get(kind, 'raise RuntimeError("to be done")')
        name = self.solution.removeprefix("def ").split("(", 1)[0]
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
        got = {(mark.student, mark.exercise): mark.score for mark in marks(demo, name)}
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
    listed = {name: course.assignment(name).answers for name in assignments}
    demo = _copy_course(course, assignments, folder)
    answers = {name: _answers(demo.assignment(name), listed[name]) for name in assignments}
    return demo, _write_class(demo, answers, learners, seed)


def _answers(assignment: Assignment, listed: dict[str, TypicalAnswers]) -> dict[str, _Answers]:
    """Typical answers to each checked exercise of an assignment."""
    found = {}
    for exercise in assignment.exercises:
        if not exercise.written:
            solution = assignment.solutions[exercise.name]
            typical = listed.get(exercise.name, TypicalAnswers())
            wrong = tuple(code for code, _ in typical.wrong)
            found[exercise.name] = _Answers(
                solution, exercise.check, (solution, *typical.right), wrong
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
    without = shutil.ignore_patterns(CREDIT)  # a wrong answer of this class earns nothing
    for name in assignments:
        source = course.folder("source") / name
        shutil.copytree(source, folder / source.relative_to(course.root), ignore=without)
    demo = Course(folder)
    release(demo, assignments)
    return demo


def _write_class(
    demo: Course, answers: dict[str, dict[str, _Answers]], learners: int, seed: int
) -> dict[tuple[str, str, str], float]:
    """Write every learner's notebooks and expected.csv; return the expected marks."""
    draw = random.Random(seed)
    names = list(CHARACTERS)
    expected: dict[tuple[str, str, str], float] = {}
    for number in range(learners):
        character = names[min(number, len(names) - 1)]
        student = f"learner-{number + 1:03d}-{character}"
        for assignment, typical in answers.items():
            kinds = {exercise: draw.choice(CHARACTERS[character]) for exercise in typical}
            given = {exercise: typical[exercise].code(kinds[exercise], draw) for exercise in kinds}
            for exercise in _without_ground(typical, kinds, given):
                kinds[exercise], given[exercise] = "blank", None
            written = WRITTEN if draw.random() < 0.5 else None
            _hand_in(demo, student, demo.assignment(assignment), given, written)
            for exercise, kind in kinds.items():
                points = demo.assignment(assignment).exercise(exercise).points
                earned = points if kind in EARNING else 0.0
                expected[assignment, student, exercise] = earned
    _write_expected(demo.root / "expected.csv", expected)
    return expected


def _without_ground(
    typical: dict[str, _Answers], kinds: dict[str, str], given: dict[str, str | None]
) -> list[str]:
    """The exercises whose answers, or checks, use that of another one, which is not right."""
    missing = {
        name
        for exercise, answers in typical.items()
        if kinds[exercise] not in EARNING
        for name in defined_by(answers.solution)
    }
    found = []
    for exercise, code in given.items():
        used = used_by(code or "") | used_by(typical[exercise].check)
        used -= set(defined_by(typical[exercise].solution))
        if used & missing:
            missing |= set(defined_by(typical[exercise].solution))
            found.append(exercise)
    return found


def _write_expected(path: Path, expected: dict[tuple[str, str, str], float]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["student", "exercise", "expected"])
    writer.writerows([*key[1:], score] for key, score in expected.items())
    write_atomically(path, buffer.getvalue().encode())


def _hand_in(
    demo: Course,
    student: str,
    assignment: Assignment,
    answers: dict[str, str | None],
    written: str | None,
) -> None:
    """Write a learner's notebooks: the released ones, with some answers."""
    for name, released in assignment.released.items():
        notebook = deepcopy(released)
        for cell in notebook.cells:
            its = marks_of(cell)
            answer = written if its.is_written else answers.get(its.exercise)
            if its.is_answer and answer is not None:
                cell.source = answer
        folder = demo.folder("submitted") / student / assignment.name
        write_atomically(folder / f"{name}.ipynb", _text(notebook))


def _text(notebook: Any) -> bytes:
    import nbformat

    text: str = nbformat.writes(notebook)
    return f"{text}\n".encode()


def _table(demo: Course, assignments: list[str]) -> str:
    totals: dict[str, list[str]] = {}
    for name in assignments:
        for mark in marks(demo, name):
            if not mark.exercise:
                totals.setdefault(mark.student, []).append(f"{mark.score:g}/{mark.points:g}")
    rows = [[student, *scores] for student, scores in sorted(totals.items())]
    align = ["left", *["right"] * len(assignments)]
    return str(tabulate(rows, ["learner", *assignments], colalign=align))
