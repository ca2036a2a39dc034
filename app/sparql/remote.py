"""Another SPARQL 1.1 endpoint as the engine (``akkoord serve --engine URL``).

Queries are looked over, limited, cached and worded here as ever, and evaluated there. What this
process cannot do is kill them: a time limit closes the connection, and the other endpoint must
notice; nor does it look through answers for RDF 1.2: the other endpoint is told which version the
client reads. The dataset served there should be the release in ``--data``, which pages and dumps
show.
"""

from __future__ import annotations

import asyncio
import logging

import httpx

from akkoord.graph.errors import ReleaseError, UsageError
from akkoord.graph.formats import GRAPHS, SOLUTIONS
from akkoord.graph.release.layout import Release
from akkoord.graph.search.matching import asks_index, rewritten
from akkoord.graph.search.reading import load_index

from .frames import CHUNK, Task
from .limits import Limits
from .problems import Kind, Problem
from .run import busy, stopping, too_large, too_long

log = logging.getLogger(__name__)

_MEDIA_TYPES = {fmt.name: fmt.media_type for fmt in (*SOLUTIONS, *GRAPHS)}
_CONNECT = 5.0
_PROBE_EVERY = 5.0
_GATHER = 0.002
"""Seconds that a first piece waits for the rest, so that small answers come out whole."""
_DETAIL = 400


class Remote:
    """The engine behind a URL. Made by :meth:`start`."""

    def __init__(self, release: Release, url: str, limits: Limits) -> None:
        self.release = release
        self.ready = False
        self.index = load_index(release)
        self.url = url
        self.limits = limits
        self.http = httpx.AsyncClient(
            timeout=httpx.Timeout(limits.seconds, connect=_CONNECT), follow_redirects=False
        )
        self._places = limits.workers + limits.slow
        self._free = asyncio.Semaphore(self._places)
        self._waiting = 0
        self._running: set[RemoteRun] = set()
        self._drained = asyncio.Event()
        self._closing = False
        self._probing: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, release: Release, url: str, limits: Limits) -> Remote:
        """Return the engine at ``url`` once it has answered.

        Raises:
            ReleaseError: it does not answer.
        """
        engine = cls(release, url, limits)
        try:
            await engine._probe()
        except Problem as problem:
            await engine.http.aclose()
            raise ReleaseError(f"{url} does not answer SPARQL queries: {problem}") from problem
        engine._probing = asyncio.get_running_loop().create_task(engine._keep_probing())
        return engine

    @property
    def figures(self) -> dict[str, int]:
        """Queries under way and waiting, as if they were workers."""
        return {
            "idle": self._places - len(self._running),
            "busy": len(self._running),
            "slow": 0,
            "queued": self._waiting,
        }

    async def begin(self, task: Task, client: str) -> RemoteRun:
        """Send ``task`` on, as soon as there is room.

        Raises:
            Problem: there is no room, or ``ra:textMatch`` cannot be answered.
        """
        asked = await self._matched(task)
        if self._waiting >= self.limits.queue:
            raise busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.queue_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self._waiting -= 1
        run = RemoteRun(self, asked)
        self._running.add(run)
        return run

    async def _matched(self, task: Task) -> Task:
        """Return ``task`` with what our index finds: the other endpoint has none of ours."""
        if not asks_index(task.query):
            return task
        try:
            query = await asyncio.to_thread(rewritten, task.query, self.index, {})
        except UsageError as error:
            raise Problem(Kind.MALFORMED_QUERY, str(error)[:_DETAIL]) from error
        return task._replace(query=query)

    def over(self, run: RemoteRun) -> None:
        """Take back the place of a run that ended, unless it had none."""
        if run not in self._running:
            return
        self._running.discard(run)
        self._free.release()
        if self._closing and not self._running:
            self._drained.set()

    def cut(self) -> None:
        """End all queries under way: the service stops."""
        for run in tuple(self._running):
            run.cut(stopping())

    async def close(self) -> None:
        """Let queries under way end, then close all connections."""
        self._closing = True
        if self._probing is not None:
            self._probing.cancel()
        if self._running:
            await self._drained.wait()
        await self.http.aclose()

    async def _probe(self) -> None:
        run = RemoteRun(self, Task("ASK {}", "json"))
        try:
            while await run.next():
                pass
        finally:
            run.abandon()
        self.ready = True

    async def _keep_probing(self) -> None:
        while True:
            await asyncio.sleep(_PROBE_EVERY)
            try:
                await self._probe()
            except Problem as problem:
                if self.ready:
                    log.error("the engine does not answer: %s", problem)
                self.ready = False


class RemoteRun:
    """A query at the other endpoint; see :class:`akkoord.app.sparql.engine.Run`."""

    def __init__(self, engine: Remote, task: Task) -> None:
        self.whole = False
        self.seconds = 0.0
        self._engine = engine
        self._size = 0
        self._pieces: asyncio.Queue[bytes | Problem] = asyncio.Queue(maxsize=4)
        self._fetching = asyncio.get_running_loop().create_task(self._fetch(task))

    async def next(self) -> bytes:
        """Return the next piece of the answer; empty only when the answer is whole.

        Raises:
            Problem: the query failed or was cut; the run is over.
        """
        if self.whole:
            return b""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self._engine.limits.seconds - self.seconds):
                piece = self._taken(await self._pieces.get())
                if not self._size and not self.whole:
                    await asyncio.sleep(_GATHER)
            while not self.whole and not self._pieces.empty() and len(piece) < CHUNK:
                piece += self._taken(self._pieces.get_nowait())
        except TimeoutError:
            self.abandon()
            raise too_long(self._engine.limits) from None
        finally:
            self.seconds += loop.time() - began
        self._size += len(piece)
        if self._size > self._engine.limits.result:
            self.abandon()
            raise too_large(self._engine.limits)
        return piece

    def abandon(self) -> None:
        """Close the connection, if the answer is not whole."""
        self._fetching.cancel()
        self._engine.over(self)

    def cut(self, problem: Problem) -> None:
        """End the query with ``problem``, which :meth:`next` raises."""
        self._fetching.cancel()
        while not self._pieces.empty():
            self._pieces.get_nowait()
        self._pieces.put_nowait(problem)
        self._engine.over(self)

    def _taken(self, item: bytes | Problem) -> bytes:
        if isinstance(item, Problem):
            self.abandon()
            raise item
        if not item:
            self.whole = True
            self.abandon()
        return item

    async def _fetch(self, task: Task) -> None:
        form = {
            "query": task.query,
            "default-graph-uri": list(task.default_graphs),
            "named-graph-uri": list(task.named_graphs),
        }
        version = f"; version={task.version}" if task.version else ""
        headers = {"accept": _MEDIA_TYPES[task.format] + version}
        try:
            async with self._engine.http.stream(
                "POST", self._engine.url, data=form, headers=headers
            ) as response:
                if response.status_code != httpx.codes.OK:
                    await self._pieces.put(await _refusal(response))
                    return
                async for piece in response.aiter_bytes(CHUNK):
                    if piece:
                        await self._pieces.put(piece)
            await self._pieces.put(b"")
        except httpx.HTTPError as error:
            log.warning("the engine failed: %r", error)
            detail = "The engine behind this endpoint did not answer. Try again later."
            await self._pieces.put(Problem(Kind.ENGINE, detail))


async def _refusal(response: httpx.Response) -> Problem:
    if response.status_code == httpx.codes.BAD_REQUEST:
        text = " ".join((await response.aread())[: 4 * _DETAIL].decode(errors="replace").split())
        return Problem(Kind.MALFORMED_QUERY, text[:_DETAIL])
    log.warning("the engine answered %s", response.status_code)
    detail = f"The engine behind this endpoint answered {response.status_code}."
    return Problem(Kind.ENGINE, detail)
