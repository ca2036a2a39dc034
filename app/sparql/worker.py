"""A worker process: parses and evaluates one query at a time with Oxigraph.

It is forked from the zygote, whose store it shares, and lives behind :mod:`.sandbox`. Whatever a
query does to it, abort, overflow, run on, the serving process sees the socket close or kills it.
"""

from __future__ import annotations

import faulthandler
import re
import resource
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Final, cast

import pyoxigraph

from akkoord.graph import formats
from akkoord.graph.errors import UsageError
from akkoord.graph.search.matching import matched
from akkoord.graph.search.reading import Index

from . import frames, sandbox
from .desk import AnswerWriter, Desk
from .limits import MIB, Limits
from .versions import TooNewError, VersionWriter, in_version, may_be_new
from .xml import NotXmlError, Writer, XmlWriter, declarable, in_rdf_xml

GROWTH: Final = 128 * MIB
"""Bytes of memory beyond its first size after which a worker retires to give them back."""

RESULTS: Final = {
    each.name: pyoxigraph.QueryResultsFormat.from_media_type(each.media_type)
    for each in formats.SOLUTIONS
}
GRAPHS: Final = {
    each.name: pyoxigraph.RdfFormat.from_media_type(each.media_type) for each in formats.GRAPHS
}
"""Oxigraph's serialisers by the names of the formats."""

_XML = ("xml", "rdfxml")
_DETAIL = 400
_PARSE_ERROR = re.compile(
    r"error at (?P<line>\d+):(?P<column>\d+): expected (?:one of )?(?P<wanted>.*)", re.DOTALL
)
_REASON = re.compile(r"(?:The |IRI |Prefix |Duplicated |[A-Z][a-z]+ )[\w ,'?<>:.\-]+")
_KEYWORD_OR_MARK = re.compile(r"\"\S+\"|\w\w+")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A release in memory.

    Attributes:
        store: its graphs.
        base: the IRI under which its things are named; relative IRIs in a query are too.
        index: of its texts; ``None`` where it has none.
    """

    store: pyoxigraph.Store
    base: str
    index: Index | None = None


def serve(desk: Desk, loaded: Loaded, limits: Limits) -> None:
    """Answer queries until the serving process is gone or wants no more, or the worker is worn.

    Args:
        desk: where queries come from and answers go.
        loaded: the release.
        limits: those of the endpoint.
    """
    spent, first_size = _used()
    size = first_size
    buffer = bytearray(frames.MESSAGE)
    while spent < limits.seconds and size - first_size < GROWTH:
        number, payload = desk.next_query(buffer)
        if not number:
            return
        before = spent
        try:
            writer = AnswerWriter(desk.connection, number)
            answer(loaded, frames.Task.decode(payload), writer)
            spent, size = _used()
            writer.end(spent - before)
        except ConnectionError:
            return  # nobody listens
        except MemoryError:
            desk.connection.sendall(frames.EPITAPH)  # as an abort would
            return
        except (SyntaxError, OSError, RuntimeError, ValueError, TypeError) as error:
            spent, size = _used()
            failed = frames.frame(frames.FAILED, number, failure(error).encode())
            desk.connection.sendall(failed)


def failure(error: Exception) -> frames.Failure:
    """Return what the client is told of an error that ended its query."""
    if isinstance(error, SyntaxError):
        return frames.Failure("MALFORMED_QUERY", told(error))
    if isinstance(error, (NotXmlError, TooNewError)):
        return frames.Failure("NOT_ACCEPTABLE", str(error))
    if isinstance(error, OSError):  # all that evaluation opens is a SERVICE's connection
        return frames.Failure("SERVICE_REFUSED", "This endpoint sends no requests.")
    return frames.Failure("QUERY_FAILED", told(error))


def answer(loaded: Loaded, task: frames.Task, writer: AnswerWriter) -> None:
    """Evaluate ``task`` and write its answer.

    Raises:
        SyntaxError: the query is not valid, or its form has no such format.
        NotXmlError: its answer cannot be written in XML, which it should be.
        TooNewError: its answer has terms of RDF 1.2, for a client that did not ask for them.
    """
    results = _evaluate(loaded, task)
    is_new = may_be_new(task.query)
    checked: Writer = XmlWriter(writer) if task.format in _XML else writer
    if is_new and task.format in RESULTS:
        checked = VersionWriter(checked, task.format, task.version)
    output = cast("IO[bytes]", checked)  # Oxigraph calls write and flush, no more
    if isinstance(results, pyoxigraph.QueryTriples):
        if task.format not in GRAPHS:
            raise SyntaxError("the query gives a graph, and its first keyword did not tell")
        triples: Iterable[pyoxigraph.Triple] = results
        prefixes = dict(task.prefixes)
        if is_new:
            triples = in_version(triples, task.format, task.version)
        if task.format == "rdfxml":
            triples, prefixes = in_rdf_xml(triples), declarable(task.prefixes)
        pyoxigraph.serialize(triples, output, GRAPHS[task.format], prefixes=prefixes)
    else:
        if task.format not in RESULTS:
            raise SyntaxError("the query gives no graph, and its first keyword did not tell")
        results.serialize(output, RESULTS[task.format])


def told(error: Exception) -> str:
    """Return Oxigraph's message for the client: short, on one line, without internals.

    Its parser lists all that it would have taken. A sentence among them ("Prefix not found") is
    the reason; without one, the keywords and marks are worth telling and character ranges not.
    """
    match = _PARSE_ERROR.fullmatch(str(error))
    if match is None:
        return _cut(" ".join(str(error).split()))
    wanted = match["wanted"].split(", ")
    reasons = [item for item in wanted if _REASON.fullmatch(item)]
    marks = [item for item in wanted if _KEYWORD_OR_MARK.fullmatch(item)]
    place = f"line {match['line']}, column {match['column']}"
    if reasons:
        return _cut(f"{place}: {'; '.join(reasons)}")
    if marks:
        return _cut(f"{place}: expected one of {' '.join(marks)}")
    return f"{place}: not expected here"


def _cut(message: str) -> str:
    return message if len(message) <= _DETAIL else message[: _DETAIL - 1] + "…"


def _evaluate(
    loaded: Loaded, task: frames.Task
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
    query = _matched(loaded, task.query)
    if not task.default_graphs and not task.named_graphs:
        return loaded.store.query(query, base_iri=loaded.base)
    # SPARQL Protocol, section 2.1.4: a dataset in the request overrides the query's; a
    # graph kind that it leaves out is then empty.
    return loaded.store.query(
        query,
        base_iri=loaded.base,
        default_graph=[pyoxigraph.NamedNode(iri) for iri in task.default_graphs],
        named_graphs=[pyoxigraph.NamedNode(iri) for iri in task.named_graphs],
    )


def _matched(loaded: Loaded, query: str) -> str:
    """Return ``query`` with what the index finds in place of ``ra:textMatch``."""
    try:
        return matched(query, loaded.index, loaded.base, {})
    except UsageError as error:
        raise SyntaxError(str(error)) from error


def _used() -> tuple[float, int]:
    """Return the seconds that this process has computed, and the most memory it had, in bytes."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main(desk: Desk, loaded: Loaded, limits: Limits, pid: int) -> None:
    """Begin life as a worker, right after the fork.

    Args:
        desk: where queries come from and answers go.
        loaded: the release.
        limits: those of the endpoint.
        pid: this process's id.
    """
    # An abort for want of memory and an overflow of the stack leave no time for more than this:
    # it writes frames.EPITAPH and then where it was.
    faulthandler.enable(desk.connection.fileno(), all_threads=False)
    confined = sandbox.confine(limits)
    desk.connection.sendall(frames.frame(frames.READY, 0, b"%d %d" % (pid, confined)))
    serve(desk, loaded, limits)
