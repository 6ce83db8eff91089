"""The cost of examples that count differently."""

from __future__ import annotations

import numpy as np
import pytest

from pysoftmax import kernels
from pysoftmax.kernels.weighted import WeightedProblem


@pytest.mark.parametrize("kernel", kernels.available())
def test_a_weight_counts_as_so_many_copies(kernel: str) -> None:
    """Weights 0 to 3 give the cost and gradient of examples left out and repeated."""
    random = np.random.default_rng(0)
    data, labels = random.normal(size=(4, 9)), random.integers(0, 3, 9)
    weights = random.integers(0, 4, 9).astype(float)
    theta = random.normal(size=(3, 4))
    used = kernels.get(kernel)
    copies = np.repeat(data, weights.astype(int), axis=1)
    expected = used.problem(copies, np.repeat(labels, weights.astype(int)), 3).evaluate(theta, 0.1)
    cost, gradient = WeightedProblem(used, data, labels, weights).evaluate(theta, 0.1)
    assert cost == pytest.approx(expected[0], rel=1e-13)
    np.testing.assert_allclose(gradient, expected[1], rtol=0, atol=1e-14)
