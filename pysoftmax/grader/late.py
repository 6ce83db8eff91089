"""The late rule: a percentage of the points earned for each day that a submission is late."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["LateRule", "days_late", "lateness", "when_submitted"]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class LateRule:
    """What lateness costs.

    Attributes
    ----------
    percent_per_day
        Of the points earned, for each day that has begun.
    most_percent
        The most that is taken off.
    due
        When submissions are due; None if the roster has the days.
    grace
        How long after that a submission is not late yet.
    """

    percent_per_day: float
    most_percent: float = 100.0
    due: datetime | None = None
    grace: timedelta = timedelta(0)

    def percent(self, days: int) -> float:
        """Return the percentage taken off for a number of days."""
        return min(self.most_percent, self.percent_per_day * max(0, days))

    def days(self, submitted: datetime) -> int:
        """Return how many days late a submission is, each day that has begun counted.

        A time without a zone is read in the zone of `due`.
        """
        if self.due is None:
            return 0
        due = self.due
        if submitted.tzinfo is None or due.tzinfo is None:
            submitted, due = submitted.replace(tzinfo=None), due.replace(tzinfo=None)
        over = submitted - due
        return 0 if over <= self.grace else math.ceil(over / DAY)


def when_submitted(text: str) -> datetime | None:
    """Return the time that a platform or a roster writes; None if it is not a time.

    Accepted are ISO 8601, also as Gradescope's YAML and Blackboard's file names write it, and
    Moodle's English long form (``Saturday, 31 January 2026, 9:30 AM``).
    """
    text = " ".join(text.split())
    blackboard = re.fullmatch(r"(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)", text)
    if blackboard:
        text = "{} {}:{}:{}".format(*blackboard.groups())
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    text = re.sub(r" (Z|UTC|[+-]\d\d:?\d\d)$", r"\1", text).replace("UTC", "+00:00")
    for form in (None, "%A, %d %B %Y, %I:%M %p", "%d %B %Y, %I:%M %p"):
        try:
            return datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def days_late(text: str) -> int | None:
    """Return the days that a roster says: a number, or hours as ``H:M:S``; None if it is neither.

    A part of a day counts as a day.
    """
    text = text.strip()
    hours = re.fullmatch(r"(\d+):(\d\d):(\d\d)", text)
    if hours:
        h, m, s = map(int, hours.groups())
        return math.ceil(timedelta(hours=h, minutes=m, seconds=s) / DAY)
    number = re.fullmatch(r"\d{1,6}(?:[.,]\d+)?", text)
    return math.ceil(float(number[0].replace(",", "."))) if number else None


def lateness(rule: LateRule, days: int | None, time: str, late: bool) -> tuple[int, str]:
    """Return how many days late a submission is, and why if that is not known.

    Parameters
    ----------
    rule
        The rubric's.
    days
        The days that the roster says; None if it says nothing.
    time
        When it was submitted, as the roster or the platform writes it.
    late
        Whether the platform marks it as late.
    """
    if days is not None:
        return days, ""
    moment = when_submitted(time) if time else None
    if moment is not None and rule.due is not None:
        return rule.days(moment), ""
    if time and moment is None:
        return 0, f"the time of submission, {time!r}, cannot be read"
    if late:
        return 0, "late, but by how many days is not known"
    return 0, ""
