"""``/metrics``: what Prometheus scrapes, and the counters behind it.

Text format: https://prometheus.io/docs/instrumenting/exposition_formats/. Written out here
because a request is counted in half a microsecond this way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from .exchange import Exchange

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Upper bounds of the latency histogram, in seconds."""


class Metrics:
    """Counts requests."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._sources: Counter[str] = Counter()
        self._problems: Counter[str] = Counter()
        self._latency: dict[str, list[int]] = {}
        self._seconds: Counter[str] = Counter()
        self._bytes = 0

    def count(self, exchange: Exchange, seconds: float) -> None:
        """Count one request that took ``seconds``."""
        kind = exchange.kind
        self._requests[kind, exchange.status] += 1
        self._bytes += exchange.size
        if exchange.source:
            self._sources[exchange.source] += 1
        if exchange.problem:
            self._problems[exchange.problem] += 1
        histogram = self._latency.get(kind)
        if histogram is None:
            histogram = self._latency[kind] = [0] * (len(BUCKETS) + 1)
        histogram[bisect_left(BUCKETS, seconds)] += 1
        self._seconds[kind] += seconds  # type: ignore[assignment]

    def exposition(
        self, workers: Mapping[str, int], release: str, *, ready: bool, intact: bool | None
    ) -> bytes:
        """Return everything in Prometheus' text format.

        Args:
            workers: number by state, and ``queued`` queries.
            release: id of the release served; empty for none.
            ready: whether queries are being answered.
            intact: whether all files of the release are as written; ``None`` if not known yet.
        """
        states = {state: n for state, n in workers.items() if state != "queued"}
        lines = [
            *self._counters(),
            *self._histogram(),
            *_family("workers", "gauge", "Worker processes by state.", (
                (f'state="{state}"', n) for state, n in states.items()
            )),
            *_family("queue", "gauge", "Queries that wait.", [("", workers.get("queued", 0))]),
            *_family("release_info", "gauge", "The release served.", [(f'id="{release}"', 1)]),
            *_family("release_intact", "gauge", "Whether all of its files are as written.", (
                [] if intact is None else [("", int(intact))]
            )),
            *_family("ready", "gauge", "Whether queries are answered.", [("", int(ready))]),
        ]  # fmt: skip
        return "\n".join([*lines, ""]).encode()

    def _counters(self) -> Iterator[str]:
        yield from (
            *_family("requests_total", "counter", "Requests by part and status.", (
                (f'kind="{kind}",status="{status}"', n)
                for (kind, status), n in sorted(self._requests.items())
            )),
            *_family("answers_total", "counter", "Answers to queries by origin.", (
                (f'source="{source}"', n) for source, n in sorted(self._sources.items())
            )),
            *_family("problems_total", "counter", "Refused, failed and cut queries.", (
                (f'type="{slug}"', n) for slug, n in sorted(self._problems.items())
            )),
            *_family("sent_bytes_total", "counter", "Bytes of bodies.", [("", self._bytes)]),
        )  # fmt: skip

    def _histogram(self) -> Iterator[str]:
        name = "akkoord_request_seconds"
        yield f"# HELP {name} Time to the end of the response."
        yield f"# TYPE {name} histogram"
        for kind, histogram in sorted(self._latency.items()):
            total = 0
            for bound, n in zip([*map(str, BUCKETS), "+Inf"], histogram, strict=True):
                total += n
                yield f'{name}_bucket{{kind="{kind}",le="{bound}"}} {total}'
            yield f'{name}_sum{{kind="{kind}"}} {self._seconds[kind]:.6f}'
            yield f'{name}_count{{kind="{kind}"}} {total}'


def _family(
    name: str, kind: str, text: str, samples: Iterator[tuple[str, int]] | list[tuple[str, int]]
) -> Iterator[str]:
    yield f"# HELP akkoord_{name} {text}"
    yield f"# TYPE akkoord_{name} {kind}"
    for labels, value in samples:
        yield f"akkoord_{name}{{{labels}}} {value}" if labels else f"akkoord_{name} {value}"
