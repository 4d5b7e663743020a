"""The names of a derivation: what f, D and the writer's own stand for, and what a text says.

Whatever is written is also kept in the symbols of the question and the differential of the
variable alone, so that any two lines can be compared.  A name may stand for two things: what it
is, and what was written of it; a differential that was derived wrongly is an example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from matcalc.calculus.derivative import d, derivative, differential
from matcalc.derivations.differentials import named_differentials, resolved
from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.draw import Declaration, declare
from matcalc.formulas.expression import Expression, read
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.nodes import DIFFERENTIAL, ONE, Node, Size, constant, rebuild, symbol
from matcalc.formulas.notation import as_numpy
from matcalc.formulas.tokens import GREEK, name_of_greek
from matcalc.messages import say

__all__ = ["FINAL", "Meaning", "Side", "Target", "Workings", "along", "expanded"]

FINAL = ("D", "J", "grad", "H")  # the lines with which a derivation may end
LARGEST_SIZE = 100
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
OPERAND = re.compile(r"\bd_of_\d+\b")
FONT_COMMANDS = re.compile(
    r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|operatorname|text|left|right|,|;|!|:|displaystyle)"
    r"(?![A-Za-z])"
)


@dataclass(frozen=True)
class Meaning:
    """What a name is, and what was written of it, in the symbols of the question."""

    true: Node
    written: Node


@dataclass(frozen=True)
class Side:
    """A text as it was understood.

    Attributes
    ----------
    form : Node
        In the names of the derivation, as it was written.
    true, written : Node
        In the symbols of the question, by what the names are, and by what was written of them.
    read_as : str
        In NumPy syntax.
    constants : tuple of str
        The constants of which a differential was taken.
    """

    text: str
    form: Node
    true: Node
    written: Node
    read_as: str
    constants: tuple[str, ...] = ()
    is_resolved: bool = True  # whether every differential is one of a name


@dataclass(frozen=True)
class Target:
    """What a line is about: its kind, its name, and what it is; nothing yet for a new name."""

    kind: str  # f, df, D, J, grad, H, name, differential, expression
    name: str
    true: Node | None = None
    written: Node | None = None


@lru_cache(2**9)
def along(node: Node, x: Node, dx: Node) -> Node:
    """The differential of a node where that of x is dx, with nothing left to differentiate."""
    known: dict[Node, Node] = {}

    def direct(part: Node) -> Node:
        if DIFFERENTIAL not in part.names:
            return part
        if part not in known:
            known[part] = computed(part)
        return known[part]

    def computed(part: Node) -> Node:
        if part.op == DIFFERENTIAL:
            [inside] = part.args
            return dx if inside.op == "symbol" else direct(differential(inside, x))
        return rebuild(part, [*map(direct, part.args)])

    return direct(d(node, x))


def expanded(node: Node, table: Mapping[str, Node]) -> Node:
    """A node in which names are what they stand for."""
    known: dict[Node, Node] = {}

    def put(part: Node) -> Node:
        if not part.names & table.keys():
            return part
        if part not in known:
            is_name = part.op == "symbol"
            known[part] = table[part.value[0]] if is_name else rebuild(part, [*map(put, part.args)])
        return known[part]

    return put(node)


def _size_word(size: Size) -> str | None:
    number, letters = size
    if not letters:
        return str(number) if number <= LARGEST_SIZE else None
    return letters[0] if number == 1 and len(letters) == 1 else None


def _shape_text(node: Node) -> str | None:
    """A shape as it is declared; none for a size that no letter names."""
    rows, columns = map(_size_word, node.shape)
    if rows is None or columns is None:
        return None
    return "" if rows == columns == "1" else rows if columns == "1" else f"{rows} {columns}"


@dataclass
class Workings:
    """The question, its variable, and the names that have been introduced.

    Attributes
    ----------
    names : dict
        What the writer's own names, and the differentials that were written, stand for.
    """

    question: Expression
    variable: str
    called: tuple[str, ...] = ("f",)
    may_be_hessian: bool = False
    names: dict[str, Meaning] = field(default_factory=dict)
    given: dict[str, Meaning] = field(default_factory=dict)
    operands: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        declared = {one.name: one for one in self.question.symbols}
        self.x = self.question.symbol(self.variable)
        self.dx_name = f"d{name_of_greek(self.variable)}"
        if self.dx_name in declared:
            raise MatcalcError(say("derivation-name-taken", name=self.dx_name, x=self.variable))
        kind = self.question.structure.get(self.variable)
        self.dx = symbol(self.dx_name, self.x.shape, kind)
        own = declared[self.variable]
        shape = own.dimensions if own.array is None else tuple(map(str, own.array.shape))
        self.declarations = [*self.question.symbols, Declaration(self.dx_name, shape, kind)]
        self.structure = self.question.structure | ({self.dx_name: kind} if kind else {})
        self.constants = {
            name: declared[name]
            for name in declared
            if name != self.variable and f"d{name}" not in declared
        }
        self.called = tuple(name for name in self.called if name not in declared)
        whole = self.question.node
        for name in self.called:
            self.given[name] = Meaning(whole, whole)
            self.given[f"d{name}"] = Meaning(self.differential(whole), self.differential(whole))

    # --- what is known --------------------------------------------------------------------------

    @property
    def of_matrix(self) -> bool:
        """Whether the variable is more than a column."""
        return self.x.shape[1] != ONE

    def expression(self, node: Node) -> Expression:
        """A node in the symbols of the question and the differential as a formula."""
        return Expression(node, self.declarations, self.structure)

    def differential(self, node: Node) -> Node:
        """Of a node in the symbols of the question."""
        return along(node, self.x, self.dx)

    def differential_through(self, node: Node, name: str, written: Node) -> Node:
        """Of a node, if that of a name in it were what was written."""
        meaning = self.names[name].true
        place = symbol(f"{name}_in_its_place", meaning.shape)

        def put(part: Node) -> Node:
            return place if part == meaning else rebuild(part, [*map(put, part.args)])

        changed = put(node)
        parts = along(changed, self.x, self.dx) + along(changed, place, written)
        return expanded(parts, {place.value[0]: meaning})

    def derivative_of(self, kind: str, node: Node | None = None) -> Node:
        """The line of a kind that a function has: D, J, grad or H."""
        whole = self.question if node is None else self.question.sibling(node)
        if kind in {"grad", "H"} and not whole.node.is_scalar:
            raise MatcalcError(say("derivation-no-gradient", name=kind))
        found = derivative(whole, self.variable)
        if kind == "H":
            found = derivative(found.denominator, self.variable)
        return (found.numerator if kind == "J" else found.denominator).node

    def derivative_from(self, kind: str, differential: Node) -> Node | None:
        """The line of a kind that follows from a differential, if that is linear."""
        if kind == "H" or (kind == "grad" and not differential.is_scalar):
            return None
        found = derivative(self.expression(differential), self.dx_name)
        side = (found.numerator if kind == "J" else found.denominator).node
        return None if side.depends_on(self.dx_name) else side

    def differentiable(self) -> list[str]:
        """The names that may follow the letter d."""
        own = [name for name in self.names if not self.names[name].true.depends_on(self.dx_name)]
        return [self.variable, *own, *self.called, *self.constants]

    def introduce(self, target: Target, side: Side) -> None:
        """Keep what was written of a name."""
        if target.kind == "name":
            known = self.names.get(target.name)
            self.names[target.name] = Meaning(known.true if known else side.true, side.written)
        elif target.kind == "differential":
            assert target.true is not None
            self.names[target.name] = Meaning(target.true, side.written)
        elif target.kind in FINAL and target.true is not None:
            self.given.setdefault(target.kind, Meaning(target.true, side.written))

    # --- reading --------------------------------------------------------------------------------

    def read(self, text: str, *, whole: bool = False) -> Side:
        """What a text says, in the names that there are.

        Raises
        ------
        MatcalcError
            For what is no formula.
        """
        known = self.differentiable()
        text = self._with_words(text)
        text, operands = named_differentials(text, known, len(self.operands) + 1, whole=whole)
        meanings = dict[str, Meaning]()
        shown = dict[str, str]()
        for name, operand in operands.items():
            inside = self.read(operand)
            if inside.true.depends_on(self.dx_name):
                raise MatcalcError(say("derivation-second-differential", given=operand))
            true, written = map(self.differential, (inside.true, inside.written))
            meanings[name], shown[name] = Meaning(true, written), f"d({inside.read_as})"
            self.operands[name] = operand
        side = self._read_with(text, meanings)
        read_as = OPERAND.sub(lambda found: shown.get(found[0], found[0]), side.read_as)
        constants = tuple(name for name in self.constants if self._has(side, f"d{name}"))
        return Side(text, side.form, side.true, side.written, read_as, constants, not operands)

    @staticmethod
    def _has(side: Side, name: str) -> bool:
        return re.search(rf"\b{re.escape(name)}\b", side.read_as) is not None

    def bare(self, text: str, like: Node) -> Side | None:
        """A side that is 0 or I alone, in the shape of the other side; None for any other text."""
        word = _bare_word(text)
        is_square = like.shape[0] == like.shape[1]
        is_named = word in self._shapes(self._meanings())
        if like.is_scalar or not word or (word == "I" and (is_named or not is_square)):
            return None
        node = constant("zeros" if word == "0" else "eye", like.shape)
        return Side(text, node, node, node, word)

    def _read_with(self, text: str, meanings: Mapping[str, Meaning]) -> Side:
        """Read with the names that are likely first, and then with all."""
        usual = {**self._meanings(), **meanings}
        try:
            return self._side(text, usual)
        except MatcalcError as first:
            if isinstance(first, ShapeError):
                raise
            more = self._zeros() | self.given | usual
            try:
                return self._side(text, more)
            except MatcalcError as second:
                if isinstance(second, ShapeError):
                    raise second from None
                self._refuse(text, more, first)

    def _refuse(self, text: str, names: Mapping[str, Meaning], error: MatcalcError) -> NoReturn:
        """Say which differential there is not, or what else cannot be read."""
        symbols = {one.name for one in self.declarations}
        for word in re.findall(r"(?<![A-Za-z_\\])d[A-Za-z][A-Za-z0-9_]*", text):
            if word not in names and word not in symbols and resolved(word[1:], symbols) == "":
                if word in FUNCTIONS or word in {"det", "diag", "dot"} or len(word) > 4:
                    continue
                known = ", ".join(self.differentiable()[: 1 + len(self.names)])
                raise MatcalcError(say("derivation-no-differential", name=word, known=known))
        raise error

    def _meanings(self) -> dict[str, Meaning]:
        """The writer's names, and the differentials of them."""
        found = dict(self.names)
        for name, meaning in self.names.items():
            if f"d{name}" not in found and not meaning.true.depends_on(self.dx_name):
                true = self.differential(meaning.true)
                found[f"d{name}"] = Meaning(true, self.differential(meaning.written))
        return found

    def _zeros(self) -> dict[str, Meaning]:
        """The differentials of constants."""
        zeros = {}
        for name in self.constants:
            zero = constant("zeros", self.question.symbol(name).shape)
            zeros[f"d{name_of_greek(name)}"] = Meaning(zero, zero)
        return zeros

    def _side(self, text: str, meanings: Mapping[str, Meaning]) -> Side:
        for name, meaning in meanings.items():
            if _shape_text(meaning.true) is None:  # written out, where no letter names the size
                whole = f"({self.expression(meaning.true)})".replace("\\", r"\\")
                text = re.sub(rf"(?<![\w\\]){re.escape(name)}(?!\w)", whole, text)
        found = read(text, self._shapes(meanings), self.structure)
        true = expanded(found.node, {n: m.true for n, m in meanings.items()})
        written = expanded(found.node, {n: m.written for n, m in meanings.items()})
        return Side(text, found.node, true, written, found.read_as or " ".join(text.split()))

    def _shapes(self, meanings: Mapping[str, Meaning]) -> dict[str, object]:
        """The shapes of the symbols and of these names, as far as letters name them."""
        symbols: dict[str, object] = {}
        for one in self.declarations:
            words = [*one.dimensions, one.property or ""]
            symbols[one.name] = " ".join(words).strip() if one.array is None else one.array
        for name, meaning in meanings.items():
            shape = _shape_text(meaning.true)
            if shape is not None:
                symbols.setdefault(name, shape)
        return symbols

    def in_numpy(self, text: str) -> str:
        """A text in NumPy syntax, also where its shapes do not fit."""
        text = named_differentials(text, self.differentiable()).text
        return as_numpy(text, declare(self._shapes(self._meanings())))

    def table(self) -> dict[str, Node]:
        """What each name is, in the symbols of the question."""
        known = self._zeros() | self.given | self._meanings()
        found = {name: meaning.true for name, meaning in known.items()}
        for name, operand in self.operands.items():
            found[name] = self.differential(self.read(operand).true)
        return found

    # --- what a line is about -------------------------------------------------------------------

    def target(self, left: str, right: str = "") -> Target:
        """What the left side of an equation names.

        Parameters
        ----------
        left : str
        right : str
            The other side, whose shape that of 0 or I is.

        Raises
        ------
        MatcalcError
            For a left side that is neither a name nor a formula.
        """
        if _bare_word(left) and right and (side := self.bare(left, self.read(right).true)):
            return Target("expression", side.read_as, side.true, side.written)
        known = self.differentiable()
        left = self._with_words(left)
        plain = _plain(left, known)
        if plain not in self.names and self._is_second(plain):
            raise MatcalcError(say("derivation-second-differential", given="df"))
        whole = self.question.node
        kind = self._kind(plain)
        if kind == "f":
            return Target("f", plain, whole, whole)
        if kind == "df":
            differential = self.differential(whole)
            return Target("df", plain, differential, differential)
        if kind:
            true = self.derivative_of(kind)
            return Target(kind, kind, true, true)
        name = name_of_greek(plain)
        if NAME.fullmatch(name) and not (OPERAND.fullmatch(name) or self._is_product(left)):
            return self._named(name, known)
        side = self.read(left, whole=True)
        return Target("expression", side.read_as, side.true, side.written)

    def _is_second(self, plain: str) -> bool:
        """Whether a left side is a second differential: d²f, also over something."""
        f = "|".join(map(re.escape, self.called)) or "(?!)"
        return bool(re.fullmatch(rf"d(?:d|2|²|\^2|\^\(2\))(?:{f})(?:\([^()]*\))?(?:/.*)?", plain))

    def _is_product(self, left: str) -> bool:
        """Whether a left side is made of names with spaces between them, as X Y or H dx."""
        text = named_differentials(left, self.differentiable(), whole=True).text
        words = FONT_COMMANDS.sub("", text).split()
        return len(words) > 1 and all(NAME.fullmatch(name_of_greek(word)) for word in words)

    def _with_words(self, text: str) -> str:
        """A text in which the sign of the gradient is its name."""
        f = "|".join(map(re.escape, self.called)) or "(?!)"
        return re.sub(rf"(?:∇|\\nabla)\s*(?:{f})\b(?:\([^()]*\))?", " grad ", text)

    def _named(self, name: str, known: list[str]) -> Target:
        symbols = {one.name for one in self.declarations}
        if name in symbols:
            node = self.expression(self.x).symbol(name)
            return Target("expression", name, node, node)
        if name in FUNCTIONS:
            raise MatcalcError(say("derivation-name-function", name=name))
        if name[0] == "d" and (of := resolved(name[1:], known)) and f"d{of}" not in self.called:
            meaning = (self._meanings() | self._zeros()).get(f"d{of}")
            if meaning:
                return Target("differential", f"d{of}", meaning.true, meaning.written)
        found = self.names.get(name)
        if found:
            return Target("name", name, found.true, found.written)
        return Target("name", name)

    def _kind(self, plain: str) -> str:
        """Which of the lines that every derivation may have a left side begins."""
        f = "|".join(map(re.escape, self.called)) or r"(?!)"
        plain_x = name_of_greek(self.variable)
        greek = [letter for letter, word in GREEK.items() if word == plain_x]
        x = "|".join(map(re.escape, [self.variable, plain_x, f"\\{plain_x}", *greek]))
        call = r"(?:\([^()]*\))?"
        nabla = r"(?:∇|\\nabla|grad(?:ient)?)"
        below = rf"(?:_?\(?(?:{x})\)?)?"
        # Of a number, f'(t) is the derivative and not a transpose.
        is_number = self.x.is_scalar and self.question.node.is_scalar
        f_of_x = rf"(?:\([^()]*\)|{x})?"
        prime = rf"(?:{f})['′]{f_of_x}" if is_number else "(?!)"
        primes = rf"(?:{f})(?:''|′′|″){f_of_x}" if is_number else "(?!)"
        kinds = {
            "f": rf"(?:{f}){call}",
            "df": rf"d\(?(?:{f}){call}\)?",
            "D": rf"D(?:_?(?:{f}))?{call}"
                 rf"|(?:∂|\\partial|d)(?:{f}){call}/(?:∂|\\partial|d)(?:{x})"
                 rf"|\\[dt]?frac\((?:∂|\\partial|d)(?:{f}){call}\)\((?:∂|\\partial|d)(?:{x})\)",
            "J": rf"J(?:_?(?:{f}))?{call}",
            "grad": rf"{prime}|{nabla}{below}(?:{f})?{call}",
            "H": rf"{primes}|{nabla}(?:\^?\(?2\)?|²){below}(?:{f})?{call}"
                 rf"|[Hh]ess(?:ian)?(?:_?(?:{f}))?{call}",
        }  # fmt: skip
        for kind, pattern in kinds.items():
            if re.fullmatch(pattern, plain):
                return kind
        return "H" if plain == "H" and self.may_be_hessian and "H" not in self.names else ""


def _bare_word(text: str) -> str:
    """The 0 or the I that a text is; empty for any other."""
    word = FONT_COMMANDS.sub("", text).strip("{} ")
    return word if word in {"0", "I"} else ""


def _plain(left: str, known: list[str]) -> str:
    """A left side without what only makes it look well."""
    text = named_differentials(left, known, whole=True)
    plain = left if text.operands else text.text
    plain = FONT_COMMANDS.sub("", plain).replace("{", "(").replace("}", ")").replace(" ", "")
    while (
        bare := re.sub(r"\((\\?[A-Za-zα-ωΑ-Ω]\w*)\)(?=$|[^\w(])", r"\1", plain, count=1)
    ) != plain:
        if "frac" in plain or re.match(r"[A-Za-z∇]\w*\(", plain):
            break
        plain = bare
    return _name_of_command(plain)


def _name_of_command(text: str) -> str:
    """A lone command of LaTeX as a name: ``\\beta`` is beta."""
    return text[1:] if text[:1] == "\\" and text[1:] in {*GREEK.values()} else text
