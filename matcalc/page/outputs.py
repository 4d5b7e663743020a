"""What code shows, in the order in which it came, as a notebook shows it."""

from __future__ import annotations

import base64
import io
import pprint
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matcalc.messages import say

__all__ = ["Outputs", "clear_output", "close_figures", "collecting", "display", "show_figures"]

LIMIT = 20_000  # characters of what is printed that are kept
MOST = 200  # displays that are kept
# How a value may show itself, the best first.
KINDS = {
    "text/html": "_repr_html_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
}


class Outputs(io.TextIOBase):
    """What is printed and displayed; it stands in for standard output.

    Attributes
    ----------
    items : list of dict
        Each with ``mime``, ``data`` (in base64 for PNG and JPEG) and ``text``, the same in words.
        Texts that follow each other are one.
    """

    def __init__(self, *, silent: bool = False) -> None:
        self.silent = silent
        self.forget()

    def forget(self) -> None:
        """Begin again."""
        self.items: list[dict[str, str]] = []
        self.length = self.displays = 0

    def write(self, text: str) -> int:
        """Keep what is printed, up to the limit."""
        kept = text[: max(LIMIT - self.length, 0)]
        self.length += len(text)
        if kept and not self.silent:
            if not self.items or self.items[-1]["mime"] != "text/plain":
                self.items.append({"mime": "text/plain", "data": "", "text": ""})
            self.items[-1]["data"] += kept
            self.items[-1]["text"] += kept
        return len(text)

    def display(self, value: object) -> None:
        """Show a value, on a line of its own if it is text."""
        self.displays += 1
        if self.silent or self.displays > MOST:
            return
        mime, data = _shown(value)
        if mime == "text/plain":
            begun = self.items and self.items[-1]["mime"] == mime
            fresh = not begun or self.items[-1]["data"].endswith("\n")
            self.write(("" if fresh else "\n") + data + "\n")
        else:
            self.items.append({"mime": mime, "data": data, "text": _plain(value)[:LIMIT]})

    def finished(self) -> list[dict[str, str]]:
        """All of it, and how much was left out."""
        more = self.length - LIMIT
        if more > 0 and not self.silent:
            self.length = 0
            self.write("\n" + say("book-more-output", count=more))
        return self.items

    def text(self) -> str:
        """All of it as text alone."""
        return "".join(item["text"] for item in self.finished())


_collecting = [Outputs(silent=True)]


@contextmanager
def collecting(outputs: Outputs) -> Iterator[Outputs]:
    """Let `display` and the backend of matplotlib show things there."""
    _collecting.append(outputs)
    try:
        yield outputs
    finally:
        _collecting.pop()


def display(*values: object, **_: object) -> None:
    """Show values as a notebook does, one after the other."""
    for value in values:
        _collecting[-1].display(value)


def clear_output(wait: bool = False) -> None:  # noqa: ARG001 (as in a notebook)
    """Forget what was shown."""
    _collecting[-1].forget()


def show_figures() -> None:
    """Show the open figures of matplotlib, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        display(pyplot.figure(number))
    close_figures()


def close_figures() -> None:
    """Close the open figures of matplotlib."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


def _shown(value: object) -> tuple[str, str]:
    """The best that a value can show of itself: its kind, and what it shows."""
    if not isinstance(value, type):
        bundle = _call(value, "_repr_mimebundle_") or {}
        for mime, method in KINDS.items():
            data = bundle[mime] if mime in bundle else _call(value, method)
            if isinstance(data, bytes):
                data = base64.b64encode(data).decode()
            if isinstance(data, str):
                return mime, data
        if _is_figure(value):
            return "image/png", _drawn(value)
    return "text/plain", _plain(value)


def _call(value: object, method: str) -> Any:
    """What a value shows of itself; nothing if that fails, as in a notebook."""
    try:
        shown = getattr(value, method)()
    except Exception:
        return None
    return shown[0] if isinstance(shown, tuple) else shown  # the rest says how to show it


def _plain(value: object) -> str:
    containers = (dict, list, tuple, set, frozenset)
    return pprint.pformat(value, sort_dicts=False) if type(value) in containers else repr(value)


def _is_figure(value: object) -> bool:
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def _drawn(figure: Any) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode()
