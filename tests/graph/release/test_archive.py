"""Looking a thing up in a release's N-Quads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.errors import ReleaseError
from akkoord.graph.release import archive
from akkoord.graph.release.archive import Archive, index_of, open_archive
from akkoord.graph.release.layout import Release, open_release

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/"
NAMES = st.sampled_from([f"{BASE}id/{name}" for name in ("a", "a/b", "a-b", "ab", "b", "é", "z")])
QUADS = st.lists(st.tuples(NAMES, st.one_of(NAMES, st.text(max_size=3)), NAMES), max_size=30)


def line(subject: str, value: str, graph: str) -> bytes:
    object_ = f"<{value}>" if value.startswith(BASE) else json.dumps(value)
    return f"<{subject}> <{BASE}p> {object_} <{graph}> .\n".encode()


@given(QUADS)
def test_every_line_is_found_by_what_it_is_about_leads_to_and_stands_in(
    quads: list[tuple[str, str, str]],
) -> None:
    lines = [line(*quad) for quad in quads]
    content = b"".join([b"# not the\n# government's. \n", *lines])
    archive = Archive(content, index_of(content, f"{BASE}id/"))
    for name in {term for quad in quads for term in quad} | {f"{BASE}id/none"}:
        found = [
            [line_ for line_, quad in zip(lines, quads, strict=True) if quad[place] == name]
            for place in range(3)
        ]
        iri = name if name.startswith(BASE) else f"{BASE}none"
        about, leading, within = found if iri == name else ([], [], [])
        assert archive.about(iri) == about
        assert archive.leading_to(iri) == leading
        assert archive.within(iri) == within
        assert archive.holds(iri) == bool(about or within)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    folder = tmp_path / "0123456789abcdef"
    folder.mkdir()
    (folder / "release.json").write_text(json.dumps({"id": folder.name, "base": BASE}))
    (folder / "regeerakkoord.nq").write_bytes(line(f"{BASE}id/a", "x", f"{BASE}id/g"))
    (folder / "void.ttl").write_text(f"<{BASE}id/void> <{BASE}p> 1 .")
    return open_release(folder)


def test_the_index_is_kept_beside_the_releases(release: Release) -> None:
    assert open_archive(release).holds(f"{BASE}id/a")
    kept = release.path.parent / ".index" / release.id
    assert f"\n{BASE}id/a\t".encode() in kept.read_bytes()
    assert [p.name for p in kept.parent.iterdir()] == [release.id]


def test_an_index_does_not_outlive_what_it_was_made_from(release: Release) -> None:
    whole = release.file("nq").read_bytes()
    release.file("nq").write_bytes(line(f"{BASE}id/damaged", "", f"{BASE}id/g"))
    assert open_archive(release).holds(f"{BASE}id/damaged")
    mended = release.path / "mended"
    mended.write_bytes(whole)
    mended.replace(release.file("nq"))
    archive = open_archive(release)
    assert archive.about(f"{BASE}id/a") == [whole]
    assert not archive.holds(f"{BASE}id/damaged")


def test_an_index_that_is_as_it_should_be_is_read_rather_than_made(release: Release) -> None:
    open_archive(release)
    kept = release.path.parent / ".index" / release.id
    archive._opened.cache_clear()
    kept.write_bytes(kept.read_bytes().replace(b"id/a", b"id/b"))
    assert open_archive(release).holds(f"{BASE}id/b")


def test_a_folder_that_cannot_be_written_to_is_looked_into_all_the_same(release: Release) -> None:
    (release.path.parent / ".index").write_text("in the way")
    assert open_archive(release).holds(f"{BASE}id/a")


def test_what_only_the_other_files_describe_is_known(release: Release) -> None:
    archive = open_archive(release)
    assert archive.holds(f"{BASE}id/void")
    assert archive.about(f"{BASE}id/void") == []
    assert not archive.holds(f"{BASE}id/b")


def test_a_release_without_quads_is_damaged(release: Release) -> None:
    release.file("nq").unlink()
    with pytest.raises(ReleaseError, match=r"regeerakkoord\.nq: cannot be read"):
        open_archive(release)


def test_a_line_that_is_no_quad_is_told_by_file_and_number(release: Release) -> None:
    content = b"# a notice\n" + release.file("nq").read_bytes() + b"<broken>\n"
    release.file("nq").write_bytes(content)
    with pytest.raises(ReleaseError, match=r"regeerakkoord\.nq:3: no quad: b'<broken>.*; build"):
        open_archive(release)


def test_the_index_of_a_release_that_was_removed_goes_with_it(release: Release) -> None:
    indexes = release.path.parent / ".index"
    indexes.mkdir()
    for name in ("fedcba9876543210", ".fedcba9876543210.12"):
        (indexes / name).write_bytes(b"")
    open_archive(release)
    assert [path.name for path in indexes.iterdir()] == [release.id]
