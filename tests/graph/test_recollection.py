"""What was read of reports is read once, and kept no longer than it is asked for."""

from __future__ import annotations

from akkoord.graph.recollection import Recollection


def test_a_report_is_read_once_and_forgotten_when_something_is_done_without_it() -> None:
    read: list[str] = []

    def reading(key: str) -> str:
        read.append(key)
        return key.upper()

    notes = Recollection(reading)
    assert notes.of("ab") == ["A", "B"]
    assert notes.of("bca") == ["B", "C", "A"]
    assert read == ["a", "b", "c"]
    assert notes.of("c") == ["C"]
    assert notes.of("ac") == ["A", "C"]
    assert read == ["a", "b", "c", "a"]
