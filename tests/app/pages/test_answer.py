"""Answers to queries as pages, for readers without scripts."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from akkoord.app.pages.answer import LONGEST, MOST
from akkoord.app.sparql.answers import Beginning
from akkoord.app.sparql.endpoint import OUTCOME
from akkoord.app.sparql.limits import Limits
from akkoord.app.sparql.problems import Kind, Problem, retry_after
from akkoord.app.sparql.protocol import query_request

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

AGENCY = "https://w3id.org/regeerakkoord/id/agency/flanders-investment-trade"
SELECT = "SELECT ?thing ?text ?n WHERE { ?thing ?text ?n }"
RELEASE = "0123456789abcdef"


def page(
    client: FlaskClient, outcome: Beginning | Problem, query: str = SELECT, lang: str = "en"
) -> TestResponse:
    return client.get(
        "/sparql",
        query_string={"query": query, "format": "table", "lang": lang},
        environ_overrides={"asgi.scope": {OUTCOME: outcome}},
    )


def answered(body: str, query: str = SELECT, *, whole: bool = True, of: str = RELEASE) -> Beginning:
    accept = "text/tab-separated-values, text/turtle"
    return Beginning(query_request(query, Limits(), accept=accept), of, body.encode(), whole)


def rows(*lines: str) -> str:
    return "".join(f"{line}\n" for line in ("?thing\t?text\t?n", *lines))


def cells(response: TestResponse) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", response.text, re.DOTALL)


def test_a_table_links_what_is_ours_within_the_host_and_shows_texts_as_text(
    client: FlaskClient,
) -> None:
    body = rows(
        f'<{AGENCY}>\t"<script>alert(1)</script>\\n\u202etxet"@nl\t12',
        "<javascript:alert(1)>\t\t<http://example.org/a%22b>",
    )
    response = page(client, answered(body))
    first, text, number, script, empty, elsewhere = cells(response)
    assert 'href="/doc/agency/flanders-investment-trade?lang=en"' in first
    assert text.startswith('<bdi lang="nl">&lt;script&gt;alert(1)&lt;/script&gt;')
    assert number == "<bdi>12</bdi>"
    assert script == "<bdi>javascript:alert(1)</bdi>"
    assert empty == "<bdi></bdi>"
    assert 'href="http://example.org/a%22b"' in elsewhere
    assert "2 rows" in response.text
    assert SELECT in html.unescape(response.text)
    assert response.headers["ETag"]


def test_a_table_is_cut_and_says_how_much_there_is(client: FlaskClient) -> None:
    body = rows(*[f'<{AGENCY}>\t"{n}"\t{n}' for n in range(MOST + 234)])
    response = page(client, answered(body), lang="nl")
    assert response.text.count("<tr><td>") == MOST
    assert f"De eerste {MOST} rijen" in response.text
    assert f"Het zijn er {MOST + 234}." in response.text


def test_an_answer_too_large_for_a_page_is_shown_to_its_last_whole_row(
    client: FlaskClient,
) -> None:
    response = page(client, answered(rows('<a:a>\t"b"\t1', '<a:a>\t"c')[:-1], whole=False))
    assert cells(response) == ["<bdi>a:a</bdi>", "<bdi>b</bdi>", "<bdi>1</bdi>"]
    assert "The first 1 rows" in response.text
    assert "There are" not in response.text


def test_a_long_value_is_cut(client: FlaskClient) -> None:
    _, text, _ = cells(page(client, answered(rows(f'<a:a>\t"{"x" * 9999}"\t1'))))
    assert text == f"<bdi>{'x' * LONGEST} …</bdi>"


def test_every_format_can_be_downloaded(client: FlaskClient) -> None:
    found = html.unescape(page(client, answered(rows())).text)
    links = re.findall(r'<a href="(/sparql\?[^"]*)" rel="nofollow" download="([^"]*)"', found)
    assert [name.rpartition(".")[2] for _, name in links] == ["srj", "srx", "csv", "tsv"]
    assert all("query=SELECT" in address for address, _ in links)


def test_a_graph_is_shown_as_turtle(client: FlaskClient) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    response = page(client, answered('<a:a> <b:b> "<i>" .\n', query), query)
    assert "<pre " in response.text
    assert "&lt;a:a&gt; &lt;b:b&gt; &#34;&lt;i&gt;&#34; ." in response.text
    assert 'download="regeerakkoord.jsonld"' in response.text


@pytest.mark.parametrize(("body", "said"), [("true", "Ja"), ("false", "Nee")])
def test_a_question_is_answered_in_the_readers_language(
    client: FlaskClient, body: str, said: str
) -> None:
    response = page(client, answered(body, "ASK {}"), "ASK {}", "nl")
    assert f'<p class="verdict">{said}</p>' in response.text


def test_a_refusal_is_a_page_in_the_readers_language_with_the_query_in_its_form(
    client: FlaskClient,
) -> None:
    problem = Problem(Kind.BUDGET, "Wait <5> s.", retry_after(5))
    response = page(client, problem, lang="nl")
    assert response.status_code == 429
    assert response.mimetype == "text/html"
    assert int(response.headers["Retry-After"]) >= 5
    assert response.headers["Cache-Control"] == "no-store"
    assert "Uw rekentijd is voorlopig op." in response.text
    assert '<p class="detail" lang="en">Wait &lt;5&gt; s.</p>' in response.text
    assert SELECT in html.unescape(response.text)


@pytest.mark.parametrize("problem", Kind)
def test_every_problem_has_a_page(client: FlaskClient, problem: Kind) -> None:
    assert page(client, Problem(problem, "")).status_code == problem.status


def test_an_answer_for_the_moment_or_of_another_release_is_kept_by_nobody(
    client: FlaskClient,
) -> None:
    volatile = "SELECT (NOW() AS ?now) {}"
    for outcome in (answered(rows(), volatile), answered(rows(), of="fedcba9876543210")):
        response = page(client, outcome)
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


def test_the_form_keeps_the_language_that_was_asked_for(client: FlaskClient) -> None:
    assert '<input type="hidden" name="lang" value="en">' in client.get("/sparql?lang=en").text
    assert 'name="lang"' not in client.get("/sparql?lang=xx").text
