"""Print expressions: as NumPy that runs and parses back, and as LaTeX."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from matcalc.draw import Declaration
from matcalc.errors import MatcalcError
from matcalc.expression import ONE, Node, Size, mul, number, power

__all__ = ["latex_text", "numpy_text"]

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly a printed text holds together


def split_fraction(node: Node) -> tuple[Node, Node | None]:
    """A product as numerator and denominator."""
    below = [
        power(arg.args[0], -arg.value) for arg in node.args if arg.op == "power" and arg.value < 0
    ]
    above = [arg for arg in node.args if not (arg.op == "power" and arg.value < 0)]
    lead = node.args[0]
    if lead.op == "number" and lead.value.denominator != 1 and not _is_decimal(lead.value):
        above[0] = number(lead.value.numerator)
        below.insert(0, number(lead.value.denominator))
    return _product(above), _product(below) if below else None


def _product(factors: list[Node]) -> Node:
    """A product as printed, without a leading one."""
    rest = [f for f in factors if f != number(1)]
    if len(rest) < 2:
        return rest[0] if rest else number(1)
    return Node("mul", tuple(rest), mul(*rest).shape)


def _is_decimal(value: Fraction) -> bool:
    return Fraction(str(float(value))) == value


def _is_negative(node: Node) -> bool:
    lead = node.args[0] if node.op == "mul" else node
    return bool(lead.op == "number" and lead.value < 0)


def _flip(node: Node) -> Node:
    """A negative node without its sign, in the same order."""
    if node.op == "number":
        return number(-node.value)
    return _product([number(-node.args[0].value), *node.args[1:]])


class _Printer:
    """The precedence rules that both languages share."""

    def wrapped(self, node: Node, level: int) -> str:
        """A node as text, in parentheses if it holds together less than wanted."""
        text, own = self.text(node)
        return text if own >= level else f"({text})"

    def sum_text(self, node: Node) -> str:
        # A matrix of equal entries that is added prints as a number, as NumPy allows.
        parts = []
        for arg in node.args:
            sign = "-" if _is_negative(arg) else "+"
            body = _flip(arg) if sign == "-" else arg
            entry = _entry_of_ones(body)
            parts.append((sign, self.wrapped(entry or body, PRODUCT)))
        first = ("-" if parts[0][0] == "-" else "") + parts[0][1]
        return first + "".join(f" {sign} {text}" for sign, text in parts[1:])

    def text(self, node: Node) -> tuple[str, int]:
        """A node as text, and how tightly it holds together."""
        raise NotImplementedError


def _entry_of_ones(node: Node) -> Node | None:
    if node.op == "ones":
        return number(1)
    if node.op == "mul" and node.args[-1].op == "ones":
        return _product(list(node.args[:-1]))
    return None


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
                return (node.value if isinstance(node.value, str) else node.value[0]), ATOM
            case "number":
                value = node.value
                text = str(value) if value.denominator == 1 else (
                    str(float(value)) if _is_decimal(value) else f"{value.numerator} / {value.denominator}"
                )  # fmt: skip
                return text, SIGN if value < 0 else ATOM if "/" not in text else PRODUCT
            case "add":
                return self.sum_text(node), SUM
            case "mul":
                if _is_negative(node):
                    return f"-{self.wrapped(_flip(node), PRODUCT)}", PRODUCT
                above, below = split_fraction(node)
                if below is not None:
                    over = self.wrapped(below, POWER)
                    return f"{self.wrapped(above, PRODUCT)} / {over}", PRODUCT
                scalars = [
                    all(arg.is_scalar for arg in node.args[:i]) for i in range(len(node.args))
                ]
                texts = zip(node.args, scalars, strict=True)
                return " * ".join(self.factor(arg, 0 if s else 1) for arg, s in texts), PRODUCT
            case "matmul":
                return " @ ".join(self.factor(arg, i) for i, arg in enumerate(node.args)), PRODUCT
            case "power":
                return self.power(node.args[0], node.value)
            case "transpose":
                return f"{self.wrapped(node.args[0], ATOM)}.T", ATOM
            case "eye" | "embed":
                return f"{node.op}({self.size(node.shape[1])})", ATOM
            case "ones" | "zeros":
                return f"{node.op}({', '.join(map(self.size, node.shape))})", ATOM
            case "commutation":
                return f"commutation({', '.join(map(self.size, node.value))})", ATOM
            case "unvec":
                sizes = ", ".join(map(self.size, node.shape))
                return f"unvec({self.text(node.args[0])[0]}, {sizes})", ATOM
        return f"{node.op}({', '.join(self.text(arg)[0] for arg in node.args)})", ATOM

    def factor(self, node: Node, position: int) -> str:
        # A product inside a product keeps its parentheses, unless it opens the line.
        return self.wrapped(node, PRODUCT if position == 0 else POWER)

    def power(self, base: Node, exponent: Fraction) -> tuple[str, int]:
        if exponent < 0:
            return f"1 / {self.wrapped(power(base, -exponent), POWER)}", PRODUCT
        if exponent == Fraction(1, 2):
            return f"sqrt({self.text(base)[0]})", ATOM
        shown, _ = self.text(number(exponent))
        return f"{self.wrapped(base, ATOM)} ** {f'({shown})' if '/' in shown else shown}", POWER


def numpy_text(node: Node, symbols: list[Declaration]) -> str:
    """A node as NumPy; sizes are taken from the symbols that have them."""
    return _NumPy(symbols).text(node)[0]


LATEX_FUNCTIONS = {
    "abs": r"\left|{}\right|", "det": r"\det {}", "diag": r"\operatorname{{diag}} {}",
    "inv": r"{}^{{-1}}", "norm": r"\left\lVert {}\right\rVert", "pinv": r"{}^{{+}}",
    "sigmoid": r"\sigma {}", "trace": r"\operatorname{{tr}} {}", "sum": r"\mathbf 1^\top {} \mathbf 1",
}  # fmt: skip


class _Latex(_Printer):
    def wrapped(self, node: Node, level: int) -> str:
        text, own = self.text(node)
        return text if own >= level else rf"\left({text}\right)"

    def size(self, size: Size) -> str:
        return " ".join([str(size[0])] * (size[0] != 1 or not size[1]) + list(size[1]))

    def text(self, node: Node) -> tuple[str, int]:
        match node.op:
            case "symbol":
                name = node.value if isinstance(node.value, str) else node.value[0]
                letter, digits = name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :]
                head = letter if len(letter) == 1 else rf"\mathrm{{{letter}}}".replace("_", r"\_")
                return (head + (f"_{{{digits}}}" if digits else "")), ATOM
            case "number":
                value = node.value
                if value.denominator == 1:
                    return str(value), SIGN if value < 0 else ATOM
                sign = "-" if value < 0 else ""
                return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", SIGN
            case "add":
                return self.sum_text(node), SUM
            case "mul":
                if _is_negative(node):
                    return f"-{self.wrapped(_flip(node), PRODUCT)}", PRODUCT
                above, below = split_fraction(node)
                if below is not None:
                    return rf"\frac{{{self.text(above)[0]}}}{{{self.text(below)[0]}}}", ATOM
                texts = [self.wrapped(arg, PRODUCT) for arg in node.args]
                signs = [
                    r" \odot " if not (a.is_scalar or b.is_scalar) else r" \, "
                    for a, b in pairwise(node.args)
                ]
                return texts[0] + "".join(
                    s + t for s, t in zip(signs, texts[1:], strict=True)
                ), PRODUCT
            case "matmul":
                return " ".join(self.wrapped(arg, POWER) for arg in node.args), PRODUCT
            case "power":
                base, exponent = node.args[0], node.value
                if exponent < 0:
                    return rf"\frac{{1}}{{{self.text(power(base, -exponent))[0]}}}", ATOM
                if exponent == Fraction(1, 2):
                    return rf"\sqrt{{{self.text(base)[0]}}}", ATOM
                circle = "" if base.is_scalar else r"\circ "
                return f"{self.wrapped(base, ATOM)}^{{{circle}{exponent}}}", POWER
            case "transpose":
                inner = node.args[0]
                if inner.op == "inv":
                    return rf"{self.wrapped(inner.args[0], ATOM)}^{{-\top}}", POWER
                return rf"{self.wrapped(inner, ATOM)}^{{\top}}", POWER
            case "eye":
                return f"I_{{{self.size(node.shape[0])}}}", ATOM
            case "ones":
                shape = self.size(node.shape[0])
                if node.shape[1] != ONE:
                    shape += rf" \times {self.size(node.shape[1])}"
                return rf"\mathbf 1_{{{shape}}}", ATOM
            case "zeros":
                return "0", ATOM
            case "commutation":
                return f"K_{{{', '.join(map(self.size, node.value))}}}", ATOM
            case "embed":
                return f"E_{{{self.size(node.shape[1])}}}", ATOM
            case "kron":
                left, right = (self.wrapped(arg, POWER) for arg in node.args)
                return rf"{left} \otimes {right}", PRODUCT
        return self.function(node)

    def function(self, node: Node) -> tuple[str, int]:
        if node.op in {"inv", "pinv"}:
            return LATEX_FUNCTIONS[node.op].format(self.wrapped(node.args[0], ATOM)), POWER
        if node.op in {"norm", "abs"}:
            return LATEX_FUNCTIONS[node.op].format(self.text(node.args[0])[0]), ATOM
        inner = rf"\left({self.text(node.args[0])[0]}\right)"
        name = LATEX_FUNCTIONS.get(node.op)
        if name is None:
            known = {"cos", "exp", "log", "sin", "tanh"}
            name = (
                rf"\{node.op}" if node.op in known else rf"\operatorname{{{{{node.op}}}}}"
            ) + " {}"
        return name.format(inner), POWER


def latex_text(node: Node) -> str:
    """A node as LaTeX."""
    if not isinstance(node, Node):
        raise MatcalcError("LaTeX is printed from an expression's node")
    return _Latex().text(node)[0]
