"""What the serving process and a worker say to each other over their socket pair.

A frame is one byte that names its kind, four bytes of length (big-endian), and the payload.
One query at a time: QUERY goes in; DATA frames and one END come out, or a FAILED in their stead
at any moment. END with a payload tells that the worker retires. A worker that breaks down over a
query says EPITAPH; one that was killed says nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from struct import Struct

HEAD = Struct("!cI")

READY = b"R"
"""From a new worker: its process id in ASCII digits."""
QUERY = b"Q"
"""To a worker: a Task in JSON."""
DATA = b"D"
"""Part of the answer as it goes to the client."""
END = b"E"
"""The answer is whole; an empty payload, or LAST_WORD from a worker that now exits."""
FAILED = b"X"
"""The query failed: a Failure in JSON."""

LAST_WORD = b"bye"

EPITAPH = b"Fatal Python error"
"""No frame: how faulthandler begins, from a worker that aborted or overflowed its stack."""

CHUNK = 64 * 1024
"""Bytes that a worker gathers before it sends them, unless it is slow."""


@dataclass(frozen=True, slots=True)
class Task:
    """A query for a worker.

    Attributes:
        query: the text.
        format: name of the format to answer in (see graph/formats.py).
        default_graphs: IRIs of the graphs that make up the default graph; empty with
            ``named_graphs`` for the dataset that the query names, or the release's own.
        named_graphs: IRIs of the named graphs.
        prefixes: (prefix, IRI) for the formats that abbreviate.
    """

    query: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()

    def encode(self) -> bytes:
        """Return the QUERY frame that carries it."""
        fields = (
            self.query,
            self.format,
            self.default_graphs,
            self.named_graphs,
            self.prefixes,
        )
        return frame(QUERY, json.dumps(fields).encode())

    @classmethod
    def decode(cls, payload: bytes) -> Task:
        """Return the task in a QUERY frame's payload."""
        query, format_name, default_graphs, named_graphs, prefixes = json.loads(payload)
        return cls(
            query,
            format_name,
            tuple(default_graphs),
            tuple(named_graphs),
            tuple((prefix, iri) for prefix, iri in prefixes),
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a query failed.

    Attributes:
        kind: name of the member of :class:`akkoord.app.sparql.problems.Kind`.
        detail: what the client is told.
    """

    kind: str
    detail: str

    def encode(self) -> bytes:
        """Return the FAILED frame that carries it."""
        return frame(FAILED, json.dumps(asdict(self)).encode())

    @classmethod
    def decode(cls, payload: bytes) -> Failure:
        """Return the failure in a FAILED frame's payload."""
        return cls(**json.loads(payload))


@dataclass(frozen=True, slots=True)
class Report:
    """What became of loading a release: the zygote's one line of JSON.

    Attributes:
        error: why the release cannot be served; empty when it can.
        triples: in the default graph.
        quads: in the named graphs.
    """

    error: str = ""
    triples: int = 0
    quads: int = 0

    def encode(self) -> bytes:
        """Return the line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Report:
        """Return the report in a line."""
        return cls(**json.loads(line))


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return HEAD.pack(kind, len(payload)) + payload
