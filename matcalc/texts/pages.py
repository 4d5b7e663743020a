"""What directives, Python and the script of a page say; "-one" where there is one of them.

The script's own keys are without the first word.
"""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["PAGES"]

PAGES: dict[str, Pair] = {
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
    "book-dealt": (
        "Some questions differ from learner to learner: give your id, and download the notebook that is yours.",
        "部分题目因人而异：请填写你的编号，再下载属于你的笔记本。",
    ),
    "book-opened-in": (
        " With nothing installed, {name} opens in {links}.",
        "不用安装任何东西，{name} 可以在 {links} 中打开。",
    ),
    "book-or": (" or ", " 或 "),
    "book-open-in": ("Open this page's notebook in {name}", "在 {name} 中打开本页的笔记本"),
    "book-no-files": (
        "This copy of the site was built without the PDF, the e-book and the zip; {command} makes them "
        "too.",
        "本站的这一份没有生成 PDF、电子书和 zip 文件；{command} 会一并生成。",
    ),
    "book-file": (": {kind}, {edition}, {size:.1f} MB", "：{kind}，{edition}，{size:.1f} MB"),
    "book-site-zip": (": the whole site", "：整个网站"),
    "book-hint": ("Hint {number}", "提示 {number}"),
    "book-hints": ("Hints", "提示"),
    "book-solutions": ("Solutions", "解答"),
    "book-solution": ("Solution", "解答"),
    "book-hint-on-page": ("Hints: page {page}.", "提示：第 {page} 页。"),
    "book-solution-on-page": ("Solution: page {page}.", "解答：第 {page} 页。"),
    "book-on-page": (" (page {page})", "（第 {page} 页）"),
    "book-contents": ("Contents", "目录"),
    "book-preface": ("Preface", "前言"),
    "book-index-terms": ("Index of terms", "术语索引"),
    "book-index-identities": ("Index of identities", "恒等式索引"),
    "book-show-code": ("Show the code", "显示代码"),
    "book-hide-code": ("Hide the code", "隐藏代码"),
    "book-other-language": ("中文", "English"),
    "book-what-runs": ("What the check runs", "检验时运行的代码"),
    "book-for-instructor": (
        "Your instructor reads this answer; it goes into the notebook that you hand in.",
        "这道题由教师批阅；答案写入你上交的笔记本。",
    ),
    "book-quick-check": ("Quick check {number}", "随堂小测 {number}"),
    "book-quick-answer": ("Answer", "答案"),
    "book-quick-answers": ("Answers to the quick checks", "随堂小测答案"),
    "book-quick-right": ("Right.", "对。"),
    "book-quick-wrong": ("No.", "不对。"),
    "book-quick-any-other": ("Any other answer:", "其他答案："),
    "book-path": (
        "Begin with the first chapter whose question was new to you.",
        "从第一个让你感到陌生的问题所属的那一章开始。",
    ),
    "book-identities-function": ("function of {variable}", "{variable} 的函数"),
    "book-identities-any-function": ("function", "函数"),
    "book-identities-variable": ("variable", "变量"),
    "book-identities-condition": ("condition", "条件"),
    "book-identities-denominator": ("derivative (denominator layout)", "导数（分母布局）"),
    "book-identities-numerator": ("derivative (numerator layout)", "导数（分子布局）"),
    "book-identities-where": ("derived in", "推导"),
    "book-identities-entry": ("in the atlas", "恒等式图册"),
    # What Python says in a page.
    "book-your-answer": ("Your answer", "你的答案"),
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
    "page-check": ("Check", "检验"),
    "page-check-keys": ("Ctrl-Enter in the editor", "在编辑器中按 Ctrl-Enter"),
    "page-quick-your-answer": ("Your answer", "你的答案"),
    "page-quick-several": ("Mark all that are right.", "请选出所有正确的选项。"),
    "page-quick-sort": (
        "Put the lines in order with the arrows.",
        "请用箭头按钮排好各行的顺序。",
    ),
    "page-quick-choose-first": ("Choose an answer first.", "请先选择一个答案。"),
    "page-quick-type-first": ("Type an answer first.", "请先填写答案。"),
    "page-quick-correct": ("Right.", "对。"),
    "page-quick-wrong": ("Not yet.", "还不对。"),
    "page-quick-missing": (
        "What you marked is right, and there is more.",
        "你选的都对，但还有遗漏。",
    ),
    "page-quick-out-of-order": (
        "Line {place} comes too early.",
        "第 {place} 行放得太早。",
    ),
    "page-path-answered": (
        "{done} of {count} questions answered.",
        "已回答 {done} 题，共 {count} 题。",
    ),
    "page-path-begin": ("Begin with {title}.", "请从“{title}”开始。"),
    "page-path-none": (
        "You know what they ask: look at the exercises of a chapter to be sure.",
        "这些内容你都会了：不妨做做各章的练习，验证一下。",
    ),
    "page-path-known": ("known", "已掌握"),
    "page-path-read": ("to read", "要读"),
    "page-quick-up": ("Move line {place} up", "把第 {place} 行上移"),
    "page-quick-down": ("Move line {place} down", "把第 {place} 行下移"),
    "page-quick-moved": ("Now line {place} of {count}.", "现在是第 {place} 行，共 {count} 行。"),
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
        "Python could not be loaded: nothing came for three minutes. Check the connection, and try "
        "again.",
        "无法加载 Python：三分钟内没有收到数据。请检查网络连接，然后重试。",
    ),
    "page-stopped": ("Stopped.", "已停止。"),
    "page-stopped-after": (
        "Stopped after {seconds} seconds: is there a loop that does not end?",
        "运行 {seconds} 秒后停止：是否有不会结束的循环？",
    ),
    "page-set-ask": ("Your id in this class", "你在本班的编号"),
    "page-set-differs": (
        "Some of this differs from learner to learner, and this is not yet yours.",
        "这里有些内容因人而异，现在显示的还不是你的。",
    ),
    "page-set-show": ("Show mine", "显示我的题目"),
    "page-set-of": ("These are the questions of {id}.", "这是 {id} 的题目。"),
    "page-set-other": ("Another id", "换一个编号"),
    "page-set-unknown": ("Nobody in this class has the id {id}.", "本班没有人的编号是 {id}。"),
    "page-set-lost": (
        "Your questions could not be found: they need a connection, an address that begins with https, "
        "and a browser that keeps answers.",
        "没能找到你的题目：这需要网络连接、以 https 开头的网址，以及能够保存答案的浏览器。",
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
}
