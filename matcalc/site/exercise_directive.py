"""Exercises on a page: each as its released notebook has it, answerable where there is a script.

What stands in the page is complete without one; live/src/ makes it answer.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from matcalc.course.exercise import Exercise, Prose
from matcalc.course.names import defined_by
from matcalc.errors import MatcalcError
from matcalc.site.course_directive import CourseDirective
from matcalc.site.derivation_exercise import asked_derivation
from matcalc.site.html_nodes import html, page_data
from matcalc.site.sets import further_sets
from matcalc.texts import LANGUAGES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["ExerciseDirective", "exercise_node", "is_placed", "setup"]

PLACED = "matcalc-exercises"  # what stands on the page so far, in the environment's data of a page


class ExerciseDirective(CourseDirective):
    """Show an exercise, by its grade id, at this place in the text.

    With the option ``guest`` it is shown once more, on a page that is not its own: the links of
    the book, and the page of progress, lead to its own place.
    """

    option_spec: ClassVar[dict[str, Any]] = {"guest": directives.flag}

    def made(self) -> list[nodes.Node]:
        """Make the exercise."""
        exercise = self.course.exercise(self.arguments[0])
        self.depend_on(self.course.assignment(exercise.assignment))
        return [exercise_node(self, exercise, guest="guest" in self.options)]


def is_placed(directive: CourseDirective, exercise: Exercise) -> bool:
    """Whether an exercise stands on the page already."""
    return exercise.name in directive.env.temp_data.get(PLACED, ())


def exercise_node(
    directive: CourseDirective, exercise: Exercise, *, guest: bool = False
) -> nodes.Element:
    """An exercise, for a page on which it does not stand yet; a guest is no target of links.

    Raises
    ------
    MatcalcError
        If it does.
    """
    name = exercise.name
    if is_placed(directive, exercise):
        raise MatcalcError(f"{name} stands on this page already: place it before its assignment")
    directive.env.temp_data.setdefault(PLACED, set()).add(name)
    body = html("section", classes="exercise", name=name, aria_labelledby=f"{name}-title")
    if not guest:
        body["names"] = [name]
        directive.state.document.note_explicit_target(body)
    body["attributes"]["data-written" if exercise.written else "data-exercise"] = name
    _fill(directive, exercise, body)
    assignment = directive.course.assignment(exercise.assignment)
    if name in assignment.variants.rows:
        for number, variant in further_sets(directive.env.app, assignment):
            body["attributes"]["data-varied"] = assignment.name
            asked = html("template", data_set=str(number))  # no reader's but that of the script
            _fill(directive, variant.exercise(name), asked)
            body += asked
    return body


def _fill(directive: CourseDirective, exercise: Exercise, body: nodes.Element) -> None:
    """Put what an exercise consists of into an element."""
    body += _header(directive, exercise)
    body += _in_both_languages(directive, exercise.prompt)
    for number, hint in enumerate(exercise.hints, start=1):
        text = directive.markdown(hint.within(directive.language))
        body += _opened(directive.say("book-hint", number=number), text, "hint")
    if _prints_solutions(directive) and not exercise.written:
        solution = directive.course.assignment(exercise.assignment).solutions[exercise.name]
        body += _opened(directive.say("book-solution"), [_code(solution)], "solution")
    if exercise.written:
        _add_written(directive, body)
    else:
        _add_check(directive, exercise, body)


def _prints_solutions(directive: CourseDirective) -> bool:
    """Whether solutions go with the exercises, into an appendix; a site fetches them when asked."""
    app = directive.env.app
    return app.builder.format == "latex" and bool(app.config.matcalc_publish_solutions)


def _header(directive: CourseDirective, exercise: Exercise) -> nodes.Element:
    title = directive.inline(exercise.title.within(directive.language))
    points = directive.counted("book-points", exercise.points)
    heading = html("h3", *title, name=f"{exercise.name}-title")
    return html("header", heading, nodes.inline("", points, classes=["points"]))


def _add_written(directive: CourseDirective, body: nodes.Element) -> None:
    """Say who reads the answer; the script puts a field below."""
    body += nodes.paragraph("", directive.say("book-for-instructor"), classes=["for-instructor"])


def _add_check(directive: CourseDirective, exercise: Exercise, body: nodes.Element) -> None:
    """Add the stub and the check, for the reader and for the script."""
    body += html("div", _code(exercise.stub), classes="stub")
    body += _opened(directive.say("book-what-runs"), [_code(exercise.check)], "the-check")
    values: dict[str, Any] = {
        "setup": exercise.setup,
        "stub": exercise.stub,
        "check": exercise.check,
        "formula": _asks_for_formula(exercise),
        "derivation": asked_derivation(exercise),
        "earlier": _earlier(directive, exercise),
        "cards": directive.cards,
    }
    body += page_data(values=values)


def _earlier(directive: CourseDirective, exercise: Exercise) -> list[dict[str, object]]:
    """The exercises before one in its notebook, whose answers it may use, and what they define."""
    found: list[dict[str, object]] = []
    for one in directive.course.assignment(exercise.assignment).exercises:
        if one.name == exercise.name:
            break
        if not one.written and one.setup == exercise.setup:
            title = one.title.within(directive.language)
            found.append({"name": one.name, "title": title, "names": defined_by(one.stub)})
    return found


def _asks_for_formula(exercise: Exercise) -> bool:
    """Whether the stub is ``answer = ...``, in whose place a formula is written."""
    try:
        *_, last = ast.parse(exercise.stub).body
    except (SyntaxError, ValueError):  # another language, or no statement
        return False
    if not (isinstance(last, ast.Assign) and isinstance(last.value, ast.Constant)):
        return False
    return last.value.value is Ellipsis


def _in_both_languages(directive: CourseDirective, text: Prose) -> list[nodes.Node]:
    """A text in the page's language, and the other one for those who ask."""
    mine = directive.markdown(text.within(directive.language))
    if text.en == text.zh:
        return mine
    [other] = (one for one in LANGUAGES if one != directive.language)
    content = directive.markdown(text.within(other))
    box = _opened(directive.say("book-other-language"), content, "other")
    box["attributes"]["lang"] = other
    return [*mine, box]


def _opened(summary: str, content: list[nodes.Node], kind: str) -> nodes.Element:
    """A part that opens when it is asked for."""
    return html("details", html("summary", nodes.Text(summary)), *content, classes=kind)


def _code(source: str) -> nodes.literal_block:
    return nodes.literal_block(source, source, language="python")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_directive("exercise", ExerciseDirective)
