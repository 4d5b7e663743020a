"""The letter d, as people write differentials, turned into names that a formula can have.

``dX``, ``d X``, ``\\mathrm{d}\\mathbf{X}`` and ``dΣ`` all become one name, and an operand that is
more than a name, as in ``d(X^{-1})``, ``d tr(AX)`` or ``d‖x‖²``, gets a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from unicodedata import normalize

from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALIASES, spellings
from matcalc.formulas.tokens import FONTS, GREEK

__all__ = ["Named", "named_differentials", "resolved"]

MARK = "ⅆ"
UPRIGHT = re.compile(
    r"\\(?:mathrm|operatorname|text|textrm|mathsf|mathbf|mathit|symup)\s*\{\s*d\s*\}"
    r"|\{\s*\\rm\s+d\s*\}|\\(?:mathrm|rm)\s+d"
    r"|\\(?:dd|diff|differential|d)(?![A-Za-z])|[𝑑𝐝𝖽𝚍𝒅]"
)
EMPTY = re.compile(r"\\mathop\s*\{\s*\}|\\!")
PLAIN = re.compile(r"(?<![A-Za-z0-9_\\])d(?![A-Za-z0-9_])")
SPACE = re.compile(r"(?:\s|\\[,;: ]|~|\\(?:left|right|big|Big|bigl|Bigl)(?![A-Za-z]))*")
FONT = re.compile(
    rf"\\(?:{'|'.join(sorted(FONTS))})(?![A-Za-z])\s*(?:\{{\s*(\\?[A-Za-z]+)\s*\}}|([A-Za-z])|(\\[A-Za-z]+))"
)
WORD = re.compile(r"\\?[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*|[^\x00-\x7f]")
INVERSE = re.compile(
    r"\s*(?:\^\s*\{\s*-\s*(?:1|T|\\top|1\s*\\top)\s*\}|\^\s*-\s*1(?!\d)|\^\s*\(\s*-\s*1\s*\)|⁻¹|⁻ᵀ)"
)
INVERTED = re.compile(rf"(?<![A-Za-z0-9_\\])d([A-Za-z][A-Za-z0-9_]*)(?={INVERSE.pattern})")
RAISED = re.compile(
    r"\s*(?:[_^]\s*(?:\{[^{}]*\}|-?\w)|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂]+|\*\*\s*-?[\w.]+|'|ᵀ|\.T\b)"
)
BRACKETS = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "（": "）"}
BARS = {"‖": "‖", "||": "||", "\\|": "\\|", "\\lVert": "\\rVert", "\\Vert": "\\Vert", "∥": "∥",
        "|": "|", "\\lvert": "\\rvert", "\\vert": "\\vert"}  # fmt: skip


class Named(NamedTuple):
    """A text in which every differential is a name, and what the new names are differentials of."""

    text: str
    operands: dict[str, str]


def named_differentials(
    text: str, known: Collection[str], first: int = 1, *, whole: bool = False
) -> Named:
    """Give every differential in a text a name.

    Parameters
    ----------
    text : str
    known : collection of str
        The names that have differentials.
    first : int
        The number of the first new name.
    whole : bool
        Whether a function without brackets takes all that follows, as on the left of an equation.

    Examples
    --------
    >>> named_differentials(r"x^\\top A\\,\\mathrm{d}\\mathbf{x}", ["x"]).text
    'x^\\\\top A\\\\, dx '
    >>> named_differentials("-X^{-1} d(X) + d inv(X)", ["X"])
    Named(text='-X^{-1}  d_of_1  +  d_of_2 ', operands={'d_of_1': '(X)', 'd_of_2': 'inv(X)'})
    """
    text = UPRIGHT.sub(MARK, EMPTY.sub(" ", text))
    text = INVERTED.sub(lambda m: MARK + m[1] if resolved(m[1], known) else m[0], text)
    if "d" not in known:
        text = PLAIN.sub(MARK, text)
    operands: dict[str, str] = {}
    pieces, place = list[str](), 0
    while (mark := text.find(MARK, place)) >= 0:
        pieces.append(text[place:mark])
        name, place = _Operand(text, known, whole).after(mark + 1)
        if not name:
            pieces.append("d")
        elif name.startswith("d:"):
            new = f"d_of_{first + len(operands)}"
            operands[new] = name.removeprefix("d:")
            pieces.append(f" {new} ")
        else:
            pieces.append(f" {name} ")
    return Named("".join(pieces) + text[place:], operands)


def resolved(word: str, known: Collection[str]) -> str:
    """The known name that a word spells, or an empty text.

    >>> resolved("\\\\beta", ["beta"]), resolved("λ", ["lam"]), resolved("y", ["x"])
    ('beta', 'lam', '')
    """
    word = word.removeprefix("\\")
    word = GREEK.get(word, word)
    if not word.isascii():
        word = normalize("NFKC", word)
    return next((one for one in spellings(word) if one in known), "")


class _Operand:
    """What follows the letter d in a text."""

    def __init__(self, text: str, known: Collection[str], whole: bool) -> None:
        self.text, self.known, self.whole = text, known, whole

    def skip(self, place: int) -> int:
        found = SPACE.match(self.text, place)
        return found.end() if found else place

    def after(self, place: int) -> tuple[str, int]:
        """The name of a differential, or "d:" and its operand, and where that ends."""
        start = self.skip(place)
        if end := self.name_end(start):
            name, stop = end
            power = INVERSE.match(self.text, stop)
            if power:
                return f"d:{name}{power[0].strip()}", power.end()
            return f"d{name}", stop
        stop = self.end(start)
        return (f"d:{self.text[start:stop].strip()}", stop) if stop > start else ("", place)

    def name_end(self, place: int) -> tuple[str, int] | None:
        """A known name, and where it ends; also one that another follows without a space."""
        if found := FONT.match(self.text, place):
            word = next(part for part in found.groups() if part)
            name = resolved(word, self.known)
            return (name, found.end()) if name else None
        if not (found := WORD.match(self.text, place)):
            return None
        word = found[0]
        if name := resolved(word, self.known):
            return name, found.end()
        if _is_function(word):
            return None
        for length in range(len(word) - 1, 0, -1):
            if name := resolved(word[:length], self.known):
                return name, place + length
        return None

    def end(self, place: int) -> int:
        """Where the operand ends: a bracket, bars, or a function with what it takes."""
        start = place = self.skip(place)
        for opening, closing in BRACKETS.items():
            if self.text.startswith(opening, place):
                return self.closed(place, opening, closing)
        for opening, closing in BARS.items():
            if self.text.startswith(opening, place):
                return self.raised(self.barred(place, opening, closing))
        word = FONT.match(self.text, place) or WORD.match(self.text, place)
        if not word:
            return start
        name = next((g for g in word.groups() if g), word[0]) if word.groups() else word[0]
        if not _is_function(name):
            return self.raised(word.end())
        after = self.skip(word.end())
        if self.whole and self.text[after : after + 1] not in {*BRACKETS}:
            return len(self.text)
        return self.end(after)

    def closed(self, place: int, opening: str, closing: str) -> int:
        """Where a bracket that opens at a place is closed."""
        depth, text = 0, self.text
        while place < len(text):
            if text.startswith(opening, place):
                depth += 1
                place += len(opening)
            elif text.startswith(closing, place):
                depth -= 1
                place += len(closing)
                if depth == 0:
                    return place
            else:
                place += 1
        return place

    def barred(self, place: int, opening: str, closing: str) -> int:
        found = self.text.find(closing, place + len(opening))
        return len(self.text) if found < 0 else found + len(closing)

    def raised(self, place: int) -> int:
        """Where the powers and indices after a place end."""
        while found := RAISED.match(self.text, place):
            place = found.end()
        return place


def _is_function(word: str) -> bool:
    word = word.removeprefix("\\")
    return word in FUNCTIONS or word in ALIASES
