"""The verb dump: a release or one of its named graphs, in any serialisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, parse

from akkoord.graph.errors import ReleaseError, UsageError
from akkoord.graph.extraction import FORMATS, dump
from akkoord.graph.formats import DUMPED

if TYPE_CHECKING:
    from akkoord.graph.release.layout import Release

REPORT = "https://w3id.org/regeerakkoord/id/report/2019-2024/brussel/5.4"


def test_the_whole_is_the_file_of_the_release(tiny_release: Release) -> None:
    for name, extension in (("turtle", "ttl"), ("ntriples", "nt"), ("nquads", "nq")):
        assert dump(tiny_release, name) == tiny_release.file(extension).read_bytes()


def test_rdf_xml_is_written_from_the_union(tiny_release: Release) -> None:
    content = dump(tiny_release, "rdfxml")
    assert len(set(parse(content, format=RdfFormat.RDF_XML))) == 2


@pytest.mark.parametrize("name", [each.name for each in DUMPED])
@pytest.mark.parametrize("iri", [REPORT, "id/report/2019-2024/brussel/5.4"])
def test_one_named_graph_comes_in_every_format(tiny_release: Release, name: str, iri: str) -> None:
    syntax = RdfFormat.from_media_type(FORMATS[name].media_type)
    assert syntax is not None
    (quad,) = parse(dump(tiny_release, name, iri), format=syntax)
    assert quad.object.value == "Export & België"
    if syntax.supports_datasets:
        assert quad.graph_name.value == REPORT


def test_an_unknown_graph_is_refused_with_one_that_is_alike(tiny_release: Release) -> None:
    with pytest.raises(UsageError, match=rf"no named graph .*brusel/5.4>.*\n  {REPORT}"):
        dump(tiny_release, "turtle", "id/report/2019-2024/brusel/5.4")


def test_a_named_graph_in_turtle_is_its_file(tiny_release: Release) -> None:
    path = tiny_release.path / "reports" / "brussel" / "5.4.ttl"
    assert dump(tiny_release, "turtle", REPORT) == path.read_bytes()


def test_no_path_can_be_given_for_a_graph(tiny_release: Release) -> None:
    (tiny_release.path.parent / "secret.ttl").write_text("<s:s> <s:s> <s:s> .")
    for name in ("id/graph/../../secret", "../secret", "reports/brussel/5.4"):
        with pytest.raises(UsageError, match="no named graph"):
            dump(tiny_release, "turtle", name)


def test_a_graph_that_is_like_no_other_is_refused_with_some_that_exist(
    tiny_release: Release,
) -> None:
    with pytest.raises(UsageError, match="among others:\n  https://"):
        dump(tiny_release, "turtle", "?")


def test_a_table_of_quads_is_parquet(tiny_release: Release) -> None:
    whole, one = dump(tiny_release, "parquet"), dump(tiny_release, "parquet", REPORT)
    assert whole[:4] == one[:4] == b"PAR1"
    assert whole != one


def test_an_unknown_format_is_refused(tiny_release: Release) -> None:
    with pytest.raises(UsageError, match="no format 'n3'; there are turtle, "):
        dump(tiny_release, "n3")


def test_a_release_without_the_file_is_damaged(tiny_release: Release) -> None:
    tiny_release.file("nt").unlink()
    with pytest.raises(ReleaseError, match=r"regeerakkoord\.nt: cannot be read"):
        dump(tiny_release, "ntriples")
