"""The page of the editor, without its script, and the short links to it."""

from __future__ import annotations

import html
import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from akkoord.app.pages import editor
from akkoord.app.pages.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

QUERY = "SELECT ?s WHERE { ?s ?p '<b>één</b>' }\n"


def link_to(client: FlaskClient, query: str) -> str:
    response = client.get("/s", query_string={"query": query})
    assert response.status_code == 303
    return response.headers["Location"]


@pytest.mark.parametrize("accept", ["application/sparql-query", "*/*", "text/plain"])
def test_a_short_link_answers_the_query_to_a_program(client: FlaskClient, accept: str) -> None:
    response = client.get(link_to(client, QUERY), headers={"Accept": accept})
    assert response.mimetype == "application/sparql-query"
    assert response.text == QUERY


def test_a_short_link_opens_the_editor_for_a_reader(client: FlaskClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    response = client.get(link_to(client, QUERY), headers=browser)
    assert response.mimetype == "text/html"
    assert "<b>é" not in response.text
    assert QUERY in html.unescape(response.text)
    assert response.headers["ETag"]
    assert "Accept" in response.headers["Vary"]


def test_a_short_link_takes_an_extension(client: FlaskClient) -> None:
    link = link_to(client, QUERY)
    assert client.get(f"{link}.rq", headers={"Accept": "text/html"}).text == QUERY
    assert client.get(f"{link}.html").mimetype == "text/html"


def test_lines_of_a_form_that_was_sent_are_lines_of_the_query(client: FlaskClient) -> None:
    assert client.get(link_to(client, "ASK\r\n{ }\r\n")).text == "ASK\n{ }\n"


def test_a_link_to_an_example_says_which_and_shows_its_question(client: FlaskClient) -> None:
    example = examples()[5]
    link = link_to(client, example.texts["nl"])
    assert link == f"/s/{example.name}"
    found = client.get(f"{link}?lang=en", headers={"Accept": "text/html"}).text
    assert f"<h1>{example.titles['en']}</h1>" in found
    assert html.escape(example.questions["en"]) in found


def test_an_example_opens_in_the_language_of_the_page_and_its_link_means_what_was_shared(
    client: FlaskClient,
) -> None:
    example = examples()[0]
    for language in ("nl", "en"):
        for address in ("/sparql", f"/s/{example.name}.rq"):
            found = html.unescape(client.get(f"{address}?lang={language}").text)
            assert example.texts[language] in found
        link = link_to(client, example.texts[language])
        assert client.get(link).text == example.texts[language]


def test_all_examples_are_listed_in_the_language_of_the_page(client: FlaskClient) -> None:
    found = client.get("/sparql?lang=nl").text
    for example in examples():
        assert f"/s/{example.name}" in found
        assert html.escape(example.titles["nl"], quote=False) in found


@pytest.mark.parametrize("code", ["a", "zabc", "a!!", "99-no-such-example", "a" + "A" * 300])
def test_what_stands_for_no_query_is_not_found(client: FlaskClient, code: str) -> None:
    assert client.get(f"/s/{code}").status_code == 404


@pytest.mark.parametrize("query", ["", " \n", "x" * 100_001])
def test_there_is_no_link_to_nothing_or_to_too_much(client: FlaskClient, query: str) -> None:
    assert client.get("/s", query_string={"query": query}).status_code == 400


def test_where_no_editor_is_built_the_form_says_how_to_build_it(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "BUILT", tmp_path / "editor.js")
    found = client.get("/sparql").text
    assert "<code>make install</code>" in found
    assert "<script" not in found
    assert '<textarea id="query"' in found


@pytest.mark.skipif(
    "CI" not in os.environ and not editor.BUILT.is_file(), reason="the editor is not built"
)
def test_the_script_is_told_the_prefixes_and_addresses(client: FlaskClient) -> None:
    found = client.get("/sparql?lang=en").text
    island = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', found, re.DOTALL)
    assert island is not None
    settings = json.loads(island[1])
    assert settings["prefixes"]["agency"] == "https://w3id.org/regeerakkoord/id/agency/"
    assert (settings["sparql"], settings["share"], settings["home"]) == ("/sparql", "/s", "/")


def test_the_words_of_the_script_are_in_both_languages() -> None:
    path = editor.BUILT.parents[2] / "frontend" / "src" / "messages.json"
    for key, forms in json.loads(path.read_text("utf-8")).items():
        assert set(forms) == {"nl", "en"}, key
        names = [
            {*re.findall(r"\{(\w+)\}", form)}
            for said in forms.values()
            for form in ([said] if isinstance(said, str) else said[1:])
        ]
        assert names[0] == names[1], key
