"""What the editor of derivations says; the script's own keys are without the first word."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["DERIVATION_PAGE"]

DERIVATION_PAGE: dict[str, Pair] = {
    "derivation-whole-complete": (
        "Every line is right, and the derivation is complete.",
        "每一行都正确，推导完整。",
    ),
    "derivation-whole-incomplete": ("So far every line is right.", "到目前为止每一行都正确。"),
    "derivation-whole-wrong": (
        "The first mistake is in line {number}.",
        "第一处错误在第 {number} 行。",
    ),
    "derivation-whole-unsure": (
        "A line could not be decided.",
        "有一行无法判定。",
    ),
    "page-derivation-lines": (
        "Derivation, line by line. Each line is checked while you type.",
        "逐行推导。输入时会检验每一行。",
    ),
    "page-derivation-read": ("Your lines as they were read", "各行的理解"),
    "page-derivation-empty": (
        "Type lines such as df = … or D = …: each is checked as you go.",
        "请输入 df = … 或 D = … 这样的行：每一行会随即得到检验。",
    ),
    "page-derivation-line": ("Line {number}: {verdict}.", "第 {number} 行：{verdict}。"),
    "page-derivation-agree": ("right", "正确"),
    "page-derivation-differ": ("a mistake enters here", "错误从这里开始"),
    "page-derivation-carried": (
        "follows from a line with a mistake",
        "由有错的行推出",
    ),
    "page-derivation-unsure": ("not decided", "无法判定"),
    "page-derivation-unread": ("not understood", "无法理解"),
    "page-derivation-kind": ("Kind of mistake: {title}.", "错误类型：{title}。"),
    "page-derivation-late": (
        "These lines took too long to check; change one, and they are checked again.",
        "检验这些行用时过长；修改其中一行后会重新检验。",
    ),
}
