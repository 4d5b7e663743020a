"""By which key a submission is graded: that of the set which its learner was dealt.

It is computed anew, from the course's secret and the learner's id: nothing in a submission says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from matcalc.course.dealing import Deal, dealt
from matcalc.course.directory import Course
from matcalc.grading.marking.key import Key, digest_of, read_key
from matcalc.messages import say

__all__ = ["Sets", "read_sets"]


@dataclass(frozen=True)
class Sets:
    """The keys of an assignment.

    Attributes
    ----------
    keys : mapping
        By the number of the set.
    deal : Deal or None
        None where everybody has the first set.
    remarks : tuple of str
        What the instructor should know.
    """

    keys: Mapping[int, Key]
    deal: Deal | None = None
    remarks: tuple[str, ...] = ()

    def number(self, student: str) -> int:
        """The set that a learner has."""
        return 1 if self.deal is None else self.deal.set_of(student)

    def key(self, student: str) -> Key:
        """By which a learner's submission is graded."""
        return self.keys[self.number(student)]

    def used(self, students: list[str]) -> dict[int, Key]:
        """The keys of some learners."""
        return {number: self.keys[number] for number in sorted({*map(self.number, students)})}

    def replaced(self, keys: Mapping[int, Key]) -> Sets:
        """The same, some keys of which are known better."""
        return replace(self, keys={**self.keys, **keys})

    def said(self, remarks: Mapping[int, list[str]]) -> Iterator[str]:
        """What is to be said of each set; what all of them share, once."""
        for remark in dict.fromkeys(one for of_set in remarks.values() for one in of_set):
            numbers = [number for number, of_set in remarks.items() if remark in of_set]
            if len(numbers) == len(remarks):
                yield remark
            else:
                listed = say("grade-comma").join(map(str, numbers))
                yield say("grade-of-set", number=listed, remark=remark)


def read_sets(course: Course, assignment: str) -> Sets:
    """Read the keys of all sets that were dealt; of the first alone, if none was.

    Raises
    ------
    MatcalcError
        If nbgrader refuses a source, or who has which set is no longer known.
    """
    how = dealt(course, assignment)
    first = read_key(course, assignment)
    if how is None:
        sets = course.assignment(assignment).variants.sets
        remarks = (say("grade-not-dealt", assignment=assignment, sets=sets),) if sets > 1 else ()
        return Sets({1: first}, remarks=remarks)
    others = {number: read_key(course, assignment, number) for number in range(2, how.sets + 1)}
    keys = {1: first, **others}
    given = {number: key.given for number, key in keys.items()}
    numbered = {
        number: replace(key, number=number, parts=_parts(key, number), sets=given)
        for number, key in keys.items()
    }
    return Sets(numbered, how)


def _parts(key: Key, number: int) -> dict[str, str]:
    """Who has another set now is graded again."""
    return key.parts | {"": digest_of([key.parts[""], number])}
