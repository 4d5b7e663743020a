"""Hints of other words than their kind's, further hints, and what would make an answer right."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["HINTS"]

HINTS: dict[str, Pair] = {
    "error-other": ("{kind}: {message}{where}.", "{kind}：{message}{where}。"),
    "error-only": ("{kind}{where}.", "{kind}{where}。"),
    "further-hints": (
        "Further hints: {count}. matcalc.hint() shows the next.",
        "还有 {count} 条提示：matcalc.hint() 显示下一条。",
    ),
    "no-further-hint": ("There is no further hint.", "没有更多提示了。"),
    "kind": ("Kind of mistake: {title}", "错误类型：{title}"),
    "heading": ("{verdict}: {about}", "{verdict}：{about}"),
    "full-stop": (".", "。"),
    "between-sentences": (" ", ""),
    "list-comma": (", ", "、"),
    "list-comma-sentence": (", ", "，"),
    "place-terms": (
        "Right in your answer: {right}. To be looked at: {wrong}.",
        "答案中正确的部分：{right}。需要检查的部分：{wrong}。",
    ),
    "place-line": (
        "Look at line {line} of your answer: {text}",
        "请看你的答案的第 {line} 行：{text}",
    ),
    "place-line-only": ("Look at line {line} of your answer.", "请看你的答案的第 {line} 行。"),
    "slip-table": (
        "In line {line} a column and a 1-D array make a table: {text}",
        "第 {line} 行中，列与一维数组结合成了一张表：{text}",
    ),
    "slip-unused": (
        "What line {line} computes is never used: {text}",
        "第 {line} 行计算的结果没有被用到：{text}",
    ),
    "raised-at": (" (line {line}: {text})", "（第 {line} 行：{text}）"),
    "remark-order": (
        "your function is called with {symbols} in this order, and takes {names}",
        "调用你的函数时参数的顺序是 {symbols}，而它的参数是 {names}",
    ),
    "example": (
        "A small example: at {point} your answer gives {value}. What does the derivative give there, entry by entry?",
        "一个小例子：在 {point} 处，你的答案是 {value}。逐个元素计算，正确的结果是什么？",
    ),
    "value-example": (
        "A small example: at {point} your answer gives {value}. What is right there, entry by entry?",
        "一个小例子：在 {point} 处，你的答案是 {value}。逐个元素计算，正确的结果是什么？",
    ),
    "card": (
        "More about “{title}” stands in the book under “Kinds of mistakes”: mistakes.html#mistake-{mistake}",
        "关于“{title}”的更多说明见书中“错误的种类”：mistakes.html#mistake-{mistake}",
    ),
    "entry-hidden": (
        "Entry ({place}) is not {given:.6g}, as your answer has it, at",
        "第（{place}）个元素不是你的答案所给的 {given:.6g}，此时",
    ),
    "scalar-hidden": (
        "It is not {given:.6g}, as your answer has it, at",
        "不是你的答案所给的 {given:.6g}，此时",
    ),
    "transposed-more": (
        "Your answer is the transpose of the right one, or right in the other layout.",
        "你的答案是正确答案的转置，或者是另一种布局下的正确答案。",
    ),
    "sign-more": (
        "Every entry of your answer has the opposite sign.",
        "你的答案的每个元素都差一个负号。",
    ),
    "factor-more": (
        "Every entry of your answer is {ratio:.6g} times the right one.",
        "你的答案的每个元素都是正确值的 {ratio:.6g} 倍。",
    ),
    "other-size": (
        "One size seems to stand in the place of another: of what should it be the number?",
        "似乎把一个大小写成了另一个：它应当是什么的个数？",
    ),
    "place": (
        "A function seems to be taken at another place than it should be: what goes into each link of the chain?",
        "似乎有一个函数取值的位置不对：链中每一环的输入是什么？",
    ),
    "factor-size": (
        "A factor is off that is a size: is it a sum or a mean, and over how many?",
        "差一个等于大小的因子：应当是和还是均值？一共多少项？",
    ),
    "term-scalar": (
        "In one of the terms a factor seems to be missing, or another one stands there: does each term have all the factors of its chain?",
        "有一项似乎少了一个因子，或者因子不对：每一项都有链条上的全部因子吗？",
    ),
    "outer-seems": (
        "The derivative of the outer function seems to be missing or wrong: is each function of the chain differentiated, and taken at the right argument?",
        "外层函数的导数似乎缺失或不对：链条上的每个函数都求导了吗？取在正确的自变量处吗？",
    ),
    "power-of": (
        "Your answer is the right one but for a power of {name}: how often does {name} belong there, and where?",
        "你的答案与正确答案只差 {name} 的一个幂：{name} 应当出现几次，在哪里？",
    ),
    "other-term": (
        "One of the terms seems to be another one than it should be: write down each term of the right answer, and compare.",
        "有一项似乎写成了别的：请写出正确答案的每一项，逐项比较。",
    ),
    "term-twice": (
        "One of the terms seems to stand there twice, and the other one not at all: do both places of the variable contribute the same?",
        "似乎有一项写了两次，而另一项没有：变量的两处贡献相同吗？",
    ),
    "terms-missing": (
        "A part of the sum seems to be missing: in how many places does the variable occur, and what does each of them contribute?",
        "和式似乎少了一部分：变量出现在几处？每一处各贡献什么？",
    ),
    "terms-sign": (
        "A part of the sum seems to have the wrong sign: follow the signs term by term.",
        "和式有一部分的符号似乎不对：请逐项检查符号。",
    ),
    "terms-factor": (
        "A constant factor in a part of the sum seems to be off: which rule brings it in?",
        "和式有一部分的常数因子似乎不对：它由哪条法则产生？",
    ),
    "terms-other": (
        "The terms seem to be the right ones in other proportions, and one is missing: what does each place of the variable contribute?",
        "各项似乎是对的，但比例不对，而且少了一项：变量的每一处各贡献什么？",
    ),
    "undifferentiated": (
        "The function itself seems to stand there: what is its derivative?",
        "写下的似乎是函数本身：它的导数是什么？",
    ),
    "left": (
        "A term seems to be left as it is in the function: what is its derivative?",
        "似乎有一项照抄了函数中的样子：它的导数是什么？",
    ),
    "power": (
        "A power seems to be off: by how much does differentiating lower the exponent?",
        "幂次似乎不对：求导使指数降低多少？",
    ),
    "function": (
        "A function seems to be missing, or another one stands in its place: compare each function with the question.",
        "似乎少了一个函数，或者写成了别的函数：请把每个函数与题目对照。",
    ),
    "inverse": (
        "An inverse seems to be missing, or it is one too many.",
        "似乎少了或多了一个逆矩阵。",
    ),
    "entrywise-power": (
        "A power or an inverse seems to be taken entry by entry, or the other way round: ** and / work on entries, @ and inv on matrices.",
        "幂或逆似乎是逐元素取的，或者相反：** 与 / 作用于各元素，@ 与 inv 作用于矩阵。",
    ),
    "times-variable": (
        "Each entry is multiplied by an entry of {name}: is {name} still there after differentiating?",
        "每个元素都乘上了 {name} 的一个元素：求导之后 {name} 还在吗？",
    ),
    "entries-diagonal": (
        "The diagonal is right, and all other entries are zero: does each entry of the function depend on one entry of the variable only?",
        "对角线是对的，其余元素都为零：函数的每个元素只依赖变量的一个元素吗？",
    ),
    "entries-off-diagonal": (
        "The diagonal is right, and no other entry is: what do two different indices give?",
        "对角线是对的，其余元素都不对：两个下标不同时得到什么？",
    ),
    "entries-on-diagonal": (
        "Off the diagonal every entry is right, and on it each is {ratio:g} times what it should be: what do two equal indices give?",
        "对角线以外的元素都对，对角线上的元素都是应有值的 {ratio:g} 倍：两个下标相等时得到什么？",
    ),
    "entries-beside-diagonal": (
        "The diagonal is right, and each other entry is {ratio:g} times what it should be: how often does such an entry count?",
        "对角线是对的，其余元素都是应有值的 {ratio:g} 倍：这样的元素各算几次？",
    ),
    "entries-triangle": (
        "On one side of the diagonal zeros belong, and all else is right: which entries of the variable count?",
        "对角线的一侧应当全是零，其余都对：变量的哪些元素起作用？",
    ),
    "on-the-way": (
        "What you return seems to be a value on the way to the right one: what comes after it, and how often?",
        "你返回的似乎是求得正确值途中的一个值：它之后还有什么，要做几次？",
    ),
    "repair-left": (
        "The variable seems to be left in a term that is linear in it: what is the derivative of that term?",
        "有一项关于变量是线性的，其中似乎仍保留着变量：这一项的导数是什么？",
    ),
    "entries-order": (
        "The rows or columns are right, but stand in another order.",
        "各行或各列是对的，但顺序不对。",
    ),
    "entries-rounded": (
        "Your answer is rounded: keep all digits.",
        "你的答案经过了舍入：请保留所有位数。",
    ),
    "symmetric-several": (
        "Your answer is right if {name} are symmetric; they need not be. What changes if they are not?",
        "如果 {name} 都对称，你的答案是对的；但它们不一定对称。不对称时有什么变化？",
    ),
    "value-constant-offset": (
        "Your answer differs from the right one by something that does not depend on {name}: what is to be added, or is too much?",
        "你的答案与正确答案之差不依赖于 {name}：还要加上什么，或者多了什么？",
    ),
    "value-wrong-power": (
        "A power seems to be off by one: compare each exponent with the question.",
        "有一个幂次似乎差了一：请把每个指数与题目对照。",
    ),
    "value-power": (
        "A power or a root seems to be off: compare each exponent with the question.",
        "有一个幂或根似乎不对：请把每个指数与题目对照。",
    ),
    "value-repair-power": (
        "A power or a root seems to be off: compare each exponent with the question.",
        "有一个幂或根似乎不对：请把每个指数与题目对照。",
    ),
    "value-place": (
        "A function seems to be taken at another place than it should be: what goes into each function?",
        "似乎有一个函数的自变量不对：每个函数里应当代入什么？",
    ),
    "value-terms-factor": (
        "A constant factor in a part of the sum seems to be off: compare it with the question.",
        "和式中有一部分的常数因子似乎不对：请与题目对照。",
    ),
    "value-terms-other": (
        "The terms seem to be the right ones in other proportions, and one is missing: compare your answer with the question, term by term.",
        "各项似乎是对的，但比例不同，并且少了一项：请把你的答案与题目逐项对照。",
    ),
    "value-times-variable": (
        "Each entry is multiplied by an entry of {name}: does {name} belong there?",
        "每个元素都乘上了 {name} 的一个元素：{name} 应当在那里吗？",
    ),
    "value-extra-term": (
        "There seems to be a term too many: compare your answer with the question, term by term.",
        "似乎多了一项：请把你的答案与题目逐项对照。",
    ),
    "value-repair-left": (
        "A part seems to be left as it is: compare your answer with the question, part by part.",
        "有一部分似乎原样留了下来：请把你的答案与题目逐个部分对照。",
    ),
    "value-repair-number": (
        "A constant factor in one of the terms seems to be off: compare it with the question.",
        "有一项的常数因子似乎不对：请与题目对照。",
    ),
    "value-repair-term": (
        "There seems to be a term too many: compare your answer with the question, term by term.",
        "似乎多了一项：请把你的答案与题目逐项对照。",
    ),
    "value-repair-factor": (
        "There seems to be a factor too many: compare your answer with the question, factor by factor.",
        "似乎多了一个因子：请把你的答案与题目逐个因子对照。",
    ),
    "value-repair-missing-factor": (
        "A factor seems to be missing in one place: compare your answer with the question, factor by factor.",
        "有一处似乎少了一个因子：请把你的答案与题目逐个因子对照。",
    ),
    "value-repair-missing-term": (
        "A term seems to be missing: compare your answer with the question, term by term.",
        "似乎少了一项：请把你的答案与题目逐项对照。",
    ),
    "value-repair-symbol": (
        "Another symbol, or another part, seems to stand in one place: what belongs where?",
        "有一处似乎写成了别的符号或别的部分：哪里应当是什么？",
    ),
    "value-other-factor": (
        "One of the factors seems to be another one than it should be: compare your answer with the question, factor by factor.",
        "有一个因子似乎写成了别的：请把你的答案与题目逐个因子对照。",
    ),
    "value-other-function": (
        "It seems to be the answer for another function: compare the function that you took with the question.",
        "这似乎是另一个函数的答案：请把你所用的函数与题目对照。",
    ),
    "value-not-dependent": (
        "Your answer does not depend on {name}, but the right one does: where does it occur?",
        "你的答案不依赖于 {name}，而正确答案依赖于它：它出现在哪里？",
    ),
    "value-missing-factor": (
        "A factor seems to be missing: compare your answer with the question, factor by factor.",
        "似乎少了一个因子：请把你的答案与题目逐个因子对照。",
    ),
    "value-term-scalar": (
        "In one of the terms a factor seems to be missing, or another one stands there.",
        "有一项似乎少了一个因子，或者因子不对。",
    ),
    "value-missing-outer-factor": (
        "Your answer is the right one but for a scalar that differs from point to point: which factor is missing?",
        "你的答案与正确答案相差一个随点变化的标量：少了哪个因子？",
    ),
    "value-outer-seems": (
        "A scalar factor seems to be missing, or another one stands there.",
        "似乎少了一个标量因子，或者因子不对。",
    ),
    "value-missing-term": (
        "A term seems to be missing: compare your answer with the question, term by term.",
        "似乎少了一项：请把你的答案与题目逐项对照。",
    ),
    "value-terms-missing": (
        "A term seems to be missing: compare your answer with the question, term by term.",
        "似乎少了一项：请把你的答案与题目逐项对照。",
    ),
    "value-wrong-inner-derivative": (
        "A part of the answer seems to be another one: compare it with the question, part by part.",
        "答案中有一部分似乎写成了别的：请与题目逐个部分对照。",
    ),
    "value-outer-factor": (
        "Your answer is the right one but for a scalar: which factor is missing?",
        "你的答案与正确答案相差一个标量：少了哪个因子？",
    ),
    "value-term-factor": (
        "A constant factor in one of the terms seems to be off.",
        "有一项的常数因子似乎不对。",
    ),
    "repair-transpose": (
        "A transpose seems to be missing, or one too many: write one entry as a sum, and see along which index it runs.",
        "似乎少了或多了一个转置：请把一个元素写成求和，看看它沿着哪个下标求和。",
    ),
    "repair-axis": (
        "A sum, mean, norm or softmax seems to run along another axis: which index is summed, and which stays?",
        "求和、均值、范数或 softmax 的轴似乎不对：对哪个下标求和，保留哪个下标？",
    ),
    "repair-sign": (
        "A part of the answer seems to have the wrong sign, perhaps inside a function: follow the signs part by part.",
        "答案有一部分的符号似乎不对，也许在某个函数内部：请逐个部分检查符号。",
    ),
    "repair-mean": (
        "Is it a sum or a mean? One of them seems to stand for the other.",
        "应当是和还是均值？两者似乎用混了。",
    ),
    "repair-spread": (
        "A variance or standard deviation seems to be divided by another number: by n, or by n − 1?",
        "方差或标准差的分母似乎不对：除以 n 还是 n − 1？",
    ),
    "repair-number": (
        "A constant factor in one of the terms seems to be off: which rule brings it in?",
        "有一项的常数因子似乎不对：它由哪条法则产生？",
    ),
    "repair-entrywise": (
        "A power or an inverse seems to be taken entry by entry, or the other way round: ** and / work on entries, @ and inv on matrices.",
        "幂或逆似乎是逐元素取的，或者相反：** 与 / 作用于各元素，@ 与 inv 作用于矩阵。",
    ),
    "repair-product": (
        "Is one of the products a matrix product where entries are multiplied one by one, or the other way round?",
        "是否在应当逐元素相乘的地方用了矩阵乘积，或者相反？",
    ),
    "repair-order": (
        "Two factors seem to stand in another order: matrices do not commute.",
        "有两个因子的顺序似乎不对：矩阵乘法不满足交换律。",
    ),
    "repair-number-on-diagonal": (
        "A number seems to be added to every entry of a matrix where a multiple of the identity matrix is meant.",
        "似乎把一个数加到了矩阵的每个元素上，而应当加的是单位矩阵的倍数。",
    ),
    "repair-power": (
        "A power or a root seems to be off: by how much does differentiating change the exponent?",
        "幂次或根号似乎不对：求导使指数改变多少？",
    ),
    "repair-function": (
        "A function seems to be missing, or another one stands in its place: compare each function with the question.",
        "似乎少了一个函数，或者写成了别的函数：请把每个函数与题目对照。",
    ),
    "repair-inverse": (
        "An inverse seems to be missing, or it is one too many.",
        "似乎少了或多了一个逆矩阵。",
    ),
    "repair-reduction": (
        "A function of a whole array, such as a sum, trace, norm or determinant, seems to stand for another one.",
        "对整个数组的函数（如和、迹、范数、行列式）似乎写成了另一个。",
    ),
    "repair-term": (
        "There seems to be a term too many: does each term come from a place where the variable occurs?",
        "似乎多了一项：每一项都来自变量出现的地方吗？",
    ),
    "repair-factor": (
        "There seems to be a factor too many: does each factor come from one link of the chain?",
        "似乎多了一个因子：每个因子都来自链条的一环吗？",
    ),
    "repair-divided": (
        "A quotient seems to be off: what stands below the line, and with which power?",
        "有一个商似乎不对：分母是什么？是几次幂？",
    ),
    "repair-missing-factor": (
        "A factor seems to be missing in one place: does each term have all the factors of its chain?",
        "有一处似乎少了一个因子：每一项都有链条上的全部因子吗？",
    ),
    "repair-missing-term": (
        "A term seems to be missing: in how many places does the variable occur, and what does each of them contribute?",
        "似乎少了一项：变量出现在几处？每一处各贡献什么？",
    ),
    "repair-symbol": (
        "Another symbol, or another part, seems to stand in one place: by which symbol is differentiated, and where is each function taken?",
        "有一处似乎写成了别的量：对哪个量求导？每个函数取在哪里？",
    ),
    "repair-returned": (
        "The right value seems to be computed on the way, and another one is returned.",
        "途中似乎算出了正确的值，返回的却是另一个。",
    ),
    "repair-compared": (
        "A comparison seems to be the wrong way round.",
        "有一处比较的方向似乎反了。",
    ),
    "repair-entry": (
        "Another entry seems to be taken: counting begins at 0, and -1 is the last one.",
        "似乎取了另一个元素：下标从 0 开始，-1 表示最后一个。",
    ),
    "other-factor": (
        "One of the factors seems to be another one than it should be: what does each link of the chain contribute?",
        "似乎有一个因子写成了别的：链条的每一环贡献什么？",
    ),
    "quotient-rule": (
        "Numerator and denominator seem to be differentiated separately: what does the quotient rule say?",
        "似乎把分子和分母分别求导了：商法则是怎样的？",
    ),
    "repair-summed": (
        "Something seems to be summed up where each entry has a number of its own.",
        "似乎把应当逐个保留的量加在了一起：每个元素都有自己的数。",
    ),
    "other-function": (
        "It seems to be the derivative of another function: compare the function that you differentiated with the question.",
        "这似乎是另一个函数的导数：请把你求导的函数与题目对照。",
    ),
    "two-slips": (
        "Two things seem to be off at once: “{first}”, and “{second}”.",
        "似乎同时有两处不对：“{first}”和“{second}”。",
    ),
    "two-slips-alike": (
        "Two things of one kind seem to be off: “{first}”, in two places.",
        "似乎有两处同类的错误：“{first}”。",
    ),
}
