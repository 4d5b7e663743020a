"""Running the cells of a page, each after those above it, as a notebook would."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from matcalc.messages import say
from matcalc.page.running import captured, cell, execute, explain, fresh, shown
from matcalc.page.settings import Settings

__all__ = ["run_cell"]


@dataclass
class _Session:
    """The cells of the page: one namespace, in which each cell above runs once for its text.

    Attributes
    ----------
    ran : dict
        The text with which a cell has run, by its number, as far as nothing above has changed.
    broken : dict
        What was raised by cells that ended in an error.
    """

    namespace: dict[str, Any] = field(default_factory=fresh)
    settings: Settings = field(default_factory=Settings.of_now)
    ran: dict[int, str] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)
    spent: bool = False

    def catch_up(self, above: list[str]) -> int:
        """Run what has not run yet, or with another text, and all after it; count it."""
        wanted = dict(enumerate(above, 1))
        first = next((n for n, text in wanted.items() if self.ran.get(n) != text), len(above) + 1)
        for number in range(first, len(above) + 1):
            self._run_silently(number, wanted[number])
        return len(above) + 1 - first

    def run(self, number: int, source: str) -> dict[str, Any]:
        """Run a cell and collect what it shows."""
        self._begin(number, source)
        with cell(number) as name:
            result = shown(lambda namespace: execute(source, name, namespace), self.namespace)
        if result["failed"]:
            names = say("book-this-cell"), say("book-cell", number=number)
            self.broken[number] = result["text"].replace(*names)
        return result

    def _run_silently(self, number: int, source: str) -> None:
        """Run a cell above; if it fails, those below run nevertheless."""
        self._begin(number, source)
        with captured(silent=True), cell(number, above=True) as name:
            try:
                execute(source, name, self.namespace)
            except BaseException as error:
                self.broken[number] = explain(error)
                self.spent |= isinstance(error, MemoryError)

    def _begin(self, number: int, source: str) -> None:
        """What has run below has run after another text."""
        if self.ran.get(number) != source:
            self.ran = {other: text for other, text in self.ran.items() if other < number}
            self.broken = {other: text for other, text in self.broken.items() if other < number}
        self.broken.pop(number, None)
        self.ran[number] = source
        self.namespace.pop("__warningregistry__", None)  # a warning is shown each time


_session = _Session()


def run_cell(above: list[str], source: str) -> str:
    """Run a cell of the page after those above it, which run once for their texts.

    Parameters
    ----------
    above : list of str
        The texts of all cells above, the first one first.
    source : str

    Returns
    -------
    str
        JSON with ``outputs`` (``mime``, ``data`` and ``text`` of each), ``failed``, ``text`` (the
        error), ``spent``, ``above`` (how many cells above ran now) and ``broken`` (``number`` and
        ``text`` of the cells above that ended in an error).
    """
    _session.settings.apply()
    count, number = _session.catch_up(above), len(above) + 1
    result = _session.run(number, source)
    _session.settings = Settings.of_now()
    broken = [{"number": n, "text": text} for n, text in _session.broken.items() if n < number]
    result["spent"] |= _session.spent
    return json.dumps(result | {"above": count, "broken": broken})
