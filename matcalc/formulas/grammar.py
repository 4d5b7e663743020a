"""The grammar of textbook notation: from tokens to a tree that does not know shapes yet.

How tightly things hold together, from loose to tight: sums; the signs ``* / · @ ⊙ ⊗``; a product
without a sign; a function without brackets, which takes such a product; transposes and powers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from matcalc.formulas.calls import MODULES
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import LEFT_OUT, guessed
from matcalc.formulas.sides import right_side
from matcalc.formulas.sums import Summing
from matcalc.formulas.tokens import ACCENTS, ONES, ZEROS, Token, tokens_of, unescaped
from matcalc.formulas.trees import OPENING, Tree, constant_value
from matcalc.formulas.words import DERIVATIVES, LOGARITHMS, OPTIMA

__all__ = ["read_tree"]

DERIVATIVE = re.compile(r"(\\frac\{?)?(∂|partial)|(\\frac\{d\w*\}\{|\\frac d|d\w?/)d")
AFTER_INDEX = re.compile(r"(?<=_[0-9])(?=[A-Za-z])")
OF_DIFFERENTIALS = frozenset(["diag", "mean", "sum", "trace", "vec"])  # tr A dX is the trace of all
SPECTRAL = {("lambda", "max"): "eigmax", ("lambda", "min"): "eigmin", ("sigma", "max"): "norm"}
WORDS_OF_PYTHON = frozenset(["and", "as", "else", "for", "if", "in", "is", "not", "or"])
ONES_TURNED = re.compile(r"11?('|⊤|\^\{?([T⊤']|top))")
BARS = {"|": "|", "⟦|": "|⟧", "‖": "‖", "⟦‖": "‖⟧", "||": "||"}
PRODUCTS = {
    "*": "star", "/": "over", "·": "dot", "×": "cross", "@": "matmul", "⊙": "entrywise",
    ".*": "entrywise", "./": "over", "⊗": "kron",
}  # fmt: skip


def read_tree(
    text: str,
    symbols: Mapping[str, tuple[str, str]],
    sizes: Collection[str] = (),
    *,
    guess: bool = False,
) -> tuple[Tree, bool]:
    """The tree of a formula, and whether anything in it is textbook notation, and not NumPy.

    Parameters
    ----------
    text : str
    symbols : dict
        The rows and columns of each symbol, as letters or digits.
    sizes : collection of str
        The letters among these.
    guess : bool
        Whether other letters, and Greek names, are symbols too.
    """
    text = unescaped(text)
    parser = _Parser(right_side(tokens_of(text), symbols), symbols, sizes, guess)
    tree = parser.whole()
    return tree, parser.textbook or not text.isascii() or "\\" in text


class _Parser(Summing):
    """One method for each level of the grammar, from loose to tight."""

    textbook = False  # whether anything is no NumPy

    # --- levels ---------------------------------------------------------------------------------

    def whole(self) -> Tree:
        tree = self.sum()
        if self.token.kind != "end":
            self.unexpected()
        return tree

    def sum(self) -> Tree:
        terms = [self.contraction()]
        while self.token.text in {"+", "-"}:
            minus = self.next().text == "-"
            term = self.contraction()
            terms.append(self.tree("negative", term) if minus else term)
        return terms[0] if len(terms) == 1 else self.tree("add", *terms)

    def contraction(self) -> Tree:
        """A product, or A : B, the sum of the products of corresponding entries of two of them."""
        left = self.deeper(self.term)
        while self.take(":"):
            self.textbook = True
            left = self.tree("inner", left, self.deeper(self.term), value=":")
        return left

    def term(self) -> Tree:
        """A product with signs, after plus or minus signs."""
        if self.take("-"):
            return self.tree("negative", self.deeper(self.term))
        if self.take("+"):
            return self.deeper(self.term)
        left = self.chain()
        while self.token.kind == "op" and self.token.text in PRODUCTS:
            is_tight, sign = not self.token.spaced, self.next().text
            if sign == "/" and self.token.text not in {"+", "-"}:
                left = self.quotient(left, is_tight and not self.token.spaced)
            else:
                left = self.tree(PRODUCTS[sign], left, self.signed())
        return left

    def signed(self) -> Tree:
        if self.take("-"):
            return self.tree("negative", self.deeper(self.signed))
        self.take("+")
        return self.chain()

    def quotient(self, above: Tree, is_tight: bool) -> Tree:
        """What stands after a slash is below it, but 1/2 x, 1/(2n) x and 1/n x are fractions.

        A differential is never below: a / m dx is (a / m) dx.
        """
        opening = self.token
        below = self.factor()
        if not self.starts_factor():
            return self.tree("over", above, below)
        is_number, in_brackets = constant_value(above) is not None, opening.text in {"(", "{", "["}
        is_spaced = is_tight and self.token.spaced
        if opening.kind == "number" and not self.token.spaced and self.is_size(self.token.text):
            self.refuse("read-slash")  # 1/2n
        is_fraction = opening.kind == "number" or (is_number and (in_brackets or is_spaced))
        if not (is_fraction or self.is_differential()):
            if in_brackets or is_spaced:
                self.refuse("read-slash")  # x'y/‖x‖ ‖y‖
            below = self.chain([below], of="/")
        return self.chain([self.tree("over", above, below)])

    def is_size(self, word: str) -> bool:
        return not self.symbol(word) and (word in self.sizes or (self.guess and word in "nmN"))

    def chain(self, factors: list[Tree] | None = None, *, of: str = "") -> Tree:
        """A product without signs.

        The argument of a function ends before another function, and before a differential unless
        the function is linear: cos x dx is cos(x) dx.  What is below a slash ends before a
        differential too.
        """
        factors = factors or [self.factor()]
        while self.starts_factor() and not self.is_outside(of):
            if self.token.text == "1" and any(one.op == "transpose" for one in factors):  # x'A 1
                self.next()
                factors.append(self.tree("ones"))
                continue
            if self.token.kind == "number" and not self.is_ones():
                before = self.tokens[self.place - 1].text
                self.refuse("read-number-after", number=self.token.text, before=before)
            factors.append(self.factor())
        if len(factors) == 1:
            return factors[0]
        self.textbook = True
        return self.tree("chain", *factors)

    def is_ones(self) -> bool:
        """Whether here is 1' or 1 1': rows and columns of ones."""
        rest = self.tokens[self.place : self.place + 5]
        text = "".join(token.text for token in rest if token.kind != "end")
        return bool(ONES_TURNED.match(text))

    def is_function(self) -> bool:
        word = self.token.text
        return self.token.kind == "name" and not self.symbol(word) and self.called(word) is not None

    def is_outside(self, of: str) -> bool:
        """Whether here is what the argument of a function, or what is below a slash, ends at."""
        if not of:
            return False
        if self.is_differential():
            return of not in OF_DIFFERENTIALS
        return of != "/" and self.is_function()

    def is_differential(self) -> bool:
        """Whether here is the differential of a name."""
        word = self.token.text
        return word[:1] == "d" and bool(
            self.symbol(word) and (self.symbol(word[1:]) or word.startswith("d_of_"))
        )

    def starts_factor(self) -> bool:
        kind, text, _ = self.token
        if kind != "op":
            return kind in {"name", "number"}
        if text == "||" and self.fences[-1:] == ["|"]:
            self.replace(Token("op", "|"), Token("op", "|"))
            return False
        if text == "[" and self.peek().kind == "number" and self.peek(2).text in {"]", ",", ":"}:
            self.refuse(
                "read-pick", given=f"{self.tokens[self.place - 1].text}[{self.peek().text}]"
            )
        return text in OPENING or (
            text in {*BARS, "√", "\\frac", "\\inner"} and not self.closes(text)
        )

    def closes(self, text: str) -> bool:
        """Whether a bar ends what the last one began."""
        return bool(self.fences) and self.fences[-1][0] == text.strip("⟦⟧").replace("||", "‖")[0]

    def factor(self) -> Tree:
        return self.postfix(self.primary())

    # --- what is raised, or follows a dot -------------------------------------------------------

    def postfix(self, tree: Tree) -> Tree:
        while self.token.kind == "op":
            if self.take("'", "⊤", ".'"):
                self.textbook, tree = True, self.turned(tree)
            elif self.take("†"):
                self.textbook, tree = True, self.tree("call", tree, value="pinv")
            elif self.take("**", ".^"):
                tree = self.tree("power", tree, self.exponent_of_python())
            elif self.take("^"):
                self.textbook, tree = True, self.raised(tree)
            elif self.token.text == "[" and self.is_index():
                tree = self.tree("part", tree, value=self.index())
            elif self.token.text == "." and self.peek().kind == "name":
                self.next()
                tree = self.attribute(tree)
            elif self.token.text == "_" and self.is_marked(tree):
                tree = self.marked(tree)
            else:
                break
        return tree

    def is_marked(self, tree: Tree) -> bool:
        """Whether what is raised or in brackets may have a mark below it."""
        return tree.op in {"norm", "inner"} or (tree.op == "raised" and tree.args[0].op == "norm")

    def marked(self, tree: Tree) -> Tree:
        """A norm with its kind, (x)_+, or an entry."""
        mark, self.textbook = self.subscript() or "", True
        norm = tree if tree.op == "norm" else tree.args[0] if tree.op == "raised" else None
        if mark == "+":
            return self.tree("call", tree, value="relu")
        if tree.op == "inner" and mark in {"F", "f"}:
            return tree
        if norm is None or norm.op != "norm" or norm.value:
            self.refuse("read-entries", name="(…)")
        norm.value = mark
        return tree

    def exponent_of_python(self) -> Tree:
        if self.take("-"):
            return self.tree("negative", self.deeper(self.exponent_of_python))
        return self.deeper(self.factor)

    def raised(self, base: Tree) -> Tree:
        """A base with what stands after ^: a transpose, an inverse, or a number."""
        opening = self.token.text if self.token.text in {"{", "("} else ""
        self.place += bool(opening)
        if opening == "{" and self.token.text == "(" and self.peek(2).text == ")":
            self.refuse("read-superscript", index=self.peek().text)
        start, inverts = self.place, self.take("-")
        if self.transposes(bool(opening)):
            base = self.tree("call", base, value="inv") if inverts else base
            tree = self.turned(base)
        elif not inverts and (self.take("†", "*") or self.is_plus(opening)):
            star = self.tokens[self.place - 1].text == "*"
            tree = self.tree("transpose" if star else "call", base, value="" if star else "pinv")
        elif not inverts and self.take("⊙"):
            tree = self.tree("power", base, self.sum())
        else:
            self.place = start
            exponent = self.sum() if opening else self.single()
            if base.op == "call" and base.value == "trace" and (constant_value(exponent) or 1) < 0:
                self.refuse("read-power-of-trace")
            tree = self.tree("raised", base, exponent)
        if opening and not self.take(OPENING[opening]):
            self.unexpected()
        return tree

    def turned(self, tree: Tree) -> Tree:
        """A transpose; that of the number one is a row of ones, and 11' is 1 1'."""
        if tree.op == "number" and tree.value in {"1", "11"}:
            row = self.tree("transpose", self.tree("ones"))
            return row if tree.value == "1" else self.tree("chain", self.tree("ones"), row)
        return self.tree("transpose", tree)

    def is_plus(self, opening: str) -> bool:
        """Pass the plus sign of a pseudo-inverse, which no number follows."""
        after = self.peek()
        alone = after.text == "}" if opening else after.kind != "number"
        return alone and self.take("+")

    def transposes(self, in_group: bool) -> bool:
        """Pass a T, ⊤ or prime that stands as an exponent, unless T is a symbol."""
        if self.take("⊤", "'"):
            return True
        word = self.token.text
        if self.token.kind != "name" or word in self.symbols or "T" in self.symbols:
            return False
        if word in {"T", "t", "top", "H"}:
            self.next()
            return True
        if word.startswith("T") and not in_group:
            self.replace(Token("name", word[1:]))
            return True
        return False

    def single(self) -> Tree:
        """One number, letter or command after ^ or a fraction's command."""
        if self.take("-"):
            return self.tree("negative", self.deeper(self.single))
        kind, text, spaced = self.token
        if kind == "number":
            self.next()
            return self.tree("number", value=text)
        if kind == "name" and len(text) > 1 and not self.symbol(text) and not self.called(text):
            self.replace(Token("name", text[0], spaced), Token("name", text[1:]))
        return self.deeper(self.primary)

    def attribute(self, tree: Tree) -> Tree:
        name = self.token.text
        if name.startswith("T") and name not in {"T"} and name != "Trace":
            self.replace(Token("name", "T"), Token("name", name[1:]))
            self.textbook, name = True, "T"
        self.next()
        if name in {"T", "mT", "H"}:
            return self.tree("transpose", tree)
        if name == "I":
            return self.tree("call", tree, value="inv")
        if name == "shape" and tree.op == "symbol" and self.take("["):
            axis = self.next().text
            if axis in {"0", "1"} and self.take("]"):
                return self.tree("size", value=f"{tree.value}.{axis}")
        called = "transpose" if name == "t" else self.called(name)
        if called and self.token.text == "(":
            return self.call(called, tree)
        return self.refuse("read-attribute", name=name)

    # --- what stands alone ----------------------------------------------------------------------

    def primary(self) -> Tree:
        kind, text, _ = self.token
        if kind == "number":
            if text == "1" and self.peek().text == "1" and self.is_ones():
                self.tokens[self.place : self.place + 2] = [Token("number", "11")]  # 1 1'
            return self.tree("number", value=self.next().text)
        if kind == "name":
            return self.name()
        if kind != "op":
            self.unexpected()
        if text == "⟨":
            return self.angle()
        if text in OPENING:
            return self.bracket()
        if text in BARS and not self.closes(text):
            return self.bars()
        if self.take("√"):
            self.textbook = True
            return self.root()
        if text == "\\frac" and self.is_derivative():
            self.refuse("read-derivative")
        if self.take("\\frac"):
            above, below = self.part(), self.part()
            return self.tree("over", above, below)
        if self.take("\\inner"):
            return self.tree("inner", self.part(), self.part())
        return self.unexpected()

    def is_derivative(self) -> bool:
        """Whether a fraction, or a slash, is the sign of a derivative: d/dx."""
        ahead = "".join(token.text for token in self.tokens[self.place : self.place + 9])
        return bool(DERIVATIVE.match(ahead)) and not self.symbol("d")

    def part(self) -> Tree:
        """An argument of a fraction's command: a group, or one digit or letter."""
        self.textbook = True
        kind, text, _ = self.token
        if kind == "number" and len(text) > 1:
            self.replace(Token(kind, text[0]), Token(kind, text[1:]))
        return self.single()

    def root(self) -> Tree:
        degree = self.bracket() if self.token.text == "[" else None
        inside = self.part() if self.token.kind != "number" else self.single()
        if degree is None:
            return self.tree("call", inside, value="sqrt")
        one = self.tree("number", value="1")
        return self.tree("power", inside, self.tree("over", one, degree))

    def inside(self, opening: str, closing: set[str]) -> Tree:
        """A sum between fences."""
        kind = "‖" if "‖" in opening or opening == "||" else opening.strip("⟦")
        self.fences.append(kind)
        tree = self.sum()
        if self.token.text == "||" and kind == "|":
            self.replace(Token("op", "|"), Token("op", "|"))
        if self.token.text not in closing:
            if self.token.kind == "end" or self.token.text in OPENING.values():
                self.refuse("read-unclosed", found=opening.strip("⟦"))
            self.unexpected()
        self.next()
        self.fences.pop()
        return tree

    def bracket(self) -> Tree:
        if self.token.text not in OPENING:
            self.unexpected()
        opening = self.next().text
        if opening != "(":
            self.textbook = True
        tree = self.inside(opening, {OPENING[opening]})
        if self.token.text == "_" and self.peek().text == "+":
            self.place += 2
            return self.tree("call", tree, value="relu")
        if self.token.text == "_":
            return self.tree("part", tree, value=self.lowered(self.subscript() or ""))
        return tree

    def angle(self) -> Tree:
        self.next()
        self.textbook = True
        left = self.inside("⟨", {",", "|"})
        return self.tree("inner", left, self.inside("⟨", {"⟩"}))

    def bars(self) -> Tree:
        opening = self.next().text
        self.textbook = True
        if "|" in opening and opening != "||":
            return self.tree("bars", self.inside(opening, {"|", "|⟧"}))
        inside = self.inside("‖", {"‖", "‖⟧", "||"})
        return self.tree("norm", inside, value=self.subscript() or "")

    # --- names ----------------------------------------------------------------------------------

    def subscript(self) -> str | None:
        """The text of what stands below, after an underscore."""
        if not self.take("_"):
            return None
        if not self.take("{"):
            return self.next().text
        start, depth = self.place, 1
        while depth:
            token = self.next()
            depth += (token.text == "{") - (token.text == "}")
            if token.kind == "end":
                self.refuse("read-unclosed", found="{")
        return " ".join(token.text for token in self.tokens[start : self.place - 1])

    def name(self) -> Tree:
        word, spaced = self.token.text, self.token.spaced
        if word in MODULES and self.peek().text == "." and self.peek(2).kind == "name":
            self.place += 2
            return self.name()
        found = self.symbol(word)
        below = self.peek().text == "_"
        is_sign = word == "d" and (self.is_derivative() or self.is_differentiated())
        if not found and (word in DERIVATIVES or is_sign):
            self.refuse("read-derivative")
        if not found and below and word == "Sigma":
            word = "sum"
        if found and not below:
            self.next()
            return self.tree("symbol", value=found)
        if not found and (called := self.called(word)):
            self.next()
            return self.function(called, word)
        if not found and (small := self.in_small_letters(word)):
            self.replace(Token("name", small, spaced))
            return self.name()
        if not found and self.is_left_out(word):
            self.refuse(LEFT_OUT[word], name=word)
        if not found and (tree := self.constant(word)):
            return tree
        pieces = AFTER_INDEX.sub(" ", word).split()  # W_1x
        if found or below or ("_" in word and len(pieces) == 1):
            return self.indexed(word)
        if self.guess and (name := guessed(word)):
            if word == "E" and self.peek().text == "[" and not self.peek().spaced:
                self.refuse("read-expectation")
            self.next()
            return self.tree("symbol", value=name)
        if len(pieces) == 1:
            pieces = self.pieces(word) if word not in WORDS_OF_PYTHON else []
        if len(pieces) > 1:
            self.textbook = True
            self.replace(*(Token("name", p, spaced and not i) for i, p in enumerate(pieces)))
            return self.name()
        return self.unknown(word)

    def constant(self, word: str) -> Tree | None:
        """The names e, σ, π, I and a size, where they are no symbols."""
        after = self.peek().text
        if word == "e" and after in {"^", "**"}:
            self.place += 2
            self.textbook = True
            is_group = self.token.text in {"{", "("}
            return self.tree("e", self.bracket() if is_group else self.single())
        if word == "len" and after == "(" and (name := self.symbol(self.peek(2).text)):
            self.place += 4
            return self.tree("size", value=f"{name}.0")
        if word == "sigma" and after == "(":
            self.next()
            return self.function("sigmoid", word)
        if word == "K" and after == "(" and not self.guess:  # else it is a symbol
            self.next()
            return self.function("commutation", word)
        if word == "pi":
            self.next()
            return self.tree("number", value="3.141592653589793")
        if word in {"I", ONES, ZEROS} and after != "_":
            self.next()
            self.textbook = True
            return self.tree({"I": "eye", ONES: "ones", ZEROS: "zeros"}[word])
        if word in self.sizes and after != "_":
            self.next()
            return self.tree("size", value=word)
        return None

    def indexed(self, word: str) -> Tree:
        """A name with an index: a symbol such as x_1, or a constant of a size, as I_n."""
        self.next()
        base, _, index = word.partition("_")
        if not self.symbol(base) and (called := self.called(base)):
            self.replace(Token("op", "_"), Token("name", index), self.token)
            return self.function(called, base)
        below = self.subscript()
        base, index = (base, index) if below is None else (word, below)
        self.textbook = self.textbook or below is not None
        joined = index.replace(" ", "")
        for name in (f"{base}_{joined}", f"{base}{joined}", f"{base}_{{{joined}}}"):
            if found := self.symbol(name):
                return self.tree("symbol", value=found)
        if (base, joined) in SPECTRAL and self.token.text == "(":
            self.textbook = True
            tree = self.apply(SPECTRAL[base, joined], [self.bracket()])
            tree.value = "2" if tree.op == "norm" else tree.value
            return tree
        name = self.symbol(base) or (guessed(base) if self.guess else "")
        if self.indices and len(joined.replace(",", "")) == 2 and not self.symbol(base):
            name = self.symbol(base.upper()) or name.upper()  # a_ij of A
        if name and (entry := self.entry_of(name, joined.replace(",", ""))):
            return entry
        if self.indices and {*joined} <= {*self.indices, ","}:
            self.refuse("read-index-rows", name=base, index=joined)
        if joined == "+" and name:
            return self.tree("call", self.tree("symbol", value=name), value="relu")
        if base in {"I", ONES, ZEROS, "K", "E", "e"} and base not in self.symbols:
            self.textbook = True
            return self.of_sizes(base, index)
        if self.guess and joined.isalnum() and guessed(base):
            return self.tree("symbol", value=f"{guessed(base)}_{joined}")
        if index in ACCENTS.values():
            self.refuse("read-accent", name=base, accent=index)
        return self.refuse("read-index", name=base, index=joined)

    # --- functions ------------------------------------------------------------------------------

    def function(self, name: str, word: str) -> Tree:
        """A function with its argument, in brackets or without."""
        row = FUNCTIONS.get(name)
        sizes: list[Tree] = []
        if row and row.arguments and row.sizes and self.token.text == "_":
            sizes = self.sizes_of(self.subscript() or "")
        if word in LEFT_OUT and self.token.text == "(":
            self.refuse(LEFT_OUT[word], name=word)
        if name == "sum" and self.token.text == "_":
            self.textbook = True
            return self.indexed_sum(self.term, self.subscript)
        if name in OPTIMA and (name not in FUNCTIONS or self.token.text == "_"):
            self.refuse("read-optimum", name=word)
        if name == "log" and self.token.text == "_":
            return self.logarithm(self.subscript() or "")
        if name in LOGARITHMS:
            return self.logarithm(LOGARITHMS[name])
        if name in {"int", "lim", "prod"}:
            self.refuse(f"read-{name}")
        if self.token.text == "_":
            self.refuse("read-not-read", name=word)
        exponent = None
        if self.take("^"):
            opening = self.token.text in {"{", "("}
            exponent = self.bracket() if opening else self.single()
            if (constant_value(exponent) or -1) <= 0:
                self.refuse("read-function-power", name=word)
        if sizes:
            tree = self.apply(name, [self.bracket(), *sizes])
        elif self.token.text in {"(", "[", "{"}:
            tree = self.call(name)
        elif self.starts_factor() and name in FUNCTIONS and FUNCTIONS[name].arguments == 1:
            self.textbook = True
            tree = self.apply(name, [self.deeper(lambda: self.chain(of=name))])
        else:
            self.refuse("read-argument", name=word)
        return tree if exponent is None else self.tree("power", tree, exponent)

    def logarithm(self, base: str) -> Tree:
        """A logarithm to a base that is not e."""
        if not base.isdecimal():
            self.refuse("read-not-read", name="log")
        below = self.tree("call", self.tree("number", value=base), value="log")
        return self.tree("over", self.function("log", "log"), below)
