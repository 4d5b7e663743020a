"""A derivation while it is typed: a verdict on each line, and each line as it was read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from matcalc.derivations.derivation import check_derivation
from matcalc.derivations.derivation_report import DerivationLine, DerivationReport
from matcalc.derivations.lines import Row, rows_of
from matcalc.errors import MatcalcError
from matcalc.formulas.expression import parse
from matcalc.formulas.tokens import name_of_greek
from matcalc.messages import say, title
from matcalc.page.as_written import Sizes, sizes_of, typeset
from matcalc.report import sentence

__all__ = ["derivation", "judged_lines"]

# Mistakes of a derivation that is right as far as it goes.
INCOMPLETE = {"missing-line", "not-attempted", "restated", "unfinished"}
SPECIAL = re.compile(r"[\\{}$&#%_^~]")  # what TeX reads otherwise in a text
ENDS = {"denominator": "D", "numerator": "J"}


def derivation(question: str, text: str, options: str) -> str:
    """Check a derivation line by line.

    Parameters
    ----------
    question : str
        The function, as a formula.
    text : str
        The derivation, as `matcalc.check_derivation` takes it.
    options : str
        JSON with ``variable``, ``shapes``, ``must``, ``structure``, all of which may be left out,
        and ``layout``: "denominator" asks for a line D, "numerator" for a line J.

    Returns
    -------
    str
        JSON with ``verdict`` (complete, incomplete, wrong, unsure or error), ``said`` (a sentence
        on the whole), ``mistake`` (what enters first, or is missing) and its ``title``, ``hint``,
        ``remarks``, and ``lines``.  Each of these has ``number`` (among the lines that say
        something), ``text``, ``first`` and ``last`` (where in the text), ``verdict`` (agree,
        differ, carried, unsure or unread), ``mistake``, ``title``, ``hint``, ``read_as``, ``tex``.

    Examples
    --------
    >>> found = json.loads(derivation("x.T @ x", "df = 2x'dx\\nD = x", '{"shapes": {"x": "n"}}'))
    >>> found["verdict"], [line["verdict"] for line in found["lines"]]
    ('wrong', ['agree', 'differ'])
    """
    given = json.loads(options)
    shapes = given.get("shapes") or {}
    must = given.get("must") or [ENDS[one] for one in [given.get("layout")] if one]
    try:
        formula = parse(question, structure=given.get("structure"), **shapes)
        variable = given.get("variable") or formula.symbols[0].name
        report = check_derivation(
            question, variable, text, must=must, structure=given.get("structure"), **shapes
        )
    except MatcalcError as error:
        return json.dumps({"verdict": "error", "said": sentence(error), "lines": []})
    names = {one.name: sizes_of(" ".join(one.dimensions)) for one in formula.symbols}
    rows = rows_of(text, list(names))
    lines = list(judged_lines(report, rows, names, variable))
    return json.dumps(_whole(report) | {"lines": lines}, ensure_ascii=False)


def _whole(report: DerivationReport) -> dict[str, Any]:
    """What is said of all lines together."""
    first = next((line for line in report.lines if line.verdict in {"differ", "unread"}), None)
    if report.ok:
        verdict = "complete"
    elif report.mistake in INCOMPLETE:
        verdict = "incomplete"
    else:
        verdict = "wrong" if report.verdict == "differ" else "unsure"
    named = report.mistake if verdict == "wrong" else None
    return {
        "verdict": verdict,
        "said": say(f"derivation-whole-{verdict}", number=first.number if first else 0),
        "mistake": report.mistake,
        "title": title(named) if named else "",
        "hint": report.hint,
        "remarks": report.remarks,
    }


def judged_lines(
    report: DerivationReport, rows: list[Row], names: dict[str, Sizes], variable: str
) -> Iterator[dict[str, Any]]:
    """Each line of a report, with its place in the text and as TeX."""
    shapes = names | {f"d{name_of_greek(variable)}": names[variable], "f": ("1", "1")}
    reader = _Reader(shapes, {"df", f"d{name_of_greek(variable)}"}, set(names))
    for row, line in zip(rows, report.lines, strict=True):
        yield {
            "number": line.number,
            "text": line.text,
            "first": row.first,
            "last": row.last,
            "verdict": line.verdict,
            "mistake": line.mistake,
            "title": title(line.mistake) if line.mistake else "",
            "hint": line.hint,
            "read_as": line.read_as,
            "tex": reader.line(row, line),
        }


class _Reader:
    """Writes lines as TeX, and keeps what the names that are introduced on the way are."""

    def __init__(
        self, shapes: dict[str, Sizes], differentials: set[str], symbols: set[str]
    ) -> None:
        self.shapes, self.differentials, self.symbols = shapes, differentials, symbols

    def line(self, row: Row, line: DerivationLine) -> str | None:
        """A line as TeX; None where it was not read, or is written otherwise."""
        sides = re.split(" = |; ", line.read_as) if line.read_as else []
        if not sides or len(sides) != sum(len(one.sides) for one in row.equations):
            return None
        parts = list[str]()
        asides = sum(equation.is_aside for equation in row.equations)  # first there, last here
        for equation in row.equations:
            own, sides = sides[: len(equation.sides)], sides[len(equation.sides) :]
            found = [typeset(side, self.shapes, self.differentials) for side in own]
            written = [one for one in found if one]
            if len(written) < len(found):
                return None
            left = self.left(equation.left)
            self.introduce(equation.left, written[0][1])
            whole = " = ".join([left, *(tex for tex, _ in written)])
            parts.insert(len(parts) if equation.is_aside else len(parts) - asides, whole)
        return r", \quad ".join(parts)

    def left(self, text: str) -> str:
        """The left side; an empty one is that of the line above."""
        if not text:
            return "{}"
        found = typeset(text, self.shapes, self.differentials)
        return found[0] if found else rf"\text{{{SPECIAL.sub('', text)}}}"

    def introduce(self, name: str, sizes: Sizes | None) -> None:
        """Keep a name of the writer's own, and that it has a differential."""
        if name.isidentifier() and name not in self.symbols and name not in {"f", "D", "J"}:
            if sizes:
                self.shapes.setdefault(name, sizes)
            if name not in self.differentials:
                self.differentials.add(f"d{name}")
                self.shapes.setdefault(f"d{name}", self.shapes.get(name, ("", "")))
