import numpy as np


class Softmax:
    def __init__(self):
        self.W = None

    def loss(self, W, X, y, reg):
        num_train = X.shape[0]
        scores = X.dot(W)
        scores -= np.max(scores, axis=1).reshape(-1, 1)
        p = np.exp(scores) / np.sum(np.exp(scores), axis=1).reshape(-1, 1)
        loss = -np.sum(np.log(p[np.arange(num_train), y])) / num_train
        loss += 0.5 * reg * np.sum(W * W)
        ind = np.zeros_like(p)
        ind[np.arange(num_train), y] = 1
        dW = X.T.dot(p - ind) / num_train
        dW += reg * W
        return loss, dW

    def train(self, X, y, learning_rate=1e-3, reg=1e-5, num_iters=100):
        num_train, dim = X.shape
        num_classes = np.max(y) + 1
        if self.W is None:
            self.W = 0.001 * np.random.randn(dim, num_classes)
        for it in range(num_iters):
            loss, grad = self.loss(self.W, X, y, reg)
            self.W -= learning_rate * grad
        return loss

    def predict(self, X):
        return np.argmax(X.dot(self.W), axis=1)
