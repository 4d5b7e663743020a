"""What pages say beside their text: on folded checks, in the sidebar, in the search and the atlas."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["LOOK"]

LOOK: dict[str, Pair] = {
    "book-checked": ("Checked while this page was built", "构建本页时已检验"),
    "page-find-identity": (
        "Search by formula, function or word",
        "按公式、函数或词语查找",
    ),
    "page-find-example": (
        "For example x'Ax, inv(X), softmax",
        "例如 x'Ax、inv(X)、softmax",
    ),
    "page-identities-found": ("{count} of {all} identities", "{all} 个恒等式中的 {count} 个"),
    "page-identities-none": (
        "No identity has this formula or these words. Try fewer words, or one function, such as det.",
        "没有恒等式含有这个公式或这些词语。请减少词语，或只输入一个函数，例如 det。",
    ),
    "page-search-identities": ("Identities", "恒等式"),
    "page-copy-latex": ("LaTeX", "LaTeX 代码"),
    "page-copy-numpy": ("NumPy", "NumPy 代码"),
    "page-copy-of": ("Copy {layout} as {kind}", "以 {kind} 复制 {layout}"),
    "page-copied": ("Copied", "已复制"),
    "page-sidebar-done": (
        "{done} of {count} exercises of this page done",
        "本页 {count} 道练习中已完成 {done} 道",
    ),
}
