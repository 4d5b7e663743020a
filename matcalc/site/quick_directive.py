"""Quick checks in the running text: questions without marks, answered in the page at once.

What stands in the page is complete without a script, with the answer in a part that unfolds;
live/src/quick.js makes it answer, and in a book the answers come at the end of the chapter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from matcalc.site.course_directive import CourseDirective
from matcalc.site.html_nodes import html, html_text, page_data
from matcalc.site.quick_check import ANY_OTHER, Item, QuickCheck, read_quick_check
from matcalc.site.quick_truth import verify

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["QuickDirective", "setup"]

COUNTED = "matcalc-quick-checks"  # how many the page has so far, in the environment's data of it


class QuickDirective(CourseDirective):
    """Ask a quick check of a kind; `matcalc.site.quick_check` says how it is written."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "verify": directives.unchanged_required,
        "chapter": directives.unchanged_required,  # which a `{path}` on the page proposes
    }
    in_both_languages = False

    def made(self) -> list[nodes.Node]:
        """Make the question, what may be answered, and the answer."""
        first = self.lineno + self.content_offset + 1
        check = read_quick_check(self.arguments[0], list(self.content), first)
        if "verify" in self.options:
            verify(check, self.options["verify"])
        number = self.env.temp_data[COUNTED] = self.env.temp_data.get(COUNTED, 0) + 1
        name = f"{self.env.docname.rpartition('/')[2]}-quick-{number}"
        heading = nodes.Text(self.say("book-quick-check", number=number))
        title = html("p", heading, classes="quick-title", name=f"{name}-title")
        [question] = self.markdown(check.question)
        legend = html_text("legend", question)
        fields = html("fieldset", legend, *self.choices(check))
        of = {"data_chapter": self.options["chapter"]} if "chapter" in self.options else {}
        body = html("section", title, fields, classes="quick", name=name,
                    aria_labelledby=f"{name}-title", data_quick=check.kind, **of)  # fmt: skip
        summary = html("summary", nodes.Text(self.say("book-quick-answer")))
        body += html("details", summary, self.answers(check), classes="quick-answer")
        body += page_data(values=_data(check))
        return [body]

    def choices(self, check: QuickCheck) -> list[nodes.Node]:
        """What can be chosen or put in order, with letters; nothing where an answer is typed."""
        if check.kind == "fill":
            return []
        items = check.items
        shown = [items[k] for k in check.shuffled] if check.kind == "order" else items
        rows = (html("li", *self.markdown(item.text)) for item in shown)
        return [html("ol", *rows, classes="choices", type="a")]

    def answers(self, check: QuickCheck) -> nodes.Element:
        """What is said of each choice, of each foreseen answer, of each step in the right order."""
        tag = "ul" if check.kind == "fill" else "ol"
        kind = {"type": "a"} if check.kind == "choose" else {}
        return html(tag, *(self.answer(check, item) for item in check.items), **kind)

    def answer(self, check: QuickCheck, item: Item) -> nodes.Element:
        """What is said of one of them."""
        why = html("div", *self.markdown(item.why), classes="why")
        if check.kind == "order":
            return html("li", *self.markdown(item.text), why)
        mark = nodes.strong("", self.say("book-quick-right" if item.right else "book-quick-wrong"))
        if check.kind == "choose":
            return html("li", nodes.paragraph("", "", mark), why)
        if ANY_OTHER in item.spellings:
            text = [nodes.Text(self.say("book-quick-any-other"))]
        else:
            text = self.inline(item.spellings[0])
        return html("li", nodes.paragraph("", "", *text, nodes.Text(" "), mark), why)


def _data(check: QuickCheck) -> dict[str, Any]:
    """What the script judges by."""
    if check.kind == "order":
        return {"order": check.shuffled}
    data: dict[str, Any] = {"right": [k for k, item in enumerate(check.items) if item.right]}
    if check.kind == "fill":
        data["spellings"] = [item.spellings for item in check.items]
    return data


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("quick", QuickDirective)
