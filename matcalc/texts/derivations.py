"""What is said of a derivation and its lines."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["DERIVATIONS"]

DERIVATIONS: dict[str, Pair] = {
    "derivation-heading": ("{verdict}: {about}.", "{verdict}：{about}。"),
    "derivation-joined": ("{first} {second}", "{first}{second}"),
    "derivation-blank": ("Something is still to be filled in here.", "这里还有待填写的地方。"),
    "about-derivation": ("the derivation, by {name}", "对 {name} 的推导"),
    "derivation-wrong-f": (
        "Line {number} is not the function that was asked about.",
        "第 {number} 行不是题目中的函数。",
    ),
    "derivation-wrong-df": (
        "Line {number} is not the differential of {name}.",
        "第 {number} 行不是 {name} 的微分。",
    ),
    "derivation-wrong-D": (
        "Line {number} is not the derivative in denominator layout.",
        "第 {number} 行不是分母布局下的导数。",
    ),
    "derivation-wrong-J": (
        "Line {number} is not the derivative in numerator layout.",
        "第 {number} 行不是分子布局下的导数。",
    ),
    "derivation-wrong-grad": ("Line {number} is not the gradient.", "第 {number} 行不是梯度。"),
    "derivation-wrong-H": (
        "Line {number} is not the Hessian matrix.",
        "第 {number} 行不是黑塞矩阵。",
    ),
    "derivation-wrong-name": (
        "Line {number} says something else of {name} than before.",
        "第 {number} 行对 {name} 的说法与前面不同。",
    ),
    "derivation-wrong-differential": (
        "Line {number} is not the differential that {name} stands for.",
        "第 {number} 行不是 {name} 所表示的微分。",
    ),
    "derivation-wrong-expression": (
        "The sides of line {number} are not equal.",
        "第 {number} 行的两边不相等。",
    ),
    "derivation-not-from": (
        "Line {number} does not follow from line {above}.",
        "第 {number} 行不能由第 {above} 行推出。",
    ),
    "derivation-not-within": (
        "In line {number} one side does not follow from the one before it.",
        "第 {number} 行中，有一边不能由它前面的一边推出。",
    ),
    "derivation-carried": (
        "Follows from line {number}: a mistake made above is carried on.",
        "由第 {number} 行推出：沿用了前面的错误。",
    ),
    "derivation-unread": (
        "Line {number} cannot be read: {error}.",
        "第 {number} 行无法理解：{error}。",
    ),
    "derivation-misfit": (
        "The shapes in line {number} do not fit: {error}.",
        "第 {number} 行中的形状不相容：{error}。",
    ),
    "derivation-unnamed": (
        "Compare the two factor by factor, with small matrices if need be.",
        "请逐个因子地比较两者，必要时代入小矩阵。",
    ),
    "derivation-factor": (
        "It is {ratio:.6g} times what it should be: where could a constant factor come from, or get lost?",
        "它是正确值的 {ratio:.6g} 倍：常数因子可能从哪里来，又在哪里丢掉？",
    ),
    "derivation-sign": (
        "It has the opposite sign: where is it lost?",
        "它差一个负号：符号是在哪里丢的？",
    ),
    "derivation-turned": (
        "It is right once transposed: which index runs down the rows?",
        "转置之后才对：哪个下标是行标？",
    ),
    "derivation-turned-layout": (
        "It is right in the other layout: which of the two, function or variable, runs down the rows here?",
        "它在另一种布局下是对的：在这里，函数和变量，哪一个纵向排列？",
    ),
    "derivation-shapes": (
        "It is {given}, and should be {wanted}.",
        "它的形状是 {given}，应为 {wanted}。",
    ),
    "derivation-term-without": (
        "A term has no differential: in each term exactly one factor becomes its differential, as {d} for the variable.",
        "有一项没有微分：每一项中恰有一个因子变成微分，例如变量变成 {d}。",
    ),
    "derivation-constant-left": (
        "A term has no differential and does not vary: what is the differential of a constant? ({d} belongs in every term.)",
        "有一项没有微分，而且不变：常量的微分是什么？（每一项中都应有 {d}。）",
    ),
    "derivation-no-d": (
        "There is no {d} in it: the chain rule ends with the differential of what is innermost.",
        "其中没有 {d}：链式法则以最里层的微分结束。",
    ),
    "derivation-offset": (
        "It is off by something that does not depend on {name}: what does a constant become when it is differentiated?",
        "它与正确值之差不依赖于 {name}：常数求导后变成什么？",
    ),
    "derivation-entries": (
        "Only some entries are wrong, entry ({place}) among them: what is special about them?",
        "只有一部分元素不对，例如第（{place}）个：它们有什么特别？",
    ),
    "derivation-carry": (
        "The line about df still has d(…) of something composed: carry the d on, until it stands at single names only.",
        "关于 df 的那一行里还有对复合式的 d(…)：请继续展开，直到 d 只作用在单个记号上。",
    ),
    "derivation-name-above": (
        "Line {number} uses {name}, and line {other}, which was to say what that is, could not be read.",
        "第 {number} 行用到了 {name}，而应当说明它的第 {other} 行无法读懂。",
    ),
    "derivation-name-below": (
        "Line {number} uses {name} before line {other} says what that is: introduce a name above the line that uses it.",
        "第 {number} 行用到了 {name}，而第 {other} 行才说明它是什么：请先引入记号，再使用它。",
    ),
    "derivation-power": (
        "It is right but for a power of {name}: how often does {name} belong there?",
        "它与正确的结果只差 {name} 的一个幂：{name} 应当出现几次？",
    ),
    "derivation-link": (
        "With d{name} in the place of {dx} it would be right: which step leads from {dx} to d{name}?",
        "把 {dx} 换成 d{name} 就对了：从 {dx} 到 d{name} 还差哪一步？",
    ),
    "derivation-link-gradient": (
        "This is the gradient by {name}: which step leads on to {x}?",
        "这是对 {name} 的梯度：怎样再走到 {x}？",
    ),
    "derivation-outer": (
        "It is right but for a scalar that differs from point to point: was the outer function differentiated too, or twice?",
        "它与正确值相差一个随点变化的标量：外层函数是否也求了导，或者多求了一次？",
    ),
    "derivation-line-f": ("f = …, the function", "函数一行 f = …"),
    "derivation-line-df": (
        "df = …, the differential, in terms of those of the names",
        "微分一行 df = …（用各个名字的微分表示）",
    ),
    "derivation-line-D": ("D = …, the derivative in denominator layout", "分母布局下的导数 D = …"),
    "derivation-line-J": ("J = …, the derivative in numerator layout", "分子布局下的导数 J = …"),
    "derivation-line-grad": (
        "grad = …, the gradient in the shape of the variable",
        "与变量同形状的梯度 grad = …",
    ),
    "derivation-line-H": ("H = …, the Hessian matrix", "黑塞矩阵 H = …"),
    "derivation-name-taken": (
        "the differential of {x} is {name}, and {name} is a symbol of the question: name that otherwise",
        "{x} 的微分是 {name}，而 {name} 是题目中的符号：请把它改名",
    ),
    "derivation-no-gradient": (
        "{name} is for scalar functions: write D or J for the derivative of a column or a matrix",
        "{name} 只用于标量函数：列或矩阵的导数写作 D 或 J",
    ),
    "derivation-second-differential": (
        "a differential of the differential {given} is not read: write H = … for second derivatives",
        "不支持对微分 {given} 再求微分：二阶导数写作 H = …",
    ),
    "derivation-no-differential": (
        "there is no {name}: the letter d goes before the variable, or before a name that was introduced above, here {known}",
        "没有 {name}：字母 d 写在变量或前面引入的名字之前，这里是 {known}",
    ),
    "derivation-name-function": (
        "{name} is the name of a function: take another name",
        "{name} 是函数的名字：请换一个名字",
    ),
    "derivation-no-equation": (
        "a line of a derivation is an equation, as in df = …, or = … to go on",
        "推导的每一行是一个等式，例如 df = …，续行写 = …",
    ),
    "derivation-nothing-above": (
        "it begins with an equals sign, and there is no line above to go on from",
        "这一行以等号开头，而上面没有可以接续的行",
    ),
    "derivation-above-unread": (
        "it begins with an equals sign, and the line above could not be read",
        "这一行以等号开头，而上一行无法理解",
    ),
    "derivation-no-text": (
        "a derivation is a text of lines such as df = …, not {kind}",
        "推导是由 df = … 这样的行组成的文本，而不是 {kind}",
    ),
    "derivation-too-long": (
        "the derivation is longer than {lines} lines or {count} characters: split it",
        "推导超过 {lines} 行或 {count} 个字符：请拆成几部分",
    ),
    "derivation-read-as": ("read as {numpy}", "理解为 {numpy}"),
    "derivation-arguments": (
        "check_derivation takes the question, the variable where there are several symbols, and the text of the derivation; {given} things were given after the question",
        "check_derivation 的参数依次是题目、变量（有多个符号时）和推导的文本；题目之后给了 {given} 个参数",
    ),
}
