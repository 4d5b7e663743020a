"""Sums over an index, as functions of whole arrays: Σᵢ xᵢ yᵢ is the sum of x ⊙ y.

An entry ``x_i`` under the sign is read as a tree of its own; the whole term is then lifted, so that
each entry becomes its array, and each operation on entries the same operation on arrays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NoReturn

from matcalc.formulas.calls import Caller
from matcalc.formulas.functions import named
from matcalc.formulas.trees import Tree

__all__ = ["Summing"]

BELOW = re.compile(r"([a-z](?:[ ,]*[a-z])*)(?: = 1)?")
PRODUCTS = {"chain", "star", "dot", "cross", "entrywise"}
ENTRYWISE = named(gives="entrywise")


class Summing(Caller):
    """A cursor that reads the indices of a sum, and what is summed up."""

    indices: str = ""  # of the sums that are open

    def indexed_sum(self, term: Callable[[], Tree], subscript: Callable[[], str | None]) -> Tree:
        """What stands after the sign of a sum that has an index."""
        indices, upper = "", list[str]()
        while True:
            below = BELOW.fullmatch(subscript() or "")
            if not below:
                self.refuse("read-index-sum")
            indices += re.sub("[ ,]", "", below[1])
            if self.take("^"):
                upper.append(self.limit())
            if self.token.text != "sum" or self.peek().text != "_":
                break
            self.next()
        if (
            len(set(indices)) != len(indices)
            or len(indices) > 2
            or set(indices) & set(self.indices)
        ):
            self.refuse("read-index-sum")
        around, self.indices = self.indices, indices
        body = self.deeper(term)
        self.indices = around
        lengths = [
            size for part in body.walk() if part.op == "entry" for size in self.lengths(part)
        ]
        if any(one.isdecimal() or one in lengths or one in self.letters for one in upper) and not (
            {*upper} <= {*lengths}
        ):
            self.refuse("read-index-sum")
        return self.summed(body, indices)

    @property
    def letters(self) -> set[str]:
        return {size for shape in self.symbols.values() for size in shape}

    def limit(self) -> str:
        """The size above the sign of a sum."""
        in_group = self.take("{")
        token = self.next()
        if token.kind not in {"name", "number"} or (in_group and not self.take("}")):
            self.refuse("read-index-sum")
        return token.text

    def lengths(self, entry: Tree) -> list[str]:
        """How far the indices of an entry run, as far as that is known."""
        shape = self.symbols.get(entry.args[0].value, ())
        return [size for size in shape if size != "1"]

    def entry_of(self, name: str, index: str) -> Tree | None:
        """An entry of a symbol, if its indices are those of open sums and as many as it has."""
        if not self.indices or not index or not {*index} <= {*self.indices} or len(index) > 2:
            return None
        rows, columns = self.symbols.get(name, ("", "" if len(index) == 2 else "1"))
        if (len(index) == 2) != (columns != "1") or (columns != "1" and rows == "1"):
            self.refuse("read-index-rows", name=name, index=index)
        return self.tree("entry", self.tree("symbol", value=name), value=index)

    def summed(self, body: Tree, indices: str) -> Tree:
        """The sum of a term over all values of its indices."""
        found = {part.value for part in body.walk() if part.op == "entry"}
        alike = {indices, 2 * indices} if len(indices) == 1 else {indices, indices[::-1]}
        if not found or not found <= alike:
            return self.form(body, indices)
        whole = self.lifted(body, indices)
        if whole.op == "call" and whole.value == "diag":
            return self.tree("call", *whole.args, value="trace")
        return self.tree("call", whole, value="sum")

    def lifted(self, tree: Tree, indices: str) -> Tree:
        """A term as an array: each entry is its array, all else is of all entries at once."""
        if not _varies(tree):
            return tree
        if tree.op == "entry":
            [inside] = tree.args
            if tree.value == 2 * indices:
                return self.tree("call", inside, value="diag")
            return (
                self.tree("transpose", inside) if tree.value == indices[::-1] != indices else inside
            )
        if tree.op == "transpose" and tree.args[0].op == "entry":
            [entry] = tree.args
            self.refuse("read-index-rows", name=entry.args[0].value, index=entry.value)
        args = [self.lifted(arg, indices) for arg in tree.args]
        match tree.op:
            case "add" | "negative" | "over":
                return self.tree(tree.op, *args)
            case op if op in PRODUCTS:
                return self.product(tree, args)
            case "raised" | "power" if not _varies(tree.args[1]):
                return self.tree("power", *args)
            case "bars" | "e":
                return self.tree("call", *args, value="abs" if tree.op == "bars" else "exp")
            case "call" if tree.value in ENTRYWISE:
                return self.tree("call", *args, value=tree.value)
        return self.no_sum()

    def product(self, tree: Tree, args: list[Tree]) -> Tree:
        """The factors that do not vary before the entrywise product of those that do."""
        fixed = [arg for arg, old in zip(args, tree.args, strict=True) if not _varies(old)]
        varying = [arg for arg, old in zip(args, tree.args, strict=True) if _varies(old)]
        for left, right in pairwise(tree.args):
            if left.op == "transpose" and not _varies(left) and right.op == "entry":
                # w'x_i: the product of a row with what is no number
                self.refuse("read-index-rows", name=right.args[0].value, index=right.value)
        found = varying[0]
        for factor in varying[1:]:
            found = self.tree("entrywise", found, factor)
        return self.tree("star", self.tree("chain", *fixed), found) if fixed else found

    def form(self, body: Tree, indices: str) -> Tree:
        """A sum of xᵢ Aᵢⱼ yⱼ as a product of matrices."""
        if body.op == "negative":
            return self.tree("negative", self.form(body.args[0], indices))
        factors = _factors(body)
        fixed = [one for one in factors if not _varies(one)]
        varying = [one for one in factors if _varies(one)]
        between = [one for one in varying if len(one.value) == 2]
        if any(one.op != "entry" for one in varying) or len(between) != 1 or len(indices) != 2:
            self.no_sum()
        first, second = between[0].value[0], between[0].value[1]
        rows, columns = (
            [one.args[0] for one in varying if one.value == index] for index in (first, second)
        )
        if first == second or len(rows) > 1 or len(columns) > 1:
            self.no_sum()
        turned = [self.tree("transpose", one) for one in rows]
        whole = self.tree("chain", *fixed, *turned, between[0].args[0], *columns)
        return whole if rows and columns else self.tree("call", whole, value="sum")

    def no_sum(self) -> NoReturn:
        self.refuse("read-index-sum")


def _varies(tree: Tree) -> bool:
    return any(part.op == "entry" for part in tree.walk())


def _factors(tree: Tree) -> list[Tree]:
    if tree.op in PRODUCTS:
        return [factor for arg in tree.args for factor in _factors(arg)]
    return [tree]
