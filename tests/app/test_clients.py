"""The clients that people use, unchanged, against a real server that serves the examples.

What each gets is compared with what Oxigraph answers on the release itself.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph
import pytest
from tests.app.jena import Jena, installed
from tests.conftest import CLIENTS, found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from akkoord.graph import Release

    Ask = Callable[[str, str], Any]

SERVE = "import sys; from akkoord.app.cli import main; sys.exit(main())"

REPORT = "https://w3id.org/regeerakkoord/ns#Report"
TITLE = "http://purl.org/dc/terms/title"
ASK = f"ASK {{ ?report a <{REPORT}> }}"
WHERE = f"?report a <{REPORT}> ; <{TITLE}> ?title"
TITLES = f"SELECT ?report ?title {{ {WHERE} }}"
GRAPH = f"CONSTRUCT {{ ?report <{TITLE}> ?title }} WHERE {{ {WHERE} }}"
MANY = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000"
BROKEN = "SELECT ?x {"


@pytest.fixture(scope="module")
def sparql(example_release: Release) -> Iterator[str]:
    """Serve the examples and return the endpoint's address."""
    data = str(example_release.path.parents[1])
    arguments = [sys.executable, "-c", SERVE, "serve", "--data", data, "--port", "0"]
    with subprocess.Popen(
        arguments,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "AKKOORD_BURST": "100000"},
    ) as process:
        assert process.stderr is not None
        announced = process.stderr.readline()
        yield f"{announced.split()[-1]}/sparql"
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def store(example_release: Release) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(
        path=example_release.path / "regeerakkoord.nt", format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    return store


@pytest.fixture(scope="module")
def titles(store: pyoxigraph.Store) -> set[tuple[str, str]]:
    """Return IRI and title of each report, as they must come out of every client."""
    found = cast("pyoxigraph.QuerySolutions", store.query(TITLES))
    titles = {(solution["report"].value, solution["title"].value) for solution in found}
    assert len(titles) > 1
    return titles


@pytest.fixture(scope="module")
def report(store: pyoxigraph.Store, titles: set[tuple[str, str]]) -> tuple[str, int]:
    """Return the IRI of a report and the number of triples about it."""
    iri = min(titles)[0]
    return iri, len(list(store.quads_for_pattern(pyoxigraph.NamedNode(iri), None, None)))


def pairs(results: bytes | str) -> set[tuple[str, str]]:
    """Return IRI and title out of SPARQL results in JSON."""
    bindings = json.loads(results)["results"]["bindings"]
    return {(row["report"]["value"], row["title"]["value"]) for row in bindings}


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


class TestSPARQLWrapper:
    """https://sparqlwrapper.readthedocs.io"""

    @pytest.fixture(params=["GET", "POST urlencoded", "POST postdirectly"])
    def ask(self, sparql: str, request: pytest.FixtureRequest) -> Ask:
        from SPARQLWrapper import SPARQLWrapper

        method, _, how = request.param.partition(" ")

        def ask(query: str, returned: str) -> Any:
            client = SPARQLWrapper(sparql, agent="tests")
            client.setMethod(method)
            if how:
                client.setRequestMethod(how)
            client.setQuery(query)
            client.setReturnFormat(returned)
            return client.queryAndConvert()

        return ask

    def test_select(self, ask: Ask, titles: set[tuple[str, str]]) -> None:
        assert pairs(json.dumps(ask(TITLES, "json"))) == titles
        assert len(ask(TITLES, "xml").getElementsByTagName("result")) == len(titles)
        assert len(ask(TITLES, "csv").decode().splitlines()) == len(titles) + 1
        assert len(ask(TITLES, "tsv").decode().splitlines()) == len(titles) + 1

    def test_ask(self, ask: Ask) -> None:
        assert ask(ASK, "json")["boolean"] is True
        assert "true" in ask(ASK, "xml").toxml()

    @pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
    def test_construct(self, ask: Ask, titles: set[tuple[str, str]]) -> None:
        triples = pyoxigraph.parse(ask(GRAPH, "turtle"), pyoxigraph.RdfFormat.TURTLE)
        assert {(t.subject.value, t.object.value) for t in triples} == titles
        for returned in ("rdf+xml", "json-ld", "xml"):  # which it reads into a graph of rdflib
            told = ask(GRAPH, returned)
            assert {(str(s), str(o)) for s, _, o in told} == titles

    def test_describe(self, ask: Ask, report: tuple[str, int]) -> None:
        iri, size = report
        triples = pyoxigraph.parse(ask(f"DESCRIBE <{iri}>", "turtle"), pyoxigraph.RdfFormat.TURTLE)
        assert len(list(triples)) == size

    def test_a_malformed_query_is_told_as_such(self, ask: Ask) -> None:
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

        with pytest.raises(QueryBadFormed, match="line 1"):
            ask(BROKEN, "json")


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returned", ["xml", "json", "csv"])
def test_rdflibs_sparql_store_queries(
    sparql: str, titles: set[tuple[str, str]], method: str, returned: str
) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(sparql, method=method, returnFormat=returned))  # type: ignore[arg-type]
    assert {(str(row[0]), str(row[1])) for row in graph.query(TITLES)} == titles  # type: ignore[index]


def test_rdflibs_sparql_store_is_a_graph(
    sparql: str, store: pyoxigraph.Store, report: tuple[str, int]
) -> None:
    from rdflib import Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(sparql))
    iri, size = report
    assert len(list(graph.triples((URIRef(iri), None, None)))) == size
    assert len(graph) == len(store)
    assert (URIRef(iri), URIRef(TITLE), None) in graph
    assert graph.query(ASK).askAnswer is True
    constructed = graph.query(GRAPH).graph
    assert constructed is not None
    assert (URIRef(iri), URIRef(TITLE), None) in constructed


JSON = "Accept: application/sparql-results+json"
CURLS = {
    "GET": ("-G", "--data-urlencode", f"query={TITLES}"),
    "GET, compressed": ("-G", "--compressed", "--data-urlencode", f"query={TITLES}"),
    "GET, HTTP/1.0": ("-G", "--http1.0", "--data-urlencode", f"query={TITLES}"),
    "POST of a form": ("--data-urlencode", f"query={TITLES}"),
    "POST of a form with a format": (
        "--data-urlencode", f"query={TITLES}", "--data-urlencode", "format=json",
    ),
    "POST of the query": (
        "--data-binary", TITLES, "-H", "Content-Type: application/sparql-query",
    ),
    "POST of the query in chunks": (
        "--data-binary", TITLES, "-H", "Content-Type: application/sparql-query",
        "-H", "Transfer-Encoding: chunked",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CURLS)
def test_curl(sparql: str, titles: set[tuple[str, str]], name: str) -> None:
    answer = run(found("curl"), "-sS", "--fail-with-body", sparql, "-H", JSON, *CURLS[name])
    assert pairs(answer) == titles


def test_curl_gets_the_same_answer_compressed(sparql: str) -> None:
    query = ("-G", sparql, "--data-urlencode", f"query={MANY}", "-H", "Accept: text/csv")
    plain = run(found("curl"), "-sS", *query)
    head, _, body = run("curl", "-sS", "--compressed", "-D", "-", *query).partition("\n\n")
    assert "content-encoding: " in head.lower()
    assert body == plain
    assert len(plain.splitlines()) > 3000


def test_curl_asks_for_headers_alone(sparql: str) -> None:
    query = ("-G", sparql, "--data-urlencode", f"query={TITLES}", "-H", JSON)
    head = run(found("curl"), "-sS", "-I", *query).lower()
    body = run("curl", "-sS", *query)
    assert head.startswith("http/1.1 200")
    assert f"content-length: {len(body.encode())}" in head
    assert head.endswith("\n\n")


def test_curl_fails_where_the_query_does(sparql: str) -> None:
    command = [found("curl"), "-sS", "--fail", "-G", sparql, "--data-urlencode", f"query={BROKEN}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 22
    assert "400" in done.stderr


def test_an_oxigraph_elsewhere_joins_its_data_with_ours(
    sparql: str, report: tuple[str, int], titles: set[tuple[str, str]]
) -> None:
    iri, _ = report
    elsewhere = pyoxigraph.Store()
    note = pyoxigraph.NamedNode("http://example.org/note")
    elsewhere.add(pyoxigraph.Quad(pyoxigraph.NamedNode(iri), note, pyoxigraph.Literal("read")))
    query = f"SELECT ?report ?title {{ ?report <{note.value}> 'read' "
    query += f"SERVICE <{sparql}> {{ {WHERE} }} }}"
    rows = cast("pyoxigraph.QuerySolutions", elsewhere.query(query))
    expected = [(iri, title) for known, title in titles if known == iri]
    assert [(row["report"].value, row["title"].value) for row in rows] == expected


@pytest.fixture(scope="module")
def comunica(npm_packages: Path) -> tuple[str, str]:
    """Return the command of Comunica."""
    return found("node"), str(npm_packages / ".bin" / "comunica-sparql")


SOURCES = {"named an endpoint": "sparql@{}", "found out from the service description": "{}"}


@pytest.mark.parametrize("source", SOURCES)
def test_comunica(
    sparql: str, titles: set[tuple[str, str]], comunica: tuple[str, str], source: str
) -> None:
    address = SOURCES[source].format(sparql)
    answer = run(*comunica, address, TITLES, "-t", "application/sparql-results+json")
    assert pairs(answer) == titles
    assert run(*comunica, address, ASK).strip() == "true"
    graph = run(*comunica, address, GRAPH, "-t", "application/n-triples")
    assert len(graph.splitlines()) == len(titles)


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> Jena:
    return installed(tmp_path_factory.mktemp("jena"))


def test_jena(sparql: str, titles: set[tuple[str, str]], jena: Jena) -> None:
    def asked(query: str, *options: str) -> str:
        return jena.run("arq.rsparql", "--service", sparql, *options, query)

    assert pairs(asked(TITLES, "--results=JSON")) == titles
    assert asked(ASK, "--results=csv").split() == ["_askResult", "true"]
    graph = pyoxigraph.parse(asked(GRAPH, "--results=ttl"), pyoxigraph.RdfFormat.TURTLE)
    assert {(quad.subject.value, quad.object.value) for quad in graph} == titles
    with pytest.raises(AssertionError, match="QueryExecHTTP"):
        asked("ASK { SERVICE <http://127.0.0.1/> {} }")


def test_r(sparql: str, titles: set[tuple[str, str]]) -> None:
    """R's package SPARQL, which not every Debian has: skipped without, also by CI."""
    rscript = shutil.which("Rscript")
    if (
        rscript is None
        or subprocess.run(
            [rscript, "-e", "library(SPARQL)"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("R's package SPARQL is not installed (Debian: r-cran-sparql)")
    rows = run(rscript, CLIENTS / "ask.R", sparql, TITLES).splitlines()
    assert {row.split("\t")[0].strip("<>") for row in rows} == {iri for iri, _ in titles}
