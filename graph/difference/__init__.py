"""The verb ``diff``: what changed between two releases, in triples and in words.

No release holds a blank node and each writes a quad in one way only, so two releases differ in
exactly the lines of N-Quads by which their files differ (:mod:`.quads`). The lines are told to
programs as a SPARQL Update or an RDF Patch (:mod:`.spelling`), and to people by what they are
about: reports, their sentences and citations, decisions, registers (:mod:`.changes`,
:mod:`.words`).
"""

from .changes import Changes, changes_of
from .quads import Difference, diff
from .spelling import rdf_patch, sparql_update
from .words import in_words

__all__ = [
    "Changes",
    "Difference",
    "changes_of",
    "diff",
    "in_words",
    "rdf_patch",
    "sparql_update",
]
