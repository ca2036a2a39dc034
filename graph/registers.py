"""The registers: what is known before any report is read.

The agreement's contents, the policy domains, the themes, the agencies and the ontology are
curated Turtle files in ``ontology/``. Here they become quads in named graphs of their own, under
the base of the build, with the lookups that parsing and conversion need. Everything is read
anew at each call: it takes some 50 ms and nothing is shared.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from . import vocabulary as v
from .errors import RegisterError
from .iris import Names
from .register_facts import Facts, gather, name
from .register_file import RegisterFile, read_register
from .register_model import ContentsRow, Register, Registers
from .register_rules import faults
from .terms import A

if TYPE_CHECKING:
    from collections.abc import Iterable

ONTOLOGY_FOLDER: Final = Path(__file__).parent.parent / "ontology"
NAMES: Final = ("agreement", "domains", "themes", "agencies", "provenance")
NAMED_IN_DEFAULT_BASE: Final = v.DEFAULT_BASE + "id/"


def load_registers(base: str) -> Registers:
    """Load the registers that come with this program.

    Args:
        base: absolute IRI that ends in a slash; what the registers name under the default base
            is named under this one. The ontology's namespace is fixed.

    Raises:
        RegisterError: a register cannot be read or contradicts itself; see :func:`read_registers`.
    """
    return read_registers(ONTOLOGY_FOLDER, base)


def read_registers(folder: Path, base: str) -> Registers:
    """Load the registers in ``folder``.

    Raises:
        RegisterError: its findings name file and line of each fault, of all registers: broken
            Turtle, a link to a theme, domain, section or agency that is not there, a label given
            twice or not at all, a loop of successors or parents, a Themis IRI that is not in
            force, a section that is missing, an entry out of its place; see
            :mod:`.register_rules` and :mod:`.register_entries`.
    """
    names = Names(base)
    files = {each: read_register(folder / f"{each}.ttl") for each in NAMES}
    ontology = read_register(folder / "ontology.ttl")
    themis = read_register(folder / "themis.ttl")
    facts = gather(files.values())
    found = faults(facts, frozenset(name(quad.subject) for quad in themis.quads))
    if found:
        others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise RegisterError(f"{found[0]}{others}", found)
    registers = (
        *(_register(each, file, names.graph(each), base) for each, file in files.items()),
        _register("ontology", ontology, v.ONTOLOGY, base),
    )
    return Registers(
        load=lambda: registers,
        section_themes=_section_themes(facts, base),
        rows=_rows(facts),
        themes=_themes(facts, base),
        types=_types(registers),
    )


def _types(registers: Iterable[Register]) -> dict[NamedNode, tuple[NamedNode, ...]]:
    types: dict[NamedNode, tuple[NamedNode, ...]] = {}
    for register in registers:
        for quad in register.quads:
            if quad.predicate == A:
                node, _, kind, _ = quad
                if isinstance(node, NamedNode) and isinstance(kind, NamedNode):
                    types[node] = (*types.get(node, ()), kind)
    return types


def _register(title: str, file: RegisterFile, graph: str, base: str) -> Register:
    node = NamedNode(graph)
    if base == v.DEFAULT_BASE:
        return Register(title, graph, tuple(Quad(s, p, o, node) for s, p, o, _ in file.quads))
    moved: dict[object, NamedNode] = {}
    for quad in file.quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode) and term not in moved:
                moved[term] = NamedNode(_moved(term.value, base))
    quads = (Quad(moved.get(s, s), p, moved.get(o, o), node) for s, p, o, _ in file.quads)
    return Register(title, graph, tuple(quads))


def _moved(iri: str, base: str) -> str:
    if iri.startswith(NAMED_IN_DEFAULT_BASE):
        return base + iri.removeprefix(v.DEFAULT_BASE)
    return iri


def _values(facts: Facts, predicate: str) -> dict[str, str]:
    return {name(fact.subject): name(fact.value) for fact in facts.about(predicate)}


def _sections(facts: Facts) -> list[str]:
    """Return the sections' IRIs in the order of the contents."""
    orders = _values(facts, v.RA + "order")
    return sorted(orders, key=lambda section: int(orders[section]))


def _section_themes(facts: Facts, base: str) -> dict[str, tuple[str, ...]]:
    themes: dict[str, list[str]] = {section: [] for section in _sections(facts)}
    for fact in facts.about(v.RA + "theme"):
        themes[name(fact.subject)].append(_moved(name(fact.value), base))
    return {_moved(section, base): tuple(found) for section, found in themes.items()}


def _rows(facts: Facts) -> tuple[ContentsRow, ...]:
    numbers = _values(facts, v.RA + "number")
    parents = _values(facts, v.DCTERMS + "isPartOf")
    titles = _values(facts, v.DCTERMS + "title")
    domains = _values(facts, v.RA + "domain")
    labels = _dutch_labels(facts)
    return tuple(
        ContentsRow(labels[domains[at]], numbers[at], numbers.get(parents[at]), titles[at])
        for at in _sections(facts)
    )


def _dutch_labels(facts: Facts) -> dict[str, str]:
    return {
        name(fact.subject): name(fact.value)
        for fact in facts.about(v.SKOS + "prefLabel")
        if str(fact.value).endswith("@nl")
    }


def _themes(facts: Facts, base: str) -> dict[str, str]:
    themes = (
        name(fact.subject)
        for fact in facts.about(v.RDF + "type")
        if name(fact.value) == v.RA + "PolicyTheme"
    )
    return {iri.rpartition("/")[2]: _moved(iri, base) for iri in themes}
