"""SHACL validation: what a graph must look like, checked with pyshacl.

A report's graph is checked on its own, together with the types of the register nodes that it
links to; the registers are checked once, all together. The shapes are Turtle in ``shapes/``. See
https://www.w3.org/TR/shacl/#validation-report.

pyshacl and rdflib take 0.4 s to import, so they are imported where a validation runs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from . import vocabulary as v
from .iris import digest
from .results import Result
from .terms import DATE, LABEL, A, ra, term, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rdflib import Graph
    from rdflib.term import Node

    from .derive.facts import Facts
    from .register_model import Registers
    from .release.chunk import NamedGraph
    from .shacl import Shapes

SHAPES: Final = Path(__file__).parent.parent / "shapes"
REPORT: Final = ("common", "quality", "report*")
REGISTER: Final = ("common", "register*")
DERIVED: Final = ("common", "derived*", "quality", "register-concept")
XSD_DATE: Final = NamedNode(v.XSD + "date")


def validate_report(graphs: Iterable[NamedGraph], registers: Registers) -> tuple[Result, ...]:
    """Validate one report's graph, and what is derived from it alone.

    Args:
        graphs: the report's own and the derived ones.
        registers: of the same base; what the graphs link to takes its type from there.
    """
    triples = [quad.triple for graph in graphs for quad in graph.quads]
    results = _validate([*triples, *_background(triples, registers)], REPORT)
    lines = _source_lines(triples) if results else {}
    return tuple(
        replace(each, line=lines.get(each.focus) or lines.get(each.value.strip("<>")) or 1)
        for each in results
    )


def _source_lines(triples: Sequence[Triple]) -> dict[str, int]:
    """Return where in the file each thing is told of; a decision, where it is first referred to."""
    told: dict[NamedNode, list[tuple[str, str]]] = {
        ra(name): [] for name in ("sourceLine", "decision", "meeting")
    }
    for subject, name, said in triples:
        if name in told:
            told[name].append((value(subject), value(said)))
    lines = {subject: int(line) for subject, line in told[ra("sourceLine")]}
    for link in ("decision", "meeting"):
        for subject, linked in told[ra(link)]:
            if subject in lines:
                lines.setdefault(linked, lines[subject])
    return lines


def validate_registers(registers: Registers) -> tuple[Result, ...]:
    """Validate all registers together."""
    triples = [quad.triple for register in registers.registers for quad in register.quads]
    return _validate(triples, REGISTER)


def validate_derived(
    graphs: Iterable[NamedGraph], facts: Iterable[Facts], registers: Registers
) -> tuple[Result, ...]:
    """Validate what the rules concluded across reports, topics included.

    Args:
        graphs: what they concluded.
        facts: what they read, for the types and days of the decisions that they tell of.
        registers: of the same base.
    """
    triples = [quad.triple for graph in graphs for quad in graph.quads]
    nodes = {node for triple in triples for node in (triple.subject, triple.object)}
    decisions = {decision for each in facts for decision in each.decisions}
    for decision in decisions:
        node = NamedNode(decision.iri)
        if node not in nodes:
            continue
        triples.append(Triple(node, A, ra("Decision")))
        triples.append(Triple(node, DATE, Literal(decision.day, datatype=XSD_DATE)))
    schemes = [each for each in registers.registers if each.name in ("domains", "themes")]
    background = [
        *_background(triples, registers),
        *(quad.triple for register in schemes for quad in register.quads),
    ]
    return _validate([*triples, *background], DERIVED)


def validate_alone(graphs: Iterable[NamedGraph], registers: Registers) -> tuple[Result, ...]:
    """Validate what was concluded and can be told sound without what it was drawn from.

    Those are the measurements of the dataset, and agendas.
    """
    triples = [quad.triple for graph in graphs for quad in graph.quads]
    return _validate([*triples, *_background(triples, registers)], DERIVED)


def _background(triples: Iterable[Triple], registers: Registers) -> Iterator[Triple]:
    """Yield the types of the nodes that ``triples`` link to and that others describe."""
    linked = {triple.object for triple in triples if isinstance(triple.object, NamedNode)}
    for node in linked:
        for kind in registers.types.get(node, ()):
            yield Triple(node, A, kind)
    topics = {triple.object for triple in triples if triple.predicate == ra("topic")}
    for topic in topics:
        if isinstance(topic, NamedNode):
            yield Triple(topic, A, ra("Topic"))


def load_shapes(*sets: tuple[str, ...]) -> None:
    """Load pyshacl and some sets of shapes, which this process and those it forks will need."""
    for patterns in sets:
        _shapes(patterns)


@cache
def _shapes(patterns: tuple[str, ...]) -> Shapes:
    """Read the shapes in the files that match, once in a process."""
    from .shacl import read_shapes  # noqa: PLC0415

    return read_shapes(path for each in patterns for path in sorted(SHAPES.glob(f"{each}.ttl")))


def _validate(triples: Iterable[Triple], patterns: tuple[str, ...]) -> tuple[Result, ...]:
    from .shacl import validate  # noqa: PLC0415

    shapes = _shapes(patterns)
    return tuple(sorted(_results(validate(triples, shapes), shapes.messages)))


def _results(report: Graph, messages: Mapping[tuple[str, str], str]) -> Iterator[Result]:
    from rdflib import RDF, SH  # noqa: PLC0415

    for node in report.subjects(RDF.type, SH.ValidationResult):
        shape = str(report.value(node, SH.sourceShape))
        value = report.value(node, SH.value)
        yield Result(
            severity=str(report.value(node, SH.resultSeverity)),
            focus=str(report.value(node, SH.focusNode)),
            path=str(report.value(node, SH.resultPath) or ""),
            value=_n_triples(value) if value is not None else "",
            shape=shape,
            component=str(report.value(node, SH.sourceConstraintComponent)),
            message_nl=messages.get((shape, "nl"), ""),
            message_en=messages.get((shape, "en"), ""),
        )


def _n_triples(node: Node) -> str:
    """Return a term in N-Triples: rdflib's ``n3`` writes a text of several lines as Turtle."""
    from rdflib import Literal as Lexical  # noqa: PLC0415

    if isinstance(node, Lexical):
        kind = NamedNode(node.datatype) if node.datatype else None
        return str(Literal(str(node), datatype=kind, language=node.language))
    return node.n3()


def validation_report(results: Sequence[Result], base: str) -> tuple[Triple, ...]:
    """Return the results as a SHACL validation report without blank nodes."""
    report = NamedNode(f"{base}id/validation")
    conforms = not any(result.is_violation for result in results)
    triples = [
        Triple(report, A, term(v.SH, "ValidationReport")),
        Triple(report, LABEL, Literal("Validatieverslag", language="nl")),
        Triple(report, LABEL, Literal("Validation report", language="en")),
        Triple(report, term(v.SH, "conforms"), Literal(conforms)),
    ]
    for result in results:
        node = NamedNode(f"{report.value}/{digest(repr(result))}")
        triples.append(Triple(report, term(v.SH, "result"), node))
        triples += _result(node, result)
    return tuple(dict.fromkeys(triples))


def _result(node: NamedNode, result: Result) -> Iterator[Triple]:
    yield Triple(node, A, term(v.SH, "ValidationResult"))
    yield Triple(node, LABEL, Literal(result.message_nl, language="nl"))
    yield Triple(node, term(v.SH, "resultSeverity"), NamedNode(result.severity))
    yield Triple(node, term(v.SH, "focusNode"), NamedNode(result.focus))
    if result.path:
        yield Triple(node, term(v.SH, "resultPath"), NamedNode(result.path))
    if result.value:
        (quad,) = ox.parse(f"<x:s> <x:p> {result.value} .", format=ox.RdfFormat.N_TRIPLES)
        yield Triple(node, term(v.SH, "value"), quad.object)
    yield Triple(node, term(v.SH, "sourceShape"), NamedNode(result.shape))
    component = NamedNode(result.component)
    yield Triple(node, term(v.SH, "sourceConstraintComponent"), component)
    for language, message in (("nl", result.message_nl), ("en", result.message_en)):
        yield Triple(node, term(v.SH, "resultMessage"), Literal(message, language=language))
