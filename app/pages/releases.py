"""``/releases/``: what was published when, what changed, and where the files are.

A release is called ``{base}releases/{id}``. It is a version of the dataset, and a member of the
series that the catalogue names (:mod:`.series`).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, render_template, request, url_for
from pyoxigraph import NamedNode, Triple

from akkoord.graph import vocabulary as v
from akkoord.graph.difference import changes_of, diff
from akkoord.graph.release import metadata
from akkoord.graph.release.history import history, is_removed
from akkoord.graph.terms import PART_OF, term

from .address import path_of
from .data import graph
from .description import written
from .memento import address_of
from .negotiation import HTML, Format, split
from .representation import bare, by_extension, negotiate, represent
from .series import member, release_iri, series

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
    places = [n for n, each in enumerate(known) if each.release.id == asked]
    if not places:
        abort(410 if is_removed(graph().release, asked) else 404)
    address = bare(url_for(".release", name=asked))
    iri = f"{graph().release.base}releases/{asked}"
    write = partial(_release, known, places[-1])
    return represent(negotiate(extension), address, write, iri, state=known[-1].stamp)


def _listing(known: Sequence[Publication], format_: Format) -> str | bytes:
    if format_ == HTML:
        lines = [_line(known, place) for place in range(len(known))[: -SHOWN - 1 : -1]]
        return render_template("releases.html", lines=lines, counted=COUNTED, total=len(known))
    return _spelt(tuple(series(known)), format_)


def _release(known: Sequence[Publication], place: int, format_: Format) -> str | bytes:
    publication, before = known[place], known[place - 1] if place else None
    changes = _changes(before.release, publication.release) if before else None
    if format_ != HTML:
        told = [*member(known, publication.release.id), *_graphs(publication, changes)]
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
            yield Triple(version, PART_OF, release_iri(publication))


def _spelt(triples: Sequence[Triple], format_: Format) -> bytes:
    unique = sorted(dict.fromkeys(triples), key=lambda each: str(each.subject))
    return written(unique, format_, graph().release.base)
