"""``akkoord validate``: SHACL on reports, or on a release."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akkoord.graph.errors import UsageError

from . import options
from .examples import Command
from .progress import progress
from .reporting import DATA_AT_FAULT, counted, described, harmless, say, tally, tell_findings

if TYPE_CHECKING:
    from akkoord.graph.validity import Validated

DEFAULT_DATA = Path("public")


@click.command(
    cls=Command,
    examples=(
        "akkoord validate reports/",
        "akkoord validate --data /srv/akkoord --format turtle",
    ),
)
@options.paths
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Validate the current release in this folder; public by default, when no PATH is given.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="Of the validation report; turtle is a SHACL validation report with DQV measurements.",
)
def command(paths: tuple[str, ...], data: Path | None, format_name: str) -> int:
    """Check reports, or a release, against the SHACL shapes, and count what they lack.

    Reports are converted and validated, and nothing is written. Of a release, every file is held
    to its checksum as well. Exits with 1 when a report cannot be converted, a file is damaged, or
    a shape is violated.
    """
    if paths and data:
        raise UsageError("give either reports to validate or a release with --data, not both")
    validated = _validated(paths, data or DEFAULT_DATA)
    tell_findings(validated.findings)
    if validated.findings:
        say(tally(validated.findings))
    sys.stdout.buffer.write(_written(validated, format_name))
    verdict = "valid" if validated.conforms else "not valid"
    results = counted(len(validated.results), "validation result")
    say(f"{verdict}: {counted(validated.reports, 'report')}, {results}")
    return 0 if validated.conforms else DATA_AT_FAULT


def _validated(paths: tuple[str, ...], data: Path) -> Validated:
    from akkoord.graph.release.layout import current_release  # noqa: PLC0415
    from akkoord.graph.validity import validate, validate_release  # noqa: PLC0415

    jobs = os.cpu_count() or 1
    with progress() as show:
        if paths:
            return validate(paths, jobs=jobs, progress=show)
        return validate_release(current_release(data), jobs, show)


def _written(validated: Validated, format_name: str) -> bytes:
    if format_name == "text":
        lines = [described(each) for each in validated.results]
        width = max((len(total.label) for total in validated.quality), default=0)
        lines += [f"{each.label:<{width}}  {each.value:>7,}" for each in validated.quality]
        return "".join(f"{harmless(line)}\n" for line in lines).encode()
    if format_name == "json":
        content = {
            "conforms": validated.conforms,
            "findings": [asdict(finding) for finding in validated.findings],
            "results": [asdict(result) for result in validated.results],
            "quality": [asdict(total) for total in validated.quality],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
    return validated.turtle()
