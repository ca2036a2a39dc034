"""Addresses of pages: the same however they are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import g, url_for

from akkoord.app.pages.address import breakable, href
from akkoord.app.pages.data import see

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from .conftest import StoreEndpoint

BASE = "https://w3id.org/regeerakkoord/"


@pytest.mark.parametrize(
    "path", ["decision/2020/x_1", "report/2019-2024/a/5.4", "topic/%C3%A9", "a+b", "a:b@c", "PATH"]
)
@pytest.mark.parametrize("address", ["/", "/?lang=en", "/?lang=xx"])
@pytest.mark.parametrize("root", ["", "/under/PATH"])
def test_a_thing_has_the_address_that_its_route_builds(
    client: FlaskClient, endpoint: StoreEndpoint, path: str, address: str, root: str
) -> None:
    with client.application.test_request_context(address, environ_overrides={"SCRIPT_NAME": root}):
        g.language, g.graph = "nl", see(endpoint)
        for each in (path, "agency/a"):
            assert href(f"{BASE}id/{each}") == url_for("documents.doc", path=each)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at a.vlaanderen.be", "at a.<wbr>vlaanderen.be"),
        ("a.b.c.be", "a.<wbr>b.<wbr>c.be"),
        ("b.be", "b.be"),
        ("host", "host"),
        ("<i>.b.be", "&lt;i&gt;.<wbr>b.be"),
    ],
)
def test_a_host_breaks_between_its_labels(text: str, shown: str) -> None:
    assert breakable(text) == shown
