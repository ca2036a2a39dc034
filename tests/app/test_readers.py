"""The release's files, read back by other people's parsers: one graph, whoever reads what.

N3.js and jsonld.js read each serialisation and rdf-canonize gives its canonical form (RDFC-1.0);
what raptor, serd and Apache Jena read is written out by them as N-Quads, and goes the same way.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.app import jena as apache
from tests.conftest import CLIENTS, found

from akkoord.graph import dump

if TYPE_CHECKING:
    from akkoord.graph import Release

GRAPHS = ("ttl", "nt")
DATASETS = ("nq", "trig", "jsonld")
JENA = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "trig": "trig", "jsonld": "jsonld10"}
DCAT_AP = Path(__file__).resolve().parents[3] / "shared" / "reference" / "dcat-ap-3.0.1"
RAPTOR = {"ttl": "turtle", "nt": "ntriples", "nq": "nquads", "trig": "trig"}


class Digest(NamedTuple):
    """What a file holds: hash of the union of its graphs, and of the dataset."""

    union: str
    dataset: str


@pytest.fixture(scope="module")
def canonical(npm_packages: Path) -> Path:
    """Return the script that prints canonical hashes, beside the packages that it imports."""
    script = npm_packages.parent / "canonical.mjs"
    script.write_bytes((CLIENTS / "canonical.mjs").read_bytes())
    return script


def digests(script: Path, *files: Path) -> list[Digest]:
    done = subprocess.run(
        [found("node"), script, *files], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Digest(*line.split()[:2]) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def expected(canonical: Path, example_release: Release) -> Digest:
    """Return what the N-Quads hold, as N3.js reads them."""
    return digests(canonical, example_release.file("nq"))[0]


def test_every_serialisation_has_one_canonical_form(
    canonical: Path, example_release: Release, expected: Digest
) -> None:
    files = [example_release.file(each) for each in (*GRAPHS, *DATASETS)]
    told = dict(zip((*GRAPHS, *DATASETS), digests(canonical, *files), strict=True))
    assert {each.union for each in told.values()} == {expected.union}
    assert {told[each].dataset for each in DATASETS} == {expected.dataset}
    assert expected.union != expected.dataset


def test_raptor_reads_the_same(
    canonical: Path, example_release: Release, expected: Digest, tmp_path: Path
) -> None:
    command = [found("rapper"), "-q", "-o", "nquads", "-i"]
    read = [as_read([*command, RAPTOR[each]], example_release.file(each)) for each in RAPTOR]
    assert unions(canonical, read, tmp_path) == {expected.union}


def test_serd_reads_the_same(
    canonical: Path, example_release: Release, expected: Digest, tmp_path: Path
) -> None:
    command = [found("serdi"), "-o", "nquads", "-i"]
    read = [as_read([*command, RAPTOR[each]], example_release.file(each)) for each in RAPTOR]
    assert unions(canonical, read, tmp_path) == {expected.union}


def test_raptor_reads_the_metadata(
    canonical: Path, example_release: Release, tmp_path: Path
) -> None:
    command = [found("rapper"), "-q", "-o", "nquads", "-i", "turtle"]
    for name in ("catalog.ttl", "void.ttl", "validation.ttl"):
        path = example_release.path / name
        read = [as_read(command, path), path.read_bytes()]
        assert len(unions(canonical, read, tmp_path, "ttl")) == 1


@pytest.fixture(scope="module")
def jena(tmp_path_factory: pytest.TempPathFactory) -> apache.Jena:
    return apache.installed(tmp_path_factory.mktemp("jena"))


def test_jena_reads_the_same(
    canonical: Path,
    example_release: Release,
    expected: Digest,
    jena: apache.Jena,
    tmp_path: Path,
) -> None:
    read = [jena.n_quads(example_release.file(each), JENA[each]).encode() for each in JENA]
    assert unions(canonical, read, tmp_path) == {expected.union}


def test_jena_reads_the_rdf_xml_of_a_graph_as_its_turtle(
    canonical: Path, example_release: Release, jena: apache.Jena, tmp_path: Path
) -> None:
    turtle = example_release.path / "reports" / "brussel" / "5.4.ttl"
    iri = "id/report/2019-2024/brussel/5.4"
    (tmp_path / "5.4.rdf").write_bytes(dump(example_release, "rdfxml", iri))
    read = [jena.n_quads(tmp_path / "5.4.rdf", "rdfxml"), jena.n_quads(turtle, "turtle")]
    assert len(unions(canonical, [each.encode() for each in read], tmp_path)) == 1


def test_jena_reads_the_metadata(
    canonical: Path, example_release: Release, jena: apache.Jena, tmp_path: Path
) -> None:
    for name in ("catalog.ttl", "void.ttl", "validation.ttl"):
        path = example_release.path / name
        read = [jena.n_quads(path, "turtle").encode(), path.read_bytes()]
        assert len(unions(canonical, read, tmp_path, "ttl")) == 1


@pytest.mark.skipif(not DCAT_AP.is_dir(), reason="the shapes of DCAT-AP are not beside us")
@pytest.mark.parametrize("shapes", ["shapes", "range"])
def test_jena_finds_the_catalogue_valid_by_the_shapes_of_dcat_ap(
    example_release: Release, jena: apache.Jena, shapes: str, tmp_path: Path
) -> None:
    catalog = example_release.path / "catalog.ttl"
    arguments = ("validate", "--text", "--shapes", DCAT_AP / f"{shapes}.ttl", "--data")
    assert jena.run("shacl.shacl", *arguments, catalog).strip() == "Conforms"
    if shapes == "shapes":
        text = catalog.read_text("utf-8").replace("dcterms:title", "dcterms:alternative")
        (tmp_path / "untitled.ttl").write_text(text, "utf-8")
        assert "Conforms" not in jena.run("shacl.shacl", *arguments, tmp_path / "untitled.ttl")


def as_read(command: list[str], file: Path) -> bytes:
    """Return what a parser reads from a file, written by it as N-Quads."""
    done = subprocess.run([*command, str(file)], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert not done.stderr, done.stderr[-500:]
    return done.stdout


def unions(canonical: Path, contents: list[bytes], folder: Path, extension: str = "nq") -> set[str]:
    """Return the hashes of the unions that files of these contents hold."""
    files = [folder / f"{number}.{extension}" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    return {each.union for each in digests(canonical, *files)}
