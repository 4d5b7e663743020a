"""The shapes of a formula's parts: sizes that must be equal are joined, over the whole formula.

A size is a number in a union-find structure; 0 is the size one.  That a size *is* one is known
from the start, by what kind each symbol is, and so it is known what a product without a sign
means; which other sizes are equal is found on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.errors import MatcalcError
from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.nodes import ONE, Size, times
from matcalc.formulas.trees import Tree, constant_value
from matcalc.messages import say

__all__ = ["COLUMN", "MATRIX", "ODD", "SCALAR", "Shapes"]

SCALAR, COLUMN, MATRIX = "scalar", "column", "matrix"
Two = tuple[int, int]
NOTHING: Two = (0, 0)
# How unlikely a reading is; the last: that a scalar is added to each entry of a matrix.
CONFLICT, TURNED_SCALAR, ODD, TO_EACH = 10.0, 3.0, 1.0, 4.0
OF_MANY = frozenset(["sum", "vec", "mean", "softmax", "logsumexp"])  # of a scalar they say nothing


class Shapes:
    """Finds the shape of each part of a tree, and counts what does not fit.

    Attributes
    ----------
    cost : float
        How unlikely the formula is with these kinds of symbols.
    conflicts : list of Tree
        The parts that do not fit together.
    """

    def __init__(
        self,
        lengths: Mapping[str, Sequence[str]],
        kinds: Mapping[str, str] | None = None,
        *,
        in_numpy: bool = False,
    ) -> None:
        self.parent, self.known = [0], {0: ONE}
        self.letters: dict[str, int] = {"1": 0}
        self.products: dict[Two, int] = {}
        self.factors: dict[int, Two] = {}
        self.cost, self.conflicts, self.in_numpy = 0.0, list[Tree](), in_numpy
        self.scaling: dict[str, bool] = {}  # scalar symbols beside matrices: whether to the right
        self.may_name = kinds is not None  # whether a letter may name a size that no symbol has
        self.of = {name: (self.letter(r), self.letter(c)) for name, (r, c) in lengths.items()}
        self.kinds = kinds or {}
        for name, kind in self.kinds.items():
            rows = 0 if kind == SCALAR else self.fresh()
            self.of[name] = rows, self.fresh() if kind == MATRIX else 0

    # --- sizes ----------------------------------------------------------------------------------

    def fresh(self) -> int:
        self.parent.append(len(self.parent))
        return len(self.parent) - 1

    def letter(self, text: str) -> int:
        """The size that a letter or a number names."""
        if text not in self.letters:
            self.letters[text] = size = self.fresh()
            self.known[size] = (int(text), ()) if text.isdecimal() else (1, (text,))
        return self.letters[text]

    def find(self, size: int) -> int:
        while self.parent[size] != size:
            self.parent[size] = self.parent[self.parent[size]]
            size = self.parent[size]
        return size

    def times(self, a: int, b: int) -> int:
        """The product of two sizes."""
        a, b = sorted((self.find(a), self.find(b)))
        if a == 0:
            return b
        if (a, b) not in self.products:
            self.products[a, b] = size = self.fresh()
            self.factors[size] = a, b
        return self.products[a, b]

    def size(self, number: int) -> Size | None:
        """A size in letters, as far as it is known."""
        root = self.find(number)
        if root in self.known:
            return self.known[root]
        parts = [self.size(part) for part in self.factors.get(root, ())]
        return times(*(part for part in parts if part)) if parts and all(parts) else None

    def same(self, a: int, b: int) -> bool:
        """Join two sizes; whether they can be equal."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        sizes = self.size(a), self.size(b)
        if 0 in (a, b) or (None not in sizes and sizes[0] != sizes[1]):
            return False
        if a in self.factors or a in self.known:
            a, b = b, a
        self.parent[a] = b
        known = self.known.pop(a, None) or self.known.get(b)
        if known:
            self.known[b] = known
        mine, others = self.factors.get(a), self.factors.get(b)
        if mine and not others:
            self.factors[b] = mine
        return not (mine and others) or all(map(self.same, mine, others))

    def alike(self, tree: Tree, a: Two, b: Two) -> Two:
        """Join two shapes that must be the same."""
        if not all([self.same(a[0], b[0]), self.same(a[1], b[1])]):
            self.conflict(tree)
        return a

    def conflict(self, tree: Tree) -> None:
        self.conflicts.append(tree)
        self.cost += CONFLICT

    # --- parts ----------------------------------------------------------------------------------

    def solve(self, tree: Tree) -> Two:
        """The shape of a tree, which it then keeps, as its parts do."""
        shapes = [self.solve(arg) for arg in tree.args]
        tree.plan = None
        tree.shape = self.rule(tree, shapes)
        return tree.shape

    def rule(self, tree: Tree, shapes: list[Two]) -> Two:
        match tree.op, shapes:
            case "number", _:
                return NOTHING
            case "option", _:  # such as a power of entries
                if shapes not in ([], [NOTHING]):
                    self.conflict(tree)
                return NOTHING
            case "size", _ if tree.value.removeprefix("-").isdecimal():
                return NOTHING
            case "size", _:
                self.size_of(tree)
                return NOTHING
            case "symbol", _:
                return self.of[tree.value]
            case "add", _:
                return self.sum(tree, shapes)
            case "power", [base, exponent]:
                self.cost += ODD * (exponent != NOTHING)
                return self.alike(tree, exponent, base) if NOTHING not in shapes else max(shapes)
            case "e", [inside]:
                if 0 not in inside:
                    self.square(tree, inside)
                return inside
            case "negative", [inside]:
                return inside
            case "transpose", [(rows, columns)]:
                if tree.args[0].op == "symbol" and (rows, columns) == NOTHING:
                    self.cost += TURNED_SCALAR
                return columns, rows
            case "chain", _:
                return self.chain(tree)
            case "star" | "over" | "dot" | "cross" | "matmul" | "entrywise" | "kron" | "inner", _:
                return self.pair(tree, shapes[0], shapes[1])
            case "raised", [(0, 0), exponent]:
                return exponent
            case (("raised" | "bars" | "norm"), [inside, *_]):
                return self.fenced(tree, inside)
            case "part", [(rows, columns)]:
                picks = tree.value.split(", ")
                across = columns if [*picks, ":"][1] == ":" else 0
                return (rows if picks[0] == ":" else 0), across
            case "call", [inside, *others]:
                return self.called(tree, inside, others)
        return self.sized(tree, shapes)

    def sum(self, tree: Tree, shapes: list[Two]) -> Two:
        found = next((shape for shape in shapes if shape != NOTHING), NOTHING)
        found = next((shape for shape in shapes if 0 not in shape), found)
        for arg, shape in zip(tree.args, shapes, strict=True):
            if 0 not in found and shape[0] == 0 != shape[1]:  # a row, added to each row
                self.alike(tree, (0, found[1]), shape)
                self.cost += ODD / 2
            elif shape != NOTHING:
                self.alike(tree, found, shape)
            elif found != NOTHING and constant_value(arg) is None:
                self.cost += ODD if 0 in found else TO_EACH
        return found

    def chain(self, tree: Tree) -> Two:
        """A product without signs: how it is multiplied, from left to right."""
        items, found, place = tree.args, tree.args[0], 1
        while place < len(items):
            item, end = items[place], place + 1
            if found.shape[1] != 0 and item.shape[0] == 0 and item.shape[1] != 0:
                end = self.section(items, place)  # a row and what follows, up to a column
                item = self.product(items[place:end])
            found = self.product([found, item])
            place = end
        tree.plan = found
        return found.shape

    def section(self, items: list[Tree], start: int) -> int:
        for end in range(start + 1, len(items)):
            if items[end].shape[1] == 0 and items[end].shape[0] != 0:
                return end + 1
        return start + 1

    def product(self, items: list[Tree]) -> Tree:
        found = items[0]
        for item in items[1:]:
            a, b = found.shape, item.shape
            if NOTHING in (a, b):
                self.cost += ODD * self.scales(found, item)
                found, shape = Tree("star", [found, item]), b if a == NOTHING else a
            else:
                found, shape = Tree("matmul", [found, item]), self.joined(item, a, b)
            found.shape = shape
        return found

    def scales(self, left: Tree, right: Tree) -> bool:
        """Note which scalar symbol multiplies a matrix; whether it stands to the right of it."""
        for one, other in ((left, right), (right, left)):
            if one.op == "symbol" and one.shape == NOTHING != other.shape:
                self.scaling[one.value] = self.scaling.get(one.value, False) or one is right
        return right.op == "symbol" and right.shape == NOTHING != left.shape

    def joined(self, tree: Tree, a: Two, b: Two) -> Two:
        """The shape of a matrix product."""
        if not self.same(a[1], b[0]):
            self.conflict(tree)
        return a[0], b[1]

    def pair(self, tree: Tree, a: Two, b: Two) -> Two:
        """A product with a sign."""
        one = self.one(tree.op, a, b)
        if one == "star":
            self.scales(*tree.args)
        tree.plan = Tree(one, tree.args, tree.value)
        if tree.op == "matmul" and self.in_numpy and NOTHING in (a, b):
            self.cost += CONFLICT  # which NumPy refuses
        if one == "kron":
            return self.times(a[0], b[0]), self.times(a[1], b[1])
        if NOTHING in (a, b):
            return NOTHING if one == "inner" else b if a == NOTHING else a
        if one == "matmul":
            return self.joined(tree, a, b)
        shape = self.alike(tree, a, b)
        return NOTHING if one == "inner" else shape

    def one(self, op: str, a: Two, b: Two) -> str:
        """What the sign of a product means between these shapes."""
        if op in {"dot", "cross", "star"} and NOTHING in (a, b):
            return "star"
        columns = a[1] == b[1] == 0
        if op == "dot" and columns:
            return "inner"
        if op == "star":
            kinds = [(rows == 0, across == 0) for rows, across in (a, b)]
            is_same = kinds[0] == kinds[1] and (kinds[0] != (False, False) or self.same_known(a, b))
            return "star" if self.in_numpy or is_same else "matmul"
        return "matmul" if op in {"dot", "cross"} else op

    def same_known(self, a: Two, b: Two) -> bool:
        return [*map(self.find, a)] == [*map(self.find, b)]

    def fenced(self, tree: Tree, inside: Two) -> Two:
        """A power, a norm, or bars, which are those of a determinant."""
        if tree.op == "norm":
            self.cost += ODD * (inside == NOTHING)
            return NOTHING
        if inside != NOTHING:
            self.square(tree, inside)
        return NOTHING if tree.op == "bars" else inside

    def square(self, tree: Tree, shape: Two) -> None:
        if not self.same(*shape):
            self.conflict(tree)

    def called(self, tree: Tree, inside: Two, others: list[Two]) -> Two:
        """A function of several matrices, or along an axis, or of one argument."""
        options = [arg.value for arg in tree.args if arg.op == "option"]
        axis = next((one for one in options if one.startswith("axis=")), "")
        (rows, columns), is_rows = inside, axis in {"axis=1", "axis=-1"}
        match tree.value:
            case "softmax" if axis:
                return inside
            case _ if axis:
                return (rows, 0) if is_rows else (0, columns)
            case "maximum" | "minimum":
                both = NOTHING not in (inside, *others)
                return self.alike(tree, inside, others[0]) if both else max(inside, others[0])
            case "solve":
                self.square(tree, inside)
                return self.joined(tree, inside, others[0])
            case "expm_frechet":
                return others[0]
        return self.call(tree, inside)

    def call(self, tree: Tree, inside: Two) -> Two:
        """A function of one argument."""
        row, (rows, columns) = FUNCTIONS[tree.value], inside
        if self.kinds and row.name in OF_MANY and inside == NOTHING:
            self.cost += CONFLICT + ODD
        if row.takes == "square":
            self.square(tree, inside)
        if row.takes == "column" and columns != 0:
            self.conflict(tree)
        match row.name:
            case "diag" if columns == 0:
                return rows, rows
            case "diag":
                self.square(tree, inside)
                return rows, 0
            case "vec":
                return self.times(rows, columns), 0
            case "eigvec" | "row_logsumexp":
                return rows, 0
            case "pinv":
                return columns, rows
        return NOTHING if row.gives == "scalar" else inside

    def sized(self, tree: Tree, shapes: list[Two]) -> Two:
        """Identity, ones and others, with sizes or without."""
        if not tree.args:
            rows = self.fresh()
            return rows, rows if tree.op == "eye" else 0
        if tree.op == "unit":
            return self.size_of(tree.args[0]), 0
        sizes = [self.size_of(arg) for arg in tree.args if arg.op == "size"]
        both = sizes[0], sizes[-1]
        if tree.op == "commutation":
            both = self.times(*both), self.times(*both)
        elif tree.op == "embed":
            both = self.times(*both), sizes[0]
        elif tree.op == "unvec":
            self.alike(tree, shapes[0], (self.times(*both), 0))
        return both

    def size_of(self, tree: Tree) -> int:
        """The size that factors such as ``2 n A.0`` name."""
        size = 0
        for part in tree.value.split():
            name, dot, axis = part.rpartition(".")
            if dot:
                one = self.of[name][axis == "1"]
            elif part in self.letters or self.may_name or part.isdecimal():
                one = self.letter(part)
            else:
                known = ", ".join(filter(str.isalpha, self.letters))
                raise MatcalcError(say("read-size", name=repr(part), most=100, known=known))
            size = self.times(size, one)
        return size
