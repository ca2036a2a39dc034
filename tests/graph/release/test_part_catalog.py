"""The catalogue of the named graphs: DCAT-AP too, every file of every graph in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF
from tests.graph.release.test_catalog import PROFILE, SPDX, violated, with_profile

from akkoord.graph import vocabulary as v
from akkoord.graph.release.distribution import File
from akkoord.graph.release.part_catalog import PATH, Entry, part_catalogue
from akkoord.graph.release.parts import parts

if TYPE_CHECKING:
    from akkoord.graph import Release

IRIS = tuple(
    f"{v.DEFAULT_BASE}{each}"
    for each in ("id/graph/derived/kinds", "id/report/2019-2024/brussel/5.4")
)
WHOLE = rdflib.URIRef(f"{v.DEFAULT_BASE}id/dataset")


@pytest.fixture(scope="module")
def triples(example_release: Release) -> tuple[ox.Triple, ...]:
    known = parts(example_release)
    entries = [
        Entry(
            known[iri],
            (ox.Literal("Naam", language="nl"), ox.Literal("Name", language="en")),
            (File(f"{known[iri].stem}.nq.gz", 12, "0a" * 32),),
        )
        for iri in IRIS
    ]
    catalogue = [q.triple for q in ox.parse(path=example_release.path / "catalog.ttl")]
    return part_catalogue(catalogue, entries, example_release)


@pytest.fixture(scope="module")
def catalog(triples: tuple[ox.Triple, ...]) -> rdflib.Graph:
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(content, format="nt")


@with_profile
@pytest.mark.parametrize("name", ["shapes", "range", "deprecateduris"])
def test_no_shape_of_the_profile_is_violated(catalog: rdflib.Graph, name: str) -> None:
    assert PROFILE.is_dir()
    assert violated(catalog, name) == set()


def test_each_graph_is_a_dataset_that_is_part_of_the_whole(catalog: rdflib.Graph) -> None:
    listed = set(catalog.objects(rdflib.URIRef(v.DEFAULT_BASE + PATH), DCAT.dataset))
    assert set(catalog.subjects(RDF.type, DCAT.Dataset)) == listed
    assert set(catalog.subjects(DCTERMS.isPartOf, WHOLE)) == listed
    assert {str(catalog.value(each, DCTERMS.identifier)) for each in listed} == set(IRIS)
    for each in listed:
        assert {str(name) for name in catalog.objects(each, DCTERMS.title)} == {"Naam", "Name"}
        assert catalog.value(each, DCTERMS.provenance)
    assert not set(catalog.objects(WHOLE))


def test_every_serialisation_and_compression_is_a_distribution(catalog: rdflib.Graph) -> None:
    names = {
        str(address).removeprefix(f"{v.DEFAULT_BASE}dumps/latest/")
        for address in catalog.objects(None, DCAT.accessURL)
    }
    assert names == {
        f"{stem}.{extension}{ending}"
        for stem in ("graphs/derived/kinds", "reports/brussel/5.4")
        for extension in ("ttl", "nt", "nq", "trig", "jsonld", "rdf")
        for ending in ("", ".gz", ".zst")
    }


def test_sizes_and_checksums_are_those_of_the_files(
    catalog: rdflib.Graph, example_release: Release
) -> None:
    place = f"{v.DEFAULT_BASE}dumps/{example_release.id}/reports/brussel/5.4.nq.gz"
    (found,) = catalog.subjects(DCAT.downloadURL, rdflib.URIRef(place))
    assert str(found) == f"{v.DEFAULT_BASE}{PATH}#reports/brussel/5.4.nq.gz"
    assert int(str(catalog.value(found, DCAT.byteSize))) == 12
    checksum = catalog.value(found, SPDX.checksum)
    assert str(catalog.value(checksum, SPDX.checksumValue)) == "0a" * 32


def test_what_is_said_of_a_thing_stands_together_and_once(triples: tuple[ox.Triple, ...]) -> None:
    subjects = [str(triple.subject) for triple in triples]
    assert subjects == sorted(subjects)
    assert len(set(triples)) == len(triples)


def test_the_catalogue_that_portals_harvest_leads_there(example_release: Release) -> None:
    catalog = rdflib.Graph().parse(example_release.path / "catalog.ttl")
    leads = catalog.value(rdflib.URIRef(f"{v.DEFAULT_BASE}catalog"), DCAT.catalog)
    assert str(leads) == v.DEFAULT_BASE + PATH
    assert set(catalog.subjects(RDF.type, DCAT.Dataset)) == {WHOLE}
