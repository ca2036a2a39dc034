"""Zstandard beside every dump: the same content, whoever unpacks it."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import zstandard

from akkoord.graph.release.assemble import release_id
from akkoord.graph.release.layout import graph_file

if TYPE_CHECKING:
    from akkoord.graph import Release


@pytest.mark.parametrize("extension", ["ttl", "nt", "nq", "trig", "jsonld"])
def test_what_is_unpacked_is_the_file_itself(extension: str, example_release: Release) -> None:
    plain = example_release.file(extension)
    packed = plain.with_name(f"{plain.name}.zst")
    reader = zstandard.ZstdDecompressor().stream_reader(
        io.BytesIO(packed.read_bytes()), read_across_frames=True
    )
    assert reader.read() == plain.read_bytes()
    assert packed.stat().st_size < plain.stat().st_size / 3


def test_the_program_zstd_unpacks_it_too(example_release: Release) -> None:
    program = shutil.which("zstd")
    if program is None:
        pytest.skip("zstd is not installed")
    packed = f"{example_release.file('nq')}.zst"
    done = subprocess.run([program, "-dc", packed], capture_output=True, check=True)
    assert done.stdout == example_release.file("nq").read_bytes()


def test_what_a_library_packs_otherwise_does_not_change_the_identifier() -> None:
    sums = {"a.nq": "1", "a.nq.gz": "2", "a.nq.zst": "3", "t.parquet": "4", "t.csv": "5"}
    other = {**sums, "a.nq.gz": "x", "a.nq.zst": "y", "t.parquet": "z"}
    assert release_id(sums) == release_id(other)
    assert release_id(sums) != release_id({**sums, "t.csv": "6"})


def test_each_graph_that_is_no_reports_has_a_file(example_release: Release) -> None:
    base = example_release.base
    assert graph_file(f"{base}id/graph/derived/themes") == "graphs/derived/themes.ttl"
    assert graph_file(f"{base}catalog") == "graphs/catalog.ttl"
    names = {path.stem for path in (example_release.path / "graphs").rglob("*.ttl")}
    assert {"agencies", "agreement", "mentions", "ns", "provenance", "quality"} <= names
