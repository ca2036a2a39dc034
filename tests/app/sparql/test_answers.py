from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from akkoord.app.sparql.answers import Answers, Stream
from akkoord.app.sparql.cache import Answer
from akkoord.app.sparql.frames import Task
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind, Problem
from akkoord.app.sparql.protocol import QueryRequest, query_request
from akkoord.graph.release.layout import Release


class FakeRun:
    """Gives the pieces it is made with, or raises the problem among them."""

    def __init__(self, pieces: list[bytes | Problem], go: asyncio.Event) -> None:
        self._pieces = pieces
        self._go = go
        self.abandoned = False
        self.seconds = 1.0

    @property
    def whole(self) -> bool:
        return not self._pieces

    async def next(self) -> bytes:
        await self._go.wait()
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        if isinstance(piece, Problem):
            raise piece
        return piece

    def abandon(self) -> None:
        self.abandoned = True


class FakeEngine:
    """Begins runs that wait for ``go``."""

    def __init__(self, *pieces: bytes | Problem, release: str = "one") -> None:
        self.pieces = pieces
        self.release = Release(release, "http://x/", Path("/nowhere"))
        self.ready = True
        self.figures: dict[str, int] = {}
        self.go = asyncio.Event()
        self.runs: list[FakeRun] = []

    async def begin(self, task: Task, client: str) -> FakeRun:
        self.runs.append(FakeRun(list(self.pieces), self.go))
        return self.runs[-1]

    async def close(self) -> None:
        return


def asked(text: str = "ASK {}") -> QueryRequest:
    return query_request(text, Limits())


def scene(play: Callable[[], Awaitable[None]]) -> None:
    async def played() -> None:
        await play()

    asyncio.run(played())


def test_identical_queries_at_the_same_time_run_once() -> None:
    async def play() -> None:
        engine = FakeEngine(b"answer")
        answers = Answers(lambda: engine, Limits())
        asking = [asyncio.create_task(answers.begin(asked(), f"c{n}")) for n in range(10)]
        await asyncio.sleep(0)
        engine.go.set()
        found = await asyncio.gather(*asking)
        assert len(engine.runs) == 1
        assert {a.body for a in found if isinstance(a, Answer)} == {b"answer"}
        assert answers.kept(asked()) is not None

    scene(play)


def test_who_asked_the_same_flies_on_when_the_first_client_leaves() -> None:
    async def play() -> None:
        engine = FakeEngine(b"answer")
        answers = Answers(lambda: engine, Limits())
        first = asyncio.create_task(answers.begin(asked(), "a"))
        await asyncio.sleep(0)
        second = asyncio.create_task(answers.begin(asked(), "b"))
        await asyncio.sleep(0)
        first.cancel()
        engine.go.set()
        answer = await second
        assert isinstance(answer, Answer)
        assert engine.runs[0].abandoned
        assert len(engine.runs) == 2

    scene(play)


def test_a_cut_query_is_cut_for_all_who_asked_it() -> None:
    async def play() -> None:
        engine = FakeEngine(Problem(Kind.TIME_LIMIT, "cut"))
        answers = Answers(lambda: engine, Limits())
        asking = [asyncio.create_task(answers.begin(asked(), "c")) for _ in range(3)]
        await asyncio.sleep(0)
        engine.go.set()
        found = await asyncio.gather(*asking, return_exceptions=True)
        assert [p.kind for p in found if isinstance(p, Problem)] == [Kind.TIME_LIMIT] * 3
        assert len(engine.runs) == 1
        assert answers.kept(asked()) is None

    scene(play)


def test_a_full_house_for_one_is_not_a_full_house_for_all() -> None:
    async def play() -> None:
        engine = FakeEngine(Problem(Kind.BUSY, "full"))
        answers = Answers(lambda: engine, Limits())
        asking = [asyncio.create_task(answers.begin(asked(), "c")) for _ in range(3)]
        await asyncio.sleep(0)
        engine.go.set()
        await asyncio.gather(*asking, return_exceptions=True)
        assert len(engine.runs) == 3

    scene(play)


def test_an_answer_in_the_making_is_streamed_and_then_kept() -> None:
    async def play() -> None:
        engine = FakeEngine(b"one ", b"two ", b"three")
        engine.go.set()
        answers = Answers(lambda: engine, Limits())
        stream = await answers.begin(asked(), "c")
        assert isinstance(stream, Stream)
        assert stream.first == b"one "
        assert answers.kept(asked()) is None
        assert [await stream.next(), await stream.next(), await stream.next()] == [
            b"two ",
            b"three",
            b"",
        ]
        kept = answers.kept(asked())
        assert kept is not None
        assert kept.body == b"one two three"

    scene(play)


def test_an_answer_that_is_too_large_to_keep_is_streamed_to_everyone_apart() -> None:
    async def play() -> None:
        engine = FakeEngine(b"x" * 8, b"y" * 8, b"z")
        answers = Answers(lambda: engine, Limits(cached_answer=10))
        first = asyncio.create_task(answers.begin(asked(), "a"))
        await asyncio.sleep(0)
        second = asyncio.create_task(answers.begin(asked(), "b"))
        await asyncio.sleep(0)
        engine.go.set()
        stream = await first
        assert isinstance(stream, Stream)
        await stream.next()  # now it is too large: the other begins by itself
        other = await second
        assert isinstance(other, Stream)
        assert [await s.next() for s in (stream, stream, other, other, other)] == [
            b"z",
            b"",
            b"y" * 8,
            b"z",
            b"",
        ]
        assert answers.kept(asked()) is None

    scene(play)


def test_an_abandoned_stream_abandons_its_run_and_is_charged() -> None:
    async def play() -> None:
        engine = FakeEngine(b"one", b"two")
        engine.go.set()
        answers = Answers(lambda: engine, Limits(burst=0.5))
        stream = await answers.begin(asked(), "c")
        assert isinstance(stream, Stream)
        stream.abandon()
        assert engine.runs[0].abandoned
        with pytest.raises(Problem) as caught:
            await answers.begin(asked("ASK { ?s ?p ?o }"), "c")
        assert caught.value.kind is Kind.BUDGET

    scene(play)


def test_a_volatile_query_is_evaluated_for_each() -> None:
    async def play() -> None:
        engine = FakeEngine(b"answer")
        engine.go.set()
        answers = Answers(lambda: engine, Limits())
        query = asked("SELECT (RAND() AS ?x) {}")
        await asyncio.gather(*(answers.begin(query, "c") for _ in range(3)))
        assert len(engine.runs) == 3
        assert answers.kept(query) is None

    scene(play)


def test_another_release_has_answers_of_its_own() -> None:
    async def play() -> None:
        served = [FakeEngine(b"old"), FakeEngine(b"new", release="two")]
        answers = Answers(lambda: served[0], Limits())
        for engine in served:
            engine.go.set()
        await answers.begin(asked(), "c")
        served.pop(0)
        assert answers.kept(asked()) is None
        found = await answers.begin(asked(), "c")
        assert isinstance(found, Answer)
        assert found.body == b"new"

    scene(play)


def test_pages_get_whole_answers_and_no_budget() -> None:
    async def play() -> None:
        engine = FakeEngine(b"one ", b"two")
        engine.go.set()
        answers = Answers(lambda: engine, Limits(burst=0.1))
        for n in range(5):
            answer = await answers.whole(asked(f"SELECT * {{}} LIMIT {n}"))
            assert answer.body == b"one two"

    scene(play)


def test_a_page_gets_no_answer_that_is_too_large_to_hold() -> None:
    async def play() -> None:
        engine = FakeEngine(b"x" * 8, b"y" * 8, b"z")
        engine.go.set()
        answers = Answers(lambda: engine, Limits(cached_answer=10))
        with pytest.raises(Problem) as caught:
            await answers.whole(asked())
        assert caught.value.kind is Kind.RESULT_TOO_LARGE
        assert engine.runs[0].abandoned

    scene(play)


def test_a_page_gets_the_beginning_of_what_is_too_large_at_the_cost_of_its_reader() -> None:
    async def play() -> None:
        engine = FakeEngine(b"x" * 9, b"y" * 9, b"z")
        engine.go.set()
        answers = Answers(lambda: engine, Limits(cached_answer=10, burst=0.5, budget=0.001))
        found = await answers.beginning(asked(), "reader")
        assert (found.body, found.whole, found.release) == (b"x" * 9 + b"y" * 9, False, "one")
        assert engine.runs[0].abandoned
        with pytest.raises(Problem) as caught:
            await answers.beginning(asked("ASK { ?s ?p ?o }"), "reader")
        assert caught.value.kind is Kind.BUDGET
        with pytest.raises(Problem) as caught:
            await answers.whole(asked())
        assert caught.value.kind is Kind.RESULT_TOO_LARGE

    scene(play)


def test_a_page_gets_all_of_a_small_answer_and_it_is_kept() -> None:
    async def play() -> None:
        engine = FakeEngine(b"answer")
        engine.go.set()
        answers = Answers(lambda: engine, Limits())
        for _ in range(2):
            found = await answers.beginning(asked(), "reader")
            assert (found.body, found.whole) == (b"answer", True)
        assert len(engine.runs) == 1

    scene(play)
