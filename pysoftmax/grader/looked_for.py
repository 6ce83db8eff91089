"""What is looked for in submissions of the exercise, in a course's names."""

from __future__ import annotations

from collections.abc import Sequence

from pysoftmax.conformance.mistakes.failures import OTHER_FILES, TOOLBOX
from pysoftmax.grader.adapter import FUNCTIONS, Adapter
from pysoftmax.grader.submission.inside.findings import Source
from pysoftmax.grader.submission.inside.looked_for import LookedFor, Wanted
from pysoftmax.resources import folder

__all__ = ["looked_for"]

_OUTPUTS = {"softmaxCost": 2}
"""Functions that must have more than one output in Octave."""
_COMPLETE = ("softmaxTrain",)
"""Functions of which the starter code leaves nothing to fill in, and students forget to submit."""
_OTHERS = ("softmaxExercise", "checkNumericalGradient")
_BUSY = (
    *("softmax", "loadmnist", "loadmat", "minfunc", "train", "check"),
    *("display", "imshow", "show", "minimize"),
)
"""Calls at the top of a file whose names, small and without ``_``, begin so run the exercise."""


def looked_for(adapter: Adapter, functions: Sequence[str] = FUNCTIONS) -> LookedFor:
    """What the reader looks for.

    Parameters
    ----------
    adapter
        The course's names.
    functions
        The exercise's functions that will be called.
    """
    wanted = tuple(
        Wanted(
            name,
            adapter.file(name),
            adapter.name(name),
            adapter.argument_names(name),
            _OUTPUTS.get(name, 1),
            name in _COMPLETE,
            _starter(name),
        )
        for name in functions
    )
    others = (*_OTHERS, *FUNCTIONS, *adapter.files())
    return LookedFor(wanted, others, _BUSY, tuple(sorted(TOOLBOX)), tuple(sorted(OTHER_FILES)))


def _starter(function: str) -> dict[str, str]:
    """The starter's sources by language, if they leave something to fill in."""
    found = {}
    for language, suffix in (("python", ".py"), ("octave", ".m")):
        path = folder("starter_code") / language / f"{function}{suffix}"
        if path.is_file():
            text = Source.from_bytes(path.read_bytes()).text
            if "YOUR CODE" in text.upper():
                found[language] = text
    return found
