"""Mistakes that end in an error message instead of in numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pysoftmax.conformance.case import Case
from pysoftmax.conformance.mistakes.deviation import Explanation, Language, Observation

__all__ = ["explain_failures"]

_OUT_OF_BOUNDS = re.compile(r"index (\d+) is out of bounds for axis \d+ with size (\d+)")
_NOT_CONFORMANT = re.compile(r"nonconformant arguments \(op1 is (\d+)x(\d+), op2 is (\d+)x(\d+)\)")
_UNDEFINED = re.compile(r"'(\w+)' undefined")
TOOLBOX = frozenset(
    {
        *("softmax", "sumsqr", "crossentropy", "logsumexp", "normc", "normr", "mapminmax"),
        *("ind2vec", "vec2ind", "dummyvar", "onehotencode", "categorical", "gpuArray"),
        *("nansum", "nanmean", "pdist2", "knnsearch", "trainNetwork", "minimize", "fmincg"),
    }
)
"""Functions of MATLAB's toolboxes, or of other courses' files, that Octave itself lacks."""


def explain_failures(seen: Sequence[Observation], language: Language) -> Explanation | None:
    """What the error messages point to, when the same error comes wherever there is one."""
    failed = [o for o in seen if o.answer.failure is not None]
    kinds = {o.answer.failure.kind for o in failed if o.answer.failure}
    if not kinds or not kinds <= {"error", "invalid"}:
        return None
    for explain in (
        _syntax,
        _no_gradient,
        _python_2,
        _toolbox,
        _zero_based,
        _bias_row,
        _rows,
        _hard_coded,
    ):
        found = explain(seen, failed, language)
        if found:
            return found
    return None


def _messages(failed: Sequence[Observation]) -> list[str]:
    return [o.answer.failure.message for o in failed if o.answer.failure]


def _syntax(
    _: Sequence[Observation], failed: Sequence[Observation], language: Language
) -> Explanation | None:
    """Octave reads a file when it is called, and only then finds what is wrong with it."""
    messages = _messages(failed)
    if language == "octave" and all(m.startswith("parse error") for m in messages):
        return Explanation("syntax error", f"Octave cannot read it: {messages[0]}")
    return None


_NO_SECOND_OUTPUT = re.compile(
    r"returned 1 of 2 outputs|called with too many outputs|element number 2 undefined"
    r"|output argument 'grad' (is )?undefined|'grad' undefined"
)


def _no_gradient(
    _: Sequence[Observation], failed: Sequence[Observation], __: Language
) -> Explanation | None:
    if failed[0].case.function != "softmaxCost" or failed[0].case.nargout < 2:
        return None
    if not all(_NO_SECOND_OUTPUT.search(message) for message in _messages(failed)):
        return None
    return Explanation(
        "no gradient", "softmaxCost returns no gradient: its second output is missing."
    )


def _python_2(
    _: Sequence[Observation], failed: Sequence[Observation], language: Language
) -> Explanation | None:
    words = ("name 'xrange' is not defined", "name 'raw_input' is not defined", "'iteritems'")
    if language == "python" and all(any(w in m for w in words) for m in _messages(failed)):
        return Explanation(
            "Python 2", "this is Python 2; the course runs Python 3.", "range, input, items"
        )
    return None


def _toolbox(
    _: Sequence[Observation], failed: Sequence[Observation], language: Language
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in _messages(failed)}
    if language == "octave" and len(names) == 1 and names <= TOOLBOX:
        (name,) = names
        return Explanation(
            "toolbox function",
            f"Octave has no function {name}: it belongs to a MATLAB toolbox. Write it out, or "
            "hand in the file that defines it.",
        )
    return None


def _zero_based(
    _: Sequence[Observation], failed: Sequence[Observation], language: Language
) -> Explanation | None:
    """An index of numClasses where the last one is numClasses - 1, in every case."""
    for one, message in zip(failed, _messages(failed), strict=True):
        found = _OUT_OF_BOUNDS.search(message)
        classes = _classes(one.case)
        if language != "python" or not found or (int(found[1]), int(found[2])) != (classes,) * 2:
            return None
    return Explanation(
        "labels from 0",
        "the labels are used as indices from 0; they run from 1 to numClasses.",
        "groundTruth[labels - 1, np.arange(M)] = 1",
    )


def _bias_row(
    _: Sequence[Observation], failed: Sequence[Observation], language: Language
) -> Explanation | None:
    """A product whose inner sizes are inputSize and inputSize + 1."""
    for one, message in zip(failed, _messages(failed), strict=True):
        size = _features(one.case)
        if _inner_sizes(message) != (size, size + 1):
            return None
    return Explanation(
        "bias row added",
        "a row of ones is added to the data; there is no bias term here, theta is numClasses x "
        "inputSize.",
        "theta * data" if language == "octave" else "theta @ data",
    )


def _rows(
    _: Sequence[Observation], failed: Sequence[Observation], language: Language
) -> Explanation | None:
    """A product whose inner sizes are those of an example and of their number."""
    for one, message in zip(failed, _messages(failed), strict=True):
        sizes = {_features(one.case), _examples(one.case)}
        if len(sizes) != 2 or sizes not in (set(_inner_sizes(message)), _lengths(message)):
            return None
    return Explanation(
        "examples in rows",
        "the examples are taken to be the rows of data; they are its columns (inputSize x M).",
        "theta * data" if language == "octave" else "theta @ data",
    )


def _lengths(message: str) -> set[int]:
    """The lengths of two vectors that should have been the same."""
    found = re.search(r"shapes? \((\d+),\) \((\d+),\)", message)
    return set(map(int, found.groups())) if found else set()


def _inner_sizes(message: str) -> tuple[int, ...]:
    """Columns of the left and rows of the right factor in a message about their product."""
    found = _NOT_CONFORMANT.search(message)
    if found:
        return int(found[2]), int(found[3])
    found = re.search(r"\(size (\d+) is different from (\d+)\)", message)
    if found:
        return int(found[2]), int(found[1])
    found = re.search(r"shapes \(\d+,(\d+)\) and \((\d+),\d+\) not aligned", message)
    return (int(found[1]), int(found[2])) if found else ()


def _hard_coded(
    seen: Sequence[Observation], failed: Sequence[Observation], _: Language
) -> Explanation | None:
    """Right or at least running for one number of classes (or features), failing for all others."""
    for name, size in (("numClasses", _classes), ("inputSize", _features)):
        good = {size(o.case) for o in seen if o.answer.failure is None}
        bad = {size(o.case) for o in failed}
        if len(good) == 1 and len(bad) > 1 and not good & bad:
            (value,) = good
            return Explanation(
                f"hard-coded {name}",
                f"it runs only where {name} is {value}: is {value} written in the code as a "
                f"number?",
                f"use {name} wherever {value} stands",
            )
    return None


def _classes(case: Case) -> int:
    if case.function == "softmaxCost":
        return int(case.args[1])
    return int(case.args[0]["numClasses"]) if isinstance(case.args[0], dict) else 0


def _examples(case: Case) -> int:
    if case.function == "softmaxCost":
        return int(np.shape(case.args[4])[1])
    return int(np.shape(case.args[1])[1]) if isinstance(case.args[0], dict) else 0


def _features(case: Case) -> int:
    if case.function == "softmaxCost":
        return int(case.args[2])
    return int(case.args[0]["inputSize"]) if isinstance(case.args[0], dict) else 0
