"""Print expressions: as NumPy that runs and parses back, and as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from matcalc.draw import Declaration
from matcalc.nodes import ONE, Node, Size, coefficient, entry, mul, number, power, transpose

__all__ = ["latex_text", "numpy_text"]

SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a printed text holds together


def is_negative(node: Node) -> bool:
    """Whether a product starts with a minus sign."""
    return coefficient(node)[0] < 0


def unsigned(node: Node) -> Node:
    """The product without its minus sign, in the same order."""
    value, rest = coefficient(node)
    return product([number(abs(value)), *(rest.args if rest.op == "mul" else [rest])])


def product(factors: list[Node]) -> Node:
    """A product as printed: in the order given, without ones."""
    rest = [factor for factor in factors if factor != number(1)]
    if len(rest) < 2:
        return rest[0] if rest else number(1)
    return Node("mul", tuple(rest), mul(*rest).shape)


def fraction(node: Node, below_the_line: Callable[[Node], bool]) -> tuple[Node, Node]:
    """A product as numerator and denominator."""
    above, below = [], []
    for factor in node.args if node.op == "mul" else (node,):
        if factor.op == "power" and factor.value < 0 and below_the_line(factor):
            below.append(power(factor.args[0], -factor.value))
        elif factor.op == "number" and not _is_decimal(factor.value):
            above.append(number(factor.value.numerator))
            below.append(number(factor.value.denominator))
        else:
            above.append(factor)
    return product(above), product(below)


def _is_decimal(value: Fraction) -> bool:
    """Whether a number is written 0.3, not 1 / 3 or 1 / 2."""
    whole = value.denominator == 1
    return whole or (value.denominator % 5 == 0 and Fraction(str(float(value))) == value)


def _decimal(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else str(float(value))


class _Printer:
    """What both languages share."""

    brackets = "({})"

    def text(self, node: Node) -> tuple[str, int]:
        """A node as text, and how tightly it holds together."""
        raise NotImplementedError

    def bare(self, node: Node) -> str:
        """A node as text, without parentheses."""
        return self.text(node)[0]

    def wrapped(self, node: Node, level: int) -> str:
        """A node as text, in parentheses if it holds together less than wanted."""
        text, own = self.text(node)
        return text if own >= level else self.brackets.format(text)

    def is_turned(self, node: Node) -> bool:
        """Whether several parts are all transposed: (x − y)ᵀ reads better than xᵀ − yᵀ."""
        several = sum(not arg.is_scalar for arg in node.args) > 1
        return several and _leaves(node) - {"ones"} == {"transpose"}

    def sum_text(self, node: Node) -> str:
        # A matrix of equal entries that is added prints as a number, as NumPy allows.
        entries = [None if arg.is_scalar else entry(unsigned(arg)) for arg in node.args]
        if all(entries):
            entries[0] = None
        text = ""
        for arg, number_of_all in zip(node.args, entries, strict=True):
            sign = "-" if is_negative(arg) else "+"
            text += f" {sign} {self.wrapped(number_of_all or unsigned(arg), PRODUCT)}"
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"


def _leaves(node: Node) -> set[str]:
    """The kinds of matrices in a sum, an elementwise product, or a row."""
    if node.op in {"add", "mul", "power"} or (node.op == "matmul" and node.shape[0] == ONE):
        return {op for arg in node.args if not arg.is_scalar for op in _leaves(arg)}
    return {node.op}


class _NumPy(_Printer):
    def __init__(self, symbols: list[Declaration]) -> None:
        self.sizes: dict[str, str] = {}
        for declared in symbols:
            for axis, letter in enumerate(declared.dimensions):
                self.sizes.setdefault(letter, f"{declared.name}.shape[{axis}]")

    def size(self, size: Size) -> str:
        letters = [self.sizes.get(letter, letter) for letter in size[1]]
        return " * ".join([str(size[0])] * (size[0] != 1 or not letters) + letters)

    def text(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "symbol":
                return node.value[0], ATOM
            case "d()":
                [inner] = node.args
                return f"d{self.bare(inner)}" if not inner.args else f"d({self.bare(inner)})", ATOM
            case "number" if node.value >= 0 and _is_decimal(node.value):
                return _decimal(node.value), ATOM
            case "add" | "mul" if self.is_turned(node):
                return f"({self.bare(transpose(node))}).T", ATOM
            case "add":
                return self.sum_text(node), SUM
            case "power" if node.value > 0:
                return self.power(node.args[0], node.value)
            case "mul" | "number" | "power":
                return self.product(node), PRODUCT
            case "matmul":
                return " @ ".join(self.factors(node)), PRODUCT
            case "transpose":
                return f"{self.wrapped(node.args[0], ATOM)}.T", ATOM
        sizes = {"eye": node.shape[:1], "embed": node.shape[1:], "commutation": node.value}
        if node.op in {"ones", "zeros", "unvec"}:
            sizes[node.op] = node.shape
        inside = [*map(self.bare, node.args), *map(self.size, sizes.get(node.op, ()))]
        return f"{node.op}({', '.join(inside)})", ATOM

    def product(self, node: Node) -> str:
        if is_negative(node):
            return f"-{self.wrapped(unsigned(node), PRODUCT)}"
        above, below = fraction(node, lambda _: True)
        if below != number(1):
            return f"{self.wrapped(above, PRODUCT)} / {self.wrapped(below, POWER)}"
        return " * ".join(self.factors(node))

    def factors(self, node: Node) -> list[str]:
        # A product inside a product keeps its parentheses, unless scalars alone stand before it.
        texts, first = [], True
        for arg in node.args:
            texts.append(self.wrapped(arg, PRODUCT if first else POWER))
            first = first and arg.is_scalar
        return texts

    def power(self, base: Node, exponent: Fraction) -> tuple[str, int]:
        if exponent == Fraction(1, 2):
            return f"sqrt({self.bare(base)})", ATOM
        return f"{self.wrapped(base, ATOM)} ** {self.wrapped(number(exponent), POWER)}", POWER


def numpy_text(node: Node, symbols: list[Declaration]) -> str:
    """A node as NumPy; sizes are taken from the symbols that have them."""
    return _NumPy(symbols).bare(node)


LATEX_FUNCTIONS = {
    "abs": r"\left|{}\right|", "cos": r"\cos {}", "det": r"\det {}", "exp": r"\exp {}",
    "log": r"\log {}", "norm": r"\left\lVert {}\right\rVert", "sigmoid": r"\sigma {}",
    "sin": r"\sin {}", "tanh": r"\tanh {}",
    "trace": r"\operatorname{{tr}} {}",
}  # fmt: skip
GREEK = re.compile(
    "alpha|beta|[gG]amma|[dD]elta|epsilon|zeta|eta|[tT]heta|iota|kappa|[lL]ambda|mu|nu|[xX]i|[pP]i"
    "|rho|[sS]igma|tau|[pP]hi|chi|[pP]si|[oO]mega"
)


class _Latex(_Printer):
    brackets = r"\left({}\right)"

    def size(self, size: Size) -> str:
        return " ".join([str(size[0])] * (size[0] != 1 or not size[1]) + list(size[1]))

    def text(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "symbol":
                return _latex_name(node.value[0]), ATOM
            case "d()":
                [inner] = node.args
                return rf"\mathrm{{d}}{self.wrapped(inner, ATOM if inner.args else SUM)}", POWER
            case "number" if node.value >= 0 and _is_decimal(node.value):
                return _decimal(node.value), ATOM
            case "add" | "mul" if self.is_turned(node):
                return rf"{self.brackets.format(self.bare(transpose(node)))}^{{\top}}", POWER
            case "add":
                return self.sum_text(node), SUM
            case "power" if node.value > 0 or not node.is_scalar:
                return self.power(node.args[0], node.value)
            case "mul" | "number" | "power":
                return self.product(node)
            case "matmul":
                return " ".join(self.wrapped(arg, POWER) for arg in node.args), PRODUCT
            case "transpose" if node.args[0].op == "inv":
                return rf"{self.wrapped(node.args[0].args[0], ATOM)}^{{-\top}}", POWER
            case "transpose" | "inv" | "pinv":
                mark = {"transpose": r"\top", "inv": "-1", "pinv": "+"}[node.op]
                return rf"{self.wrapped(node.args[0], ATOM)}^{{{mark}}}", POWER
            case "kron":
                return r" \otimes ".join(self.wrapped(arg, POWER) for arg in node.args), PRODUCT
            case "ones" | "zeros":
                rows, columns = map(self.size, node.shape)
                size = rows if node.shape[1] == ONE else rf"{rows} \times {columns}"
                return rf"\mathbf {int(node.op == 'ones')}_{{{size}}}", ATOM
            case "eye" | "embed":
                letter = "I" if node.op == "eye" else "E"
                return f"{letter}_{{{self.size(node.shape[1])}}}", ATOM
            case "commutation":
                return f"K_{{{', '.join(map(self.size, node.value))}}}", ATOM
        inside = self.bare(node.args[0])
        if node.op in {"norm", "abs"}:
            return LATEX_FUNCTIONS[node.op].format(inside), ATOM
        name = LATEX_FUNCTIONS.get(node.op, rf"\operatorname{{{{{node.op}}}}} {{}}")
        return name.format(self.brackets.format(inside)), POWER

    def product(self, node: Node) -> tuple[str, int]:
        if is_negative(node):
            return f"-{self.wrapped(unsigned(node), PRODUCT)}", PRODUCT
        above, below = fraction(node, lambda factor: factor.is_scalar)
        if below != number(1):
            return rf"\frac{{{self.bare(above)}}}{{{self.bare(below)}}}", ATOM
        text = self.wrapped(node.args[0], PRODUCT)
        for before, factor in pairwise(node.args):
            sign = r"\," if before.is_scalar or factor.is_scalar else r"\odot"
            text += f" {sign} {self.wrapped(factor, PRODUCT)}"
        return text, PRODUCT

    def power(self, base: Node, exponent: Fraction) -> tuple[str, int]:
        if exponent == Fraction(1, 2) and base.is_scalar:
            return rf"\sqrt{{{self.bare(base)}}}", ATOM
        circle = "" if base.is_scalar else r"\circ "
        return f"{self.wrapped(base, ATOM)}^{{{circle}{exponent}}}", POWER


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
