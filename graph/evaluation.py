"""The verb ``query``: one SPARQL query on a release, in this process.

For a public endpoint see ``akkoord.app.sparql``, which evaluates in processes that have limits.
Here a query has no time limit; updates and calls of other services are refused all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from .errors import UsageError
from .query_text import MAX_DEPTH, OpenStringError, TooDeepError, calls_service, words
from .release.spelling import prefixes, spelt
from .release.store import load
from .search.matching import asks_index, matched
from .search.reading import load_index
from .trial import survives

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .release.layout import Release

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

SOLUTION_FORMATS: Final = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
"""Formats of SELECT and ASK answers (SPARQL 1.1 Query Results)."""

GRAPH_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""Formats of CONSTRUCT and DESCRIBE answers."""

_UPDATE: Final = re.compile(
    r"(?:\s|#[^\n]*\n|BASE\s*<[^>]*>|PREFIX\s*[\w.-]*:\s*<[^>]*>)*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"\b[A-Z][A-Za-z]* (?:[a-z]+ ?)+\b")
_LONGEST_LIST: Final = 80
_POSITION: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found; it can be read once, as the solutions come.

    Attributes:
        content: as pyoxigraph gives it: solutions, a truth value, or triples.
        prefixes: namespace by prefix, for writing Turtle.
    """

    content: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
    prefixes: Mapping[str, str]

    @property
    def formats(self) -> tuple[str, ...]:
        """Names of the formats in which :meth:`written` gives this answer."""
        if isinstance(self.content, ox.QueryTriples):
            return tuple(GRAPH_FORMATS)
        return tuple(SOLUTION_FORMATS)

    def written(self, format_name: str) -> bytes:
        """Return the answer in one of its :attr:`formats`.

        Raises:
            UsageError: an answer of this form has no such format, or evaluation fails.
        """
        if format_name not in self.formats:
            raise UsageError(_mismatch(format_name, self.formats))
        try:
            if isinstance(self.content, ox.QueryTriples):
                return spelt(self.content, GRAPH_FORMATS[format_name], self.prefixes)
            return self.content.serialize(format=SOLUTION_FORMATS[format_name]) or b""
        except (OSError, RuntimeError) as error:
            raise UsageError(f"the query cannot be evaluated: {error}") from error

    def table(self) -> tuple[tuple[str, ...], Iterator[tuple[Node | None, ...]]]:
        """Return the names of the columns, and the rows.

        A truth value is one row; triples have three columns.
        """
        if isinstance(self.content, ox.QuerySolutions):
            names = tuple(variable.value for variable in self.content.variables)
            return names, (tuple(solution) for solution in self.content)
        if isinstance(self.content, ox.QueryBoolean):
            return ("answer",), iter([(ox.Literal(bool(self.content)),)])
        return ("subject", "predicate", "object"), (tuple(triple) for triple in self.content)


def query(release: Release, text: str) -> Answer:
    """Evaluate a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    The default graph is the union of all named graphs. The prefixes of the release's Turtle
    need no declaration. ``ra:textMatch`` asks the release's index of texts.

    Args:
        release: what to query.
        text: the query.

    Raises:
        UsageError: the text is an update, calls another service, nests too deeply, is too long
            a chain or is not SPARQL; the message names line and column.
        ReleaseError: the release is damaged.
    """
    if calls_service(text):
        raise UsageError("SERVICE is refused: a query runs on the release alone")
    try:
        words(text)
    except TooDeepError as error:
        raise UsageError(
            f"{error.place}: the query nests more than {MAX_DEPTH} brackets deep"
        ) from error
    except OpenStringError:
        pass  # Oxigraph tells it better, and does not crash over it
    known = prefixes(release.base)
    if not survives(text, known):
        raise UsageError(
            "the query has too many operators, or clauses, in a row: it would take more stack "
            "than there is. Say it shorter, by VALUES or IN where it lists things"
        )
    try:
        if asks_index(text):
            text = matched(text, load_index(release), release.base, known)
        content = load(release).query(text, prefixes=known)
    except SyntaxError as error:
        raise UsageError(_explained(text, str(error))) from error
    except (OSError, RuntimeError) as error:
        raise UsageError(f"the query cannot be evaluated: {error}") from error
    return Answer(content, known)


def _mismatch(name: str, formats: tuple[str, ...]) -> str:
    form = "SELECT or ASK" if "csv" in formats else "CONSTRUCT or DESCRIBE"
    return f"a {form} answer has no format {name!r}; it comes as {', '.join(formats)}"


def _explained(text: str, error: str) -> str:
    """Return what is wrong with a query, with the line and the place in it."""
    if _UPDATE.match(text):
        return "updates are refused: a release never changes; build a new one"
    found = _POSITION.match(error)
    if not found:
        return f"not a SPARQL query: {error}"
    line, column = int(found[1]), int(found[2])
    reason = "; ".join(_SENTENCE.findall(found[3])).lower() or _expected(found[3])
    lines = text.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1].expandtabs(1)
    pointer = " " * (column - 1) + "^"
    return f"not a SPARQL query: line {line}, column {column}: {reason}\n  {shown}\n  {pointer}"


def _expected(reason: str) -> str:
    """Return the parser's list of what may come next, where it is short enough to help."""
    return reason if len(reason) <= _LONGEST_LIST else "something else is expected here"
