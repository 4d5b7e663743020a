"""Running the cells of a page, each after those above it."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import Any

from matcalc.page.running import ABOVE, CELL, execute, fresh, images, shown

__all__ = ["run_cell"]


class _Session:
    """The cells of the page: one namespace, in which each cell above runs once."""

    def __init__(self) -> None:
        self.namespace = fresh()
        self.ran: set[int] = set()


_session = _Session()


def run_cell(before: list[str], source: str) -> str:
    """Run a cell of the page after those above it, which run once.

    Returns
    -------
    str
        JSON with ``text`` (the value of the last line, or the error), ``html`` (the value as a
        notebook shows it, or null), ``images`` (figures, as data addresses), ``failed`` and
        ``output``.
    """

    def steps(namespace: dict[str, Any]) -> object:
        for index, above in enumerate(before):
            if index not in _session.ran:
                with redirect_stdout(io.StringIO()):
                    execute(above, ABOVE, namespace)
                images()
                _session.ran.add(index)
        value = execute(source, CELL, namespace)
        _session.ran.add(len(before))
        return value

    return shown(steps, _session.namespace)
