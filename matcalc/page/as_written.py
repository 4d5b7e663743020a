"""A formula in TeX as it was written: nothing is multiplied out, moved or shortened.

A formula in normal form may be another one to the eye, and may even be the answer to what is asked;
here the factors stand where the reader put them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping

from matcalc.errors import MatcalcError
from matcalc.formulas.expression import Expression
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALIASES
from matcalc.formulas.printing import latex_name

__all__ = ["Sizes", "sizes_of", "typeset"]

Sizes = tuple[str, str]  # rows and columns, as they are declared
Reader = Callable[[str], Expression]
SCALAR: Sizes = ("1", "1")
SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a text holds together
SIGNS = {ast.Add: "+", ast.Sub: "-"}


def sizes_of(shape: str) -> Sizes:
    """The sizes that a shape string declares.

    >>> sizes_of("n n spd"), sizes_of("n"), sizes_of("")
    (('n', 'n'), ('n', '1'), ('1', '1'))
    """
    sizes = [word for word in shape.split() if len(word) == 1 or word.isdigit()]
    rows, columns, *_ = [*sizes, "1", "1"]
    return rows, columns


def typeset(
    text: str,
    shapes: Mapping[str, Sizes],
    differentials: Collection[str] = (),
    read: Reader | None = None,
) -> tuple[str, Sizes | None] | None:
    r"""A formula in NumPy syntax as TeX, with its sizes as far as they are known.

    Parameters
    ----------
    text : str
    shapes : mapping
        The sizes of the names in it.
    differentials : collection of str
        The names that are an upright d and a name, such as dX.
    read : callable, optional
        Reads a part, for what has no form of its own here, such as an entry or a block.

    Returns
    -------
    tuple or None
        None for what is no formula of those that are written like this.

    Examples
    --------
    >>> typeset("dx.T @ x + x.T @ dx", {"x": ("n", "1"), "dx": ("n", "1")}, {"dx"})
    ('\\mathrm{d}x^{\\top} x + x^{\\top} \\mathrm{d}x', ('1', '1'))
    >>> typeset("(a @ b.T).T", {"a": ("m", "1"), "b": ("n", "1")})
    ('\\left(a b^{\\top}\\right)^{\\top}', ('n', 'm'))
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        writer = _Writer(shapes, differentials, read)
        tex, _ = writer.written(tree)
        return tex, writer.sizes(tree)
    except (SyntaxError, ValueError, RecursionError, MatcalcError):
        return None


class _Writer:
    """Writes the parts of one formula."""

    def __init__(
        self, shapes: Mapping[str, Sizes], differentials: Collection[str], read: Reader | None
    ) -> None:
        self.shapes, self.differentials, self.read = shapes, differentials, read

    def written(self, node: ast.expr) -> tuple[str, int]:
        """A part as TeX, and how tightly it holds together."""
        match node:
            case ast.Constant(value=int() | float() as value):
                return f"{value:.12g}", ATOM
            case ast.Name(id=name) if name in self.differentials:
                return rf"\mathrm{{d}}{latex_name(name[1:])}", ATOM
            case ast.Name(id=name):
                return latex_name(name), ATOM
            case ast.Subscript(value=ast.Attribute(value=ast.Name(), attr="shape")):
                return self.size(node), ATOM
            case ast.UnaryOp(op=ast.USub(), operand=inside):
                return f"-{self.within(inside, PRODUCT)}", SUM
            case ast.UnaryOp(op=ast.UAdd(), operand=inside):
                return self.written(inside)
            case ast.Attribute(value=ast.Call(func=ast.Name(id="inv"), args=[inside]), attr="T"):
                return self.marked(inside, r"-\top")
            case ast.Attribute(value=inside, attr="T"):
                return self.marked(inside, r"\top")
            case ast.BinOp():
                return self.combined(node)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(node, ALIASES.get(name, name), arguments)
            case ast.Call(func=ast.Attribute(attr=name), args=arguments, keywords=[]):
                return self.call(node, ALIASES.get(name, name), arguments)
        return self.plain(node)

    def combined(self, node: ast.BinOp) -> tuple[str, int]:
        """Two parts with a sign between them, or one above the other."""
        left, right = node.left, node.right
        match node.op:
            case ast.Add() | ast.Sub():
                tight = SUM if isinstance(node.op, ast.Add) else PRODUCT
                sign = SIGNS[type(node.op)]
                return f"{self.within(left, SUM)} {sign} {self.within(right, tight)}", SUM
            case ast.Div() if self.is_scalar(right):
                return rf"\frac{{{self.within(left)}}}{{{self.within(right)}}}", POWER
            case ast.Pow():
                circle = "" if self.is_scalar(left) and self.is_scalar(right) else r"\circ "
                return self.marked(left, circle + self.within(right))
            case ast.Mult() | ast.MatMult() | ast.Div():
                sign = self.sign(node)
                return f"{self.within(left, PRODUCT)}{sign}{self.within(right, POWER)}", PRODUCT
        return self.plain(node)

    def within(self, node: ast.expr, tight: int = SUM) -> str:
        """A part where the text around it holds together so tightly."""
        tex, own = self.written(node)
        return tex if own >= tight else rf"\left({tex}\right)"

    def marked(self, node: ast.expr, mark: str) -> tuple[str, int]:
        """A part with something above it."""
        return f"{self.within(node, ATOM)}^{{{mark}}}", POWER

    def sign(self, node: ast.BinOp) -> str:
        """What stands between two factors."""
        if isinstance(node.right, ast.Constant):  # a digit beside a letter reads as an index
            return r" \cdot "
        if isinstance(node.op, ast.Div):
            return r" \oslash "
        if isinstance(node.op, ast.MatMult):
            return " "
        return r" \, " if self.is_scalar(node.left) or self.is_scalar(node.right) else r" \odot "

    def size(self, node: ast.expr) -> str:
        """A size that is written as one of an array, by its letter: X.shape[0]."""
        match node:
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name)), slice=place):
                sizes = self.shapes.get(name)
                if sizes and ast.unparse(place) in {"0", "1"}:
                    return sizes[int(ast.unparse(place))]
                raise ValueError(name)
        return self.within(node)

    def constant(self, name: str, sizes: list[str]) -> str:
        """A matrix of ones or zeros, or the identity matrix."""
        shown = {"eye": "I", "ones": r"\mathbf 1", "zeros": r"\mathbf 0"}[name]
        kept = sizes[:1] if sizes[1:] == ["1"] else sizes
        below = r" \times ".join(kept)
        return f"{shown}_{{{below}}}"

    def call(self, node: ast.expr, name: str, arguments: list[ast.expr]) -> tuple[str, int]:
        """A function of its arguments."""
        if name in {"eye", "ones", "zeros"} and arguments:
            return self.constant(name, [*map(self.size, arguments)]), ATOM
        row = FUNCTIONS.get(name)
        if row and (row.sizes or len(arguments) != row.arguments):
            return self.plain(node)
        inside = ", ".join(map(self.within, arguments))
        match name:
            case "inv" | "pinv" | "transpose":
                mark = {"inv": "-1", "pinv": "+", "transpose": r"\top"}[name]
                return self.marked(arguments[0], mark)
            case "kron":
                return r" \otimes ".join(self.within(one, POWER) for one in arguments), PRODUCT
            case "sqrt" if self.is_scalar(arguments[0]):
                return rf"\sqrt{{{inside}}}", ATOM
            case "d":
                return rf"\mathrm{{d}}\left({inside}\right)", ATOM
        if row and row.fences[0] != "(" and (name != "abs" or self.is_scalar(arguments[0])):
            return rf"\left{row.fences[0]}{inside}\right{row.fences[1]}", ATOM
        shown = (row and row.latex) or rf"\operatorname{{{name}}}".replace("_", r"\_")
        if shown.removeprefix("\\") in self.shapes:  # a symbol is called so
            shown = rf"\operatorname{{{name}}}"
        return rf"{shown} \left({inside}\right)", POWER

    def plain(self, node: ast.expr) -> tuple[str, int]:
        """What has no form of its own here."""
        if not self.read:
            raise ValueError(ast.dump(node))
        tex = self.read(ast.unparse(node)).latex()
        return tex, ATOM if isinstance(node, ast.Subscript) else POWER

    # --- sizes ----------------------------------------------------------------------------------

    def is_scalar(self, node: ast.expr) -> bool:
        sizes = self.sizes(node)
        if sizes is None and self.read:
            return self.read(ast.unparse(node)).node.is_scalar
        return sizes == SCALAR

    def sizes(self, node: ast.expr) -> Sizes | None:
        """The sizes of a part, or None where they are not known."""
        match node:
            case ast.Constant():
                return SCALAR
            case ast.Name(id=name):
                return self.shapes.get(name)
            case ast.Attribute(value=inside, attr="T"):
                found = self.sizes(inside)
                return found and (found[1], found[0])
            case ast.UnaryOp(operand=inside) | ast.BinOp(left=inside, op=ast.Pow()):
                return self.sizes(inside)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                rows, columns = self.sizes(left), self.sizes(right)
                return (rows[0], columns[1]) if rows and columns else None
            case ast.BinOp(left=left, right=right):
                found = self.sizes(left)
                return self.sizes(right) if found == SCALAR else found
            case ast.Call(func=ast.Name(id=name), args=[inside]):
                row = FUNCTIONS.get(ALIASES.get(name, name))
                if row and row.gives == "scalar":
                    return SCALAR
                is_like = name == "d" or (row and row.gives in {"entrywise", "same"})
                return self.sizes(inside) if is_like else None
        return None
