"""Our side: the decisions of a release, as far as they are compared with Themis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import QuerySolution, QuerySolutions, RdfFormat, Store

from ..errors import ReleaseError
from ..terms import value

if TYPE_CHECKING:
    from ..release.layout import Release

QUERY: Final = Path(__file__).with_name("decisions.rq")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that reports cite.

    Attributes:
        iri: its IRI.
        title: normalised (:func:`akkoord.graph.iris.normalised_title`).
        day: the meeting's day in Brussels.
        start: the meeting's start, in UTC; ``None`` where the sources do not tell.
    """

    iri: str
    title: str
    day: date
    start: datetime | None


def decisions_of(release: Release) -> tuple[Decision, ...]:
    """Return the decisions of ``release``, in order of IRI.

    Raises:
        ReleaseError: the release's dataset is missing or damaged.
    """
    path = release.file("nt")
    store = Store()
    try:
        store.bulk_load(path=str(path), format=RdfFormat.N_TRIPLES)
        solutions = store.query(QUERY.read_text("utf-8"))
        assert isinstance(solutions, QuerySolutions)  # noqa: S101 - it is a SELECT query
        found = {decision.iri: decision for decision in map(_decision, solutions)}
    except (OSError, ValueError, SyntaxError) as error:
        raise ReleaseError(
            f"{path}: the decisions cannot be read ({error}); build the release again"
        ) from error
    return tuple(found.values())


def _decision(solution: QuerySolution) -> Decision:
    start = solution["start"]
    return Decision(
        value(solution["decision"]),
        value(solution["title"]),
        date.fromisoformat(value(solution["day"])),
        datetime.fromisoformat(value(start)) if start else None,
    )
