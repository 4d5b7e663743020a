"""An assignment: its notebooks, exercises, solutions and typical answers, each read once."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from matcalc.course.exercise import Exercise, read_exercises
from matcalc.course.notebook import marks_of, read_notebook
from matcalc.course.variants import Variants
from matcalc.errors import MatcalcError

__all__ = ["ANSWERS", "CREDIT", "Assignment", "TypicalAnswers"]

# Beside the solution, and not for learners.
ANSWERS, CREDIT = "answers.toml", "partial-credit.toml"

_SOLUTION_MARK = re.compile(r"^\s*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)


@dataclass(frozen=True)
class TypicalAnswers:
    """What learners answer to an exercise, as the code of whole answer cells.

    Attributes
    ----------
    right : tuple of str
        In another form than the solution's.
    wrong : tuple of (str, str)
        Code, and the kind of mistake that a check must name.
    """

    right: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Assignment:
    """An assignment of a course.

    Its files are read when they are first asked for, and not again.

    Attributes
    ----------
    name : str
    source, release : Path
        The folders of the solution and of what learners get.
    """

    name: str
    source: Path
    release: Path

    @cached_property
    def notebooks(self) -> list[str]:
        """The names of its notebooks."""
        return sorted(path.stem for path in self.source.glob("*.ipynb"))

    @cached_property
    def files(self) -> list[Path]:
        """The released notebooks' files."""
        return [self.release / f"{name}.ipynb" for name in self.notebooks]

    @cached_property
    def released(self) -> dict[str, Any]:
        """The notebooks that learners get, by name.

        Raises
        ------
        MatcalcError
            If one is missing or is no notebook.
        """
        return {path.stem: read_notebook(path) for path in self.files}

    @cached_property
    def solution(self) -> dict[str, Any]:
        """The instructor's notebooks, by name."""
        return {name: read_notebook(self.source / f"{name}.ipynb") for name in self.notebooks}

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The exercises of the released notebooks, in order."""
        notebooks = self.released.values()
        return [each for one in notebooks for each in read_exercises(one.cells, self.name)]

    @cached_property
    def variants(self) -> Variants:
        """Its sets, of which this is the first.

        Raises
        ------
        MatcalcError
            If the table of variants does not fit the notebooks.
        """
        found = Variants.read(self.source)
        if found.sets > 1:
            found.require_fitting(self.solution.values())
        return found

    def variant(self, number: int) -> Assignment:
        """One of its sets, the first being 1, as something to be shown, run and judged.

        What is handed out is made by nbgrader, from its solution (`matcalc.course.dealing`).

        Raises
        ------
        MatcalcError
            If there is no such set.
        """
        if not 1 <= number <= self.variants.sets:
            raise MatcalcError(f"{self.name} has no set {number}: there are {self.variants.sets}")
        return self if number == 1 else _Variant(self.name, self.source, self.release, number, self)

    @property
    def points(self) -> float:
        """Of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)

    @cached_property
    def solutions(self) -> dict[str, str]:
        """The instructor's answer to each exercise, without the marks around it."""
        return {
            marks.exercise: _SOLUTION_MARK.sub("", cell.source)
            for notebook in self.solution.values()
            for cell in notebook.cells
            if (marks := marks_of(cell)).is_answer
        }

    def exercise(self, name: str) -> Exercise:
        """An exercise by its grade id.

        Raises
        ------
        MatcalcError
            If there is none; the message names those that there are.
        """
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        known = ", ".join(exercise.name for exercise in self.exercises)
        raise MatcalcError(f"no exercise {name!r} in {self.release}: there are {known}")

    @cached_property
    def answers(self) -> dict[str, TypicalAnswers]:
        """Typical answers to its exercises, from answers.toml beside the solution.

        An answer is the `code` of the whole cell, or what the solution's function `returns`, or the
        `formula` that the solution's name stands for.

        Raises
        ------
        MatcalcError
            If the file is missing, or speaks of an exercise that does not exist.
        """
        path = self.source / ANSWERS
        if not path.is_file():
            raise MatcalcError(f"no list of answers at {path}: expected typical answers there")
        found = {}
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name not in self.solutions:
                raise MatcalcError(f"{path} has answers to {name!r}, which is no exercise")
            found[name] = TypicalAnswers(
                tuple(self._code(name, answer) for answer in entry["right"]),
                tuple((self._code(name, answer), answer["mistake"]) for answer in entry["wrong"]),
            )
        return found

    def _code(self, name: str, answer: dict[str, str]) -> str:
        """The whole answer cell."""
        if "code" in answer:
            return answer["code"]
        last = ast.parse(self.solutions[name]).body[-1]
        if isinstance(last, ast.FunctionDef) and "returns" in answer:
            return f"def {last.name}({ast.unparse(last.args)}):\n    return {answer['returns']}"
        if isinstance(last, ast.Assign) and "formula" in answer:
            return f"{ast.unparse(last.targets[0])} = {answer['formula']!r}"
        raise MatcalcError(
            f"{self.source / ANSWERS}: an answer to {name} has {', '.join(answer)}: expected code, "
            "or returns for a function, or formula for a formula"
        )


@dataclass(frozen=True)
class _Variant(Assignment):
    """A further set of an assignment: what the first says, with the rows of its table replaced."""

    number: int
    first: Assignment

    @cached_property
    def variants(self) -> Variants:
        return self.first.variants

    @cached_property
    def released(self) -> dict[str, Any]:
        return self._of_set(self.first.released)

    @cached_property
    def solution(self) -> dict[str, Any]:
        return self._of_set(self.first.solution)

    @cached_property
    def answers(self) -> dict[str, TypicalAnswers]:
        return {name: self._typical(name, known) for name, known in self.first.answers.items()}

    def variant(self, number: int) -> Assignment:
        return self.first.variant(number)

    def _of_set(self, notebooks: dict[str, Any]) -> dict[str, Any]:
        return {
            name: self.variants.notebook(notebook, self.number)
            for name, notebook in notebooks.items()
        }

    def _typical(self, exercise: str, known: TypicalAnswers) -> TypicalAnswers:
        codes = [*known.right, *(code for code, _ in known.wrong)]
        replaced = iter(self.variants.answers(exercise, codes, self.number))
        right = tuple(next(replaced) for _ in known.right)
        return TypicalAnswers(right, tuple((next(replaced), kind) for _, kind in known.wrong))
