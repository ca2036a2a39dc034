"""What the serving process and its workers say to each other.

All workers take queries from one queue, a socket that keeps messages apart: a message is the
query's number, eight bytes, and a Task. Whoever is free takes the next, so that neither side has
to wait for the other. A task too long for a message is left out of it; the worker then asks for
it (FETCH) and gets it on a socket of its own.

On that socket, which each worker has, it answers in frames: a byte that names the kind, the
number, four bytes of length (all big-endian), and the payload. To a query comes one ANSWER, or
DATA and one END, or a FAILED in their stead at any moment. A worker that breaks down over a query
says EPITAPH; one that was killed says nothing.

Which query a worker is at stands in memory that both sides share (:mod:`.places`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from struct import Struct
from typing import NamedTuple

NUMBER = Struct("!Q")
HEAD = Struct("!cQI")
ENDING = Struct("!d")
"""How an answer ends: seconds that its worker computed."""

READY = b"R"
"""From a new worker: its process id in ASCII digits, and whether it is confined."""
FETCH = b"T"
"""The query's task did not fit; the other side sends its length as a NUMBER, and the task."""
DATA = b"D"
"""Part of the answer as it goes to the client."""
END = b"E"
"""The answer is whole: an Ending."""
ANSWER = b"A"
"""A whole answer in one: an Ending and then the answer as it goes to the client."""
FAILED = b"X"
"""The query failed: a Failure in JSON."""

EPITAPH = b"Fatal Python error"
"""No frame: how faulthandler begins, from a worker that aborted or overflowed its stack."""

CHUNK = 64 * 1024
"""Bytes that a worker gathers before it sends them, unless it is slow."""

MESSAGE = 32 * 1024
"""Bytes that a message of the queue may have."""


class Task(NamedTuple):
    """A query for a worker.

    Attributes:
        query: the text.
        format: name of the format to answer in (see graph/formats.py).
        default_graphs: IRIs of the graphs that make up the default graph; empty with
            ``named_graphs`` for the dataset that the query names, or the release's own.
        named_graphs: IRIs of the named graphs.
        prefixes: (prefix, IRI) for the formats that abbreviate.
        version: of RDF that the client asked for; empty for none.
    """

    query: str
    format: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()
    version: str = ""

    def encode(self) -> bytes:
        """Return the task: four lines of words, none of which has a blank in it, and the query."""
        prefixes = " ".join([f"{prefix}:{iri}" for prefix, iri in self.prefixes])
        default, named = " ".join(self.default_graphs), " ".join(self.named_graphs)
        head = f"{self.format} {self.version}"
        return f"{head}\n{default}\n{named}\n{prefixes}\n{self.query}".encode()

    @classmethod
    def decode(cls, payload: bytes | bytearray) -> Task:
        """Return the task in ``payload``."""
        head, default, named, prefixes, query = payload.decode().split("\n", 4)
        format_name, _, version = head.partition(" ")
        pairs = [prefix.partition(":") for prefix in _listed(prefixes)]
        declared = tuple([(name, iri) for name, _, iri in pairs])
        return cls(query, format_name, _listed(default), _listed(named), declared, version)


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
        """Return the payload of a FAILED frame."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, payload: bytes) -> Failure:
        """Return the failure in a FAILED frame's payload."""
        return cls(**json.loads(payload))


@dataclass(frozen=True, slots=True)
class Report:
    """What became of loading a release: the zygote's one line of JSON.

    Attributes:
        error: why the release cannot be served; empty when it can.
    """

    error: str = ""

    def encode(self) -> bytes:
        """Return the line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Report:
        """Return the report in a line."""
        return cls(**json.loads(line))


def _listed(line: str) -> tuple[str, ...]:
    return tuple(line.split(" ")) if line else ()


def frame(kind: bytes, number: int = 0, payload: bytes = b"") -> bytes:
    """Return one frame."""
    return HEAD.pack(kind, number, len(payload)) + payload


def message(number: int, task: bytes) -> bytes:
    """Return the message that asks for query ``number``, its task left out if it is too long."""
    head = NUMBER.pack(number)
    return head + task if len(task) <= MESSAGE - len(head) else head
