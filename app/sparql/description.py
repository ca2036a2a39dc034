"""What the endpoint says of itself: the SPARQL 1.1 Service Description, and its OpenAPI.

https://www.w3.org/TR/sparql11-service-description/. The route, its documentation and the place of
the description are rdflib-endpoint's ``SparqlRouter``; that evaluates queries with rdflib, so its
handlers are replaced by ours. It comes with FastAPI and rdflib, which take a second to import:
this module is loaded in the background, and queries pass it by.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request, Response
from rdflib import RDF, RDFS, Dataset, Graph, Literal, URIRef
from rdflib.namespace import VOID, Namespace
from rdflib.term import Node
from rdflib_endpoint import SparqlRouter

from akkoord.app.codings import COMPRESSED, IDENTITY, preferred
from akkoord.app.headers import DATA
from akkoord.app.validators import is_known
from akkoord.graph.formats import GRAPHS, SOLUTIONS
from akkoord.graph.search.pattern import TEXT_MATCH

from .answers import Answers
from .cache import Answer, coded
from .negotiation import Choice, Form, named, negotiated
from .problems import PROBLEM_JSON, Problem
from .protocol import query_request

Triple = tuple[Node, Node, Node]

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SIMPLE_ENTAILMENT = URIRef("http://www.w3.org/ns/entailment/Simple")

TITLE = "Regeerakkoord 2019-2024: SPARQL"
SUMMARY = "What the Flemish Government decided on its coalition agreement, as linked data."

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

_WRITTEN = {
    "ntriples": "nt", "nquads": "nt", "trig": "turtle", "jsonld": "json-ld", "rdfxml": "xml"
}  # fmt: skip
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
            choice = _choice(request)
            total = await self._counts(_COUNT)
            graph = described(self._answers.base, total[""], await self._counts(_COUNTS))
        except Problem as problem:
            return _told(problem)
        name = choice.format.name
        content = graph.serialize(format=_WRITTEN.get(name, name), encoding="utf-8")
        return await _response(Answer(content, choice.content_type), request)

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
    description = Graph()
    description.bind("sd", SD)
    description.bind("void", VOID)
    for triple in (*_service(base, total), *_named_graphs(base, graphs)):
        description.add(triple)
    return description


def _service(base: str, total: int) -> Iterator[Triple]:
    endpoint = URIRef(f"{base}sparql")
    service, dataset = URIRef(f"{endpoint}#service"), URIRef(f"{endpoint}#dataset")
    default = URIRef(f"{endpoint}#default-graph")
    yield from (
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
    )


def _named_graphs(base: str, graphs: dict[str, int]) -> Iterator[Triple]:
    endpoint = f"{base}sparql"
    for number, (name, triples) in enumerate(sorted(graphs.items()), 1):
        named, graph = URIRef(f"{endpoint}#named-{number}"), URIRef(f"{endpoint}#graph-{number}")
        yield URIRef(f"{endpoint}#dataset"), SD.namedGraph, named
        yield named, RDF.type, SD.NamedGraph
        yield named, SD.name, URIRef(name)
        yield named, SD.graph, graph
        yield graph, RDF.type, SD.Graph
        yield graph, VOID.triples, Literal(triples)


def create_app(answers: Answers) -> FastAPI:
    """Return the application that serves the description and ``/openapi.json``.

    Args:
        answers: answers queries.
    """
    app = FastAPI(title=TITLE, description=SUMMARY, docs_url=None, redoc_url=None)
    app.include_router(Router(answers))
    return app


def _choice(request: Request) -> Choice:
    """Return the format of the description that a request without a query asks for.

    Raises:
        Problem: it takes none. It may have meant to ask a query, and is told how.
    """
    parameters = request.query_params
    name = parameters.get("format") or parameters.get("output")
    try:
        if name:
            return named(name, Form.CONSTRUCT)
        return negotiated(request.headers.get("accept", ""), Form.CONSTRUCT)
    except Problem as problem:
        detail = f"Without the parameter 'query', this is the service description; {problem.detail}"
        raise Problem(problem.kind, detail) from None


async def _response(answer: Answer, request: Request) -> Response:
    """Return the response with ``answer``, or that the client has it."""
    wanted = request.headers.get("accept-encoding", "")
    coding = preferred(wanted, COMPRESSED) if answer.compresses else IDENTITY
    etag = answer.etag_in(coding).decode()
    headers = {
        "cache-control": "public, max-age=60",
        **DATA,
        "vary": "Accept, Accept-Encoding",
        "etag": etag,
        "link": '</.well-known/void>; rel="describedby", </catalog>; rel="describedby"',
    }
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    body = await coded(answer, coding)
    headers |= {"content-type": answer.content_type.decode(), "content-length": str(len(body))}
    if coding:
        headers["content-encoding"] = coding
    return Response(b"" if request.method == "HEAD" else body, headers=headers)


def _told(problem: Problem) -> Response:
    headers = {name.decode(): value.decode() for name, value in problem.headers}
    headers["cache-control"] = "no-store"
    status = problem.kind.status.value
    return Response(problem.body(), status, headers, media_type=PROBLEM_JSON)
