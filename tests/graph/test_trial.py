"""Which queries are too long a chain for Oxigraph's recursion."""

from __future__ import annotations

import pytest

from akkoord.graph import trial
from akkoord.graph.trial import LONG, survives

CHAINS = (
    f"ASK {{ FILTER({'-'.join(['true'] * 4_600)}) }}",
    f"ASK {{ FILTER({'!' * 6_500}true) }}",
    f"ASK {{ {'UNION'.join(['{}'] * 4_500)} }}",
    f"ASK {{ {'MINUS{}' * 2_000} }}",
    f"SELECT * {{}} ORDER BY {'(1)' * 2_000}",
    f"ASK {{ ?s ra:p ?o FILTER({'-'.join(['true'] * 4_600)}) }}",
)


@pytest.mark.parametrize("query", CHAINS)
def test_a_long_chain_overflows(query: str) -> None:
    assert not survives(query, {"ra": "http://x/"})


@pytest.mark.parametrize(
    "query",
    [f"ASK {{ VALUES ?n {{ {'1 ' * 9_000} }} }}", "nonsense" * LONG, f"ASK {{}} # {'é' * LONG}"],
)
def test_what_is_long_only_or_no_query_does_not(query: str) -> None:
    assert survives(query, {})


def test_a_short_query_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "subprocess", None)
    assert survives("ASK {}", {})
