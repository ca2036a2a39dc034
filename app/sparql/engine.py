"""What evaluates queries, seen from the endpoint: one small protocol, two implementations.

:class:`akkoord.app.sparql.pool.Pool` runs queries in workers of its own,
:class:`akkoord.app.sparql.remote.Remote` forwards them to another SPARQL endpoint.
"""

from __future__ import annotations

from typing import Protocol

from akkoord.graph.release.layout import Release

from .frames import Task


class Run(Protocol):
    """A query being evaluated. Whoever begins it reads it to its end or abandons it."""

    @property
    def whole(self) -> bool:
        """Whether everything of the answer has been handed over by :meth:`next`."""

    @property
    def seconds(self) -> float:
        """Time spent computing, as far as is known."""

    async def next(self) -> bytes:
        """Return the next piece of the answer; empty only when the answer is whole.

        Raises:
            Problem: the query failed or was cut; the run is over.
        """

    def abandon(self) -> None:
        """Stop evaluating, if it has not ended: nobody waits for the answer any more."""


class Engine(Protocol):
    """Evaluates queries on one release."""

    @property
    def release(self) -> Release:
        """The release."""

    @property
    def ready(self) -> bool:
        """Whether a query begun now would be evaluated."""

    @property
    def figures(self) -> dict[str, int]:
        """Workers by state, and ``queued`` queries, for the metrics."""

    async def begin(self, task: Task, client: str) -> Run:
        """Begin evaluating ``task``, as soon as there is room.

        Args:
            task: the query.
            client: who asks, so that nobody takes all places; empty for ourselves.

        Raises:
            Problem: there is no room.
        """

    def cut(self) -> None:
        """End all queries, under way and waiting: the service stops."""

    async def close(self) -> None:
        """Let queries under way end, then stop everything that belongs to the engine."""
