"""Arrays of every kind that a `pysoftmax.exercise.softmax.problems.Regime` names."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.arrays import read_only

__all__ = [
    "EXACT_DATA",
    "EXACT_THETA",
    "data_of_kind",
    "labels_of_kind",
    "laid_out",
    "shaped",
    "theta_of_kind",
]

Array = NDArray[np.float64]

EXACT_DATA = ("ones", "integers")
EXACT_THETA = ("ones", "integers", "subnormal", "equal rows")
"""Kinds of theta with equal rows: unless their scores are exact, rounding decides between them,
and a matrix product may round equal rows differently."""


def data_of_kind(kind: str, features: int, examples: int, random: np.random.Generator) -> Array:
    shape = (features, examples)
    if kind == "ones":
        return np.ones(shape)
    if kind == "integers":
        return random.integers(0, 4, shape).astype(float)
    if kind == "pixels":
        return random.random(shape) * (random.random(shape) < 0.2)
    data = random.standard_normal(shape)
    if kind == "repeated":
        return data[:, random.integers(0, (examples + 1) // 2, examples)]
    return data


def theta_of_kind(
    kind: str, classes: int, data: Array, random: np.random.Generator
) -> tuple[Array, Array]:
    """Parameters of a kind, and the data, which ``offset`` changes."""
    shape = (classes, data.shape[0])
    if kind in _PLAIN_THETA:
        return _PLAIN_THETA[kind](random, shape), data
    if kind == "offset":
        return _offset(random, shape, data)
    theta = random.standard_normal(shape)
    largest = float(np.abs(theta @ data).max())
    target = 10.0 ** random.uniform(3, 5)
    return theta * (target / largest if largest else target), data


_PLAIN_THETA: dict[str, Any] = {
    "zeros": lambda random, shape: np.zeros(shape),
    "ones": lambda random, shape: np.ones(shape),
    "integers": lambda random, shape: random.integers(-3, 4, shape).astype(float),
    "normal": lambda random, shape: 0.5 * random.standard_normal(shape),
    "small": lambda random, shape: 0.005 * random.standard_normal(shape),
    "tiny": lambda random, shape: 1e-200 * random.standard_normal(shape),
    "subnormal": lambda random, shape: random.integers(-99, 100, shape) * 5e-324,
    "equal rows": lambda random, shape: np.tile(
        random.integers(-3, 4, shape[1]).astype(float), (shape[0], 1)
    ),
}


def _offset(
    random: np.random.Generator, shape: tuple[int, int], data: Array
) -> tuple[Array, Array]:
    """Ordinary scores, all of them raised or lowered by 1000 by way of a feature that is 1."""
    theta = 0.5 * random.standard_normal(shape)
    theta[:, 0] += random.choice([-1000.0, 1000.0])
    data = data.copy()
    data[0] = 1.0
    return theta, data


def labels_of_kind(
    kind: str, classes: int, examples: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """Labels from 1. With one class, or one example, some kinds coincide."""
    if kind == "countdown":
        return classes - np.arange(examples) % classes
    if kind == "one class":
        return np.full(examples, random.integers(1, classes + 1))
    if kind == "top absent":
        return random.integers(1, max(classes, 2), examples)
    if kind == "many absent":
        present = random.permutation(classes)[: max(1, classes // 2)] + 1
        return present[random.integers(0, len(present), examples)]
    labels = random.integers(1, classes + 1, examples)
    labels[random.integers(0, examples)] = classes
    return labels


def shaped(labels: NDArray[np.int64], shape: str, dtype: str) -> NDArray[Any]:
    shapes = {"(n,)": (-1,), "(n, 1)": (-1, 1), "(1, n)": (1, -1)}
    return read_only(labels.astype(dtype).reshape(shapes[shape]))


def laid_out(array: NDArray[Any], layout: str) -> NDArray[Any]:
    """Return the same numbers, read-only, in the memory layout asked for."""
    if layout == "strided":
        room = np.full(tuple(2 * n for n in array.shape), np.nan)
        view = room[tuple(slice(None, None, 2) for _ in array.shape)]
        view[...] = array
        return read_only(view)
    if layout == "reversed":
        backwards = tuple(slice(None, None, -1) for _ in array.shape)
        return read_only(array[backwards].copy(order="C")[backwards])
    return read_only(np.array(array, order="C" if layout == "C" else "F"))
