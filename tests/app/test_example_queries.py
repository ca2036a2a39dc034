"""The example queries: what they look like, and the answer of each on a graph read by hand."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from akkoord.graph.search.document import Document
from akkoord.graph.search.matching import rewritten
from akkoord.graph.search.reading import Index
from akkoord.graph.search.writing import written
from akkoord.graph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = Path(__file__).parents[2] / "app" / "examples"
SMALL = Path(__file__).with_name("example_queries.ttl")
THEMIS = Path(__file__).with_name("example_themis.ttl")
FEDERATED = "20-federated-with-themis"
ENDPOINT = "http://127.0.0.1:8000/sparql"
HEADERS = ("title (en)", "title (nl)", "question (en)", "question (nl)")
ID = "https://w3id.org/regeerakkoord/id/"
RA = "https://w3id.org/regeerakkoord/ns#"
SCHEMA = "https://schema.org/"

ANSWERS: dict[str, list[tuple[str | None, ...]]] = {
    "01-figures": [
        (f"{RA}Section", "Sectie", "7"),
        (f"{RA}Decision", "Beslissing", "5"),
        (f"{RA}Agency", "Instantie", "4"),
        (f"{RA}Statement", "Uitspraak", "4"),
        (f"{RA}PolicyDomain", "Beleidsdomein", "3"),
        (f"{RA}PolicyTheme", "Beleidsthema", "3"),
        (f"{RA}Report", "Opvolgingsrapport", "3"),
        (f"{RA}Meeting", "Vergadering", "3"),
        (f"{RA}Reference", "Referentie", "2"),
    ],
    "02-decisions-of-an-agency": [("2020-12-18", "Brexit: steun via FIT", f"{ID}decision/brexit")],
    "03-decisions-with-a-word": [("2020-12-18", "Brexit: steun via FIT", "3")],
    "04-a-day-in-government": [
        ("2020-12-18T09:00:00Z", "Brexit: steun via FIT", "subsidie"),
        ("2020-12-18T13:00:00Z", "Recyclagehub", ""),
    ],
    "05-report-with-evidence": [
        ("1", "Samenvatting", None, None),
        ("2", "FIT kreeg steun.", "2020-12-18", "Brexit: steun via FIT"),
        ("3", "Het resultaat is onbekend.", None, None),
    ],
    "06-most-cited-decisions": [
        ("Brexit: steun via FIT", "2020-12-18", "3"),
        ("Recyclagehub", "2020-12-18", "2"),
        ("Sociale lening", "2022-12-09", "1"),
        ("Overdracht personeel VMSW", "2022-12-16", "1"),
        ("Sociale lening", "2022-12-16", "1"),
    ],
    "07-decisions-per-month": [("2020-12", "2"), ("2022-12", "3")],
    "08-decisions-per-domain": [
        ("Wonen", "1", "4"),
        ("Buitenlands beleid en toerisme", "1", "2"),
        ("Omgeving", "1", "2"),
    ],
    "09-sections-without-report": [("Buitenlands beleid en toerisme", "4.8 Toerisme")],
    "10-statements-without-evidence": [("FIT", "3", "Het resultaat is onbekend.")],
    "11-section-tree": [
        ("2 Omgeving", "1", "1"),
        ("2.4 Circulaire samenleving", "2", "1"),
        ("2.4.1 Visie", "3", "1"),
    ],
    "12-conclusions-of-a-domain": [("4.3.2 Kopen", "De lening bleef.")],
    "13-agencies-most-named": [
        ("Flanders Investment & Trade", "1", "1", "1"),
        ("Vlaamse Maatschappij voor Sociaal Wonen", "1", "0", "0"),
    ],
    "14-themes-for-a-portal": [
        ("Economy", "http://themis.vlaanderen.be/id/concept/thema/economy", "2", "2"),
        ("Housing", "http://themis.vlaanderen.be/id/concept/thema/housing", "1", "4"),
        ("Sport", "http://themis.vlaanderen.be/id/concept/thema/sport", "0", "0"),
    ],
    "16-decisions-cited-together": [
        ("Brexit: steun via FIT", "2020-12-18", "Recyclagehub", "2020-12-18", "2")
    ],
    "17-files-through-time": [("Sociale lening", "2", "2022-12-09", "2022-12-16")],
    "18-agencies-under-former-names": [
        (
            "2022-12-16",
            "Overdracht personeel VMSW",
            "Vlaamse Maatschappij voor Sociaal Wonen",
            "Wonen in Vlaanderen",
        )
    ],
    "19-what-is-missing": [
        ("Buitenlands/FIT.md", "14", "aangehaald, maar niet bij de referenties", "9"),
        ("Buitenlands/FIT.md", "22", "een referentie die geen beslissing noemt", "1"),
    ],
}
"""The rows of every SELECT that runs on our own endpoint, worked out from the small graph."""


def names() -> list[str]:
    return sorted(path.stem for path in QUERIES.glob("*.rq"))


def text_of(name: str) -> str:
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


def headers_of(name: str) -> dict[str, str]:
    return dict(
        re.findall(r"^# ((?:title|question) \(\w\w\)): (\S.*)$", text_of(name), re.MULTILINE)
    )


@pytest.fixture(scope="module")
def small() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(path=SMALL, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def titles(store: pyoxigraph.Store) -> Index:
    """Return an index of the titles of a graph's decisions."""
    found = store.query(
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        f"SELECT ?thing ?title {{ ?thing a <{RA}Decision> ; dcterms:title ?title }}"
    )
    documents = [
        Document("Decision", row["thing"].value, row["title"].value, text=row["title"].value)
        for row in found
    ]
    return Index(written(documents).content)


def test_there_are_twenty_queries_numbered_from_one() -> None:
    assert [int(name.partition("-")[0]) for name in names()] == list(range(1, 21))


@pytest.mark.parametrize("name", names())
def test_a_query_says_in_two_languages_what_it_asks(name: str) -> None:
    lines = text_of(name).splitlines()
    assert [line.partition(":")[0] for line in lines[:4]] == [f"# {header}" for header in HEADERS]
    assert all(headers_of(name)[header].endswith("?") for header in HEADERS[2:])


def test_no_two_queries_have_one_title() -> None:
    for header in HEADERS[:2]:
        assert len({headers_of(name)[header] for name in names()}) == len(names())


@pytest.mark.parametrize("name", names())
def test_a_query_declares_the_prefixes_that_it_uses_and_no_others(name: str) -> None:
    text = text_of(name)
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", text, re.MULTILINE))
    assert {prefix: PREFIXES[prefix] for prefix in declared} == declared
    body = re.sub(r'"[^"\n]*"|<[^>\s]*>|^(?:#|PREFIX).*$', "", text, flags=re.MULTILINE)
    assert set(re.findall(r"(?<![?\w])([a-z]+):", body)) == set(declared)
    assert list(declared) == sorted(declared)


@pytest.mark.parametrize("name", names())
def test_a_query_names_no_thing_under_our_base(name: str) -> None:
    assert f"{ID}" not in text_of(name)


@pytest.mark.parametrize("name", names())
def test_a_query_is_sparql_1_1_to_other_engines_too(name: str) -> None:
    prepareQuery(text_of(name))


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_is_the_one_worked_out_by_hand(name: str, small: pyoxigraph.Store) -> None:
    solutions = small.query(rewritten(text_of(name), titles(small), {}))
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    rows = [tuple(term.value if term else None for term in solution) for solution in solutions]
    assert rows == ANSWERS[name]


def test_an_agencys_decisions_come_as_linked_data(small: pyoxigraph.Store) -> None:
    triples = {
        (triple.subject.value, triple.predicate.value, triple.object.value)
        for triple in small.query(text_of("15-agency-as-linked-data"))
    }
    decision, agency = f"{ID}decision/brexit", f"{ID}agency/fit"
    rdf_type = PREFIXES["rdf"] + "type"
    assert triples == {
        (decision, rdf_type, f"{SCHEMA}Legislation"),
        (decision, f"{SCHEMA}name", "Brexit: steun via FIT"),
        (decision, f"{SCHEMA}legislationDate", "2020-12-18"),
        (decision, f"{SCHEMA}url", "https://example.org/brexit"),
        (decision, f"{SCHEMA}about", agency),
        (agency, rdf_type, f"{SCHEMA}GovernmentOrganization"),
        (agency, f"{SCHEMA}name", "Flanders Investment & Trade"),
    }


def test_every_query_has_a_tested_answer() -> None:
    assert set(names()) == {*ANSWERS, "15-agency-as-linked-data", FEDERATED}


@contextmanager
def endpoint_over(store: pyoxigraph.Store) -> Iterator[str]:
    """Serve ``store`` as a SPARQL endpoint for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(form)["query"][0]
            answer = store.query(query).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


def test_the_federated_query_asks_our_endpoint_from_elsewhere(small: pyoxigraph.Store) -> None:
    themis = Graph().parse(THEMIS)
    with endpoint_over(small) as address:
        result = themis.query(text_of(FEDERATED).replace(ENDPOINT, address))
        rows = json.loads(result.serialize(format="json") or "")["results"]["bindings"]
    assert [(row["newsItem"]["value"], row["decision"]["value"]) for row in rows] == [
        ("http://themis.vlaanderen.be/id/news-1", f"{ID}decision/brexit")
    ]
