"""The serving process's side of the zygote and of a worker: their sockets and their ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Protocol, cast

from . import frames
from .limits import Limits
from .places import Places, allocate

NICE = 10
"""Priority of a slow query's worker: about a tenth of a quick one's share of a processor."""

KIND = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
"""Of the queue: keeps messages apart, and readers of it apart too."""


class Zygote:
    """The fork server of one release, and the queue that its workers serve. See :meth:`start`."""

    def __init__(self, release: Path, limits: Limits) -> None:
        self.queue, queue = socket.socketpair(socket.AF_UNIX, KIND)
        self._control, control = socket.socketpair()
        memory = allocate(2 * (limits.workers + limits.slow))
        command = [sys.executable, "-P", "-m", "akkoord.app.sparql.zygote", str(release)]
        command += [limits.encode(), str(queue.fileno()), str(memory)]
        with control, queue:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no argument from outside
                command, stdin=control.fileno(), pass_fds=(queue.fileno(), memory)
            )
        self.places = Places(memory)
        self._free = set(range(self.places.count))
        self.queue.setblocking(False)
        self._control.setblocking(False)

    @classmethod
    async def start(cls, release: Path, limits: Limits) -> tuple[Zygote, frames.Report]:
        """Start a zygote and wait until it has loaded ``release``, or failed to."""
        zygote = cls(release, limits)
        line = b""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionError):
            while not line.endswith(b"\n"):
                part = await loop.sock_recv(zygote._control, 4096)
                if not part:
                    break
                line += part
        if not line:
            return zygote, frames.Report(error="the loader died")
        return zygote, frames.Report.decode(line)

    def fork(self) -> tuple[socket.socket, int]:
        """Have a worker forked; return our end of its socket, and its place.

        Raises:
            OSError: the zygote is gone, or all places are taken.
        """
        if not self._free:
            raise OSError("no place for another worker")
        place = self._free.pop()
        self.places.clear(place)
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [frames.NUMBER.pack(place)], [theirs.fileno()])
            except OSError:
                ours.close()
                self.release(place)
                raise
        ours.setblocking(False)
        return ours, place

    def release(self, place: int) -> None:
        """Take back the place of a worker that ended."""
        self._free.add(place)

    async def ended(self) -> None:
        """Return when the zygote is gone."""
        with contextlib.suppress(OSError):
            while await asyncio.get_running_loop().sock_recv(self._control, 64):
                pass

    def stop(self) -> None:
        """End the zygote; the kernel ends its workers."""
        self._process.kill()
        self._process.wait()
        self._control.close()
        self.queue.close()


class Owner(Protocol):
    """What a worker reports to."""

    def received(self, worker: Worker, kind: bytes, number: int, payload: bytes) -> None:
        """Take a frame about query ``number``."""

    def lost(self, worker: Worker) -> None:
        """Learn that the worker is gone."""


class Worker(asyncio.Protocol):
    """A worker process, as a connection. Made by :meth:`connect`.

    Attributes:
        pid: of its process; 0 once that is gone, as the number may then be somebody else's.
        confined: whether its system calls are filtered.
        alive: whether it was neither ended nor lost.
        slow: whether it has a low priority; its query is its last.
        target: the query that it was killed for; 0 for none.
        broke_down: whether it ended over a query, rather than being ended.
    """

    def __init__(self, owner: Owner, zygote: Zygote, place: int) -> None:
        self.pid = self.confined = self.target = 0
        self.alive = True
        self.slow = False
        self._owner = owner
        self._zygote = zygote
        self._place = place
        self._transport: asyncio.Transport | None = None
        self._pending = b""
        self._paused = False
        self._process: int | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def connect(cls, owner: Owner, zygote: Zygote) -> Worker:
        """Have ``zygote`` fork a worker, and return it once it says that it is ready.

        Raises:
            ConnectionError: it died before.
            OSError: the zygote is gone.
        """
        connection, place = zygote.fork()
        worker = cls(owner, zygote, place)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: worker, sock=connection)
        try:
            await worker._ready
        except BaseException:
            worker.kill()
            raise
        return worker

    @property
    def current(self) -> int:
        """The query that it is at, or was last; 0 for none yet."""
        return self._zygote.places.current(self._place)

    @property
    def broke_down(self) -> bool:
        """Whether it ended over a query, rather than being ended by someone."""
        return self._pending.startswith(frames.EPITAPH)

    def hand(self, task: bytes) -> None:
        """Send a task that the worker asked for."""
        if self._transport is not None:
            self._transport.write(frames.NUMBER.pack(len(task)) + task)

    def pause(self) -> None:
        """Read no more of its answer, which makes it wait."""
        if not self._paused and self._transport is not None and self.alive:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        if self._paused and self._transport is not None and self.alive:
            self._paused = False
            self._transport.resume_reading()

    def slow_down(self) -> None:
        """Lower its priority, which cannot be raised again, and let its query be the last."""
        self.slow = True
        self._zygote.places.dismiss(self._place)
        if not self.pid:
            return  # 0 would mean this process
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICE)

    def kill(self, target: int = 0) -> None:
        """End the worker at once, over query ``target`` if there is one."""
        self.alive = False
        self.target = target
        with contextlib.suppress(OSError):
            if self._process is not None:
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            elif self.pid:
                os.kill(self.pid, signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio: take frames off what has arrived."""
        if self._pending:
            data = self._pending + data
        start, end = 0, len(data)
        while end - start >= frames.HEAD.size:
            kind, number, length = frames.HEAD.unpack_from(data, start)
            body = start + frames.HEAD.size
            if end < body + length:
                break
            start = body + length
            if kind == frames.READY:
                self._greet(data[body:start])
            else:
                self._owner.received(self, kind, number, data[body:start])
        self._pending = data[start:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when the worker is gone."""
        self.alive = False
        self.pid = 0
        if self._process is not None:
            os.close(self._process)
            self._process = None
        if self._ready.done():
            self._owner.lost(self)
        else:
            self._ready.set_exception(ConnectionError("the worker ended"))
        self._zygote.release(self._place)

    def _greet(self, told: bytes) -> None:
        self.pid, self.confined = (int(number) for number in told.split())
        with contextlib.suppress(OSError, AttributeError):
            # A descriptor names this very process even after its number is used again.
            self._process = os.pidfd_open(self.pid)
        if not self._ready.done():
            self._ready.set_result(None)
