import numpy as np


def softmaxPredict(softmaxModel, data):
    theta, size, classes = softmaxModel
    return np.argmax(theta.reshape(classes, size) @ data, axis=0) + 1
