"""Submissions: found by their names, read in a confined process, described as plain data."""

from pysoftmax.grader.submission.find import (
    Attempts,
    find_student,
    find_submissions,
    holds_a_class,
    in_folder,
)
from pysoftmax.grader.submission.inside.findings import Finding
from pysoftmax.grader.submission.inside.looked_for import LookedFor, Wanted
from pysoftmax.grader.submission.kinds import (
    Attempt,
    Found,
    LeftOut,
    Owner,
    Submission,
    SurroundingsError,
    Unreadable,
)
from pysoftmax.grader.submission.reader import Reader, ReadingError

__all__ = [
    "Attempt",
    "Attempts",
    "Finding",
    "Found",
    "LeftOut",
    "LookedFor",
    "Owner",
    "Reader",
    "ReadingError",
    "Submission",
    "SurroundingsError",
    "Unreadable",
    "Wanted",
    "find_student",
    "find_submissions",
    "holds_a_class",
    "in_folder",
]
