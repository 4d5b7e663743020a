"""Every text that reports, directives and the page's script say, in English and in Chinese.

A text is a pair, English first; values stand in braces, as for `str.format`.  Texts about
mistakes name the kind and ask where to look; none gives the answer away.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["LANGUAGES", "MISTAKES", "RULES", "TEXTS", "Mistake", "Pair"]

LANGUAGES = ("en", "zh")
Pair = tuple[str, str]  # a text in each of these languages


class Mistake(NamedTuple):
    """A kind of mistake: what it is, for tables, and what its author is asked."""

    meaning: Pair
    hint: Pair


MISTAKES = {
    "not-attempted": Mistake(
        ("the answer is still the stub", "答案还是占位代码"),
        (
            "Replace the stub by your answer, then run this cell again.",
            "请用你的答案替换占位代码，再运行这个单元格。",
        ),
    ),
    "raised": Mistake(
        ("the answer raised an exception", "答案引发了异常"),
        (
            "Called with {shapes}, your answer raised {error}",
            "以 {shapes} 调用时，你的答案引发了 {error}",
        ),
    ),
    "not-finite": Mistake(
        ("the answer has entries that are not finite numbers", "答案中有些元素不是有限的数"),
        (
            "Some entries of your answer are not finite numbers: is there a division by zero, or a logarithm or root of a negative number?",
            "你的答案中有些元素不是有限的数：是否除以了零，或者对负数取了对数或平方根？",
        ),
    ),
    "shape": Mistake(
        (
            "the answer has another shape, or is no array of numbers",
            "答案的形状不对，或者不是数的数组",
        ),
        (
            "How many partial derivatives are there, and how are they arranged?",
            "一共有多少个偏导数？它们怎样排列？",
        ),
    ),
    "flattened": Mistake(
        ("the answer is 1-D where a column or row was asked for", "应为列或行，答案却是一维数组"),
        (
            "A 1-D array is neither a column nor a row: keep both axes.",
            "一维数组既不是列也不是行：请保留两个轴。",
        ),
    ),
    "other-layout": Mistake(
        ("the answer is right in the other layout", "答案在另一种布局下是对的"),
        (
            "Its values are right in the other layout: which of the two, function or variable, runs down the rows here?",
            "数值在另一种布局下是对的：在这里，函数和变量哪一个沿着行向下排？",
        ),
    ),
    "transposed": Mistake(
        ("the answer is the transpose of the right one", "答案是正确答案的转置"),
        (
            "Your answer is the transpose of the right one, or right in the other layout: which index runs down the rows?",
            "你的答案是正确答案的转置，或者是另一种布局下的正确答案：哪个下标沿着行向下？",
        ),
    ),
    "vec-order": Mistake(
        ("the entries of a matrix were taken row by row", "矩阵的元素是逐行取的"),
        (
            "The entries are right, but in another order: does vec stack the columns or the rows?",
            "元素都对，但顺序不同：vec 是按列堆叠还是按行堆叠？",
        ),
    ),
    "changed-argument": Mistake(
        ("the answer changed an argument that it used again", "答案修改了后面还要用到的参数"),
        (
            "Your answer changes {names} while it computes, and uses it again afterwards: would it be right if it worked on a copy?",
            "你的答案在计算时修改了 {names}，后面又用到它：在副本上计算会对吗？",
        ),
    ),
    "sign": Mistake(
        ("the answer is the right one with the opposite sign", "答案与正确答案差一个负号"),
        (
            "Every entry of your answer has the opposite sign: where is it lost?",
            "你的答案的每个元素都差一个负号：符号是在哪里丢的？",
        ),
    ),
    "product-order": Mistake(
        ("factors stand in the wrong order", "因子的顺序不对"),
        (
            "The factors seem to stand in another order: matrices do not commute.",
            "因子的顺序似乎不同：矩阵乘法不可交换。",
        ),
    ),
    "missing-transpose": Mistake(
        ("a transpose is missing, or one too many", "少了或多了一个转置"),
        (
            "A transpose seems to be missing, or one too many: write one entry as a sum, and see along which index it runs.",
            "似乎少了或多了一个转置：请把一个元素写成求和，看看它沿着哪个下标求和。",
        ),
    ),
    "missing-outer-factor": Mistake(
        ("a scalar outer derivative is missing or wrong", "外层函数的标量导数缺失或不对"),
        (
            "Your answer is the right one but for a scalar that differs from point to point: was the outer function of the chain rule differentiated too?",
            "你的答案与正确答案相差一个随点变化的标量：链式法则中的外层函数也求导了吗？",
        ),
    ),
    "missing-term": Mistake(
        ("a term is missing", "少了一项"),
        (
            "A term seems to be missing: in how many places does the variable occur, and what does each of them contribute?",
            "似乎少了一项：变量出现在几处？每一处各贡献什么？",
        ),
    ),
    "term-sign": Mistake(
        ("one of the terms has the wrong sign", "有一项的符号不对"),
        (
            "One of the terms seems to have the wrong sign: follow the signs.",
            "似乎有一项的符号不对：请逐项检查符号。",
        ),
    ),
    "wrong-inner-derivative": Mistake(
        ("the derivative of an inner function is wrong", "内层函数的导数不对"),
        (
            "The derivative of an inner function seems to be off: is it the function itself, or a part of its derivative, that stands there?",
            "内层函数的导数似乎不对：写下的是不是函数本身，或者只是其导数的一部分？",
        ),
    ),
    "not-dependent": Mistake(
        ("the answer does not depend on a symbol that matters", "答案不依赖于某个有影响的量"),
        (
            "Your answer does not depend on {name}, but the derivative does: where does it enter?",
            "你的答案不依赖于 {name}，而导数依赖于它：它从哪里进来？",
        ),
    ),
    "elementwise-product": Mistake(
        (
            "an elementwise product stands for a matrix product, or vice versa",
            "逐元素乘积与矩阵乘积用混了",
        ),
        (
            "Is one of the products a matrix product where entries are multiplied one by one, or the other way round?",
            "是否在应当逐元素相乘的地方用了矩阵乘积，或者相反？",
        ),
    ),
    "entries": Mistake(
        ("only some of the entries are wrong", "只有一部分元素不对"),
        (
            "Only some entries are wrong, entry ({place}) among them: what is special about them?",
            "只有一部分元素不对，例如第（{place}）个：它们有什么特别？",
        ),
    ),
    "missing-factor": Mistake(
        ("a factor of the chain rule is missing", "链式法则少了一个因子"),
        (
            "A factor of the chain rule seems to be missing: through which matrix does the variable reach the function?",
            "链式法则似乎少了一个因子：变量经过哪个矩阵影响函数？",
        ),
    ),
    "factor": Mistake(
        (
            "the answer, or one of its terms, is off by a constant factor",
            "答案或其中一项差一个常数因子",
        ),
        (
            "Every entry of your answer is {ratio:.6g} times the right one: where could a constant factor come from, or get lost?",
            "你的答案的每个元素都是正确值的 {ratio:.6g} 倍：常数因子可能从哪里来，又在哪里丢掉？",
        ),
    ),
    "extra-term": Mistake(
        ("there is a term too many", "多了一项"),
        (
            "There seems to be a term too many: does each term come from a place where the variable occurs?",
            "似乎多了一项：每一项都来自变量出现的地方吗？",
        ),
    ),
    "symmetric-only": Mistake(
        ("the answer holds for symmetric matrices only", "答案只对对称矩阵成立"),
        (
            "Your answer is right if {name} is symmetric; it need not be. What changes if it is not?",
            "如果 {name} 对称，你的答案是对的；但它不一定对称。不对称时有什么变化？",
        ),
    ),
    "constant-offset": Mistake(
        (
            "the answer is off by something that does not depend on the variable",
            "答案差一个与变量无关的量",
        ),
        (
            "Your answer differs from the right one by something that does not depend on {name}: what does a constant become when it is differentiated?",
            "你的答案与正确答案之差不依赖于 {name}：常数求导后变成什么？",
        ),
    ),
    "hard-coded": Mistake(
        ("the answer does not depend on its arguments", "答案不依赖于它的参数"),
        (
            "Your answer does not change when the arguments do: is something written as a number that depends on them?",
            "参数变化时你的答案不变：是不是把依赖参数的量写成了具体的数？",
        ),
    ),
}

TEXTS: dict[str, Pair] = {
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
    "shapes-fit": (
        "{message}; do the shapes fit",
        "{message}；形状匹配吗",
    ),
    "shapes": (
        "Your answer is {given}, expected {wanted}.",
        "你的答案的形状是 {given}，应为 {wanted}。",
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
    "shape-summed": (
        "Was something summed up that should stay apart?",
        "是不是把应当分开的量加在了一起？",
    ),
    "shape-value": (
        "Which shapes do the arguments have, and what becomes of them?",
        "各个参数是什么形状？运算之后变成什么形状？",
    ),
    "sometimes": (
        "Your answer is right at some points and wrong at others: does it hold for every size and every argument?",
        "你的答案在有些点上对，在有些点上不对：它对每种大小、每个参数都成立吗？",
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
        "{name} 的导数在这里没有封闭形式：请用数值比较，即 jacobian，或向 check_gradient 传入函数",
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
    # What is said where a formula cannot be read.
    "read-empty": (
        "the formula is empty: write one such as x.T @ A @ x or x'Ax",
        "公式是空的：请写一个公式，例如 x.T @ A @ x 或 x'Ax",
    ),
    "read-character": (
        "{found} has no meaning in a formula: it is made of letters, numbers, brackets and signs such as + - * / ^ ' @",
        "{found} 在公式中没有意义：公式由字母、数字、括号和 + - * / ^ ' @ 等符号组成",
    ),
    "read-command": (
        "the LaTeX command {found} is not read in a formula: use those such as \\frac, \\top, \\lVert, \\odot and \\operatorname{{tr}}",
        "公式中不支持 LaTeX 命令 {found}：可以使用 \\frac、\\top、\\lVert、\\odot、\\operatorname{{tr}} 等",
    ),
    "read-end": (
        "the formula ends too early after '{before}': something must follow, a symbol, a number or a bracket",
        "公式在 '{before}' 之后过早结束：后面还应有符号、数字或括号",
    ),
    "read-start": (
        "a formula cannot begin with '{found}': it begins with a symbol, a number, a function, a bracket or a minus sign",
        "公式不能以 '{found}' 开头：应以符号、数字、函数、括号或负号开头",
    ),
    "read-unexpected": (
        "'{found}' cannot follow '{before}' in a formula: a symbol, a number or a bracket is missing between them, or it is one sign too many",
        "公式中 '{found}' 不能紧跟在 '{before}' 之后：两者之间缺少符号、数字或括号，或者多写了一个记号",
    ),
    "read-unclosed": (
        "'{found}' is opened and never closed: add what closes it",
        "'{found}' 没有闭合：请补上与之配对的括号",
    ),
    "read-unopened": (
        "'{found}' after '{before}' closes what was never opened: remove it, or open it before",
        "'{before}' 之后的 '{found}' 没有与之配对的开括号：请删去它，或在前面补上开括号",
    ),
    "read-quote": (
        "{found} stands where nothing is to be transposed: a transpose is written after its matrix, A' or A.T",
        "{found} 前面没有可以转置的量：转置写在矩阵之后，即 A' 或 A.T",
    ),
    "read-sign": (
        "'{found}' has no meaning at this place of a formula: sums, products, powers and functions are read",
        "'{found}' 在公式的这个位置没有意义：可以使用和、乘积、幂与函数",
    ),
    "read-equation": (
        "a formula is one side of an equation: write what stands to the right of the equals sign alone, or the difference of both sides",
        "公式是等式的一边：请只写等号右边的部分，或写两边之差",
    ),
    "read-too-deep": (
        "the formula has more than {levels} operations inside each other: it is nested too deeply, split it",
        "公式中相互嵌套的运算超过 {levels} 层：请拆分公式",
    ),
    "read-too-long": (
        "the formula is too long: split it",
        "公式太长：请拆分公式",
    ),
    "read-number-after": (
        "the number {number} stands right after '{before}': write the number first for a product, or ^ before it for a power",
        "数字 {number} 紧跟在 '{before}' 之后：若是乘积请把数字写在前面，若是幂请在它前面写 ^",
    ),
    "read-slash": (
        "how far the slash reaches is unclear: put brackets around what stands below it, or around the fraction, as in 1/(2n) or (1/2) n",
        "除号的范围不明确：请用括号括住分母或整个分式，例如 1/(2n) 或 (1/2) n",
    ),
    "read-attribute": (
        "there is no '{name}' after a dot in a formula: a transpose is A.T, an inverse inv(A), and functions stand before their argument, as in trace(A)",
        "公式中点号之后不能是 '{name}'：转置写作 A.T，逆矩阵写作 inv(A)，函数写在参数之前，例如 trace(A)",
    ),
    "read-entries": (
        "the index {index} picks no entry: in mathematics entries count from one, as in [X]_{{1,2}}, [X]_{{1,:}} and [x]_3",
        "下标 {index} 不指向任何元素：数学中元素从 1 数起，例如 [X]_{{1,2}}、[X]_{{1,:}} 和 [x]_3",
    ),
    "no-entry": (
        "there is no row or column {index}: there are {size}, counted from 0",
        "没有第 {index} 行或列：共有 {size} 个，从 0 数起",
    ),
    "read-pick": (
        "{given} is not read: an entry, a row or a column is picked by a whole number from 0 on, as in x[0], X[0, 1], X[0, :] and X[:, -1]",
        "不支持 {given}：用从 0 起的整数选取一个元素、一行或一列，例如 x[0]、X[0, 1]、X[0, :] 和 X[:, -1]",
    ),
    "read-index": (
        "{name} with the index {index} is not a symbol: declare it, as {name}_{index} or {name}{index}, with its shape; an entry is written [{name}]_{{{index}}}",
        "带下标 {index} 的 {name} 不是已声明的符号：请以 {name}_{index} 或 {name}{index} 为名声明它及其形状；单个元素写作 [{name}]_{{{index}}}",
    ),
    "read-name": (
        "unknown name '{name}': the symbols are {known}",
        "未知的名称 '{name}'：符号有 {known}",
    ),
    "read-name-open": (
        "unknown name '{name}': it is no function, and a symbol of several letters needs its shape",
        "未知的名称 '{name}'：它不是函数，而由多个字母组成的符号需要写明形状",
    ),
    "read-name-near": (
        "unknown name '{name}', did you mean {near}: the symbols are {known}",
        "未知的名称 '{name}'，是否想写 {near}：符号有 {known}",
    ),
    "read-letter": (
        "unknown name '{name}', and as a product of letters it would need {letter}, which is no symbol: the symbols are {known}",
        "未知的名称 '{name}'，若看作字母的乘积则缺少符号 {letter}：符号有 {known}",
    ),
    "read-letter-t": (
        "T is no symbol here: a transpose is written x', x^T or x.T",
        "T 在这里不是符号：转置写作 x'、x^T 或 x.T",
    ),
    "read-lambda": (
        "lambda is a word of Python's own and cannot be the name of an argument: name the symbol lam, which the formula may write as lambda or λ; the symbols are {known}",
        "lambda 是 Python 的保留字，不能作参数名：请把符号命名为 lam，公式中仍可写 lambda 或 λ；符号有 {known}",
    ),
    "read-function": (
        "unknown function {name}: there are trace, det, inv, norm, exp, log, sum, diag and others, listed in the documentation of formulas",
        "未知的函数 {name}：可以使用 trace、det、inv、norm、exp、log、sum、diag 等，完整列表见公式的文档",
    ),
    "read-function-near": (
        "unknown function {name}: the nearest that there is is {near}",
        "未知的函数 {name}：最接近的是 {near}",
    ),
    "read-not-read": (
        "{name} is not read here: a function stands before its argument without an index, as in log(x) or sum(x)",
        "这里不支持 {name}：函数写在参数之前且不带下标，例如 log(x) 或 sum(x)",
    ),
    "read-index-sum": (
        "a sum over an index is not read: sum(x) adds up all entries, and products of matrices, as in x'y, sum over the inner index",
        "不支持对下标求和：sum(x) 对所有元素求和，矩阵乘积（例如 x'y）对内侧下标求和",
    ),
    "read-function-power": (
        "the exponent of the function {name} must be a positive number: write a power of its value as {name}(x)^2, and a reciprocal as 1/{name}(x)",
        "函数 {name} 的指数必须是正数：值的幂写作 {name}(x)^2，倒数写作 1/{name}(x)",
    ),
    "read-argument": (
        "the function {name} has no argument: write it in brackets, as in {name}(x)",
        "函数 {name} 缺少参数：请写在括号中，例如 {name}(x)",
    ),
    "read-arguments": (
        "{name} takes {wanted} argument(s), not {given}",
        "{name} 需要 {wanted} 个参数，而不是 {given} 个",
    ),
    "read-size": (
        "{name} is not a size: expected A.shape[0] or a number up to {most}, or a letter of the shapes ({known})",
        "{name} 不是大小：应为 A.shape[0]、不超过 {most} 的数或形状中的字母（{known}）",
    ),
    "read-sized": (
        "{name} of {given} argument(s): expected {form}",
        "{name} 有 {given} 个参数：应为 {form}",
    ),
    "read-no-text": ("a formula is text, not {kind}", "公式是文本，而不是 {kind}"),
    "read-characters": (
        "the formula has {count} characters: at most {most}",
        "公式有 {count} 个字符：最多 {most} 个",
    ),
    "read-too-large": (
        "the formula has more than {nodes} operations, or more than {levels} inside each other: split it",
        "公式有超过 {nodes} 个运算，或超过 {levels} 层嵌套：请拆分公式",
    ),
    "read-raise": (
        "cannot raise {left} to the power {right} entry by entry: the shapes differ",
        "不能逐元素地对 {left} 取 {right} 次幂：形状不同",
    ),
    "read-larger": (
        "{name} of two is written {name}imum(x, 1), and along an axis it is not read: {name}(X) is of all entries",
        "两者中取 {name} 写作 {name}imum(x, 1)；不支持沿轴的 {name}：{name}(X) 取自所有元素",
    ),
    "no-blocks": (
        "{name} is not read, since a size that is a sum has no letter: write the blocks apart, as A @ x + B @ y for [A B] times [x; y]",
        "不支持 {name}，因为和式的尺寸没有字母表示：请把各块分开写，例如 [A B] 乘 [x; y] 写作 A @ x + B @ y",
    ),
    "no-vech": (
        "{name} is not read: write vec(S) with structure={{'S': 'symmetric'}}, by which each free entry of S counts once",
        "不支持 {name}：请写 vec(S) 并给出 structure={{'S': 'symmetric'}}，这样 S 的每个自由元素只计一次",
    ),
    "no-spectrum": (
        "{name} is not read: of the spectrum there are eigmax(S), eigmin(S), eigvec(S), norm(X, 2), norm(X, 'nuc'), logdet(X) and trace(X)",
        "不支持 {name}：与谱有关的函数有 eigmax(S)、eigmin(S)、eigvec(S)、norm(X, 2)、norm(X, 'nuc')、logdet(X) 和 trace(X)",
    ),
    "no-factors": (
        "{name} is not read: write with inv, solve, pinv, expm and matrix_power, or differentiate it by numbers, with jacobian",
        "不支持 {name}：请用 inv、solve、pinv、expm 和 matrix_power 来写，或用 jacobian 数值求导",
    ),
    "no-pieces": (
        "{name} is not read: pieces are written with relu, step, abs, sign, maximum(a, b) and minimum(a, b)",
        "不支持 {name}：分段函数用 relu、step、abs、sign、maximum(a, b) 和 minimum(a, b) 来写",
    ),
    "no-products": (
        "{name} is not read: write with @, *, kron and sum; the product of positive entries is exp(sum(log(x)))",
        "不支持 {name}：请用 @、*、kron 和 sum 来写；正元素的连乘积是 exp(sum(log(x)))",
    ),
    "no-jumps": (
        "{name} is not read, since its derivative is 0 between jumps: max(x), min(x), sign(x) and step(x) are",
        "不支持 {name}，因为它在跳跃之间的导数为 0：可用 max(x)、min(x)、sign(x) 和 step(x)",
    ),
    "no-specials": (
        "{name} is not read: there are exp, log, powers, the trigonometric and hyperbolic functions and their inverses; use jacobian for other functions",
        "不支持 {name}：可用 exp、log、幂、三角函数、双曲函数及其反函数；其他函数请用 jacobian",
    ),
    "no-moments": (
        "{name} is not read: write it with mean, as in mean((x - mean(x)) ** 2)",
        "不支持 {name}：请用 mean 来写，例如 mean((x - mean(x)) ** 2)",
    ),
    "no-shaping": (
        "{name} is not read: write vec(X), unvec(c, m, n), X.T or kron",
        "不支持 {name}：请写 vec(X)、unvec(c, m, n)、X.T 或 kron",
    ),
    "no-complex": (
        "{name} is not read: all numbers of a formula are real",
        "不支持 {name}：公式中的数都是实数",
    ),
    "no-unknown": (
        "{name} is a function of which nothing is known: write out what it is, or check by numbers with check_gradient and a Python function",
        "对函数 {name} 一无所知：请写出它的表达式，或用 check_gradient 和 Python 函数做数值检验",
    ),
    "read-axis": (
        "the axis of {name} is 0, for each column, or 1, for each row",
        "{name} 的 axis 取 0（逐列）或 1（逐行）",
    ),
    "read-options": (
        "{name} is called with a matrix and at most the options {options}",
        "{name} 的参数是矩阵，此外至多有选项 {options}",
    ),
    "read-option": (
        "{given} is no option of a function: a number, a word in quotes, inf or a symbol is expected",
        "{given} 不能作为函数的选项：应为数、引号中的词、inf 或符号",
    ),
    "read-matrix-power": (
        "matrix_power(X, k) takes a whole number k up to {most}: of other powers write the product out",
        "matrix_power(X, k) 中的 k 是绝对值不超过 {most} 的整数：其他情形请写 inv(X) 或把乘积写出来",
    ),
    "read-norm-order": (
        "this norm is not read: of a column norm(x, p) takes a positive number p or inf, of a matrix norm(X, p) takes 1, 2, inf, 'fro' or 'nuc'",
        "不支持这种范数：对列，norm(x, p) 中的 p 是正数或 inf；对矩阵，norm(X, p) 中的 p 是 1、2、inf、'fro' 或 'nuc'",
    ),
    "read-multiply": (
        "cannot multiply {left} by {right}: the inner sizes differ",
        "{left} 与 {right} 不能相乘：内侧大小不同",
    ),
    "read-multiply-scalar": (
        "cannot multiply {left} by {right}: write * for a scalar",
        "{left} 与 {right} 不能用 @ 相乘：标量用 *",
    ),
    "read-add": (
        "cannot add {left} and {right}: the shapes differ",
        "{left} 与 {right} 不能相加：形状不同",
    ),
    "read-add-row": (
        "cannot add {left} and {right}: the shapes differ; transposed, the smaller one is repeated for each row or column",
        "不能把 {left} 与 {right} 相加：形状不同；转置之后，较小的一个会对每一行或每一列重复",
    ),
    "read-subtract-row": (
        "cannot subtract {right} from {left}: the shapes differ; transposed, the smaller one is repeated for each row or column",
        "不能从 {left} 减去 {right}：形状不同；转置之后，较小的一个会对每一行或每一列重复",
    ),
    "read-subtract": (
        "cannot subtract {right} from {left}: the shapes differ",
        "不能从 {left} 中减去 {right}：形状不同",
    ),
    "read-combine": (
        "cannot combine {left} and {right} entry by entry: the shapes differ",
        "{left} 与 {right} 不能逐元素运算：形状不同",
    ),
    "read-combine-product": (
        "cannot combine {left} and {right} entry by entry: the shapes differ; the matrix product is written @",
        "{left} 与 {right} 不能逐元素运算：形状不同；矩阵乘积写作 @",
    ),
    "read-needs-square": (
        "{name} needs a square matrix, not {given}",
        "{name} 需要方阵，而不是 {given}",
    ),
    "read-needs-column": ("{name} needs a column, not {given}", "{name} 需要列，而不是 {given}"),
    "read-needs-column-or-square": (
        "{name} needs a column or a square matrix, not {given}",
        "{name} 需要列或方阵，而不是 {given}",
    ),
    "read-needs-column-or-square-row": (
        "{name} needs a column or a square matrix, not {given}: write {name}({part})",
        "{name} 需要列或方阵，而不是 {given}：请写 {name}({part})",
    ),
    "read-needs-entries": (
        "unvec needs a column of {wanted} entries, not {given}",
        "unvec 需要有 {wanted} 个元素的列，而不是 {given}",
    ),
    "read-size-open": (
        "how large {sign} is does not follow from the formula: write its size, as in {name}(n)",
        "从公式看不出 {sign} 的大小：请写明大小，例如 {name}(n)",
    ),
    "read-exponent": (
        "{base} to the power {given} is not read: a transpose is written x' or x.T, and a power of each entry x ** t",
        "不支持 {base} 的 {given} 次幂：转置写作 x' 或 x.T，逐元素的幂写作 x ** t",
    ),
    "read-power-column": (
        "{given} is not a scalar or a square matrix and has no square: write {part}.T @ {part} for its squared length, or {part} ** 2 entry by entry",
        "{given} 不是标量或方阵，没有平方：长度的平方写作 {part}.T @ {part}，逐元素平方写作 {part} ** 2",
    ),
    "read-power-of-column": (
        "{given} is not a scalar or a square matrix and has no power {exponent}: entry by entry it is written {part} ** {exponent}",
        "{given} 不是标量或方阵，没有 {exponent} 次幂：逐元素的幂写作 {part} ** {exponent}",
    ),
    "read-power-matrix": (
        "{given} is not square and has no power {exponent}: write {part}.T @ {part}, or pinv({given}) for a pseudo-inverse, or {part} ** {exponent} entry by entry",
        "{given} 不是方阵，没有 {exponent} 次幂：可以写 {part}.T @ {part}，伪逆写作 pinv({given})，逐元素的幂写作 {part} ** {exponent}",
    ),
    "read-power-of-trace": (
        "an inverse after tr(A) can be that of the matrix or of the trace: write tr(A^{{-1}}) or 1/tr(A)",
        "tr(A) 之后的逆可以指矩阵的逆，也可以指迹的倒数：请写 tr(A^{{-1}}) 或 1/tr(A)",
    ),
    "read-power-number": (
        "the power {exponent} of the matrix {given} is not read: whole numbers from -10 to 10 are, and entry by entry {part} ** {exponent}",
        "不支持矩阵 {given} 的 {exponent} 次幂：可以使用 -10 到 10 的整数，逐元素的幂写作 {part} ** {exponent}",
    ),
    "read-division": (
        "a division by the matrix {given} can mean two things: write inv({given}) for its inverse, or {part} ** -1 entry by entry",
        "除以矩阵 {given} 有两种含义：逆矩阵写作 inv({given})，逐元素的倒数写作 {part} ** -1",
    ),
    "read-star": (
        "{left} * {right} can mean two things: write {left} @ {right} for the matrix product, or {left} ⊙ {right} entry by entry",
        "{left} * {right} 有两种含义：矩阵乘积写作 {left} @ {right}，逐元素乘积写作 {left} ⊙ {right}",
    ),
    "read-bars": (
        "|{given}| has no meaning for a column or row: write norm({given}) for its length, or abs({given}) entry by entry",
        "|{given}| 对列或行没有意义：长度写作 norm({given})，逐元素的绝对值写作 abs({given})",
    ),
    "read-norm": (
        "the norm ‖·‖_{kind} of {given} is not read: there are ‖·‖, ‖·‖_F, ‖·‖_*, ‖·‖_∞ and ‖·‖_p with a positive number p",
        "不支持 {given} 的范数 ‖·‖_{kind}：可用 ‖·‖、‖·‖_F、‖·‖_*、‖·‖_∞ 和 ‖·‖_p，其中 p 是正数",
    ),
    "read-too-many": (
        'too many shapes are left out to guess them: give those of {names}, as in A="n n", x="n"',
        '省略的形状太多，无法推断：请给出 {names} 的形状，例如 A="n n", x="n"',
    ),
    "read-ambiguous": (
        'the shapes of {names} can be taken in more than one way: give them, as in a="" for a scalar and x="n" for a column',
        '{names} 的形状有不止一种理解：请写明，例如标量 a=""，列 x="n"',
    ),
    "read-ambiguous-size": (
        "one of the symbols has the size {size}, which no letter names: give the shapes of the symbols",
        "有一个符号的大小是 {size}，没有字母可以表示：请给出各符号的形状",
    ),
    "read-no-shapes": (
        'no shapes were given, and none were found that fit: give those of {names}, as in A="n n", x="n"',
        '没有给出形状，也找不到合适的形状：请给出 {names} 的形状，例如 A="n n", x="n"',
    ),
    "read-shapes-given": (
        "the shapes that were given do not fit together in this formula: {names}",
        "给出的形状在这个公式中不相容：{names}",
    ),
    "read-python": (
        "{found} is not read in a formula: it is made of symbols, numbers, + - * / ** @ .T and functions such as trace, det, inv and exp",
        "公式中不支持 {found}：公式由符号、数、+ - * / ** @ .T 和 trace、det、inv、exp 等函数组成",
    ),
    "read-part": (
        "{symbol} is declared in another way in the part {name}: a symbol has one shape, property and array in all parts of a formula",
        "{symbol} 在部分 {name} 中的声明不同：一个符号在公式的各部分中只能有一种形状、性质和数组",
    ),
    "read-part-name": (
        "{name} is a part of the formula and a symbol: give one of them another name",
        "{name} 既是公式的一部分又是符号：请给其中一个换名",
    ),
    "shapes-in-words": (
        'cannot read the shape {given}: write a colon between symbol and shape, as in "A: n n, x: n"',
        '无法理解形状 {given}：请在符号与形状之间写冒号，例如 "A: n n, x: n"',
    ),
    "code-target": (
        "{given} is no language that formulas are written in: there are {known}",
        "不能写成 {given}：可以使用 {known}",
    ),
    "code-function": (
        "{name} has no counterpart in {module}: evaluate the formula here, by calling it with arrays",
        "{module} 中没有与 {name} 对应的函数：请在这里以数组调用公式求值",
    ),
    "read-as": ("{text} was read as {numpy}", "{text} 被理解为 {numpy}"),
    "read-assumed": ("{shapes}, assumed", "{shapes}，为假定的形状"),
    "read-where": (
        "{message} (in {whole}, where {shapes})",
        "{message}（在 {whole} 中，其中 {shapes}）",
    ),
    # What the directives of a page say; "-one" where there is one of them.
    "book-points": ("{count:g} points", "{count:g} 分"),
    "book-points-one": ("1 point", "1 分"),
    "book-checks": ("{count} checks", "{count} 道检验题"),
    "book-checks-one": ("1 check", "1 道检验题"),
    "book-written": ("{count} written questions", "{count} 道书面题"),
    "book-written-one": ("1 written question", "1 道书面题"),
    "book-and": ("{first} and {second}", "{first}和 {second}"),
    "book-assignment": ("Assignment {name}", "作业 {name}"),
    "book-assignment-holds": ("{parts}, {points}. ", "{parts}，共 {points}。"),
    "book-download": ("Download {file}", "下载 {file}"),
    "book-unpack": (
        "{link}, unpack it, open the notebook, and check your answers with {command}.",
        "{link}，解压后打开笔记本，用 {command} 检验你的答案。",
    ),
    "book-hint": ("Hint {number}", "提示 {number}"),
    "book-hints": ("Hints", "提示"),
    "book-other-language": ("中文", "English"),
    "book-what-runs": ("What the check runs", "检验时运行的代码"),
    "book-for-instructor": (
        "Your instructor reads this answer; it goes into the notebook that you hand in.",
        "这道题由教师批阅；答案写入你上交的笔记本。",
    ),
    # What Python says in a page.
    "book-your-answer": ("Your answer", "你的答案"),
    "book-this-cell": ("This cell", "这个单元格"),
    "book-cell-above": ("A cell above", "前面的一个单元格"),
    "book-the-code": ("The code", "代码"),
    "book-line": ("{place}, line {line}", "{place}，第 {line} 行"),
    "book-line-inside": ("{place}, line {line}, in {name}", "{place}，第 {line} 行，在 {name} 中"),
    "book-more-output": ("… {count:,} more characters", "……还有 {count:,} 个字符"),
    "book-no-input": (
        "input({prompt}) has nobody to ask in the page: give the value in the code",
        "页面中的 input({prompt}) 无人可问：请在代码中直接给出这个值",
    ),
    "book-no-module": (
        "there is no module {name} in the page; NumPy and matcalc are there",
        "页面中没有模块 {name}；可以使用 NumPy 和 matcalc",
    ),
    "book-no-memory": (
        "more memory was asked for than the page has",
        "需要的内存超出了页面可用的内存",
    ),
    # What the script of a page says; its keys there are without the first word.
    "page-try": ("Try it", "试一试"),
    "page-try-cell": (
        "Try it: edit and run code cell {number}",
        "试一试：编辑并运行第 {number} 个代码单元格",
    ),
    "page-cell": ("Code cell {number}", "第 {number} 个代码单元格"),
    "page-answer-to": ("Your answer to {title}", "你对“{title}”的答案"),
    "page-leave-editor": (
        "Press Escape and then Tab to leave the editor.",
        "要离开编辑器，请先按 Escape，再按 Tab。",
    ),
    "page-check": ("Check", "检验"),
    "page-check-keys": ("Ctrl-Enter in the editor", "在编辑器中按 Ctrl-Enter"),
    "page-run": ("Run", "运行"),
    "page-stop": ("Stop", "停止"),
    "page-start-over": ("Start over", "重新开始"),
    "page-show-solution": ("Show a solution", "查看解答"),
    "page-show-solution-early": (
        "Show it before three attempts?",
        "还没有尝试三次，现在就看吗？",
    ),
    "page-solution": ("A solution", "解答"),
    "page-solution-missing": ("The solution is not on this site.", "本站没有提供这道题的解答。"),
    "page-solution-lost": (
        "The solution could not be fetched. Check the connection, and try again.",
        "无法获取解答。请检查网络连接，然后重试。",
    ),
    "page-checking": ("Checking.", "正在检验。"),
    "page-running": ("Running.", "正在运行。"),
    "page-ran": ("The code ran.", "代码运行完毕。"),
    "page-raised": ("The code raised an error.", "代码引发了错误。"),
    "page-output": ("Output", "输出"),
    "page-figure": ("The figure that the cell drew", "单元格画出的图"),
    "page-loading": (
        "Loading Python. This takes some seconds, the first time only.",
        "正在加载 Python。只有第一次需要等几秒钟。",
    ),
    "page-starting": ("Starting Python.", "正在启动 Python。"),
    "page-not-loaded": (
        "Python could not be loaded. Check the connection, and try again.",
        "无法加载 Python。请检查网络连接，然后重试。",
    ),
    "page-not-loaded-because": (
        "Python could not be loaded ({reason}). Check the connection, and try again.",
        "无法加载 Python（{reason}）。请检查网络连接，然后重试。",
    ),
    "page-not-loaded-in-time": (
        "Python could not be loaded in three minutes. Check the connection, and try again.",
        "三分钟内未能加载 Python。请检查网络连接，然后重试。",
    ),
    "page-stopped": ("Stopped.", "已停止。"),
    "page-stopped-after": (
        "Stopped after {seconds} seconds: is there a loop that does not end?",
        "运行 {seconds} 秒后停止：是否有不会结束的循环？",
    ),
    "page-notebook": ("Download {name} with my answers", "下载填好我的答案的 {name}"),
    "page-notebook-lost": (
        "The notebook could not be fetched: try again",
        "无法获取笔记本：请重试",
    ),
    "page-done-bar": ("Exercises done", "已完成的练习"),
    "page-done-of": ("{done} of {count} exercises done.", "{count} 道练习中已完成 {done} 道。"),
    "page-done": ("done", "已完成"),
    "page-begun": ("begun", "已开始"),
    "page-open": ("not begun", "未开始"),
    "page-export": ("Export my answers", "导出我的答案"),
    "page-import": ("Import answers", "导入答案"),
    "page-imported": ("Answers taken over: {count}.", "已导入 {count} 个答案。"),
    "page-not-answers": (
        "This is not a file of answers that was exported from this course.",
        "这不是从本课程导出的答案文件。",
    ),
    "page-forget": ("Forget all answers", "清除所有答案"),
    "page-forget-asked": ("Forget them? This cannot be undone", "确定清除？此操作无法撤销"),
    # The pages that grading writes: feedback to a learner, and one about the class.
    "grade-feedback-title": ("{assignment}: feedback for {name}", "{assignment}：给 {name} 的反馈"),
    "grade-feedback": ("Feedback on {notebook}", "{notebook} 的反馈"),
    "grade-handed-in": ("handed in {time} UTC", "提交时间 {time}（UTC）"),
    "grade-score": ("{score} of {points}", "{score} / {points}"),
    "grade-points": ("points", "分"),
    "grade-penalty": (
        "{points} points are taken off {assignment} because it was handed in late.",
        "{assignment} 因迟交扣 {points} 分。",
    ),
    "grade-waits": (
        "1 of the answers below waits for your instructor, and counts 0 until then.",
        "下面有 1 个答案等待教师评分，在此之前按 0 分计。",
    ),
    "grade-wait": (
        "{count} of the answers below wait for your instructor, and count 0 until then.",
        "下面有 {count} 个答案等待教师评分，在此之前按 0 分计。",
    ),
    "grade-at-a-glance": ("The exercises at a glance", "各题一览"),
    "grade-exercise": ("Exercise", "题目"),
    "grade-result": ("Result", "结果"),
    "grade-points-column": ("Points", "分数"),
    "grade-by-instructor": ("These marks were given by your instructor.", "这一分数由教师给出。"),
    "grade-comment": ("Comment", "评语"),
    "grade-your-answer": ("Your answer", "你的答案"),
    "grade-printed": ("What it printed", "它的输出"),
    "grade-whole-check": ("The check, hidden part included", "检验（含隐藏部分）"),
    "grade-not-run": (
        "This check did not run to its end: your notebook took too long, or used up more than it may.",
        "这道题的检验没有运行到底：你的笔记本用时过长，或者用掉了过多的资源。",
    ),
    "grade-ended-in": (
        "Checking your answer ended in {error}. Restart your notebook and run it from the top to see where.",
        "检验你的答案时出现了 {error}。请重启笔记本并从头运行，看看问题出在哪里。",
    ),
    "grade-an-exception": ("an exception", "一个异常"),
    "grade-answer-raised": ("Your answer raised an exception.", "你的答案引发了异常。"),
    "grade-run-the-check": (
        "Run the check in your notebook for the details.",
        "在你的笔记本中运行这道题的检验，可以看到细节。",
    ),
    "grade-class-title": ("{assignment}: the class", "{assignment}：全班"),
    "grade-class": ("{assignment}: how the class did", "{assignment}：全班的情况"),
    "grade-for-instructors": ("for instructors", "供教师使用"),
    "grade-comma": (", ", "，"),
    "grade-graded": ("{count} graded", "已评分 {count} 份"),
    "grade-not-graded": ("{count} not graded", "未评分 {count} 份"),
    "grade-to-be-read": ("{count} with answers to be read", "其中 {count} 份有待阅读的答案"),
    "grade-marks": ("Marks", "分数"),
    "grade-median": (
        "Median {median} and mean {mean} of {points} points.",
        "满分 {points} 分，中位数 {median}，平均 {mean}。",
    ),
    "grade-unread-count": ("Answers that wait for you count 0.", "待阅读的答案按 0 分计。"),
    "grade-shares": (
        "How many learners reached which share of the points",
        "达到各得分比例的人数",
    ),
    "grade-share": ("Share", "比例"),
    "grade-learners": ("Learners", "人数"),
    "grade-exercises": ("Exercises and their commonest mistakes", "各题及其最常见的错误"),
    "grade-passed": ("{count} of {graded} right", "{graded} 份中 {count} 份正确"),
    "grade-blank": ("{count} not attempted", "{count} 份未作答"),
    "grade-errors": ("{count} ended in an error", "{count} 份出错"),
    "grade-unread": ("{count} to be read", "{count} 份待阅读"),
    "grade-mistake": ("Mistake", "错误"),
    "grade-unexplained": (
        "wrong in a way that no kind of mistake explains",
        "错误，但不属于任何一类",
    ),
    "grade-ungraded": ("Not graded", "未评分"),
    "grade-ungraded-about": (
        "Handed in, and not in the gradebook: no mark, which is not a zero.",
        "已提交，但不在成绩册中：没有分数，而不是零分。",
    ),
    "grade-flagged": ("To be looked at", "需要查看"),
    "grade-flagged-about": (
        "Flags are questions to you, and cost no marks.",
        "这些标记是向你提出的问题，不扣分。",
    ),
    "grade-waiting": ("To be read", "待阅读"),
    "grade-waiting-about": (
        "Written answers without marks yet; formgrader is the place to give them.",
        "尚未评分的书面回答；请在 formgrader 中评分。",
    ),
    "grade-unsandboxed": ("Graded without a sandbox", "未在沙箱中评分"),
    "grade-unsandboxed-about": (
        "These ran with the rights of whoever graded them.",
        "它们以评分者的权限运行。",
    ),
    "grade-slowest": ("Slowest submissions", "最慢的提交"),
    "grade-slowest-about": ("How long their cells ran.", "其单元格的运行时间。"),
}

# The rules of differentiation by the operations that they are for; others go by their own names.
RULES: dict[str, Pair] = {
    "abs": ("absolute value", "绝对值"),
    "add": ("sum", "和"),
    "adj": ("adjugate", "伴随矩阵"),
    "constant": ("a constant", "常数"),
    "det": ("determinant", "行列式"),
    "diag": ("diagonal matrix", "对角矩阵"),
    "eigmax": ("eigenvalue", "特征值"),
    "eigvec": ("eigenvector", "特征向量"),
    "exp": ("exponential", "指数函数"),
    "expm": ("matrix exponential", "矩阵指数"),
    "inv": ("inverse", "逆矩阵"),
    "kron": ("Kronecker product", "克罗内克积"),
    "log": ("logarithm", "对数"),
    "logdet": ("log-determinant", "对数行列式"),
    "matmul": ("product rule", "乘积法则"),
    "max": ("largest entry", "最大元素"),
    "min": ("smallest entry", "最小元素"),
    "mul": ("product rule", "乘积法则"),
    "norm": ("norm", "范数"),
    "nuclear": ("nuclear norm", "核范数"),
    "pinv": ("pseudo-inverse", "伪逆"),
    "power": ("power rule", "幂法则"),
    "raised": ("power rule", "幂法则"),
    "spectral": ("spectral norm", "谱范数"),
    "sum": ("sum of the entries", "各元素之和"),
    "together": ("together", "合起来"),
    "trace": ("trace", "迹"),
}
