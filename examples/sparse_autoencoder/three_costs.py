"""Which terms of a cost are wrong, from three costs at one theta."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autoencoder import RIGHT, Run
from fault import ROUNDING, Fault
from faults import FAULTS, LINES
from terms import COST_TERMS

__all__ = ["WrongTerm", "wrong_terms"]

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
    right = Run(RIGHT, *arguments)
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
    shared = [f for f in FAULTS if f.outputs == ("cost", "gradient")]
    best: list[dict[str, tuple[Fault, ...]]] = []
    alone: dict[str, tuple[Fault, ...]] = {}
    for common in ((), *((fault,) for fault in shared)):
        run = Run(common[0].choices if common else RIGHT, *arguments)
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
    run: Run, part: str, actual: float, accuracy: float
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
    for base in (10, 2):
        if abs(factor * math.log(base) - 1) <= ROUNDING:
            return (
                f"The {TITLES[part]} uses the logarithm to base {base}; it needs the natural one."
            )
    if not math.isfinite(factor):
        return f"The {TITLES[part]} is infinite or not a real number."
    return f"The {TITLES[part]} is {factor:.4g} times what it should be."
