"""Print expressions: as NumPy that runs and parses back, and as LaTeX."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from matcalc.draw import Declaration
from matcalc.functions import FUNCTIONS
from matcalc.nodes import (
    DIFFERENTIAL,
    ONE,
    Node,
    Size,
    coefficient,
    entry,
    mul,
    number,
    power,
    remembered,
    scalars_of,
    size_text,
    sizes_of,
)  # fmt: skip

__all__ = ["latex_text", "numpy_text"]

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


def is_decimal(value: Fraction) -> bool:
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


class _NumPy:
    """A node as NumPy; LaTeX differs in what is overridden."""

    brackets = "({})"
    turned = ("({}).T", ATOM)

    def __init__(self, symbols: Sequence[Declaration] = ()) -> None:
        self.sizes: dict[str, str] = {}
        for declared in symbols:
            for axis, letter in enumerate(declared.dimensions):
                self.sizes.setdefault(letter, f"{declared.name}.shape[{axis}]")

    def bare(self, node: Node) -> str:
        """A node as text, without parentheses."""
        return self.text(node)[0]

    def wrapped(self, node: Node, level: int) -> str:
        """A node as text, in parentheses if it holds together less than wanted."""
        text, own = self.text(node)
        if own >= level:
            return text
        if is_turned(node, True):
            return self.turned[0].format(self.bare(node.T))
        return self.brackets.format(text)

    def text(self, node: Node) -> tuple[str, int]:
        """A node as text, and how tightly it holds together."""
        match node.op:
            case "number" if node.value >= 0 and is_decimal(node.value):
                whole = node.value.denominator == 1
                return str(node.value if whole else float(node.value)), ATOM
            case "add" | "mul" if is_turned(node, False):
                return self.turned[0].format(self.bare(node.T)), self.turned[1]
            case "add":
                return self.sum(node), SUM
            case "mul" | "number" | "power" if coefficient(node)[0] < 0:
                return f"-{self.wrapped(unsigned(node), PRODUCT)}", PRODUCT
            case "power" if node.value > 0 or not self.is_below(node):
                return self.power(node.args[0], node.value)
            case "mul" | "number" | "power":
                above, below = self.fraction(node)
                if below != number(1):
                    return self.quotient(above, below)
                return self.product(node), PRODUCT
        return self.operation(node)

    def sum(self, node: Node) -> str:
        # A matrix of equal entries that is added prints as a number, as NumPy allows.
        entries = [None if arg.is_scalar else entry(unsigned(arg)) for arg in node.args]
        if all(entries):
            entries[0] = None
        text = ""
        for arg, number_of_all in zip(node.args, entries, strict=True):
            sign = "-" if coefficient(arg)[0] < 0 else "+"
            text += f" {sign} {self.wrapped(number_of_all or unsigned(arg), PRODUCT)}"
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"

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

    def power(self, base: Node, exponent: Fraction) -> tuple[str, int]:
        if exponent == Fraction(1, 2):
            return f"sqrt({self.bare(base)})", ATOM
        return f"{self.wrapped(base, ATOM)} ** {self.wrapped(number(exponent), POWER)}", POWER

    def operation(self, node: Node) -> tuple[str, int]:
        """Everything but sums, entry-by-entry products and numbers."""
        match node.op:
            case "symbol":
                return node.value[0], ATOM
            case "matmul":
                return " @ ".join(self.wrapped(arg, POWER) for arg in node.args), PRODUCT
            case "transpose":
                return f"{self.wrapped(node.args[0], ATOM)}.T", ATOM
            case op if op == DIFFERENTIAL:
                [inner] = node.args
                return f"d({self.bare(inner)})" if inner.args else f"d{self.bare(inner)}", ATOM
        inside = [*map(self.bare, node.args), *map(self.size, sizes_of(node))]
        return f"{node.op}({', '.join(inside)})", ATOM

    def size(self, size: Size) -> str:
        letters = tuple(self.sizes.get(letter, letter) for letter in size[1])
        return size_text((size[0], letters), " * ")


def numpy_text(node: Node, symbols: list[Declaration]) -> str:
    """A node as NumPy; sizes are taken from the symbols that have them."""
    return _NumPy(symbols).bare(node)


GREEK = re.compile(
    "alpha|beta|[gG]amma|[dD]elta|epsilon|zeta|eta|[tT]heta|iota|kappa|[lL]ambda|mu|nu|[xX]i|[pP]i"
    "|rho|[sS]igma|tau|[pP]hi|chi|[pP]si|[oO]mega"
)


class _Latex(_NumPy):
    brackets = r"\left({}\right)"
    turned = (rf"{brackets}^{{{{\top}}}}", POWER)

    def size(self, size: Size) -> str:
        return size_text(size, " ")

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

    def power(self, base: Node, exponent: Fraction) -> tuple[str, int]:
        if exponent == Fraction(1, 2) and base.is_scalar:
            return rf"\sqrt{{{self.bare(base)}}}", ATOM
        circle = "" if base.is_scalar else r"\circ "
        return f"{self.wrapped(base, ATOM)}^{{{circle}{exponent}}}", POWER

    def operation(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "symbol":
                return _latex_name(node.value[0]), ATOM
            case op if op == DIFFERENTIAL:
                [inner] = node.args
                return rf"\mathrm{{d}}{self.wrapped(inner, ATOM if inner.args else SUM)}", POWER
            case "matmul" | "kron":
                sign = " " if node.op == "matmul" else r" \otimes "
                return sign.join(self.wrapped(arg, POWER) for arg in node.args), PRODUCT
            case "transpose" if node.args[0].op == "inv":
                return rf"{self.wrapped(node.args[0].args[0], ATOM)}^{{-\top}}", POWER
            case "transpose" | "inv" | "pinv":
                mark = {"transpose": r"\top", "inv": "-1", "pinv": "+"}[node.op]
                return rf"{self.wrapped(node.args[0], ATOM)}^{{{mark}}}", POWER
            case "ones" | "zeros":
                rows, columns = map(self.size, node.shape)
                size = rows if node.shape[1] == ONE else rf"{rows} \times {columns}"
                return rf"\mathbf {int(node.op == 'ones')}_{{{size}}}", ATOM
            case "eye" | "embed" | "commutation":
                letter = {"eye": "I", "embed": "E", "commutation": "K"}[node.op]
                return f"{letter}_{{{', '.join(map(self.size, sizes_of(node)))}}}", ATOM
        row = FUNCTIONS[node.op]
        opening, closing = row.fences
        inside = rf"\left{opening}{self.bare(node.args[0])}\right{closing}"
        if opening != "(":
            return inside, ATOM
        name = row.latex or rf"\operatorname{{{node.op}}}"
        return f"{name} {inside}", POWER


def _latex_name(name: str) -> str:
    """A name with its digits, or what follows an underscore, below: x1 is x₁."""
    found = re.fullmatch(r"(\w*?[^\W\d_])_?(\d+|(?<=_)[^\W_]+)", name)
    head, index = found.groups() if found else (name, "")
    if GREEK.fullmatch(head):
        head = rf"\{head}"
    elif len(head) > 1:
        head = rf"\mathrm{{{head}}}".replace("_", r"\_")
    return f"{head}_{{{index}}}" if index else head


def latex_text(node: Node) -> str:
    """A node as LaTeX."""
    return _Latex().bare(node)
