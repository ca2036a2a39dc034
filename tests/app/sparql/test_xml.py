"""What is called writable in RDF/XML is, and what is not is not."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from akkoord.app.sparql.xml import NotXmlError, XmlWriter, declarable, in_rdf_xml

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
S = NamedNode("urn:s")


def triple(predicate: str, text: str = "text") -> Triple:
    return Triple(S, NamedNode(predicate), Literal(text))


def written(triples: Sequence[Triple], prefixes: Sequence[tuple[str, str]] = ()) -> bytes:
    output = io.BytesIO()
    pyoxigraph.serialize(
        in_rdf_xml(triples),
        XmlWriter(output),  # type: ignore[arg-type]
        RdfFormat.RDF_XML,
        prefixes=declarable(prefixes),
    )
    return output.getvalue()


def read(content: bytes) -> list[Triple]:
    ET.fromstring(content)
    return [quad.triple for quad in pyoxigraph.parse(content, RdfFormat.RDF_XML)]


@pytest.mark.parametrize("end", ["a", "1a", "_", "/a-1.b", "a#é", "·é·", "a%C3%A9", "?a:b"])
def test_a_predicate_that_ends_in_a_name_is_written(end: str) -> None:
    assert read(written([triple(f"urn:x/{end}")])) == [triple(f"urn:x/{end}")]


@pytest.mark.parametrize("end", ["", "1", "a/", "-", "a#1.2-3", "·", "a,", "×"])
def test_a_predicate_that_does_not_is_refused(end: str) -> None:
    with pytest.raises(NotXmlError, match="ask for Turtle"):
        written([triple(f"urn:x/{end}")])


def test_a_predicate_in_a_triple_term_is_refused_likewise() -> None:
    term = Triple(S, NamedNode("urn:p"), triple("urn:x/1"))
    with pytest.raises(NotXmlError):
        written([term])


@pytest.mark.parametrize("name", ["li", "Description", "about", "parseType", "aboutEach"])
def test_a_name_of_the_syntax_is_refused(name: str) -> None:
    with pytest.raises(NotXmlError):
        written([triple(f"{RDF}{name}")])


@pytest.mark.parametrize("prefix", ["xml", "xmlns", "rdf", "its", "oxprefix", ""])
def test_a_prefix_that_xml_keeps_for_itself_does_no_harm(prefix: str) -> None:
    triples = [triple("http://x/a")]
    assert read(written(triples, [(prefix, "http://x/")])) == triples


@given(
    st.text(  # beyond Latin-1, expat knows the names of an older edition of XML only
        st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='<>"{}|\\^`')
    )
)
def test_what_is_written_reads_back(end: str) -> None:
    try:
        predicate = triple(f"urn:x/{end}")
        content = written([predicate])
    except (NotXmlError, ValueError):
        return
    assert read(content) == [predicate]


@pytest.mark.parametrize("split", range(1, 4))
def test_a_character_that_xml_has_not_is_found_across_parts(split: int) -> None:
    content = "\ufffe".encode()
    writer = XmlWriter(io.BytesIO())  # type: ignore[arg-type]
    parts = (b"a" + content[:split], content[split:] + b"b")
    with pytest.raises(NotXmlError):
        list(map(writer.write, parts))


def test_other_characters_pass() -> None:
    output = io.BytesIO()
    XmlWriter(output).write("\t\r\né\ufffd\U0010ffff".encode())  # type: ignore[arg-type]
    assert output.getvalue().decode() == "\t\r\né\ufffd\U0010ffff"
