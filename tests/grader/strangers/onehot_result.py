import numpy as np


def compute_cost(W, X, Y, lambd):
    """W: (K, D) weights, X: (D, M), Y: (K, M) one hot"""
    M = X.shape[1]
    Z = np.dot(W, X)
    Z = Z - np.max(Z, axis=0, keepdims=True)
    A = np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)
    cost = -np.sum(Y * np.log(A)) / M + lambd / 2 * np.sum(W**2)
    dW = np.dot(A - Y, X.T) / M + lambd * W
    return cost, dW


def predict(W, X):
    Z = np.dot(W, X)
    Y_hat = np.zeros(Z.shape)
    Y_hat[np.argmax(Z, axis=0), np.arange(Z.shape[1])] = 1
    return Y_hat
