"""What the kernel lets a worker do: compute, allocate up to a limit, and talk over its socket.

Everything here needs no privilege and cannot be undone by the process that asks for it. Linux
on x86-64 or aarch64 gets a seccomp filter: a list of the system calls that evaluation needs, and
"operation not permitted" for all others, so a worker can open neither files nor sockets and can
start neither processes nor programs. Elsewhere the resource limits alone hold, and
:func:`confine` says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from pathlib import Path

from .limits import Limits

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_STACK = 64 * 1024 * 1024
"""Bytes of stack: Oxigraph evaluates recursively, and 8 MiB are soon spent by long UNIONs."""

_X86_64 = {
    "read": 0, "write": 1, "close": 3, "poll": 7, "mmap": 9, "mprotect": 10, "munmap": 11,
    "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_yield": 24,
    "mremap": 25, "madvise": 28, "getpid": 39, "sendto": 44, "recvfrom": 45, "exit": 60,
    "gettimeofday": 96, "getrusage": 98, "sigaltstack": 131, "gettid": 186, "futex": 202,
    "sched_getaffinity": 204, "clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231,
    "tgkill": 234, "getrandom": 318, "rseq": 334,
}  # fmt: skip
_AARCH64 = {
    "read": 63, "write": 64, "close": 57, "ppoll": 73, "mmap": 222, "mprotect": 226,
    "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
    "sched_yield": 124, "mremap": 216, "madvise": 233, "getpid": 172, "sendto": 206,
    "recvfrom": 207, "exit": 93, "gettimeofday": 169, "getrusage": 165, "sigaltstack": 132,
    "gettid": 178, "futex": 98, "sched_getaffinity": 123, "clock_gettime": 113,
    "clock_nanosleep": 115, "exit_group": 94, "tgkill": 131, "getrandom": 278, "rseq": 293,
}  # fmt: skip

_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
"""AUDIT_ARCH value and system call numbers, by ``uname -m``."""

# Classic BPF (linux/bpf_common.h) and seccomp's verdicts (linux/seccomp.h).
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_GREATER, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # errno 1: EPERM
_NUMBER_OFFSET, _ARCH_OFFSET = 0, 4
_X32_BIT = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies; at once if that is past.

    Args:
        parent: process id of the parent as this process knew it before.
    """
    if sys.platform != "linux":
        return
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def confine(limits: Limits) -> bool:
    """Give up, for good, everything that evaluating queries does not need.

    Returns:
        Whether system calls are filtered; without, only resources are limited.
    """
    _limit_resources(limits)
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    try:
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
        _filter_system_calls(bpf(*machine))
    except OSError:
        return False
    return True


def bpf(architecture: int, calls: dict[str, int]) -> bytes:
    """Return the filter that allows ``calls`` and refuses the rest, as classic BPF.

    A call of another architecture's numbering (32-bit code, x32) ends the process.
    """
    numbers = sorted(calls.values())
    program = [
        _instruction(_LOAD, _ARCH_OFFSET),
        _instruction(_JUMP_IF_EQUAL, architecture, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER_OFFSET),
        _instruction(_JUMP_IF_GREATER, _X32_BIT, 0, 1),
        _instruction(_RETURN, _KILL),
    ]
    program += [
        _instruction(_JUMP_IF_EQUAL, number, len(numbers) - index, 0)
        for index, number in enumerate(numbers)
    ]
    return b"".join([*program, _instruction(_RETURN, _REFUSE), _instruction(_RETURN, _ALLOW)])


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _limit_resources(limits: Limits) -> None:
    # A worker retires once it has computed for one limit's time, so twice that is never
    # reached by a query that the serving process still watches.
    _cap(resource.RLIMIT_CPU, int(2 * limits.seconds) + 1)
    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_FSIZE, 0)
    _cap(resource.RLIMIT_STACK, _STACK)
    used = address_space()
    if used is not None:
        _cap(resource.RLIMIT_AS, used + limits.memory)
    _cap(resource.RLIMIT_NOFILE, 16)


def _cap(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (ceiling, ceiling))


def address_space() -> int | None:
    """Return the bytes of address space that this process uses; ``None`` if it cannot tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()


def _prctl(option: int, value: int, pointer: int = 0) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), ctypes.c_void_p(pointer), 0, 0):
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def _filter_system_calls(program: bytes) -> None:
    code = ctypes.create_string_buffer(program, len(program))
    size = struct.calcsize("=HBBI")
    wrapped = _Program(len(program) // size, ctypes.addressof(code))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(wrapped))
