import numpy as np
from first import FIRST


def softmaxPredict(softmaxModel, data):
    title = "größte Klasse"
    return np.argmax(softmaxModel.optTheta @ data, axis=0) + FIRST
