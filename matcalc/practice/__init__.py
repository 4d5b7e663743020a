"""Practice: endless questions, each verified before it is asked.

>>> from matcalc import practice
>>> question = practice.draw("quadratic", level=1, seed=3)
>>> question.check(str(question.solution)).ok
True

A topic is a file of this folder, of data alone; `matcalc.practice.topics` says how it is read.
"""

from matcalc.practice.as_variants import variants
from matcalc.practice.drawing import draw, questions
from matcalc.practice.question import Question
from matcalc.practice.topics import LEVELS, TOPICS, Topic

__all__ = ["LEVELS", "TOPICS", "Question", "Topic", "draw", "questions", "variants"]
