"""The serving process's side of the zygote and of a worker: their sockets and their ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import cast

from . import frames
from .limits import Limits

NICE = 10
"""Priority of a slow query's worker: about a tenth of a quick one's share of a processor."""

_BUFFERED = 4 * frames.CHUNK
"""Bytes of an answer held for a client before its worker is made to wait."""


class WorkerDiedError(Exception):
    """A worker's socket closed in the middle of a query.

    Attributes:
        exhausted: whether it broke down over the query, rather than being ended by someone.
    """

    def __init__(self, *, exhausted: bool = False) -> None:
        super().__init__()
        self.exhausted = exhausted


class Zygote:
    """The fork server of one release. Made by :meth:`start`."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process = process
        self._control = control
        self.pid = process.pid

    @classmethod
    async def start(cls, release: Path, limits: Limits) -> tuple[Zygote, frames.Report]:
        """Start a zygote and wait until it has loaded ``release``, or failed to."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module, arguments not from outside
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "akkoord.app.sparql.zygote",
                    str(release),
                    limits.encode(),
                ],
                stdin=theirs.fileno(),
            )
        ours.setblocking(False)
        line = b""
        loop = asyncio.get_running_loop()
        while not line.endswith(b"\n"):
            part = await loop.sock_recv(ours, 4096)
            if not part:
                break
            line += part
        if not line:
            return cls(process, ours), frames.Report(error="the loader died")
        return cls(process, ours), frames.Report.decode(line)

    def fork(self) -> socket.socket:
        """Have a worker forked and return our end of its socket.

        Raises:
            OSError: the zygote is gone.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"w"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        ours.setblocking(False)
        return ours

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


class Worker(asyncio.Protocol):
    """A worker process, as a connection. Made by :meth:`connect`."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._pending = bytearray()
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._held = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._process: int | None = None
        self.pid = 0
        self.confined = 0
        self.alive = True
        self.slow = False
        self.retires = False
        self.on_end: Callable[[], None] = lambda: None

    @classmethod
    async def connect(cls, connection: socket.socket) -> Worker:
        """Return the worker behind ``connection`` once it says that it is ready.

        Raises:
            WorkerDiedError: it died before.
        """
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(cls, sock=connection)
        try:
            _, told = await worker.receive()
        except BaseException:
            worker.kill()
            raise
        worker.pid, worker.confined = (int(number) for number in told.split())
        with contextlib.suppress(OSError, AttributeError):
            # A descriptor names this very process even after its number is used again.
            worker._process = os.pidfd_open(worker.pid)
        return worker

    def send(self, task: frames.Task) -> None:
        """Hand the worker a query."""
        if self._transport is not None:
            self._transport.write(task.encode())

    async def receive(self) -> tuple[bytes, bytes]:
        """Return the next frame: its kind and payload.

        Raises:
            WorkerDiedError: the worker is gone and said no more.
        """
        while not self._frames:
            if not self.alive:
                raise WorkerDiedError(exhausted=self._pending.startswith(frames.EPITAPH))
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        kind, payload = self._frames.popleft()
        self._held -= len(payload)
        if self._paused and self._held < _BUFFERED // 2 and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()
        return kind, payload

    def take_end(self) -> bool:
        """Take the END frame, if it is here and next; whether it was."""
        if not self._frames or self._frames[0][0] != frames.END:
            return False
        _, last_word = self._frames.popleft()
        self.retires = bool(last_word)
        return True

    def slow_down(self) -> None:
        """Lower the worker's priority; it cannot be raised again."""
        self.slow = True
        if not self.pid:
            return  # 0 would mean this process
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICE)

    def kill(self) -> None:
        """End the worker at once."""
        self.alive = False
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
        self._pending += data
        start = 0
        while len(self._pending) - start >= frames.HEAD.size:
            kind, length = frames.HEAD.unpack_from(self._pending, start)
            body = start + frames.HEAD.size
            if len(self._pending) < body + length:
                break
            self._frames.append((kind, bytes(self._pending[body : body + length])))
            self._held += length
            start = body + length
        del self._pending[:start]
        if self._held > _BUFFERED and not self._paused and self._transport is not None:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio when the worker is gone."""
        self.alive = False
        self.pid = 0  # the number may be somebody else's from now on
        if self._process is not None:
            os.close(self._process)
            self._process = None
        self._wake()
        self.on_end()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
