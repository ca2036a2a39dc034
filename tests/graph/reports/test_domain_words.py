"""Which policy domain a text is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from akkoord.graph.reports.domain_words import DomainWords

TITLES = [
    ("Brussel", "Uitdagingen en visie"),
    ("Brussel", "Muntpunt en huizen van het Nederlands"),
    ("Wonen", "Uitdagingen en visie"),
    ("Wonen", "Sociale huisvesting"),
    ("Wonen", "De private huurmarkt"),
]
WORDS = DomainWords(TITLES)
DOMAINS = ("Brussel", "Wonen")


def test_the_words_of_its_titles_tell_a_domain() -> None:
    assert WORDS.likeliest("Een sociaal huisvestingsbeleid op de huurmarkt", DOMAINS) == "Wonen"
    assert WORDS.likeliest("MUNTPUNT in BRUSSEL", DOMAINS) == "Brussel"


def test_words_that_all_domains_share_tell_nothing() -> None:
    assert WORDS.likeliest("Uitdagingen en een visie", DOMAINS) is None


def test_a_text_about_both_is_not_decided() -> None:
    assert WORDS.likeliest("Wonen in Brussel", DOMAINS) is None


def test_only_the_domains_asked_about_count() -> None:
    words = DomainWords([*TITLES, ("Media", "Sociale media")])
    assert words.likeliest("media en muntpunt", ("Brussel", "Wonen")) == "Brussel"


@given(st.text(max_size=80))
def test_any_text_has_one_domain_or_none(text: str) -> None:
    assert WORDS.likeliest(text, DOMAINS) in (None, *DOMAINS)
    assert WORDS.likeliest(text, DOMAINS) == WORDS.likeliest(text, DOMAINS[::-1])
