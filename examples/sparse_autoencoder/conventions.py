"""How a course lays out parameters and data, and how that becomes the exercise's own layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.arrays import read_only
from pysoftmax.comparison.case import Answer, Case
from pysoftmax.exercise.conventions import (
    WAYS,
    Conventions,
    flat,
    is_numeric,
    outputs_of,
    read_ways,
    signatures_of,
)
from pysoftmax.exercise.function import Function
from pysoftmax.exercise.table import TableError, choice, known_keys
from pysoftmax.languages import Language

__all__ = [
    "BLOCKS",
    "COST",
    "FUNCTIONS",
    "INITIAL",
    "NUMERICAL",
    "OWN",
    "AutoencoderConventions",
    "read_conventions",
]

COST, NUMERICAL, INITIAL = (
    "sparseAutoencoderCost",
    "computeNumericalGradient",
    "initializeParameters",
)
FUNCTIONS = (
    Function(INITIAL, ("hiddenSize", "visibleSize"), ("theta",)),
    Function(
        COST,
        ("theta", "visibleSize", "hiddenSize", "lambda", "sparsityParam", "beta", "data"),
        ("cost", "grad"),
        required=2,
    ),
    Function(NUMERICAL, ("J", "theta"), ("numgrad",)),
)
"""The exercise's functions, in the order in which a student writes them."""

BLOCKS = ("W1", "W2", "b1", "b2")


@dataclass(frozen=True)
class AutoencoderConventions(Conventions):
    """A course's conventions; the defaults are the exercise's.

    Attributes
    ----------
    theta_by
        ``columns`` or ``rows``: how each matrix of theta, and of the gradient, is unrolled.
    examples_in
        ``columns`` or ``rows`` of data.
    parameters
        The order of theta's blocks. ``b1 W1`` is one matrix whose first column is b1.
    """

    theta_by: str = "columns"
    examples_in: str = "columns"
    parameters: tuple[str, ...] = BLOCKS

    def given(self, case: Case, values: dict[str, Any], language: Language) -> dict[str, Any]:
        """The arguments by name, each as this course would give it."""
        if case.function == COST:
            visible, hidden = int(values["visibleSize"]), int(values["hiddenSize"])
            theta = np.asarray(values["theta"]).ravel(order="F")
            values["theta"] = read_only(self.to_course(theta, visible, hidden))
            if self.examples_in == "rows":
                values["data"] = read_only(np.ascontiguousarray(np.asarray(values["data"]).T))
        return values

    def from_student(self, case: Case, answer: Answer) -> Answer:
        """The answer in the exercise's layout. Values count, shapes of vectors do not."""
        if answer.failure is not None:
            return answer
        values = enumerate(self.in_order(case, answer.values))
        return Answer(tuple(self._read(case, *value) for value in values), None, answer.seconds)

    def _read(self, case: Case, place: int, value: Any) -> Any:
        if case.function == COST and place == 0:
            return value.reshape(()) if isinstance(value, np.ndarray) and value.size == 1 else value
        value = flat(value)
        if case.function == NUMERICAL or not is_numeric(value) or np.ndim(value) != 1:
            return value
        return self.from_course(value, *_sizes(case))

    def as_returned(self, case: Case, answer: Answer) -> Answer:
        """An answer in the exercise's layout as a student of this course would see it."""
        values = list(answer.values)
        place = 1 if case.function == COST else 0
        if answer.failure is None and case.function != NUMERICAL and len(values) > place:
            visible, hidden = _sizes(case)
            if np.shape(values[place]) == (2 * visible * hidden + visible + hidden,):
                values[place] = self.to_course(np.asarray(values[place]), visible, hidden)
        return Answer(tuple(values), answer.failure, answer.seconds)

    def place(self, output: str, index: tuple[int, ...], case: Case, language: Language) -> str:
        """Where an entry of the gradient is, and of which block."""
        if output != "grad" or len(index) != 1:
            return language.index(index)
        visible, hidden = _sizes(case)
        order = self.order(visible, hidden)
        if not index[0] < order.size:
            return language.index(index)
        at = int(np.flatnonzero(order == index[0])[0])
        block, inner = _block(index[0], visible, hidden)
        return f"{language.index((at,))} [{block}grad{language.index(inner)}]"

    def order(self, visibleSize: int, hiddenSize: int) -> NDArray[np.intp]:
        """For each entry of the course's theta, its place in the exercise's theta."""
        cut = np.cumsum([hiddenSize * visibleSize, hiddenSize * visibleSize, hiddenSize])
        places = np.arange(cut[-1] + visibleSize)
        blocks = dict(zip(BLOCKS, np.split(places, cut), strict=True))
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


def _sizes(case: Case) -> tuple[int, int]:
    """VisibleSize and hiddenSize."""
    if case.function == COST:
        return int(case.args[1]), int(case.args[2])
    return int(case.args[1]), int(case.args[0])


def _block(at: int, visible: int, hidden: int) -> tuple[str, tuple[int, ...]]:
    """The block that an entry of the exercise's theta is in, and where."""
    for name, rows, columns in (
        ("W1", hidden, visible), ("W2", visible, hidden), ("b1", hidden, 1), ("b2", visible, 1),
    ):  # fmt: skip
        if at < rows * columns:
            column, row = divmod(at, rows)
            return name, (row, column) if columns > 1 else (row,)
        at -= rows * columns
    raise IndexError(at)


def read_conventions(table: Mapping[str, Any]) -> AutoencoderConventions:
    """The conventions of a rubric's ``[adapter]``.

    Raises
    ------
    TableError
        If a key or a value is not known.
    """
    known_keys("adapter", table, (*WAYS, "theta_by", "examples_in", "parameters"))
    parameters = table.get("parameters", list(BLOCKS))
    names = sorted(name for block in parameters for name in str(block).split())
    if not isinstance(parameters, list) or names != sorted(BLOCKS):
        raise TableError(
            f"adapter.parameters is {parameters!r}; allowed: a list of W1, W2, b1 and b2 in any "
            'order, or of "b1 W1" and the like'
        )
    return AutoencoderConventions(
        **read_ways(FUNCTIONS, table),
        theta_by=choice(table, "theta_by", "adapter", ("columns", "rows")),
        examples_in=choice(table, "examples_in", "adapter", ("columns", "rows")),
        parameters=tuple(parameters),
    )


OWN = AutoencoderConventions(signatures_of(FUNCTIONS), outputs=outputs_of(FUNCTIONS))
"""The exercise's own conventions."""
