"""Which representation a request gets."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from akkoord.app.pages.negotiation import HTML, RDF_FORMATS, chosen, split

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/html", "html"),
        ("application/xhtml+xml", "html"),
        ("text/turtle", "ttl"),
        ("text/turtle, */*", "ttl"),
        ("text/turtle;q=0.5, application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples", "nt"),
        ("text/plain", "nt"),
        ("application/rdf+xml, text/html;q=0.9", "rdf"),
        ("application/xml", "rdf"),
        ("text/html;q=0, text/*", "ttl"),
        ("image/png, text/turtle;q=0.001", "ttl"),
    ],
)
def test_the_accept_header_chooses_the_format(accept: str, extension: str) -> None:
    found = chosen(parse_accept_header(accept, MIMEAccept))
    assert found is not None
    assert found.extension == extension


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "*/*;q=0", "application/pdf"])
def test_nothing_is_chosen_where_nothing_is_accepted(accept: str) -> None:
    assert chosen(parse_accept_header(accept, MIMEAccept)) is None


def test_without_a_preference_the_first_offered_is_chosen() -> None:
    offered = (*RDF_FORMATS, HTML)
    assert chosen(parse_accept_header("*/*", MIMEAccept), offered) == RDF_FORMATS[0]
    assert chosen(parse_accept_header(BROWSER, MIMEAccept), offered) == HTML


@pytest.mark.parametrize(
    ("path", "name", "extension"),
    [
        ("agency/fit.ttl", "agency/fit", "ttl"),
        ("agency/fit", "agency/fit", None),
        ("section/2019-2024/brussel/4.3.2", "section/2019-2024/brussel/4.3.2", None),
        ("section/2019-2024/brussel/4.3.2.jsonld", "section/2019-2024/brussel/4.3.2", "jsonld"),
        ("agency/fit.png", "agency/fit.png", None),
        (".ttl", ".ttl", None),
    ],
)
def test_only_an_extension_that_names_a_format_is_one(
    path: str, name: str, extension: str | None
) -> None:
    found, format_ = split(path)
    assert found == name
    assert (format_.extension if format_ else None) == extension
