"""Every text that reports, directives and the page's script say, in English and in Chinese.

A text is a pair, English first; values stand in braces, as for `str.format`.
"""

from __future__ import annotations

from matcalc.texts.advice import ADVICE
from matcalc.texts.cells import CELLS
from matcalc.texts.commands import COMMANDS
from matcalc.texts.derivation_page import DERIVATION_PAGE
from matcalc.texts.derivations import DERIVATIONS
from matcalc.texts.derivative_page import DERIVATIVE_PAGE
from matcalc.texts.grading import GRADING
from matcalc.texts.hints import HINTS
from matcalc.texts.keeping import KEEPING
from matcalc.texts.loading import LOADING
from matcalc.texts.look import LOOK
from matcalc.texts.mistakes import MISTAKES, Mistake
from matcalc.texts.notation import NOTATION
from matcalc.texts.pages import PAGES
from matcalc.texts.pair import LANGUAGES, NAMES, Pair
from matcalc.texts.pictures import PICTURES
from matcalc.texts.practice import PRACTICE
from matcalc.texts.practice_page import PRACTICE_PAGE
from matcalc.texts.refusals import REFUSALS
from matcalc.texts.reports import REPORTS
from matcalc.texts.rules import RULES
from matcalc.texts.verdicts import VERDICTS

__all__ = ["LANGUAGES", "MISTAKES", "NAMES", "RULES", "TEXTS", "Mistake", "Pair"]

TEXTS: dict[str, Pair] = {
    **REPORTS,
    **REFUSALS,
    **DERIVATIONS,
    **HINTS,
    **ADVICE,
    **NOTATION,
    **PRACTICE,
    **PAGES,
    **VERDICTS,
    **CELLS,
    **LOOK,
    **PICTURES,
    **KEEPING,
    **LOADING,
    **DERIVATION_PAGE,
    **PRACTICE_PAGE,
    **DERIVATIVE_PAGE,
    **GRADING,
    **COMMANDS,
}
