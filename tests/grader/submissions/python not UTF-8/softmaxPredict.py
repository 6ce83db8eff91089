import numpy as np


def softmaxPredict(softmaxModel, data):
    # die größte
    return np.argmax(softmaxModel.optTheta @ data, axis=0) + 1
