"""Names in the cells of an exercise: which are defined, which are used, which a check looks for."""

from __future__ import annotations

import ast
import builtins

__all__ = ["defined_by", "definitions", "is_stub", "sought_by", "used_by"]


def definitions(source: str) -> str:
    """The functions, classes, imports and constants that a cell defines at its first level.

    Examples
    --------
    >>> definitions("import math\\nprint(1)\\nn = 3")
    'import math\\nn = 3'
    """
    kept: list[ast.stmt] = []
    for line in _body(source):
        calls = any(isinstance(part, ast.Call) for part in ast.walk(line))
        defines = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
        if isinstance(line, defines) or (isinstance(line, ast.Assign) and not calls):
            kept.append(line)
    return "\n".join(map(ast.unparse, kept))


def defined_by(source: str) -> list[str]:
    """The functions and values that a cell gives a name, in their order."""
    found: list[str] = []
    for line in _body(source):
        if isinstance(line, ast.FunctionDef | ast.ClassDef):
            found.append(line.name)
        elif isinstance(line, ast.Assign):
            found += [target.id for target in line.targets if isinstance(target, ast.Name)]
    return found


def used_by(source: str) -> set[str]:
    """The names that a cell reads."""
    return set(_loaded(source))


def sought_by(check: str, setup: str = "") -> list[str]:
    """The names that a check takes from the answer.

    Examples
    --------
    >>> sought_by("y = 2\\nassert double(y) == 4")
    ['double']
    """
    bound = _bound(check) | _bound(setup) | set(dir(builtins))
    return [name for name in dict.fromkeys(_loaded(check)) if name not in bound]


def is_stub(source: str) -> bool:
    """Whether an answer still is what stood there: it raises NotImplementedError, or is ``...``."""
    for line in _body(source):
        last = line.body[-1] if isinstance(line, ast.FunctionDef) else line
        if isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last):
            return True
        if isinstance(last, ast.Assign) and ast.unparse(last.value) == "...":
            return True
    return not _body(source) and not source.strip()


def _body(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two: nested deeply
        return []


def _loaded(source: str) -> list[str]:
    """In the order of the text."""
    names = [
        part
        for line in _body(source)
        for part in ast.walk(line)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    ]
    return [name.id for name in sorted(names, key=lambda name: (name.lineno, name.col_offset))]


def _bound(source: str) -> set[str]:
    """Every name that is given a value anywhere."""
    found: set[str] = set()
    for line in _body(source):
        for part in ast.walk(line):
            if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
                found.add(part.id)
            elif isinstance(part, ast.FunctionDef | ast.ClassDef):
                found.add(part.name)
            elif isinstance(part, ast.arg):
                found.add(part.arg)
            elif isinstance(part, ast.alias):
                found.add((part.asname or part.name).partition(".")[0])
    return found
