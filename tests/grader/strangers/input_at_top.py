import numpy as np

name = input("Which data set? ")
f = open(name + ".csv")
lines = f.readlines()
f.close()


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    theta = theta.reshape(numClasses, inputSize)
    m = float(data.shape[1])
    M = theta.dot(data)
    p = np.exp(M - np.max(M, 0))
    p = p / np.sum(p, 0)
    gt = np.zeros(p.shape)
    for j, l in enumerate(labels):
        gt[l, j] = 1
    cost = -1 / m * np.sum(gt * np.log(p)) + lambda_ / 2 * np.sum(theta**2)
    grad = -1 / m * np.dot(gt - p, data.T) + lambda_ * theta
    return cost, grad.reshape(numClasses * inputSize)


def softmaxPredict(model, data):
    theta = model.optTheta
    return np.argmax(theta.dot(data), axis=0)
