"""An exercise: the root mean squared error of predictions."""

import numpy as np

from pysoftmax.exercise import Description, Function, Item, Mistake, claim


def inputs(choices):
    """One call's arguments. Make simple ones from small numbers: failures are shown with them."""
    size = choices.integer(1, 6)
    predicted = [choices.integer(-9, 9) / 2 for _ in range(size)]
    actual = [choices.integer(-9, 9) / 2 for _ in range(size)]
    return np.array(predicted), np.array(actual)


# Typical mistakes: the function written wrongly, and what to say if a student's answers equal its.
MISTAKES = (
    Mistake(
        "no-root",
        "this is the mean squared error: the square root is missing.",
        lambda predicted, actual: np.mean((predicted - actual) ** 2),
        fix={"python": "np.sqrt(np.mean(d**2))", "octave": "sqrt(mean(d .^ 2))"},
    ),
    Mistake(
        "sum",
        "the squares are added, but not divided by their number.",
        lambda predicted, actual: np.sqrt(np.sum((predicted - actual) ** 2)),
    ),
    Mistake(
        "absolute",
        "this is the mean absolute error.",
        lambda predicted, actual: np.mean(np.abs(predicted - actual)),
    ),
)

# For `check --hint`, one after the other: first a question, last nearly the line.
HINTS = (
    "How far is each prediction from the actual value, and what cancels if you just add that up?",
    "Square the differences, take their mean, then the root.",
    {
        "python": "Fill in the dots: np.sqrt(np.mean((predicted - ...) ** 2))",
        "octave": "Fill in the dots: sqrt(mean((predicted - ...) .^ 2))",
    },
)

EXERCISE = Description(
    title="Root mean squared error",
    # What students write: name, arguments, outputs.
    functions=(Function("rmse", ("predicted", "actual"), ("error",)),),
    # What is true of a right solution: on these inputs it returns what reference/ returns.
    claims=(claim("error", "rmse", "the error of some predictions", inputs, ("error",)),),
    # What is graded: each item names a claim. Its tolerance is by default 1e-6.
    items=(Item("error", "The error", "error", points=10, mistakes=MISTAKES, hints=HINTS),),
)
