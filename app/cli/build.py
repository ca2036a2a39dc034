"""``akkoord build``: reports to a validated release."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akkoord.graph.errors import AkkoordError
from akkoord.graph.vocabulary import DEFAULT_BASE

from . import options
from .examples import Command
from .progress import progress
from .reporting import DATA_AT_FAULT, counted, say, tally, tell, tell_findings, tell_results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import BuildOptions, Built
    from akkoord.graph.configuration import Configuration

MOST_JOBS = 256


@click.command(
    cls=Command,
    examples=(
        "akkoord build",
        "akkoord build reports/ --out /srv/akkoord",
        "akkoord build reports.zip --quarantine",
        "akkoord build - < report.md",
        "akkoord build reports/ --watch",
    ),
)
@options.paths
@options.out(
    "public",
    "The folder of releases: the new one goes to DIR/releases, and DIR/current points to it.",
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
@click.option(
    "--watch",
    "watching",
    is_flag=True,
    help="Stay, and build again whenever a report in a folder changes, until Ctrl-C.",
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
    watching: bool,
) -> int:
    """Convert reports to a graph, validate it, and release it.

    PATH is a file, a folder (walked for *.md, all but README.md), a .zip or .tar.gz archive, or -
    for standard input; without any, the example reports in this program are built. The old
    release is served until the new one is whole. Reports that did not change are neither
    converted nor validated anew. Prints the release's folder.
    """
    with _uncollected():
        from akkoord.graph import BuildOptions, build  # noqa: PLC0415

        named = base or configuration.base_iri
        options = BuildOptions(out, named, jobs, quarantine, configuration.imprint)
        if watching:
            return _watch(paths, options)
        with progress() as show:
            built = build(paths, replace(options, progress=show))
        return _tell(built, out)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: what reference counting leaves is less than what that costs.

    Of a build of one changed report that is a twentieth, at its end too, when the process ends:
    what is there by then is never looked at again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _watch(paths: tuple[str, ...], options: BuildOptions) -> int:
    from akkoord.graph.watching import builds  # noqa: PLC0415

    say("watching; end with Ctrl-C")
    with suppress(KeyboardInterrupt):
        for built in builds(paths, options):
            if isinstance(built, AkkoordError):
                tell(built)
            else:
                _tell(built, options.out)
            gc.collect()  # now that nobody waits for a release
    return 0


def _tell(built: Built, out: Path) -> int:
    """Tell what a build did; return the exit code that it means."""
    tell_findings(built.findings)
    tell_results(result for result in built.results if result.is_violation)
    for source in built.quarantined:
        say(f"{source}: left out")
    if built.findings:
        say(tally(built.findings))
    reports = counted(len(built.reports), "report")
    say(f"release {built.release.id}: {reports} in {built.seconds:.1f} s")
    click.echo(out / "releases" / built.release.id)
    return DATA_AT_FAULT if built.quarantined else 0
