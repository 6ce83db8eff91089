"""Mistakes that end in an error message instead of in numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pysoftmax.conformance.case import Case
from pysoftmax.conformance.mistakes.deviation import Course, Explanation, Observation

__all__ = ["explain_failures"]

_NOT_CONFORMANT = re.compile(r"nonconformant arguments \(op1 is (\d+)x(\d+), op2 is (\d+)x(\d+)\)")
_UNDEFINED = re.compile(r"'(\w+)' undefined")
TOOLBOX = frozenset(
    {
        *("softmax", "sumsqr", "crossentropy", "normc", "normr", "mapminmax", "trainNetwork"),
        *("ind2vec", "vec2ind", "dummyvar", "onehotencode", "categorical", "gpuArray"),
        *("nansum", "nanmean", "pdist2", "knnsearch"),
    }
)
"""Functions of MATLAB's toolboxes that Octave itself lacks."""

OTHER_FILES = frozenset(
    {
        *("fmincg", "minimize", "sigmoid", "logsumexp", "stack2params", "params2stack"),
        *("feedForwardAutoencoder", "sparseAutoencoderCost", "initializeParameters"),
    }
)
"""Functions that come in files of this or other courses, which must be handed in to be used."""


def explain_failures(seen: Sequence[Observation], course: Course) -> Explanation | None:
    """What the error messages point to, when the same error comes wherever there is one."""
    failed = [o for o in seen if o.answer.failure is not None]
    kinds = {o.answer.failure.kind for o in failed if o.answer.failure}
    if not kinds or not kinds <= {"error", "invalid"}:
        return None
    for explain in (
        _syntax,
        _no_gradient,
        _never_set,
        _python_2,
        _toolbox,
        _other_file,
        _other_base,
        _bias_row,
        _rows,
        _theta_transposed,
        _labels_as_row,
        _labels_as_matrix,
        _hard_coded,
        _foreign_size,
    ):
        found = explain(seen, failed, course)
        if found:
            return found
    return None


def _messages(failed: Sequence[Observation]) -> list[str]:
    return [o.answer.failure.message for o in failed if o.answer.failure]


def _syntax(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """Octave reads a file when it is called, and only then finds what is wrong with it."""
    messages = _messages(failed)
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


_NO_SECOND_OUTPUT = re.compile(
    r"returned 1 of 2 outputs|called with too many outputs|element number 2 undefined"
    r"|output argument 'grad' (is )?undefined|'grad' undefined"
)


def _no_gradient(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    if failed[0].case.function != "softmaxCost" or failed[0].case.nargout < 2:
        return None
    if not all(_NO_SECOND_OUTPUT.search(message) for message in _messages(failed)):
        return None
    return Explanation(
        "no gradient", "softmaxCost returns no gradient: its second output is missing."
    )


_UNSET = re.compile(r"^(?:\w+: )*(?:name |[^']*variable )?'(\w+)' (?:is not defined|undefined|\w+)")
_NOTHING_RETURNED = "an output is None, not numbers"


def _never_set(
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """An output that is not there at the end, or None where Python falls off the function."""
    messages, function = _messages(failed), failed[0].case.function
    if all(message == _NOTHING_RETURNED for message in messages):
        return Explanation("never filled in", f"{function} returns nothing: is there a `return`?")
    names = {m[1] if (m := _UNSET.match(message)) else "" for message in messages}
    if len(names) == 1 and names <= {"pred", "cost", "numgrad"}:
        (name,) = names
        return Explanation("never filled in", f"{function} never sets its output {name}.")
    return None


def _python_2(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    words = ("name 'xrange' is not defined", "name 'raw_input' is not defined", "'iteritems'")
    if course.language == "python" and all(any(w in m for w in words) for m in _messages(failed)):
        return Explanation(
            "Python 2", "this is Python 2; the course runs Python 3.", "range, input, items"
        )
    return None


def _toolbox(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in _messages(failed)}
    if course.language == "octave" and len(names) == 1 and names <= TOOLBOX:
        (name,) = names
        return Explanation(
            "toolbox function",
            f"Octave has no function {name}: it belongs to a MATLAB toolbox. Write it out, or "
            "hand in the file that defines it.",
        )
    return None


def _other_file(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    names = {m.group(1) if (m := _UNDEFINED.search(text)) else "" for text in _messages(failed)}
    if course.language == "octave" and len(names) == 1 and names <= OTHER_FILES:
        (name,) = names
        return Explanation(
            "file not handed in",
            f"{name}.m is not among the files handed in: hand it in too, or do without {name}.",
        )
    return None


def _other_base(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """Labels taken for indices that begin where the labels do not, in every case."""
    if course.labels_from == 1:
        if course.language != "python" or not all(map(_one_too_far, failed)):
            return None
        return Explanation(
            "labels from 0",
            "the labels are used as indices from 0; they run from 1 to numClasses.",
            "groundTruth[labels - 1, np.arange(M)] = 1",
        )
    if not all(_BEFORE_THE_FIRST.search(message) for message in _messages(failed)):
        return None
    return Explanation(
        "labels from 1",
        "the labels are taken to run from 1; they run from 0 to numClasses - 1.",
        course.write("labels + 1 is the index", "groundTruth[labels, np.arange(M)] = 1"),
    )


_BEFORE_THE_FIRST = re.compile(
    r"negative (?:axis \d+|row|column) index|index \((?:_,)?0(?:,_)?\): out of bound"
)
_TOO_LARGE = re.compile(
    r"index (\d+) (?:is out of bounds for axis \d+ with size|exceeds matrix dimension) (\d+)"
)
_TWO_SHAPES = re.compile(r"shapes? \((\d+),\s?(\d+)\),? (?:and )?\((\d+),\s?(\d+)\)")


def _one_too_far(one: Observation) -> bool:
    """An index of numClasses, or a matrix with a row for each number from 0 to numClasses."""
    (message,), classes, examples = _messages([one]), _classes(one.case), _examples(one.case)
    found = _TOO_LARGE.search(message)
    if found:
        return (int(found[1]), int(found[2])) == (classes, classes)
    found = _TWO_SHAPES.search(message)
    if not found:
        return False
    a, b, c, d = map(int, found.groups())
    return {(a, b), (c, d)} == {(classes, examples), (classes + 1, examples)}


def _bias_row(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
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
        "theta * data" if course.language == "octave" else "theta @ data",
    )


def _rows(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """A product whose inner sizes are those of an example and of their number."""
    for one, message in zip(failed, _messages(failed), strict=True):
        sizes = {_features(one.case), _examples(one.case)}
        if len(sizes) != 2 or sizes not in (set(_inner_sizes(message)), _lengths(message)):
            return None
    if course.examples_in == "rows":
        return Explanation(
            "examples in columns",
            "the examples are taken to be the columns of data; they are its rows (M x inputSize).",
            "data * theta'" if course.language == "octave" else "data @ theta.T",
        )
    return Explanation(
        "examples in rows",
        "the examples are taken to be the rows of data; they are its columns (inputSize x M).",
        "theta * data" if course.language == "octave" else "theta @ data",
    )


def _theta_transposed(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """A product of theta' with data: its inner sizes are numClasses and inputSize."""
    for one, message in zip(failed, _messages(failed), strict=True):
        sizes = _classes(one.case), _features(one.case)
        inner = _inner_sizes(message)
        if sizes[0] == sizes[1] or inner not in (sizes, sizes[::-1]):
            return None
    return Explanation(
        "theta transposed",
        "theta is taken transposed; as a matrix it is numClasses x inputSize.",
        course.write("theta * data", "theta @ data"),
    )


def _labels_as_row(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """Indices of which one is the labels, a column, and another is counted off as a row."""
    words = "sub2ind: all subscripts must be of the same size"
    if course.language != "octave" or not all(words in m for m in _messages(failed)):
        return None
    return Explanation(
        "labels as a row", "the labels are taken for a row; they come as a column.", "labels(:)'"
    )


def _labels_as_matrix(
    _: Sequence[Observation], failed: Sequence[Observation], course: Course
) -> Explanation | None:
    """The labels multiplied, entry by entry, with a matrix that has a row for each class."""
    for one, message in zip(failed, _messages(failed), strict=True):
        found = _NOT_CONFORMANT.search(message)
        a, b, c, d = map(int, found.groups()) if found else (0, 0, 0, 0)
        classes, examples = _classes(one.case), _examples(one.case)
        if not classes or {(a, b), (c, d)} != {(examples, 1), (classes, examples)}:
            return None
    return Explanation(
        "labels as ground truth",
        "the labels are used as the matrix groundTruth; they are class numbers, of which it has "
        "to be made.",
        course.write(
            "groundTruth = full(sparse(labels, 1:M, 1))",
            "groundTruth[labels - 1, np.arange(M)] = 1",
        ),
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
    seen: Sequence[Observation], failed: Sequence[Observation], _: Course
) -> Explanation | None:
    """Right or at least running for one number of classes (or features), failing for all others."""
    for name, size in (("numClasses", _classes), ("inputSize", _features)):
        good = {size(o.case) for o in seen if o.answer.failure is None}
        bad = {size(o.case) for o in failed}
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
    _: Sequence[Observation], failed: Sequence[Observation], __: Course
) -> Explanation | None:
    """One and the same size in every message, whatever the sizes of the case."""
    shapes = [_NOT_CONFORMANT.search(m) or _TWO_SHAPES.search(m) for m in _messages(failed)]
    common = set.intersection(*(set(map(int, s.groups())) if s else set() for s in shapes))
    sizes = [{0, 1, _classes(o.case), _features(o.case), _examples(o.case)} for o in failed]
    foreign = [value for value in common if sum(value not in own for own in sizes) > 2]
    if len(foreign) != 1:
        return None
    value = foreign[0]
    return Explanation(
        "hard-coded size",
        f"a matrix has the size {value} whatever numClasses, inputSize and the number of examples "
        f"are: is {value} written in the code as a number?",
    )


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
