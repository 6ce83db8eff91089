"""What "equal" means: the comparison itself, and that the tolerances are tight."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from lockstep import LOCKSTEP, python_routines
from numpy.typing import NDArray

from pysoftmax.comparison.case import Answer
from pysoftmax.comparison.choices import SeededChoices
from pysoftmax.comparison.closeness import IDENTICAL, Tolerance, compare, ulps_apart
from pysoftmax.comparison.in_process import InProcess
from pysoftmax.comparison.nested import compare_nested
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.exercise.softmax.reference import of_pysoftmax
from pysoftmax.octave import NotCarried, StructArray

ALL = {**CLAIMS, **LOCKSTEP}
ORDINARY = [
    "cost",
    "gradient",
    "large-scores",
    "cost-extreme",
    "gradient-extreme",
    "confidences",
    "images",
    "pictures",
    "training",
    "minimising",
    "lbfgs-direction",
    "lbfgs-update",
    "interpolation",
    "wolfe-search",
    "armijo-backtrack",
]
"""Properties of exact or well-conditioned numbers; labels and counts are compared exactly."""
PLANTED = 1e-9
LOOSE = Tolerance("loose", "for these tests", 0.5)


def _planted(value: Any) -> Any:
    """The same with its largest entry off by one part in 1e9; text and counts as they are."""
    if isinstance(value, dict):
        return {key: _planted(entry) for key, entry in value.items()}
    array = np.array(value, copy=True)
    if array.dtype.kind != "f" or not array.size:
        return value
    place = np.unravel_index(np.argmax(np.abs(array)), array.shape)
    array[place] *= 1 + PLANTED
    return array


@pytest.mark.parametrize("name", ORDINARY)
def test_a_relative_error_of_1e_9_is_caught(name: str) -> None:
    """Planted into the largest entry of every output, it is seen in 9 of 10 cases, or all."""
    held = ALL[name]
    side = InProcess("pysoftmax", python_routines()) if name in LOCKSTEP else of_pysoftmax()
    cases = [held.make(SeededChoices([2, n])) for n in range(100)]
    caught = 0
    for case, answer in zip(cases, side.answer(cases), strict=True):
        assert held.judge(case, answer, answer).agrees
        off = replace(answer, values=tuple(map(_planted, answer.values)))
        caught += not held.judge(case, off, answer).agrees
    # An entry may be zero, and a run may amplify rounding beyond 1e-9: never more than a tenth.
    assert caught >= 90, f"{caught} of 100"


@pytest.mark.parametrize("output", [0, 1])
def test_the_error_is_caught_in_each_output_by_itself(output: int) -> None:
    """Cost and gradient each have their own tolerance."""
    held = CLAIMS["cost-and-gradient"]
    case = CLAIMS["gradient"].make(SeededChoices(3))
    (answer,) = of_pysoftmax().answer([case])
    values = list(answer.values)
    values[output] = _planted(values[output])
    verdict = held.judge(case, Answer(tuple(values)), answer)
    assert [m.output for m in verdict.mismatches] == [("cost", "grad")[output]]


def test_a_difference_quotient_is_held_to_1e_9() -> None:
    """The quotient's own rounding is about 1e-12 of J; 1e-9 of a gradient near 1 shows."""
    held = CLAIMS["numerical-gradient"]
    cases = [held.make(SeededChoices([4, n])) for n in range(100)]
    answers = of_pysoftmax().answer(cases)
    off = [replace(a, values=tuple(map(_planted, a.values))) for a in answers]
    caught = sum(
        not held.judge(c, o, a).agrees for c, o, a in zip(cases, off, answers, strict=True)
    )
    assert caught >= 80


def test_a_message_names_output_place_and_numbers() -> None:
    """What, where, what came, what should be, how far it may be, and the call."""
    result = compare([1.0, 2.0, 9.0], [1.0, 2.0, 3.0], LOOSE, "grad", "softmaxCost(...)")
    assert str(result.mismatches[0]) == (
        "grad[2]=9, but should be 3 (allowed difference 0.5) [softmaxCost(...)]"
    )


@pytest.mark.parametrize(
    ("actual", "expected", "wrong"),
    [
        ([np.nan, 1.0], [np.nan, 1.0], 0),
        ([np.nan, 1.0], [1.0, np.nan], 2),
        ([np.inf, -np.inf], [np.inf, np.inf], 1),
        ([np.inf], [1e308], 1),
        ([1.4], [1.0], 0),
        ([1.6], [1.0], 1),
    ],
)
def test_nan_and_infinity_are_compared_by_position(
    actual: list[float], expected: list[float], wrong: int
) -> None:
    """They must stand in the same places; a bound does not reach infinity."""
    assert compare(actual, expected, LOOSE).wrong == wrong


def test_the_sign_of_a_zero_counts_where_the_tolerance_says_so() -> None:
    """Identical means its sign too; a sum's zero may have either."""
    assert compare(-0.0, 0.0, IDENTICAL).wrong == 1
    assert compare(-0.0, 0.0, LOOSE).wrong == 0


@pytest.mark.parametrize("shape", [(3,), (3, 1), (1, 3)])
def test_a_vector_may_lie_either_way(shape: tuple[int, ...]) -> None:
    """(n,), (n, 1) and (1, n) are alike."""
    assert compare(np.arange(3.0).reshape(shape), [[0.0], [1.0], [2.0]], IDENTICAL).equal


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (np.zeros((2, 3)), "an array of shape 2x3"),
        (np.zeros(5), "an array of shape 5"),
        ("six", "a str"),
        (6 + 0j, "a number of type complex128"),
        (np.ones((3, 2), complex), "an array of shape 3x2 of type complex128"),
        ({}, "a dict"),
    ],
)
def test_another_shape_is_said_so(actual: Any, words: str) -> None:
    """A transposed matrix is not the matrix, and text is no numbers."""
    (mismatch,) = compare(actual, np.zeros((3, 2)), LOOSE).mismatches
    assert words in str(mismatch)
    assert "an array of shape 3x2" in str(mismatch)


def test_ulps_count_representable_numbers() -> None:
    """Neighbours are one apart, across zero too."""
    tiny = 5e-324
    pairs = np.array([[1.0, np.nextafter(1, 2)], [-tiny, tiny], [0.0, -0.0], [2.0, 2.0]])
    assert ulps_apart(pairs[:, 0], pairs[:, 1]).tolist() == [1, 2, 0, 0]


def test_a_comparison_measures_the_differences() -> None:
    """Of the bound 0.5, a difference of 1/4 takes up half; the largest entry is 4."""
    unit = 2.0**-50  # of the last place of a number from 4 to 8
    close = compare([1.25, 2.0, 4.0 + 3 * unit], [1.0, 2.0, 4.0], LOOSE)
    assert (close.wrong, close.entries, close.equal) == (0, 3, False)
    assert (close.used, close.relative) == (0.5, 0.0625)
    assert close.ulps == 2.0**52 / 4  # from 1 to 5/4
    assert compare([4.0 + 3 * unit], [4.0], LOOSE).ulps == 3
    far = compare([9.0, 1.0], [3.0, 1.0], LOOSE)
    assert (far.wrong, far.used, far.relative) == (1, 12.0, 2.0)


@pytest.mark.parametrize(("actual", "wrong", "apart"), [("ab", 0, 0.0), ("ac", 1, float("inf"))])
def test_a_text_counts_as_one_entry(actual: str, wrong: int, apart: float) -> None:
    """It is equal as a whole, or infinitely far apart."""
    found = compare(actual, "ab", IDENTICAL)
    assert (found.entries, found.wrong, found.equal) == (1, wrong, not wrong)
    assert (found.ulps, found.relative, found.used) == (apart, apart, apart)


@pytest.mark.parametrize("number", [2**53, -(2**53)])
def test_integers_from_2_to_the_53_are_compared_as_integers(number: int) -> None:
    """That is where neighbouring integers begin to share a double."""
    away = number + (1 if number > 0 else -1)
    assert float(away) == float(number)
    assert compare(np.array([away]), np.array([number]), IDENTICAL).wrong == 1


def test_a_loosened_tolerance_is_relative_to_the_largest_entry() -> None:
    """at_least widens, and never narrows."""
    wide = IDENTICAL.at_least(relative=1e-3)
    assert compare([1000.5, 0.5], [1000.0, 0.0], wide).wrong == 0
    assert compare([1002.0, 0.0], [1000.0, 0.0], wide).wrong == 1
    assert compare([1.4], [1.0], LOOSE.at_least(relative=1e-9)).wrong == 0


@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_large_integers_are_compared_as_integers(dtype: type) -> None:
    """Two that round to the same double differ, and are shown in full."""
    want: NDArray[Any] = np.array([2**60, 5], dtype)
    comparison = compare(want + dtype(1), want, IDENTICAL)
    assert comparison.wrong == 2
    assert "1152921504606846977, but should be 1152921504606846976" in str(comparison.mismatches[0])
    assert compare(want + dtype(1), want, LOOSE.at_least(absolute=1)).wrong == 0
    assert compare(want, want, IDENTICAL).equal


NESTED = {"a": np.eye(2), "b": ["text", np.array([[1.0, 2.0]])], "z": np.array([[1 + 2j]])}


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (NESTED, []),
        ({**NESTED, "a": 2 * np.eye(2)}, ["out.a[0, 0]=2,", "out.a[1, 1]=2,"]),
        ({**NESTED, "b": ["text", [1.0, 7.0]]}, ["out.b[1][1]=7, but should be 2"]),
        ({**NESTED, "b": ["other", [1.0, 2.0]]}, ["out.b[0]='other', but should be 'text'"]),
        ({**NESTED, "b": ["text"]}, ["out.b=a list of 1, but should be a cell of 2"]),
        ({**NESTED, "z": np.nan}, ["real(out.z)=nan, but should be 1", "imag(out.z)=0, but"]),
        ({**NESTED, "z": [[1], [2, 3]]}, ["out.z=a list, but should be"]),
        ({"a": 1}, ["out=a dict with ['a'], but should be a struct with the fields"]),
        (5, ["out=an int, but should be a struct"]),
    ],
)
def test_structs_cells_and_complex_numbers_are_compared_part_by_part(
    actual: Any, words: list[str]
) -> None:
    """Each part that differs is named by its field, entry, or part of a complex number."""
    comparisons = list(compare_nested(actual, NESTED, IDENTICAL))
    said = [str(mismatch) for c in comparisons for mismatch in c.mismatches]
    assert len(said) == len(words)
    for word, message in zip(words, said, strict=True):
        assert message.startswith(word)


def test_what_octave_cannot_hand_over_is_said_so() -> None:
    """The message says what came, and which has no form in Python."""
    with pytest.raises(
        TypeError, match=r"out.c is <a value of class char>, which has no form in Python"
    ):
        list(compare_nested({"c": 1}, {"c": NotCarried("char")}, IDENTICAL))


def test_ulps_are_those_of_the_larger_number() -> None:
    """Between 2 and 4 doubles are 2**-51 apart: from 1 to 2 it is 2**51 of these, not 2**52."""
    assert ulps_apart(np.array([1.0]), np.array([2.0])) == 2.0**51
    assert ulps_apart(np.array([2.0]), np.array([1.0])) == 2.0**51


def test_a_length_of_one_counts_in_what_is_no_vector() -> None:
    """A 2x1x3 array is not a 2x3 matrix."""
    assert compare(np.zeros((2, 1, 3)), np.zeros((2, 3)), LOOSE).wrong == 6


def test_an_empty_array_of_another_shape_is_wrong() -> None:
    """It has no entry, but counts as one that is wrong."""
    assert compare(np.zeros((0, 2)), np.zeros((0, 3)), LOOSE).wrong == 1


def test_truth_values_are_numbers() -> None:
    """True is 1 and False is 0, as in Octave."""
    assert compare(np.array([True, False]), np.array([1.0, 0.0]), LOOSE).equal


def test_the_worst_entry_comes_first_and_the_first_is_by_columns() -> None:
    """Entry (0, 1) is off by 3, and (1, 0) by 2; column by column (1, 0) comes first."""
    found = compare(np.array([[0.0, 3.0], [2.0, 0.0]]), np.zeros((2, 2)), IDENTICAL)
    assert [m.index for m in found.mismatches] == [(0, 1), (1, 0)]
    assert found.first is not None
    assert found.first.index == (1, 0)


def test_a_bound_for_an_unrolled_matrix_is_by_columns() -> None:
    """The second of four bounds is that of entry (1, 0)."""
    second = Tolerance("second", "for this test", np.array([0.0, 1.0, 0.0, 0.0]))
    zeros = np.zeros((2, 2))
    assert compare(np.array([[0.0, 0.0], [0.5, 0.0]]), zeros, second).wrong == 0
    assert compare(np.array([[0.0, 0.5], [0.0, 0.0]]), zeros, second).wrong == 1


def test_text_is_not_what_is_written_alike() -> None:
    """The number 1 is not the text "1"."""
    assert compare(1, "1", IDENTICAL).wrong == 1
    assert compare("1", "1", IDENTICAL).equal


@pytest.mark.parametrize(
    ("actual", "expected"),
    [({"a": 1.0, "b": 2.0}, {"a": 1.0}), ({"a": 1.0}, {"a": 1.0, "b": 2.0}),
     ([1.0, 2.0], [1.0]), ([1.0], [1.0, 2.0])],
)  # fmt: skip
def test_fields_and_entries_too_many_or_too_few_are_wrong(actual: Any, expected: Any) -> None:
    """The whole struct or cell is then one wrong entry."""
    assert [one.wrong for one in compare_nested(actual, expected, IDENTICAL)] == [1]


@pytest.mark.parametrize("strict", [False, True])
def test_a_struct_array_of_one_is_a_struct(strict: bool) -> None:
    """Octave returns a struct, so a struct array with one entry is compared as that entry."""
    one = StructArray([{"x": 1.0}])
    assert [c.wrong for c in compare_nested(one, {"x": 1.0}, IDENTICAL, strict=strict)] == [0]
    assert [c.wrong for c in compare_nested(one, {"x": 2.0}, IDENTICAL, strict=strict)] == [1]


def test_a_list_of_one_dict_is_a_struct_unless_strict() -> None:
    """A list of dicts is compared with a struct array; a strict one expects the same class."""
    assert [c.wrong for c in compare_nested([{"x": 1.0}], {"x": 1.0}, IDENTICAL)] == [0]
    assert [c.wrong for c in compare_nested([1.0], {"x": 1.0}, IDENTICAL)] == [1]
    strictly = compare_nested([{"x": 1.0}], {"x": 1.0}, IDENTICAL, strict=True)
    assert [c.wrong for c in strictly] == [1]
