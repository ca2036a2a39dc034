"""What search engines read: schema.org of the thing that a page is about, as JSON-LD.

Everything comes from what the page itself shows. The page's template writes it as a data block,
with ``<``, ``>``, ``&`` and ``'`` escaped so that no text can end the block (Flask's ``tojson``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from akkoord.graph.release import distribution
from akkoord.graph.vocabulary import BESLUIT, DCAT, DCTERMS, FOAF, RA, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from akkoord.graph.release.layout import Release

    from .report import ReportPage
    from .thing import Thing

GOVERNMENT: Final = {"@type": "GovernmentOrganization", "name": "Vlaamse Regering"}
MODEL: Final = {"@type": "SoftwareApplication", "name": "Taalmodel"}
Structured = dict[str, Any]


def dataset(release: Release, name: str, description: str) -> Structured:
    """Return what the home page is about: the data set and its files.

    Args:
        release: that is served.
        name: of the data set.
        description: in a sentence or two.
    """
    base = release.base
    files = [
        {
            "@type": "DataDownload",
            "contentUrl": f"{base}dumps/{kind.name}",
            "encodingFormat": kind.media_type,
        }
        for kind in (*distribution.KINDS, distribution.QUADS)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": base,
        "url": base,
        "name": name,
        "description": description,
        "license": release.licence,
        "isAccessibleForFree": True,
        "inLanguage": ["nl", "en"],
        "temporalCoverage": "2019/2024",
        "spatialCoverage": {"@type": "AdministrativeArea", "name": "Vlaanderen"},
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{base}catalog"},
        "distribution": files,
    }


def catalogued(things: Sequence[Thing], release: Release) -> Structured | None:
    """Return what the page of the catalogue is about: its data set, if any, with all files.

    Args:
        things: that the catalogue describes.
        release: whose catalogue it is.
    """
    described = next((each for each in things if f"{DCAT}Dataset" in each.types), None)
    if described is None:
        return None
    told = dataset(release, described.label, described.text(f"{DCTERMS}description"))
    return {
        **told,
        "version": release.id,
        "identifier": described.text(f"{DCTERMS}identifier"),
        "keywords": [keyword.value for keyword in described.texts(f"{DCAT}keyword")],
        "distribution": [_download(each) for each in things if f"{DCAT}Distribution" in each.types],
    }


def _download(thing: Thing) -> Structured:
    address, media = thing.link(f"{DCAT}downloadURL"), thing.link(f"{DCAT}mediaType")
    return {
        "@type": "DataDownload",
        "name": thing.label,
        "contentUrl": address.iri if address else thing.iri,
        "encodingFormat": media.iri.partition("media-types/")[2] if media else "",
        "contentSize": f"{thing.text(f'{DCAT}byteSize')} B",
    }


def of_thing(thing: Thing, context: Mapping[str, Any]) -> Structured | None:
    """Return what the page of ``thing`` is about; ``None`` for kinds that nobody searches for.

    Args:
        thing: the thing.
        context: what its page gets besides.
    """
    kind = next((KINDS[class_] for class_ in thing.types if class_ in KINDS), None)
    if kind is None:
        return None
    said = {"@context": "https://schema.org", "@id": thing.iri, "url": thing.iri}
    return {**said, "name": thing.label, **kind(thing, context)}


def _report(thing: Thing, context: Mapping[str, Any]) -> Structured:
    page: ReportPage = context["report"]
    return {
        "@type": "Report",
        "headline": thing.label,
        "inLanguage": "nl",
        "creator": MODEL,
        "about": {"@type": "CreativeWork", "@id": page.section.iri, "name": page.section.label},
        "keywords": [theme.label for theme in page.themes],
        "mentions": [
            {"@type": "GovernmentOrganization", "@id": a.iri, "name": a.label}
            for a in page.agencies
        ],
        "citation": [
            {
                "@type": "CreativeWork",
                "@id": each.decision,
                "name": each.title,
                "datePublished": each.date,
            }
            for each in page.references
            if each.decision
        ],
    }


def _decision(thing: Thing, _: Mapping[str, Any]) -> Structured:
    return {
        "@type": "CreativeWork",
        "inLanguage": "nl",
        "datePublished": thing.text(f"{DCTERMS}date"),
        "publisher": GOVERNMENT,
        "sameAs": [link.iri for link in thing.links(f"{SKOS}exactMatch")],
    }


def _meeting(thing: Thing, _: Mapping[str, Any]) -> Structured:
    return {
        "@type": "Event",
        "startDate": thing.text(f"{BESLUIT}geplandeStart"),
        "organizer": GOVERNMENT,
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "AdministrativeArea", "name": "Vlaanderen"},
    }


def _agency(thing: Thing, _: Mapping[str, Any]) -> Structured:
    years = {name: thing.text(SCHEMA + name) for name in ("foundingDate", "dissolutionDate")}
    return {
        "@type": "GovernmentOrganization",
        "alternateName": [name.value for name in thing.texts(f"{SKOS}altLabel")],
        "sameAs": [link.iri for name in _SAME for link in thing.links(name)],
        **{name: year for name, year in years.items() if year},
    }


def _section(thing: Thing, _: Mapping[str, Any]) -> Structured:
    return {"@type": "Chapter", "inLanguage": "nl", "position": thing.text(f"{RA}number")}


def _agreement(thing: Thing, _: Mapping[str, Any]) -> Structured:
    return {
        "@type": "CreativeWork",
        "inLanguage": "nl",
        "creator": GOVERNMENT,
        "temporalCoverage": thing.text(f"{SCHEMA}temporalCoverage") or "2019/2024",
    }


def _statement(thing: Thing, _: Mapping[str, Any]) -> Structured:
    report = thing.link(f"{DCTERMS}isPartOf")
    text = {"@type": "Claim", "inLanguage": "nl", "text": thing.text(f"{RA}text"), "creator": MODEL}
    return {**text, "isPartOf": {"@type": "Report", "@id": report.iri}} if report else text


def _concept(thing: Thing, _: Mapping[str, Any]) -> Structured:
    return {
        "@type": "DefinedTerm",
        "inDefinedTermSet": [link.iri for link in thing.links(f"{SKOS}inScheme")],
        "sameAs": [link.iri for link in thing.links(f"{SKOS}exactMatch")],
    }


_SAME: Final = (f"{SKOS}exactMatch", f"{FOAF}homepage")

KINDS: Final[Mapping[str, Callable[[Thing, Mapping[str, Any]], Structured]]] = {
    f"{RA}Report": _report,
    f"{RA}Decision": _decision,
    f"{RA}Meeting": _meeting,
    f"{RA}Agency": _agency,
    f"{RA}Section": _section,
    f"{RA}Agreement": _agreement,
    f"{RA}Statement": _statement,
    f"{RA}PolicyDomain": _concept,
    f"{RA}PolicyTheme": _concept,
    f"{RA}Topic": _concept,
}
