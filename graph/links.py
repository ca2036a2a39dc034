"""The register of links: which of our decisions is which news item of Themis.

``akkoord reconcile`` writes it beside the releases, one link a line, sorted; the next build
takes it in as the named graph ``links``. What a person adds below :data:`BY_HAND` is kept by
later runs, so that a candidate confirmed by reading stays confirmed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from . import vocabulary as v
from .errors import Finding, RegisterError
from .iris import Names
from .terms import LABEL, TITLE, A, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from .register_file import RegisterFile

FILE: Final = "links.ttl"
"""Name of the register in the folder of releases."""

EXACT: Final = term(v.SKOS, "exactMatch")
CLOSE: Final = term(v.SKOS, "closeMatch")
SOURCE: Final = term(v.DCTERMS, "source")
DESCRIPTION: Final = term(v.DCTERMS, "description")
LINKSET: Final = term(v.VOID, "Linkset")
THEMIS: Final = "http://themis.vlaanderen.be/"
BY_HAND: Final = "# Links added by hand; later runs keep everything below this line."

_DECISION: Final = r"id/decision/[0-9]{4}-[0-9]{2}-[0-9]{2}/[a-z0-9-]+-[0-9a-f]{10}"
_WEB: Final = re.compile(r"https?://[^/].*")


@dataclass(frozen=True, slots=True)
class LinkBlock:
    """Links found by one rule.

    Attributes:
        rule: in words, one line.
        predicate: :data:`EXACT` or :data:`CLOSE`.
        pairs: IRIs of a decision and of the news item.
    """

    rule: str
    predicate: NamedNode
    pairs: Iterable[tuple[str, str]]


def link_register(base: str, origins: Sequence[str], blocks: Sequence[LinkBlock]) -> str:
    """Return the register as Turtle, without links added by hand.

    Args:
        base: under which our decisions are named.
        origins: IRIs of what the links were found in.
        blocks: the links, by rule.
    """
    described = _description(NamedNode(Names(base).graph("links")), origins, blocks)
    parts = [
        "# Our decisions and the news items of the Flemish Government that report them.\n"
        "# Written by “akkoord reconcile”; “akkoord build” takes it in.\n\n"
        f"@prefix skos: <{v.SKOS}> .\n",
        _lines(described),
    ]
    for block in blocks:
        name = block.predicate.value.removeprefix(v.SKOS)
        links = sorted(f"<{ours}> skos:{name} <{theirs}> .\n" for ours, theirs in block.pairs)
        parts.append(f"# {name}, {len(links)} links: {block.rule}.\n{''.join(links)}")
    return "\n".join([*parts, f"{BY_HAND}\n"])


def links_by_hand(text: str) -> str:
    """Return what a person added to the register ``text``; empty where there is nothing."""
    return text.partition(f"{BY_HAND}\n")[2]


def load_links(path: Path, base: str) -> tuple[Quad, ...]:
    """Load the register as the named graph ``links``; nothing where there is none.

    A link may be about a decision that the reports of a build do not cite; it is for the build
    to leave it out.

    Args:
        path: of the register.
        base: under which our decisions are named.

    Raises:
        RegisterError: it is not Turtle, or says something else than what it is, and that one of
            our decisions matches something on the web; the findings name the lines.
    """
    if not path.exists():
        return ()
    from .register_file import read_register  # noqa: PLC0415 - where there is one

    file = read_register(path)
    graph = NamedNode(Names(base).graph("links"))
    faults = tuple(_faults(file, base, graph))
    if faults:
        others = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise RegisterError(f"{faults[0]}{others}", faults)
    return tuple(dict.fromkeys(Quad(s, p, o, graph) for s, p, o, _ in file.quads))


def _description(
    graph: NamedNode, origins: Sequence[str], blocks: Sequence[LinkBlock]
) -> Iterator[Triple]:
    yield Triple(graph, A, LINKSET)
    for text, language in (
        ("Links van onze beslissingen naar nieuwsberichten van de Vlaamse Regering", "nl"),
        ("Links from our decisions to news items of the Flemish Government", "en"),
    ):
        yield Triple(graph, TITLE, Literal(text, language=language))
        yield Triple(graph, LABEL, Literal(text, language=language))
    for origin in origins:
        yield Triple(graph, SOURCE, NamedNode(origin))
    for block in blocks:
        name = block.predicate.value.removeprefix(v.SKOS)
        rule = Literal(f"skos:{name}: {block.rule}.", language="en")
        yield Triple(graph, DESCRIPTION, rule)


def _lines(triples: Iterable[Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _faults(file: RegisterFile, base: str, graph: NamedNode) -> Iterator[Finding]:
    decision = re.compile(re.escape(base) + _DECISION)
    for quad in file.quads:
        own = quad.subject == graph
        fault = _fault_of_itself(quad) if own else _fault(quad, base, decision)
        if fault:
            line = file.line(quad.subject, quad.predicate, quad.object)
            yield file.finding(fault.code, line, fault.message, fault.remedy)


class _Fault(NamedTuple):
    code: str
    message: str
    remedy: str


def _fault_of_itself(quad: Quad) -> _Fault | None:
    """Return what is wrong with what the register says of itself: see :func:`_description`."""
    predicate, value = quad.predicate, quad.object
    if predicate in (TITLE, LABEL, DESCRIPTION):
        sound = isinstance(value, Literal) and bool(value.language)
    elif predicate == SOURCE:
        sound = isinstance(value, NamedNode)
    else:
        sound = (predicate, value) == (A, LINKSET)
    if sound:
        return None
    return _Fault(
        "register-of-another-kind",
        f"{predicate} {value} is nothing that a register of links says of itself",
        "remove the line, or run “akkoord reconcile” again",
    )


def _fault(quad: Quad, base: str, decision: re.Pattern[str]) -> _Fault | None:
    subject, predicate, value = quad.subject, quad.predicate, quad.object
    if not isinstance(subject, NamedNode) or not decision.fullmatch(subject.value):
        return _Fault(
            "link-of-no-decision",
            f"{subject} is no decision under {base}",
            "copy the decision’s IRI from its page, or run “akkoord reconcile” again",
        )
    if predicate not in (EXACT, CLOSE):
        return _Fault(
            "link-of-another-kind",
            f"{predicate} is neither skos:exactMatch nor skos:closeMatch",
            "say one of the two, or remove the line",
        )
    if not isinstance(value, NamedNode) or not _WEB.fullmatch(value.value):
        return _Fault(
            "link-to-no-address",
            f"{value} is no http or https IRI",
            "give the IRI of a news item, such as "
            f"<{THEMIS}id/nieuwsbericht/00000000-0000-0000-0000-000000000000>",
        )
    return None
