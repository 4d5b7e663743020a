"""An exercise as a page shows it, read from the released notebook."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcalc.course.directory import Course
from matcalc.course.notebook import exercise_of, is_answer, is_graded, is_test, read_notebook
from matcalc.errors import MatcalcError

__all__ = ["Exercise", "find_exercise", "language_parts", "read_exercises", "solution_of"]

_HINT = re.compile(r"<details>\s*<summary>.*?</summary>\s*(.*?)\s*</details>", re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_SOLUTION_MARK = re.compile(r"^\s*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)
_CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class Exercise:
    """One exercise of an assignment; a written one has no check.

    Attributes
    ----------
    name, assignment : str
        Its grade id, and the assignment it belongs to.
    title, prompt : str
        Markdown; a part of an exercise has the title of the whole.
    hints : list of str
        Markdown, from the first that is shown to the last.
    points : float
    setup, stub, check : str
        The code cells before it that are no exercise, its answer cell and its visible test cell.
    """

    name: str
    assignment: str
    title: str
    prompt: str
    points: float
    setup: str = ""
    stub: str = ""
    check: str = ""
    hints: list[str] = field(default_factory=list)

    @property
    def written(self) -> bool:
        """Whether an instructor reads the answer."""
        return not self.check


def read_exercises(notebook: Path) -> list[Exercise]:
    """The exercises of a released notebook, in order.

    Raises
    ------
    MatcalcError
        If the file is missing or is no notebook.
    """
    cells = read_notebook(notebook).cells
    tests = {exercise_of(cell): cell for cell in cells if is_test(cell)}
    setup = "\n".join(
        cell.source
        for cell in cells
        if cell.cell_type == "code" and not is_test(cell) and not is_answer(cell)
    )
    found: list[Exercise] = []
    title = text = ""
    for cell in cells:
        if not is_answer(cell):
            if cell.cell_type == "markdown":
                text = cell.source
            continue
        name = exercise_of(cell)
        heading = _HEADING.search(text)
        title = _part(heading[1] if heading else title, name)
        test: Any = tests.get(name)
        if test is None and not is_graded(cell):
            raise MatcalcError(f"{notebook}: no check for {name}: its grade id must be {name}-test")
        graded = cell if test is None else test
        found.append(
            Exercise(
                name=name,
                assignment=notebook.stem,
                title=title,
                prompt=_HINT.sub("", _HEADING.sub("", text, count=1)).strip(),
                points=float(graded.metadata["nbgrader"]["points"]),
                setup=setup,
                stub="" if test is None else cell.source,
                check="" if test is None else test.source,
                hints=_HINT.findall(text),
            )
        )
    return found


def _part(title: str, name: str) -> str:
    """The title of a part: that of the whole with its letter."""
    letter = re.search(r"-([a-e])$", name)
    bare = re.sub(r" \([a-e]\)", "", title)
    if not letter:
        return bare
    number = re.match(r"[\d.]+", bare)
    place = number.end() if number else 0
    return f"{bare[:place]} ({letter[1]}){bare[place:]}"


def find_exercise(course: Course, name: str) -> tuple[Exercise, Path]:
    """An exercise by its grade id, with the notebook it is taken from.

    Raises
    ------
    MatcalcError
        If no released notebook has it; the message names those that its assignment has.
    """
    assignment = name.split("-")[0]
    notebook = course.folder("release") / assignment / f"{assignment}.ipynb"
    exercises = read_exercises(notebook)
    for exercise in exercises:
        if exercise.name == name:
            return exercise, notebook
    known = ", ".join(exercise.name for exercise in exercises)
    raise MatcalcError(f"no exercise {name!r} in {notebook}: there are {known}")


def solution_of(course: Course, exercise: Exercise) -> str:
    """The instructor's answer to an exercise, without the marks around it."""
    source = course.folder("source") / exercise.assignment / f"{exercise.assignment}.ipynb"
    cells = read_notebook(source).cells
    [answer] = [c.source for c in cells if is_answer(c) and exercise_of(c) == exercise.name]
    return _SOLUTION_MARK.sub("", answer)


def language_parts(text: str) -> tuple[str, str]:
    """Split a text into its English and its Chinese part.

    Blocks are told apart by their characters, and so are the halves of a line around " · ".

    Examples
    --------
    >>> language_parts("A linear form · 线性型")
    ('A linear form', '线性型')
    >>> language_parts("$f = x$\\n\\n设 $x$")
    ('$f = x$', '设 $x$')
    """
    if "\n\n" not in text and " · " in text:
        english, _, chinese = text.rpartition(" · ")
        if _CJK.search(chinese):
            return english.strip(), chinese.strip()
    blocks = re.split(r"\n{2,}", text.strip())
    english = "\n\n".join(block for block in blocks if not _CJK.search(block))
    return english, "\n\n".join(block for block in blocks if _CJK.search(block))
