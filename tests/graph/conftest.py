"""Small reports to build releases from, and a cache that spares them the registers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from akkoord.graph import BuildOptions, build, conversion, worker

SITE = "https://beslissingenvlaamseregering.vlaanderen.be/"
TITLES = {"5.1": "Uitdagingen en visie", "5.5": "Muntpunt", "5.8": "Onderwijs", "5.10": "Sport"}

PutReport = Callable[..., Path]


def put_report(
    folder: Path,
    number: str = "5.5",
    *,
    body: str = "De regering keurde het plan goed \\[0\\].",
    day: str = "2021-06-18",
    name: str = "",
) -> Path:
    """Write a report on a section of Brussel in the published format; it cites one decision."""
    title = TITLES[number]
    start = f"{day}T08%3A00%3A00Z"
    address = f"{SITE}?search=Plan&dateOption=select&startDate={start}&endDate={start}"
    path = folder / "Brussel" / (name or f"{title}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"# {title}\n\n<details>\n<summary>Regeerakkoord Sectie</summary>\n"
        f"<p>{number} {title} De tekst.</p>\n</details>\n\n{body}\n\n"
        f"<details>\n<summary>Referenties</summary>\n\n"
        f"**[\\[0\\]]({address})** : **({day})** Plan\n\n</details>\n",
        "utf-8",
    )
    return path


@pytest.fixture(scope="session", name="put_report")
def _put_report() -> PutReport:
    return put_report


@pytest.fixture(scope="session")
def registers_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a report once, so that later builds need not validate the registers again."""
    folder = tmp_path_factory.mktemp("registers")
    build([put_report(folder / "in")], BuildOptions(folder / "out", jobs=1))
    return folder / "out" / "cache"


@pytest.fixture
def out(tmp_path: Path, registers_cache: Path) -> Path:
    """Return a folder of releases in which nothing was built yet, but the registers are known."""
    shutil.copytree(registers_cache, tmp_path / "out" / "cache")
    return tmp_path / "out"


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[int, int]]:
    """Return a function that tells how many reports were parsed and validated since last asked.

    The work is done in forked processes, so each leaves a line in a file.
    """
    log = tmp_path / "log"
    parse, validate = conversion.parse, worker.validate_report

    def note(line: str) -> None:
        with log.open("a") as file:
            file.write(f"{line}\n")

    def parsed(*args: Any) -> Any:
        note("parse")
        return parse(*args)

    def validated(*args: Any) -> Any:
        note("validate")
        return validate(*args)

    monkeypatch.setattr(conversion, "parse", parsed)
    monkeypatch.setattr(worker, "validate_report", validated)

    def tell() -> tuple[int, int]:
        lines = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines.count("parse"), lines.count("validate")

    return tell
