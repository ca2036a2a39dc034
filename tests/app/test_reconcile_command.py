"""``akkoord reconcile`` as one calls it, against a file and against our own endpoint."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from akkoord.app.cli import run
from akkoord.graph import vocabulary as v
from akkoord.graph.iris import Names
from akkoord.graph.links import load_links
from akkoord.graph.release.assemble import finished, serialised
from akkoord.graph.release.chunk import NamedGraph, chunk_of, merged
from akkoord.graph.release.draft import Draft
from akkoord.graph.release.previous import Previous
from akkoord.graph.release.write import exclusive, switch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ITEM = "http://themis.vlaanderen.be/id/nieuwsbericht/1"
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in v.PREFIXES.items())
THEMIS = f"""{PREFIXES}
@prefix id: <http://themis.vlaanderen.be/id/> .
id:meeting a besluit:Vergaderactiviteit ;
    besluit:geplandeStart "2020-12-18T09:00:00Z"^^xsd:dateTime .
id:agenda a besluitvorming:Agenda ;
    besluitvorming:isAgendaVoor id:meeting ;
    dcterms:hasPart id:item .
<{ITEM}> a dossier:Stuk ;
    dcterms:title "Brexit: steun via FIT" ;
    prov:wasDerivedFrom id:item .
"""
DECISION = f"{v.DEFAULT_BASE}id/decision/2020-12-18/brexit-steun-via-fit-0123456789"
OURS = f"""{PREFIXES}
<{DECISION}> a ra:Decision ;
    dcterms:title "BREXIT: steun via FIT"@nl ;
    dcterms:date "2020-12-18"^^xsd:date .
"""


def released(data: Path, turtle: str) -> Path:
    """Make a release of one named graph in the folder ``data``, and return the folder."""
    graph = ox.NamedNode(Names(v.DEFAULT_BASE).graph("agreement"))
    triples = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    quads = tuple(ox.Quad(s, p, o, graph) for s, p, o, _ in triples)
    chunk = chunk_of(NamedGraph(graph.value, quads), v.DEFAULT_BASE, lambda _: True)
    with exclusive(data), Draft(data, Previous(data), v.DEFAULT_BASE) as draft:
        draft.add_dumps(serialised([chunk], merged([chunk], v.DEFAULT_BASE), v.DEFAULT_BASE))
        switch(data, finished(draft, [], []))
    return data


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve the release in ``data`` on a free port, and give the endpoint's address."""
    program = "from akkoord.app.cli import main; main()"
    arguments = ["serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            told = next(line for line in process.stderr if "http://" in line)
            yield told.split()[-1] + "/sparql"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return released(tmp_path / "public", OURS)


def linked(path: Path) -> list[tuple[str, str]]:
    quads = load_links(path, v.DEFAULT_BASE)
    return [(q.subject.value, q.object.value) for q in quads if "Match" in q.predicate.value]


def test_links_found_in_a_dump_lie_where_the_next_build_looks(data, tmp_path, capfd):
    dump = tmp_path / "themis.ttl"
    dump.write_text(THEMIS, "utf-8")
    assert run(["reconcile", "--dump", str(dump), "--data", str(data)]) == 0
    assert linked(data / "links.ttl") == [(DECISION, ITEM)]
    told = capfd.readouterr()
    assert told.out == ""
    assert "1 exact link, 0 close links" in told.err
    assert f"links: {data / 'links.ttl'}" in told.err


def test_links_can_be_written_elsewhere(data, tmp_path):
    dump, out = tmp_path / "themis.ttl", tmp_path / "found" / "ours.ttl"
    dump.write_text(THEMIS, "utf-8")
    assert run(["reconcile", "--dump", str(dump), "--data", str(data), "--out", str(out)]) == 0
    assert linked(out) == [(DECISION, ITEM)]
    assert out.with_name("ours-candidates.tsv").exists()
    assert not (data / "links.ttl").exists()


def test_our_own_endpoint_can_serve_themis(data, tmp_path):
    with served(released(tmp_path / "themis", THEMIS)) as endpoint:
        assert run(["reconcile", "--endpoint", endpoint, "--data", str(data)]) == 0
    assert linked(data / "links.ttl") == [(DECISION, ITEM)]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--endpoint", "http://127.0.0.1:9/", "--dump", __file__],
        ["--endpoint", "themis.vlaanderen.be"],
        ["--dump", "nowhere.ttl"],
    ],
)
def test_a_wrong_call_is_told_apart_from_wrong_data(data, arguments, capfd):
    assert run(["reconcile", "--data", str(data), *arguments]) == 2
    assert capfd.readouterr().err


def test_a_dump_that_is_not_rdf_is_the_data_s_fault(data, tmp_path, capfd):
    dump = tmp_path / "themis.ttl"
    dump.write_text("<html>", "utf-8")
    assert run(["reconcile", "--data", str(data), "--dump", str(dump)]) == 1
    assert "themis.ttl: cannot be read" in capfd.readouterr().err
