"""JSON-LD 1.1 with the short names of ``ontology/context.jsonld``.

A document carries of the context what it uses, so that it can be read without asking us for
anything; ``/ns/context.jsonld`` serves all of it. A value is written under a short name only
where that name's definition says exactly what the value is; anything else is written out under a
prefixed name. https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from akkoord.graph.vocabulary import PREFIXES, RDF, XSD

from .address import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Term = NamedNode | BlankNode | Literal | Triple

CONTEXT: Final = Path(__file__).parent.parent.parent / "ontology" / "context.jsonld"
_TYPE: Final = f"{RDF}type"
_CANONICAL: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_PREFIX: Final = re.compile(r"([a-z]+):(?!//)")
_UNUSED: Final = {"@type": "@none"}
_ALWAYS: Final = ("@version", "id", "type")


def json_ld(triples: Iterable[Triple]) -> bytes:
    """Return ``triples`` as compacted JSON-LD: one node object a subject, in order."""
    nodes: dict[str, dict[str, list[Term]]] = {}
    for triple in triples:
        node = nodes.setdefault(_name(triple.subject), {})
        node.setdefault(triple.predicate.value, []).append(triple.object)
    written = [_node(iri, properties) for iri, properties in nodes.items()]
    content = {"@context": _used(written), "@graph": written}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def context_document() -> str:
    """Return the whole context as a document of its own."""
    return json.dumps({"@context": context()}, ensure_ascii=False, indent=1)


@cache
def context() -> Mapping[str, Any]:
    """Return the definitions of the context, with prefixes for all our vocabularies."""
    own: dict[str, Any] = json.loads(CONTEXT.read_bytes())["@context"]
    return {**PREFIXES, **own}


@cache
def _by_property() -> Mapping[str, tuple[str, ...]]:
    """Return the names of each property, and of each class, by IRI."""
    found: dict[str, list[str]] = {}
    for name, definition in context().items():
        iri = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(iri, str) and ":" in iri and name not in PREFIXES:
            found.setdefault(_expanded(iri), []).append(name)
    return {iri: tuple(names) for iri, names in found.items()}


def _expanded(name: str) -> str:
    prefix, _, rest = name.partition(":")
    namespace = context().get(prefix)
    return f"{namespace}{rest}" if isinstance(namespace, str) else name


def _node(iri: str, properties: Mapping[str, list[Term]]) -> dict[str, Any]:
    classes = [_class(_name(value)) for value in properties.get(_TYPE, ())]
    scoped = _scoped(sorted(classes))
    node: dict[str, Any] = {"id": iri}
    if classes:
        node["type"] = classes if len(classes) > 1 else classes[0]
    for property_, values in properties.items():
        if property_ != _TYPE:
            _add(node, property_, values, scoped)
    return node


def _class(iri: str) -> str:
    return next(iter(_by_property().get(iri, ())), compact(iri))


def _scoped(classes: Iterable[str]) -> Mapping[str, Any]:
    """Return the definitions that hold within a node of these classes alone.

    Names that these make plain strings are not used: rdflib (7.6) keeps the language of the
    outer definition, and tells ``xsd:string`` apart from no datatype.
    """
    found: dict[str, Any] = {}
    for name in classes:
        definition = context().get(name)
        found |= definition.get("@context", {}) if isinstance(definition, dict) else {}
    return {name: each if "@type" in each else _UNUSED for name, each in found.items()}


def _add(
    node: dict[str, Any], property_: str, values: Iterable[Term], scoped: Mapping[str, Any]
) -> None:
    names = {name: scoped.get(name, context()[name]) for name in _by_property().get(property_, ())}
    for value in values:
        short = ((n, text) for n, d in names.items() if (text := _fitting(d, value)) is not None)
        name, written = next(short, (compact(property_), _whole(value)))
        many = "@container" in names.get(name, ())
        _append(node, name, written, many=many)


def _append(node: dict[str, Any], name: str, written: Any, *, many: bool) -> None:
    if name not in node:
        node[name] = [written] if many else written
    elif isinstance(node[name], list):
        node[name].append(written)
    else:
        node[name] = [node[name], written]


def _fitting(definition: Any, value: Term) -> str | int | None:
    """Return ``value`` as a bare string or number, if ``definition`` gives back the rest of it."""
    defined = definition if isinstance(definition, dict) else {}
    kind, language = defined.get("@type"), defined.get("@language")
    if isinstance(value, Literal):
        if kind is None and value.language == language and _is_plain(value):
            return value.value
        if kind and _expanded(kind) == value.datatype.value and not _is_plain(value):
            number = value.datatype.value == f"{XSD}integer" and _CANONICAL.fullmatch(value.value)
            return int(value.value) if number else value.value
        return None
    if kind == "@vocab":
        return compact(_name(value))
    return _name(value) if kind == "@id" else None


def _is_plain(value: Literal) -> bool:
    return value.language is not None or value.datatype.value == f"{XSD}string"


def _whole(value: Term) -> str | dict[str, str]:
    if not isinstance(value, Literal):
        return {"id": _name(value)}
    if value.language is not None:
        return {"@value": value.value, "@language": value.language}
    if _is_plain(value):
        return value.value
    return {"@value": value.value, "@type": compact(value.datatype.value)}


def _name(term: Term) -> str:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    raise TypeError(f"no IRI and no blank node: {term}")


def _used(nodes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what ``nodes`` use of the context, in alphabetical order."""
    used = {*_ALWAYS}
    for node in nodes:
        used.update(node)
        used.update(_texts(node.get("type")))
    definitions = [context()[name] for name in used & context().keys()]
    words = [*used, *_texts(definitions), *_compacted(nodes)]
    used.update(match[1] for word in words if (match := _PREFIX.match(word)))
    return {name: context()[name] for name in sorted(used & context().keys())}


def _texts(value: Any) -> Iterator[str]:
    """Return all keys and strings in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)


def _compacted(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Return the values in which a prefix may stand: types of literals, and names of terms."""
    for node in nodes:
        for name, value in node.items():
            definition = context().get(name)
            if isinstance(definition, dict) and definition.get("@type") == "@vocab":
                yield from _texts(value)
            for inside in value if isinstance(value, list) else [value]:
                if isinstance(inside, dict):
                    yield inside.get("@type", "")
