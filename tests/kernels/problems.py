"""Examples for the kernels, in every form that data may come in, and what agreeing means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from hypothesis import strategies as st
from numpy.typing import NDArray

from pysoftmax import ByteImages, kernels

AGREEMENT = 1e-13
"""Largest difference between two kernels, relative to the terms that are added up.

A score is a sum of N products; two orders of summation differ by at most 2 N u sum|theta x|, with
u = 1.1e-16, and a probability's relative error is the error of its score. `random_problem` keeps
N <= 40 and sum|theta x| <= 10, so that this is at most 9e-14; the sums over M examples add to it
far less than their worst case.
"""
MOST_PIXELS = 40
LARGEST_SCORE = 10.0


def read_only(array: Any) -> Any:
    """Return an array that no kernel can write to."""
    array.flags.writeable = False
    return array


@dataclass(frozen=True)
class Problem:
    """Data as a matrix (pixel by example) of whole multiples of 1/255, labels from 0, theta."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    theta: NDArray[np.float64]
    lambda_: float

    @property
    def matrix(self) -> NDArray[np.float64]:
        return self.pixels.T / 255.0

    @property
    def num_classes(self) -> int:
        return len(self.theta)

    def evaluate(self, kernel: str, data: Any, reuse: bool = False) -> tuple[float, Any]:
        """Return cost and gradient from a kernel."""
        chosen = kernels.get(kernel)
        problem = chosen.problem(data, self.labels, self.num_classes, reuse=reuse)
        return problem.evaluate(self.theta, self.lambda_)

    def scales(self) -> tuple[float, float]:
        """Return the sizes of the terms that make up the cost and the gradient."""
        matrix, theta = self.matrix, self.theta
        count = self.labels.size
        sizes = (np.abs(theta) @ matrix).max(axis=0)
        cost = float(np.mean(sizes) + np.log(self.num_classes) + self.lambda_ * np.sum(theta**2))
        # |P - groundTruth| is at most 1.
        terms = np.ones((self.num_classes, count)) @ matrix.T / count + self.lambda_ * np.abs(theta)
        return cost, float(np.linalg.norm(terms))

    def assert_agrees(self, actual: tuple[float, Any], expected: tuple[float, Any]) -> None:
        """Check that two kernels' answers differ by rounding alone."""
        cost_scale, gradient_scale = self.scales()
        assert abs(actual[0] - expected[0]) <= AGREEMENT * cost_scale
        assert actual[1].shape == expected[1].shape
        assert np.linalg.norm(actual[1] - expected[1]) <= AGREEMENT * gradient_scale


def random_problem(
    seed: int, num_classes: int, size: int, count: int, share: float, score: float = LARGEST_SCORE
) -> Problem:
    """Return a problem with about ``share`` of its pixels not zero."""
    random = np.random.default_rng(seed)
    pixels = random.integers(1, 256, (count, size), dtype=np.uint8)
    pixels[random.random((count, size)) >= share] = 0
    theta = random.standard_normal((num_classes, size))
    largest = (np.abs(theta) @ pixels.T / 255.0).max(initial=0.0)
    theta *= score * random.random() / (largest or 1.0)
    # Few examples leave classes without any.
    labels = random.integers(0, num_classes, count)
    return Problem(
        read_only(pixels), read_only(labels), read_only(theta), 10.0 ** -seed_digit(seed)
    )


def seed_digit(seed: int) -> int:
    """Return 0 to 6: weight decays of all sizes."""
    return seed % 7


# Few numbers of classes, since each kind of loop is compiled once for it; between them they use
# every shape: part of a vector, several vectors, several tiles with a remainder.
CLASSES = [1, 2, 10, 37]

problems = st.builds(
    random_problem,
    seed=st.integers(0, 2**32 - 1),
    num_classes=st.sampled_from(CLASSES),
    size=st.integers(1, MOST_PIXELS),
    count=st.one_of(st.integers(1, 12), st.integers(1, 600)),
    share=st.sampled_from([0.0, 0.05, 0.2, 0.6, 1.0]),
)


def _every_other(matrix: NDArray[np.float64]) -> Any:
    wide = np.full((2 * matrix.shape[0], 3 * matrix.shape[1]), np.nan)
    wide[::2, ::3] = matrix
    return wide[::2, ::3]


def _pages_apart(matrix: NDArray[np.float64]) -> Any:
    wide = np.full((matrix.shape[0], 1024), np.nan)
    wide[:, : matrix.shape[1]] = matrix
    return wide[:, : matrix.shape[1]]


def _backwards(matrix: NDArray[np.float64]) -> Any:
    return np.asfortranarray(matrix[::-1, ::-1])[::-1, ::-1]


def _off_by_a_byte(matrix: NDArray[np.float64]) -> Any:
    room = np.zeros(matrix.nbytes + 1, np.uint8)
    shifted = room[1:].view(np.float64).reshape(matrix.shape)
    shifted[:] = matrix
    return shifted


def _part_of_records(matrix: NDArray[np.float64]) -> Any:
    records = np.zeros(matrix.shape, [("tag", np.int32), ("value", np.float64)])
    records["value"] = matrix
    return records["value"]


def _disordered(matrix: NDArray[np.float64]) -> Any:
    """Return a CSC array with rows in falling order and each entry in two halves."""
    columns = scipy.sparse.csc_array(matrix)
    order = np.concatenate(
        [
            np.arange(start, end)[::-1].repeat(2)
            for start, end in zip(columns.indptr, columns.indptr[1:], strict=False)
        ]
        or [np.zeros(0, int)]
    ).astype(int)
    return scipy.sparse.csc_array(
        (columns.data[order] / 2.0, columns.indices[order], columns.indptr * 2), columns.shape
    )


ARRAYS: dict[str, Callable[[NDArray[np.float64]], Any]] = {
    "an example after another": lambda matrix: read_only(np.asfortranarray(matrix)),
    "a pixel after another": lambda matrix: read_only(np.ascontiguousarray(matrix)),
    "every other of a larger array": _every_other,
    "pixels pages apart": _pages_apart,
    "backwards": _backwards,
    "off by a byte": _off_by_a_byte,
    "part of records": _part_of_records,
}
SPARSE: dict[str, Callable[[NDArray[np.float64]], Any]] = {
    "csr": scipy.sparse.csr_array,
    "csc": scipy.sparse.csc_array,
    "csc matrix": scipy.sparse.csc_matrix,
    "coo": scipy.sparse.coo_array,
    "csc in disorder": _disordered,
}


def in_form(problem: Problem, form: str) -> Any:
    """Return the problem's data in one of `FORMS`."""
    if form == "bytes":
        return ByteImages(problem.pixels)
    return {**ARRAYS, **SPARSE}[form](problem.matrix)


FORMS = [*ARRAYS, *SPARSE, "bytes"]
