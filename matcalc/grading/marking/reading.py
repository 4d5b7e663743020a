"""What the text of an instructor's cells says: whose a name is, and which tests may not go apart.

Nothing here reads a submission.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator

__all__ = ["asks_identity", "bound_by", "runs_text"]

IDENTITY = {"id", "shares_memory", "may_share_memory", "base", "flags", "getrefcount", "ref"}
# Functions that run text, or bytes, as a program: by their bare names, and as attributes too.
BARE = {"eval", "exec", "compile", "__import__"}
RUNNING = {"eval", "exec", "query", "sympify", "parse_expr", "read_pickle", "import_module",
           "run_path", "run_module", "run_cell", "run_line_magic"}  # fmt: skip
# Modules of which nearly every function does: sympy reads any text that it is given with `eval`.
MODULES = {"sympy", "pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "jinja2"}


def asks_identity(source: str) -> str:
    """How a test asks whether two things are one; empty if it does not, or is no plain Python.

    Examples
    --------
    >>> asks_identity("assert f(x) is x"), asks_identity("assert f(x) is None")
    ('is', '')
    """
    for node in _nodes(source):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            plain = any(isinstance(side, ast.Constant) for side in sides)
            if not plain and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
                return "is"
        name = getattr(node, "id", getattr(node, "attr", ""))
        if isinstance(node, ast.Name | ast.Attribute) and name in IDENTITY:
            return str(name)
    return ""


def runs_text(source: str, around: Iterable[str] = ()) -> str:
    """The function by which a test may run what an answer gave it as a program; empty for none.

    Apart, such an answer would be a program of the trusted process, and say what it liked.

    Parameters
    ----------
    around : iterable of str
        All cells whose imports the test may use.

    Examples
    --------
    >>> runs_text("assert eval(formula) == 7"), runs_text("assert eval('f(2)') == 7")
    ('eval', '')
    >>> runs_text("assert sp.simplify(f(x) - x) == 0", ["import sympy as sp"])
    'sp'
    """
    imported = {name for text in (source, *around) for name in _imported(text)}
    for node in _nodes(source):
        if isinstance(node, ast.Name) and node.id in imported:
            return node.id
        if isinstance(node, ast.Call):
            function, given = node.func, [*node.args, *(word.value for word in node.keywords)]
            names = BARE | RUNNING if isinstance(function, ast.Name) else RUNNING
            name = getattr(function, "id", getattr(function, "attr", ""))
            if name in names and not all(isinstance(one, ast.Constant) for one in given):
                return str(name)
    return ""


def bound_by(source: str) -> set[str]:
    """The names that a cell gives a value in the notebook, whatever happens before that.

    Examples
    --------
    >>> sorted(bound_by("for x in y:\\n    import os.path\\ndef f(a):\\n    b = 1"))
    ['f', 'os', 'x']
    """
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, ValueError):
        return set()
    return {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}


def _imported(source: str) -> Iterator[str]:
    """The names by which a cell imports what runs text."""
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            of = [(name.name, name.asname or name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            of = [(node.module or "", name.asname or name.name) for name in node.names]
        else:
            continue
        yield from (name.partition(".")[0] for origin, name in of if _root(origin) in MODULES)


def _root(module: str) -> str:
    return module.partition(".")[0]


def _nodes(source: str) -> Iterator[ast.AST]:
    try:
        yield from ast.walk(ast.parse(source))
    except (SyntaxError, ValueError):
        return
