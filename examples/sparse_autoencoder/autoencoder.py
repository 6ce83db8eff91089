"""Cost and gradient with every choice that students get wrong as a switch."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from fault import Choices
from numpy.typing import NDArray
from terms import COST_TERMS, GRADIENT_DECAY, GRADIENT_SPARSITY

__all__ = ["BLOCKS", "RIGHT", "Run", "sparse_autoencoder"]

Array = NDArray[np.float64]


RIGHT: Choices = {
    "examples": "columns",
    "biases": "used",
    "hidden": "sigmoid",
    "output": "sigmoid",
    "output_of": "a2",
    "rhohat": "mean",
    "reading": "right",
    "lambda": None,
    "rho": None,
    "beta": None,
    "squared_error": "right",
    "decay": "right",
    "sparsity": "right",
    "hidden_slope": "right",
    "output_slope": "right",
    "gradient_decay": "right",
    "gradient_sparsity": "right",
    "undivided": (),
    "left_zero": (),
    "added_up": "all",
    "difference": 1.0,
    "arranged": "right",
    "sign": 1.0,
    "step": None,
}
"""Every switch, and where it is when nothing is wrong."""

BLOCKS = ("W1", "W2", "b1", "b2")


def sparse_autoencoder(
    theta: Any,
    visibleSize: int,
    hiddenSize: int,
    lambda_: float,
    sparsityParam: float,
    beta: float,
    data: Any,
    choices: Choices = RIGHT,
) -> tuple[float, Array]:
    """Cost and gradient with some choices made wrongly; NaN if Octave's cost is complex.

    Parameters
    ----------
    theta, visibleSize, hiddenSize, lambda_, sparsityParam, beta, data
        As in the reference.
    choices
        The switches that are not as in `RIGHT`.
    """
    rest = (visibleSize, hiddenSize, lambda_, sparsityParam, beta, data)
    run = Run(choices, theta, *rest)
    with np.errstate(all="ignore"):
        gradient = run.gradient()
        if run.choices["step"] is not None:
            run = Run(choices, run.theta - run.choices["step"] * gradient, *rest)
        return run.cost(), gradient


class Run:
    """One forward and backward pass."""

    def __init__(
        self,
        choices: Choices,
        theta: Any,
        visibleSize: int,
        hiddenSize: int,
        lambda_: float,
        sparsityParam: float,
        beta: float,
        data: Any,
    ) -> None:
        self.choices = c = {**RIGHT, **choices}
        self.theta = np.asarray(theta, dtype=float).ravel(order="F")
        self.x = np.asarray(data, dtype=float)
        self.visible, self.hidden = int(visibleSize), int(hiddenSize)
        self.weight = lambda_ if c["lambda"] is None else c["lambda"]
        self.rho = sparsityParam if c["rho"] is None else c["rho"]
        self.beta = beta if c["beta"] is None else c["beta"]
        cut = np.cumsum([self.hidden * self.visible, self.hidden * self.visible, self.hidden])
        W1, W2, self.b1, self.b2 = np.split(self.theta, cut)
        self.W1 = _read(W1, (self.hidden, self.visible), c["reading"])
        self.W2 = _read(W2, (self.visible, self.hidden), c["reading"])
        self.columns = self.x.shape[1]
        self.m = self._examples(c["examples"])

    def _examples(self, choice: Any) -> float:
        rows = self.x.shape[0]
        longer = max(rows, self.columns)
        known = {"columns": self.columns, "rows": rows, "length": longer}
        return float(longer if choice == "length but in rhohat" else known.get(choice, choice))

    @cached_property
    def z2(self) -> Array:
        return np.asarray(self.W1 @ self.x + self._bias("b1"))

    @cached_property
    def a2(self) -> Array:
        return self._activation("hidden").value(self.z2)

    @cached_property
    def z3(self) -> Array:
        passed_on: Array = getattr(self, self.choices["output_of"])
        return self.W2 @ passed_on + self._bias("b2")

    @cached_property
    def h(self) -> Array:
        return self._activation("output").value(self.z3)

    def _activation(self, layer: str) -> Activation:
        return ACTIVATIONS[self.choices[layer]]

    def _slope(self, layer: str, z: Array, a: Array) -> Array:
        """What the layer's delta is multiplied by."""
        choice = self.choices[f"{layer}_slope"]
        return self._activation(layer).slope(z, a) if choice == "right" else SLOPES[choice](z, a)

    def _bias(self, name: str) -> Array:
        """As a column."""
        bias: Array = getattr(self, name)
        used = self.choices["biases"] not in ("left out", f"{name} left out")
        return bias.reshape(-1, 1) if used else np.zeros((bias.size, 1))

    @cached_property
    def d(self) -> Array:
        return np.asarray(self.h - self.x)

    @cached_property
    def rhohat(self) -> Array:
        """Of the shape hiddenSize x 1, unless it is one of the wrong ones."""
        m = self.m
        if self.choices["examples"] == "length but in rhohat":
            m = self.columns
        return RHOHAT[self.choices["rhohat"]](self.a2, m)

    def term(self, part: str) -> float:
        """One of the cost's three terms; NaN if it is complex."""
        with np.errstate(all="ignore"):
            value = complex(COST_TERMS[part][self.choices[part]].value(self))
        return value.real if value.imag == 0 else float("nan")

    def cost(self) -> float:
        return sum(self.term(part) for part in COST_TERMS)

    def gradient(self) -> Array:
        c = self.choices
        if c["arranged"] == "all zero":
            return np.zeros_like(self.theta)
        delta3 = c["difference"] * self.d * self._slope("output", self.z3, self.h)
        own2 = self.a2 * (1 - self.a2)
        back = self.W2.T @ delta3
        pull = GRADIENT_SPARSITY[c["gradient_sparsity"]].value(self)
        if c["hidden_slope"] == "not on the sparsity term":
            delta2 = back * own2 + pull
        elif c["hidden_slope"] == "not on the error term":
            delta2 = back + pull * own2
        else:
            delta2 = (back + pull) * self._slope("hidden", self.z2, self.a2)
        used = slice(-1, None) if c["added_up"] == "last" else slice(None)
        delta2, delta3 = delta2[:, used], delta3[:, used]
        blocks = {
            "W1": delta2 @ self.x[:, used].T,
            "W2": delta3 @ self.a2[:, used].T,
            "b1": delta2.sum(axis=1),
            "b2": delta3.sum(axis=1),
        }
        decays = GRADIENT_DECAY[c["gradient_decay"]].value(self)
        for name in BLOCKS:
            divided = blocks[name] if name in c["undivided"] else blocks[name] / self.m
            blocks[name] = divided + decays.get(name, 0.0)
            if name in c["left_zero"]:
                blocks[name] = np.zeros_like(blocks[name])
        for name in ("W1", "W2"):
            blocks[name] = _write(blocks[name], c["reading"])
        order, unroll = ARRANGED[c["arranged"]]
        joined = np.concatenate([blocks[name].ravel(order=unroll) for name in order])
        sign: float = c["sign"]
        return sign * (self._by_columns(joined) if unroll == "C" else joined)

    def _by_columns(self, theta: Array) -> Array:
        """What a course by rows unrolled, as the exercise has it."""
        weights = self.hidden * self.visible
        W1 = theta[:weights].reshape(self.hidden, self.visible)
        W2 = theta[weights : 2 * weights].reshape(self.visible, self.hidden)
        return np.concatenate([W1.ravel(order="F"), W2.ravel(order="F"), theta[2 * weights :]])


LAYERS = ("W1", "b1", "W2", "b2")
ARRANGED: dict[str, tuple[tuple[str, ...], Literal["F", "C"]]] = {
    "right": (BLOCKS, "F"),
    "weights swapped": (("W2", "W1", "b1", "b2"), "F"),
    "weights swapped, by rows": (("W2", "W1", "b1", "b2"), "C"),
    "biases swapped": (("W1", "W2", "b2", "b1"), "F"),
    "layer by layer": (LAYERS, "F"),
    "layer by layer, by rows": (LAYERS, "C"),
}
"""The order of the gradient's blocks, and how each is unrolled."""


def _sigmoid(z: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-z)))


def _read(block: Array, shape: tuple[int, int], reading: str) -> Array:
    """The matrix that a student sees; ``rows`` in a course by columns, ``columns`` in the other."""
    own = block.reshape(shape, order="F")
    if reading == "rows":
        return own.ravel(order="F").reshape(shape, order="C")
    if reading == "columns":
        return own.ravel(order="C").reshape(shape, order="F")
    return own


def _write(block: Array, reading: str) -> Array:
    """The gradient's matrix that comes back, the reverse of `_read`."""
    if reading == "rows":
        return block.ravel(order="C").reshape(block.shape, order="F")
    if reading == "columns":
        return block.ravel(order="F").reshape(block.shape, order="C")
    return block


RHOHAT: dict[str, Callable[[Array, float], Array]] = {
    "mean": lambda a2, m: a2.sum(axis=1, keepdims=True) / m,
    "sum": lambda a2, m: a2.sum(axis=1, keepdims=True),
    "each activation": lambda a2, m: a2,
    "over units": lambda a2, m: a2.mean(axis=0, keepdims=True),
    "of all": lambda a2, m: np.full((a2.shape[0], 1), a2.mean()),
    "sum over units": lambda a2, m: a2.sum(axis=0, keepdims=True) / m,
    "sum of all": lambda a2, m: np.full((a2.shape[0], 1), a2.sum() / m),
}


class Activation(NamedTuple):
    """What a layer computes of its z, and what its delta is multiplied by, of z and a."""

    value: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]


def _of_sigmoid(_: Array, a: Array) -> Array:
    return a * (1 - a)


ACTIVATIONS = {
    "sigmoid": Activation(_sigmoid, _of_sigmoid),
    "linear": Activation(lambda z: z, lambda z, a: np.ones_like(a)),
    "tanh": Activation(np.tanh, lambda z, a: 1 - a**2),
    "relu": Activation(lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(float)),
    "of -z": Activation(lambda z: _sigmoid(-z), _of_sigmoid),
    "without parenthesis": Activation(lambda z: 1 + np.exp(-z), _of_sigmoid),
    "minus for plus": Activation(lambda z: 1 / (1 - np.exp(-z)), _of_sigmoid),
}

SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "of the sigmoid": _of_sigmoid,
    "of the activation again": lambda z, a: _sigmoid(a) * (1 - _sigmoid(a)),
    "z for a": lambda z, a: z * (1 - z),
    "left out": lambda z, a: np.ones_like(a),
    "a only": lambda z, a: a,
    "1 - a only": lambda z, a: 1 - a,
}
