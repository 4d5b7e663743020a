"""An exercise as a page shows it, read from the released notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from matcalc.course.notebook import TEST, Marks, marks_of
from matcalc.errors import MatcalcError

__all__ = ["BORDER", "LINE_BORDER", "Exercise", "Prose", "read_exercises"]

# In a prompt, this line stands between the English text and the Chinese one; a title and a hint are
# one line, and there this stands between them.
BORDER, LINE_BORDER = "<!-- zh -->", " · "

_HINT = re.compile(r"<details>\s*<summary>.*?</summary>\s*(.*?)\s*</details>", re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_NUMBER = re.compile(r"[\d.]+(?: \([a-z]\))?")
_PART = re.compile(r"-([a-z])$")  # the ending of a grade id, where an exercise has parts


@dataclass(frozen=True)
class Prose:
    """A text in both languages, as Markdown.

    Attributes
    ----------
    en, zh : str
        Both have the displayed formulas that stand before the border.

    Examples
    --------
    >>> Prose.of("Let\\n\\n$$\\nf = x\\n$$\\n\\nbe given.\\n\\n<!-- zh -->\\n\\n设 $f$ 如上。").zh
    '$$\\nf = x\\n$$\\n\\n设 $f$ 如上。'
    >>> Prose.of("A linear form · 线性型")
    Prose(en='A linear form', zh='线性型')
    """

    en: str
    zh: str

    @classmethod
    def of(cls, text: str) -> Prose:
        """Split a text at its border; without one it is the same in both languages."""
        english, border, chinese = (part.strip() for part in text.partition(BORDER))
        if border:
            blocks = re.split(r"\n{2,}", english)
            displays = [block for block in blocks if block.startswith("$$")]
            return cls(english, "\n\n".join([*displays, chinese]))
        if "\n" not in english:
            english, border, chinese = english.rpartition(LINE_BORDER)
            if border:
                return cls(english.strip(), chinese.strip())
            english = chinese
        return cls(english, english)

    def within(self, language: str) -> str:
        """The text in a language; English for one that is neither."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Exercise:
    """One exercise of an assignment; a written one has no check.

    Attributes
    ----------
    name, assignment : str
        Its grade id, and the assignment it belongs to.
    title, prompt : Prose
        A part of an exercise has the title of the whole.
    points : float
    setup, stub, check : str
        The code cells before it that are no exercise, its answer cell and its visible test cell.
    hints : list of Prose
        From the first that is shown to the last.
    """

    name: str
    assignment: str
    title: Prose
    prompt: Prose
    points: float
    setup: str = ""
    stub: str = ""
    check: str = ""
    hints: list[Prose] = field(default_factory=list)

    @property
    def written(self) -> bool:
        """Whether an instructor reads the answer."""
        return not self.check


def read_exercises(cells: list[Any], assignment: str) -> Iterator[Exercise]:
    """The exercises among the cells of a released notebook, in order.

    Raises
    ------
    MatcalcError
        If an answer has no check.
    """
    marked = [(cell, marks_of(cell)) for cell in cells]
    tests = {marks.exercise: (cell, marks) for cell, marks in marked if marks.is_test}
    setup = "\n".join(
        cell.source
        for cell, marks in marked
        if cell.cell_type == "code" and not (marks.is_test or marks.is_answer)
    )
    title = text = ""
    for cell, marks in marked:
        if not marks.is_answer:
            text = cell.source if cell.cell_type == "markdown" else text
            continue
        name = marks.exercise
        if heading := _HEADING.search(text):
            title = heading[1]
        test, graded = tests.get(name, (None, marks))
        if test is None and not marks.is_written:
            raise MatcalcError(
                f"{assignment}: no check for {name}: its grade id must be {name}{TEST}"
            )
        yield Exercise(
            name=name,
            assignment=assignment,
            title=_titled(title, marks),
            prompt=Prose.of(_HINT.sub("", _HEADING.sub("", text, count=1))),
            points=graded.points,
            setup=setup,
            stub="" if test is None else cell.source,
            check="" if test is None else test.source,
            hints=[Prose.of(hint) for hint in _HINT.findall(text)],
        )


def _titled(heading: str, marks: Marks) -> Prose:
    """The title of an exercise, with its number; that of a part is the whole's, with its letter."""
    bare = re.sub(r" \([a-z]\)", "", heading)
    if letter := _PART.search(marks.exercise):
        bare = re.sub(r"^([\d.]*)", rf"\1 ({letter[1]})", bare).strip()
    title, number = Prose.of(bare), _NUMBER.match(bare)
    if number and not title.zh.startswith(number[0]):  # it stands before both languages
        return Prose(title.en, f"{number[0]} {title.zh}")
    return title
