"""The named graphs of a release, one by one and in every serialisation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from akkoord.graph.errors import ReleaseError
from akkoord.graph.formats import DUMPED, JSON_LD, N_QUADS, TRIG, TURTLE
from akkoord.graph.release.layout import turtle_of
from akkoord.graph.release.parts import forms, parts, rdf_xml

if TYPE_CHECKING:
    from akkoord.graph import Release

BASE = "https://w3id.org/regeerakkoord/"


@pytest.fixture(scope="module")
def whole(example_release: Release) -> set[ox.Quad]:
    return set(ox.parse(path=example_release.file("nq")))


def test_every_named_graph_is_found_under_the_name_that_its_file_was_given(
    example_release: Release, whole: set[ox.Quad]
) -> None:
    found = parts(example_release)
    assert set(found) == {quad.graph_name.value for quad in whole}  # type: ignore[union-attr]
    for iri, part in found.items():
        assert part.file(TURTLE) == turtle_of(iri)


def test_the_graphs_together_are_the_dataset(example_release: Release, whole: set[ox.Quad]) -> None:
    trig = example_release.file("trig").read_bytes()
    said: set[ox.Quad] = set()
    for iri, part in parts(example_release).items():
        written = forms(part)
        said |= set(ox.parse(written[N_QUADS], format=ox.RdfFormat.N_QUADS))
        assert written[TRIG][written[TRIG].index(f"<{iri}> {{".encode()) :] in trig
    assert said == whole


def test_every_serialisation_of_a_graph_says_the_same(
    example_release: Release, whole: set[ox.Quad]
) -> None:
    for iri in (f"{BASE}catalog", f"{BASE}id/report/2019-2024/brussel/5.4"):
        expected = {quad.triple for quad in whole if quad.graph_name == ox.NamedNode(iri)}
        written = forms(parts(example_release)[iri])
        assert set(written) == set(DUMPED)
        for form, content in written.items():
            syntax = ox.RdfFormat.from_media_type(form.media_type)
            quads = list(ox.parse(content, format=syntax))
            assert {quad.triple for quad in quads} == expected
            if form in (N_QUADS, TRIG, JSON_LD):
                assert {quad.graph_name for quad in quads} == {ox.NamedNode(iri)}
            assert form == JSON_LD or b"written by a language model" in content[:200]


def test_the_turtle_of_a_graph_is_its_file(example_release: Release) -> None:
    part = parts(example_release)[f"{BASE}id/graph/agencies"]
    path = example_release.path / "graphs" / "agencies.ttl"
    assert forms(part)[TURTLE] == path.read_bytes()


def test_a_graph_that_two_releases_share_is_the_same_in_both(example_release: Release) -> None:
    part = parts(example_release)[f"{BASE}catalog"]
    assert replace(part, path=part.path.with_name("other.ttl")) == part


def test_a_graph_whose_file_is_damaged_is_told_by_its_path(example_release: Release) -> None:
    part = parts(example_release)[f"{BASE}catalog"]
    for path in (part.path.with_name("absent.ttl"), example_release.file("jsonld")):
        with pytest.raises(ReleaseError, match=f"{path.name}: cannot be read .*; build again"):
            forms(replace(part, path=path))


def test_the_notice_ends_no_comment_of_xml_whatever_the_base() -> None:
    base = "https://a--b.example/"
    written = rdf_xml([ox.Triple(*[ox.NamedNode(f"{base}x#y")] * 3)], base)
    assert b"<!-- The assessments" in written
    (quad,) = ox.parse(written, format=ox.RdfFormat.RDF_XML)
    assert quad.subject == ox.NamedNode(f"{base}x#y")
    assert b"a%2D%2Db" in written
