"""What the serving process tells a worker arrives as it was meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from akkoord.app.sparql.frames import Task

TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
IRIS = st.lists(st.from_regex(r"[a-z]+:[^\x00-\x20\ud800-\udfff]+", fullmatch=True)).map(tuple)
PREFIXES = st.lists(
    st.tuples(
        st.from_regex(r"([^\W\d][\w.\-]*)?", fullmatch=True),
        st.from_regex(r"[a-z]+:[^\s<>\ud800-\udfff]*", fullmatch=True),
    )
).map(tuple)


@given(st.builds(Task, TEXTS, st.just("json"), IRIS, IRIS, PREFIXES, st.sampled_from(("", "1.2"))))
def test_a_task_is_read_as_it_was_written(task: Task) -> None:
    assert Task.decode(task.encode()) == task
