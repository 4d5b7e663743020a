"""Running the reader's code: what it prints and draws is kept, what it raises explained."""

from __future__ import annotations

import ast
import builtins
import linecache
import re
import tokenize
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from typing import Any

from matcalc.advice import Complaint, advice_on
from matcalc.course.explaining import Cells, advice_in
from matcalc.messages import say
from matcalc.page.notebook import offered
from matcalc.page.outputs import Outputs, close_figures, collecting, show_figures

__all__ = [
    "ANSWER",
    "captured",
    "cell",
    "complaint_of",
    "execute",
    "explain",
    "fresh",
    "html_of",
    "line_of",
    "shown",
]

HTML_LIMIT = 200_000  # characters
ANSWER = "<your answer>"
# The reader's code, by the names under which it is compiled; and what it is called.
SHOWN = {ANSWER: "book-your-answer"}
OWN = {"book-your-answer", "book-this-cell"}
# A line of Jupyter's own: %timeit f(x), !ls, files = !ls, f?
MAGIC = re.compile(r"\s*(\w+\s*=\s*)?[%!]|.*\?\s*$")


@contextmanager
def cell(number: int, *, above: bool = False) -> Iterator[str]:
    """The name under which a cell of the page is compiled; while it runs, it is "this cell"."""
    name = f"<cell {number}>"
    SHOWN[name] = "book-cell" if above else "book-this-cell"
    yield name
    SHOWN[name] = "book-cell"


def execute(source: str, name: str, namespace: dict[str, Any]) -> object:
    """Run source; return the value of its last line, if that is an expression to be shown."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = _parsed(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
        return None if _ends_in_semicolon(source) else value
    return None


def _parsed(source: str, name: str) -> ast.Module:
    try:
        return ast.parse(source, name)
    except SyntaxError as error:
        if MAGIC.match(error.text or ""):
            error.msg = say("book-magic")
        raise


def _ends_in_semicolon(source: str) -> bool:
    """Whether the last line says that its value is not to be shown."""
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    marks = [one.string for one in tokens if one.type in {tokenize.OP, tokenize.NAME}]
    return bool(marks) and marks[-1] == ";"


def fresh() -> dict[str, Any]:
    return {"__name__": "__main__"}


def _no_input(prompt: object = "") -> str:
    raise EOFError(say("book-no-input", prompt=repr(prompt)))


@contextmanager
def captured(*, silent: bool = False) -> Iterator[Outputs]:
    """Collect what is printed and displayed; let input() say that it cannot ask."""
    outputs, asked = Outputs(silent=silent), builtins.input
    builtins.input = _no_input
    try:
        with redirect_stdout(outputs), redirect_stderr(outputs), collecting(outputs), offered():
            yield outputs
    finally:
        close_figures()
        builtins.input = asked


def shown(steps: Callable[[dict[str, Any]], object], namespace: dict[str, Any]) -> dict[str, Any]:
    """Run something and collect all that it shows, the value and the figures last.

    Returns
    -------
    dict
        ``outputs``, ``failed``, ``text`` (the error, or nothing) and ``spent``, whether the memory
        was used up.
    """
    result: dict[str, Any] = {"text": "", "failed": False, "spent": False}
    with captured() as outputs:
        try:
            value = steps(namespace)
            if value is not None:
                outputs.display(value)
            show_figures()
        except BaseException as error:  # a reader's code may end the interpreter, too
            result = {"text": explain(error), "failed": True, "line": line_of(error)}
            result["spent"] = isinstance(error, MemoryError)
            with suppress(Exception):
                show_figures()  # those that were drawn before
    return result | {"outputs": outputs.finished()}


def html_of(value: object) -> str | None:
    """A value as a notebook shows it, where it knows how."""
    render = getattr(value, "_repr_html_", None)
    text = render() if callable(render) and not isinstance(value, type) else None
    return text if isinstance(text, str) and len(text) < HTML_LIMIT else None


def explain(error: BaseException, cells: Cells | None = None) -> str:
    """An error as the learner needs it: their lines of the traceback, the message, and advice.

    Parameters
    ----------
    cells : Cells, optional
        The exercise that the error belongs to.

    Examples
    --------
    >>> print(explain(MemoryError()))
    MemoryError: more memory was asked for than the page has
    """
    complaint = complaint_of(error)
    advice = advice_in(cells, complaint) if cells else advice_on(complaint)
    if isinstance(error, SyntaxError):
        lines, message = _where_reading_stopped(error), error.msg
    else:
        lines, message = _lines_of(error), str(error)
    if isinstance(error, ModuleNotFoundError):
        message, advice = say("book-no-module", name=error.name), ""
    elif isinstance(error, MemoryError):
        message = say("book-no-memory")
    last = f"{type(error).__name__}: {message}".rstrip(": ")
    return "\n".join([*lines, last, *filter(None, [advice])])


def complaint_of(error: BaseException) -> Complaint:
    """What Python said, with the last line of the reader's code that it went through."""
    if isinstance(error, SyntaxError):
        return Complaint(type(error).__name__, error.msg or "", error.text or "")
    trace, line = error.__traceback__, ""
    known: tuple[str, ...] = ()
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in SHOWN:
            line = linecache.getline(code.co_filename, trace.tb_lineno).strip()
            known = code.co_varnames[: code.co_argcount]
        trace = trace.tb_next
    return Complaint(type(error).__name__, str(error), line, known)


def _lines_of(error: BaseException) -> list[str]:
    """The reader's lines of a traceback, the last dozen of them."""
    lines, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename in SHOWN:
            lines.append(_place(code.co_filename, trace.tb_lineno, code.co_name))
            lines.append("    " + linecache.getline(code.co_filename, trace.tb_lineno).strip())
        trace = trace.tb_next
    return lines[-12:]


def line_of(error: BaseException | None) -> int | None:
    """The line of the reader's own code, as their editor counts, at which an error arose."""
    if isinstance(error, SyntaxError) and SHOWN.get(str(error.filename)) in OWN:
        return error.lineno
    line, trace = None, error.__traceback__ if error else None
    while trace is not None:
        if SHOWN.get(trace.tb_frame.f_code.co_filename) in OWN:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _where_reading_stopped(error: SyntaxError) -> list[str]:
    """The line at which Python stopped reading, with a mark below the place."""
    line = (error.text or "").strip("\n")
    mark = ["    " + line, "    " + " " * (max(error.offset or 1, 1) - 1) + "^"] if line else []
    return [_place(error.filename or "", error.lineno), *mark]


def _place(file: str, line: int | None, function: str = "<module>") -> str:
    """A line of the reader's code, in words."""
    number = re.sub(r"\D", "", file)
    place = say(SHOWN.get(file, "book-the-code"), number=number)
    key = "book-line" if function == "<module>" else "book-line-inside"
    return say(key, place=place, line=line, name=function)
