"""Print expressions: as NumPy that runs and parses back, and as LaTeX."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise

from matcalc.formulas.draw import Declaration
from matcalc.formulas.functions import FUNCTIONS, named
from matcalc.formulas.graph import Exact, length, size_text
from matcalc.formulas.nodes import (
    DIFFERENTIAL,
    ONE,
    Node,
    Size,
    coefficient,
    entry,
    inside_out,
    mul,
    number,
    power,
    remembered,
    scalars_of,
    sizes_of,
)  # fmt: skip
from matcalc.formulas.sharing import Parts, joined, shared
from matcalc.formulas.tokens import name_of_greek

__all__ = [
    "Printer",
    "is_long",
    "latex_name",
    "latex_parts",
    "latex_text",
    "numpy_parts",
    "numpy_text",
]

LONG = 150  # nodes, from which on a formula is displayed by its named parts
SHORT = 3  # nodes of a part that needs no name
SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a printed text holds together


def unsigned(node: Node) -> Node:
    """The product without its minus sign, in the same order."""
    value, rest = coefficient(node)
    return product([number(abs(value)), *(rest.args if rest.op == "mul" else [rest])])


def product(factors: list[Node]) -> Node:
    """A product as printed: in the order given, without ones."""
    rest = [factor for factor in factors if factor != number(1)]
    if len(rest) < 2:
        return rest[0] if rest else number(1)
    return Node("mul", rest, mul(*rest).shape)


def is_decimal(value: Exact) -> bool:
    """Whether a number is written 0.3, not 1 / 3 or 1 / 2."""
    whole = value.denominator == 1
    return whole or (value.denominator % 5 == 0 and Fraction(str(float(value))) == value)


@remembered
def marks(node: Node) -> int:
    """How many transposes are printed."""
    if is_turned(node, True):
        return 1 + sum(marks(arg.T) for arg in node.args)
    return (node.op == "transpose") + sum(map(marks, node.args))


def is_turned(node: Node, is_bracketed: bool) -> bool:
    """Whether a whole reads better as a transpose: (x − y)ᵀ, not xᵀ − yᵀ, but AᵀBᵀ + BᵀAᵀ."""
    parts = [scalars_of(arg)[1].op for arg in node.args if not arg.is_scalar]
    if node.op not in {"add", "mul"} or len(parts) < 2:
        return False
    now, then = sum(map(marks, node.args)), sum(marks(arg.T) for arg in node.args)
    if is_bracketed:
        return then + 1 < now or then == 0 < now
    return then == 0 and now > 1 and "transpose" in parts


def is_picking(node: Node) -> bool:
    """Whether a node is the transpose of a unit column."""
    return node.op == "transpose" and node.args[0].op == "unit"


class Printer:
    """A node as NumPy; LaTeX differs in what is overridden."""

    SUM, PRODUCT, POWER, ATOM = SUM, PRODUCT, POWER, ATOM
    brackets, sign = "({})", " @ "
    turned = ("({}).T", ATOM)

    def __init__(self, symbols: Sequence[Declaration] = ()) -> None:
        self.sizes: dict[str, str] = {}
        self.known: dict[Node, tuple[str, int]] = {}
        for declared in symbols:
            for axis, letter in enumerate(declared.dimensions):
                self.sizes.setdefault(letter, f"{declared.name}.shape[{axis}]")

    def is_turned(self, node: Node, is_bracketed: bool) -> bool:
        """Whether a whole reads better as a transpose."""
        return is_turned(node, is_bracketed)

    def bare(self, node: Node) -> str:
        """A node as text, without parentheses."""
        return self.text(node)[0]

    def wrapped(self, node: Node, level: int) -> str:
        """A node as text, in parentheses if it holds together less than wanted."""
        text, own = self.text(node)
        if own >= level:
            return text
        if self.is_turned(node, True):
            text, own = self.turned[0].format(self.bare(node.T)), self.turned[1]
            if own >= level:
                return text
        return self.brackets.format(text)

    def text(self, node: Node) -> tuple[str, int]:
        """A node as text, and how tightly it holds together."""
        for part in inside_out(node, but=self.known.get):
            self.known[part] = self.text_of(part)
        return self.known[node]

    def text_of(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "number" if node.value >= 0 and is_decimal(node.value):
                whole = node.value.denominator == 1
                return str(node.value if whole else float(node.value)), ATOM
            case "add" | "mul" if self.is_turned(node, False):
                return self.turned[0].format(self.bare(node.T)), self.turned[1]
            case "add":
                return self.sum(node), SUM
            case "mul" | "number" | "power" if coefficient(node)[0] < 0:
                return f"-{self.wrapped(unsigned(node), PRODUCT)}", PRODUCT
            case "power" if node.value > 0 or not self.is_below(node):
                return self.power(node.args[0], number(node.value))
            case "raised":
                return self.power(*node.args)
            case "mul" | "number" | "power":
                above, below = self.fraction(node)
                if below != number(1):
                    return self.quotient(above, below)
                return self.product(node), PRODUCT
        return self.operation(node)

    def sum(self, node: Node) -> str:
        entries = [None if arg.is_scalar else self.entry(arg, node) for arg in node.args]
        if all(entries):
            entries[0] = None
        text = ""
        for arg, number_of_all in zip(node.args, entries, strict=True):
            sign = "-" if coefficient(arg)[0] < 0 else "+"
            text += f" {sign} {self.wrapped(number_of_all or unsigned(arg), PRODUCT)}"
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"

    def entry(self, term: Node, _total: Node, /) -> Node | None:
        """A matrix of equal entries that is added prints as a number, as NumPy allows."""
        return entry(unsigned(term))

    def factors(self, node: Node) -> list[str]:
        """The factors of a product; a product among them stays bare at the end, after scalars."""
        bare = len(node.args) - 1 if all(arg.is_scalar for arg in node.args[:-1]) else None
        return [
            self.wrapped(arg, PRODUCT if i == bare else POWER) for i, arg in enumerate(node.args)
        ]

    def fraction(self, node: Node) -> tuple[Node, Node]:
        """A product as numerator and denominator."""
        above, below = [], []
        for factor in node.args if node.op == "mul" else (node,):
            if factor.op == "power" and factor.value < 0 and self.is_below(factor):
                below.append(power(factor.args[0], -factor.value))
            elif factor.op == "number" and not is_decimal(factor.value):
                above.append(number(factor.value.numerator))
                below.append(number(factor.value.denominator))
            else:
                above.append(factor)
        return product(above), product(below)

    def is_below(self, _: Node, /) -> bool:
        """Whether a negative power is written below a line."""
        return True

    def quotient(self, above: Node, below: Node) -> tuple[str, int]:
        return f"{self.wrapped(above, PRODUCT)} / {self.wrapped(below, POWER)}", PRODUCT

    def product(self, node: Node) -> str:
        return " * ".join(self.factors(node))

    def power(self, base: Node, exponent: Node) -> tuple[str, int]:
        if exponent == number(Fraction(1, 2)):
            return f"sqrt({self.bare(base)})", ATOM
        return f"{self.wrapped(base, ATOM)} ** {self.wrapped(exponent, POWER)}", POWER

    def operation(self, node: Node) -> tuple[str, int]:
        """Everything but sums, entry-by-entry products and numbers."""
        match node.op:
            case "symbol":
                return node.value[0], ATOM
            case "size":
                return self.size(node.value), ATOM
            case "matmul":
                return self.chain(node.args)
            case "transpose":
                return f"{self.wrapped(node.args[0], ATOM)}.T", ATOM
            case op if op == DIFFERENTIAL:
                [inner] = node.args
                return f"d({self.bare(inner)})" if inner.args else f"d{self.bare(inner)}", ATOM
        inside = [*map(self.bare, node.args), *map(self.size, sizes_of(node))]
        row = FUNCTIONS.get(node.op)
        called = (row and row.called) or node.op + "({})"
        return called.format(", ".join(inside)), ATOM

    def chain(self, args: Sequence[Node]) -> tuple[str, int]:
        """A matrix product; unit columns at its ends pick a row and a column."""
        row = args[0].args[0].value if is_picking(args[0]) else None
        column = args[-1].value if args[-1].op == "unit" else None
        inside = args[row is not None : len(args) - (column is not None)]
        if not inside or row is column is None:
            return self.sign.join(self.wrapped(arg, POWER) for arg in args), PRODUCT
        if len(inside) == 1:
            return self.picked(inside[0], row, column)
        first = self.picked(inside[0], row, None)
        last = self.picked(inside[-1], None, column)
        texts = [first, *((self.wrapped(arg, POWER), POWER) for arg in inside[1:-1]), last]
        return self.sign.join(text for text, _ in texts), PRODUCT

    def picked(self, node: Node, row: int | None, column: int | None) -> tuple[str, int]:
        """A row, a column or an entry of a matrix."""
        if row is column is None:
            return self.wrapped(node, POWER), POWER
        text, ends = self.wrapped(node, ATOM), ""
        if row is not None and node.shape[1] == ONE:
            ends = f"[{row}]"
        elif row is not None and column is not None:
            ends = f"[{row}, {column}]"
        elif column is not None:
            ends = f"[0, {column}]" if node.shape[0] == ONE else f"[:, [{column}]]"
        return text + (ends or f"[[{row}], :]"), ATOM

    def size(self, size: Size) -> str:
        letters = tuple(self.sizes.get(letter, letter) for letter in size[1])
        return size_text((size[0], letters), " * ")


def is_long(node: Node) -> bool:
    """Whether a formula is displayed by its named parts."""
    return length(node) > LONG


def _parts(node: Node, taken: Collection[str]) -> tuple[Parts, Node]:
    """The parts of a node that are used more than once, and what it is in terms of these."""
    parts, [whole] = shared(joined([node]), {*node.names, *taken}, _deserves_a_name)
    return parts, whole


def _deserves_a_name(node: Node) -> bool:
    if node.op == "mul" and len(node.args) == 2 and node.args[0].op == "number":
        return _deserves_a_name(node.args[1])
    return node.op != "transpose" and length(node) > SHORT


def numpy_parts(node: Node, symbols: list[Declaration]) -> str:
    """A node as NumPy in several lines, one for each part that is used more than once."""
    printer = Printer(symbols)
    parts, whole = _parts(node, [declared.name for declared in symbols])
    return "\n".join([*(f"{name} = {printer.bare(part)}" for name, part in parts),
                      printer.bare(whole)])  # fmt: skip


def numpy_text(node: Node, symbols: list[Declaration]) -> str:
    """A node as NumPy; sizes are taken from the symbols that have them."""
    return Printer(symbols).bare(node)


ACCENTS = frozenset(["bar", "breve", "check", "dot", "hat", "tilde"])
GREEK = re.compile(
    "alpha|beta|[gG]amma|[dD]elta|epsilon|zeta|eta|[tT]heta|iota|kappa|[lL]ambda|mu|nu|[xX]i|[pP]i"
    "|rho|[sS]igma|tau|[pP]hi|chi|[pP]si|[oO]mega|upsilon"
)


OF_ENTRIES = named(gives="entrywise") | {"mul", "power", "raised"}


class _Latex(Printer):
    brackets, sign = r"\left({}\right)", " "
    turned = (rf"{brackets}^{{{{\top}}}}", POWER)

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = names

    def size(self, size: Size) -> str:
        powers = Counter(size[1])
        letters = (letter if e == 1 else f"{letter}^{{{e}}}" for letter, e in powers.items())
        return size_text((size[0], tuple(letters)), " ")

    def entry(self, term: Node, total: Node, /) -> Node | None:
        """A number, but where it is added to what is no table of entries: I − 1/n is no matrix."""
        others = {scalars_of(arg)[1].op for arg in total.args if arg is not term}
        is_table = ONE in total.shape or others & OF_ENTRIES
        return super().entry(term, total) if is_table else None

    def is_below(self, factor: Node, /) -> bool:
        return factor.is_scalar

    def quotient(self, above: Node, below: Node) -> tuple[str, int]:
        return rf"\frac{{{self.bare(above)}}}{{{self.bare(below)}}}", ATOM

    def product(self, node: Node) -> str:
        text, *factors = self.factors(node)
        for (before, factor), factor_text in zip(pairwise(node.args), factors, strict=True):
            sign = r"\," if before.is_scalar or factor.is_scalar else r"\odot"
            text += f" {sign} {factor_text}"
        return text

    def power(self, base: Node, exponent: Node) -> tuple[str, int]:
        if exponent == number(Fraction(1, 2)) and base.is_scalar:
            return rf"\sqrt{{{self.bare(base)}}}", ATOM
        circle = "" if base.is_scalar and exponent.is_scalar else r"\circ "
        text = str(exponent.value) if exponent.op == "number" else self.bare(exponent)
        return f"{self.wrapped(base, ATOM)}^{{{circle}{text}}}", POWER

    def operation(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "symbol":
                return latex_name(node.value[0]), ATOM
            case "size":
                return self.size(node.value), ATOM
            case op if op == DIFFERENTIAL:
                [inner] = node.args
                return rf"\mathrm{{d}}{self.wrapped(inner, ATOM if inner.args else SUM)}", POWER
            case "matmul":
                return self.chain(node.args)
            case "kron":
                return r" \otimes ".join(self.wrapped(arg, POWER) for arg in node.args), PRODUCT
            case "transpose" if node.args[0].op == "inv":
                return rf"{self.wrapped(node.args[0].args[0], ATOM)}^{{-\top}}", POWER
            case "transpose" | "inv" | "pinv":
                mark = {"transpose": r"\top", "inv": "-1", "pinv": "+"}[node.op]
                return rf"{self.wrapped(node.args[0], ATOM)}^{{{mark}}}", POWER
            case "ones" | "zeros":
                rows, columns = map(self.size, node.shape)
                size = rows if node.shape[1] == ONE else rf"{rows} \times {columns}"
                return rf"\mathbf {int(node.op == 'ones')}_{{{size}}}", ATOM
            case "unit" if "e" not in self.names:
                whole = node.shape[0]
                return f"e_{{{self.size(whole)}, {self.place(node.value, whole)}}}", ATOM
            case "eye" | "embed" | "commutation":
                letter = {"eye": "I", "embed": "E", "commutation": "K"}[node.op]
                return f"{letter}_{{{', '.join(map(self.size, sizes_of(node)))}}}", ATOM
        return self.function(node)

    def picked(self, node: Node, row: int | None, column: int | None) -> tuple[str, int]:
        """The same; mathematics counts from one."""
        if row is column is None:
            return self.wrapped(node, POWER), POWER
        rows, columns = node.shape
        places = [self.place(0 if rows == ONE else row, rows), self.place(column, columns)]
        index = ", ".join(places[: 1 if columns == ONE else 2])
        return rf"\left[{self.bare(node)}\right]_{{{index}}}", ATOM

    def place(self, index: int | None, size: Size) -> str:
        return ":" if index is None else str(index + 1) if index >= 0 else self.size(size)

    def function(self, node: Node) -> tuple[str, int]:
        """A function of its arguments; bars around a matrix would be its determinant."""
        row, name = FUNCTIONS[node.op], FUNCTIONS[node.op].latex
        is_fenced = row.fences[0] != "(" and (node.op != "abs" or node.is_scalar)
        opening, closing = row.fences if is_fenced else ("(", ")")
        text = ", ".join(map(self.bare, node.args))
        if is_fenced:
            return rf"\left{opening}{text}\right{closing}", ATOM
        called, _, options = row.called.partition("(")
        inside = rf"\left({options[:-1].format(text) or text}\right)"
        if not name or name.removeprefix("\\") in self.names:
            name = rf"\operatorname{{{called or node.op}}}".replace("_", r"\_")
        if node.op == "unit":
            inside = rf"\left({', '.join(map(self.size, sizes_of(node)))}\right)"
        elif sizes := ", ".join(map(self.size, sizes_of(node))):
            name += f"_{{{sizes}}}"
        return f"{name} {inside}", POWER


def latex_name(name: str) -> str:
    """A name with its digits, or what follows an underscore, below: x1 is x₁; x_hat has a hat."""
    base, _, accent = name.rpartition("_")
    if base and accent in ACCENTS:
        return rf"\{accent}{{{latex_name(base)}}}"
    found = re.fullmatch(r"(\w*?[^\W\d_])_?(\d+|(?<=_)[^\W_]+)", name)
    head, index = found.groups() if found else (name, "")
    head = "lambda" if head == "lam" else name_of_greek(head)
    if GREEK.fullmatch(head):
        head = rf"\{head}"
    elif len(head) > 1:
        head = rf"\mathrm{{{head}}}".replace("_", r"\_")
    return f"{head}_{{{index}}}" if index else head


def latex_parts(node: Node, names: Collection[str] = (), left: str = "") -> str:
    """A node as LaTeX in several lines, one for each part that is used more than once."""
    printer = _Latex({*node.names, *names})
    parts, whole = _parts(node, names)
    if not parts:
        return f"{left}{' = ' * bool(left)}{printer.bare(node)}"
    lines = [f"{latex_name(name)} &= {printer.bare(part)}" for name, part in parts]
    lines.append(f"{left} &{'=' * bool(left)} {printer.bare(whole)}".strip())
    return "\\begin{aligned} " + " \\\\ ".join(lines) + " \\end{aligned}"


def latex_text(node: Node, names: Collection[str] = ()) -> str:
    """A node as LaTeX; a function whose sign is the name of a symbol is spelled out."""
    return _Latex({*node.names, *names}).bare(node)
