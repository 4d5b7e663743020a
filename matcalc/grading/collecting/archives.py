"""The files of a folder, a zip or a tar that a stranger may have filled, within limits.

Nothing is extracted by the archive's own names: each file is copied to a numbered one, and its name
is judged apart.  An entry that is a link, too large, encrypted or damaged, or that has a name which
leads out of the archive or that some system cannot hold, is refused by itself, with a reason; an
archive that cannot be read to its end, or unpacks beyond the limits, is refused as a whole.
"""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import os
import re
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from matcalc.errors import MatcalcError
from matcalc.grading.running.limits import MEGABYTE

__all__ = ["ArchiveLimits", "Entry", "unpack"]

CHUNK = MEGABYTE
COMPRESSIONS: dict[bytes, Callable[[Path], io.BufferedIOBase]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
NESTED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# What systems add by themselves, and nobody misses.
UNNOTICED = {"__MACOSX", "Thumbs.db", "desktop.ini", "__pycache__"}


class ArchiveLimits(NamedTuple):
    """How much an archive may hold; sizes in bytes, once unpacked."""

    entries: int = 50_000
    file: int = 25 * MEGABYTE
    total: int = 2048 * MEGABYTE


STANDARD = ArchiveLimits()


@dataclass(frozen=True)
class Entry:
    """A file of an archive: its copy, or the reason why there is none."""

    name: str  # for messages
    parts: tuple[str, ...] = ()  # the path in the archive
    copy: Path | None = None
    reason: str = ""


class _Source(NamedTuple):
    """A file as its archive announces it; to open it may fail in any way."""

    name: str
    open: Callable[[], IO[bytes] | None]
    reason: str = ""  # why it is not to be opened


class _EntryRefused(Exception):
    """One entry is refused; the others are not concerned."""


def unpack(source: Path, folder: Path, limits: ArchiveLimits = STANDARD) -> list[Entry]:
    """Copy the files of a folder, zip or tar to numbered files.

    Parameters
    ----------
    source : Path
    folder : Path
        An empty one, for the copies.
    limits : ArchiveLimits

    Returns
    -------
    list of Entry
        In the archive's order; directories and what systems add by themselves left out.

    Raises
    ------
    MatcalcError
        If there is no such file, it is no archive, it is damaged, or it exceeds the limits.
    """
    if not source.exists():
        raise MatcalcError(f"there is no {source}: give a folder, a zip or a tar")
    entries, total = [], 0
    try:
        for number, found in enumerate(_sources(source, folder / "archive.tar", limits)):
            if number >= limits.entries:
                raise MatcalcError(f"{source} holds more than {limits.entries} files")
            if _is_unnoticed(found.name):
                continue
            entry = _copy(found, folder / str(number), limits)
            entries.append(entry)
            total += entry.copy.stat().st_size if entry.copy else 0
            if total > limits.total:
                raise _too_large(source, limits)
    except Exception as error:
        if isinstance(error, MatcalcError) or _is_of_the_system(error):
            raise
        raise MatcalcError(
            f"{source} is damaged ({type(error).__name__}: {error}); download it again"
        ) from None
    finally:
        (folder / "archive.tar").unlink(missing_ok=True)
    return entries


def _is_of_the_system(error: Exception) -> bool:
    """Whether an exception tells of this machine (a full disk) and not of damaged bytes.

    What the parsers raise for those is documented for none of them; a damaged offset makes them
    ask for an impossible place in a file (EINVAL).
    """
    return isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}


def _sources(source: Path, scratch: Path, limits: ArchiveLimits) -> Iterator[_Source]:
    if source.is_dir():
        yield from _in_folder(source)
        return
    with source.open("rb") as file:
        start = file.read(512)
    opener = next((o for magic, o in COMPRESSIONS.items() if start.startswith(magic)), None)
    if start.startswith(b"PK"):
        yield from _in_zip(source)
    elif opener is not None:
        _decompress(source, opener, scratch, limits)
        yield from _in_tar(scratch)
    elif start[257:262] == b"ustar":
        yield from _in_tar(source)
    else:
        raise MatcalcError(f"{source} is neither a folder nor a zip nor a tar (.gz, .xz, .bz2)")


def _too_large(source: Path, limits: ArchiveLimits) -> MatcalcError:
    most = limits.total / MEGABYTE
    return MatcalcError(f"{source} unpacks to more than {most:g} MB: collect it in parts")


def _in_folder(folder: Path) -> Iterator[_Source]:
    for here, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *(f for f in folders if Path(here, f).is_symlink())]):
            path = Path(here, name)
            reason = "" if stat.S_ISREG(path.lstat().st_mode) else "it is a link or a special file"
            shown = path.relative_to(folder).as_posix()
            yield _Source(shown, partial(_open_file, path), reason)


def _open_file(path: Path) -> IO[bytes]:
    """Open an ordinary file, also if something replaced it since it was seen."""
    return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")


def _in_zip(source: Path) -> Iterator[_Source]:
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            reason = "it is a link or a special file" if kind not in {0, stat.S_IFREG} else ""
            if info.flag_bits & 0x1:
                reason = "it is encrypted"
            yield _Source(_zip_name(info), partial(archive.open, info), reason)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name in Unicode; programs often write UTF-8 without saying so, read as cp437 then."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _decompress(
    source: Path, opener: Callable[[Path], io.BufferedIOBase], scratch: Path, limits: ArchiveLimits
) -> None:
    """Unpack the compression around a tar: what a small file unpacks to has no other bound."""
    left = limits.total
    with opener(source) as packed, scratch.open("wb") as file:
        while chunk := packed.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_large(source, limits)
            file.write(chunk)


class _Modest(io.BufferedReader):
    """A file that refuses to be read at once: a tar's headers announce how long they are."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= MEGABYTE:
            raise tarfile.ReadError(f"a header of {size} bytes")
        return super().read(size)


def _in_tar(source: Path) -> Iterator[_Source]:
    with _Modest(io.FileIO(source)) as file, tarfile.open(fileobj=file, mode="r:") as archive:
        while (member := archive.next()) is not None:
            if member.isdir():
                continue
            ordinary = member.isreg() and not member.issparse()
            reason = "" if ordinary else "it is a link or a special file"
            opener = partial(archive.extractfile, member)
            yield _Source(member.name, opener, reason)
        # tarfile takes a damaged header for the end.
        file.seek(archive.offset)
        if file.read(tarfile.BLOCKSIZE).strip(b"\0"):
            raise tarfile.ReadError(f"no header at byte {archive.offset}")


def _copy(found: _Source, copy: Path, limits: ArchiveLimits) -> Entry:
    name = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in found.name[:300])
    try:
        parts = _parts(found.name)
        if found.reason:
            raise _EntryRefused(found.reason)
        if parts[-1].lower().endswith(NESTED):
            raise _EntryRefused("it is an archive itself; ask for the notebook")
        _copy_content(found, copy, limits.file)
    except _EntryRefused as refused:
        copy.unlink(missing_ok=True)
        return Entry(name, reason=str(refused))
    return Entry(name, parts, copy)


def _copy_content(found: _Source, copy: Path, most: int) -> None:
    size = 0  # what the archive announces need not be so
    with copy.open("xb") as file:
        try:
            with found.open() or io.BytesIO() as content:
                while chunk := content.read(CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise _EntryRefused(f"it is larger than {most / MEGABYTE:g} MB")
                    file.write(chunk)
        except Exception as error:
            # After a damaged file a tar has no next one.
            if isinstance(error, _EntryRefused | tarfile.TarError) or _is_of_the_system(error):
                raise
            raise _EntryRefused(f"it is damaged ({type(error).__name__}: {error})") from None


def _is_forbidden(character: str) -> bool:
    """Control characters, and those that turn text around; not the joiners that names need."""
    invisible = unicodedata.category(character)[0] == "C" and character not in "\u200c\u200d"
    return invisible or character in '<>:"|?*'


def _is_unnoticed(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return any(part in UNNOTICED or (part[:1] == "." and part.strip(".")) for part in parts)


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a path that every system can hold, and that leads nowhere else.

    Windows' programs write backslashes, which separate on any system here.
    """
    path = unicodedata.normalize("NFC", name).replace("\\", "/")
    if path.startswith("/"):
        raise _EntryRefused("its path is absolute")
    parts = tuple(part for part in path.split("/") if part not in {"", "."})
    if not parts or ".." in parts:
        raise _EntryRefused("its path leads out of the archive")
    if len(path) > 1000 or len(parts) > 20:
        raise _EntryRefused("its path is too long")
    for part in parts:
        if len(part.encode("utf-8", "surrogateescape")) > 240:
            raise _EntryRefused("its name is too long")
        if any(_is_forbidden(character) for character in part):
            raise _EntryRefused("its name has characters that a file must not have")
        if RESERVED.fullmatch(part) or part[-1] in " .":
            raise _EntryRefused("some systems cannot hold a file of its name")
    return parts
