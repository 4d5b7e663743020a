"""A formula as TeX the way it was written: nothing is simplified, nothing changes its place."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALIASES
from matcalc.formulas.printing import latex_name

__all__ = ["Sizes", "sizes_of", "typeset"]

Sizes = tuple[str, str]  # rows and columns, as they are declared
SCALAR: Sizes = ("1", "1")
SUM, PRODUCT, POWER, ATOM = range(4)  # how tightly a text holds together
SIGNS = {ast.Add: "+", ast.Sub: "-"}


def sizes_of(shape: str) -> Sizes:
    """The sizes that a shape string declares.

    >>> sizes_of("n n spd"), sizes_of("n"), sizes_of("")
    (('n', 'n'), ('n', '1'), ('1', '1'))
    """
    rows, columns, *_ = [*(word for word in shape.split() if len(word) == 1 or word.isdigit()),
                         "1", "1"]  # fmt: skip
    return rows, columns


def typeset(
    text: str, shapes: Mapping[str, Sizes], differentials: Collection[str] = ()
) -> tuple[str, Sizes | None] | None:
    r"""A formula in NumPy syntax as TeX, with its sizes as far as they are known.

    Parameters
    ----------
    text : str
    shapes : mapping
        The sizes of the names in it.
    differentials : collection of str
        The names that are an upright d and a name, such as dX.

    Returns
    -------
    tuple or None
        None for what is no formula of those that are written like this.

    Examples
    --------
    >>> typeset("dx.T @ x + x.T @ dx", {"x": ("n", "1"), "dx": ("n", "1")}, {"dx"})
    ('\\mathrm{d}x^{\\top} x + x^{\\top} \\mathrm{d}x', ('1', '1'))
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        writer = _Writer(shapes, differentials)
        tex, _ = writer.written(tree)
        return tex, writer.sizes(tree)
    except (SyntaxError, ValueError, RecursionError):
        return None


class _Writer:
    """Writes the parts of one formula."""

    def __init__(self, shapes: Mapping[str, Sizes], differentials: Collection[str]) -> None:
        self.shapes, self.differentials = shapes, differentials

    def written(self, node: ast.expr) -> tuple[str, int]:
        """A part as TeX, and how tightly it holds together."""
        match node:
            case ast.Constant(value=int() | float() as value):
                return f"{value:.12g}", ATOM
            case ast.Name(id=name):
                return self.name(name)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(), attr="shape")):
                return self.size(node), ATOM
            case ast.UnaryOp(op=ast.USub(), operand=inside):
                return f"-{self.within(inside, PRODUCT)}", SUM
            case ast.Attribute(value=inside, attr="T"):
                return self.marked(inside, r"\top")
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                tight = SUM if isinstance(node.op, ast.Add) else PRODUCT
                left, right = self.within(node.left, SUM), self.within(node.right, tight)
                return f"{left} {SIGNS[type(node.op)]} {right}", SUM
            case ast.BinOp(op=ast.Div()):
                return rf"\frac{{{self.within(node.left)}}}{{{self.within(node.right)}}}", ATOM
            case ast.BinOp(op=ast.Pow()):
                circle = "" if self.is_scalar(node.left) else r"\circ "
                return self.marked(node.left, circle + self.within(node.right))
            case ast.BinOp(op=ast.Mult() | ast.MatMult()):
                left, right = self.within(node.left, PRODUCT), self.within(node.right, PRODUCT)
                return f"{left}{self.sign(node)}{right}", PRODUCT
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments)
            case ast.Call(func=ast.Attribute(attr=name), args=arguments, keywords=[]):
                return self.call(name, arguments)
        raise ValueError(ast.dump(node))

    def within(self, node: ast.expr, tight: int = SUM) -> str:
        """A part where the text around it holds together so tightly."""
        tex, own = self.written(node)
        return tex if own >= tight else rf"\left({tex}\right)"

    def marked(self, node: ast.expr, mark: str) -> tuple[str, int]:
        """A part with something above it."""
        return f"{self.within(node, ATOM)}^{{{mark}}}", POWER

    def name(self, name: str) -> tuple[str, int]:
        if name in self.differentials:
            return rf"\mathrm{{d}}{latex_name(name[1:])}", ATOM
        return latex_name(name), ATOM

    def sign(self, node: ast.BinOp) -> str:
        """What stands between two factors."""
        if isinstance(node.op, ast.MatMult):
            return r" \cdot " if isinstance(node.right, ast.Constant) else " "
        if isinstance(node.right, ast.Constant):
            return r" \cdot "
        has_scalar = self.is_scalar(node.left) or self.is_scalar(node.right)
        return r" \, " if has_scalar else r" \odot "

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

    def call(self, name: str, arguments: list[ast.expr]) -> tuple[str, int]:
        """A function of its arguments."""
        name = ALIASES.get(name, name)
        if name in {"eye", "ones", "zeros"} and arguments:
            return self.constant(name, [*map(self.size, arguments)]), ATOM
        inside = ", ".join(map(self.within, arguments))
        if name in {"inv", "pinv", "transpose"} and len(arguments) == 1:
            mark = {"inv": "-1", "pinv": "+", "transpose": r"\top"}[name]
            return self.marked(arguments[0], mark)
        if name == "sqrt":
            return rf"\sqrt{{{inside}}}", ATOM
        if name == "d":
            return rf"\mathrm{{d}}\left({inside}\right)", ATOM
        row = FUNCTIONS.get(name)
        if row and row.fences[0] != "(":
            return rf"\left{row.fences[0]}{inside}\right{row.fences[1]}", ATOM
        shown = (row and row.latex) or rf"\operatorname{{{name}}}".replace("_", r"\_")
        return rf"{shown} \left({inside}\right)", POWER

    # --- sizes ----------------------------------------------------------------------------------

    def is_scalar(self, node: ast.expr) -> bool:
        return self.sizes(node) == SCALAR

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
            case ast.UnaryOp(operand=inside) | ast.BinOp(left=inside, op=ast.Pow() | ast.Div()):
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
                is_like = name in {"d", "inv"} or (row and row.gives in {"entrywise", "same"})
                return self.sizes(inside) if is_like else None
        return None
