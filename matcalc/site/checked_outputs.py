"""A check that agrees says so by a mark; its words are there for those who open it.

The text of a chapter runs a check after nearly every formula.  Most readers want to know that it
was run, not its largest error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from matcalc.messages import say
from matcalc.site.course_directive import book_language

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["fold_checks", "folded"]

# The only thing that a cell gave: a report that agrees, which holds no other division.
AGREES = re.compile(
    r'(?<=<div class="output text_html">)<div class="matcalc-report" data-verdict="agree"'
    r".*?</div>(?=</div>)",
    re.DOTALL,
)


def folded(body: str, summary: str) -> str:
    """A page with its reports that agree folded under a summary.

    Examples
    --------
    >>> report = '<div class="matcalc-report" data-verdict="agree">Correct.</div>'
    >>> folded(f'<div class="output text_html">{report}</div>', "Checked").count("<details")
    1
    """
    opening = Markup('<details class="checked"><summary>{}</summary>').format(summary)
    return AGREES.sub(lambda report: f"{opening}{report[0]}</details>", body)


def fold_checks(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Fold the reports of a page that is about to be written."""
    if "body" in context:
        context["body"] = folded(context["body"], say("book-checked", language=book_language(app)))
