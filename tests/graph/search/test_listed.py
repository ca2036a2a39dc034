"""What the registers give to the index comes back from the build's cache as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from akkoord.graph.search.listed import from_json, listed, to_json
from akkoord.graph.vocabulary import DEFAULT_BASE
from akkoord.graph.workshop import workshop

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_recalled_is_what_was_listed(tmp_path: Path) -> None:
    shop = workshop(DEFAULT_BASE, tmp_path)
    found = listed(shop.registers, shop.finder)
    assert from_json(json.loads(json.dumps(to_json(found)))) == found
    assert len(found.sections) == 285
    assert {each.kind for each in found.entries} == {"PolicyDomain", "PolicyTheme", "Agency"}
    assert all(each.facets["domain"] == (each.context,) for each in found.sections)
