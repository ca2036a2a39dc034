"""Other SPARQL servers: one that federates with us, and one that evaluates for us."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from akkoord.graph.release.layout import SEARCH
from akkoord.graph.search.document import Document
from akkoord.graph.search.writing import written

if TYPE_CHECKING:
    from .conftest import Served

THING = "https://w3id.org/regeerakkoord/id/thing/1"
SELECT = f"SELECT ?o {{ <{THING}> ?p ?o }}"


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[str]:
    """Return the address of a second Oxigraph, empty."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    program = Path(sys.executable).parent / "oxigraph"
    if not program.exists():
        pytest.skip("the oxigraph program is not installed")
    process = subprocess.Popen(
        [program, "serve", "--bind", address, "--location", tmp_path / "store"],
        stderr=subprocess.DEVNULL,
    )
    url = f"http://{address}"
    for _ in range(200):
        try:
            httpx.get(url)
            break
        except httpx.HTTPError:
            time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(10)


def test_another_endpoint_federates_with_us(server: Served, oxigraph: str) -> None:
    query = f"SELECT ?o {{ SERVICE <{server.sparql}> {{ <{THING}> ?p ?o }} }}"
    response = httpx.post(f"{oxigraph}/query", data={"query": query}, timeout=30)
    assert len(response.json()["results"]["bindings"]) == 8, response.text


def test_another_endpoint_evaluates_for_us(
    oxigraph: str, serve: object, release_data: Path
) -> None:
    dump = (release_data / "current" / "regeerakkoord.nt").read_bytes()
    headers = {"content-type": "application/n-triples"}
    httpx.put(f"{oxigraph}/store?default", content=dump, headers=headers, timeout=60)
    served = serve(release_data, f"{oxigraph}/query", AKKOORD_SECONDS="5")  # type: ignore[operator]
    answer = served.select(SELECT)
    assert len(answer.json()["results"]["bindings"]) == 8
    assert served.select(SELECT).headers["etag"] == answer.headers["etag"]
    assert served.select("SELECT ?x {").status_code == 400
    assert served.select("SELECT * { SERVICE <http://x/> {} }").status_code == 403
    whole = served.select("SELECT * { ?s ?p ?o }")
    assert len(whole.json()["results"]["bindings"]) == 50_000
    cut = served.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert cut.status_code == 503
    assert cut.json()["type"] == "/sparql#problem-time-limit"
    assert httpx.get(f"{served.url}/health").json()["ready"]


def test_an_engine_that_does_not_answer_is_told_before_serving(release_data: Path) -> None:
    from akkoord.app.server import serve as run
    from akkoord.graph.errors import ReleaseError

    with pytest.raises(ReleaseError, match="does not answer"):
        run(release_data, port=0, engine="http://127.0.0.1:1/query")


def test_another_endpoint_is_asked_for_what_our_index_finds(
    oxigraph: str, serve: object, new_release: object, tmp_path: Path
) -> None:
    data = new_release(tmp_path / "data", "first", 800)  # type: ignore[operator]
    release = data / "current"
    indexed = written((Document("Decision", THING, "Een plan", text="Een plan"),))
    (release / SEARCH).write_bytes(indexed.content)
    dump = (release / "regeerakkoord.nt").read_bytes()
    headers = {"content-type": "application/n-triples"}
    httpx.put(f"{oxigraph}/store?default", content=dump, headers=headers, timeout=60)
    served = serve(data, f"{oxigraph}/query")  # type: ignore[operator]
    ra = "PREFIX ra: <https://w3id.org/regeerakkoord/ns#> "
    found = served.select(ra + 'SELECT ?o { ?t ra:textMatch "plannen" ; ?p ?o }')
    assert len(found.json()["results"]["bindings"]) == 8, found.text
    refused = served.select(ra + "SELECT ?o { ?t ra:textMatch ?words ; ?p ?o }")
    assert refused.status_code == 400
    assert "written out" in refused.json()["detail"]
