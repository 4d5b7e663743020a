"""What a translation into Chinese must keep: rules that say what is wrong, or nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent

HAN = "\u3400-\u9fff"
ROLE = re.compile(r"\{([a-z:_-]+)\}`(?:[^`<]*<([^`>]*)>|([^`]*))`")
MATH = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.S)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"\]\(([^)\s]*)\)")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
BESIDE = re.compile(rf"[{HAN}][,.;:!?()]|[,;:!?()][{HAN}]")
APART = re.compile(rf"[{HAN}] +[{HAN}]")
UNDERSCORE = re.compile(rf"[{HAN}]_[^_]|[^_]_[{HAN}]")

# English words with more than one meaning, and what else stands for one of them.
OTHERWISE = {
    "entry": ("条目", "每一条", "一条", "项"),
    "matrix": ("方阵",),
    "vector": ("向量",),
    "shape": ("尺寸", "同形"),
    "derivative": ("导", "微分"),
    "partial derivative": ("偏导",),
    "jacobian": ("雅可比",),
    "hessian": ("黑塞",),
    "layout": ("格式", "结构", "目录"),
}
# Those that are no everyday words too.
TERMS = {
    "scalar", "vector", "column vector", "row vector", "matrix", "entry", "shape", "transpose",
    "pseudo-inverse", "rank", "trace", "determinant", "eigenvalue", "singular value", "norm",
    "quadratic form", "bilinear form", "derivative", "partial derivative", "gradient", "Jacobian",
    "Hessian", "chain rule", "product rule", "denominator layout", "numerator layout",
    "least squares", "normal equations", "residual", "gradient descent", "Rayleigh quotient",
    "condition number", "broadcasting", "notebook", "exercise", "hint", "Kronecker product",
    "finite difference", "identity atlas",
}  # fmt: skip


@cache
def glossary() -> dict[str, str]:
    """The Chinese word for each English one, as the page of the book has it."""
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", (ROOT / "book/glossary.md").read_text(), re.M)
    return {english: chinese for english, chinese in rows if english != "English"}


def plain(text: str) -> str:
    """A text without formulas, code, roles and addresses."""
    for pattern, instead in ((ROLE, " "), (MATH, " "), (CODE, " "), (LINK, "]")):
        text = pattern.sub(instead, text)
    return text


def _kept(pattern: re.Pattern[str], original: str, translated: str) -> Iterator[str]:
    found, expected = Counter(_all(pattern, translated)), Counter(_all(pattern, original))
    yield from ((expected - found) + (found - expected)).elements()


def _all(pattern: re.Pattern[str], text: str) -> list[str]:
    if pattern is not ROLE:
        text = ROLE.sub(" ", text)
    if pattern not in (ROLE, MATH):
        text = MATH.sub(" ", text)
    groups = (match.groups() or match[0] for match in pattern.finditer(text))
    return [re.sub(r"\\text\{[^}]*\}", "", str(group)) for group in groups]


def _missing(_original: str, translated: str) -> bool:
    return not translated.strip()


def _numbers(original: str, translated: str) -> set[str]:
    return {*NUMBER.findall(plain(original))} - {*NUMBER.findall(plain(translated))}


def _terms(original: str, translated: str) -> Iterator[str]:
    english, chinese = plain(original), plain(translated)
    for term in TERMS:
        named = re.compile(rf"(?<!\\)\b{term}(e?s)?\b", re.I)
        if not named.search(english) or named.search(chinese):  # it may be quoted, as in a title
            continue
        word = glossary()[term]
        if not any(one in chinese for one in (word, *OTHERWISE.get(term.lower(), ()))):
            yield f"{term} is {word}"


Rule = Callable[[str, str], object]
RULES: dict[str, Rule] = {
    "there is a translation": _missing,
    "the same formulas": lambda one, other: [*_kept(MATH, one, other)],
    "the same roles with the same targets": lambda one, other: [*_kept(ROLE, one, other)],
    "the same code": lambda one, other: [*_kept(CODE, one, other)],
    "the same links": lambda one, other: [*_kept(LINK, one, other)],
    "no number is lost": _numbers,
    "no half-width punctuation beside Han characters": lambda _, text: BESIDE.findall(plain(text)),
    "no blank between Han characters": lambda _, text: APART.findall(text),
    "as many words are bold": lambda one, other: one.count("**") - other.count("**"),
    "no underscore sets Han characters in italics": lambda _, text: UNDERSCORE.findall(plain(text)),
    "every term is the glossary's": lambda one, other: [*_terms(one, other)],
}  # fmt: skip
