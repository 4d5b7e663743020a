"""What an instructor is told of deadlines: what moved, and who cannot be said to be late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from matcalc.grading.marking.deadlines import Deadlines
from matcalc.grading.marking.recording import Moved
from matcalc.messages import say

__all__ = ["said_of_deadlines"]

MOST = 10  # learners that are named


def said_of_deadlines(
    deadlines: Deadlines, moved: Moved, undated: list[str], everybody: set[str]
) -> Iterator[str]:
    """Remarks on a run over an assignment with deadlines.

    Parameters
    ----------
    deadlines : Deadlines
    moved : Moved
        What they changed for submissions that had been recorded before.
    undated : list of str
        The students of whose submission it is not known when it was handed in.
    everybody : set of str
        All whom the gradebook knows.
    """
    changed = {name: both for name, both in moved.penalties.items() if both[0] != both[1]}
    if moved.before:
        yield say(
            "grade-deadline-moved",
            due=deadlines.due.isoformat(),
            count=len(moved.before),
            penalties=len(changed),
        )
    told = moved.before.keys() & (changed.keys() | deadlines.own.keys())
    for student in sorted(told, key=lambda name: (name not in deadlines.own, name))[:MOST]:
        penalty, after = moved.penalties[student]
        due = deadlines.of(student)
        before = _shown(moved.before[student], due)
        yield say("grade-deadline-own", student=student, due=due.isoformat(), before=before,
                  penalty=penalty, after=after)  # fmt: skip
    if undated:
        names = ", ".join(undated[:MOST]) + (", …" if len(undated) > MOST else "")
        yield say("grade-undated", count=len(undated), names=names)
    for student in sorted(deadlines.own.keys() - everybody):
        yield say("grade-unknown-learner", student=student)


def _shown(recorded: datetime | None, due: datetime) -> str:
    """A deadline that the gradebook held, in the zone of another."""
    if recorded is None:
        return say("grade-no-deadline")
    return recorded.replace(tzinfo=UTC).astimezone(due.tzinfo).isoformat()
