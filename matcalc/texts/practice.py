"""What a question to practise on says, and the dialogue around it."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["PRACTICE"]

PRACTICE: dict[str, Pair] = {
    "practice-first": (
        "Differentiate f = {formula} with respect to {name} ({layout}), where {shapes}.",
        "求 f = {formula} 对 {name} 的导数（{layout}），其中 {shapes}。",
    ),
    "practice-second": (
        "Find the matrix of second derivatives (the Hessian) of f = {formula} with respect to {name}, where {shapes}.",
        "求 f = {formula} 对 {name} 的二阶导数矩阵（黑塞矩阵），其中 {shapes}。",
    ),
    "practice-shape": ("{name} is {shape}", "{name}：{shape}"),
    "practice-scalar": ("a scalar", "标量"),
    "practice-comma": (", ", "，"),
    "practice-positive": (" with positive entries", "（元素为正）"),
    "practice-invertible": (" and invertible", "（可逆）"),
    "practice-symmetric": (" and symmetric", "（对称）"),
    "practice-diagonal": (" and diagonal", "（对角）"),
    "practice-spd": (" and symmetric positive definite", "（对称正定）"),
    "practice-rules": (
        "Hint: the answer is {shape}. These rules lead to it, from the outside in: {rules}.",
        "提示：答案是 {shape}。由外到内依次要用的法则：{rules}。",
    ),
    "practice-how": (
        "Answer with a formula, such as 2 * A.T @ x or 2A'x. For help type ? or press Enter twice; q leaves.",
        "请用公式作答，例如 2 * A.T @ x 或 2A'x。输入 ? 或按两次回车可获得帮助；输入 q 离开。",
    ),
    "practice-number": ("\n{number}. {title}\n{text}", "\n{number}. {title}\n{text}"),
    "practice-again": (
        "Press Enter once more for help, or type an answer.",
        "再按一次回车可获得帮助，也可以直接作答。",
    ),
    "practice-derivation": ("The derivation:", "推导："),
    "practice-solution": (
        "A solution: {formula}, in LaTeX {latex}",
        "解答：{formula}，LaTeX 写作 {latex}",
    ),
    "practice-alone": ("Right without help: {count}.", "独立答对：{count}。"),
    "practice-helped": ("Right with help: {count}.", "得到帮助后答对：{count}。"),
    "practice-shown": ("Solution shown: {count}.", "看了解答：{count}。"),
    "practice-space": (" ", ""),
    "practice-repeat": (
        "The same questions again: {command}",
        "再练一遍同样的题目：{command}",
    ),
    "practice-result": ("{layout} ({shape}): {formula}", "{layout}（{shape}）：{formula}"),
}
