"""Where an answer comes from: the release, the things named, the lines of reports behind them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from akkoord.app.pages.data import is_iri
from akkoord.graph.release.layout import NAME

from .asking import RefusedError

if TYPE_CHECKING:
    from .asking import Asker

QUERIES: Final = Path(__file__).parent / "queries"
NOTICE: Final = (
    "The assessments in these reports were written by a language model. They are not the Flemish "
    "Government's; the decisions they cite are. Cite the sources below and check them."
)
NAMELESS: Final = (
    "This answer names no thing of the graph, so the lines of reports behind it cannot be told. To "
    "have them, select the things themselves beside their texts, numbers and days (as in SELECT "
    "?statement ?text, without COUNT), and cite from that answer."
)
MOST: Final = 40
"""Sources that are told for one answer."""

_THING: Final = re.compile(r"https?://[^\s<>\"]+?/id/[^\s<>\"#]+")


@cache
def query(name: str) -> str:
    """Return the query in ``queries/{name}.rq``."""
    return (QUERIES / f"{name}.rq").read_text("utf-8")


async def rows(asker: Asker, text: str) -> list[dict[str, str]]:
    """Return the solutions of a query: values by variable."""
    answer = json.loads(await asker.ask(text))
    return [
        {name: term["value"] for name, term in binding.items()}
        for binding in answer["results"]["bindings"]
    ]


@dataclass(frozen=True, slots=True)
class Origin:
    """The release that answers come from.

    Attributes:
        release: its identifier.
        dataset: IRI of the dataset that it is a release of.
        title: of the dataset, in English.
        licence: IRI of the dataset's licence.
    """

    release: str
    dataset: str
    title: str
    licence: str

    @property
    def base(self) -> str:
        """The IRI under which things are named."""
        return self.dataset.removesuffix("id/dataset")

    def told(self, again: str) -> dict[str, str]:
        """Return where an answer comes from, for one who cites it.

        Args:
            again: where the same answer, or the page of it, is found, under the base.
        """
        return {
            "dataset": self.dataset,
            "title": self.title,
            "licence": self.licence,
            "release": self.release,
            "release_page": f"{self.base}releases/{self.release}",
            "dump": f"{self.base}dumps/{self.release}/{NAME}.trig.gz",
            "ask_again": urljoin(self.base, again),
        }


async def origin(asker: Asker) -> Origin:
    """Return the release that answers come from.

    Raises:
        RefusedError: there is none, or it has no catalogue.
    """
    found = await rows(asker, query("origin"))
    if not found:
        raise RefusedError("What is asked is no release of akkoord: it has no catalogue.")
    return Origin(await asker.release(), **found[0])


async def sources(asker: Asker, answer: str) -> list[dict[str, Any]]:
    """Return the sources of an answer, in the order in which it names them.

    Args:
        asker: evaluates queries.
        answer: any text that names things by their IRIs.
    """
    named = dict.fromkeys(iri for iri in _THING.findall(answer) if is_iri(iri))
    asked = " ".join(f"<{iri}>" for iri in list(named)[:MOST])
    if not asked:
        return []
    found = await rows(asker, query("sources").replace("<urn:akkoord:things>", asked))
    known = {row.pop("thing"): row for row in found if "thing" in row}
    return [{"iri": iri, **known[iri]} for iri in named if iri in known]
