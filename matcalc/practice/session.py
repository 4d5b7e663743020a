"""Practise in a dialogue: ask, check, help step by step, and sum up.

Whoever holds the dialogue says how a line is read and how a text is shown: a terminal, a test.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from matcalc.messages import say
from matcalc.practice.question import Question
from matcalc.practice.topics import TOPICS

__all__ = ["practise", "summary"]

HELP, LEAVE = {"?", "？"}, {"q"}  # which is why no symbol is called q
ALONE, HELPED, SHOWN = "practice-alone", "practice-helped", "practice-shown"
Read = Callable[[], str]
Tell = Callable[[str], object]


def practise(asked: Iterable[Question], read: Read, tell: Tell) -> Counter[str]:
    """Ask questions until there is none left, or nobody answers any more.

    Parameters
    ----------
    asked : iterable of Question
    read : callable
        Returns the next line; raises EOFError where there is none, and KeyboardInterrupt where
        the learner breaks off.
    tell : callable
        Shows a text.

    Returns
    -------
    Counter
        How many questions ended in which way, see `summary`.

    Examples
    --------
    >>> from matcalc.practice import draw
    >>> question = draw("linear", 1, 0)
    >>> lines = iter([str(question.solution)])
    >>> shown = []
    >>> practise([question], lambda: next(lines), shown.append)
    Counter({'practice-alone': 1})
    """
    outcomes: Counter[str] = Counter()
    tell(say("practice-how"))
    try:
        for number, question in enumerate(asked, 1):
            title = TOPICS[question.topic].title
            tell(say("practice-number", number=number, title=title, text=question.text))
            outcome = _answered(question, read, tell)
            if outcome is None:
                break
            outcomes[outcome] += 1
    except (EOFError, KeyboardInterrupt):
        tell("")
    return outcomes


def summary(outcomes: Counter[str]) -> str:
    """How many questions ended in which way, in words.

    >>> summary(Counter({"practice-alone": 3, "practice-shown": 1}))
    'Right without help: 3. Right with help: 0. Solution shown: 1.'
    """
    counted = (say(key, count=outcomes[key]) for key in (ALONE, HELPED, SHOWN))
    return say("practice-space").join(counted)


def _answered(question: Question, read: Read, tell: Tell) -> str | None:
    """Talk about one question; how it ended, or None if the learner leaves."""
    helps = [_hint, _derivation, _solution]
    further: list[str] = []  # of the last answer, which its report would not show all at once
    is_helped = False
    while helps:
        line = _line(read, tell)
        if line in LEAVE:
            return None
        if line in HELP:
            is_helped = True
            tell(further.pop(0) if further else helps.pop(0)(question))
            continue
        report = question.check(line)
        further = [*report.further]
        tell(str(replace(report, further=())))
        if report:
            return HELPED if is_helped else ALONE
    return SHOWN


def _line(read: Read, tell: Tell) -> str:
    """What was typed; two empty lines ask for help."""
    if line := read().strip():
        return line
    tell(say("practice-again"))
    return read().strip() or "?"


def _hint(question: Question) -> str:
    return question.hint()


def _derivation(question: Question) -> str:
    """The derivation without what is read off at its end."""
    lines = [f"  {line}" for line in question.derivation()[:-1]]
    return "\n".join([say("practice-derivation"), *lines])


def _solution(question: Question) -> str:
    return say("practice-solution", formula=question.solution, latex=question.solution.latex())
