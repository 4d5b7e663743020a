"""The words of a formula: symbols, functions, products of letters, and what is none of these."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import accumulate
from typing import NoReturn

from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALIASES, LEFT_OUT, WRITTEN, nearest, spellings
from matcalc.formulas.tokens import GREEK, Token
from matcalc.formulas.trees import Cursor

__all__ = ["DERIVATIVES", "LOGARITHMS", "NOT_READ", "OPTIMA", "Words"]

NOT_READ = frozenset(["int", "lim", "prod"])
OPTIMA = frozenset(["argmin", "argmax", "arg", "min", "max", "inf", "sup"])
DERIVATIVES = frozenset(["partial", "nabla"])
LOGARITHMS = {"log2": "2", "log10": "10", "lg": "10"}
DIFFERENTIAL = re.compile("d[A-Za-z]+")
NAME = re.compile("[a-z]{2}")  # in what is called: LayerNorm(x)
LONGEST_PRODUCT = 60  # letters without a sign between them


class Words(Cursor):
    """A cursor that knows the symbols of the formula."""

    def __init__(
        self,
        tokens: list[Token],
        symbols: Mapping[str, tuple[str, str]],
        sizes: Collection[str],
        guess: bool,
    ) -> None:
        super().__init__(tokens)
        self.symbols, self.sizes, self.guess = symbols, sizes, guess
        self.fences: list[str] = []

    def symbol(self, word: str) -> str:
        """The declared symbol that a word stands for, or an empty text."""
        return next((name for name in spellings(word) if name in self.symbols), "")

    def called(self, word: str) -> str | None:
        """The function that a word stands for."""
        name = ALIASES.get(word, word)
        is_read = name in FUNCTIONS or name in WRITTEN or name in LOGARITHMS
        return name if is_read or name in NOT_READ or name in OPTIMA else None

    @property
    def is_called(self) -> bool:
        """Whether a parenthesis follows at once."""
        return self.peek().text == "(" and not self.peek().spaced

    def is_left_out(self, word: str) -> bool:
        """Whether a word is called that formulas leave out, also f in f'(x)."""
        texts = "".join(self.peek(step).text for step in (1, 2, 4))
        is_primed = LEFT_OUT.get(word) == "no-unknown" and texts == "'()"
        return word in LEFT_OUT and (self.is_called or is_primed)

    def is_differentiated(self) -> bool:
        """Whether here is d(…)/dx, whose d is no symbol."""
        after = [token.text for token in self.tokens[self.place + 1 :]]
        depths = accumulate((text == "(") - (text == ")") for text in after)
        end = next((place for place, depth in enumerate(depths) if depth == 0), 0)
        slash, below = [*after[end + 1 : end + 3], "", ""][:2]
        return self.is_called and slash == "/" and bool(DIFFERENTIAL.fullmatch(below))

    def in_small_letters(self, word: str) -> str:
        """The function that a word names in other capitals, as in ``LogDet(A)``; else nothing."""
        is_product = not self.guess and self.segments(word)
        if not self.is_called or len(word) == 1 or self.called(word) or is_product:
            return ""
        lower = word.lower()
        return lower if lower != word and (self.called(lower) or lower in LEFT_OUT) else ""

    def pieces(self, word: str) -> list[str]:
        """A word as symbols without signs between them, or nothing."""
        found = [] if self.is_word(word) else self.segments(word)
        prefixes = ("logdet", "tr", "log", "ln", "det", "exp", "vec", "diag", "sin", "cos")
        for prefix in prefixes if not found or self.guess else ():
            rest = word.removeprefix(prefix)
            is_word = rest == word or self.is_word(rest, after=prefix)
            if not is_word and (letters := self.segments(rest)):
                return [prefix, *letters]
        return found

    def is_word(self, letters: str, after: str = "") -> bool:
        """Whether letters that need not be declared are no product, but a word: ``determinent(A)``.

        Three columns have no product, and a name before a parenthesis is that of a function.
        """
        if len(letters) > LONGEST_PRODUCT or not self.guess:
            return len(letters) > LONGEST_PRODUCT
        if self.is_called and after:
            return letters.islower()
        is_name = NAME.search(letters) if self.is_called else letters.islower()
        return len(letters) > 2 and bool(is_name)

    def segments(self, word: str) -> list[str]:
        """The symbols that a word consists of, the longest first."""
        after = {len(word): len(word)}  # where the piece ends that begins at a place
        longest = max([7, *map(len, self.symbols)])
        for start in range(len(word) - 1, -1, -1):
            ends = range(min(len(word), start + longest), start, -1)
            found = (end for end in ends if end in after and self.is_piece(word[start:end]))
            if (end := next(found, None)) is not None:
                after[start] = end
        pieces, start = list[str](), 0
        while start in after and start < len(word):
            pieces.append(word[start : after[start]])
            start = after[start]
        return pieces

    def is_piece(self, part: str) -> bool:
        if self.symbol(part) or part in self.sizes or part == "I":
            return True
        return self.guess and ((len(part) == 1 and part.isalpha()) or part in {*GREEK.values()})

    def unknown(self, word: str) -> NoReturn:
        """Name a word that is neither a symbol nor a function, and the nearest that is."""
        word, functions = word[:LONGEST_PRODUCT], [*FUNCTIONS, *ALIASES]
        known = ", ".join(self.symbols)
        if self.peek().text == "(" and len(word) > 1:
            near = nearest(word, functions)
            near = ALIASES.get(near, near)
            self.refuse("read-function-near" if near else "read-function", name=word, near=near)
        if word == "lambda":
            self.refuse("read-lambda", known=known)
        missing = next((letter for letter in word if not self.is_piece(letter)), "")
        if missing == "T":
            self.refuse("read-letter-t")
        long = [name for name in self.symbols if len(name) > 1]
        near = nearest(word, [*long, *functions]) if len(word) > 1 else ""
        near = ALIASES.get(near, near)
        near = near or next((s for s in self.symbols if s.lower() == word.lower()), "")
        if not near and 1 < len(word) < 5 and any(map(self.symbol, word)):
            self.refuse("read-letter", name=word, letter=missing, known=known)
        if near:
            key = "read-name-near" if known else "read-name-near-open"
        else:
            key = "read-name" if known else "read-name-open"
        self.refuse(key, name=word, near=near, known=known)
