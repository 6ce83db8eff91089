"""Which mistake in softmaxCost gives what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.case import Case
from pysoftmax.exercise.mistakes import ROUNDING, Explanation, Observation, close, numbers
from pysoftmax.exercise.softmax.mistakes.decay import (
    cost_decays,
    gradient_decays,
)
from pysoftmax.exercise.softmax.mistakes.deviation import Deviation, SoftmaxCourse, explanation
from pysoftmax.exercise.softmax.mistakes.formula import (
    Terms,
    ThetaLayout,
    cost_terms,
    gradient_terms,
    layouts,
    readings,
)
from pysoftmax.exercise.softmax.mistakes.lines import COST, GRADIENT, PROBABILITIES
from pysoftmax.languages import OCTAVE

__all__ = ["explain_cost", "explain_gradient", "only_ten_classes"]

Array = NDArray[np.float64]
Path = tuple[Deviation, ...]
MakeTerms = Callable[[Case, ThetaLayout], Terms]

MOST_DEVIATIONS = 2
"""Explanations by more mistakes at once than this are too far-fetched to be offered."""

PREFIX = 6
"""Entries compared at first; the few candidates that survive are compared in full."""


def explain_cost(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the cost, if one explains every case asked."""
    if _all_zero(seen, 0):
        return Explanation(
            "never filled in", "your cost is always 0: it is never computed.", course.write(*COST)
        )
    found = _search(seen, 0, readings(course), cost_terms, cost_decays)
    if found:
        return _told("your cost is correct, except that", found, course)
    return (
        _not_one_number(seen, course)
        or _not_real(seen, course)
        or _other_lambda_in_cost(seen, course)
        or only_ten_classes(seen, "your cost")
    )


def _not_one_number(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """A cost with entries, whose number says what it was not summed over; or the other output."""
    if any(one.answer.failure is not None or not one.answer.values for one in seen):
        return None
    entries = [np.size(one.answer.values[0]) for one in seen]
    if all(size == 1 for size in entries):
        return None
    if all(_is_the_gradient(one, course) for one in seen):
        fix = "" if course.language == OCTAVE else course.write(*_unrolled(course))
        return Explanation(
            "cost and gradient swapped",
            "the outputs are swapped: the cost is the first output, the gradient the second.",
            fix,
        )
    shapes: tuple[tuple[str, Callable[[int, int, int], int]], ...] = (
        ("one entry for each example; sum over the examples, too", lambda k, n, m: m),
        ("one entry for each feature; sum over all entries of theta", lambda k, n, m: n),
        ("one entry for each class; sum over all entries", lambda k, n, m: k),
        ("the shape of P; sum over its entries", lambda k, n, m: k * m),
        ("theta's shape; sum over the squares", lambda k, n, m: k * n),
    )
    for words, size in shapes:
        if entries == [size(*_sizes(one)) for one in seen]:
            return Explanation(
                "cost not summed",
                f"your cost is an array, not a number: it has {words}.",
                course.write(*COST),
            )
    return None


def _not_real(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The logarithm of what is no probability."""
    costs = [np.asarray(one.answer.values[0]) for one in seen if one.answer.values]
    if any(cost.dtype.kind == "c" for cost in costs):
        what = "complex"
    elif any(cost.dtype.kind == "f" and np.isnan(cost).any() for cost in costs):
        what = "NaN"
    else:
        return None
    return Explanation(
        "log of no probability",
        f"your cost is {what}: it takes the logarithm of a number that is not positive. Every "
        "entry of P must be between 0 and 1. Is exp missing, or is the maximum subtracted after "
        "exp?",
        course.write(*PROBABILITIES),
    )


def _is_the_gradient(one: Observation, course: SoftmaxCourse) -> bool:
    """Whether the first output is what the second should be."""
    actual, layout = numbers(one.answer.values[0]), readings(course)[0]
    data, decay = gradient_terms(one.case, layout), gradient_decays(one.case, layout)
    right = data.values[0] + decay.values[0]
    if actual is None or actual.size != right.size:
        return False
    return bool(close(actual, right, float(np.abs(right).max())).all())


def _sizes(one: Observation) -> tuple[int, int, int]:
    """numClasses, inputSize and the number of examples."""
    _, classes, size, _, data, _ = one.case.args
    return int(classes), int(size), int(np.shape(data)[1])


def _unrolled(course: SoftmaxCourse) -> tuple[str, str]:
    """The line that returns the cost and the gradient, unrolled as theta is."""
    return layouts(course)[2].path[0].fix


def explain_gradient(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The mistake in the gradient, if one explains every case asked."""
    if all(_is_matrix(one) for one in seen):
        line = "column by column" if course.theta_by == "columns" else "row by row"
        message = f"your gradient is a matrix; it must be unrolled {line}, as theta is."
        return Explanation("gradient not unrolled", message, course.write(*_unrolled(course)))
    if all(_is_one_number(one) for one in seen):
        message = (
            "your gradient is a single number: the sum goes over its entries too. It has one entry "
            "for each parameter."
        )
        return Explanation("gradient summed to one number", message, course.write(*GRADIENT))
    if _of_one_class(seen):
        return Explanation(
            "gradient of one class",
            "your gradient has inputSize entries, those of a single class. Does a loop overwrite "
            "it? It needs a row for each class.",
            course.write(*GRADIENT),
        )
    if _all_zero(seen, 1):
        return Explanation(
            "never filled in",
            "your gradient is always 0: it is never computed.",
            course.write(*GRADIENT),
        )
    found = _search(seen, 1, layouts(course), gradient_terms, gradient_decays)
    if found:
        return _told("your gradient is correct, except that", found, course)
    if _is_rounded(seen):
        return Explanation(
            "integer gradient",
            "your gradient is correct, except that it is rounded to whole numbers, as in an array "
            "of integers.",
            course.write(*GRADIENT),
        )
    return _other_weights(seen, course) or only_ten_classes(seen, "your gradient")


def only_ten_classes(seen: Sequence[Observation], subject: str) -> Explanation | None:
    """Answers that are right with ten classes, as the digits have, or with up to ten."""
    if any(one.answer.failure is not None for one in seen):
        return None
    right = {_classes(one) for one in seen if one.agrees}
    wrong = {_classes(one) for one in seen if not one.agrees}
    if right == {TEN} and len(wrong) > 1 and TEN not in wrong:
        words = f"only if there are {TEN} classes"
    elif right and wrong and max(right) <= TEN < min(wrong):
        words = f"up to {TEN} classes, and not with more"
    else:
        return None
    return Explanation(
        "hard-coded numClasses",
        f"{subject} is correct {words}. Is {TEN} in the code? Use numClasses instead.",
    )


TEN = 10


def _classes(one: Observation) -> int:
    first = one.case.args[0]
    return len(first["optTheta"]) if isinstance(first, dict) else int(one.case.args[1])


def _all_zero(seen: Sequence[Observation], output: int) -> bool:
    given = _given(seen, output)
    return bool(given) and not any(actual.any() for _, actual, _ in given)


def _is_matrix(one: Observation) -> bool:
    """Whether the gradient has theta's shape before it is unrolled."""
    shape = tuple(map(int, one.case.args[1:3]))
    return len(one.answer.values) > 1 and np.shape(one.answer.values[1]) == shape


def _is_one_number(one: Observation) -> bool:
    return len(one.answer.values) > 1 and np.size(one.answer.values[1]) == 1 < np.size(
        one.expected.values[1]
    )


def _of_one_class(seen: Sequence[Observation]) -> bool:
    return all(
        len(one.answer.values) > 1 and np.size(one.answer.values[1]) == int(one.case.args[2])
        for one in seen
    ) and any(int(one.case.args[1]) > 1 for one in seen)


def _is_rounded(seen: Sequence[Observation]) -> bool:
    """Whether every entry is the right one without its fraction, or rounded."""
    given = [
        (actual, numbers(one.expected.values[1]))
        for one in seen
        if len(one.answer.values) > 1 and (actual := numbers(one.answer.values[1])) is not None
    ]
    if len(given) < len(seen):
        return False
    return any(
        all(right is not None and np.array_equal(actual, whole(right)) for actual, right in given)
        for whole in (np.trunc, np.round)
    )


def _told(opening: str, found: Sequence[Path], course: SoftmaxCourse) -> Explanation | None:
    """One explanation, or two if the cases cannot tell them apart; None if there are more."""
    told = [explanation(opening, path, course) for path in found]
    told = list({t.message: t for t in told}.values())
    if len(told) == 1:
        return told[0]
    if len(told) == 2:
        first, second = told
        message = f"{first.message.rstrip('.')}; or else {second.message}"
        return Explanation(f"{first.name} | {second.name}", message, first.fix)
    return None


def _search(
    seen: Sequence[Observation],
    output: int,
    layouts: Sequence[ThetaLayout],
    data_terms: MakeTerms,
    decays: MakeTerms,
) -> list[Path]:
    """The simplest deviations that explain all cases, in the order of the tables."""
    given = _given(seen, output)
    if not given:
        return []
    paths: list[Path] = []
    for layout in layouts:
        pairs: NDArray[np.intp] | None = None
        for case, actual, scale in given:
            terms, others = data_terms(case, layout), decays(case, layout)
            pairs = _matching(actual, scale, terms, others, pairs)
            if not len(pairs):
                break
        else:
            assert pairs is not None
            paths += [layout.path + terms.paths[i] + others.paths[j] for i, j in pairs]
    return _simplest(paths)


def _simplest(paths: Sequence[Path]) -> list[Path]:
    wrong = [path for path in paths if 0 < len(path) <= MOST_DEVIATIONS]
    fewest = min((len(path) for path in wrong), default=0)
    return list(dict.fromkeys(path for path in wrong if len(path) == fewest))


def _given(seen: Sequence[Observation], output: int) -> list[tuple[Case, Array, float]]:
    """The answers to explain, a failing one first; empty when one is not a vector of numbers."""
    given = []
    for one in sorted(seen, key=lambda o: o.agrees):
        if one.answer.failure is not None or len(one.answer.values) <= output:
            return []
        actual, right = numbers(one.answer.values[output]), numbers(one.expected.values[output])
        if actual is None or right is None or actual.size != right.size:
            return []
        scale = float(np.abs(np.concatenate([actual, right])).max())
        if not np.isfinite(scale):
            return []
        given.append((one.case, actual, scale))
    return given


def _matching(
    actual: Array,
    scale: float,
    terms: Terms,
    others: Terms,
    pairs: NDArray[np.intp] | None,
) -> NDArray[np.intp]:
    """The pairs (data term, decay) whose sum is the actual value, among those given."""
    if pairs is None:
        few = slice(0, PREFIX)
        sums = terms.values[:, None, few] + others.values[None, :, few]
        pairs = np.argwhere(close(actual[few], sums, scale))
    sums = terms.values[pairs[:, 0]] + others.values[pairs[:, 1]]
    return pairs[close(actual, sums, scale)]


def _other_lambda_in_cost(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The right data term with a decay of another weight."""
    right = readings(course)[0]
    factors, weights = [], []
    for case, actual, scale in _given(seen, 0):
        data = cost_terms(case, right).values[0, 0]
        decay = cost_decays(case, right).values[0, 0]
        if abs(decay) < np.sqrt(ROUNDING) * scale:
            return None
        factors.append(float(actual[0] - data) / decay)
        weights.append(factors[-1] * float(case.args[3]))
    return _weight_told("cost", factors, weights, course.write(*COST))


def _other_weights(seen: Sequence[Observation], course: SoftmaxCourse) -> Explanation | None:
    """The right data term with ``lambda * theta`` times another weight."""
    right = layouts(course)[0]
    factors, weights = [], []
    for case, actual, scale in _given(seen, 1):
        rest = actual - gradient_terms(case, right).values[0]
        decay = gradient_decays(case, right).values[0]
        size = float(decay @ decay)
        if size == 0:
            return None
        factors.append(float(rest @ decay) / size)
        weights.append(factors[-1] * float(case.args[3]))
        if float(np.abs(rest - factors[-1] * decay).max()) > ROUNDING * scale:
            return None
    return _weight_told("gradient", factors, weights, course.write(*GRADIENT))


def _weight_told(
    what: str, factors: Sequence[float], weights: Sequence[float], fix: str
) -> Explanation | None:
    if len(factors) < 2:
        return None
    for name, sequence, words in (
        ("another lambda", factors, "its decay term is {:.6g} times as large as it should be"),
        ("hard-coded lambda", weights, "its decay term always uses {:.6g} for lambda"),
    ):
        if np.ptp(sequence) <= np.sqrt(ROUNDING) * max(1.0, max(map(abs, sequence))):
            words = words.format(float(np.mean(sequence)))
            return Explanation(name, f"your {what} is correct, except that {words}.", fix)
    return None
