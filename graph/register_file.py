"""One register as it stands in ``ontology/``: its triples, and where in the file each is said.

RDF has no lines. A fault in a register is mended in its Turtle file, though, so the text is kept
beside the triples and the line of an entry, or of one value in it, is looked up when needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from .errors import Finding, RegisterError, Severity
from .vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT: Final = Path(__file__).resolve().parent.parent
_ONTOLOGY: Final = _ROOT / "ontology"
_ENTRY: Final = re.compile(r"^[^\s#@]\S*", re.MULTILINE)

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A Turtle file of ``ontology/``, parsed.

    Attributes:
        path: where it lies.
        text: as read.
        prefixes: declared in it, by name without the colon.
        quads: its triples, in the order of the file, in the default graph.
    """

    path: Path
    text: str
    prefixes: Mapping[str, str]
    quads: tuple[Quad, ...]

    def line(self, subject: Term, predicate: Term, value: Term) -> int:
        """Return the line, from 1, that says so of ``subject``.

        Where no line bears both predicate and value (a list of values, a number's shorthand),
        the first that bears either; failing that, the first of the entry. 0 where the file has
        no entry for ``subject``, as for a blank node.
        """
        patterns = (_standing_alone(self._spellings(each)) for each in (predicate, value))
        predicate_said, value_said = patterns
        best, likeness = 0, -1
        for number, line in self._entry(subject):
            found = bool(predicate_said.search(line)) + bool(value_said.search(line))
            if found > likeness:
                best, likeness = number, found
        return best

    def entries(self) -> Iterator[tuple[str, int]]:
        """Yield the IRI of each entry, and where in the text it begins, in the order of the file.

        An entry begins where a line does, so one that is there twice comes twice.
        """
        for found in _ENTRY.finditer(self.text):
            written = found[0]
            prefix, colon, rest = written.partition(":")
            if written.startswith("<"):
                yield written.strip("<>"), found.start()
            elif colon and prefix in self.prefixes:
                yield self.prefixes[prefix] + rest, found.start()

    def line_at(self, offset: int) -> int:
        """Return the line, from 1, on which a character of the text stands."""
        return self.text.count("\n", 0, offset) + 1

    def _entry(self, subject: Term) -> Iterator[tuple[int, str]]:
        spellings = self._spellings(subject)
        inside = False
        for number, line in enumerate(self.text.splitlines(), 1):
            if line and not line[0].isspace() and not line.startswith("#"):
                inside = line.split()[0] in spellings
            if inside:
                yield number, line

    def _spellings(self, term: Term) -> frozenset[str]:
        if not isinstance(term, NamedNode):
            return frozenset((str(term),))
        if term.value == RDF + "type":
            return frozenset(("a", "rdf:type", str(term)))
        short = (
            f"{prefix}:{term.value.removeprefix(namespace)}"
            for prefix, namespace in self.prefixes.items()
            if term.value.startswith(namespace)
        )
        return frozenset((str(term), *short))

    def finding(self, code: str, line: int, message: str, remedy: str) -> Finding:
        """Return a finding of severity error on ``line`` of this file."""
        return Finding(_shown(self.path), line, Severity.ERROR, code, message, remedy)


def _shown(path: Path) -> str:
    """Return where a register of this program lies in it, and any other path as it is."""
    lies = path.resolve()
    return lies.relative_to(_ROOT).as_posix() if lies.parent == _ONTOLOGY else str(path)


def _standing_alone(spellings: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, spellings))})(?=[\s;,.]|$)")


def read_register(path: Path) -> RegisterFile:
    """Read and parse one Turtle file.

    Raises:
        RegisterError: it is missing, not UTF-8 or not Turtle; the finding names the line.
    """
    try:
        text = path.read_text("utf-8")
        parser = parse(input=text, format=RdfFormat.TURTLE)
        quads = tuple(parser)
    except OSError as error:
        message, line = f"cannot be read: {error.strerror}", 0
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        message, line = f"is not UTF-8: {error.reason}", before.count(b"\n") + 1
    except SyntaxError as error:
        message, line = f"is not Turtle: {error.msg}", error.lineno or 0
    else:
        return RegisterFile(path, text, parser.prefixes, quads)
    remedy = "restore the file from the repository, or mend it there"
    finding = Finding(_shown(path), line, Severity.ERROR, "unreadable-register", message, remedy)
    raise RegisterError(str(finding), (finding,))
