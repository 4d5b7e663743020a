"""What a page says while it fetches Python, and of the copy of the course that is read offline.

The script's own keys are without the first word.
"""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["LOADING"]

LOADING: dict[str, Pair] = {
    "book-wide-formula": (
        "Wide formula: scroll with the arrow keys",
        "较宽的公式：用方向键左右滚动",
    ),
    "book-skip-to-exercises": ("Skip to the exercises", "跳到练习"),
    # Python for the page.
    "page-loaded-of": ("{done} of {whole} MB", "已加载 {done} MB，共 {whole} MB"),
    "page-loading-bar": ("Python being loaded", "Python 加载进度"),
    # The copy that is kept for reading without a connection.
    "page-offline-title": ("Reading offline", "离线阅读"),
    "page-offline-offer": (
        "Read this course offline ({size} MB)",
        "离线阅读本课程（{size} MB）",
    ),
    "page-offline-bar": ("The course being stored", "课程保存进度"),
    "page-offline-kept": (
        "This course can be read without a connection, with its exercises.",
        "没有网络也能阅读本课程并做练习。",
    ),
    "page-offline-remove": ("Remove the offline copy", "删除离线副本"),
    "page-offline-removed": ("The offline copy is gone.", "离线副本已删除。"),
    "page-offline-lost": (
        "The course could not be stored. Check the connection and the space left, and try again.",
        "无法保存课程。请检查网络连接和剩余空间，然后重试。",
    ),
    "page-offline-newer": ("There is a new version of this course.", "本课程有新版本。"),
    "page-offline-update": ("Get it ({size} MB)", "获取新版本（{size} MB）"),
    "page-offline-reload": ("The new version is there.", "新版本已就绪。"),
    "page-offline-reload-now": ("Reload the page", "重新加载页面"),
}
