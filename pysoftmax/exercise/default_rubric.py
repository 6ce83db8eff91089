"""The default rubric of an exercise, as a commented TOML text."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pysoftmax.exercise.item import Item

__all__ = ["default_rubric"]

_HEAD = """# How pysoftmax grades this exercise. Everything here is the default: delete what you do
# not change, and pass the file with `pysoftmax grade PATH --rubric FILE.toml`.

title = {title}

# The inputs are generated from a seed. Each class has its own, which nobody can predict.
# Set one here to ask several classes the same questions.
# seed = 20261126

# The items, in the order in which students solve them. Of each:
#   points     for passing it; 0 makes it a remark that costs nothing
#   tolerance  the difference allowed, relative to the largest entry of the right answer
#   seconds    of wall time for all its calls together
#   visible    false keeps its inputs and messages out of everything that students see;
#              names_mistake = true gives them the name of a known mistake all the same
"""

_ITEM = """
[items.{key}]   # {title}
points = {points:g}
tolerance = {tolerance}
seconds = {seconds:g}
visible = {visible}
"""

_TAIL = """
# python2 = "convert"        # before the first [table]: grade Python 2 as converted by fissix
# own = "own_items.py"       # before the first [table]: a file of further CLAIMS and ITEMS
# [by-hand.style]            # a row of points that you give, in by-hand.csv beside the reports
# title = "Style"
# points = 5
# [late]                     # what lateness costs: see docs/grading.md
# percent-per-day = 10       # of the points earned, for each day begun
# due = 2026-01-31T23:59:00+01:00

# What a submission may use, for any item.
[resources]
memory_mb = 1024             # beyond what Python or Octave uses itself
processes = 16               # threads at one time
file_mb = 16                 # the largest file that may be written
output_mb = 16               # printed before it is stopped; printed output is never graded

# The conventions of your course, if they are not the exercise's.
[adapter.functions]          # your names of functions, "file.function" for another file
[adapter.arguments]          # your order of a function's arguments, as a list of names
"""


def default_rubric(title: str, items: Sequence[Item]) -> str:
    """Return the default rubric, with comments."""
    parts = [_HEAD.format(title=json.dumps(title, ensure_ascii=False))]
    for item in items:
        visible = str(item.visible).lower()
        parts.append(
            _ITEM.format(
                key=item.key,
                title=item.title,
                points=item.points,
                tolerance=float(item.tolerance),
                seconds=item.seconds,
                visible=visible,
            )
        )
    return "".join([*parts, _TAIL])
