from __future__ import annotations

import asyncio
import io
import json
from typing import cast

import pytest

from akkoord.app.exchange import Channel, Exchange
from akkoord.app.journal import Journal
from akkoord.app.metrics import Metrics
from akkoord.app.server import serve
from akkoord.app.sparql.limits import Limits
from akkoord.graph.errors import UsageError


def exchange(path: str = "/sparql", status: int = 200) -> Exchange:
    made = Exchange("GET", path, cast("Channel", None))
    made.kind, made.status, made.size, made.source = "query", status, 10, "engine"
    return made


def test_requests_are_counted_by_part_status_origin_and_time() -> None:
    metrics = Metrics()
    for seconds in (0.0005, 0.02, 100):
        metrics.count(exchange(), seconds)
    lines = (
        metrics.exposition({"idle": 2, "queued": 3}, "abc", ready=True, intact=True)
        .decode()
        .splitlines()
    )
    for line in (
        'akkoord_requests_total{kind="query",status="200"} 3',
        'akkoord_answers_total{source="engine"} 3',
        "akkoord_sent_bytes_total 30",
        'akkoord_request_seconds_bucket{kind="query",le="0.001"} 1',
        'akkoord_request_seconds_bucket{kind="query",le="0.025"} 2',
        'akkoord_request_seconds_bucket{kind="query",le="60"} 2',
        'akkoord_request_seconds_bucket{kind="query",le="+Inf"} 3',
        'akkoord_request_seconds_count{kind="query"} 3',
        'akkoord_workers{state="idle"} 2',
        "akkoord_queue 3",
        'akkoord_release_info{id="abc"} 1',
        "akkoord_ready 1",
        "akkoord_release_intact 1",
    ):
        assert line in lines


def test_every_metric_has_its_help_and_type_once() -> None:
    metrics = Metrics()
    metrics.count(exchange(), 1)
    lines = metrics.exposition({}, "", ready=False, intact=None).decode().splitlines()
    types = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(types) == len(set(types))
    names = {line.split("{")[0].split()[0] for line in lines if not line.startswith("#")}
    stems = {name.removesuffix("_bucket").removesuffix("_sum") for name in names if name}
    assert {stem.removesuffix("_count") for stem in stems} <= set(types)


async def logged(journal: Journal, noted: Exchange) -> None:
    journal.note(noted, 0.5)
    journal.flush()


@pytest.mark.parametrize("path", ['/"}\n{"a":1', "/é\x00", "/" + "x" * 5000])
def test_a_path_cannot_break_out_of_its_line_in_the_log(path: str) -> None:
    stream = io.StringIO()
    asyncio.run(logged(Journal(stream), exchange(path)))
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["path"] == path[:200]
    assert "client" not in json.loads(line)


def test_the_log_names_clients_only_if_asked() -> None:
    stream = io.StringIO()
    noted = exchange()
    noted.client = "192.0.2.1"
    asyncio.run(logged(Journal(stream, clients=True), noted))
    assert json.loads(stream.getvalue())["client"] == "192.0.2.1"


def test_limits_come_from_the_environment_by_their_names() -> None:
    limits = Limits().overridden({"AKKOORD_MEMORY": "1000", "AKKOORD_SECONDS": "1.5", "X": "y"})
    assert (limits.memory, limits.seconds) == (1000, 1.5)
    assert Limits.decode(limits.encode()) == limits


@pytest.mark.parametrize("value", ["0", "-1", "much", "nan", "inf", ""])
def test_a_limit_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    monkeypatch.setenv("AKKOORD_SECONDS", value)
    with pytest.raises(UsageError, match="environment"):
        serve(Path("nowhere"), port=0)


def test_a_proxy_that_is_no_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    monkeypatch.setenv("AKKOORD_TRUSTED_PROXIES", "10.0.0.0/8 nonsense")
    with pytest.raises(UsageError, match="nonsense"):
        serve(Path("nowhere"), port=0)
