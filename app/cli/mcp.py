"""``akkoord mcp``: the release for assistants, by the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

from . import options
from .examples import Command


@click.command(
    cls=Command,
    examples=("akkoord mcp", "akkoord mcp --endpoint http://127.0.0.1:8000/sparql"),
)
@options.data
@click.option(
    "--endpoint",
    callback=options.endpoint,
    metavar="URL",
    help="The SPARQL endpoint of a service that runs, to be asked instead of the release here.",
)
def command(data: Path, endpoint: str | None) -> None:
    """Answer an assistant on standard input and output, by the Model Context Protocol.

    Not started by hand: an assistant's configuration names this command. Its tools search, tell
    all about one thing, and take SPARQL, with the endpoint's limits; every answer says where it
    comes from. Needs the extra akkoord[mcp].
    """
    from akkoord.app.assistant import serve  # noqa: PLC0415

    serve(data, endpoint)
