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

__all__ = [
    "ACCENTS", "FONTS", "GREEK", "ONES", "ZEROS", "Token",
    "angled", "name_of_greek", "tokens_of", "unescaped",
]  # fmt: skip

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
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵗᴴ⁽⁾ᐟⁿ", "0123456789+-⊤⊤⊤()/n", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙₘₚₖᵢⱼ₊", "0123456789nmpkij+", strict=True))
SIGNS = {
    **dict.fromkeys("−–—﹣－‐‑", "-"), **dict.fromkeys("⋅∙•・‧", "·"), **dict.fromkeys("∗⁎", "*"),
    **dict.fromkeys("∘○◦⨀", "⊙"), **dict.fromkeys("∥║", "‖"), **dict.fromkeys("∣｜", "|"),
    **dict.fromkeys("′’‘´`＇", "'"), **dict.fromkeys("⊺┬⟙", "⊤"), **dict.fromkeys("“”„＂«»", '"'),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u2061\u2062\u00ad\u20d7", ""),
    **dict.fromkeys("【〔「", "["), **dict.fromkeys("】〕」", "]"), "ˆ": "^", "∖": "\\",
    **dict.fromkeys("≔≝≜≡", "="), "∛": "\\sqrt[3]", "∜": "\\sqrt[4]", "∑": "\\sum ", "∏": "\\prod ",
    "″": "''", "÷": "/", "∕": "/", "⁄": "/", "〈": "⟨", "〉": "⟩", "𝟙": ONES, "†": "†",
    "⨂": "⊗", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "⅓": "(1/3)", "。": ".", "、": ",",
}  # fmt: skip
# What stands above a letter, as a command or as a character after it, is a part of its name.
ACCENTS = {
    **{name: name for name in ["hat", "bar", "tilde", "check", "breve", "dot", "ddot", "ring"]},
    "widehat": "hat", "overline": "bar", "widetilde": "tilde", "mathring": "ring",
}  # fmt: skip
COMBINING = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u030c": "check",
    "\u0307": "dot", "\u0308": "ddot",
}  # fmt: skip
ACCENTED = re.compile(f"(.)([{''.join(COMBINING)}])")
NAMES_OF_COMMANDS = [
    "log", "ln", "lg", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arcsin", "arccos",
    "arctan", "det", "max", "min", "sum", "int", "partial", "nabla", "infty", "pi", "sgn", "arg",
    "inf", "sup", "lim", "prod", "argmin", "argmax", "rank", "logdet", "softmax", "relu", "sigmoid",
    "sign", "norm", "abs", "transpose", "dot", "outer", "hadamard",
]  # fmt: skip
# What Python makes of the beginning of a command in a text without an r before it.
LETTERS = {"\a": "a", "\b": "b", "\f": "f", "\v": "v", "\t": "t", "\r": "r", "\n": "n"}
EATEN = re.compile(
    r"[\a\x08\f\v](?=[a-z])|\t(?=op\b|heta\b|au\b|imes\b|ext|frac|ilde)|\r(?=ho\b|Vert|vert|ight)"
    r"|\n(?=abla\b)"
)
SPACE = [  # commands that only space or size
    "left", "right", "middle", "notag", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl",
    "Bigr", "biggl", "biggr", "Biggl", "Biggr", "displaystyle", "textstyle", "limits", "nolimits",
    "quad", "qquad", "thinspace", "enspace", "mathop", "mathbin", "nonumber", *",;:!>()[]\\\n ",
]  # fmt: skip
COMMANDS = {
    **{name: f" {name} " for name in [*GREEK.values(), *NAMES_OF_COMMANDS]},
    **{f"var{name}": f" {name} " for name in ["epsilon", "phi", "theta", "rho", "sigma"]},
    **dict.fromkeys(SPACE, " "),
    **dict.fromkeys(["top", "intercal", "T", "trans", "transp", "tp"], "⊤"),
    **dict.fromkeys(["equiv", "triangleq", "doteq", "coloneqq", "eqqcolon"], "="), "mapsto": "↦",
    **dict.fromkeys(["tr", "Tr", "trace"], " tr "), "diag": " diag ", "Diag": " diag ",
    **dict.fromkeys(["inner", "innerprod", "ip"], "\\inner"), "inv": " inv ",
    **dict.fromkeys(["frac", "dfrac", "tfrac", "cfrac"], "\\frac"), "sqrt": "√", "surd": "√",
    **dict.fromkeys(["ones", "one"], f" {ONES} "), "zeros": f" {ZEROS} ", "Norm": " norm ",
    "lVert": "⟦‖", "rVert": "‖⟧", "lvert": "⟦|", "rvert": "|⟧", "Vert": "‖", "|": "‖",
    "vert": "|", "mid": "|", "parallel": "‖", "prime": "'", "cdot": "·", "times": "×",
    "odot": "⊙", "circ": "⊙", "otimes": "⊗", "ast": "*", "star": "*", "bullet": "·",
    "dagger": "†", "div": "/", "{": "(", "}": ")", "lbrace": "(", "rbrace": ")", "lparen": "(",
    "rparen": ")", "lbrack": "[", "rbrack": "]", "langle": "⟨", "rangle": "⟩", "_": "_",
    "ell": " l ", "colon": ":",
}  # fmt: skip
FONTS = frozenset([
    "mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathsf", "mathcal", "mathbb", "mathtt",
    "operatorname", "text", "textbf", "textrm", "textit", "textsf", "mathnormal", "pmb", "rm",
    "bf", "vec", "symbf", "symbfit", "symup", "tt", "sf", "it", "cal", "mat", "vect", "mathbbm",
    "mathds", "mathscr", "mathfrak", "texttt", "mathbfit", "bbm",
])  # fmt: skip
OF_SETS = frozenset(["mathbb", "mathbbm", "mathds", "bbm"])  # and of the expectation
UPRIGHT = frozenset(["rm", "tt", "sf"])  # commands that hold for all that follows: {\rm tr}
AUTHORS_LETTER = re.compile("(?:bf|bs|mb|b|v|m)([A-Za-z])")  # \vx, \mA, \bfX
RELATIONS = frozenset([
    *"≤≥≠≈∝∈≻≽≺≼→⇒~≃≅∼⊂⊆", "le", "ge", "leq", "geq", "ne", "neq", "approx", "propto", "in", "succ",
    "succeq", "prec", "preceq", "to", "rightarrow", "Rightarrow", "implies", "sim", "simeq", "cong",
    "mp", "pm", *"±∓",
])  # fmt: skip
LABEL = re.compile(r"\{[^{}]*\}")
ENVIRONMENT = re.compile(
    r"\{(equation|align|aligned|gather|gathered|split|multline|displaymath|math|flalign)\*?\}"
)
SKIPPED = {"begin": ENVIRONMENT, "end": ENVIRONMENT, "tag": LABEL, "label": LABEL}
PATTERN = re.compile(
    r"(?P<space>(?:[\s$&]|(?<=[\w)}])~)+)"
    r"|\\(?P<command>[A-Za-z]+\*?|.|$)"
    r"|(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?|\d+\.(?![A-Za-z*/^\d]))"
    rf"|(?P<name>[A-Za-z][A-Za-z0-9]*(?:\\?_[A-Za-z0-9]+)*|[α-ωΑ-Ωϵϕϑϱ]|{ONES}|{ZEROS})"
    r"|(?P<op>\*\*|\.\*|\./|\.\^|\.'|⟦‖|‖⟧|⟦\||\|⟧|\|\||"
    r"[-+*/@^_=<>:;,.!?`'\"()\[\]{}|‖·×⊙⊗⊤⟨⟩√†∞∂∇↦])",
    re.DOTALL | re.ASCII,
)
WORD = re.compile(r"\s*\{\s*(\\?[A-Za-z][\w]*(?:\\_\w+)*|[01])\s*\}|\s*(\\[A-Za-z]+|[A-Za-z01])")
UPRIGHT_WORD = re.compile(r"(\s*)([A-Za-z]+)")


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


def unescaped(text: str) -> str:
    r"""A text with the commands of LaTeX that Python took for its own signs, as ``"A^\top"``.

    >>> print(unescaped("A^\top + \beta"))
    A^\top + \beta
    """
    return EATEN.sub(lambda found: "\\" + LETTERS[found[0]], text)


INSIDE = r"(?:[^<>=(),\n]|\([^()]*\))+"
KEYBOARD = re.compile(rf"<({INSIDE},{INSIDE})>")


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
    return _Scanner(_plain(angled(text))).run()


def angled(text: str) -> str:
    """A text with the brackets of inner products, which a keyboard has not.

    >>> angled("df = <G, dX>")
    'df = ⟨G, dX⟩'
    """
    return KEYBOARD.sub(r"⟨\1⟩", text)


def _plain(text: str) -> str:
    """The text in the alphabet of the tokens; what is raised or lowered gets ^{…} and _{…}."""
    pieces: list[str] = []
    level = ""
    for character in _unaccented(text):
        here = "^" if character in RAISED else "_" if character in LOWERED else ""
        if here != level:
            pieces.append("}" * bool(level) + f"{here}{{" * bool(here))
            level = here
        table = RAISED if here == "^" else LOWERED
        pieces.append(table[character] if here else _folded(character))
    return "".join(pieces) + "}" * bool(level)


def _unaccented(text: str) -> str:
    """The text with a command in the place of each accent: ŷ is \\hat{y}."""
    parts = ((character, normalize("NFD", character)) for character in text)
    text = "".join(part if part[1:] in COMBINING else character for character, part in parts)
    return ACCENTED.sub(lambda found: f"\\{COMBINING[found[2]]}{{{found[1]}}}", text)


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
        self.accent = ""  # of the next letter

    def run(self) -> list[Token]:
        while self.place < len(self.text):
            found = PATTERN.match(self.text, self.place)
            if not found:
                sign = self.text[self.place]
                key = "read-relation" if sign in RELATIONS else "read-character"
                raise MatcalcError(say(key, found=repr(sign)))
            self.place = found.end()
            kind, value = str(found.lastgroup), found[found.lastgroup or 0]
            if kind == "name" and self.accent and not self.is_in_group():
                self.place, value = found.start() + 1, value[0]  # \hat yx is ŷ x
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
        if self.accent and text != "{":
            text, self.accent = f"{text}_{self.accent}" if kind == "name" else text, ""
        if [token.text for token in self.tokens[-2:]] == ["^", "{"] and text == "⊤":
            kind = "op"
        self.tokens.append(Token(kind, text, self.spaced))
        self.spaced = False

    def is_in_group(self) -> bool:
        return bool(self.tokens) and self.tokens[-1].text == "{"

    def command(self, name: str) -> None:
        """A LaTeX command: its sign or name, or nothing."""
        if name in FONTS:
            return self.font(name)
        if name in ACCENTS:
            self.accent = ACCENTS[name]
            found = WORD.match(self.text, self.place)
            if found and found[1]:
                self.place = found.end()
                self.put("name", found[1])
            return None
        if name in SKIPPED and (found := SKIPPED[name].match(self.text, self.place)):
            self.place, self.spaced = found.end(), True
            return None
        if name not in COMMANDS:
            return self.unusual(name)
        if name == " " and self.spaced and self.text.count("\\") == 1:
            raise MatcalcError(say("read-backslash", found="\\"))
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

    def unusual(self, name: str) -> None:
        """An author's own command for a letter, or one that is not read."""
        if name not in RELATIONS and (letter := AUTHORS_LETTER.fullmatch(name)):
            return self.put("name", letter[1])
        keys = {"backslash": "read-backslash", "begin": "read-environment"}
        key = "read-relation" if name in RELATIONS else keys.get(name, "read-command")
        raise MatcalcError(say(key, found=f"\\{name}"))

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
        if name in UPRIGHT and not (found and found[1]):
            found = UPRIGHT_WORD.match(self.text, self.place)
        if name == "vec" and not (found and (found[1] or found[2]).islower()):
            self.put("name", "vec")  # the operator; over a small letter it is an arrow
            return
        if not found:  # a group, which stays one
            return
        self.place = found.end()
        if name in UPRIGHT and self.is_in_group() and self.text[self.place :].startswith("}"):
            self.tokens.pop()  # {\rm tr} is one word
            self.place += 1
        word = (found[1] or "").strip() or found[2]
        after = [token.text for token in self.tokens[-2:]]
        if word in {"0", "1"}:
            word = ONES if word == "1" else ZEROS
        elif word == "T" and (after[-1:] == ["^"] or after == ["^", "{"]):
            self.put("op", "⊤")
            return
        if word == "E" and name in OF_SETS:
            raise MatcalcError(say("read-expectation"))
        self.put("name", word.removeprefix("\\"))
