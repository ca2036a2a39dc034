"""Queries written for Themis's model, put to Themis's data and to ours: other IRIs, one answer.

Both sides hold what the embedded examples cite: ours as released, theirs in the shape of Themis's
export, made from plain rows of our release.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyoxigraph
import pytest

from akkoord.graph.iris import Names, meeting_start
from akkoord.graph.vocabulary import DEFAULT_BASE, PREFIXES

QUERIES = sorted(Path(__file__).with_name("themis").glob("*.rq"))
THEIRS = "http://themis.vlaanderen.be/id"
CITED = f"""
PREFIX dcterms: <{PREFIXES["dcterms"]}>
PREFIX ra: <{PREFIXES["ra"]}>
SELECT ?title ?meeting WHERE {{ ?d a ra:Decision ; dcterms:title ?title ; ra:meeting ?meeting }}
"""


def rows(store, query):
    return [tuple(term.value for term in solution) for solution in store.query(query)]


@pytest.fixture(scope="module")
def ours(example_release):
    store = pyoxigraph.Store()
    path = example_release.path / "regeerakkoord.nt"
    store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="module")
def theirs(ours):
    parts = [f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items()]
    for number, (title, meeting) in enumerate(rows(ours, CITED)):
        start = meeting_start(meeting)
        held, agenda = (f"<{THEIRS}/{kind}/{start:%Y%m%d%H%M}>" for kind in ("meeting", "agenda"))
        item = f"<{THEIRS}/agendapunt/{number}>"
        parts.append(f"""
        {held} a besluit:Vergaderactiviteit ; besluitvorming:isGehoudenDoor <{THEIRS}/regering> ;
            besluit:geplandeStart "{start.isoformat()}"^^xsd:dateTime .
        {agenda} a besluitvorming:Agenda ; besluitvorming:isAgendaVoor {held} ;
            dcterms:hasPart {item} .
        {item} a besluit:Agendapunt .
        <{THEIRS}/nieuwsbericht/{number}> a dossier:Stuk ; prov:wasDerivedFrom {item} ;
            dcterms:title {pyoxigraph.Literal(title)} ;
            dcterms:issued "{start.isoformat()}"^^xsd:dateTime .""")
    store = pyoxigraph.Store()
    store.load("\n".join(parts).encode(), format=pyoxigraph.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_for_themis_has_the_same_answer_on_our_data(query, ours, theirs):
    def answer(store):
        return [tuple(map(moment, row)) for row in rows(store, query.read_text("utf-8"))]

    assert answer(ours) == answer(theirs)
    assert answer(ours)


def moment(text):
    """Compare moments as such: ``Z`` and ``+00:00`` are one zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def test_a_meetings_start_is_read_off_its_name():
    start = datetime.fromisoformat("2020-12-18T09:00:00+00:00")
    assert meeting_start(Names(DEFAULT_BASE).meeting(start)) == start
