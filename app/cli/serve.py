"""``akkoord serve``: a release over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options
from .examples import Command
from .reporting import say

if TYPE_CHECKING:
    from akkoord.graph.configuration import Configuration

HIGHEST_PORT = 65535
MOST_WORKERS = 256


@click.command(
    cls=Command,
    examples=(
        "akkoord serve",
        "akkoord serve --data /srv/akkoord --host 0.0.0.0 --port 80 --timeout 10",
        "akkoord serve --engine http://127.0.0.1:7878/query",
    ),
)
@options.data
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="H",
    help="Address to listen on; 0.0.0.0 for all.",
)
@click.option(
    "--port",
    type=click.IntRange(0, HIGHEST_PORT),
    default=8000,
    show_default=True,
    metavar="P",
    help="Port to listen on; 0 for any that is free.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="S",
    help="Seconds that one query may compute; by default 30.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    metavar="N",
    help="Queries that compute at the same time; by default one for each processor.",
)
@click.option(
    "--engine",
    callback=options.endpoint,
    metavar="URL",
    help="Evaluate on this SPARQL 1.1 endpoint instead of the embedded engine.",
)
@click.pass_obj
def command(
    configuration: Configuration,
    /,
    *,
    data: Path,
    host: str,
    port: int,
    timeout: float | None,
    workers: int | None,
    engine: str | None,
) -> None:
    """Serve the current release: SPARQL, linked data, dumps and pages.

    A build that switches the release is picked up while serving. Ctrl-C stops.
    """
    from akkoord.app.server import serve  # noqa: PLC0415

    def announce(address: str) -> None:
        say(f"serving {data} at {address}")

    serve(
        data,
        host,
        port,
        timeout=timeout,
        workers=workers,
        engine=engine,
        configuration=configuration,
        announce=announce,
    )
