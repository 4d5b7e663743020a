"""Variants: what an exercise's cells say in the other sets of an assignment, from one table.

The notebook itself is the first set.  Beside it, ``variants.toml`` has a table for each exercise
that differs: what stands in its cells, prompt, answer and test with its hidden part alike, and what
the other sets have in its place::

    sets = 3

    ["ch04-quadratic"]
    'x^\\top A x' = ['x^\\top B x', 'x^\\top C x']
    "x.T @ A @ x" = ["x.T @ B @ x", "x.T @ C @ x"]

All of an exercise's rows are replaced in one pass, the longest first, so that two texts can change
places.  Formulas in LaTeX are best written as literal strings, in single quotes.  Further rows, for
the typical answers alone, stand in a table within the exercise's, ``["ch04-quadratic".answers]``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcalc.course.notebook import marks_of
from matcalc.errors import MatcalcError

__all__ = ["VARIANTS", "Variants"]

VARIANTS = "variants.toml"
ANSWERS = "answers"
MOST_SETS = 100
Rows = Mapping[str, tuple[str, ...]]
_MARK = re.compile(r"### (BEGIN|END) ")  # of solutions and hidden tests


@dataclass(frozen=True)
class Variants:
    """The sets of an assignment.

    Attributes
    ----------
    path : Path
        The file with the table, which need not exist.
    sets : int
        How many there are; one without a table.
    rows : dict
        For each exercise that differs, what stands in its cells, and what the sets from the second
        on have in its place.
    for_answers : dict
        The same of what stands in its typical answers alone.
    """

    path: Path
    sets: int = 1
    rows: Mapping[str, Rows] = field(default_factory=dict)
    for_answers: Mapping[str, Rows] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Variants:
        """Read the table of a folder.

        Raises
        ------
        MatcalcError
            If it is no such table; the message names the file, the exercise and the row.
        """
        path = folder / VARIANTS
        if not path.is_file():
            return cls(path)
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise MatcalcError(f"{path} is not in TOML: {error}") from None
        sets = table.pop("sets", None)
        if type(sets) is not int or not 2 <= sets <= MOST_SETS:
            raise MatcalcError(
                f"{path}: expected `sets = ` and a number from 2 to {MOST_SETS} at its beginning; "
                f"found {sets!r}"
            )
        if not table:
            raise MatcalcError(f'{path}: expected a table for each exercise, as in ["ch04-norm"]')
        further = {
            name: _rows(path, f"{name}.{ANSWERS}", rows.pop(ANSWERS), sets)
            for name, rows in table.items()
            if isinstance(rows, dict) and isinstance(rows.get(ANSWERS), dict)
        }
        rows = {name: _rows(path, name, rows, sets) for name, rows in table.items()}
        return cls(path, sets, rows, further)

    def require_fitting(self, notebooks: Iterable[Any]) -> None:
        """Make sure that every row changes something in notebooks with solutions.

        Raises
        ------
        MatcalcError
            If there is no such exercise, or a row's text does not stand in it.
        """
        texts: dict[str, list[str]] = {}
        for notebook in notebooks:
            for exercise, cell in _cells(notebook.cells):
                texts.setdefault(exercise, []).append(cell.source)
        for exercise, rows in self.rows.items():
            if exercise not in texts:
                raise MatcalcError(
                    f"{self.path} has variants of {exercise!r}, which is no exercise: there are "
                    f"{', '.join(texts)}"
                )
            self._require_found(exercise, rows, rows, "\0".join(texts[exercise]), "cells")

    def _require_found(
        self, exercise: str, wanted: Rows, rows: Rows, text: str, where: str
    ) -> None:
        """Make sure that some rows are found in a text, where others are replaced too."""
        found = set(_pattern(rows).findall(text))
        for left in wanted:
            if left not in found:
                within = "stands only within longer rows" if left in text else "stands nowhere"
                raise MatcalcError(
                    f"{_place(self.path, exercise, left)}: this text {within} in the {where} of "
                    "the exercise: write it as it stands there"
                )

    def text(self, exercise: str, text: str, number: int) -> str:
        """What a text of an exercise is in a set, the first being 1.

        Examples
        --------
        >>> swapped = {"a": ("b",), "b": ("a",)}
        >>> Variants(Path(), 2, {"ch01-sum": swapped}).text("ch01-sum", "a - b", 2)
        'b - a'
        """
        return _replaced(self.rows.get(exercise, {}), text, number)

    def answers(self, exercise: str, codes: list[str], number: int) -> list[str]:
        """What typical answers to an exercise are in a set.

        Raises
        ------
        MatcalcError
            If a row that is for them alone stands in none of them.
        """
        further = self.for_answers.get(exercise, {})
        rows = {**self.rows.get(exercise, {}), **further}
        if further:
            name = f"{exercise}.{ANSWERS}"
            self._require_found(name, further, rows, "\0".join(codes), "typical answers")
        return [_replaced(rows, code, number) for code in codes]

    def notebook(self, notebook: Any, number: int) -> Any:
        """A notebook, with solutions or without, as it is in a set."""
        result = deepcopy(notebook)
        for exercise, cell in _cells(result.cells):
            cell.source = self.text(exercise, cell.source, number)
        return result


def _rows(path: Path, exercise: str, rows: object, sets: int) -> dict[str, tuple[str, ...]]:
    """The rows of an exercise, if they are such."""
    if not isinstance(rows, dict) or not rows:
        raise MatcalcError(
            f'{path}: {exercise} is no table: expected ["{exercise}"] and, below it, rows of the '
            "form 'what the notebook says' = ['what the second set says', …]"
        )
    for left, right in rows.items():
        where = _place(path, exercise, left)
        if not isinstance(right, list) or not all(isinstance(text, str) for text in right):
            raise MatcalcError(f"{where}: expected a list of texts, one for each further set")
        if len(right) != sets - 1:
            raise MatcalcError(
                f"{where}: {len(right)} texts, and {sets} sets need {sets - 1}: the first set is "
                "what the notebook says"
            )
        if not left or any(map(_MARK.search, [left, *right])):
            raise MatcalcError(
                f"{where}: a row is about the text between the marks of solutions and hidden "
                "tests, which stay where they are"
            )
    return {left: tuple(right) for left, right in rows.items()}


def _replaced(rows: Rows, text: str, number: int) -> str:
    if number == 1 or not rows:
        return text
    return _pattern(rows).sub(lambda found: rows[found[0]][number - 2], text)


def _place(path: Path, exercise: str, left: str) -> str:
    return f"{path}, {exercise}, row {left!r}"


def _pattern(rows: Iterable[str]) -> re.Pattern[str]:
    """What finds the texts of rows, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(rows, key=len, reverse=True))))


def _cells(cells: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each cell of an exercise: its answer and its test, and the texts right above the answer."""
    above: list[Any] = []
    for cell in cells:
        marks = marks_of(cell)
        if marks.is_answer or marks.is_graded:
            yield from ((marks.exercise, one) for one in [*above, cell])
        above = [*above, cell] if cell.cell_type == "markdown" and not marks.is_answer else []
