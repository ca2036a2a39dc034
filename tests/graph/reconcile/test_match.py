"""Which news item is which decision."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from akkoord.graph.reconcile.match import CERTAIN, MOST, match
from akkoord.graph.reconcile.ours import Decision
from akkoord.graph.reconcile.themis import NewsItem

MORNING = datetime(2021, 5, 7, 8, tzinfo=UTC)
AFTERNOON = datetime(2021, 5, 7, 13, tzinfo=UTC)
NEXT_DAY = datetime(2021, 5, 8, 8, tzinfo=UTC)


def ours(title, start=MORNING, *, told=True):
    iri = f"http://ours/{title}/{start.isoformat()}"
    return Decision(iri, title, start.date(), start if told else None)


def theirs(title, start=MORNING, name=None, alternative=""):
    return NewsItem(f"http://theirs/{name or title}", title, alternative, start)


def links(found):
    return [(link.decision.title, link.item.iri) for link in found.exact]


def test_same_day_and_title_is_exact():
    found = match([ours("Brexit: steun")], [theirs("brexit: STEUN", AFTERNOON), theirs("Ander")])
    assert links(found) == [("Brexit: steun", "http://theirs/brexit: STEUN")]
    assert (found.close, found.candidates, found.unmatched) == ((), (), ())


def test_another_day_is_never_exact():
    found = match([ours("Brexit: steun")], [theirs("Brexit: steun", NEXT_DAY)])
    assert (found.exact, found.close) == ((), ())
    [candidate] = found.candidates
    assert (candidate.score, candidate.reason) == (100, "the day after; same title")


def test_the_day_is_that_in_brussels():
    late = datetime(2021, 5, 6, 22, 30, tzinfo=UTC)
    found = match([ours("Brexit: steun")], [theirs("Brexit: steun", late)])
    assert len(found.exact) == 1


def test_two_items_of_the_same_title_and_meeting_are_candidates_both():
    items = [theirs("Brexit: steun", name="b"), theirs("Brexit: steun", name="a")]
    found = match([ours("Brexit: steun")], items)
    assert (found.exact, found.close) == ((), ())
    assert [(c.rank, c.item.iri, c.score) for c in found.candidates] == [
        (1, "http://theirs/a", 100),
        (2, "http://theirs/b", 100),
    ]


def test_the_meeting_tells_items_of_the_same_day_and_title_apart():
    items = [theirs("Steun", MORNING, "am"), theirs("Steun", AFTERNOON, "pm")]
    found = match([ours("Steun", MORNING), ours("Steun", AFTERNOON)], items)
    assert [link.item.start for link in found.exact] == [MORNING, AFTERNOON]
    assert [link.decision.start for link in found.exact] == [MORNING, AFTERNOON]


def test_of_two_decisions_only_that_of_the_item_s_meeting_is_it():
    found = match([ours("Steun", MORNING), ours("Steun", AFTERNOON)], [theirs("Steun", AFTERNOON)])
    assert [link.decision.start for link in found.exact] == [AFTERNOON]
    assert [decision.start for decision in found.unmatched] == [MORNING]


def test_two_decisions_without_a_meeting_of_the_item_claim_it_in_vain():
    decisions = [ours("Steun", MORNING), ours("Steun", AFTERNOON)]
    found = match(decisions, [theirs("Steun", MORNING + timedelta(hours=1))])
    assert (found.exact, found.close) == ((), ())
    assert [candidate.decision for candidate in found.candidates] == decisions


def test_a_decision_of_unknown_meeting_matches_by_day():
    assert len(match([ours("Steun", told=False)], [theirs("Steun", AFTERNOON)]).exact) == 1


def test_an_item_of_two_days_is_not_two_decisions():
    items = [theirs("Steun", MORNING), theirs("Steun", NEXT_DAY)]
    found = match([ours("Steun", MORNING), ours("Steun", NEXT_DAY)], items)
    assert (found.exact, found.close) == ((), ())


def test_an_item_told_twice_is_one():
    items = [theirs("Steun", alternative="Hulp"), theirs("Steun", alternative="Bijstand")]
    assert len(match([ours("Steun")], items).exact) == 1


def test_a_slip_in_a_word_is_a_close_match():
    title = "Oprichting van een innovatiefonds voor de bouwsector"
    found = match([ours(title)], [theirs(title.replace("nn", "n")), theirs("Iets anders")])
    assert found.exact == ()
    [close] = found.close
    assert close.score >= CERTAIN
    assert close.reason == "same day; same words, spelt or pointed otherwise"
    assert (found.candidates, found.unmatched) == ((), ())


def test_very_alike_titles_of_different_files_are_not_linked():
    found = match(
        [ours("Plan Vlaamse Veerkracht: dossiernummer 123")],
        [theirs("Plan Vlaamse Veerkracht: dossiernummer 124")],
    )
    assert (found.exact, found.close) == ((), ())
    [candidate] = found.candidates
    assert candidate.score > CERTAIN
    assert candidate.reason == "same day; alike, but for “123” / “124”"


def test_two_near_certain_items_are_candidates_both():
    items = [
        theirs("Oprichting van een inovatiefonds voor de bouwsector"),
        theirs("Oprichting van een innovatiefonds voor bouwsector"),
    ]
    found = match([ours("Oprichting van een innovatiefonds voor de bouwsector")], items)
    assert found.close == ()
    assert len(found.candidates) == 2


def test_an_item_that_two_decisions_are_near_certain_of_is_neither():
    decisions = [
        ours("Oprichting van een innovatiefonds voor de bouwsector"),
        ours("Oprichting van een innovatiefonds voor bouwsector"),
    ]
    found = match(decisions, [theirs("Oprichting van een inovatiefonds voor de bouwsector")])
    assert found.close == ()
    assert len(found.candidates) == 2


def test_an_alternative_title_can_be_the_one_that_is_alike():
    found = match([ours("Steun aan FIT")], [theirs("VR 2021", alternative="Steun aan FIT")])
    assert found.exact == ()
    assert [close.reason for close in found.close] == ["same day; alternative title: same title"]


def test_an_item_that_is_another_decision_is_no_candidate():
    found = match(
        [ours("Dossier nummer 1"), ours("Dossier nummer 2")], [theirs("Dossier nummer 1")]
    )
    assert len(found.exact) == 1
    assert [decision.title for decision in found.unmatched] == ["Dossier nummer 2"]


def test_candidates_of_the_same_day_come_before_better_ones_of_the_next():
    items = [
        theirs("Subsidie aan De Lijn voor haltes", NEXT_DAY, "next"),
        theirs("Subsidie aan de NMBS voor haltes", MORNING, "same"),
    ]
    found = match([ours("Subsidie aan De Lijn voor haltes")], items)
    assert [candidate.item.iri[14:] for candidate in found.candidates] == ["same", "next"]


def test_no_more_candidates_are_listed_than_a_person_reads():
    items = [theirs(f"Dossier nummer {n}") for n in range(2, 20)]
    found = match([ours("Dossier nummer 1")], items)
    assert [candidate.rank for candidate in found.candidates] == list(range(1, MOST + 1))


def test_an_item_without_title_matches_nothing():
    assert match([ours("Steun")], [theirs("")]).unmatched == (ours("Steun"),)


WORDS = st.text("abcdefghij", min_size=1, max_size=6)
TITLES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
DAYS = st.dates(date(2019, 10, 2), date(2024, 9, 30))


@settings(deadline=None)
@given(st.dictionaries(TITLES, DAYS, min_size=1, max_size=8))
def test_a_copy_of_our_own_decisions_matches_exactly(days):
    starts = {t: datetime(d.year, d.month, d.day, 9, tzinfo=UTC) for t, d in days.items()}
    found = match(
        [ours(title, start) for title, start in starts.items()],
        [theirs(title, start) for title, start in starts.items()],
    )
    assert sorted(link.decision.title for link in found.exact) == sorted(starts)
    assert all(link.item.title == link.decision.title for link in found.exact)


@settings(deadline=None)
@given(
    st.lists(st.tuples(TITLES, st.integers(0, 4)), max_size=8),
    st.lists(st.tuples(TITLES, st.integers(0, 4)), max_size=8),
)
def test_every_decision_has_one_fate_and_no_link_joins_two_days(our_facts, their_facts):
    decisions = [ours(t, MORNING + timedelta(days=n)) for t, n in dict.fromkeys(our_facts)]
    items = [theirs(t, MORNING + timedelta(days=n), str(i)) for i, (t, n) in enumerate(their_facts)]
    found = match(decisions, items)
    assert all(link.decision.day == link.item.day for link in (*found.exact, *found.close))
    linked = [link.item.iri for link in (*found.exact, *found.close)]
    assert len(linked) == len(set(linked))
    fates = [
        *(link.decision.iri for link in found.exact),
        *(link.decision.iri for link in found.close),
        *{candidate.decision.iri for candidate in found.candidates},
        *(decision.iri for decision in found.unmatched),
    ]
    assert sorted(fates) == sorted(decision.iri for decision in decisions)
