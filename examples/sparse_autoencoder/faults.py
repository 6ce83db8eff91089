"""Every fault, and the mistakes that consist of one or two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import combinations as pairs_of
from typing import Any

import numpy as np
from autoencoder import BLOCKS, sparse_autoencoder
from fault import Fault, Mistake
from numpy.typing import NDArray
from terms import COST_TERMS, GRADIENT_DECAY, GRADIENT_SPARSITY, Form

__all__ = ["FAULTS", "LINES", "MISTAKES", "RARE", "combinations", "constant"]

Array = NDArray[np.float64]


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
    "sigmoid": ("a = 1 ./ (1 + exp(-z));", "return 1 / (1 + np.exp(-z))"),
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
    *_of_forms("cost-squared-error", "squared_error", COST_TERMS["squared_error"], COST),
    *_of_forms("cost-decay", "decay", COST_TERMS["decay"], COST),
    *_of_forms("cost-sparsity", "sparsity", COST_TERMS["sparsity"], COST),
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


def _of_activations() -> Iterator[Fault]:
    """Other functions than the sigmoid, each with its own derivative or with the sigmoid's."""
    layers = {"both layers": ("hidden", "output"), "hidden": ("hidden",), "output": ("output",)}
    for kind, words in (
        ("tanh", "tanh"),
        ("relu", "max(z, 0)"),
        ("linear", "z itself, without a function,"),
    ):
        for where, used in layers.items():
            if (kind, where) == ("linear", "output"):
                continue  # it is common, and above
            which = "Both layers use" if where == "both layers" else f"The {where} layer uses"
            message = f"{which} {words} in place of the sigmoid, 1 ./ (1 + exp(-z))."
            name = f"{kind}-in-{where.replace(' ', '-')}"
            choices = dict.fromkeys(used, kind)
            yield _fault(name, message, "forward", BOTH, **choices)
            choices |= dict.fromkeys([f"{layer}_slope" for layer in used], "of the sigmoid")
            slope = f"{message} The derivative that you use, a .* (1 - a), is the sigmoid's."
            yield _fault(f"{name}-with-slope-of-sigmoid", slope, "forward", GRADIENT, **choices)
    for name, kind, message in (
        ("sigmoid-of-minus-z", "of -z", "sigmoid computes 1 ./ (1 + exp(z)): the minus is missing"),
        (
            "sigmoid-without-parenthesis",
            "without parenthesis",
            "sigmoid lacks a parenthesis: 1 ./ 1 + exp(-z) means (1 ./ 1) + exp(-z)",
        ),
        (
            "sigmoid-with-minus",
            "minus for plus",
            "sigmoid computes 1 ./ (1 - exp(-z)); it is 1 ./ (1 + exp(-z))",
        ),
    ):
        yield _fault(name, f"{message}.", "sigmoid", BOTH, hidden=kind, output=kind)


def _of_half_slopes() -> Iterator[Fault]:
    """One of the two factors of the sigmoid's derivative, in both deltas or in one."""
    for used, missing, name in (("a", "1 - a", "1-minus-a"), ("1 - a", "a", "a")):
        for where, delta, layers, lines in (
            ("", "Both deltas are", ("hidden", "output"), "gradient_sparsity"),
            ("hidden-", "delta2 is", ("hidden",), "gradient_sparsity"),
            ("output-", "delta3 is", ("output",), "output_slope"),
        ):
            yield _fault(
                f"{where}slope-without-{name}",
                f"{delta} multiplied by {used} only; the factor {missing} is missing. The "
                "derivative of the sigmoid is a .* (1 - a).",
                lines,
                GRADIENT,
                **{f"{layer}_slope": f"{used} only" for layer in layers},
            )


RARE: tuple[Fault, ...] = (
    *_of_activations(),
    *_of_half_slopes(),
    _fault(
        "z2-in-place-of-a2",
        "The output layer is computed from z2; it should be computed from a2 = sigmoid(z2).",
        "forward",
        BOTH,
        output_of="z2",
    ),
    *(
        _fault(
            f"{bias}-left-out",
            f"{bias} is left out of the forward pass.",
            "forward",
            BOTH,
            biases=f"{bias} left out",
        )
        for bias in ("b1", "b2")
    ),
    _fault(
        "rhohat-sum-over-units",
        "rhohat sums over the hidden units, one for each example; it should be the mean over the "
        "examples, one for each hidden unit. sum(a2) adds up columns: use sum(a2, 2).",
        "rhohat",
        BOTH,
        rhohat="sum over units",
    ),
    _fault(
        "rhohat-sum-of-all",
        "rhohat is one number, the sum of all activations divided by m; it should be a mean for "
        "each hidden unit.",
        "rhohat",
        BOTH,
        rhohat="sum of all",
    ),
    _fault(
        "delta3-negative",
        "delta3 has the wrong sign: it starts with h - data, not data - h.",
        "output_slope",
        GRADIENT,
        difference=-1.0,
    ),
    _fault(
        "gradient-of-last-example-only",
        "The gradient is that of the last example only. Does a loop overwrite its sum?",
        "gradient_decay",
        GRADIENT,
        added_up="last",
    ),
    *(
        _fault(f"{name}-left-zero", message, "gradient_decay", GRADIENT, left_zero=blocks)
        for name, message, blocks in (
            ("w1grad-and-b1grad", "W1grad and b1grad are left at zero.", ("W1", "b1")),
            ("w2grad-and-b2grad", "W2grad and b2grad are left at zero.", ("W2", "b2")),
        )
    ),
)
"""Faults that are looked for by themselves, after those above and their combinations."""

CONSTANTS = {
    "m": ("examples", "examples", "the number of columns of data"),
    "rho": ("rho", "rho", "the argument sparsityParam"),
    "lambda": ("decay", "lambda_", "the argument"),
    "beta": ("sparsity", "beta", "the argument"),
}


def constant(name: str, value: float) -> Fault:
    """The fault that m, rho, lambda or beta is written in the code as a number."""
    lines, switch, instead = CONSTANTS[name]
    message = f"{name} is always {value:g}; use {instead}."
    return _fault(f"{name}-is-always-{value:g}", message, lines, BOTH, **{switch: value})


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
