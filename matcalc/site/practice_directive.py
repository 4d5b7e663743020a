"""The page of practice: three questions that are complete on paper; the script asks without end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from matcalc.messages import speaking
from matcalc.practice import LEVELS, TOPICS, Question, draw
from matcalc.site.course_directive import CourseDirective
from matcalc.site.html_nodes import html, page_data

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["PracticeDirective", "setup"]

# What stands there where no script runs; and what is chosen at the first visit.
SHOWN = (("linear", 1, 5), ("quadratic", 1, 2), ("norms", 2, 4))
BEGINNERS = ["linear", "quadratic", "norms"]


class PracticeDirective(CourseDirective):
    """Ask questions about derivatives."""

    required_arguments = 0

    def made(self) -> list[nodes.Node]:
        """Make the questions with folded answers, and say which topics there are."""
        body = html("section", classes="practice", name="practice-tool",
                    aria_label=self.say("book-practice-title"), data_tool="practice")  # fmt: skip
        with speaking(self.language):
            still = (self.question(number, draw(*one)) for number, one in enumerate(SHOWN, 1))
            body += html("div", *still, classes="practice-still")
            body += page_data(values=_data() | {"cards": self.cards})
        return [body]

    def question(self, number: int, question: Question) -> nodes.Element:
        """One question, its answer, and how it is derived."""
        title = self.say(
            "book-practice-question", number=number, topic=TOPICS[question.topic].title
        )
        heading = html("p", nodes.strong("", title), classes="practice-title")
        summary = html("summary", nodes.Text(self.say("book-practice-answer")))
        formula = f"$$\n{question.solution.latex()}\n$$"
        steps = (html("li", nodes.literal("", line)) for line in question.derivation())
        answer = html("details", summary, *self.markdown(formula), html("ol", *steps))
        return html("div", heading, *self.markdown(question._repr_markdown_()), answer)


def _data() -> dict[str, Any]:
    """What the script offers, and what it asks before Python is there."""
    return {
        "topics": [
            {"name": one.name, "title": one.title, "trains": one.trains} for one in TOPICS.values()
        ],
        "levels": LEVELS,
        "chosen": BEGINNERS,
        "ready": [draw(*one).data() for one in SHOWN],
    }


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("practice", PracticeDirective)
