"""A small release with one of everything, hostile texts among it, and a client for its pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from akkoord.app.pages import create_app
from akkoord.app.sparql.client import Release, Term

if TYPE_CHECKING:
    from flask.testing import FlaskClient

FIXTURE = Path(__file__).parent / "fixture.trig"
BASE = "https://w3id.org/regeerakkoord/"


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
    (folder / "release.json").write_text(json.dumps({"id": folder.name, "base": base}))
    catalog = f"<{base}catalog> a <http://www.w3.org/ns/dcat#Catalog> ; " + (
        '<http://purl.org/dc/terms/title> "Catalogus"@nl, "Catalogue"@en .\n'
    )
    (folder / "catalog.ttl").write_text(catalog)
    (folder / "void.ttl").write_text(
        f"@prefix void: <http://rdfs.org/ns/void#> .\n<{base}void> a void:Dataset ; void:triples 7 .\n"
    )
    return Release(folder.name, folder)


def open_endpoint(release: Release) -> StoreEndpoint:
    return StoreEndpoint((release.path / "regeerakkoord.trig").read_bytes(), release)


@pytest.fixture
def endpoint(tmp_path: Path) -> StoreEndpoint:
    return open_endpoint(write_release(tmp_path / "0123456789abcdef"))


@pytest.fixture
def client(endpoint: StoreEndpoint) -> FlaskClient:
    return create_app(endpoint).test_client()
