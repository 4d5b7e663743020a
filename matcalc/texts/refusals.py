"""What is said where a question, a shape or an option cannot be worked with."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["REFUSALS"]

REFUSALS: dict[str, Pair] = {
    "digits-part": (
        "digits({part!r}): there is no such part of the data, expected {parts}",
        "digits({part!r})：数据没有这一部分，应为 {parts}",
    ),
    "symbols-missing": (
        'no symbol was given: name each argument of the question with its shape, as in A="n n"',
        '没有给出符号：请为问题的每个参数写明名称和形状，例如 A="n n"',
    ),
    "symbol-is-option": (
        "{name} is an option of {functions}, and cannot be a symbol: leave it out here, or name the symbol otherwise",
        "{name} 是 {functions} 的选项，不能用作符号：请在这里去掉它，或给符号换个名字",
    ),
    "symbol-is-function": (
        "{name} is the name of a function: name the symbol otherwise",
        "{name} 是函数名：请给符号换个名字",
    ),
    "symbol-unknown": (
        "{name} is not a symbol of the formula: expected one of {known}",
        "{name} 不是公式中的符号：应为 {known} 之一",
    ),
    "symbol-structure": (
        "structure={given}: expected a dictionary of symbols, each 'symmetric' or 'diagonal', as in structure={{{first}: 'symmetric'}}",
        "structure={given}：应为符号的字典，值为 'symmetric' 或 'diagonal'，例如 structure={{{first}: 'symmetric'}}",
    ),
    "structure-square": (
        "structure={{{name}: {kind}}}: expected 'symmetric' or 'diagonal', for a square matrix",
        "structure={{{name}: {kind}}}：应为 'symmetric' 或 'diagonal'，且只用于方阵",
    ),
    "structure-scalar": (
        "{name} is {kind}: its free parameters are supported for scalar functions only, so leave the structure out, or ask for a scalar",
        "{name} 的结构是 {kind}：只有标量函数才支持对其自由参数求导，请去掉结构，或改问标量函数",
    ),
    "shape-as-number": (
        "{name}={given}: a shape is written as text, {name}={shape}; numbers are given as an array, np.array({given}), or as {name}=3.0",
        "{name}={given}：形状要写成文本，即 {name}={shape}；数值要写成数组 np.array({given})，或写成 {name}=3.0",
    ),
    "shape-unknown-word": (
        'unknown word {word} in {name}={given}: expected up to two dimensions, each a lower-case letter or a size up to 100, as in "n p", and then at most one of {properties}',
        '{name}={given} 中的 {word} 无法识别：应写至多两个维数，每个是一个小写字母或不超过 100 的大小，例如 "n p" ，之后至多再写 {properties} 之一',
    ),
    "shape-unreadable": (
        'cannot read {name}={given} (stopped at {word}): expected up to two dimensions, each a lower-case letter or a size up to 100, as in "n p", and then at most one of {properties}',
        '无法理解 {name}={given} （停在 {word} 处）：应写至多两个维数，每个是一个小写字母或不超过 100 的大小，例如 "n p" ，之后至多再写 {properties} 之一',
    ),
    "shape-not-square": (
        '{name}={given}: only a square matrix can be {word}, as in "n n {word}"',
        '{name}={given}：只有方阵才可以是 {word}，例如 "n n {word}"',
    ),
    "shapes-in-words": (
        'cannot read the shape {given}: write a colon between symbol and shape, as in "A: n n, x: n"',
        '无法理解形状 {given}：请在符号与形状之间写冒号，例如 "A: n n, x: n"',
    ),
    "seed-unreadable": (
        "seed={given}: a whole number from 0 on is expected",
        "seed={given}：应为非负整数",
    ),
    "variable-missing": (
        "the variable is missing: name the symbol to differentiate by, one of {known}",
        "缺少求导变量：请写明对哪个符号求导，应为 {known} 之一",
    ),
    "variable-unknown": (
        "{name} is not a symbol: name the symbol to differentiate by, one of {known}",
        "{name} 不是符号：请写明对哪个符号求导，应为 {known} 之一",
    ),
    "derivatives-of-text": (
        "derivatives reads formulas as text, not {given}, and an Expression has its own symbols: leave their shapes out",
        "derivatives 读取文本形式的公式，而不是{given}；Expression 自带符号：请去掉形状",
    ),
    "derivative-one-variable": (
        "derivative takes one variable: by several at once, derivatives does it",
        "derivative 只对一个变量求导：要同时对多个变量求导，请用 derivatives",
    ),
    "variable-no-name": (
        "the variable is the name of a symbol, as text, not {given}: expected one of {known}",
        "求导变量应是文本形式的符号名，而不是{given}：应为 {known} 之一",
    ),
    "variable-twice": (
        "the variable was given twice, {first} and wrt={second}: leave one of them out",
        "求导变量给出了两次，即 {first} 与 wrt={second}：请去掉其中一个",
    ),
    "derivative-of-text": (
        "derivative reads formulas as text, as in derivative('x.T @ x', 'x', x='n'), not {given}: for a function use jacobian or gradient, or check_gradient",
        "derivative 读取文本形式的公式，例如 derivative('x.T @ x', 'x', x='n')，而不是{given}：对函数请用 jacobian、gradient 或 check_gradient",
    ),
    "expression-symbols": (
        "an Expression keeps its own symbols: leave their shapes out here, they belong to a formula that is text",
        "Expression 自带符号：请在这里去掉形状，只有文本形式的公式才需要写明形状",
    ),
    "check-variable-twice": (
        "{check} was given the variable twice, {first} and wrt={second}: leave one of them out",
        "{check} 的求导变量给出了两次，即 {first} 与 wrt={second}：请去掉其中一个",
    ),
    "check-variable": (
        "the variable of {check} is the name of a symbol, not {given}: write the question, then the variable, then the answer",
        "{check} 的求导变量应是符号的名称，而不是{given}：请依次写问题、变量、答案",
    ),
    "check-arguments": (
        "{check} takes the question, the variable where there are several symbols, and the answer, but after the question it was given {count} of these",
        "{check} 需要问题、变量（有多个符号时）和答案，但问题之后给出了 {count} 项",
    ),
    "check-formula-text": (
        "check_formula reads formulas as text, not {given}: for a function, use check_gradient",
        "check_formula 读取文本形式的公式，而不是{given}：对函数请用 check_gradient",
    ),
    "check-answer-text": (
        "the answer must be a formula as text, not {given}: for a function or an array, use check_gradient",
        "答案应是文本形式的公式，而不是{given}：函数或数组请用 check_gradient",
    ),
    "check-answer-formula": (
        "the answer {given} is text: check_gradient takes a function of {names}, and a formula is checked by check_formula",
        "答案 {given} 是文本：check_gradient 需要以 {names} 为参数的函数，公式请用 check_formula 检验",
    ),
    "check-answer-value": (
        "the answer is the value {given}, but {names} would be drawn: give every symbol as an array, or the answer as a function",
        "答案是数值 {given}，而 {names} 会随机抽取：请把每个符号写成数组，或把答案写成函数",
    ),
    "check-question-failed": (
        "the question could not be evaluated at {where}: {message}; check that the shapes fit, and that points of the domain can be drawn",
        "问题在 {where} 处无法求值：{message}；请检查形状是否匹配，以及能否抽到定义域中的点",
    ),
    "formula-number": (
        "a number of the formula is beyond {most:.0e} or its inverse: use smaller units",
        "公式中有数超出 {most:.0e} 或其倒数的范围：请改用合适的单位",
    ),
    "formula-exponent": (
        "an exponent in the formula is beyond {most}: use a smaller one",
        "公式中有指数超出 {most}：请用较小的指数",
    ),
    "formula-zero": (
        "the formula divides by zero: look for a denominator or a negative power of something that is always 0",
        "公式除以了零：请检查恒为 0 的分母或负次幂",
    ),
    "formula-root": (
        "the formula takes a root of a negative number: only roots of what is not negative are read",
        "公式对负数开了方：只能对非负的量开方",
    ),
    "call-unknown": (
        "{name} is unknown or given twice: the formula's arrays are {known}",
        "{name} 未知或给出了两次：公式的数组是 {known}",
    ),
    "call-many": (
        "there are too many arrays: the formula's arrays are {known}",
        "给出的数组太多：公式的数组是 {known}",
    ),
    "call-missing": (
        "no array for {names}: call with {first}=…",
        "缺少 {names} 的数组：请写 {first}=……",
    ),
    "call-shape": (
        "{name} is {given}: expected {wanted}, where {size} is {known}",
        "{name} 的形状是 {given}：应为 {wanted}，其中 {size} 为 {known}",
    ),
    "call-no-value": (
        "the formula has no value there: {message}",
        "公式在该处没有值：{message}",
    ),
    "call-too-large": (
        "a matrix of {shape} is too large to compute: choose smaller sizes",
        "{shape} 的矩阵太大，无法计算：请选用较小的大小",
    ),
    "value-none": (
        "{name} is None: a number, a (nested) list of numbers or a NumPy array is expected, and a function must end with return",
        "{name} 是 None：应为数、（嵌套的）数的列表或 NumPy 数组，函数应以 return 返回值",
    ),
    "value-text": (
        "{name} is the text {given}: a number, a (nested) list of numbers or a NumPy array is expected",
        "{name} 是文本 {given}：应为数、（嵌套的）数的列表或 NumPy 数组",
    ),
    "value-masked": (
        "{name} is a masked array: fill it first, a NumPy array without gaps is expected",
        "{name} 是带掩码的数组：请先填充，应为没有空缺的 NumPy 数组",
    ),
    "value-ragged": (
        "{name} is a ragged list, whose rows differ in length: give each row as many numbers",
        "{name} 是各行长度不同的列表：请让每行有同样多的数",
    ),
    "value-unreadable": (
        "{name} is {given}, which cannot be read as numbers: a number, a (nested) list of numbers or a NumPy array is expected",
        "{name} 是{given}，无法当作数来读：应为数、（嵌套的）数的列表或 NumPy 数组",
    ),
    "value-of-text": (
        "{name} is {given} of text, not made of real numbers: a number, a (nested) list of numbers or a NumPy array is expected",
        "{name} 是{given}，其中是文本而不是实数：应为数、（嵌套的）数的列表或 NumPy 数组",
    ),
    "value-complex": (
        "{name} is complex ({given}), not made of real numbers: take its real part",
        "{name} 含有复数（{given}），而不是实数：请取实部",
    ),
    "value-of-others": (
        "{name} is {given}, not made of real numbers: a number, a (nested) list of numbers or a NumPy array is expected",
        "{name} 是{given}，不是由实数组成：应为数、（嵌套的）数的列表或 NumPy 数组",
    ),
    "value-empty": (
        "{name} is empty: at least one entry is expected",
        "{name} 是空的：至少应有一个元素",
    ),
    "value-not-finite": (
        "{name} is not finite: choose a point inside the domain",
        "{name} 不是有限的数：请选择定义域内的点",
    ),
    "value-no-matrix": (
        "{name} has the shape {shape}: expected a matrix with entries",
        "{name} 的形状是 {shape}：应为至少有一个元素的矩阵",
    ),
    "value-no-function": (
        "a function is expected, not {given}: pass one that takes and returns arrays",
        "应为函数，而不是{given}：请传入以数组为参数并返回数组的函数",
    ),
    "kind-text": ("the text {given}", "文本 {given}"),
    "kind-array": ("an array ({shape})", "数组（{shape}）"),
    "kind-list": ("a list", "列表"),
    "kind-dictionary": ("a dictionary", "字典"),
    "kind-number": ("the number {given}", "数 {given}"),
    "kind-function": ("a function", "函数"),
    "kind-other": ("something of the type {kind}", "{kind} 类型的量"),
    "shape-scalar": ("scalar", "标量"),
    "with-shape": ("{name} ({shape})", "{name}（{shape}）"),
    "a-scalar": ("a scalar", "标量"),
    "the-value": ("the value of the function", "函数值"),
    "the-reference": ("the reference's value", "参考函数的值"),
    "the-matrix": ("the matrix", "矩阵"),
    "the-column": ("the column", "列"),
    "your-answer": ("your answer", "你的答案"),
    "told-broadcast": (
        "entries are combined one by one where the shapes are {a} and {b}, which must be equal",
        "逐元素运算的形状是 {a} 和 {b}，两者必须相同",
    ),
    "told-attribute": (
        "there is no .{name} on what stands before it",
        "点号前面的量没有 .{name}",
    ),
    "told-name": ("the name {name} is not known there", "那里没有名为 {name} 的量"),
    "told-many": (
        "the function takes {wanted} of the {given} arguments that there are symbols for",
        "符号有 {given} 个，而函数只有 {wanted} 个参数",
    ),
    "told-few": (
        "the function takes {given} arguments more than there are symbols",
        "函数的参数比符号多 {given} 个",
    ),
    "told-square": ("a square matrix is needed", "这里需要方阵"),
    "told-singular": ("a matrix is singular", "矩阵是奇异的"),
    "told-zero": ("there is a division by zero", "除以了零"),
    "told-dimensions": (
        "the matrix product @ is given a scalar, which is multiplied by *",
        "矩阵乘积 @ 不能用于标量，标量用 *",
    ),
    "told-index": (
        "an index asks for an entry that is not there",
        "下标所指的元素不存在",
    ),
    "told-other": ("{kind}: {message}", "{kind}：{message}"),
    "layout-unknown": (
        "unknown layout {given}: expected Layout.DENOMINATOR ('denominator' or 'YX') or Layout.NUMERATOR ('numerator' or 'XY')",
        "未知的布局 {given}：应为 Layout.DENOMINATOR，即 'denominator' 或 'YX' ，或 Layout.NUMERATOR，即 'numerator' 或 'XY'",
    ),
    "layout-axes": (
        "an array with {axes} axes ({shape}) has no layout: layouts are defined for scalars, columns and matrices, so flatten it with vec, or use partials",
        "有 {axes} 个轴的数组（{shape}）没有布局：布局只对标量、列和矩阵有定义，请用 vec 展平，或使用 partials",
    ),
    "layout-count": (
        "{count} partial derivatives were given, but y ({y}) by x ({x}) has {wanted}",
        "给出了 {count} 个偏导数，而 y 的形状是 {y} ，x 的形状是 {x} ，应有 {wanted} 个",
    ),
    "unvec-sizes": (
        "cannot fill a matrix of shape {shape} from {count} entries: give two sizes whose product is the number of entries",
        "{count} 个元素不能填满形状为 {shape} 的矩阵：请给出两个大小，其乘积等于元素个数",
    ),
    "commutation-sizes": (
        "{given}: both sizes must be positive whole numbers",
        "{given}：两个大小都必须是正整数",
    ),
    "gradient-of-scalars": (
        "{name} needs a scalar function, but this one returns {shape}: use jacobian, which takes a layout",
        "{name} 需要标量函数，而这个函数返回 {shape}：请用 jacobian，它可以指定布局",
    ),
    "derivative-uncertain": (
        "{name}: {count} of {size} entries are not known; the first, {first:.3g}, is uncertain by {error:.1e} (see partials)",
        "{name}：{size} 个元素中有 {count} 个无法确定；第一个是 {first:.3g}，误差约 {error:.1e}（见 partials）",
    ),
    "stretch-large": (
        "{functions} function components by {variables} variables are too many to draw: at most {most} on a side",
        "{functions} 个函数分量、{variables} 个变量太多，画不下：每边至多 {most} 个",
    ),
    "stretch-sympy": (
        "stretch takes a function and a point: sympy expressions and symbols need the package, pip install sympy",
        "stretch 需要函数和一个点：若用 sympy 的表达式和符号，请先安装：pip install sympy",
    ),
    "stretch-unreadable": (
        "stretch cannot read {function} by {variable}: pass a function and a point, or sympy expressions and symbols",
        "stretch 无法理解 {function} 对 {variable}：请传入函数和一个点，或 sympy 的表达式和符号",
    ),
    "identity-names": (
        "{old} cannot be called {new} in {name}: it has no {old}, or has {new} already",
        "{name} 中不能把 {old} 改称 {new}：其中没有 {old}，或者已经有 {new}",
    ),
    "identity-unknown": (
        "no identity is called {name}: see matcalc.IDENTITIES",
        "没有名为 {name} 的恒等式：请查看 matcalc.IDENTITIES",
    ),
    "display-untrue": (
        "what is displayed is not true: {right} does not follow from {left}",
        "所列公式不成立：由 {left} 得不到 {right}",
    ),
    "language-unknown": (
        "unknown language {given}: expected one of {known}",
        "未知的语言 {given}：应为 {known} 之一",
    ),
}
