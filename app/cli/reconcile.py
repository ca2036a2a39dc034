"""``akkoord reconcile``: our decisions beside those of Themis, the government's own portal."""

from __future__ import annotations

from pathlib import Path

import click

from akkoord.graph.errors import UsageError

from . import options
from .examples import Command
from .progress import progress
from .reporting import counted, say


@click.command(
    cls=Command,
    examples=(
        "akkoord reconcile --endpoint https://themis.vlaanderen.be/sparql",
        "akkoord reconcile --dump themis.ttl.gz && akkoord build reports/",
    ),
)
@click.option(
    "--endpoint",
    metavar="URL",
    callback=options.endpoint,
    help="A SPARQL 1.1 endpoint with Themis's data; asked one month after the other.",
)
@click.option(
    "--dump",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="An RDF file shaped like Themis's export, instead; it may be gzipped.",
)
@options.data
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The register of links to write; links.ttl in the folder of releases by default, "
    "where the next build takes it in.",
)
def command(endpoint: str | None, dump: Path | None, data: Path, out: Path | None) -> None:
    """Match the decisions of the current release with those of Themis.

    Writes a skos:exactMatch where meeting day and title are the same, a skos:closeMatch where
    only spelling differs, and lists what else is alike, with score and reason, in a table beside
    the links. A run that was interrupted goes on where it stopped.
    """
    from akkoord.graph.reconcile import (  # noqa: PLC0415
        FILE,
        Dump,
        Endpoint,
        candidates_file,
        reconcile,
    )
    from akkoord.graph.release.layout import current_release  # noqa: PLC0415

    if (endpoint is None) == (dump is None):
        raise UsageError("give either --endpoint URL or --dump FILE")
    source = Endpoint(endpoint) if endpoint else Dump(dump or Path())
    target = out or data / FILE
    with progress() as show:
        found = reconcile(current_release(data), source, target, show)
    listed = len({candidate.decision for candidate in found.candidates})
    say(f"{counted(len(found.exact), 'exact link')}, {counted(len(found.close), 'close link')}")
    say(f"{counted(listed, 'decision')} with candidates to judge, {len(found.unmatched)} without")
    say(f"links: {target}\ncandidates: {candidates_file(target)}")
