"""What Python's complaints mean to someone who writes mathematics."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["ADVICE"]

ADVICE: dict[str, Pair] = {
    "advice-transpose": (
        "The transpose of {name} is written {name}.T.",
        "{name} 的转置写作 {name}.T。",
    ),
    "advice-power": (
        "A power is written with two stars: x**2.",
        "幂用两个星号书写：x**2。",
    ),
    "advice-inverse": (
        "The inverse of a matrix is np.linalg.inv(A).",
        "矩阵的逆写作 np.linalg.inv(A)。",
    ),
    "advice-prefix": (
        "In code, {name} is written {full}.",
        "在代码中，{name} 写作 {full}。",
    ),
    "advice-function-of": (
        "It is a function, not a property: {full}.",
        "它是函数，而不是属性：{full}。",
    ),
    "advice-case": (
        "{name} and {other} are two names: the argument is called {other}.",
        "{name} 和 {other} 是两个不同的名字：参数叫 {other}。",
    ),
    "advice-arguments": (
        "{name} has no value here: the arguments of the function are called {known}.",
        "{name} 在这里没有值：函数的参数叫 {known}。",
    ),
    "advice-identity": (
        "The identity matrix of size n is np.eye(n), with a number for n, such as len(x).",
        "n 阶单位矩阵写作 np.eye(n)，其中 n 是一个数，例如 len(x)。",
    ),
    "advice-sign": (
        "Between two factors stands a sign: @ for a product of matrices, * with a number.",
        "两个因子之间要写运算符：矩阵相乘用 @，与数相乘用 *。",
    ),
    "advice-property": (
        "The transpose has no brackets: x.T.",
        "转置后面不加括号：x.T。",
    ),
    "advice-called": (
        "The check calls your function with {given}: keep the first line of the stub.",
        "检验以 {given} 个参数调用你的函数：请保留占位代码的第一行。",
    ),
    "advice-product": (
        "The sign * multiplies entry by entry: the matrix product is written @.",
        "运算符 * 逐元素相乘：矩阵乘积写作 @。",
    ),
    "advice-number": (
        "The sign @ is for two matrices: a number times a matrix is written *.",
        "运算符 @ 用于两个矩阵：数乘矩阵写作 *。",
    ),
    "advice-diag": (
        "np.diag of a column gives the one entry on its diagonal: np.diagflat makes a diagonal matrix of it.",
        "np.diag 作用于列向量时只取出其对角线上的一个元素：np.diagflat 才会把它变成对角矩阵。",
    ),
    "advice-entries": (
        "An entry of a column is a number only with both indices: x[0, 0].",
        "列向量的元素要写出两个下标才是一个数：x[0, 0]。",
    ),
    "advice-one-number": (
        "The functions of math take one number: those of NumPy, such as np.exp, take arrays.",
        "math 中的函数只接受一个数：NumPy 中的函数（例如 np.exp）接受数组。",
    ),
    "advice-truth": (
        "A comparison of arrays has a value for each entry: choose by np.where, or ask np.all or np.any.",
        "数组的比较对每个元素各有一个结果：请用 np.where 选择，或用 np.all、np.any 判断。",
    ),
    "advice-list": (
        "A list is no vector: make an array of it by np.array.",
        "列表不是向量：请用 np.array 把它变成数组。",
    ),
    "advice-square": (
        "The inverse and the determinant are those of a square matrix: which shape does yours have?",
        "只有方阵才有逆和行列式：你的矩阵是什么形状？",
    ),
    "advice-singular": (
        "This matrix has no inverse: are its columns dependent?",
        "这个矩阵没有逆：它的列线性相关吗？",
    ),
    "advice-counting": (
        "Counting begins at 0: the last index here is {last}.",
        "下标从 0 开始：这里最后一个下标是 {last}。",
    ),
    "advice-before": (
        "{name} is used before it has a value.",
        "{name} 在赋值之前就被使用了。",
    ),
    "advice-module": (
        "There is no module {name} here: the exercises need NumPy alone.",
        "这里没有模块 {name}：做练习只需要 NumPy。",
    ),
    "advice-sign-of": (
        "Python does not read the sign {sign}: type {plain}.",
        "Python 不认识符号 {sign}：请输入 {plain}。",
    ),
    "advice-latex": (
        "Python does not read LaTeX: it is understood within quotation marks alone, where a formula is asked for.",
        "Python 不认识 LaTeX：只有在要求写公式的题目中，并且写在引号里，才能读懂。",
    ),
    "advice-indent": (
        "The lines of a function begin with four blanks, all of them alike.",
        "函数体的每一行都以四个空格开头，前后一致。",
    ),
    "advice-colon": (
        "The first line of a function ends with a colon.",
        "函数的第一行以冒号结尾。",
    ),
    "advice-quotes": (
        'A formula is asked for: write it in quotation marks, as in {name} = "…".',
        '这道题要求写公式：请写在引号里，例如 {name} = "…"。',
    ),
    "advice-text": (
        'A derivation is asked for: write it as text, between three quotation marks on each side, as in {name} = """…""".',
        '这道题要求写推导：请写成文本，两边各用三个引号，例如 {name} = """…"""。',
    ),
    "advice-wanted": (
        "The check looks for {wanted}, and your answer has no such name: keep the stub's first line.",
        "检验要找的是 {wanted}，而你的答案中没有这个名字：请保留占位代码的第一行。",
    ),
    "advice-renamed": (
        "The check looks for {wanted}; your answer defines {found}.",
        "检验要找的是 {wanted}，而你的答案定义的是 {found}。",
    ),
    "advice-earlier": (
        "{name} is what exercise {title} asks for, and that has no answer yet that runs.",
        "{name} 是练习“{title}”要求写的，而那道题还没有能够运行的答案。",
    ),
    "advice-no-return": (
        "A function gives back what stands after return; print only shows it.",
        "函数给出的是 return 后面的值；print 只是把它显示出来。",
    ),
}
