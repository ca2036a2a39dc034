"""Every IRI under the base that a release holds leads to something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from tests.app.pages.conftest import BASE, StoreEndpoint

from akkoord.app.pages import create_app
from akkoord.graph.vocabulary import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from akkoord.graph import Release

ELSEWHERE = (f"{BASE}dumps/", f"{BASE}sparql")
"""Answered outside of the pages, and tested with what answers."""

FILES = ("regeerakkoord.nq", "catalog.ttl", "void.ttl", "validation.ttl")
EACH = 2
"""How many IRIs of each kind are dereferenced."""


@pytest.fixture(scope="module")
def examples(example_release: Release) -> FlaskClient:
    """Return a client of the embedded examples' pages."""
    content = (example_release.path / "regeerakkoord.trig").read_bytes()
    return create_app(StoreEndpoint(content, example_release)).test_client()


@pytest.fixture(scope="module")
def iris(example_release: Release) -> list[str]:
    """Return every IRI under the base that occurs in the release."""
    quads = (q for name in FILES for q in ox.parse(path=example_release.path / name))
    named = {
        term.value
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, ox.NamedNode)
    }
    ours = {i for i in named if i.startswith(BASE) and not i.startswith(ELSEWHERE)}
    return sorted(ours - {BASE})  # the home page is no thing of the graph


def kinds(iris: list[str]) -> Iterator[str]:
    """Return some IRIs of each kind: those that differ in names and numbers only."""
    grouped: dict[str, list[str]] = {}
    for iri in iris:
        parts = iri.removeprefix(BASE).split("/")
        kind = "/".join(re.sub(r"^(?=.*[\d.]).*$", "0", part) for part in parts[:2] + parts[5:])
        grouped.setdefault(f"{len(parts)} {kind}", []).append(iri)
    for group in grouped.values():
        yield from group[:: max(1, len(group) // EACH)][:EACH]


def test_some_of_each_kind_answer_200_after_the_redirect(
    examples: FlaskClient, iris: list[str]
) -> None:
    sample = [*kinds(iris)]
    assert len(sample) > 100
    for iri in sample:
        path = "/" + iri.removeprefix(BASE).partition("#")[0]
        for accept in ("text/turtle", "text/html"):
            headers = {"Accept": accept}
            response = examples.get(path, headers=headers, follow_redirects=True)
            assert (response.status_code, response.mimetype) == (200, accept), iri


KINDS_OF_PAGES = ("agency", "decision", "domain", "meeting", "report", "section", "theme", "topic")


@pytest.mark.parametrize("kind", KINDS_OF_PAGES)
def test_all_that_a_description_names_has_a_label(
    examples: FlaskClient, iris: list[str], kind: str
) -> None:
    iri = next(each for each in iris if each.startswith(f"{BASE}id/{kind}/"))
    content = examples.get(f"/doc/{iri.removeprefix(f'{BASE}id/')}.nt").data
    triples = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)]
    labelled = {each.subject for each in triples if each.predicate.value == f"{RDFS}label"}
    classes = {each.object for each in triples if each.predicate.value == f"{RDF}type"}
    named = {term for each in triples for term in (each.subject, each.object)}
    ours = {
        term
        for term in named
        if isinstance(term, ox.NamedNode) and term.value.startswith((f"{BASE}id/", f"{BASE}ns#"))
    }
    licence = ox.NamedNode("https://spdx.org/licenses/MIT")
    assert {*classes, *ours, licence} <= labelled


def test_all_of_them_are_known(examples: FlaskClient, iris: list[str]) -> None:
    things = [iri for iri in iris if iri.startswith(f"{BASE}id/")]
    assert len(things) > 1000
    missing = [
        iri for iri in things if examples.get("/" + iri.removeprefix(BASE)).status_code != 303
    ]
    assert missing == []
