"""An index of a few things of every kind, and one of the embedded examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from akkoord.graph.search.document import Document
from akkoord.graph.search.reading import Index, load_index
from akkoord.graph.search.writing import written

if TYPE_CHECKING:
    from akkoord.graph import Release

BASE = "https://x.example/id/"
WONEN, EXPORT = f"{BASE}domain/wonen", f"{BASE}domain/export"

DOCUMENTS = (
    Document("Agency", f"{BASE}agency/fit", "FIT", "FIT (export)", ("FIT", "Export Vlaanderen")),
    Document("PolicyDomain", WONEN, "Wonen", "Housing", ("Wonen", "Housing")),
    Document("PolicyDomain", EXPORT, "Export", names=("Export",)),
    Document("Section", f"{BASE}section/5.4", "5.4 Wonen", names=("Wonen", "5.4", "5.4 Wonen")),
    Document(
        "Statement",
        f"{BASE}statement/1",
        "Rapport, uitspraak 1",
        text="Het geïntegreerde beleid steunt gemeenten die sociale woningen bouwen.",
        context=f"{BASE}report/1",
        facets={"domain": (WONEN,), "year": ("2020", "2021")},
    ),
    Document(
        "Decision",
        f"{BASE}decision/1",
        "Exportsteun via e-loket voor bedrijven",
        text="Exportsteun via e-loket voor bedrijven",
        day="2021-06-18",
        facets={"domain": (EXPORT,), "year": ("2021",), "agency": (f"{BASE}agency/fit",)},
    ),
    Document(
        "Decision",
        f"{BASE}decision/2",
        "Subsidie aan een gemeente voor fitness, niet voor FIT",
        text="Subsidie aan een gemeente voor fitness, niet voor FIT",
        day="2020-01-10",
        facets={"domain": (WONEN, EXPORT), "year": ("2020",)},
    ),
)


@pytest.fixture(scope="session")
def documents() -> tuple[Document, ...]:
    """Return what :func:`index` holds."""
    return DOCUMENTS


@pytest.fixture(scope="session")
def index() -> Index:
    """Return an index of :data:`DOCUMENTS`; all tests share it."""
    return Index(written(DOCUMENTS).content)


@pytest.fixture(scope="session")
def example_index(example_release: Release) -> Index:
    """Return the index of the embedded examples."""
    read = load_index(example_release)
    assert read is not None
    return read
