"""What the page that differentiates anything says: its boxes, its verdicts, its refusals.

The script's own keys are without the first word.
"""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["DERIVATIVE_PAGE"]

DERIVATIVE_PAGE: dict[str, Pair] = {
    # What Python says.
    "book-derivative-verified": (
        "Verified at {points} points: the largest difference from the numerical derivative is {error}.",
        "已在 {points} 个点上验证：与数值导数的最大差为 {error}。",
    ),
    "book-derivative-unsure": (
        "Found by the rules; at the points that were drawn, numbers could not confirm it.",
        "由求导法则得到；在抽取的点上，数值未能加以验证。",
    ),
    "book-derivative-refuted": (
        "The rules and the numbers do not agree here: do not use this result, and please report it.",
        "求导法则与数值在这里不一致：请不要使用这个结果，并告诉我们。",
    ),
    "book-derivative-no-symbol": (
        "there is no symbol to differentiate by: write a formula with a letter, as in x'Ax",
        "没有可以求导的符号：请写一个含字母的式子，例如 x'Ax",
    ),
    "book-derivative-failed": (
        "This formula is too large to be differentiated here: try a shorter one.",
        "这个式子太大，无法在这里求导：请试试较短的式子。",
    ),
    # What the box says where no script runs.
    "book-derivative-tool": ("The derivative of anything", "任何函数的导数"),
    "book-derivative-needs": (
        "Where scripts may run, a box stands here: type a function of vectors and matrices, and see "
        "its derivative in both layouts, compared with the numerical one.",
        "允许脚本运行时，这里是一个输入框：输入向量和矩阵的函数，就能看到两种布局下的导数，"
        "并与数值导数比较。",
    ),
    "book-derivative-example": ("For example, by {variable}:", "例如，对 {variable} 求导："),
    "book-derivative-denominator": ("Denominator layout, YX", "分母布局，YX"),
    "book-derivative-numerator": ("Numerator layout, XY", "分子布局，XY"),
    "book-derivative-in-atlas": ("In the identity atlas:", "见恒等式图册："),
    "book-derivative-own-page": ("On a page of its own", "单独的页面"),
    # What the script says.
    "page-derivative-function": ("Function", "函数"),
    "page-derivative-placeholder": ("x'Ax", "x'Ax"),
    "page-derivative-help": (
        "As in a textbook, in LaTeX, or in NumPy. Enter answers at once.",
        "可用课本记号、LaTeX 或 NumPy。按 Enter 立即求导。",
    ),
    "page-derivative-examples": ("Examples", "例子"),
    "page-derivative-example-squares": ("least squares", "最小二乘"),
    "page-derivative-example-softmax": ("softmax loss", "softmax 损失"),
    "page-derivative-example-logdet": ("log det", "对数行列式"),
    "page-derivative-example-quadratic": ("quadratic form", "二次型"),
    "page-derivative-example-norm": ("norm", "范数"),
    "page-derivative-example-net": ("two-layer net", "两层网络"),
    "page-derivative-by": ("Differentiate by", "求导变量"),
    "page-derivative-shapes": ("Shapes", "形状"),
    "page-derivative-shape-of": ("Shape of {name}", "{name} 的形状"),
    "page-derivative-scalar": ("scalar", "标量"),
    "page-derivative-shapes-help": (
        "Letters are sizes: n is a column, n p a matrix, nothing a scalar. A word may follow: "
        "symmetric, spd, diagonal, invertible, positive restrict the points of the proof.",
        "字母表示大小：n 是列向量，n p 是矩阵，留空是标量。后面可以加一个词："
        "symmetric、spd、diagonal、invertible、positive，它们限定验证时抽取的点。",
    ),
    "page-derivative-infer": ("Infer the shape of {name} again", "重新推断 {name} 的形状"),
    "page-derivative-read-as": ("read as", "理解为"),
    "page-derivative-denominator": ("Denominator layout, YX", "分母布局，YX"),
    "page-derivative-numerator": ("Numerator layout, XY", "分子布局，XY"),
    "page-derivative-working": ("Differentiating.", "正在求导。"),
    "page-derivative-ready": ("Python is ready: type a function.", "Python 已就绪：请输入函数。"),
    "page-derivative-too-long": (
        "This took longer than {seconds} seconds and was stopped: try a shorter formula.",
        "计算超过 {seconds} 秒，已停止：请试试较短的式子。",
    ),
    "page-derivative-same": ("In the identity atlas:", "见恒等式图册："),
    "page-derivative-multiple": (
        "Up to a constant factor, in the identity atlas:",
        "差一个常数因子，见恒等式图册：",
    ),
    "page-derivative-steps": ("Steps, each checked by numbers", "推导步骤，逐步用数值验证"),
    "page-derivative-step-ok": ("confirmed", "已验证"),
    "page-derivative-step-open": ("not confirmed by numbers", "未能用数值验证"),
    "page-derivative-code": ("Code", "代码"),
    "page-derivative-code-in": ("Code in", "代码语言"),
    "page-derivative-copy": ("Copy", "复制"),
    "page-derivative-copy-of": ("Copy: {what}", "复制：{what}"),
    "page-derivative-copied": ("Copied", "已复制"),
    "page-derivative-not-copied": ("Not copied", "未能复制"),
    "page-derivative-link": ("Copy a link to this", "复制本页链接"),
    "page-derivative-own": ("Check my own formula", "检验我自己的式子"),
    "page-derivative-own-derivation": ("Check my derivation, line by line", "逐行检验我的推导"),
    "page-derivative-own-formula": ("My derivative", "我的导数"),
    "page-derivative-own-layout": ("Its layout", "它的布局"),
}
