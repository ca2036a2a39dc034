"""What crawlers look for."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from akkoord.app.pages import crawlers

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_robots_are_shown_the_sitemap_and_kept_from_answers(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /sparql?" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_every_address_of_the_sitemap_answers(client: FlaskClient) -> None:
    response = client.get("/sitemap.xml")
    assert response.mimetype == "application/xml"
    places = [e.text or "" for e in ET.fromstring(response.data).iter() if e.tag.endswith("loc")]
    assert len(places) > 10
    assert all(client.get(urlsplit(place).path).status_code == 200 for place in places)


def test_a_long_sitemap_comes_in_parts_that_lose_no_address(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def places(address: str) -> list[str]:
        content = client.get(address).data
        return [e.text or "" for e in ET.fromstring(content).iter() if e.tag.endswith("loc")]

    whole = places("/sitemap.xml")
    monkeypatch.setattr(crawlers, "LIMIT", 5)
    parts = [urlsplit(place).path for place in places("/sitemap.xml")]
    assert parts[:2] == ["/sitemap/1.xml", "/sitemap/2.xml"]
    assert [address for part in parts for address in places(part)] == whole
    assert client.get(f"/sitemap/{len(parts) + 1}.xml").status_code == 404
    assert client.get("/sitemap/0.xml").status_code == 404


def test_addresses_begin_as_the_one_that_was_asked_for(client: FlaskClient) -> None:
    first = client.get("/sitemap.xml", base_url="https://data.example")
    assert "<loc>https://data.example/" in first.text
    assert "<loc>http://" not in first.text
    home = [client.get("/", base_url=f"{scheme}://data.example") for scheme in ("http", "https")]
    assert 'og:image" content="https://data.example/' in home[1].text
    assert home[0].headers["etag"] != home[1].headers["etag"]
