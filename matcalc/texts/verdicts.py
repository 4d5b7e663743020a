"""What the page says around the verdict on an answer."""

from __future__ import annotations

from matcalc.texts.pair import Pair

__all__ = ["VERDICTS"]

VERDICTS: dict[str, Pair] = {
    "page-you-wrote": ("You wrote", "你写的是"),
    "page-kind": ("Kind of mistake: ", "错误类型："),
    "page-tell-more": ("Tell me more", "再给点提示"),
    "page-stale": (
        "You have changed your answer since: check it again.",
        "此后你改动了答案：请重新检验。",
    ),
    "page-shorter": ("The same, shorter:", "同样的结果，写得更短："),
    "page-how-found": ("How it is found, step by step", "逐步推导"),
    "page-result": ("So the derivative is", "因此导数是"),
    "page-next-exercise": ("Next: {title}", "下一题：{title}"),
    "page-next-page": ("All done here. Next: {title}", "本页已全部完成。下一题：{title}"),
}
