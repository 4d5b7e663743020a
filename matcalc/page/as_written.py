"""A formula in TeX as it was written: nothing is multiplied out, moved or shortened.

A formula in normal form may be another one to the eye, and may even be the answer to what is asked;
here the factors stand where the reader put them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from matcalc.formulas.expression import read
from matcalc.formulas.functions import FUNCTIONS

__all__ = ["tex_of"]

# How tightly a text holds together.
SUM, PRODUCT, POWER, ATOM = range(4)


def tex_of(
    tree: ast.expr, symbols: Mapping[str, Any], structure: Mapping[str, str] | None = None
) -> str:
    r"""A formula in NumPy syntax, that can be read, as TeX.

    Parameters
    ----------
    tree : ast.expr
        As Python parses it.
    symbols : mapping
        The shapes of its symbols.

    Examples
    --------
    >>> print(tex_of(ast.parse("(a @ b.T).T", mode="eval").body, {"a": "m", "b": "n"}))
    \left(a b^{\top}\right)^{\top}
    """
    return _Writer(symbols, structure or {}).text(tree)[0]


class _Writer:
    def __init__(self, symbols: Mapping[str, Any], structure: Mapping[str, str]) -> None:
        self.symbols, self.structure = symbols, structure

    def text(self, tree: ast.expr) -> tuple[str, int]:
        """The TeX of a part, and how tightly it holds together."""
        match tree:
            case ast.Constant(value=value):
                return str(value), ATOM
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.within(operand, PRODUCT)}", PRODUCT
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.text(operand)
            case ast.Attribute(value=ast.Call(func=ast.Name(id="inv"), args=[inner]), attr="T"):
                return rf"{self.within(inner, ATOM)}^{{-\top}}", POWER
            case ast.Attribute(value=inner, attr="T"):
                return rf"{self.within(inner, ATOM)}^{{\top}}", POWER
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                sign = "+" if isinstance(op, ast.Add) else "-"
                return f"{self.within(left, SUM)} {sign} {self.within(right, PRODUCT)}", SUM
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return f"{self.within(left, PRODUCT)} {self.within(right, POWER)}", PRODUCT
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                scales = self.is_number(left) or self.is_number(right)
                sign = r"\," if scales else r"\odot"
                if isinstance(right, ast.Constant):  # a digit beside a letter reads as an index
                    sign = r"\cdot"
                return f"{self.within(left, PRODUCT)} {sign} {self.within(right, POWER)}", PRODUCT
            case ast.BinOp(left=left, op=ast.Div(), right=right) if self.is_number(right):
                return rf"\frac{{{self.text(left)[0]}}}{{{self.text(right)[0]}}}", POWER
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return rf"{self.within(left, PRODUCT)} \oslash {self.within(right, POWER)}", PRODUCT
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                circle = "" if self.is_number(left) and self.is_number(right) else r"\circ "
                return f"{self.within(left, ATOM)}^{{{circle}{self.text(right)[0]}}}", POWER
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
                return self.call(tree, name, args)
        return self.plain(tree)

    def within(self, tree: ast.expr, level: int) -> str:
        """A part in brackets, if it holds together less than wanted."""
        text, own = self.text(tree)
        return text if own >= level else rf"\left({text}\right)"

    def call(self, tree: ast.expr, name: str, args: list[ast.expr]) -> tuple[str, int]:
        """A function of its arguments."""
        row = FUNCTIONS[name]
        if row.sizes or len(args) != row.arguments:
            return self.plain(tree)
        inside = ", ".join(self.text(arg)[0] for arg in args)
        match name:
            case "inv" | "pinv":
                mark = "-1" if name == "inv" else "+"
                return f"{self.within(args[0], ATOM)}^{{{mark}}}", POWER
            case "sqrt" if self.is_number(args[0]):
                return rf"\sqrt{{{inside}}}", ATOM
            case "kron":
                return r" \otimes ".join(self.within(arg, POWER) for arg in args), PRODUCT
        if row.fences[0] != "(" and (name != "abs" or self.is_number(args[0])):
            return rf"\left{row.fences[0]}{inside}\right{row.fences[1]}", ATOM
        latex = row.latex or rf"\operatorname{{{name}}}".replace("_", r"\_")
        if latex.removeprefix("\\") in self.symbols:
            latex = rf"\operatorname{{{name}}}"
        return rf"{latex} \left({inside}\right)", POWER

    def plain(self, tree: ast.expr) -> tuple[str, int]:
        """What has no form of its own here: a name, a size, an entry."""
        text = read(ast.unparse(tree), self.symbols, self.structure).latex()
        return text, ATOM if isinstance(tree, ast.Name | ast.Subscript) else POWER

    def is_number(self, tree: ast.expr) -> bool:
        return read(ast.unparse(tree), self.symbols, self.structure).node.is_scalar
