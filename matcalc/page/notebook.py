"""What a notebook offers beyond Python: `display`, and the part of IPython that shows things.

IPython itself is large and waits for a kernel; the few names of it that lessons use are here.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from matcalc.page.outputs import clear_output, display

__all__ = ["offered"]


class _Shown:
    """Something that shows itself in one way."""

    method = ""

    def __init__(self, data: str | bytes | None = None, **options: object) -> None:
        name = options.get("filename")
        self.data = Path(str(name)).read_bytes() if data is None and name else data

    def __repr__(self) -> str:
        return f"<IPython.core.display.{type(self).__name__} object>"

    def _data(self) -> str | bytes | None:
        return self.data


def _kind(name: str, method: str) -> type[_Shown]:
    return type(name, (_Shown,), {method: _Shown._data})


class Math(_Shown):
    """TeX, in display style unless it says how."""

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {str(self.data).strip('$')}$"


class Image(_Shown):
    """A picture: the bytes of a PNG or JPEG file."""

    def _repr_png_(self) -> str | bytes | None:
        return None if self._is_jpeg() else self.data

    def _repr_jpeg_(self) -> str | bytes | None:
        return self.data if self._is_jpeg() else None

    def _is_jpeg(self) -> bool:
        return isinstance(self.data, bytes) and self.data.startswith(b"\xff\xd8")


class Pretty(_Shown):
    """Text that is shown without quotes."""

    def __repr__(self) -> str:
        return str(self.data)


KINDS = {
    "HTML": "_repr_html_",
    "Markdown": "_repr_markdown_",
    "Latex": "_repr_latex_",
    "SVG": "_repr_svg_",
}


def _modules() -> dict[str, ModuleType]:
    """The modules that a lesson may import."""
    shown = ModuleType("IPython.display")
    kinds = {name: _kind(name, method) for name, method in KINDS.items()}
    names: dict[str, object] = {"Math": Math, "Image": Image, "Pretty": Pretty, **kinds}
    vars(shown).update(names, display=display, clear_output=clear_output)
    for name in ("HTML", "Markdown", "Latex"):
        vars(shown)[f"display_{name.lower()}"] = _displaying(kinds[name])
    ipython = ModuleType("IPython")
    vars(ipython).update(display=shown, get_ipython=lambda: None, version_info=(9, 0, 0, ""))
    ipython.__path__ = []
    return {"IPython": ipython, "IPython.display": shown}


def _displaying(kind: type[_Shown]) -> Callable[..., None]:
    def show(*values: object, raw: bool = False) -> None:
        display(*(kind(str(value)) if raw else value for value in values))

    return show


MODULES = _modules()


@contextmanager
def offered() -> Iterator[None]:
    """Let code use them; what was there before is put back."""
    before = {name: sys.modules.get(name) for name in MODULES}
    sys.modules.update(MODULES)
    had = getattr(builtins, "display", None)
    builtins.display = display  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module
        if had is None:
            del builtins.display  # type: ignore[attr-defined]
        else:
            builtins.display = had  # type: ignore[attr-defined]
