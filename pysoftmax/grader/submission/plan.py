"""What will be graded and what will not, in words: `pysoftmax grade --dry-run`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pysoftmax.grader.submission.kinds import Attempt, Found, LeftOut, Owner, Submission, Unreadable
from pysoftmax.words import shown

__all__ = ["plan_lines"]


def plan_lines(found: Iterable[Found]) -> Iterator[str]:
    """The lines of the plan: what will be graded, what cannot be, and what is no submission."""
    graded: list[str] = []
    failing: list[str] = []
    others: list[str] = []
    counts = [0, 0, 0]
    for one in found:
        if isinstance(one, LeftOut):
            counts[2] += 1
            others.append(f"  {one.path}: {one.reason}")
            continue
        if isinstance(one, Submission):
            counts[0] += 1
            one.pack.close()
            graded.append(_line(one.owner, one.attempt, one.path, one.language.key))
            graded += _left(one.left_out)
        else:
            counts[1] += 1
            failing.append(_line(one.owner, one.attempt, one.path, ""))
            failing.append(f"      {_reason(one)}")
            failing += _left(e for e in one.left_out if ": ".join(e) not in one.reason)
    for title, count, lines in (
        ("Will be graded", counts[0], graded),
        ("Cannot be graded", counts[1], failing),
        ("Not submissions", counts[2], others),
    ):
        if count or title == "Will be graded":
            yield f"{title}: {count}"
            yield from map(shown, lines)


def _line(owner: Owner, attempt: Attempt, path: str, language: str) -> str:
    who = owner.name + (f" ({owner.id})" if owner.id and owner.id != owner.name else "")
    which = str(attempt)
    if attempt.of > 1:
        which = f"attempt {which}"
    where = f"from {path}" if path and path != owner.name else ""
    return "  " + ", ".join(filter(None, (who, language, which, where)))


def _reason(one: Unreadable) -> str:
    return f"{one.reason} (a fault of the grader)" if one.trace else one.reason


def _left(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, reason in entries:
        yield f"      not graded: {name}: {reason}"
