"""Every limit of the endpoint, in one place.

The defaults suit a public endpoint on a small machine. Where a limit is enforced is told with
each: ``worker`` means by the kernel in the worker process, ``http`` in the serving process.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query, one client and the service as a whole may use.

    Attributes:
        seconds: time that a query may compute (http: the worker is killed; worker: RLIMIT_CPU).
        memory: bytes of address space that a worker may take beyond the loaded release
            (worker: RLIMIT_AS). Solutions stream through a few; of a CONSTRUCT, Oxigraph
            remembers each triple, so that none comes twice, some 400 bytes each.
        result: bytes of one answer (http).
        query: bytes of a query in UTF-8 (http, before any worker sees it).
        depth: nesting of brackets of any kind in a query (http). Oxigraph's parser
            overflows its stack at some thousands; real queries nest fewer than twenty.
        connections: connections open at the same time; one more takes the place of the oldest
            that idles, or waits until one does (http).
        head: bytes of a request's line and headers together (http).
        header: bytes of any one header of a query's request (http).
        head_seconds: time that a client may take to send a request's head, and that a connection
            may lie idle (http).
        body: bytes of a request's body (http).
        body_seconds: time that a client may take to send a body (http).
        stall_seconds: time that a client may take to accept the next piece of an answer (http).
        transfer_seconds: time that an answer may take altogether, the client's share included
            (http).
        workers: queries that compute at the same time at full priority (http).
        slow_after: seconds after which a query counts as slow: it goes on at a low priority and
            leaves its worker's place to others (http).
        slow: slow queries at the same time; a further one is cut (http). A client may have half.
        queue: queries that may wait for a worker (http).
        queue_seconds: time that a query may wait for a worker (http).
        budget: query seconds that a client's address gains per second (http).
        burst: query seconds that it can save up; Wikidata's service gives the same, 60 a minute
            and 120 in a burst.
        cache: bytes of finished answers kept (http).
        cached_answer: bytes of the largest answer kept (http).
    """

    seconds: float = 30.0
    memory: int = 768 * MIB
    result: int = 256 * MIB
    query: int = 100_000
    depth: int = 100
    connections: int = 4096
    head: int = 128 * 1024
    header: int = 8 * 1024
    head_seconds: float = 10.0
    body: int = 1 * MIB
    body_seconds: float = 10.0
    stall_seconds: float = 20.0
    transfer_seconds: float = 300.0
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    slow_after: float = 0.3
    slow: int = 8
    queue: int = 256
    queue_seconds: float = 10.0
    budget: float = 1.0
    burst: float = 120.0
    cache: int = 64 * MIB
    cached_answer: int = 4 * MIB

    def overridden(self, environment: Mapping[str, str]) -> Limits:
        """Return these limits with those that ``environment`` sets, such as AKKOORD_MEMORY.

        Raises:
            ValueError: a value is not a positive number.
        """
        values: dict[str, float] = {}
        for limit in fields(self):
            name = f"AKKOORD_{limit.name.upper()}"
            if name in environment:
                kind = type(getattr(self, limit.name))
                try:
                    number = kind(environment[name])
                except ValueError:
                    number = kind(0)
                if not 0 < number < float("inf"):
                    shape = "whole number above 0" if kind is int else "number above 0"
                    raise ValueError(f"{name} must be a {shape}, not {environment[name]!r}")
                values[limit.name] = number
        return replace(self, **values)  # type: ignore[arg-type]

    def encode(self) -> str:
        """Return the limits as JSON, for a process's arguments."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, text: str) -> Limits:
        """Return the limits in ``text``."""
        return cls(**json.loads(text))
