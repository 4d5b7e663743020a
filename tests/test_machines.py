"""Grading on other machines: by an ordinary user, where namespaces are forbidden, where bubblewrap
is missing.

As root, such a machine is made of this one by bubblewrap itself.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from corpus import ROOT
from plain import scores
from submissions import POINTS, RIGHT, WRONG, hand_in, write_course

ORDINARY = 12345  # a user whom this machine does not know
PYTHON = [sys.executable, "-m", "matcalc"]

# Each answer to `double`, and whether the sandbox of an ordinary user lets it have its way.
CHEATS = {
    "memory": "import mmap\nkept = mmap.mmap(-1, 2**32)\n",
    "processes": "import os\nif os.fork() == 0:\n    os._exit(0)\n",
    "programs": "import subprocess\nsubprocess.run(['true'])\n",
    "network": "import socket\nassert {name for _, name in socket.if_nameindex()} - {'lo'}\n",
    "files": "assert open('@course@/source/hw/hw.ipynb').read()\n",
    "gradebook": "open('@course@/gradebook.db', 'ab')\n",
    "machine": "open('/usr/hostile-was-here', 'w')\n",
}


def write_class(root: Path) -> None:
    """A course of a right, a wrong and some cheating submissions."""
    course = write_course(root)
    classmates = {"right": RIGHT, "wrong": WRONG} | {
        name: RIGHT | {"double": code.replace("@course@", str(root)) + RIGHT["double"]}
        for name, code in CHEATS.items()
    }
    for student, answers in classmates.items():
        hand_in(course, student, answers)


def opened(needed: Iterable[Path]) -> list[str]:
    """Options of bubblewrap that let anyone reach what root alone can, and nothing beside it."""
    options: dict[Path, list[str]] = {}
    for path in needed:
        above = [*reversed(path.parents)]
        closed = [n for n, folder in enumerate(above) if not folder.stat().st_mode & stat.S_IXOTH]
        if closed:
            for folder in above[closed[0] :]:
                kind = "--tmpfs" if folder == above[closed[0]] else "--dir"
                options.setdefault(folder, ["--perms", "0755", kind, str(folder)])
            options[path] = ["--bind", str(path), str(path)]
    return [part for option in options.values() for part in option]


def by_an_ordinary_user(root: Path) -> list[str]:
    """What to write before a command, so that an ordinary user runs it, who owns a course."""
    if os.getuid() != 0:
        return []
    for path in [root, *root.rglob("*")]:
        os.chown(path, ORDINARY, ORDINARY)
    needed = (Path(sys.base_prefix), Path(sys.prefix), ROOT / "matcalc", root)
    user = [f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups"]
    changing = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    here = ["--dev-bind", "/", "/", *opened(needed), "--chdir", str(root)]
    return ["bwrap", *here, *changing, "setpriv", *user]


def test_an_ordinary_user_grades_in_the_sandbox(tmp_path: Path):
    write_class(tmp_path)
    result = subprocess.run(
        [*by_an_ordinary_user(tmp_path), *PYTHON, "grade", "hw"],
        cwd=tmp_path, env=os.environ | {"HOME": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "gradebook.db").stat().st_uid == (os.getuid() or ORDINARY)
    stopped = {**POINTS, "double": 0}
    nothing = dict.fromkeys(POINTS, 0)
    assert scores(tmp_path) == {"right": POINTS, "wrong": nothing} | dict.fromkeys(CHEATS, stopped)
    text = (tmp_path / "autograded" / "memory" / "hw" / "hw.ipynb").read_text("utf-8")
    assert "Cannot allocate memory" in text  # each for its own reason


@pytest.mark.parametrize(
    ("setting", "forbids", "allows"),
    [
        ("user.max_user_namespaces", 0, 1024),
        ("kernel.unprivileged_userns_clone", 0, 1),
        ("kernel.apparmor_restrict_unprivileged_userns", 1, 0),
    ],
)
def test_where_namespaces_are_forbidden_the_setting_is_named(tmp_path, setting, forbids, allows):
    write_class(tmp_path)
    (tmp_path / "setting").write_text(f"{forbids}\n")
    place = f"/proc/sys/{setting.replace('.', '/')}"
    forbidding = ["--unshare-user", "--uid", str(ORDINARY), "--disable-userns"]
    telling = ["--tmpfs", "/proc/sys", "--bind", str(tmp_path / "setting"), place]
    result = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", *forbidding, *telling, *PYTHON, "grade", "hw"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert f"`sysctl -w {setting}={allows}`" in result.stderr
    assert result.stderr.count("sysctl") == 1
    assert not (tmp_path / "autograded").exists()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose matcalc and Python only write down how they are called."""
    root = tmp_path / "checkout"
    programs = root / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("matcalc", "python"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >> calls\n')
        (programs / name).chmod(0o755)
    (root / "tests").mkdir()
    for name in ("Makefile", "tests/require-bubblewrap"):
        shutil.copy(ROOT / name, root / name)
    (root / "tests" / "require-browsers").write_text("#!/bin/sh\n")
    (root / "tests" / "require-browsers").chmod(0o755)
    (root / "matcalc").mkdir()
    return root


def make(checkout: Path, target: str, *missing: str, failing: str = "") -> tuple[int, str, str]:
    """Run make where some programs are missing, and one of those that are left fails."""
    programs = checkout.parent / "programs"
    programs.mkdir()
    for name in ("env", "find", "id", "make", "mkdir", "python3", "sh", "touch"):
        found = sys.executable if name == "python3" else shutil.which(name)
        (programs / name).symlink_to(found)
    for name in {"apt-get", "bwrap"} - {*missing}:
        (programs / name).write_text(f"#!/bin/sh\nexit {100 if name == failing else 0}\n")
        (programs / name).chmod(0o755)
    command = ["make", "--old-file=.venv/installed", target]
    result = subprocess.run(
        command, cwd=checkout, env={"PATH": str(programs)}, capture_output=True, text=True
    )
    calls = checkout / "calls"
    return result.returncode, calls.read_text() if calls.exists() else "", result.stderr


NOT_INSTALLABLE = pytest.mark.parametrize(
    ("missing", "failing"),
    [(["bwrap", "apt-get"], ""), (["bwrap"], "apt-get")],
    ids=["no package client", "no package"],
)


@NOT_INSTALLABLE
def test_make_builds_all_but_the_demo_without_bubblewrap(checkout, missing, failing):
    code, calls, said = make(checkout, "course", *missing, failing=failing)
    assert code == 0, said
    assert calls.splitlines() == ["matcalc release --check", "matcalc build --strict"]
    assert "bubblewrap, which is not installed: apt-get install bubblewrap" in said
    assert "The demo class was not graded; all else is built." in said
    assert not (checkout / "_build" / "graded").exists()


def test_make_grades_the_demo_with_bubblewrap(checkout):
    code, calls, said = make(checkout, "course")
    assert code == 0, said
    assert "matcalc demo _build/demo" in calls.splitlines()
    assert said == ""
    assert (checkout / "_build" / "graded").exists()


@NOT_INSTALLABLE
@pytest.mark.parametrize("target", ["test", "soak"])
def test_make_test_fails_without_bubblewrap_and_names_it(checkout, target, missing, failing):
    code, calls, said = make(checkout, target, *missing, failing=failing)
    assert code != 0
    assert "apt-get install bubblewrap" in said
    assert calls == ""  # no test was run
