"""After all that (pytest comes to this file last): everything is as it was before.

``python -m pytest tests/abuse -rP`` shows the figures.
"""

from __future__ import annotations

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import httpx
import pytest

MIB = 1024 * 1024


class Watch(Protocol):
    @property
    def taken(self) -> list[float]: ...

    @property
    def late(self) -> list[float]: ...

    @property
    def failed(self) -> list[str]: ...


class Process(Protocol):
    @property
    def pid(self) -> int: ...


class Target(Protocol):
    @property
    def at_first(self) -> int: ...

    @property
    def process(self) -> Process: ...

    @property
    def watch(self) -> Watch: ...

    def query(self, query: str | bytes, timeout: float = 20) -> httpx.Response: ...

    def processes(self) -> dict[int, int]: ...

    def memory(self) -> int: ...

    def settled(self, seconds: float = 10) -> bool: ...


@pytest.fixture(scope="module")
def attacked(target: Target) -> Target:
    """Attack once more: whoever runs this file alone shall not see a server at rest."""
    queries = [
        query
        for n in range(4)
        for query in (
            f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?c # {n}",
            f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} LIMIT {n + 1}",
            "ASK { FILTER(" + "!" * (90_000 + n) + "true) }",
        )
    ]
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(target.query, queries))
    assert {answer.status_code for answer in answers} == {503}
    assert target.settled()
    return target


def test_health_was_told_all_the_while(attacked: Target) -> None:
    """The goal is 250 ms at p99; how late a busy machine woke the watch itself comes on top."""
    watch = attacked.watch
    assert len(watch.taken) >= 30
    assert watch.failed == []
    p99, late = (statistics.quantiles(values, n=100)[98] for values in (watch.taken, watch.late))
    print(f"/health: {1000 * p99:.0f} ms at p99, asked {len(watch.taken)} times")
    assert p99 < 0.25 + late, f"p99 {p99:.3f} s, machine late by {late:.3f} s"


def test_memory_returns_to_where_it_was(attacked: Target) -> None:
    """Near it: kept answers, metrics and the allocator's reserve are of bounded size."""
    end = time.monotonic() + 5
    while (grown := attacked.memory() - attacked.at_first) > 64 * MIB and time.monotonic() < end:
        time.sleep(0.2)
    print(f"memory: {attacked.at_first / MIB:.0f} MiB before, {grown / MIB:+.0f} MiB after")
    assert grown < 64 * MIB, f"{grown / MIB:.0f} MiB more than {attacked.at_first / MIB:.0f}"


def test_only_the_server_what_serves_it_and_as_many_workers_as_before_remain(
    attacked: Target,
) -> None:
    """Besides the zygote, the server has a process that draws, where charts were asked for."""
    server = attacked.process.pid
    most = max(2, os.cpu_count() or 2)
    end = time.monotonic() + 5
    while len(processes := attacked.processes()) > 3 + most and time.monotonic() < end:
        time.sleep(0.1)
    children = [pid for pid, parent in processes.items() if parent == server]
    (zygote,) = (pid for pid in children if "app.sparql.zygote" in command_of(pid))
    others = [command_of(pid) for pid in children if pid != zygote]
    assert len(others) <= 1
    assert all("app.drawing" in command for command in others)
    workers = [pid for pid, parent in processes.items() if parent == zygote]
    assert len(workers) <= most
    assert len(processes) == 1 + len(children) + len(workers), processes


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
