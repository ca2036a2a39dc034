"""The stream of versions: what is new or different, once, and what went."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib import Graph

from akkoord.graph import BuildOptions, build
from akkoord.graph.event_stream import DEPRECATED, Event, event_stream
from akkoord.graph.release.recorded import HISTORY
from akkoord.graph.terms import TITLE, ra

if TYPE_CHECKING:
    from tests.graph.conftest import PutReport

SHAPES = Path(__file__).parents[2] / "shapes"
REPORT = "https://w3id.org/regeerakkoord/id/report/2019-2024/brussel/"


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory, put_report: PutReport) -> tuple[Event, ...]:
    """Return the stream of three publications: two reports, one edited and one gone, as before."""
    folder = tmp_path_factory.mktemp("stream")
    options = BuildOptions(folder / "out", jobs=1)
    for body, other in (("Een zin \\[0\\].", True), ("Twee zinnen \\[0\\].", False)):
        put_report(folder / "in", "5.5", body=body)
        path = put_report(folder / "in", "5.8", day="2022-02-04")
        if not other:
            path.unlink()
        build([folder / "in"], options)
    put_report(folder / "in", "5.5", body="Een zin \\[0\\].")
    put_report(folder / "in", "5.8", day="2022-02-04")
    return event_stream(build([folder / "in"], options).release)


def things(event: Event) -> list[tuple[str, str, bool]]:
    return [
        (each.kind, each.thing.rpartition("/id/")[2].partition("-")[0], each.gone)
        for each in event.versions
    ]


def test_the_first_publication_adds_everything(events: tuple[Event, ...]) -> None:
    assert [(kind, gone) for kind, _, gone in things(events[0])] == [
        ("Decision", False),
        ("Decision", False),
        ("Report", False),
        ("Report", False),
    ]


def test_a_later_one_adds_what_differs_and_what_went(events: tuple[Event, ...]) -> None:
    versions = {each.thing: each for each in events[1].versions}
    assert not versions[f"{REPORT}5.5"].gone
    assert versions[f"{REPORT}5.8"].gone
    assert any(each.gone for each in versions.values() if each.kind == "Decision")


def test_what_comes_back_is_a_version_of_its_own(events: tuple[Event, ...]) -> None:
    iris = [version.iri for event in events for version in event.versions]
    assert len(iris) == len(set(iris))
    first, last = (next(v for v in e.versions if v.thing == f"{REPORT}5.5") for e in events[::2])
    assert first.lines == last.lines


def test_versions_of_a_report_do_not_share_the_checksum_of_its_file(
    events: tuple[Event, ...],
) -> None:
    sums: dict[object, set[object]] = {}
    for event in events[:2]:
        for version in event.versions:
            for triple in version.triples():
                if triple.predicate == ra("sha256"):
                    sums.setdefault(triple.subject, set()).add(triple.object)
                assert triple.object not in {NamedNode(f"{REPORT}5.5/source")}
    assert len(sums) > 1
    assert all(len(each) == 1 for each in sums.values())


def test_what_is_gone_is_deprecated_and_keeps_its_title(events: tuple[Event, ...]) -> None:
    (gone,) = (each for each in events[1].versions if each.gone and each.kind == "Report")
    said = {triple.predicate: triple.object for triple in gone.triples()}
    assert said[DEPRECATED] == Literal(True)
    assert said[TITLE] == Literal("Onderwijs", language="nl")


def test_every_version_has_the_shape_of_a_member(events: tuple[Event, ...]) -> None:
    store = Store()
    for event in events:
        for version in event.versions:
            store.extend(Quad(*triple) for triple in version.triples())
    shapes = Graph().parse(SHAPES / "version.ttl")
    conforms, _, text = pyshacl.validate(store, shacl_graph=shapes, inplace=True)
    assert conforms, text


def test_a_switch_that_is_not_noted_yet_does_not_change_the_stream(
    tmp_path: Path, put_report: PutReport
) -> None:
    options = BuildOptions(tmp_path / "out", jobs=1)
    releases = []
    for body in ("Een zin \\[0\\].", "Twee zinnen \\[0\\]."):
        put_report(tmp_path / "in", "5.5", body=body)
        releases.append(build([tmp_path / "in"], options).release)
    streams = list(map(event_stream, releases))
    assert [len(stream) for stream in streams] == [1, 2]
    file = tmp_path / "out" / "releases" / HISTORY
    file.write_text(json.dumps(json.loads(file.read_text())[:-1]))
    assert list(map(event_stream, releases)) == streams


def test_what_was_added_keeps_its_name_or_is_the_same(
    tmp_path: Path, put_report: PutReport
) -> None:
    options = BuildOptions(tmp_path / "out", jobs=1)
    built = []
    for body in ("Een zin \\[0\\].", "Twee zinnen \\[0\\].", "Drie zinnen \\[0\\]."):
        put_report(tmp_path / "in", "5.5", body=body)
        built.append(build([tmp_path / "in"], options).release)
    told = {event.name: event.versions for event in event_stream(built[-1])}
    for each in (built[1], built[0]):
        shutil.rmtree(each.path)
        event = event_stream(built[-1])[-1]
        assert told.setdefault(event.name, event.versions) == event.versions
    assert len(told) == 5
