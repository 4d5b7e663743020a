"""What a check says of an answer."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["REPORTS"]

REPORTS: dict[str, Pair] = {
    "outcome-passed": ("passed", "通过"),
    "outcome-failed": ("wrong", "错误"),
    "outcome-not-attempted": ("not attempted", "未作答"),
    "outcome-error": ("error", "出错"),
    "outcome-by-hand": ("graded by hand", "人工评分"),
    "outcome-partly-passed": ("partly right", "部分正确"),
    "read-by-instructor": (
        "A written answer: your instructor reads it.",
        "书面回答：由教师批阅。",
    ),
    "check-did-not-run": (
        "The check of this exercise did not run.",
        "这道题的检验没有运行。",
    ),
    "check-raised": ("The check raised {error}", "检验引发了 {error}"),
    "cell-raised": ("Your answer's cell raised {error}", "你的答案所在的单元格引发了 {error}"),
    "correct": (
        "Correct",
        "正确",
    ),
    "not-yet": (
        "Not yet",
        "还不对",
    ),
    "undecided": (
        "Undecided",
        "无法判断",
    ),
    "not-attempted-yet": (
        "Not attempted yet",
        "尚未作答",
    ),
    "sentence": ("{text}.", "{text}。"),
    "remark": (
        "Remark: {text}",
        "说明：{text}",
    ),
    "passed": (
        "at {points} points (largest error {error:.1e}).",
        "在 {points} 个点上检验（最大误差 {error:.1e}）。",
    ),
    "passed-once": (
        "at 1 point (largest error {error:.1e}).",
        "在 1 个点上检验（最大误差 {error:.1e}）。",
    ),
    "about-gradient": (
        "the derivative by {name} ({layout})",
        "对 {name} 的导数（{layout}）",
    ),
    "stretch-components": ("y and x", "y 和 x"),
    "stretch-across": ("{letter} horizontally", "{letter} 横向拉伸"),
    "stretch-down": ("{letter} vertically", "{letter} 纵向拉伸"),
    "stretch-one": (" (one)", "（只有一个）"),
    "stretch-kink": ("kink", "折点"),
    "stretch-undefined": ("undefined", "无定义"),
    "DENOMINATOR": (
        "denominator layout, YX",
        "分母布局，YX",
    ),
    "NUMERATOR": (
        "numerator layout, XY",
        "分子布局，XY",
    ),
    "about-value": (
        "the value for {names}",
        "关于 {names} 的值",
    ),
    "entry": (
        "Entry ({place}): expected {expected:.6g}, your answer gives {given:.6g}, at",
        "第（{place}）个元素：应为 {expected:.6g}，你的答案是 {given:.6g}，此时",
    ),
    "scalar": (
        "Expected {expected:.6g}, your answer gives {given:.6g}, at",
        "应为 {expected:.6g}，你的答案是 {given:.6g}，此时",
    ),
    "logical": (
        "Expected {expected}, your answer gives {given}, at",
        "应为 {expected}，你的答案是 {given}，此时",
    ),
    "logical-hidden": (
        "It is not {given}, as your answer has it, at",
        "不是你的答案所给的 {given}，此时",
    ),
    "some-calls": (
        "Your function is right for some arguments, and wrong for these: what is special about them?",
        "你的函数对有些自变量是对的，对这些却不对：它们有什么特别之处？",
    ),
    "matrix-given": ("Your answer", "你的答案"),
    "matrix-expected": ("Expected", "应为"),
    "matrix-wrong": ("wrong", "错误"),
    "numbers": ("The numbers, with all digits", "完整的数值"),
    "value-unnamed": (
        "Compare the entry above with what the exercise asks for: compute that one number by hand.",
        "请把上面的元素与题目的要求对照：用手算出这一个数。",
    ),
    "unsure": (
        "The numerical derivative is not known well enough to judge (a kink, or too much rounding); choose another point.",
        "此处的数值导数不够可靠（有折点，或舍入误差太大），请换一个点。",
    ),
    "remark-changed": (
        "your answer changed its argument {names} in place; work on a copy",
        "你的答案就地修改了参数 {names}；请在副本上计算",
    ),
    "remark-column": (
        "your 1-D array was read as a column; a column has two axes",
        "你的一维数组被当作列向量；列向量有两个轴",
    ),
    "inner-sizes": (
        "a matrix product has inner sizes {a} and {b}, which must be equal",
        "矩阵乘积的内侧尺寸是 {a} 和 {b}，两者必须相等",
    ),
    "raised-sizes": (
        "{kind}: a matrix product has inner sizes {a} and {b}, which must be equal{where}.",
        "{kind}：矩阵乘积的内侧尺寸是 {a} 和 {b}，两者必须相等{where}。",
    ),
    "shapes-fit": ("{message}; do the shapes fit", "{message}；形状匹配吗"),
    "raised-shapes": (
        "{kind}: {message}{where}. Do the shapes fit?",
        "{kind}：{message}{where}。形状匹配吗？",
    ),
    "shapes": (
        "Your answer is {given}, expected {wanted}.",
        "你的答案的形状：{given}；应为：{wanted}。",
    ),
    "value-transposed": (
        "Its values are right once transposed.",
        "转置之后数值是对的。",
    ),
    "shape-other-layout": (
        "That is the shape of the other layout, but its values differ.",
        "这是另一种布局的形状，但数值也不同。",
    ),
    "shape-arrangement": (
        "The number of entries is right, their arrangement is not.",
        "元素的个数对，但排列不对。",
    ),
    "shape-summed": ("It has one entry: how many should there be?", "它只有一个元素：应当有几个？"),
    "shape-value": (
        "Which shapes do the arguments have, and what becomes of them?",
        "各个参数是什么形状？运算之后变成什么形状？",
    ),
    "term-factor": (
        "A constant factor in one of the terms seems to be off: which rule brings it in?",
        "有一项的常数因子似乎不对：它由哪条法则产生？",
    ),
    "unnamed": (
        "Compare the entry above with your derivation, component by component.",
        "请把上面的元素与你的推导逐个分量地比较。",
    ),
    "kink-inside": ("its argument", "自变量"),
    "kink": (
        "{name} has a kink where {inside} is 0",
        "{name} 在 {inside} 为 0 处有折点",
    ),
    "kink-entry": (
        "{name} has a kink where {inside} has an entry that is 0",
        "{name} 在 {inside} 有元素为 0 处有折点",
    ),
    "tie": (
        "{name} has no derivative where two entries of {inside} tie",
        "{name} 在 {inside} 的两个元素并列处不可导",
    ),
    "multiple": (
        "{name} has no derivative where the largest eigenvalue or singular value of {inside} is not simple",
        "{name} 在 {inside} 的最大特征值或奇异值有重数处不可导",
    ),
    "rank": (
        "{name} has a kink where {inside} does not have full rank",
        "{name} 在 {inside} 不满秩处有折点",
    ),
    "no-derivative": (
        "the derivative of {name} has no closed form here: compare it with numbers, by jacobian or check_gradient with a function",
        "{name} 的导数在这里没有闭式：请用数值比较，即 jacobian，或向 check_gradient 传入函数",
    ),
    "jump": (
        "{name} jumps where {inside} is 0",
        "{name} 在 {inside} 为 0 处有跳跃",
    ),
    "jump-entry": (
        "{name} jumps where {inside} has an entry that is 0",
        "{name} 在 {inside} 有元素为 0 处有跳跃",
    ),
    "counted-twice": (
        " ({structure}: an entry counts wherever it stands)",
        "（{structure}：一个元素在每个位置上都要计入）",
    ),
}
