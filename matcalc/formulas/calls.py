"""Functions with their arguments: some of NumPy's are written with the signs that formulas have."""

from __future__ import annotations

import re

from matcalc.formulas.functions import FUNCTIONS
from matcalc.formulas.names import ALONG
from matcalc.formulas.tokens import ONES, ZEROS
from matcalc.formulas.trees import OPENING, Tree, constant_value
from matcalc.formulas.words import Words

__all__ = ["MODULES", "Caller"]

MODULES = frozenset([
    "np", "numpy", "linalg", "la", "scipy", "special", "math", "torch", "jnp", "jax", "tf",
])  # fmt: skip
WORDS = {"F": "'fro'", "infty": "inf", "∞": "inf"}  # of options
POWER = re.compile(r"([a-z]) \^ (?:\{ )?([1-9])(?: \})?")  # among the tokens of a size


class Caller(Words):
    """A cursor that builds what functions and constants of sizes are."""

    def sum(self) -> Tree:
        """A sum of terms."""
        raise NotImplementedError

    # --- arguments ------------------------------------------------------------------------------

    def call(self, name: str, *first: Tree) -> Tree:
        """A function with its arguments between brackets."""
        opening = self.next().text
        closing = OPENING[opening]
        row = FUNCTIONS.get(name)
        args, expected = [*first], row.arguments if row else 2
        self.fences.append(opening)
        double = bool(row and row.sizes) and self.take("(")
        while self.token.text != closing:
            is_size = row is not None and row.sizes and len(args) >= expected
            args.append(self.size() if is_size else self.argument(name, len(args)))
            if not self.take(",") and self.token.text != closing:
                if self.token.kind == "end":
                    self.refuse("read-unclosed", found=opening)
                self.unexpected()
        self.next()
        if double and not self.take(")"):
            self.refuse("read-unclosed", found="(")
        self.fences.pop()
        return self.apply(name, args)

    def argument(self, name: str, place: int) -> Tree:
        """A matrix, or an option, by its position or by its name."""
        row = FUNCTIONS.get(name)
        names = row.options.split() if row else []
        if self.token.kind == "name" and self.peek().text == "=":
            option = self.next().text
            self.next()
        elif row and 0 <= place - row.arguments < len(names):
            option = names[place - row.arguments]
        else:
            return self.deeper(self.sum)
        if option not in names and name in {"max", "min"}:
            self.refuse("read-larger", name=name)
        if option not in names:
            self.refuse("read-options", name=name, options=", ".join(names) or "—")
        return self.option(option)

    def option(self, name: str) -> Tree:
        """A number, a word or a symbol after the matrices of a function."""
        sign = "-" * self.take("-")
        while self.token.text in MODULES and self.peek().text == ".":
            self.place += 2
        if self.take("'", '"'):
            word = f"'{self.next().text}'"
            self.next()
            return self.tree("option", value=f"{name}={word}")
        if self.token.kind not in {"name", "number"} and self.token.text != "∞":
            self.unexpected()
        word = self.next().text
        if found := self.symbol(word):
            return self.tree("option", self.tree("symbol", value=found), value=f"{name}=")
        if word in self.sizes:
            return self.tree("option", self.tree("size", value=word), value=f"{name}=")
        return self.tree("option", value=f"{name}={sign}{WORDS.get(word, word)}")

    def size(self) -> Tree:
        """A size: a product of numbers, letters, and A.shape[0]."""
        parts: list[str] = []
        while self.token.kind in {"name", "number"} or (parts and self.take("*", "·")):
            text = self.next().text
            if self.token.text == "." and self.peek().text == "shape":
                self.place += 2
                axis = self.peek().text
                if self.token.text != "[" or self.peek(2).text != "]" or axis not in {"0", "1"}:
                    self.refuse("read-size", name=repr(text), most=100, known=", ".join(self.sizes))
                self.place += 3
                text = f"{self.symbol(text) or self.unknown(text)}.{axis}"
            parts.append(text)
        if not parts and self.take("-"):  # the last one
            return self.tree("size", value=f"-{self.next().text}")
        if not parts:
            self.unexpected()
        return self.tree("size", value=" ".join(parts))

    # --- entries --------------------------------------------------------------------------------

    def is_index(self) -> bool:
        """Whether what stands between brackets picks an entry, a row or a column."""
        words = [self.peek(step).text for step in range(1, 8)]
        if "]" not in words or self.token.spaced:
            return False
        inside = words[: words.index("]")]
        return bool(inside) and all(word.isdecimal() or word in {":", ",", "-"} for word in inside)

    def index(self) -> str:
        """An index as in Python, which counts from zero."""
        words = []
        self.next()
        while not self.take("]"):
            words.append(self.next().text)
        return "".join(words).replace(",", ", ")

    def lowered(self, index: str) -> str:
        """An index that stands below, which counts from one, as in Python."""
        parts = index.replace(" ", "").split(",")
        words = [":" if part in {":", "·", "*"} else self.counted(part, index) for part in parts]
        return ", ".join(words)

    def counted(self, part: str, index: str) -> str:
        if part in self.sizes and not part.isdecimal():
            return "-1"
        if not part.isdecimal() or part == "0":
            self.refuse("read-entries", index=index)
        return str(int(part) - 1)

    # --- what they are --------------------------------------------------------------------------

    def apply(self, name: str, args: list[Tree]) -> Tree:
        """A function of its arguments, written with what formulas have."""
        row = FUNCTIONS.get(name)
        if row and row.sizes:
            return self.sized(name, args, row.sizes + row.arguments)
        matrices = [arg for arg in args if arg.op != "option"]
        if name in {"max", "min"} and len(matrices) == 2:
            if constant_value(matrices[1]) in {1, -1}:  # which NumPy takes for an axis
                self.refuse("read-larger", name=name)
            return self.apply(f"{name}imum", args)
        is_of_one = name == "transpose" or name in ALONG
        wanted = row.arguments if row else 1 if is_of_one else 2
        if len(matrices) != wanted:
            self.refuse("read-arguments", name=name, wanted=wanted, given=len(matrices))
        if name == "norm" and len(args) == 1:
            return self.tree("norm", args[0])
        if row:
            return self.tree(name if name == "kron" else "call", *args, value=name)
        return self.written(name, args)

    def sized(self, name: str, args: list[Tree], wanted: int) -> Tree:
        if name in {"ones", "zeros"} and len(args) == 1:
            args = [*args, self.tree("size", value="1")]
        if name == "eye" and len(args) == 2 and args[0].value == args[1].value:
            args.pop()
        if len(args) != wanted:
            count = FUNCTIONS[name].sizes
            letters = sorted({*self.sizes})[:count]
            sizes = letters if len(letters) == count else ["A.shape[0]", "A.shape[1]"][:count]
            given = ["c"] * FUNCTIONS[name].arguments + sizes
            form = f"{name}({', '.join(given)})"
            self.refuse("read-sized", name=name, given=len(args), form=form)
        return self.tree(name, *args)

    def written(self, name: str, args: list[Tree]) -> Tree:
        """Functions of NumPy that formulas write with a sign."""
        first, second = args[0], args[-1]
        if name in ALONG:
            function, axis = ALONG[name]
            return self.apply(function, [first, self.tree("option", value=f"axis={axis}")])
        match name:
            case "transpose":
                return self.tree("transpose", first)
            case "dot" | "matmul" | "inner":
                return self.tree(name, first, second)
            case "outer":
                return self.tree("matmul", first, self.tree("transpose", second))
            case "multiply" | "hadamard":
                return self.tree("entrywise", first, second)
            case "power" | "pow":
                return self.tree("power", first, second)
        return self.refuse("read-not-read", name=name)

    def sizes_of(self, index: str) -> list[Tree]:
        """The sizes that stand below a name."""
        return [self.tree("size", value=_size(one)) for one in index.replace("×", ",").split(",")]

    def of_sizes(self, base: str, index: str) -> Tree:
        """I, K, E, 1 or 0 with its sizes below."""
        if base == "e":
            size, _, place = index.rpartition(",")
            args = [*self.sizes_of(size), self.tree("size", value=self.lowered(place))]
            return self.sized("unit", args, FUNCTIONS["unit"].sizes)
        is_pair = base == "K" and len(index) == 2 and {*index} <= {*self.sizes}
        sizes = self.sizes_of(",".join(index) if is_pair else index)
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
