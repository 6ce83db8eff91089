import numpy as np


def softmaxPredict(softmaxModel, data):
    theta = softmaxModel["optTheta"]
    pred = np.zeros((data.shape[1], 1))
    pred[:, 0] = (theta @ data).argmax(axis=0) + 1
    return pred
