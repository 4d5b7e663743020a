"""What can be practised: topics, each a file of formulas with gaps and of parts that fill them.

A topic's file is called after the chapter whose rules it trains, and then after itself, as in
``04-quadratic.toml``; a new file is a new topic.  It holds::

    title = ["Quadratic forms", "二次型"]
    trains = ["what it trains, in one line", "训练内容"]

    [symbols]                # shape, as in `matcalc.formulas.draw`, and the names that it may have
    x = ["n", "x u v w"]
    A = ["n n", "A B M"]

    [parts]                  # what may stand in a gap, which may have gaps itself
    number = ["2", "3", "-4"]
    form = ["x.T @ A @ x"]

    [[question]]             # as many as there are kinds of questions
    level = 1
    by = ["x"]               # the variable is one of these
    formulas = ["<number> * <form>"]

A question may also have ``layouts`` (of which one is asked for; ``["denominator"]`` unless given),
``order = 2`` (the matrix of second derivatives is asked for) and ``linear = true`` (the derivative
need not depend on the variable).  A part is put into parentheses when it fills a gap.

The ways to fill a formula's gaps are numbered, so that questions are drawn by number and two
numbers never give the same one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from math import prod
from typing import Any

from matcalc.messages import language
from matcalc.numerics.layout import Layout
from matcalc.texts import LANGUAGES, Pair

__all__ = ["LEVELS", "TOPICS", "Template", "Topic"]

LEVELS = (1, 2, 3)
GAP = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Template:
    """A formula with gaps, and what is asked about it."""

    formula: str
    by: tuple[str, ...]
    layouts: tuple[Layout, ...] = (Layout.DENOMINATOR,)
    order: int = 1
    linear: bool = False


@dataclass(frozen=True, eq=False)
class Topic:
    """Something to practise.

    Attributes
    ----------
    name : str
    titles, lines : (str, str)
        What it is called, and what it trains, in each of `matcalc.texts.LANGUAGES`.
    symbols : dict
        For each symbol of the formulas its shape, and the names that it may be given.
    parts : dict
        What may fill the gaps of each name.
    templates : dict
        By level.
    """

    name: str
    titles: Pair
    lines: Pair
    symbols: Mapping[str, tuple[str, tuple[str, ...]]]
    parts: Mapping[str, tuple[str, ...]]
    templates: Mapping[int, tuple[Template, ...]]
    _counts: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def title(self) -> str:
        """What the topic is called, in the chosen language."""
        return self.titles[LANGUAGES.index(language())]

    @property
    def trains(self) -> str:
        """What the topic trains, in the chosen language."""
        return self.lines[LANGUAGES.index(language())]

    def __str__(self) -> str:
        return f"{self.name}: {self.title}"

    def count(self, formula: str) -> int:
        """In how many ways the gaps of a formula can be filled.

        >>> TOPICS["norms"].count("<number> * norm(<short>)") > 100
        True
        """
        return prod(self._count_of_part(name) for name in GAP.findall(formula))

    def _count_of_part(self, name: str) -> int:
        if name not in self._counts:
            self._counts[name] = sum(map(self.count, self.parts[name]))
        return self._counts[name]

    def filled(self, formula: str, number: int) -> str:
        """A formula with its gaps filled, in the way of a number below `count`."""
        text = formula
        for name in GAP.findall(formula):
            number, here = divmod(number, self._count_of_part(name))
            text = text.replace(f"<{name}>", f"({self._part(name, here)})", 1)
        return text

    def _part(self, name: str, number: int) -> str:
        for text in self.parts[name]:
            ways = self.count(text)
            if number < ways:
                return self.filled(text, number)
            number -= ways
        raise AssertionError("the number is below the count")


def _topic(name: str, table: Mapping[str, Any]) -> Topic:
    """A topic from what stands in its file."""
    templates: dict[int, list[Template]] = {level: [] for level in LEVELS}
    for entry in table["question"]:
        layouts = tuple(map(Layout, entry.get("layouts", ["denominator"])))
        rest = tuple(entry["by"]), layouts, entry.get("order", 1), entry.get("linear", False)
        templates[entry["level"]] += [Template(text, *rest) for text in entry["formulas"]]
    return Topic(
        name,
        tuple(table["title"]),
        tuple(table["trains"]),
        {role: (shape, tuple(names.split())) for role, (shape, names) in table["symbols"].items()},
        {part: tuple(texts) for part, texts in table["parts"].items()},
        {level: tuple(found) for level, found in templates.items()},
    )


def _topics() -> dict[str, Topic]:
    """Every topic by its name, in the order of the chapters."""
    found = {}
    tables = (file for file in files(__package__).iterdir() if file.name.endswith(".toml"))
    for file in sorted(tables, key=lambda file: file.name):
        _, _, name = file.name.removesuffix(".toml").partition("-")
        found[name] = _topic(name, tomllib.loads(file.read_text(encoding="utf-8")))
    return found


TOPICS = _topics()
