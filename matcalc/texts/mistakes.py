"""The kinds of mistakes: what each is called, what it is, and what is asked about it.

The texts name the kind and ask where to look; none gives the answer away.
"""

from __future__ import annotations

from typing import NamedTuple

from matcalc.texts.pair import Pair

__all__ = ["MISTAKES", "Mistake"]


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
    "condition": Mistake(
        title=("a condition does not hold", "条件不成立"),
        meaning=(
            "what the answer returns does not fulfil a condition of the exercise",
            "答案返回的结果不满足练习的条件",
        ),
        hint=("With {shapes}: {error}", "取 {shapes} 时：{error}"),
        card=(
            "Your answer runs, but what it returns lacks something that the exercise asks for, such as a constraint that holds or probabilities that add up to 1. Compute this one number by itself, for small matrices, before you look at anything else.",
            "你的答案能够运行，但返回的结果缺少练习要求的性质，例如约束成立，或者概率之和为 1。先用小矩阵单独算出这一个数，再看其他部分。",
        ),
    ),
    "not-finite": Mistake(
        title=("not a finite number", "不是有限的数"),
        meaning=(
            "the answer has entries that are not finite numbers",
            "答案中有些元素不是有限的数",
        ),
        hint=(
            "Some entries of your answer are not finite numbers: is there a division by zero, a logarithm or root of a negative number, an exponential that is too large for a computer, or 0 times infinity?",
            "你的答案中有些元素不是有限的数：是否除以了零，对负数取了对数或平方根，指数函数的值超出了计算机的范围，或者出现了 0 乘无穷？",
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
            "数值在另一种布局下是对的：在这里，函数和变量，哪一个纵向排列，哪一个横向排列？",
        ),
        card=(
            "In the denominator layout the variable goes down the rows and the function along the columns, in the numerator layout it is the other way round. Each is the transpose of the other. The question says which one is asked for; a gradient in denominator layout has the shape of its variable.",
            "分母布局中变量纵向排列、函数横向排列；分子布局则相反。两者互为转置。题目会说明要哪一种；分母布局下的梯度与变量同形。",
        ),
    ),
    "transposed": Mistake(
        title=("transposed", "转置"),
        meaning=("the answer is the transpose of the right one", "答案是正确答案的转置"),
        hint=(
            "The numbers are right, but not where they stand: which index goes down the rows, and which along the columns?",
            "数值都对，位置不对：哪个下标是行标，哪个下标是列标？",
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
            "A sum, mean, norm or softmax seems to run along another axis: which index is summed, and which stays?",
            "求和、均值、范数或 softmax 的轴似乎不对：对哪个下标求和，保留哪个下标？",
        ),
        card=(
            "axis=0 adds up down the columns and leaves one number for each column, axis=1 adds up along the rows and leaves one for each row; without an axis everything is added up. Where X holds one sample in each row, a statistic of the samples runs along axis 0.",
            "axis=0 把每一列的元素相加，每列得到一个数；axis=1 把每一行的元素相加，每行得到一个数；不写 axis 则全部相加。若 X 的每一行是一个样本，对样本的统计量沿 axis 0 计算。",
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
    "missing-trace": Mistake(
        title=("a trace is missing", "少了迹"),
        meaning=("a matrix stands where its trace belongs", "应当写矩阵的迹，却写了矩阵本身"),
        hint=(
            "The function is a scalar, and so is its differential: a trace is missing, as in tr(A'dX), which is the inner product of A and dX.",
            "函数是标量，它的微分也是标量：这里少了迹，应写成 tr(A'dX) 的样子，也就是 A 与 dX 的内积。",
        ),
        card=("a matrix stands where its trace belongs", "应当写矩阵的迹，却写了矩阵本身"),
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
