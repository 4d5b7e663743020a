"""What is said where a formula cannot be read."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["NOTATION"]

NOTATION: dict[str, Pair] = {
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
    "read-name-near-open": (
        "unknown name '{name}', did you mean {near}: a symbol of several letters needs its shape",
        "未知的名称 '{name}'，是否想写 {near}：由多个字母组成的符号需要写明形状",
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
        "this sum over an index is not read: one of entries is, as in \\sum_i x_i y_i, and sum(x) adds up all entries, while products of matrices, as in x'y, sum over the inner index",
        "不支持这个对下标的求和：可以写对元素的求和，例如 \\sum_i x_i y_i ；sum(x) 对所有元素求和，矩阵乘积（例如 x'y ）对内侧下标求和",
    ),
    "read-index-rows": (
        "{name}_{index} is no entry of a symbol that was declared: where the x_i are the rows of a matrix X, all x_i'w together are X w, and the sum of their squares is norm(X w)^2",
        "{name}_{index} 不是已声明符号的元素：若 x_i 是矩阵 X 的各行，则所有 x_i'w 合起来是 X w ，其平方和是 norm(X w)^2",
    ),
    "read-superscript": (
        "({index}) above a name is no power: declare the symbol by a name with an index below, as x_{index}, with its shape",
        "写在名称上方的 ({index}) 不是幂：请用带下标的名称声明符号，例如 x_{index} ，并写明形状",
    ),
    "read-int": (
        "an integral is not read: write its value as a formula, if it has one",
        "不支持积分：若积分有公式，请直接写出其结果",
    ),
    "read-lim": (
        "a limit is not read: write its value as a formula",
        "不支持极限：请直接写出极限的值",
    ),
    "read-prod": (
        "a product over an index is not read: write exp(sum(log(x))) for the product of all entries of x",
        "不支持对下标求积：x 的所有元素之积写作 exp(sum(log(x)))",
    ),
    "read-accent": (
        "{name} with a {accent} is not a symbol: declare it as {name}_{accent}, with its shape; a mean is written sum(x) / n",
        "带 {accent} 的 {name} 不是已声明的符号：请以 {name}_{accent} 为名声明它及其形状；平均值写作 sum(x) / n",
    ),
    "read-derivative": (
        "a formula holds no sign of a derivative: write the function alone, and name the variable beside it, as in derivative('x.T @ x', 'x')",
        "公式中不含求导记号：请只写函数本身，另外写明变量，例如 derivative('x.T @ x', 'x')",
    ),
    "read-optimum": (
        "{name} is no part of a formula here: write the function whose least or largest value is sought alone",
        "{name} 在这里不是公式的一部分：请只写要求其最小值或最大值的函数",
    ),
    "read-decimal": (
        "{found} has a comma, which separates: a decimal point is written as in 0.5",
        "{found} 中的逗号是分隔符：小数点写作 . ，例如 0.5",
    ),
    "read-comparison": (
        "'{found}' has no meaning in a formula: an inner product is written x'y, tr(X'Y) or ⟨x, y⟩, and where x is positive step(x) is 1",
        "'{found}' 在公式中没有意义：内积写作 x'y、tr(X'Y) 或 ⟨x, y⟩ ；step(x) 在 x 为正处是 1",
    ),
    "read-relation": (
        "{found} joins two formulas, or gives two at once: write one of them alone",
        "{found} 连接两个公式，或同时给出两个：请只写其中一个",
    ),
    "read-backslash": (
        "{found} is no sign of a formula: what solves A x = b is written inv(A) @ b",
        "{found} 不是公式中的记号：方程 A x = b 的解写作 inv(A) @ b",
    ),
    "read-environment": (
        "a matrix that is written out by {found} is not read: declare it as a symbol with its shape",
        "不支持用 {found} 逐项写出的矩阵：请把它声明为带形状的符号",
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
        "{name} takes {wanted} argument(s), not {given}: they stand in the brackets, with commas between them",
        "{name} 需要 {wanted} 个参数，而不是 {given} 个：参数写在括号中，用逗号隔开",
    ),
    "read-size": (
        "{name} is not a size: expected A.shape[0] or a number up to {most}, or a letter of the shapes ({known})",
        "{name} 不是大小：应为 A.shape[0]、不超过 {most} 的数或形状中的字母（{known}）",
    ),
    "read-sized": (
        "{name} of {given} argument(s): expected {form}",
        "{name} 有 {given} 个参数：应为 {form}",
    ),
    "read-no-text": (
        'a formula is text, not {given}: put it between quotes, as in "x.T @ x"',
        '公式是文本，而不是{given}：请把它写在引号中，例如 "x.T @ x"',
    ),
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
        "不支持这种范数：对列，norm(x, p) 中的 p 是正数或 inf；对矩阵，norm(X, p) 中的 p 是 1、2、inf、 'fro' 或 'nuc'",
    ),
    "read-multiply": (
        "cannot multiply {left} by {right}: the inner sizes differ",
        "{left} 与 {right} 不能相乘：内侧大小不同",
    ),
    "read-column-first": (
        "{given} is a column, which @ cannot put before a matrix or another column: the row is written {row}",
        "{given} 是列，不能用 @ 放在矩阵或另一列之前：行写作 {row}",
    ),
    "read-multiply-columns": (
        "cannot multiply {left} by {right}: the inner sizes differ; the sum of the products of two columns is written x.T @ y, entry by entry it is x * y",
        "{left} 与 {right} 不能相乘：内侧大小不同；两列对应元素乘积之和写作 x.T @ y，逐元素乘积写作 x * y",
    ),
    "read-multiply-alike": (
        "cannot multiply {left} by {right}: the inner sizes differ; entry by entry, the product is written * or ⊙",
        "{left} 与 {right} 不能相乘：内侧大小不同；逐元素乘积写作 * 或 ⊙",
    ),
    "read-multiply-rows": (
        "cannot multiply {left} by {right}: the inner sizes differ; a row is written x.T, and where each entry of the column multiplies a row, write diag(…) around the column",
        "{left} 与 {right} 不能相乘：内侧大小不同；行写作 x.T；若要用列的每个元素去乘一行，请把这一列写成 diag(…)",
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
        "{name} needs a square matrix, not {given}: of any matrix, the product A.T @ A is square",
        "{name} 需要方阵，而不是 {given}：对任何矩阵，乘积 A.T @ A 都是方阵",
    ),
    "read-needs-column": (
        "{name} needs a column, not {given}: vec(A) makes one of a matrix",
        "{name} 需要列，而不是 {given}：可以用 vec(A) 把矩阵变成列",
    ),
    "read-needs-column-rows": (
        "{name} needs a column, not {given}: that of each row is {name}({part}, axis=1)",
        "{name} 需要列，而不是 {given}：对每一行写 {name}({part}, axis=1)",
    ),
    "read-needs-column-or-square": (
        "{name} needs a column or a square matrix, not {given}: vec(A) makes a column of a matrix",
        "{name} 需要列或方阵，而不是 {given}：可以用 vec(A) 把矩阵变成列",
    ),
    "read-needs-column-or-square-row": (
        "{name} needs a column or a square matrix, not {given}: write {name}({part})",
        "{name} 需要列或方阵，而不是 {given}：请写 {name}({part})",
    ),
    "read-needs-entries": (
        "unvec needs a column of {wanted} entries, not {given}: choose two sizes whose product is their number",
        "unvec 需要有 {wanted} 个元素的列，而不是 {given}：两个大小之积应等于元素个数",
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
    "read-expectation": (
        "an expectation is not read: the mean over a sample is written as mean(X @ w), where the rows of X are the sample",
        "不读取期望：样本均值写作 mean(X @ w)，其中 X 的各行是样本",
    ),
    "read-contraction": (
        "A : B adds up the products of corresponding entries of two matrices, but {part} is a number",
        "A : B 是两个矩阵对应元素乘积之和，而 {part} 是一个数",
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
    "remark-product": (
        "{given} was read entry by entry; the matrix product is written {instead}",
        "{given} 被理解为逐元素运算；矩阵乘积写作 {instead}",
    ),
    "remark-power": (
        "{given} was read entry by entry; the power of the matrix is written {instead}",
        "{given} 被理解为逐元素的幂；矩阵的幂写作 {instead}",
    ),
    "remark-inverse": (
        "{given} was read entry by entry; the inverse matrix is written {instead}",
        "{given} 被理解为逐元素运算；逆矩阵写作 {instead}",
    ),
    "remark-function-of-matrix": (
        "{given} was read entry by entry; the function of the matrix is written {instead}",
        "{given} 被理解为逐元素运算；矩阵函数写作 {instead}",
    ),
    "remark-function": (
        "{given} was read entry by entry; it is no function of the matrix as a whole",
        "{given} 被理解为逐元素运算，而不是整个矩阵的函数",
    ),
    "read-part": (
        "{symbol} is declared in another way in the part {name}: a symbol has one shape, property and array in all parts of a formula",
        "{symbol} 在部分 {name} 中的声明不同：一个符号在公式的各部分中只能有一种形状、性质和数组",
    ),
    "read-part-name": (
        "{name} is a part of the formula and a symbol: give one of them another name",
        "{name} 既是公式的一部分又是符号：请给其中一个换名",
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
}
