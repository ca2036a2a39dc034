"""The clients that people use, against a real server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import httpx
import pyoxigraph
import pytest

THING = "https://w3id.org/regeerakkoord/id/thing/1"
SELECT = f"SELECT ?o {{ <{THING}> ?p ?o }}"


class Served(Protocol):
    @property
    def url(self) -> str: ...

    @property
    def sparql(self) -> str: ...


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("request_method", ["urlencoded", "postdirectly"])
def test_sparqlwrapper(server: Served, method: str, request_method: str) -> None:
    from SPARQLWrapper import JSON, TURTLE, XML, SPARQLWrapper

    client = SPARQLWrapper(server.sparql)
    client.setMethod(method)
    if method == "POST":
        client.setRequestMethod(request_method)
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 8  # type: ignore[index, call-overload]
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 8  # type: ignore[union-attr]
    client.setQuery(f"CONSTRUCT WHERE {{ <{THING}> ?p ?o }}")
    client.setReturnFormat(TURTLE)  # for RDF/XML it uses what rdflib has deprecated
    graph = pyoxigraph.parse(client.queryAndConvert(), pyoxigraph.RdfFormat.TURTLE)  # type: ignore[call-overload]
    assert len(list(graph)) == 8


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returned", ["xml", "json", "csv"])
def test_rdflibs_sparql_store(server: Served, method: str, returned: str) -> None:
    from rdflib import Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(server.sparql, method=method, returnFormat=returned)  # type: ignore[arg-type]
    graph = Graph(store)
    assert len(list(graph.query(SELECT))) == 8
    assert len(list(graph.predicate_objects(URIRef(THING)))) == 8


def test_curl(server: Served) -> None:
    command = ["curl", "-sS", "--compressed", "-G", server.sparql]
    command += ["--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len(ran.stdout.splitlines()) == 9


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


COMUNICA = """
import { QueryEngine } from '@comunica/query-sparql';
const bindings = await new QueryEngine().queryBindings(process.argv[3], {
  sources: [{ type: 'sparql', value: process.argv[2] }],
});
console.log(JSON.stringify((await bindings.toArray()).map((b) => b.get('o').value)));
"""


def test_comunica(server: Served, tmp_path: Path) -> None:
    modules = os.environ.get("COMUNICA_MODULES")
    if not modules:
        pytest.skip("COMUNICA_MODULES names no node_modules with @comunica/query-sparql")
    (tmp_path / "node_modules").symlink_to(modules)
    script = tmp_path / "ask.mjs"
    script.write_text(COMUNICA)
    wheel = Path(sys.executable).parent / "node"
    node = str(wheel) if wheel.exists() else "node"
    command = [node, str(script), server.sparql, SELECT]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert len(json.loads(ran.stdout)) == 8
