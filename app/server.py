"""``akkoord serve``: one process with everything on its event loop.

This process's event loop, and threads for what would hold it up, are all there is besides the
zygote and its workers, so one signal ends the service and the kernel ends the rest.
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

from akkoord.graph.configuration import Configuration
from akkoord.graph.errors import UsageError
from akkoord.graph.release.layout import Release

from .applications import Applications
from .asgi import Service
from .collection import collect
from .http1.listener import Listener
from .http1.patience import Patience
from .journal import Journal
from .sparql.answers import Answers
from .sparql.budget import Network, networks
from .sparql.engine import Engine
from .sparql.limits import Limits
from .sparql.pool import Pool
from .sparql.switch import Switch

log = logging.getLogger(__name__)

_BACKLOG = 1024
"""Connections that wait to be accepted."""

_GRACE = 3.0
"""Seconds that queries under way have to end when the service stops; then they are cut."""

_LAST_MOMENT = 1.5
"""Seconds that clients then have to take what is on its way to them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a release is served.

    Attributes:
        listening: the socket on which the service is.
        limits: of the endpoint.
        engine: URL of the SPARQL endpoint that evaluates queries; empty for the embedded one.
        proxies: networks of the proxies whose X-Forwarded-For and -Proto are believed.
        log_clients: whether the request log names clients.
        configuration: what pages differ by between publishers.
    """

    listening: socket.socket
    limits: Limits
    engine: str
    proxies: tuple[Network, ...]
    log_clients: bool
    configuration: Configuration

    @property
    def address(self) -> str:
        """The address of the service, for people."""
        host, port = self.listening.getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(
    data: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    timeout: float | None = None,
    workers: int | None = None,
    engine: str | None = None,
    configuration: Configuration | None = None,
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
        configuration: what pages differ by between publishers; the defaults by default.
        announce: told the service's address, once queries are answered there.

    Raises:
        ReleaseError: there is no release, or it cannot be served.
        UsageError: a setting makes no sense, or the address cannot be listened on.
    """
    limits, proxies = _environment()
    settings = Settings(
        _listening(host, port),
        replace(limits, seconds=timeout or limits.seconds, workers=workers or limits.workers),
        engine or "",
        proxies,
        os.environ.get("AKKOORD_LOG_CLIENTS") == "1",
        configuration or Configuration(),
    )
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    # A query that was not asked before costs a quarter less on uvloop.
    with (
        settings.listening,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_serve(data, settings, announce))


def _environment() -> tuple[Limits, tuple[Network, ...]]:
    """Return what is set there: limits, and the networks of proxies.

    Raises:
        UsageError: a setting makes no sense.
    """
    try:
        proxies = networks(os.environ.get("AKKOORD_TRUSTED_PROXIES", "").split())
        return Limits().overridden(os.environ), proxies
    except ValueError as error:
        raise UsageError(f"environment: {error}") from error


async def _serve(data: Path, settings: Settings, announce: Callable[[str], None]) -> None:
    switch = Switch(data, partial(_start, settings))
    beginning = asyncio.create_task(switch.begin())
    await asyncio.sleep(0)  # the zygote starts; what follows is imported while it loads
    journal = Journal(clients=settings.log_clients)
    answers = Answers(lambda: switch.engine, settings.limits)
    applications = Applications(switch, answers, settings.proxies, settings.configuration)
    service = Service(switch, answers, applications, journal, settings.proxies)
    patience = _patience(settings.limits)
    listener = Listener(service.answer, settings.listening, patience, service.refused)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await beginning
    opening = asyncio.create_task(_open(applications, switch))
    collecting = asyncio.create_task(collect())
    try:
        announce(settings.address)
        serving = asyncio.create_task(listener.serve())
        await _until(stopping, serving, listener.stop, switch)
    finally:
        opening.cancel()
        collecting.cancel()
        applications.close()
        await asyncio.wait({opening}, timeout=_GRACE)
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


async def _open(applications: Applications, switch: Switch) -> None:
    """Import what can wait, and prepare each release that is served."""
    try:
        await applications.load()
    except Exception:
        log.exception("pages cannot be served, only queries; mend what is told here, and restart")
    gc.freeze()  # what is loaded by now stays: no collection need look at it again
    while True:
        engine = switch.engine
        await applications.prepare()
        await switch.swapped(engine)


async def _start(settings: Settings, release: Release) -> Engine:
    if not settings.engine:
        return await Pool.start(release, settings.limits)
    from .sparql.remote import Remote  # noqa: PLC0415 - httpx takes a while to import

    return await Remote.start(release, settings.engine, settings.limits)


def _patience(limits: Limits) -> Patience:
    """Return what a connection may use; half of the descriptors stay for the rest."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * limits.connections
    files = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return Patience(files // 2, limits.head, limits.head_seconds, limits.stall_seconds)


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on ``port``, or on one that is free for 0.

    Raises:
        UsageError: nobody can listen there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"fails: {error.strerror}"
        raise UsageError(f"listening on {host}:{port} {reason}; choose another") from error
