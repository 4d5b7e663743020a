"""What a formula is read into, a tree, and the place in its tokens where reading stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from matcalc.errors import MatcalcError
from matcalc.formulas.tokens import Token
from matcalc.messages import say

__all__ = ["OPENING", "Cursor", "Tree", "constant_value"]

MOST_LEVELS, MOST_TREES = 100, 3000
OPENING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}


@dataclass(slots=True, eq=False)
class Tree:
    """An operation with its arguments, a name or number, and its shape once it is found."""

    op: str
    args: list[Tree] = field(default_factory=list)
    value: str = ""
    shape: tuple[int, int] = (0, 0)
    plan: Tree | None = None  # how a product without signs is multiplied
    height: int = 0

    def __post_init__(self) -> None:
        self.height = 1 + max((arg.height for arg in self.args), default=0)
        if self.height > MOST_LEVELS:
            raise MatcalcError(say("read-too-deep", levels=MOST_LEVELS))

    def walk(self) -> Iterator[Tree]:
        """The tree and all that is in it, from left to right."""
        yield self
        for arg in self.args:
            yield from arg.walk()


def constant_value(tree: Tree) -> Fraction | None:
    """The number that a tree without symbols is, if it is one."""
    inside = [constant_value(arg) for arg in tree.args]
    match tree.op, inside:
        case "number", _:
            return Fraction(tree.value)
        case "negative", [Fraction() as a]:
            return -a
        case "over", [Fraction() as a, Fraction() as b] if b:
            return a / b
    return None


class Cursor:
    """A place among the tokens of a formula."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = self.depth = self.count = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def next(self) -> Token:
        token = self.token
        self.place += token.kind != "end"
        return token

    def take(self, *texts: str) -> bool:
        """Whether the next token is one of these signs, which is then passed."""
        found = self.token.kind == "op" and self.token.text in texts
        self.place += found
        return found

    def peek(self, steps: int = 1) -> Token:
        return self.tokens[min(self.place + steps, len(self.tokens) - 1)]

    def replace(self, *tokens: Token) -> None:
        """Put other tokens in the place of the next one."""
        self.tokens[self.place : self.place + 1] = tokens

    def refuse(self, key: str, **values: str | int) -> NoReturn:
        raise MatcalcError(say(key, language=None, **values))

    def unexpected(self) -> NoReturn:
        """Say where reading stopped."""
        passed = self.tokens[max(self.place - 4, 0) : self.place]
        before = "".join(t.text.strip("⟦⟧") for t in passed)
        found = self.token.text.strip("⟦⟧")
        if self.token.kind == "end":
            self.refuse("read-end" if before else "read-empty", before=before)
        if found == "'" or found == '"':
            self.refuse("read-quote", found=found)
        if found in {*OPENING.values()} and before:
            self.refuse("read-unopened", found=found, before=before)
        if found in {"∂", "∇"}:
            self.refuse("read-derivative")
        if found == "," and passed and passed[-1].kind == self.peek().kind == "number":
            self.refuse("read-decimal", found=f"{passed[-1].text},{self.peek().text}")
        if found in {"<", ">"}:
            self.refuse("read-comparison", found=found)
        if found in {"=", "!", "?", ":", ";", ",", "_", "∞", "↦", "`"}:
            self.refuse("read-sign", found=found)
        self.refuse("read-start" if not before else "read-unexpected", found=found, before=before)

    def tree(self, op: str, *args: Tree, value: str = "") -> Tree:
        self.count += 1
        if self.count > MOST_TREES:
            self.refuse("read-too-long")
        return Tree(op, [*args], value)

    def deeper(self, read: Callable[[], Tree]) -> Tree:
        """What is read one level further in."""
        self.depth += 1
        if self.depth > MOST_LEVELS:
            self.refuse("read-too-deep", levels=MOST_LEVELS)
        tree = read()
        self.depth -= 1
        return tree
