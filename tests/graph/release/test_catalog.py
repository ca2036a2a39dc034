"""The catalogue by which portals harvest: DCAT-AP 3.0.1, true sizes, one place for every IRI."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SH

from akkoord.graph import BuildOptions, build
from akkoord.graph import vocabulary as v
from akkoord.graph.configuration import Contact, Imprint, Publisher
from akkoord.graph.release.catalog import catalogue, catalogue_of
from akkoord.graph.release.imprint import LICENCE_TYPE, VCARD

if TYPE_CHECKING:
    from akkoord.graph import Release

SHARED = Path(__file__).resolve().parents[4] / "shared"
PROFILE = SHARED / "reference" / "dcat-ap-3.0.1"
EXAMPLES = Path(__file__).parents[3] / "graph" / "examples"
SPDX = rdflib.Namespace(v.SPDX)
VERSION = rdflib.URIRef(f"{v.DCAT}version")  # newer than rdflib knows
OTHER = "http://localhost:8000/akkoord/"

with_profile = pytest.mark.skipif(
    not PROFILE.is_dir(), reason="the shapes of DCAT-AP are not beside the repository"
)

# What the profile recommends and the catalogue leaves out.
NOT_FOLLOWED = {
    (f"{v.DEFAULT_BASE}id/agent/publisher", str(DCTERMS.type)): "the publisher is a program's "
    "project, which none of the ADMS publisher types describes",
    (f"{v.DEFAULT_BASE}catalog", str(DCTERMS.modified)): "a release knows no clock; /catalog "
    "tells when it was published",
    (f"{v.DEFAULT_BASE}catalog/graphs", str(DCTERMS.modified)): "likewise",
    (f"{v.DEFAULT_BASE}catalog", str(DCTERMS.issued)): "likewise",
    (f"{v.DEFAULT_BASE}catalog/graphs", str(DCTERMS.issued)): "likewise",
    (f"{v.DEFAULT_BASE}catalog/graphs", "None"): "its datasets are told where it stands",
    ("http://data.europa.eu/nuts/code/BE2", str(DCAT.bbox)): "the NUTS register has the geometry",
    ("http://data.europa.eu/nuts/code/BE2", str(DCAT.centroid)): "likewise",
    ("https://sws.geonames.org/3337388/", str(DCAT.bbox)): "GeoNames has the geometry",
    ("https://sws.geonames.org/3337388/", str(DCAT.centroid)): "likewise",
}


@pytest.fixture(scope="module")
def catalog(example_release: Release) -> rdflib.Graph:
    return rdflib.Graph().parse(example_release.path / "catalog.ttl")


def violated(content: rdflib.Graph, name: str) -> set[tuple[str, str]]:
    shapes = rdflib.Graph().parse(PROFILE / f"{name}.ttl")
    _, report, _ = pyshacl.validate(content, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    return {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultPath)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@with_profile
@pytest.mark.parametrize("name", ["shapes", "range", "deprecateduris"])
def test_no_shape_of_the_profile_is_violated(catalog: rdflib.Graph, name: str) -> None:
    assert violated(catalog, name) == set()


@with_profile
def test_only_recommendations_with_a_reason_are_not_followed(catalog: rdflib.Graph) -> None:
    assert violated(catalog, "shapes_recommended") == set(NOT_FOLLOWED)


@with_profile
def test_the_profile_would_notice_a_dataset_without_title(catalog: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(f"{v.DEFAULT_BASE}id/dataset")
    damaged = rdflib.Graph() + catalog
    damaged.remove((dataset, DCTERMS.title, None))
    assert violated(damaged, "shapes") == {(str(dataset), str(DCTERMS.title))}


@pytest.mark.parametrize(
    ("licence", "kind"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "Attribution"),
        ("https://creativecommons.org/licenses/by-sa/4.0/", "ViralEffect-ShareAlike"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "PublicDomain"),
        ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "Attribution"),
        ("http://publications.europa.eu/resource/authority/licence/CC0", "PublicDomain"),
        ("https://spdx.org/licenses/MIT", "Attribution"),
        ("https://example.org/terms", ""),
    ],
)
def test_a_known_licence_tells_what_it_asks(licence: str, kind: str) -> None:
    told = catalogue(OTHER, Imprint(licence=licence))
    kinds = {
        triple.object.value.removeprefix(LICENCE_TYPE)
        for triple in told
        if triple.subject == ox.NamedNode(licence)
        and triple.predicate.value == str(DCTERMS.type)
        and isinstance(triple.object, ox.NamedNode)
    }
    assert kinds == ({kind} if kind else set())


def test_no_day_is_claimed_that_only_a_publisher_knows() -> None:
    assert not [each for each in catalogue(OTHER) if each.predicate.value == str(DCTERMS.issued)]


def test_every_distribution_tells_its_true_size_and_checksum(
    catalog: rdflib.Graph, example_release: Release
) -> None:
    distributions = set(catalog.subjects(RDF.type, DCAT.Distribution))
    assert set(catalog.objects(None, DCAT.distribution)) == distributions
    # Made when somebody asks, so only a server can tell.
    distributions.remove(rdflib.URIRef(f"{v.DEFAULT_BASE}id/distribution/regeerakkoord.parquet"))
    patterns = ("regeerakkoord.*", "*.csv*", "*.parquet")
    names = {path.name for each in patterns for path in example_release.path.glob(each)}
    told = set()
    for each in distributions:
        address = str(catalog.value(each, DCAT.downloadURL))
        place, _, name = address.removeprefix(f"{v.DEFAULT_BASE}dumps/").partition("/")
        assert place == example_release.id
        assert str(catalog.value(each, DCAT.accessURL)).endswith(f"/dumps/latest/{name}")
        content = (example_release.path / name).read_bytes()
        assert int(str(catalog.value(each, DCAT.byteSize))) == len(content)
        checksum = catalog.value(each, SPDX.checksum)
        value = str(catalog.value(checksum, SPDX.checksumValue))
        assert value == hashlib.sha256(content).hexdigest()
        assert bool(catalog.value(each, DCAT.compressFormat)) == name.endswith((".gz", ".zst"))
        told.add(name)
    assert told == names
    assert len(names) == 5 * 3 + 4 * 3 + 4


def test_the_version_is_the_release(catalog: rdflib.Graph, example_release: Release) -> None:
    dataset = rdflib.URIRef(f"{v.DEFAULT_BASE}id/dataset")
    assert str(catalog.value(dataset, VERSION)) == example_release.id


def test_the_dataset_is_one_of_a_series_and_served_by_two_services(catalog: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(f"{v.DEFAULT_BASE}id/dataset")
    series = catalog.value(dataset, rdflib.URIRef(f"{v.DCAT}inSeries"))
    assert (series, RDF.type, rdflib.URIRef(f"{v.DCAT}DatasetSeries")) in catalog
    services = set(catalog.subjects(DCAT.servesDataset, dataset))
    assert {str(each).rpartition("/")[2] for each in services} == {"sparql", "feed"}
    assert all(catalog.value(each, DCAT.endpointDescription) for each in services)


def test_the_catalogue_says_what_is_configured(tmp_path: Path) -> None:
    imprint = Imprint(
        "https://creativecommons.org/licenses/by/4.0/",
        Publisher(
            "Example & Co", "https://example.org/", "http://purl.org/adms/publishertype/Company"
        ),
        Contact("Desk", "desk@example.org"),
    )
    options = BuildOptions(tmp_path, jobs=1, imprint=imprint)
    release = build([EXAMPLES / "Vlaamse rand"], options).release
    assert release.licence == imprint.licence
    content = rdflib.Graph().parse(release.path / "catalog.ttl")
    publisher = content.value(rdflib.URIRef(f"{v.DEFAULT_BASE}id/dataset"), DCTERMS.publisher)
    assert str(content.value(publisher, FOAF.name)) == "Example & Co"
    assert set(map(str, content.objects(None, DCTERMS.license))) == {imprint.licence}
    mail = rdflib.URIRef("mailto:desk@example.org")
    assert (None, rdflib.URIRef(f"{VCARD}hasEmail"), mail) in content
    if PROFILE.is_dir():
        assert violated(content, "shapes") == violated(content, "range") == set()
    default = build([EXAMPLES / "Vlaamse rand"], BuildOptions(tmp_path, jobs=1)).release
    assert default.id != release.id


def test_the_catalogue_in_the_dataset_lacks_only_what_a_release_adds() -> None:
    both = set(catalogue_of([], v.DEFAULT_BASE, "id"))
    extra = both - set(catalogue(v.DEFAULT_BASE))
    assert [triple.predicate.value for triple in extra] == [str(VERSION)]


def test_there_are_no_blank_nodes_and_nothing_is_said_twice() -> None:
    triples = catalogue(v.DEFAULT_BASE)
    nodes = {node for triple in triples for node in (triple.subject, triple.object)}
    assert not any(isinstance(node, ox.BlankNode) for node in nodes)
    assert len(set(triples)) == len(triples)


def test_nothing_but_the_terms_stays_under_the_default_base_when_another_is_chosen(
    tmp_path: Path,
) -> None:
    release = build([EXAMPLES / "Vlaamse rand"], BuildOptions(tmp_path, OTHER, 1)).release
    assert release.base == OTHER
    for path in release.path.rglob("*"):
        if path.is_file() and path.suffix != ".gz":
            text = path.read_bytes().decode(errors="replace")
            for kept in (v.ONTOLOGY, f"{v.DEFAULT_BASE}shapes"):
                text = text.replace(kept, "")
            assert v.DEFAULT_BASE not in text, path.name
    turtle = (release.path / "regeerakkoord.ttl").read_text("utf-8")
    assert f"@prefix theme: <{OTHER}id/theme/> ." in turtle
    assert f"{OTHER}dumps/latest/regeerakkoord.nt.gz" in (release.path / "catalog.ttl").read_text(
        "utf-8"
    )


def test_another_base_changes_names_and_nothing_else() -> None:
    def said(base: str) -> set[str]:
        lines = (str(triple) for triple in catalogue(base))
        terms = (f"{v.DEFAULT_BASE}shapes", v.ONTOLOGY)
        kept = (line.replace(terms[0], "SHAPES").replace(terms[1], "NS") for line in lines)
        return {line.replace(base, "BASE/") for line in kept}

    assert said(OTHER) == said(v.DEFAULT_BASE)
