"""Functions of their arguments: some of NumPy's are written with the signs that formulas have."""

from __future__ import annotations

import re

from matcalc.functions import FUNCTIONS
from matcalc.tokens import ONES, ZEROS
from matcalc.trees import Tree, constant_value
from matcalc.words import Words

__all__ = ["Caller"]


POWER = re.compile(r"([a-z]) \^ (?:\{ )?([1-9])(?: \})?")  # among the tokens of a size


class Caller(Words):
    """A cursor that builds what functions and constants of sizes are."""

    def apply(self, name: str, args: list[Tree]) -> Tree:
        """A function of its arguments, written with what formulas have."""
        row = FUNCTIONS.get(name)
        if row and row.sizes:
            return self.sized(name, args, row.sizes + row.arguments)
        kind = args.pop().value if name == "norm" and len(args) == 2 else ""
        wanted = row.arguments if row else 1 if name in {"transpose", "square"} else 2
        if len(args) != wanted:
            self.refuse("read-arguments", name=name, wanted=wanted, given=len(args))
        if name == "norm":
            return self.tree("norm", args[0], value=kind)
        if row:
            return self.tree(name if name == "kron" else "call", *args, value=name)
        return self.written(name, args)

    def sized(self, name: str, args: list[Tree], wanted: int) -> Tree:
        if name in {"ones", "zeros"} and len(args) == 1:
            args = [*args, self.tree("size", value="1")]
        if name == "eye" and len(args) == 2 and args[0].value == args[1].value:
            args.pop()
        if len(args) != wanted:
            given = ["c"] * FUNCTIONS[name].arguments + ["A.shape[0]"] * FUNCTIONS[name].sizes
            form = f"{name}({', '.join(given)})"
            self.refuse("read-sized", name=name, given=len(args), form=form)
        return self.tree(name, *args)

    def written(self, name: str, args: list[Tree]) -> Tree:
        """Functions of NumPy that formulas write with a sign."""
        first, second = args[0], args[-1]
        match name:
            case "transpose":
                return self.tree("transpose", first)
            case "dot" | "matmul" | "inner":
                return self.tree(name, first, second)
            case "outer":
                return self.tree("matmul", first, self.tree("transpose", second))
            case "multiply" | "hadamard":
                return self.tree("entrywise", first, second)
            case "square":
                return self.tree("power", first, self.tree("number", value="2"))
            case "power" | "pow":
                return self.tree("power", first, second)
        if name in {"max", "maximum"} and any(constant_value(arg) == 0 for arg in args):
            other = second if constant_value(first) == 0 else first
            return self.tree("call", other, value="relu")
        return self.refuse("read-not-read", name=name)

    def sizes_of(self, index: str) -> list[Tree]:
        """The sizes that stand below a name."""
        return [self.tree("size", value=_size(one)) for one in index.replace("×", ",").split(",")]

    def of_sizes(self, base: str, index: str) -> Tree:
        """I, K, E, 1 or 0 with its sizes below."""
        sizes = self.sizes_of(index)
        name = {"I": "eye", "K": "commutation", "E": "embed", ONES: "ones", ZEROS: "zeros"}[base]
        if name in {"ones", "zeros"} and len(sizes) == 1:
            sizes.append(self.tree("size", value="1"))
        if len(sizes) != FUNCTIONS[name].sizes:
            self.refuse("read-index", name=base, index=index)
        return self.tree(name, *sizes)


def _size(text: str) -> str:
    """A size below a constant, such as 2 n or n^2, as factors."""
    text = POWER.sub(lambda found: " ".join([found[1]] * int(found[2])), text)
    return " ".join(text.replace("*", " ").replace("·", " ").split())
