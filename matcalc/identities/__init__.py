"""The catalogue of identities: derivatives written by hand, each verified by two means.

The entries stand in the TOML files of this folder, one file a group, and their titles, conditions
and notes in other languages in ``translations``.  The tests compare each with the numerical
derivative and with an exact, entrywise one.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from matcalc.check import check_formula
from matcalc.errors import MatcalcError
from matcalc.messages import language as chosen_language
from matcalc.messages import say
from matcalc.numerics.layout import Layout
from matcalc.report import Report

__all__ = ["Identity", "identities", "identity"]


@dataclass(frozen=True)
class Identity:
    """One identity of the catalogue.

    Attributes
    ----------
    name, title, group : str
    expression, variable : str
        What is differentiated, in NumPy syntax, and by which symbol.
    shapes : dict
        The shape of each symbol, as in `matcalc.check_gradient`.
    denominator, numerator : str
        The derivative in the two layouts.
    conditions : str
        What must hold beside the shapes; empty if nothing.
    structure : dict
        Symmetric or diagonal variables: the derivative is by their free parameters.
    source, section : str
        A key of the book's bibliography, and the chapter or section of the rule there.
    unchecked : bool
        Whether the section is named from memory: it was looked up neither in the text nor in its
        table of contents.
    note : str
        Remarks, for instance on published tables.
    """

    name: str
    title: str
    group: str
    expression: str
    variable: str
    shapes: Mapping[str, str]
    denominator: str
    numerator: str
    conditions: str = ""
    structure: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    section: str = ""
    unchecked: bool = False
    note: str = ""

    def check(self, *, layout: Layout | str = Layout.DENOMINATOR, seed: int = 0) -> Report:
        """Compare the derivative in a layout with the numerical one, as `check_formula` does.

        >>> identity("quadratic-form").check(layout="numerator").verdict
        'agree'
        """
        answer = self.denominator if Layout(layout) is Layout.DENOMINATOR else self.numerator
        options: dict[str, Any] = {"layout": layout, "seed": seed, "structure": self.structure}
        options |= self.shapes
        return check_formula(self.expression, self.variable, answer, **options)

    def __str__(self) -> str:
        where = f"  ({self.conditions})" if self.conditions else ""
        return f"{self.name}: {self.expression} by {self.variable} → {self.denominator}{where}"


def identities(language: str | None = None) -> tuple[Identity, ...]:
    """Every identity of the catalogue, also as ``matcalc.IDENTITIES``; read at the first call.

    Parameters
    ----------
    language : str, optional
        Of titles, conditions and notes: "en" or "zh", else the one that was chosen.

    Examples
    --------
    >>> len(identities()) >= 150
    True
    >>> identities("zh")[0].title, identities("en")[0].title
    ('行列式', 'Determinant')
    """
    return _read(language or chosen_language())


@cache
def _read(language: str) -> tuple[Identity, ...]:
    folder = files(__name__)
    tables = (file for file in folder.iterdir() if file.name.endswith(".toml"))
    found = (
        Identity(group=file.name.removesuffix(".toml"), **entry)
        for file in sorted(tables, key=lambda file: file.name)
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["identity"]
    )
    translated = folder.joinpath("translations", f"{language}.toml")
    if not translated.is_file():
        return tuple(found)
    texts = tomllib.loads(translated.read_text(encoding="utf-8"))
    return tuple(replace(entry, **texts[entry.name]) for entry in found)


def identity(name: str) -> Identity:
    """The identity of a name.

    Raises
    ------
    MatcalcError
        If there is none.

    Examples
    --------
    >>> identity("quadratic-form").denominator
    '(A + A.T) @ x'
    """
    for entry in identities():
        if entry.name == name:
            return entry
    raise MatcalcError(say("identity-unknown", name=repr(name)[:60]))
