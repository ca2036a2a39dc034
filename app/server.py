"""``akkoord serve``: one process with granian's HTTP server and everything on its event loop.

granian is embedded: its network threads (Rust) and this process's event loop are all there is
besides the zygote and its workers, so one signal ends the service and the kernel ends the rest.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from akkoord.graph.errors import UsageError

from .asgi import Service
from .journal import Journal
from .sparql.limits import Limits
from .sparql.pool import Pool
from .sparql.switch import Switch


def serve(
    data: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    *,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the current release in ``data`` until SIGTERM or SIGINT.

    Args:
        data: the folder of releases.
        host: address to listen on.
        port: port to listen on; 0 for any that is free.
        limits: of the endpoint.
        announce: told the address, once queries are answered there.

    Raises:
        ReleaseError: there is no release, or it cannot be served.
        UsageError: the address cannot be listened on.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    asyncio.run(_serve(data, host, port, limits or Limits(), announce))


async def _serve(
    data: Path, host: str, port: int, limits: Limits, announce: Callable[[str], None]
) -> None:
    port = _listenable(host, port)
    switch = Switch(data, partial(Pool.start, limits=limits))
    beginning = asyncio.create_task(switch.begin())
    await asyncio.sleep(0)  # the zygote starts; import while it loads
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.server.embed import Server  # noqa: PLC0415

    service = Service(switch, limits, Journal())
    server = Server(
        service,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await beginning
    loading = asyncio.create_task(service.load())
    gc.freeze()
    announce(f"http://{host}:{port}")
    try:
        await server.serve()
    finally:
        loading.cancel()
        await switch.close()


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
