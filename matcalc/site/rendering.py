"""Sphinx writes the book in each of its languages, at the same time, for a site or as one file."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from matcalc.course.files import write_atomically
from matcalc.course.turns import taking_turns
from matcalc.errors import MatcalcError
from matcalc.site.editions import DOCTREES, editions_of, file_name_of

__all__ = ["render", "render_files"]


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


def render_files(
    root: Path,
    suffix: str,
    made_of: Callable[[Path, str], bytes],
    *,
    builder: str,
    strict: bool,
    options: dict[str, Any],
) -> list[Path]:
    """Write every edition as one file, to a folder below _build/ that is named like its suffix.

    Parameters
    ----------
    root : Path
        The course's root.
    suffix : str
        Of the files, without a dot.
    made_of : callable
        Given the folder that Sphinx has written and the language that Sphinx knows the edition by,
        the content of its file.
    builder, strict, options
        As for `render`.

    Returns
    -------
    list of Path
        A file for each edition.

    Raises
    ------
    MatcalcError
        If one of them was not written.
    """
    editions, build = editions_of(root), root / "_build"
    stage, made = build / f"{suffix}-stage", []
    with taking_turns(root, "build"):
        shutil.rmtree(stage, ignore_errors=True)
        render(root, stage, editions, strict=strict, options=options, builder=builder)
        for folder, language in editions.items():
            target = build / suffix / f"{file_name_of(root)}-{folder}.{suffix}"
            write_atomically(target, made_of(stage / folder, language))
            made.append(target)
        shutil.rmtree(stage)
    return made


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

    # Sphinx refuses, for some builders, what another one has read.
    doctrees = root / "_build" / DOCTREES / f"{folder}-{builder}"
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
