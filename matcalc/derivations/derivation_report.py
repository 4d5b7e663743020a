"""What a check of a derivation found, line by line, as its writer reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from matcalc.messages import say, title
from matcalc.report import Verdict, WrongAnswer

__all__ = ["DerivationLine", "DerivationReport", "LineVerdict"]

LineVerdict = Literal["agree", "differ", "carried", "unsure", "unread"]
MARKS = {"agree": "✓", "differ": "✗", "carried": "↪", "unsure": "?", "unread": "✗"}


@dataclass(frozen=True)
class DerivationLine:
    """One line of a derivation, and what was found of it.

    Attributes
    ----------
    number : int
        Among the lines that say something, from 1.
    text, read_as : str
        As it was written, and in NumPy syntax.
    verdict : str
        ``"agree"``; ``"differ"`` where a mistake enters; ``"carried"`` where an earlier mistake
        is carried on, which is no second one; ``"unsure"``; ``"unread"``.
    mistake : str or None
        The kind of the mistake that enters, a key of `matcalc.texts.MISTAKES`.
    hint : str
    """

    number: int
    text: str
    read_as: str = ""
    verdict: LineVerdict = "agree"
    mistake: str | None = None
    hint: str = ""

    @property
    def is_translated(self) -> bool:
        """Whether it was not written in NumPy syntax."""
        return "".join(self.read_as.split()) not in "".join(self.text.split())

    def __str__(self) -> str:
        indent = "   " if self.text.startswith("=") else ""
        return f"{self.number:>3} {MARKS[self.verdict]} {indent}{self.text}"


@dataclass(frozen=True, eq=False)
class DerivationReport:
    """What a check of a derivation found; prints and displays as the text that its writer reads.

    A report is true if the derivation is right and complete.

    Attributes
    ----------
    verdict : str
        ``"agree"``, ``"differ"`` or ``"unsure"``.
    lines : list of DerivationLine
    mistake : str or None
        The kind of the first mistake, or what is missing.
    hint : str
        What to look at first; empty where the derivation is right.
    remarks : list of str
        What is worth knowing and cost nothing.
    about : str
        What was derived.

    Examples
    --------
    >>> from matcalc import check_derivation
    >>> report = check_derivation("x.T @ A @ x", "x", '''
    ...     df = dx.T @ A @ x + x.T @ A @ dx
    ...        = 2 * x.T @ A @ dx
    ...     D  = 2 * A.T @ x
    ... ''', A="n n", x="n")
    >>> [(line.number, line.verdict) for line in report.lines], report.mistake, bool(report)
    ([(1, 'agree'), (2, 'differ'), (3, 'carried')], 'missing-transpose', False)
    """

    verdict: Verdict
    about: str
    lines: list[DerivationLine] = field(default_factory=list)
    mistake: str | None = None
    hint: str = ""
    remarks: list[str] = field(default_factory=list)
    # As every report has them; a derivation has no single answer to compare.
    max_error: float = float("nan")
    where: None = None
    points: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the derivation is right and complete."""
        return self.verdict == "agree"

    def __bool__(self) -> bool:
        return self.ok

    def require(self) -> "DerivationReport":
        """Return this report if the derivation is right, and raise `WrongAnswer` otherwise."""
        if not self.ok:
            raise WrongAnswer(self)
        return self

    def text_lines(self) -> Iterator[str]:
        """The report as lines of text: the verdict first, the identifier of the mistake last."""
        yield say("derivation-heading", verdict=self.heading, about=self.about)
        for line in self.lines:
            yield str(line)
            if line.is_translated:
                yield f"      {say('derivation-read-as', numpy=line.read_as)}"
            if line.hint:
                yield f"      {line.hint}"
        if self.hint and self.hint not in {line.hint for line in self.lines}:
            yield self.hint
        for remark in self.remarks:
            yield say("remark", text=remark)
        if self.mistake:
            yield say("kind", title=title(self.mistake))

    @property
    def heading(self) -> str:
        """The verdict in words."""
        if self.mistake == "not-attempted":
            return say("not-attempted-yet")
        return say({"agree": "correct", "unsure": "undecided", "differ": "not-yet"}[self.verdict])

    def __str__(self) -> str:
        return "\n".join(self.text_lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape

        colour = {"agree": "#2a9d4a", "differ": "#c2601c", "unsure": "#7a7a7a"}[self.verdict]
        first, *rest = self.text_lines()
        formulas = {str(line) for line in self.lines}
        code = '<code style="white-space: pre-wrap; color: inherit; background: none">'
        shown = (
            f"{code}{escape(text)}</code>"
            if text in formulas
            else f'<span style="padding-left: 3em">{escape(text.strip())}</span>'
            if text.startswith("      ")
            else escape(text)
            for text in rest
        )
        head = escape(self.heading)
        tail = escape(first).removeprefix(head)
        return (
            f'<div class="matcalc-report" data-verdict="{self.verdict}" '
            f'data-mistake="{self.mistake or ""}" '
            f'style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; margin: 0.4em 0">'
            f"{'<br>'.join([f'<strong>{head}</strong>{tail}', *shown])}</div>"
        )
