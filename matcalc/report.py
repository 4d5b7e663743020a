"""What a check found, as a learner reads it, and the exception that carries it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcalc.messages import say, title

__all__ = ["Report", "Verdict", "WrongAnswer", "hint", "remember", "sentence"]

Verdict = Literal["agree", "differ", "unsure"]


@dataclass(frozen=True, eq=False)
class Report:
    """What a check found; prints and displays as the text that a learner reads.

    A report is true if the answer agrees, so that ``assert check_gradient(...)`` does what it says.

    Attributes
    ----------
    verdict : str
        ``"agree"``, ``"differ"`` or ``"unsure"``.
    mistake : str or None
        A stable identifier of the kind of mistake, a key of `matcalc.texts.MISTAKES`.
    hint : str
        What to look at; empty where the answer agrees.
    max_error : float
        The largest absolute difference from the truth; NaN where nothing could be compared.
    where : tuple or None
        Index, expected and given value of the worst entry.
    points : list of dict
        The points at which the answer was compared, as ``{symbol: array}``.
    remarks : list of str
        What is worth knowing and cost nothing.
    about : str
        What was compared with what.
    further : tuple of str
        Further hints, each more particular than the one before; `rungs` begins with `hint`.
    names : tuple of str
        What the answer calls its arguments.
    line : int or None
        The line of the answer's text at which it failed.
    is_hidden : bool
        Whether the expected entry is the same for all arguments, so that showing it would give a
        part of the answer away.

    Examples
    --------
    >>> from matcalc import check_gradient
    >>> report = check_gradient("x.T @ x", lambda x: x, x="n")
    >>> report.verdict, report.mistake, bool(report)
    ('differ', 'factor', False)
    """

    verdict: Verdict
    about: str
    mistake: str | None = None
    hint: str = ""
    max_error: float = float("nan")
    where: tuple[tuple[int, ...], float, float] | None = None
    points: list[dict[str, NDArray[np.float64]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    further: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    line: int | None = None
    is_hidden: bool = False

    @property
    def rungs(self) -> tuple[str, ...]:
        """The hints, from the kind of mistake to a smallest example.

        >>> from matcalc import check_gradient
        >>> check_gradient("x.T @ x", lambda x: x, x="n").rungs[1]
        'Every entry of your answer is 0.5 times the right one.'
        """
        return (self.hint, *self.further) if self.hint else ()

    @property
    def ok(self) -> bool:
        """Whether the answer agrees."""
        return self.verdict == "agree"

    def __bool__(self) -> bool:
        return self.ok

    def require(self) -> "Report":
        """Return this report if the answer agrees, and raise `WrongAnswer` otherwise."""
        if not self.ok:
            raise WrongAnswer(self)
        return self

    def lines(self) -> list[str]:
        """The report as lines of text: the verdict first, the kind of mistake last."""
        heading = {"agree": "correct", "unsure": "undecided", "differ": "not-yet"}[self.verdict]
        if self.mistake == "not-attempted":
            heading = "not-attempted-yet"
        end = ""
        if self.ok:
            key = "passed-once" if len(self.points) == 1 else "passed"
            end = say("list-comma-sentence") + say(
                key, points=len(self.points), error=self.max_error
            )
        remarks = [say("remark", text=remark) for remark in self.remarks]
        first = say("heading", verdict=say(heading), about=self.about + (end or say("full-stop")))
        more = say("further-hints", count=len(self.further)) if self.further else ""
        kind = say("kind", title=title(self.mistake)) if self.mistake else ""
        lines = [first, *self._evidence(), self.hint, more, *remarks, kind]
        return [line for line in lines if line]

    def _evidence(self) -> Iterator[str]:
        if self.where is None:
            return
        index, expected, given = self.where
        place = ", ".join(str(i + 1) for i in index)
        key = ("entry" if index else "scalar") + "-hidden" * self.is_hidden
        yield say(key, place=place, expected=expected, given=given)
        point = self.points[-1]
        for name, array in zip(self.names or point, point.values(), strict=True):
            yield f"  {name} = {np.array2string(array, precision=6, prefix=f'  {name} = ')}"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from html import escape  # its table of entities takes time to load

        # Colours that read on a light and on a dark page; the words carry the verdict.
        colour = {"agree": "#2a9d4a", "differ": "#c2601c", "unsure": "#7a7a7a"}[self.verdict]
        code = '<code style="white-space: pre; color: inherit; background: none">'
        first, *rest = (escape(line) for line in self.lines())
        colon = "：" if "：" in first else ":"
        head, colon, tail = first.partition(colon)
        more = [f"{code}{line}</code>" if line.startswith("  ") else line for line in rest]
        more += [
            f"<details><summary>{say('book-hint', number=number)}</summary>{escape(text)}</details>"
            for number, text in enumerate(self.further, 2)
        ]
        return (
            f'<div class="matcalc-report" data-verdict="{self.verdict}" '
            f'data-mistake="{self.mistake or ""}" '
            f'style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; margin: 0.4em 0">'
            f"{'<br>'.join([f'<strong>{head}</strong>{colon}{tail}', *more])}</div>"
        )


class WrongAnswer(AssertionError):
    """An answer that a check did not accept; the text is the report's.

    Attributes
    ----------
    report : Report
        The report of the check that failed.

    Examples
    --------
    >>> from matcalc import assert_gradient
    >>> try:
    ...     assert_gradient("x.T @ x", lambda x: x, x="n")
    ... except WrongAnswer as wrong:
    ...     print(wrong.report.mistake)
    factor
    """

    def __init__(self, report: Any) -> None:
        super().__init__(str(report))
        self.report = report  # a `Report`, or a `DerivationReport`

    def __reduce__(self) -> "tuple[type[WrongAnswer], tuple[Any]]":
        return type(self), (self.report,)

    def _render_traceback_(self) -> list[str]:
        """What IPython prints in place of a traceback: the learner needs the report alone."""
        return str(self.report).splitlines()


_shown: dict[str, Any] = {"report": None, "rungs": 0}  # what `hint` goes on with


def remember(report: Report) -> Report:
    """Let `hint` speak of a report; return it."""
    _shown.update(report=report, rungs=1)
    return report


def hint(number: int | None = None) -> None:
    """Print the next hint on the last answer that was not right, or the one of a number.

    Examples
    --------
    >>> from matcalc import check_gradient
    >>> wrong = check_gradient("x.T @ x", lambda x: -2 * x, x="n")
    >>> hint()
    2. Every entry of your answer has the opposite sign.
    """
    report: Report | None = _shown["report"]
    rungs = () if report is None else report.rungs
    place = _shown["rungs"] if number is None else number - 1
    if 0 <= place < len(rungs):
        _shown["rungs"] = place + 1
        print(f"{place + 1}. {rungs[place]}")
    else:
        print(say("no-further-hint"))


def sentence(error: Exception) -> str:
    """An error's message as a sentence of a report.

    >>> sentence(ValueError("x has no entries"))
    'X has no entries.'
    """
    text = str(error)
    return say("sentence", text=text[:1].upper() + text[1:])
