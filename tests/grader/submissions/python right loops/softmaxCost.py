import math

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lam, data, labels):
    W = [[theta[k + j * numClasses] for j in range(inputSize)] for k in range(numClasses)]
    M = len(labels)
    cost = 0.0
    G = [[0.0] * inputSize for _ in range(numClasses)]
    for i in range(M):
        a = [sum(W[k][j] * data[j, i] for j in range(inputSize)) for k in range(numClasses)]
        top = max(a)
        e = [math.exp(v - top) for v in a]
        total = sum(e)
        for k in range(numClasses):
            p = e[k] / total
            y = 1 if labels[i] == k + 1 else 0
            if y:
                cost -= math.log(p)
            for j in range(inputSize):
                G[k][j] -= (y - p) * data[j, i]
    cost = cost / M + lam / 2 * sum(w * w for row in W for w in row)
    return cost, np.array([G[k][j] / M + lam * W[k][j] for j in range(inputSize) for k in range(numClasses)])
