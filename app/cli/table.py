"""An answer as a table for people: IRIs with prefixes, numbers to the right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from akkoord.graph.errors import UsageError
from akkoord.graph.vocabulary import XSD

from .reporting import counted, harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from akkoord.graph.evaluation import Answer, Node

UNLIMITED: Final = 1_000_000
NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


def show(answer: Answer) -> None:
    """Print an answer as a table; as wide as the terminal, or as needed where there is none.

    Raises:
        UsageError: evaluation fails.
    """
    names, rows = answer.table()
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in names:
        table.add_column(Text(name), overflow="fold")
    try:
        for row in rows:
            table.add_row(*(_cell(term, answer.prefixes) for term in row))
    except (OSError, RuntimeError) as error:
        raise UsageError(f"the query cannot be evaluated: {error}") from error
    width = None if sys.stdout.isatty() else UNLIMITED
    console = Console(file=sys.stdout, width=width, highlight=False)
    console.print(table)
    console.print(counted(table.row_count, "row"), style="dim")


def _cell(term: Node | None, prefixes: Mapping[str, str]) -> Text:
    if term is None:
        return Text("")
    if isinstance(term, NamedNode):
        return Text(_short(term.value, prefixes))
    if isinstance(term, Literal):
        number = term.datatype.value in NUMBERS
        return Text(harmless(term.value), justify="right" if number else "left")
    return Text(harmless(str(term)))


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return f"<{iri}>"
