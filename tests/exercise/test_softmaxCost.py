"""softmaxCost: the formula, its gradient, its range, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import mpmath
import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pysoftmax import ByteImages, computeNumericalGradient, softmaxCost


def problem(
    classes: int = 3, size: int = 4, examples: int = 7, seed: int = 0, spread: float = 0.5
) -> tuple[Any, ...]:
    """A well-behaved problem in read-only arrays."""
    random = np.random.default_rng(seed)
    theta = spread * random.standard_normal(classes * size)
    data = random.standard_normal((size, examples))
    labels = random.integers(1, classes, examples, endpoint=True)
    for array in (theta, data, labels):
        array.flags.writeable = False
    return theta, classes, size, 0.05, data, labels


def exact_cost_and_gradient(
    theta: NDArray[Any],
    classes: int,
    size: int,
    lambda_: float,
    data: NDArray[Any],
    labels: NDArray[Any],
) -> tuple[float, NDArray[Any]]:
    """The definition, in 60 digits, entry by entry."""
    with mpmath.workdps(60):
        weights = [
            [mpmath.mpf(float(theta[k + classes * j])) for j in range(size)] for k in range(classes)
        ]
        examples = data.shape[1]
        cost = mpmath.mpf(0)
        grad = [[mpmath.mpf(lambda_) * weights[k][j] for j in range(size)] for k in range(classes)]
        for i in range(examples):
            x = [mpmath.mpf(float(data[j, i])) for j in range(size)]
            scores = [mpmath.fsum(w * v for w, v in zip(row, x, strict=True)) for row in weights]
            top = max(scores)
            total = mpmath.fsum(mpmath.exp(s - top) for s in scores)
            cost -= scores[labels[i] - 1] - top - mpmath.log(total)
            for k in range(classes):
                p = mpmath.exp(scores[k] - top) / total
                for j in range(size):
                    grad[k][j] += (p - (labels[i] == k + 1)) * x[j] / examples
        decay = mpmath.fsum(w * w for row in weights for w in row) * lambda_ / 2
        unrolled = [float(grad[k][j]) for j in range(size) for k in range(classes)]
        return float(cost / examples + decay), np.array(unrolled)


@pytest.mark.parametrize("reach", [1e-3, 1.0, 30.0, 1e5])
def test_matches_sixty_digits_however_large_the_scores(reach: float) -> None:
    """Cost and gradient are right to rounding until theta * data reaches +-1e5."""
    theta, classes, size, lambda_, data, labels = problem(classes=5, size=3, examples=11)
    scores = theta.reshape((5, 3), order="F") @ data
    theta = theta * (reach / np.abs(scores).max())
    cost, grad = softmaxCost(theta, classes, size, lambda_, data, labels)
    expected_cost, expected_grad = exact_cost_and_gradient(
        theta, classes, size, lambda_, data, labels
    )
    # A score of size s carries an error of a few eps * s, and so do log p and each p.
    bound = 8 * np.finfo(float).eps * max(reach, 1)
    assert cost == pytest.approx(expected_cost, rel=bound)
    assert np.abs(grad - expected_grad).max() <= bound * np.abs(expected_grad).max()


def test_cost_stays_finite_where_the_labels_probability_underflows() -> None:
    """p(label) = exp(-4000) is 0 in doubles, yet its logarithm is -4000."""
    cost, grad = softmaxCost([2000.0, -2000.0], 2, 1, 0.0, np.ones((1, 1)), [2])
    assert cost == 4000
    assert grad.tolist() == [1, -1]


def test_zero_theta_costs_log_numClasses() -> None:
    """With equal probabilities the cost is the logarithm of the number of classes."""
    _, classes, size, _, data, labels = problem(classes=10)
    cost, _ = softmaxCost(np.zeros(classes * size), classes, size, 1.0, data, labels)
    assert cost == pytest.approx(np.log(10), rel=1e-15)


def test_gradient_agrees_with_differences_of_the_cost() -> None:
    """The gradient is the slope of the cost in every direction."""
    theta, *rest = problem()
    numgrad = computeNumericalGradient(lambda point: softmaxCost(point, *rest), theta)
    _, grad = softmaxCost(theta, *rest)
    assert np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad) < 1e-8


def test_one_vector_subtracted_from_every_class_changes_the_decay_alone() -> None:
    """Over-parameterisation: a common shift of all classes leaves the data term alone."""
    theta, classes, size, _, data, labels = problem()
    shifted = (theta.reshape((classes, size), order="F") - np.arange(size)).ravel(order="F")
    one, _ = softmaxCost(theta, classes, size, 0.0, data, labels)
    other, _ = softmaxCost(shifted, classes, size, 0.0, data, labels)
    assert other == pytest.approx(one, rel=1e-13)


def test_two_classes_are_logistic_regression() -> None:
    """With two classes the cost is the logistic loss of theta_1 - theta_2."""
    theta, classes, size, _, data, labels = problem(classes=2)
    cost, _ = softmaxCost(theta, classes, size, 0.0, data, labels)
    weights = theta.reshape((2, size), order="F")
    margin = (weights[0] - weights[1]) @ data * np.where(labels == 1, 1, -1)
    assert cost == pytest.approx(np.mean(np.log1p(np.exp(-margin))), rel=1e-13)


@given(st.sampled_from(["n", "n1", "1n"]), st.sampled_from([np.int8, np.uint16, np.float32, float]))
def test_vectors_come_in_any_shape_and_type(shape: str, dtype: type) -> None:
    """(n,), (n, 1) and (1, n), of any real dtype, mean the same."""
    theta, classes, size, lambda_, data, labels = problem()
    into = {"n": (-1,), "n1": (-1, 1), "1n": (1, -1)}[shape]
    expected = softmaxCost(theta, classes, size, lambda_, data, labels)
    cost, grad = softmaxCost(
        theta.reshape(into), classes, size, lambda_, data, labels.astype(dtype).reshape(into)
    )
    assert cost == expected[0]
    assert np.array_equal(grad, expected[1])
    assert grad.shape == theta.shape


def test_sizes_may_be_octaves_doubles() -> None:
    """The sizes may arrive as whole doubles or 1x1 arrays."""
    theta, classes, size, *rest = problem()
    expected, _ = softmaxCost(theta, classes, size, *rest)
    cost: Callable[..., Any] = softmaxCost
    assert cost(theta, float(classes), np.array([[size]]), *rest)[0] == expected


def test_sparse_data_and_bytes_stand_for_the_matrix() -> None:
    """A SciPy sparse array and ByteImages give what the matrix itself gives."""
    random = np.random.default_rng(1)
    images = ByteImages(random.integers(0, 256, (9, 6), dtype=np.uint8))
    theta, labels = random.standard_normal(18), random.integers(1, 4, 9)
    matrix = images.toarray()
    cost, grad = softmaxCost(theta, 3, 6, 0.1, matrix, labels)
    for data in (images, scipy.sparse.csc_array(matrix), scipy.sparse.coo_matrix(matrix)):
        other_cost, other_grad = softmaxCost(theta, 3, 6, 0.1, data, labels)
        assert other_cost == pytest.approx(cost, rel=1e-13)
        np.testing.assert_allclose(other_grad, grad, rtol=0, atol=1e-13 * np.abs(grad).max())


def test_non_finite_theta_gives_a_non_finite_cost() -> None:
    """An optimiser that strays sees it in the cost, as in Octave, and is not stopped."""
    theta, *rest = problem()
    strayed = theta.copy()
    strayed[0] = np.nan
    cost, grad = softmaxCost(strayed, *rest)
    assert np.isnan(cost)
    assert np.isnan(grad).any()


BAD = {
    "label 0": ("labels", [0, 1, 1], r"labels\[0\] is 0; .*1 to numClasses=2 \(MNIST's digit 0"),
    "label above": ("labels", [1, 3, 1], r"labels\[1\] is 3; .*1 to numClasses=2"),
    "label fractional": ("labels", [1, 1, 1.5], r"labels\[2\] is 1\.5; expected a whole"),
    "label NaN": ("labels", [1, np.nan, 1], r"labels\[1\] is nan"),
    "too few labels": ("labels", [1, 2], "labels has 2 entries; expected 3"),
    "too many labels": ("labels", [1, 2, 1, 2], "labels has 4 entries; expected 3"),
    "labels as matrix": ("labels", np.ones((3, 3)), r"labels has shape \(3, 3\)"),
    "labels as text": ("labels", ["a", "b", "c"], "labels has dtype <U1"),
    "theta too short": ("theta", np.zeros(3), r"theta has shape \(3,\); expected 4 ="),
    "theta transposed": ("theta", np.zeros((4, 4)), r"theta has shape \(4, 4\)"),
    "theta masked": (
        "theta",
        np.ma.array(np.zeros(4), mask=[False, True, False, True]),
        "theta .* 2 masked",
    ),
    "theta None": ("theta", None, "theta is None; expected an array of real numbers"),
    "theta complex": ("theta", np.zeros(4) * 1j, "theta has dtype complex128"),
    "data rows": ("data", np.ones((3, 2)), "data has 3 rows; expected inputSize=2, .*transposed"),
    "data NaN": ("data", [[1, 2, np.nan], [1, 2, 3]], r"data\[0, 2\] is nan; expected finite"),
    "data Inf": ("data", [[1, 2, 3], [1, -np.inf, 3]], r"data\[1, 1\] is -inf"),
    "data empty": ("data", np.ones((2, 0)), r"data has shape \(2, 0\)"),
    "data object": ("data", np.array([[1, None, 3], [1, 2, 3]]), "data has dtype object"),
    "data ragged": ("data", [[1, 2], [1]], "data cannot be read as an array"),
    "data 1-D": ("data", np.ones(2), r"data has 1 dimension; .*reshape\(-1, 1\)"),
    "data masked": ("data", np.ma.masked_less([[0, 1, 2], [1, 1, 1]], 1), "data .* 1 masked"),
    "labels masked": ("labels", np.ma.masked_equal([1, 2, 1], 2), "labels .* 1 masked"),
    "labels sparse": ("labels", scipy.sparse.csr_array([[1, 2, 1]]), "labels is a csr_array"),
    "sparse complex": ("data", scipy.sparse.csc_array(np.ones((2, 3)) * 1j), "dtype complex128"),
    "sparse 1-D": ("data", scipy.sparse.coo_array(np.ones(2)), "data has 1 dimension"),
    "sparse sum Inf": (
        "data",
        scipy.sparse.coo_array(([1e308, 1e308], ([1, 1], [2, 2])), shape=(2, 3)),
        r"data\[1, 2\] is inf",
    ),
    "sparse NaN": ("data", scipy.sparse.csc_array([[0, 1, 2], [0, np.nan, 1]]), r"data\[1, 1\]"),
    "numClasses 0": ("numClasses", 0, "numClasses is 0; expected a positive whole number"),
    "numClasses 2.5": ("numClasses", 2.5, "numClasses is 2.5"),
    "numClasses NaN": ("numClasses", np.nan, "numClasses is nan"),
    "inputSize -1": ("inputSize", -1, "inputSize is -1"),
    "inputSize text": ("inputSize", "8", "inputSize is '8'"),
    "lambda negative": ("lambda_", -1e-4, "lambda_ is -0.0001; expected a finite number"),
    "lambda NaN": ("lambda_", np.nan, "lambda_ is nan"),
    "lambda ragged": ("lambda_", [[1], [2, 3]], r"lambda_ is \[\[1\], \[2, 3\]\]; expected"),
    "lambda None": ("lambda_", None, "lambda_ is None"),
    "kernel": ("kernel", "abacus", "abacus"),
}


@pytest.mark.parametrize(("name", "value", "message"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_named_with_what_is_allowed(name: str, value: Any, message: str) -> None:
    """The message names the argument, what came and what is allowed."""
    good = {
        "theta": np.zeros(4), "numClasses": 2, "inputSize": 2, "lambda_": 0.1,
        "data": np.arange(6.0).reshape(2, 3), "labels": [1, 2, 1],
    }  # fmt: skip
    with pytest.raises((ValueError, TypeError), match=message):
        softmaxCost(**{**good, name: value})


@pytest.mark.parametrize("kernel", ["plain", "blocked", "compiled"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@given(
    classes=st.integers(1, 4),
    order=st.sampled_from("CF"),
    sparse=st.booleans(),
    zero=st.booleans(),
    seed=st.integers(0, 99),
)
def test_no_entry_of_the_data_escapes_the_check(
    value: Any,
    kernel: str,
    classes: int,
    order: Literal["C", "F"],
    sparse: bool,
    zero: bool,
    seed: int,
) -> None:
    """One NaN or infinity is found wherever it is, even where theta is zero."""
    theta, *_, data, _ = problem(classes=classes, seed=seed)
    row, column = seed % 4, seed % 7
    spoilt = np.array(data, order=order)
    spoilt[row, column] = value
    given = scipy.sparse.csc_array(spoilt) if sparse else spoilt
    with pytest.raises(ValueError, match=rf"data\[{row}, {column}\] is {value}; expected finite"):
        softmaxCost(theta * (not zero), classes, 4, 0.0, given, np.ones(7), kernel=kernel)


@pytest.mark.parametrize(
    ("form", "attribute", "place", "value", "message"),
    [
        ("csc", "indices", 2, 77, r"data has an entry in row 77; expected 0 to 3 \(its shape"),
        ("csr", "indices", 0, -1, "data has an entry in column -1; expected 0 to 4"),
        ("coo", "row", 3, 4, "data has an entry in row 4"),
        ("csc", "indptr", 2, 9, r"data\.indptr is not in order; .* at most 4"),
        ("csr", "indptr", 0, 1, r"data\.indptr is not in order"),
    ],
)
def test_sparse_entries_outside_of_the_array(
    form: Any, attribute: str, place: int, value: int, message: str
) -> None:
    """An index that was set out of range is found before any loop follows it."""
    data = scipy.sparse.csc_array(np.eye(4, 5)).asformat(form)
    getattr(data, attribute)[place] = value
    with pytest.raises(ValueError, match=message):
        softmaxCost(np.zeros(8), 2, 4, 0.0, data, np.ones(5))


FORMATS = ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"]


@pytest.mark.parametrize("kind", ["array", "matrix"])
@pytest.mark.parametrize("name", FORMATS)
def test_sparse_data_of_every_format(name: str, kind: str) -> None:
    """Whatever the format, the data cost what the matrix does, and stay as they were."""
    theta, classes, size, lambda_, data, labels = problem()
    matrix = np.where(data > 0, data, 0)
    sparse = getattr(scipy.sparse, f"{name}_{kind}")(matrix)
    cost, grad = softmaxCost(theta, classes, size, lambda_, sparse, labels)
    expected_cost, expected_grad = softmaxCost(theta, classes, size, lambda_, matrix, labels)
    assert cost == pytest.approx(expected_cost, rel=1e-14)
    np.testing.assert_allclose(grad, expected_grad, rtol=0, atol=1e-15)
    assert sparse.format == name
    assert np.array_equal(sparse.toarray(), matrix)


def test_entries_given_twice_add_up_and_stay_as_they_are() -> None:
    """In coordinates a place may come twice: its value is the sum; zeros may be stored."""
    theta, classes, size, lambda_, data, labels = problem()
    row, column = (np.tile(where.ravel(), 2) for where in np.indices(data.shape))
    halves = np.concatenate([2 * data.ravel(), -data.ravel()])
    twice = scipy.sparse.coo_array((halves, (row, column)), shape=data.shape)
    assert softmaxCost(theta, classes, size, lambda_, twice, labels)[0] == pytest.approx(
        softmaxCost(theta, classes, size, lambda_, data, labels)[0], rel=1e-14
    )
    assert np.array_equal(twice.data, halves)


@pytest.mark.parametrize("kernel", ["plain", "blocked", "compiled"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_gradient_is_an_array_of_its_own(kernel: str, order: Literal["C", "F"]) -> None:
    """1-D float64 to write into; neither the data nor another call's answer changes with it."""
    theta, classes, size, lambda_, data, labels = problem()
    data = np.asarray(data, order=order)
    first = softmaxCost(theta, classes, size, lambda_, data, labels, kernel=kernel)[1]
    kept = first.copy()
    second = softmaxCost(theta, classes, size, lambda_, data, labels, kernel=kernel)[1]
    second[:] = np.nan
    assert first.dtype == np.float64
    assert first.shape == theta.shape
    assert first.flags.c_contiguous
    assert np.array_equal(first, kept)
    assert np.array_equal(
        softmaxCost(theta, classes, size, lambda_, data, labels, kernel=kernel)[1], kept
    )


def test_large_finite_data_is_not_taken_for_infinite() -> None:
    """The quick test for finite data overflows at 1e200; the exact one then decides."""
    cost, _ = softmaxCost([1e-200, 0.0], 2, 1, 0.0, np.full((1, 2), 1e200), [1, 1])
    assert cost == pytest.approx(np.log1p(np.exp(-1)))
