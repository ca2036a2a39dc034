"""What a connection may use of the service: time, bytes, and its place among others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """What a connection may use.

    Attributes:
        connections: connections open at the same time; one more takes the place of an idle one,
            or waits until one is.
        head: bytes of a request's line and headers together.
        head_seconds: time for a request's head to arrive, and for a connection to lie idle.
        stall_seconds: time for the next piece of a response to be taken.
    """

    connections: int
    head: int
    head_seconds: float
    stall_seconds: float
