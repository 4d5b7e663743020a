"""What learners wrote, in nbgrader's formgrader: as text, never as a program.

Formgrader's own template shows the HTML in a Markdown cell as it is, so that a script in an answer
would run with the rights of whoever reads it; nbconvert's `sanitize_html` reaches outputs alone.
"""

from __future__ import annotations

from typing import Any

from jinja2 import pass_context

from matcalc.course.notebook import marks_of

__all__ = ["markdown_as_html"]


@pass_context
def markdown_as_html(context: Any, source: str) -> str:
    """A Markdown cell as HTML; in one that is not locked, HTML stays the text that it is.

    For nbgrader_config.py::

        c.HTMLExporter.filters = {"markdown2html": "matcalc.grading.formgrader.markdown_as_html"}
    """
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    cell = context.get("cell", {})
    renderer = IPythonRenderer(
        escape=not marks_of(cell).is_locked, attachments=cell.get("attachments", {})
    )
    return str(MarkdownWithMath(renderer=renderer).render(source))
