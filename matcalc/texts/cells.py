"""What the cells of a page say; "book-" is Python's, and "page-" the script's."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["CELLS"]

CELLS: dict[str, Pair] = {
    "book-this-cell": ("This cell", "这个单元格"),
    "book-cell": ("Cell {number}", "第 {number} 个单元格"),
    "book-magic": (
        "Lines with % or ! or ? are commands of Jupyter, not of Python, and the page has none of "
        "them: leave this line out.",
        "以 %、! 开头或以 ? 结尾的行是 Jupyter 的命令，不是 Python 代码，页面不支持：请去掉这一行。",
    ),
    "page-cell-ran": ("The cell ran.", "单元格运行完毕。"),
    "page-cell-ran-after": (
        "The cell ran, after those above it.",
        "先运行了前面的单元格，然后运行了这个单元格。",
    ),
    "page-cell-broken": (
        "Cell {number} above it ended in an error.",
        "前面的第 {number} 个单元格出错了。",
    ),
    "page-cell-go": ("Go to cell {number}", "转到第 {number} 个单元格"),
    "page-cell-changed": (
        "The text has changed since: this result is of the earlier one.",
        "代码改动过：这里的结果来自改动前的代码。",
    ),
    "page-cell-overtaken": (
        "A cell above has changed since: run this one again for the present result.",
        "前面的单元格改动过：要得到当前的结果，请重新运行。",
    ),
    "page-restart": ("Restart Python", "重启 Python"),
    "page-restart-means": (
        "Forgets all that the cells of this page have set; the texts stay.",
        "清除本页各单元格设定的一切；代码文字保留。",
    ),
    "page-restarted": (
        "Python starts afresh: the next cell that you run runs after all those above it.",
        "Python 已重启：下次运行某个单元格时，会先运行它前面的所有单元格。",
    ),
}
