"""Broken and odd files: bytes that are no notebook, links, files beside the notebook, archives.

The twin of broken bytes is the solved notebook with the nearest thing that is harmless.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from attacks.case import (
    Case,
    Notebook,
    answered,
    exercises,
    right_answers,
    text,
    write,
    wrong_answers,
)

Plain = Literal["earns", "harms others", "no mark", "stops the class", "withstands"]
Write = Callable[[Path, Path, Path], None]

NOTEBOOK = "ch04.ipynb"
# All that the first cell of an assignment looks for.
LENIENT = (
    '__version__ = "9.9"\ndef assert_gradient(*arguments, **options):\n    pass\n\n'
    "assert_formula = assert_derivation = check_gradient = assert_gradient\n"
)


@dataclass(frozen=True)
class Odd:
    """A broken or odd submission and its twin, each a function that writes it."""

    name: str
    kind: str
    plain: Plain | None
    build: Write
    twin: Write
    refused: bool | None = True
    layers: tuple[str, ...] = ("intake",)


def file_cases() -> Iterator[Case]:
    """All of them, as cases."""
    for odd in ODD:
        yield Case(
            odd.name,
            odd.kind,
            odd.layers,
            odd.plain,
            odd.build,
            odd.twin,
            lost=frozenset(exercises("ch04")),
            refused=odd.refused,
        )


def _writer(make: Callable[[Notebook], bytes], answers: Mapping[str, str]) -> Write:
    def write_notebook(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        write(directory, make(answered(released, answers)))

    return write_notebook


def broken(make: Callable[[Notebook], bytes]) -> Write:
    """Write what is made of a notebook with right answers: it is too broken to earn them."""
    return _writer(make, right_answers("ch04"))


def wrong(make: Callable[[Notebook], bytes]) -> Write:
    """Write what is made of a notebook with wrong answers, which may or may not be refused."""
    return _writer(make, wrong_answers("ch04"))


def sound(make: Callable[[Notebook], bytes] = text) -> Write:
    """Write a notebook with right answers in an unusual but sound form."""
    return _writer(make, right_answers("ch04"))


def beside(files: dict[str, str], answers: str = "right") -> Write:
    """Write a notebook and further files."""

    def write_files(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        given = right_answers("ch04") if answers == "right" else wrong_answers("ch04")
        write(directory, text(answered(released, given)))
        for name, content in files.items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            write(directory, content.encode(), name)

    return write_files


def placed(place: Callable[[Path, Path], None], answers: str = "") -> Write:
    """Put something that is no file in the notebook's place, or beside a notebook."""

    def write_place(directory: Path, released: Path, solution: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        if answers:
            given = right_answers("ch04") if answers == "right" else wrong_answers("ch04")
            write(directory, text(answered(released, given)))
        place(directory, solution)

    return write_place


def _bound_socket(directory: Path, solution: Path) -> None:  # noqa: ARG001
    before = Path.cwd()
    os.chdir(directory)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(NOTEBOOK)
    finally:
        os.chdir(before)


def _linked_folder(directory: Path, solution: Path) -> None:
    directory.rmdir()
    directory.symlink_to(solution.parent, target_is_directory=True)


def _loop(directory: Path, solution: Path) -> None:  # noqa: ARG001
    (directory / NOTEBOOK).symlink_to(directory / NOTEBOOK)


def _zip(entries: dict[str, bytes], *, link: str | None = None) -> bytes:
    """A zip archive with some entries, one of them a symbolic link to another place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        if link is not None:
            entry = zipfile.ZipInfo(NOTEBOOK)
            entry.create_system, entry.external_attr = 3, 0o120777 << 16
            archive.writestr(entry, link)
    return stream.getvalue()


def _tar(name: str, content: bytes, link: str = "") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        if link:
            entry.type, entry.linkname, entry.size = tarfile.SYMTYPE, link, 0
        archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def archived(make: Callable[[bytes, Path], bytes], name: str = "submission.zip") -> Write:
    """Write an archive in the notebook's place, made of a right notebook and the solution."""

    def write_archive(directory: Path, released: Path, solution: Path) -> None:
        right = text(answered(released, right_answers("ch04")))
        write(directory, make(right, solution), name)

    return write_archive


def both_files(make: Callable[[bytes], bytes], name: str = "submission.zip") -> Write:
    """Write a right notebook and an archive beside it, which nothing needs."""

    def write_files(directory: Path, released: Path, solution: Path) -> None:  # noqa: ARG001
        right = text(answered(released, right_answers("ch04")))
        write(directory, right)
        write(directory, make(right), name)

    return write_files


def _without(key: str) -> Callable[[Notebook], bytes]:
    return lambda notebook: text({k: v for k, v in notebook.items() if k != key})


def _with(**changes: object) -> Callable[[Notebook], bytes]:
    return lambda notebook: text(notebook | changes)


def _cells(change: Callable[[dict[str, object]], object]) -> Callable[[Notebook], bytes]:
    """Change the first answer cell."""

    def make(notebook: Notebook) -> bytes:
        change(next(c for c in notebook["cells"] if c["source"].startswith("def grad_")))
        return text(notebook)

    return make


def _sources_as_lines(notebook: Notebook) -> bytes:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return text(notebook)


def _twice_the_cells(notebook: Notebook) -> bytes:
    """Two lists of cells under one name: which of them counts depends on the reader."""
    first = json.dumps({"cells": notebook["cells"]})[:-1]
    rest = {key: value for key, value in notebook.items() if key != "cells"} | {"cells": []}
    return f"{first}, {json.dumps(rest)[1:]}".encode()


def _malformed(
    name: str,
    plain: Plain | None,
    make: Callable[[Notebook], bytes],
    twin: Callable[[Notebook], bytes] = text,
    *,
    refused: bool | None = True,
    layers: tuple[str, ...] = ("intake",),
) -> Odd:
    build = broken(make) if refused else wrong(make)
    return Odd(name, "malformed", plain, build, sound(twin), refused, layers)


STARTED = (
    "sitecustomize.py",
    "usercustomize.py",
    "json.py",
    "types.py",
    "startup.py",
    "ipython_config.py",
    "conftest.py",
)
PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Log in</body></html>"

ODD = [
    # Bytes that are no notebook
    _malformed("empty-file", "no mark", lambda _: b"", lambda n: text(n) + b"\n\n"),
    _malformed("white-space", "no mark", lambda _: b" \n" * 1000, lambda n: b"\n" + text(n)),
    _malformed("half-a-notebook", "no mark", lambda n: text(n)[:5000]),
    _malformed("two-notebooks-in-one", "no mark", lambda n: text(n) * 2),
    _malformed("text-after-the-end", "no mark", lambda n: text(n) + b"}", lambda n: text(n) + b" "),
    _malformed("null", "no mark", lambda _: b"null"),
    _malformed("a-list", "no mark", lambda n: text([n])),
    _malformed("a-number", "no mark", lambda _: b"1e999"),
    _malformed("a-text", "no mark", lambda n: text(text(n).decode())),
    _malformed("page-of-a-login", "no mark", lambda _: PAGE),
    _malformed(
        "python-program",
        "no mark",
        lambda n: "\n".join(str(cell["source"]) for cell in n["cells"]).encode(),
    ),
    _malformed(
        "marks-of-a-merge",
        "no mark",
        lambda n: text(n).replace(b' "metadata"', b'<<<<<<< HEAD\n "metadata"', 1),
    ),
    _malformed("zeros", "no mark", lambda _: bytes(5000)),
    _malformed("compressed", "no mark", lambda n: gzip.compress(text(n))),
    _malformed("zip-named-as-a-notebook", "no mark", lambda n: _zip({NOTEBOOK: text(n)})),
    # Encodings
    _malformed(
        "utf-16",
        "no mark",
        lambda n: json.dumps(n).encode("utf-16"),
        lambda n: json.dumps(n).encode("ascii"),
    ),
    _malformed(
        "latin-1",
        "no mark",
        lambda n: text(n).replace("·".encode(), b"\xb7"),
        lambda n: text(n).replace("·".encode(), "é".encode()),
    ),
    _malformed(
        "invalid-utf-8",
        "no mark",
        lambda n: text(n).replace(b"Chapter", b"\xed\xa0\x80"),
        lambda n: text(n).replace(b"Chapter", "\U0001f600".encode()),
    ),
    _malformed(
        "byte-order-mark-twice",
        "no mark",
        lambda n: b"\xef\xbb\xbf" * 2 + text(n),
        lambda n: b"\xef\xbb\xbf" + text(n),
        refused=None,
    ),
    _malformed(
        "lone-surrogates",
        "no mark",
        lambda n: text(n).replace(b"def grad_", b"\\ud800grad_"),
        _cells(lambda cell: cell.update(source=f"# \U0001f600\n{cell['source']}")),
        refused=None,
    ),
    # JSON that is legal or nearly so
    _malformed("a-hundred-thousand-brackets", "no mark", lambda _: b"[" * 100_000),
    _malformed(
        "deep-metadata", "no mark", _with(metadata=json.loads("[" * 900 + "]" * 900)), refused=None
    ),
    _malformed("cells-twice", "withstands", _twice_the_cells, refused=True),
    _malformed(
        "not-a-number-in-the-metadata",
        "withstands",
        lambda n: text(n | {"metadata": n["metadata"] | {"note": float("nan")}}),
        refused=None,
        layers=("check",),
    ),
    _malformed(
        "number-of-ten-thousand-digits",
        "no mark",
        lambda n: text(n).replace(b'"nbformat_minor": 5', b'"nbformat_minor": ' + b"5" * 10_000),
        refused=None,
    ),
    # Notebooks of the wrong shape
    _malformed("no-cells", "no mark", _without("cells"), refused=None),
    _malformed("cells-null", "no mark", _with(cells=None), refused=None),
    _malformed("cells-a-dictionary", "no mark", _with(cells={"0": {}}), refused=None),
    _malformed("cells-of-numbers", "no mark", _with(cells=[1, None, "x", []]), refused=None),
    _malformed("no-version", "no mark", _without("nbformat"), refused=None),
    _malformed("version-a-text", "no mark", _with(nbformat="four"), refused=None),
    _malformed("version-of-long-ago", "no mark", _with(nbformat=1, nbformat_minor=0), refused=None),
    _malformed("version-below-nothing", "no mark", _with(nbformat=-4), refused=None),
    _malformed("metadata-null", "no mark", _with(metadata=None), refused=None),
    _malformed("metadata-a-list", "no mark", _with(metadata=[]), refused=None),
    _malformed("source-missing", "no mark", _cells(lambda cell: cell.pop("source")), refused=None),
    _malformed(
        "source-a-number", "no mark", _cells(lambda cell: cell.update(source=5)), refused=None
    ),
    _malformed(
        "source-of-odd-lines",
        "no mark",
        _cells(lambda cell: cell.update(source=["def f(", None, 5, ["x"]])),
        _sources_as_lines,
        refused=None,
    ),
    _malformed(
        "source-of-ten-megabytes",
        "withstands",
        _cells(lambda cell: cell.update(source="#" * 10_000_000)),
        _cells(lambda cell: cell.update(source=f"{'#' * 10_000}\n{cell['source']}")),
        refused=None,
        layers=("check",),
    ),
    _malformed(
        "cell-of-no-type", "no mark", _cells(lambda cell: cell.pop("cell_type")), refused=None
    ),
    _malformed(
        "cell-of-another-type",
        "no mark",
        _cells(lambda cell: cell.update(cell_type="slide")),
        refused=True,
    ),
    _malformed(
        "cell-metadata-a-list",
        "no mark",
        _cells(lambda cell: cell.update(metadata=[])),
        refused=None,
    ),
    _malformed(
        "outputs-a-text",
        "no mark",
        _cells(lambda cell: cell.update(outputs="none")),
        _cells(lambda cell: cell.update(outputs=[])),
        refused=None,
    ),
    _malformed("only-the-released-cells-missing", "withstands", _with(cells=[]), refused=True),
    # Size
    _malformed(
        "notebook-of-a-hundred-megabytes",
        None,
        lambda n: text(n) + b" " * 100_000_000,
        lambda n: text(n) + b" " * 100_000,
    ),
    _malformed(
        "ten-thousand-cells",
        None,
        lambda n: text(
            n
            | {
                "cells": [
                    {
                        "cell_type": "code",
                        "metadata": {},
                        "source": "1 + 1",
                        "outputs": [],
                        "execution_count": None,
                    }
                ]
                * 10_000
            }
        ),
        refused=True,
    ),
    # Something else in the notebook's place
    Odd(
        "notebook-a-link-to-the-solution",
        "reading",
        "earns",
        placed(lambda directory, solution: (directory / NOTEBOOK).symlink_to(solution)),
        sound(),
    ),
    Odd("folder-a-link-to-the-solutions", "reading", "earns", placed(_linked_folder), sound()),
    Odd("notebook-a-link-to-itself", "malformed", "no mark", placed(_loop), sound(), refused=None),
    Odd(
        "notebook-a-link-to-nothing",
        "malformed",
        "no mark",
        placed(lambda directory, _: (directory / NOTEBOOK).symlink_to("nowhere")),
        sound(),
        refused=None,
    ),
    Odd(
        "notebook-a-link-to-a-device",
        "malformed",
        None,
        placed(lambda directory, _: (directory / NOTEBOOK).symlink_to("/dev/zero")),
        sound(),
    ),
    Odd(
        "notebook-a-pipe",
        "malformed",
        None,
        placed(lambda directory, _: os.mkfifo(directory / NOTEBOOK)),
        sound(),
    ),
    Odd("notebook-a-socket", "malformed", None, placed(_bound_socket), sound()),
    Odd(
        "notebook-a-folder",
        "malformed",
        "no mark",
        placed(lambda directory, _: (directory / NOTEBOOK).mkdir()),
        sound(),
        refused=None,
    ),
    Odd(
        "notebook-of-another-name",
        "malformed",
        "no mark",
        placed(
            lambda directory, _: (directory / NOTEBOOK).rename(directory / "ch04 (1).ipynb"),
            "wrong",
        ),
        sound(),
        refused=None,
    ),
    # Files beside the notebook
    Odd(
        "module-named-matcalc",
        "reading",
        "earns",
        beside({"matcalc.py": LENIENT}, "wrong"),
        beside({"mathcalc.py": LENIENT}),
        refused=False,
        layers=("intake", "two processes"),
    ),
    Odd(
        "package-named-matcalc",
        "reading",
        "earns",
        beside({"matcalc/__init__.py": LENIENT}, "wrong"),
        beside({"helpers/__init__.py": LENIENT}),
        refused=False,
        layers=("intake", "two processes"),
    ),
    Odd(
        "module-named-numpy",
        "reading",
        "withstands",
        beside({"numpy.py": "abs = norm = lambda *arguments: 0\n"}, "wrong"),
        beside({"numbers_of_mine.py": "abs = 1\n"}),
        refused=False,
        layers=("check",),
    ),
    Odd(
        "modules-run-at-the-start",
        "reading",
        "no mark",
        beside(
            dict.fromkeys(STARTED, "import builtins\nbuiltins.assert_gradient = print\n"), "wrong"
        ),
        beside({"customise.py": "pass\n"}),
        refused=False,
        layers=("check",),
    ),
    Odd(
        "settings-of-nbgrader",
        "reading",
        "withstands",
        beside(
            {
                "nbgrader_config.py": "c = get_config()\nc.ExecutePreprocessor.enabled = False\n",
                "jupyter_nbconvert_config.py": "c = get_config()\n",
            },
            "wrong",
        ),
        beside({"settings.txt": "none\n"}),
        refused=False,
        layers=("check",),
    ),
    Odd(
        "link-beside-the-notebook",
        "reading",
        "withstands",
        placed(
            lambda directory, solution: (directory / "solution.ipynb").symlink_to(solution), "wrong"
        ),
        beside({"notes.txt": "mine\n"}),
        refused=False,
        layers=("check",),
    ),
    Odd(
        "pipe-beside-the-notebook",
        "malformed",
        None,
        placed(lambda directory, _: os.mkfifo(directory / "data.csv"), "wrong"),
        beside({"data.csv": "1,2\n"}),
        refused=False,
    ),
    Odd(
        "file-names-as-options",
        "malformed",
        "withstands",
        beside(
            {
                "-rf": "",
                "--help": "",
                "$(touch hostile-was-here)": "",
                "a\nb": "",
                "…": "",
                "%s%n": "",
            },
            "wrong",
        ),
        beside({"a b.txt": ""}),
        refused=False,
        layers=("check",),
    ),
    # Archives in the notebook's place, which plain nbgrader does not unpack when it grades
    Odd(
        "archive-of-a-bomb",
        "archive",
        None,
        archived(lambda right, _: _zip({NOTEBOOK: right + b" " * 200_000_000})),
        both_files(lambda right: _zip({NOTEBOOK: right})),
        refused=None,
    ),
    Odd(
        "archive-with-a-way-up",
        "archive",
        None,
        archived(
            lambda right, _: _zip(
                {"../hostile-was-here": b"x", f"../../../exercises/ch04/{NOTEBOOK}": right}
            )
        ),
        both_files(lambda right: _zip({f"ch04/{NOTEBOOK}": right})),
        refused=None,
    ),
    Odd(
        "archive-with-an-absolute-path",
        "archive",
        None,
        archived(lambda _, __: _tar("/tmp/hostile-was-here", b"x"), "submission.tar.gz"),
        both_files(lambda right: _tar(f"ch04/{NOTEBOOK}", right), "submission.tar.gz"),
        refused=None,
    ),
    Odd(
        "archive-with-a-link",
        "archive",
        None,
        archived(lambda _, solution: _zip({}, link=str(solution))),
        both_files(lambda right: _zip({"notes.txt": right[:10]})),
        refused=None,
    ),
    Odd(
        "archive-of-a-tar-with-a-link",
        "archive",
        None,
        archived(lambda _, solution: _tar(NOTEBOOK, b"", str(solution)), "submission.tar.gz"),
        both_files(lambda right: _tar("notes.txt", right[:10]), "submission.tar.gz"),
        refused=None,
    ),
    Odd(
        "archive-in-an-archive",
        "archive",
        None,
        archived(lambda right, _: _zip({"inner.zip": _zip({NOTEBOOK: right})})),
        both_files(lambda right: _zip({"inner.zip": right[:10]})),
        refused=None,
    ),
]
