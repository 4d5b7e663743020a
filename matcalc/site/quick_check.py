r"""A quick check as its author writes it in a page, read, and refused where it is badly written.

A question of one paragraph is followed by a list, and below each item, indented, stands one
sentence about it::

    Which shape has $Ax$?

    - [x] $m \times 1$
      A column: ...
    - [ ] $n \times 1$
      That is the shape of ...

In a check of the kind *choose* the items are the choices, and those with an ``x`` are right.  In
one of the kind *fill* they are answers that are foreseen, each with its spellings between bars; an
item ``…`` is about any other.  In one of the kind *order* the items are numbered, ``1.``, and stand
in the right order.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from fractions import Fraction

from matcalc.errors import MatcalcError

__all__ = ["ANY_OTHER", "KINDS", "Item", "QuickCheck", "as_typed", "read_quick_check"]

KINDS = ("choose", "fill", "order")
ANY_OTHER = "…"
MARKED = re.compile(r"- \[(?P<mark>[ x])\] (?P<text>.+)")
NUMBERED = re.compile(r"\d+\. (?P<text>.+)")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(/\d+)?")
FEWEST = {"choose": 2, "fill": 1, "order": 3}


@dataclass(frozen=True)
class Item:
    """A choice, a foreseen answer or a step.

    Attributes
    ----------
    text, why : str
        What it is, and what is said of it, both in Markdown.
    right : bool
    line : int
        Where it stands in the page.
    """

    text: str
    why: str
    right: bool
    line: int

    @property
    def spellings(self) -> list[str]:
        """What a reader may write for it; the first is the one that is shown."""
        return [spelling.strip() for spelling in self.text.split(" | ")]


@dataclass(frozen=True)
class QuickCheck:
    """A question, and what may be answered.

    Attributes
    ----------
    kind : {"choose", "fill", "order"}
    question : str
        One paragraph in Markdown.
    items : list of Item
        As the author wrote them: steps in the right order.
    """

    kind: str
    question: str
    items: list[Item]

    @property
    def shuffled(self) -> list[int]:
        """The numbers of the steps in an order that is not right, the same in every build."""
        order = sorted(range(len(self.items)), key=lambda k: _hashed(self.items[k].text))
        return order[1:] + order[:1] if order == sorted(order) else order


def read_quick_check(kind: str, lines: list[str], first: int) -> QuickCheck:
    """Read a quick check, whose first line has a number in its page.

    Raises
    ------
    MatcalcError
        If it is badly written; the message begins with the line.
    """
    if kind not in KINDS:
        raise MatcalcError(f"a quick check of the kind {kind!r}: there are {', '.join(KINDS)}")
    pattern = NUMBERED if kind == "order" else MARKED
    start = next((n for n, line in enumerate(lines) if _is_item(line)), len(lines))
    question = "\n".join(lines[:start]).strip()
    if not question or "\n\n" in question:
        raise MatcalcError(f"line {first}: the question is one paragraph above the list")
    items = _read_items(lines[start:], first + start, pattern)
    if len(items) < FEWEST[kind]:
        needed = f"{FEWEST[kind]} items or more, not {len(items)}"
        raise MatcalcError(f"line {first}: a check of the kind {kind!r} has {needed}")
    check = QuickCheck(kind, question, items)
    _refuse_equal(check)
    if kind != "order":
        _refuse_one_sided(check, first)
    return check


def _is_item(line: str) -> bool:
    return bool(re.match(r"([-*+]|\d+[.)]) ", line))


def _read_items(lines: list[str], first: int, pattern: re.Pattern[str]) -> list[Item]:
    """The items of the list, each with the indented lines below it."""
    items: list[Item] = []
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        found = pattern.fullmatch(line.rstrip())
        if found:
            right = found.groupdict().get("mark") != " "
            items.append(Item(found["text"].strip(), "", right, number))
        elif line.startswith("  ") and items:
            items[-1] = replace(items[-1], why=f"{items[-1].why}\n{line.strip()}".strip())
        else:
            raise MatcalcError(f"line {number}: neither an item nor indented below one: {line!r}")
    for item in items:
        if not item.why:
            raise MatcalcError(f"line {item.line}: nothing is said of {item.text!r}")
    return items


def _refuse_equal(check: QuickCheck) -> None:
    seen: dict[str, int] = {}
    for item in check.items:
        for spelling in item.spellings if check.kind == "fill" else [item.text]:
            key = as_typed(spelling) if check.kind == "fill" else re.sub(r"\s", "", spelling)
            if key in seen:
                raise MatcalcError(f"line {item.line}: {spelling!r} stands in line {seen[key]} too")
            seen[key] = item.line


def _refuse_one_sided(check: QuickCheck, first: int) -> None:
    rights = [item for item in check.items if item.right]
    if not rights:
        raise MatcalcError(f"line {first}: no answer is marked as right, as in '- [x] …'")
    if check.kind == "choose" and len(rights) == len(check.items):
        raise MatcalcError(f"line {first}: every choice is marked as right")
    for item in rights:
        if check.kind == "fill" and ANY_OTHER in item.spellings:
            raise MatcalcError(f"line {item.line}: any other answer cannot be right")


def as_typed(text: str) -> str:
    r"""An answer without what its writers do differently; live/src/judge.js does the same.

    Examples
    --------
    >>> as_typed("$(3 \\times 2)$"), as_typed("3x2"), as_typed("3 by 2"), as_typed("（3，2）")
    ('3,2', '3,2', '3,2', '3,2')
    >>> as_typed("Row."), as_typed("4.0"), as_typed("−1/2")
    ('row', '4', '-1/2')
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = plain.replace("\\times", "×").replace("\\", "").replace("−", "-")
    plain = re.sub(r"\s*[×*]\s*|(?<=\d)\s*x\s*(?=\d)|\s+(?:x|by)\s+", ",", plain)
    plain = re.sub(r"[\s()\[\]{}$`]|[.,;。]+$", "", plain)
    if not NUMBER.fullmatch(plain):
        return plain
    try:
        return str(Fraction(plain.split("/")[0]) / Fraction(plain.partition("/")[2] or "1"))
    except ZeroDivisionError:
        return plain


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
