"""Mistakes that end in an error message instead of in numbers, whatever the exercise."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.mistakes import Course, Explain, Explanation, Observation

__all__ = ["EXAMPLES", "NOT_CONFORMANT", "TOOLBOX", "TWO_SHAPES", "explain_failures", "messages_of"]

NOT_CONFORMANT = re.compile(r"nonconformant arguments \(op1 is (\d+)x(\d+), op2 is (\d+)x(\d+)\)")
TWO_SHAPES = re.compile(r"shapes? \((\d+),\s?(\d+)\),? (?:and )?\((\d+),\s?(\d+)\)")
_UNDEFINED = re.compile(r"'(\w+)' undefined")
TOOLBOX = frozenset(
    {
        *("softmax", "sumsqr", "crossentropy", "normc", "normr", "mapminmax", "trainNetwork"),
        *("ind2vec", "vec2ind", "dummyvar", "onehotencode", "categorical", "gpuArray"),
        *("nansum", "nanmean", "pdist2", "knnsearch"),
    }
)
"""Functions of MATLAB's toolboxes that Octave itself lacks."""


Sizes = Callable[[Case], Mapping[str, int]]
"""The sizes of a case, by the names of the arguments that give them, and `EXAMPLES`."""

EXAMPLES = "examples"
"""The number of examples, which no argument gives."""

Look = Callable[[Sequence[Observation], Sequence[Observation], Any], Explanation | None]
"""Looks at all observations and at those that failed."""


def explain_failures(
    outputs: Collection[str] = (),
    other_files: Collection[str] = (),
    sizes: Sizes = lambda case: {},
    own: Sequence[Look] = (),
) -> Explain:
    """An explainer of error messages, if the same error comes wherever there is one.

    Parameters
    ----------
    outputs
        Names of outputs that every right solution sets.
    other_files
        Functions that come in files of this or other courses, which must be submitted to be used.
    sizes
        The sizes of a case.
    own
        The exercise's own looks at the messages, tried before those at sizes.
    """
    looks: tuple[Look, ...] = (
        _syntax,
        partial(_never_set, outputs=frozenset(outputs)),
        _python_2,
        _toolbox,
        partial(_other_file, other_files=frozenset(other_files)),
        *own,
        partial(_hard_coded, sizes=sizes),
        partial(_foreign_size, sizes=sizes),
    )

    def explain(seen: Sequence[Observation], course: Course) -> Explanation | None:
        failed = [o for o in seen if o.answer.failure is not None]
        kinds = {o.answer.failure.kind for o in failed if o.answer.failure}
        if not kinds or not kinds <= {"error", "invalid"}:
            return None
        found = (look(seen, failed, course) for look in looks)
        return next((one for one in found if one is not None), None)

    return explain


def messages_of(failed: Sequence[Observation]) -> list[str]:
    """The messages of those that failed."""
    return [o.answer.failure.message for o in failed if o.answer.failure]


def _syntax(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """Octave reads a file when it is called, and only then finds what is wrong with it."""
    messages = messages_of(failed)
    if course.language != "octave" or not all(m.startswith("parse error") for m in messages):
        return None
    found = _PARSE_ERROR.match(" ".join(messages[0].split()))
    if found is None:
        return Explanation("syntax error", f"Octave cannot read it: {messages[0]}")
    line, file, code = found.groups()
    where = f"in or before `{code}`" if code else "there or before"
    return Explanation("syntax error", f"{file}, line {line}: syntax error {where}.")


_PARSE_ERROR = re.compile(
    r"parse error near line (\d+) of file (\S+) .*?error(?: >>> (.*?))?[ ^]*(?:\(.*line \d+\))?$"
)


_UNSET = re.compile(r"^(?:\w+: )*(?:name |[^']*variable )?'(\w+)' (?:is not defined|undefined|\w+)")
_NOTHING_RETURNED = "an output is None, not numbers"


def _never_set(
    _: Sequence[Observation],
    failed: Sequence[Observation],
    __: Course,
    outputs: frozenset[str],
) -> Explanation | None:
    """An output that is not there at the end, or None where Python falls off the function."""
    messages, function = messages_of(failed), failed[0].case.function
    if all(message == _NOTHING_RETURNED for message in messages):
        return Explanation("never filled in", f"{function} returns nothing: is there a `return`?")
    names = {m[1] if (m := _UNSET.match(message)) else "" for message in messages}
    if len(names) == 1 and names <= outputs:
        (name,) = names
        return Explanation("never filled in", f"{function} never sets its output {name}.")
    return None


def _python_2(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    words = ("name 'xrange' is not defined", "name 'raw_input' is not defined", "'iteritems'")
    if course.language == "python" and all(any(w in m for w in words) for m in messages_of(failed)):
        return Explanation(
            "Python 2", "this is Python 2; the course runs Python 3.", "range, input, items"
        )
    return None


def _toolbox(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in messages_of(failed)}
    if course.language == "octave" and len(names) == 1 and names <= TOOLBOX:
        (name,) = names
        return Explanation(
            "toolbox function",
            f"Octave has no function {name}: it belongs to a MATLAB toolbox. Write it out, or "
            "hand in the file that defines it.",
        )
    return None


def _other_file(
    _: Sequence[Observation],
    failed: Sequence[Observation],
    course: Course,
    other_files: frozenset[str],
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in messages_of(failed)}
    if course.language == "octave" and len(names) == 1 and names <= other_files:
        (name,) = names
        return Explanation(
            "file not handed in",
            f"{name}.m is not among the files handed in: hand it in too, or do without {name}.",
        )
    return None


def _hard_coded(
    seen: Sequence[Observation], failed: Sequence[Observation], _: Course, sizes: Sizes
) -> Explanation | None:
    """Right or at least running for one value of a size, failing for all others."""
    for name in dict.fromkeys(n for o in seen for n in sizes(o.case) if n != EXAMPLES):
        good = {sizes(o.case).get(name, 0) for o in seen if o.answer.failure is None}
        bad = {sizes(o.case).get(name, 0) for o in failed}
        if len(good) == 1 and len(bad) > 1 and not good & bad:
            (value,) = good
            if value < _LEAST_WRITTEN and not all(o.agrees for o in seen if not o.answer.failure):
                return None
            return Explanation(
                f"hard-coded {name}",
                f"it runs only where {name} is {value}: is {value} written in the code as a "
                f"number?",
                f"use {name} wherever {value} stands",
            )
    return None


_LEAST_WRITTEN = 5
"""A smaller number may be the size of the one case that runs, and wrongly, for another reason."""


def _foreign_size(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course, sizes: Sizes
) -> Explanation | None:
    """One and the same size in every message, whatever the sizes of the case."""
    shapes = [NOT_CONFORMANT.search(m) or TWO_SHAPES.search(m) for m in messages_of(failed)]
    common = set.intersection(*(set(map(int, s.groups())) if s else set() for s in shapes))
    own = [{0, 1, *sizes(o.case).values()} for o in failed]
    foreign = [value for value in common if sum(value not in known for known in own) > 2]
    if len(foreign) != 1:
        return None
    value = foreign[0]
    named = ", ".join(name for name in sizes(failed[0].case) if name != EXAMPLES)
    return Explanation(
        "hard-coded size",
        f"a matrix has the size {value} whatever {named} and the number of examples are: is "
        f"{value} written in the code as a number?",
    )
