"""The late rule: how late a submission is, and what that costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pysoftmax.exercise.softmax import SOFTMAX
from pysoftmax.grader.late import LateRule, days_late, lateness, when_submitted
from pysoftmax.grader.rubric import Rubric, RubricError

DUE = datetime(2026, 1, 31, 23, 59, tzinfo=UTC)
RULE = LateRule(10, 25, DUE, timedelta(minutes=15))


@pytest.mark.parametrize(("days", "percent"), [(0, 0), (1, 10), (2, 20), (3, 25), (400, 25)])
def test_each_day_costs_up_to_the_most(days: int, percent: float) -> None:
    """A day takes off its percentage, and all days no more than the most."""
    assert RULE.percent(days) == percent


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2026-01-31T23:59:00Z", 0),
        ("2026-02-01T00:14:00Z", 0),  # within the grace
        ("2026-02-01T00:14:01Z", 1),
        ("2026-02-01T23:59:00Z", 1),
        ("2026-02-02T00:00:00Z", 2),
        ("2026-02-01T00:30:00+01:00", 0),  # 23:30 UTC
        ("2026-02-03T08:00:00", 3),  # in the zone of the deadline
    ],
)
def test_a_day_that_has_begun_counts(submitted: str, days: int) -> None:
    """Days late are counted from the deadline, after the grace, in the deadline's zone."""
    moment = when_submitted(submitted)
    assert moment is not None
    assert RULE.days(moment) == days


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31-09-30-00", datetime(2026, 1, 31, 9, 30)),
        ("2026-01-31 12:00:00.123456789 Z", datetime(2026, 1, 31, 12, 0, 0, 123456, UTC)),
        ("Saturday, 31 January 2026, 9:30 PM", datetime(2026, 1, 31, 21, 30)),
        ("-", None),
        ("soon", None),
    ],
)
def test_the_platforms_times_are_read(text: str, moment: datetime | None) -> None:
    """Blackboard's, Gradescope's and Moodle's times are read; what is no time is none."""
    assert when_submitted(text) == moment


@pytest.mark.parametrize(
    ("text", "days"),
    [("0", 0), ("2", 2), ("0,5", 1), ("00:00:00", 0), ("24:00:00", 1), ("25:03:11", 2)],
)
def test_a_roster_says_days_or_hours(text: str, days: int) -> None:
    """Days are numbers or Gradescope's hours, minutes and seconds; a part of a day is a day."""
    assert days_late(text) == days
    assert days_late(f"x{text}") is None


def test_the_roster_counts_before_the_platform() -> None:
    """The roster's days come first, then the time; a mark without a time takes nothing off."""
    assert lateness(RULE, 1, "2026-02-05T00:00:00Z", late=True) == (1, "")
    assert lateness(RULE, None, "2026-02-02T12:00:00Z", late=False) == (2, "")
    assert lateness(RULE, None, "", late=True) == (0, "late, but by how many days is not known")
    assert lateness(RULE, None, "soon", late=False) == (
        0,
        "the time of submission, 'soon', cannot be read",
    )


def test_a_rubric_has_a_late_rule() -> None:
    """The rule is read from the rubric, and does not make graded results out of date."""
    text = "[late]\npercent-per-day = 10\nmost-percent = 25\ndue = 2026-01-31T23:59:00Z\n"
    rubric = Rubric.parse(text + "grace-minutes = 15\n", SOFTMAX)
    assert rubric.late == RULE
    assert rubric.digest == Rubric(SOFTMAX).digest
    assert rubric.as_dict()["late"]["due"] == "2026-01-31T23:59:00+00:00"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[late]\nmost-percent = 5", "late.percent-per-day is missing"),
        ("[late]\npercent-per-day = 101", "late.percent-per-day is 101; expected a number from 0"),
        ("[late]\npercent-per-day = 1\ndue = '31 January'", "late.due is '31 January'; expected a"),
        ("[late]\npercent-per-day = 1\n[by-hand.late]\npoints = 1", "name of another column"),
    ],
)
def test_a_bad_late_rule_is_refused(text: str, message: str) -> None:
    """The error says which key, what it is and what is allowed."""
    with pytest.raises(RubricError, match=message.replace("[", r"\[")):
        Rubric.parse(text, SOFTMAX)
