"""``/releases/``: what was published when, what changed, and where the files are.

A release is called ``{base}releases/{id}``. It is a version of the dataset, and a member of the
series that the catalogue names: https://www.w3.org/TR/vocab-dcat-3/#dataset-series.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, render_template, request, url_for
from pyoxigraph import Literal, NamedNode, Triple

from akkoord.graph import vocabulary as v
from akkoord.graph.difference import changes_of, diff
from akkoord.graph.release import metadata
from akkoord.graph.release.history import history
from akkoord.graph.terms import LABEL, PART_OF, TITLE, A, moment_literal, term

from .address import path_of
from .data import graph
from .description import written
from .memento import address_of
from .negotiation import HTML, Format, split
from .representation import bare, by_extension, negotiate, represent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from akkoord.graph.difference import Changes
    from akkoord.graph.release.history import Publication
    from akkoord.graph.release.layout import Release

blueprint = Blueprint("releases", __name__)

COUNTED: Final = ("Report", "Statement", "Decision", "Agency")
"""Classes whose things are counted for each release, by local name."""

SHOWN: Final = 100
"""Releases on the page, the newest first, and things of a kind that a release's page lists."""

_comparing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Line:
    """A release in the list.

    Attributes:
        publication: which.
        counts: how many things there are, by local name of their class.
        grown: how many more than in the release before, likewise; empty for the first.
    """

    publication: Publication
    counts: Mapping[str, int]
    grown: Mapping[str, int]


@blueprint.get("/releases/")
@blueprint.get("/releases.<extension>")
def listing(extension: str = "") -> Response:
    """Answer with all releases that are kept."""
    known = history(graph().release)
    address = bare(url_for(".listing")).rstrip("/")
    format_ = negotiate(by_extension(extension))
    iri = f"{graph().release.base}id/releases"
    return represent(format_, address, partial(_listing, known), iri, state=known[-1].stamp)


@blueprint.get("/releases/<name>")
def release(name: str) -> Response:
    """Answer with one release: when it was published, and what changed with it."""
    known = history(graph().release)
    asked, extension = split(name)
    place = next((n for n, each in enumerate(known) if each.release.id == asked), None)
    if place is None:
        abort(404)
    address = bare(url_for(".release", name=asked))
    iri = f"{graph().release.base}releases/{asked}"
    write = partial(_release, known, place)
    return represent(negotiate(extension), address, write, iri, state=known[-1].stamp)


def _listing(known: Sequence[Publication], format_: Format) -> str | bytes:
    if format_ == HTML:
        lines = [_line(known, place) for place in range(len(known))[: -SHOWN - 1 : -1]]
        return render_template("releases.html", lines=lines, counted=COUNTED, total=len(known))
    triples = list(_series(known))
    for place in range(len(known)):
        triples += _described(known, place)
    return _spelt(triples, format_)


def _release(known: Sequence[Publication], place: int, format_: Format) -> str | bytes:
    publication, before = known[place], known[place - 1] if place else None
    changes = _changes(before.release, publication.release) if before else None
    if format_ != HTML:
        told = [*_described(known, place), *_graphs(publication, changes)]
        return _spelt(told, format_)
    return render_template(
        "release.html",
        line=_line(known, place),
        before=before,
        after=next(iter(known[place + 1 :]), None),
        changes=changes,
        counted=COUNTED,
        shown=SHOWN,
        within={each.iri: each for each in changes.reports} if changes else {},
        day_of=_day_of,
        then=partial(_then, before),
        address=bare(request.path),
    )


def _then(before: Publication | None, iri: str) -> str:
    """Return the address of a thing as it was before."""
    name = iri.removeprefix(f"{graph().release.base}id/")
    return address_of(name, before) if before else ""


def _day_of(iri: str) -> str:
    """Return the day of a decision, which its title does not tell; of other things nothing."""
    kind, _, rest = (path_of(iri) or "").partition("/")
    return rest.partition("/")[0] if kind == "decision" else ""


def _changes(before: Release, after: Release) -> Changes:
    """Return what changed; one comparison at a time, since each reads two releases."""
    with _comparing:
        return _compared(before, after)


@lru_cache(maxsize=16)
def _compared(before: Release, after: Release) -> Changes:
    return changes_of(diff(before, after))


def _line(known: Sequence[Publication], place: int) -> Line:
    counts = _counts(known[place].release)
    before = _counts(known[place - 1].release) if place else {}
    grown = {name: counts[name] - before[name] for name in counts if name in before}
    return Line(known[place], counts, grown)


def _counts(release: Release) -> Mapping[str, int]:
    """Return how many things there are of the classes that are counted, as VoID has it."""
    counted = metadata.counted(release)
    return {name: counted[v.RA + name] for name in COUNTED if v.RA + name in counted}


def _series(known: Sequence[Publication]) -> Iterator[Triple]:
    base = graph().release.base
    series, dataset = NamedNode(f"{base}id/releases"), NamedNode(f"{base}id/dataset")
    yield Triple(series, A, term(v.DCAT, "DatasetSeries"))
    yield Triple(series, term(v.DCAT, "landingPage"), NamedNode(f"{base}releases/"))
    for text, language in (("Uitgaven", "nl"), ("Releases", "en")):
        yield Triple(series, LABEL, Literal(text, language=language))
    yield Triple(series, term(v.DCAT, "first"), _iri(known[0]))
    yield Triple(series, term(v.DCAT, "last"), _iri(known[-1]))
    yield Triple(dataset, term(v.DCAT, "hasCurrentVersion"), _iri(known[-1]))
    yield Triple(dataset, term(v.OWL, "versionIRI"), _iri(known[-1]))
    for each in dict.fromkeys(map(_iri, known)):
        yield Triple(dataset, term(v.DCAT, "hasVersion"), each)


def _described(known: Sequence[Publication], place: int) -> Iterator[Triple]:
    """Return what is said of a release: a version, its time, its files, and its neighbours."""
    publication, base = known[place], graph().release.base
    iri, name = _iri(publication), publication.release.id
    yield Triple(iri, A, term(v.DCAT, "Dataset"))
    for property_ in (TITLE, LABEL):
        for text, language in ((f"Uitgave {name}", "nl"), (f"Release {name}", "en")):
            yield Triple(iri, property_, Literal(text, language=language))
    yield Triple(iri, term(v.DCAT, "version"), Literal(name))
    yield Triple(iri, term(v.DCTERMS, "issued"), moment_literal(publication.time))
    yield Triple(iri, term(v.DCTERMS, "license"), NamedNode(publication.release.licence))
    yield Triple(iri, term(v.DCTERMS, "provenance"), NamedNode(f"{base}id/provenance"))
    yield Triple(iri, term(v.DCTERMS, "isVersionOf"), NamedNode(f"{base}id/dataset"))
    yield Triple(iri, term(v.DCAT, "inSeries"), NamedNode(f"{base}id/releases"))
    yield Triple(iri, term(v.VOID, "dataDump"), NamedNode(f"{base}dumps/{name}/regeerakkoord.nq"))
    if place:
        yield Triple(iri, term(v.DCTERMS, "replaces"), _iri(known[place - 1]))
        yield Triple(iri, term(v.DCAT, "prev"), _iri(known[place - 1]))
    for later in known[place + 1 : place + 2]:
        yield Triple(iri, term(v.DCTERMS, "isReplacedBy"), _iri(later))


def _graphs(publication: Publication, changes: Changes | None) -> Iterator[Triple]:
    """Return the versions of named graphs that a release brought."""
    if changes is None:
        return
    base = graph().release.base
    reports = changes.things.get("Report")
    for iri in (*changes.graphs, *(reports.came + reports.changed if reports else ())):
        path = iri.removeprefix(f"{base}id/")
        if path != iri:
            version = NamedNode(f"{base}memento/{publication.stamp}/{path}")
            yield Triple(version, term(v.DCTERMS, "isVersionOf"), NamedNode(iri))
            yield Triple(version, PART_OF, _iri(publication))


def _iri(publication: Publication) -> NamedNode:
    return NamedNode(f"{graph().release.base}releases/{publication.release.id}")


def _spelt(triples: Sequence[Triple], format_: Format) -> bytes:
    unique = sorted(dict.fromkeys(triples), key=lambda each: str(each.subject))
    return written(unique, format_, graph().release.base)
