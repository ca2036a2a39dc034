"""A dump asked like an endpoint."""

from __future__ import annotations

import gzip
from datetime import date

import pyoxigraph as ox
import pytest

from akkoord.graph.errors import SourceError
from akkoord.graph.reconcile.dump import Dump
from akkoord.graph.reconcile.themis import Span, question, read_answer

ASKED = question(Span(date(2021, 5, 1), date(2021, 5, 31)))
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


@pytest.fixture
def export(turtle):
    return turtle(("1", "2021-05-07", "Eerste"), ("2", "2021-06-04", "Tweede"))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("extension", FORMATS)
def test_any_serialisation_will_do_packed_or_not(tmp_path, export, extension, packed):
    triples = ox.parse(export.encode(), format=ox.RdfFormat.TURTLE)
    content = ox.serialize([quad.triple for quad in triples], format=FORMATS[extension])
    path = tmp_path / f"themis.{extension}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(content) if packed else content)
    assert [item.title for item in read_answer(Dump(path).ask(ASKED)).items] == ["Eerste"]


def test_named_graphs_are_read_as_one(tmp_path, export):
    graphs = [ox.NamedNode("http://a"), ox.NamedNode("http://b")]
    quads = [
        ox.Quad(s, p, o, graphs[i % 2])
        for i, (s, p, o, _) in enumerate(ox.parse(export.encode(), format=ox.RdfFormat.TURTLE))
    ]
    path = tmp_path / "themis.nq"
    path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    assert len(read_answer(Dump(path).ask(ASKED)).items) == 1


def test_a_missing_dump_is_told(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        Dump(tmp_path / "themis.ttl")


@pytest.mark.parametrize("name", ["themis", "themis.gz", "themis.docx", "themis.docx.gz"])
def test_an_extension_of_no_rdf_format_is_told(tmp_path, name):
    (tmp_path / name).write_text("")
    with pytest.raises(SourceError, match="names no RDF format"):
        Dump(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("themis.ttl", b"<http://a> <http://b> ."),
        ("themis.nt.gz", b"not gzip"),
        ("themis.nt.gz", gzip.compress(b"<http://a> <http://b> <http://c> .\n" * 100)[:-20]),
        ("themis.nt", b'<http://a> <http://b> "\xff" .\n'),
    ],
)
def test_a_broken_dump_is_told(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read"):
        Dump(path).ask(ASKED)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(tmp_path):
    path = tmp_path / "themis.nt.gz"
    path.write_bytes(gzip.compress(b"<http://a> <http://b> <http://c> .\n" * 100_000))
    with pytest.raises(SourceError, match="too large"):
        Dump(path, largest=100_000).ask(ASKED)
