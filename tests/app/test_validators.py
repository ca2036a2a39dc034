"""Whether a client already has what it asks for."""

from __future__ import annotations

import pytest

from akkoord.app.validators import is_known


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', '"b" ,W/"a"', "*"])
def test_a_tag_that_is_named_is_known(header: str) -> None:
    assert is_known(header, '"a"')


@pytest.mark.parametrize("header", ["", '"b"', "a", '"A"', 'w/"a"'])
def test_any_other_is_not(header: str) -> None:
    assert not is_known(header, '"a"')
