"""Finished answers, kept until they are crowded out; a release never changes while served.

The key holds the release, so a switch needs no clearing: the old release's answers fall out as
new ones come in. A :class:`Flight` is an answer on its way, which identical queries wait for.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Hashable

from akkoord.app.codings import IDENTITY, compressed

from .limits import Limits
from .problems import Problem

QUICKLY = 32 * 1024
"""Bytes that are compressed in about a millisecond."""

_SMALL = 860
"""Bytes below which compressing gains nothing worth its header."""

_OVERHEAD = 2000
"""Bytes that an answer costs besides its body: key, headers, bookkeeping."""


class Answer:
    """A whole answer: its body and, once asked for, the same in each content coding.

    Attributes:
        body: as the worker wrote it.
        content_type: of the response.
        etag: strong validator of the uncompressed body, with quotes.
    """

    __slots__ = ("_coded", "body", "content_type", "etag")

    def __init__(self, body: bytes, content_type: str) -> None:
        digest = hashlib.sha256(body).hexdigest()[:24]  # by the processor, twice as fast as others
        self.body = body
        self.content_type = content_type.encode()
        self.etag = f'"{digest}"'.encode()
        self._coded = {IDENTITY: body}

    def etag_in(self, coding: str) -> bytes:
        """Return the strong validator of the body in ``coding``."""
        return b'%b-%b"' % (self.etag[:-1], coding.encode()) if coding else self.etag

    def coded(self, coding: str) -> bytes:
        """Return the body in ``coding``, compressed once."""
        if coding not in self._coded:
            self._coded[coding] = compressed(coding, self.body)
        return self._coded[coding]

    def is_coded(self, coding: str) -> bool:
        """Whether the body is there in ``coding`` already."""
        return coding in self._coded

    @property
    def compresses(self) -> bool:
        """Whether it is worth compressing."""
        return len(self.body) >= _SMALL

    @property
    def size(self) -> int:
        """Bytes that keeping it costs.

        What the compressed forms will take is counted from the start: they come later, and each
        is seldom more than a quarter.
        """
        return len(self.body) + len(self.body) // 2 + _OVERHEAD


async def coded(answer: Answer, coding: str) -> bytes:
    """Return the body in ``coding``; compressed in a thread, where that takes its time."""
    if answer.is_coded(coding) or len(answer.body) < QUICKLY:
        return answer.coded(coding)
    return await asyncio.to_thread(answer.coded, coding)


class Flight:
    """A query under way, for those who asked the same a moment later.

    They wait for the whole answer, which the one who flies streams to its own client. If it
    fails with a problem so do they; if it is abandoned, or the answer too large to keep, they
    are told ``None`` and fly by themselves.
    """

    def __init__(self) -> None:
        self._landing: asyncio.Future[Answer | Problem | None] | None = None

    def land(self, outcome: Answer | Problem | None) -> None:
        """Tell all who wait."""
        if self._landing is not None and not self._landing.done():
            self._landing.set_result(outcome)

    async def wait(self) -> Answer | None:
        """Return the answer once it is whole, or ``None``.

        Raises:
            Problem: the query failed.
        """
        if self._landing is None:
            self._landing = asyncio.get_running_loop().create_future()
        outcome = await asyncio.shield(self._landing)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome


class Cache:
    """Answers by key, least recently used first out."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self.flights: dict[Hashable, Flight] = {}
        self.size = 0

    def get(self, key: Hashable) -> Answer | None:
        """Return the answer kept for ``key``."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep ``answer``, unless it is too large, and drop what has to give way."""
        if len(answer.body) > self._limits.cached_answer or key in self._answers:
            return
        self._answers[key] = answer
        self.size += answer.size
        while self.size > self._limits.cache:
            _, dropped = self._answers.popitem(last=False)
            self.size -= dropped.size
