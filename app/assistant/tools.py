"""The tools that an assistant may use: search, describe, query."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import urlencode

import pyoxigraph as ox
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from akkoord.app.pages.data import THING, is_iri
from akkoord.graph.search.asking import completed, read
from akkoord.graph.vocabulary import PREFIXES

from .asking import Asker, RefusedError
from .sources import NAMELESS, NOTICE, origin, query, rows, sources

LONGEST: Final = 60_000
"""Characters of an answer that an assistant is given; more would fill what it can keep in mind."""

_PREFIXED: Final = re.compile(r"(?<![\w.-])([a-z]+):")
_LINE: Final = re.compile(r"\bline (\d+)")
_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS: Final = f"""\
What the Flemish Government decided on its coalition agreement 2019-2024, as a knowledge graph:
reports (one per section of the agreement) consist of statements, which rest on dated decisions.
Begin with search; describe tells all about one thing; query takes SPARQL 1.1 (read-only; the
prefixes of the vocabulary, such as ra:, dcterms: and skos:, need no declaration). Texts are in
Dutch. To tell the lines of reports behind an answer, select the things themselves, not their texts
or counts alone. {NOTICE}"""


class Tools:
    """What an assistant may do; it reads the docstrings.

    Args:
        asker: evaluates queries.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    async def search(self, words: str) -> dict[str, Any]:
        """Find what names or says all words, in any form of them; the best 60, the best first.

        Statements, decisions, reports, sections, topics, themes, domains and agencies are found.

        Args:
            words: in Dutch, such as: sociale huisvesting. The last may go on (fiets finds
                fietspad), others with an asterisk; "in this order", this OR that, -without.
        """
        with _refusals():
            asked = completed(words.strip())
            if not read(asked).match:
                raise RefusedError("Give at least one word that is to be found.")
            literal = str(ox.Literal(asked))
            text = query("search").replace('"urn:akkoord:words"', literal)
            found = await rows(self._asker, text)
            told = ("kind", "thing", "text", "date")
            hits = [
                {"iri" if n == "thing" else n: row[n] for n in told if n in row} for row in found
            ]
            return await _told(self._asker, hits, f"search?{urlencode({'q': words.strip()})}")

    async def describe(self, iri: str) -> dict[str, Any]:
        """Tell all that the graph says of one thing, and what points to it.

        Args:
            iri: as search and query give it, or what of it follows the base: id/...
        """
        with _refusals():
            if iri.startswith("id/"):
                iri = (await origin(self._asker)).base + iri
            if not is_iri(iri):
                raise RefusedError(f"{iri!r} is no IRI; take one from an answer of search.")
            found = await rows(self._asker, query("description").replace(THING, f"<{iri}>"))
            if not found:
                detail = f"The graph says nothing of <{iri}>; take an IRI that search gives."
                raise RefusedError(detail)
            return await _told(self._asker, {"iri": iri, "facts": found}, iri)

    async def query(self, sparql: str) -> dict[str, Any]:
        """Evaluate one SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.

        Args:
            sparql: the query; add a LIMIT. ?thing ra:textMatch "words" finds what search does.
        """
        with _refusals():
            asked = _declared(sparql) + sparql
            with _places_as_written(asked, sparql):
                answer = await self._asker.ask(asked)
            return await _told(
                self._asker,
                json.loads(answer) if answer.startswith("{") else answer,
                f"sparql?{urlencode({'query': asked})}",
            )


def server(asker: Asker) -> MCPServer[Any]:
    """Return the server with its tools.

    Args:
        asker: evaluates queries.
    """
    made: MCPServer[Any] = MCPServer(
        "akkoord", version=version("akkoord"), instructions=INSTRUCTIONS, log_level="ERROR"
    )
    tools = Tools(asker)
    for tool in (tools.search, tools.describe, tools.query):
        made.add_tool(tool, annotations=_READS)
    return made


def _declared(sparql: str) -> str:
    """Return declarations, on one line, of the vocabulary's prefixes that a query may use."""
    used = {name for name in _PREFIXED.findall(sparql) if name in PREFIXES}
    declared = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted(used))
    return f"{declared}\n" if declared else ""


@contextmanager
def _places_as_written(asked: str, sparql: str) -> Iterator[None]:
    """Count lines as the assistant wrote them, without the one of the declarations."""
    before = asked.count("\n") - sparql.count("\n")
    try:
        yield
    except RefusedError as error:
        told = _LINE.sub(lambda found: f"line {int(found[1]) - before}", str(error))
        raise RefusedError(told) from error


async def _told(asker: Asker, answer: Any, again: str) -> dict[str, Any]:
    """Return an answer with where it comes from, unless it is too long to be read.

    Args:
        asker: evaluates queries.
        answer: what is told.
        again: where the same is found, under the base.
    """
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    if len(text) > LONGEST:
        raise RefusedError(
            f"The answer has {len(text)} characters, and {LONGEST} can be given. Ask for less, or "
            "add a LIMIT."
        )
    named = await sources(asker, text)
    told = {"notice": NOTICE if named else f"{NOTICE} {NAMELESS}", "answer": answer}
    return {**told, "origin": (await origin(asker)).told(again), "sources": named}


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell the assistant why it is refused something."""
    try:
        yield
    except RefusedError as error:
        raise ToolError(str(error)) from error
