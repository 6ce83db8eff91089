"""Wrong implementations of the exercise's functions, so that a mistake can be named.

`sparse_autoencoder` is the cost and gradient with every choice that students get wrong as a
switch. A `Fault` turns switches; `MISTAKES` holds each fault by itself and `combinations` the pairs
of them. `wrong_terms` looks at the three terms of a cost one at a time, so it finds any combination
of faults in them. The numerical gradient and the initial parameters have mistakes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations as pairs_of
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MISTAKES",
    "NUMERICAL_MISTAKES",
    "RIGHT",
    "Fault",
    "Mistake",
    "WrongTerm",
    "combinations",
    "initial_parameters_faults",
    "sparse_autoencoder",
    "wrong_terms",
]

Array = NDArray[np.float64]
Choices = Mapping[str, Any]

ROUNDING = 1e-9
"""Relative difference up to which two values count as one; right solutions differ by 1e-14."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes
    ----------
    name
        Short and stable.
    message
        What is wrong, a sentence.
    octave, python
        A line that repairs it, with the starter code's names.
    outputs
        ``cost``, ``gradient`` or both: what the fault changes.
    choices
        The switches that it turns (see `RIGHT`).
    combines
        Whether `combinations` pairs it with others; rare faults are looked for by themselves only.
    """

    name: str
    message: str
    octave: str
    python: str
    outputs: tuple[str, ...]
    choices: Choices = field(default_factory=dict)
    combines: bool = True


@dataclass(frozen=True)
class Mistake:
    """A wrong implementation with a name.

    Attributes
    ----------
    name, message
        As in `Fault`.
    fix
        Lines that repair it, by language: ``octave`` and ``python``.
    outputs
        Which outputs it changes; for the others `wrong` gives the right answer.
    wrong
        Takes the function's arguments, returns the wrong answer.
    """

    name: str
    message: str
    fix: Mapping[str, str]
    outputs: tuple[str, ...]
    wrong: Callable[..., Any]


# ---- Cost and gradient with switches --------------------------------------------------------

RIGHT: Choices = {
    "examples": "columns",
    "biases": "used",
    "output": "sigmoid",
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
    run = _Run(choices, theta, *rest)
    with np.errstate(all="ignore"):
        gradient = run.gradient()
        if run.choices["step"] is not None:
            run = _Run(choices, run.theta - run.choices["step"] * gradient, *rest)
        return run.cost(), gradient


class _Run:
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
        return np.asarray(self.W1 @ self.x + self._bias(self.b1))

    @cached_property
    def a2(self) -> Array:
        return _sigmoid(self.z2)

    @cached_property
    def z3(self) -> Array:
        return self.W2 @ self.a2 + self._bias(self.b2)

    @cached_property
    def h(self) -> Array:
        return self.z3 if self.choices["output"] == "linear" else _sigmoid(self.z3)

    def _bias(self, bias: Array) -> Array:
        """As a column."""
        used = self.choices["biases"] == "used"
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
        slope3 = SLOPES[c["output_slope"]](self.z3, self.h)
        if c["output"] == "linear" and c["output_slope"] == "right":
            slope3 = np.ones_like(self.h)
        delta3 = self.d * slope3
        own2 = self.a2 * (1 - self.a2)
        back = self.W2.T @ delta3
        pull = GRADIENT_SPARSITY[c["gradient_sparsity"]].value(self)
        if c["hidden_slope"] == "not on the sparsity term":
            delta2 = back * own2 + pull
        elif c["hidden_slope"] == "not on the error term":
            delta2 = back + pull * own2
        else:
            delta2 = (back + pull) * SLOPES[c["hidden_slope"]](self.z2, self.a2)
        blocks = {
            "W1": delta2 @ self.x.T,
            "W2": delta3 @ self.a2.T,
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
}

SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "right": lambda z, a: a * (1 - a),
    "of the activation again": lambda z, a: _sigmoid(a) * (1 - _sigmoid(a)),
    "z for a": lambda z, a: z * (1 - z),
    "left out": lambda z, a: np.ones_like(a),
}


@dataclass(frozen=True)
class Form:
    """One way to write a term: what is wrong with it (empty if nothing), and its value."""

    name: str
    message: str
    value: Callable[[_Run], Any]


def _forms(right: Callable[[_Run], Any], *wrong: tuple[str, str, Any]) -> dict[str, Form]:
    forms = (Form("right", "", right), *(Form(*one) for one in wrong))
    return {form.name: form for form in forms}


def _squares(matrix: Array) -> float:
    return float(np.sum(matrix**2))


def _spectral(matrix: Array) -> float:
    """The matrix 2-norm: what Octave's ``norm`` returns for a matrix."""
    return float(np.linalg.norm(matrix, 2))


def _cross_entropy(r: _Run) -> float:
    return -float(np.sum(r.x * np.log(r.h) + (1 - r.x) * np.log(1 - r.h))) / r.m


SQUARED_ERROR = _forms(
    lambda r: _squares(r.d) / (2 * r.m),
    ("left-out", "The squared error is missing from the cost.", lambda r: 0.0),
    (
        "matrix-norm",
        "The squared error uses norm(h - data) of the whole matrix, which is its largest singular "
        "value; the exercise needs the sum of all squared entries.",
        lambda r: _spectral(r.d) ** 2 / (2 * r.m),
    ),
    (
        "matrix-norm-not-squared",
        "The squared error uses norm(h - data) of the whole matrix, and does not square it; the "
        "exercise needs the sum of all squared entries.",
        lambda r: _spectral(r.d) / (2 * r.m),
    ),
    (
        "square-of-sum",
        "The squared error sums the differences of each example before it squares them; square "
        "first, then sum.",
        lambda r: _squares(r.d.sum(axis=0)) / (2 * r.m),
    ),
    (
        "not-squared",
        "The squared error sums the length of each example's difference instead of its square.",
        lambda r: float(np.sum(np.sqrt(np.sum(r.d**2, axis=0)))) / (2 * r.m),
    ),
    (
        "times-m",
        "The squared error is multiplied by m / 2: 1/2*m means (1/2)*m. Divide by (2*m).",
        lambda r: _squares(r.d) * r.m / 2,
    ),
    (
        "no-half",
        "The squared error is twice what it should be: the factor 1/2 is missing.",
        lambda r: _squares(r.d) / r.m,
    ),
    (
        "quarter",
        "The squared error is half of what it should be: the factor 1/2 is applied twice.",
        lambda r: _squares(r.d) / (4 * r.m),
    ),
    (
        "not-divided-by-m",
        "The squared error is not divided by m, the number of examples.",
        lambda r: _squares(r.d) / 2,
    ),
    (
        "mean-of-all-entries",
        "The squared error is averaged over the inputs as well as over the examples (mean of all "
        "entries); divide by m only.",
        lambda r: _squares(r.d) / (2 * r.m * r.visible),
    ),
    (
        "last-example-only",
        "The squared error is that of the last example only. Does a loop overwrite its sum?",
        lambda r: _squares(r.d[:, -1]) / (2 * r.m),
    ),
    (
        "cross-entropy",
        "The cost uses the cross-entropy in place of the squared error.",
        _cross_entropy,
    ),
)

DECAY = _forms(
    lambda r: r.weight / 2 * (_squares(r.W1) + _squares(r.W2)),
    ("left-out", "The weight decay is missing from the cost.", lambda r: 0.0),
    (
        "divided-by-m",
        "The weight decay of the cost is divided by m, the number of examples; it should not be.",
        lambda r: r.weight / (2 * r.m) * (_squares(r.W1) + _squares(r.W2)),
    ),
    (
        "divided-by-m-no-half",
        "The weight decay of the cost is lambda/m times the sum of squares; it should be lambda/2 "
        "times that sum.",
        lambda r: r.weight / r.m * (_squares(r.W1) + _squares(r.W2)),
    ),
    (
        "no-half",
        "The weight decay of the cost is twice what it should be: the factor 1/2 is missing.",
        lambda r: r.weight * (_squares(r.W1) + _squares(r.W2)),
    ),
    (
        "quarter",
        "The weight decay of the cost is half of what it should be: the factor 1/2 is applied "
        "twice.",
        lambda r: r.weight / 4 * (_squares(r.W1) + _squares(r.W2)),
    ),
    (
        "w1-only",
        "The weight decay of the cost contains W1 only; W2 decays too.",
        lambda r: r.weight / 2 * _squares(r.W1),
    ),
    (
        "w2-only",
        "The weight decay of the cost contains W2 only; W1 decays too.",
        lambda r: r.weight / 2 * _squares(r.W2),
    ),
    (
        "not-squared",
        "The weight decay of the cost sums the weights themselves, not their squares.",
        lambda r: r.weight / 2 * float(r.W1.sum() + r.W2.sum()),
    ),
    (
        "absolute-values",
        "The weight decay of the cost sums the absolute values of the weights, not their squares.",
        lambda r: r.weight / 2 * float(np.abs(r.W1).sum() + np.abs(r.W2).sum()),
    ),
    (
        "square-of-sum",
        "The weight decay of the cost squares the sum of the weights; square each weight first, "
        "then sum.",
        lambda r: r.weight / 2 * float(r.W1.sum() ** 2 + r.W2.sum() ** 2),
    ),
    (
        "matrix-norm",
        "The weight decay of the cost squares norm(W1) and norm(W2), each of which is the largest "
        "singular value of its matrix; the exercise needs the sum of all squared weights.",
        lambda r: r.weight / 2 * (_spectral(r.W1) ** 2 + _spectral(r.W2) ** 2),
    ),
    (
        "matrix-norm-not-squared",
        "The weight decay of the cost adds norm(W1) and norm(W2) without squaring them; the "
        "exercise needs the sum of all squared weights.",
        lambda r: r.weight / 2 * (_spectral(r.W1) + _spectral(r.W2)),
    ),
    (
        "frobenius-not-squared",
        "The weight decay of the cost takes the square root of the sums of squares.",
        lambda r: r.weight / 2 * (np.sqrt(_squares(r.W1)) + np.sqrt(_squares(r.W2))),
    ),
    (
        "biases-too",
        "The weight decay of the cost contains the biases; only W1 and W2 decay.",
        lambda r: r.weight / 2 * _squares(r.theta),
    ),
    (
        "subtracted",
        "The weight decay of the cost is subtracted; add it.",
        lambda r: -r.weight / 2 * (_squares(r.W1) + _squares(r.W2)),
    ),
)


def _log(value: Any) -> Any:
    """The logarithm, complex for negative numbers as in Octave."""
    return np.log(np.asarray(value, dtype=complex))


def _on(r: _Run) -> Any:
    """The first half of KL(rho || rhohat), summed."""
    return np.sum(r.rho * _log(r.rho / r.rhohat))


def _off(r: _Run, logarithm: Any = None) -> Any:
    """The second half, summed; with another logarithm if there is one."""
    own = _log((1 - r.rho) / (1 - r.rhohat)) if logarithm is None else logarithm
    return np.sum((1 - r.rho) * own)


def _divergence(r: _Run) -> Any:
    """The sum of KL(rho || rhohat)."""
    return _on(r) + _off(r)


def _reversed_divergence(r: _Run) -> Any:
    """The sum of KL(rhohat || rho)."""
    on = r.rhohat * _log(r.rhohat / r.rho)
    return np.sum(on + (1 - r.rhohat) * _log((1 - r.rhohat) / (1 - r.rho)))


def _constants_by_inputs(r: _Run) -> Any:
    constant = r.rho * np.log(r.rho) + (1 - r.rho) * np.log(1 - r.rho)
    return _divergence(r) + (r.visible - r.hidden) * float(constant)


SPARSITY = _forms(
    lambda r: r.beta * _divergence(r),
    ("left-out", "The sparsity penalty is missing from the cost.", lambda r: 0.0),
    (
        "without-beta",
        "The sparsity penalty of the cost is not multiplied by beta.",
        _divergence,
    ),
    (
        "beta-twice",
        "The sparsity penalty of the cost is multiplied by beta twice.",
        lambda r: r.beta**2 * _divergence(r),
    ),
    (
        "doubled",
        "The sparsity penalty of the cost is twice what it should be.",
        lambda r: 2 * r.beta * _divergence(r),
    ),
    (
        "reversed",
        "The sparsity penalty of the cost is KL(rhohat || rho); it should be KL(rho || rhohat).",
        lambda r: r.beta * _reversed_divergence(r),
    ),
    (
        "parenthesis-missing",
        "A parenthesis is missing in the sparsity penalty: (1 - rho) ./ 1 - rhohat means "
        "((1 - rho) ./ 1) - rhohat.",
        lambda r: r.beta * (_on(r) + _off(r, _log((1 - r.rho) - r.rhohat))),
    ),
    (
        "numerator-parenthesis-missing",
        "A parenthesis is missing in the sparsity penalty: 1 - rho ./ (1 - rhohat) means "
        "1 - (rho ./ (1 - rhohat)).",
        lambda r: r.beta * (_on(r) + _off(r, _log(1 - r.rho / (1 - r.rhohat)))),
    ),
    (
        "parenthesis-misplaced",
        "A parenthesis is misplaced in the sparsity penalty: log(rho) ./ rhohat is not "
        "log(rho ./ rhohat).",
        lambda r: (
            r.beta
            * float(
                np.sum(
                    r.rho * np.log(r.rho) / r.rhohat
                    + (1 - r.rho) * np.log(1 - r.rho) / (1 - r.rhohat)
                )
            )
        ),
    ),
    (
        "constants-by-inputs",
        "The constants of the sparsity penalty, rho*log(rho) + (1 - rho)*log(1 - rho), are counted "
        "visibleSize times; count them hiddenSize times.",
        lambda r: r.beta * _constants_by_inputs(r),
    ),
    (
        "first-half-only",
        "The sparsity penalty of the cost lacks its second half, "
        "(1 - rho) * log((1 - rho) / (1 - rhohat)).",
        lambda r: r.beta * _on(r),
    ),
    (
        "second-half-subtracted",
        "The second half of the sparsity penalty is subtracted from the first; add it.",
        lambda r: r.beta * (_on(r) - _off(r)),
    ),
    (
        "divided-by-m",
        "The sparsity penalty of the cost is divided by m; rhohat is a mean already.",
        lambda r: r.beta / r.m * _divergence(r),
    ),
    (
        "mean-over-units",
        "The sparsity penalty of the cost is averaged over the hidden units; sum over them.",
        lambda r: r.beta / r.hidden * _divergence(r),
    ),
    (
        "subtracted",
        "The sparsity penalty of the cost is subtracted; add it.",
        lambda r: -r.beta * _divergence(r),
    ),
)

COST_TERMS = {"squared_error": SQUARED_ERROR, "decay": DECAY, "sparsity": SPARSITY}


def _weights_decay(scale: Callable[[_Run], float], *names: str) -> Callable[[_Run], Any]:
    return lambda r: {name: scale(r) * getattr(r, name) for name in names}


GRADIENT_DECAY = _forms(
    _weights_decay(lambda r: r.weight, "W1", "W2"),
    ("left-out", "The weight decay is missing from the gradient.", lambda r: {}),
    (
        "divided-by-m",
        "The weight decay of the gradient is divided by m: add lambda*W after you divide by m.",
        _weights_decay(lambda r: r.weight / r.m, "W1", "W2"),
    ),
    (
        "halved",
        "The weight decay of the gradient is half of what it should be: the derivative of "
        "lambda/2*W^2 is lambda*W.",
        _weights_decay(lambda r: r.weight / 2, "W1", "W2"),
    ),
    (
        "doubled",
        "The weight decay of the gradient is twice what it should be: the derivative of "
        "lambda/2*W^2 is lambda*W.",
        _weights_decay(lambda r: 2 * r.weight, "W1", "W2"),
    ),
    (
        "w1-only",
        "The weight decay is missing from W2grad.",
        _weights_decay(lambda r: r.weight, "W1"),
    ),
    (
        "w2-only",
        "The weight decay is missing from W1grad.",
        _weights_decay(lambda r: r.weight, "W2"),
    ),
    (
        "biases-too",
        "The gradients of the biases contain weight decay; only W1 and W2 decay.",
        _weights_decay(lambda r: r.weight, *BLOCKS),
    ),
    (
        "subtracted",
        "The weight decay of the gradient is subtracted; add it.",
        _weights_decay(lambda r: -r.weight, "W1", "W2"),
    ),
)


def _pull(r: _Run) -> Array:
    """The derivative of KL(rho || rhohat) by rhohat."""
    return -r.rho / r.rhohat + (1 - r.rho) / (1 - r.rhohat)


GRADIENT_SPARSITY = _forms(
    lambda r: r.beta * _pull(r),
    ("left-out", "The sparsity penalty is missing from delta2.", lambda r: 0.0),
    (
        "without-beta",
        "The sparsity term of delta2 is not multiplied by beta.",
        _pull,
    ),
    (
        "beta-twice",
        "The sparsity term of delta2 is multiplied by beta twice.",
        lambda r: r.beta**2 * _pull(r),
    ),
    (
        "doubled",
        "The sparsity term of delta2 is twice what it should be.",
        lambda r: 2 * r.beta * _pull(r),
    ),
    ("subtracted", "The sparsity term of delta2 has the wrong sign.", lambda r: -r.beta * _pull(r)),
    (
        "divided-by-m",
        "The sparsity term of delta2 is divided by m; it is divided when W1grad is.",
        lambda r: r.beta / r.m * _pull(r),
    ),
    (
        "parenthesis-missing",
        "A parenthesis is missing in the sparsity term of delta2: (1 - rho) ./ 1 - rhohat means "
        "((1 - rho) ./ 1) - rhohat.",
        lambda r: r.beta * (-r.rho / r.rhohat + (1 - r.rho) - r.rhohat),
    ),
    (
        "plus-for-minus",
        "The sparsity term of delta2 adds rho ./ rhohat; subtract it.",
        lambda r: r.beta * (r.rho / r.rhohat + (1 - r.rho) / (1 - r.rhohat)),
    ),
    (
        "first-half-only",
        "The sparsity term of delta2 lacks (1 - rho) ./ (1 - rhohat).",
        lambda r: -r.beta * r.rho / r.rhohat,
    ),
    (
        "reversed",
        "The sparsity term of delta2 is the derivative of KL(rhohat || rho); it should be that of "
        "KL(rho || rhohat).",
        lambda r: r.beta * (np.log(r.rhohat / r.rho) - np.log((1 - r.rhohat) / (1 - r.rho))),
    ),
)


# ---- Faults ---------------------------------------------------------------------------------

LINES = {
    "squared_error": (
        "squaredError = sum(sum((h - data) .^ 2)) / (2 * m);",
        "squaredError = np.sum((h - data) ** 2) / (2 * m)",
    ),
    "decay": (
        "decay = lambda / 2 * (sum(W1(:) .^ 2) + sum(W2(:) .^ 2));",
        "decay = lambda_ / 2 * (np.sum(W1**2) + np.sum(W2**2))",
    ),
    "sparsity": (
        "sparsity = beta * sum(rho * log(rho ./ rhohat) + (1 - rho) * log((1 - rho) ./ (1 - "
        "rhohat)));",
        "sparsity = beta * np.sum(rho * np.log(rho / rhohat) + (1 - rho) * np.log((1 - rho) / (1 - "
        "rhohat)))",
    ),
    "gradient_decay": (
        "W1grad = delta2 * data' / m + lambda * W1; W2grad = delta3 * a2' / m + lambda * W2;",
        "W1grad = delta2 @ data.T / m + lambda_ * W1; W2grad = delta3 @ a2.T / m + lambda_ * W2",
    ),
    "gradient_sparsity": (
        "delta2 = (W2' * delta3 + beta * (-rho ./ rhohat + (1 - rho) ./ (1 - rhohat))) .* a2 .* "
        "(1 - a2);",
        "delta2 = (W2.T @ delta3 + beta * (-rho / rhohat + (1 - rho) / (1 - rhohat))) * a2 * "
        "(1 - a2)",
    ),
    "output_slope": (
        "delta3 = (h - data) .* h .* (1 - h);",
        "delta3 = (h - data) * h * (1 - h)",
    ),
    "examples": ("m = size(data, 2);", "m = data.shape[1]"),
    "rhohat": ("rhohat = sum(a2, 2) / m;", "rhohat = a2.sum(axis=1, keepdims=True) / m"),
    "forward": (
        "a2 = sigmoid(W1 * data + repmat(b1, 1, m)); h = sigmoid(W2 * a2 + repmat(b2, 1, m));",
        "a2 = sigmoid(W1 @ data + b1); h = sigmoid(W2 @ a2 + b2)",
    ),
    "biases": (
        "b1grad = sum(delta2, 2) / m; b2grad = sum(delta3, 2) / m;",
        "b1grad = delta2.sum(axis=1) / m; b2grad = delta3.sum(axis=1) / m",
    ),
    "rho": ("rho = sparsityParam;", "rho = sparsityParam"),
    "cost": ("cost = squaredError + decay + sparsity;", "cost = squaredError + decay + sparsity"),
    "columns": (
        "W1 = reshape(theta(1:hiddenSize*visibleSize), hiddenSize, visibleSize);",
        'W1 = theta[: hiddenSize * visibleSize].reshape((hiddenSize, visibleSize), order="F")',
    ),
    "rows": (
        "W1 = reshape(theta(1:hiddenSize*visibleSize), visibleSize, hiddenSize)';",
        "W1 = theta[: hiddenSize * visibleSize].reshape(hiddenSize, visibleSize)",
    ),
    "grad": (
        "grad = [W1grad(:); W2grad(:); b1grad(:); b2grad(:)];",
        'grad = np.concatenate([block.ravel(order="F") for block in (W1grad, W2grad, b1grad, '
        "b2grad)])",
    ),
}
"""The right lines, in Octave and in Python, by what they compute."""

BOTH, COST, GRADIENT = ("cost", "gradient"), ("cost",), ("gradient",)


def _fault(name: str, message: str, lines: str, outputs: tuple[str, ...], **choices: Any) -> Fault:
    renamed = {key.rstrip("_"): value for key, value in choices.items()}
    rare = {"lambda", "rho", "beta", "step", "reading"} & set(renamed)
    combines = not rare and not isinstance(renamed.get("examples"), int)
    return Fault(name, message, *LINES[lines], outputs, renamed, combines)


def _of_forms(
    what: str, switch: str, forms: Mapping[str, Form], outputs: tuple[str, ...]
) -> Iterator[Fault]:
    for form in forms.values():
        if form.name != "right":
            name = f"{what}-{form.name}"
            yield _fault(name, form.message, switch, outputs, **{switch: form.name})


FAULTS: tuple[Fault, ...] = (
    *_of_forms("cost-squared-error", "squared_error", SQUARED_ERROR, COST),
    *_of_forms("cost-decay", "decay", DECAY, COST),
    *_of_forms("cost-sparsity", "sparsity", SPARSITY, COST),
    *_of_forms("gradient-decay", "gradient_decay", GRADIENT_DECAY, GRADIENT),
    *_of_forms("gradient-sparsity", "gradient_sparsity", GRADIENT_SPARSITY, GRADIENT),
    *(
        _fault(
            f"cost-after-step-of-{step:g}",
            "The cost is that of theta after a step along the gradient. Compute the cost of the "
            "theta that you are given; minFunc takes the steps.",
            "cost",
            COST,
            step=step,
        )
        for step in (0.1,)
    ),
    _fault(
        "m-is-length-of-data",
        "m is the larger of data's two sizes, as from length(data); it should be the number of "
        "columns.",
        "examples",
        BOTH,
        examples="length",
    ),
    _fault(
        "m-is-length-of-data-but-in-rhohat",
        "Except in rhohat, m is the larger of data's two sizes, as from length(data); it should be "
        "the number of columns.",
        "examples",
        BOTH,
        examples="length but in rhohat",
    ),
    _fault(
        "m-is-number-of-rows",
        "m is the number of rows of data, as from size(data, 1); it should be the number of "
        "columns.",
        "examples",
        BOTH,
        examples="rows",
    ),
    *(
        _fault(
            f"m-is-always-{number}",
            f"m is always {number}; it should be the number of columns of data.",
            "examples",
            BOTH,
            examples=number,
        )
        for number in (10000, 100)
    ),
    *(
        _fault(
            f"rho-is-always-{number:g}",
            f"rho is always {number:g}; use the argument sparsityParam.",
            "rho",
            BOTH,
            rho=number,
        )
        for number in (0.01,)
    ),
    _fault(
        "lambda-is-always-0.0001",
        "lambda is always 0.0001; use the argument.",
        "decay",
        BOTH,
        lambda_=1e-4,
    ),
    _fault(
        "beta-is-always-3",
        "beta is always 3; use the argument.",
        "sparsity",
        BOTH,
        beta=3.0,
    ),
    _fault(
        "biases-left-out",
        "The biases are left out of the forward pass: add b1 and b2 to each column.",
        "forward",
        BOTH,
        biases="left out",
    ),
    _fault(
        "linear-output",
        "The output layer is linear; in this exercise it is a sigmoid, as the hidden layer is.",
        "forward",
        BOTH,
        output="linear",
    ),
    _fault(
        "rhohat-is-a-sum",
        "rhohat is the sum of each hidden unit's activations; it should be their mean.",
        "rhohat",
        BOTH,
        rhohat="sum",
    ),
    _fault(
        "rhohat-for-each-activation",
        "The sparsity penalty uses each activation by itself in place of rhohat, the mean over the "
        "examples.",
        "rhohat",
        BOTH,
        rhohat="each activation",
    ),
    _fault(
        "rhohat-over-units",
        "rhohat is the mean over the hidden units, one for each example; it should be the mean "
        "over the examples, one for each hidden unit.",
        "rhohat",
        BOTH,
        rhohat="over units",
    ),
    _fault(
        "rhohat-of-all",
        "rhohat is one number, the mean of all activations; it should be a mean for each hidden "
        "unit.",
        "rhohat",
        BOTH,
        rhohat="of all",
    ),
    _fault(
        "theta-by-rows",
        "W1 and W2 are read row by row, and their gradients unrolled so; this course unrolls by "
        "columns.",
        "columns",
        BOTH,
        reading="rows",
    ),
    _fault(
        "theta-by-columns",
        "W1 and W2 are read column by column, and their gradients unrolled so; this course "
        "unrolls by rows.",
        "rows",
        BOTH,
        reading="columns",
    ),
    _fault(
        "slope-of-activation-again",
        "Both deltas use sigmoid(a) .* (1 - sigmoid(a)), but a is the sigmoid already: its "
        "derivative is a .* (1 - a).",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="of the activation again",
        output_slope="of the activation again",
    ),
    _fault(
        "hidden-slope-of-activation-again",
        "delta2 uses sigmoid(a2) .* (1 - sigmoid(a2)), but a2 is the sigmoid already: its "
        "derivative is a2 .* (1 - a2).",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="of the activation again",
    ),
    _fault(
        "output-slope-of-activation-again",
        "delta3 uses sigmoid(h) .* (1 - sigmoid(h)), but h is the sigmoid already: its derivative "
        "is h .* (1 - h).",
        "output_slope",
        GRADIENT,
        output_slope="of the activation again",
    ),
    _fault(
        "slope-of-z",
        "Both deltas use z .* (1 - z); the derivative of the sigmoid is a .* (1 - a).",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="z for a",
        output_slope="z for a",
    ),
    _fault(
        "hidden-slope-of-z",
        "delta2 uses z2 .* (1 - z2); the derivative of the sigmoid is a2 .* (1 - a2).",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="z for a",
    ),
    _fault(
        "output-slope-of-z",
        "delta3 uses z3 .* (1 - z3); the derivative of the sigmoid is h .* (1 - h).",
        "output_slope",
        GRADIENT,
        output_slope="z for a",
    ),
    _fault(
        "slope-left-out",
        "Both deltas lack the derivative of the sigmoid.",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="left out",
        output_slope="left out",
    ),
    _fault(
        "hidden-slope-left-out",
        "delta2 lacks the derivative of the sigmoid, a2 .* (1 - a2).",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="left out",
    ),
    _fault(
        "output-slope-left-out",
        "delta3 lacks the derivative of the sigmoid, h .* (1 - h).",
        "output_slope",
        GRADIENT,
        output_slope="left out",
    ),
    _fault(
        "hidden-slope-not-on-sparsity",
        "The derivative of the sigmoid, a2 .* (1 - a2), is missing from the sparsity term of "
        "delta2: it multiplies the sum of both terms.",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="not on the sparsity term",
    ),
    _fault(
        "hidden-slope-not-on-error",
        "The derivative of the sigmoid, a2 .* (1 - a2), is missing from W2' * delta3 in delta2: it "
        "multiplies the sum of both terms.",
        "gradient_sparsity",
        GRADIENT,
        hidden_slope="not on the error term",
    ),
    *(
        _fault(f"{name}-not-divided-by-m", message, lines, GRADIENT, undivided=blocks)
        for name, message, lines, blocks in (
            ("gradient", "The gradient is not divided by m.", "gradient_decay", BLOCKS),
            ("weights", "W1grad and W2grad are not divided by m.", "gradient_decay", ("W1", "W2")),
            ("w1grad", "W1grad is not divided by m.", "gradient_decay", ("W1",)),
            ("w2grad", "W2grad is not divided by m.", "gradient_decay", ("W2",)),
            ("biases", "b1grad and b2grad are not divided by m.", "biases", ("b1", "b2")),
            ("b1grad", "b1grad is not divided by m.", "biases", ("b1",)),
            ("b2grad", "b2grad is not divided by m.", "biases", ("b2",)),
        )
    ),
    *(
        _fault(f"{name}-left-zero", message, lines, GRADIENT, left_zero=blocks)
        for name, message, lines, blocks in (
            ("w1grad", "W1grad is left at zero.", "gradient_decay", ("W1",)),
            ("w2grad", "W2grad is left at zero.", "gradient_decay", ("W2",)),
            ("weights", "W1grad and W2grad are left at zero.", "gradient_decay", ("W1", "W2")),
            ("b1grad", "b1grad is left at zero.", "biases", ("b1",)),
            ("b2grad", "b2grad is left at zero.", "biases", ("b2",)),
            ("biases", "b1grad and b2grad are left at zero.", "biases", ("b1", "b2")),
        )
    ),
    _fault(
        "gradient-left-zero",
        "The gradient is zero: it has not been computed yet.",
        "gradient_decay",
        GRADIENT,
        arranged="all zero",
    ),
    *(
        _fault(
            f"weights-swapped{ending}",
            "The gradients of W1 and W2 are swapped in grad.",
            "grad",
            GRADIENT,
            arranged=f"weights swapped{how}",
        )
        for ending, how in (("", ""), ("-by-rows", ", by rows"))
    ),
    _fault(
        "bias-gradients-swapped",
        "The gradients of b1 and b2 are swapped in grad.",
        "grad",
        GRADIENT,
        arranged="biases swapped",
    ),
    *(
        _fault(
            f"gradient-layer-by-layer{ending}",
            "grad is W1, b1, W2, b2; the order of theta is W1, W2, b1, b2.",
            "grad",
            GRADIENT,
            arranged=f"layer by layer{how}",
        )
        for ending, how in (("", ""), ("-by-rows", ", by rows"))
    ),
    _fault(
        "gradient-negative",
        "The gradient has the wrong sign: delta3 starts with h - data, not data - h.",
        "output_slope",
        GRADIENT,
        sign=-1.0,
    ),
)
"""Every fault, by itself."""


def _mistake(*faults: Fault) -> Mistake:
    choices: dict[str, Any] = {}
    for fault in faults:
        choices.update(fault.choices)
    return Mistake(
        name=" + ".join(fault.name for fault in faults),
        message=" ".join(fault.message for fault in faults),
        fix={
            language: "\n".join(dict.fromkeys(getattr(fault, language) for fault in faults))
            for language in ("octave", "python")
        },
        outputs=tuple(o for o in BOTH if any(o in fault.outputs for fault in faults)),
        wrong=partial(sparse_autoencoder, choices=choices),
    )


def _starter(*arguments: Any) -> tuple[float, Array]:
    return 0.0, np.zeros(np.size(arguments[0]))


MISTAKES: tuple[Mistake, ...] = (
    *map(_mistake, FAULTS),
    Mistake(
        "cost-left-zero",
        "The cost is zero: it has not been computed yet.",
        dict(zip(("octave", "python"), LINES["cost"], strict=True)),
        COST,
        lambda *arguments: (0.0, sparse_autoencoder(*arguments)[1]),
    ),
)
"""Each mistake by itself. No two give the same answers."""


def combinations() -> Iterator[Mistake]:
    """Yield the mistakes that consist of two faults, for the outputs that both change.

    A pair in which one fault hides the other (a wrong rhohat and no sparsity penalty) is left out:
    the cost and the gradient of each pair differ from those of every other mistake.
    """
    seen: dict[str, set[tuple[float, ...]]] = {output: set() for output in BOTH}
    for mistake in (Mistake("", "", {}, BOTH, sparse_autoencoder), *MISTAKES):
        for output, probed in zip(BOTH, _probe(mistake), strict=True):
            seen[output].add(probed)
    for first, second in pairs_of([fault for fault in FAULTS if fault.combines], 2):
        shared = set(first.outputs) & set(second.outputs)
        if shared and not set(first.choices) & set(second.choices):
            pair = _mistake(first, second)
            new = []
            for output, probed in zip(BOTH, _probe(pair), strict=True):
                if output in shared and probed not in seen[output]:
                    new.append(output)
                    seen[output].add(probed)
            if new:
                yield replace(pair, outputs=tuple(new))


def _probe(mistake: Mistake) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Cost and gradient on two small problems, to nine digits.

    The hidden units are quiet enough for the sum of their activations to have a logarithm in the
    sparsity penalty; one problem has more examples than inputs, the other fewer.
    """
    costs: list[float] = []
    gradients: list[float] = []
    for visible, hidden, m in ((5, 3, 4), (3, 4, 7)):
        theta = np.sin(1.0 + np.arange(2 * visible * hidden + hidden + visible)) / 2
        theta[2 * visible * hidden :][:hidden] -= 4
        data = 0.5 + 0.4 * np.cos(np.arange(visible * m)).reshape(visible, m)
        cost, gradient = mistake.wrong(theta, visible, hidden, 0.2, 0.15, 2.0, data)
        costs.append(float(f"{cost:.9g}"))
        gradients += [float(f"{entry:.9g}") for entry in gradient]
    return tuple(costs), tuple(gradients)


# ---- The three terms of a cost --------------------------------------------------------------

TITLES = {
    "squared_error": "squared error",
    "decay": "weight decay",
    "sparsity": "sparsity penalty",
}


@dataclass(frozen=True)
class WrongTerm:
    """A term of the cost that is not as it should be.

    Attributes
    ----------
    term
        ``squared_error``, ``decay`` or ``sparsity``.
    factor
        The term as a multiple of the right one.
    name
        The name of the fault that explains the term (two are joined by `` + ``); may be empty.
    message
        What is wrong, in whole sentences.
    fix
        Lines that repair it, by language.
    """

    term: str
    factor: float
    name: str
    message: str
    fix: Mapping[str, str]


def wrong_terms(
    costs: Sequence[float],
    theta: Any,
    visibleSize: int,
    hiddenSize: int,
    lambda_: float,
    sparsityParam: float,
    beta: float,
    data: Any,
) -> tuple[WrongTerm, ...]:
    """Find out which terms of a cost are wrong from three costs at one theta.

    Parameters
    ----------
    costs
        The student's costs with (lambda, beta) = (0, 0), (lambda, 0) and (0, beta).
    theta, visibleSize, hiddenSize, lambda_, sparsityParam, beta, data
        The arguments; lambda and beta are not 0.

    Returns
    -------
    tuple of WrongTerm
        Empty if all three terms are right.

    Raises
    ------
    ValueError
        If lambda or beta is 0, which hides a term.
    """
    if not lambda_ > 0 or not beta > 0:
        raise ValueError(f"lambda is {lambda_} and beta is {beta}; expected positive numbers")
    arguments = (theta, visibleSize, hiddenSize, lambda_, sparsityParam, beta, data)
    none, decay, sparsity = (float(cost) for cost in costs)
    actual = {"squared_error": none, "decay": decay - none, "sparsity": sparsity - none}
    accuracy = ROUNDING * max(1.0, *(abs(cost) for cost in costs))
    right = _Run(RIGHT, *arguments)
    expected = {part: right.term(part) for part in COST_TERMS}
    wrong = [p for p in COST_TERMS if not abs(actual[p] - expected[p]) <= accuracy]
    found = _explained(actual, arguments, accuracy)
    result = []
    for part in wrong:
        faults = found.get(part, ())
        factor = actual[part] / expected[part]
        result.append(
            WrongTerm(
                term=part,
                factor=factor,
                name=" + ".join(fault.name for fault in faults),
                message=" ".join(f.message for f in faults) or _by_factor(part, factor),
                fix={
                    language: "\n".join(getattr(fault, language) for fault in faults)
                    or LINES[part][place]
                    for place, language in enumerate(("octave", "python"))
                },
            )
        )
    return tuple(result)


def _explained(
    actual: Mapping[str, float], arguments: Sequence[Any], accuracy: float
) -> dict[str, tuple[Fault, ...]]:
    """The faults of each term, where one set of them is the simplest that gives all three.

    Without an explanation of all three, those of single terms.
    """
    shared = [f for f in FAULTS if f.outputs == BOTH]
    best: list[dict[str, tuple[Fault, ...]]] = []
    alone: dict[str, tuple[Fault, ...]] = {}
    for common in ((), *((fault,) for fault in shared)):
        run = _Run(common[0].choices if common else RIGHT, *arguments)
        terms = {p: _forms_that_give(run, p, actual[p], accuracy) for p in COST_TERMS}
        if not common:
            alone = {p: forms[0] for p, forms in terms.items() if len(forms) == 1}
        if all(len(forms) == 1 for forms in terms.values()):
            best.append({p: (*common, *forms[0]) for p, forms in terms.items()})
            if not common:
                break
    if not best:
        return alone
    fewest = min(len({f.name for faults in one.values() for f in faults}) for one in best)
    simplest = [one for one in best if len({f.name for fs in one.values() for f in fs}) == fewest]
    return simplest[0] if len(simplest) == 1 else alone


def _forms_that_give(
    run: _Run, part: str, actual: float, accuracy: float
) -> list[tuple[Fault, ...]]:
    """The forms of a term that equal a value; the right one is empty, and comes before others."""
    found = []
    for form in COST_TERMS[part].values():
        run.choices[part] = form.name
        if abs(run.term(part) - actual) <= accuracy:
            found.append(tuple(f for f in FAULTS if f.choices == {part: form.name}))
    run.choices[part] = "right"
    return found[:1] if found and not found[0] else found


def _by_factor(part: str, factor: float) -> str:
    words = {0.0: "missing", 2.0: "twice what it should be", 0.5: "half of what it should be"}
    for known, text in words.items():
        if abs(factor - known) <= ROUNDING:
            return f"The {TITLES[part]} is {text}."
    if abs(factor + 1) <= ROUNDING:
        return f"The {TITLES[part]} has the wrong sign."
    return f"The {TITLES[part]} is {factor:.4g} times what it should be."


# ---- The numerical gradient -----------------------------------------------------------------

STEP = 1e-4


def _value(J: Callable[[Array], Any], theta: Array) -> float:
    result = J(theta)
    return float(result[0] if isinstance(result, (tuple, list)) else result)


def _differences(
    J: Callable[[Array], Any], theta: Any, upper: float, lower: float, scale: float
) -> Array:
    """(J(theta + upper e_i) - J(theta - lower e_i)) * scale for each i."""
    point = np.asarray(theta, dtype=float)
    result = np.zeros_like(point)
    for i in range(point.size):
        above, below = point.copy(), point.copy()
        above.flat[i] += upper
        below.flat[i] -= lower
        result.flat[i] = (_value(J, above) - _value(J, below)) * scale
    return result


def _not_restored(J: Callable[[Array], Any], theta: Any) -> Array:
    """Each entry is left below where it was when the next one moves."""
    point = np.array(theta, dtype=float)
    result = np.zeros_like(point)
    for i in range(point.size):
        point.flat[i] += STEP
        above = _value(J, point)
        point.flat[i] -= 2 * STEP
        result.flat[i] = (above - _value(J, point)) / (2 * STEP)
    return result


def _all_at_once(J: Callable[[Array], Any], theta: Any) -> Array:
    point = np.asarray(theta, dtype=float)
    slope = (_value(J, point + STEP) - _value(J, point - STEP)) / (2 * STEP)
    return np.full_like(point, slope)


def _numerical(name: str, message: str, wrong: Callable[..., Array]) -> Mistake:
    fix = {
        "octave": "numgrad(i) = (J(above) - J(below)) / (2 * EPSILON);",
        "python": "numgrad[i] = (J(above)[0] - J(below)[0]) / (2 * EPSILON)",
    }
    return Mistake(name, message, fix, ("numgrad",), wrong)


NUMERICAL_MISTAKES: tuple[Mistake, ...] = (
    _numerical(
        "numerical-one-sided",
        "The difference is taken on one side of theta only: use J(theta + EPSILON*e) - "
        "J(theta - EPSILON*e).",
        lambda J, theta: _differences(J, theta, STEP, 0.0, 1 / STEP),
    ),
    _numerical(
        "numerical-doubled",
        "The numerical gradient is twice what it should be: divide by 2*EPSILON, not by EPSILON.",
        lambda J, theta: _differences(J, theta, STEP, STEP, 1 / STEP),
    ),
    _numerical(
        "numerical-halved",
        "The numerical gradient is half of what it should be: a difference on one side is divided "
        "by 2*EPSILON.",
        lambda J, theta: _differences(J, theta, STEP, 0.0, 1 / (2 * STEP)),
    ),
    _numerical(
        "numerical-not-divided",
        "The numerical gradient is multiplied by EPSILON / 2: /2*EPSILON means (/2)*EPSILON. "
        "Divide by (2*EPSILON).",
        lambda J, theta: _differences(J, theta, STEP, STEP, STEP / 2),
    ),
    _numerical(
        "numerical-negative",
        "The numerical gradient has the wrong sign: subtract the value below from the one above.",
        lambda J, theta: _differences(J, theta, STEP, STEP, -1 / (2 * STEP)),
    ),
    _numerical(
        "numerical-not-restored",
        "An entry of theta is not put back before the next one moves; move it in a copy of theta.",
        _not_restored,
    ),
    _numerical(
        "numerical-all-at-once",
        "All entries of theta move together; move one at a time.",
        _all_at_once,
    ),
    _numerical(
        "numerical-left-zero",
        "The numerical gradient is zero: it has not been computed yet.",
        lambda J, theta: np.zeros_like(np.asarray(theta, dtype=float)),
    ),
)


# ---- The initial parameters -----------------------------------------------------------------


def initial_parameters_faults(theta: Any, hiddenSize: int, visibleSize: int) -> tuple[Fault, ...]:
    """Find what is wrong with initial parameters.

    They are random, so their properties are checked: with 1,000 weights or more, correct ones fail
    with a probability below 1e-4.

    Parameters
    ----------
    theta
        What ``initializeParameters(hiddenSize, visibleSize)`` returned.
    hiddenSize, visibleSize
        The sizes.
    """
    values = np.asarray(theta, dtype=float).ravel()
    count, biases = 2 * hiddenSize * visibleSize, hiddenSize + visibleSize
    if values.size != count + biases:
        message = f"theta has {values.size} entries; expected {count + biases}."
        return (_initial("initial-wrong-length", message, "theta"),)
    weights = values[:count]
    r = np.sqrt(6) / np.sqrt(hiddenSize + visibleSize + 1)
    faults = []
    if values[count:].any():
        faults.append(_initial("initial-biases-not-zero", "The biases do not start at 0.", "theta"))
    if np.unique(weights).size < count / 2:
        message = "Many weights are alike: then hidden units learn the same. Draw each by itself."
        faults.append(_initial("initial-weights-alike", message, "W1"))
    elif weights.min() >= 0:
        message = "No weight is negative; draw them from [-r, r]."
        faults.append(_initial("initial-weights-not-negative", message, "W1"))
    elif np.abs(weights).max() > r * (1 + ROUNDING):
        message = "Some weights are beyond r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1)."
        faults.append(_initial("initial-weights-too-large", message, "W1"))
    elif np.abs(weights).max() < 0.99 * r:
        message = "The weights do not reach r = sqrt(6) / sqrt(hiddenSize + visibleSize + 1)."
        faults.append(_initial("initial-weights-too-small", message, "W1"))
    elif abs(weights.std() / r - 1 / np.sqrt(3)) > 0.06 or abs(weights.mean() / r) > 0.12:
        message = "The weights are not uniform in [-r, r]."
        faults.append(_initial("initial-weights-not-uniform", message, "W1"))
    return tuple(faults)


INITIAL_LINES = {
    "theta": (
        "theta = [W1(:); W2(:); b1(:); b2(:)];  % b1 and b2 are zeros",
        "theta = np.concatenate([W1.ravel(), W2.ravel(), b1, b2])  # b1 and b2 are zeros",
    ),
    "W1": (
        "W1 = rand(hiddenSize, visibleSize) * 2 * r - r;",
        "W1 = rng.uniform(-r, r, (hiddenSize, visibleSize))",
    ),
}


def _initial(name: str, message: str, lines: str) -> Fault:
    return Fault(name, message, *INITIAL_LINES[lines], ("theta",))
