"""What the finder must reach on texts annotated by reading, and that these are fit to tell."""

from __future__ import annotations

import pytest

from .measure import GOLD_SETS, HALVES, examples, finder, score

PRECISION, RECALL = 0.97, 0.93
FIND = finder().find


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("name", GOLD_SETS)
def test_agencies_are_named_where_people_read_them(name, half):
    reached = score(half, examples(GOLD_SETS[name]), FIND)
    assert reached.precision >= PRECISION
    assert reached.recall >= RECALL


@pytest.mark.parametrize("name", GOLD_SETS)
def test_half_of_the_texts_name_no_agency(name):
    texts = examples(GOLD_SETS[name])
    bare = sum(not each.agencies for each in texts)
    assert 0.4 <= bare / len(texts) <= 0.6


def test_no_text_is_in_both_halves():
    halves = [
        {each.text for path in GOLD_SETS.values() for each in examples(path) if each.half == half}
        for half in HALVES
    ]
    assert not halves[0] & halves[1]
