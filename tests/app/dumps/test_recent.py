"""What was made last is kept, as long as it fits."""

from __future__ import annotations

from akkoord.app.dumps.recent import Recent


def test_what_was_not_asked_for_longest_gives_way() -> None:
    recent = Recent(10)
    recent.put("a", {"x": b"1234"})
    recent.put("b", {"x": b"1234"})
    assert recent.get("a")
    recent.put("c", {"x": b"12", "y": b"34"})
    assert (recent.get("a"), recent.get("b")) == ({"x": b"1234"}, None)
    assert recent.size == 8


def test_what_is_too_large_by_itself_drives_nothing_out() -> None:
    recent = Recent(10)
    recent.put("a", {"x": b"1234"})
    recent.put("b", {"x": b"12345678901"})
    assert recent.get("a")
    assert recent.get("b") is None
