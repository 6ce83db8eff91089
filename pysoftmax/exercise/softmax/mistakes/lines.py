"""The right lines, in the names of the starter code: what a student is advised to write.

Each is a pair, Octave's and Python's, that can be pasted into the starter code. The lines use only
what the starter code defines, and assign nothing else that it needs later (M is the number of
examples there, so no matrix of scores is called M).
"""

from __future__ import annotations

__all__ = [
    "COST",
    "GRADIENT",
    "GROUND_TRUTH",
    "GROUND_TRUTH_FROM_ZERO",
    "NUMBER_OF_EXAMPLES",
    "NUMERICAL",
    "OBJECTIVE",
    "PREDICT",
    "PREDICT_FROM_ZERO",
    "PROBABILITIES",
    "READ_BY_COLUMNS",
    "READ_BY_ROWS",
    "RETURN_MODEL",
    "RETURN_MODEL_BY_ROWS",
    "TRAIN",
    "UNROLL_BY_COLUMNS",
    "UNROLL_BY_ROWS",
]

COST = (
    "cost = -sum(sum(groundTruth .* log(P))) / M + lambda / 2 * sum(theta(:) .^ 2);",
    "cost = -np.sum(groundTruth * np.log(P)) / M + lambda_ / 2 * np.sum(theta**2)",
)
GRADIENT = (
    "gradient = -(groundTruth - P) * data' / M + lambda * theta;",
    "gradient = -(groundTruth - P) @ data.T / M + lambda_ * theta",
)
PROBABILITIES = (
    "scores = theta * data;\n"
    "P = exp(bsxfun(@minus, scores, max(scores, [], 1)));\n"
    "P = bsxfun(@rdivide, P, sum(P, 1));",
    "scores = theta @ data\nP = np.exp(scores - scores.max(axis=0))\nP = P / P.sum(axis=0)",
)
GROUND_TRUTH = (
    "groundTruth = full(sparse(labels, 1:M, 1, numClasses, M));",
    "groundTruth = np.zeros((numClasses, M))\n"
    "groundTruth[np.ravel(labels).astype(int) - 1, np.arange(M)] = 1",
)
GROUND_TRUTH_FROM_ZERO = (
    "groundTruth = full(sparse(labels + 1, 1:M, 1, numClasses, M));",
    "groundTruth = np.zeros((numClasses, M))\n"
    "groundTruth[np.ravel(labels).astype(int), np.arange(M)] = 1",
)
NUMBER_OF_EXAMPLES = ("M = size(data, 2);", "M = data.shape[1]")
READ_BY_COLUMNS = (
    "theta = reshape(theta, numClasses, inputSize);",
    'theta = np.reshape(theta, (numClasses, inputSize), order="F")',
)
READ_BY_ROWS = (
    "theta = reshape(theta, inputSize, numClasses)';",
    "theta = np.reshape(theta, (numClasses, inputSize))",
)
UNROLL_BY_COLUMNS = ("grad = gradient(:);", 'return cost, gradient.ravel(order="F")')
UNROLL_BY_ROWS = ("grad = gradient'(:);", "return cost, gradient.ravel()")

PREDICT = (
    "[~, pred] = max(theta * data, [], 1);",
    "return (theta @ data).argmax(axis=0) + 1",
)
PREDICT_FROM_ZERO = (
    "[~, pred] = max(theta * data, [], 1);\npred = pred - 1;",
    "return (theta @ data).argmax(axis=0)",
)

NUMERICAL = (
    "numgrad = zeros(size(theta));\n"
    "EPSILON = 1e-4;\n"
    "for i = 1:numel(theta)\n"
    "  e = zeros(size(theta));\n"
    "  e(i) = EPSILON;\n"
    "  numgrad(i) = (J(theta + e) - J(theta - e)) / (2 * EPSILON);\n"
    "end",
    "numgrad = np.zeros(theta.shape)\n"
    "EPSILON = 1e-4\n"
    "for i in range(theta.size):\n"
    "    e = np.zeros(theta.shape)\n"
    "    e[i] = EPSILON\n"
    "    numgrad[i] = (J(theta + e)[0] - J(theta - e)[0]) / (2 * EPSILON)\n"
    "return numgrad",
)

OBJECTIVE = (
    "J = @(p) softmaxCost(p, numClasses, inputSize, lambda, inputData, labels);",
    "def J(theta):\n"
    "    return softmaxCost(theta, numClasses, inputSize, lambda_, inputData, labels)",
)
TRAIN = ("theta = minFunc(J, theta, options);", "theta, *_ = minFunc(J, theta, options)")
RETURN_MODEL = (
    "softmaxModel.optTheta = reshape(theta, numClasses, inputSize);",
    "return SoftmaxModel(theta, inputSize, numClasses)",
)
RETURN_MODEL_BY_ROWS = (
    "softmaxModel.optTheta = reshape(theta, inputSize, numClasses)';",
    "return SoftmaxModel(theta.reshape(numClasses, inputSize), inputSize, numClasses)",
)
