"""What is asked again and again: a page beside the answer to a query, both from the cache.

Both are packed by gzip, and the query's answer is the longest of its kind that is no larger than
the page, so that what they differ by is how they are found and sent.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import quote

from . import servers
from .corpus import built
from .load import CONNECTIONS, THREADS
from .table import Table, Target, median, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .corpus import Corpus
    from .servers import Server

LEAST = 0.95
"""Pages per answer, by rate."""

PAGE = "/docs"
QUERY = """SELECT ?d ?t WHERE {{ ?d a <https://w3id.org/regeerakkoord/ns#Decision> ;
  <http://purl.org/dc/terms/title> ?t }} ORDER BY ?d LIMIT {limit}"""
MOST = 2000
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "nl-BE,nl;q=0.9,en;q=0.8",
    "Accept-Encoding": "gzip",
}
PROGRAM = {"Accept": servers.JSON_RESULTS, "Accept-Encoding": "gzip"}


def measure(corpus: Corpus, work: Path) -> list[Table]:
    """Return the rates at which both are repeated, if wrk is there."""
    title = f"Repeated, {CONNECTIONS} connections: {corpus.name}"
    header = ("from the cache", "bytes", "answers per second", "of the SPARQL answer's rate")
    if shutil.which("wrk") is None:
        return [Table(title, header, [], ("left out: wrk is not installed (apt install wrk)",))]
    built(corpus, work)
    with servers.settled(work) as server:
        size = _size(server, PAGE, BROWSER)
        answer = _answer_of(server, size)
        asked = {"a page": (PAGE, BROWSER), "a SPARQL answer": (answer, PROGRAM)}
        rates: dict[str, list[float]] = {name: [] for name in asked}
        for number in range(corpus.rounds):
            for name in sorted(asked, reverse=bool(number % 2)):
                rates[name].append(_rate(server, *asked[name], corpus.seconds))
        sizes = (size, _size(server, answer, PROGRAM))
    page, query = (median(rates[name]) for name in asked)
    rows = [
        (name, str(bytes_), f"{rate:.0f}", ratio(rate, query))
        for name, bytes_, rate in zip(asked, sizes, (page, query), strict=True)
    ]
    target = Target("a page, of a SPARQL answer's rate", page / query, LEAST, at_least=True)
    return [Table(title, header, rows, (target.sentence(),))]


def _answer_of(server: Server, size: int) -> str:
    """Return the request for the longest answer that has at most ``size`` bytes."""
    low, high = 1, MOST
    while low < high:
        middle = (low + high + 1) // 2
        fits = _size(server, _asking(server, middle), PROGRAM) <= size
        low, high = (middle, high) if fits else (low, middle - 1)
    return _asking(server, low)


def _asking(server: Server, limit: int) -> str:
    return f"{server.path}?query={quote(QUERY.format(limit=limit))}"


def _size(server: Server, target: str, headers: Mapping[str, str]) -> int:
    """Return the bytes of what is kept; the first answer may be packed otherwise, as it comes."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{target}", headers=headers)
    size = 0
    for _ in range(2):
        with urllib.request.urlopen(request) as response:
            size = len(response.read())
    return size


def _rate(server: Server, target: str, headers: Mapping[str, str], seconds: int) -> float:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", *given]
    command.append(f"http://127.0.0.1:{server.port}{target}")
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(f"{target[:100]}: {told}")
    return float(re.findall(r"Requests/sec: +([0-9.]+)", told)[0])
