"""The terms of the cost and of its gradient, each in its right form and in the wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoencoder import Run

__all__ = ["COST_TERMS", "GRADIENT_DECAY", "GRADIENT_SPARSITY", "Form"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Form:
    """One way to write a term: what is wrong with it (empty if nothing), and its value."""

    name: str
    message: str
    value: Callable[[Run], Any]


def _forms(right: Callable[[Run], Any], *wrong: tuple[str, str, Any]) -> dict[str, Form]:
    forms = (Form("right", "", right), *(Form(*one) for one in wrong))
    return {form.name: form for form in forms}


def _squares(matrix: Array) -> float:
    return float(np.sum(matrix**2))


def _spectral(matrix: Array) -> float:
    """The matrix 2-norm: what Octave's ``norm`` returns for a matrix."""
    return float(np.linalg.norm(matrix, 2))


def _cross_entropy(r: Run) -> float:
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
        "w1-only-no-half",
        "The weight decay of the cost contains W1 only, and its factor 1/2 is missing; W2 decays "
        "too.",
        lambda r: r.weight * _squares(r.W1),
    ),
    (
        "w2-only-no-half",
        "The weight decay of the cost contains W2 only, and its factor 1/2 is missing; W1 decays "
        "too.",
        lambda r: r.weight * _squares(r.W2),
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


def _on(r: Run) -> Any:
    """The first half of KL(rho || rhohat), summed."""
    return np.sum(r.rho * _log(r.rho / r.rhohat))


def _off(r: Run, logarithm: Any = None) -> Any:
    """The second half, summed; with another logarithm if there is one."""
    own = _log((1 - r.rho) / (1 - r.rhohat)) if logarithm is None else logarithm
    return np.sum((1 - r.rho) * own)


def _divergence(r: Run) -> Any:
    """The sum of KL(rho || rhohat)."""
    return _on(r) + _off(r)


def _reversed_divergence(r: Run) -> Any:
    """The sum of KL(rhohat || rho)."""
    on = r.rhohat * _log(r.rhohat / r.rho)
    return np.sum(on + (1 - r.rhohat) * _log((1 - r.rhohat) / (1 - r.rho)))


def _one_weight_is_rhohat(r: Run, half: str) -> Any:
    """KL(rho || rhohat) with rhohat for rho as the factor of a logarithm, in one half."""
    weight = r.rhohat if half == "first" else r.rho
    rest = 1 - r.rhohat if half == "second" else 1 - r.rho
    return np.sum(weight * _log(r.rho / r.rhohat) + rest * _log((1 - r.rho) / (1 - r.rhohat)))


def _constants_by_inputs(r: Run) -> Any:
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
        "rhohat-weighs-first-half",
        "The first logarithm of the sparsity penalty is multiplied by rhohat; it should be rho.",
        lambda r: r.beta * _one_weight_is_rhohat(r, "first"),
    ),
    (
        "rhohat-weighs-second-half",
        "The second logarithm of the sparsity penalty is multiplied by 1 - rhohat; it should be "
        "1 - rho.",
        lambda r: r.beta * _one_weight_is_rhohat(r, "second"),
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


def _weights_decay(scale: Callable[[Run], float], *names: str) -> Callable[[Run], Any]:
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
        _weights_decay(lambda r: r.weight, "W1", "W2", "b1", "b2"),
    ),
    (
        "subtracted",
        "The weight decay of the gradient is subtracted; add it.",
        _weights_decay(lambda r: -r.weight, "W1", "W2"),
    ),
)


def _pull(r: Run) -> Array:
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
