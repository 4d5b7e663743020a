"""A report as a notebook or a page shows it: the answer beside what is right, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matcalc.messages import say, title

__all__ = ["displayed", "framed", "rungs_of"]

MOST_ROWS, MOST_COLUMNS = 12, 8
DIGITS = 4
# Colours that read on a light and on a dark page; the words carry the verdict.
COLOURS = {"agree": "#2a9d4a", "differ": "#c2601c", "unsure": "#7a7a7a"}
CODE = '<code style="white-space: pre; color: inherit; background: none">'
CELL = "text-align: right; padding: 0.15em 0.6em; border: 2px solid {border}"
TABLE = (
    "display: inline-table; vertical-align: top; margin: 0.3em 1.5em 0.3em 0; "
    "border-collapse: collapse; border-left: 2px solid; border-right: 2px solid; "
    "font-variant-numeric: tabular-nums; width: auto"
)
CAPTION = "caption-side: top; text-align: left; color: inherit; padding: 0 0 0.2em"


def framed(report: Any) -> str:
    """A report for a notebook: all of it, the further hints folded."""
    more = [
        _folded(say("book-hint", number=n), _text(rung)) for n, rung in enumerate(report.further, 2)
    ]
    remarks, kind = _last(report)
    parts = [*_parts(report), *more, *(f"<br>{_text(line)}" for line in [*remarks, *kind])]
    return _framed(report, "".join(parts))


def displayed(report: Any) -> str:
    """A report for a page, which shows the kind of mistake and further hints itself."""
    if not hasattr(report, "comparison"):
        return str(report._repr_html_())
    remarks, _ = _last(report)
    parts = [*_parts(report), *(f"<br>{_text(line)}" for line in remarks)]
    return _framed(report, "".join(parts))


def rungs_of(report: Any) -> list[str]:
    """The further hints of a report, without the one that names the card of its kind."""
    rungs = [str(rung) for rung in getattr(report, "further", ())]
    if not report.mistake:
        return rungs
    card = say("card", title=title(report.mistake), mistake=report.mistake)
    return [rung for rung in rungs if rung != card]


def _framed(report: Any, inside: str) -> str:
    return (
        f'<div class="matcalc-report" data-verdict="{report.verdict}" '
        f'data-mistake="{report.mistake or ""}" style="border-left: 4px solid '
        f'{COLOURS[report.verdict]}; padding: 0.3em 0.8em; margin: 0.4em 0">{inside}</div>'
    )


def _parts(report: Any) -> list[str]:
    """The verdict, both matrices, the hint, and the numbers with all their digits."""
    first, *_ = report.lines()
    head, colon, tail = _partition(_text(first))
    parts = [f"<strong>{head}</strong>{colon}{tail}"]
    evidence = [*report.evidence()]
    tables = _tables(report.comparison) if report.comparison is not None else ""
    if tables:
        parts.append(f'<div class="compared">{tables}</div>')
        parts.append(f'<div class="hint">{_text(report.hint)}</div>' if report.hint else "")
        parts.append(_folded(say("numbers"), _evidence(evidence)) if evidence else "")
    else:
        parts += [f"<br>{_evidence(evidence)}"] if evidence else []
        parts += [f"<br>{_text(report.hint)}"] if report.hint else []
    return parts


def _partition(text: str) -> tuple[str, str, str]:
    return text.partition("：" if "：" in text else ":")


def _last(report: Any) -> tuple[list[str], list[str]]:
    """The remarks, and the kind of mistake."""
    remarks = [say("remark", text=remark) for remark in report.remarks]
    return remarks, [say("kind", title=title(report.mistake))] if report.mistake else []


def _evidence(lines: Sequence[str]) -> str:
    return "<br>".join(
        f"{CODE}{_text(line)}</code>" if line.startswith("  ") else _text(line) for line in lines
    )


def _folded(summary: str, inside: str) -> str:
    return f"<details><summary>{summary}</summary>{inside}</details>"


def _text(text: str) -> str:
    from html import escape  # its table of entities takes time to load

    return escape(text)


# --- matrices -----------------------------------------------------------------------------------


def _tables(found: Any) -> str:
    """The answer and what is right side by side, as far as a reader can take them in."""
    given = _rows(found.given)
    if given is None or given.shape[0] > MOST_ROWS or given.shape[1] > MOST_COLUMNS:
        return ""
    if found.expected is None:
        return _table(say("matrix-given"), given, found.given)
    wrong, hidden = _rows(found.wrong), _rows(found.hidden)
    expected = _rows(found.expected)
    first = _table(say("matrix-given"), given, found.given, wrong)
    if np.all(found.hidden | ~found.wrong):  # nothing to be seen that is not in the answer
        return first
    return first + _table(say("matrix-expected"), expected, found.expected, None, hidden)


def _rows(array: Any) -> Any:
    """An array as rows; none for more than two axes, or for a single number."""
    array = np.asarray(array)
    if array.ndim > 2 or array.size < 2:
        return None
    return array.reshape(1, -1) if array.ndim < 2 else array


def _table(caption: str, rows: Any, array: Any, wrong: Any = None, hidden: Any = None) -> str:
    exponent = _exponent(rows)
    body = "".join(
        "<tr>"
        + "".join(
            _cell(
                "…" if hidden is not None and hidden[i, j] else _number(value, exponent),
                wrong is not None and bool(wrong[i, j]),
            )
            for j, value in enumerate(row)
        )
        + "</tr>"
        for i, row in enumerate(rows)
    )
    shape = "×".join(map(str, np.shape(array)))
    return (
        f'<table class="matrix" style="{TABLE}"><caption style="{CAPTION}">{caption} '
        f"<small>{shape}</small></caption><tbody>{body}</tbody></table>"
    )


def _cell(text: str, is_wrong: bool) -> str:
    if not is_wrong:
        return f'<td style="{CELL.format(border="transparent")}">{text}</td>'
    mark = f'<span role="img" aria-label="{say("matrix-wrong")}">✗</span>'
    style = CELL.format(border=COLOURS["differ"])
    return f'<td class="wrong" style="{style}"><strong>{mark} {text}</strong></td>'


def _exponent(rows: Any) -> int:
    """How many decimals show each entry to its leading digits, for the largest of them."""
    finite = np.abs(rows[np.isfinite(rows)])
    largest = float(np.max(finite, initial=0.0))
    return int(np.floor(np.log10(largest))) if largest > 0 else 0


def _number(value: float, exponent: int) -> str:
    """A number, rounded as the largest one of its matrix needs."""
    if not np.isfinite(value):
        return str(value)
    if abs(value - round(value)) < 1e-9 and abs(value) < 1e6:
        return _signed(str(round(value)))
    if not -4 < exponent < 6:
        return _signed(f"{value:.{DIGITS - 1}e}")
    decimals = min(max(DIGITS - 1 - exponent, 0), DIGITS + 2)
    return _signed(f"{value:.{decimals}f}")


def _signed(text: str) -> str:
    """A rounded number with the sign of mathematics, and none for zero."""
    return text.replace("-", "−") if float(text) else text.lstrip("-")
