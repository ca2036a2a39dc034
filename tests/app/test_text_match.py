"""``ra:textMatch`` and ``/search`` as their users meet them: on a real server, in the shell."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from akkoord.graph import Release, query
from akkoord.graph.errors import UsageError
from akkoord.graph.release.layout import SEARCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RA = "PREFIX ra: <https://w3id.org/regeerakkoord/ns#> "
DECISIONS = (
    RA
    + """SELECT ?thing ?score {
  (?thing ?score) ra:textMatch "kinderopvang OR brexit" . ?thing a ra:Decision
} ORDER BY DESC(?score) ?thing"""
)

SERVE = """
import sys
from pathlib import Path
from akkoord.app.server import serve
serve(Path(sys.argv[1]), port=0, announce=lambda url: print(url, flush=True))
"""


@pytest.fixture(scope="module")
def address(example_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the examples and return the address."""
    data = tmp_path_factory.mktemp("served") / "public"
    shutil.copytree(example_release.path.parents[1], data, symlinks=True)
    with started(data) as process:
        yield address_of(process)
        process.terminate()


def started(data: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", SERVE, str(data)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(arguments, text=True, **pipes)  # type: ignore[call-overload, no-any-return]


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def asked(address: str, text: str, **more: str) -> httpx.Response:
    return httpx.post(
        f"{address}/sparql", data={"query": text, "format": "csv", **more}, timeout=60
    )


def test_the_endpoint_answers_as_the_shell_and_the_library_do(
    address: str, example_release: Release
) -> None:
    answer = asked(address, DECISIONS)
    assert answer.status_code == 200
    assert answer.text.count("/id/decision/") > 3
    assert (
        answer.text.splitlines()
        == query(example_release, DECISIONS).written("csv").decode().splitlines()
    )


def test_repeated_and_simultaneous_queries_are_answered_alike(address: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(lambda _: asked(address, DECISIONS).text, range(40)))
    assert len(answers) == 1


def test_a_dataset_in_the_request_limits_the_graph_and_not_the_index(address: str) -> None:
    graph = "https://w3id.org/regeerakkoord/id/graph/agencies"
    text = RA + 'SELECT ?t { ?t ra:textMatch "FIT" ; a ra:Agency }'
    answer = asked(address, text, **{"default-graph-uri": graph})
    assert answer.text.split() == [
        "t",
        "https://w3id.org/regeerakkoord/id/agency/flanders-investment-trade",
    ]


def test_what_cannot_be_answered_is_a_bad_request_that_tells_the_remedy(
    address: str, example_release: Release
) -> None:
    text = RA + "SELECT * { ?t ra:textMatch ?words }"
    answer = asked(address, text)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "written out" in answer.json()["detail"]
    with pytest.raises(UsageError, match="written out"):
        query(example_release, text)


def test_the_graph_says_nothing_of_what_is_found(address: str) -> None:
    text = RA + "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER (?p = ra:textMatch) }"
    assert asked(address, text).text.split() == ["n", "0"]


def test_a_plain_contains_still_works(address: str) -> None:
    text = (
        RA
        + """PREFIX dcterms: <http://purl.org/dc/terms/> SELECT ?title {
      ?d a ra:Decision ; dcterms:title ?title FILTER (CONTAINS(LCASE(?title), "brexit")) }"""
    )
    found = asked(address, text).text.splitlines()[1:]
    assert found
    assert all("brexit" in title.lower() for title in found)


def test_the_page_and_its_query_find_the_same(address: str) -> None:
    found = httpx.get(f"{address}/search?q=subsidie&count=100&format=json", timeout=60).json()
    text = RA + 'SELECT ?t { ?t ra:textMatch "subsidie*" }'
    things = asked(address, text).text.split()[1:]
    assert len(things) == found["total"] > 3
    assert {hit["iri"] for hit in found["results"]} == set(things)


def test_searches_from_many_threads_are_answered_alike(address: str) -> None:
    def search(n: int) -> int:
        answer = httpx.get(f"{address}/search?q=plan&format=json&count={n % 7 + 1}", timeout=60)
        return int(answer.json()["total"])

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(search, range(40)))) == 1


def test_every_result_leads_to_a_page(address: str) -> None:
    found = httpx.get(f"{address}/search?q=vlaamse&count=100&format=json", timeout=60).json()
    kinds = {hit["kind"]: hit["iri"] for hit in found["results"]}
    assert len(kinds) > 4
    base = "https://w3id.org/regeerakkoord"
    for iri in kinds.values():
        page = httpx.get(address + iri.removeprefix(base), follow_redirects=True, timeout=60)
        assert page.status_code == 200, iri


def test_the_index_can_be_downloaded(address: str, example_release: Release) -> None:
    answer = httpx.get(f"{address}/dumps/{SEARCH}", timeout=60)
    assert answer.headers["content-type"] == "application/vnd.sqlite3"
    assert answer.content == (example_release.path / SEARCH).read_bytes()


def test_a_damaged_index_is_refused_before_it_is_served(
    example_release: Release, tmp_path: Path
) -> None:
    data = tmp_path / "public"
    shutil.copytree(example_release.path.parents[1], data, symlinks=True)
    index = data / "current" / SEARCH
    index.write_bytes(index.read_bytes()[:-1] + b"x")
    with started(data) as process:
        assert address_of(process) == ""
        assert process.wait(30) != 0


def test_a_release_that_was_built_without_an_index_is_served_all_the_same(
    example_release: Release, tmp_path: Path
) -> None:
    data = tmp_path / "public"
    shutil.copytree(example_release.path.parents[1], data, symlinks=True)
    release = data / "current"
    (release / SEARCH).unlink()
    sums = (release / "SHA256SUMS").read_text().splitlines(keepends=True)
    (release / "SHA256SUMS").write_text("".join(line for line in sums if SEARCH not in line))
    with started(data) as process:
        there = address_of(process)
        answer = asked(there, DECISIONS)
        assert (answer.status_code, "build again" in answer.text) == (400, True)
        assert asked(there, "ASK { ?s ?p ?o }", format="json").json()["boolean"] is True
        assert httpx.get(f"{there}/search?q=plan", timeout=60).status_code == 503
        process.terminate()


def test_a_report_that_wants_to_be_more_than_text_is_text(tmp_path: Path) -> None:
    from akkoord.graph import BuildOptions, build
    from akkoord.graph.building import EXAMPLES
    from akkoord.graph.search.asking import read
    from akkoord.graph.search.reading import load_index

    source = (EXAMPLES / "Dierenwelzijn.md").read_text("utf-8")
    hostile = (
        "\n\nHonden\u202egnirts \ue000vals\ue001 &lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}.\n"
    )
    (tmp_path / "Dierenwelzijn.md").write_text(
        source.replace("## Conclusie", hostile + "## Conclusie"), "utf-8"
    )
    release = build([tmp_path / "Dierenwelzijn.md"], BuildOptions(tmp_path / "public")).release
    index = load_index(release)
    assert index is not None
    ((iri, _),) = index.iris(index.ranked(read("alert script 7")))
    with started(tmp_path / "public") as process:
        there = address_of(process)
        page = httpx.get(f"{there}/search?q=alert+script", timeout=60).text
        answer = httpx.get(f"{there}/search?q=alert+script&format=json", timeout=60).text
        process.terminate()
    assert "<script>" not in page
    assert "&lt;<mark>script</mark>&gt;" in page
    assert "{{ 7*7 }}" in page
    (hit,) = json.loads(answer)["results"]
    assert hit["iri"] == iri
    assert "\u202e" in "".join(piece["text"] for piece in hit["snippet"])
