"""What the command line says beside reports; messages of a mistake in a course are its own."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["COMMANDS"]

COMMANDS: dict[str, Pair] = {
    "command-interrupted": ("interrupted", "已中断"),
    "command-needs-package": (
        "this command needs the package {name}: {cure}",
        "这条命令需要软件包 {name}：{cure}",
    ),
    "command-install-jupyter": (
        "it comes with Jupyter, python -m pip install jupyterlab",
        "它随 Jupyter 一起安装，python -m pip install jupyterlab",
    ),
    "command-install-course": (
        "in a clone of the course, `make` installs it into .venv",
        "在课程的克隆中，`make` 会把它装进 .venv",
    ),
    "command-taking-turns": (
        "waiting for another run over {path} to end",
        "正在等待 {path} 上的另一次运行结束",
    ),
    "command-site": ("The site: {path}", "网站：{path}"),
    "command-serving": ("{address}  (Ctrl-C ends it)", "{address}  （按 Ctrl-C 结束）"),
    "pdf-needs": (
        "the PDF needs {programs}: on Debian or Ubuntu, sudo apt-get install {packages}",
        "生成 PDF 需要 {programs}：在 Debian 或 Ubuntu 上运行 sudo apt-get install {packages}",
    ),
    "pdf-failed": (
        "XeLaTeX stopped: {error}\nThe whole log: {log}\nIf a file is missing: "
        "sudo apt-get install {packages}",
        "XeLaTeX 中止：{error}\n完整日志：{log}\n如果缺少文件：sudo apt-get install {packages}",
    ),
    "pdf-faults": (
        "{count} faults in the printed book:\n{faults}",
        "印刷版中有 {count} 处毛病：\n{faults}",
    ),
    "command-wrote": ("wrote {path}", "已写入 {path}"),
    "command-changed": ("{names}: {count} files changed", "{names}：{count} 个文件有变化"),
    "command-dealt": (
        "{name}: {count} files in {folder}; keep .matcalc-secret, from which it follows who has which set",
        "{name}：{folder} 中有 {count} 个文件；请保管好 .matcalc-secret，谁得到哪一套由它决定",
    ),
    "command-outdated": (
        "{path} is not what its solution releases to",
        "{path} 与由解答生成的不一致",
    ),
    "command-release": (
        "run `matcalc release {names}` and commit the result",
        "请运行 `matcalc release {names}`，并提交结果",
    ),
    "command-up-to-date": ("{names}: up to date", "{names}：是最新的"),
    "command-catalogue-outdated": (
        "{path} is not up to date with the pages",
        "{path} 与页面不一致",
    ),
    "command-catalogues": (
        "run `matcalc catalogues`, translate what is new, and commit the result",
        "请运行 `matcalc catalogues`，译出新增的内容，并提交结果",
    ),
    "command-running-notebook": ("Running the notebook", "正在运行笔记本"),
    "command-passed": (
        "{passed} of {checked} exercises passed, {points:g} of {all:g} points",
        "{checked} 道练习通过 {passed} 道，{all:g} 分中得 {points:g} 分",
    ),
    "command-no-sandbox": (
        "Submissions run without a sandbox, with your own rights: grade only those you trust.",
        "提交的笔记本不在沙箱中运行，拥有你本人的权限：只评你信任的提交。",
    ),
    "command-not-graded": (
        "{count} submissions to {name} were not graded",
        "{name} 有 {count} 份提交没有评分",
    ),
    "command-refused-count": (
        "{count} files or learners in {source} were refused",
        "{source} 中有 {count} 个文件或学习者被拒绝",
    ),
    "command-not-graded-why": ("not graded: {student}: {reason}", "没有评分：{student}：{reason}"),
    "command-graded": (
        "{graded} graded, {unchanged} graded before and unchanged, {rejected} not graded",
        "评分 {graded} 份，此前已评且未变 {unchanged} 份，没有评分 {rejected} 份",
    ),
    "command-exercise-from": (
        "--exercise grades again what was graded before: first collect and grade with --from alone",
        "--exercise 重新评此前已评过的内容：请先单独用 --from 收取并评分",
    ),
    "command-deadlines-moved": (
        "deadlines.csv has changed since {name} was graded: run `matcalc grade {name}`",
        "{name} 评分之后 deadlines.csv 有改动：请运行 `matcalc grade {name}`",
    ),
    "regrade-learner": ("learner", "学习者"),
    "regrade-exercise": ("exercise", "练习"),
    "regrade-before": ("before", "之前"),
    "regrade-after": ("after", "之后"),
    "regrade-nothing": (
        "{count} marks were looked at again, and none has changed",
        "重新评了 {count} 个分数，没有变化",
    ),
    "regrade-left-alone": ("left alone: {student}: {reason}", "未改动：{student}：{reason}"),
    "regrade-never-graded": (
        "this submission was never graded; without --exercise it is",
        "这份提交从未评过分；不带 --exercise 即可评分",
    ),
    "regrade-handed-in-again": (
        "something else was handed in since it was graded; without --exercise that is graded",
        "评分之后又提交了别的内容；不带 --exercise 即可评分",
    ),
    "regrade-no-note": (
        "its graded notebook does not have this exercise, or does not say what it was graded with; "
        "without --exercise it is graded anew",
        "评过的笔记本里没有这道练习，或者没有记下评分依据；不带 --exercise 即可重新评分",
    ),
    "regrade-not-handed-in": (
        "the notebook with this exercise was not handed in",
        "没有提交包含这道练习的笔记本",
    ),
    "command-collected": ("collected {count} submissions", "收到 {count} 份提交"),
    "command-collected-again": (
        "collected {count} submissions, {replaced} of them in place of earlier ones",
        "收到 {count} 份提交，其中 {replaced} 份取代了先前的",
    ),
    "command-note": ("note: {remark}", "注意：{remark}"),
    "command-refused": ("refused: {name}: {reason}", "已拒绝：{name}：{reason}"),
    "command-zip-hidden": (
        "--zip and --show-hidden exclude each other: a zip is for learners, and must not show "
        "hidden tests",
        "--zip 与 --show-hidden 不能同时使用：压缩包是给学习者的，不得显示隐藏测试",
    ),
    "command-zip-to": (
        "--to names the zip: give --zip moodle or --zip canvas too",
        "--to 是压缩包的文件名：请同时给出 --zip moodle 或 --zip canvas",
    ),
    "command-left-out": ("left out: {student}: {reason}", "未收入：{student}：{reason}"),
    "command-left-out-count": (
        "{count} learners are not in {path}",
        "有 {count} 名学习者不在 {path} 中",
    ),
    "command-reading": ("Reading {name}", "正在读取 {name}"),
    "command-exported": (
        "wrote {path}: {count} students",
        "已写入 {path}：{count} 名学习者",
    ),
    "command-waiting": (
        "{count} of them have answers without marks, which count 0 until you give marks",
        "其中 {count} 名有尚未批阅的答案，在你给分之前按 0 分计",
    ),
}
