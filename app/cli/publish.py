"""``akkoord publish``: a release into any server with the Graph Store Protocol."""

from __future__ import annotations

from pathlib import Path

import click

from . import options
from .examples import Command
from .progress import progress
from .reporting import counted, say


@click.command(
    cls=Command,
    examples=(
        "akkoord publish --to http://127.0.0.1:7878/store",
        "AKKOORD_STORE_USER=dba AKKOORD_STORE_PASSWORD=… "
        "akkoord publish --to http://127.0.0.1:8890/sparql-graph-crud-auth",
    ),
)
@click.option(
    "--to",
    "url",
    required=True,
    callback=options.endpoint,
    metavar="GRAPH_STORE_URL",
    help="Where the server answers the SPARQL 1.1 Graph Store Protocol.",
)
@options.data
@click.option(
    "--roll-back",
    is_flag=True,
    help="Undo a load that was interrupted, instead of going on with it.",
)
def command(url: str, data: Path, roll_back: bool) -> None:
    """Load the current release into a graph store, one named graph after the other.

    Each graph is read back and counted. What the store held before is kept until all is loaded:
    if the store refuses something, everything is put back; if the load is interrupted, the same
    command goes on. Graphs that did not change since the last load are not sent again. The user
    and the password come from AKKOORD_STORE_USER and AKKOORD_STORE_PASSWORD, a token from
    AKKOORD_STORE_TOKEN, or both from ~/.netrc.
    """
    from akkoord.graph import graph_store  # noqa: PLC0415
    from akkoord.graph.release.layout import current_release  # noqa: PLC0415

    if roll_back:
        with progress() as show:
            number = graph_store.roll_back(url, data, show)
        say(f"{counted(number, 'graph')} put back: {url} is as it was")
        return
    release = current_release(data)
    with progress() as show:
        done = graph_store.publish(release, url, data, show)
    say(
        f"release {release.id}: {counted(done.loaded, 'graph')} loaded, "
        f"{done.unchanged} unchanged, {done.removed} removed; "
        f"{counted(done.triples, 'triple')} verified"
    )
