"""The fork server: loads a release once and forks workers that share its memory.

Started by the serving process as ``python -m akkoord.app.sparql.zygote`` with a socket as its
standard input. It reports once, in a line of JSON (:class:`.frames.Report`); then, for each
socket that it is sent (SCM_RIGHTS), it forks a worker that talks over that socket. It ends when
the other side closes, whatever the reason, and the kernel ends its workers with it.

A fresh program rather than a fork of the serving process: it has one thread, which makes
forking safe, and nothing of HTTP in its memory. The socket pair is made by the serving process,
which thus holds its end at once and needs no answer from here.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import signal
import socket
import sys
from pathlib import Path
from typing import cast

import pyoxigraph

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release.layout import CHECKSUMS, SEARCH, Release, checksums, open_release
from akkoord.graph.release.store import load
from akkoord.graph.search.reading import load_index

from . import frames, sandbox, worker
from .limits import Limits


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
        if sums.get(path.name) != hashlib.sha256(path.read_bytes()).hexdigest():
            raise ReleaseError(f"{path} is not what {CHECKSUMS} says; build again")
    return worker.Loaded(load(release), release.base, load_index(release))


def main(release: Path, limits: Limits) -> None:
    """Load ``release``, report, and fork workers until the serving process closes the socket."""
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps workers
    try:
        loaded = verified(open_release(release))
    except (OSError, ValueError, ReleaseError) as error:
        control.sendall(frames.Report(error=str(error)).encode())
        return
    triples = _default_graph_size(loaded.store)
    control.sendall(frames.Report("", triples, len(loaded.store) - triples).encode())
    gc.collect()
    gc.freeze()  # a collection in a worker would touch, and so copy, what it shares
    while descriptor := _next_socket(control):
        _fork_worker(descriptor, control, loaded, limits)


def _default_graph_size(store: pyoxigraph.Store) -> int:
    solutions = cast(
        "pyoxigraph.QuerySolutions", store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    )
    return int(next(iter(solutions))["n"].value)


def _next_socket(control: socket.socket) -> int:
    """Return the descriptor of the next worker's socket; 0 when there is none to come."""
    _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    return descriptors[0] if descriptors else 0


def _fork_worker(
    descriptor: int, control: socket.socket, loaded: worker.Loaded, limits: Limits
) -> None:
    zygote = os.getpid()
    if os.fork():
        os.close(descriptor)
        return
    try:
        sandbox.die_with(zygote)
        control.close()
        os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
        os.dup2(sys.stdin.fileno(), sys.stdout.fileno())
        os.dup2(sys.stdin.fileno(), sys.stderr.fileno())  # aborts are noisy
        with contextlib.suppress(ConnectionError):
            worker.main(socket.socket(fileno=descriptor), loaded, limits, os.getpid())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Limits.decode(sys.argv[2]))
