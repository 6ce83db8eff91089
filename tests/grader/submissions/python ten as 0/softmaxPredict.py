import numpy as np


def softmaxPredict(softmaxModel, data):
    return (np.argmax(softmaxModel.optTheta @ data, axis=0) + 1) % 10
