"""Where an answer comes from: the things that it names, and the lines of reports behind them."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from akkoord.app.pages.data import is_iri

if TYPE_CHECKING:
    from .asking import Asker

QUERIES: Final = Path(__file__).parent / "queries"
NOTICE: Final = (
    "The assessments in these reports were written by a language model. They are not the Flemish "
    "Government's; the decisions they cite are. Cite the sources below and check them."
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
