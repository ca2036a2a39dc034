"""Answers to queries, wherever they come from: the cache, a flight under way, or the engine."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .budget import Budget
from .cache import Answer, Cache, Flight
from .engine import Engine, Run
from .limits import Limits
from .problems import Kind, Problem
from .protocol import QueryRequest

_PERSONAL = frozenset({Kind.BUDGET, Kind.BUSY, Kind.NOT_READY, Kind.WORKER_ENDED})
"""Problems of the one who asked, or of the moment: nobody who asked the same inherits them."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """As much of an answer as a page may hold.

    Attributes:
        query: what was asked.
        release: id of the release that was served when it was asked.
        body: the answer's bytes, from its first.
        whole: whether these are all.
    """

    query: QueryRequest
    release: str
    body: bytes
    whole: bool


class Answers:
    """Answers queries.

    Args:
        engine: returns the engine of the release served now; raises Problem when there is none.
        limits: those of the endpoint.
    """

    def __init__(self, engine: Callable[[], Engine], limits: Limits) -> None:
        self.limits = limits
        self._engine = engine
        self.cache = Cache(limits)
        self.budget = Budget(limits)

    @property
    def base(self) -> str:
        """The IRI under which the release served now names its things.

        Raises:
            Problem: there is no release.
        """
        return self._engine().release.base

    def kept(self, query: QueryRequest) -> Answer | None:
        """Return the answer to ``query`` if it is in the cache: no waiting, no charge."""
        return self.cache.get((self._engine().release.id, query.key))

    async def begin(self, query: QueryRequest, client: str) -> Answer | Stream:
        """Return the answer to ``query``, or its beginning when it is not whole at once.

        Args:
            query: what to answer.
            client: whose budget it uses; empty for none.

        Raises:
            Problem: the query failed, was refused or cut.
        """
        engine = self._engine()
        key = (engine.release.id, query.key)
        waited = None
        while (flight := self.cache.flights.get(key)) and flight is not waited:
            if answer := await flight.wait():
                return answer
            # Whoever was asking gave up: of those who waited, one asks, of today's release.
            waited, engine = flight, self._engine()
            key = (engine.release.id, query.key)
        self.budget.check(client)
        stream = Stream(self, query, client, None if query.volatile else key)
        return await stream.begin(engine)

    async def whole(self, query: QueryRequest) -> Answer:
        """Return the whole answer to a query of our own.

        Raises:
            Problem: the query failed or was cut, or its answer is too large to hold.
        """
        answer = self.kept(query) or await self.begin(query, "")
        if isinstance(answer, Answer):
            return answer
        body, whole = await self._read(answer)
        if not whole:
            detail = f"An answer for a page may have {self.limits.cached_answer} bytes."
            raise Problem(Kind.RESULT_TOO_LARGE, detail)
        return Answer(body, query.choice.content_type)

    async def beginning(self, query: QueryRequest, client: str) -> Beginning:
        """Return what a page shows of the answer to a reader's query.

        Raises:
            Problem: the query failed, was refused or cut.
        """
        release = self._engine().release.id
        answer = self.kept(query) or await self.begin(query, client)
        whole = (answer.body, True) if isinstance(answer, Answer) else await self._read(answer)
        return Beginning(query, release, *whole)

    async def _read(self, stream: Stream) -> tuple[bytes, bool]:
        """Return what a page may hold of an answer, and whether that is all of it."""
        body = [stream.first]
        size = len(stream.first)
        try:
            while size <= self.limits.cached_answer and (piece := await stream.next()):
                body.append(piece)
                size += len(piece)
        finally:
            stream.abandon()
        return b"".join(body), size <= self.limits.cached_answer


class Stream:
    """An answer as it is computed; whoever has one reads it to its end or abandons it.

    What is small enough is gathered along the way, for the cache and for those who asked the
    same meanwhile.

    Attributes:
        first: its first piece.
    """

    def __init__(
        self, answers: Answers, query: QueryRequest, client: str, key: Hashable | None
    ) -> None:
        self.first = b""
        self._answers = answers
        self._query = query
        self._client = client
        self._key = key
        self._run: Run | None = None
        self._gathered: list[bytes] | None = []
        self._size = 0
        self._flight = Flight()
        if key is not None:
            answers.cache.flights.setdefault(key, self._flight)

    async def begin(self, engine: Engine) -> Answer | Stream:
        """Begin evaluating; see :meth:`Answers.begin`."""
        try:
            self._run = await engine.begin(self._query.task, self._client)
            self.first = await self._next(self._run)
        except BaseException as reason:
            self._end(reason)
            raise
        return self._end(None) or self if self._run.whole else self

    async def next(self) -> bytes:
        """Return the next piece; empty when the answer is whole.

        Raises:
            Problem: the query was cut; what has been sent is no answer.
        """
        if self._run is None or self._run.whole:
            return b""
        try:
            piece = await self._next(self._run)
        except BaseException as reason:
            self._end(reason)
            raise
        if self._run.whole:
            self._end(None)
        return piece

    def abandon(self) -> None:
        """Stop evaluating, unless the answer is whole."""
        if self._run is not None and not self._run.whole:
            self._end(None)

    async def _next(self, run: Run) -> bytes:
        piece = await run.next()
        self._size += len(piece)
        if self._gathered is not None:
            self._gathered.append(piece)
            if self._size > self._answers.limits.cached_answer:
                self._gathered = None
                self._land(None)
        return piece

    def _end(self, reason: BaseException | None) -> Answer | None:
        """Settle accounts; return the answer if it is whole and was gathered."""
        answer = None
        if self._run is not None:
            self._answers.budget.charge(self._client, self._run.seconds)
            if reason is None and self._run.whole and self._gathered is not None:
                answer = Answer(b"".join(self._gathered), self._query.choice.content_type)
                if self._key is not None:
                    self._answers.cache.put(self._key, answer)
            self._run.abandon()
        inherited = isinstance(reason, Problem) and reason.kind not in _PERSONAL
        self._land(reason if isinstance(reason, Problem) and inherited else answer)
        self._run = None
        return answer

    def _land(self, outcome: Answer | Problem | None) -> None:
        if self._key is not None and self._answers.cache.flights.get(self._key) is self._flight:
            del self._answers.cache.flights[self._key]
        self._flight.land(outcome)
