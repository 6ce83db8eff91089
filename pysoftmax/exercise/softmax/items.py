"""What is graded, in the order in which a student solves it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from pysoftmax.comparison.case import Answer, Case
from pysoftmax.comparison.objectives import Objective
from pysoftmax.exercise.item import FollowUp, Heatmaps, Item
from pysoftmax.exercise.softmax.fair import (
    CURVES,
    SIZES,
    has_a_clear_winner,
    is_far,
    names_objective,
    varied,
)
from pysoftmax.exercise.softmax.full_run import cost_reached, digits_accuracy, digits_to_predict
from pysoftmax.exercise.softmax.hints import HINTS
from pysoftmax.exercise.softmax.mistakes.gradient_and_cost import explain_cost, explain_gradient
from pysoftmax.exercise.softmax.mistakes.numerical import explain_numerical_gradient
from pysoftmax.exercise.softmax.mistakes.overflow import explain_overflow
from pysoftmax.exercise.softmax.mistakes.prediction import explain_confidences, explain_predict
from pysoftmax.exercise.softmax.mistakes.training import explain_training, trained_theta

__all__ = ["ITEMS", "sizes_in_words"]


def sizes_in_words(case: Case) -> str:
    """Return the sizes of a case, for a message."""
    if case.function == "softmaxCost":
        classes, size, examples = *case.args[1:3], np.shape(case.args[4])[1]
        return f"numClasses {classes}, inputSize {size}, {examples} examples"
    if case.function == "softmaxPredict":
        classes, size = np.shape(case.args[0]["optTheta"])
        return f"numClasses {classes}, inputSize {size}, {np.shape(case.args[1])[1]} examples"
    return f"theta of {np.size(case.args[1])} numbers"


def _with_pair_from_j(case: Case) -> Case:
    """Return the same case with a J that returns a value and a gradient."""
    objective, theta = case.args
    assert isinstance(objective, Objective)
    return replace(case, args=(replace(objective, nargout=2), np.asarray(theta)))


def _gradient_drawn(case: Case, answer: Answer, expected: Answer) -> Heatmaps | None:
    """Return the wrong gradient and the correct one, if both are matrices."""
    right = expected.values[1]
    if len(answer.values) < 2 or isinstance(answer.values[1], dict):
        return None
    given = np.asarray(answer.values[1])
    if given.dtype.kind not in "biuf" or given.size != np.size(right):
        return None
    classes, size = case.args[1:3]

    def matrix(gradient: Any) -> Any:
        flat = np.asarray(gradient, dtype=float).ravel(order="F")
        return flat.reshape(classes, size, order="F")

    title = f"grad of {sizes_in_words(case)}: a row for each class, a column for each feature"
    return Heatmaps(title, matrix(given), matrix(right))


def _models_in_words(case: Case, answer: Answer, expected: Answer) -> tuple[str, str]:
    """Return what softmaxTrain returned, without its numbers, which depend on a random start."""
    least = float(cost_reached(case, expected, expected).values[0])
    right = f"a struct whose optTheta has the minimum cost, {least:.6g}"
    if answer.failure is None and answer.values and not isinstance(answer.values[0], dict):
        shape = " x ".join(map(str, np.shape(answer.values[0]))) or "1"
        return f"numbers of shape {shape}", right
    return "", right


def _digits_case(case: Case, answer: Answer) -> Case:
    """Return the end of the full run: the student's own prediction with the student's own model."""
    size, classes = case.args[:2]
    theta = trained_theta(answer.values[0], classes, size)
    assert theta is not None, "a model without parameters has no accuracy"
    theta.flags.writeable = False
    return digits_to_predict(theta)


def _digits_missed(answer: Answer, expected: Answer) -> str:
    words = "with the model trained on handwritten digits, softmaxPredict is wrong: "
    if answer.failure is not None:
        return words + answer.failure.message
    given, right = (np.asarray(one.values[0]).ravel() for one in (answer, expected))
    same = int(np.sum(given == right)) if given.size == right.size else 0
    return (
        f"{words}only {same} of {right.size} predictions match the largest entry of theta * data."
    )


ITEMS = (
    Item(
        "numerical-gradient",
        "Numerical gradient",
        "short-numerical-gradient",
        points=10,
        conditions=tuple(map(names_objective, (*CURVES, "quadratic"))),
        explain=explain_numerical_gradient,
        absolute=True,  # a step of 1e-3 errs by 1e-6 of the third derivative, whatever the gradient
        least_calls=lambda case: 2 * int(np.size(case.args[1])),
        in_other_form=_with_pair_from_j,  # half of all solutions write J(theta)[0]
        step="Step 3",
        hints=HINTS["numerical-gradient"],
    ),
    Item(
        "predict",
        "Prediction",
        "predict",
        points=20,
        tolerance=0.0,
        conditions=tuple(map(varied, SIZES)),
        fair=has_a_clear_winner,
        explain=explain_predict,
        step="Step 5",
        hints=HINTS["predict"],
    ),
    Item(
        "confidences",
        "Confidences (second output of softmaxPredict)",
        "ordinary-confidences",
        points=0,
        conditions=SIZES[:3],
        fair=has_a_clear_winner,
        needs_answers=("predict",),
        explain=explain_confidences,
        optional=True,
        step="Step 5",
        hints=HINTS["confidences"],
    ),
    Item(
        "cost",
        "Cost",
        "cost",
        points=25,
        conditions=SIZES,
        explain=explain_cost,
        # Some return a cost, others a list [cost, grad], which is not a tuple of outputs.
        in_other_form=lambda case: replace(case, nargout=2),
        step="Step 2",
        hints=HINTS["cost"],
    ),
    Item(
        "gradient",
        "Gradient",
        "gradient",
        points=25,
        conditions=SIZES,
        needs_answers=("cost",),
        explain=explain_gradient,
        draw=_gradient_drawn,
        step="Step 2",
        hints=HINTS["gradient"],
    ),
    Item(
        "overflow",
        "Large scores (overflow)",
        "large-scores",
        points=5,
        conditions=(is_far(False), is_far(True), is_far(False)),
        requires=("cost", "gradient"),
        explain=explain_overflow,
        draw=_gradient_drawn,
        step="Step 2",
        hints=HINTS["overflow"],
    ),
    Item(
        "training",
        "Training",
        "optimum",
        points=10,
        tolerance=1e-5,
        seconds=60,
        conditions=(lambda case: True,) * 2,
        requires=("cost", "gradient"),
        after_others=True,
        explain=explain_training,
        measure=cost_reached,
        shrinking_rounds=1,  # training many small problems takes a slow solution seconds
        summary="your model's cost is higher than the minimum.",
        in_words=_models_in_words,
        step="Step 4",
        hints=HINTS["training"],
    ),
    Item(
        "full-run",
        "The whole run on handwritten digits",
        "digits",
        points=5,
        tolerance=0.03,
        seconds=120,
        conditions=(lambda case: True,),
        requires=("predict", "training"),
        after_others=True,
        explain=explain_training,
        measure=digits_accuracy,
        absolute=True,  # accuracies are shares
        shrinking_rounds=0,
        summary="on handwritten digits your model is less accurate than it should be.",
        follow_up=FollowUp("predict", _digits_case, _digits_missed),
        step="Step 5",
        hints=HINTS["full-run"],
    ),
)
