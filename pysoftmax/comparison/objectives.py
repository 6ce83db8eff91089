"""Function arguments, such as the ``J`` to differentiate: a formula with its parameters.

A `Formula` is text, once in each language, so that it can be rebuilt in another process or in
Octave without importing anything. An `Objective` is a formula with numbers filled in: it can be
called here, saved to a file, and sent to a submission. The texts use products instead of powers,
since a power is a library call that rounds differently in every language.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from pysoftmax.comparison.tolerance import EPS

__all__ = ["FORMULAS", "Formula", "Objective"]

Vector = NDArray[np.float64]
Parameters = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Formula:
    """A function of a vector, and its gradient.

    Attributes
    ----------
    name
        A short unique name.
    about
        The formula, for messages.
    python, octave
        Statements that set ``value`` and ``gradient`` from the vector ``x`` (1-D in Python, a
        column in Octave) and the parameters ``p`` (a dict in Python, a struct in Octave). Python's
        have NumPy as ``np``.
    rounding
        ``rounding(parameters, x)`` bounds the difference of two careful evaluations of the value.
    in_a_line
        The value as an anonymous function, by language, for code to paste; empty if it is long.
    gives_answer
        True if the text solves a part of an exercise: it is then never sent to a submission.
    """

    name: str
    about: str
    python: str
    octave: str
    rounding: Callable[[Parameters, Vector], float]
    in_a_line: Mapping[str, str] = field(default_factory=dict)
    gives_answer: bool = False

    def __post_init__(self) -> None:
        _formulas[self.digest] = self

    @cached_property
    def digest(self) -> str:
        """A digest of the name and the texts: formulas with one digest compute the same."""
        texts = "\0".join((self.name, self.python, self.octave))
        return hashlib.sha256(texts.encode()).hexdigest()[:16]

    @staticmethod
    def known(digest: str) -> Formula | None:
        """Return the formula with that digest, if one was made and still exists."""
        return _formulas.get(digest)

    @cached_property
    def octave_name(self) -> str:
        """The name of the function in Octave, unique to this text."""
        return f"pysoftmax_formula_{hashlib.sha256(self.octave.encode()).hexdigest()[:16]}"

    @cached_property
    def evaluate(self) -> Callable[[Parameters, Vector], tuple[Any, Vector]]:
        """``evaluate(parameters, x)`` gives the value and the gradient at the 1-D ``x``."""
        body = textwrap.indent(textwrap.dedent(self.python).strip(), "    ")
        names: dict[str, Any] = {"np": np}
        exec(f"def evaluate(p, x):\n{body}\n    return value, gradient\n", names)
        return names["evaluate"]  # type: ignore[no-any-return]


_formulas: WeakValueDictionary[str, Formula] = WeakValueDictionary()
"""The existing formulas, by digest: a recording contains only the digest."""


@dataclass(frozen=True, eq=False)
class Objective:
    """A function argument: a formula with its parameters filled in.

    Attributes
    ----------
    formula
        What it computes.
    parameters
        Numbers and arrays that the formula needs.
    nargout
        1: calling it gives the value; 2: the pair (value, gradient).
    """

    formula: Formula
    parameters: Parameters = field(default_factory=dict)
    nargout: int = 2

    @property
    def name(self) -> str:
        """The formula's name."""
        return self.formula.name

    def __call__(self, x: Any, *_: Any) -> Any:
        """Return the value, or (value, gradient as a 1-D array), at `x` of any shape."""
        value, gradient = self.evaluate(x)
        return value if self.nargout == 1 else (value, gradient)

    def evaluate(self, x: Any) -> tuple[float, Vector]:
        """Return the value and the gradient at `x`, whose entries are read column by column."""
        point = np.asarray(x, dtype=float).ravel(order="F")
        with np.errstate(all="ignore"):
            value, gradient = self.formula.evaluate(self.parameters, point)
        return float(value), gradient

    def rounding(self, x: Any) -> float:
        """Return by how much two careful evaluations of the value at `x` can differ."""
        point = np.asarray(x, dtype=float).ravel(order="F")
        with np.errstate(all="ignore"):
            return float(self.formula.rounding(self.parameters, point))

    def __repr__(self) -> str:
        return f"Objective({self.name!r}: {self.formula.about})"


def _exercise_rounding(_: Parameters, x: Vector) -> float:
    return 4 * EPS * float(x[0] * x[0] + 3 * abs(x[0] * x[1]))


def _product_rounding(p: Parameters, x: Vector) -> float:
    return 4 * EPS * float(np.abs(p["c"][:2] * x[0] * x[:2]).sum())


def _quadratic_rounding(p: Parameters, x: Vector) -> float:
    size = 0.5 * np.abs(x) @ np.abs(p["A"]) @ np.abs(x) + np.abs(p["b"]) @ np.abs(x)
    return float((2 * x.size + 4) * EPS * size)


def _rosenbrock_rounding(_: Parameters, x: Vector) -> float:
    head, tail = np.abs(x[:-1]), np.abs(x[1:])
    valley, offset = tail + head * head, 1 + head
    return float((x.size + 8) * EPS * np.sum(100 * valley * valley + offset * offset))


def _barrier_rounding(p: Parameters, x: Vector) -> float:
    inside = np.maximum(np.abs(x), np.finfo(float).tiny)
    size = np.abs(p["b"]) @ inside + np.sum(np.abs(np.log(inside)))
    return float((x.size + 4) * EPS * size)


def _quartic_rounding(_: Parameters, x: Vector) -> float:
    square = x * x
    return float((x.size + 6) * EPS * np.sum(square * square + 3 * square + np.abs(x)))


def _root_rounding(p: Parameters, x: Vector) -> float:
    return float((x.size + 6) * EPS * np.sum(np.sqrt(1 + p["c"] * x * x)))


def _linear_rounding(p: Parameters, x: Vector) -> float:
    return float((x.size + 2) * EPS * (np.abs(p["b"]) @ np.abs(x)))


_ALL = (
    Formula(
        "exercise",
        "x1^2 + 3 x1 x2",
        """
        gradient = np.zeros_like(x)
        gradient[0] = 2 * x[0] + 3 * x[1]
        gradient[1] = 3 * x[0]
        value = x[0] * x[0] + 3 * x[0] * x[1]
        """,
        """
        value = x(1) * x(1) + 3 * x(1) * x(2);
        gradient = zeros (size (x));
        gradient(1) = 2 * x(1) + 3 * x(2);
        gradient(2) = 3 * x(1);
        """,
        _exercise_rounding,
        {
            "python": "lambda x: x[0] ** 2 + 3 * x[0] * x[1]",
            "octave": "@(x) x(1)^2 + 3 * x(1) * x(2)",
        },
    ),
    Formula(
        "product",
        "c1 x1^2 + c2 x1 x2",
        """
        gradient = np.zeros_like(x)
        gradient[0] = 2 * p["c"][0] * x[0] + p["c"][1] * x[1]
        gradient[1] = p["c"][1] * x[0]
        value = p["c"][0] * x[0] * x[0] + p["c"][1] * x[0] * x[1]
        """,
        """
        value = p.c(1) * x(1) * x(1) + p.c(2) * x(1) * x(2);
        gradient = zeros (size (x));
        gradient(1) = 2 * p.c(1) * x(1) + p.c(2) * x(2);
        gradient(2) = p.c(2) * x(1);
        """,
        _product_rounding,
        {
            "python": "lambda x: c[0] * x[0] ** 2 + c[1] * x[0] * x[1]",
            "octave": "@(x) c(1) * x(1)^2 + c(2) * x(1) * x(2)",
        },
    ),
    Formula(
        "quadratic",
        "x'Ax/2 - b'x",
        """
        product = p["A"] @ x
        value = 0.5 * (x @ product) - p["b"] @ x
        gradient = product - p["b"]
        """,
        """
        product = p.A * x;
        value = 0.5 * (x' * product) - p.b(:)' * x;
        gradient = product - p.b(:);
        """,
        _quadratic_rounding,
        {
            "python": "lambda x: 0.5 * x @ A @ x - b @ x",
            "octave": "@(x) 0.5 * x' * A * x - b' * x",
        },
    ),
    Formula(
        "rosenbrock",
        "sum 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2",
        """
        head = x[:-1]
        valley, offset = x[1:] - head * head, 1 - head
        value = np.sum(100 * valley * valley + offset * offset)
        gradient = np.zeros_like(x)
        gradient[:-1] = -400 * head * valley - 2 * offset
        gradient[1:] += 200 * valley
        """,
        """
        head = x(1:end-1);
        valley = x(2:end) - head .* head;
        offset = 1 - head;
        value = sum (100 * valley .* valley + offset .* offset);
        gradient = zeros (size (x));
        gradient(1:end-1) = -400 * head .* valley - 2 * offset;
        gradient(2:end) += 200 * valley;
        """,
        _rosenbrock_rounding,
    ),
    Formula(
        "barrier",
        "b'x - sum log x, NaN where any x <= 0",
        """
        if np.any(x <= 0):
            value, gradient = np.nan, np.full_like(x, np.nan)
        else:
            value, gradient = p["b"] @ x - np.sum(np.log(x)), p["b"] - 1 / x
        """,
        """
        if (any (x <= 0))
          value = NaN;
          gradient = NaN (size (x));
        else
          value = p.b(:)' * x - sum (log (x));
          gradient = p.b(:) - 1 ./ x;
        endif
        """,
        _barrier_rounding,
    ),
    Formula(
        "quartic",
        "sum x^4 - 3 x^2 + x",
        """
        square = x * x
        value = np.sum(square * square - 3 * square + x)
        gradient = 4 * square * x - 6 * x + 1
        """,
        """
        square = x .* x;
        value = sum (square .* square - 3 * square + x);
        gradient = 4 * square .* x - 6 * x + 1;
        """,
        _quartic_rounding,
    ),
    Formula(
        "root",
        "sum sqrt(1 + c x^2)",
        """
        root = np.sqrt(1 + p["c"] * x * x)
        value = np.sum(root)
        gradient = p["c"] * x / root
        """,
        """
        root = sqrt (1 + p.c(:) .* x .* x);
        value = sum (root);
        gradient = p.c(:) .* x ./ root;
        """,
        _root_rounding,
        {
            "python": "lambda x: np.sum(np.sqrt(1 + c * x ** 2))",
            "octave": "@(x) sum(sqrt(1 + c .* x .^ 2))",
        },
    ),
    Formula(
        "linear",
        "b'x",
        """
        value = p["b"] @ x
        gradient = np.array(p["b"], dtype=float)
        """,
        """
        value = p.b(:)' * x;
        gradient = p.b(:);
        """,
        _linear_rounding,
    ),
)

FORMULAS: dict[str, Formula] = {formula.name: formula for formula in _ALL}
"""Functions to differentiate or to minimise, by name; an exercise may add its own."""
