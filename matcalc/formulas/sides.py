"""The part of a text that is the formula: without quotes, an equation's left side, or a name.

``f(x) = x'Ax``, ``x ↦ x'Ax``, ``lambda x: x.T @ x`` and ``\\hat y = Xw`` are formulas with names.
"""

from __future__ import annotations

from collections.abc import Collection

from matcalc.errors import MatcalcError
from matcalc.formulas.tokens import Token
from matcalc.formulas.trees import OPENING
from matcalc.messages import say

__all__ = ["right_side"]

AFTER, BEFORE = {'"', "`", ".", ",", ";"}, {'"', "`"}  # what surrounds a formula in a text
ACCENTED = {"*", "⊤", "star", "+", "†"}  # what may stand above a name, as in w^*


def right_side(tokens: list[Token], symbols: Collection[str]) -> list[Token]:
    """The tokens of the formula in a text.

    >>> from matcalc.formulas.tokens import tokens_of
    >>> [token.text for token in right_side(tokens_of("f(x) = x'x."), ["x"])]
    ['x', "'", 'x', '']
    """
    while tokens[0].text in BEFORE or (tokens[0].text == "return" and len(tokens) > 2):
        tokens = tokens[1:]
    while len(tokens) > 1 and tokens[-2].text in AFTER:
        tokens = [*tokens[:-2], tokens[-1]]
    tokens = _value(tokens)
    depth, signs = 0, list[int]()
    for place, token in enumerate(tokens):
        depth += (token.text in OPENING) - (token.text in OPENING.values())
        if token.text == "=" and depth == 0:
            signs.append(place)
    if not signs:
        return tokens
    left, right = tokens[: signs[0]], tokens[signs[0] + 1 :]
    if left and left[-1].text == ":":
        left = left[:-1]
    if len(signs) > 1 or not _is_name(left, right, symbols):
        raise MatcalcError(say("read-equation"))
    return right


def _value(tokens: list[Token]) -> list[Token]:
    """What stands after an arrow, or after ``lambda x:``."""
    texts = [token.text for token in tokens]
    if "↦" in texts:
        sign, is_function = texts.index("↦"), True
    elif texts[0] == "lambda" and ":" in texts:
        sign, is_function = texts.index(":"), texts[1] != ":"
    else:
        return tokens
    before = tokens[:sign]
    if is_function and all(one.kind == "name" or one.text in {*"(),:"} for one in before):
        return tokens[sign + 1 :]
    return tokens


def _is_name(left: list[Token], right: list[Token], symbols: Collection[str]) -> bool:
    """Whether the left side names what the right side is: y, f(x), ŷ, w^*, or a derivative."""
    if {"nabla", "partial", "\\frac", "∂", "∇"} & {token.text for token in left}:
        return True
    left = _without_marks([token for token in left if token.text not in {"{", "}"}])
    names = [token.text for token in left if token.kind == "name"]
    used = {token.text for token in right if token.kind == "name"}
    if len(left) == 3 and left[1].text == "/" and all(name[0] == "d" for name in names):
        return True
    if not names or left[0].kind != "name" or not used or names[0] in used:
        return False
    if names[0] in symbols and len(left) > 1:
        return False
    is_plain = all(token.kind == "name" or token.text in {*"(),'"} for token in left)
    return is_plain and (len(names) == 1 or left[1].text == "(")


def _without_marks(left: list[Token]) -> list[Token]:
    """A side without what stands below its first name, and without a star above it."""
    marks = 1
    while marks + 1 < len(left) and (
        left[marks].text == "_" or (left[marks].text == "^" and left[marks + 1].text in ACCENTED)
    ):
        marks += 2
    return left[:1] + left[marks:]
