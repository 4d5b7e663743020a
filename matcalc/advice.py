"""What Python's complaint means to someone who writes mathematics, and what to type instead.

Each rule looks at the kind of an error, its message and the line that raised it, which is all that
a notebook's output tells too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcalc.messages import say

__all__ = ["Complaint", "advice_on"]

OWN_WORDS = {"tr": "np.trace", "ln": "np.log", "numpy": "np", "sigmoid": "1 / (1 + np.exp(-x))"}
PLAIN = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "−": "-", "–": "-", "—": "-", "·": "*", "⋅": "*",
    "×": "*", "∗": "*", "÷": "/", "⊙": "*", "ᵀ": ".T", "⊤": ".T", "²": "**2", "³": "**3",
    "‖": "np.linalg.norm(…)", "√": "np.sqrt(…)", "。": ".", "、": ",",
}  # fmt: skip


@dataclass(frozen=True)
class Complaint:
    """What Python said, and of which line.

    Attributes
    ----------
    kind, message : str
        The class of the exception and its text.
    line : str
        The line of the answer; empty where it is not known.
    known : sequence of str
        The names of the function's arguments.
    """

    kind: str
    message: str
    line: str = ""
    known: Sequence[str] = ()


def advice_on(complaint: Complaint) -> str:
    """What to type instead, in one sentence; empty where nothing is certain.

    Examples
    --------
    >>> advice_on(Complaint("NameError", "name 'T' is not defined", "return A^T @ x"))
    'The transpose of A is written A.T.'
    >>> advice_on(Complaint("NameError", "name 'norm' is not defined"))
    'In code, norm is written np.linalg.norm.'
    """
    rule = RULES.get(complaint.kind)
    return rule(complaint) if rule else ""


def _in_numpy(name: str) -> str:
    """How code calls a function that a formula calls by its bare name; empty if it does not."""
    if name in OWN_WORDS:
        return OWN_WORDS[name]
    if len(name) > 1 and hasattr(np.linalg, name):
        return f"np.linalg.{name}"
    return f"np.{name}" if len(name) > 1 and hasattr(np, name) else ""


def _name(complaint: Complaint) -> str:
    """A name without a value."""
    found = re.search(r"name '([^']+)' is not defined", complaint.message)
    if not found:
        return ""
    name = found[1]
    turned = re.search(r"([^\W\d]\w*|\))\s*\^\s*\(?T\b", complaint.line)
    if name == "T" and turned:
        return _turned(turned[1])
    if name == "I":
        return say("advice-identity")
    if full := _in_numpy(name):
        return say("advice-prefix", name=name, full=full)
    if other := next((one for one in complaint.known if one.lower() == name.lower()), ""):
        return say("advice-case", name=name, other=other)
    if len(name) <= 2 and complaint.known:
        known = say("list-comma").join(complaint.known)
        return say("advice-arguments", name=name, known=known)
    return ""


def _turned(factor: str) -> str:
    return say("advice-transpose", name="(…)" if factor == ")" else factor)


def _attribute(complaint: Complaint) -> str:
    """What numpy, or an array, does not have."""
    found = re.search(r"(ndarray|numpy)' (?:object )?has no attribute '(\w+)'", complaint.message)
    if not found:
        return ""
    of, name = found.groups()
    if of == "ndarray":
        if name in {"t", "transposed", "Transpose", "H"}:
            return say("advice-transpose", name="x")
        full = _in_numpy(name)
        return say("advice-function-of", full=f"{full}(x)") if full else ""
    full = OWN_WORDS.get(name) or _in_numpy(name)
    return say("advice-prefix", name=name, full=full) if full else ""


def _type(complaint: Complaint) -> str:
    message, line = complaint.message, complaint.line
    arguments = re.search(r"takes (?:from )?\S.* positional arguments? but (\d+)", message)
    missing = "required positional argument" in message
    by_text: tuple[tuple[str, bool], ...] = (
        ("advice-inverse", "^" in line and bool(re.search(r"\^\s*\(?-\s*1", line))),
        ("advice-power", "bitwise_xor" in message or "for ^" in message),
        ("advice-property", "not callable" in message and ".T()" in line),
        ("advice-sign", "not callable" in message),
        ("advice-one-number", "math." in line and "converted" in message),
        ("advice-entries", "converted" in message and "scalar" in message),
        (
            "advice-list",
            bool(re.search("multiply sequence|operand.*list|concatenate list|^list ind", message)),
        ),
    )
    if arguments:
        return say("advice-called", given=arguments[1])
    if missing:
        return ""
    return _first(by_text)


def _value(complaint: Complaint) -> str:
    message, line = complaint.message, complaint.line
    does_not_fit = bool(re.search("broadcast|aligned|mismatch in its core|inner size", message))
    entrywise = re.search(r"(?<!\*)\*(?!\*)", line) and "broadcast" in message
    return _first((
        ("advice-inverse", bool(re.search(r"\^\s*\(?-\s*1", line))),
        ("advice-diag", does_not_fit and "diag(" in line),
        ("advice-product", bool(entrywise)),
        ("advice-number", "does not have enough dimensions" in message and "@" in line),
        ("advice-truth", "truth value of an array" in message),
        (
            "advice-entries",
            "[" in line and bool(re.search("inhomogeneous|element with a sequence", message)),
        ),
    ))  # fmt: skip


def _first(rules: Sequence[tuple[str, bool]]) -> str:
    return next((say(key) for key, applies in rules if applies), "")


def _index(complaint: Complaint) -> str:
    found = re.search(r"index (\d+) is out of bounds .* size (\d+)", complaint.message)
    if not found or int(found[1]) != int(found[2]):
        return ""
    return say("advice-counting", last=int(found[2]) - 1)


def _algebra(complaint: Complaint) -> str:
    return _first((
        ("advice-square", "must be square" in complaint.message),
        ("advice-singular", "Singular" in complaint.message),
    ))  # fmt: skip


def _unbound(complaint: Complaint) -> str:
    found = re.search(r"variable '(\w+)'", complaint.message)
    return say("advice-before", name=found[1]) if found else ""


def _module(complaint: Complaint) -> str:
    found = re.search(r"No module named '([\w.]+)'", complaint.message)
    return say("advice-module", name=found[1].partition(".")[0]) if found else ""


def _syntax(complaint: Complaint) -> str:
    """Why Python stopped reading a line that reads well as mathematics."""
    message, line = complaint.message, complaint.line
    if sign := re.search("invalid (?:non-printable )?character '?(.)", message):
        plain = PLAIN.get(sign[1], "") or unicodedata.normalize("NFKC", sign[1])
        return say("advice-sign-of", sign=sign[1], plain=plain) if plain.isascii() else ""
    turned = re.search(r"([^\W\d]\w*|\))'", line)
    if turned and message.startswith(("unterminated string", "invalid syntax")):
        return _turned(turned[1])
    turned = re.search(r"([^\W\d]\w*)\s*\^\s*\{?T\b", line)
    if turned:
        return _turned(turned[1])
    side_by_side = re.search(r"\d\s*[A-Za-z(]|[\w)\]]\s+[A-Za-z(]", re.sub(r"\breturn\b", "", line))
    return _first((
        ("advice-latex", "line continuation" in message),
        ("advice-colon", message == "expected ':'" and line.lstrip().startswith("def")),
        ("advice-sign", "decimal literal" in message or "imaginary literal" in message),
        ("advice-sign", message.startswith("invalid syntax") and bool(side_by_side)),
    ))  # fmt: skip


def _indentation(_: Complaint) -> str:
    return say("advice-indent")


RULES: dict[str, Callable[[Complaint], str]] = {
    "NameError": _name,
    "UnboundLocalError": _unbound,
    "AttributeError": _attribute,
    "TypeError": _type,
    "UFuncTypeError": _type,
    "ValueError": _value,
    "IndexError": _index,
    "LinAlgError": _algebra,
    "ModuleNotFoundError": _module,
    "ImportError": _module,
    "SyntaxError": _syntax,
    "IndentationError": _indentation,
    "TabError": _indentation,
}
