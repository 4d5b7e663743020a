"""What a run of the grader uses at most, seen from outside: memory, processes, files, time."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from processes import below, children

STEP = 0.05
TICKS = os.sysconf("SC_CLK_TCK")


def watched(
    command: list[str], cwd: Path, seconds: float
) -> tuple[int | None, str, dict[str, float]]:
    """Run a command; return its exit code, its errors, and the most that was used below it.

    The code is None where it did not end in time.  Of the two processes that the grader starts, the
    second is the learner's.
    """
    most: dict[str, float] = defaultdict(float)
    process = subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    ended = threading.Event()
    watching = threading.Thread(target=_watch, args=(process.pid, most, ended))
    watching.start()
    try:
        _, errors = process.communicate(timeout=seconds)
        return process.returncode, errors, dict(most)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
        return None, errors, dict(most)
    finally:
        ended.set()
        watching.join()


def _watch(root: int, most: dict[str, float], ended: threading.Event) -> None:
    while not ended.is_set():
        for role, first in zip(("trusted", "learner"), children(root), strict=False):
            processes = [first, *below(first)]
            most["processes"] = max(most["processes"], len(processes))
            for pid in processes:
                with suppress(OSError, TypeError):  # it has ended
                    for name, value in _use(pid):
                        most[f"{role} {name}"] = max(most[f"{role} {name}"], value)
        time.sleep(STEP)


def _use(pid: int) -> Iterator[tuple[str, float]]:
    place = Path("/proc", str(pid))
    used = (place / "stat").read_text().rpartition(")")[2].split()
    yield "processor", (int(used[11]) + int(used[12])) / TICKS
    status = (place / "status").read_text()
    yield "threads", int(re.search(r"Threads:\s+(\d+)", status)[1])
    yield "memory", int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024
    yield "descriptors", len(os.listdir(place / "fd"))  # noqa: PTH208
    scratch = place / "root" / "tmp"
    if scratch.stat().st_dev == Path("/tmp").stat().st_dev:
        return  # not in a sandbox, or not yet
    space = os.statvfs(scratch)
    yield "files", space.f_files - space.f_ffree
    yield "disk", (space.f_blocks - space.f_bfree) * space.f_frsize
