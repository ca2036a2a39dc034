"""The reports that are measured, and the release that the servers serve."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT.parent / "shared" / "reports"
EXAMPLES = ROOT / "graph" / "examples"

AKKOORD = (sys.executable, "-c", "import sys; from akkoord.app.cli import main; sys.exit(main())")
"""What the console script ``akkoord`` does, also where the script is not on the path."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Reports to measure with.

    Attributes:
        folder: the reports, in the folders they are published in.
        name: what they are, for the reader of the tables.
        rounds: how often each thing is measured.
        seconds: how long each load test lasts.
    """

    folder: Path
    name: str
    rounds: int
    seconds: int

    def files(self) -> list[Path]:
        """Return the report files, in order."""
        return _reports(self.folder)


def published() -> Corpus:
    """Return the published reports beside the checkout, or else the embedded examples."""
    if PUBLISHED.is_dir():
        return Corpus(PUBLISHED, f"{len(_reports(PUBLISHED))} published reports", 5, 5)
    return Corpus(EXAMPLES, "the embedded examples (../shared/reports is not there)", 5, 5)


def tiny() -> Corpus:
    """Return the smallest corpus: one folder of examples, everything measured once."""
    folder = EXAMPLES / "Buitenlands beleid en toerisme"
    return Corpus(folder, "a few embedded examples", 1, 1)


def _reports(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.md") if path.name != "README.md")


def built(corpus: Corpus, work: Path) -> Path:
    """Build the reports into ``work/public`` with the real command, once; return the release."""
    current = work / "public" / "current"
    if not current.exists():
        run([*AKKOORD, "build", str(corpus.folder), "--out", str(current.parent)])
    return current.resolve()


def run(command: Sequence[str]) -> None:
    """Run a command to its end; its failure is ours, told with what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        printed = f"{done.stdout}{done.stderr}"
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{printed}")
