"""Partial credit: the share of an exercise's points that a wrong answer of a known kind earns.

An instructor who wants it writes partial-credit.toml beside the solution; without that file a check
gives all of its points or none.  What kind of mistake was made is the word of the trusted process
alone, so the table holds only for tests that run there: see `matcalc.grading.marking.ways`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from matcalc.course.assignment import CREDIT
from matcalc.course.notebook import marks_of
from matcalc.errors import MatcalcError
from matcalc.grading.running.task import Ran
from matcalc.texts import MISTAKES

__all__ = ["Credit", "read_credit", "share_of"]

Credit = dict[str, dict[str, float]]  # by the grade id of a test, then by the kind of mistake
NOTHING_DONE = {"not-attempted", "raised"}  # no answer is there that could be partly right


def read_credit(folder: Path, notebooks: Iterable[Any]) -> Credit:
    """The shares that an assignment's partial-credit.toml gives; none where there is no such file.

    Parameters
    ----------
    folder : Path
        The folder of the solution.
    notebooks : iterable of NotebookNode
        The assignment's notebooks, whose tests the table may speak of.

    Raises
    ------
    MatcalcError
        If it is no such table, or speaks of an exercise or a kind of mistake that does not exist.

    Examples
    --------
    Half of the points of one exercise for the transpose of the right answer::

        ["ch04-norm"]
        transposed = 0.5
    """
    path = folder / CREDIT
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MatcalcError(f"{path} cannot be read as TOML: {error}") from None
    tests: dict[str, set[str]] = {}
    for marks in (marks_of(cell) for notebook in notebooks for cell in notebook.cells):
        if marks.is_test:
            tests.setdefault(marks.exercise, set()).add(marks.grade_id)
    return dict(_read(path, table, tests))


def share_of(result: Ran | None, shares: dict[str, float]) -> float:
    """The share of its points that a test gives which stopped at a kind of mistake; 0 for none."""
    if result is None or result.ended or result.mistake is None:
        return 0.0
    return shares.get(result.mistake, 0.0)


def _read(
    path: Path, table: dict[str, Any], tests: dict[str, set[str]]
) -> Iterator[tuple[str, dict[str, float]]]:
    for exercise, shares in table.items():
        if exercise not in tests:
            what = f"{exercise!r}, which is no exercise with a check"
            raise MatcalcError(f"{path} speaks of {what}: {_nearest(exercise, tests)}")
        if not isinstance(shares, dict):
            raise MatcalcError(
                f"{path}: {exercise} has {shares!r}: expected a table of shares, that is "
                f'["{exercise}"], and below it a line such as transposed = 0.5'
            )
        for mistake, share in shares.items():
            _require(f"{path}, {exercise}", mistake, share)
        yield from ((test, {m: float(share) for m, share in shares.items()})
                    for test in tests[exercise])  # fmt: skip


def _require(where: str, mistake: str, share: object) -> None:
    """Refuse what is no kind of mistake, what is no answer, and what is no share."""
    if mistake in NOTHING_DONE:
        raise MatcalcError(
            f"{where}: {mistake!r} cannot earn points: nothing was answered, or nothing that runs"
        )
    if mistake not in MISTAKES:
        nearest = _nearest(mistake, MISTAKES.keys() - NOTHING_DONE)
        raise MatcalcError(f"{where}: {mistake!r} is no kind of mistake: {nearest}")
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share < 1:
        raise MatcalcError(
            f"{where}: {mistake} = {share!r}: expected a share of the points, more than 0 and "
            "less than 1, such as 0.5"
        )


def _nearest(name: str, known: Collection[str]) -> str:
    """What might be meant by a name, or what there is."""
    near = get_close_matches(name, known, n=3)
    return f"is {' or '.join(near)} meant?" if near else f"there are {', '.join(sorted(known))}"
