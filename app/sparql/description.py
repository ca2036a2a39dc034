"""What the endpoint says of itself: the SPARQL 1.1 Service Description, and its OpenAPI.

https://www.w3.org/TR/sparql11-service-description/. The route, its documentation and the place of
the description are rdflib-endpoint's ``SparqlRouter``; that evaluates queries with rdflib, so its
handlers are replaced by ours. It comes with FastAPI and rdflib, which take a second to import:
this module is loaded in the background, and queries pass it by.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from rdflib import RDF, RDFS, Dataset, Graph, Literal, URIRef
from rdflib.namespace import VOID, Namespace
from rdflib_endpoint import SparqlRouter

from akkoord.app.headers import DATA
from akkoord.graph.formats import GRAPHS, SOLUTIONS
from akkoord.graph.search.pattern import TEXT_MATCH

from .answers import Answers
from .negotiation import Form, negotiated
from .problems import PROBLEM_JSON, Problem
from .protocol import query_request

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SIMPLE_ENTAILMENT = URIRef("http://www.w3.org/ns/entailment/Simple")

TITLE = "Regeerakkoord 2019-2024: SPARQL"
SUMMARY = "What the Flemish Government decided on its coalition agreement, as linked data."

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

_WRITTEN = {"ntriples": "nt", "nquads": "nt", "trig": "turtle", "jsonld": "json-ld"}
"""rdflib's names; N-Triples are N-Quads, and Turtle is TriG."""

_PARAMETERS: list[dict[str, Any]] = [
    {"name": "query", "in": "query", "schema": {"type": "string"}},
    {"name": "default-graph-uri", "in": "query", "schema": {"type": "array"}},
    {"name": "named-graph-uri", "in": "query", "schema": {"type": "array"}},
    {"name": "format", "in": "query", "schema": {"type": "string"}},
]


class Router(SparqlRouter):
    """rdflib-endpoint's route, answered by ours.

    Args:
        answers: answers queries.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        super().__init__(path="/sparql", title=TITLE, description=SUMMARY, graph=Dataset())

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Register a route of the superclass, with our handler in place of its own."""
        options["openapi_extra"] = {"parameters": _PARAMETERS}
        super().add_api_route(path, self.answer, **options)
        self.add_route(path, self.answer, methods=["HEAD"], include_in_schema=False)

    def prepare_sd_graph(self) -> None:
        """Leave the description to :func:`described`: theirs claims federation."""

    async def answer(self, request: Request) -> Response:
        """Describe the endpoint; what is a query does not come here."""
        try:
            choice = negotiated(request.headers.get("accept", ""), Form.CONSTRUCT)
            total = await self._counts(_COUNT)
            graph = described(self._answers.base, total[""], await self._counts(_COUNTS))
        except Problem as problem:
            return _told(problem)
        name = choice.format.name
        rdflib_name = "xml" if name == "rdfxml" else _WRITTEN.get(name, name)
        headers = {
            "cache-control": "public, max-age=60",
            **DATA,
            "vary": "Accept",
            "link": '</.well-known/void>; rel="describedby", </catalog>; rel="describedby"',
        }
        content = graph.serialize(format=rdflib_name, encoding="utf-8")
        headers["content-length"] = str(len(content))
        body = b"" if request.method == "HEAD" else content
        return Response(body, headers=headers, media_type=choice.content_type)

    async def _counts(self, query: str) -> dict[str, int]:
        request = query_request(query, self._answers.limits, formats=["json"])
        answer = await self._answers.whole(request)
        bindings = json.loads(answer.body)["results"]["bindings"]
        return {row["g"]["value"] if "g" in row else "": int(row["n"]["value"]) for row in bindings}


def described(base: str, total: int, graphs: dict[str, int]) -> Graph:
    """Return the service description, without blank nodes.

    Its IRIs are the release's, as in VoID and DCAT: the Host header is anyone's to choose, and
    the description is kept by caches.

    Args:
        base: the IRI under which the release's things are named.
        total: triples in the default graph.
        graphs: triples by IRI of the named graph.
    """
    endpoint = URIRef(f"{base}sparql")
    service, dataset = URIRef(f"{endpoint}#service"), URIRef(f"{endpoint}#dataset")
    default = URIRef(f"{endpoint}#default-graph")
    description = Graph()
    description.bind("sd", SD)
    description.bind("void", VOID)
    for triple in (
        (service, RDF.type, SD.Service),
        (service, RDFS.label, Literal(TITLE, lang="nl")),
        (service, SD.endpoint, endpoint),
        (service, SD.supportedLanguage, SD.SPARQL11Query),
        (service, SD.feature, SD.UnionDefaultGraph),
        (service, SD.propertyFeature, URIRef(TEXT_MATCH)),
        (URIRef(TEXT_MATCH), RDF.type, SD.Feature),
        (URIRef(TEXT_MATCH), RDFS.label, Literal("tekst bevat", lang="nl")),
        (URIRef(TEXT_MATCH), RDFS.label, Literal("text match", lang="en")),
        (service, SD.defaultEntailmentRegime, SIMPLE_ENTAILMENT),
        (service, SD.defaultDataset, dataset),
        (dataset, RDF.type, SD.Dataset),
        (dataset, RDFS.seeAlso, URIRef(f"{base}id/dataset")),
        (dataset, SD.defaultGraph, default),
        (default, RDF.type, SD.Graph),
        (default, VOID.triples, Literal(total)),
        *((service, SD.resultFormat, URIRef(fmt.iri)) for fmt in (*SOLUTIONS, *GRAPHS)),
    ):
        description.add(triple)
    for number, (name, triples) in enumerate(sorted(graphs.items()), 1):
        named, graph = URIRef(f"{endpoint}#named-{number}"), URIRef(f"{endpoint}#graph-{number}")
        description.add((dataset, SD.namedGraph, named))
        description.add((named, RDF.type, SD.NamedGraph))
        description.add((named, SD.name, URIRef(name)))
        description.add((named, SD.graph, graph))
        description.add((graph, RDF.type, SD.Graph))
        description.add((graph, VOID.triples, Literal(triples)))
    return description


def create_app(answers: Answers) -> FastAPI:
    """Return the application that serves the description and ``/openapi.json``.

    Args:
        answers: answers queries.
    """
    app = FastAPI(title=TITLE, description=SUMMARY, docs_url=None, redoc_url=None)
    app.include_router(Router(answers))
    return app


def _told(problem: Problem) -> Response:
    headers = {name.decode(): value.decode() for name, value in problem.headers}
    headers["cache-control"] = "no-store"
    status = problem.kind.status.value
    return Response(problem.body(), status, headers, media_type=PROBLEM_JSON)
