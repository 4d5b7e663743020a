"""The system calls that a learner's process may not make, as a filter that Linux enforces.

Everything that cells of a notebook do works; what starts programs or processes, opens sockets,
changes namespaces, inspects other processes, or takes memory that no limit counts, fails.  A
kernel for another language may start programs and open sockets, and nothing else of that.  The
filter is a program for the packet-filter machine of Linux (seccomp(2), bpf(2)); it is inherited
and cannot be removed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

__all__ = ["deny_system_calls", "filter_of_system_calls", "is_supported"]

# The audit name of the machine, and the number of each call there (asm/unistd_64.h and
# asm-generic/unistd.h).
_MACHINES = {
    "x86_64": (
        0xC000003E,
        {
            "fork": 57, "vfork": 58, "execve": 59, "execveat": 322,
            "socket": 41, "connect": 42, "bind": 49, "listen": 50, "accept": 43, "accept4": 288,
            "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
            "pidfd_getfd": 438, "process_madvise": 440,
            "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272,
            "setns": 308, "mount_setattr": 442, "open_tree": 428, "move_mount": 429,
            "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
            "name_to_handle_at": 303, "open_by_handle_at": 304,
            "keyctl": 250, "add_key": 248, "request_key": 249,
            "bpf": 321, "perf_event_open": 298, "userfaultfd": 323,
            "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
            "memfd_create": 319, "memfd_secret": 447,
            "shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240,
            "init_module": 175, "finit_module": 313, "delete_module": 176, "kexec_load": 246,
            "reboot": 169, "swapon": 167, "acct": 163, "quotactl": 179, "syslog": 103,
        },
        {"clone": 56, "clone3": 435},
    ),
    "aarch64": (
        0xC00000B7,
        {
            "execve": 221, "execveat": 281,
            "socket": 198, "connect": 203, "bind": 200, "listen": 201, "accept": 202,
            "accept4": 242,
            "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272,
            "pidfd_getfd": 438, "process_madvise": 440,
            "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97,
            "setns": 268, "mount_setattr": 442, "open_tree": 428, "move_mount": 429,
            "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
            "name_to_handle_at": 264, "open_by_handle_at": 265,
            "keyctl": 219, "add_key": 217, "request_key": 218,
            "bpf": 280, "perf_event_open": 241, "userfaultfd": 282,
            "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
            "memfd_create": 279, "memfd_secret": 447,
            "shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180,
            "init_module": 105, "finit_module": 273, "delete_module": 106, "kexec_load": 104,
            "reboot": 142, "swapon": 224, "acct": 89, "quotactl": 60, "syslog": 116,
        },
        {"clone": 220, "clone3": 435},
    ),
}  # fmt: skip

_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020000  # any of the new namespaces
_PROGRAMS = {
    *("fork", "vfork", "execve", "execveat"),
    *("socket", "connect", "bind", "listen", "accept", "accept4"),
}
_OTHER_INTERFACE = 0x40000000  # x32, whose numbers start here
# Newer calls, whose numbers all machines share: Linux grows new ways to see and to make mounts
# (statmount, open_tree_attr), and libraries do without what a machine does not have.
_NEWER = 450
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2


def is_supported() -> bool:
    """Whether the numbers of this machine's system calls are known."""
    return platform.machine() in _MACHINES


def deny_system_calls() -> None:
    """Install the filter in this process and all that it starts; it cannot be taken back.

    Raises
    ------
    OSError
        If Linux refuses the filter.
    """
    library = ctypes.CDLL(None, use_errno=True)
    code = filter_of_system_calls()
    program = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(program))
    )
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if library.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(head), 0, 0):
        raise OSError(ctypes.get_errno(), "Linux refused the filter of system calls")


def filter_of_system_calls(*, programs: bool = False) -> bytes:
    """The filter, in the form that Linux takes.

    Parameters
    ----------
    programs : bool
        Whether to allow programs, processes and sockets, for kernels that are made of them.
    """
    audit, denied, special = _MACHINES[platform.machine()]
    refuse = _FAIL | errno.EPERM

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    steps = [
        step(_LOAD, _ARCHITECTURE),
        step(_EQUAL, audit, 1, 0),
        step(_RETURN, refuse),
        step(_LOAD, _NUMBER),
        step(_AT_LEAST, _OTHER_INTERFACE, 0, 1),
        step(_RETURN, refuse),
        step(_AT_LEAST, _NEWER, 0, 1),
        step(_RETURN, _FAIL | errno.ENOSYS),
        # Its flags stand in memory, which a filter cannot read: libraries fall back to clone.
        step(_EQUAL, special["clone3"], 0, 1),
        step(_RETURN, _FAIL | errno.ENOSYS),
        # A clone is a new thread, or it is refused: limits on processes do not bind root.
        step(_EQUAL, special["clone"], 0, 4),
        step(_LOAD, _FIRST_ARGUMENT),
        step(_HAS_BITS, _CLONE_NEW, 0, 1) if programs else step(_HAS_BITS, _CLONE_THREAD, 1, 0),
        step(_RETURN, refuse),
        step(_RETURN, _ALLOW),
    ]
    for name, number in denied.items():
        if not (programs and name in _PROGRAMS):
            steps += [step(_EQUAL, number, 0, 1), step(_RETURN, refuse)]
    return b"".join([*steps, step(_RETURN, _ALLOW)])
