"""The index, written."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from akkoord.graph.release.layout import CHECKSUMS, SEARCH
from akkoord.graph.search.writing import written

if TYPE_CHECKING:
    from akkoord.graph import Release
    from akkoord.graph.search.document import Document

    Documents = tuple[Document, ...]

ELSEWHERE = """
import hashlib, pickle, sys
from akkoord.graph.search.writing import written
print(hashlib.sha256(written(pickle.load(sys.stdin.buffer)).content).hexdigest())
"""


def test_the_same_documents_give_the_same_bytes_in_any_process(documents: Documents) -> None:
    here = hashlib.sha256(written(documents).content).hexdigest()
    there = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=pickle.dumps(documents),
        capture_output=True,
        check=True,
    )
    assert there.stdout.decode().strip() == here


def test_other_content_has_another_digest(documents: Documents) -> None:
    first = documents[0]
    for other in (
        replace(first, label="Other"),
        replace(first, names=("FIT", "Other")),
        replace(first, text="Other"),
        replace(first, facets={"year": ("2020",)}),
    ):
        assert written((other, *documents[1:])).digest != written(documents).digest


def test_an_index_of_nothing_can_be_written() -> None:
    assert written(()).content


def test_a_release_lists_its_index_among_its_checksums(example_release: Release) -> None:
    content = (example_release.path / SEARCH).read_bytes()
    listed = (example_release.path / CHECKSUMS).read_text()
    assert f"{hashlib.sha256(content).hexdigest()}  {SEARCH}" in listed
