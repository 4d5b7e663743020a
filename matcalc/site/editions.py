"""The languages that a book is in: its own, and each that there are catalogues of messages for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

__all__ = [
    "DOCTREES",
    "FOLDER",
    "FORMULAS",
    "LOCALES",
    "editions_of",
    "file_name_of",
    "locales",
    "site_name_of",
    "tex_of",
    "title_of",
]

LOCALES = Path("book", "locale")  # a folder for each language, and in it
FOLDER = "LC_MESSAGES"
FORMULAS = Path("_build", "formulas")  # those that were typeset before, in a folder a language
DOCTREES = ".doctrees"  # what Sphinx has read of the pages, below _build, by language and builder


def editions_of(root: Path) -> dict[str, str]:
    """By the name of its folder, the language that Sphinx knows each edition by; the own one first.

    >>> editions_of(Path("."))
    {'en': 'en', 'zh': 'zh_CN'}
    """
    language = str(_config(root).get("language") or "en")
    return {name[:2]: name for name in (language, *locales(root))}


def title_of(root: Path) -> str:
    """The book's title in its own language."""
    return str(_config(root)["html_title"])


def file_name_of(root: Path) -> str:
    """What the files are called that hold the whole book, without their language.

    >>> file_name_of(Path("."))
    'matrix-calculus-checked'
    """
    return re.sub(r"\W+", "-", title_of(root).lower()).strip("-")


def site_name_of(root: Path) -> str:
    """What a copy of the whole site is called."""
    return f"{file_name_of(root)}-site"


def tex_of(root: Path) -> dict[str, Any]:
    """MathJax's options for TeX, with the macros of the book."""
    return dict((_config(root).get("mathjax3_config") or {}).get("tex", {}))


def locales(root: Path) -> list[str]:
    """The languages beside the book's own that a course's root has catalogues for.

    Examples
    --------
    >>> locales(Path("."))
    ['zh_CN']
    """
    return sorted(path.parent.name for path in (root / LOCALES).glob(f"*/{FOLDER}"))


def _config(root: Path) -> dict[str, Any]:
    """What Jupyter Book makes of _config.yml."""
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=root / "_config.yml", cli_config={"latex_individualpages": False}
    )
    return dict(config)
