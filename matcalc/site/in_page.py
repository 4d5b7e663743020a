"""What Python in the page does: judge an exercise or run a cell, and say what came of it.

The page's worker imports this module in the reader's browser; it needs NumPy alone.  The verdicts
are those of `matcalc check`: the test cell decides, and its report is the text.
"""

from __future__ import annotations

import ast
import base64
import builtins
import io
import json
import linecache
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from matcalc.errors import MatcalcError, WrongAnswer
from matcalc.expression import parse
from matcalc.messages import say

__all__ = ["check", "formula", "run", "run_cell"]

LIMIT = 20_000  # characters of output that are kept
ANSWER = "<your answer>"
SHOWN = {ANSWER: "Your answer", "<this cell>": "This cell", "<a cell above>": "A cell above"}


class _Output(io.TextIOBase):
    """The first characters of what is printed, and the number of all of them."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.length = 0

    def write(self, text: str) -> int:
        if self.length < LIMIT:
            self.kept.append(text[: LIMIT - self.length])
        self.length += len(text)
        return len(text)

    def text(self) -> str:
        cut = f"\n… {self.length - LIMIT:,} more characters" if self.length > LIMIT else ""
        return "".join(self.kept) + cut


def _execute(source: str, name: str, namespace: dict[str, Any]) -> object:
    """Run source; return the value of its last line, if that is an expression."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    return None


def _fresh() -> dict[str, Any]:
    return {"__name__": "__main__"}


def _no_input(prompt: object = "") -> str:
    raise EOFError(f"input({prompt!r}) has nobody to ask in the page: give the value in the code")


@contextmanager
def _captured() -> Iterator[_Output]:
    """Collect what is printed; let input() say that it cannot ask."""
    output, asked = _Output(), builtins.input
    builtins.input = _no_input
    try:
        with redirect_stdout(output), redirect_stderr(output):
            yield output
    finally:
        builtins.input = asked


def check(setup: str, answer: str, test: str) -> str:
    """Judge an answer by an exercise's visible checks, in a namespace of its own.

    Parameters
    ----------
    setup : str
        The code cells before the exercise.
    answer, test : str
        The answer cell, and the test cell as released.

    Returns
    -------
    str
        JSON with ``verdict`` (passed, failed, not-attempted or error), ``mistake`` (an identifier
        or null), ``text``, ``html`` (the report as a notebook shows it, or null) and ``output``.

    Examples
    --------
    >>> json.loads(check("", "y = 1", "assert y == 1"))["verdict"]
    'passed'
    """
    result: dict[str, Any] = {"verdict": "passed", "mistake": None, "html": None}
    with _captured() as output:
        try:
            if not _attempted(answer):
                raise NotImplementedError
            namespace = _fresh()
            _execute(setup, "<setup>", namespace)
            _execute(answer, ANSWER, namespace)
            _execute(test, "<check>", namespace)
            result["text"] = f"{say('correct')}."
        except WrongAnswer as wrong:
            report = wrong.report
            attempted = report.mistake != "not-attempted"
            result["verdict"] = "failed" if attempted else "not-attempted"
            result |= {"mistake": report.mistake, "text": str(report), "html": _html(report)}
        except BaseException as error:
            if isinstance(error, NotImplementedError):
                text = f"{say('not-attempted-yet')}: {say('not-attempted')}"
                result |= {"verdict": "not-attempted", "mistake": "not-attempted", "text": text}
            else:
                result |= {"verdict": "error", "text": explain(error)}
                result["spent"] = isinstance(error, MemoryError)
    return json.dumps(result | {"output": output.text()})


def run(setup: str, answer: str) -> str:
    """Run an answer without its check; the result is that of `run_cell`."""

    def steps(namespace: dict[str, Any]) -> object:
        _execute(setup, "<setup>", namespace)
        return _execute(answer, ANSWER, namespace)

    return _shown(steps, _fresh())


class _Session:
    """The cells of the page: one namespace, in which each cell above runs once."""

    def __init__(self) -> None:
        self.namespace = _fresh()
        self.ran: set[int] = set()


_session = _Session()


def run_cell(before: list[str], source: str) -> str:
    """Run a cell of the page after those above it, which run once.

    Returns
    -------
    str
        JSON with ``text`` (the value of the last line, or the error), ``html`` (the value as a
        notebook shows it, or null), ``images`` (figures, as data addresses), ``failed`` and
        ``output``.
    """

    def steps(namespace: dict[str, Any]) -> object:
        for index, above in enumerate(before):
            if index not in _session.ran:
                with redirect_stdout(io.StringIO()):
                    _execute(above, "<a cell above>", namespace)
                _images()
                _session.ran.add(index)
        value = _execute(source, "<this cell>", namespace)
        _session.ran.add(len(before))
        return value

    return _shown(steps, _session.namespace)


def _shown(steps: Callable[[dict[str, Any]], object], namespace: dict[str, Any]) -> str:
    result: dict[str, Any] = {"text": "", "html": None, "failed": False, "images": []}
    with _captured() as output:
        try:
            value = steps(namespace)
            if value is not None:
                result |= {"text": repr(value)[:LIMIT], "html": _html(value)}
            result["images"] = _images()
        except BaseException as error:
            result |= {"text": explain(error), "failed": True}
            result["spent"] = isinstance(error, MemoryError)
    return json.dumps(result | {"output": output.text()})


def _html(value: object) -> str | None:
    """A value as a notebook shows it, where it knows how."""
    render = getattr(value, "_repr_html_", None)
    text = render() if callable(render) and not isinstance(value, type) else None
    return text if isinstance(text, str) and len(text) < 10 * LIMIT else None


def _images() -> list[str]:
    """The open figures as data addresses; they are closed."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    pictures = []
    for number in pyplot.get_fignums():
        buffer = io.BytesIO()
        pyplot.figure(number).savefig(buffer, format="png", dpi=110, bbox_inches="tight")
        pictures.append("data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode())
    pyplot.close("all")
    return pictures


def _attempted(answer: str) -> bool:
    """Whether an answer holds code, and no blank ``___`` that is still to be filled."""
    try:
        tree = ast.parse(answer)
    except SyntaxError:
        return True  # to be explained as such
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return bool(tree.body) and not any(name.strip("_") == "" for name in names if len(name) > 2)


def explain(error: BaseException) -> str:
    """An error as the learner needs it: their lines of the traceback, and the message.

    Examples
    --------
    >>> print(explain(MemoryError()))
    MemoryError: more memory was asked for than the page has
    """
    if isinstance(error, SyntaxError):
        line = (error.text or "").strip("\n")
        where = f"{SHOWN.get(error.filename or '', 'The code')}, line {error.lineno}\n    {line}\n"
        mark = "    " + " " * (max(error.offset or 1, 1) - 1) + "^\n" if line else ""
        return f"{where}{mark}{type(error).__name__}: {error.msg}"
    lines = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in SHOWN:
            inside = "" if code.co_name == "<module>" else f", in {code.co_name}"
            lines.append(f"{SHOWN[code.co_filename]}, line {trace.tb_lineno}{inside}")
            lines.append("    " + linecache.getline(code.co_filename, trace.tb_lineno).strip())
        trace = trace.tb_next
    message = str(error)
    if isinstance(error, ModuleNotFoundError):
        message = f"there is no module {error.name} in the page; NumPy and matcalc are there"
    elif isinstance(error, MemoryError):
        message = "more memory was asked for than the page has"
    return "\n".join([*lines[-12:], f"{type(error).__name__}: {message}".rstrip(": ")])


def formula(answer: str, test: str) -> str | None:
    """The formula that an answer gives, or returns, as TeX; None if it is not one.

    Parameters
    ----------
    answer : str
        Either ``answer = "a formula"`` or a function whose last line returns one.
    test : str
        The test cell, whose first check declares the symbols.

    Examples
    --------
    >>> formula("def g(A, x):\\n    return (A + A.T) @ x",
    ...         'assert_gradient("x.T @ A @ x", g, A="n n", x="n", wrt="x")')
    '\\\\left(A + A^{\\\\top}\\\\right) x'
    """
    try:
        written, symbols = _last_formula(ast.parse(answer)), _declared(ast.parse(test))
        return parse(written, **symbols).latex() if written and symbols else None
    except (SyntaxError, MatcalcError):
        return None


def _last_formula(tree: ast.Module) -> str | None:
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.FunctionDef) and isinstance(last.body[-1], ast.Return):
        return ast.unparse(last.body[-1].value) if last.body[-1].value else None
    if isinstance(last, ast.Assign) and isinstance(last.value, ast.Constant):
        return last.value.value if isinstance(last.value.value, str) else None
    return None


def _declared(tree: ast.Module) -> Mapping[str, Any]:
    """The symbols of the first check, if its question is a formula."""
    reserved = {"wrt", "layout", "seed", "structure"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            found = {k.arg: k.value for k in node.keywords if k.arg and k.arg not in reserved}
            return {n: v.value for n, v in found.items() if isinstance(v, ast.Constant)}
    return {}
