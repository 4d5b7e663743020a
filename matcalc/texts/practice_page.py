"""What the page of practice says; the script's own keys are without the first word."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["PRACTICE_PAGE"]

PRACTICE_PAGE: dict[str, Pair] = {
    # Where no script runs.
    "book-practice-title": ("Practice", "练习"),
    "book-practice-question": ("Question {number}: {topic}", "第 {number} 题：{topic}"),
    "book-practice-answer": ("The answer", "答案"),
    # What the script says.
    "page-practice-topics": ("Topics", "主题"),
    "page-practice-level": ("Level", "难度"),
    "page-practice-level-1": ("easy", "基础"),
    "page-practice-level-2": ("medium", "进阶"),
    "page-practice-level-3": ("hard", "较难"),
    "page-practice-answer": ("Your answer", "你的答案"),
    "page-practice-placeholder": ("such as 2A'x or 2 * A.T @ x", "例如 2A'x 或 2 * A.T @ x"),
    "page-practice-keys": (
        "Enter checks; Enter again goes on.",
        "按 Enter 检验，再按一次进入下一题。",
    ),
    "page-practice-next": ("Next", "下一题"),
    "page-practice-derivation": ("Show the derivation", "查看推导"),
    "page-practice-worked": ("The derivation, each line checked", "推导（每一行都经过检验）"),
    "page-practice-link": ("Link to this question", "本题链接"),
    "page-practice-again": (
        "Asked again, because it was missed.",
        "这道题之前答错过，现在再问一次。",
    ),
    "page-practice-chosen": ("Topics: {topics} · Level {level}", "主题：{topics} · 难度 {level}"),
    "page-practice-comma": (", ", "、"),
    "page-practice-head": ("{title} · Level {level}", "{title} · 难度 {level}"),
    "page-practice-no-such": (
        "The link leads to no question; here is another one.",
        "这个链接没有对应的题目；下面是另一道题。",
    ),
    "page-practice-drawing": ("Drawing a question.", "正在出题。"),
    "page-practice-empty": ("Type an answer first.", "请先填写答案。"),
    "page-practice-no-topic": ("Choose at least one topic.", "请至少选择一个主题。"),
    "page-practice-not-counted": (
        "This could not be decided, and does not count.",
        "这个答案无法判定，不计入统计。",
    ),
    "page-practice-today": (
        "Today: {right} of {asked} right at the first attempt.",
        "今天：{asked} 题中一次答对 {right} 题。",
    ),
    "page-practice-none": ("Nothing was asked today.", "今天还没有做题。"),
    "page-practice-waiting": (
        "Questions to be asked again: {count}.",
        "等待再次出现的题目：{count} 道。",
    ),
    "page-practice-tally": ("Right at the first attempt", "一次答对的题目"),
    "page-practice-topic": ("Topic", "主题"),
    "page-practice-right": ("Right", "答对"),
    "page-practice-asked": ("Asked", "题数"),
    "page-practice-today-row": ("Today", "今天"),
    "page-practice-rule": (
        "A question that you miss comes back after 2, 5 and 12 questions, and on another day; each "
        "time you get it right it moves one step on, and a new mistake sends it back to the start.",
        "答错的题会在 2 题、5 题、12 题之后以及另一天再次出现；每答对一次前进一步，再答错则从头开始。",
    ),
    "page-practice-forget": ("Forget practice", "清除练习记录"),
    "page-practice-forget-asked": (
        "Forget it? This cannot be undone",
        "确定清除？此操作无法撤销",
    ),
    "page-practice-forgotten": ("The record of practice is gone.", "练习记录已清除。"),
}
