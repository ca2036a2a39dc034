"""A small release with one of everything, hostile texts among it, and a client for its pages."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import pyoxigraph as ox
import pytest
from flask import Flask, g

from akkoord.app.pages import create_app
from akkoord.app.pages.data import see
from akkoord.app.pages.pictures import Picture, picture, scale
from akkoord.app.sparql.client import Term
from akkoord.graph.release.layout import SEARCH, Release, open_release
from akkoord.graph.release.recorded import HISTORY
from akkoord.graph.search.document import Document
from akkoord.graph.search.writing import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

    from akkoord.app.pages.drawings import Drawing

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
KINDS = frozenset(
    ("Agency", "Decision", "PolicyDomain", "PolicyTheme", "Report", "Section", "Statement", "Topic")
)
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

FIXTURE = Path(__file__).parent / "fixture.trig"
BASE = "https://w3id.org/regeerakkoord/"


class Unknown(jinja2.Undefined):
    """A name that a template prints and nobody gave it: a defect, where a reader sees nothing."""

    __slots__ = ()
    __str__ = __html__ = jinja2.Undefined._fail_with_undefined_error

    def __format__(self, _: str) -> str:
        return str(self)


@pytest.fixture(scope="session", autouse=True)
def _unknown_names_are_seen() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "undefined", Unknown)
        yield


class StoreEndpoint:
    """The endpoint of the pages over a plain store, the union in its default graph."""

    def __init__(self, content: bytes, release: Release) -> None:
        self.release = release
        self.queries: list[str] = []
        self._store = ox.Store()
        quads = list(ox.parse(content, format=ox.RdfFormat.TRIG))
        self._store.extend(quads)
        self._store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)

    def select(self, query: str) -> list[dict[str, Term]]:
        self.queries.append(query)
        found = self._store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        answer = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON))
        return [
            {
                name: Term(t["type"], t["value"], t.get("xml:lang"), t.get("datatype"))
                for name, t in row.items()
            }
            for row in answer["results"]["bindings"]
        ]

    def construct(self, query: str) -> bytes:
        self.queries.append(query)
        found = self._store.query(query)
        assert isinstance(found, ox.QueryTriples)
        content = found.serialize(format=ox.RdfFormat.N_TRIPLES)
        assert content is not None
        return content


def write_release(folder: Path, base: str = BASE) -> Release:
    """Write the fixture as a release in ``folder``."""
    folder.mkdir(parents=True)
    content = FIXTURE.read_text("utf-8").replace(f"{BASE}id/", f"{base}id/")
    content = content.replace(f"{BASE}catalog", f"{base}catalog")
    (folder / "regeerakkoord.trig").write_text(content, "utf-8")
    (folder / SEARCH).write_bytes(written(list(searched(content))).content)
    triples = [q.triple for q in ox.parse(content, format=ox.RdfFormat.TRIG)]
    ox.serialize(triples, folder / "regeerakkoord.nt", format=ox.RdfFormat.N_TRIPLES)
    quads = ox.parse(content, format=ox.RdfFormat.TRIG)
    (folder / "regeerakkoord.nq").write_bytes(
        ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    )
    (folder / "graphs").mkdir()
    label = f'<{base}id/agency/fit> <{RDFS}label> "FIT"@nl .\n'
    (folder / "graphs" / "agencies.ttl").write_text(label)
    (folder / "release.json").write_text(json.dumps({"id": folder.name, "base": base}))
    catalog = f"<{base}catalog> a <http://www.w3.org/ns/dcat#Catalog> ; " + (
        '<http://purl.org/dc/terms/title> "Catalogus"@nl, "Catalogue"@en .\n'
    )
    (folder / "catalog.ttl").write_text(catalog)
    void = f"@prefix void: <http://rdfs.org/ns/void#> .\n<{base}void> a void:Dataset .\n"
    void += f"<{base}id/dataset/class/ra/Decision> a void:Dataset ; void:entities 2 ; "
    void += "void:class <https://w3id.org/regeerakkoord/ns#Decision> .\n"
    (folder / "void.ttl").write_text(void)
    return open_release(folder)


def searched(content: str) -> Iterator[Document]:
    """Yield what a build would index of a release with this content, as far as pages show it."""
    ra, dcterms = "https://w3id.org/regeerakkoord/ns#", "http://purl.org/dc/terms/"
    said: dict[str, dict[str, list[ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(content.encode(), format=ox.RdfFormat.TRIG):
        said[quad.subject.value][quad.predicate.value].append(quad.object)
    for iri, of in sorted(said.items()):
        kinds = {each.value.removeprefix(ra) for each in of[RDF_TYPE]} & KINDS
        labels = {each.language: each.value for each in of[f"{RDFS}label"]}
        titles = [each.value for each in (*of[f"{dcterms}title"], *of[f"{SKOS}altLabel"])]
        days = [each.value for each in of[f"{dcterms}date"]]
        days += [said[each.value][f"{dcterms}date"][0].value for each in of[f"{ra}evidence"]]
        for kind in kinds:
            texts = [each.value for each in of[f"{ra}text"]] or titles * (kind == "Decision")
            parts = of[f"{dcterms}isPartOf"] if kind == "Statement" else of[f"{ra}domain"]
            label = titles[0] if kind == "Decision" else labels["nl"]
            yield Document(
                kind,
                iri,
                label,
                labels.get("en", ""),
                () if kind in ("Statement", "Decision") else (*labels.values(), *titles),
                "".join(texts),
                days[0] if kind == "Decision" else "",
                "".join(each.value for each in parts),
                {
                    "year": tuple(sorted({day[:4] for day in days})),
                    "agency": tuple(each.value for each in of[f"{ra}mentions"]),
                    "domain": tuple(each.value for each in of[f"{ra}domain"]),
                },
            )


def counted(*series: dict[str, int], first: str = "2019-11", last: str = "2021-03") -> Picture:
    """Return the picture of counts by month."""
    found = picture(scale(first, last), *series)
    assert found is not None
    return found


def elements(drawing: Drawing, name: str) -> list[ET.Element]:
    """Return a drawing's elements of one name."""
    return list(ET.fromstring(f"<svg>{drawing.content}</svg>").iter(name))


def open_endpoint(release: Release) -> StoreEndpoint:
    return StoreEndpoint((release.path / "regeerakkoord.trig").read_bytes(), release)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client that all tests share; for those that only read."""
    folder = tmp_path_factory.mktemp("shared") / "0123456789abcdef"
    return create_app(open_endpoint(write_release(folder))).test_client()


@pytest.fixture
def endpoint(tmp_path: Path) -> StoreEndpoint:
    """Return an endpoint of the test's own, to look into or to change."""
    return open_endpoint(write_release(tmp_path / "0123456789abcdef"))


@pytest.fixture
def _page(client: FlaskClient, endpoint: StoreEndpoint) -> Iterator[None]:
    """Be about to make a Dutch page."""
    with client.application.test_request_context("/?lang=nl"):
        g.language, g.graph = "nl", see(endpoint)
        yield


@pytest.fixture
def own_client(endpoint: StoreEndpoint) -> FlaskClient:
    """Return a client of the test's own endpoint."""
    return create_app(endpoint).test_client()


@pytest.fixture
def serve(tmp_path: Path) -> Callable[[str], FlaskClient]:
    """Return what serves the fixture under another base."""

    def served(base: str) -> FlaskClient:
        return create_app(open_endpoint(write_release(tmp_path / "other", base))).test_client()

    return served


@pytest.fixture
def switch(endpoint: StoreEndpoint, tmp_path: Path) -> Callable[[], None]:
    """Return what switches the endpoint to a new release of the same content."""

    def switched() -> None:
        folder = tmp_path / "fedcba9876543210"
        endpoint.release = open_release(folder) if folder.exists() else write_release(folder)

    return switched


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> StoreEndpoint:
    """Return the second of two releases, where a topic and a decision's title are others."""
    folder = tmp_path_factory.mktemp("releases")
    times = {"aaaaaaaaaaaaaaaa": "2026-01-01T00:00:00Z", "bbbbbbbbbbbbbbbb": "2026-03-01T12:30:00Z"}
    noted = [{"release": name, "published": time} for name, time in times.items()]
    (folder / HISTORY).write_text(json.dumps(noted))
    write_release(folder / "aaaaaaaaaaaaaaaa")
    release = write_release(folder / "bbbbbbbbbbbbbbbb")
    for extension in ("trig", "nq", "nt"):
        text = release.file(extension).read_text("utf-8")
        text = text.replace("Plan export (18", "Plan uitvoer (18")
        text = text.replace("id/topic/digitalisatie", "id/topic/other")
        release.file(extension).write_text(text, "utf-8")
    return open_endpoint(open_release(release.path))
