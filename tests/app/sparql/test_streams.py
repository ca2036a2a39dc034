"""Answers leave while they are computed, take no memory to speak of, and end only when whole."""

from __future__ import annotations

import http.client
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from akkoord.app.sparql.limits import Limits
from akkoord.graph.formats import GRAPHS, SOLUTIONS, Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Served

    Serve = Callable[..., Served]

MIB = 1024 * 1024
ENDLESS = "SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f }"
ENDLESS_GRAPH = "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }"
"""50,000 times 50,000 rows: nobody computes the last."""


@pytest.fixture(scope="module")
def narrow(release_data: Path) -> Iterator[Served]:
    """Return a server that cuts answers at two megabytes, long before their time is up."""
    from tests.app.sparql.conftest import started, stopped

    served = started(
        release_data, AKKOORD_RESULT="2000000", AKKOORD_SECONDS="20", AKKOORD_BURST="100000"
    )
    yield served
    stopped(served)


def asked(fmt: Format) -> dict[str, str]:
    query = ENDLESS_GRAPH if fmt in GRAPHS else ENDLESS
    return {"query": query, "format": fmt.name}


@pytest.mark.parametrize("fmt", [*SOLUTIONS, *GRAPHS], ids=lambda fmt: fmt.name)
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_the_first_byte_of_every_format_leaves_before_the_last_row_is_computed(
    narrow: Served, fmt: Format, coding: str
) -> None:
    headers = {"accept-encoding": coding}
    with httpx.stream("GET", narrow.sparql, params=asked(fmt), headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == fmt.content_type
        assert response.headers.get("content-encoding", "identity") == coding
        assert "content-length" not in response.headers
        assert len(next(response.iter_raw())) > 0


@pytest.mark.parametrize("fmt", [*SOLUTIONS, *GRAPHS], ids=lambda fmt: fmt.name)
def test_a_cut_answer_is_no_whole_one_to_python(narrow: Served, fmt: Format) -> None:
    address = urlsplit(narrow.sparql)
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    connection.request("GET", f"/sparql?{urlencode(asked(fmt))}")
    response = connection.getresponse()
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        response.read()
    connection.close()


@pytest.mark.parametrize("version", ["--http1.0", "--http1.1"])
@pytest.mark.parametrize("options", [[], ["--compressed"]], ids=["plain", "compressed"])
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_a_cut_answer_is_no_whole_one_to_curl(
    narrow: Served, version: str, options: list[str]
) -> None:
    url = f"{narrow.sparql}?{urlencode({'query': ENDLESS})}"
    ran = subprocess.run(
        ["curl", "--silent", "--max-time", "30", version, *options, url],
        capture_output=True,
        check=False,
    )
    assert ran.stdout.startswith(b'{"head"')
    assert ran.returncode in (18, 56)  # a partial file, or a failure to receive


def memory(pid: int) -> int:
    """Return the most bytes of memory that a process has had; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


@pytest.mark.parametrize(
    ("query", "format_name", "most"),
    [
        (f"{ENDLESS} LIMIT 500000", "json", 32 * MIB),
        # A graph is a set, and Oxigraph remembers what it has given.
        (f"{ENDLESS_GRAPH} LIMIT 800000", "ntriples", Limits().memory),
    ],
    ids=["solutions", "graph"],
)
def test_memory_is_bounded_however_large_the_answer(
    serve: Serve, release_data: Path, query: str, format_name: str, most: int
) -> None:
    served = serve(release_data, AKKOORD_WORKERS="1")
    assert served.select("ASK {}").status_code == 200
    httpx.get(f"{served.url}/openapi.json")  # the frameworks are imported by now
    processes = family(served.process.pid)
    for pid in processes:
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # its peak is what it has now
    before = {pid: memory(pid) for pid in processes}
    parameters = {"query": query, "format": format_name}
    headers = {"accept-encoding": "identity"}
    size, peaks = 0, before
    with httpx.stream(
        "GET", served.sparql, params=parameters, headers=headers, timeout=60
    ) as response:
        for piece in response.iter_raw(MIB):
            size += len(piece)
            peaks = {pid: memory(pid) or peaks[pid] for pid in processes}
    assert size > 80 * MIB
    grown = {pid: peaks[pid] - before[pid] for pid in processes}
    assert grown.pop(served.process.pid) < 32 * MIB
    assert max(grown.values()) < most
