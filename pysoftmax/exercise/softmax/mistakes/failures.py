"""Softmax regression's mistakes that end in an error message instead of in numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.failures import (
    EXAMPLES,
    NOT_CONFORMANT,
    TWO_SHAPES,
    explain_failures,
    messages_of,
    only_in,
)
from pysoftmax.exercise.mistakes import Explanation, Observation
from pysoftmax.exercise.softmax.mistakes.deviation import SoftmaxCourse
from pysoftmax.exercise.softmax.mistakes.lines import (
    COST,
    GRADIENT,
    GROUND_TRUTH,
    GROUND_TRUTH_FROM_ZERO,
    NUMBER_OF_EXAMPLES,
    NUMERICAL,
    PREDICT,
    PREDICT_FROM_ZERO,
    PROBABILITIES,
    READ_BY_COLUMNS,
    READ_BY_ROWS,
    UNROLL_BY_COLUMNS,
    UNROLL_BY_ROWS,
)
from pysoftmax.languages import OCTAVE, PYTHON
from pysoftmax.words import plural

__all__ = ["OTHER_FILES", "explain_softmax_failures"]

OTHER_FILES = frozenset(
    {
        *("fmincg", "minimize", "sigmoid", "logsumexp", "stack2params", "params2stack"),
        *("feedForwardAutoencoder", "sparseAutoencoderCost", "initializeParameters"),
    }
)
"""Functions that come in files of this or other courses, which must be submitted to be used."""


STARTER_NAMES = frozenset(
    {
        *("theta", "numClasses", "inputSize", "lambda", "data", "labels", "groundTruth", "M"),
        *("scores", "P", "cost", "grad", "gradient", "softmaxModel", "optTheta", "numgrad"),
        *("EPSILON", "inputData", "options"),
    }
)
"""Names that the starter code uses or suggests."""


NO_COST = "The error comes before the cost is returned."
"""Why the cost fails if the line of the gradient raises an error."""


_NO_SECOND_OUTPUT = re.compile(
    r"returned 1 of 2 outputs|called with too many outputs|element number 2 undefined"
    r"|output argument 'grad' (is )?undefined|'grad' undefined"
)


def _no_gradient(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    if failed[0].case.function != "softmaxCost" or failed[0].case.nargout < 2:
        return None
    if not all(_NO_SECOND_OUTPUT.search(message) for message in messages_of(failed)):
        return None
    return Explanation(
        "no gradient",
        "softmaxCost returns no gradient: its second output is missing.",
        course.write(
            f"{GRADIENT[0]}\n{UNROLL_BY_COLUMNS[0]}", f"{GRADIENT[1]}\n{UNROLL_BY_COLUMNS[1]}"
        ),
    )


def _other_base(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Labels taken for indices that begin where the labels do not, in every case."""
    if course.labels_from == 1:
        if course.language.first_index or not all(map(_one_too_far, failed)):
            return None
        return Explanation(
            "labels from 0",
            "you use labels as indices, which start at 0 in Python; labels run from 1 to "
            "numClasses, so subtract 1.",
            course.write(*GROUND_TRUTH),
        )
    if not all(_BEFORE_THE_FIRST.search(message) for message in messages_of(failed)):
        return None
    return Explanation(
        "labels from 1",
        "you count labels from 1 to numClasses; they run from 0 to numClasses - 1.",
        course.write(*GROUND_TRUTH_FROM_ZERO),
    )


_BEFORE_THE_FIRST = re.compile(
    r"negative (?:axis \d+|row|column) index|index \((?:_,)?0(?:,_)?\): out of bound"
)
_TOO_LARGE = re.compile(
    r"index (\d+) (?:is out of bounds for axis \d+ with size|exceeds matrix dimension) (\d+)"
)


def _one_too_far(one: Observation) -> bool:
    """An index of numClasses, or a matrix with a row for each number from 0 to numClasses."""
    (message,), classes, examples = messages_of([one]), _classes(one.case), _examples(one.case)
    found = _TOO_LARGE.search(message)
    if found:
        return (int(found[1]), int(found[2])) == (classes, classes)
    found = TWO_SHAPES.search(message)
    if not found:
        return False
    a, b, c, d = map(int, found.groups())
    return {(a, b), (c, d)} == {(classes, examples), (classes + 1, examples)}


def _too_many_rows(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A numClasses x M matrix that always has the same number of further rows."""
    surplus = set()
    for one, message in zip(failed, messages_of(failed), strict=True):
        classes, examples = _classes(one.case), _examples(one.case)
        found = NOT_CONFORMANT.search(message) or _BROADCAST.search(message)
        if not found:
            return None
        a, b, c, d = map(int, found.groups())
        if {b, d} != {examples} or min(a, c) != classes or message.startswith("operator *"):
            return None
        surplus.add(max(a, c) - classes)
    if len(surplus) != 1 or 0 in surplus:
        return None
    more = plural(surplus.pop(), "row")
    return Explanation(
        "ground truth with more rows",
        f"the ground-truth matrix has {more} more than numClasses{_where(failed)}; it needs one "
        "row for each class.",
        _ground_truth(course),
    )


def _bias_row(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product whose inner sizes are inputSize and inputSize + 1."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        size = _features(one.case)
        if _inner_sizes(message) != (size, size + 1):
            return None
    return Explanation(
        "bias row added",
        "you add a row of ones to the data; this exercise has no bias term, and theta is "
        "numClasses x inputSize. Use data as it is.",
        _line_with_scores(failed, course),
    )


def _ground_truth(course: SoftmaxCourse) -> str:
    """The lines that make the ground-truth matrix."""
    return course.write(*(GROUND_TRUTH if course.labels_from else GROUND_TRUTH_FROM_ZERO))


def _line_with_scores(failed: Sequence[Observation], course: SoftmaxCourse) -> str:
    """The right line that uses the scores, in the function that failed."""
    if failed[0].case.function == "softmaxPredict":
        return course.write(*(PREDICT if course.labels_from else PREDICT_FROM_ZERO))
    return course.write(*PROBABILITIES)


def _shapes(message: str) -> tuple[int, ...]:
    """The shapes of two matrices that do not fit, as four numbers; empty if it is not that."""
    found = NOT_CONFORMANT.search(message) or _BROADCAST.search(message)
    return tuple(map(int, found.groups())) if found else ()


Sizes = tuple[int, int, int]
"""numClasses, inputSize and the number of examples of a case."""


def _all_of_shapes(
    failed: Sequence[Observation], fits: Callable[[Sizes, tuple[int, ...], str], bool]
) -> bool:
    """Whether each message names two shapes, and `fits` is true of the case's sizes and these."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        sizes = _classes(one.case), _features(one.case), _examples(one.case)
        if not _shapes(message) or not fits(sizes, _shapes(message), message):
            return False
    return True


def _truth_transposed(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A ground-truth matrix with a row for each example."""
    if failed[0].case.function != "softmaxCost":
        return None

    def fits(sizes: Sizes, shapes: tuple[int, ...], message: str) -> bool:
        k, _, m = sizes
        pair = {shapes[:2], shapes[2:]}
        return pair == {(k, m), (m, k)} and not message.startswith("operator *")

    if not _all_of_shapes(failed, fits):
        return None
    return Explanation(
        "ground truth transposed",
        f"the ground-truth matrix is M x numClasses{_where(failed)}; it must be numClasses x M, "
        "with a row for each class and a column for each example.",
        _ground_truth(course),
    )


def _gradient_transposed(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A data term of the gradient that is inputSize x numClasses."""
    if not _all_of_shapes(failed, lambda s, x, _: {x[:2], x[2:]} == {(s[0], s[1]), (s[1], s[0])}):
        return None
    return Explanation(
        "gradient transposed",
        f"one part of the gradient is inputSize x numClasses{_where(failed)}; like theta, it must "
        f"be numClasses x inputSize. {NO_COST}",
        course.write(*GRADIENT),
    )


def _brackets_left_out(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The ground truth beside a finished product, which has inputSize columns."""
    if not _all_of_shapes(failed, lambda s, x, _: x == (s[0], s[2], s[0], s[1])):
        return None
    return Explanation(
        "brackets left out",
        f"only P is multiplied by the transpose of data{_where(failed)}; write parentheses around "
        f"groundTruth - P. {NO_COST}",
        course.write(*GRADIENT),
    )


def _unrolled_theta(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The parameters as a vector, where the matrix is meant."""
    if failed[0].case.function != "softmaxCost":
        return None
    added = product = True
    for one, message in zip(failed, messages_of(failed), strict=True):
        k, n = _classes(one.case), _features(one.case)
        flat = _WITH_A_VECTOR.search(message)
        shapes = tuple(map(int, flat.groups())) if flat else _shapes(message)
        if turned := _BY_A_VECTOR.search(message):
            shapes = tuple(map(int, turned.group(2, 3, 1)))
        added &= shapes in ((k, n, k * n), (k, n, k * n, 1))
        vector = message.startswith("operator *") and shapes[:3] == (k * n, 1, n)
        product &= vector or (not shapes and _inner_sizes(message) == (k * n, n))
    if added:
        weight = course.language.name("lambda")
        return Explanation(
            "decay of unrolled theta",
            f"the gradient is a matrix here, and theta is a vector{_where(failed)}; add {weight} "
            f"times the matrix theta, and unroll the sum at the end. {NO_COST}",
            course.write(*GRADIENT),
        )
    if product:
        return Explanation(
            "theta not reshaped",
            f"theta is still a vector{_where(failed)}; make a numClasses x inputSize matrix of it "
            "first.",
            _read_theta(failed, course) + _line_with_scores(failed, course),
        )
    return None


def _shape_of_sums(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Column sums or maxima that are no row of M numbers."""
    if failed[0].case.function != "softmaxCost":
        return None
    for message in messages_of(failed):
        code = _code(message)
        if not message.startswith(("quotient:", "operator -:")) and not _SUMS.search(code):
            return None
    for name, words, fits in (
        (
            "column sums transposed",
            "is M x 1; leave out the transpose, so that it is 1 x M",
            lambda s, x, _: x == (s[0], s[2], s[2], 1),
        ),
        (
            "wrong axis",
            "has one number for each class; it needs one for each example",
            lambda s, x, _: x == (s[0], s[2], 1, s[0]),
        ),
        (
            "column sums repeated too often",
            "is M x M; repeat the row of column sums numClasses times, once for each row of P",
            lambda s, x, _: x == (s[0], s[2], s[2], s[2]),
        ),
    ):
        if _all_of_shapes(failed, fits):
            message = f"what each column is divided by{_where(failed)} {words}."
            return Explanation(name, message, course.write(*PROBABILITIES))
    return None


_SUMS = re.compile(r"[/-].*(?:sum|max|tile|repeat)\(")


def _rows_counted(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The number of data's rows, taken for the number of examples."""
    if course.examples_in == "rows" or failed[0].case.function != "softmaxCost":
        return None
    for one, message in zip(failed, messages_of(failed), strict=True):
        if not _INDEXING.search(message) or _lengths(message) != {
            _examples(one.case),
            _features(one.case),
        }:
            return None
    return Explanation(
        "examples in rows",
        "the examples are the columns of data (inputSize x M), so M is data.shape[1]"
        f"{_where(failed)}.",
        f"{course.write(*NUMBER_OF_EXAMPLES)}\n{_ground_truth(course)}",
    )


def _in_the_numerical_gradient(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Errors of the loop over the entries of theta."""
    if failed[0].case.function != "computeNumericalGradient":
        return None
    messages = messages_of(failed)
    for name, pattern, words in (
        (
            "loop over the entries",
            rf"{_NO_INDEX.pattern}|only integer scalar arrays can be converted|"
            r"'numpy\.float64' object cannot be interpreted as an integer",
            "the loop needs the numbers of theta's entries, not the entries{}: "
            "`for i in range(theta.size)`.",
        ),
        (
            "J of one entry",
            r"x has 1 entry, which this function does not accept",
            "J needs the whole of theta, not a single entry{}: change one entry in a copy of "
            "theta, and call J with the copy.",
        ),
        (
            "index 0",
            r"\(0\): subscripts must be|index \(0\): out of bound; value 0",
            "Octave counts entries from 1{}: `for i = 1:numel(theta)`.",
        ),
    ):
        if all(re.search(pattern, message) for message in messages):
            return Explanation(name, words.format(_where(failed)), course.write(*NUMERICAL))
    return None


def _maximum_with_1(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Octave's max has one output only if its second argument is a number."""
    if failed[0].case.function != "softmaxPredict":
        return None
    if not all("element number 2 undefined in return list" in m for m in messages_of(failed)):
        return None
    return Explanation(
        "maximum with 1",
        f"`max(x, 1)` compares each entry with 1{_where(failed)}; the maximum of each column is "
        "`max(x, [], 1)`.",
        _line_with_scores(failed, course),
    )


def _data_not_transposed(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product of a numClasses x M matrix with data, whose transpose is meant."""
    if course.examples_in == "rows" or failed[0].case.function != "softmaxCost":
        return None
    for one, message in zip(failed, messages_of(failed), strict=True):
        size, examples, classes = _features(one.case), _examples(one.case), _classes(one.case)
        if size == examples or _inner_sizes(message) != (examples, size):
            return None
        left = NOT_CONFORMANT.search(message)
        if left and (int(left[1]), int(left[4])) != (classes, examples):
            return None
        if not left and "theta" in _code(message):
            return None
        if not left and not _code(message):
            return None
    return Explanation(
        "data not transposed",
        f"the gradient needs the transpose of data{_where(failed)}: groundTruth - P is "
        f"numClasses x M, and data is inputSize x M. {NO_COST}",
        course.write(*GRADIENT),
    )


def _product_for_elementwise(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A matrix product of two matrices of the same shape."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        shapes = NOT_CONFORMANT.search(message)
        if shapes:
            same = shapes.group(1, 2) == shapes.group(3, 4)
            if not (same and message.startswith("operator *")):
                return None
        elif not _twice(message, one.case):
            return None
    words = course.language.choose(
        octave="`*` is the matrix product; to multiply entry by entry, write `.*`",
        python="`@` is the matrix product; to multiply entry by entry, write `*`",
    )
    return Explanation(
        "matrix product for elementwise",
        f"{words}{_where(failed)}.",
        course.write(*COST) if failed[0].case.function == "softmaxCost" else "",
    )


_TWICE = re.compile(r"\b(\w+) @ \1\b")


def _twice(message: str, case: Case) -> bool:
    """Whether NumPy was to multiply a matrix by itself, or two of numClasses x M."""
    code = _code(message)
    if _TWICE.search(code):
        return True
    if case.function != "softmaxCost" or (code and "log" not in code.lower()):
        return False  # no other product of the exercise is one entry by entry
    return _inner_sizes(message) == (_examples(case), _classes(case))


def _elementwise_for_product(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """An operation entry by entry on the factors of a matrix product."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        found = NOT_CONFORMANT.search(message) or _BROADCAST.search(message)
        if not found:
            return None
        a, b, c, d = map(int, found.groups())
        if b != c:  # the factors may be the other way round
            a, b, c, d = c, d, a, b
        if b != c or (a, b) == (c, d):
            return None
        code = _code(message)
        elementwise = course.language.choose(
            octave=message.startswith("product:"),
            python="*" in code.replace("**", "").replace("@", "") or "multiply(" in code,
        )
        k, n, many = _classes(one.case), _features(one.case), _examples(one.case)
        if not elementwise or (a, b, d) not in (
            (k, n, many),
            (k, many, n),
            (many, n, k),
            (n, many, k),
        ):
            return None
    words = course.language.choose(
        octave="`.*` multiplies entry by entry; the matrix product is `*`",
        python="`*` multiplies entry by entry; the matrix product is `@`",
    )
    in_gradient = any("data.T" in _code(m) for m in messages_of(failed)) or all(
        (m := NOT_CONFORMANT.search(text)) and int(m[2]) == _examples(one.case)
        for one, text in zip(failed, messages_of(failed), strict=True)
    )
    fix = course.write(*GRADIENT) if in_gradient else _line_with_scores(failed, course)
    return Explanation("elementwise for matrix product", f"{words}{_where(failed)}.", fix)


_BROADCAST = re.compile(
    r"operands could not be broadcast together with shapes \((\d+),(\d+)\) \((\d+),(\d+)\)"
)


def _keepdims(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """An M x numClasses matrix with one number for each of its rows."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        found = _WITH_A_VECTOR.search(message)
        m, k = _examples(one.case), _classes(one.case)
        if not found or tuple(map(int, found.groups())) != (m, k, m) or m == k:
            return None
        if "axis=1" not in _code(message) and ", 1)" not in _code(message):
            return None
    return Explanation(
        "keepdims left out",
        f"one number for each row has one dimension{_where(failed)}, which NumPy places along the "
        "columns; write `axis=1, keepdims=True`.",
    )


def _wrong_axis(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A matrix of scores with one number for each class, where NumPy expects one per example."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        found = _WITH_A_VECTOR.search(message)
        if not found or tuple(map(int, found.groups())) != (
            _classes(one.case),
            _examples(one.case),
            _classes(one.case),
        ):
            return None
        if _code(message) and not re.search(r"[-/]", _code(message)):
            return None  # nothing is shifted, and nothing divided
    return Explanation(
        "wrong axis",
        f"axis=1 gives one number for each class{_where(failed)}; use axis=0, which gives one "
        "number for each example.",
        course.write(*PROBABILITIES),
    )


_WITH_A_VECTOR = re.compile(r"broadcast together with shapes \((\d+),(\d+)\) \((\d+),\)")
_BY_A_VECTOR = re.compile(r"broadcast together with shapes \((\d+),\) \((\d+),(\d+)\)")


def _wrong_number_of_examples(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The ground truth made with another number of columns than there are labels."""
    if failed[0].case.function != "softmaxCost":
        return None
    messages = messages_of(failed)
    sparse = all(
        m.startswith(("sparse: dimension mismatch", "sparse: column index")) for m in messages
    )
    lengths = all(
        _lengths(m) == {_examples(o.case), _classes(o.case)}
        for o, m in zip(failed, messages, strict=True)
    )
    indices = all(
        _INDEXING.search(m) and _lengths(m) != {_examples(o.case), _features(o.case)}
        for o, m in zip(failed, messages, strict=True)
    )
    if not (sparse or lengths or indices):
        return None
    return Explanation(
        "wrong number of examples",
        f"the ground-truth matrix needs one column for each label{_where(failed)}: M of them, the "
        "number of examples.",
        f"{course.write(*NUMBER_OF_EXAMPLES)}\n{_ground_truth(course)}",
    )


_INDEXING = re.compile(r"shape mismatch: indexing arrays could not be broadcast")


def _beyond_the_examples(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A loop that goes on after the last example."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        examples, first = _examples(one.case), course.language.first_index
        found = _PAST_THE_END.search(message)
        if not found or not examples:
            return None
        if tuple(int(g) for g in found.groups() if g) != (examples + first, examples):
            return None
    return Explanation(
        "loop beyond the examples",
        f"a loop continues after the last example{_where(failed)}. Let it end at M, the number of "
        "examples.",
    )


_PAST_THE_END = re.compile(
    r"index (\d+) is out of bounds for axis \d+ with size (\d+)"
    r"|\((?:_,)?(\d+)\): out of bound (\d+)"
    r"|\((?:_,)?(\d+)\): out of bound; value \d+ out of bound (\d+)"
)


def _features_as_examples(
    seen: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A loop that goes beyond the examples if there are more features, and else does not fail."""
    if failed[0].case.function != "softmaxCost":
        return None
    for one in seen:
        if (one.answer.failure is not None) != (_features(one.case) > _examples(one.case)):
            return None
    if len(seen) == len(failed) or _beyond_the_examples(seen, failed, course) is None:
        return None
    size = course.language.choose(octave="size(data, 1)", python="data.shape[0]")
    many = course.language.choose(octave="size(data, 2)", python="data.shape[1]")
    if course.examples_in == "rows":
        size, many = many, size
    return Explanation(
        "features counted as examples",
        f"a loop continues after the last example{_where(failed)}: does it count the features? "
        f"{size} is inputSize; the number of examples is {many}.",
    )


def _row_and_column_swapped(
    seen: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """An index of an example in the rows of a numClasses x M matrix, and of a class in its columns.

    The row does not exist if there are more examples than classes, and only then.
    """
    if failed[0].case.function != "softmaxCost":
        return None
    rows = 0
    for one in seen:
        classes, examples = _classes(one.case), _examples(one.case)
        message = one.answer.failure.message if one.answer.failure else ""
        kind = _swapped(message, classes, examples) if message else ""
        if kind is None or (kind == "row") != (examples > classes):
            return None
        rows += kind == "row"
    if not rows:
        return None
    question = "are the two swapped, or is 1 added to the labels?"
    if not course.language.first_index:
        # A label used as an index from 0 gives the same error, but with few examples, too.
        if rows == len(seen) and not all(map(_label_comes_second, messages_of(failed))):
            return None
        question = "are the two swapped?"
    return Explanation(
        "row and column swapped",
        f"an index goes beyond the last row{_where(failed)}. In a numClasses x M matrix, the row "
        f"is the class and the column is the example: {question}",
    )


def _label_comes_second(message: str) -> bool:
    """Return whether the quoted code has an index of which only the second part has the labels."""
    try:
        nodes = list(ast.walk(ast.parse(_code(message))))
    except SyntaxError:
        return False
    indices = [
        node.slice.elts
        for node in nodes
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Tuple)
        and len(node.slice.elts) == 2
    ]
    return any(_has_labels(second) and not _has_labels(first) for first, second in indices)


def _has_labels(code: ast.expr) -> bool:
    names = (node.id for node in ast.walk(code) if isinstance(node, ast.Name))
    return any("label" in name.lower() or name == "y" for name in names)


def _swapped(message: str, classes: int, examples: int) -> str | None:
    """Return "row" or "column" if that index is the other one's; None if there is another error."""
    found = _OUT_OF_BOUND.search(message)
    if found:
        row, column, bound = (int(g) if g else 0 for g in (found[1], found[2], found[3]))
        if (row, bound) == (classes + 1, classes):
            return "row"
        return "column" if bound == examples and examples < column <= classes else None
    found = _TOO_LARGE_IN.search(message)
    if found:
        index, axis, size = map(int, found.groups())
        if (index, axis, size) == (classes, 0, classes):
            return "row"
        return "column" if axis == 1 and size == examples <= index < classes else None
    found = NOT_CONFORMANT.search(message)  # Octave lets an assignment enlarge a matrix
    if found and not message.startswith(("operator *", "quotient")):
        a, b, c, d = map(int, found.groups())
        shapes = [shape for shape in ((a, b), (c, d)) if shape != (classes, examples)]
        if shapes == [(examples, examples)] and examples > classes:
            return "row"
        if len(shapes) == 1 and shapes[0][0] == classes and examples < shapes[0][1] <= classes:
            return "column"
    return None


_OUT_OF_BOUND = re.compile(
    r"\((?:(\d+),_|_,(\d+))\): out of bound(?:; value \d+ out of bound)? (\d+)"
)
_TOO_LARGE_IN = re.compile(r"index (\d+) is out of bounds for axis (\d+) with size (\d+)")


def _float_labels(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    if not all(_NO_INDEX.search(m) for m in messages_of(failed)):
        return None
    if all(re.search(r"""\[["']""", _code(m)) for m in messages_of(failed)):
        return Explanation(
            "parameters in a dict",
            f"it takes its parameters out of a dict{_where(failed)}; they are passed as one array, "
            "theta.",
        )
    return Explanation(
        "labels are floats",
        f"an index is not an int{_where(failed)}: turn the labels into ints first.",
        _ground_truth(course),
    )


_NO_INDEX = re.compile(r"arrays used as indices must be of integer|only integers, slices")


def _flatten_1(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    messages = messages_of(failed)
    if not all("order must be str, not int" in m for m in messages):
        return None
    return Explanation(
        "order is a number",
        f'the order of an array is "F" or "C", not a number{_where(failed)}.',
        course.write(*(UNROLL_BY_COLUMNS if course.theta_by == "columns" else UNROLL_BY_ROWS)),
    )


def _no_field(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A field that the exercise's models lack, or a model used as if it were its parameters."""
    if failed[0].case.function != "softmaxPredict":
        return None
    messages = messages_of(failed)
    names = {next(filter(None, m.groups())) if (m := _FIELD.search(t)) else "" for t in messages}
    octave, python = "theta = softmaxModel.optTheta;", "theta = softmaxModel.optTheta"
    if len(names) == 1 and "" not in names:
        (name,) = names
        return Explanation(
            "model field renamed",
            f"the model has no field {name}; softmaxTrain stores the parameters in optTheta.",
            course.write(octave, python),
        )
    if all(_MODEL_AS_MATRIX.search(message) for message in messages):
        return Explanation(
            "model used as parameters",
            f"the model is not a matrix{_where(failed)}: its parameters are in its field optTheta.",
            course.write(octave, python),
        )
    return None


_FIELD = re.compile(
    # Of a model, not of text, a number or an array that a student's own code took out of it.
    r"'(?!(?:str|int|float|list|tuple|NoneType|numpy[\w.]*)')[\w.]+' object has no "
    r"attribute '(\w+)'"
    r"|has no member '(\w+)'|no field (\w+)|KeyError: [\"']?'?(\w+)"
    r"|non-existent field '(\w+)'"
)
_MODEL_AS_MATRIX = re.compile(
    r"not implemented for '(?:scalar struct' by|\w+' by 'scalar struct')"
    r"|TypeError: unsupported operand type|ufunc 'matmul' did not contain a loop"
    r"|matmul: Input operand \d does not have enough dimensions"
    r"|has no attribute '(?:shape|T|dot|reshape)'"
    r"|reshape: can't reshape 1x1 array|cannot reshape array of size 1 into"
)


def _changed_in_place(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Labels that each call of softmaxCost lowers, until an index lies before the first row."""
    if failed[0].case.function != "softmaxTrain":
        return None
    if not all(_BEFORE_THE_FIRST_ROW.search(message) for message in messages_of(failed)):
        return None
    return Explanation(
        "labels changed in place",
        "softmaxCost changes labels each time it is called (`labels -= 1`?), so the next call "
        "receives other labels. Make a new array.",
        "labels = labels - 1",
    )


_BEFORE_THE_FIRST_ROW = re.compile(r"IndexError: index -\d+ is out of bounds")


def _rows(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product of theta and data whose inner sizes are those of an example and of their number."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        sizes = {_features(one.case), _examples(one.case)}
        if len(sizes) != 2 or sizes not in (set(_inner_sizes(message)), _lengths(message)):
            return None
        left = NOT_CONFORMANT.search(message)
        if left and not message.startswith("operator *"):
            return None
        if left and _classes(one.case) not in (int(left[1]), int(left[4])):
            return None
    if course.examples_in == "rows":
        return Explanation(
            "examples in columns",
            "the examples are the rows of data (M x inputSize), not its columns.",
            course.write("scores = data * theta';", "scores = data @ theta.T").partition("  ")[0],
        )
    return Explanation(
        "examples in rows",
        "the examples are the columns of data (inputSize x M), not its rows.",
        _line_with_scores(failed, course),
    )


def _theta_transposed(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """A product of theta' with data: its inner sizes are numClasses and inputSize."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        sizes = _classes(one.case), _features(one.case)
        inner = _inner_sizes(message)
        allowed = (sizes, sizes[::-1]) if course.examples_in == "rows" else (sizes,)
        if sizes[0] == sizes[1] or inner not in allowed:
            return None
    return Explanation(
        "theta transposed",
        "theta is numClasses x inputSize as a matrix; do not transpose it.",
        _read_theta(failed, course) + _line_with_scores(failed, course),
    )


def _read_theta(failed: Sequence[Observation], course: SoftmaxCourse) -> str:
    """The line that makes a matrix of the parameters, which softmaxCost needs."""
    if failed[0].case.function == "softmaxPredict":
        return ""
    return course.write(*(READ_BY_COLUMNS if course.theta_by == "columns" else READ_BY_ROWS)) + "\n"


def _code(message: str) -> str:
    """The expression that failed, which Python's messages end with; may be empty."""
    found = re.search(r": `(.*)`\)$", message, re.DOTALL)
    return found[1] if found else ""


def _where(failed: Sequence[Observation]) -> str:
    """The place that the first message ends with."""
    found = re.search(
        r" \([^()]*?\.(?:py|m), line \d+(?:: `.*`)?\)$", messages_of(failed)[0], re.DOTALL
    )
    return found[0] if found else ""


def _labels_as_row(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """Indices of which one is the labels, a column, and another is counted off as a row."""
    words = "sub2ind: all subscripts must be of the same size"
    if not all(words in m for m in messages_of(failed)):
        return None
    return Explanation(
        "labels as a row",
        "labels is a column; it is used as a row.",
        course.write(*GROUND_TRUTH),
    )


def _labels_as_matrix(
    _: Sequence[Observation], failed: Sequence[Observation], course: SoftmaxCourse
) -> Explanation | None:
    """The labels multiplied, entry by entry, with a matrix that has a row for each class."""
    for one, message in zip(failed, messages_of(failed), strict=True):
        found = NOT_CONFORMANT.search(message)
        a, b, c, d = map(int, found.groups()) if found else (0, 0, 0, 0)
        classes, examples = _classes(one.case), _examples(one.case)
        if not classes or {(a, b), (c, d)} != {(examples, 1), (classes, examples)}:
            return None
        if message.startswith(("quotient", "operator")):
            return None
    return Explanation(
        "labels as ground truth",
        "you use labels in place of the ground-truth matrix; make that matrix from labels first.",
        _ground_truth(course),
    )


def _lengths(message: str) -> set[int]:
    """The lengths of two vectors that should have been the same."""
    found = re.search(r"shapes? \((\d+),\) \((\d+),\)", message)
    return set(map(int, found.groups())) if found else set()


def _inner_sizes(message: str) -> tuple[int, ...]:
    """Columns of the left and rows of the right factor in a message about their product."""
    found = NOT_CONFORMANT.search(message)
    if found:
        return int(found[2]), int(found[3])
    found = re.search(r"\(size (\d+) is different from (\d+)\)", message)
    if found:
        return int(found[2]), int(found[1])
    found = re.search(r"shapes \(\d+,(\d+)\) and \((\d+),\d+\) not aligned", message)
    return (int(found[1]), int(found[2])) if found else ()


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


def _sizes(case: Case) -> Mapping[str, int]:
    return {
        "numClasses": _classes(case),
        "inputSize": _features(case),
        EXAMPLES: _examples(case),
    }


explain_softmax_failures = explain_failures(
    outputs=("pred", "cost", "numgrad"),
    other_files=OTHER_FILES,
    sizes=_sizes,
    own=(
        _no_gradient,
        _no_field,
        _in_the_numerical_gradient,
        only_in(OCTAVE, _maximum_with_1),
        only_in(PYTHON, _flatten_1),
        only_in(PYTHON, _float_labels),
        _changed_in_place,
        _features_as_examples,
        _row_and_column_swapped,
        _truth_transposed,
        _other_base,
        only_in(PYTHON, _rows_counted),
        _wrong_number_of_examples,
        _bias_row,
        _product_for_elementwise,
        _elementwise_for_product,
        _keepdims,
        _wrong_axis,
        _gradient_transposed,
        _brackets_left_out,
        _unrolled_theta,
        _shape_of_sums,
        _data_not_transposed,
        _rows,
        _theta_transposed,
        only_in(OCTAVE, _labels_as_row),
        _labels_as_matrix,
        _too_many_rows,
        _beyond_the_examples,
    ),
    names=STARTER_NAMES,
)
"""Knows the error messages of softmax regression's typical mistakes."""
