"""The fork server: loads a release once and forks workers that share its memory.

Started by the serving process as ``python -m akkoord.app.sparql.zygote`` with a socket as its
standard input. It reports once, in a line of JSON (:class:`.frames.Report`); then, for each
socket that it is sent (SCM_RIGHTS), it forks a worker that answers over that socket. It ends when
the other side closes, whatever the reason, and the kernel ends its workers with it.

A fresh program rather than a fork of the serving process: it has one thread, which makes
forking safe, and nothing of HTTP in its memory. The socket pair is made by the serving process,
which thus holds its end at once and needs no answer from here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.integrity import digest_of
from akkoord.graph.release.layout import CHECKSUMS, SEARCH, Release, checksums, open_release
from akkoord.graph.release.store import load
from akkoord.graph.search.reading import load_index

from . import frames, sandbox, worker
from .desk import Desk
from .limits import Limits
from .places import Places


def verified(release: Release) -> worker.Loaded:
    """Load ``release``, its files being what its checksums say.

    Raises:
        OSError: a file is missing.
        ReleaseError: a file is not what was written, or does not parse.
    """
    sums = checksums(release.path)
    for path in (release.file("nq"), release.file("nt"), release.path / SEARCH):
        if path.name == SEARCH and path.name not in sums:
            continue  # by a version of this program that made no index
        if sums.get(path.name) != digest_of(path):
            raise ReleaseError(f"{path} is not what {CHECKSUMS} says; build again")
    return worker.Loaded(load(release), release.base, load_index(release))


def main(release: Path, limits: Limits, queue: int, memory: int) -> None:
    """Load ``release``, report, and fork workers until the serving process closes the socket.

    Args:
        release: its folder.
        limits: those of the endpoint.
        queue: descriptor of the socket from which workers take queries.
        memory: descriptor of the places that they share with the serving process.
    """
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    if sys.platform == "linux":
        # A worker that is woken does not interrupt whom it works for, who hands out more instead.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps workers
    try:
        # In a thread of its own, as Oxigraph keeps a generator of random numbers for each: one
        # that was used before the fork would give all workers the same UUIDs.
        with ThreadPoolExecutor(1) as loader:
            loaded = loader.submit(verified, open_release(release)).result()
    except (OSError, ValueError, ReleaseError) as error:
        control.sendall(frames.Report(error=str(error)).encode())
        return
    control.sendall(frames.Report().encode())
    places = Places(memory)
    tasks = socket.socket(fileno=queue)
    gc.collect()
    gc.freeze()  # a collection in a worker would touch, and so copy, what it shares
    while (wanted := _next_wanted(control)) is not None:
        descriptor, place = wanted
        with socket.socket(fileno=descriptor) as connection:
            desk = Desk(tasks, connection, places, place)
            _fork_worker(desk, control, loaded, limits)


def _next_wanted(control: socket.socket) -> tuple[int, int] | None:
    """Return the descriptor of the next worker's socket and its place; ``None`` for no more."""
    told, descriptors, _, _ = socket.recv_fds(control, frames.NUMBER.size, 1)
    return (descriptors[0], frames.NUMBER.unpack(told)[0]) if descriptors else None


def _fork_worker(desk: Desk, control: socket.socket, loaded: worker.Loaded, limits: Limits) -> None:
    """Fork a worker; where that fails, its socket closes, and the serving process tries again."""
    zygote = os.getpid()
    try:
        if os.fork():
            return
    except OSError as error:
        sys.stderr.write(f"no worker can be forked: {error.strerror}\n")
        return
    try:
        sandbox.die_with(zygote)
        control.close()
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        os.dup2(sys.stdin.fileno(), sys.stdout.fileno())
        os.dup2(sys.stdin.fileno(), sys.stderr.fileno())  # aborts are noisy
        with contextlib.suppress(ConnectionError):
            worker.main(desk, loaded, limits, os.getpid())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Limits.decode(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
