# translated line by line from my MATLAB solution
import numpy as np
from scipy.io import loadmat

mnist = loadmat("mnist_all.mat")
train_data = mnist["train_data"]
train_labels = mnist["train_labels"]


def softmaxCost(theta, numClasses, inputSize, decay, data, labels):
    theta = np.reshape(theta, (numClasses, inputSize), order="F")
    numCases = data.shape[1]
    groundTruth = np.zeros((numClasses, numCases))
    groundTruth[labels.ravel() - 1, np.arange(numCases)] = 1
    M = np.dot(theta, data)
    M = M - np.max(M, axis=0)
    p = np.exp(M)
    p /= np.sum(p, axis=0)
    cost = -1.0 / numCases * np.sum(groundTruth * np.log(p)) + decay / 2.0 * np.sum(theta**2)
    thetagrad = -1.0 / numCases * np.dot(groundTruth - p, data.T) + decay * theta
    return cost, thetagrad.flatten("F")


def softmaxPredict(softmaxModel, data):
    theta = softmaxModel["optTheta"]
    return np.argmax(np.dot(theta, data), axis=0) + 1
