"""The list of a release's files, and of those of one named graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

RELEASE = "0123456789abcdef"
AGENCIES = "graphs/agencies"


@pytest.mark.parametrize("path", ["/dumps/", f"/dumps/{RELEASE}/"])
def test_the_page_lists_every_file(client: FlaskClient, path: str) -> None:
    found = client.get(path).text
    whole = [f"regeerakkoord.{ending}" for ending in ("trig", "parquet", "rdf.gz", "rdf.zst")]
    for name in (*whole, "catalog.ttl", "release.json", f"{AGENCIES}.ttl"):
        assert f'href="/dumps/{RELEASE}/{name}"' in found
    assert f'href="/dumps/{RELEASE}/{AGENCIES}/"' in found


@pytest.mark.parametrize("path", [f"/dumps/{AGENCIES}/", f"/dumps/{RELEASE}/{AGENCIES}/?lang=en"])
def test_a_graph_has_a_page_of_all_its_files(client: FlaskClient, path: str) -> None:
    found = client.get(path).text
    for extension in ("ttl", "nt", "nq", "trig", "jsonld", "rdf"):
        for ending in ("", ".gz", ".zst"):
            assert f'href="/dumps/{RELEASE}/{AGENCIES}.{extension}{ending}"' in found
    assert 'href="/doc/graph/agencies' in found
    assert found.count('<code class="sum">') == 18


@pytest.mark.parametrize("place", ["graphs", "graphs/none", f"{RELEASE}/none", "f" * 16])
def test_there_is_no_page_of_what_is_no_graph(client: FlaskClient, place: str) -> None:
    assert client.get(f"/dumps/{place}/").status_code == 404
