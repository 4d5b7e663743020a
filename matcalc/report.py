"""What a check found, as a learner reads it, and the exception that carries it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcalc.messages import first_words, say, title

__all__ = ["Call", "Comparison", "Report", "Verdict", "WrongAnswer", "hint", "remember", "sentence"]

Verdict = Literal["agree", "differ", "unsure"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """The answer's value at the point that is shown, beside the right one.

    Attributes
    ----------
    given : array
    expected : array or None
        Of the same shape; None where the shapes differ.
    wrong, hidden : array or None
        Which entries are wrong, and which are not to be shown: those that are the same for all
        arguments, and would give a part of the answer away.
    """

    given: NDArray[np.float64]
    expected: NDArray[np.float64] | None = None
    wrong: NDArray[np.bool_] | None = None
    hidden: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Call:
    """A call of the learner's function by a check that calls it in a function of its own.

    Attributes
    ----------
    arguments : dict
        By the names that the learner gave them.
    of_entry : bool
        Whether it is one of many, each of which gives an entry of what is compared.
    logical : bool
        Whether it gave True or False.
    """

    arguments: dict[str, object]
    of_entry: bool = False
    logical: bool = False


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
    comparison : Comparison or None
        All entries at the point that is shown.
    call : Call or None
        What the learner's function was called with there, where the check calls it in a function
        of its own.

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
    comparison: Comparison | None = None
    call: Call | None = None

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
        lines = [first, *self.evidence(), self.hint, more, *remarks, kind]
        return [line for line in lines if line]

    def evidence(self) -> Iterator[str]:
        """The worst entry, and the point, as lines of text."""
        if self.where is None:
            return
        index, expected, given = self.where
        place = ", ".join(str(i + 1) for i in index)
        is_entry = index and not (self.call and self.call.of_entry)
        key = ("entry" if is_entry else "scalar") + "-hidden" * self.is_hidden
        if self.call and self.call.logical:
            key = "logical" + "-hidden" * self.is_hidden
            yield say(key, expected=bool(expected), given=bool(given))
        else:
            yield say(key, place=place, expected=expected, given=given)
        point: Mapping[str, object] = self.points[-1]
        named = dict(zip(self.names or point, point.values(), strict=True))
        shown = self.call.arguments if self.call else named
        for name, value in shown.items():
            text = np.array2string(np.asarray(value), precision=6, prefix=f"  {name} = ")
            yield f"  {name} = {text}"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from matcalc.display import framed

        return framed(self)


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

    It begins with a capital letter unless it begins with a name: x is not X.

    >>> sentence(ValueError("cannot multiply x by y")), sentence(ValueError("x has no entries"))
    ('Cannot multiply x by y.', 'x has no entries.')
    """
    text = str(error)
    is_word = text.partition(" ")[0] in first_words()
    return say("sentence", text=text[:1].upper() + text[1:] if is_word else text)
