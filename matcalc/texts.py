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
    """A kind of mistake: its name, what it is, what its author is asked, and its card in the book."""

    title: Pair
    meaning: Pair
    hint: Pair
    card: Pair


MISTAKES = {
    "not-attempted": Mistake(
        title=("not attempted", "未作答"),
        meaning=("the answer is still the stub", "答案还是占位代码"),
        hint=(
            "Replace the stub by your answer, then run this cell again.",
            "请用你的答案替换占位代码，再运行这个单元格。",
        ),
        card=(
            "The answer cell still holds the line that stands there at the start. Nothing was compared, and nothing is counted against you.",
            "答案单元格中仍是最初的占位代码。没有进行比较，也不扣分。",
        ),
    ),
    "raised": Mistake(
        title=("the answer does not run", "答案无法运行"),
        meaning=("the answer raised an exception", "答案引发了异常"),
        hint=(
            "Called with {shapes}, your answer raised {error}",
            "以 {shapes} 调用时，你的答案引发了 {error}",
        ),
        card=(
            "Python stopped with an error while it computed your answer. Write down the shape of each factor, from left to right: in a matrix product the inner sizes must be equal. A 1-D array, as from x.ravel() or np.sum(X, axis=0), is neither a column nor a row and fits where you do not expect it.",
            "计算你的答案时 Python 报错。请从左到右写出每个因子的形状：矩阵乘积的内侧尺寸必须相等。一维数组（例如 x.ravel() 或 np.sum(X, axis=0)）既不是列也不是行，会在意想不到的地方“匹配”。",
        ),
    ),
    "not-finite": Mistake(
        title=("not a finite number", "不是有限的数"),
        meaning=(
            "the answer has entries that are not finite numbers",
            "答案中有些元素不是有限的数",
        ),
        hint=(
            "Some entries of your answer are not finite numbers: is there a division by zero, or a logarithm or root of a negative number?",
            "你的答案中有些元素不是有限的数：是否除以了零，或者对负数取了对数或平方根？",
        ),
        card=(
            "A quotient by zero, a logarithm or a root of a negative number, or an exponential that is too large gives inf or nan. The derivative has a value at every point of the check, so one of the operations was applied to the wrong thing.",
            "除以零、对负数取对数或平方根、过大的指数都会得到 inf 或 nan。导数在每个检验点都有值，因此某个运算作用在了错误的量上。",
        ),
    ),
    "shape": Mistake(
        title=("another shape", "形状不对"),
        meaning=(
            "the answer has another shape, or is no array of numbers",
            "答案的形状不对，或者不是数的数组",
        ),
        hint=(
            "How many partial derivatives are there, and how are they arranged?",
            "一共有多少个偏导数？它们怎样排列？",
        ),
        card=(
            "There is one partial derivative for each entry of the function and each entry of the variable. Count them, and see how the layout arranges them, before you compute any. In NumPy a column times a 1-D array is a table, and a sum over everything is a number: both change the shape silently.",
            "函数的每个元素对变量的每个元素各有一个偏导数。计算之前先数清个数，再看布局怎样排列。在 NumPy 中，列与一维数组相乘得到一张表，对全部元素求和得到一个数：两者都会悄悄改变形状。",
        ),
    ),
    "flattened": Mistake(
        title=("1-D in place of a column or row", "一维数组代替了列或行"),
        meaning=(
            "the answer is 1-D where a column or row was asked for",
            "应为列或行，答案却是一维数组",
        ),
        hint=(
            "A 1-D array is neither a column nor a row: keep both axes.",
            "一维数组既不是列也不是行：请保留两个轴。",
        ),
        card=(
            "np.sum(X, axis=0) and x.ravel() return arrays with one axis. Where the layout matters, a column has the shape (n, 1) and a row (1, n): keepdims=True or reshape(-1, 1) keeps both axes.",
            "np.sum(X, axis=0) 与 x.ravel() 返回只有一个轴的数组。在区分布局时，列的形状是 (n, 1)，行的形状是 (1, n)：keepdims=True 或 reshape(-1, 1) 可以保留两个轴。",
        ),
    ),
    "other-layout": Mistake(
        title=("the other layout", "另一种布局"),
        meaning=("the answer is right in the other layout", "答案在另一种布局下是对的"),
        hint=(
            "Its values are right in the other layout: which of the two, function or variable, goes down the rows here?",
            "数值在另一种布局下是对的：在这里，函数和变量哪一个竖排，哪一个横排？",
        ),
        card=(
            "In the denominator layout the variable goes down the rows and the function along the columns, in the numerator layout it is the other way round. Each is the transpose of the other. The question says which one is asked for; a gradient in denominator layout has the shape of its variable.",
            "分母布局中变量竖排、函数横排；分子布局则相反。两者互为转置。题目会说明要哪一种；分母布局下的梯度与变量同形。",
        ),
    ),
    "transposed": Mistake(
        title=("transposed", "转置"),
        meaning=("the answer is the transpose of the right one", "答案是正确答案的转置"),
        hint=(
            "The numbers are right, but not where they stand: which index goes down the rows, and which along the columns?",
            "数值都对，位置不对：哪个下标竖排，哪个下标横排？",
        ),
        card=(
            "The answer is the right one with rows and columns exchanged. Either a transpose is missing at the end, or the answer is right in the other layout. Write one entry with its two indices, and see which of them counts rows.",
            "答案是正确答案行列互换的结果：可能最后少了一个转置，也可能是另一种布局下的正确答案。请写出一个带两个下标的元素，看看哪个下标表示行。",
        ),
    ),
    "vec-order": Mistake(
        title=("order of vec", "vec 的顺序"),
        meaning=("the entries of a matrix were taken row by row", "矩阵的元素是逐行取的"),
        hint=(
            "The entries are right, but in another order: does vec stack the columns or the rows?",
            "元素都对，但顺序不同：vec 是按列堆叠还是按行堆叠？",
        ),
        card=(
            "vec stacks the columns of a matrix, from left to right. NumPy's ravel and reshape go row by row unless order='F' is given, so a Jacobian built with them has its rows or columns in another order.",
            "vec 把矩阵的各列从左到右堆叠起来。NumPy 的 ravel 与 reshape 默认逐行进行（除非给出 order='F'），因此得到的雅可比矩阵的行或列顺序不同。",
        ),
    ),
    "changed-argument": Mistake(
        title=("an argument was changed", "修改了参数"),
        meaning=(
            "the answer changed an argument that it used again",
            "答案修改了后面还要用到的参数",
        ),
        hint=(
            "Your answer changes {names} while it computes, and uses it again afterwards: would it be right if it worked on a copy?",
            "你的答案在计算时修改了 {names}，后面又用到它：在副本上计算会对吗？",
        ),
        card=(
            "X -= X.mean() or H[H > 0] = 1 writes into the array that was passed. Whatever uses it afterwards sees the changed values. X = X - X.mean() makes a new array instead.",
            "X -= X.mean() 或 H[H > 0] = 1 会写入传入的数组，之后用到它的地方看到的都是改过的值。X = X - X.mean() 则生成新的数组。",
        ),
    ),
    "sign": Mistake(
        title=("sign", "符号"),
        meaning=("the answer is the right one with the opposite sign", "答案与正确答案差一个负号"),
        hint=(
            "A sign is lost on the way: follow the signs from the function to the end.",
            "符号在某处丢了：请从函数开始，一路核对符号。",
        ),
        card=(
            "The whole answer has the opposite sign. A minus comes from a difference, from the derivative of cos, of a reciprocal and of an inverse, and from an inner derivative such as that of exp(-x). Two of them cancel.",
            "整个答案差一个负号。负号来自差、余弦、倒数与逆矩阵的导数，以及 exp(-x) 一类的内层导数；两个负号相互抵消。",
        ),
    ),
    "product-order": Mistake(
        title=("order of factors", "因子的顺序"),
        meaning=("factors stand in the wrong order", "因子的顺序不对"),
        hint=(
            "The factors seem to stand in another order: matrices do not commute.",
            "因子的顺序似乎不对：矩阵乘法不满足交换律。",
        ),
        card=(
            "For numbers AB = BA, for matrices it is not so. What stands to the left of the variable in the function stays on that side, transposed or not. Where the shapes allow both orders, write one entry as a sum: neighbouring indices must meet.",
            "对数有 AB = BA，对矩阵则不然。函数中位于变量左侧的因子，无论是否转置，都留在同一侧。如果两种顺序的形状都合适，请把一个元素写成求和：相邻的下标必须相接。",
        ),
    ),
    "missing-transpose": Mistake(
        title=("a transpose", "转置符号"),
        meaning=("a transpose is missing, or one too many", "少了或多了一个转置"),
        hint=(
            "A transpose seems to be missing, or one too many: write one entry as a sum, and see along which index it runs.",
            "似乎少了或多了一个转置：请把一个元素写成求和，看看它沿着哪个下标求和。",
        ),
        card=(
            "One factor needs a transpose, or has one too many. Typical is 2Ax for the derivative of x'Ax: the two places of x contribute Ax and A'x, which are equal only where A is symmetric.",
            "某个因子少了或多了一个转置。典型的例子是把 x'Ax 的导数写成 2Ax：两处 x 分别贡献 Ax 与 A'x，仅当 A 对称时两者相等。",
        ),
    ),
    "missing-outer-factor": Mistake(
        title=("the outer derivative", "外层导数"),
        meaning=("a scalar outer derivative is missing or wrong", "外层函数的标量导数缺失或不对"),
        hint=(
            "Your answer is the right one but for a scalar that differs from point to point: was the outer function of the chain rule differentiated too?",
            "你的答案与正确答案相差一个随点变化的标量：链式法则中的外层函数也求导了吗？",
        ),
        card=(
            "In g(f(x)) the derivative of the outer function g is a number that multiplies the derivative of f, and it is taken at f(x). It is easily left out, or taken for another one: 1/norm(x), 1/sum(exp(x)), 2f.",
            "在 g(f(x)) 中，外层函数 g 的导数是一个数，乘在 f 的导数上，并且取在 f(x) 处。它容易被漏掉或写成别的：1/norm(x)、1/sum(exp(x))、2f。",
        ),
    ),
    "missing-term": Mistake(
        title=("a missing term", "少了一项"),
        meaning=("a term is missing", "少了一项"),
        hint=(
            "A term seems to be missing: in how many places does the variable occur, and what does each of them contribute?",
            "似乎少了一项：变量出现在几处？每一处各贡献什么？",
        ),
        card=(
            "Each place where the variable occurs contributes a term: keep the others fixed and differentiate by that one. A product of two factors has two terms, and a mean or a norm inside the function contains the variable too.",
            "变量出现的每一处都贡献一项：固定其他各处，只对这一处求导。两个因子的乘积有两项；函数内部的均值或范数也含有变量。",
        ),
    ),
    "term-sign": Mistake(
        title=("sign of one part", "一部分的符号"),
        meaning=("one of the terms has the wrong sign", "有一项的符号不对"),
        hint=(
            "A part of the answer seems to have the wrong sign: follow the signs term by term.",
            "答案有一部分的符号似乎不对：请逐项检查符号。",
        ),
        card=(
            "One term, or what stands inside a function, has the opposite sign; the rest is right. Differentiate the terms one at a time, and keep the brackets while a minus stands in front of them.",
            "有一项或某个函数内部的符号相反，其余都对。请逐项求导；括号前有负号时不要急于去括号。",
        ),
    ),
    "wrong-inner-derivative": Mistake(
        title=("a part differentiated wrongly", "一部分求导有误"),
        meaning=(
            "a part of the function is differentiated wrongly, or not at all",
            "函数的一部分求导有误，或者没有求导",
        ),
        hint=(
            "The derivative of a part seems to be off: is it the function itself, or a part of its derivative, that stands there?",
            "某一部分的导数似乎不对：写下的是不是函数本身，或者只是其导数的一部分？",
        ),
        card=(
            "One link of the chain is not the derivative that belongs there: the function stands there undifferentiated, a power was not lowered, the derivative of another function was taken (1 - s^2 belongs to tanh, s(1 - s) to the sigmoid), or it is taken at another argument. Name each inner function and write its derivative on its own line.",
            "链条中有一环不是应有的导数：函数没有求导、幂次没有降低、用了另一个函数的导数（1 - s^2 属于 tanh，s(1 - s) 属于 sigmoid），或者取在了别的自变量处。请给每个内层函数起名，单独写出它的导数。",
        ),
    ),
    "not-dependent": Mistake(
        title=("a symbol has disappeared", "某个量消失了"),
        meaning=(
            "the answer does not depend on a symbol that matters",
            "答案不依赖于某个有影响的量",
        ),
        hint=(
            "Your answer does not depend on {name}, but the derivative does: where does it occur?",
            "你的答案不依赖于 {name}，而导数依赖于它：它出现在哪里？",
        ),
        card=(
            "A symbol of the question is not in the answer, and the right answer changes with it. Follow it through the function: a factor may have been dropped, a power lowered once too often, or the derivative taken at one point only.",
            "题目中的某个量没有出现在答案中，而正确答案随它变化。请在函数中追踪它：可能漏了一个因子，幂次多降了一次，或者只在某一个点求了导。",
        ),
    ),
    "elementwise-product": Mistake(
        title=("entry by entry, or as matrices", "逐元素还是矩阵运算"),
        meaning=(
            "an operation on entries stands for one on matrices, or vice versa",
            "逐元素的运算与矩阵运算用混了",
        ),
        hint=(
            "Is one of the operations a matrix operation where entries are meant one by one, or the other way round?",
            "是否在应当逐元素运算的地方用了矩阵运算，或者相反？",
        ),
        card=(
            "In NumPy * and ** and / work entry by entry, @ and inv are the operations on matrices. X ** 2 squares each entry and is not X @ X; 1 / X is not the inverse. A product with a diagonal matrix, diag(a) @ x, is the entry-by-entry product a * x.",
            "在 NumPy 中 *、**、/ 都是逐元素运算，@ 与 inv 才是矩阵运算。X ** 2 是各元素平方，不是 X @ X；1 / X 不是逆矩阵。与对角矩阵的乘积 diag(a) @ x 就是逐元素乘积 a * x。",
        ),
    ),
    "entries": Mistake(
        title=("some of the entries", "部分元素"),
        meaning=("only some of the entries are wrong", "只有一部分元素不对"),
        hint=(
            "Only some entries are wrong, entry ({place}) among them: what is special about them?",
            "只有一部分元素不对，例如第（{place}）个：它们有什么特别？",
        ),
        card=(
            "Some entries are right and others are not. See what the wrong ones have in common: are they off the diagonal, in one row, at negative values, or where an index is repeated? Write one right and one wrong entry as sums and compare them.",
            "有些元素对，有些不对。看看不对的元素有什么共同点：不在对角线上、在同一行、对应负值，还是下标重复？请把一个对的和一个不对的元素写成求和，加以比较。",
        ),
    ),
    "missing-factor": Mistake(
        title=("a missing factor", "少了一个因子"),
        meaning=("a factor is missing or wrong", "少了一个因子，或者因子不对"),
        hint=(
            "A factor seems to be missing: go through the chain rule link by link, and see what each of them contributes.",
            "似乎少了一个因子：请沿着链式法则逐环检查，看看每一环贡献什么。",
        ),
        card=(
            "The derivative of a composition is a product with one factor for each link. One of them is missing, in the whole answer or in one of its terms. Write the function as steps, y = Wx, z = tanh(y), ..., and give each step its derivative.",
            "复合函数的导数是一个乘积，每一环一个因子。其中一个在整个答案或某一项中缺失。请把函数写成若干步 y = Wx、z = tanh(y)……，并给出每一步的导数。",
        ),
    ),
    "factor": Mistake(
        title=("a constant factor", "常数因子"),
        meaning=(
            "the answer, or one of its terms, is off by a constant factor",
            "答案或其中一项差一个常数因子",
        ),
        hint=(
            "A constant factor is off: where could one come from, or get lost?",
            "差一个常数因子：它可能从哪里来，又在哪里丢掉？",
        ),
        card=(
            "The answer, or one of its terms, is the right one times a number. A 2 comes from a square, a 1/2 in front cancels it, and 1/n comes from a mean: mean and sum differ by the number of terms.",
            "答案或其中一项是正确值的常数倍。平方带来 2，前面的 1/2 与之抵消，均值带来 1/n：均值与和相差项数这个倍数。",
        ),
    ),
    "extra-term": Mistake(
        title=("something too much", "多余的部分"),
        meaning=("there is a term or a factor too many", "多了一项或一个因子"),
        hint=(
            "There seems to be a term too many: does each term come from a place where the variable occurs?",
            "似乎多了一项：每一项都来自变量出现的地方吗？",
        ),
        card=(
            "Without one of its terms or factors the answer would be right. Each term must come from a place where the variable occurs, and each factor from one link of the chain; what does not depend on the variable contributes nothing.",
            "去掉某一项或某个因子，答案就对了。每一项应来自变量出现的一处，每个因子应来自链条的一环；与变量无关的量没有贡献。",
        ),
    ),
    "symmetric-only": Mistake(
        title=("right for symmetric matrices only", "只对对称矩阵成立"),
        meaning=("the answer holds for symmetric matrices only", "答案只对对称矩阵成立"),
        hint=(
            "Your answer is right if {name} is symmetric; it need not be. What changes if it is not?",
            "如果 {name} 对称，你的答案是对的；但它不一定对称。不对称时有什么变化？",
        ),
        card=(
            "For a symmetric matrix A = A', and a missing transpose does not show. The matrix of the question need not be symmetric: A and A' are to be kept apart.",
            "对称矩阵满足 A = A'，少了转置也看不出来。题目中的矩阵不一定对称：要区分 A 与 A'。",
        ),
    ),
    "constant-offset": Mistake(
        title=("off by a constant", "差一个常量"),
        meaning=(
            "the answer is off by something that does not depend on the variable",
            "答案差一个与变量无关的量",
        ),
        hint=(
            "Your answer differs from the right one by something that does not depend on {name}: what does a constant become when it is differentiated?",
            "你的答案与正确答案之差不依赖于 {name}：常数求导后变成什么？",
        ),
        card=(
            "The part of the answer that contains the variable is right. What is added to it is not: a constant has the derivative zero, a linear term has its coefficient, and the derivative of a trace is the identity matrix, not 1 in every entry.",
            "答案中含变量的部分是对的，加上去的部分不对：常数的导数为零，线性项的导数是它的系数，迹的导数是单位矩阵，而不是每个元素都为 1。",
        ),
    ),
    "hard-coded": Mistake(
        title=("the same for all arguments", "与参数无关"),
        meaning=("the answer does not depend on its arguments", "答案不依赖于它的参数"),
        hint=(
            "Your answer is the same for other arguments, and the right one is not: which number in it has to be computed from them?",
            "参数变化时你的答案不变，而正确答案会变：其中哪个数应当由参数计算出来？",
        ),
        card=(
            "The function ignores what it is called with. Numbers that were worked out for one example stand in it, or everything that depends on the arguments has cancelled.",
            "函数没有用到传入的参数：里面写的是某个例子的数值，或者所有依赖参数的部分都抵消了。",
        ),
    ),
    "wrong-axis": Mistake(
        title=("another axis", "轴不对"),
        meaning=("a sum or mean runs along the wrong axis", "求和或求均值的轴不对"),
        hint=(
            "A sum, mean or norm seems to run along another axis: which index is summed, and which stays?",
            "求和、均值或范数的轴似乎不对：对哪个下标求和，保留哪个下标？",
        ),
        card=(
            "axis=0 adds up down the columns and leaves one number for each column, axis=1 adds up along the rows and leaves one for each row; without an axis everything is added up. Where X holds one sample in each row, a statistic of the samples runs along axis 0.",
            "axis=0 沿列向下相加，每列得到一个数；axis=1 沿行相加，每行得到一个数；不写 axis 则全部相加。若 X 的每一行是一个样本，对样本的统计量沿 axis 0 计算。",
        ),
    ),
    "wrong-function": Mistake(
        title=("another function", "函数不对"),
        meaning=(
            "a function is missing, or another one stands there",
            "少了一个函数，或者写成了别的函数",
        ),
        hint=(
            "A function seems to be missing, or another one stands in its place: compare them one by one with the question.",
            "似乎少了一个函数，或者写成了别的函数：请与题目逐个对照。",
        ),
        card=(
            "One of the functions of the question is missing in the answer, or another one stands in its place: a sum for a trace, a trace for a determinant, a mean for a maximum, the Euclidean norm for the largest singular value. What is taken first matters too: the absolute value of a sum is not the sum of absolute values.",
            "题目中的某个函数在答案中缺失，或者写成了别的：用和代替迹、用迹代替行列式、用均值代替最大值、用欧几里得范数代替最大奇异值。先后次序也重要：和的绝对值不是绝对值之和。",
        ),
    ),
    "sometimes": Mistake(
        title=("right at some points only", "只在部分点上正确"),
        meaning=(
            "the answer is right at some points and wrong at others",
            "答案在有些点上对，在有些点上不对",
        ),
        hint=(
            "Your answer is right at some points and wrong at others: does it hold for every size, every sign and every argument?",
            "你的答案在有些点上对，在有些点上不对：它对每种大小、每种符号、每个参数都成立吗？",
        ),
        card=(
            "The answer holds for some arguments and not for others. Typical are a function with a kink, whose two sides have different derivatives, a size that was written as a number, and an argument that happened to be positive.",
            "答案对有些参数成立，对有些不成立。典型的情形有：带折点的函数，两侧的导数不同；把大小写成了具体的数；参数恰好为正。",
        ),
    ),
    "imprecise": Mistake(
        title=("right but for the last digits", "只差末几位数字"),
        meaning=(
            "the answer is right in its first digits only",
            "答案只有前几位数字正确",
        ),
        hint=(
            "Only the first digits are right: something is rounded, or a limit is replaced by a small number, as in a numerical derivative.",
            "只有前几位数字正确：某处作了舍入，或者用一个很小的数代替了极限，例如数值求导。",
        ),
        card=(
            "The answer is near the right one everywhere, yet not equal to it. Typical are a difference quotient with a small step in place of a derivative, a small number that keeps a denominator from zero, and a constant typed with a few digits.",
            "答案处处接近正确值，但并不相等。典型的情形有：用小步长的差商代替导数，为避免分母为零而加上一个小数，常数只写了几位数字。",
        ),
    ),
    "dropped-differential": Mistake(
        title=("a name stands where its differential should", "应写微分的地方没有写微分"),
        meaning=("a name stands where its differential should", "应写微分的地方没有写微分"),
        hint=(
            "Somewhere {name} stands where {d} should: in each term of a differential exactly one factor is a differential.",
            "某处写的是 {name}，而应当是 {d}：微分的每一项中恰有一个因子是微分。",
        ),
        card=("a name stands where its differential should", "应写微分的地方没有写微分"),
    ),
    "constant-differentiated": Mistake(
        title=("a constant was differentiated as if it varied", "把常量当作变量求了微分"),
        meaning=("a constant was differentiated as if it varied", "把常量当作变量求了微分"),
        hint=(
            "{name} does not vary here: what is the differential of a constant?",
            "{name} 在这里不变：常量的微分是什么？",
        ),
        card=("a constant was differentiated as if it varied", "把常量当作变量求了微分"),
    ),
    "not-linear": Mistake(
        title=(
            "a differential is not linear in that of the variable",
            "微分对自变量的微分不是线性的",
        ),
        meaning=(
            "a differential is not linear in that of the variable",
            "微分对自变量的微分不是线性的",
        ),
        hint=(
            "A differential is linear in {d}, and a term of this one is not: are there two differentials in one product, or is there a function of one?",
            "微分对 {d} 是线性的，而这里有一项不是：是否有一个乘积里出现了两个微分，或者出现了微分的函数？",
        ),
        card=(
            "a differential is not linear in that of the variable",
            "微分对自变量的微分不是线性的",
        ),
    ),
    "not-cyclic": Mistake(
        title=("a trace was permuted otherwise than cyclically", "迹中的因子没有按循环次序移动"),
        meaning=("a trace was permuted otherwise than cyclically", "迹中的因子没有按循环次序移动"),
        hint=(
            "The trace permutes cyclically only: tr(ABC) is tr(CAB), and not tr(ACB).",
            "迹只允许循环移动因子：tr(ABC) 等于 tr(CAB)，而不等于 tr(ACB)。",
        ),
        card=("a trace was permuted otherwise than cyclically", "迹中的因子没有按循环次序移动"),
    ),
    "equal-terms": Mistake(
        title=("two different terms were taken as equal", "把两个不同的项当作了相等的项"),
        meaning=("two different terms were taken as equal", "把两个不同的项当作了相等的项"),
        hint=(
            "Two terms were added up as if they were equal: write down both, and compare them factor by factor.",
            "两项被当作相等而合并：请把两项都写出来，逐个因子地比较。",
        ),
        card=("two different terms were taken as equal", "把两个不同的项当作了相等的项"),
    ),
    "missing-inverse": Mistake(
        title=("an inverse is missing", "少了一个逆"),
        meaning=("an inverse is missing", "少了一个逆"),
        hint=(
            "An inverse seems to be missing: which factors of this line stood inverted before?",
            "似乎少了一个逆：这一行中的哪些因子原来是逆矩阵？",
        ),
        card=("an inverse is missing", "少了一个逆"),
    ),
    "wrong-power": Mistake(
        title=("a power was lowered too far, or not at all", "幂次降得不对"),
        meaning=("a power was lowered too far, or not at all", "幂次降得不对"),
        hint=(
            "A power seems to be off by one: how does the exponent change when a power is differentiated?",
            "有一个幂次似乎差了一：对幂求导时指数怎样变化？",
        ),
        card=("a power was lowered too far, or not at all", "幂次降得不对"),
    ),
    "extra-factor": Mistake(
        title=("there is a factor too many", "多了一个因子"),
        meaning=("there is a factor too many", "多了一个因子"),
        hint=(
            "There seems to be a factor too many: where does each factor of this line come from?",
            "似乎多了一个因子：这一行的每个因子从哪里来？",
        ),
        card=("there is a factor too many", "多了一个因子"),
    ),
    "name-taken": Mistake(
        title=("a name was used for two things", "一个名字用于两个量"),
        meaning=("a name was used for two things", "一个名字用于两个量"),
        hint=(
            "{name} already stands for something else: take another name for this.",
            "{name} 已经表示别的量：请换一个名字。",
        ),
        card=("a name was used for two things", "一个名字用于两个量"),
    ),
    "unreadable": Mistake(
        title=("a line cannot be read", "有一行无法理解"),
        meaning=("a line cannot be read", "有一行无法理解"),
        hint=("Write the line as an equation of formulas.", "请把这一行写成公式的等式。"),
        card=("a line cannot be read", "有一行无法理解"),
    ),
    "restated": Mistake(
        title=("only the question and the result are written down", "只写了题目和结果"),
        meaning=("only the question and the result are written down", "只写了题目和结果"),
        hint=(
            "Question and result are there, and nothing between them: write {line}, so that one can see how the one follows from the other.",
            "只有题目和结果，没有中间的步骤：请写出{line}，让人看到结果是怎样得到的。",
        ),
        card=("only the question and the result are written down", "只写了题目和结果"),
    ),
    "missing-line": Mistake(
        title=("a line that was asked for is missing", "缺少题目要求的一行"),
        meaning=("a line that was asked for is missing", "缺少题目要求的一行"),
        hint=("A line is missing: write {line}.", "缺少一行：请写出{line}。"),
        card=("a line that was asked for is missing", "缺少题目要求的一行"),
    ),
    "unfinished": Mistake(
        title=("the derivation has no last line", "推导没有写完"),
        meaning=("the derivation has no last line", "推导没有写完"),
        hint=(
            "So far all is right; the last line is missing: D = … in denominator layout, J = … in numerator layout, or grad = …, in the shape of the variable.",
            "到此为止都对；还缺最后一行：分母布局写 D = …，分子布局写 J = …，与变量同形状则写 grad = …。",
        ),
        card=("the derivation has no last line", "推导没有写完"),
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
    # What is said where a question, a shape or an option cannot be worked with.
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
    "identity-unknown": (
        "no identity is called {name}: see matcalc.IDENTITIES",
        "没有名为 {name} 的恒等式：请查看 matcalc.IDENTITIES",
    ),
    "language-unknown": (
        "unknown language {given}: expected one of {known}",
        "未知的语言 {given}：应为 {known} 之一",
    ),
    # What is said of a derivation and its lines.
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
        "第 {number} 行不是海森矩阵。",
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
        "转置之后才对：哪个下标沿竖向变化？",
    ),
    "derivation-turned-layout": (
        "It is right in the other layout: which of the two, function or variable, runs down the rows here?",
        "它在另一种布局下是对的：在这里，函数和变量哪一个沿竖向排列？",
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
    "derivation-line-H": ("H = …, the Hessian matrix", "海森矩阵 H = …"),
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
    # Hints of other words than their kind's, further hints, and what would make an answer right.
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
        "A sum, mean or norm seems to run along another axis: which index is summed, and which stays?",
        "求和、均值或范数的轴似乎不对：对哪个下标求和，保留哪个下标？",
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
        "'{found}' has no meaning in a formula: an inner product is written x'y or ⟨x, y⟩, and a condition is no part of a formula",
        "'{found}' 在公式中没有意义：内积写作 x'y 或 ⟨x, y⟩ ，条件不是公式的一部分",
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
    "read-multiply-alike": (
        "cannot multiply {left} by {right}: the inner sizes differ; entry by entry, the product is written * or ⊙",
        "{left} 与 {right} 不能相乘：内侧大小不同；逐元素乘积写作 * 或 ⊙",
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
    # What a question to practise on says, and the dialogue around it.
    "practice-first": (
        "Differentiate f = {formula} with respect to {name} ({layout}), where {shapes}.",
        "求 f = {formula} 对 {name} 的导数（{layout}），其中 {shapes}。",
    ),
    "practice-second": (
        "Find the matrix of second derivatives (the Hessian) of f = {formula} with respect to {name}, where {shapes}.",
        "求 f = {formula} 对 {name} 的二阶导数矩阵（Hessian），其中 {shapes}。",
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
