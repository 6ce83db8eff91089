"""What is true of a right implementation, each thing written once.

A `Property` makes cases of one exercise function and judges an implementation's answer beside the
oracle's. Parity, the grader and a student's own check all use these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pysoftmax.conformance import problems
from pysoftmax.conformance.bad_inputs import BASIC, STRICT, bad_cost_case, bad_predict_case
from pysoftmax.conformance.case import Answer, Case
from pysoftmax.conformance.choices import Choices
from pysoftmax.conformance.closeness import Tolerance, compare
from pysoftmax.conformance.differentiation import numerical_gradient_case
from pysoftmax.conformance.problems import ANYTHING, EXTREME, OFFSET, ORDINARY, Regime
from pysoftmax.conformance.tolerances import (
    numerical_gradient_tolerances,
    softmax_cost_tolerances,
    softmax_predict_tolerances,
)
from pysoftmax.conformance.verdict import Verdict, describe_call, of_comparisons, of_failures

__all__ = ["PROPERTIES", "Property"]

Adjust = Callable[[Tolerance], Tolerance]


@dataclass(frozen=True)
class Property:
    """One thing that is true of a right implementation.

    Attributes
    ----------
    name
        A short name of lower-case words and hyphens, unique.
    function
        The exercise's function that it is about.
    title
        What is claimed, for a reader.
    make
        Makes a case from choices.
    outputs
        The outputs' names in order; None for one that is not judged.
    tolerances
        ``tolerances(case, expected)`` gives one tolerance per output.
    must_fail
        True for bad input: the right answer is an error.
    """

    name: str
    function: str
    title: str
    make: Callable[[Choices], Case]
    outputs: tuple[str | None, ...] = ()
    tolerances: Callable[[Case, Answer], tuple[Tolerance, ...]] = lambda case, expected: ()
    must_fail: bool = False

    def judge(
        self, case: Case, answer: Answer, expected: Answer, adjust: Adjust | None = None
    ) -> Verdict:
        """Hold an answer to the oracle's.

        Parameters
        ----------
        case
            The case that was asked.
        answer
            What the implementation gave.
        expected
            What the oracle gave.
        adjust
            Applied to every tolerance, for a judge who is not out for the last bits, such as
            ``lambda t: t.at_least(relative=1e-7)``. Identical stays identical unless it says so.
        """
        failed = of_failures(case, answer, expected)
        if failed is not None:
            return failed
        if self.must_fail:
            return Verdict(False, problem=f"{describe_call(case)} should be an error: {case.about}")
        judged = [
            (output, position, tolerance)
            for position, (output, tolerance) in enumerate(
                zip(self.outputs, self.tolerances(case, expected), strict=True)
            )
            if output is not None
        ]
        if len(answer.values) <= judged[-1][1]:
            came = len(answer.values)
            return Verdict(False, problem=f"{describe_call(case)} gave {came} outputs only")
        about = f"{describe_call(case)}; {case.about}"
        return of_comparisons(
            tuple(
                compare(
                    answer.values[position],
                    expected.values[position],
                    adjust(tolerance) if adjust else tolerance,
                    output,
                    about,
                )
                for output, position, tolerance in judged
            )
        )


def _cost(name: str, title: str, regime: Regime) -> Property:
    """The cost alone, of which grad need not exist."""
    return Property(
        name,
        "softmaxCost",
        title,
        lambda choices: problems.cost_case(choices, regime, nargout=1),
        ("cost",),
        lambda case, expected: softmax_cost_tolerances(case)[:1],
    )


def _gradient(name: str, title: str, regime: Regime) -> Property:
    """The gradient alone, whatever the cost is."""
    return Property(
        name,
        "softmaxCost",
        title,
        lambda choices: problems.cost_case(choices, regime),
        (None, "grad"),
        softmax_cost_tolerances,
    )


def _both(name: str, title: str, regime: Regime) -> Property:
    return Property(
        name,
        "softmaxCost",
        title,
        lambda choices: problems.cost_case(choices, regime),
        ("cost", "grad"),
        softmax_cost_tolerances,
    )


def _labels(name: str, title: str, regime: Regime) -> Property:
    return Property(
        name,
        "softmaxPredict",
        title,
        lambda choices: problems.predict_case(choices, regime),
        ("pred",),
        softmax_predict_tolerances,
    )


def _confidences(name: str, title: str, regime: Regime) -> Property:
    return Property(
        name,
        "softmaxPredict",
        title,
        lambda choices: problems.predict_case(choices, regime, nargout=2),
        ("pred", "confidences"),
        softmax_predict_tolerances,
    )


_ALL = (
    _cost("cost", "the cost of ordinary problems", ORDINARY),
    _gradient("gradient", "the gradient of ordinary problems", ORDINARY),
    _cost("cost-offset", "the cost where all scores lie near +-1000", OFFSET),
    _gradient("gradient-offset", "the gradient where all scores lie near +-1000", OFFSET),
    _cost("cost-extreme", "the cost where a true class's probability underflows", EXTREME),
    _gradient("gradient-extreme", "the gradient where probabilities underflow", EXTREME),
    _both("cost-and-gradient", "cost and gradient of anything finite", ANYTHING),
    _labels("predict", "the labels of ordinary problems", ORDINARY),
    _labels("predict-anything", "the labels of anything finite, ties included", ANYTHING),
    _confidences("confidences", "labels and confidences of anything finite", ANYTHING),
    Property(
        "numerical-gradient",
        "computeNumericalGradient",
        "central differences of smooth functions with EPSILON = 1e-4",
        numerical_gradient_case,
        ("numgrad",),
        numerical_gradient_tolerances,
    ),
    Property(
        "bad-cost-input",
        "softmaxCost",
        "bad input that the original rejects is an error",
        lambda choices: bad_cost_case(choices, tuple(BASIC)),
        must_fail=True,
    ),
    Property(
        "bad-cost-input-strict",
        "softmaxCost",
        "all bad input is an error",
        lambda choices: bad_cost_case(choices, tuple(STRICT)),
        must_fail=True,
    ),
    Property(
        "bad-predict-input",
        "softmaxPredict",
        "data that do not fit the model are an error",
        bad_predict_case,
        must_fail=True,
    ),
)

PROPERTIES: dict[str, Property] = {p.name: p for p in _ALL}
"""By name. For other regimes make a `Property` the same way."""
