"""Every entry of a class's folder is somebody's, or is named as nobody's."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pysoftmax.grader.submission.layouts import arrange

parts = st.sampled_from(
    [
        *("ann", "bob", "", "_", "-", " ", "late", "LATE", "1", "20", "_1001_2002_", "-1"),
        *("_501_assignsubmission_file_", "_7_assignsubmission_onlinetext_", "attempt", "v2"),
        *("_attempt_2026-01-31-09-30-00", "hw4", ".py", ".m", ".zip", ".tar.gz", ".txt", ".rar"),
        *("submission_301", "starter_code", "softmax-", "softmaxCost", "\u202e", "\n"),
    ]
)
names = st.one_of(st.lists(parts, min_size=1, max_size=6).map("".join), st.text(max_size=12))
entries = st.dictionaries(names.filter(bool), st.booleans(), max_size=12).map(
    lambda table: list(table.items())
)
metadata = st.one_of(
    st.none(), st.dictionaries(names, st.lists(names, min_size=4, max_size=4), max_size=3)
)


@given(entries, st.sampled_from(["", "softmax-", "a"]), metadata)
def test_nothing_is_dropped_and_nothing_is_given_twice(
    entries: list[tuple[str, bool]], assignment: str, metadata: dict[str, list[str]] | None
) -> None:
    """Whatever the names, an entry is part of one attempt of one student, or is left out once."""
    groups, left = arrange(entries, assignment=assignment, metadata=metadata)
    counted = Counter(k for k, _ in left)
    for group in groups:
        assert group.attempts
        assert [attempt.number for attempt, _ in group.attempts] == list(
            range(1, len(group.attempts) + 1)
        )
        for attempt, its_parts in group.attempts:
            assert attempt.of == len(group.attempts)
            counted.update(part.entry for part in its_parts)
    assert counted == Counter(range(len(entries)))
    assert all(reason for _, reason in left)


@given(
    st.lists(st.tuples(st.sampled_from(["ann", "bob"]), st.sampled_from(["1", "2"])), max_size=4)
)
def test_students_with_different_numbers_are_different(pairs: list[tuple[str, str]]) -> None:
    """Students who share a name are told apart by the platform's number."""
    moodle = sorted({f"{name}_{number}_assignsubmission_file_" for name, number in pairs})
    canvas = sorted({f"{name}_{number}_77_softmaxCost.py" for name, number in pairs})
    for listed in (moodle, canvas):
        groups, left = arrange([(name, False) for name in listed])
        assert not left
        assert {(g.owner.name, g.owner.id) for g in groups} == set(pairs)
        assert len(groups) == len(set(pairs))
