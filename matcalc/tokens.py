"""Characters to tokens: LaTeX, Unicode and what people type, in one small alphabet of signs.

A transpose becomes ``'`` or ``⊤``, the entrywise product ``⊙``, a norm's bars ``‖``; full-width
characters and mathematical alphabets become plain letters, and spacing and sizes of LaTeX vanish.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from matcalc.errors import MatcalcError
from matcalc.messages import say

__all__ = ["GREEK", "ONES", "ZEROS", "Token", "name_of_greek", "tokens_of"]

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        [
            "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
            "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
            "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi",
            "Omega",
        ],
        strict=True,
    )
) | {"ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta", "ϱ": "rho", "ς": "sigma", "µ": "mu"}  # fmt: skip
ONES, ZEROS = "𝟏", "𝟎"  # the bold numbers, of whatever size fits
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵗᴴ⁽⁾ᐟ", "0123456789+-⊤⊤⊤()/", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙₘₚₖ", "0123456789nmpk", strict=True))
SIGNS = {
    **dict.fromkeys("−–—﹣－‐‑", "-"), **dict.fromkeys("⋅∙•", "·"), **dict.fromkeys("∗⁎", "*"),
    **dict.fromkeys("∘○◦⨀", "⊙"), **dict.fromkeys("∥║", "‖"), **dict.fromkeys("∣｜", "|"),
    **dict.fromkeys("′’‘´`＇", "'"), **dict.fromkeys("⊺┬⟙", "⊤"), **dict.fromkeys("“”„＂", '"'),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u00ad", ""),
    **dict.fromkeys("【〔「", "["), **dict.fromkeys("】〕」", "]"), "ˆ": "^", "∖": "\\",
    "″": "''", "÷": "/", "∕": "/", "⁄": "/", "〈": "⟨", "〉": "⟩", "𝟙": ONES, "†": "†",
    "⨂": "⊗", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "。": ".", "、": ",",
}  # fmt: skip
NAMES_OF_COMMANDS = [
    "log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arcsin", "arccos", "arctan",
    "det", "max", "min", "sum",
    "int", "partial", "nabla", "infty", "pi", "sgn", "arg", "inf", "sup", "lim", "prod", "argmin",
    "argmax", "rank",
]  # fmt: skip
SPACE = [  # commands that only space or size
    "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr",
    "biggl", "biggr", "Biggl", "Biggr", "displaystyle", "textstyle", "limits", "nolimits", "quad",
    "qquad", "thinspace", "enspace", "mathop", "mathbin", "nonumber", *",;:!>()[]\\\n ",
]  # fmt: skip
COMMANDS = {
    **{name: f" {name} " for name in [*GREEK.values(), *NAMES_OF_COMMANDS]},
    **{f"var{name}": f" {name} " for name in ["epsilon", "phi", "theta", "rho", "sigma"]},
    **dict.fromkeys(SPACE, " "),
    "lVert": "⟦‖", "rVert": "‖⟧", "lvert": "⟦|", "rvert": "|⟧", "Vert": "‖", "|": "‖",
    "vert": "|", "mid": "|", "parallel": "‖", "top": "⊤", "intercal": "⊤", "prime": "'",
    "cdot": "·", "times": "×", "odot": "⊙", "circ": "⊙", "otimes": "⊗", "ast": "*", "bullet": "·",
    "dagger": "†", "div": "/", "{": "(", "}": ")", "lbrace": "(", "rbrace": ")", "lparen": "(",
    "rparen": ")", "lbrack": "[", "rbrack": "]", "langle": "⟨", "rangle": "⟩", "sqrt": "√",
    "frac": "\\frac", "dfrac": "\\frac", "tfrac": "\\frac", "cfrac": "\\frac", "Tr": " tr ",
    "tr": " tr ", "diag": " diag ", "trace": " tr ", "inv": " inv ", "_": "_", "ell": " l ",
    "surd": "√", "star": "*", "colon": ":", "eqqcolon": "=", "coloneqq": "=", "T": "⊤",
}  # fmt: skip
FONTS = frozenset([
    "mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "mathcal", "mathbb", "mathtt",
    "operatorname", "text", "textbf", "textrm", "textit", "textsf", "mathnormal", "pmb", "rm",
    "bf", "vec", "symbf", "symbfit", "symup",
])  # fmt: skip
PATTERN = re.compile(
    r"(?P<space>(?:[\s$&]|(?<=[\w)}])~)+)"
    r"|\\(?P<command>[A-Za-z]+\*?|.|$)"
    r"|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?|\d+\.(?![A-Za-z*/^\d]))"
    rf"|(?P<name>[A-Za-z][A-Za-z0-9]*(?:\\?_[A-Za-z0-9]+)*|[α-ωΑ-Ωϵϕϑϱ]|{ONES}|{ZEROS})"
    r"|(?P<op>\*\*|\.\*|\./|\.\^|\.'|⟦‖|‖⟧|⟦\||\|⟧|\|\||[-+*/@^_=<>:;,.!?'\"()\[\]{}|‖·×⊙⊗⊤⟨⟩√†∞∂∇])",
    re.DOTALL | re.ASCII,
)
WORD = re.compile(r"\s*\{\s*(\\?[A-Za-z][\w]*(?:\\_\w+)*|[01])\s*\}|\s*(\\[A-Za-z]+|[A-Za-z01])")


class Token(NamedTuple):
    """A sign, a number or a name, and whether space stands before it."""

    kind: str
    text: str
    spaced: bool = False


def name_of_greek(text: str) -> str:
    """A Greek letter's English name; any other text as it is.

    >>> name_of_greek("λ")
    'lambda'
    """
    return GREEK.get(text, text)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a formula, with one of the kind ``end`` last.

    Raises
    ------
    MatcalcError
        For a character or a LaTeX command that formulas do not have.

    Examples
    --------
    >>> [token.text for token in tokens_of("‖Xw‖² − x′A")]
    ['‖', 'Xw', '‖', '^', '{', '2', '}', '-', 'x', "'", 'A', '']
    """
    return _Scanner(_plain(text)).run()


def _plain(text: str) -> str:
    """The text in the alphabet of the tokens; what is raised or lowered gets ^{…} and _{…}."""
    pieces: list[str] = []
    level = ""
    for character in text:
        here = "^" if character in RAISED else "_" if character in LOWERED else ""
        if here != level:
            pieces.append("}" * bool(level) + f"{here}{{" * bool(here))
            level = here
        table = RAISED if here == "^" else LOWERED
        pieces.append(table[character] if here else _folded(character))
    return "".join(pieces) + "}" * bool(level)


def _folded(character: str) -> str:
    if character.isascii() or character in GREEK or character in (ONES, ZEROS):
        return character
    if character in SIGNS:
        return SIGNS[character]
    folded = normalize("NFKC", character)
    return "".join(SIGNS.get(one, one) for one in folded)


class _Scanner:
    """From characters to tokens, from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.tokens: list[Token] = []
        self.spaced = False

    def run(self) -> list[Token]:
        while self.place < len(self.text):
            found = PATTERN.match(self.text, self.place)
            if not found:
                raise MatcalcError(say("read-character", found=repr(self.text[self.place])))
            self.place = found.end()
            kind, value = str(found.lastgroup), found[found.lastgroup or 0]
            if kind == "space":
                self.spaced = True
            elif kind == "command":
                self.command(value.removesuffix("*"))
            else:
                self.put(kind, value)
        self.put("end", "")
        return self.tokens

    def put(self, kind: str, text: str) -> None:
        if kind == "name":
            text = name_of_greek(text.replace("\\", ""))
        if [token.text for token in self.tokens[-2:]] == ["^", "{"] and text == "⊤":
            kind = "op"
        self.tokens.append(Token(kind, text, self.spaced))
        self.spaced = False

    def command(self, name: str) -> None:
        """A LaTeX command: its sign or name, or nothing."""
        if name in FONTS:
            return self.font(name)
        if name not in COMMANDS:
            raise MatcalcError(say("read-command", found=f"\\{name}"))
        sign = COMMANDS[name]
        if name in {"left", "right"} and self.text[self.place : self.place + 1] == ".":
            self.place += 1
        if name in {"left", "right"}:
            return self.fence(name)
        if sign.strip():
            self.spaced = self.spaced or sign.startswith(" ")
            self.put("name" if sign.startswith(" ") else "op", sign.strip())
        else:
            self.spaced = True
        return None

    def fence(self, side: str) -> None:
        """The bar after ``left`` or ``right``, of which it is then known which side it is."""
        found = re.compile(r"\s*(\\\||\\[lr]?[Vv]ert|\\[lr]?vert|\|)").match(self.text, self.place)
        if found:
            self.place = found.end()
            bar = "‖" if found[1] == "\\|" or "V" in found[1] else "|"
            self.put("op", f"⟦{bar}" if side == "left" else f"{bar}⟧")

    def font(self, name: str) -> None:
        """A command of a font: the word after it is one name."""
        found = WORD.match(self.text, self.place)
        if name == "vec" and not (found and (found[1] or found[2]).islower()):
            self.put("name", "vec")  # the operator; over a small letter it is an arrow
            return
        if not found:  # a group, which stays one
            return
        self.place = found.end()
        word = found[1] or found[2]
        after = [token.text for token in self.tokens[-2:]]
        if word in {"0", "1"}:
            word = ONES if word == "1" else ZEROS
        elif word == "T" and (after[-1:] == ["^"] or after == ["^", "{"]):
            self.put("op", "⊤")
            return
        self.put("name", word.removeprefix("\\"))
