"""What is looked up in the registers is the same whether they are read or recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from akkoord.graph import lookups, registers
from akkoord.graph.lookups import entry_name, looked_up
from akkoord.graph.register_model import Registers
from akkoord.graph.registers import load_registers
from akkoord.graph.release import cache
from akkoord.graph.vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "https://data.example.org/"


def content(registers: Registers) -> tuple[object, ...]:
    parts = (registers.section_themes, registers.rows, registers.themes, registers.types)
    return (*parts, [*registers.section_themes], registers.registers)


@pytest.mark.parametrize("base", [DEFAULT_BASE, OTHER])
def test_what_is_recalled_is_what_was_read(tmp_path: Path, base: str) -> None:
    read, labels = looked_up(base, tmp_path)
    recalled, again = looked_up(base, tmp_path)
    assert content(recalled) == content(read) == content(load_registers(base))
    assert again == labels
    assert len(labels) > 100


def test_the_registers_are_read_again_only_when_their_quads_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up(DEFAULT_BASE, tmp_path)
    read: list[str] = []

    def counted(base: str) -> Registers:
        read.append(base)
        return load_registers(base)

    monkeypatch.setattr(registers, "load_registers", counted)
    recalled, _ = looked_up(DEFAULT_BASE, tmp_path)
    assert recalled.rows
    assert read == []
    assert recalled.registers is recalled.registers
    assert read == [DEFAULT_BASE]


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"rows": [[1]]}'])
def test_what_cannot_be_recalled_is_read(tmp_path: Path, damage: bytes) -> None:
    cache.store(tmp_path, entry_name(DEFAULT_BASE), damage)
    read, _ = looked_up(DEFAULT_BASE, tmp_path)
    assert content(read) == content(load_registers(DEFAULT_BASE))


def test_each_base_has_an_entry_of_its_own() -> None:
    assert entry_name(DEFAULT_BASE) != entry_name(OTHER)


def test_what_follows_from_the_registers_is_made_once(tmp_path: Path) -> None:
    made = [["é", "2"]]

    def never() -> object:
        raise AssertionError

    assert lookups.remembered(DEFAULT_BASE, tmp_path, lookups.LISTED, lambda: made) == made
    assert lookups.remembered(DEFAULT_BASE, tmp_path, lookups.LISTED, never) == made
    assert {path.name for path in tmp_path.iterdir()} <= lookups.entry_names(DEFAULT_BASE)
