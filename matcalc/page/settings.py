"""What code can set for all code that runs after it: undone after each request.

The cells of a page keep theirs from one to the next, as a notebook does; an exercise begins with
those of the page.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matcalc.messages import language, set_language

__all__ = ["Settings", "undone"]


@dataclass(frozen=True)
class Settings:
    """The language of reports, the working directory, and options of NumPy and matplotlib."""

    language: str
    directory: str
    printing: dict[str, Any]
    errors: dict[str, Any]
    filters: list[Any]
    figures: dict[str, Any] | None

    @classmethod
    def of_now(cls) -> Settings:
        """Those that hold now."""
        matplotlib = sys.modules.get("matplotlib")
        return cls(
            language=language(),
            directory=str(Path.cwd()),
            printing=dict(np.get_printoptions()),
            errors=dict(np.geterr()),
            filters=list(warnings.filters),
            figures=dict(matplotlib.rcParams.copy()) if matplotlib else None,
        )

    def apply(self) -> None:
        """Let them hold."""
        set_language(self.language)
        os.chdir(self.directory)
        np.set_printoptions(**self.printing)
        np.seterr(**self.errors)
        if list(warnings.filters) != self.filters:
            warnings.resetwarnings()
            warnings.filters[:] = self.filters  # type: ignore[index]
        self._apply_figures()

    def _apply_figures(self) -> None:
        matplotlib = sys.modules.get("matplotlib")
        if matplotlib is None:
            return
        if self.figures is None:  # matplotlib was not there: as it begins
            matplotlib.rc_file_defaults()
        elif matplotlib.rcParams != self.figures:
            changed = {
                name: value
                for name, value in self.figures.items()
                if name != "backend" and matplotlib.rcParams[name] != value
            }
            matplotlib.rcParams.update(changed)


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the end what code sets."""
    before = Settings.of_now()
    try:
        yield
    finally:
        before.apply()
