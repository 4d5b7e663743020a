"""How an answer to an exercise stands: one set of words for page, `matcalc check` and grading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from matcalc.messages import mistake_titled, say
from matcalc.report import WrongAnswer

__all__ = ["Outcome", "Verdict", "outcome_of", "outcome_of_output"]

Verdict = Literal["passed", "failed", "not-attempted", "error", "by-hand"]


@dataclass(frozen=True)
class Outcome:
    """How one answer stands.

    Attributes
    ----------
    verdict : str
        ``"passed"``; ``"failed"``, where a check refused it; ``"not-attempted"``; ``"error"``,
        where something was raised that is no verdict; ``"by-hand"``, where a person decides.
    text : str
        The explanation.
    mistake : str or None
        The kind of mistake that the check named.
    raised : str or None
        The type of the exception that is no verdict.
    """

    verdict: Verdict
    text: str = ""
    mistake: str | None = None
    raised: str | None = None

    @property
    def label(self) -> str:
        """The verdict in words, in the chosen language."""
        return say(f"outcome-{self.verdict}")


def outcome_of(error: BaseException | None) -> Outcome:
    """What it means that an answer, or its check, raised this, or nothing.

    Examples
    --------
    >>> outcome_of(NotImplementedError()).verdict, outcome_of(KeyError("x")).raised
    ('not-attempted', 'KeyError')
    """
    if error is None:
        return Outcome("passed", f"{say('correct')}.")
    if isinstance(error, WrongAnswer):
        return _refused(str(error), error.report.mistake)
    return _raised(type(error).__name__, str(error))


def outcome_of_output(error: Any) -> Outcome:
    """The same of an error among a cell's outputs, in nbformat's form, or None."""
    if error is None:
        return outcome_of(None)
    if error["ename"] == WrongAnswer.__name__:
        text = "\n".join(error["traceback"])
        return _refused(text, mistake_titled(text))
    return _raised(str(error["ename"]), str(error["evalue"]))


def _refused(text: str, mistake: str | None) -> Outcome:
    attempted = mistake != "not-attempted"
    return Outcome("failed" if attempted else "not-attempted", text, mistake)


def _raised(name: str, message: str) -> Outcome:
    if name == NotImplementedError.__name__:  # the stub's
        text = f"{say('not-attempted-yet')}: {say('not-attempted')}"
        return Outcome("not-attempted", text, "not-attempted")
    return Outcome("error", f"{name}: {message}".rstrip(": "), raised=name)
