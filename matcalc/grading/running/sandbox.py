"""Where a stranger's code runs: its own view of the machine, its own process tree, its limits.

Two shells.  `command` starts Python in bubblewrap: no network, a read-only system, only the
packages that the cells need, another user, no capabilities.  Inside, each process that is about
to run a submission calls `isolate` and `confine`: again new namespaces, an empty temporary
space, limits, and the filter of system calls.  A kernel for another language is started there
with `own_sandbox`, a third shell: it is a program, and may start others.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import re
import resource
import shutil
import signal
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from matcalc.errors import MatcalcError
from matcalc.grading.running.limits import MEGABYTE, Limits

# `deny_system_calls`: removed by tests/attacks/removed.py
from matcalc.grading.running.seccomp import deny_system_calls, filter_of_system_calls, is_supported

__all__ = [
    "SCRATCH", "become_nobody", "command", "confine", "end_with_parent", "isolate", "own_sandbox",
    "require_sandbox",
]  # fmt: skip

NOBODY = 65534
SCRATCH = "/tmp"  # inside: the one place that can be written, empty for each submission
PACKAGES = PurePosixPath("/packages")
PROCESSES = 128  # with their threads, of a kernel for another language
THREADS = 512  # of Python: each takes memory of Linux's own, and a number that others need
# What lets ordinary users have user namespaces: on any Linux, on Debian, with AppArmor (Ubuntu).
SETTINGS = {
    "user.max_user_namespaces": 1024,
    "kernel.unprivileged_userns_clone": 1,
    "kernel.apparmor_restrict_unprivileged_userns": 0,
}
START = (  # removed by tests/attacks/removed.py, which puts its own statements before the last
    "import sys; sys.path[1:1] = {paths!r}; "
    "from matcalc.grading.running.warm import main; main({fd}, sandboxed={sandboxed})"
)

_NEW_USER, _NEW_MOUNTS, _NEW_PROCESSES, _NEW_IPC = 0x10000000, 0x00020000, 0x20000000, 0x08000000
_READ_ONLY, _NO_SETUID, _NO_DEVICES = 1, 2, 4
_BIND, _RECURSIVE, _PRIVATE = 1 << 12, 1 << 14, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_CAPABILITIES_3 = 0x20080522  # the version of capset(2)'s structures


def require_sandbox() -> None:
    """Make sure that submissions can be confined here.

    Raises
    ------
    MatcalcError
        If bubblewrap is missing, the machine is of a kind without a filter of system calls, or
        namespaces are forbidden; the message names what to install or to set.
    """
    if not sys.platform.startswith("linux") or not is_supported():
        raise MatcalcError(
            "submissions can be confined on Linux (x86-64 or ARM64) only; on a machine that "
            "holds nothing else, --no-sandbox grades without"
        )
    if shutil.which("bwrap") is None:
        raise MatcalcError(
            "bubblewrap is missing, so submissions cannot be confined. Install it with "
            "`apt-get install bubblewrap` (Debian, Ubuntu) or `dnf install bubblewrap` (Fedora); "
            "on a machine that holds nothing else, --no-sandbox grades without"
        )
    if reason := _refusal():
        raise MatcalcError(
            f"this machine forbids the namespaces that the sandbox is made of ({reason}). Allow "
            f"them with {_settings()}, or in a container with its `--security-opt "
            "seccomp=unconfined`; on a machine that holds nothing else, --no-sandbox grades without"
        )


def _refusal() -> str:
    """Why a process in a sandbox cannot isolate itself, in the machine's words; empty if it can."""
    twice = ["bwrap", "--unshare-user", "--dev-bind", "/", "/"] * 2
    is_root = os.getuid() == 0
    # An ordinary user's rights are all that processes in the sandbox have.
    other: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root else {}
    try:
        tried = subprocess.run([*twice, "true"], cwd="/", capture_output=True, text=True, **other)
    except OSError as error:
        return str(error)
    lines = tried.stderr.strip().splitlines() or [f"bwrap ended with {tried.returncode}"]
    return lines[-1] if tried.returncode else ""


def _settings() -> str:
    """The commands that allow user namespaces: those this machine needs, or all that may be."""
    wrong = {name: value for name, value in SETTINGS.items() if not _is_set(name, value)}
    return " or ".join(f"`sysctl -w {name}={n}`" for name, n in (wrong or SETTINGS).items())


def _is_set(setting: str, value: int) -> bool:
    """Whether a setting of the kernel allows user namespaces, or does not exist here."""
    try:
        found = int(Path("/proc/sys", *setting.split(".")).read_text())
    except (OSError, ValueError):
        return True
    return found >= value if value else found == 0


def command(
    fd: int, *, sandboxed: bool, programs: bool = False, folders: Sequence[str] = ()
) -> list[str]:
    """The command that starts a warm process, which talks through an inherited socket.

    Parameters
    ----------
    fd : int
        The descriptor of the socket.
    sandboxed : bool
        Without it the same process runs with the caller's rights.
    programs : bool
        Whether it starts other programs, which need more devices: terminals.
    folders : sequence of str
        What else it can read, at the places where it is here.
    """
    python = str(Path(sys.executable).resolve())
    if not sandboxed:
        paths = [*_package_folders(), str(_own_package().parent)]
        return [python, "-I", "-S", "-c", START.format(paths=paths, fd=fd, sandboxed=sandboxed)]
    packages = {str(PACKAGES / str(n)): folder for n, folder in enumerate(_package_folders())}
    paths = [*packages, str(PACKAGES / "matcalc")]
    packages[str(PACKAGES / "matcalc" / "matcalc")] = str(_own_package())
    interpreter = {sys.base_prefix, sysconfig.get_path("stdlib"), str(Path(python).parent)}
    bind = packages | {f: f for f in [*interpreter, *folders] if not f.startswith("/usr")}
    return [
        *("bwrap", "--new-session"),
        *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--hostname", "sandbox"),
        *_other_user(),
        *("--clearenv", *_environment()),
        *_system(programs),
        *("--perms", "1777", "--size", str(256 * MEGABYTE), "--tmpfs", SCRATCH),  # its own
        *_bound(bind),
        *_emptied(packages),
        *("--remount-ro", "/", "--chdir", "/", "--"),
        *(python, "-I", "-S", "-c", START.format(paths=paths, fd=fd, sandboxed=sandboxed)),
    ]


def _system(programs: bool) -> list[str]:
    """The system's own folders, to be read, and its devices."""
    few = [*_open_folder("/dev"), *_devices("null", "zero", "random", "urandom")]
    return [
        *_open_folder("/etc"),
        *("--ro-bind", "/usr", "/usr"),
        *(part for name in ("bin", "lib", "lib64") for part in _system_folder(name)),
        *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
        *("--ro-bind-try", "/etc/fonts", "/etc/fonts"),
        *("--proc", "/proc"),
        *(("--dev", "/dev", "--remount-ro", "/dev") if programs else few),
    ]


def become_nobody() -> None:
    """Give up the rights of root, which the sandbox of an ordinary user never had."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        # The kernel hides a process that changed its user from itself; namespaces need /proc/self.
        _call("prctl", _PR_SET_DUMPABLE, 1, 0, 0, 0)


def end_with_parent() -> None:
    """Let Linux end this process when the one that started it ends; other systems do not."""
    if sys.platform.startswith("linux"):
        _library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def isolate(
    limits: Limits, hidden: Iterable[str] = (), *, alone: bool = True, folders: Iterable[str] = ()
) -> None:
    """Enter new namespaces, in which everything but the system's files is this process's own.

    Parameters
    ----------
    hidden : iterable of str
        Modules that are not to be found.
    alone : bool
        Whether other processes are out of sight, and what is forked next is process 1 of a tree
        that ends with it.
    folders : iterable of str
        Which may be below the scratch folder, and are not to vanish with what it held.

    Raises
    ------
    OSError
        If the machine forbids namespaces to ordinary users.
    """
    user, group = os.getuid(), os.getgid()
    places = [place for name in hidden for place in _places(name)]
    processes = _NEW_PROCESSES if alone else 0
    _call("unshare", _NEW_USER | _NEW_MOUNTS | _NEW_IPC | processes)
    # Without these maps no file could be created: its owner would have no number.
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _call("mount", b"none", b"/", None, _RECURSIVE | _PRIVATE, None)
    space = f"size={limits.disk},nr_inodes=4096,mode=700".encode()
    kept = {f: os.open(f, os.O_PATH) for f in folders if Path(f).is_relative_to(SCRATCH)}
    _mount(SCRATCH, space, _NO_SETUID | _NO_DEVICES)
    for folder, descriptor in kept.items():
        Path(folder).mkdir(parents=True, exist_ok=True)
        opened = f"/proc/self/fd/{descriptor}".encode()
        _call("mount", opened, os.fsencode(folder), None, _BIND | _RECURSIVE, None)
        os.close(descriptor)
    for place in places:
        if place.is_dir():
            _mount(str(place), b"size=4k,mode=755", _READ_ONLY)
        else:
            _call("mount", b"/dev/null", os.fsencode(place), None, _BIND, None)
    if alone:
        _mount("/proc", b"size=4k,mode=755", _READ_ONLY)
    os.chdir(SCRATCH)


def own_sandbox() -> tuple[list[str], int]:
    """What to write before the command of a program that no other is to share a sandbox with.

    Other processes' names can be seen there in /proc, but Linux opens nothing of theirs to a
    process of another user namespace (user_namespaces(7), ptrace(2)).

    Returns
    -------
    command, fd
        The descriptor is for the command to inherit: it reads the filter of system calls there.
    """
    fd = os.memfd_create("filter")
    os.write(fd, filter_of_system_calls(programs=True))
    os.lseek(fd, 0, os.SEEK_SET)
    command = [
        "bwrap",
        "--die-with-parent",
        *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-net"),
        *("--bind", "/", "/", "--ro-bind", "/proc", "/proc"),
        *("--dev", "/dev", "--remount-ro", "/dev"),  # with terminals of its own
        *("--seccomp", str(fd), "--"),
        *("env", "--default-signal=INT"),  # so that it can be interrupted, and what is above not
    ]
    return command, fd


def confine(limits: Limits, *, sandboxed: bool, programs: bool = False) -> None:
    """Set this process's limits and, in the sandbox, filter its system calls; for good.

    Parameters
    ----------
    programs : bool
        Whether it may start programs: then their number is limited, and nothing is filtered.
    """
    # Before Linux 5.14 all that a user runs is counted, and not what runs in a namespace.
    counted = sandboxed and (programs or _linux() >= (5, 14))
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        *([(resource.RLIMIT_NPROC, PROCESSES if programs else THREADS)] if counted else []),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))  # removed by tests/attacks/removed.py
    if sandboxed and not programs:
        _drop_capabilities()
        deny_system_calls()


def _linux() -> tuple[int, ...]:
    """The version of Linux, as far as numbers say it."""
    found = re.match(r"(\d+)\.(\d+)", platform.release())
    return tuple(map(int, found.groups())) if found else ()


def _drop_capabilities() -> None:
    """Give up what Linux gives to the first process of a user namespace, for good."""
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)  # of this process
    _call("capset", head, (ctypes.c_uint32 * 6)())


def _own_package() -> Path:
    return Path(__file__).resolve().parents[2]


def _package_folders() -> list[str]:
    """The folders of installed packages; an editable installation elsewhere is not one."""
    known = [*site.getsitepackages(), site.getusersitepackages()]
    return [entry for entry in sys.path if entry in known and Path(entry).is_dir()]


def _other_user() -> list[str]:
    if os.getuid() == 0:  # `become_nobody` needs these two, and loses them
        return ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]


def _environment() -> list[str]:
    values = {
        "HOME": SCRATCH,
        "TMPDIR": SCRATCH,
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "NBGRADER_EXECUTION": "autograde",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MATCALC_LANGUAGE": os.environ.get("MATCALC_LANGUAGE", "en"),
    }
    return [part for name, value in values.items() for part in ("--setenv", name, value)]


def _system_folder(name: str) -> list[str]:
    folder = Path("/", name)
    if folder.is_symlink():
        return ["--symlink", str(folder.readlink()), str(folder)]
    return ["--ro-bind-try", str(folder), str(folder)]


def _open_folder(name: str) -> list[str]:
    """A folder that anyone may enter; bubblewrap would close it to others than root."""
    return ["--perms", "0755", "--dir", name]


def _devices(*names: str) -> list[str]:
    return [part for name in names for part in ("--dev-bind", f"/dev/{name}", f"/dev/{name}")]


def _bound(bind: dict[str, str]) -> list[str]:
    """Read-only bindings, and the folders above them."""
    made: dict[str, None] = {}
    for target in bind:
        made |= {str(parent): None for parent in reversed(PurePosixPath(target).parents)}
    folders = [part for name in made if name not in ("/", "/usr") for part in _open_folder(name)]
    return folders + [
        part for target, source in bind.items() for part in ("--ro-bind", source, target)
    ]


def _emptied(packages: dict[str, str]) -> list[str]:
    """What installers note of where a package came from: paths of this machine."""
    notes = ("*.dist-info/direct_url.json", "*.pth", "*.egg-link", "__editable__*.py")
    found = [
        str(PurePosixPath(target, path.relative_to(folder)))
        for target, folder in packages.items()
        for note in notes
        for path in sorted(Path(folder).glob(note))
    ]
    return [part for path in found for part in ("--ro-bind", "/dev/null", path)]


def _places(module: str) -> list[Path]:
    """The folder of an installed module, or its file and what that was compiled to."""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return []
    if found is None or found.origin is None:
        return []
    if found.submodule_search_locations:
        return [Path(found.origin).parent]
    files = [Path(found.origin), Path(found.cached or found.origin)]
    return [file for file in dict.fromkeys(files) if file.exists()]


def _mount(target: str, options: bytes, flags: int) -> None:  # removed by tests/attacks/removed.py
    _call("mount", b"tmpfs", os.fsencode(target), b"tmpfs", flags, options)


_library = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_library, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
