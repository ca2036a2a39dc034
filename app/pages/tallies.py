"""What is counted of a thing that has no time line, for its card: see :mod:`.cards`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from akkoord.graph.vocabulary import RA

from .language import message, numeral

if TYPE_CHECKING:
    from .thing import Link, Thing

Context = Mapping[str, Any]
"""What the template of the thing's page gets; see :mod:`.kinds`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A count and what is counted.

    Attributes:
        count: as people write it.
        words: what, in the reader's language.
    """

    count: str
    words: str


def tallies(thing: Thing, context: Context) -> tuple[Tally, ...]:
    """Return what is counted of ``thing``, the most telling first; what there is none of is not."""
    count = next((count for class_, count in _COUNTED.items() if class_ in thing.types), None)
    counts = count(thing, context) if count else {}
    return tuple(
        Tally(numeral(n), message(f"tally.{name}", n=n)) for name, n in counts.items() if n
    )


def domain_of(thing: Thing, context: Context) -> str:
    """Return the policy domain that ``thing`` is of, or in how many it is cited; or nothing."""
    above = thing.links(f"{RA}domain") or context.get("path", ())[:1]
    if above:
        return str(above[0].label)
    cited: set[Link] = {each.domain for each in _passages(context)}
    if len(cited) > 1:
        return f"{len(cited)} {_words('domains', len(cited))}"
    return next((each.label for each in cited), "")


def _words(name: str, count: int) -> str:
    return message("tally." + name, n=count)


def _passages(context: Context) -> tuple[Any, ...]:
    return context["quoted"].passages if "quoted" in context else ()


def _decision(thing: Thing, context: Context) -> dict[str, int]:
    quoted = context["quoted"]
    return {
        "reports": quoted.reports or len(thing.inverse(f"{RA}cites", "report")),
        "statements": quoted.statements,
        "agencies": len(thing.links(f"{RA}mentions")),
    }


def _section(thing: Thing, context: Context) -> dict[str, int]:
    node = context["node"]
    return {
        "decisions": node.decisions if node else 0,
        "below": node.size - 1 if node else 0,
        "reported": node.reports if node and not node.report else 0,
        "pointing": context["quoted"].statements,
        "agencies": len(thing.links(f"{RA}mentions")),
    }


def _statement(thing: Thing, context: Context) -> dict[str, int]:
    mentioned = len(thing.links(f"{RA}mentions"))
    return {"evidence": len(context["evidence"]), "agencies": mentioned}


def _meeting(_: Thing, context: Context) -> dict[str, int]:
    return {"decisions": len(context["decisions"])}


def _agreement(_: Thing, context: Context) -> dict[str, int]:
    chapters = context["chapters"]
    return {
        "domains": len(chapters),
        "sections": sum(each.size for each in chapters),
        "reported": sum(each.reports for each in chapters),
    }


_COUNTED: Final[Mapping[str, Callable[[Thing, Context], dict[str, int]]]] = {
    f"{RA}Decision": _decision,
    f"{RA}Section": _section,
    f"{RA}Statement": _statement,
    f"{RA}Meeting": _meeting,
    f"{RA}Agreement": _agreement,
}
