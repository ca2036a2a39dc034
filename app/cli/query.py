"""``akkoord query``: one SPARQL query from the shell."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, BinaryIO

import click

from akkoord.graph.errors import UsageError

from . import options
from .examples import Command

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ("table", "json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld")


@click.command(
    cls=Command,
    examples=(
        "akkoord query 'SELECT (COUNT(*) AS ?decisions) WHERE { ?d a ra:Decision }'",
        "akkoord query -f question.rq --format csv > answer.csv",
        "akkoord query 'DESCRIBE agency:flanders-investment-trade' --format turtle",
    ),
)
@click.argument("text", required=False, metavar="[TEXT]")
@click.option(
    "-f", "--file", type=click.File("rb"), help="Read the query from a file; - for stdin."
)
@options.data
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="SELECT and ASK: table, json, xml, csv or tsv. CONSTRUCT and DESCRIBE: table, turtle, "
    "ntriples or jsonld. By default a table on a terminal, else tsv or turtle.",
)
def command(text: str | None, file: BinaryIO | None, data: Path, format_name: str | None) -> None:
    """Evaluate one SPARQL query on the current release.

    The default graph is the union of all named graphs; the prefixes of the Turtle dump (ra:,
    dcterms:, skos:, ...) need no declaration. Updates and SERVICE are refused.
    """
    from akkoord.graph.evaluation import query  # noqa: PLC0415
    from akkoord.graph.release.layout import current_release  # noqa: PLC0415

    # Oxigraph cannot be interrupted: let Ctrl-C, or a pipe that nobody reads, end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    release = current_release(data)
    answer = query(release, _text(text, file))
    on_terminal = sys.stdout.isatty()
    chosen = format_name or ("table" if on_terminal else _plain(answer.formats))
    if chosen == "table":
        from .table import show  # noqa: PLC0415

        show(answer)
    else:
        sys.stdout.buffer.write(_ended(answer.written(chosen)))


def _text(text: str | None, file: BinaryIO | None) -> str:
    if (text is None) == (file is None):
        raise UsageError("give a query, either as TEXT or as a file with -f")
    if file is None:
        return text or ""
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{file.name}: byte {error.start} is not UTF-8; save it as UTF-8"
        ) from error


def _plain(formats: tuple[str, ...]) -> str:
    return "tsv" if "tsv" in formats else "turtle"


def _ended(content: bytes) -> bytes:
    return content if content.endswith(b"\n") else content + b"\n"
