"""The query that reckons the day in Brussels agrees with the time zone database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyoxigraph as ox
from rdflib import RDF, SH, XSD, Graph, Literal, Namespace, URIRef

from .conftest import BASE, shapes

BRUSSELS = ZoneInfo("Europe/Brussels")
BESLUIT = Namespace("http://data.vlaanderen.be/ns/besluit#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
RA = Namespace("https://w3id.org/regeerakkoord/ns#")
REPORT = URIRef("https://example.org/report")
FIRST, LAST = date(2019, 10, 2), date(2024, 9, 30)
HOURS = (time(0), time(1), time(21, 59, 59), time(22), time(22, 59, 59), time(23), time(23, 59, 59))


def starts(days):
    return [datetime.combine(day, hour, UTC) for day in days for hour in HOURS]


def meetings(moments):
    """Return a graph with each meeting twice, on the right day and on a wrong one, and which is."""
    graph, wrong = Graph(), set()
    for number, start in enumerate(moments):
        day = start.astimezone(BRUSSELS).date()
        astray = day + timedelta(days=1 if number % 2 else -1)
        for name, stated in (("right", day), ("wrong", astray)):
            meeting = URIRef(f"https://example.org/{name}/{start:%Y-%m-%dT%H%M%S}")
            decision = URIRef(f"{meeting}/decision")
            graph.add((REPORT, RA.cites, decision))
            graph.add((decision, RA.meeting, meeting))
            graph.add((meeting, DCTERMS.date, Literal(stated)))
            text = f"{start:%Y-%m-%dT%H:%M:%SZ}"
            lexical = Literal(text, datatype=XSD.dateTime, normalize=False)
            graph.add((meeting, BESLUIT.geplandeStart, lexical))
        wrong.add(f"https://example.org/wrong/{start:%Y-%m-%dT%H%M%S}")
    return graph, wrong


def query():
    (select,) = shapes("report").objects(URIRef(f"{BASE}MeetingDay-query"), SH.select)
    prefixes = {"besluit": BESLUIT, "dcterms": DCTERMS, "ra": RA, "xsd": XSD}
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items()) + str(select)


def test_around_midnight_all_through_the_term_in_oxigraph():
    term = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    days = [day for day in term if day.month in {3, 10} or day.day == 15]
    graph, wrong = meetings(starts(days))
    store = ox.Store()
    store.load(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    bound = {ox.Variable("this"): ox.NamedNode(str(REPORT))}
    found = store.query(query(), substitutions=bound)
    assert {row["value"].value for row in found} == wrong


def test_the_days_around_the_change_of_the_clock_in_rdflib():
    changes = [date(2020, 3, 29), date(2020, 10, 25), date(2023, 3, 26), date(2023, 10, 29)]
    days = [change + timedelta(days=n) for change in changes for n in (-7, -1, 0, 1)]
    graph, wrong = meetings(starts(days))
    found = graph.query(query(), initBindings={"this": REPORT})
    assert {str(row.value) for row in found} == wrong


def test_the_query_is_the_one_that_the_shape_runs():
    graph = shapes("report")
    shape = URIRef(f"{BASE}MeetingDay")
    assert (shape, SH.sparql, URIRef(f"{BASE}MeetingDay-query")) in graph
    assert (shape, RDF.type, SH.NodeShape) in graph
