"""The generated cases reach what they are meant to reach, and shrink to the simplest."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from pysoftmax.comparison.choices import RecordedChoices, SeededChoices
from pysoftmax.exercise.softmax.claims import CLAIMS
from pysoftmax.exercise.softmax.problems import (
    ANYTHING,
    EXTREME,
    OFFSET,
    ORDINARY,
    Problem,
    problem,
)


@functools.cache
def many() -> list[Problem]:
    """The problems that are looked at."""
    return [problem(SeededChoices([5, n])) for n in range(1500)]


def _scores(p: Problem) -> np.ndarray:
    return np.asarray(p.theta) @ np.asarray(p.data)


@pytest.mark.parametrize(
    ("what", "reached"),
    [
        ("one class", lambda p: p.numClasses == 1),
        ("one feature", lambda p: p.inputSize == 1),
        ("one example", lambda p: p.data.shape[1] == 1),
        ("K = N = M", lambda p: p.numClasses == p.inputSize == p.data.shape[1]),
        ("all sizes different", lambda p: len({p.numClasses, *p.data.shape}) == 3),
        ("no decay", lambda p: p.lambda_ == 0),
        ("large decay", lambda p: p.lambda_ >= 1e3),
        ("exp overflows", lambda p: np.abs(_scores(p)).max() > 710),
        ("exp underflows", lambda p: np.ptp(_scores(p), axis=0).max() > 745),
        ("top class absent", lambda p: p.labels.max() < p.numClasses),
        ("a class absent", lambda p: len(np.unique(p.labels)) < p.numClasses),
        ("ties", lambda p: p.numClasses > 1 and (np.ptp(_scores(p), axis=0) == 0).any()),
        ("repeated columns", lambda p: len(np.unique(p.data, axis=1).T) < p.data.shape[1]),
        ("subnormal", lambda p: 0 < np.abs(p.theta).max() < 2.3e-308),
        ("C order", lambda p: p.data.flags.c_contiguous and min(p.data.shape) > 1),
        ("Fortran order", lambda p: p.data.flags.f_contiguous and min(p.data.shape) > 1),
        ("strided", lambda p: not (p.data.flags.c_contiguous or p.data.flags.f_contiguous)),
        ("labels (n,)", lambda p: p.labels.ndim == 1),
        ("labels (n, 1)", lambda p: p.labels.shape[-1] == 1 and p.labels.ndim == 2),
        ("labels (1, n)", lambda p: p.labels.shape[0] == 1 and p.labels.ndim == 2),
        ("labels of a byte", lambda p: p.labels.dtype == np.uint8),
        ("single labels", lambda p: p.labels.dtype == np.float32),
    ],
)
def test_anything_reaches(what: str, reached: object) -> None:
    """Of 1,500 problems at least ten are of each kind."""
    assert sum(bool(reached(p)) for p in many()) >= 10, what  # type: ignore[operator]


def test_all_arrays_are_read_only_and_finite() -> None:
    """A function under test can change nothing, and is asked nothing but finite numbers."""
    for p in many():
        for array in (p.theta, p.data, p.labels):
            assert not array.flags.writeable
            assert np.isfinite(array).all()


@pytest.mark.parametrize("regime", [ORDINARY, OFFSET, EXTREME])
def test_the_top_class_occurs_in_the_narrow_regimes(regime: object) -> None:
    """The starter's own ground truth needs it: a right solution must not fail for that."""
    for n in range(200):
        p = problem(SeededChoices(n), regime)  # type: ignore[arg-type]
        assert p.labels.max() == p.numClasses


def test_a_seed_makes_the_same_case_again() -> None:
    """What was taken, replayed, gives the case bit for bit."""
    for n in range(50):
        choices = SeededChoices([6, n])
        first = problem(choices)
        again = problem(RecordedChoices(choices.taken))
        assert first.about == again.about
        assert np.array_equal(first.theta, again.theta)
        assert np.array_equal(first.data, again.data)


def test_no_choices_make_the_simplest_problem() -> None:
    """One class, one feature, one example, zeros and ones: where shrinking ends."""
    p = problem(RecordedChoices([]), ANYTHING)
    assert (p.theta.tolist(), p.data.tolist(), p.labels.tolist()) == ([[0.0]], [[1.0]], [1.0])
    assert p.lambda_ == 0


def test_claims_are_named_once_and_in_lower_case() -> None:
    """Names are keys of reports and rubrics."""
    for name, claim in CLAIMS.items():
        assert claim.key == name
        assert name == name.lower().replace(" ", "-")
