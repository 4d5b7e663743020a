"""What checks and derivations say, in English and in Chinese.

Every text names a kind of mistake and asks where to look; none gives the answer away.
"""

from __future__ import annotations

import os

from matcalc.errors import MatcalcError

__all__ = ["MISTAKES", "RULES", "TEXTS", "rule_name", "say", "set_language"]

ENVIRONMENT = "MATCALC_LANGUAGE"

# Where several edits explain an answer, the one that stands first here is the likeliest.
MISTAKES = {
    "not-attempted": "the answer is still the stub",
    "raised": "the answer raised an exception",
    "not-finite": "the answer has entries that are not finite numbers",
    "shape": "the answer has another shape, or is no array of numbers",
    "flattened": "the answer is 1-D where a column or row was asked for",
    "other-layout": "the answer is right in the other layout",
    "transposed": "the answer is the transpose of the right one",
    "vec-order": "the entries of a matrix were taken row by row",
    "changed-argument": "the answer changed an argument that it used again",
    "sign": "the answer is the right one with the opposite sign",
    "product-order": "factors stand in the wrong order",
    "missing-transpose": "a transpose is missing, or one too many",
    "missing-outer-factor": "a scalar outer derivative is missing or wrong",
    "missing-term": "a term is missing",
    "term-sign": "one of the terms has the wrong sign",
    "wrong-inner-derivative": "the derivative of an inner function is wrong",
    "not-dependent": "the answer does not depend on a symbol that matters",
    "elementwise-product": "an elementwise product stands for a matrix product, or vice versa",
    "entries": "only some of the entries are wrong",
    "missing-factor": "a factor of the chain rule is missing",
    "factor": "the answer, or one of its terms, is off by a constant factor",
    "extra-term": "there is a term too many",
    "symmetric-only": "the answer holds for symmetric matrices only",
    "constant-offset": "the answer is off by something that does not depend on the variable",
    "hard-coded": "the answer does not depend on its arguments",
}

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "correct": "Correct",
        "not-yet": "Not yet",
        "undecided": "Undecided",
        "not-attempted-yet": "Not attempted yet",
        "remark": "Remark: {text}",
        "passed": "at {points} points (largest error {error:.1e}).",
        "passed-once": "at 1 point (largest error {error:.1e}).",
        "about-gradient": "the derivative by {name} ({layout})",
        "DENOMINATOR": "denominator layout, YX",
        "NUMERATOR": "numerator layout, XY",
        "about-value": "the value for {names}",
        "entry": "Entry ({place}): expected {expected:.6g}, your answer gives {given:.6g}, at",
        "scalar": "Expected {expected:.6g}, your answer gives {given:.6g}, at",
        "unsure": "The numerical derivative is not known well enough to judge (a kink, or too much "
        "rounding); choose another point.",
        "remark-changed": "your answer changed its argument {names} in place; work on a copy",
        "remark-column": "your 1-D array was read as a column; a column has two axes",
        "not-attempted": "Replace the stub by your answer, then run this cell again.",
        "raised": "Called with {shapes}, your answer raised {error}",
        "inner-sizes": "a matrix product has inner sizes {a} and {b}, which must be equal",
        "shapes-fit": "{message}; do the shapes fit",
        "not-finite": "Some entries of your answer are not finite numbers: is there a division by "
        "zero, or a logarithm or root of a negative number?",
        "shapes": "Your answer is {given}, expected {wanted}.",
        "flattened": "A 1-D array is neither a column nor a row: keep both axes.",
        "other-layout": "Its values are right in the other layout: which of the two, function or "
        "variable, runs down the rows here?",
        "value-transposed": "Its values are right once transposed.",
        "shape-other-layout": "That is the shape of the other layout, but its values differ.",
        "shape-arrangement": "The number of entries is right, their arrangement is not.",
        "shape-summed": "Was something summed up that should stay apart?",
        "shape-value": "Which shapes do the arguments have, and what becomes of them?",
        "shape": "How many partial derivatives are there, and how are they arranged?",
        "sometimes": "Your answer is right at some points and wrong at others: does it hold for "
        "every size and every argument?",
        "transposed": "Your answer is the transpose of the right one, or right in the other "
        "layout: which index runs down the rows?",
        "sign": "Every entry of your answer has the opposite sign: where is it lost?",
        "factor": "Every entry of your answer is {ratio:.6g} times the right one: where could a "
        "constant factor come from, or get lost?",
        "term-factor": "A constant factor in one of the terms seems to be off: which rule brings "
        "it in?",
        "vec-order": "The entries are right, but in another order: does vec stack the columns or "
        "the rows?",
        "changed-argument": "Your answer changes {names} while it computes, and uses it again "
        "afterwards: would it be right if it worked on a copy?",
        "hard-coded": "Your answer does not change when the arguments do: is something written as "
        "a number that depends on them?",
        "missing-outer-factor": "Your answer is the right one but for a scalar that differs from "
        "point to point: was the outer function of the chain rule differentiated too?",
        "missing-factor": "A factor of the chain rule seems to be missing: through which matrix "
        "does the variable reach the function?",
        "missing-term": "A term seems to be missing: in how many places does the variable occur, "
        "and what does each of them contribute?",
        "extra-term": "There seems to be a term too many: does each term come from a place where "
        "the variable occurs?",
        "term-sign": "One of the terms seems to have the wrong sign: follow the signs.",
        "missing-transpose": "A transpose seems to be missing, or one too many: write one entry as "
        "a sum, and see along which index it runs.",
        "symmetric-only": "Your answer is right if {name} is symmetric; it need not be. What "
        "changes if it is not?",
        "product-order": "The factors seem to stand in another order: matrices do not commute.",
        "elementwise-product": "Is one of the products a matrix product where entries are "
        "multiplied one by one, or the other way round?",
        "wrong-inner-derivative": "The derivative of an inner function seems to be off: is it the "
        "function itself, or a part of its derivative, that stands there?",
        "constant-offset": "Your answer differs from the right one by something that does not "
        "depend on {name}: what does a constant become when it is differentiated?",
        "not-dependent": "Your answer does not depend on {name}, but the derivative does: where "
        "does it enter?",
        "entries": "Only some entries are wrong, entry ({place}) among them: what is special about "
        "them?",
        "unnamed": "Compare the entry above with your derivation, component by component.",
        "kink": "{name} has a kink where {inside} is 0",
        "kink-entry": "{name} has a kink where {inside} has an entry that is 0",
        "jump": "{name} jumps where {inside} is 0",
        "jump-entry": "{name} jumps where {inside} has an entry that is 0",
        "counted-twice": " ({structure}: an entry counts wherever it stands)",
    },
    "zh": {
        "correct": "正确",
        "not-yet": "还不对",
        "undecided": "无法判断",
        "not-attempted-yet": "尚未作答",
        "remark": "说明：{text}",
        "passed": "在 {points} 个点上检验（最大误差 {error:.1e}）。",
        "passed-once": "在 1 个点上检验（最大误差 {error:.1e}）。",
        "about-gradient": "对 {name} 的导数（{layout}）",
        "DENOMINATOR": "分母布局，YX",
        "NUMERATOR": "分子布局，XY",
        "about-value": "关于 {names} 的值",
        "entry": "第（{place}）个元素：应为 {expected:.6g}，你的答案是 {given:.6g}，此时",
        "scalar": "应为 {expected:.6g}，你的答案是 {given:.6g}，此时",
        "unsure": "此处的数值导数不够可靠（有折点，或舍入误差太大），请换一个点。",
        "remark-changed": "你的答案就地修改了参数 {names}；请在副本上计算",
        "remark-column": "你的一维数组被当作列向量；列向量有两个轴",
        "not-attempted": "请用你的答案替换占位代码，再运行这个单元格。",
        "raised": "以 {shapes} 调用时，你的答案引发了 {error}",
        "inner-sizes": "矩阵乘积的内侧尺寸是 {a} 和 {b}，两者必须相等",
        "shapes-fit": "{message}；形状匹配吗",
        "not-finite": "你的答案中有些元素不是有限的数：是否除以了零，或者对负数取了对数或平方根？",
        "shapes": "你的答案的形状是 {given}，应为 {wanted}。",
        "flattened": "一维数组既不是列也不是行：请保留两个轴。",
        "other-layout": "数值在另一种布局下是对的：在这里，函数和变量哪一个沿着行向下排？",
        "value-transposed": "转置之后数值是对的。",
        "shape-other-layout": "这是另一种布局的形状，但数值也不同。",
        "shape-arrangement": "元素的个数对，但排列不对。",
        "shape-summed": "是不是把应当分开的量加在了一起？",
        "shape-value": "各个参数是什么形状？运算之后变成什么形状？",
        "shape": "一共有多少个偏导数？它们怎样排列？",
        "sometimes": "你的答案在有些点上对，在有些点上不对：它对每种大小、每个参数都成立吗？",
        "transposed": "你的答案是正确答案的转置，或者是另一种布局下的正确答案：哪个下标沿着行向下？",
        "sign": "你的答案的每个元素都差一个负号：符号是在哪里丢的？",
        "factor": "你的答案的每个元素都是正确值的 {ratio:.6g} 倍：常数因子可能从哪里来，又在哪里丢掉？",
        "term-factor": "有一项的常数因子似乎不对：它由哪条法则产生？",
        "vec-order": "元素都对，但顺序不同：vec 是按列堆叠还是按行堆叠？",
        "changed-argument": "你的答案在计算时修改了 {names}，后面又用到它：在副本上计算会对吗？",
        "hard-coded": "参数变化时你的答案不变：是不是把依赖参数的量写成了具体的数？",
        "missing-outer-factor": "你的答案与正确答案相差一个随点变化的标量：链式法则中的外层函数也求导了吗？",
        "missing-factor": "链式法则似乎少了一个因子：变量经过哪个矩阵影响函数？",
        "missing-term": "似乎少了一项：变量出现在几处？每一处各贡献什么？",
        "extra-term": "似乎多了一项：每一项都来自变量出现的地方吗？",
        "term-sign": "似乎有一项的符号不对：请逐项检查符号。",
        "missing-transpose": "似乎少了或多了一个转置：请把一个元素写成求和，看看它沿着哪个下标求和。",
        "symmetric-only": "如果 {name} 对称，你的答案是对的；但它不一定对称。不对称时有什么变化？",
        "product-order": "因子的顺序似乎不同：矩阵乘法不可交换。",
        "elementwise-product": "是否在应当逐元素相乘的地方用了矩阵乘积，或者相反？",
        "wrong-inner-derivative": "内层函数的导数似乎不对：写下的是不是函数本身，或者只是其导数的一部分？",
        "constant-offset": "你的答案与正确答案之差不依赖于 {name}：常数求导后变成什么？",
        "not-dependent": "你的答案不依赖于 {name}，而导数依赖于它：它从哪里进来？",
        "entries": "只有一部分元素不对，例如第（{place}）个：它们有什么特别？",
        "unnamed": "请把上面的元素与你的推导逐个分量地比较。",
        "kink": "{name} 在 {inside} 为 0 处有折点",
        "kink-entry": "{name} 在 {inside} 有元素为 0 处有折点",
        "jump": "{name} 在 {inside} 为 0 处有跳跃",
        "jump-entry": "{name} 在 {inside} 有元素为 0 处有跳跃",
        "counted-twice": "（{structure}：一个元素在每个位置上都要计入）",
    },
}

# The rules of differentiation by the operations that they are for; others go by their own names.
RULES: dict[str, dict[str, str]] = {
    "en": {
        "abs": "absolute value",
        "add": "sum",
        "constant": "a constant",
        "det": "determinant",
        "diag": "diagonal matrix",
        "exp": "exponential",
        "inv": "inverse",
        "kron": "Kronecker product",
        "log": "logarithm",
        "logdet": "log-determinant",
        "matmul": "product rule",
        "mul": "product rule",
        "pinv": "pseudo-inverse",
        "power": "power rule",
        "sum": "sum of the entries",
    },
    "zh": {
        "abs": "绝对值",
        "add": "和",
        "constant": "常数",
        "det": "行列式",
        "diag": "对角矩阵",
        "exp": "指数函数",
        "inv": "逆矩阵",
        "kron": "克罗内克积",
        "log": "对数",
        "logdet": "对数行列式",
        "matmul": "乘积法则",
        "mul": "乘积法则",
        "norm": "范数",
        "pinv": "伪逆",
        "power": "幂法则",
        "sum": "各元素之和",
        "together": "合起来",
        "trace": "迹",
    },
}


def _start() -> str:
    wanted = os.environ.get(ENVIRONMENT, "en").lower()[:2]
    return wanted if wanted in TEXTS else "en"


_language = _start()


def set_language(language: str) -> None:
    """Choose the language of reports and derivations: "en" or "zh".

    At the start it is the one that the environment variable MATCALC_LANGUAGE names, or English.

    Raises
    ------
    MatcalcError
        For another language.

    Examples
    --------
    >>> set_language("en")
    """
    global _language
    if language not in TEXTS:
        raise MatcalcError(f"unknown language {language!r}: expected one of {', '.join(TEXTS)}")
    _language = language


def say(key: str, **values: object) -> str:
    """A text in the chosen language."""
    return TEXTS[_language][key].format(**values)


def rule_name(operation: str) -> str:
    """The name of the rule that differentiates an operation, in the chosen language."""
    return RULES[_language].get(operation, operation)
