"""The query files: each valid as it stands, none open to what a request brings."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from akkoord.app.pages.data import PROPERTY, QUERIES, THING, is_iri, query
from akkoord.app.pages.examples import examples

NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))


@pytest.mark.parametrize("name", NAMES)
def test_every_query_file_is_a_query_that_says_what_it_asks(name: str) -> None:
    text = query(name, "https://example.org/a", "https://example.org/b")
    assert text.startswith("# ")
    assert THING not in text
    assert PROPERTY not in text
    ox.Store().query(text)


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "relative/path",
        "https://example.org/a b",
        "https://example.org/a>",
        "https://example.org/<a",
        'https://example.org/"',
        "https://example.org/{",
        "https://example.org/a\n",
        "https://example.org/\\u003e",
        "https://example.org/é",
        "https://example.org/^`|",
    ],
)
def test_what_could_break_out_of_an_iri_never_gets_into_a_query(iri: str) -> None:
    assert not is_iri(iri)
    with pytest.raises(ValueError, match="not an IRI"):
        query("outgoing", iri)


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.name)
def test_every_example_is_a_query_with_a_title_in_both_languages(example) -> None:  # type: ignore[no-untyped-def]
    assert set(example.titles) == set(example.questions) == {"nl", "en"}
    for text in example.texts.values():
        assert "# title" not in text
        assert "# question" not in text
        assert any(word in text for word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))


def test_an_example_asks_for_labels_in_the_language_of_its_reader() -> None:
    labelled = [each for each in examples() if "LANG(" in each.texts["nl"]]
    assert len(labelled) > 5
    for example in labelled:
        for language, other in (("nl", "en"), ("en", "nl")):
            assert f'= "{language}"' in example.texts[language]
            assert f'= "{other}"' not in example.texts[language]
