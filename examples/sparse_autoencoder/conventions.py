"""How a course lays out parameters and data, and how that becomes the exercise's own layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["ARGUMENTS", "Conventions"]

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "sparseAutoencoderCost": (
        "theta",
        "visibleSize",
        "hiddenSize",
        "lambda",
        "sparsityParam",
        "beta",
        "data",
    ),
    "computeNumericalGradient": ("J", "theta"),
    "initializeParameters": ("hiddenSize", "visibleSize"),
}
"""The exercise's functions and their arguments."""


@dataclass(frozen=True)
class Conventions:
    """A course's conventions; the defaults are the exercise's.

    Attributes
    ----------
    theta_by
        ``columns`` or ``rows``: how each matrix of theta, and of the gradient, is unrolled.
    examples_in
        ``columns`` or ``rows`` of data.
    parameters
        The order of theta's blocks. ``b1 W1`` is one matrix whose first column is b1.
    functions
        The course's name of each function where it differs: ``file.function``, or
        ``file.Class.method`` for a method.
    arguments
        The order of a function's arguments where it differs, by the exercise's names; those of the
        class are ``constructor``.
    """

    theta_by: str = "columns"
    examples_in: str = "columns"
    parameters: tuple[str, ...] = ("W1", "W2", "b1", "b2")
    functions: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Conventions:
        """Read a table of a TOML file.

        Raises
        ------
        ValueError
            If a key or a value is not one of those above.
        """
        unknown = sorted(set(table) - set(cls.__dataclass_fields__))
        if unknown:
            expected = ", ".join(cls.__dataclass_fields__)
            raise ValueError(f"conventions has the key {unknown[0]}; expected one of {expected}")
        values: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in table.items()
        }
        if "arguments" in values:
            values["arguments"] = {key: tuple(v) for key, v in values["arguments"].items()}
        read = cls(**values)
        for key in ("theta_by", "examples_in"):
            if getattr(read, key) not in ("columns", "rows"):
                raise ValueError(f"{key} is {getattr(read, key)!r}; expected 'columns' or 'rows'")
        names = sorted(name for block in read.parameters for name in block.split())
        if names != ["W1", "W2", "b1", "b2"]:
            raise ValueError(f"parameters is {list(read.parameters)}; expected W1, W2, b1 and b2")
        return read

    def order(self, visibleSize: int, hiddenSize: int) -> NDArray[np.intp]:
        """For each entry of the course's theta, its place in the exercise's theta."""
        cut = np.cumsum([hiddenSize * visibleSize, hiddenSize * visibleSize, hiddenSize])
        places = np.arange(cut[-1] + visibleSize)
        blocks = dict(zip(("W1", "W2", "b1", "b2"), np.split(places, cut), strict=True))
        shapes = {"W1": (hiddenSize, visibleSize), "W2": (visibleSize, hiddenSize)}
        columns = {
            name: block.reshape(shapes.get(name, (-1, 1)), order="F")
            for name, block in blocks.items()
        }
        unroll: Literal["F", "C"] = "F" if self.theta_by == "columns" else "C"
        joined = [np.hstack([columns[name] for name in part.split()]) for part in self.parameters]
        return np.concatenate([matrix.ravel(order=unroll) for matrix in joined])

    def to_course(
        self, theta: NDArray[np.float64], visibleSize: int, hiddenSize: int
    ) -> NDArray[np.float64]:
        """Rearrange the exercise's theta as the course has it."""
        return theta[self.order(visibleSize, hiddenSize)]

    def from_course(
        self, theta: NDArray[np.float64], visibleSize: int, hiddenSize: int
    ) -> NDArray[np.float64]:
        """Rearrange a theta, or a gradient, of the course as the exercise has it.

        One of another length is returned as it is: it has no entry for each parameter.
        """
        order = self.order(visibleSize, hiddenSize)
        if theta.shape != order.shape:
            return theta
        result = np.empty_like(theta)
        result[order] = theta
        return result
