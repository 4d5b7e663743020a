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
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from matcalc.course.outcome import outcome_of
from matcalc.diagnosis.trying import report_on  # noqa: F401 (read with the page, so that no check waits for it)
from matcalc.errors import MatcalcError
from matcalc.formulas.draw import OPTIONS
from matcalc.formulas.expression import Expression, parse, read, understood
from matcalc.messages import say
from matcalc.report import WrongAnswer

__all__ = ["check", "explain", "formula", "run", "run_cell"]

LIMIT = 20_000  # characters of output that are kept
# The reader's code, by the names under which it is compiled; and what it is called.
ANSWER, CELL, ABOVE = "<your answer>", "<this cell>", "<a cell above>"
CHECKS = {f"{verb}_{what}" for verb in ("assert", "check") for what in ("formula", "gradient")}
SHOWN = {ANSWER: "book-your-answer", CELL: "book-this-cell", ABOVE: "book-cell-above"}


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
        more = self.length - LIMIT
        cut = "\n" + say("book-more-output", count=more) if more > 0 else ""
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
    raise EOFError(say("book-no-input", prompt=repr(prompt)))


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
    raised: BaseException | None = None
    with _captured() as output:
        try:
            if not _attempted(answer):
                raise NotImplementedError
            namespace = _fresh()
            _execute(setup, "<setup>", namespace)
            _execute(answer, ANSWER, namespace)
            _execute(test, "<check>", namespace)
        except BaseException as error:  # a learner's code may end the interpreter, too
            raised = error
        outcome = outcome_of(raised)
        result = {
            "verdict": outcome.verdict,
            "mistake": outcome.mistake,
            "text": explain(raised) if raised and outcome.raised else outcome.text,
            "html": _html(raised.report) if isinstance(raised, WrongAnswer) else None,
            "spent": isinstance(raised, MemoryError),
        }
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
                    _execute(above, ABOVE, namespace)
                _images()
                _session.ran.add(index)
        value = _execute(source, CELL, namespace)
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
        return _explain_syntax(error)
    lines = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in SHOWN:
            lines.append(_place(code.co_filename, trace.tb_lineno, code.co_name))
            lines.append("    " + linecache.getline(code.co_filename, trace.tb_lineno).strip())
        trace = trace.tb_next
    message = str(error)
    if isinstance(error, ModuleNotFoundError):
        message = say("book-no-module", name=error.name)
    elif isinstance(error, MemoryError):
        message = say("book-no-memory")
    return "\n".join([*lines[-12:], f"{type(error).__name__}: {message}".rstrip(": ")])


def _explain_syntax(error: SyntaxError) -> str:
    """Where Python stopped reading, with a mark below the place."""
    line = (error.text or "").strip("\n")
    mark = ["    " + line, "    " + " " * (max(error.offset or 1, 1) - 1) + "^"] if line else []
    message = f"{type(error).__name__}: {error.msg}"
    return "\n".join([_place(error.filename or "", error.lineno), *mark, message])


def _place(file: str, line: int | None, function: str = "<module>") -> str:
    """A line of the reader's code, in words."""
    place = say(SHOWN.get(file, "book-the-code"))
    key = "book-line" if function == "<module>" else "book-line-inside"
    return say(key, place=place, line=line, name=function)


def formula(answer: str, test: str) -> str:
    """The formula that an answer gives, or returns, as TeX, and what was made of it.

    A formula in quotes is read as the check will read it, in textbook notation too; code is read
    as far as Python itself understands it.

    Parameters
    ----------
    answer : str
        Either ``answer = "a formula"`` or a function whose last line returns one.
    test : str
        The test cell, whose first check declares the symbols.

    Returns
    -------
    str
        JSON with ``tex`` and ``remarks`` (what was read and assumed); null if it is no formula.

    Examples
    --------
    >>> test = 'assert_formula("x.T @ A @ x", "x", answer, A="n n", x="n")'
    >>> shown = json.loads(formula('answer = "A x + Aᵀ x"', test))
    >>> shown["remarks"]
    ['A x + Aᵀ x was read as A @ x + A.T @ x']
    """
    try:
        written, is_code = _last_formula(ast.parse(answer)) or ("", False)
        symbols, structure = _declared(ast.parse(test))
        expression = read(written, symbols, structure)
    except (SyntaxError, MatcalcError):
        return "null"
    if is_code and not _is_numpy(written, expression):
        return "null"
    remarks = understood(written, expression) if not is_code else expression.remarks
    return json.dumps({"tex": expression.latex(), "remarks": remarks}, ensure_ascii=False)


def _is_numpy(code: str, expression: Expression) -> bool:
    """Whether a formula says in Python what was read; A^T does not."""
    plain = re.sub(r"\b(np|numpy)\.(linalg\.)?", "", code)
    return expression.read_as is None or read(plain, _shapes(expression)).read_as is None


def _shapes(expression: Expression) -> dict[str, Any]:
    return {one.name: " ".join(one.dimensions) for one in expression.symbols}


def _last_formula(tree: ast.Module) -> tuple[str, bool] | None:
    """The formula of an answer, and whether it is code, and no text."""
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.FunctionDef) and isinstance(last.body[-1], ast.Return):
        value = last.body[-1].value
        return (ast.unparse(value), True) if value else None
    if isinstance(last, ast.Assign) and isinstance(last.value, ast.Constant):
        text = last.value.value
        return (text, False) if isinstance(text, str) else None
    return None


def _declared(tree: ast.Module) -> tuple[dict[str, Any], dict[str, str] | None]:
    """The symbols of the first check whose question is a formula, and their structure."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id in CHECKS and isinstance(node.args[0], ast.Constant):
            given = {one.arg: one.value for one in node.keywords if one.arg}
            symbols = {
                name: ast.literal_eval(value)
                for name, value in given.items()
                if name not in OPTIONS and isinstance(value, ast.Constant)
            }
            structure = given.get("structure")
            kinds = ast.literal_eval(structure) if isinstance(structure, ast.Dict) else None
            question = parse(str(node.args[0].value), structure=kinds, **symbols)
            return symbols | question.assumed, kinds
    raise MatcalcError
