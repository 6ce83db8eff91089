"""Scores of any size, parameters that are no numbers, and the exponential underneath."""

import mpmath
import numpy as np
import pytest
from problems import Problem, in_form, random_problem, read_only

KERNELS = ["plain", "blocked", "compiled"]
UNIT = 2.0**-53


def exact_cost(problem: Problem) -> float:
    """Return the cost from 60 digits."""
    with mpmath.workdps(60):
        losses = []
        for i, label in enumerate(problem.labels):
            column = [mpmath.mpf(int(pixel)) / 255 for pixel in problem.pixels[i]]
            scores = [
                mpmath.fsum(mpmath.mpf(float(t)) * x for t, x in zip(row, column, strict=True))
                for row in problem.theta
            ]
            total = mpmath.fsum(mpmath.exp(score) for score in scores)
            losses.append(mpmath.log(total) - scores[label])
        squares = mpmath.fsum(mpmath.mpf(float(t)) ** 2 for t in problem.theta.flat)
        mean = mpmath.fsum(losses) / len(losses)
        return float(mean + mpmath.mpf(problem.lambda_) / 2 * squares)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("form", ["an example after another", "csc", "bytes"])
@pytest.mark.parametrize("size_of_scores", [1e-3, 30.0, 1e3, 1e5])
def test_scores_of_any_size(kernel: str, form: str, size_of_scores: float) -> None:
    """Up to scores of 100,000 the cost is right to the rounding of the scores."""
    problem = random_problem(21, 10, 6, 9, 0.8, score=size_of_scores)
    cost, gradient = problem.evaluate(kernel, in_form(problem, form), reuse=True)
    # A score's error is at most (N + 1) u sum|theta x| (one more for the byte's division), twice
    # over for the difference of two; then a unit or two for what follows.
    largest = (np.abs(problem.theta) @ problem.matrix).max()
    tolerance = 2 * (6 + 1) * UNIT * largest + 8 * UNIT * (1.0 + abs(cost))
    assert abs(cost - exact_cost(problem)) <= tolerance
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("kernel", KERNELS)
def test_probability_too_small_to_hold(kernel: str) -> None:
    """Where p(label) underflows the cost is the distance of the scores, not infinity."""
    theta = read_only(np.array([[0.0], [5e4]]))
    problem = Problem(read_only(np.array([[255]], np.uint8)), read_only(np.array([0])), theta, 0.0)
    cost, gradient = problem.evaluate(kernel, problem.matrix)
    assert cost == 5e4
    np.testing.assert_array_equal(gradient, [[-1.0], [1.0]])


@pytest.mark.parametrize("kernel", ["blocked", "compiled"])
@pytest.mark.parametrize("form", ["an example after another", "bytes", "csr"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308])
def test_parameters_that_are_no_numbers(kernel: str, form: str, value: float) -> None:
    """NaN, infinite and overflowing parameters give what plain gives."""
    problem = random_problem(7, 10, 12, 40, 0.3)
    theta = problem.theta.copy()
    theta[3, 4] = value
    broken = Problem(problem.pixels, problem.labels, read_only(theta), 1.0)
    data = in_form(problem, form)
    cost, gradient = broken.evaluate(kernel, data, reuse=True)
    expected_cost, expected_gradient = broken.evaluate("plain", data)
    np.testing.assert_equal(cost, expected_cost)
    np.testing.assert_array_equal(np.isfinite(gradient), np.isfinite(expected_gradient))


@pytest.mark.parametrize("reuse", [False, True])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_data_that_are_no_numbers(value: float, reuse: bool) -> None:
    """A pixel that is no number makes the compiled cost what the plain one is."""
    problem = random_problem(9, 10, 12, 40, 0.3)
    data = problem.matrix.copy()
    data[2, 5] = value
    cost, _ = problem.evaluate("compiled", data, reuse)
    np.testing.assert_equal(cost, problem.evaluate("plain", data)[0])


@pytest.mark.parametrize("share", [0.1, 1.0])
def test_many_equal_classes(share: float) -> None:
    """The compiled loops themselves add up the logarithms of totals whose product overflows."""
    from pysoftmax.kernels.compiled.plan import choose_loop

    problem = random_problem(13, 300, 3, 600, share)
    loop = choose_loop(problem.matrix, problem.labels, 300, share < 0.5)
    assert loop is not None
    cost, _ = loop.sums(np.zeros((300, 3)))
    np.testing.assert_allclose(cost, 600 * np.log(300.0), rtol=1e-13)


@pytest.mark.parametrize("lambda_", [0.0, 1.0])
def test_infinite_parameter_of_an_unused_pixel(lambda_: float) -> None:
    """Skipping zeros does not hide that zero times infinity is not a number."""
    pixels = np.zeros((20, 6), np.uint8)
    pixels[:, 1] = 7
    theta = np.zeros((10, 6))
    theta[2, 5] = np.inf
    problem = Problem(read_only(pixels), np.zeros(20, np.int64), read_only(theta), lambda_)
    cost, _ = problem.evaluate("compiled", problem.matrix, reuse=True)
    np.testing.assert_equal(cost, problem.evaluate("plain", problem.matrix)[0])


def test_exponential() -> None:
    """The kernels' exponential is right to 1.5 units in the last place, and 0 below -708."""
    from numba import njit

    from pysoftmax.kernels.compiled.lanewise import SMALLEST, exponential
    from pysoftmax.kernels.compiled.packs import LANES, load, store, token

    @njit
    def exponentials(one, numbers, results):  # type: ignore[no-untyped-def]
        for start in range(0, numbers.size, LANES):
            store(exponential(load(one, numbers, start, LANES)), results, start)

    random = np.random.default_rng(1)
    numbers = np.concatenate(
        [
            SMALLEST * random.random(3000),
            -(10.0 ** random.uniform(-20, 0, 996)),
            [0.0, -0.0, SMALLEST, np.nextafter(SMALLEST, -np.inf), -1e5, -1e300, -np.inf, np.nan],
        ]
    )
    results = np.empty_like(numbers)
    exponentials(token(1), numbers, results)
    normal = numbers >= SMALLEST
    exact = np.array([float(mpmath.exp(mpmath.mpf(x))) for x in numbers[normal]])
    # `exact` is itself rounded, which is half of a unit.
    assert np.max(np.abs(results[normal] - exact) / np.spacing(exact)) <= 1.5
    np.testing.assert_array_equal(results[numbers < SMALLEST], 0.0)
    assert np.isnan(results[-1])
