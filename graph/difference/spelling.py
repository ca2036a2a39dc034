"""A difference for programs: what makes the one release into the other.

SPARQL Update is understood by every triple store, https://www.w3.org/TR/sparql11-update/; an
RDF Patch is one line a change, https://afs.github.io/rdf-delta/rdf-patch.html.
"""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import TYPE_CHECKING

from ..release.lines import graph_of, triple_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .quads import Difference


def sparql_update(difference: Difference) -> bytes:
    """Return the update that leads from the former release to the latter; empty for none.

    What N-Triples writes as an escape, SPARQL reads as the same character.
    """
    operations = [
        *_operation(b"DELETE", difference.removed),
        *_operation(b"INSERT", difference.added),
    ]
    return b";\n".join(operations)


def rdf_patch(difference: Difference) -> bytes:
    """Return the patch that leads from the former release to the latter, as one transaction."""
    path = f"{difference.before.release.id}/{difference.after.release.id}"
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{difference.after.release.base}{path}")
    return b"".join(
        (
            f"H id <urn:uuid:{name}> .\n".encode(),
            b"TX .\n",
            *(b"D " + line for line in difference.removed),
            *(b"A " + line for line in difference.added),
            b"TC .\n",
        )
    )


def _operation(verb: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    graphs = groupby(sorted(lines, key=graph_of), key=graph_of)
    blocks = [
        b"  GRAPH %b {\n%b  }\n" % (graph, b"".join(b"    " + triple_of(line) for line in inside))
        for graph, inside in graphs
    ]
    if blocks:
        yield verb + b" DATA {\n" + b"".join(blocks) + b"}"
