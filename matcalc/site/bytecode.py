"""Python for the browser starts sooner from bytecode, and with what every page reads alone.

The modules that a page imports at its start are compiled.  The others stay source, which is half as
large, and those of the standard library go into an archive of their own, which can be fetched
later.  This runs in the Python whose bytecode it is, the one of the pages, so it imports the
standard library alone.
"""

from __future__ import annotations

import importlib.util
import marshal
import re
import sys
import zipfile
from types import CodeType

__all__ = ["compile_archive", "module_names", "read_modules"]

DATE = (1980, 1, 1, 0, 0, 0)  # the same archive from the same files
UNCHECKED_HASH = 1  # of the source, which is not there to be compared with


def read_modules(names: list[str], path: str = "") -> None:
    """Import modules, with all that they import, and if given from an archive."""
    if path:
        sys.path.insert(0, path)
    for name in names:
        importlib.import_module(name)


def compile_archive(source: str, target: str, rest: str, place: str, left_out: str) -> None:
    """Write an archive with bytecode in the place of the source of each module that was imported.

    Parameters
    ----------
    source, target : str
        A wheel or a zip of modules, and the one to be written.
    rest : str
        The archive for the modules that were not imported, and are of no package that was; if
        empty, they stay.
    place : str
        Where the modules will stand, for tracebacks.
    left_out : str
        A regular expression for the names of members that no page needs.
    """
    with zipfile.ZipFile(source) as archive:
        members = [
            (member.filename, archive.read(member))
            for member in archive.infolist()
            if not member.is_dir() and not re.search(left_out, member.filename)
        ]
    first, later = {}, {}
    for name, content in members:
        if re.sub(r"(/__init__)?\.py$", "", name).replace("/", ".") in sys.modules:
            first[f"{name}c"] = _bytecode(content, f"{place}/{name}")
        elif rest and name.endswith(".py") and not _is_of_a_package_that_was_read(name):
            later[name] = content
        else:
            first[name] = content
    _write(target, first)
    if rest:
        _write(rest, later)


def _is_of_a_package_that_was_read(name: str) -> bool:
    """Whether a member has to lie beside others: Python looks for a package in one place."""
    package, inside, _ = name.partition("/")
    return bool(inside) and package in sys.modules


def _write(path: str, members: dict[str, bytes]) -> None:
    """Write members as they are: an archive that is packed as a whole is smaller."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), content)


def _bytecode(source: bytes, name: str) -> bytes:
    """What Python would keep in a .pyc, without the places of lines, a third of it."""
    code = _without_lines(compile(source, name, "exec", dont_inherit=True, optimize=0))
    flags = UNCHECKED_HASH.to_bytes(4, "little")
    header = importlib.util.MAGIC_NUMBER + flags + importlib.util.source_hash(source)
    return header + marshal.dumps(code)


def _without_lines(code: CodeType) -> CodeType:
    constants = (
        _without_lines(one) if isinstance(one, CodeType) else one for one in code.co_consts
    )
    return code.replace(co_linetable=b"", co_consts=tuple(constants))


def module_names(path: str) -> list[str]:
    """The top modules of an archive."""
    with zipfile.ZipFile(path) as archive:
        return sorted({name.partition("/")[0].removesuffix(".py") for name in archive.namelist()})
