"""What is asked once of each release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from akkoord.app.pages.data import Graph, once_a_release, query, see
from akkoord.app.pages.evidence import MOST

if TYPE_CHECKING:
    import pytest

    from .conftest import StoreEndpoint


def test_an_answer_is_kept_for_its_release_and_arguments(endpoint: StoreEndpoint) -> None:
    asked = []

    @once_a_release
    def answer(graph: Graph, name: str) -> str:
        asked.append(name)
        return name

    graph = see(endpoint)
    assert [answer(graph, name) for name in ("a", "b", "a", "b")] == ["a", "b", "a", "b"]
    assert asked == ["a", "b"]


def test_what_was_asked_while_the_release_was_switched_is_not_kept(
    endpoint: StoreEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    @once_a_release
    def answer(graph: Graph) -> int:
        asked.append(graph)
        return len(asked)

    with monkeypatch.context() as patch:
        patch.setattr(Graph, "switched", lambda _: True)
        assert answer(see(endpoint)) == 1
    assert [answer(see(endpoint)) for _ in range(2)] == [2, 2]


def test_a_page_quotes_as_many_statements_as_it_says() -> None:
    assert query("statements", "urn:x").rstrip().endswith(f"LIMIT {MOST}")
