"""The page of a named graph that is nothing else besides, such as a register's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from .data import graph, number, query, text
from .language import current
from .thing import Link, Thing, links


@dataclass(frozen=True, slots=True)
class Contents:
    """The things of one class that a graph describes.

    Attributes:
        class_: IRI of the class.
        things: in order of label.
    """

    class_: str
    things: tuple[Link, ...]


def page(iri: str) -> str | None:
    """Return the page of the named graph ``iri``; ``None`` where there is no such graph."""
    size = number(graph().rows("graph-size", iri)[0], "triples")
    if not size:
        return None
    rows = graph().rows("graph-contents", iri)
    classes = sorted({text(row, "class") for row in rows})
    contents = tuple(
        Contents(c, links([r for r in rows if text(r, "class") == c], "value", "label", current()))
        for c in classes
    )
    queries = (query("graph-contents", iri), query("graph", iri))
    return render_template(
        "graph.html", thing=Thing(iri, {}, {}), size=size, contents=contents, queries=queries
    )
