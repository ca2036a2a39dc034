"""The decisions and reports of all releases, as a stream of immutable versions.

Each publication adds a version of every decision and report of which it says something else
than the publication before, and a last version of what it no longer has. Nothing is ever taken
back, so who has read the stream up to some publication has nothing to read again:
https://w3id.org/ldes/specification. Only whoever removes a release takes back what it added: then
the next publication adds what it says more than the one before that is still kept, under a name of
its own, since what it added until then was promised never to change.

A report's version covers its own description and its source file's SHA-256; the latter differs
whenever a sentence does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from . import vocabulary as v
from .errors import ReleaseError
from .iris import TERM
from .release.history import until
from .terms import DATE, LABEL, TITLE, A, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .release.history import Publication
    from .release.layout import Release

KINDS: Final = ("Decision", "Report")
"""Classes whose things have versions, by local name, in the order of the stream."""

PUBLISHED: Final = term(v.PROV, "generatedAtTime")
VERSION_OF: Final = term(v.DCTERMS, "isVersionOf")
DEPRECATED: Final = term(v.OWL, "deprecated")
KNOWN_BY: Final = (A, TITLE, LABEL, DATE)
"""What is still said of a thing that is gone."""

_DATE_TIME: Final = NamedNode(f"{v.XSD}dateTime")


@dataclass(frozen=True, slots=True)
class Version:
    """What one publication said of one thing.

    Attributes:
        kind: of :data:`KINDS`.
        thing: IRI of the decision or report.
        stamp: moment of the publication, in ISO 8601.
        lines: what it says of the thing, and of a report's source file, as N-Triples; what the
            publication before said, where ``gone``.
        gone: whether the publication no longer has the thing.
    """

    kind: str
    thing: str
    stamp: str
    lines: bytes
    gone: bool = False

    @property
    def iri(self) -> str:
        """The version's own IRI; without its fragment it is the thing's, which dereferences."""
        return f"{self.thing}#{self.stamp}"

    def triples(self) -> Iterator[Triple]:
        """Yield the description of the version."""
        version, thing = NamedNode(self.iri), NamedNode(self.thing)
        source = NamedNode(f"{self.thing}/source")
        # The file was another in each version, so who keeps several has to tell them apart.
        own: dict[object, NamedNode] = {
            thing: version,
            source: NamedNode(f"{source.value}#{self.stamp}"),
        }
        yield Triple(version, VERSION_OF, thing)
        yield Triple(version, PUBLISHED, moment(self.stamp))
        if self.gone:
            yield Triple(version, DEPRECATED, Literal(True))
        for subject, predicate, value, _ in ox.parse(self.lines, format=ox.RdfFormat.N_TRIPLES):
            if not self.gone:
                yield Triple(own[subject], predicate, own[source] if value == source else value)
            elif subject == thing and predicate in KNOWN_BY:
                yield Triple(version, predicate, value)


@dataclass(frozen=True, slots=True)
class Event:
    """What one publication added to the stream.

    Attributes:
        publication: which.
        name: no two events have the same, unless they add the same.
        versions: in order of kind and IRI, which for decisions is the order of their dates.
    """

    publication: Publication
    name: str
    versions: tuple[Version, ...]


def moment(stamp: str) -> Literal:
    """Return a moment in ISO 8601 as an ``xsd:dateTime``."""
    return Literal(stamp, datatype=_DATE_TIME)


def event_stream(release: Release) -> tuple[Event, ...]:
    """Return what each publication added, oldest first, up to the last of ``release``.

    Raises:
        ReleaseError: a release is damaged.
    """
    events = []
    before: Mapping[tuple[str, str], bytes] = {}
    since = "nothing"
    for publication in until(release):
        after = _things(publication.release)
        name = (
            f"{publication.stamp}-since-{since}" if publication.after_removed else publication.stamp
        )
        versions = tuple(_versions(before, after, publication.iso))
        events.append(Event(publication, name, versions))
        before, since = after, publication.stamp
    return tuple(events)


def _versions(
    before: Mapping[tuple[str, str], bytes], after: Mapping[tuple[str, str], bytes], stamp: str
) -> Iterator[Version]:
    for kind, thing in sorted(before.keys() | after.keys()):
        lines = after.get((kind, thing))
        if lines is None:
            yield Version(kind, thing, stamp, before[kind, thing], gone=True)
        elif lines != before.get((kind, thing)):
            yield Version(kind, thing, stamp, lines)


def _things(release: Release) -> dict[tuple[str, str], bytes]:
    """Return what a release says of each decision and report, by kind and IRI."""
    said: dict[tuple[str, str], set[bytes]] = {}
    pattern = _pattern(release.base)
    for match in pattern.finditer(_read(release)):
        kind = "Decision" if match["kind"] == b"decision" else "Report"
        said.setdefault((kind, match["thing"].decode()), set()).add(match[0])
    return {thing: b"".join(sorted(lines)) for thing, lines in said.items()}


def _pattern(base: str) -> re.Pattern[bytes]:
    """Match a line of canonical N-Triples about a decision, a report, or its file's checksum."""
    things = rf"(?P<kind>decision)/[^/>]+/[^/>]+|report/{TERM}/[^/>]+/[^/>]+"
    checksum = rf"/source> <{re.escape(v.RA)}sha256>"
    line = rf"^<(?P<thing>{re.escape(base)}id/(?:{things}))(?:>|{checksum}) .*\n"
    return re.compile(line.encode(), re.MULTILINE)


def _read(release: Release) -> bytes:
    path = release.file("nt")
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read ({error.strerror})") from error
