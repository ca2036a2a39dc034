"""What the registers say, triple by triple, with the file that says it: what the rules look at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from . import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .errors import Finding
    from .register_file import RegisterFile, Term

TYPE: Final = v.RDF + "type"


class Fact(NamedTuple):
    """One triple of a register, and the file that says it; a tuple, as thousands are made."""

    subject: NamedNode | BlankNode
    predicate: NamedNode
    value: Term
    file: RegisterFile

    def finding(self, code: str, message: str, remedy: str) -> Finding:
        """Return a finding on the line that says this."""
        line = self.file.line(self.subject, self.predicate, self.value)
        return self.file.finding(code, line, message, remedy)


@dataclass(frozen=True, slots=True)
class Facts:
    """The triples of all registers.

    Attributes:
        files: that say them, the agreement first.
        by_predicate: the triples, in the order of the files.
        types: what each described thing is.
    """

    files: tuple[RegisterFile, ...]
    by_predicate: Mapping[str, list[Fact]]
    types: Mapping[str, set[str]]

    def about(self, predicate: str) -> list[Fact]:
        """Return the triples with ``predicate``, in the order of the files."""
        return self.by_predicate.get(predicate, [])

    def described(self, kind: str) -> dict[NamedNode | BlankNode, Fact]:
        """Return what says of each ``ra:{kind}`` that it is one, by what it is said of."""
        return {fact.subject: fact for fact in self.about(TYPE) if name(fact.value) == v.RA + kind}


def gather(files: Iterable[RegisterFile]) -> Facts:
    """Return the triples of ``files``, to be looked up by predicate."""
    by_predicate: dict[str, list[Fact]] = defaultdict(list)
    types: dict[str, set[str]] = defaultdict(set)
    read = tuple(files)
    for file in read:
        for subject, predicate, value, _ in file.quads:
            by_predicate[predicate.value].append(Fact(subject, predicate, value, file))
    for fact in by_predicate[TYPE]:
        types[name(fact.subject)].add(name(fact.value))
    return Facts(read, by_predicate, types)


def name(term: Term) -> str:
    """Return an IRI or a literal's text bare, any other term in N-Triples."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
