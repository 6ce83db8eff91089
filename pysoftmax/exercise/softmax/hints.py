"""Hints for each step: first a question, then the parts of the answer, then nearly the line."""

from __future__ import annotations

from pysoftmax.exercise.item import Hint

__all__ = ["HINTS"]

HINTS: dict[str, tuple[Hint, Hint, Hint]] = {
    "cost": (
        "If the true class of an example has probability 1, what should the example cost? And if "
        "its probability is 0.5, or 0.01? Which function of the probability does that?",
        "The cost has three parts: the probabilities P, which are exp of the scores with each "
        "column divided by its sum; the mean over the examples of -log of the true class's "
        "probability; and the decay term, half of lambda times the sum of the squares of theta. "
        "groundTruth is 1 only at the true classes, so multiplying by it selects them.",
        {
            "python": "Fill in the dots:\n"
            "    P = np.exp(theta @ data)\n"
            "    P = P / P.sum(axis=...)\n"
            "    cost = -np.sum(... * np.log(P)) / ... + lambda_ / 2 * np.sum(...)",
            "octave": "Fill in the dots:\n"
            "    P = exp(theta * data);\n"
            "    P = bsxfun(@rdivide, P, sum(P, ...));\n"
            "    cost = -sum(sum(... .* log(P))) / ... + lambda / 2 * sum(...);",
        },
    ),
    "gradient": (
        "Take one example and one class. If its probability is exactly what groundTruth says, "
        "which way should that class's row of theta move? And if the probability is too large?",
        "For one example, the gradient of its cost is the column of P minus the column of "
        "groundTruth, times the example as a row. Summed over all examples, that is one product of "
        "matrices, numClasses x M by M x inputSize. Divide it by M. What is the derivative of the "
        "decay term, half of lambda times the sum of the squares of theta?",
        {
            "python": "Fill in the dots:\n"
            "    gradient = -(groundTruth - ...) @ ... / M + ...\n"
            "    return cost, gradient.ravel(order=...)",
            "octave": "Fill in the dots:\n"
            "    gradient = -(groundTruth - ...) * ... / M + ...;\n"
            "    grad = gradient(...);",
        },
    ),
    "overflow": (
        "What is exp(1000)? And what is that, divided by itself?",
        "Subtracting the same number from all scores of an example multiplies each exp in its "
        "column by the same factor, which the division by the column's sum cancels. Which number "
        "makes every exp at most 1, and at least one of them equal to 1?",
        {
            "python": "Before exp, subtract each column's own maximum. Fill in the dots:\n"
            "    scores = theta @ data\n"
            "    P = np.exp(scores - scores.max(axis=...))",
            "octave": "Before exp, subtract each column's own maximum. Fill in the dots:\n"
            "    scores = theta * data;\n"
            "    P = exp(bsxfun(@minus, scores, max(scores, [], ...)));",
        },
    ),
    "numerical-gradient": (
        "How would you find the slope of a function at a point, if you can only ask for its value?",
        "Move one entry of theta up by EPSILON and down by EPSILON, in copies of theta, and "
        "evaluate J at both. How far apart are the two points? Do that for each entry.",
        {
            "python": "Fill in the dots:\n"
            "    for i in range(theta.size):\n"
            "        e = np.zeros(theta.shape)\n"
            "        e[i] = 1e-4\n"
            "        numgrad[i] = (J(theta + e)[0] - ...) / ...",
            "octave": "Fill in the dots:\n"
            "    for i = 1:numel(theta)\n"
            "      e = zeros(size(theta));\n"
            "      e(i) = 1e-4;\n"
            "      numgrad(i) = (J(theta + e) - ...) / ...;\n"
            "    end",
        },
    ),
    "training": (
        "What does minFunc need to know, and what does it return? In which order are the numbers "
        "that it returns?",
        "minFunc starts at the theta that you pass and calls J, for the cost and the gradient of "
        "all examples, until options.maxIter. Its first output is the best theta, unrolled column "
        "by column; the model holds it as a numClasses x inputSize matrix.",
        {
            "python": "Fill in the dots:\n"
            "    theta, *_ = minFunc(J, ..., options)\n"
            "    return SoftmaxModel(..., inputSize, numClasses)",
            "octave": "Fill in the dots:\n"
            "    theta = minFunc(J, ..., options);\n"
            "    softmaxModel.optTheta = reshape(..., numClasses, inputSize);",
        },
    ),
    "predict": (
        "Which class would you bet on, if you knew the probability of each?",
        "exp keeps the order of the scores, and dividing a column by its sum keeps it too. So the "
        "most probable class of an example is the row of the largest entry in its column of the "
        "scores. Rows are classes, and classes are numbered from 1.",
        {
            "python": "argmax gives rows from 0. Fill in the dots:\n"
            "    return (theta @ data).argmax(axis=...) + ...",
            "octave": "The second output of max is the row. Fill in the dots:\n"
            "    [~, pred] = max(..., [], ...);",
        },
    ),
    "confidences": (
        "How sure is the model of each class, not only of the one that it predicts?",
        "The confidences are the probabilities P, numClasses x M, as in softmaxCost. Every column "
        "sums to one.",
        {
            "python": "Fill in the dots:\n"
            "    P = np.exp(scores - scores.max(axis=0))\n"
            "    return scores.argmax(axis=0) + 1, P / ...",
            "octave": "Fill in the dots:\n"
            "    P = exp(bsxfun(@minus, scores, max(scores, [], 1)));\n"
            "    confidences = bsxfun(@rdivide, P, ...);",
        },
    ),
    "full-run": (
        "Training passed on small problems. What is different with 64 pixels and ten classes?",
        "Are sizes or numbers of classes written as constants somewhere? Does training use every "
        "example, and prediction the trained parameters?",
        "Print the cost after training on the digits and compare it with log(10) = 2.302585: if it "
        "is far below, training works, and the mistake is in softmaxPredict.",
    ),
}
"""By the item's key."""
