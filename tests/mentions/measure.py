"""Precision and recall of the mentions, over the gold sets: `python -m tests.mentions.measure`.

Each text counts an agency once, however often it names it. The tuning halves were looked at while
the rules were made; what holds are the test halves, whose errors nobody saw who made them.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from akkoord.graph.mentions import MentionFinder
from akkoord.graph.registers import load_registers
from akkoord.graph.vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from akkoord.graph.mentions import Mention

    Find = Callable[[str], tuple[Mention, ...]]

HERE = Path(__file__).parent
GOLD_SETS = {
    "reports and titles": HERE / "gold.tsv",
    "further titles": HERE / "gold-titles.tsv",
}
"""The second holds titles made up as the Flemish Government words its own, half of them traps."""
HALVES = ("tuning", "test")


@dataclass(frozen=True)
class Example:
    """One text of the gold set.

    Attributes:
        half: ``tuning`` or ``test``.
        kind: ``decision``, ``section`` or ``statement``.
        text: the text.
        agencies: slugs of the agencies that it names.
    """

    half: str
    kind: str
    text: str
    agencies: frozenset[str]


@dataclass(frozen=True)
class Score:
    """What was found in a half of the gold set, and what was not.

    Attributes:
        half: ``tuning`` or ``test``.
        texts: how many texts it has.
        right: agencies found that are named.
        wrong: agencies found that are not named, with the text.
        missed: agencies named that were not found, with the text.
    """

    half: str
    texts: int
    right: int
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """Return the share of the agencies found that are named."""
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Return the share of the agencies named that were found."""
        return self.right / (self.right + len(self.missed))

    def __str__(self) -> str:
        """Render as one line of a report."""
        return (
            f"{self.half} half ({self.texts} texts): "
            f"precision {self.precision:.3f}, recall {self.recall:.3f}"
        )


def examples(gold_set: Path) -> list[Example]:
    """Return the texts of a gold set, in the order of its file."""
    with gold_set.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Example(
            row["half"],
            row["kind"],
            row["text"],
            frozenset(filter(None, (row["agencies"] or "").split(";"))),
        )
        for row in rows
    ]


def finder() -> MentionFinder:
    """Return the finder of the register that comes with the program."""
    registers = load_registers(DEFAULT_BASE).registers
    return MentionFinder(
        quad for each in registers if each.name == "agencies" for quad in each.quads
    )


def score(half: str, gold: Iterable[Example], find: Find) -> Score:
    """Return how ``find`` does on one half of ``gold``."""
    right, texts = 0, 0
    wrong: list[tuple[str, str]] = []
    missed: list[tuple[str, str]] = []
    for each in gold:
        if each.half == half:
            texts += 1
            found = {mention.agency.rpartition("/")[2] for mention in find(each.text)}
            right += len(found & each.agencies)
            wrong.extend((slug, each.text) for slug in sorted(found - each.agencies))
            missed.extend((slug, each.text) for slug in sorted(each.agencies - found))
    return Score(half, texts, right, tuple(wrong), tuple(missed))


def main() -> None:
    """Print the figures of each half; with ``--errors``, what went wrong as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="only this one; default: both")
    parser.add_argument("--errors", action="store_true", help="print each error as well")
    asked = parser.parse_args()
    find = finder().find
    for name, path in GOLD_SETS.items():
        for half in [asked.half] if asked.half else HALVES:
            measured = score(half, examples(path), find)
            print(f"{name}: {measured}")
            if asked.errors:
                _print_errors(measured)


def _print_errors(measured: Score) -> None:
    for sign, errors in (("+", measured.wrong), ("-", measured.missed)):
        for slug, text in errors:
            print(f"  {sign} {slug}: {text}")


if __name__ == "__main__":
    main()
