import numpy


def grad_and_cost(data, labels, theta, lmbda, nclass):
    ndim, nsample = data.shape
    theta = theta.reshape(nclass, ndim)
    score = numpy.dot(theta, data)
    score = score - score.max(0)
    prob = numpy.exp(score) / numpy.exp(score).sum(0)
    target = numpy.zeros((nclass, nsample))
    target[labels, numpy.arange(nsample)] = 1
    grad = numpy.dot(prob - target, data.T) / nsample + lmbda * theta
    cost = -(target * numpy.log(prob)).sum() / nsample + lmbda / 2 * (theta**2).sum()
    return grad.flatten(), cost


def classify(data, theta):
    return numpy.dot(theta, data).argmax(0)
