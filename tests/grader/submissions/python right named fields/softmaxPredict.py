import numpy as np


def softmaxPredict(softmaxModel, data):
    assert softmaxModel.n_features == data.shape[0]
    return np.argmax(softmaxModel.opt_theta @ data, axis=0) + 1
