"""What is the matter with an answer that did not get as far as a comparison.

The page and `matcalc check` know the cells around an error, and say here what it means in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcalc.advice import Complaint, advice_on
from matcalc.course.names import defined_by, sought_by, used_by
from matcalc.course.outcome import Outcome
from matcalc.messages import say

__all__ = ["Cells", "advice_in", "outcome_in"]

_ASSIGNED = re.compile(r"^([^\W\d]\w*)\s*=\s*(?P<value>.*)$")


@dataclass(frozen=True)
class Cells:
    """The cells of an exercise.

    Attributes
    ----------
    setup, answer, check : str
        The cells before it that are no exercise, the answer and the visible test cell.
    unanswered : mapping
        What earlier exercises are to define and do not yet: the title of each by its name.
    """

    setup: str
    answer: str
    check: str
    unanswered: Mapping[str, str]

    def lacking(self) -> str:
        """A name that answer or check uses, and that an earlier exercise is to define."""
        used = (used_by(self.answer) | used_by(self.check)) - {*defined_by(self.answer)}
        return next((name for name in self.unanswered if name in used), "")


def advice_in(cells: Cells, complaint: Complaint) -> str:
    """What to type instead, for an error of the answer's cell or of its check; may be empty."""
    said = _of_text(cells, complaint) or advice_on(complaint)
    return said or _of_name(cells, complaint)


def outcome_in(cells: Cells, outcome: Outcome) -> Outcome:
    """The outcome, where an answer stands on another that is not there yet.

    Examples
    --------
    >>> cells = Cells("", "def g(x):\\n    return f(x)", "", {"f": "1.5 (a)"})
    >>> outcome_in(cells, Outcome("not-attempted")).text
    'Not yet: f is what exercise 1.5 (a) asks for, and that has no answer yet that runs.'
    """
    name = cells.lacking()
    stops = outcome.verdict in {"not-attempted", "error"} or outcome.mistake == "raised"
    if not name or not stops:
        return outcome
    about = say("advice-earlier", name=name, title=cells.unanswered[name])
    return replace(
        outcome,
        verdict="failed",
        text=say("heading", verdict=say("not-yet"), about=about),
        mistake="raised",
        raised=None,
    )


def _of_text(cells: Cells, complaint: Complaint) -> str:
    """Where a formula or a derivation is asked for, and code stands in its place."""
    found = _ASSIGNED.match(complaint.line.strip())
    if not found or found["value"][:1] in {'"', "'"}:
        return ""
    name = found[1]
    for kind, key in (("formula", "advice-quotes"), ("derivation", "advice-text")):
        if re.search(rf"(?:assert|check)_{kind}\([^#]*?\b{name}\b", cells.check, re.DOTALL):
            return say(key, name=name)
    return ""


def _of_name(cells: Cells, complaint: Complaint) -> str:
    """Where the answer does not define what the check looks for."""
    if complaint.kind != "NameError":
        return ""
    sought, own = sought_by(cells.check, cells.setup), defined_by(cells.answer)
    missing = [name for name in sought if name not in own]
    if not missing:
        return ""
    if own:
        return say("advice-renamed", wanted=missing[0], found=own[-1])
    return say("advice-wanted", wanted=missing[0])
