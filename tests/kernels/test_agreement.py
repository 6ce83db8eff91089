"""The kernels give the numbers of the plain one, whatever the data look like."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from problems import FORMS, Problem, in_form, problems, random_problem, read_only

from pysoftmax import ByteImages, kernels
from pysoftmax.kernels import blocked
from pysoftmax.kernels.blocked import BlockedProblem
from pysoftmax.kernels.plain import PlainProblem

OTHERS = ["blocked", "compiled"]


@pytest.mark.parametrize("kernel", OTHERS)
@settings(max_examples=150)
@given(problem=problems, form=st.sampled_from(FORMS), reuse=st.booleans())
def test_any_data(kernel: str, problem: Problem, form: str, reuse: bool) -> None:
    """Cost and gradient agree with plain on every layout and type of data."""
    expected = problem.evaluate("plain", np.asfortranarray(problem.matrix))
    problem.assert_agrees(problem.evaluate(kernel, in_form(problem, form), reuse), expected)


@pytest.mark.parametrize("kernel", ["plain", *OTHERS])
@settings(max_examples=40)
@given(problem=problems, form=st.sampled_from(FORMS))
def test_scores(kernel: str, problem: Problem, form: str) -> None:
    """The scores for prediction are theta times data."""
    scores = kernels.get(kernel).scores(problem.theta, in_form(problem, form))
    expected = problem.theta @ problem.matrix
    assert isinstance(scores, np.ndarray)
    np.testing.assert_allclose(scores, expected, rtol=0.0, atol=1e-13)


@pytest.mark.parametrize("kernel", OTHERS)
@pytest.mark.parametrize("form", ["an example after another", "csr", "bytes"])
@pytest.mark.parametrize("share", [0.1, 1.0])
def test_many_examples(kernel: str, form: str, share: float) -> None:
    """Several threads with several blocks each agree with plain too."""
    problem = random_problem(11, 10, MANY_PIXELS, 2500, share)
    expected = problem.evaluate("plain", problem.matrix)
    problem.assert_agrees(problem.evaluate(kernel, in_form(problem, form), reuse=True), expected)


MANY_PIXELS = 203  # odd: a strip and a vector are left incomplete


@pytest.mark.parametrize(
    ("size", "classes", "kind"),
    [
        (784, 27, BlockedProblem),
        (784, 28, PlainProblem),
        (3136, 7, BlockedProblem),
        (3136, 8, PlainProblem),
    ],
)
def test_whole_matrices_where_blocks_do_not_pay(size: int, classes: int, kind: type) -> None:
    """Doubles whose blocks would need all cores, or leave the cache, go to the plain kernel."""
    made = kernels.get("blocked").problem(np.ones((size, 3)), np.zeros(3, np.int64), classes)
    assert type(made) is kind


def test_bytes_of_many_classes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are never spread out as a whole: several large blocks, one thread, agree with plain."""
    problem = random_problem(6, 37, 40, 600, 0.5)
    assert blocked.block_of(40, 37) > blocked.block_of(40, 10)
    monkeypatch.setattr(blocked, "LARGE_BYTES", 0)
    monkeypatch.setattr(blocked, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(blocked, "LARGEST_THETA", 1000)
    monkeypatch.setattr(blocked, "thread_count", lambda: pytest.fail("a thread too many"))
    data = ByteImages(problem.pixels)
    assert type(kernels.get("blocked").problem(data, problem.labels, 37)) is BlockedProblem
    expected = problem.evaluate("plain", problem.matrix)
    problem.assert_agrees(problem.evaluate("blocked", data), expected)
    np.testing.assert_allclose(
        kernels.get("blocked").scores(problem.theta, data),
        problem.theta @ problem.matrix,
        rtol=0.0,
        atol=1e-13,
    )


@pytest.mark.parametrize("kernel", OTHERS)
def test_one_class(kernel: str) -> None:
    """With one class there is nothing to learn: the cost is the decay's alone."""
    problem = random_problem(3, 1, 7, 9, 0.5)
    cost, gradient = problem.evaluate(kernel, problem.matrix)
    assert cost == problem.lambda_ / 2.0 * np.sum(problem.theta**2)
    np.testing.assert_array_equal(gradient, problem.lambda_ * problem.theta)


@pytest.mark.parametrize("kernel", ["plain", *OTHERS])
@pytest.mark.parametrize("form", FORMS)
def test_inputs_stay_as_they_are(kernel: str, form: str) -> None:
    """Neither data nor theta nor labels change, and two gradients share no memory."""
    problem = random_problem(5, 10, 30, 300, 0.3)
    data = in_form(problem, form)
    before = data.toarray() if hasattr(data, "toarray") else data.copy()
    stored: Any = data
    entries = stored.data.copy() if scipy.sparse.issparse(data) else None
    evaluated = kernels.get(kernel).problem(data, problem.labels, 10, reuse=True)
    first = evaluated.evaluate(problem.theta, 0.1)[1]
    second = evaluated.evaluate(problem.theta, 0.1)[1]
    assert not np.shares_memory(first, second)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(
        data.toarray() if hasattr(data, "toarray") else data, before, strict=True
    )
    if entries is not None:
        np.testing.assert_array_equal(data.data, entries)


@pytest.mark.parametrize("kernel", OTHERS)
@pytest.mark.parametrize("order", ["C", "F"])
def test_layout_of_theta(kernel: str, order: str) -> None:
    """Theta may lie in memory as it likes."""
    problem = random_problem(8, 10, 30, 50, 0.3)
    wide = np.zeros((20, 60), order=order)  # type: ignore[call-overload]
    wide[::2, ::2] = problem.theta
    other = Problem(problem.pixels, problem.labels, read_only(wide)[::2, ::2], problem.lambda_)
    data = ByteImages(problem.pixels)
    same, same_gradient = other.evaluate(kernel, data)
    cost, gradient = problem.evaluate(kernel, data)
    assert same == cost
    np.testing.assert_array_equal(same_gradient, gradient)
