"""How many exercises each page has, for the marks in the sidebar."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from matcalc.site.course_directive import course_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["exercises_by_page", "list_exercises"]


def exercises_by_page(app: Sphinx) -> dict[str, list[str]]:
    """The checked exercises that stand on each page, by the page's name."""
    course, known = course_of(app), app.env.domains["std"].data["anonlabels"]
    found: dict[str, list[str]] = {}
    for assignment in course.assignments():
        for exercise in course.assignment(assignment).exercises:
            if exercise.name in known and not exercise.written:
                found.setdefault(known[exercise.name][0], []).append(exercise.name)
    return found


def list_exercises(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Put the exercises into a page, by the addresses that its links have."""
    found = {
        app.builder.get_relative_uri(page, other): names
        for other, names in exercises_by_page(app).items()
    }
    text = json.dumps(found).replace("<", "\\u003c")
    data = f'<script type="application/json" id="course-exercises">{text}</script>'
    context["metatags"] = f"{context.get('metatags', '')}\n{data}"
