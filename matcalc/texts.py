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
    "kink": (
        "{name} has a kink where {inside} is 0",
        "{name} 在 {inside} 为 0 处有折点",
    ),
    "kink-entry": (
        "{name} has a kink where {inside} has an entry that is 0",
        "{name} 在 {inside} 有元素为 0 处有折点",
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
    "constant": ("a constant", "常数"),
    "det": ("determinant", "行列式"),
    "diag": ("diagonal matrix", "对角矩阵"),
    "exp": ("exponential", "指数函数"),
    "inv": ("inverse", "逆矩阵"),
    "kron": ("Kronecker product", "克罗内克积"),
    "log": ("logarithm", "对数"),
    "logdet": ("log-determinant", "对数行列式"),
    "matmul": ("product rule", "乘积法则"),
    "mul": ("product rule", "乘积法则"),
    "norm": ("norm", "范数"),
    "pinv": ("pseudo-inverse", "伪逆"),
    "power": ("power rule", "幂法则"),
    "sum": ("sum of the entries", "各元素之和"),
    "together": ("together", "合起来"),
    "trace": ("trace", "迹"),
}
