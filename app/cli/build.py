"""``akkoord build``: reports to a validated release."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akkoord.graph.vocabulary import DEFAULT_BASE

from . import options
from .examples import Command
from .progress import progress
from .reporting import DATA_AT_FAULT, counted, say, tally, tell_findings, tell_results

if TYPE_CHECKING:
    from akkoord.graph.configuration import Configuration

MOST_JOBS = 256


@click.command(
    cls=Command,
    examples=(
        "akkoord build",
        "akkoord build reports/ --out /srv/akkoord",
        "akkoord build reports.zip --quarantine",
        "akkoord build - < report.md",
    ),
)
@options.paths
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("public"),
    show_default=True,
    metavar="DIR",
    help="The folder of releases: the new one goes to DIR/releases, and DIR/current points to it.",
)
@click.option(
    "--base-iri",
    "base",
    callback=options.base_iri,
    metavar="IRI",
    help="What things are named under; ends in a slash. By default base-iri of akkoord.toml, "
    f"or else {DEFAULT_BASE}.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, MOST_JOBS),
    default=lambda: os.cpu_count() or 1,
    show_default="one for each processor",
    metavar="N",
    help="Processes that convert and validate.",
)
@click.option(
    "--quarantine",
    is_flag=True,
    help="Leave out reports that cannot be converted or are invalid, and exit with 1.",
)
@click.pass_obj
def command(
    configuration: Configuration,
    /,
    *,
    paths: tuple[str, ...],
    out: Path,
    base: str | None,
    jobs: int,
    quarantine: bool,
) -> int:
    """Convert reports to a graph, validate it, and release it.

    PATH is a file, a folder (walked), a .zip or .tar.gz archive, or - for standard input;
    without any, the example reports in this program are built. The old release is served until
    the new one is whole. Reports that did not change are neither converted nor validated anew.
    Prints the release's folder.
    """
    from akkoord.graph import BuildOptions, build  # noqa: PLC0415

    began = time.perf_counter()
    with progress() as show:
        named = base or configuration.base_iri
        built = build(
            paths, BuildOptions(out, named, jobs, quarantine, configuration.imprint, show)
        )
    tell_findings(built.findings)
    tell_results(result for result in built.results if result.is_violation)
    for source in built.quarantined:
        say(f"{source}: left out")
    if built.findings:
        say(tally(built.findings))
    seconds = time.perf_counter() - began
    say(f"release {built.release.id}: {counted(len(built.reports), 'report')} in {seconds:.1f} s")
    click.echo(out / "releases" / built.release.id)
    return DATA_AT_FAULT if built.quarantined else 0
