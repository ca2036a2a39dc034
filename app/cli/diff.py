"""``akkoord diff``: what changed between two releases, in words or in triples."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from . import options
from .examples import Command
from .reporting import harmless


@click.command(
    cls=Command,
    examples=(
        "akkoord diff previous current",
        "akkoord diff 4f3c4005 9d0e77ab --format update > changes.ru",
        "akkoord diff previous current --format patch | gzip > changes.rdfp.gz",
    ),
)
@click.argument("before", metavar="RELEASE")
@click.argument("after", metavar="RELEASE")
@options.data
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("words", "update", "patch")),
    default="words",
    show_default=True,
    help="For people; or as SPARQL Update, or RDF Patch, that makes the first into the second.",
)
def command(before: str, after: str, data: Path, format_name: str) -> None:
    """Tell what changed from one release to another.

    A RELEASE is named by its identifier or the beginning of it, by “current” or “previous”, or
    by the path of its folder.
    """
    from akkoord.graph.difference import diff, in_words, rdf_patch, sparql_update  # noqa: PLC0415
    from akkoord.graph.release.history import named_release  # noqa: PLC0415

    difference = diff(named_release(data, before), named_release(data, after))
    if format_name == "words":
        for line in in_words(difference).splitlines():
            click.echo(harmless(line))
    else:
        spelt = sparql_update if format_name == "update" else rdf_patch
        sys.stdout.buffer.write(spelt(difference))
