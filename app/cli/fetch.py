"""``akkoord fetch``: the published reports, from their public git repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from akkoord.graph.errors import SourceError, UsageError

from . import options
from .examples import Command
from .progress import progress
from .reporting import counted, harmless, say

if TYPE_CHECKING:
    from akkoord.graph.configuration import Configuration
    from akkoord.graph.published import Fetched


@click.command(
    cls=Command,
    examples=(
        "akkoord fetch --url https://git.example.org/reports.git",
        "akkoord fetch --out reports && akkoord build reports",
    ),
)
@options.out("reports", "The folder that the reports go to.")
@click.option(
    "--url", metavar="GIT_URL", help="The repository; by default reports.url of akkoord.toml."
)
@click.option(
    "--revision",
    metavar="SHA",
    help="The commit to take; by default reports.revision of akkoord.toml, or else the newest.",
)
@click.pass_obj
def command(configuration: Configuration, out: Path, url: str | None, revision: str | None) -> None:
    """Fetch the published reports from their public git repository.

    Takes the *.md files of one commit, all but README.md, and tells the SHA-256 of each in
    DIR/SHA256SUMS. What is there already is not fetched again, so a run that was interrupted goes
    on where it stopped; a file that was changed since is left as it is, which ends with exit code
    1. Prints the folder.
    """
    from akkoord.graph import fetch  # noqa: PLC0415

    source = url or configuration.reports.url
    if not source:
        raise UsageError(
            "where the reports are published is not configured; give --url GIT_URL, or write\n"
            '[reports]\nurl = "https://…"\nto akkoord.toml'
        )
    pinned = revision or configuration.reports.revision or None
    with progress() as show:
        fetched = fetch(source, pinned, out, show)
    _tell(fetched)
    if pinned is None:
        say(f"to get the same again: --revision {fetched.commit}")
    if fetched.edited:
        raise SourceError(
            f"{out}: changed since it was fetched: {counted(len(fetched.edited), 'file')}; move "
            "that out of the folder, then run the same command again to have what is published"
        )
    click.echo(out)


def _tell(fetched: Fetched) -> None:
    """Say what was done with which file."""
    for told, paths in (
        ("not taken", fetched.skipped),
        ("removed", fetched.removed),
        ("changed since it was fetched, left as it is", fetched.edited),
    ):
        for path in paths:
            say(f"{told}: {harmless(path)}")
    say(f"commit {fetched.commit}: {counted(len(fetched.files), 'report')}")
