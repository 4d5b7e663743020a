"""Hostile code: the cases of the TOML tables, each a cell in place of one answer.

A cell that does not define the exercise's answer stands before an answer: the attack before a
wrong one, the honest statements before the right one.  `@course@` and `@solution@` in a cell are
the course's root and the instructor's notebook, which an attacker may have guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attacks.case import (
    Case,
    answered,
    exercises,
    right_answers,
    text,
    write,
    wrong_answers,
)

TABLES = (
    "tampering",
    "outside",
    "resources",
    "crashes",
    "replies",
    "formulas",
    "engine",
    "guessing",
)


def payload_cases() -> Iterator[Case]:
    """All cases of all tables."""
    for name in TABLES:
        table = tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))
        yield from (_case(table["default"] | entry) for entry in table["case"])


def _case(entry: dict[str, Any]) -> Case:
    assignment = entry.get("assignment", "ch04")
    exercise, every = entry["exercise"], exercises(assignment)
    others_right = entry["others"] == "right"
    # What a dead process leaves ungraded is its own loss: the marks before it stand.
    safe = every[: every.index(exercise)] if entry.get("dies") else every
    right, wrong = right_answers(assignment), wrong_answers(assignment)

    def build(directory: Path, released: Path, solution: Path) -> None:
        attack = complete(entry["attack"] + entry.get("then", ""), wrong[exercise])
        others = right if others_right else wrong
        _write(directory, released, solution, {**others, exercise: attack})

    def twin(directory: Path, released: Path, solution: Path) -> None:
        honest = complete(entry["honest"], right[exercise])
        _write(directory, released, solution, {**right, exercise: honest})

    return Case(
        entry["name"],
        entry["kind"],
        (layer,) if isinstance(layer := entry["layer"], str) else tuple(layer),
        None if entry["plain"] == "not tried" else entry["plain"],
        build,
        twin,
        lost=frozenset([exercise] if others_right else every),
        kept=frozenset(safe) - {exercise, *entry.get("spoilt", ())}
        if others_right
        else frozenset(),
        assignment=assignment,
    )


def complete(statements: str, answer: str) -> str:
    """The statements, before an answer unless they define its name."""
    name = re.search(r"^(?:def )?(\w+)(?=\(| = )", answer, re.MULTILINE)
    assert name, answer
    defined = re.search(rf"^(def |class |){name[1]}\b", statements, re.MULTILINE)
    return statements if defined else f"{statements}\n\n{answer}"


def _write(directory: Path, released: Path, solution: Path, answers: dict[str, str]) -> None:
    places = {"@solution@": str(solution), "@course@": str(solution.parents[2])}
    for name, place in places.items():
        answers = {key: source.replace(name, place) for key, source in answers.items()}
    write(directory, text(answered(released, answers)))
