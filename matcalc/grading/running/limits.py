"""How much of everything one submission may use."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from matcalc.errors import MatcalcError

__all__ = ["MEGABYTE", "Limits"]

MEGABYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """The bounds of one submission; each can be set in nbgrader_config.py.

    Attributes
    ----------
    cell_seconds : float
        Wall time of one cell; nbgrader's own setting unless given.
    submission_seconds : float
        Wall time of all cells together; at least that of ten.
    cpu_seconds : int
        Processor time of the learner's process; at least that of four.
    grace_seconds : float
        What an interrupted cell may take to stop before its process is ended.
    memory : int
        Bytes of address space of each process.
    file_size, disk : int
        Bytes of one file, and of all files together.
    output : int
        Bytes of text and pictures that a cell may show; the rest is cut off.
    message : int
        Bytes of one message between the learner's process and the trusted one.
    notebook_size : int
        Bytes of a submitted file.

    Examples
    --------
    In a course's nbgrader_config.py::

        c.GradingLimits.memory = 4 * 2**30
        c.GradingLimits.submission_seconds = 600
    """

    cell_seconds: float = 30.0
    submission_seconds: float = 300.0
    cpu_seconds: int = 120
    grace_seconds: float = 5.0
    memory: int = 2048 * MEGABYTE
    file_size: int = 32 * MEGABYTE
    disk: int = 64 * MEGABYTE
    output: int = MEGABYTE
    message: int = 32 * MEGABYTE
    notebook_size: int = 16 * MEGABYTE

    @classmethod
    def of_course(cls, config: Any) -> Limits:
        """The limits of a course, from the configuration that its nbgrader_config.py makes.

        Raises
        ------
        MatcalcError
            If it sets a limit that does not exist.
        """
        from nbgrader.preprocessors import Execute

        timeout = Execute(config=config).timeout
        limits = cls()
        if timeout and timeout > 0:  # who gives a cell more time gives it to the whole as well
            limits = cls(
                cell_seconds=float(timeout),
                submission_seconds=max(limits.submission_seconds, 10.0 * timeout),
                cpu_seconds=max(limits.cpu_seconds, 4 * int(timeout)),
            )
        given = dict(config.GradingLimits) if "GradingLimits" in config else {}
        known = [field.name for field in fields(cls)]
        if unknown := sorted(given.keys() - set(known)):
            raise MatcalcError(
                f"nbgrader_config.py sets GradingLimits.{unknown[0]}: expected one of "
                f"{', '.join(known)}"
            )
        return replace(limits, **given)
