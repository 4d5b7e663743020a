"""What Python in the page does; the page's worker asks for it by name.

It runs in the reader's browser and needs NumPy alone.  Each answer is a text in JSON.
"""

from __future__ import annotations

import sys
from importlib import import_module

from matcalc.page.settings import undone
from matcalc.page.singular import tell_of_singular

__all__ = ["CALLS", "answer"]

# What can be asked for, and the module that answers, which is read when it is first asked.
CALLS = {
    "check": "exercises",
    "run": "exercises",
    "run_cell": "cells",
    "formula": "preview",
    "reward": "success",
    "derivation": "derivations",
    "practice_question": "practice",
    "practice_preview": "practice",
    "practice_check": "practice",
    "practice_solution": "practice",
    "derive": "derivative",
    "more": "derivative",
    "check_own": "derivative",
}


if sys.platform == "emscripten":
    tell_of_singular()


def answer(call: str, *args: object) -> str:
    """Answer a request of the page.

    Parameters
    ----------
    call : str
        One of `CALLS`.
    args : object
        Texts and lists of texts, as the function of that name takes them.

    Returns
    -------
    str
        JSON.

    Examples
    --------
    >>> answer("run", "", "1 + 1")[:24]
    '{"text": "", "failed": f'
    """
    module = import_module(f"{__name__}.{CALLS[call]}")
    with undone():
        return str(getattr(module, call)(*args))
