"""Running the reader's code: what it prints and draws is kept, what it raises explained."""

from __future__ import annotations

import ast
import base64
import builtins
import io
import json
import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from matcalc.advice import Complaint, advice_on
from matcalc.course.explaining import Cells, advice_in
from matcalc.messages import say

__all__ = [
    "ABOVE",
    "ANSWER",
    "CELL",
    "captured",
    "complaint_of",
    "execute",
    "explain",
    "fresh",
    "html_of",
    "images",
    "line_of",
    "shown",
]

LIMIT = 20_000  # characters of output that are kept
# The reader's code, by the names under which it is compiled; and what it is called.
ANSWER, CELL, ABOVE = "<your answer>", "<this cell>", "<a cell above>"
OWN = {ANSWER, CELL}
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

    def forget(self) -> None:
        """What was printed so far is nobody's concern."""
        self.kept, self.length = [], 0

    def text(self) -> str:
        more = self.length - LIMIT
        cut = "\n" + say("book-more-output", count=more) if more > 0 else ""
        return "".join(self.kept) + cut


def execute(source: str, name: str, namespace: dict[str, Any]) -> object:
    """Run source; return the value of its last line, if that is an expression."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), namespace)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    return None


def fresh() -> dict[str, Any]:
    return {"__name__": "__main__"}


def _no_input(prompt: object = "") -> str:
    raise EOFError(say("book-no-input", prompt=repr(prompt)))


@contextmanager
def captured() -> Iterator[_Output]:
    """Collect what is printed; let input() say that it cannot ask."""
    output, asked = _Output(), builtins.input
    builtins.input = _no_input
    try:
        with redirect_stdout(output), redirect_stderr(output):
            yield output
    finally:
        builtins.input = asked


def shown(steps: Callable[[dict[str, Any]], object], namespace: dict[str, Any]) -> str:
    result: dict[str, Any] = {"text": "", "html": None, "failed": False, "images": []}
    with captured() as output:
        try:
            value = steps(namespace)
            if value is not None:
                result |= {"text": repr(value)[:LIMIT], "html": html_of(value)}
            result["images"] = images()
        except BaseException as error:
            result |= {"text": explain(error), "failed": True, "line": line_of(error)}
            result["spent"] = isinstance(error, MemoryError)
    return json.dumps(result | {"output": output.text()})


def html_of(value: object) -> str | None:
    """A value as a notebook shows it, where it knows how."""
    render = getattr(value, "_repr_html_", None)
    text = render() if callable(render) and not isinstance(value, type) else None
    return text if isinstance(text, str) and len(text) < 10 * LIMIT else None


def images() -> list[str]:
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
    if isinstance(error, SyntaxError) and error.filename in OWN:
        return error.lineno
    line, trace = None, error.__traceback__ if error else None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in OWN:
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
    place = say(SHOWN.get(file, "book-the-code"))
    key = "book-line" if function == "<module>" else "book-line-inside"
    return say(key, place=place, line=line, name=function)
