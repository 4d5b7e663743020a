"""The pages that grading writes: feedback to a learner, and one about the class."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["GRADING"]

GRADING: dict[str, Pair] = {
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
    "grade-absent": (
        "{name} is not there while answers are graded: what it does is for you to do.",
        "评分时没有 {name}：它做的事要由你自己来做。",
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
    "grade-asserted": ("This check did not hold:", "下面这项检验没有成立："),
    "grade-beyond": (
        "Your answer passes the checks that you have, and not one that you do not have: look for a case "
        "that it does not cover.",
        "你的答案通过了你手中的检验，但没有通过一项你看不到的检验：请找出它没有考虑到的情形。",
    ),
    "grade-an-exception": ("an exception", "一个异常"),
    "grade-answer-raised": ("Your answer raised an exception.", "你的答案引发了异常。"),
    "grade-partly": (
        "Partly right: {share} of the points, for this kind of mistake: {title}.",
        "部分正确：这一类错误得{share}的分数：{title}。",
    ),
    "grade-half": ("half", "一半"),
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
    "grade-goes-together": (
        "{cell} is checked together with the answers, and not tamper-proof: {why}. It would go apart "
        "if it asked the answers' functions for plain data, and nothing of their objects.",
        "{cell} 与答案一同检验，不能防篡改：{why}。如果它只向答案的函数索取普通数据，而不涉及对象本身，就可以分开检验。",
    ),
    "grade-apart-loses": (
        "apart, the solution earns {apart:g} points instead of {together:g}",
        "分开检验时，参考解答只得 {apart:g} 分，而应得 {together:g} 分",
    ),
    "grade-asks-identity": (
        "it asks by {how} whether two things are one, and copies never are",
        "它用 {how} 问两个东西是不是同一个，而副本从来不是",
    ),
    "grade-runs-text": (
        "by {how} it may run what an answer gives it as a program",
        "它可能用 {how} 把答案给出的内容当作程序运行",
    ),
    "grade-given-changes": (
        "it looks at {names}, which is given and which the solution changes",
        "它要看 {names}，这是题目给出、而解答会改动的",
    ),
    "grade-apart-gives": (
        "apart, an empty answer earns {apart:g} points",
        "分开检验时，空白答案也得 {apart:g} 分",
    ),
    "grade-solution-fails": (
        "the solution fails its own check {cell} ({error})",
        "参考解答没有通过自己的检验 {cell}（{error}）",
    ),
    "grade-of-set": ("set {number}: {remark}", "第 {number} 套：{remark}"),
    "grade-not-dealt": (
        "{assignment} has {sets} sets, and none was dealt from here (no .matcalc-dealt.json says so): everybody "
        "is graded by the first, which is in exercises/",
        "{assignment} 有 {sets} 套题，但没有从这里分发过（.matcalc-dealt.json 中没有记录）：所有人都按第一套，即 exercises/ 中的那套评分",
    ),
    "grade-too-few-points": ("too few points", "得分不足"),
    "grade-no-credit": (
        "{cell} runs where the answers can reach it: whatever mistake it names may be of their making, "
        "so that partial credit is not given there",
        "{cell} 在答案够得着的地方运行：它指出的错误可能是答案伪造的，因此那里不给部分得分",
    ),
    "grade-credit-released": (
        "{path} tells learners which mistakes earn points; it changes no mark, and `matcalc release` "
        "removes it",
        "{path} 让学习者知道哪些错误可以得分；它不改变任何分数，`matcalc release` 会删除它",
    ),
    "grade-deadline-moved": (
        "deadline: {due}; it has moved for {count} learners who handed in before, and changed the "
        "penalties of {penalties}",
        "截止时间：{due}；对已提交的 {count} 名学习者有变动，其中 {penalties} 名的扣分因此改变",
    ),
    "grade-deadline-own": (
        "{student}: deadline {due} in place of {before}, {after:g} points taken off in place of "
        "{penalty:g}",
        "{student}：截止时间由 {before} 改为 {due}，扣分由 {penalty:g} 改为 {after:g}",
    ),
    "grade-no-deadline": ("none", "无"),
    "grade-undated": (
        "{count} submissions have no timestamp.txt that says when they were handed in, and count as in "
        "time: {names}",
        "{count} 份提交没有说明提交时间的 timestamp.txt，按准时计：{names}",
    ),
    "grade-unknown-learner": (
        "deadlines.csv gives {student} more time, but nobody of that id is in the gradebook or has "
        "handed in",
        "deadlines.csv 给 {student} 延长了时间，但成绩册和提交中都没有这个学号",
    ),
    "grade-together": ("Checked together with the answers", "与答案一同检验"),
    "grade-together-about": (
        "These tests look at the answers' own objects, and ran where the answers can reach them: they "
        "are not tamper-proof.",
        "这些检验要看答案中的对象本身，在答案够得着的地方运行，因此不能防篡改。",
    ),
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
    "grade-partly-count": ("{count} partly right", "{count} 份部分正确"),
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
