"""Mistakes that ports really have, each found by a test that its author would write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from pysoftmax.octave import OctaveSession
from pysoftmax.testing import against_octave
from pysoftmax.testing.closeness import up_to_sign
from pysoftmax.testing.inputs import angles, labels, matrices, numbers, positive_definite, vectors

pytestmark = pytest.mark.octave


def _mean_of_rows(X: Any) -> Any:
    return X.mean(axis=0)


def _step_i(word: str) -> str:
    return word[: word.rfind("ies")] + "i" if word.rfind("ies") > 0 else word


def _step_i_wrong(word: str) -> str:
    return word[: word.rfind("ies")] + "i" if word.rfind("ies") >= 0 else word


def _latitude(z: float) -> Any:
    with np.errstate(invalid="ignore"):
        return np.arctan(np.float64(z) / np.float64(0.0)) if z == 0 else np.arctan2(z, 0.0)


def _saturated(x: Any) -> Any:
    return np.clip(np.rint(x), -128, 127).astype(np.int8)


def _rounded(x: Any) -> Any:
    return np.floor(x + 1.5 + 0.5).astype(np.int32)


def _softmax(X: Any, axis: int | None) -> Any:
    E = np.exp(X - X.max(axis=axis, keepdims=True))
    with np.errstate(invalid="ignore"):
        return E / E.sum(axis=0)


SPLIT = st.text("a,", min_size=1, max_size=5)
CASES: dict[str, tuple[str, Callable[..., Any], Callable[..., Any], Any, dict[str, Any]]] = {
    "a symmetric matrix, by a general solver": (
        "[V, D] = eig (x); y = V;",
        lambda x: np.linalg.eigh(x)[1],
        lambda x: np.linalg.eig(x)[1],
        st.just(np.array([[2.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 1.0]])),
        {"compare": up_to_sign()},
    ),
    "a loop over rows instead of columns": (
        "y = zeros (1, columns (x)); for k = 1:columns (x) y(k) = sum (x(:, k)); end",
        lambda x: x.sum(axis=0),
        lambda x: x.sum(axis=1),
        matrices(),
        {"relative": 1e-11, "absolute": 1e-11},
    ),
    "a standard deviation of the population": (
        "y = std (x);",
        lambda x: np.std(x, ddof=1),
        np.std,
        vectors(st.integers(2, 5)),
        {"relative": 1e-10, "absolute": 1e-10},
    ),
    "the mean of a single row, taken along it": (
        "y = mean (x);",
        lambda x: x.mean(axis=0) if len(x) > 1 else x.mean(),
        _mean_of_rows,
        matrices(),
        {"relative": 1e-10, "absolute": 1e-10},
    ),
    "an empty range": (
        "y = sum (x:0);",
        lambda x: sum(range(x, 1)),
        lambda x: sum(range(min(x, 0), 2)),
        st.integers(-3, 3),
        {},
    ),
    "a suffix that is the whole word": (
        "k = rindex (x, 'ies'); y = x; if (k > 1) y = [x(1:k-1), 'i']; end",
        _step_i,
        _step_i_wrong,
        st.sampled_from(["ponies", "ies", "cats"]),
        {},
    ),
    "a latitude at the centre": (
        "y = atan2 (x, 0);",
        lambda x: np.arctan2(x, 0.0),
        _latitude,
        st.one_of(st.just(0.0), angles()),
        {},
    ),
    "delimiters that are collapsed": (
        "y = strsplit (x, ',', 'CollapseDelimiters', false);",
        lambda x: x.split(","),
        lambda x: [part for part in x.split(",") if part] or [""],
        SPLIT,
        {},
    ),
    "a range with its end": (
        "y = 0:0.1:x;",
        lambda x: np.arange(round(x * 10) + 1) * 0.1,
        lambda x: np.arange(0, x, 0.1),
        st.integers(1, 3),
        {"relative": 1e-14},
    ),
    "a small integer that saturates": (
        "y = int8 (x);",
        _saturated,
        lambda x: (np.rint(x).astype(np.int64) & 255).astype(np.uint8).astype(np.int8),
        st.integers(-300, 300).map(float),
        {"strict": True},
    ),
    "an integer that is rounded": (
        "y = int32 (x) + 1.5;",
        _rounded,
        lambda x: x + 1.5,
        st.integers(0, 9),
        {},
    ),
    "labels from 0": (
        "[~, y] = max (x, [], 1);",
        lambda x: x.argmax(axis=0) + 1,
        lambda x: x.argmax(axis=0),
        matrices(st.integers(2, 4), st.integers(1, 4)),
        {},
    ),
    "parameters unrolled by rows": (
        "y = x(:);",
        lambda x: x.ravel(order="F"),
        np.ravel,
        matrices(),
        {"relative": 0},
    ),
    "one maximum for all columns": (
        "y = exp (x - max (x, [], 1)); y = y ./ sum (y, 1);",
        lambda x: _softmax(x, 0),
        lambda x: _softmax(x, None),
        matrices(2, 3, numbers(-900, 900)),
        {},
    ),
    "a row instead of a column": (
        "y = x(:);",
        lambda x: x.reshape(-1, 1),
        lambda x: x.reshape(1, -1),
        vectors(st.integers(2, 4)),
        {"strict": True},
    ),
    "a number instead of a logical": (
        "y = x > 2;", lambda x: x > 2, lambda x: 1.0 * (x > 2), labels(), {"strict": True}
    ),
    "a factor of a positive definite matrix, transposed": (
        "y = chol (x);",
        lambda x: np.linalg.cholesky(x).T,
        np.linalg.cholesky,
        positive_definite(),
        {"relative": 1e-10},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_a_real_difference_is_found(octave: OctaveSession, tmp_path: Path, what: str) -> None:
    """The right port passes, and the one with the mistake fails."""
    body, right, wrong, strategy, options = CASES[what]
    (tmp_path / "original.m").write_text(f"function y = original (x)\n  {body}\nend\n")
    make = against_octave(tmp_path / "original.m", strategy, examples=60, **options)
    make(lambda x: right(x))(octave=octave)
    with pytest.raises(AssertionError, match=r"original.m and Python disagree"):
        make(lambda x: wrong(x))(octave=octave)
