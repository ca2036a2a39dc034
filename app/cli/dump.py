"""``akkoord dump``: the graph, or one named graph, in any RDF serialisation."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from akkoord.graph.errors import UsageError
from akkoord.graph.formats import DUMPED, PARQUET

from . import options
from .examples import Command

FORMATS = tuple(each.name for each in (*DUMPED, PARQUET))


@click.command(
    cls=Command,
    examples=(
        "akkoord dump --format nquads | gzip > regeerakkoord.nq.gz",
        "akkoord dump --graph id/report/2019-2024/brussel/1.2",
        "akkoord dump --graph https://w3id.org/regeerakkoord/ns --out ontology.ttl",
    ),
)
@options.data
@click.option(
    "--graph", metavar="IRI", help="Only this named graph; its IRI, or its path under the base."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="turtle",
    show_default=True,
    help="nquads, trig, jsonld and parquet, a table of quads, keep named graphs apart; the others "
    "hold their union.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to a file rather than to standard output.",
)
def command(data: Path, graph: str | None, format_name: str, out: Path | None) -> None:
    """Write the current release, or one of its named graphs."""
    from akkoord.graph.extraction import dump  # noqa: PLC0415
    from akkoord.graph.release.layout import current_release  # noqa: PLC0415

    content = dump(current_release(data), format_name, graph)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror})") from error
