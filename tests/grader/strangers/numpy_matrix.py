import matplotlib
from numpy import *

matplotlib.use("TkAgg")
import matplotlib.pyplot as plt


def softmaxcost(theta, numClasses, inputSize, lam, data, labels):
    data = asmatrix(data)
    theta = asmatrix(theta).reshape((numClasses, inputSize))
    M = data.shape[1]
    groundTruth = asmatrix(zeros((numClasses, M)))
    for i in range(M):
        groundTruth[int(labels[i]), i] = 1
    W = theta * data
    W = W - W.max(0)
    p = exp(W)
    p = p / p.sum(0)
    cost = -1.0 / M * multiply(groundTruth, log(p)).sum() + lam / 2.0 * multiply(theta, theta).sum()
    grad = -1.0 / M * (groundTruth - p) * data.T + lam * theta
    return cost, array(grad).reshape(-1)


def softmaxpredict(theta, data):
    p = asmatrix(theta) * asmatrix(data)
    return p.argmax(0).T


plt.figure()
plt.plot([1, 2, 3])
plt.show()
