"""Sphinx writes the book in each of its languages, at the same time, for a site or as one file."""

from __future__ import annotations

import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.site.catalogues import locales, title_and_language

__all__ = ["DOCTREES", "editions_of", "render", "tex_of", "title_of"]

DOCTREES = ".doctrees"  # what Sphinx has read of the pages, below _build, in a folder a language


def editions_of(root: Path) -> dict[str, str]:
    """By the name of its folder, the language that Sphinx knows each edition by; the own one first.

    >>> editions_of(Path("."))
    {'en': 'en', 'zh': 'zh_CN'}
    """
    _, language = title_and_language(root)
    return {name[:2]: name for name in (language, *locales(root))}


def title_of(root: Path) -> str:
    """The book's title in its own language."""
    title, _ = title_and_language(root)
    return title


def tex_of(root: Path) -> dict[str, Any]:
    """MathJax's options for TeX, with the macros of the book."""
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=root / "_config.yml", cli_config={"latex_individualpages": False}
    )
    return dict((config.get("mathjax3_config") or {}).get("tex", {}))


def render(
    root: Path,
    target: Path,
    editions: dict[str, str],
    *,
    strict: bool,
    options: dict[str, Any],
    builder: str = "html",
) -> None:
    """Write every edition, each in a process that speaks its language.

    Parameters
    ----------
    root : Path
        The course's root.
    target : Path
        Where a folder for each edition is written.
    editions : dict
        What `editions_of` returned.
    strict : bool
        Whether a warning is an error.
    options : dict
        Of Sphinx's configuration, beside those of _config.yml.
    builder : str
        Sphinx's.

    Raises
    ------
    MatcalcError
        If one of them was not written.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(editions), mp_context=context) as pool:
        running = [
            pool.submit(_render, root, target, editions, folder, strict, options, builder)
            for folder in editions
        ]
        for edition in running:
            edition.result()


def _render(
    root: Path,
    target: Path,
    editions: dict[str, str],
    folder: str,
    strict: bool,
    options: dict[str, Any],
    builder: str,
) -> None:
    """Let Sphinx write one of them."""
    from jupyter_book.sphinx import build_sphinx

    doctrees = root / "_build" / DOCTREES / folder
    status = build_sphinx(
        str(root),
        str(target / folder),
        path_config=str(root / "_config.yml"),
        doctreedir=str(doctrees),
        noconfig=True,  # _config.yml is all the configuration, as for jupyter-book build
        builder=builder,
        confoverrides={
            "external_toc_path": str(root / "_toc.yml"),
            "latex_individualpages": False,
            "nitpicky": strict,
            "language": editions[folder],
            "matcalc_editions": editions,
            "matcalc_publishes_shared": folder == next(iter(editions)),
            **options,
        },
        warningiserror=strict,
        keep_going=strict,
        quiet=True,
    )
    if status != 0:
        # Sphinx would not warn again of a page that it takes from its cache.
        shutil.rmtree(doctrees, ignore_errors=True)
        raise MatcalcError("the book was not built: see the messages above")
