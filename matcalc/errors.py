"""The two exceptions that matcalc raises on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcalc.check import Report

__all__ = ["MatcalcError", "WrongAnswer"]


class MatcalcError(Exception):
    """A question, a shape or an option that matcalc cannot work with.

    The message says what was given, what was expected, and what to do.
    A wrong *answer* is not a `MatcalcError`: it is a `WrongAnswer`.
    """


class WrongAnswer(AssertionError):
    """An answer that a check did not accept; the text is the report's.

    Attributes
    ----------
    report : Report
        The report of the check that failed.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report

    def __reduce__(self) -> tuple[type[WrongAnswer], tuple[Report]]:
        return type(self), (self.report,)

    def _render_traceback_(self) -> list[str]:
        """What IPython prints in place of a traceback: the learner needs the report alone."""
        return str(self.report).splitlines()
