import numpy as np


def forward(W, data):
    S = np.dot(W, data)
    E = np.exp(S - S.max(axis=0))
    return E / E.sum(axis=0)


def softmax_cost(x, *args):
    classes, features, lam, data, groundTruth = args
    W = np.reshape(x, (classes, features))
    data_term = -np.sum(groundTruth * np.log(forward(W, data))) / data.shape[1]
    return data_term + lam / 2 * np.sum(W**2)


def softmax_grad(x, *args):
    classes, features, lam, data, groundTruth = args
    W = np.reshape(x, (classes, features))
    return ((forward(W, data) - groundTruth).dot(data.T) / data.shape[1] + lam * W).ravel()


def pred(W, data):
    return forward(W, data).argmax(axis=0)
