"""W3C's SPARQL 1.1 suite, read from its manifests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat, Triple

SUITE = Path(__file__).parents[5] / "shared" / "reference" / "w3c-sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"

needs_suite = pytest.mark.skipif(
    not SUITE.is_dir(), reason="the W3C suite is not beside the repository"
)

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class W3cTest:
    """A test of the suite, its files as paths."""

    name: str
    kind: str
    query: Path
    result: Path | None
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]


def manifest(folder: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    content = (folder / "manifest.ttl").read_bytes()
    store.load(content, RdfFormat.TURTLE, base_iri=f"{BASE}{folder.name}/manifest.ttl")
    return store


def path_of(iri: str) -> Path:
    return SUITE / iri.removeprefix(BASE)


def triples_of(path: Path) -> list[Triple]:
    base = f"{BASE}{path.relative_to(SUITE).as_posix()}"
    parsed = pyoxigraph.parse(path.read_bytes(), FORMATS[path.suffix], base_iri=base)
    return [quad.triple for quad in parsed]


def ntriples(path: Path) -> str:
    return "".join(f"{triple} .\n" for triple in triples_of(path))


def content_of(test: W3cTest) -> tuple[str, dict[str, str], str]:
    """Return the test's triples, its graphs by IRI, and its base."""
    graphs = {f"{BASE}{g.relative_to(SUITE).as_posix()}": ntriples(g) for g in test.graphs}
    base = f"{BASE}{test.query.relative_to(SUITE).as_posix()}"
    return "".join(map(ntriples, test.data)), graphs, base
