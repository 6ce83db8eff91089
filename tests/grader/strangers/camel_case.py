import numpy as np


class LinearSoftmax:
    def __init__(self, images, labels, lamd=1e-5):
        self.images, self.labels, self.lamd = images, labels, lamd
        self.W = 0.01 * np.random.randn(images.shape[1], 10)

    def lossAndGrad(self, X, y):
        Z = X.dot(self.W)
        P = np.exp(Z - Z.max(axis=1, keepdims=True))
        P /= P.sum(axis=1, keepdims=True)
        rows = np.arange(len(X))
        loss = -np.log(P[rows, y]).mean() + 0.5 * self.lamd * (self.W * self.W).sum()
        P[rows, y] -= 1
        return loss, X.T.dot(P) / len(X) + self.lamd * self.W

    def predict(self, X):
        return np.argmax(X.dot(self.W), axis=1)
