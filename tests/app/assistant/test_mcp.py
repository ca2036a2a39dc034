"""The MCP server, asked by the SDK's own client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from akkoord.graph import Release

PROGRAM = ["-c", "from akkoord.app.cli import main; main()"]
REPORTS = "SELECT ?report ?title { ?report a ra:Report ; dcterms:title ?title } ORDER BY ?report"


def called(options: list[str], *calls: tuple[str, dict[str, Any]], **environment: str) -> list[Any]:
    """Start the server, call its tools one after the other, and return what they answer."""
    server = StdioServerParameters(
        command=sys.executable,
        args=[*PROGRAM, "mcp", *options],
        env={**os.environ, **environment},
    )

    async def ask() -> list[Any]:
        async with Client(server) as client:
            return [await client.call_tool(name, given) for name, given in calls]

    return asyncio.run(asyncio.wait_for(ask(), 60))


@pytest.fixture(scope="module")
def data(example_release: Release) -> list[str]:
    return ["--data", str(example_release.path.parents[1])]


def content(result: Any) -> Any:
    assert not result.is_error, result
    return result.structured_content


def test_the_tools_are_listed_as_reading_only(data: list[str]) -> None:
    server = StdioServerParameters(command=sys.executable, args=[*PROGRAM, "mcp", *data])

    async def listed() -> Any:
        async with Client(server) as client:
            return await client.list_tools()

    tools = asyncio.run(asyncio.wait_for(listed(), 60)).tools
    assert [tool.name for tool in tools] == ["search", "describe", "query"]
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_what_is_found_can_be_described_down_to_the_line_of_the_report(data: list[str]) -> None:
    found = content(called(data, ("search", {"words": "MUNTPUNT"}))[0])
    statement = next(hit for hit in found["answer"] if hit["kind"] == "statement")
    assert "muntpunt" in statement["text"].lower()
    source = next(each for each in found["sources"] if each["iri"] == statement["iri"])
    assert source["file"].endswith(".md")
    assert int(source["line"]) > 1
    assert "language model" in found["notice"]
    told = content(called(data, ("describe", {"iri": statement["iri"]}))[0])
    assert any(fact["property"].endswith("#text") for fact in told["answer"]["facts"])


def test_a_query_needs_no_prefixes_and_names_its_sources(data: list[str]) -> None:
    told = content(called(data, ("query", {"sparql": REPORTS}))[0])
    rows = told["answer"]["results"]["bindings"]
    assert len(rows) == 15
    assert {each["iri"] for each in told["sources"]} == {row["report"]["value"] for row in rows}
    assert all(each["file"].endswith(".md") for each in told["sources"])


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?text { ?s a ra:Statement ; ra:text ?text } ORDER BY ?s LIMIT 2",
        "SELECT (COUNT(*) AS ?n) { ?s a ra:Statement }",
        "ASK { ?s a ra:Statement }",
    ],
)
def test_an_answer_that_names_nothing_tells_its_release_and_how_to_have_sources(
    sparql: str, data: list[str], example_release: Release
) -> None:
    told = content(called(data, ("query", {"sparql": sparql}))[0])
    origin = told["origin"]
    assert told["sources"] == []
    assert "select the things" in told["notice"]
    assert origin["dataset"] == f"{example_release.base}id/dataset"
    assert origin["release"] == example_release.id
    assert origin["dump"].endswith(f"/dumps/{example_release.id}/regeerakkoord.trig.gz")
    (asked,) = parse_qs(urlsplit(origin["ask_again"]).query)["query"]
    again = content(called(data, ("query", {"sparql": asked}))[0])
    assert again["answer"] == told["answer"]


def test_what_names_its_sources_is_not_told_to_name_them(data: list[str]) -> None:
    found = content(called(data, ("search", {"words": "muntpunt"}))[0])
    assert "select the things" not in found["notice"]
    assert found["origin"]["ask_again"].endswith("/search?q=muntpunt")


def test_a_thing_is_described_by_its_iri_without_the_base(data: list[str]) -> None:
    short, whole = called(
        data,
        ("describe", {"iri": "id/agreement/2019-2024"}),
        ("describe", {"iri": "https://w3id.org/regeerakkoord/id/agreement/2019-2024"}),
    )
    assert content(short) == content(whole)


def test_mistakes_are_told_where_the_assistant_made_them(data: list[str]) -> None:
    refused, other = called(
        data,
        ("query", {"sparql": "SELECT ?a {\n?a a ra:Agreement"}),
        ("query", {"sparql": "SELECT {"}),
    )
    assert "line 2, column" in refused.content[0].text
    assert re.search(r"line 1, column \d\b", other.content[0].text)


def test_the_server_tells_its_version(data: list[str]) -> None:
    server = StdioServerParameters(command=sys.executable, args=[*PROGRAM, "mcp", *data])

    async def told() -> str:
        async with Client(server) as client:
            return client.server_info.version

    assert asyncio.run(asyncio.wait_for(told(), 60)) == version("akkoord")


def test_a_graph_comes_as_turtle(data: list[str]) -> None:
    asked = "CONSTRUCT { ?a a ra:Agreement } WHERE { ?a a ra:Agreement }"
    told = content(called(data, ("query", {"sparql": asked}))[0])
    assert "agreement/2019-2024" in told["answer"]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("query", {"sparql": "SELECT ?x {"}, "SPARQL"),
        ("query", {"sparql": "DELETE WHERE { ?s ?p ?o }"}, "update"),
        ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE"),
        ("query", {"sparql": "SELECT * { ?s ?p ?o } LIMIT 5000"}, "LIMIT"),
        ("search", {"words": "  "}, "word"),
        ("search", {"words": "{ ?! }"}, "word"),
        ("describe", {"iri": "nothing> } DELETE"}, "no IRI"),
        ("describe", {"iri": "https://w3id.org/regeerakkoord/id/none"}, "nothing"),
    ],
)
def test_what_is_refused_is_told_and_nothing_breaks(
    tool: str, given: dict[str, str], said: str, data: list[str]
) -> None:
    refused, after = called(data, (tool, given), ("query", {"sparql": "ASK {}"}))
    assert refused.is_error
    assert said.lower() in refused.content[0].text.lower()
    assert "Traceback" not in refused.content[0].text
    assert content(after)["answer"]["boolean"] is True


def test_a_search_finds_other_forms_of_words_and_tells_the_day_of_decisions(
    data: list[str],
) -> None:
    asked = ("gemeenten fietstunnel", "fietstun", "fietstunnel -gemeente")
    found = called(data, *(("search", {"words": words}) for words in asked))
    answers = [content(each)["answer"] for each in found]
    assert all(
        ("decision", "2023-12-15") in [(hit["kind"], hit.get("date")) for hit in answer]
        for answer in answers[:2]
    )
    assert not any("Kaprijke" in hit["text"] for hit in answers[2])


def test_words_are_only_words(data: list[str]) -> None:
    told = content(called(data, ("search", {"words": 'muntpunt" } } # "xyzzy'}))[0])
    assert told["answer"] == []


def test_a_query_is_cut_at_the_time_limit(data: list[str]) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    (refused,) = called(data, ("query", {"sparql": slow}), AKKOORD_SECONDS="1")
    assert refused.is_error
    assert "time limit" in refused.content[0].text


@pytest.fixture
def endpoint(example_release: Release) -> Iterator[str]:
    arguments = [sys.executable, *PROGRAM, "serve", "--port", "0"]
    arguments += ["--data", str(example_release.path.parents[1])]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        yield f"{process.stderr.readline().split()[-1]}/sparql"
        process.terminate()
        process.communicate(timeout=20)


def test_a_service_elsewhere_answers_alike(endpoint: str, data: list[str]) -> None:
    calls = (("query", {"sparql": REPORTS}), ("search", {"words": "fiets"}))
    here = [content(each) for each in called(data, *calls)]
    there = [content(each) for each in called(["--endpoint", endpoint], *calls)]
    assert json.dumps(here, sort_keys=True) == json.dumps(there, sort_keys=True)


def test_what_the_service_refuses_is_told_in_its_words(endpoint: str) -> None:
    (refused,) = called(["--endpoint", endpoint], ("query", {"sparql": "SELECT ?x {"}))
    assert refused.is_error
    assert "SPARQL" in refused.content[0].text


def test_without_the_sdk_the_user_is_told_what_to_install(data: list[str]) -> None:
    code = (
        "import sys; sys.modules['mcp'] = None;"
        f"from akkoord.app.cli import run; sys.exit(run(['mcp', *{data!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "akkoord[mcp]" in done.stderr
