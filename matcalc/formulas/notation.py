"""Formulas as textbooks write them, turned into NumPy syntax, and the shapes that were left out.

``x'Ax``, ``½ xᵀAx`` and ``‖Xw − y‖²`` are read by `matcalc.formulas.grammar`; what a product
without a sign, a power or a bar means follows from the shapes, found by `matcalc.formulas.shapes`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NoReturn

from matcalc.errors import MatcalcError, ShapeError
from matcalc.formulas.draw import Declaration, declare, lengths
from matcalc.formulas.functions import FUNCTIONS, named
from matcalc.formulas.grammar import read_tree
from matcalc.formulas.graph import size_text
from matcalc.formulas.shapes import COLUMN, MATRIX, ODD, SCALAR, Shapes
from matcalc.formulas.tokens import GREEK
from matcalc.formulas.trees import Tree, constant_value
from matcalc.messages import say

__all__ = ["as_numpy", "infer", "spoken", "to_numpy"]

MOST_CHARACTERS, MOST_GUESSES, LARGEST_POWER = 5000, 12, 10
SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a text holds together
KINDS = {"*": "'nuc'", "nuc": "'nuc'", **dict.fromkeys(["infty", "∞", "inf", "max"], "inf")}
OF_ENTRIES = named(gives="entrywise") | {"sum", "mean"}  # mean(x²)
OFTEN_SCALARS = frozenset("tnmN")  # n and m where they are no sizes
OFTEN_COLUMNS = frozenset("uvwxyz")


def to_numpy(text: str, symbols: Mapping[str, Any]) -> str:
    """A formula in textbook notation as NumPy syntax, with the symbols' shapes known.

    Parameters
    ----------
    text : str
        LaTeX, Unicode, or as people type: ``x'Ax``.
    symbols : dict
        The shape of each symbol, as in ``{"A": "n n", "x": "n"}``, or an array.

    Raises
    ------
    MatcalcError
        For what is no formula, or a name that is unknown, in one sentence.
    ShapeError
        For a power, a norm or bars that the shape inside does not have.

    Examples
    --------
    >>> to_numpy("1/2 x'Ax + λ‖x‖²", {"A": "n n", "x": "n", "lam": ""})
    '1 / 2 * x.T @ A @ x + lam * norm(x) ** 2'
    >>> to_numpy("tr(X^{-1}A)", {"X": "n n", "A": "n n"})
    'trace(inv(X) @ A)'
    """
    return as_numpy(text, declare(symbols))


def as_numpy(text: str, declarations: Sequence[Declaration]) -> str:
    """The same, of symbols that were declared."""
    known, sizes = _known(declarations)
    tree, textbook = read_tree(text, known, sizes)
    shapes = Shapes(known, in_numpy=not textbook)
    shapes.solve(tree)
    return _Writer(shapes).bare(tree)


def _known(declarations: Sequence[Declaration]) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """The rows and columns of each symbol, and all letters among them."""
    known = {one.name: lengths(one) for one in declarations}
    return known, [size for pair in known.values() for size in pair if size.isalpha()]


def spoken(name: str) -> str:
    """The name under which a symbol can stand in NumPy syntax."""
    return "λ" if name == "lambda" else name


class _Writer:
    """From a tree whose shapes are known to NumPy syntax."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.of_entries = False  # whether what is written next can only mean its entries

    def bare(self, tree: Tree) -> str:
        return self.text(tree)[0]

    def wrapped(self, tree: Tree, level: int) -> str:
        text, own = self.text(tree)
        return text if own >= level else f"({text})"

    def text(self, tree: Tree) -> tuple[str, int]:
        """A tree as text, and how tightly that holds together."""
        if tree.op not in {"over", "star"} and tree.plan:
            return self.text(tree.plan)
        of_entries, self.of_entries = self.of_entries, False
        match tree.op, tree.args:
            case "number", _:
                return tree.value, ATOM
            case "symbol", _:
                return spoken(tree.value), ATOM
            case "size", _:
                return self.size(tree.value), PRODUCT if " " in tree.value else ATOM
            case "add", args:
                return self.sum(args, of_entries), SUM
            case "negative", [inside]:
                self.of_entries = of_entries
                return f"-{self.wrapped(inside, PRODUCT)}", PRODUCT
            case "transpose", [inside]:
                text = self.wrapped(inside, ATOM)
                return (text if inside.shape == (0, 0) else f"{text}.T"), ATOM
            case (("star" | "over" | "matmul" | "entrywise" | "inner" | "kron"), [a, b]):
                return self.product(tree, a, b, of_entries)
            case "part", [inside]:
                return f"{self.wrapped(inside, ATOM)}[{tree.value}]", ATOM
            case "power", [base, exponent]:
                return self.power(base, exponent)
            case "raised", [base, exponent]:
                return self.raised(base, exponent, of_entries)
            case "call", [_, _, *_]:
                return self.call_of_several(tree), ATOM
            case (("bars" | "norm" | "e" | "call"), [inside]):
                return self.call(tree, inside)
        return self.constant(tree), ATOM

    def sum(self, args: list[Tree], of_entries: bool) -> str:
        of_entries |= any(constant_value(arg) is not None for arg in args)  # 1 - H^2
        self.of_entries = of_entries
        text = self.wrapped(args[0], PRODUCT)
        for arg in args[1:]:
            minus, self.of_entries = arg.op == "negative", of_entries
            inside = self.wrapped(arg.args[0] if minus else arg, PRODUCT)
            text += f" {'-' if minus else '+'} {inside}"
        return text

    def product(self, tree: Tree, a: Tree, b: Tree, of_entries: bool) -> tuple[str, int]:
        """Two factors with the sign that NumPy has for their product."""
        op = tree.plan.op if tree.plan else tree.op
        is_multiple = of_entries and (0, 0) in (a.shape, b.shape)
        self.of_entries = op == "entrywise" or is_multiple
        left, self.of_entries = self.wrapped(a, PRODUCT), op == "entrywise" or is_multiple
        right, self.of_entries = self.wrapped(b, POWER), False
        if op == "kron":
            return f"kron({self.bare(a)}, {self.bare(b)})", ATOM
        if op == "inner":
            if tree.value == ":" and (0, 0) in (a.shape, b.shape):
                part = self.bare(a if a.shape == (0, 0) else b)
                raise ShapeError(say("read-contraction", part=part))
            return self.inner(a, b)
        is_textbook = not self.shapes.in_numpy
        if op == "over" and is_textbook and 0 not in b.shape and self.is_square(b):
            given = {"given": self.bare(b), "part": self.wrapped(b, ATOM)}
            raise ShapeError(say("read-division", language=None, **given))
        are_matrices = 0 not in (*a.shape, *b.shape)
        if tree.op == "star" == op and is_textbook and are_matrices and self.can_multiply(a, b):
            raise ShapeError(say("read-star", left=left, right=right))
        sign = {"matmul": "@", "over": "/"}.get(op, "*")
        return f"{left} {sign} {right}", PRODUCT

    def inner(self, a: Tree, b: Tree) -> tuple[str, int]:
        """The sum of the products of corresponding entries."""
        right = self.wrapped(b, POWER)
        if (0, 0) in (a.shape, b.shape):
            return f"{self.wrapped(a, PRODUCT)} * {right}", PRODUCT
        turned = Tree("transpose", [a])
        turned.shape = a.shape[1], a.shape[0]
        text = f"{self.bare(turned)} @ {right}"
        return (text, PRODUCT) if a.shape[1] == 0 else (f"trace({text})", ATOM)

    def power(self, base: Tree, exponent: Tree) -> tuple[str, int]:
        """A power entry by entry."""
        return f"{self.wrapped(base, ATOM)} ** {self.exponent(exponent)}", POWER

    def exponent(self, tree: Tree) -> str:
        is_negative = tree.op == "negative" and tree.args[0].op == "number"
        return self.bare(tree) if is_negative else self.wrapped(tree, POWER)

    def raised(self, base: Tree, exponent: Tree, of_entries: bool) -> tuple[str, int]:
        """A power as textbooks mean it: of a matrix, a product of equal factors.

        What is not square, and stands where entries are meant, can only be raised entry by entry.
        """
        value, given = constant_value(exponent), self.bare(base)
        is_plain = of_entries and value is not None and value > 0 and not self.is_square(base)
        if base.shape == (0, 0) or is_plain:
            return self.power(base, exponent)
        if value is None:
            raise MatcalcError(say("read-exponent", given=self.bare(exponent), base=given))
        whole, part = self.exponent(exponent), self.wrapped(base, ATOM)
        if 0 in base.shape:
            key = "read-power-column" if value == 2 else "read-power-of-column"
            raise ShapeError(say(key, given=given, part=part, exponent=whole))
        if not self.is_square(base):
            raise ShapeError(say("read-power-matrix", given=given, part=part, exponent=whole))
        if value.denominator != 1 or not 1 <= abs(value) <= LARGEST_POWER:
            raise MatcalcError(say("read-power-number", given=given, part=part, exponent=whole))
        return self.repeated(base, value)

    def repeated(self, base: Tree, value: Fraction) -> tuple[str, int]:
        factor = self.wrapped(base, POWER) if value > 0 else f"inv({self.bare(base)})"
        text = " @ ".join([factor] * abs(value.numerator))
        if len(text) > MOST_CHARACTERS:
            raise MatcalcError(say("read-too-long"))
        if value == 1:
            return self.text(base)
        return text, ATOM if value == -1 else PRODUCT

    def is_square(self, tree: Tree) -> bool:
        return self.shapes.find(tree.shape[0]) == self.shapes.find(tree.shape[1])

    def can_multiply(self, a: Tree, b: Tree) -> bool:
        return self.shapes.find(a.shape[1]) == self.shapes.find(b.shape[0])

    def call(self, tree: Tree, inside: Tree) -> tuple[str, int]:
        """A norm, bars, the number e, or a function."""
        self.of_entries = tree.op == "call" and tree.value in OF_ENTRIES
        text, shape = self.bare(inside), inside.shape
        if tree.op == "norm":
            return self.norm(tree.value, text, inside), ATOM
        if tree.op == "bars" and shape != (0, 0) and 0 in shape:
            raise ShapeError(say("read-bars", given=text))
        if tree.op == "bars":
            return f"{'abs' if shape == (0, 0) else 'det'}({text})", ATOM
        if tree.op == "e" and 0 not in shape:
            return f"expm({text})", ATOM
        return f"{tree.value if tree.op == 'call' else 'exp'}({text})", ATOM

    def call_of_several(self, tree: Tree) -> str:
        """A function of several matrices, or with options."""
        names = FUNCTIONS[tree.value].options.split()
        words = []
        for place, arg in enumerate(tree.args, -FUNCTIONS[tree.value].arguments):
            name, _, word = arg.value.partition("=")
            self.of_entries = tree.value in OF_ENTRIES
            text = word or self.bare(arg.args[0] if arg.op == "option" else arg)
            is_named = arg.op == "option" and name not in names[place : place + 1]
            words.append(f"{name}={text}" if is_named else text)
        return f"{tree.value}({', '.join(words)})"

    def norm(self, kind: str, text: str, inside: Tree) -> str:
        """The Euclidean norm, or the one that its index names."""
        is_column = 0 in inside.shape
        if kind in {"", "F", "f", "fro", "Fro", "HS"} or (kind in {"2", "ell_2"} and is_column):
            return f"norm({text})"
        if kind.replace(" ", "") == "2,1" and not is_column:
            return f"sum(norm({text}, axis=0))"
        is_order = kind in self.shapes.of or kind.replace(".", "", 1).isdecimal()
        word = kind if is_order else KINDS.get(kind)
        if word is None:
            raise MatcalcError(say("read-norm", kind=kind, given=text))
        return f"norm({text}, {word})"

    def constant(self, tree: Tree) -> str:
        """Identity, ones and others, each with its sizes."""
        if tree.args:
            inside = [self.size(a.value) if a.op == "size" else self.bare(a) for a in tree.args]
            return f"{tree.op}({', '.join(inside)})"
        size = self.shapes.size(tree.shape[0])
        if size is None:
            sign = {"eye": "I", "ones": "1", "zeros": "0"}[tree.op]
            raise MatcalcError(say("read-size-open", sign=sign, name=tree.op))
        text = size_text(size, " * ")
        return f"eye({text})" if tree.op == "eye" else f"{tree.op}({text}, 1)"

    def size(self, value: str) -> str:
        parts = (part.rpartition(".") for part in value.split())
        return " * ".join(f"{name}.shape[{end}]" if dot else end for name, dot, end in parts)


# --- shapes that were left out ------------------------------------------------------------------


def infer(text: str, symbols: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The shapes that were left out, from how the symbols are used and written.

    A capital letter is a matrix, a small one a column, a Greek one a scalar, unless that does not
    fit; among the readings that fit, the most usual one is taken.

    Parameters
    ----------
    text : str
        A formula, in textbook notation or in NumPy syntax.
    symbols : dict, optional
        The shapes that are known.

    Returns
    -------
    dict
        A shape for each symbol that is not among them, in the order in which they appear.

    Raises
    ------
    MatcalcError
        If no shapes fit, or more than one reading is as usual as the other.

    Examples
    --------
    >>> infer("||Xw - y||^2")
    {'X': 'n p', 'w': 'p', 'y': 'n'}
    >>> infer("x'Ax", {"x": "k"})
    {'A': 'k k'}
    """
    given = declare(symbols) if symbols else []
    known, sizes = _known(given)
    tree, textbook = read_tree(text, known, sizes, guess=True)
    names = [name for part in tree.walk() for name in _named_in(part)]
    left_out = list(dict.fromkeys(name for name in names if name not in known))
    if len(left_out) > MOST_GUESSES:
        raise MatcalcError(say("read-too-many", names=", ".join(left_out)))
    guess = _Guess(tree, known, in_numpy=not textbook)
    kinds = guess.likeliest({name: _usual(name) for name in left_out})
    return _named(guess.shapes(kinds), kinds, given, _divisors(tree))


def _named_in(part: Tree) -> list[str]:
    """The symbol that a part is, or those whose sizes it names."""
    if part.op == "size":
        return [one.rpartition(".")[0] for one in part.value.split() if "." in one]
    return [part.value] if part.op == "symbol" else []


def _divisors(tree: Tree) -> set[str]:
    """The symbols below a fraction's line, such as the n of a mean."""
    below = [part.args[1] for part in tree.walk() if part.op == "over"]
    return {name for part in below for one in part.walk() for name in _named_in(one)}


def _usual(name: str) -> str:
    """What a symbol of this name is most often."""
    head = name.rstrip("0123456789").partition("_")[0]
    if head[:1].isupper() and head not in OFTEN_SCALARS:
        return MATRIX
    return SCALAR if head in OFTEN_SCALARS or head in {*GREEK.values(), "lam"} else COLUMN


def _is_odd(name: str, kinds: Mapping[str, str], is_right: bool) -> bool:
    """Whether a letter that is rarely a scalar multiplies a matrix as one."""
    is_flipped = kinds.get(name) == SCALAR and _usual(name) == COLUMN
    return is_flipped and (is_right or name[0] in OFTEN_COLUMNS)


class _Guess:
    """The search for the kinds of symbols with which a formula is likeliest."""

    def __init__(self, tree: Tree, known: Mapping[str, Sequence[str]], *, in_numpy: bool) -> None:
        self.tree, self.known, self.in_numpy = tree, known, in_numpy

    def shapes(self, kinds: Mapping[str, str]) -> Shapes:
        shapes = Shapes(self.known, kinds, in_numpy=self.in_numpy)
        whole = shapes.solve(self.tree)
        shapes.cost += 0.5 * (whole != (0, 0))
        for name, kind in kinds.items():
            if kind != (usual := _usual(name)):
                rare = 2.0 if usual == MATRIX else 1.0 if name[0] in OFTEN_COLUMNS else 0.4
                shapes.cost += rare + (usual == MATRIX and kind == SCALAR)
        return shapes

    def likeliest(self, kinds: dict[str, str]) -> dict[str, str]:
        """Change one kind after the other, as long as the formula becomes likelier."""
        cost = self.shapes(kinds).cost
        while options := self.better(kinds, cost):
            best = min(options)
            name, kind = best[1:]
            near = best[0] + ODD * (name[0] in OFTEN_COLUMNS)
            rivals = {one[1] for one in options if one[0] <= near and one[1] != name}
            kinds = kinds | {name: kind}
            cost = best[0]
            if rivals and not rivals & {one[1] for one in self.better(kinds, cost)}:
                raise MatcalcError(say("read-ambiguous", names=", ".join(sorted({name, *rivals}))))
        shapes = self.shapes(kinds)
        conflicts = [part for part in shapes.conflicts if part.op != "raised"]  # named when written
        if conflicts:
            self.refuse(conflicts[0], kinds)
        odd = [name for name, right in shapes.scaling.items() if _is_odd(name, kinds, right)]
        if odd:
            raise MatcalcError(say("read-ambiguous", names=", ".join(odd)))
        return kinds

    def better(self, kinds: dict[str, str], cost: float) -> list[tuple[float, str, str]]:
        """The changes of one kind that make the formula likelier."""
        found = []
        for name, kind in kinds.items():
            others = {SCALAR, COLUMN} if _usual(name) != MATRIX else {SCALAR, COLUMN, MATRIX}
            for other in others - {kind}:
                changed = self.shapes(kinds | {name: other}).cost
                if changed < cost - 1e-9:
                    found.append((round(changed, 6), name, other))
        return found

    def refuse(self, part: Tree, kinds: Mapping[str, str]) -> NoReturn:
        """Say what a part would need, or else that nothing was found."""
        if part.args and part.op in {"bars", "call", "matmul"}:
            given, name = _Writer(self.shapes(kinds)).bare(part.args[0]), part.value
            is_column, is_matrix = part.args[0].shape[1] == 0, 0 not in part.args[0].shape
            if part.op == "matmul" and is_column:
                row = _Writer(self.shapes(kinds)).wrapped(part.args[0], ATOM)
                raise ShapeError(say("read-column-first", given=given, row=f"{row}.T"))
            if part.op == "bars" and not is_matrix:
                raise ShapeError(say("read-bars", given=given))
            if part.op == "call" and FUNCTIONS[name].takes == "column" and is_matrix:
                told = {"name": name, "given": given, "part": given}
                raise ShapeError(say("read-needs-column-rows", **told))
        names = dict.fromkeys(one.value for one in part.walk() if one.op == "symbol")
        asked = [name for name in names if name in kinds] or [*kinds]
        key = "read-no-shapes" if asked else "read-shapes-given"
        raise ShapeError(say(key, names=", ".join(asked)))


def _named(
    shapes: Shapes,
    kinds: Mapping[str, str],
    given: Sequence[Declaration],
    divisors: set[str],
) -> dict[str, str]:
    """Letters for the sizes that have none, and the shapes of the symbols in these.

    A number n is one of the sizes where it divides, as in a mean; n log|Σ| has n of something else.
    """
    scalars = {name for name, kind in kinds.items() if kind == SCALAR}
    may_be_sizes = {"n", "m"} & scalars & divisors
    taken = {*shapes.letters, *kinds} - may_be_sizes
    taken |= {one.name for one in given}

    def letter(size: int, *wanted: str) -> str:
        if not (known := shapes.size(size)):
            free = [one for one in (*wanted, *"nmpqkrsldhabcefgijotuvwxyz") if one not in taken]
            taken.add(free[0])
            shapes.known[shapes.find(size)] = known = (1, (free[0],))
        if (known[0] != 1 and known[1]) or len(known[1]) > 1:
            raise MatcalcError(say("read-ambiguous-size", size=size_text(known)))
        return size_text(known)

    found = {}
    for name, (rows, columns) in shapes.of.items():
        if name not in kinds:
            continue
        both = 0 not in (rows, columns) and shapes.find(rows) != shapes.find(columns)
        is_open = both and shapes.size(rows) is shapes.size(columns) is None
        first, second = ("n", "p") if name[0] == "X" else ("m", "n")
        words = [letter(rows, *[first] * is_open)] if rows else []
        if columns:
            words.append(letter(columns, *[second] * (is_open or name[0] == "X")))
        found[name] = " ".join(words)
    used = {word for text in found.values() for word in text.split()}
    used |= {size for one in given for size in one.dimensions}
    return {name: text for name, text in found.items() if text or name not in used}
