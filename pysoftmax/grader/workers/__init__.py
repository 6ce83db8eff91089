"""Run submissions, each in a process that cannot reach the grader.

`Workers` keeps the processes; `Workers.open` gives a submission as an `Implementation`, which
answers cases like any other. docs/sandbox.md says what is stopped, and by what.
"""

from pysoftmax.grader.workers.pool import Workers
from pysoftmax.grader.workers.student import StudentImplementation

__all__ = ["StudentImplementation", "Workers"]
