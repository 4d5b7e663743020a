"""What a course keeps from learners' code: other packages, and names of this one.

A package is kept away whole.  Of this package single names can be: the part that they stand in is
not to be found then, and each name that needs that part stands for something that is `Absent`.  The
cells which import the checks run as they do elsewhere, and those in which learners try their own
answers too; but what a check says there depends on nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NoReturn

import matcalc
from matcalc.errors import MatcalcError
from matcalc.messages import say
from matcalc.report import Report

__all__ = ["Absent", "Hidden", "hidden_by", "put_in_place"]

PACKAGE = "matcalc"
IMPORTED = re.compile(
    rf"^(?:from|import) {PACKAGE}\.(\w+)|^from {PACKAGE} import \(?([\w\s,]+)", re.MULTILINE
)
_FOLDER = Path(matcalc.__file__).resolve().parent
_HERE = __name__.split(".")[1]  # it runs in the learner's process too


@dataclass(frozen=True)
class Hidden:
    """What is not to be found.

    Attributes
    ----------
    modules : tuple of str
        With all that is below them.
    names : tuple of str
        Those of ``matcalc`` that nothing can be done with any more.
    """

    modules: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def hides(self, module: str) -> bool:
        """Whether a module is hidden, or stands in one that is, or a name needs it."""
        return any(module == one or module.startswith(f"{one}.") for one in self.modules)


class Absent:
    """What stands for a name that is hidden.

    A check agrees with whatever it is given, since a learner's own checks must not stop the cell
    that they stand in; anything else raises `MatcalcError`, and so does a check in a test.
    """

    agrees = True  # while a test runs among the answers, nothing does

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *_: object, **__: object) -> Report | None:
        if self._name.startswith("assert_") and Absent.agrees:
            return None
        if self._name.startswith("check_") and Absent.agrees:
            return Report("agree", self._name, remarks=[self._why()])
        raise MatcalcError(self._why())

    def __getattr__(self, attribute: str) -> NoReturn:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise MatcalcError(self._why())

    def _why(self) -> str:
        return say("grade-absent", name=self._name)


def hidden_by(entries: Iterable[str]) -> Hidden:
    """What a course hides, by the entries of its ``c.Grading.hidden_modules``.

    Parameters
    ----------
    entries : iterable of str
        Modules, or public names of this package, in which ``*`` stands for any characters.

    Raises
    ------
    MatcalcError
        If an entry names nothing that this package has.

    Examples
    --------
    >>> hidden_by(["sympy"]).modules
    ('sympy',)
    >>> "derivative" in hidden_by(["matcalc.derivative"]).names
    True
    """
    others: list[str] = []
    parts: set[str] = set()
    for entry in entries:
        package, _, pattern = entry.partition(".")
        if package != PACKAGE:
            others.append(entry)
            continue
        mine = {_part_of(name) for name in matcalc.__all__ if fnmatchcase(name, pattern)}
        if not mine or "" in mine:
            raise MatcalcError(
                f"c.Grading.hidden_modules has {entry!r}: expected a module, or a name of "
                f"matcalc's such as matcalc.derivative; there are {', '.join(_hideable())}"
            )
        parts |= mine
    gone = _and_what_needs(parts)
    names = tuple(name for name in matcalc.__all__ if _part_of(name) in gone)
    modules = [f"{PACKAGE}.{part}" for part in sorted(gone - {_HERE})]
    return Hidden((*others, *modules), names)


def put_in_place(names: Iterable[str]) -> None:
    """Let names of this package be `Absent` in this process, for good."""
    for name in names:
        setattr(matcalc, name, Absent(name))


def _hideable() -> list[str]:
    return [f"{PACKAGE}.{name}" for name in matcalc.__all__ if _part_of(name)]


def _part_of(name: str) -> str:
    """The part of the package, a folder or a file in it, that a public name stands in."""
    home = matcalc.HOMES.get(name, "")
    if not home:  # a part itself, or what no part holds
        home = {"practice": "matcalc.practice", "IDENTITIES": "matcalc.identities"}.get(name, "")
    return home.partition(".")[2].partition(".")[0]


def _and_what_needs(parts: set[str]) -> set[str]:
    """Parts, and those that cannot be imported without them."""
    needs = {path.stem: set(_imported(path)) for path in _FOLDER.iterdir() if _is_part(path)}
    gone = set(parts)
    while more := {part for part, needed in needs.items() if needed & gone} - gone:
        gone |= more
    return gone


def _is_part(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").is_file()


def _imported(part: Path) -> Iterator[str]:
    """The parts that a part imports when it is imported itself: in lines that are not indented."""
    for file in part.rglob("*.py") if part.is_dir() else [part]:
        for module, names in IMPORTED.findall(file.read_text("utf-8")):
            yield from [module] if module else re.findall(r"\w+", names)
