"""What a page says of answers that are kept and carried about, and of links to its parts."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["KEEPING"]

KEEPING: dict[str, Pair] = {
    # Answers that are kept; "-one" where there is one of them.
    "page-two-answers": (
        "This answer was changed elsewhere at {time}, in another tab or from a file.",
        "这个答案已于 {time} 在别处（另一个标签页，或通过导入文件）被修改。",
    ),
    "page-other-answer": ("The other answer", "另一个答案"),
    "page-keep-mine": ("Keep mine", "保留我的"),
    "page-take-other": ("Take the other", "采用另一个"),
    "page-not-kept": (
        "This browser keeps nothing for this site: export your answers before you leave the page.",
        "浏览器不允许本站保存内容：离开本页之前，请先导出答案。",
    ),
    "page-not-kept-full": (
        "This browser's storage is full: export your answers before you leave the page.",
        "浏览器的存储空间已满：离开本页之前，请先导出答案。",
    ),
    "page-export": ("Export my answers", "导出我的答案"),
    "page-import": ("Import answers", "导入答案"),
    "page-imported": ("{count} answers taken from {name}.", "已从 {name} 导入 {count} 个答案。"),
    "page-imported-one": ("1 answer taken from {name}.", "已从 {name} 导入 1 个答案。"),
    "page-imported-none": (
        "No answer taken from {name}: nothing is filled in there.",
        "没有从 {name} 导入答案：其中没有填写任何内容。",
    ),
    "page-imported-unknown": ("{count} were not recognised.", "有 {count} 个无法识别。"),
    "page-imported-unknown-one": ("1 was not recognised.", "有 1 个无法识别。"),
    "page-sentences": (" ", ""),
    "page-not-answers": (
        "{name} is neither a notebook of this course nor a file of answers exported from it.",
        "{name} 既不是本课程的笔记本，也不是从本课程导出的答案文件。",
    ),
    "page-file-unread": (
        "{name} could not be read. Check the connection, and try again.",
        "无法读取 {name}。请检查网络连接，然后重试。",
    ),
    "page-undo": ("Undo", "撤销"),
    "page-undone": ("Undone.", "已撤销。"),
    "page-forget": ("Forget all answers", "清除所有答案"),
    "page-forget-asked": ("Forget them? This cannot be undone", "确定清除？此操作无法撤销"),
    "page-forgotten": (
        "Everything that this browser kept is forgotten.",
        "浏览器中保存的内容已全部清除。",
    ),
    # What an editor says of its keys.
    "page-tab-leaves": (
        "Tab leaves the editor; after Ctrl-M it indents.",
        "按 Tab 离开编辑器；先按 Ctrl-M，Tab 就用于缩进。",
    ),
    "page-tab-indents": (
        "Tab indents; after Ctrl-M it leaves the editor.",
        "按 Tab 缩进；先按 Ctrl-M，Tab 就用于离开编辑器。",
    ),
    # Links to a part of a page.
    "page-link": ("Link to this", "指向这里的链接"),
    "page-link-to": ("Link to this: {title}", "指向这里的链接：{title}"),
    "page-link-copied": ("Link copied", "链接已复制"),
    "page-link-shown": ("The link is in the address bar", "链接在地址栏中"),
    "page-embed": ("Embed", "嵌入"),
    "page-embed-copied": ("HTML of a frame copied", "嵌入用的 HTML 已复制"),
    "page-embed-not-copied": (
        "This browser does not let the page copy",
        "浏览器不允许本页复制内容",
    ),
    "page-embed-source": ("from {title}", "来自《{title}》"),
}
