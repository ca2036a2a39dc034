from __future__ import annotations

import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.sparql.places import Places, allocate

CHILD = """
import sys
from akkoord.app.sparql.places import Places
places = Places(int(sys.argv[1]))
places.take(1, 42)
sys.exit(places.is_dismissed(1) + 2 * places.is_dismissed(0))
"""


def test_a_new_place_has_no_query_and_may_take_one() -> None:
    places = Places(allocate(3))
    assert places.count == 3
    assert [places.current(n) for n in range(3)] == [0, 0, 0]
    assert not any(places.is_dismissed(n) for n in range(3))


def test_what_a_worker_says_is_seen_in_another_process_and_back() -> None:
    memory = allocate(2)
    shared = os.dup(memory)
    places = Places(memory)
    places.dismiss(1)
    command = [sys.executable, "-c", CHILD, str(shared)]
    ran = subprocess.run(command, pass_fds=(shared,), check=False)
    os.close(shared)
    assert ran.returncode == 1
    assert (places.current(0), places.current(1)) == (0, 42)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 2**64 - 1), st.booleans())))
def test_places_do_not_touch_each_other(steps: list[tuple[int, int, bool]]) -> None:
    places = Places(allocate(5))
    numbers, dismissed = [0] * 5, [False] * 5
    for place, number, clear in steps:
        if clear:
            places.clear(place)
            numbers[place], dismissed[place] = 0, False
        else:
            places.take(place, number)
            places.dismiss(place)
            numbers[place], dismissed[place] = number, True
    assert [places.current(n) for n in range(5)] == numbers
    assert [places.is_dismissed(n) for n in range(5)] == dismissed
