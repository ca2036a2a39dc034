"""Whether a client already has what it asks for."""

from __future__ import annotations

import pytest

from akkoord.app.validators import has_it, is_known


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', '"b" ,W/"a"', "*"])
def test_a_tag_that_is_named_is_known(header: str) -> None:
    assert is_known(header, '"a"')


@pytest.mark.parametrize("header", ["", '"b"', "a", '"A"', 'w/"a"'])
def test_any_other_is_not(header: str) -> None:
    assert not is_known(header, '"a"')


THEN, NOW = "Thu, 26 Nov 2026 10:00:00 GMT", "Thu, 26 Nov 2026 11:00:00 GMT"


@pytest.mark.parametrize("since", [NOW, "Thu, 26 Nov 2026 11:00:01 GMT"])
def test_what_has_not_changed_since_is_there(since: str) -> None:
    assert has_it(None, since, '"a"', NOW)


@pytest.mark.parametrize(
    "since",
    [
        THEN,
        "",
        None,
        "yesterday",
        "Thu, 01 Jan 99999 00:00:00 GMT",
        "Thu, 99 Jan 2026 99:99:99 GMT",
    ],
)
def test_what_changed_since_or_since_no_date_at_all_is_not(since: str | None) -> None:
    assert not has_it(None, since, '"a"', NOW)


def test_a_tag_outweighs_a_date() -> None:
    assert has_it('"a"', THEN, '"a"', NOW)
    assert not has_it('"b"', NOW, '"a"', NOW)
