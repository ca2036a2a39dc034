"""Queries that would have the server call somebody else, or change something."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

import httpx
import pytest


class Target(Protocol):
    @property
    def url(self) -> str: ...

    @property
    def client(self) -> httpx.Client: ...

    def query(self, query: str | bytes, timeout: float = 20) -> httpx.Response: ...


class Listener:
    """Somebody who would be called: counts connections."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.calls += 1
                connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def test_the_listener_counts_calls(listener: Listener) -> None:
    """Otherwise what follows would prove nothing."""
    before = listener.calls
    with socket.create_connection(("127.0.0.1", listener.port), 5) as connection:
        assert connection.recv(1) == b""
    assert listener.calls == before + 1


@pytest.fixture
def uncalled(listener: Listener) -> Iterator[str]:
    """Return the listener's address; fail if anyone calls it meanwhile."""
    before = listener.calls
    yield f"http://127.0.0.1:{listener.port}/"
    assert listener.calls == before


CALL = "SERVICE <URL> { ?a ?b ?c }"
REFUSED = {
    "alone": f"SELECT * {{ {CALL} }}",
    "in ASK": f"ASK {{ {CALL} }}",
    "in CONSTRUCT": f"CONSTRUCT {{ ?a ?b ?c }} {{ {CALL} }}",
    "in DESCRIBE": f"DESCRIBE ?a {{ {CALL} }}",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?a ?b ?c } }",
    "in lower case": "select * { service <URL> { ?a ?b ?c } }",
    "in both cases": "SELECT * { sErViCe sIlEnT <URL> { ?a ?b ?c } }",
    "without blanks": "SELECT*{SERVICE<URL>{?a?b?c}}",
    "glued to what stands before": "SELECT * { ?s ?p trueSERVICE<URL>{?a ?b ?c} }",
    "glued to a number": "SELECT * { ?s ?p 1SERVICE<URL>{?a ?b ?c} }",
    "with a comment between": "SELECT * { SERVICE # here\n<URL> { ?a ?b ?c } }",
    "after a string that looks like its end": f"SELECT * {{ ?s ?p '\\'' . {CALL} }}",
    "after a long string": f"SELECT * {{ ?s ?p '''a''\\'''' . {CALL} }}",
    "after a number sign in an IRI": f"SELECT * {{ ?s <http://x/#> ?o . {CALL} }}",
    "by prefix": "PREFIX e: <URL> SELECT * { SERVICE e: { ?a ?b ?c } }",
    "by prefix, glued": "PREFIX e: <URL> SELECT * { SERVICEe:{ ?a ?b ?c } }",
    "by variable": "SELECT * { VALUES ?url { <URL> } SERVICE ?url { ?a ?b ?c } }",
    "by bound variable": "SELECT * { BIND(IRI('URL') AS ?url) SERVICE ?url { ?a ?b ?c } }",
    "by relative IRI": "BASE <URL> SELECT * { SERVICE <> { ?a ?b ?c } }",
    "in OPTIONAL": f"SELECT * {{ ?s ?p ?o OPTIONAL {{ {CALL} }} }}",
    "in UNION": f"SELECT * {{ {{ ?s ?p ?o }} UNION {{ {CALL} }} }}",
    "in MINUS": f"SELECT * {{ ?a ?b ?c MINUS {{ {CALL} }} }}",
    "in GRAPH": f"SELECT * {{ GRAPH ?g {{ {CALL} }} }}",
    "in EXISTS": f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {CALL} }} }}",
    "in NOT EXISTS": f"SELECT * {{ ?s ?p ?o FILTER(!EXISTS {{ {CALL} }}) }}",
    "in a subquery": f"SELECT * {{ {{ SELECT * {{ {CALL} }} }} }}",
    "in SERVICE": f"SELECT * {{ SERVICE <URL> {{ {CALL} }} }}",
    "in an expression of SELECT": f"SELECT (EXISTS {{ {CALL} }} AS ?x) {{}}",
    "in ORDER BY": f"SELECT * {{ ?s ?p ?o }} ORDER BY EXISTS {{ {CALL} }}",
    "in HAVING": f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING (EXISTS {{ {CALL} }})",
    "in BIND": f"SELECT * {{ BIND(EXISTS {{ {CALL} }} AS ?x) }}",
    "in an aggregate": f"SELECT (COUNT(EXISTS {{ {CALL} }}) AS ?n) {{ ?s ?p ?o }}",
}
APOSTROPHES = "BASE <http://b/> SELECT * { ?s <it's> ?o . CALL OPTIONAL { ?s <it's> ?o } }"
HIDDEN = {
    "between relative IRIs with apostrophes": APOSTROPHES.replace("CALL", CALL),
    "silent, between such IRIs": APOSTROPHES.replace("CALL", "SERVICE SILENT <URL> { ?a ?b ?c }"),
    "optional, between such IRIs": APOSTROPHES.replace("CALL", f"OPTIONAL {{ {CALL} }}"),
    "silent and evaluated, between such IRIs": "BASE <http://b/> SELECT ?x { VALUES ?x { 1 } "
    "OPTIONAL { ?x <it's> ?o } SERVICE SILENT <URL> { ?a ?b ?c } OPTIONAL { ?x <it's> ?o } }",
    "evaluated, between such IRIs": "BASE <http://b/> SELECT ?x { VALUES ?x { 1 } "
    "OPTIONAL { ?x <it's> ?o } SERVICE <URL> { ?a ?b ?c } OPTIONAL { ?x <it's> ?o } }",
    "first, between such IRIs": "BASE <http://b/> SELECT * { { ?s <it's> 1 } UNION "
    f"{{ {CALL} }} UNION {{ ?s <it's> 1 }} }}",
    "between IRIs with number signs": f"SELECT * {{ ?s <a'#b> ?o .\n {CALL} ?s <a'#b> ?o }}",
    "by escapes": r"SELECT * { \u0053ERVICE <URL> { ?a ?b ?c } }",
    "with other white space": "SELECT * { SERVICE\u00a0<URL> { ?a ?b ?c } }",
    "with a dotless i": "SELECT * { SERVıCE <URL> { ?a ?b ?c } }",
    "with a null": "SELECT * { SERV\0ICE <URL> { ?a ?b ?c } }",
    "by full-width letters": "SELECT * { ＳＥＲＶＩＣＥ <URL> { ?a ?b ?c } }",
    "after a bracket never closed": f"SELECT * {{ FILTER(?a < 'x) {CALL} #' }}",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_service_is_refused(target: Target, uncalled: str, name: str) -> None:
    response = target.query(REFUSED[name].replace("URL", uncalled))
    assert response.status_code == 403, response.text
    assert response.json()["type"] == "/sparql#problem-service-refused"


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_service_is_not_called(target: Target, uncalled: str, name: str) -> None:
    """What the glance cannot see, Oxigraph takes for no keyword or the kernel forbids."""
    response = target.query(HIDDEN[name].replace("URL", uncalled))
    if response.status_code == 200:
        # SILENT: the one solution of a service that cannot be reached, joined with the rest.
        assert "127.0.0.1" not in response.text
    else:
        assert response.status_code in (400, 403), response.text
        kinds = ("malformed-query", "service-refused", "query-failed")
        assert response.json()["type"].removeprefix("/sparql#problem-") in kinds


def test_a_service_is_refused_by_get_and_form_too(target: Target, uncalled: str) -> None:
    query = {"query": REFUSED["alone"].replace("URL", uncalled)}
    answers = [
        target.client.get(f"{target.url}/sparql", params=query),
        target.client.post(f"{target.url}/sparql", data=query),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


DATASETS = {
    "FROM": "SELECT * FROM <URL> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "FROM relative": "BASE <URL> SELECT * FROM <x.ttl> { ?s ?p ?o }",
    "FROM a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "GRAPH": "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("name", DATASETS)
def test_a_graph_that_is_not_here_is_empty(target: Target, uncalled: str, name: str) -> None:
    response = target.query(DATASETS[name].replace("URL", uncalled))
    assert response.status_code == 200, response.text
    assert response.json()["results"]["bindings"] == []


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_parameter_fetches_nothing(target: Target, uncalled: str, parameter: str) -> None:
    query = {"query": "SELECT * { ?s ?p ?o }", parameter: uncalled}
    response = target.client.get(f"{target.url}/sparql", params=query)
    assert response.json()["results"]["bindings"] == []


UPDATES = {
    "LOAD": "LOAD <URL>",
    "LOAD SILENT": "LOAD SILENT <URL> INTO GRAPH <a:a>",
    "LOAD after a prologue": "PREFIX a: <b:b>\nBASE <c:c>\n# go\nload <URL>",
    "INSERT DATA": "INSERT DATA { <a:a> <a:a> <a:a> }",
    "INSERT DATA, glued": "INSERTDATA{<a:a><a:a><a:a>}",
    "DELETE WHERE": "DELETE WHERE { ?s ?p ?o }",
    "DELETE": "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "WITH": "WITH <a:a> DELETE { ?s ?p ?o } INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    "CLEAR": "CLEAR ALL",
    "DROP": "DROP SILENT ALL",
    "CREATE": "CREATE GRAPH <a:a>",
    "COPY": "COPY DEFAULT TO <a:a>",
    "MOVE": "MOVE DEFAULT TO <a:a>",
    "ADD": "ADD DEFAULT TO <a:a>",
}


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_is_refused_in_any_dress(target: Target, uncalled: str, name: str) -> None:
    update = UPDATES[name].replace("URL", uncalled)
    sparql = f"{target.url}/sparql"
    as_update = {"content-type": "application/sparql-update"}
    answers = [
        target.query(update),
        target.client.get(sparql, params={"query": update}),
        target.client.get(sparql, params={"update": update}),
        target.client.post(sparql, data={"query": update}),
        target.client.post(sparql, data={"update": update}),
        target.client.post(sparql, data={"query": "ASK {}", "update": update}),
        target.client.post(sparql, content=update, headers=as_update),
        target.client.post(sparql, params={"query": "ASK {}"}, content=update, headers=as_update),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    kinds = {answer.json()["type"] for answer in answers}
    assert kinds == {"/sparql#problem-update-refused"}


def test_an_update_behind_a_query_changes_nothing(target: Target) -> None:
    response = target.query("ASK {} ; INSERT DATA { <a:a> <a:a> <a:a> }")
    assert response.status_code == 400
    assert not target.query("ASK { <a:a> ?p ?o }").json()["boolean"]
