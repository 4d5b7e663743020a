"""The text of a derivation, line by line: what each line is about, and what it says.

A line is an equation, or several: ``df = a = b`` says that df is a, and that a is b.  A line that
begins with the sign continues the one above it; one that begins with a plus is more of its last
sum.  What a line says beside that, comments and the words around a formula, is passed over here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALIASES
from matcalc.formulas.tokens import GREEK, angled

__all__ = ["Equation", "Row", "is_blank", "rows_of"]

CJK = "\u4e00-\u9fff"
OPENING, CLOSING = "([{（【⟨", ")]}）】⟩"
# What stands around the formulas of a paper.
WRAPPING = re.compile(
    r"\\(?:begin|end)\s*\{[^}]*\}|\$+|\\[\[\]()]|\\(?:nonumber|notag)\b|\\(?:tag|label)\*?\{[^}]*\}|&"
)
LINE_ENDS = re.compile(r"\\\\\s*(?:\[[^\]\n]*\])?")
COMMENT = re.compile(r"#.*|(?<!\\)%.*")
LEADING = re.compile(
    r"\s*(?:\(\d+\)|\d+[.)](?=\s)|[•‣∴∵⇒⟹→⟶]|=>|->"
    r"|\\(?:Rightarrow|implies|therefore|Longrightarrow|rightarrow|to|quad|qquad)(?![A-Za-z])"
    r"|(?:so|hence|thus|then|therefore|let|and|with|where|now|finally|put|set|we have|we get"
    r"|this gives|which gives|it follows that|that is)\b[,:]?(?!\s*=)"
    r"|(?:所以|因此|于是|令|设|则|故|由此|从而|得到|得|其中|最后)[，,：:]?)(?!\s*$)",
    re.IGNORECASE,
)
EQUALS = re.compile(r"(?::=|==|≡|≔|≝|＝|\\(?:equiv|coloneqq|triangleq|eqqcolon)(?![A-Za-z]))")
TRAILING_TEXT = re.compile(r"(?:\\q?quad|[,;]|\s)*\\(?:text|textrm|mbox)\s*\{([^{}]*)\}[\s.,;]*$")
TRAILING_BRACKET = re.compile(
    r"(?:\s|(?<=[)\]}]))\s*[(（\[【]([^()（）\[\]【】{}]*)[)）\]】][\s.,;]*$"
)
WORDS_BEFORE = re.compile(
    r"^\s*(?:(?:where|with|since|because|using|as|for|by|when|note|that|and|we have)\b[,:]?\s*"
    r"|(?:其中|因为|由于|由|用|利用|这里|注意)[，,：:]?\s*)*",
    re.IGNORECASE,
)
ASIDE = re.compile(  # an equation behind a word: df = tr(H' dH) where dH = X dW
    r"(?<=\S)[\s,，;；]+(?:(?:where|with|since|because|using)\b|其中|因为|由于)[:：]?\s*(?=[^=]*=)",
    re.IGNORECASE,
)
BLANK = re.compile(r"_{3,}|\.{3}|…|\\l?dots\b|\bTODO\b|\?{2,}|\.\.\.")
GOES_ON = re.compile(r"\s*(?:[+*@/·⋅⊙⊗−–-]|\\(?:cdot|odot|otimes)(?![A-Za-z]))")


@dataclass(frozen=True)
class Equation:
    """A left side, empty where it is that of the line above, and what it is said to be.

    An aside is what a line remarks: df = tr(H' dH), where dH = X dW.
    """

    left: str
    sides: list[str]
    is_aside: bool = False


@dataclass
class Row:
    """One line of a derivation: its number among those that say something, and its equations.

    Attributes
    ----------
    first, last : int
        The lines of the text on which it stands, from 1.
    """

    number: int
    text: str
    first: int
    last: int
    equations: list[Equation] = field(default_factory=list)


def rows_of(text: str, symbols: Collection[str] = ()) -> list[Row]:
    """The lines of a derivation that say something.

    Parameters
    ----------
    text : str
    symbols : collection of str
        The symbols of the question: a bracket of these at the end of a line is no remark.

    Examples
    --------
    >>> for row in rows_of("df = a'dx + dx'a  # two terms\\n\\n   = 2a'dx (the same)"):
    ...     print(row.number, [(equation.left, equation.sides) for equation in row.equations])
    1 [('df', ["a'dx + dx'a"])]
    2 [('', ["2a'dx"])]
    """
    rows: list[Row] = []
    lines = angled(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    for place, line in enumerate(lines, 1):
        for part in LINE_ENDS.split(line):
            said = _said(part, symbols)
            if not said:
                continue
            if rows and _goes_on(rows[-1].text, said):
                rows[-1].text += f" {said}"
                rows[-1].last = place
            else:
                rows.append(Row(len(rows) + 1, said, place, place))
    for row in rows:
        row.equations = [*_equations(row.text)]
    return rows


def is_blank(text: str) -> bool:
    """Whether a text has a place that is still to be filled.

    >>> is_blank("df = ___"), is_blank("df = ..."), is_blank("df = 2")
    (True, True, False)
    """
    return bool(BLANK.search(text))


def _said(line: str, symbols: Collection[str]) -> str:
    """A line without comments, and without the words around its formulas."""
    line = COMMENT.sub("", WRAPPING.sub(" ", line))
    line = EQUALS.sub("=", line.replace("\u00a0", " ").replace("\u3000", " ")).strip()
    while found := LEADING.match(line):
        line = line[found.end() :].strip()
    while found := TRAILING_TEXT.search(line):
        if len(found[1].strip()) < 2:
            break
        line = line[: found.start()]
    found = TRAILING_BRACKET.search(line)
    if found and _is_beside(line[: found.start()], symbols):
        before, inside = line[: found.start()], found[1]
        aside = WORDS_BEFORE.sub("", inside)
        if "=" in inside and not _is_words(aside.replace("=", " "), symbols):
            line = f"{before} where {aside}"
        elif "=" in inside or _is_words(inside, symbols):
            line = before
    return line.strip() if is_blank(line) else line.strip().rstrip(".,;。，；").rstrip()


def _is_beside(before: str, symbols: Collection[str]) -> bool:
    """Whether a bracket behind this may be a remark: it is no argument and no factor."""
    last = re.search(r"([A-Za-z]+)$", before.rstrip())
    is_argument = last and _is_known(last[1], symbols)
    return not (not before.strip() or is_argument or before.rstrip()[-1] in "+-*/@^=")


def _is_words(inside: str, symbols: Collection[str]) -> bool:
    """Whether what stands in a bracket is no formula."""
    if re.search(f"[{CJK}]", inside):
        return True
    words = re.findall(r"[A-Za-z]{3,}", inside)
    plain = re.fullmatch(r"[A-Za-z0-9\s,.:;'’\-]*", inside)
    return bool(plain) and any(w[1:].islower() and not _is_formula(w, symbols) for w in words)


def _is_known(word: str, symbols: Collection[str]) -> bool:
    """Whether a word is a function, which a bracket follows."""
    return word not in symbols and (word in FUNCTIONS or word in ALIASES)


def _is_formula(word: str, symbols: Collection[str]) -> bool:
    """Whether a word is a name, or a product of one-letter symbols."""
    known = word in symbols or word in FUNCTIONS or word in ALIASES or word in {*GREEK.values()}
    return known or all(letter in symbols or letter == "d" for letter in word)


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is more of the formula above it."""
    is_open = before.rstrip()[-1:] in {*"+-*/@=−", *OPENING} or _depth(before) > 0
    if is_open and "=" not in line:
        return True
    return not [*_places(line, "=")] and bool(GOES_ON.match(line))


def _depth(text: str) -> int:
    """How many brackets are open at the end of a text."""
    return sum((one in OPENING) - (one in CLOSING) for one in text)


def _places(text: str, signs: str) -> Iterator[int]:
    """Where signs stand outside of brackets."""
    depth = 0
    for place, one in enumerate(text):
        depth += (one in OPENING) - (one in CLOSING)
        if one in signs and depth == 0 and text[place - 1 : place] not in {"<", ">", "!"}:
            yield place


def _split(text: str, signs: str) -> list[str]:
    places = [-1, *_places(text, signs), len(text)]
    return [text[a + 1 : b].strip() for a, b in pairwise(places)]


def _equations(text: str) -> Iterator[Equation]:
    """The equations of a line, its asides first; several stand beside each other after commas."""
    text, *asides = ASIDE.split(text)
    for aside in asides:
        left, *sides = _split(aside, "=")
        yield Equation(left, sides, is_aside=True)
    parts = _split(re.sub(r"\\q?quad(?![A-Za-z])", ";", text), ",;，；")
    parts = [part for part in parts if part]
    if len(parts) < 2 or not all("=" in part for part in parts):
        parts = [text]
    for part in parts:
        while found := LEADING.match(part):  # r = Ax - b, so dr = A dx
            part = part[found.end() :].strip()
        left, *sides = _split(part, "=")
        yield Equation(left, sides)
