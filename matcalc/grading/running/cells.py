"""Run the cells of a notebook in this process, as its kernel would, and keep what they show."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

__all__ = ["Output", "Outputs", "Room", "Shell", "as_json", "cut_error", "names_used"]

Output = dict[str, Any]  # in nbformat's form
DEPTH = 64  # of lists and dictionaries in what is displayed


class Outputs:
    """What a cell shows, in nbformat's form, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: list[Output] = []
        self.room = most

    def text(self, name: str, text: str) -> None:
        """Add to a stream, ``"stdout"`` or ``"stderr"``."""
        cut = text[: max(self.room, 0)]
        self.room -= len(text)
        if len(cut) < len(text) and self.room + len(text) >= 0:
            cut += "\n... Output truncated ...\n"
        if not cut:
            return
        last = self.found[-1] if self.found else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += cut
        else:
            self.found.append({"output_type": "stream", "name": name, "text": cut})

    def show(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> None:
        """Add a picture, a table, the value of the last line, an error."""
        size = sum(len(str(value)) for value in data.values())
        if size > self.room:
            self.text("stdout", "... Output truncated ...\n")
            self.room = 0
            return
        self.room -= size
        self.found.append({"output_type": kind, "data": data, "metadata": metadata, **more})

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error."""
        # An error is shown even where a flood of text came before it.
        self.found.append(cut_error(name, value, traceback))

    def take(self) -> list[Output]:
        """What was shown, and start anew."""
        found, self.found, self.room = self.found, [], self.most
        return found


# removed by tests/attacks/removed.py
def cut_error(name: str, value: str, traceback: list[str]) -> Output:
    """An error as output, no part of it longer than is read."""
    return {
        "output_type": "error",
        "ename": name[:200],
        "evalue": value[:2000],
        "traceback": [line[:20_000] for line in traceback[:200]],
    }


class Room:
    """What the cells of one notebook may show together: as much as some cells that show all.

    Parameters
    ----------
    most : int
        Bytes that one cell may show.
    """

    CELLS = 16

    def __init__(self, most: int) -> None:
        self.left = self.CELLS * most

    def kept(self, outputs: list[Output]) -> list[Output]:
        """The outputs of the next cell; once there is no more room, what its marks depend on."""
        self.left -= len(json.dumps(outputs))
        if self.left >= 0:
            return outputs
        first = {(one["output_type"], one.get("name")): one for one in reversed(outputs)}
        return [_shortened(one) for one in reversed(first.values())]


def _shortened(output: Output) -> Output:
    short = {**output}
    if "data" in short:
        short["data"] = {"text/plain": str(short["data"].get("text/plain", ""))[:200]}
    if "text" in short:
        short["text"] = f"{short['text'][:200]}\n... Output truncated ...\n"
    if "traceback" in short:
        short["traceback"] = [line[:200] for line in short["traceback"][-20:]]
    return short


class _Stream:
    """A text file whose content becomes output."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name = name
        self.outputs = outputs

    def write(self, text: str) -> int:
        self.outputs.text(self.name, str(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        raise OSError("output is not a file")

    def writable(self) -> bool:
        return True

    closed = False


class _Publisher(DisplayPublisher):
    outputs: Outputs

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *arguments: Any,
        **options: Any,
    ) -> None:
        del arguments, options
        self.outputs.show("display_data", _plain(data), metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        del wait
        self.outputs.take()


class _Hook(DisplayHook):
    outputs: Outputs

    def write_output_prompt(self) -> None:
        """A notebook shows none."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        self.outputs.show(
            "execute_result",
            _plain(format_dict),
            md_dict or {},
            execution_count=self.shell.execution_count if self.shell else None,
        )

    def finish_displayhook(self) -> None:
        """There is no prompt to close."""


class _IPython(InteractiveShell):
    outputs: Outputs

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            text = str(evalue)
        except BaseException:  # its own text may fail in any way
            text = ""
        lines = [str(line).rstrip("\n") for line in stb]
        self.outputs.error(getattr(etype, "__name__", str(etype)), text, lines)

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, Any]:
        """Nothing is stored: to render an error twice takes longer than most cells."""
        return {}

    def enable_gui(self, gui: str | None = None) -> None:
        """Pictures are shown in the notebook, whatever `%matplotlib` asks for."""

    def system(self, command: str) -> None:  # removed by tests/attacks/removed.py
        """Say that `!command` is not possible, and go on, as a shell would."""
        self.outputs.text("stderr", f"{command.strip()[:80]}: programs cannot be started here\n")
        self.user_ns["_exit_code"] = 1

    # removed by tests/attacks/removed.py
    def getoutput(self, command: str, split: bool = True, depth: int = 0) -> Any:
        """As `system`; the output is empty."""
        del depth
        self.system(command)
        return [] if split else ""

    def init_history(self) -> None:
        """Nothing is kept: no file, no thread that writes one."""
        from IPython.core.history import HistoryManager

        self.history_manager = HistoryManager(shell=self, parent=self, enabled=False)


class Shell:
    """An IPython whose cells' output is kept.

    Make it before forking: that takes a third of a second.
    """

    def __init__(self, most: int) -> None:
        self.outputs = Outputs(most)
        self.ipython: Any = _IPython.instance(display_pub_class=_Publisher, displayhook_class=_Hook)
        self.ipython.outputs = self.outputs
        for part in (self.ipython.display_pub, self.ipython.displayhook):
            vars(part)["outputs"] = self.outputs
        self.ipython.colors = "neutral"
        self.ipython.InteractiveTB.set_mode("Plain")  # a notebook shows the lines around it itself
        self.stdout: Any = _Stream("stdout", self.outputs)
        self.stderr: Any = _Stream("stderr", self.outputs)

    def clear(self) -> None:
        """Forget every name, as a notebook that begins."""
        self.ipython.reset()
        self.names.update(_="", __="", ___="")

    @property
    def names(self) -> dict[str, Any]:
        """The variables of the notebook."""
        names: dict[str, Any] = self.ipython.user_ns
        return names

    @contextmanager
    def capturing(self) -> Iterator[None]:
        """Keep what a block shows."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self.stdout, self.stderr
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before

    def run(self, source: str, number: int) -> tuple[list[Output], BaseException | None]:
        """Run a cell.

        Parameters
        ----------
        number : int
            Its number, which tracebacks show.

        Returns
        -------
        outputs, error
            What it showed, and what stopped it, if anything did.
        """
        self.ipython.execution_count = number
        with self.capturing():
            result = self.ipython.run_cell(source, store_history=True)
        return self.outputs.take(), result.error_before_exec or result.error_in_exec


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """A picture's bytes as text, and data as nothing but JSON."""
    from base64 import b64encode

    return {
        str(kind): b64encode(value).decode() if isinstance(value, bytes) else as_json(value)
        for kind, value in data.items()
    }


def as_json(value: object) -> Any:
    """What JSON can say of a value: arrays as lists, other things as the names of their types."""
    if isinstance(value, str):
        return value

    def other(thing: object) -> object:
        return thing.tolist() if isinstance(thing, np.ndarray | np.generic) else str(type(thing))

    try:
        plain = json.loads(json.dumps(value, default=other))
    except (TypeError, ValueError, RecursionError):
        return str(type(value))
    return plain if _is_flat(plain, DEPTH) else str(type(value))


def _is_flat(value: object, depth: int) -> bool:
    """Whether nothing is nested deeper: what reads notebooks follows lists by recursion."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_flat(part, depth - 1) for part in parts)


@lru_cache(2**10)  # a test's are asked for with every submission
def names_used(shell: Shell, source: str) -> frozenset[str]:
    """Every name in a cell's code: what it may ask the notebook for."""
    try:
        plain = shell.ipython.transform_cell(source)
        code = compile(plain, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set()
    pending = [code]
    while pending:
        here = pending.pop()
        found.update(here.co_names)
        pending += [part for part in here.co_consts if isinstance(part, type(here))]
    return frozenset(found)
