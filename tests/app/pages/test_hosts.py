"""Which host the pages name themselves by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize("host", ["akkoord.example", "localhost:8000", "[::1]:80"])
def test_a_host_that_addresses_can_name_is_taken(client: FlaskClient, host: str) -> None:
    shown = f"http://{host.removesuffix(':80')}/meetings"
    assert shown in client.get("/meetings", headers={"Host": host}).text


@pytest.mark.parametrize("host", ["a_b:8000", "[zz]", "a'b", "x:99999", ""])
def test_for_any_other_the_servers_own_address_stands(client: FlaskClient, host: str) -> None:
    answer = client.get("/meetings", headers={"Host": host})
    assert answer.status_code == 200
    assert "http:///" not in answer.text
    assert '<link rel="canonical" href="http://localhost/meetings">' in answer.text
