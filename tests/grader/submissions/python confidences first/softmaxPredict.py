import numpy as np


def softmaxPredict(softmaxModel, data):
    e = np.exp(softmaxModel.optTheta @ data)
    return e / e.sum(axis=0), np.argmax(e, axis=0) + 1
