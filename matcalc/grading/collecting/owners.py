"""Which students are meant by what a platform calls the owner of a file."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.grading.collecting.platforms import Owner, Refused, folded
from matcalc.grading.marking.gradebook import STUDENT_ID, Person

__all__ = ["students_of"]

TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae"})


def students_of(owner: Owner, roster: list[Person]) -> list[str]:
    """The ids of the student who owns a file, or of all who are in the group that does.

    Parameters
    ----------
    owner : Owner
    roster : list of Person
        Nobody else can be meant; if it is empty, an id is made.

    Raises
    ------
    Refused
        If nobody is meant, or more than one could be.
    """
    if not roster:
        return [_made(owner)]
    for meant in _meant(owner, roster):
        if len(meant) == 1:
            return [*meant]
        if meant:
            raise Refused(_correct(f"{len(meant)} learners of the roster are meant"))
    if members := _members(owner, roster):
        return members
    if owner.anonymous:
        raise Refused(
            "no learners of the roster are meant by that: the platform keeps the names to itself; "
            "let it show them and download the submissions again"
        )
    raise Refused(_correct("no learners of the roster are meant"))


def _correct(what: str) -> str:
    return (
        f"{what} by that: correct the roster, or put the files into a folder that has the "
        "learner's id for a name"
    )


def _made(owner: Owner) -> str:
    if STUDENT_ID.fullmatch(owner.made):
        return owner.made
    if owner.names:
        raise Refused("no id can be made of that name: give a roster that has one")
    raise Refused("no id of a student: use letters, digits and . _ @ + -, at most 64 of them")


def _meant(owner: Owner, roster: list[Person]) -> Iterator[set[str]]:
    """Who may be meant, by what says it best: identifiers, the platform's number, the name."""
    ids = {one.casefold() for one in owner.ids} - {""}
    yield {
        person.id
        for person in roster
        if ids & {person.id.casefold(), person.email.casefold(), person.lms_user_id.casefold()}
    }
    yield {person.id for person in roster if owner.number and person.lms_user_id == owner.number}
    for name in owner.names:
        wanted = _squeezed(name)
        yield {person.id for person in roster if wanted and wanted & _names(person)}


def _members(owner: Owner, roster: list[Person]) -> list[str]:
    """Who is in a group.  A learner may be called like one, and is none for that."""
    wanted = _squeezed(owner.names[0]) if owner.group and owner.names else set()
    return [person.id for person in roster if wanted & _squeezed(person.group)]


def _names(person: Person) -> set[str]:
    """What a learner may be called: first name first, or last."""
    if not person.first_name and not person.last_name:
        return set()
    first, last = person.first_name, person.last_name
    return _squeezed(f"{first} {last}") | _squeezed(f"{last} {first}")


def _squeezed(name: str) -> set[str]:
    """A name without what platforms change in it: case, spaces, accents, punctuation."""
    spelt = (folded(name), folded(name.casefold().translate(TRANSCRIBED)))
    found = {"".join(filter(str.isalnum, one)) for one in spelt}
    return found - {""}
