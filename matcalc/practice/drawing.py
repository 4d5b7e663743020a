"""Draw questions: by number, from a topic's templates, and kept only if they are sound.

The number of a question chooses a template, then one of the ways to fill its gaps, of which each
of 200 numbers has several of its own, in case that the first gives no sound question.  Symbols get
names, and the question one of its variables and layouts, at random from a generator that topic,
level and number seed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import chain, count, islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcalc.errors import MatcalcError
from matcalc.formulas.draw import draw as drawn
from matcalc.formulas.expression import Expression, read
from matcalc.numerics.layout import Layout
from matcalc.practice.question import Question
from matcalc.practice.topics import LEVELS, TOPICS, Template, Topic

__all__ = ["LONGEST", "draw", "questions"]

LONGEST = 80  # characters of question and answer
ATTEMPTS = 10  # points at which an answer may be undecided
DISTINCT = 200  # numbers that follow each other share no way to fill a template
NAME = re.compile(r"(?<![.\w])[A-Za-z]\w*")
Choice = TypeVar("Choice")


def draw(topic: str, level: int = 1, seed: int | str = 0) -> Question:
    """Draw a question, the same for the same topic, level and seed on every machine.

    Parameters
    ----------
    topic : str
        One of `TOPICS`.
    level : int
        1, 2 or 3.
    seed : int or str
        The number of the question, from 0 on.  Numbers that follow each other, at least 200 for
        each topic and level, give questions that differ as formulas.  A text, such as a learner's
        name, stands for a number of its own: so each learner has a variant of the same exercise.

    Returns
    -------
    Question
        Its answer was compared with numerical derivatives; it depends on the variable where it
        should; and neither question nor answer has more than 80 characters.

    Raises
    ------
    MatcalcError
        For an unknown topic or level, or a seed that is neither a whole number nor a text.

    Examples
    --------
    >>> draw("norms", 2, 7).text == draw("norms", 2, 7).text
    True
    >>> draw("norms", 2, "ada").text == draw("norms", 2, "emmy").text
    False
    """
    chosen = _known(topic, level)
    number = _number(seed)
    rng = _generator(f"{topic} {level} {number}")
    template, ways = _ways(chosen, level, number)
    for way in ways:
        found = Question(topic, level, seed, *_asked(chosen, template, way, rng), template.order)
        if _is_sound(found, template.linear):
            return found
    raise MatcalcError(f"the topic {topic!r} has no sound question for {template.formula!r}")


def questions(
    topics: Sequence[str] = (), level: int = 1, seed: int | str = 0
) -> Iterator[Question]:
    """Draw questions without end, of each topic in turn.

    Parameters
    ----------
    topics : sequence of str
        All of `TOPICS` unless given.
    level : int
    seed : int or str
        Of the first question of each topic, as in `draw`.

    Examples
    --------
    >>> from itertools import islice
    >>> [question.topic for question in islice(questions(["norms", "linear"]), 3)]
    ['norms', 'linear', 'norms']
    """
    first = _number(seed)
    wanted = list(dict.fromkeys(topics)) or list(TOPICS)
    for topic in wanted:
        _known(topic, level)
    return (draw(topic, level, number) for number in count(first) for topic in wanted)


def _known(topic: str, level: int) -> Topic:
    if topic not in TOPICS:
        raise MatcalcError(f"no topic is called {topic!r}: there are {', '.join(TOPICS)}")
    if level not in LEVELS:
        raise MatcalcError(f"no level {level!r}: there are {', '.join(map(str, LEVELS))}")
    return TOPICS[topic]


def _number(seed: object) -> int:
    """A seed as a number; Python's own hash of a text is another in each process."""
    if isinstance(seed, str):
        name = unicodedata.normalize("NFKC", seed.strip())
        return int.from_bytes(sha256(name.encode()).digest()[:6], "big")
    if isinstance(seed, int | np.integer) and not isinstance(seed, bool) and seed >= 0:
        return int(seed)
    raise MatcalcError(f"seed={seed!r}: a whole number from 0 on, or a name, is expected")


def _ways(topic: Topic, level: int, number: int) -> tuple[Template, Iterator[str]]:
    """The template of a number, and the formulas that it may become, the first choice first."""
    templates = topic.templates[level]
    turn, place = divmod(number, len(templates))
    template = templates[(place + turn) % len(templates)]
    order = _shuffled(f"{topic.name} {template.formula}", topic.count(template.formula))
    lanes = min(-(-DISTINCT // len(templates)), len(order))
    lane = order[turn % lanes :: lanes]
    first = turn // lanes % len(lane)
    own = chain(lane[first:], lane[:first])
    ways = chain(own, order[turn % lanes :])  # others only if none of its own will do
    return template, (topic.filled(template.formula, int(way)) for way in ways)


@cache
def _shuffled(key: str, total: int) -> NDArray[np.int64]:
    return _generator(key).permutation(total)


def _generator(key: str) -> np.random.Generator:
    return np.random.default_rng(int.from_bytes(sha256(key.encode()).digest(), "big"))


def _asked(
    topic: Topic, template: Template, formula: str, rng: np.random.Generator
) -> tuple[Expression, str, Layout]:
    """The function with its symbols named, the variable and the layout."""
    names = _names(topic, formula, rng)
    text = NAME.sub(lambda match: names.get(match[0], match[0]), formula)
    shapes = {name: topic.symbols[role][0] for role, name in names.items()}
    variables = [names[role] for role in template.by if role in names]
    return read(text, shapes), _chosen(variables, rng), _chosen(template.layouts, rng)


def _names(topic: Topic, formula: str, rng: np.random.Generator) -> dict[str, str]:
    """A name for each symbol of a formula, no two the same."""
    present, names = set(NAME.findall(formula)), dict[str, str]()
    for role, (_, pool) in topic.symbols.items():
        if role in present:
            names[role] = _chosen([name for name in pool if name not in names.values()], rng)
    return names


def _chosen(these: Sequence[Choice], rng: np.random.Generator) -> Choice:
    return these[int(rng.integers(len(these)))]


def _is_sound(question: Question, is_linear: bool) -> bool:
    """Whether a question is worth asking, and its answer confirmed by numbers."""
    asked, answer, name = question.expression, question.solution, question.variable
    texts = str(asked), str(answer)
    return (
        max(map(len, texts)) <= LONGEST
        and texts[0] != texts[1]
        and answer.node.op not in {"zeros", "number"}
        and asked.node.depends_on(name)
        and (is_linear or answer.node.depends_on(name))
        and _is_confirmed(question)
    )


def _is_confirmed(question: Question) -> bool:
    """Whether the answer agrees with the numerical derivative at a point where that is known."""
    points = islice(drawn(question.expression.symbols, seed=0), ATTEMPTS)
    for point in sorted(points, key=lambda arrays: sum(array.size for array in arrays)):
        try:
            report = question.check_at(dict(zip(question.shapes, point, strict=True)))
        except MatcalcError:  # outside the domain
            continue
        if report.verdict != "unsure":
            return report.ok
    return False
