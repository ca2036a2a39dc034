"""``akkoord serve``: one process with granian's HTTP server and everything on its event loop.

granian is embedded: its network threads (Rust) and this process's event loop are all there is
besides the zygote and its workers, so one signal ends the service and the kernel ends the rest.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import uvloop

from akkoord.graph.configuration import LANGUAGES
from akkoord.graph.errors import UsageError
from akkoord.graph.release.layout import Release

from .asgi import Service
from .journal import Journal
from .sparql.budget import Network, networks
from .sparql.engine import Engine
from .sparql.limits import Limits
from .sparql.pool import Pool
from .sparql.switch import Switch

_BACKLOG = 1024
"""Connections that wait to be accepted."""

_GLANCE = 0.005
"""Seconds between attempts to connect to ourselves, until granian listens."""


_GRACE = 3.0
"""Seconds that queries under way have to end when the service stops; then they are cut."""

_LAST_MOMENT = 1.5
"""Seconds that clients then have to take what is on its way to them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a release is served.

    Attributes:
        host: address to listen on.
        port: port to listen on; 0 for any that is free.
        limits: of the endpoint.
        engine: URL of the SPARQL endpoint that evaluates queries; empty for the embedded one.
        proxies: networks of the proxies whose X-Forwarded-For is believed.
        log_clients: whether the request log names clients.
        language: of pages, for readers whose browser asks for none of theirs.
    """

    host: str
    port: int
    limits: Limits
    engine: str
    proxies: tuple[Network, ...]
    log_clients: bool
    language: str

    @property
    def address(self) -> str:
        """The address of the service, for people."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def serve(
    data: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    timeout: float | None = None,
    workers: int | None = None,
    engine: str | None = None,
    language: str = LANGUAGES[0],
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the current release in ``data`` until SIGTERM or SIGINT.

    What is set seldom comes from the environment: every limit by its name (``AKKOORD_MEMORY``,
    see :class:`~akkoord.app.sparql.limits.Limits`), ``AKKOORD_TRUSTED_PROXIES`` (networks,
    separated by blanks) and ``AKKOORD_LOG_CLIENTS=1``.

    Args:
        data: the folder of releases.
        host: address to listen on.
        port: port to listen on; 0 for any that is free.
        timeout: seconds that one query may compute.
        workers: queries that compute at the same time.
        engine: URL of a SPARQL 1.1 endpoint to evaluate on, instead of the embedded engine.
        language: of pages, for readers whose browser asks for none of theirs.
        announce: told the service's address, once queries are answered there.

    Raises:
        ReleaseError: there is no release, or it cannot be served.
        UsageError: a setting makes no sense, or the address cannot be listened on.
    """
    try:
        limits = Limits().overridden(os.environ)
        settings = Settings(
            host,
            _listenable(host, port),
            replace(limits, seconds=timeout or limits.seconds, workers=workers or limits.workers),
            engine or "",
            networks(os.environ.get("AKKOORD_TRUSTED_PROXIES", "").split()),
            os.environ.get("AKKOORD_LOG_CLIENTS") == "1",
            language,
        )
    except ValueError as error:
        raise UsageError(f"environment: {error}") from error
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    # A query that was not asked before costs a quarter less on uvloop.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(data, settings, announce))


async def _serve(data: Path, settings: Settings, announce: Callable[[str], None]) -> None:
    switch = Switch(data, partial(_start, settings))
    beginning = asyncio.create_task(switch.begin())
    await asyncio.sleep(0)  # the zygote starts; what follows is imported while it loads
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415
    from granian.http import HTTP1Settings  # noqa: PLC0415
    from granian.server.embed import Server  # noqa: PLC0415

    journal = Journal(clients=settings.log_clients)
    service = Service(
        switch, settings.limits, journal, settings.proxies, language=settings.language
    )
    server = Server(
        service,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        # Telling HTTP/2 from HTTP/1 by a connection's first bytes would wait for them for ever.
        http=HTTPModes.http1,
        websockets=False,
        backlog=_BACKLOG,
        backpressure=_connections(settings.limits),  # granian's word: by default 128, and no more
        http1_settings=HTTP1Settings(
            header_read_timeout=int(1000 * settings.limits.head_seconds),
            max_buffer_size=settings.limits.head,
        ),
        log_enabled=False,
    )
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await beginning
    opening = asyncio.create_task(_open(settings, service, announce))
    try:
        serving = asyncio.create_task(server.serve())
        await _until(stopping, serving, server.stop, switch)
    finally:
        opening.cancel()
        await switch.close()
        journal.flush()


async def _until(
    stopping: asyncio.Event, serving: asyncio.Task[None], stop: Callable[[], None], switch: Switch
) -> None:
    """Serve until ``stopping``; who is being answered then has a moment, and no more."""
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    stop()
    await asyncio.wait({serving}, timeout=_GRACE)
    switch.cut()
    await asyncio.wait({serving}, timeout=_LAST_MOMENT)
    if serving.done():
        await serving  # if it failed, so do we


async def _open(settings: Settings, service: Service, announce: Callable[[str], None]) -> None:
    """Announce the service once connections are taken, then import what can wait."""
    while True:
        try:
            _, writer = await asyncio.open_connection(settings.host, settings.port)
        except OSError:
            await asyncio.sleep(_GLANCE)
        else:
            writer.close()
            break
    announce(settings.address)
    await service.load()
    gc.freeze()  # what is loaded by now stays: no collection need look at it again


async def _start(settings: Settings, release: Release) -> Engine:
    if not settings.engine:
        return await Pool.start(release, settings.limits)
    from .sparql.remote import Remote  # noqa: PLC0415 - httpx takes a while to import

    return await Remote.start(release, settings.engine, settings.limits)


def _connections(limits: Limits) -> int:
    """Return how many connections may be open; half of the descriptors stay for the rest."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * limits.connections
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return files // 2


def _listenable(host: str, port: int) -> int:
    """Return ``port``, or a free one for 0.

    Raises:
        UsageError: nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"fails: {error.strerror}"
            raise UsageError(f"listening on {host}:{port} {reason}; choose another") from error
        return int(probe.getsockname()[1])
